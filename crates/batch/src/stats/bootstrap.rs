//! The bootstrap in its exact limit: every resample there is, each with its weight, instead of a draw of some.
//!
//! Efron and Tibshirani 1993, chapters 13 and 14. Resamples that hold the same differences equally often are one, so
//! that few distinct values, as counts have them, stay few resamples even with many pairs.

use super::exact::Interval;
use super::special::{normal_cdf, normal_quantile};

/// More distinct resamples than this are not enumerated.
const MOST_RESAMPLES: f64 = 60_000.0;
/// Shares and means closer than this are equal: what adds up in another order differs by less.
const SAME: f64 = 1e-12;

/// The means of all resamples.
#[derive(Debug, Clone)]
pub struct Bootstrap {
    /// Means in rising order, each once, with its share.
    means: Vec<(f64, f64)>,
    mean: f64,
    /// Skewness over six, of leaving one pair out at a time; none without spread.
    acceleration: Option<f64>,
}

/// The bias-corrected and accelerated interval with what it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bca {
    /// Bias correction, from the mid-rank share of means below the estimate.
    pub z0: f64,
    /// Acceleration, by the jackknife.
    pub acceleration: f64,
    /// The interval.
    pub interval: Interval,
}

impl Bootstrap {
    /// Enumerates all resamples of differences; none where there are too many or too few.
    pub fn of(differences: &[f64]) -> Option<Self> {
        let n = differences.len();
        let distinct = distinct(differences);
        if n < 2 || resamples(n, distinct.len()) > MOST_RESAMPLES {
            return None;
        }
        let mut sums = Vec::new();
        let start = Partial { sum: 0.0, share: 1.0, left: n };
        enumerate(&distinct, n as f64, start, &mut sums);
        sums.sort_by(|a: &(f64, f64), b| a.0.total_cmp(&b.0));
        let scale = sums.iter().map(|(sum, _)| sum.abs()).fold(0.0, f64::max);
        let mut means: Vec<(f64, f64)> = Vec::new();
        for (sum, share) in sums {
            let mean = sum / n as f64;
            match means.last_mut() {
                Some(last) if (mean - last.0).abs() * n as f64 <= SAME * scale => last.1 += share,
                _ => means.push((mean, share)),
            }
        }
        let mean = differences.iter().sum::<f64>() / n as f64;
        Some(Self { means, mean, acceleration: acceleration(differences, mean) })
    }

    /// Standard deviation of the means.
    pub fn deviation(&self) -> f64 {
        libm::sqrt(self.means.iter().map(|(m, share)| share * (m - self.mean) * (m - self.mean)).sum())
    }

    /// The percentile interval.
    pub fn percentile(&self, confidence: f64) -> Interval {
        let tail = 0.5 * (1.0 - confidence);
        Interval(self.quantile(tail), self.quantile(1.0 - tail))
    }

    /// The bias-corrected and accelerated interval; none where nothing spreads.
    pub fn bca(&self, confidence: f64) -> Option<Bca> {
        let acceleration = self.acceleration?;
        let same = SAME * self.mean.abs().max(1.0);
        let mut below = 0.0;
        for (mean, share) in &self.means {
            if (mean - self.mean).abs() <= same {
                below += 0.5 * share;
            } else if *mean < self.mean {
                below += share;
            }
        }
        let z0 = normal_quantile(below);
        let tail = |p: f64| {
            let z = z0 + normal_quantile(p);
            self.quantile(normal_cdf(z0 + z / (1.0 - acceleration * z)))
        };
        let out = 0.5 * (1.0 - confidence);
        Some(Bca { z0, acceleration, interval: Interval(tail(out), tail(1.0 - out)) })
    }

    /// The smallest mean whose cumulated share reaches `p`.
    fn quantile(&self, p: f64) -> f64 {
        let mut cumulated = 0.0;
        for (mean, share) in &self.means {
            cumulated += share;
            if cumulated + SAME >= p {
                return *mean;
            }
        }
        self.means.last().map_or(self.mean, |(mean, _)| *mean)
    }
}

