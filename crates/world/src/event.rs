//! What happened, in the order in which it happened. Who wants to know reads this, never the state.

use crate::class::AgentClass;
use crate::hash::Fold;
use crate::key::AgentKey;
use pilotzone_map::{LaneId, NodeId, SignalId};
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

/// One thing that happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
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
            Self::WaitsForRoute { .. } => "waits_for_route",
            Self::SignalChanged { .. } => "signal_changed",
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
            Self::EnteredJunction { node, lane, speed_mps } => {
                fold.word(node.0.into()).word(lane.0.into()).number(speed_mps)
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
