//! One law held against the first.

use super::Row;
use super::only::{Only, only};
use crate::stats::{Bootstrap, CONFIDENCE, Interval, clopper_pearson, paired_difference};
use pilotzone_record::COUNTED;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One law held against the first.
#[derive(Debug, Clone, Serialize)]
pub struct Arm {
    /// Both laws by their printed names.
    pub laws: [String; 2],
    /// Seeds that were finished under both.
    pub pairs: usize,
    /// Every figure.
    pub metrics: BTreeMap<String, Metric>,
    /// What happened only under the first.
    pub only_a: Vec<Only>,
    /// What happened only under the second.
    pub only_b: Vec<Only>,
}

/// A figure under both laws. What is undefined is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Metric {
    /// Mean under the first law, over the pairs in which both have a value.
    pub a: Option<f64>,
    /// Mean under the second law, over the same pairs.
    pub b: Option<f64>,
    /// Mean of second less first; none below two pairs, where no interval could stand beside it.
    pub diff: Option<f64>,
    /// Interval of that mean, by Student's t.
    pub ci95: Option<Interval>,
    /// Interval of that mean by the bias-corrected bootstrap over all resamples; none without spread, or where there
    /// are too many resamples to go through.
    pub bca95: Option<Interval>,
    /// Pairs in which both have a value.
    pub pairs: usize,
    /// Pairs with more under the second law.
    pub more: usize,
    /// Pairs with less under the second law.
    pub fewer: usize,
    /// Whether a difference is shown.
    pub shown: bool,
}

impl Arm {
    /// Holds the law of that number against the first.
    pub(super) fn of(laws: &[String], law: usize, rows: &[Row]) -> Self {
        let under = |law: usize| -> BTreeMap<u64, &Row> {
            rows.iter().filter(|row| row.law == law).map(|row| (row.seed, row)).collect()
        };
        let (first, second) = (under(0), under(law));
        let pairs: Vec<(&Row, &Row)> =
            first.iter().filter_map(|(seed, a)| second.get(seed).map(|b| (*a, *b))).collect();
        let names: BTreeSet<&String> = pairs
            .iter()
            .flat_map(|(a, b)| a.figures.metrics.keys().chain(b.figures.metrics.keys()))
            .collect();
        let metrics = names.into_iter().map(|name| (name.clone(), Metric::of(name, &pairs))).collect();
        let (only_a, only_b) = only(&pairs);
        Self { laws: [laws[0].clone(), laws[law].clone()], pairs: pairs.len(), metrics, only_a, only_b }
    }
}

impl Metric {
    fn of(name: &str, pairs: &[(&Row, &Row)]) -> Self {
        let value = |row: &Row| row.figures.metrics.get(name).copied().flatten();
        let both: Vec<(f64, f64)> = pairs.iter().filter_map(|(a, b)| value(a).zip(value(b))).collect();
        Self::of_values(&both, is_count(name))
    }

    fn of_values(both: &[(f64, f64)], is_count: bool) -> Self {
        let mean = |of: fn(&(f64, f64)) -> f64| {
            (!both.is_empty()).then(|| both.iter().map(of).sum::<f64>() / both.len() as f64)
        };
        let differences: Vec<f64> = both.iter().map(|(a, b)| b - a).collect();
        let found = paired_difference(&differences, CONFIDENCE);
        let more = differences.iter().filter(|d| **d > 0.0).count();
        let fewer = differences.iter().filter(|d| **d < 0.0).count();
        let bca = Bootstrap::of(&differences).and_then(|all| all.bca(CONFIDENCE));
        let ci95 = found.map(|found| found.t);
        let excludes = ci95.is_some_and(|interval| interval.excludes(0.0));
        Self {
            a: mean(|(a, _)| *a),
            b: mean(|(_, b)| *b),
            diff: found.map(|found| found.mean),
            ci95,
            bca95: bca.map(|bca| bca.interval),
            pairs: both.len(),
            more,
            fewer,
            shown: excludes && (!is_count || could_show(more + fewer)),
        }
    }
}

/// Whether so many differing pairs could show anything if all went one way: a sign test. Student's t takes a handful
/// of rare events for more than they are.
fn could_show(differing: usize) -> bool {
    differing > 0 && clopper_pearson(differing as u64, differing as u64, CONFIDENCE).excludes(0.5)
}

fn is_count(name: &str) -> bool {
    let tables = ["incidents", "near_misses", "violations", "exempted", "allowed", "takeover_failures"];
    COUNTED.iter().any(|table| name.starts_with(table)) || tables.iter().any(|table| name.starts_with(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_against_itself_differs_by_exactly_nothing() {
        let same = Metric::of_values(&[(0.1, 0.1), (1e9, 1e9), (3.0, 3.0)], false);
        assert_eq!((same.diff, same.ci95), (Some(0.0), Some(Interval(0.0, 0.0))));
        assert!(!same.shown);
    }

    #[test]
    fn one_pair_has_figures_and_no_difference_and_none_has_nothing() {
        let one = Metric::of_values(&[(1.0, 2.0)], true);
        assert_eq!((one.a, one.b, one.diff, one.ci95), (Some(1.0), Some(2.0), None, None));
        let none = Metric::of_values(&[], true);
        assert_eq!((none.a, none.b, none.diff, none.pairs), (None, None, None, 0));
    }

    #[test]
    fn an_interval_holds_its_difference() {
        let pairs = [(1.0, 4.0), (0.0, 0.5), (2.0, 1.0), (7.0, 9.25)];
        let metric = Metric::of_values(&pairs, false);
        let (diff, Interval(low, high)) = (metric.diff.unwrap(), metric.ci95.unwrap());
        assert!(low <= diff && diff <= high);
        assert_eq!((metric.more, metric.fewer, metric.pairs), (3, 1, 4));
    }

    #[test]
    fn five_rare_events_on_one_side_show_nothing_and_six_do() {
        // Chance alone puts five on one side in 1 of 16 cases, six in 1 of 32.
        assert!(!could_show(5) && could_show(6) && !could_show(0));
        let pairs: Vec<(f64, f64)> = (0..5).map(|_| (0.0, 1.0)).collect();
        assert!(!Metric::of_values(&pairs, true).shown);
        assert!(Metric::of_values(&pairs, false).shown);
    }
}
