//! Which rotor gives how much: the least thrusts that make a wanted force and torques, from the rotors that are left.

use crate::block::ROTORS;

/// A rotor as the mixer sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lever {
    /// Forward of the centre of mass (m).
    pub x_m: f64,
    /// Left of the centre of mass (m).
    pub y_m: f64,
    /// Torque about the upward axis over its thrust (m): positive turns the hull left.
    pub yaw_m: f64,
    /// Whether it can be counted on.
    pub works: bool,
}

/// Thrust of each rotor for one unit of force and of the torques about the axes forward, left and up.
pub type Mix = [[f64; 4]; ROTORS];

/// The mix of these rotors: the Moore-Penrose inverse of their effects on force and torques, Bᵀ (B Bᵀ)⁻¹.
///
/// Where the rotors left cannot give all four, the torque about the upward axis is given up first, then those of tilt. A
/// quad without one of its motors has but three rotors, and the one opposite to the dead one would have to pull down: no
/// choice of thrusts above 0 holds it. A hexa keeps five, round its centre on all sides. Nothing here knows either.
pub fn mix(levers: &[Lever]) -> Mix {
    for rows in [4, 3, 1] {
        if let Some(mix) = inverse(levers, rows) {
            return mix;
        }
    }
    [[0.0; 4]; ROTORS]
}

/// What one rotor does for one newton: force, then torques; scaled, so that a metre of arm counts as a newton.
fn effect(lever: &Lever) -> [f64; 4] {
    if lever.works { [1.0, lever.y_m, -lever.x_m, lever.yaw_m] } else { [0.0; 4] }
}

/// The pseudo-inverse for the first `rows` of force and torques; none where they depend on one another.
fn inverse(levers: &[Lever], rows: usize) -> Option<Mix> {
    let effects: Vec<[f64; 4]> = levers.iter().take(ROTORS).map(effect).collect();
    let mut square = [[0.0; 8]; 4];
    for i in 0..rows {
        for j in 0..rows {
            square[i][j] = effects.iter().map(|e| e[i] * e[j]).sum();
        }
        square[i][4 + i] = 1.0;
    }
    // Gauss and Jordan with pivots on the diagonal, which is the largest of a positive matrix after scaling.
    for pivot in 0..rows {
        let size: f64 = effects.iter().map(|e| e[pivot] * e[pivot]).sum();
        if square[pivot][pivot] <= 1e-6 * size || size <= 0.0 {
            return None;
        }
        let inverse = 1.0 / square[pivot][pivot];
        square[pivot].iter_mut().for_each(|v| *v *= inverse);
        let row = square[pivot];
        for other in (0..rows).filter(|&other| other != pivot) {
            let factor = square[other][pivot];
            for (v, p) in square[other].iter_mut().zip(row) {
                *v -= factor * p;
            }
        }
    }
    let mut mix = [[0.0; 4]; ROTORS];
    for (row, effect) in mix.iter_mut().zip(&effects) {
        for (j, value) in row.iter_mut().enumerate().take(rows) {
            *value = (0..rows).map(|i| effect[i] * square[i][4 + j]).sum();
        }
    }
    Some(mix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(rotors: usize, dead: Option<usize>) -> Vec<Lever> {
        let lever = |i: usize| {
            let angle = (i as f64 + 0.5) * 2.0 * core::f64::consts::PI / rotors as f64;
            let yaw_m = if i.is_multiple_of(2) { 0.02 } else { -0.02 };
            Lever { x_m: libm::cos(angle), y_m: libm::sin(angle), yaw_m, works: dead != Some(i) }
        };
        (0..rotors).map(lever).collect()
    }

    /// What thrusts do.
    fn done(levers: &[Lever], thrusts: &[f64; ROTORS]) -> [f64; 4] {
        let mut sum = [0.0; 4];
        for (lever, thrust) in levers.iter().zip(thrusts) {
            for (s, e) in sum.iter_mut().zip(effect(lever)) {
                *s += e * thrust;
            }
        }
        sum
    }

    fn thrusts(mix: &Mix, wanted: [f64; 4]) -> [f64; ROTORS] {
        mix.map(|row| row.iter().zip(wanted).map(|(m, w)| m * w).sum())
    }

    #[test]
    fn what_is_wanted_comes_out() {
        let wanted = [30.0, 0.7, -0.4, 0.1];
        for levers in [ring(4, None), ring(6, None), ring(8, None), ring(6, Some(2)), ring(8, Some(7))] {
            let found = done(&levers, &thrusts(&mix(&levers), wanted));
            assert!((0..4).all(|i| (found[i] - wanted[i]).abs() < 1e-9), "{found:?}");
        }
    }

    #[test]
    fn a_hexa_hovers_on_five_and_a_quad_on_three_only_at_the_edge() {
        let hexa = ring(6, Some(0));
        let least = thrusts(&mix(&hexa), [60.0, 0.0, 0.0, 0.0]);
        assert!(least[1..6].iter().all(|&n| n > -1e-9), "{least:?}");
        // Tilt both ways is possible with thrusts above 0 once yaw is left to itself.
        let levers: Vec<Lever> = hexa.iter().map(|lever| Lever { yaw_m: 0.0, ..*lever }).collect();
        for torque in [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]] {
            let found = thrusts(&mix(&levers), [60.0, torque[0], torque[1], 0.0]);
            assert!(found[1..6].iter().all(|&n| n > 0.0), "{found:?}");
        }
        // The quad's opposite rotor stands at 0, so that one sense of tilt asks it to pull down.
        let quad = ring(4, Some(0));
        let least = thrusts(&mix(&quad), [40.0, 0.0, 0.0, 0.0]);
        assert!(least[2].abs() < 1e-9, "{least:?}");
        let away = thrusts(&mix(&quad), [40.0, quad[0].y_m, -quad[0].x_m, 0.0]);
        let back = thrusts(&mix(&quad), [40.0, -quad[0].y_m, quad[0].x_m, 0.0]);
        assert!(away[2] < 0.0 || back[2] < 0.0);
    }

    #[test]
    fn rotors_that_cannot_do_all_give_up_yaw_before_tilt_and_tilt_before_lift() {
        let three = mix(&ring(4, Some(1)));
        assert!(three.iter().all(|row| row[3] == 0.0) && three[0][1] != 0.0);
        let none = mix(&[]);
        assert_eq!(none, [[0.0; 4]; ROTORS]);
    }
}
