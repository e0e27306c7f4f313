//! All of the law that changes from step to step, as plain data.

use pilotzone_map::LaneId;
use pilotzone_world::hash::Fold;
use pilotzone_world::{AgentKey, Leave, Outcome, RuleRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleTotals {
    /// Acts that broke it.
    pub violations: u64,
    /// Acts against it that a special case excused.
    pub exempted: u64,
    /// Acts against it that another provision, an exception or a permit allowed.
    pub allowed: u64,
    /// Leaves of this provision that a danger ended.
    pub ended: u64,
    /// Those of them that were made use of at that moment.
    pub ended_in_use: u64,
}

/// An act that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Whose.
    pub agent: AgentKey,
    /// How it is judged so far.
    pub outcome: Outcome,
    /// When it began (s of simulation).
    pub began_s: f64,
    /// When its condition last held (s of simulation).
    pub last_s: f64,
    /// The worst value so far.
    pub worst: f64,
    /// Where it was worst.
    pub lane: LaneId,
    /// Where along the lane it was worst (m).
    pub pos_m: f64,
}

/// All of the law that changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Acts that go on, by road user and rule.
    pub acts: BTreeMap<(u32, RuleRef), Act>,
    /// Leaves that a danger ended, by road user and provision: until when (s of simulation); none: for the trip.
    pub ended: BTreeMap<(u32, RuleRef), Option<f64>>,
    /// When somebody on the road last had a collision (s of simulation).
    pub accidents: BTreeMap<u32, f64>,
    /// Who is on the road.
    pub present: BTreeMap<AgentKey, u32>,
    /// By rule.
    pub totals: Vec<RuleTotals>,
    /// By road user.
    pub leaves: Vec<Leave>,
    /// Sum over the leaves, each mixed with its place: their hash, kept up to date as they change.
    pub leaves_sum: u64,
}

impl State {
    /// Nobody on the road, with so many rules.
    pub(crate) fn new(rules: usize) -> Self {
        Self {
            acts: BTreeMap::new(),
            ended: BTreeMap::new(),
            accidents: BTreeMap::new(),
            present: BTreeMap::new(),
            totals: vec![RuleTotals::default(); rules],
            leaves: Vec::new(),
            leaves_sum: 0,
        }
    }

    pub(crate) fn make_room(&mut self, ids: usize) {
        if self.leaves.len() < ids {
            self.leaves.resize(ids, Leave::default());
        }
    }

    /// Writes what somebody may do.
    pub(crate) fn give(&mut self, id: u32, leave: Leave) {
        let place = &mut self.leaves[id as usize];
        let mixed = |leave: Leave| Fold::START.word(id.into()).word(leave.activities.into()).0;
        self.leaves_sum = self.leaves_sum.wrapping_sub(mixed(*place)).wrapping_add(mixed(leave));
        *place = leave;
    }

    /// The hash of all of it. Who is on the road is in the hash of the road.
    pub fn hash(&self) -> u64 {
        let mut fold = Fold::START.word(self.leaves_sum);
        for ((id, rule), act) in &self.acts {
            let by = act.outcome.by().map_or(0, |by| 1 + u64::from(by.0));
            fold = fold.word(u64::from(*id) << 16 | u64::from(rule.0)).word(act.agent.0);
            fold = fold.text(act.outcome.name()).word(by).number(act.began_s).number(act.last_s);
            fold = fold.number(act.worst).word(act.lane.0.into()).number(act.pos_m);
        }
        for ((id, rule), until_s) in &self.ended {
            fold = fold.word(u64::from(*id) << 16 | u64::from(rule.0)).number(until_s.unwrap_or(-1.0));
        }
        for (id, at_s) in &self.accidents {
            fold = fold.word(u64::from(*id)).number(*at_s);
        }
        for t in &self.totals {
            fold = fold.word(t.violations).word(t.exempted).word(t.allowed);
            fold = fold.word(t.ended).word(t.ended_in_use);
        }
        fold.0
    }
}
