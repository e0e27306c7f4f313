//! What each driver may do now. Most drivers are in the state in which they were a step ago, so an answer is kept
//! for each state in which one was asked for.

use crate::acts::Reader;
use crate::force::Force;
use crate::{Law, Now, View};
use pilotzone_scenario::rules::{Condition, Predicate};
use pilotzone_world::{Activity, Leave, RoadUser, RuleRef};
use std::collections::BTreeMap;

/// Thresholds of standing still that fit a state's number.
const MAX_STOPS: usize = 8;
/// Provisions with a danger clause that fit a state's number.
const MAX_DANGERS: usize = 8;

/// Answers so far.
pub(crate) struct Leaves {
    /// Whether the answer follows from the state's number alone.
    by_number: bool,
    /// The bits of what can be seen that matter.
    seen: u16,
    /// Speeds below which somebody counts as standing (m/s).
    stops_mps: Vec<f64>,
    answers: BTreeMap<u64, Leave>,
    /// The last number and whether there was one, by road user.
    last: Vec<Option<u64>>,
}

impl Leaves {
    pub(crate) fn of(force: &Force) -> Self {
        let mut leaves = Self {
            by_number: force.dangerous.len() <= MAX_DANGERS,
            seen: 0,
            stops_mps: Vec::new(),
            answers: BTreeMap::new(),
            last: Vec::new(),
        };
        let mut rules = force.on_activities.clone();
        let mut at = 0;
        while at < rules.len() {
            let more: Vec<RuleRef> =
                force.excused_by(rules[at]).iter().copied().filter(|by| !rules.contains(by)).collect();
            rules.extend(more);
            at += 1;
        }
        for rule in rules.iter().filter_map(|&rule| force.rule(rule)) {
            leaves.learn(&rule.condition);
        }
        leaves
    }

    fn learn(&mut self, condition: &Condition) {
        for predicate in condition.predicates() {
            match predicate {
                Predicate::Activity(_)
                | Predicate::Class(_)
                | Predicate::Control(_)
                | Predicate::Permit(_) => {}
                Predicate::Seen(bits) => self.seen |= bits,
                Predicate::Stopped(asked) => {
                    let below_mps = asked.below_kmh * crate::holds::KMH;
                    if !self.stops_mps.contains(&below_mps) {
                        self.stops_mps.push(below_mps);
                    }
                }
                // Hours, weather and traffic change under a driver who stays as he is.
                _ => self.by_number = false,
            }
        }
        self.by_number &= self.stops_mps.len() <= MAX_STOPS;
    }

    pub(crate) fn make_room(&mut self, ids: usize) {
        self.last.resize(ids, None);
    }

    /// All of a road user's state that the answer depends on.
    fn number(&self, user: &RoadUser, permit: Option<u16>, breach: u8, ended: u8) -> u64 {
        let stop = |bits: u64, (i, below): (usize, &f64)| bits | u64::from(user.speed_mps < *below) << i;
        let stops = self.stops_mps.iter().take(MAX_STOPS).enumerate().fold(0, stop);
        user.class as u64
            | (user.control as u64) << 4
            | u64::from(user.seen & self.seen) << 8
            | u64::from(breach) << 24
            | stops << 32
            | u64::from(ended) << 40
            | u64::from(permit.map_or(0, |at| at.saturating_add(1))) << 48
    }
}

impl Law {
    /// Writes what everybody on the road may do in the next step.
    pub(crate) fn give_leaves(&mut self, now: &Now<'_>) {
        let Self { books, permit_of, leaves, state, .. } = self;
        for (row, user) in now.scene.users.iter().enumerate() {
            let id = user.id as usize;
            if id >= permit_of.len() {
                continue;
            }
            let reader = Reader { books, permit_of, state };
            let view = reader.view(now, (row, user));
            let number = leaves.number(user, permit_of[id], view.papers.breach, ended_bits(reader, &view));
            if leaves.by_number && leaves.last[id] == Some(number) {
                continue;
            }
            let known = leaves.answers.get(&number).copied().filter(|_| leaves.by_number);
            let leave = known.unwrap_or_else(|| leave(reader, &view));
            if leaves.by_number {
                leaves.answers.insert(number, leave);
                leaves.last[id] = Some(number);
            }
            state.give(user.id, leave);
        }
    }
}

/// A bit for each provision whose leave a danger ended for this road user.
fn ended_bits(reader: Reader<'_, '_>, view: &View<'_>) -> u8 {
    if reader.state.ended.is_empty() {
        return 0;
    }
    let bit = |bits: u8, (i, by): (usize, &RuleRef)| bits | u8::from(reader.is_ended(*by, view)) << i;
    reader.books.force.dangerous.iter().take(MAX_DANGERS).enumerate().fold(0, bit)
}

fn leave(reader: Reader<'_, '_>, view: &View<'_>) -> Leave {
    let may = |&activity: &Activity| activity == Activity::None || reader.may(activity, view);
    Activity::ALL.into_iter().filter(may).fold(Leave::default(), Leave::with)
}
