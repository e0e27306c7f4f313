//! A run held against its baseline.

use super::baseline::Baseline;
use super::trace::Parting;
use pilotzone_record::COUNTED;
use std::collections::BTreeSet;

/// Figures that differ are named up to so many.
const MOST_FIGURES: usize = 12;
/// Agents and fields that differ are named up to so many.
const MOST_NAMES: usize = 5;
/// What writing a figure as text and reading it again may cost, as a share of it.
const ROUNDING: f64 = 1e-14;

/// What does not hold, a sentence each; empty where the run is the baseline's to the last bit. `dt_s` is the run's
/// step.
pub fn differences(old: &Baseline, new: &Baseline, dt_s: f64) -> Vec<String> {
    let mut found = Vec::new();
    let state = old.state_hash != new.state_hash || old.steps != new.steps;
    if state {
        let (a, b) = (&old.state_hash, &new.state_hash);
        found
            .push(format!("the state hash is {b} after {} steps, it was {a} after {}", new.steps, old.steps));
    }
    if old.event_hash != new.event_hash {
        found.push(format!("the event hash is {}, it was {}", new.event_hash, old.event_hash));
    }
    if state {
        found.extend(parting(old, new, dt_s));
    }
    // The hashes answer for the last bit; a figure that was read from text may have lost it.
    found.extend(figures(old, new, |a, b| is_beyond(a, b, ROUNDING)));
    found
}

/// What does not hold where figures may differ by so many percent of the baseline's, as they do after an intended
/// change of a model.
pub fn beyond_tolerance(old: &Baseline, new: &Baseline, percent: f64) -> Vec<String> {
    figures(old, new, |a, b| is_beyond(a, b, percent / 100.0 + ROUNDING))
}

/// Whether two figures are further apart than a share of the first.
fn is_beyond(a: Option<f64>, b: Option<f64>, share: f64) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() > share * a.abs(),
        (a, b) => a != b,
    }
}

/// The first step, agents and fields that differ, as far as the baseline tells.
fn parting(old: &Baseline, new: &Baseline, dt_s: f64) -> Vec<String> {
    let (was, is) = (&old.course, &new.course);
    let mut found = Vec::new();
    match was.rooms.parting(&is.rooms) {
        Some(Parting { after_step, by_step, names }) => {
            let when = if by_step == after_step + 1 {
                format!("in step {by_step}")
            } else {
                format!("in steps {} to {by_step}", after_step + 1)
            };
            let by_s = by_step as f64 * dt_s;
            found.push(format!("the first difference is {when} (by {by_s:.1} s), in {}", names.join(", ")));
        }
        None => found.push("the baseline does not tell in which step the runs part".to_owned()),
    }
    let fields = was.fields.parting(&is.fields);
    match was.agents.parting(&is.agents) {
        Some(agents) => {
            let by_s = agents.by_step as f64 * dt_s;
            found.push(format!("first agents that differ, by {by_s:.1} s: {}", listed(&agents.names)));
        }
        None => found.push(
            "the baseline names no agent that differs: record the run with the version that wrote it and \
             with this one, and look at both tables of events"
                .to_owned(),
        ),
    }
    if let Some(fields) = fields {
        let by_s = fields.by_step as f64 * dt_s;
        found.push(format!("first fields that differ, by {by_s:.1} s: {}", listed(&fields.names)));
    }
    found
}

fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    let text = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{text} and {more} more") } else { text }
}

fn figures(old: &Baseline, new: &Baseline, differ: impl Fn(Option<f64>, Option<f64>) -> bool) -> Vec<String> {
    let names: BTreeSet<&String> = old.metrics.keys().chain(new.metrics.keys()).collect();
    let value = |of: &Baseline, name: &str| match of.metrics.get(name) {
        Some(value) => *value,
        None => COUNTED.iter().any(|table| name.starts_with(table)).then_some(0.0),
    };
    let told = |x: Option<f64>| x.map_or_else(|| "undefined".to_owned(), |x| x.to_string());
    let mut found: Vec<String> = names
        .into_iter()
        .map(|name| (name, value(old, name), value(new, name)))
        .filter(|(_, was, is)| differ(*was, *is))
        .map(|(name, was, is)| format!("{name} is {}, it was {}", told(is), told(was)))
        .collect();
    let more = found.len().saturating_sub(MOST_FIGURES);
    if more > 0 {
        found.truncate(MOST_FIGURES);
        found.push(format!("{more} more figures differ"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Course, Digits};
    use super::*;

    fn baseline(km: f64, crashes: Option<f64>, ground: &str, car: &str) -> Baseline {
        let digits = |name: &str, row: &str, every_steps| Digits {
            every_steps,
            of: [(name.to_owned(), row.to_owned())].into(),
        };
        let mut metrics: pilotzone_record::Metrics = [("vehicle_km".to_owned(), Some(km))].into();
        if crashes.is_some() {
            metrics.insert("incidents.gridlock".to_owned(), crashes);
        }
        Baseline {
            format: 1,
            version: "0.1.0".into(),
            steps: 40,
            state_hash: ground.into(),
            event_hash: car.into(),
            metrics,
            course: Course {
                rooms: digits("ground", ground, 1),
                agents: digits("car 7", car, 10),
                fields: digits("speed_mps", car, 10),
            },
        }
    }

    #[test]
    fn a_run_that_is_the_same_holds() {
        let same = baseline(10.0, Some(1.0), "0123", "01");
        assert!(differences(&same, &same, 0.1).is_empty());
    }

    #[test]
    fn a_failure_names_step_room_agent_field_and_figures() {
        let old = baseline(10.0, None, "0123", "01");
        let found = differences(&old, &baseline(11.0, Some(1.0), "0126", "08"), 0.1).join("\n");
        for words in [
            "the first difference is in step 4 (by 0.4 s), in ground",
            "first agents that differ, by 2.0 s: `car 7`",
            "first fields that differ, by 2.0 s: `speed_mps`",
            "vehicle_km is 11, it was 10",
            "incidents.gridlock is 1, it was 0",
        ] {
            assert!(found.contains(words), "no {words:?} in\n{found}");
        }
    }

    #[test]
    fn a_tolerance_looks_at_figures_alone_and_up_to_its_edge() {
        let (old, new) = (baseline(10.0, None, "0", "0"), baseline(10.5, None, "1", "1"));
        assert!(beyond_tolerance(&old, &new, 5.0).is_empty());
        assert_eq!(beyond_tolerance(&old, &new, 4.9), ["vehicle_km is 10.5, it was 10"]);
        let crashed = baseline(10.0, Some(1.0), "0", "0");
        assert_eq!(beyond_tolerance(&old, &crashed, 50.0).len(), 1);
    }
}
