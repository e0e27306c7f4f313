//! The table of events: one row each, one column for each thing that an event can tell.

use crate::names::Names;
use crate::table::{Cell, Kind, words};
use arrow_array::StringArray;
use pilotzone_map::{Aspect, LaneId, TurnDirection};
use pilotzone_world::{AgentClass, AgentKey, AirEvent, Event, EventPhase, RemovalReason, Stamped};
use std::sync::Arc;

const PHASES: [&str; 4] = ["signals", "move", "settle", "observe"];
const ROAD_KINDS: [&str; 30] = [
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
    "passed_crosswalk",
    "mode_changed",
    "takeover_requested",
    "taken_over",
    "takeover_missed",
    "minimal_risk_stopped",
    "odd_left",
    "fault_began",
    "fault_ended",
    "emergency_braked",
    "activity_began",
    "activity_ended",
    "lapsed",
    "emergency_held_up",
    "judged",
    "leave_ended",
    "incident",
    "near_miss",
    "danger",
];
/// Columns of the table.
const COLUMNS: usize = 38;
const REASONS: [&str; 2] = ["wreck_cleared", "not_finite"];

/// The kinds of events, those of the air after those of the road.
fn kinds() -> impl Iterator<Item = &'static str> {
    ROAD_KINDS.into_iter().chain(AirEvent::KINDS)
}

/// Columns of the table of events.
pub(crate) fn fields(names: &Names) -> Vec<(&'static str, Kind)> {
    let lanes = || Kind::Word(Arc::clone(&names.lanes));
    let agents = || Kind::Word(Arc::clone(&names.agents));
    vec![
        ("step", Kind::Count),
        ("time_s", Kind::Number),
        ("phase", Kind::Word(words(PHASES))),
        ("kind", Kind::Word(words(kinds()))),
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
        ("light", Kind::Text),
        ("direction", Kind::Text),
        ("stopped", Kind::Flag),
        ("crosswalk", Kind::Word(Arc::clone(&names.crosswalks))),
        ("what", Kind::Text),
        ("from", Kind::Text),
        ("cause", Kind::Text),
        ("rule", Kind::Word(Arc::clone(&names.rules))),
        ("by_rule", Kind::Word(Arc::clone(&names.rules))),
        ("began_s", Kind::Number),
        ("worst", Kind::Number),
        ("number", Kind::Count),
        ("ttc_s", Kind::Number),
        ("pet_s", Kind::Number),
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

fn place_name(signalised: bool, school_zone: bool) -> &'static str {
    match (signalised, school_zone) {
        (false, false) => "plain",
        (true, false) => "signalised",
        (false, true) => "school_zone",
        (true, true) => "signalised_school_zone",
    }
}

fn phase_place(phase: EventPhase) -> u32 {
    match phase {
        EventPhase::Signals => 0,
        EventPhase::Move => 1,
        EventPhase::Settle => 2,
        EventPhase::Observe => 3,
    }
}

fn light_name(light: Aspect) -> &'static str {
    match light {
        Aspect::Red => "red",
        Aspect::RedAmber => "red_amber",
        Aspect::Amber => "amber",
        Aspect::GreenYield => "green_yield",
        Aspect::GreenProtected => "green",
        Aspect::StopThenGo => "stop_then_go",
        Aspect::OffBlinking => "off_blinking",
        Aspect::Off => "off",
    }
}

fn direction_name(direction: TurnDirection) -> &'static str {
    match direction {
        TurnDirection::Straight => "straight",
        TurnDirection::Left => "left",
        TurnDirection::Right => "right",
        TurnDirection::UTurn => "u_turn",
    }
}

/// A time of the run (s) to the microsecond: what is left of the sum of steps below it is noise.
pub(crate) fn tidy_s(time_s: f64) -> f64 {
    (time_s * 1e6).round() / 1e6
}

