//! Everything about road users that changes: plain arrays, from which hash, snapshot and field names come.

use crate::minds::{Mind, NEVER};
use crate::people::People;
use crate::street::Held;
use crate::street::fallen::{Fallen, Startled};
use pilotzone_world::{Fold, hash::mix};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Bits of [`Car::flags`].
pub mod flag {
    /// Its last plan was to stop before the junction.
    pub const BLOCKED: u16 = 1;
    /// It has stood at the stop line of this lane.
    pub const STOPPED: u16 = 1 << 1;
    /// It stands at a planned stop.
    pub const HALTING: u16 = 1 << 2;
    /// It has crashed.
    pub const WRECK: u16 = 1 << 3;
    /// Its route asks for the lane to the left, soon.
    pub const WANTS_LEFT: u16 = 1 << 4;
    /// Its route asks for the lane to the right, soon.
    pub const WANTS_RIGHT: u16 = 1 << 5;
    /// It lets somebody in from a neighbouring lane.
    pub const YIELDING: u16 = 1 << 6;
    /// It is on the last link of its route.
    pub const LAST: u16 = 1 << 7;
    /// Some state of it is not finite: it is taken out at the end of the step.
    pub const BROKEN: u16 = 1 << 8;
    /// Its driver would brake suddenly and has not reacted yet.
    pub const SURPRISED: u16 = 1 << 9;
    /// Its emergency-braking watchdog brakes.
    pub const BRAKES_HARD: u16 = 1 << 10;
}

/// What every step reads of a vehicle on the road: one cache line, kept in lane order, head first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[repr(C, align(64))]
pub struct Car {
    /// Front along its lane (m).
    pub pos_m: f64,
    /// Speed (m/s).
    pub speed_mps: f64,
    /// Acceleration in the last step (m/s²).
    pub accel_mps2: f64,
    /// Desired speed on this lane (m/s).
    pub desired_mps: f64,
    /// Where on this lane it must stop, infinite for nowhere (m).
    pub stop_at_m: f64,
    /// Key of its random draws.
    pub draw: u64,
    /// Its row in [`State::agents`]: the number of its trip.
    pub id: u32,
    /// Its lane.
    pub lane: u32,
    /// The turn that it takes at the end of the lane, or is on; none as `crate::roads::NONE`.
    pub turn: u32,
    /// Its type.
    pub kind: u16,
    /// See [`flag`].
    pub flags: u16,
}

const _: () = assert!(size_of::<Car>() == 64, "one vehicle is one cache line");

/// Where a vehicle is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Life {
    /// Not due yet.
    Future,
    /// Due, and waiting outside.
    Waiting,
    /// On the road.
    Running,
    /// At its goal.
    Arrived,
    /// Taken out by an event.
    Removed,
}

/// What is read of a vehicle only when it passes from lane to lane, stands still or starts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    /// Where it is in its life.
    pub life: Life,
    /// Number of its route.
    pub route: u32,
    /// Place of its link in the route.
    pub place: u32,
    /// Desired speed over limit.
    pub factor: f64,
    /// When it entered the road (s).
    pub entered_s: f64,
    /// How long it waited outside (s).
    pub delay_s: f64,
    /// Way driven on lanes that it has left (m).
    pub distance_m: f64,
    /// Front along the lane when it entered it (m).
    pub entry_m: f64,
    /// Time that the way so far takes at its desired speed (s).
    pub ideal_s: f64,
    /// Time below walking pace so far, planned stops not counted (s).
    pub waiting_s: f64,
    /// Time at planned stops so far (s).
    pub halted_s: f64,
    /// Step since which it stands; [`u64::MAX`] while it moves.
    pub stands_since: u64,
    /// Step in which it came to stand at a junction's line first; [`u64::MAX`] while it has not.
    pub at_line_since: u64,
    /// Next planned stop.
    pub stop: u32,
    /// When it may leave the stop at which it stands (s).
    pub stop_ends_s: f64,
    /// When its wreck is cleared (s).
    pub cleared_s: f64,
    /// The lanes that its body may still reach back to, nearest first.
    pub trail: [u32; 3],
    /// Lane and place where it came to stand last (m).
    pub stood_at: (u32, f64),
}

