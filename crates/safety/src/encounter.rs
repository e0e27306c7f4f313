//! Two road users near each other: the worst of every measure, with time and place.

use pilotzone_map::Point;
use pilotzone_world::{AgentKey, Fold, NearMissKind};
use serde::{Deserialize, Serialize};

/// The worst value of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Worst {
    /// The value, in the measure's unit.
    pub value: f64,
    /// When (s of simulation).
    pub time_s: f64,
    /// Where the first of the pair was.
    pub at: Point,
}

/// How two met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Meeting {
    /// The first follows the second.
    Following,
    /// Their ways cross, merge or run against each other.
    Crossing,
}

/// How far a near miss has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Alarm {
    /// None yet.
    #[default]
    Calm,
    /// It goes on; this one brought it about.
    Critical(AgentKey),
    /// It was counted, or became a collision.
    Over,
}

/// How one of two passes their common area.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Passage {
    /// When its front entered (s of simulation).
    pub entered_s: Option<f64>,
    /// When its rear had left (s of simulation).
    pub left_s: Option<f64>,
}

/// An unsafe distance by RSS.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Unsafe {
    /// For how long in all (s).
    pub total_s: f64,
    /// Who brought it about.
    pub by: Option<AgentKey>,
    /// Since when without the proper response (s); 0 where the response is proper.
    pub bad_s: f64,
    /// Whether it was told as a danger.
    pub told: bool,
    /// Whether the distance is unsafe now.
    pub now: bool,
}

/// An encounter of two road users, from the first interaction until they were apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Encounter {
    /// The follower; where ways cross the one with the lower key.
    pub first: AgentKey,
    /// The other.
    pub second: AgentKey,
    /// Their places among all that can take part.
    pub ids: [u32; 2],
    /// How they met.
    pub meeting: Meeting,
    /// What a near miss of the two would be.
    pub kind: NearMissKind,
    /// First interaction (s of simulation).
    pub began_s: f64,
    /// Last interaction (s of simulation).
    pub last_s: f64,
    /// Least time to collision (s).
    pub ttc_s: Option<Worst>,
    /// Post-encroachment time (s).
    pub pet_s: Option<Worst>,
    /// Greatest deceleration rate to avoid the crash (m/s²).
    pub demand_mps2: Option<Worst>,
    /// Least modified time to collision (s).
    pub modified_ttc_s: Option<Worst>,
    /// Least time headway (s).
    pub headway_s: Option<Worst>,
    /// Least gap (m).
    pub gap_m: Option<Worst>,
    /// Hardest braking of the first (m/s²).
    pub brake_mps2: Option<Worst>,
    /// Greatest jerk of the first, either way (m/s³).
    pub jerk_mps3: Option<Worst>,
    /// Unsafe distance by RSS.
    pub rss: Unsafe,
    /// Acceleration of the first in the step before (m/s²).
    pub accel_mps2: Option<f64>,
    /// How each passes the common area.
    pub passages: [Passage; 2],
    /// How far a near miss has come.
    pub alarm: Alarm,
}

/// Two road users as an encounter knows them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Two {
    pub keys: [AgentKey; 2],
    pub ids: [u32; 2],
    pub kind: NearMissKind,
}

impl Encounter {
    pub(crate) fn new(two: Two, meeting: Meeting, time_s: f64) -> Self {
        Self {
            first: two.keys[0],
            second: two.keys[1],
            ids: two.ids,
            meeting,
            kind: two.kind,
            began_s: time_s,
            last_s: time_s,
            ttc_s: None,
            pet_s: None,
            demand_mps2: None,
            modified_ttc_s: None,
            headway_s: None,
            gap_m: None,
            brake_mps2: None,
            jerk_mps3: None,
            rss: Unsafe::default(),
            accel_mps2: None,
            passages: [Passage::default(); 2],
            alarm: Alarm::Calm,
        }
    }

    /// Whether these two are the pair, in either order.
    pub fn is_of(&self, a: AgentKey, b: AgentKey) -> bool {
        [self.first, self.second] == [a, b] || [self.first, self.second] == [b, a]
    }

    pub(crate) fn fold(&self, fold: Fold) -> Fold {
        let value = |fold: Fold, worst: Option<Worst>| match worst {
            Some(worst) => fold.number(worst.value).number(worst.time_s),
            None => fold.word(0),
        };
        let fold = fold.word(self.first.0).word(self.second.0).number(self.began_s).number(self.last_s);
        let fold = value(value(value(fold, self.ttc_s), self.pet_s), self.demand_mps2);
        fold.number(self.rss.total_s).number(self.rss.bad_s).word(matches!(self.alarm, Alarm::Over).into())
    }
}

/// Keeps the lesser value.
#[inline]
pub(crate) fn least(worst: &mut Option<Worst>, value: Option<f64>, time_s: f64, at: Point) {
    if let Some(value) = value
        && worst.is_none_or(|old| value < old.value)
    {
        *worst = Some(Worst { value, time_s, at });
    }
}

/// Keeps the greater value.
#[inline]
pub(crate) fn greatest(worst: &mut Option<Worst>, value: Option<f64>, time_s: f64, at: Point) {
    if let Some(value) = value
        && worst.is_none_or(|old| value > old.value)
    {
        *worst = Some(Worst { value, time_s, at });
    }
}
