//! How likely what falls kills whom it hits: published curves, each with its name.

use pilotzone_scenario::file::{LethalityCurve, LethalityFile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The probability that one person who is hit dies, by one curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lethal {
    /// The curve's name.
    pub curve: String,
    /// The probability.
    pub probability: f64,
}

/// What a curve gives for an energy (J). `shelter` is that of Dalamagkidis et al.; in the open where none is given.
///
/// Shelter: 1 / (1 + sqrt(alpha/beta) (beta/E)^(1/(4 ps))), Dalamagkidis, Valavanis and Piegl 2008. Lognormal:
/// Phi((ln E - ln median) / sigma).
pub fn probability(curve: &LethalityCurve, energy_j: f64, shelter: Option<f64>) -> f64 {
    if energy_j <= 0.0 {
        return 0.0;
    }
    match *curve {
        LethalityCurve::Shelter { alpha_j, beta_j, in_the_open } => {
            let power = 0.25 / shelter.unwrap_or(in_the_open);
            1.0 / (1.0 + (alpha_j / beta_j).sqrt() * libm::pow(beta_j / energy_j, power))
        }
        LethalityCurve::Lognormal { median_j, sigma } => {
            0.5 * libm::erfc(-libm::log(energy_j / median_j) / (sigma * core::f64::consts::SQRT_2))
        }
    }
}

/// What all curves say for somebody in the open.
pub fn of_all(curves: &BTreeMap<String, LethalityFile>, energy_j: f64) -> Vec<Lethal> {
    let of = |(name, file): (&String, &LethalityFile)| Lethal {
        curve: name.clone(),
        probability: probability(&file.curve, energy_j, None),
    };
    curves.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;
    use pilotzone_scenario::Safety;

    #[test]
    fn the_curves_are_those_of_their_sources() {
        let curves = Safety::default().lethality;
        for case in vectors("impact_energy_and_person_fatality") {
            let energy_j = case.number("impact_energy_j");
            let shelter = case.number("shelter_parameter");
            let of = |name: &str| probability(&curves[name].curve, energy_j, Some(shelter));
            case.holds("p_dalamagkidis", of("dalamagkidis_2008"));
            case.holds("p_lognormal", of("rcc_321"));
        }
    }

    #[test]
    fn more_energy_is_never_less_deadly_and_none_is_harmless() {
        let curves = Safety::default().lethality;
        for file in curves.values() {
            let at = |energy_j: f64| probability(&file.curve, energy_j, None);
            assert_eq!(at(0.0), 0.0);
            assert!((1..200).all(|i| at(f64::from(i) * 10.0) <= at(f64::from(i + 1) * 10.0)));
        }
        let both = of_all(&curves, 250.0);
        assert_eq!(both.len(), 2);
        assert!(both.iter().all(|lethal| lethal.probability > 0.01 && lethal.probability < 1.0), "{both:?}");
    }
}
