//! The figures of a run under flat names, for comparing runs and for holding limits against them.

use crate::summary::{Counts, Summary};
use pilotzone_scenario::{Limit, RulePack};
use std::collections::BTreeMap;

/// Figures by name, such as `incidents.gridlock`; none where a figure is undefined.
pub type Metrics = BTreeMap<String, Option<f64>>;

/// Tables of counts: what a run did not do is not in them and counts 0.
pub const COUNTED: [&str; 9] = [
    "inserted.",
    "arrived.",
    "running.",
    "removed.",
    "incidents.",
    "near_misses.",
    "violations.",
    "exempted.",
    "allowed.",
];

impl Summary {
    /// All figures but those of the machine and those that depend on what was recorded.
    pub fn metrics(&self) -> Metrics {
        let counts: [(&str, &Counts); 9] = [
            ("inserted", &self.inserted),
            ("arrived", &self.arrived),
            ("running", &self.running),
            ("removed", &self.removed),
            ("incidents", &self.incidents),
            ("near_misses", &self.near_misses),
            ("violations", &self.violations),
            ("exempted", &self.exempted),
            ("allowed", &self.allowed),
        ];
        let mut metrics = Metrics::new();
        for (table, counts) in counts {
            for (name, n) in counts {
                metrics.insert(format!("{table}.{name}"), Some(*n as f64));
            }
        }
        let single = [
            ("waiting", Some(self.waiting as f64)),
            ("unroutable", Some(self.unroutable as f64)),
            ("vehicle_updates", Some(self.vehicle_updates as f64)),
            ("uav_updates", Some(self.uav_updates as f64)),
            ("vehicle_km", Some(self.vehicle_km)),
            ("av_km", Some(self.av_km)),
            ("flight_h", Some(self.flight_h)),
            ("sim_time_s", Some(self.sim_time_s)),
            ("mean_trip_duration_s", self.mean_trip_duration_s),
            ("mean_depart_delay_s", self.mean_depart_delay_s),
        ];
        metrics.extend(
            self.air.iter().flat_map(|air| air.metrics().map(|(name, value)| (name.to_owned(), value))),
        );
        metrics.extend(single.map(|(name, value)| (name.to_owned(), value)));
        metrics
    }
}

/// The limits of the scenario that a run passed, a sentence each; empty where it holds them all.
pub fn limits_passed(limits: &[Limit], pack: Option<&RulePack>, summary: &Summary) -> Vec<String> {
    let metrics = summary.metrics();
    let of = |figure: &str| match metrics.get(figure) {
        Some(value) => *value,
        None => COUNTED.iter().any(|table| figure.starts_with(table)).then_some(0.0),
    };
    let mut passed = Vec::new();
    for limit in limits.iter().filter(|limit| limit.upper_95.is_none()) {
        let figure = &limit.figure;
        if let Some(rule) = unknown_rule(pack, figure) {
            passed.push(format!("`expect.{figure}`: the rule pack has no rule `{rule}`"));
            continue;
        }
        let Some(value) = of(figure) else {
            passed.push(format!("{figure} has no value, and the scenario expects one"));
            continue;
        };
        if let Some(min) = limit.min.filter(|min| value < *min) {
            passed.push(format!("{figure} is {value}, and the scenario expects {min} or more"));
        }
        if let Some(max) = limit.max.filter(|max| value > *max) {
            passed.push(format!("{figure} is {value}, and the scenario expects {max} or less"));
        }
    }
    passed
}

/// A rule that a limit names and that the rules of the run lack: a slip there must not pass as "never broken".
fn unknown_rule<'a>(pack: Option<&RulePack>, figure: &'a str) -> Option<&'a str> {
    let (_, rule) = figure.split_once('.').filter(|(table, _)| is_by_rule(table))?;
    let known = pack.is_some_and(|pack| pack.rules.iter().any(|known| known.id == rule));
    (!known).then_some(rule)
}

fn is_by_rule(table: &str) -> bool {
    ["violations", "exempted", "allowed"].contains(&table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::tests::example;

    fn passed(figure: &str, min: Option<f64>, max: Option<f64>) -> Vec<String> {
        limits_passed(&[Limit { figure: figure.into(), min, max, upper_95: None }], None, &example())
    }

    #[test]
    fn figures_have_the_names_that_the_object_has() {
        let metrics = example().metrics();
        assert_eq!(metrics["inserted.car"], Some(1200.0));
        assert_eq!(metrics["incidents.collision_vehicle_vehicle"], Some(1.0));
        assert_eq!(metrics["mean_trip_duration_s"], Some(123.44));
        assert!(!metrics.contains_key("wall_s") && !metrics.contains_key("peak_rss_mb"));
    }

    #[test]
    fn a_limit_holds_up_to_itself_and_is_named_where_it_is_passed() {
        let kind = "incidents.collision_vehicle_vehicle";
        assert!(passed(kind, Some(1.0), Some(1.0)).is_empty());
        assert_eq!(
            passed(kind, Some(2.0), None),
            ["incidents.collision_vehicle_vehicle is 1, and the scenario expects 2 or more"]
        );
        assert_eq!(
            passed(kind, None, Some(0.0)),
            ["incidents.collision_vehicle_vehicle is 1, and the scenario expects 0 or less"]
        );
    }

    #[test]
    fn what_did_not_happen_counts_nothing() {
        assert!(passed("incidents.gridlock", None, Some(0.0)).is_empty());
        assert_eq!(passed("incidents.gridlock", Some(1.0), None).len(), 1);
    }

    #[test]
    fn a_rule_that_does_not_exist_is_never_taken_for_kept() {
        assert_eq!(
            passed("violations.kr.rta.5.1", None, Some(0.0)),
            ["`expect.violations.kr.rta.5.1`: the rule pack has no rule `kr.rta.5.1`"]
        );
    }
}
