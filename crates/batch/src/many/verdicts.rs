//! Limits to rates that scenarios set, held against what their runs say.

use super::groups::{Group, Unit};
use super::plan::Plan;
use super::words::held_in_words;
use crate::stats::{LimitVerdict, Rate};
use pilotzone_record::{Language, Summary};
use pilotzone_scenario::Limit;
use serde::Serialize;

/// A limit to a rate with what a group of runs says about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// The scenario's name.
    pub scenario: String,
    /// The law.
    pub law: String,
    /// Swept values.
    pub set: Vec<(String, String)>,
    /// The limited figure, such as `incidents.gridlock.per_1000_km`.
    pub figure: String,
    /// The limit.
    pub upper_95: f64,
    /// The rate.
    pub rate: Rate,
    /// What it says.
    #[serde(flatten)]
    pub verdict: LimitVerdict,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdicts(pub Vec<Held>);

impl Verdicts {
    /// Of the groups of a batch.
    pub(super) fn of(plan: &Plan, groups: &[Group]) -> Self {
        let of_group = |group: &Group| {
            let example = &plan.examples[group.scenario * plan.laws.len() + group.law];
            let held = example.expect.iter().filter_map(|limit| {
                let (name, unit, upper_95) = limited(limit)?;
                let rate = group.rate(name, unit);
                Some(Held {
                    scenario: example.labels.scenario.clone(),
                    law: example.labels.law.clone(),
                    set: plan.settings[group.setting].clone(),
                    figure: limit.figure.clone(),
                    upper_95,
                    rate,
                    verdict: rate.against(upper_95),
                })
            });
            held.collect::<Vec<_>>()
        };
        Self(groups.iter().flat_map(of_group).collect())
    }

    /// Whether a rate lies above its limit, or, where limits must be shown, is not shown to lie below.
    pub fn fail(&self, require_shown: bool) -> bool {
        self.0.iter().any(|held| held.fails(require_shown))
    }
}

impl Held {
    fn fails(&self, require_shown: bool) -> bool {
        match self.verdict {
            LimitVerdict::Passed => true,
            LimitVerdict::NotYetShown { .. } => require_shown,
            LimitVerdict::ShownSafe => false,
        }
    }
}

/// What a limit to a rate counts, in which unit, and the limit; none where it limits single runs.
fn limited(limit: &Limit) -> Option<(&str, Unit, f64)> {
    let upper_95 = limit.upper_95?;
    let units = [Unit::Per1000Km, Unit::PerFlightH].into_iter();
    let of = |unit: Unit| Some((limit.figure.strip_suffix(unit.key())?.strip_suffix('.')?, unit));
    units.filter_map(of).map(|(name, unit)| (name, unit, upper_95)).next()
}

/// The limits to rates that a single run passes, a sentence each; those that it does not show as well, where they must be
/// shown.
pub(crate) fn rates_not_held(limits: &[Limit], summary: &Summary, require_shown: bool) -> Vec<String> {
    let metrics = summary.metrics();
    let held = limits.iter().filter_map(|limit| {
        let (name, unit, upper_95) = limited(limit)?;
        let events = metrics.get(name).copied().flatten().unwrap_or(0.0) as u64;
        let exposure = match unit {
            Unit::Per1000Km => summary.vehicle_km / 1000.0,
            Unit::PerFlightH => summary.flight_h,
        };
        let rate = Rate::of(events, exposure, None);
        let verdict = rate.against(upper_95);
        let (scenario, law) = (summary.scenario.clone(), summary.law.clone());
        Some(Held { scenario, law, set: Vec::new(), figure: limit.figure.clone(), upper_95, rate, verdict })
    });
    let failed = held.filter(|held| held.fails(require_shown));
    failed.map(|held| held_in_words(&held, Language::En)).collect()
}

impl Group {
    /// How often something happened per unit of exposure.
    pub fn rate(&self, name: &str, unit: Unit) -> Rate {
        let events = self.counts.get(name).map_or(0, |counted| counted.total);
        Rate::of(events, self.exposure(unit), self.dispersion(name, unit))
    }
}
