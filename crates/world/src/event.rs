//! What happened, in the order in which it happened. Who wants to know reads this, never the state.

use crate::air::AirEvent;
use crate::class::AgentClass;
use crate::hash::Fold;
use crate::key::AgentKey;
use crate::scene::{Activity, Control};
use crate::verdict::{Cause, FaultKind, IncidentKind, Lapse, NearMissKind, OddLimit, Outcome, RuleRef};
use pilotzone_map::{Aspect, LaneId, NodeId, SignalId, TurnDirection};
use serde::{Deserialize, Serialize};

/// The part of a step in which an event arose; the second key of its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum EventPhase {
    /// Signals set their aspects.
    Signals,
    /// Agents moved and met.
    Move,
    /// Lane changes, junction entry, arrivals, insertions.
    Settle,
    /// Measures and verdicts.
    Observe,
}

/// Why an agent was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalReason {
    /// A wreck, after the scenario's clearance time.
    WreckCleared,
    /// Its state held a number that is not finite.
    NotFinite,
}

/// Who is at a crosswalk that a vehicle passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum AtCrosswalk {
    /// Nobody.
    Nobody,
    /// Somebody at the kerb who is about to cross.
    AboutToCross,
    /// Somebody on it, on this side of the road or going there.
    On,
}

impl AtCrosswalk {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::AboutToCross => "about_to_cross",
            Self::On => "on",
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The agent is on the road from now on.
    Departed {
        /// How it is counted.
        class: AgentClass,
        /// Where it entered.
        lane: LaneId,
        /// Its front along the lane (m).
        pos_m: f64,
        /// Its speed (m/s).
        speed_mps: f64,
        /// How long it waited outside for a gap (s).
        delay_s: f64,
    },
    /// The agent reached its goal and left the road.
    Arrived {
        /// How it is counted.
        class: AgentClass,
        /// Where it left.
        lane: LaneId,
        /// From entering the road to arrival (s).
        duration_s: f64,
        /// Way driven (m).
        distance_m: f64,
        /// Time spent below 0.1 m/s, stops of its plan not counted (s).
        waiting_s: f64,
        /// Time lost against driving at its desired speed (s).
        time_loss_s: f64,
    },
    /// An event took the agent out.
    Removed {
        /// How it is counted.
        class: AgentClass,
        /// Where it was.
        lane: LaneId,
        /// Why.
        reason: RemovalReason,
    },
    /// The agent's front passed a stop line.
    EnteredJunction {
        /// The junction.
        node: NodeId,
        /// The inner lane taken.
        lane: LaneId,
        /// Its speed (m/s).
        speed_mps: f64,
        /// What its light showed; none where it has none.
        light: Option<Aspect>,
        /// Where it goes.
        direction: TurnDirection,
        /// Whether it had stopped before the line.
        stopped: bool,
    },
    /// The agent's front passed a crosswalk's edge.
    PassedCrosswalk {
        /// The crosswalk's place on the map.
        crosswalk: u32,
        /// The lane it passes it on.
        lane: LaneId,
        /// Its speed (m/s).
        speed_mps: f64,
        /// Who was there.
        person: AtCrosswalk,
        /// Whether people on foot have a light there.
        signalised: bool,
        /// Whether it lies in a school zone whose hours run.
        school_zone: bool,
        /// Whether it had stopped before it.
        stopped: bool,
    },
    /// The agent moved to a neighbouring lane.
    ChangedLane {
        /// The lane left.
        from: LaneId,
        /// The lane entered.
        to: LaneId,
        /// Its front along the lane (m).
        pos_m: f64,
        /// Whether its route asked for it.
        mandatory: bool,
    },
    /// The agent stands at a planned stop from now on.
    StopBegan {
        /// Where.
        lane: LaneId,
        /// Its front along the lane (m).
        pos_m: f64,
    },
    /// The agent leaves a planned stop.
    StopEnded {
        /// Where.
        lane: LaneId,
        /// How long it stood (s).
        stood_s: f64,
    },
    /// The bodies of two agents touch from now on.
    Collided {
        /// The other agent.
        other: AgentKey,
        /// Where.
        lane: LaneId,
        /// Speed of the one that ran into the other (m/s).
        speed_mps: f64,
        /// Speed of the other (m/s).
        other_speed_mps: f64,
        /// Depth of the overlap when it was found (m).
        overlap_m: f64,
    },
    /// Somebody else drives from now on.
    ModeChanged {
        /// Who drove.
        from: Control,
        /// Who drives.
        to: Control,
        /// Why.
        cause: Cause,
        /// Where.
        lane: LaneId,
    },
    /// The automated-driving system asks its driver to take over.
    TakeoverRequested {
        /// Why.
        cause: Cause,
        /// Where.
        lane: LaneId,
        /// What the driver does meanwhile.
        activity: Activity,
    },
    /// The driver has taken over on request.
    TakenOver {
        /// Since the request (s).
        after_s: f64,
        /// What he did when he was asked.
        activity: Activity,
        /// Where.
        lane: LaneId,
    },
    /// The driver has not taken over in the time that he had.
    TakeoverMissed {
        /// Since the request (s).
        after_s: f64,
        /// What he did when he was asked.
        activity: Activity,
        /// Where.
        lane: LaneId,
    },
    /// The vehicle stands at the end of a minimal-risk manoeuvre.
    MinimalRiskStopped {
        /// Where.
        lane: LaneId,
        /// Why it stopped.
        cause: Cause,
    },
    /// The automated-driving system drives outside its operational design domain.
    OddLeft {
        /// The limit passed.
        limit: OddLimit,
        /// Where.
        lane: LaneId,
    },
    /// A fault of the automated-driving system begins.
    FaultBegan {
        /// Which.
        fault: FaultKind,
    },
    /// A fault of the automated-driving system is over.
    FaultEnded {
        /// Which.
        fault: FaultKind,
        /// How long it lasted (s).
        lasted_s: f64,
    },
    /// The emergency-braking watchdog begins to brake.
    EmergencyBraked {
        /// Where.
        lane: LaneId,
        /// Its speed (m/s).
        speed_mps: f64,
    },
    /// The driver begins to do something beside driving.
    ActivityBegan {
        /// What.
        activity: Activity,
    },
    /// The driver stops doing something beside driving.
    ActivityEnded {
        /// What.
        activity: Activity,
        /// How long he did it (s).
        lasted_s: f64,
    },
    /// A human driver's lapse begins.
    Lapsed {
        /// Which.
        lapse: Lapse,
        /// How long it lasts; 0 for what is done at once (s).
        lasts_s: f64,
    },
    /// An emergency vehicle on duty is held up by somebody who does not make way.
    EmergencyHeldUp {
        /// By whom.
        other: AgentKey,
        /// Where.
        lane: LaneId,
        /// How long (s).
        since_s: f64,
    },
    /// The law's word on an act that is over, or goes on at the end of the run.
    Judged {
        /// The rule.
        rule: RuleRef,
        /// Broken, exempted or allowed.
        outcome: Outcome,
        /// When the act began (s of simulation).
        began_s: f64,
        /// How long it lasted; 0 for what is done at once (s).
        lasted_s: f64,
        /// The worst value of what the rule limits, in the rule's unit.
        worst: f64,
        /// Where it was worst.
        lane: LaneId,
        /// Where along the lane it was worst (m).
        pos_m: f64,
    },
    /// A leave that a special case gave is at its end: its danger clause took hold.
    LeaveEnded {
        /// The provision whose leave ended.
        rule: RuleRef,
        /// Because of a danger to whom.
        other: AgentKey,
    },
    /// The agent has brought about a danger: a near miss begins, or a distance unsafe by RSS has lasted too long without
    /// the proper response.
    Danger {
        /// To whom.
        other: AgentKey,
    },
    /// An incident of the closed list.
    Incident {
        /// Which.
        kind: IncidentKind,
        /// Its number in the run, from 0.
        number: u32,
        /// The other party; the agent itself where there is none.
        other: AgentKey,
    },
    /// A near miss of the closed list.
    NearMiss {
        /// Which.
        kind: NearMissKind,
        /// The other party.
        other: AgentKey,
        /// The least time to collision (s); infinite where only the time between both at one place was short.
        ttc_s: f64,
        /// The time between both at one place (s); infinite where there was none.
        pet_s: f64,
    },
    /// The agent was not able to find a way round something that blocks its route; it waits.
    WaitsForRoute {
        /// Where.
        lane: LaneId,
    },
    /// A signal programme went to another phase.
    SignalChanged {
        /// The controller.
        signal: SignalId,
        /// The phase that runs from now on.
        phase: u32,
    },
    /// Something happened in the air.
    Air(AirEvent),
    /// Nothing has moved for the scenario's gridlock time though there are agents on the road.
    Gridlocked {
        /// How many stand.
        standing: u64,
        /// How long nothing moved (s).
        since_s: f64,
    },
}