/// What automation, measures and the law told, laid into a row; its kind's place among the words.
fn watched(event: &Event, r: &mut Row, names: &Names) -> usize {
    use Cell::{Count, Empty, Flag, Number, Text, Word};
    let lane = |lane: LaneId| Word(lane.0);
    let agent = |key: AgentKey| names.agent_keys.trip(key).map_or(Empty, Word);
    match *event {
        Event::PassedCrosswalk {
            crosswalk,
            lane: l,
            speed_mps,
            person,
            signalised,
            school_zone,
            stopped,
        } => {
            (r.crosswalk, r.lane, r.speed_mps) = (Word(crosswalk), lane(l), Number(speed_mps));
            (r.what, r.stopped) = (Text(person.name()), Flag(stopped));
            r.from = Text(place_name(signalised, school_zone));
            11
        }
        Event::ModeChanged { from, to, cause, lane: l } => {
            (r.from, r.what, r.cause, r.lane) =
                (Text(from.name()), Text(to.name()), Text(cause.name()), lane(l));
            12
        }
        Event::TakeoverRequested { cause, lane: l, activity } => {
            (r.cause, r.lane, r.what) = (Text(cause.name()), lane(l), Text(activity.name()));
            13
        }
        Event::TakenOver { after_s, activity, lane: l } => {
            (r.duration_s, r.lane, r.what) = (Number(after_s), lane(l), Text(activity.name()));
            14
        }
        Event::TakeoverMissed { after_s, activity, lane: l } => {
            (r.duration_s, r.lane, r.what) = (Number(after_s), lane(l), Text(activity.name()));
            15
        }
        Event::MinimalRiskStopped { lane: l, cause } => {
            (r.lane, r.cause) = (lane(l), Text(cause.name()));
            16
        }
        Event::OddLeft { limit, lane: l } => {
            (r.lane, r.what) = (lane(l), Text(limit.name()));
            17
        }
        Event::FaultBegan { fault } => {
            r.what = Text(fault.name());
            18
        }
        Event::FaultEnded { fault, lasted_s } => {
            (r.what, r.duration_s) = (Text(fault.name()), Number(lasted_s));
            19
        }
        Event::EmergencyBraked { lane: l, speed_mps } => {
            (r.lane, r.speed_mps) = (lane(l), Number(speed_mps));
            20
        }
        Event::ActivityBegan { activity } => {
            r.what = Text(activity.name());
            21
        }
        Event::ActivityEnded { activity, lasted_s } => {
            (r.what, r.duration_s) = (Text(activity.name()), Number(lasted_s));
            22
        }
        Event::Lapsed { lapse, lasts_s } => {
            (r.what, r.duration_s) = (Text(lapse.name()), Number(lasts_s));
            23
        }
        Event::EmergencyHeldUp { other, lane: l, since_s } => {
            (r.other, r.lane, r.duration_s) = (agent(other), lane(l), Number(since_s));
            24
        }
        Event::Judged { rule, outcome, began_s, lasted_s, worst, lane: l, pos_m } => {
            r.duration_s = Number(lasted_s);
            (r.rule, r.what, r.began_s) = (Word(rule.0.into()), Text(outcome.name()), Number(began_s));
            (r.worst, r.lane, r.pos_m) = (Number(worst), lane(l), Number(pos_m));
            r.by_rule = outcome.by().map_or(Empty, |by| Word(by.0.into()));
            25
        }
        Event::LeaveEnded { rule, other } => {
            (r.rule, r.other) = (Word(rule.0.into()), agent(other));
            26
        }
        Event::Incident { kind, number, other } => {
            (r.what, r.number, r.other) = (Text(kind.name()), Count(number.into()), agent(other));
            27
        }
        Event::NearMiss { kind, other, ttc_s, pet_s } => {
            (r.what, r.other) = (Text(kind.name()), agent(other));
            (r.ttc_s, r.pet_s) = (Number(ttc_s), Number(pet_s));
            28
        }
        Event::Danger { other } => {
            r.other = agent(other);
            29
        }
        // What the road tells has its row already.
        _ => 0,
    }
}

