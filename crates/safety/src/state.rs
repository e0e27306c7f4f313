//! All that the measures remember from step to step.

use crate::encounter::{Alarm, Encounter};
use crate::memory::Memory;
use crate::record::IncidentRecord;
use pilotzone_world::{AgentKey, Fold};
use serde::{Deserialize, Serialize};

/// Stands for "no encounter" in [`State::following`].
pub(crate) const NONE: u32 = u32::MAX;

/// All that the measures remember.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// For each that can take part: its place in `open`, where it follows somebody closely.
    pub(crate) following: Vec<u32>,
    /// Encounters behind another.
    pub(crate) open: Vec<Encounter>,
    /// Encounters on ways that cross, by both keys.
    pub(crate) crossing: Vec<Encounter>,
    /// What each agent did lately.
    pub(crate) memory: Memory,
    /// How many incidents there were.
    pub(crate) incidents: u32,
    /// The records of the incidents so far.
    pub records: Vec<IncidentRecord>,
    /// Encounters that are over and that nobody has taken yet.
    pub(crate) closed: Vec<Encounter>,
    /// All encounters that are over, folded.
    pub(crate) past: u64,
}

impl State {
    /// A hash over what is measured. The order in which encounters lie in memory does not count.
    pub fn hash(&self) -> u64 {
        let all = self.open.iter().chain(&self.crossing);
        let now = all.fold(0_u64, |sum, it| sum.wrapping_add(it.fold(Fold::START).0));
        Fold::START.word(now).word(self.past).word(self.incidents.into()).0
    }

    /// Ends encounters that were apart since `before_s`, and all that are chosen.
    pub(crate) fn close(&mut self, mut is_over: impl FnMut(&Encounter) -> bool) -> Vec<Encounter> {
        let mut over = Vec::new();
        let mut i = 0;
        while i < self.open.len() {
            if !is_over(&self.open[i]) {
                i += 1;
                continue;
            }
            let gone = self.open.swap_remove(i);
            self.following[gone.ids[0] as usize] = NONE;
            if let Some(moved) = self.open.get(i) {
                self.following[moved.ids[0] as usize] = i as u32;
            }
            over.push(gone);
        }
        self.crossing.retain(|it| {
            let goes = is_over(it);
            if goes {
                over.push(it.clone());
            }
            !goes
        });
        over.sort_unstable_by_key(|it| (it.first, it.second, it.meeting));
        for it in &over {
            self.past = it.fold(Fold(self.past)).0;
        }
        self.closed.extend(over.iter().cloned());
        over
    }

    /// A collision makes the near miss of the pair none.
    pub(crate) fn collided(&mut self, a: AgentKey, b: AgentKey) {
        for it in self.open.iter_mut().chain(&mut self.crossing).filter(|it| it.is_of(a, b)) {
            it.alarm = Alarm::Over;
        }
    }
}
