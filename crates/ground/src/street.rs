//! What else there is on the street than traffic: where people cross and who does, things on the road, breakdowns,
//! parked cars, sirens, school hours.

pub mod fallen;
mod held;
mod school;
mod siren;
mod things;

pub use held::Held;
pub(crate) use siren::Siren;
pub use things::ObjectView;

use crate::people::Crosser;
use crate::zebras::Zebras;
use pilotzone_map::Map;
use pilotzone_scenario::Street as Plan;
use school::SchoolHours;
use things::Things;

/// What the street of a run has beside traffic.
#[derive(Debug, Clone, Default)]
pub struct Street {
    pub(crate) plan: Plan,
    pub(crate) zebras: Zebras,
    pub(crate) things: Things,
    pub(crate) school: SchoolHours,
    /// Time of the state that everybody reads (s of simulation).
    pub(crate) now_s: f64,
    // What follows is worked out anew from the state in every step.
    /// People on the road or about to step on it, by place.
    pub(crate) crossers: Vec<Crosser>,
    pub(crate) crossers_at: Vec<(u32, u32)>,
    pub(crate) sirens: Vec<Siren>,
}

impl Street {
    /// The street of a run.
    pub fn new(map: &Map, plan: &Plan, midnight_s: f64) -> Self {
        let zebras = Zebras::new(map, plan);
        Self {
            crossers_at: vec![(0, 0); zebras.len()],
            things: Things::new(plan, map.lanes.len()),
            school: SchoolHours::new(map, plan, midnight_s),
            zebras,
            plan: plan.clone(),
            ..Self::default()
        }
    }

    /// Whether no driver finds anything here now that is no traffic.
    #[inline]
    pub(crate) fn is_quiet(&self) -> bool {
        self.crossers.is_empty() && self.things.is_empty() && self.sirens.is_empty() && !self.school.holds()
    }

    /// The people at a place where people cross.
    pub(crate) fn crossers_at(&self, zebra: u32) -> &[Crosser] {
        let (first, count) = self.crossers_at[zebra as usize];
        &self.crossers[first as usize..(first + count) as usize]
    }

    /// Puts the people who matter to drivers in order; they come sorted by place.
    pub(crate) fn note_crossers(&mut self, crossers: Vec<Crosser>) {
        for crosser in &self.crossers {
            self.crossers_at[crosser.zebra as usize] = (0, 0);
        }
        for (at, crosser) in crossers.iter().enumerate() {
            let range = &mut self.crossers_at[crosser.zebra as usize];
            if range.1 == 0 {
                range.0 = at as u32;
            }
            range.1 += 1;
        }
        self.crossers = crossers;
    }
}
