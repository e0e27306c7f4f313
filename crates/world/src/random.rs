//! Counter-based random numbers: a pure function of seed, key, stream, occurrence and draw.
//!
//! Nothing is shared and nothing is consumed, so one draw more in one model, or one agent more, changes no
//! other draw.

use crate::hash::{Fold, mix};
use crate::key::AgentKey;

/// A named purpose for which random numbers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// The stream of that name. Names are part of the model: changing one changes the runs.
    pub const fn named(name: &str) -> Self {
        Self(Fold::START.text(name).0)
    }

    /// The draws of one agent for one step or one occurrence.
    pub const fn draws(self, seed: u64, key: AgentKey, occurrence: u64) -> Draws {
        Draws { base: mix(mix(seed ^ self.0, key.0), occurrence), n: 0 }
    }
}

/// Draws for one occurrence, in order.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    base: u64,
    n: u64,
}

impl Draws {
    /// 64 random bits.
    pub const fn bits(&mut self) -> u64 {
        self.n = self.n.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.base, self.n)
    }

    /// Uniform in [0, 1), 53 bits.
    pub const fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform whole number below `n`; 0 where `n` is 0.
    pub const fn below(&mut self, n: u64) -> u64 {
        ((self.bits() as u128 * n as u128) >> 64) as u64
    }

    /// Standard normal, by Box and Muller 1958.
    pub fn normal(&mut self) -> f64 {
        // 1 - u lies in (0, 1]: its logarithm is finite.
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(2.0 * core::f64::consts::PI * self.unit())
    }

    /// Exponential with that mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: Stream = Stream::named("test");

    fn draws(key: u64) -> Draws {
        TEST.draws(7, AgentKey(key), 0)
    }

    #[test]
    fn uniform_draws_fill_the_unit_interval_evenly() {
        let mut tenths = [0u32; 10];
        for key in 0..10_000 {
            for _ in 0..10 {
                tenths[(draws(key).unit() * 10.0) as usize] += 1;
            }
        }
        // 10,000 different keys, ten equal draws each: 10,000 +- 4 sigma (4 * 10 * sqrt(900)) a tenth.
        assert!(tenths.iter().all(|&n| (8_800..11_200).contains(&n)), "{tenths:?}");
    }

    #[test]
    fn normal_draws_have_mean_zero_and_variance_one() {
        let mut stream = draws(1);
        let values: Vec<f64> = (0..100_000).map(|_| stream.normal()).collect();
        let mean = values.iter().sum::<f64>() / 1e5;
        let variance = values.iter().map(|v| v * v).sum::<f64>() / 1e5 - mean * mean;
        assert!(mean.abs() < 0.013 && (variance - 1.0).abs() < 0.018, "{mean} {variance}");
    }

    #[test]
    fn seed_key_stream_and_occurrence_each_change_the_draw() {
        let base = TEST.draws(1, AgentKey(2), 3).bits();
        let others = [
            TEST.draws(2, AgentKey(2), 3).bits(),
            TEST.draws(1, AgentKey(3), 3).bits(),
            TEST.draws(1, AgentKey(2), 4).bits(),
            Stream::named("other").draws(1, AgentKey(2), 3).bits(),
        ];
        assert!(others.iter().all(|&other| other != base));
    }
}
