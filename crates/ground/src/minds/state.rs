//! The part of a driver, a stack and a crew that changes.

use pilotzone_scenario::vehicle::MindOf;
use pilotzone_world::hash::mix;
use pilotzone_world::{Activity, Cause, Control, FaultKind};
use serde::{Deserialize, Serialize};

/// A step that does not come.
pub const NEVER: u64 = u64::MAX;

/// The faults that a stack has now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Faults {
    /// By [`FaultKind`]: the step in which it began; [`NEVER`] where it is not there.
    pub since: [u64; FaultKind::ALL.len()],
    /// By [`FaultKind`]: the step in which it ends.
    pub until: [u64; FaultKind::ALL.len()],
    /// By [`FaultKind`]: how much.
    pub size: [f64; FaultKind::ALL.len()],
}

impl Faults {
    /// None at all.
    pub const NONE: Self = Self {
        since: [NEVER; FaultKind::ALL.len()],
        until: [NEVER; FaultKind::ALL.len()],
        size: [0.0; FaultKind::ALL.len()],
    };

    /// Whether it is there.
    #[inline]
    pub fn has(&self, fault: FaultKind) -> bool {
        self.since[fault as usize] != NEVER
    }

    /// How much, where it is there.
    #[inline]
    pub fn size(&self, fault: FaultKind) -> Option<f64> {
        self.has(fault).then(|| self.size[fault as usize])
    }

    /// Those that are there, in the order of their numbers.
    pub fn present(&self) -> impl Iterator<Item = FaultKind> + '_ {
        FaultKind::ALL.into_iter().filter(|&fault| self.has(fault))
    }
}

/// What changes about one driver, stack and crew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mind {
    /// Who drives.
    pub control: Control,
    /// Step since which he does.
    pub since: u64,
    /// Step in which the vehicle entered; [`NEVER`] before.
    pub entered: u64,
    /// Error of the estimated gap, in standard deviations.
    pub gap_error: f64,
    /// Error of the estimated speed, in standard deviations.
    pub speed_error: f64,
    /// Glances so far.
    pub glances: u64,
    /// Step in which the glance of now ends, or the last one ended.
    pub glance_until: u64,
    /// Step in which the next glance may begin; [`NEVER`] before the first is drawn.
    pub next_glance: u64,
    /// Surprises so far.
    pub surprises: u64,
    /// Step in which he reacts to the surprise of now; [`NEVER`] while there is none.
    pub reacts: u64,
    /// What is done beside driving.
    pub activity: Activity,
    /// Step since which it is done.
    pub active_since: u64,
    /// Episodes so far.
    pub episodes: u64,
    /// Step in which the episode of now ends.
    pub episode_until: u64,
    /// Requests to take over so far.
    pub requests: u64,
    /// Step of the request that is open; [`NEVER`] where none is.
    pub requested: u64,
    /// Time from it to the answer (s); infinite where none comes.
    pub answers_after_s: f64,
    /// What was done when it came.
    pub asked_during: Activity,
    /// Whether the time for the answer has run out.
    pub missed: bool,
    /// Why it came, or why the present driver drives.
    pub cause: Cause,
    /// Whether the present drive outside the operational design domain is reported.
    pub odd_reported: bool,
    /// Faults of now.
    pub faults: Faults,
    /// By planned fault: how often it came.
    pub fault_counts: Vec<u32>,
    /// By planned fault: the step in which it comes next; [`NEVER`] for not any more.
    pub fault_next: Vec<u64>,
}

impl Mind {
    /// A mind whose vehicle has not entered.
    pub fn outside(kind: MindOf, faults: usize) -> Self {
        let control = if matches!(kind, MindOf::Stack { .. }) { Control::Manual } else { Control::Person };
        Self {
            control,
            since: 0,
            entered: NEVER,
            gap_error: 0.0,
            speed_error: 0.0,
            glances: 0,
            glance_until: 0,
            next_glance: NEVER,
            surprises: 0,
            reacts: NEVER,
            activity: Activity::None,
            active_since: 0,
            episodes: 0,
            episode_until: 0,
            requests: 0,
            requested: NEVER,
            answers_after_s: f64::INFINITY,
            asked_during: Activity::None,
            missed: false,
            cause: Cause::Started,
            odd_reported: false,
            faults: Faults::NONE,
            fault_counts: vec![0; faults],
            fault_next: vec![NEVER; faults],
        }
    }

    /// Whether eyes are off the road.
    #[inline]
    pub fn looks_away(&self, step: u64) -> bool {
        step < self.glance_until && self.glances > 0
    }

    /// Named fields, as `diff` shows them.
    pub fn fields(&self) -> [(&'static str, f64); 8] {
        [
            ("control", f64::from(self.control as u8)),
            ("activity", f64::from(self.activity as u8)),
            ("gap_error", self.gap_error),
            ("speed_error", self.speed_error),
            ("glance_until", self.glance_until as f64),
            ("reacts", self.reacts as f64),
            ("requested", self.requested as f64),
            ("episode_until", self.episode_until as f64),
        ]
    }

    /// The hash of what it is now.
    pub fn hash(&self) -> u64 {
        let who = u64::from(self.control as u8)
            | u64::from(self.activity as u8) << 8
            | u64::from(self.missed) << 16;
        let errors = mix((self.gap_error + 0.0).to_bits(), (self.speed_error + 0.0).to_bits());
        let times = mix(mix(self.glance_until, self.reacts), mix(self.requested, self.episode_until));
        let faults = self.faults.since.iter().fold(0, |sum, &since| mix(sum, since));
        mix(mix(who, errors), mix(times, mix(faults, self.answers_after_s.to_bits())))
    }
}
