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
    /// What began, however long ago, and is not over or has only just ended.
    open: BTreeMap<AgentKey, Vec<Begun>>,
}

/// Something that goes on for a while.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Begun {
    deed: Deed,
    /// When it was over (s of simulation).
    over_s: Option<f64>,
}

impl Memory {
    /// Keeps what may be told as a cause or decides who answers; forgets of these agents what is older than
    /// `window_s`.
    pub(crate) fn note(&mut self, events: &[Stamped], time_s: f64, window_s: f64) {
        for stamped in events {
            let deed = Deed { time_s, agent: stamped.agent, event: stamped.event };
            self.begin_or_end(deed, time_s - window_s);
        }
        for stamped in events.iter().filter(|stamped| is_kept(&stamped.event)) {
            let deeds = self.of.entry(stamped.agent).or_default();
            while deeds.len() >= MOST || deeds.front().is_some_and(|deed| deed.time_s < time_s - window_s) {
                deeds.pop_front();
            }
            deeds.push_back(Deed { time_s, agent: stamped.agent, event: stamped.event });
        }
    }

    /// Keeps what begins until it is over and no longer told: a fault, a request, an activity, a mode that is not plain
    /// driving.
    fn begin_or_end(&mut self, deed: Deed, from_s: f64) {
        let begins = match deed.event {
            Event::FaultBegan { .. } | Event::TakeoverRequested { .. } | Event::ActivityBegan { .. } => true,
            Event::ModeChanged { to, .. } => matches!(to, Control::MinimalRisk | Control::Halted),
            Event::FaultEnded { .. }
            | Event::TakenOver { .. }
            | Event::TakeoverMissed { .. }
            | Event::ActivityEnded { .. } => false,
            Event::Arrived { .. } | Event::Removed { .. } => {
                self.open.remove(&deed.agent);
                return;
            }
            _ => return,
        };
        if !begins && !self.open.contains_key(&deed.agent) {
            return;
        }
        let open = self.open.entry(deed.agent).or_default();
        for before in open.iter_mut().filter(|before| is_over(&before.deed.event, &deed.event)) {
            before.over_s = before.over_s.or(Some(deed.time_s));
        }
        open.retain(|before| before.over_s.is_none_or(|over_s| over_s >= from_s));
        if begins {
            open.push(Begun { deed, over_s: None });
        }
    }

    /// What began before that time and went on at it, oldest first.
    pub fn still(&self, agent: AgentKey, at_s: f64) -> impl Iterator<Item = &Deed> {
        let open = self.open.get(&agent).into_iter().flatten();
        let goes_on =
            move |it: &&Begun| it.deed.time_s < at_s && it.over_s.is_none_or(|over_s| over_s >= at_s);
        open.filter(goes_on).map(|it| &it.deed)
    }

    /// Forgets everything older that is over.
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

/// Whether what began is over with that event.
fn is_over(began: &Event, event: &Event) -> bool {
    match (*began, *event) {
        (
            Event::FaultBegan { fault },
            Event::FaultBegan { fault: other } | Event::FaultEnded { fault: other, .. },
        ) => fault == other,
        (
            Event::TakeoverRequested { .. },
            Event::TakeoverRequested { .. } | Event::TakenOver { .. } | Event::TakeoverMissed { .. },
        )
        | (Event::ActivityBegan { .. }, Event::ActivityBegan { .. } | Event::ActivityEnded { .. })
        | (Event::ModeChanged { .. }, Event::ModeChanged { .. }) => true,
        _ => false,
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
        | Event::FaultEnded { .. }
        | Event::EmergencyBraked { .. }
        | Event::ActivityBegan { .. }
        | Event::ActivityEnded { .. }
        | Event::Lapsed { .. }
        | Event::ChangedLane { .. }
        | Event::Danger { .. }
        | Event::LeaveEnded { .. }
        | Event::Judged { .. } => true,
        _ => false,
    }
}