/// Each value once, with how often it is there.
fn distinct(values: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut distinct: Vec<(f64, f64)> = Vec::new();
    for value in sorted {
        match distinct.last_mut() {
            Some(last) if last.0 == value => last.1 += 1.0,
            _ => distinct.push((value, 1.0)),
        }
    }
    distinct
}

/// Ways to share `n` draws among `m` values: (n + m - 1) over (m - 1).
fn resamples(n: usize, m: usize) -> f64 {
    (1..m).map(|i| (n + i) as f64 / i as f64).product()
}

/// A resample of which some draws are still open.
#[derive(Clone, Copy)]
struct Partial {
    sum: f64,
    share: f64,
    left: usize,
}

/// Shares the open draws among the values that are left, in every way, each with its multinomial share.
fn enumerate(values: &[(f64, f64)], n: f64, partial: Partial, found: &mut Vec<(f64, f64)>) {
    let Some(((value, times), rest)) = values.split_first() else { return };
    let chance = times / n;
    let Partial { sum, mut share, left } = partial;
    if rest.is_empty() {
        for _ in 0..left {
            share *= chance;
        }
        found.push((sum + left as f64 * value, share));
        return;
    }
    for k in 0..=left {
        let sum = sum + k as f64 * value;
        enumerate(rest, n, Partial { sum, share, left: left - k }, found);
        // Choosing one draw more of those left: the binomial of k becomes that of k + 1.
        share *= chance * (left - k) as f64 / (k + 1) as f64;
    }
}

/// Sum of cubes over six times the sum of squares to the power of 3/2, of jackknife means.
fn acceleration(differences: &[f64], mean: f64) -> Option<f64> {
    let n = differences.len() as f64;
    let (mut squares, mut cubes) = (0.0, 0.0);
    for d in differences {
        // The mean of all jackknife means is the mean; leaving out a large value gives a small one.
        let off = (d - mean) / (n - 1.0);
        squares += off * off;
        cubes += off * off * off;
    }
    let spread = differences.iter().any(|d| *d != differences[0]);
    spread.then(|| cubes / (6.0 * squares * libm::sqrt(squares)))
}

#[cfg(test)]
mod tests {
    use super::super::vectors::vectors;
    use super::*;

    #[test]
    fn all_resamples_give_the_intervals_of_the_vectors() {
        for case in vectors("paired_difference") {
            let (a, b) = (case.given.numbers("a"), case.given.numbers("b"));
            let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
            let (all, confidence) = (Bootstrap::of(&differences).unwrap(), case.number("confidence"));
            let percentile = all.percentile(confidence);
            case.holds_optional("percentile_lower", Some(percentile.0));
            case.holds_optional("percentile_upper", Some(percentile.1));
            case.holds_optional("boot_sd", Some(all.deviation()));
            let bca = all.bca(confidence);
            case.holds_optional("bca_z0", bca.map(|bca| bca.z0));
            case.holds_optional("bca_acceleration", bca.map(|bca| bca.acceleration));
            case.holds_optional("bca_lower", bca.map(|bca| bca.interval.0));
            case.holds_optional("bca_upper", bca.map(|bca| bca.interval.1));
        }
    }

    #[test]
    fn counts_of_many_pairs_are_enumerated_and_measured_ones_are_not() {
        let counts: Vec<f64> = (0..40).map(|i| f64::from(i % 3) - 1.0).collect();
        let all = Bootstrap::of(&counts).unwrap();
        let whole: f64 = all.means.iter().map(|(_, share)| share).sum();
        assert!((whole - 1.0).abs() < 1e-12, "{whole}");
        let measured: Vec<f64> = (0..40).map(|i| libm::sqrt(f64::from(i))).collect();
        assert!(Bootstrap::of(&measured).is_none());
    }
}
