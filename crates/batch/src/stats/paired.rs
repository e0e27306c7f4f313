//! The mean difference of paired runs.

use super::exact::Interval;
use super::special::student_quantile;

/// The mean of paired differences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedDifference {
    /// Mean difference.
    pub mean: f64,
    /// Its t interval, which holds the mean.
    pub t: Interval,
}

/// Mean of the differences of pairs with its t interval; none below two pairs, whose spread nothing tells.
///
/// Student 1908: mean ± t(n - 1) s / √n. Differences that are all equal have no spread and an interval of no width.
pub fn paired_difference(differences: &[f64], confidence: f64) -> Option<PairedDifference> {
    let n = differences.len();
    if n < 2 {
        return None;
    }
    // Equal differences have exactly that mean, whatever a sum would round to.
    if differences.iter().all(|d| *d == differences[0]) {
        let mean = differences[0] + 0.0;
        return Some(PairedDifference { mean, t: Interval(mean, mean) });
    }
    let n = n as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n - 1.0);
    let half = student_quantile(0.5 * (1.0 + confidence), n - 1.0) * libm::sqrt(variance / n);
    Some(PairedDifference { mean, t: Interval(mean - half, mean + half) })
}

#[cfg(test)]
mod tests {
    use super::super::vectors::vectors;
    use super::*;

    #[test]
    fn paired_differences_have_the_t_intervals_of_the_vectors() {
        for case in vectors("paired_difference") {
            let (a, b) = (case.given.numbers("a"), case.given.numbers("b"));
            let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
            let found = paired_difference(&differences, case.number("confidence"));
            case.holds_optional("mean_difference", found.map(|found| found.mean));
            case.holds_optional("t_lower", found.map(|found| found.t.0));
            case.holds_optional("t_upper", found.map(|found| found.t.1));
        }
    }

    #[test]
    fn one_pair_has_no_spread_and_equal_pairs_none_but_zero() {
        assert_eq!(paired_difference(&[3.0], 0.95), None);
        let equal = paired_difference(&[0.1; 3], 0.95).unwrap();
        assert_eq!((equal.mean, equal.t), (0.1, Interval(0.1, 0.1)));
    }
}