/// One event as a row of [`fields`]. It is true from `time_s`.
pub(crate) fn row(stamped: &Stamped, time_s: f64, names: &Names) -> [Cell<'static>; COLUMNS] {
    use Cell::{Count, Empty, Flag, Number, Text, Word};
    let lane = |lane: LaneId| Word(lane.0);
    let agent = |key: AgentKey| names.agent_keys.trip(key).map_or(Empty, Word);
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
        Event::EnteredJunction { node, lane: l, speed_mps, light, direction, stopped } => {
            (r.junction, r.lane, r.speed_mps) = (Word(node.0), lane(l), Number(speed_mps));
            r.light = light.map_or(Empty, |light| Text(light_name(light)));
            (r.direction, r.stopped) = (Text(direction_name(direction)), Flag(stopped));
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
        Event::Air(ref event) => ROAD_KINDS.len() + crate::aloft::row(event, &mut r, names),
        _ => watched(&stamped.event, &mut r, names),
    };
    debug_assert_eq!(kinds().nth(kind), Some(stamped.event.kind()), "the table's words are the events' own");
    let mut cells = [Empty; COLUMNS];
    let phase = phase_place(stamped.phase);
    let told = [Count(stamped.step), Number(time_s), Word(phase), Word(kind as u32), agent(stamped.agent)];
    let (head, tail) = cells.split_at_mut(told.len());
    head.copy_from_slice(&told);
    tail.copy_from_slice(&r.cells());
    cells
}

/// What only some events tell; empty where this one does not.
#[derive(Default)]
pub(crate) struct Row {
    pub class: Cell<'static>,
    pub lane: Cell<'static>,
    pub to_lane: Cell<'static>,
    pub pos_m: Cell<'static>,
    pub speed_mps: Cell<'static>,
    pub delay_s: Cell<'static>,
    pub duration_s: Cell<'static>,
    pub distance_m: Cell<'static>,
    pub waiting_s: Cell<'static>,
    pub time_loss_s: Cell<'static>,
    pub mandatory: Cell<'static>,
    pub other: Cell<'static>,
    pub other_speed_mps: Cell<'static>,
    pub overlap_m: Cell<'static>,
    pub reason: Cell<'static>,
    pub junction: Cell<'static>,
    pub signal: Cell<'static>,
    pub signal_phase: Cell<'static>,
    pub standing: Cell<'static>,
    pub light: Cell<'static>,
    pub direction: Cell<'static>,
    pub stopped: Cell<'static>,
    pub crosswalk: Cell<'static>,
    pub what: Cell<'static>,
    pub from: Cell<'static>,
    pub cause: Cell<'static>,
    pub rule: Cell<'static>,
    pub by_rule: Cell<'static>,
    pub began_s: Cell<'static>,
    pub worst: Cell<'static>,
    pub number: Cell<'static>,
    pub ttc_s: Cell<'static>,
    pub pet_s: Cell<'static>,
}

impl Row {
    /// In the order of the columns.
    fn cells(self) -> [Cell<'static>; COLUMNS - 5] {
        [
            self.class,
            self.lane,
            self.to_lane,
            self.pos_m,
            self.speed_mps,
            self.delay_s,
            self.duration_s,
            self.distance_m,
            self.waiting_s,
            self.time_loss_s,
            self.mandatory,
            self.other,
            self.other_speed_mps,
            self.overlap_m,
            self.reason,
            self.junction,
            self.signal,
            self.signal_phase,
            self.standing,
            self.light,
            self.direction,
            self.stopped,
            self.crosswalk,
            self.what,
            self.from,
            self.cause,
            self.rule,
            self.by_rule,
            self.began_s,
            self.worst,
            self.number,
            self.ttc_s,
            self.pet_s,
        ]
    }
}