impl Event {
    /// The name on disk; also the third key of the order of events.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Departed { .. } => "departed",
            Self::Arrived { .. } => "arrived",
            Self::Removed { .. } => "removed",
            Self::EnteredJunction { .. } => "entered_junction",
            Self::ChangedLane { .. } => "changed_lane",
            Self::StopBegan { .. } => "stop_began",
            Self::StopEnded { .. } => "stop_ended",
            Self::Collided { .. } => "collided",
            Self::PassedCrosswalk { .. } => "passed_crosswalk",
            Self::ModeChanged { .. } => "mode_changed",
            Self::TakeoverRequested { .. } => "takeover_requested",
            Self::TakenOver { .. } => "taken_over",
            Self::TakeoverMissed { .. } => "takeover_missed",
            Self::MinimalRiskStopped { .. } => "minimal_risk_stopped",
            Self::OddLeft { .. } => "odd_left",
            Self::FaultBegan { .. } => "fault_began",
            Self::FaultEnded { .. } => "fault_ended",
            Self::EmergencyBraked { .. } => "emergency_braked",
            Self::ActivityBegan { .. } => "activity_began",
            Self::ActivityEnded { .. } => "activity_ended",
            Self::Lapsed { .. } => "lapsed",
            Self::EmergencyHeldUp { .. } => "emergency_held_up",
            Self::Judged { .. } => "judged",
            Self::LeaveEnded { .. } => "leave_ended",
            Self::Danger { .. } => "danger",
            Self::Incident { .. } => "incident",
            Self::NearMiss { .. } => "near_miss",
            Self::WaitsForRoute { .. } => "waits_for_route",
            Self::SignalChanged { .. } => "signal_changed",
            Self::Air(event) => event.kind(),
            Self::Gridlocked { .. } => "gridlocked",
        }
    }

    /// This event's content folded into a hash.
    pub fn fold(&self, fold: Fold) -> Fold {
        let fold = fold.text(self.kind());
        match *self {
            Self::Departed { class, lane, pos_m, speed_mps, delay_s } => {
                fold.word(class as u64).word(lane.0.into()).number(pos_m).number(speed_mps).number(delay_s)
            }
            Self::Arrived { class, lane, duration_s, distance_m, waiting_s, time_loss_s } => fold
                .word(class as u64)
                .word(lane.0.into())
                .number(duration_s)
                .number(distance_m)
                .number(waiting_s)
                .number(time_loss_s),
            Self::Removed { class, lane, reason } => {
                fold.word(class as u64).word(lane.0.into()).word(reason as u64)
            }
            Self::EnteredJunction { node, lane, speed_mps, light, direction, stopped } => fold
                .word(node.0.into())
                .word(lane.0.into())
                .number(speed_mps)
                .word(light.map_or(0, |light| 1 + light as u64))
                .word(direction as u64)
                .word(stopped.into()),
            Self::PassedCrosswalk {
                crosswalk,
                lane,
                speed_mps,
                person,
                signalised,
                school_zone,
                stopped,
            } => fold
                .word(crosswalk.into())
                .word(lane.0.into())
                .number(speed_mps)
                .word(person as u64)
                .word(u64::from(signalised) | u64::from(school_zone) << 1 | u64::from(stopped) << 2),
            Self::ModeChanged { from, to, cause, lane } => {
                fold.word(from as u64).word(to as u64).word(cause.number()).word(lane.0.into())
            }
            Self::TakeoverRequested { cause, lane, activity } => {
                fold.word(cause.number()).word(lane.0.into()).word(activity as u64)
            }
            Self::TakenOver { after_s, activity, lane }
            | Self::TakeoverMissed { after_s, activity, lane } => {
                fold.number(after_s).word(activity as u64).word(lane.0.into())
            }
            Self::MinimalRiskStopped { lane, cause } => fold.word(lane.0.into()).word(cause.number()),
            Self::OddLeft { limit, lane } => fold.word(limit as u64).word(lane.0.into()),
            Self::FaultBegan { fault } => fold.word(fault as u64),
            Self::FaultEnded { fault, lasted_s } => fold.word(fault as u64).number(lasted_s),
            Self::EmergencyBraked { lane, speed_mps } => fold.word(lane.0.into()).number(speed_mps),
            Self::ActivityBegan { activity } => fold.word(activity as u64),
            Self::ActivityEnded { activity, lasted_s } => fold.word(activity as u64).number(lasted_s),
            Self::Lapsed { lapse, lasts_s } => fold.word(lapse as u64).number(lasts_s),
            Self::EmergencyHeldUp { other, lane, since_s } => {
                fold.word(other.0).word(lane.0.into()).number(since_s)
            }
            Self::Judged { rule, outcome, began_s, lasted_s, worst, lane, pos_m } => fold
                .word(rule.0.into())
                .text(outcome.name())
                .word(outcome.by().map_or(0, |by| 1 + u64::from(by.0)))
                .number(began_s)
                .number(lasted_s)
                .number(worst)
                .word(lane.0.into())
                .number(pos_m),
            Self::Danger { other } => fold.word(other.0),
            Self::LeaveEnded { rule, other } => fold.word(rule.0.into()).word(other.0),
            Self::Incident { kind, number, other } => {
                fold.word(kind as u64).word(number.into()).word(other.0)
            }
            Self::NearMiss { kind, other, ttc_s, pet_s } => {
                fold.word(kind as u64).word(other.0).number(ttc_s).number(pet_s)
            }
            Self::ChangedLane { from, to, pos_m, mandatory } => {
                fold.word(from.0.into()).word(to.0.into()).number(pos_m).word(mandatory.into())
            }
            Self::StopBegan { lane, pos_m } => fold.word(lane.0.into()).number(pos_m),
            Self::StopEnded { lane, stood_s } => fold.word(lane.0.into()).number(stood_s),
            Self::Collided { other, lane, speed_mps, other_speed_mps, overlap_m } => fold
                .word(other.0)
                .word(lane.0.into())
                .number(speed_mps)
                .number(other_speed_mps)
                .number(overlap_m),
            Self::WaitsForRoute { lane } => fold.word(lane.0.into()),
            Self::SignalChanged { signal, phase } => fold.word(signal.0.into()).word(phase.into()),
            Self::Air(event) => event.fold(fold),
            Self::Gridlocked { standing, since_s } => fold.word(standing).number(since_s),
        }
    }
}

/// An event with its place in the order of all events.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stamped {
    /// The step that brought it about; it is true from `(step + 1) * dt_s`.
    pub step: u64,
    /// The part of the step.
    pub phase: EventPhase,
    /// The agent it happened to; the junction's or run's own key where it is no agent.
    pub agent: AgentKey,
    /// What happened.
    pub event: Event,
}

impl Stamped {
    /// The order of events: step, phase, kind, agent. Events of equal order keep the order of their making.
    pub fn order(&self) -> (u64, EventPhase, &'static str, AgentKey) {
        (self.step, self.phase, self.event.kind(), self.agent)
    }

    /// This event with its place folded into a hash.
    pub fn fold(&self, fold: Fold) -> Fold {
        self.event.fold(fold.word(self.step).word(self.phase as u64).word(self.agent.0))
    }
}