/// Counts of a room since the start.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// By class: entered the road.
    pub inserted: [u64; 10],
    /// By class: reached the goal.
    pub arrived: [u64; 10],
    /// By class: taken out.
    pub removed: [u64; 10],
    /// Vehicles moved, summed over steps.
    pub updates: u64,
    /// By class: way driven by those who left the road (m).
    pub distance_m: [f64; 10],
    /// Durations of finished trips, summed (s).
    pub duration_s: f64,
    /// Departure delays of those inserted, summed (s).
    pub delay_s: f64,
    /// Pairs that began to touch.
    pub collisions: u64,
    /// Standstills of everybody.
    pub gridlocks: u64,
}

/// The state of all road users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Steps done.
    pub step: u64,
    /// On the road, by lane, head first.
    pub cars: Vec<Car>,
    /// By trip number.
    pub agents: Vec<Agent>,
    /// Trips that wait outside, in order, by the link of departure.
    pub queues: BTreeMap<u32, VecDeque<u32>>,
    /// Trips that wait for somebody who never comes.
    pub triggered: u64,
    /// First trip that is not due yet.
    pub next_trip: u32,
    /// Routes found during the run, in the order of their finding.
    pub detours: Vec<(u8, Vec<u32>)>,
    /// Last step in which anybody moved, entered or left.
    pub last_motion: u64,
    /// Whether the standstill of now is reported.
    pub gridlocked: bool,
    /// Counts since the start.
    pub tally: Tally,
    /// Minds of those who have one.
    pub minds: Vec<Mind>,
    /// People on foot.
    pub people: People,
    /// Emergency vehicles that do not get on, by trip.
    pub held: BTreeMap<u32, Held>,
    /// Drones that lie on the road.
    pub fallen: Vec<Fallen>,
    /// Drivers who brake since something struck their vehicles.
    pub startled: Vec<Startled>,
}

impl Car {
    /// The hash of this vehicle's state; summed over all, so that it does not lean on their order in memory.
    #[inline]
    pub fn hash(&self) -> u64 {
        let place = mix((self.pos_m + 0.0).to_bits(), u64::from(self.lane) << 32 | u64::from(self.id));
        let motion =
            mix((self.speed_mps + 0.0).to_bits(), u64::from(self.turn) << 16 | u64::from(self.flags));
        mix(place, motion ^ self.stop_at_m.to_bits())
    }

    /// Whether a bit of [`flag`] is set.
    #[inline]
    pub fn has(&self, bit: u16) -> bool {
        self.flags & bit != 0
    }
}

impl State {
    /// The hash of the state: all cars, and the counts that stand for those outside.
    pub fn hash(&self) -> u64 {
        let cars = self.cars.iter().fold(0u64, |sum, car| sum.wrapping_add(car.hash()));
        let awake = self.minds.iter().filter(|mind| mind.entered != NEVER);
        let cars = awake.fold(cars, |sum, mind| sum.rotate_left(7) ^ mind.hash());
        let t = &self.tally;
        let counts = t.inserted.iter().chain(&t.arrived).chain(&t.removed);
        let fold = Fold::START.word(self.step).word(cars).word(self.next_trip.into());
        let fold = counts.fold(fold, |fold, &n| fold.word(n)).word(t.updates).number(t.duration_s);
        // Runs without people and sirens keep the hashes that they had before there were any.
        let fold = if self.people.all.is_empty() { fold } else { self.people.fold(fold) };
        let fold = self.held.iter().fold(fold, |fold, (&id, held)| fold.word(id.into()).word(held.since));
        crate::street::fallen::fold(fold, &self.fallen, &self.startled).0
    }
}
