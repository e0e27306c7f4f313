//! Risk on the ground: who dies of a blow, and the class before anything is done about it.

/// Probability that a person who is struck dies.
///
/// Dalamagkidis, Valavanis and Piegl 2008, Journal of Intelligent and Robotic Systems 51: 1 / (1 + sqrt(alpha/beta)
/// (beta/E)^(1/(4 ps))), with alpha the energy at which half die under the shelter of 6, beta the energy below which
/// nobody dies, ps the shelter. E from 0 on.
pub fn death(energy_j: f64, alpha_j: f64, beta_j: f64, shelter: f64) -> f64 {
    if energy_j <= 0.0 {
        return 0.0;
    }
    let growth = libm::pow(beta_j / energy_j, 1.0 / (4.0 * shelter));
    1.0 / (1.0 + (alpha_j / beta_j).sqrt() * growth)
}

/// Intrinsic ground risk class; none where the operation is outside the method.
///
/// JARUS SORA 2.5, Table 2: the first column that holds both the size and the speed; a density at a border belongs to the
/// row above. An aircraft up to 250 g and 25 m/s is class 1 anywhere.
pub fn igrc(size_m: f64, speed_mps: f64, per_km2: f64, mass_kg: f64) -> Option<u32> {
    if mass_kg <= 0.25 && speed_mps <= 25.0 {
        return Some(1);
    }
    let columns = [(1.0, 25.0), (3.0, 35.0), (8.0, 75.0), (20.0, 120.0), (40.0, 200.0)];
    let column = columns.iter().position(|&(size, speed)| size_m <= size && speed_mps <= speed)?;
    let row = [5.0, 50.0, 500.0, 5_000.0, 50_000.0].iter().position(|&below| per_km2 < below).unwrap_or(5);
    // The table's diagonals are equal; above 50,000 people the two smallest columns alone are in it.
    (row < 5 || column < 2).then_some((2 + row + column) as u32)
}

/// Speed (m/s) after a plumb fall from a height with quadratic drag: v² = vt² (1 - exp(-2 g h / vt²)), vt² = 2 m g /
/// (rho Cd A).
pub(super) fn fall_mps(height_m: f64, mass_kg: f64, drag_area_m2: f64, density_kgpm3: f64) -> f64 {
    let g = crate::GRAVITY_MPS2;
    let fastest2 = 2.0 * mass_kg * g / (density_kgpm3 * drag_area_m2).max(1e-9);
    (fastest2 * (1.0 - libm::exp(-2.0 * g * height_m.max(0.0) / fastest2))).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;

    #[test]
    fn probabilities_of_death_are_those_of_the_paper() {
        for case in vectors("impact_energy_and_person_fatality") {
            let n = |key: &str| case.number(key);
            let p = death(n("impact_energy_j"), n("alpha_j"), n("beta_j"), n("shelter_parameter"));
            case.holds("p_dalamagkidis", p);
        }
    }

    #[test]
    fn ground_risk_classes_are_those_of_the_table() {
        for case in vectors("sora25_igrc").iter().filter(|case| case.number("density_per_km2") > 0.0) {
            let n = |key: &str| case.number(key);
            let class =
                igrc(n("characteristic_dimension_m"), n("max_speed_mps"), n("density_per_km2"), n("mass_kg"));
            case.holds_optional("igrc", class.map(f64::from));
        }
    }
}
