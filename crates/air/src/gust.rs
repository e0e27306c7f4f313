//! Gusts: the Dryden spectra of MIL-F-8785C, made from white noise by filters that are exact for any step.

use pilotzone_world::Draws;

const FOOT_M: f64 = 0.3048;

/// Scales of turbulence at a height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scales {
    /// Length along the wind and across it (m).
    pub length_uv_m: f64,
    /// Length upright (m).
    pub length_w_m: f64,
    /// Deviation along and across (m/s).
    pub sigma_uv_mps: f64,
    /// Deviation upright (m/s).
    pub sigma_w_mps: f64,
}

/// Scales at low altitude: MIL-F-8785C 3.7.3.4, with the height h in feet from 10 to 1,000: Lw = h, Lu = Lv =
/// h / (0.177 + 0.000823 h)^1.2; sigma_w = 0.1 W20, sigma_u = sigma_v = sigma_w / (0.177 + 0.000823 h)^0.4. Lower it is
/// that of 10 feet; above 1,000 feet lengths pass evenly into the 1,750 feet that hold from 2,000 feet on.
pub fn scales(height_m: f64, at_twenty_feet_mps: f64) -> Scales {
    let feet = height_m / FOOT_M;
    let low = if feet > 10.0 { feet.min(1000.0) } else { 10.0 };
    let base = 0.177 + 0.000_823 * low;
    let share = ((feet - 1000.0) / 1000.0).clamp(0.0, 1.0);
    let blend = |feet: f64| (feet + share * (1750.0 - feet)) * FOOT_M;
    let sigma_w_mps = 0.1 * at_twenty_feet_mps;
    Scales {
        length_uv_m: blend(low / libm::pow(base, 1.2)),
        length_w_m: blend(low),
        sigma_uv_mps: sigma_w_mps / libm::pow(base, 0.4),
        sigma_w_mps,
    }
}

/// The filters of one drone for one step length and airspeed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Filter {
    along: Pole,
    upright: Pole,
    scales: Scales,
}

/// A lag, once and twice, with unit variance after the first: what it keeps, and the noise that comes in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pole {
    keep: f64,
    pass: f64,
    noise: [f64; 3],
}

impl Pole {
    /// Exact for a time constant T and a step: a' = -a/T + n, b' = (a - b)/T. In the long run var a = 1, cov(a, b) = 1/2
    /// and var b = 1/2; the noise of a step is what the step takes from these.
    fn of(step_over_time: f64) -> Self {
        let d = step_over_time;
        let keep = libm::exp(-d);
        let left = keep * keep;
        let aa = 1.0 - left;
        let ab = 0.5 - left * (d + 0.5);
        let bb = 0.5 - left * (d * d + d + 0.5);
        let first = aa.max(0.0).sqrt();
        let cross = if first > 0.0 { ab / first } else { 0.0 };
        Self { keep, pass: d * keep, noise: [first, cross, (bb - cross * cross).max(0.0).sqrt()] }
    }

    /// One step of a lag.
    fn once(&self, a: f64, draws: &mut Draws) -> f64 {
        self.keep * a + self.noise[0] * draws.normal()
    }

    /// One step of a lag behind a lag.
    fn twice(&self, [a, b]: [f64; 2], draws: &mut Draws) -> [f64; 2] {
        let (n, m) = (draws.normal(), draws.normal());
        let [first, cross, rest] = self.noise;
        [self.keep * a + first * n, self.pass * a + self.keep * b + cross * n + rest * m]
    }
}

/// States of gusts that have blown for long.
pub fn start(draws: &mut Draws) -> [f64; 5] {
    let mut pair = || {
        let first = draws.normal();
        // Half of the first, and what makes the variance 1/2.
        [first, 0.5 * first + 0.5 * draws.normal()]
    };
    let ([v0, v1], [w0, w1]) = (pair(), pair());
    [draws.normal(), v0, v1, w0, w1]
}

impl Filter {
    /// The filters for steps of `dt_s` at an airspeed.
    pub fn of(scales: Scales, airspeed_mps: f64, dt_s: f64) -> Self {
        let pole = |length_m: f64| Pole::of(airspeed_mps * dt_s / length_m);
        Self { along: pole(scales.length_uv_m), upright: pole(scales.length_w_m), scales }
    }

