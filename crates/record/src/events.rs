//! The table of events: one row each, one column for each thing that an event can tell.

use crate::names::Names;
use crate::table::{Cell, Kind, words};
use arrow_array::StringArray;
use pilotzone_map::LaneId;
use pilotzone_world::{AgentClass, AgentKey, Event, EventPhase, RemovalReason, Stamped};
use std::sync::Arc;

const PHASES: [&str; 4] = ["signals", "move", "settle", "observe"];
const KINDS: [&str; 11] = [
    "departed",
    "arrived",
    "removed",
    "entered_junction",
    "changed_lane",
    "stop_began",
    "stop_ended",
    "collided",
    "waits_for_route",
    "signal_changed",
    "gridlocked",
];
const REASONS: [&str; 2] = ["wreck_cleared", "not_finite"];

/// Columns of the table of events.
pub(crate) fn fields(names: &Names) -> Vec<(&'static str, Kind)> {
    let lanes = || Kind::Word(Arc::clone(&names.lanes));
    let agents = || Kind::Word(Arc::clone(&names.trips));
    vec![
        ("step", Kind::Count),
        ("time_s", Kind::Number),
        ("phase", Kind::Word(words(PHASES))),
        ("kind", Kind::Word(words(KINDS))),
        ("agent", agents()),
        ("class", Kind::Word(classes())),
        ("lane", lanes()),
        ("to_lane", lanes()),
        ("pos_m", Kind::Number),
        ("speed_mps", Kind::Number),
        ("delay_s", Kind::Number),
        ("duration_s", Kind::Number),
        ("distance_m", Kind::Number),
        ("waiting_s", Kind::Number),
        ("time_loss_s", Kind::Number),
        ("mandatory", Kind::Flag),
        ("other", agents()),
        ("other_speed_mps", Kind::Number),
        ("overlap_m", Kind::Number),
        ("reason", Kind::Word(words(REASONS))),
        ("junction", Kind::Word(Arc::clone(&names.nodes))),
        ("signal", Kind::Word(Arc::clone(&names.signals))),
        ("signal_phase", Kind::Count),
        ("standing", Kind::Count),
    ]
}

/// The classes' names, by their number.
pub(crate) fn classes() -> Arc<StringArray> {
    words(AgentClass::ALL.into_iter().map(AgentClass::name))
}

pub(crate) fn class(class: AgentClass) -> Cell<'static> {
    Cell::Word(class as u32)
}

/// Why an agent was taken out, in the table's words.
pub(crate) fn reason(reason: RemovalReason) -> &'static str {
    REASONS[reason_index(reason)]
}

fn reason_index(reason: RemovalReason) -> usize {
    match reason {
        RemovalReason::WreckCleared => 0,
        RemovalReason::NotFinite => 1,
    }
}

/// A time of the run (s) to the microsecond: what is left of the sum of steps below it is noise.
pub(crate) fn tidy_s(time_s: f64) -> f64 {
    (time_s * 1e6).round() / 1e6
}

/// One event as a row of [`fields`]. It is true from `time_s`.
pub(crate) fn row(stamped: &Stamped, time_s: f64, names: &Names) -> [Cell<'static>; 24] {
    use Cell::{Count, Empty, Flag, Number, Word};
    let lane = |lane: LaneId| Word(lane.0);
    let agent = |key: AgentKey| names.keys.trip(key).map_or(Empty, Word);
    let mut r = Row::default();
    let kind = match stamped.event {
        Event::Departed { class: c, lane: l, pos_m, speed_mps, delay_s } => {
            (r.class, r.lane, r.pos_m) = (class(c), lane(l), Number(pos_m));
            (r.speed_mps, r.delay_s) = (Number(speed_mps), Number(delay_s));
            0
        }
        Event::Arrived { class: c, lane: l, duration_s, distance_m, waiting_s, time_loss_s } => {
            (r.class, r.lane, r.duration_s) = (class(c), lane(l), Number(duration_s));
            (r.distance_m, r.waiting_s) = (Number(distance_m), Number(waiting_s));
            r.time_loss_s = Number(time_loss_s);
            1
        }
        Event::Removed { class: c, lane: l, reason } => {
            (r.class, r.lane, r.reason) = (class(c), lane(l), Word(reason_index(reason) as u32));
            2
        }
        Event::EnteredJunction { node, lane: l, speed_mps } => {
            (r.junction, r.lane, r.speed_mps) = (Word(node.0), lane(l), Number(speed_mps));
            3
        }
        Event::ChangedLane { from, to, pos_m, mandatory } => {
            (r.lane, r.to_lane, r.pos_m) = (lane(from), lane(to), Number(pos_m));
            r.mandatory = Flag(mandatory);
            4
        }
        Event::StopBegan { lane: l, pos_m } => {
            (r.lane, r.pos_m) = (lane(l), Number(pos_m));
            5
        }
        Event::StopEnded { lane: l, stood_s } => {
            (r.lane, r.duration_s) = (lane(l), Number(stood_s));
            6
        }
        Event::Collided { other, lane: l, speed_mps, other_speed_mps, overlap_m } => {
            (r.other, r.lane, r.speed_mps) = (agent(other), lane(l), Number(speed_mps));
            (r.other_speed_mps, r.overlap_m) = (Number(other_speed_mps), Number(overlap_m));
            7
        }
        Event::WaitsForRoute { lane: l } => {
            r.lane = lane(l);
            8
        }
        Event::SignalChanged { signal, phase } => {
            (r.signal, r.signal_phase) = (Word(signal.0), Count(phase.into()));
            9
        }
        Event::Gridlocked { standing, since_s } => {
            (r.standing, r.duration_s) = (Count(standing), Number(since_s));
            10
        }
    };
    debug_assert_eq!(KINDS[kind], stamped.event.kind(), "the table's words are the events' own");
    let phase = match stamped.phase {
        EventPhase::Signals => 0,
        EventPhase::Move => 1,
        EventPhase::Settle => 2,
        EventPhase::Observe => 3,
    };
    [
        Count(stamped.step),
        Number(time_s),
        Word(phase),
        Word(kind as u32),
        agent(stamped.agent),
        r.class,
        r.lane,
        r.to_lane,
        r.pos_m,
        r.speed_mps,
        r.delay_s,
        r.duration_s,
        r.distance_m,
        r.waiting_s,
        r.time_loss_s,
        r.mandatory,
        r.other,
        r.other_speed_mps,
        r.overlap_m,
        r.reason,
        r.junction,
        r.signal,
        r.signal_phase,
        r.standing,
    ]
}

/// What only some events tell; empty where this one does not.
#[derive(Default)]
struct Row {
    class: Cell<'static>,
    lane: Cell<'static>,
    to_lane: Cell<'static>,
    pos_m: Cell<'static>,
    speed_mps: Cell<'static>,
    delay_s: Cell<'static>,
    duration_s: Cell<'static>,
    distance_m: Cell<'static>,
    waiting_s: Cell<'static>,
    time_loss_s: Cell<'static>,
    mandatory: Cell<'static>,
    other: Cell<'static>,
    other_speed_mps: Cell<'static>,
    overlap_m: Cell<'static>,
    reason: Cell<'static>,
    junction: Cell<'static>,
    signal: Cell<'static>,
    signal_phase: Cell<'static>,
    standing: Cell<'static>,
}
