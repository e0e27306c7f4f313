//! What each agent did lately: the stuff that cause chains are made of.

use pilotzone_map::Aspect;
use pilotzone_world::{AgentKey, AtCrosswalk, Control, Event, Lapse, Stamped};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// More than this of one agent is not kept: the oldest goes.
const MOST: usize = 64;

/// Something that an agent did or that befell it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    /// When (s of simulation).
    pub time_s: f64,
    /// Who.
    pub agent: AgentKey,
    /// What.
    pub event: Event,
}

/// The recent deeds of all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Memory {
    of: BTreeMap<AgentKey, VecDeque<Deed>>,
}

impl Memory {
    /// Keeps what may be told as a cause or decides who answers; forgets of these agents what is older than
    /// `window_s`.
    pub(crate) fn note(&mut self, events: &[Stamped], time_s: f64, window_s: f64) {
        for stamped in events.iter().filter(|stamped| is_kept(&stamped.event)) {
            let deeds = self.of.entry(stamped.agent).or_default();
            while deeds.len() >= MOST || deeds.front().is_some_and(|deed| deed.time_s < time_s - window_s) {
                deeds.pop_front();
            }
            deeds.push_back(Deed { time_s, agent: stamped.agent, event: stamped.event });
        }
    }

    /// Forgets everything older.
    pub(crate) fn forget_before(&mut self, time_s: f64) {
        self.of.retain(|_, deeds| deeds.back().is_some_and(|deed| deed.time_s >= time_s));
    }

    /// What one did from a time on, oldest first.
    pub fn since(&self, agent: AgentKey, from_s: f64) -> impl DoubleEndedIterator<Item = &Deed> {
        self.of.get(&agent).into_iter().flatten().filter(move |deed| deed.time_s >= from_s)
    }

    /// The light at which one last entered a junction.
    pub(crate) fn last_light(&self, agent: AgentKey, from_s: f64) -> Option<Aspect> {
        self.since(agent, from_s).rev().find_map(|deed| match deed.event {
            Event::EnteredJunction { light, .. } => Some(light),
            _ => None,
        })?
    }

    /// Whether one went on red: through a junction, or on foot.
    pub(crate) fn ran_red(&self, agent: AgentKey, from_s: f64) -> bool {
        matches!(self.last_light(agent, from_s), Some(Aspect::Red | Aspect::RedAmber))
            || self
                .since(agent, from_s)
                .any(|deed| matches!(deed.event, Event::Lapsed { lapse: Lapse::RedLight, .. }))
    }

    /// Whether one changed lanes.
    pub(crate) fn changed_lanes(&self, agent: AgentKey, from_s: f64) -> bool {
        self.since(agent, from_s).any(|deed| matches!(deed.event, Event::ChangedLane { .. }))
    }

    /// Whether the automated-driving system was engaged at any time from then until it ended.
    pub(crate) fn was_engaged(&self, agent: AgentKey, from_s: f64) -> bool {
        self.since(agent, from_s).any(|deed| match deed.event {
            Event::ModeChanged { from, to, .. } => from.is_automated() || Control::is_automated(to),
            _ => false,
        })
    }
}

fn is_kept(event: &Event) -> bool {
    is_cause(event) || matches!(event, Event::EnteredJunction { .. } | Event::ChangedLane { .. })
}

/// Whether an event is told as a cause: a fault, a lapse, a violation, an act, an alarm.
pub(crate) fn is_cause(event: &Event) -> bool {
    match event {
        Event::EnteredJunction { light, .. } => {
            matches!(light, Some(Aspect::Red | Aspect::RedAmber | Aspect::Amber))
        }
        Event::PassedCrosswalk { person, .. } => *person != AtCrosswalk::Nobody,
        Event::Air(event) => crate::aloft::is_cause(event),
        Event::ModeChanged { .. }
        | Event::TakeoverRequested { .. }
        | Event::TakenOver { .. }
        | Event::TakeoverMissed { .. }
        | Event::MinimalRiskStopped { .. }
        | Event::OddLeft { .. }
        | Event::FaultBegan { .. }
        | Event::EmergencyBraked { .. }
        | Event::ActivityBegan { .. }
        | Event::Lapsed { .. }
        | Event::ChangedLane { .. }
        | Event::Danger { .. }
        | Event::LeaveEnded { .. }
        | Event::Judged { .. } => true,
        _ => false,
    }
}
