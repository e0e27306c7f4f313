//! Exact intervals of counts.

use super::special::{beta_quantile, gamma_quantile};
use serde::Serialize;

/// From the lowest to the highest value that the figures allow.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval(pub f64, pub f64);

impl Interval {
    /// Whether a value lies outside.
    pub fn excludes(self, value: f64) -> bool {
        value < self.0 || value > self.1
    }
}

/// Exact interval of a Poisson rate: events per unit of exposure.
///
/// Garwood 1936, Biometrika 28, 437: half the chi-square quantiles with 2k and 2k + 2 degrees of freedom. Exposure
/// above 0; events that come one by one, not in pile-ups.
pub fn poisson_garwood(events: u64, exposure: f64, confidence: f64) -> Interval {
    garwood(events as f64, exposure, confidence)
}

/// The same for a count that need not be whole.
pub(super) fn garwood(k: f64, exposure: f64, confidence: f64) -> Interval {
    let tail = 0.5 * (1.0 - confidence);
    let low = if k > 0.0 { gamma_quantile(tail, k) } else { 0.0 };
    Interval(low / exposure, gamma_quantile(1.0 - tail, k + 1.0) / exposure)
}

/// Exact interval of a share: `k` of `n`.
///
/// Clopper and Pearson 1934, Biometrika 26, 404: beta quantiles (k, n - k + 1) and (k + 1, n - k). At least one try.
pub fn clopper_pearson(k: u64, n: u64, confidence: f64) -> Interval {
    let tail = 0.5 * (1.0 - confidence);
    let (hits, misses) = (k as f64, n.saturating_sub(k) as f64);
    let low = if k == 0 { 0.0 } else { beta_quantile(tail, hits, misses + 1.0) };
    let high = if k >= n { 1.0 } else { beta_quantile(1.0 - tail, hits + 1.0, misses) };
    Interval(low, high)
}

#[cfg(test)]
mod tests {
    use super::super::vectors::vectors;
    use super::*;

    #[test]
    fn rates_have_the_intervals_of_the_vectors() {
        for case in vectors("poisson_garwood") {
            let (events, exposure) = (case.number("events"), case.number("exposure"));
            let found = poisson_garwood(events as u64, exposure, case.number("confidence"));
            case.holds("rate_lower", found.0);
            case.holds("rate_upper", found.1);
        }
    }

    #[test]
    fn shares_have_the_intervals_of_the_vectors() {
        for case in vectors("clopper_pearson") {
            let (k, n) = (case.number("k"), case.number("n"));
            let found = clopper_pearson(k as u64, n as u64, case.number("confidence"));
            case.holds("lower", found.0);
            case.holds("upper", found.1);
        }
    }
}