    /// One step: the states, and the gust along, across and upright (m/s).
    ///
    /// H_u = 1/(1 + T s); H_v and H_w = (1 + sqrt(3) T s)/(1 + T s)² = sqrt(3)/(1 + T s) + (1 - sqrt(3))/(1 + T s)², each
    /// scaled to its deviation: MIL-F-8785C 3.7.1.2, T = L/V. The variance of the second without its scale is 2.
    pub fn step(&self, state: [f64; 5], draws: &mut Draws) -> ([f64; 5], [f64; 3]) {
        let u = self.along.once(state[0], draws);
        let v = self.along.twice([state[1], state[2]], draws);
        let w = self.upright.twice([state[3], state[4]], draws);
        let root3 = 3.0_f64.sqrt();
        let second = |s: [f64; 2]| (root3 * s[0] + (1.0 - root3) * s[1]) * core::f64::consts::FRAC_1_SQRT_2;
        let Scales { sigma_uv_mps, sigma_w_mps, .. } = self.scales;
        let gust = [sigma_uv_mps * u, sigma_uv_mps * second(v), sigma_w_mps * second(w)];
        ([u, v[0], v[1], w[0], w[1]], gust)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;
    use pilotzone_world::{AgentKey, Stream};

    #[test]
    fn lengths_and_deviations_are_those_of_the_standard() {
        for case in vectors("dryden_low_altitude") {
            let found = scales(case.number("height_m"), case.number("wind_at_20ft_mps"));
            case.holds("length_u_8785c_m", found.length_uv_m);
            case.holds("length_v_8785c_m", found.length_uv_m);
            case.holds("length_w_8785c_m", found.length_w_m);
            case.holds("sigma_u_mps", found.sigma_uv_mps);
            case.holds("sigma_v_mps", found.sigma_uv_mps);
            case.holds("sigma_w_mps", found.sigma_w_mps);
            let filter = Filter::of(found, case.number("airspeed_mps"), 0.01);
            case.holds("ar1_factor_u_dt_0p01", filter.along.keep);
        }
    }

    /// Power of a series at a number of full turns over its length, one-sided; by Goertzel's recursion, with a Hann
    /// window, so that its ends do not leak into its short waves.
    fn power_at(series: &[f64], turns: usize) -> f64 {
        let n = series.len() as f64;
        let turn = 2.0 * core::f64::consts::PI / n;
        let factor = 2.0 * libm::cos(turn * turns as f64);
        let (mut last, mut before) = (0.0, 0.0);
        for v in series {
            let next = v + factor * last - before;
            (before, last) = (last, next);
        }
        let power = last * last + before * before - factor * last * before;
        2.0 * power / (n * n * 0.375)
    }

    #[test]
    fn spectra_and_variances_of_gusts_are_those_of_the_standard() {
        let (airspeed_mps, dt_s, n) = (12.0, 0.02, 2048_u32);
        let scales = scales(30.0, 6.0);
        let filter = Filter::of(scales, airspeed_mps, dt_s);
        let stream = Stream::named("test gusts");
        let bands = [(3..9), (12..22), (40..50), (100..110)];
        let hann: Vec<f64> = (0..n)
            .map(|i| 0.5 - 0.5 * libm::cos(2.0 * core::f64::consts::PI * f64::from(i) / f64::from(n)))
            .collect();
        let mut found = [[0.0; 4]; 3];
        let mut variance = [0.0; 3];
        let runs = 400_u64;
        for run in 0..runs {
            let mut draws = stream.draws(1, AgentKey(run), 0);
            let mut state = start(&mut draws);
            let mut series = [const { Vec::new() }; 3];
            for _ in 0..n {
                let (next, gust) = filter.step(state, &mut draws);
                state = next;
                for i in 0..3 {
                    series[i].push(gust[i] * hann[series[i].len()]);
                    variance[i] += gust[i] * gust[i] / (f64::from(n) * runs as f64);
                }
            }
            for (i, series) in series.iter().enumerate() {
                for (j, band) in bands.iter().enumerate() {
                    let width = band.len() as f64 * runs as f64;
                    found[i][j] += band.clone().map(|k| power_at(series, k)).sum::<f64>() / width;
                }
            }
        }
        let sigmas = [scales.sigma_uv_mps, scales.sigma_uv_mps, scales.sigma_w_mps];
        let lengths = [scales.length_uv_m, scales.length_uv_m, scales.length_w_m];
        let per_turn = 2.0 * core::f64::consts::PI / (f64::from(n) * dt_s);
        for i in 0..3 {
            let share = variance[i] / (sigmas[i] * sigmas[i]);
            println!("gust {i}: variance over theory {share:.3}");
            // 400 series of 40 s, each a few scales long: five per cent of scatter.
            assert!((share - 1.0).abs() < 0.15, "variance of {i}: {share}");
            for (j, band) in bands.iter().enumerate() {
                let theory = |k: usize| {
                    let t2 = (lengths[i] / airspeed_mps * per_turn * k as f64)
                        * (lengths[i] / airspeed_mps * per_turn * k as f64);
                    let shape =
                        if i == 0 { 2.0 / (1.0 + t2) } else { (1.0 + 3.0 * t2) / ((1.0 + t2) * (1.0 + t2)) };
                    sigmas[i] * sigmas[i] * lengths[i] / (core::f64::consts::PI * airspeed_mps)
                        * shape
                        * per_turn
                };
                let wanted = band.clone().map(theory).sum::<f64>() / band.len() as f64;
                let ratio = found[i][j] / wanted;
                println!("gust {i}, band {band:?}: measured over theory {ratio:.3}");
                assert!((ratio - 1.0).abs() < 0.12, "spectrum {i} in {band:?}: {ratio}");
            }
        }
    }
}
