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
/// A rotor that is lost is left out, as long as the others can still give all four: a hexa has five left, round its centre
/// on all sides. Those of a quad cannot, whatever they do; then nothing better than the mix of all is known, and the
/// controller goes on with it. To give up yaw and to steer in a spin can be done (Mueller and D'Andrea 2014), but no maker's
/// controller is known to do it.
pub fn mix(levers: &[Lever]) -> Mix {
    let all: Vec<Lever> = levers.iter().map(|lever| Lever { works: true, ..*lever }).collect();
    inverse(levers).or_else(|| inverse(&all)).unwrap_or([[0.0; 4]; ROTORS])
}

/// What one rotor does for one newton: force, then torques; scaled, so that a metre of arm counts as a newton.
fn effect(lever: &Lever) -> [f64; 4] {
    if lever.works { [1.0, lever.y_m, -lever.x_m, lever.yaw_m] } else { [0.0; 4] }
}

/// The pseudo-inverse; none where force and torques depend on one another.
fn inverse(levers: &[Lever]) -> Option<Mix> {
    let effects: Vec<[f64; 4]> = levers.iter().take(ROTORS).map(effect).collect();
    let mut square = [[0.0; 8]; 4];
    for i in 0..4 {
        for j in 0..4 {
            square[i][j] = effects.iter().map(|e| e[i] * e[j]).sum();
        }
        square[i][4 + i] = 1.0;
    }
    // Gauss and Jordan with pivots on the diagonal, which is the largest of a positive matrix after scaling.
    for pivot in 0..4 {
        let size: f64 = effects.iter().map(|e| e[pivot] * e[pivot]).sum();
        if square[pivot][pivot] <= 1e-6 * size || size <= 0.0 {
            return None;
        }
        let inverse = 1.0 / square[pivot][pivot];
        square[pivot].iter_mut().for_each(|v| *v *= inverse);
        let row = square[pivot];
        for other in (0..4).filter(|&other| other != pivot) {
            let factor = square[other][pivot];
            for (v, p) in square[other].iter_mut().zip(row) {
                *v -= factor * p;
            }
        }
    }
    let mut mix = [[0.0; 4]; ROTORS];
    for (row, effect) in mix.iter_mut().zip(&effects) {
        for (j, value) in row.iter_mut().enumerate() {
            *value = (0..4).map(|i| effect[i] * square[i][4 + j]).sum();
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
    fn a_hexa_hovers_on_five_and_steers_tilt_both_ways() {
        let hexa = ring(6, Some(0));
        let least = thrusts(&mix(&hexa), [60.0, 0.0, 0.0, 0.0]);
        assert!(least[0] == 0.0 && least.iter().all(|&n| n > -1e-9), "{least:?}");
        let found = mix(&hexa);
        for torque in [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]] {
            let wanted = [60.0, torque[0], torque[1], 0.0];
            let thrusts = thrusts(&found, wanted);
            // Where one would have to pull down, some yaw, and nothing else, sets it right.
            let relief = (0..6).filter(|&i| thrusts[i] < 0.0).map(|i| -thrusts[i] / found[i][3]);
            let yaw = relief.fold(0.0, |most: f64, yaw| if yaw.abs() > most.abs() { yaw } else { most });
            let relieved: Vec<f64> = (0..6).map(|i| thrusts[i] + yaw * found[i][3]).collect();
            assert!(relieved.iter().all(|&n| n > -1e-9), "{torque:?}: {relieved:?}");
        }
    }

    #[test]
    fn a_quad_without_a_motor_keeps_the_mix_that_it_had() {
        assert_eq!(mix(&ring(4, Some(1))), mix(&ring(4, None)));
        assert_eq!(mix(&[]), [[0.0; 4]; ROTORS]);
    }
}
