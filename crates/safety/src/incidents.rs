//! Events of the closed list of incidents, each with its record.

use crate::blame::Blame;
use crate::injury::risks;
use crate::memory::{Deed, is_cause};
use crate::observe::{Safety, Struck, stamped};
use crate::record::{IncidentRecord, Party};
use pilotzone_map::LaneId;
use pilotzone_scenario::file::{Hit, Hurt};
use pilotzone_world::{AgentClass, AgentKey, Cause, Control, Event, IncidentKind, RoadUser, Scene, Stamped};

/// What an event says of an incident.
struct Found {
    kind: IncidentKind,
    other: Option<AgentKey>,
    lane: Option<LaneId>,
    cause: Option<Cause>,
}

impl Safety {
    pub(crate) fn incidents(&mut self, scene: &Scene, impacts: &[Struck], out: &mut Vec<Stamped>) {
        for stamped in scene.events {
            if let Event::Collided { other, .. } = stamped.event {
                self.state.collided(stamped.agent, other);
            }
            if let Some(found) = find(scene, stamped) {
                self.record(scene, stamped, found, impacts, out);
            }
        }
    }

    fn record(
        &mut self,
        scene: &Scene,
        from: &Stamped,
        found: Found,
        impacts: &[Struck],
        out: &mut Vec<Stamped>,
    ) {
        let users: Vec<&RoadUser> =
            std::iter::once(from.agent).chain(found.other).filter_map(|key| user_of(scene, key)).collect();
        let engaged_from_s = scene.time_s - self.rules.incidents.engaged_window_s;
        let mut parties: Vec<Party> = users
            .iter()
            .map(|user| Party::of(user, self.state.memory.was_engaged(user.key, engaged_from_s)))
            .collect();
        let struck_j = match &from.event {
            Event::Air(event) => self.strike(event, &mut parties),
            _ => None,
        };
        let impact = impacts.iter().find(|it| it.agent == from.agent && Some(it.other) == found.other);
        if let (Event::Collided { speed_mps, other_speed_mps, .. }, [a, b]) = (from.event, &mut parties[..]) {
            (a.speed_mps, b.speed_mps) = (speed_mps, other_speed_mps);
            if let Some(it) = impact {
                [a.delta_v_mps, b.delta_v_mps] = it.delta_v_mps.map(Some);
            }
            self.hurt(a, b);
        }
        let responsible = match (&users[..], found.kind) {
            (_, IncidentKind::Gridlock) => None,
            (&[_, b], IncidentKind::EmergencyBlocked) => Some((b.key, Blame::DidNotYield)),
            _ if matches!(from.event, Event::Air(_)) => Some((from.agent, Blame::Flew)),
            (&[a, b], _) => Some(self.court(scene.time_s).collision(a, b)),
            _ => Some((from.agent, Blame::Alone)),
        };
        let is_aloft = matches!(from.event, Event::Air(_));
        let cause = found.cause.or_else(|| self.last_fault(from.agent, scene.time_s).filter(|_| is_aloft));
        let number = self.state.incidents;
        self.state.incidents += 1;
        self.state.records.push(IncidentRecord {
            number,
            kind: found.kind,
            time_s: scene.time_s,
            lane: found.lane,
            at: users.first().map(|user| user.at),
            chain: self.chain(scene, (&parties, from.agent), found.lane),
            parties,
            responsible,
            cause,
            loss_j: impact.map(|it| it.loss_j).or(struck_j),
            weather: *scene.weather,
        });
        let other = found.other.unwrap_or(from.agent);
        out.push(stamped(scene.step, from.agent, Event::Incident { kind: found.kind, number, other }));
    }

    /// What those who took part did in the time before that may have led to it, and the drones behind it; what began
    /// before that and still goes on; oldest first. An act against a rule stands where it began.
    fn chain(&self, scene: &Scene, (parties, from): (&[Party], AgentKey), lane: Option<LaneId>) -> Vec<Deed> {
        let from_s = scene.time_s - self.rules.incidents.cause_window_s;
        let memory = &self.state.memory;
        let of = |key: AgentKey| {
            let deeds = memory.still(key, from_s).chain(memory.since(key, from_s));
            deeds.filter(|deed| is_cause(&deed.event)).map(begun)
        };
        let mut keys: Vec<AgentKey> = parties.iter().map(|party| party.key).collect();
        if !keys.contains(&from) {
            keys.push(from);
        }
        let mut chain: Vec<Deed> = keys.iter().flat_map(|&key| of(key)).collect();
        let behind = self.drones_behind(scene, &chain, lane);
        chain.extend(behind.into_iter().filter(|key| !keys.contains(key)).flat_map(of));
        sort(&mut chain);
        chain
    }

    /// Adds to the incidents of this step what the law says of their parties: `judged` it has just told, and `acts` are
    /// those of an agent that go on, as verdicts so far.
    pub fn add_acts(&mut self, time_s: f64, judged: &[Stamped], acts: impl Fn(AgentKey) -> Vec<Event>) {
        let of_now = self.state.records.iter_mut().rev().take_while(|record| record.time_s >= time_s);
        for record in of_now {
            let keys: Vec<AgentKey> = record.parties.iter().map(|party| party.key).collect();
            for &agent in &keys {
                let open = acts(agent).into_iter();
                let told = judged.iter().filter(|it| it.agent == agent && is_cause(&it.event));
                let deeds = told.map(|it| it.event).chain(open);
                record.chain.extend(deeds.map(|event| begun(&Deed { time_s, agent, event })));
            }
            sort(&mut record.chain);
        }
    }

    /// How likely the people in and under two that collided are hurt.
    fn hurt(&self, a: &mut Party, b: &mut Party) {
        let from_mps = self.rules.incidents.injury_from_mps;
        let along = libm::cos(a.heading_rad - b.heading_rad);
        let speeds = [a.speed_mps, b.speed_mps];
        for (i, party) in [a, b].into_iter().enumerate() {
            let (about, speed_mps) = if party.class == AgentClass::Pedestrian {
                ((Hurt::Person, Hit::All), Some(speeds[1 - i]))
            } else {
                // A hit on the side has no curve of its own; all hits together stand in for it.
                let hit = match (along > 0.7, i) {
                    (true, 1) => Hit::RearEnd,
                    (_, 0) => Hit::Frontal,
                    _ if along < -0.7 => Hit::Frontal,
                    _ => Hit::All,
                };
                ((Hurt::Occupant, hit), party.delta_v_mps)
            };
            if let Some(speed_mps) = speed_mps.filter(|_| !party.is_object) {
                party.risks = risks(&self.rules.injury, about, speed_mps, from_mps);
            }
        }
    }
}

/// A deed at its beginning, where it is an act that was judged at its end.
fn begun(deed: &Deed) -> Deed {
    match deed.event {
        Event::Judged { began_s, .. } => Deed { time_s: began_s.min(deed.time_s), ..*deed },
        _ => *deed,
    }
}

/// By time; what began at one time keeps its order.
fn sort(chain: &mut [Deed]) {
    chain.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
}

fn user_of<'a>(scene: &Scene<'a>, key: AgentKey) -> Option<&'a RoadUser> {
    let drone = || scene.uavs.iter().map(|uav| &uav.user).find(|user| user.key == key);
    scene.users.iter().find(|user| user.key == key).or_else(drone)
}

/// The incident that an event is, if it is one.
fn find(scene: &Scene, from: &Stamped) -> Option<Found> {
    let alone = |kind, lane, cause| Some(Found { kind, other: None, lane: Some(lane), cause });
    match from.event {
        Event::Collided { other, lane, .. } => {
            let both = [from.agent, other].map(|key| user_of(scene, key));
            let any = |test: fn(&RoadUser) -> bool| both.into_iter().flatten().any(test);
            let kind = if any(|user| user.is(pilotzone_world::scene::seen::OBJECT)) {
                IncidentKind::CollisionVehicleObject
            } else if any(|user| user.class == AgentClass::Pedestrian) {
                IncidentKind::CollisionVehiclePerson
            } else {
                IncidentKind::CollisionVehicleVehicle
            };
            Some(Found { kind, other: Some(other), lane: Some(lane), cause: None })
        }
        Event::TakeoverMissed { lane, .. } => {
            alone(IncidentKind::TakeoverFailure, lane, Some(Cause::NoAnswer))
        }
        Event::MinimalRiskStopped { lane, cause } => alone(IncidentKind::MinimalRiskStop, lane, Some(cause)),
        Event::OddLeft { lane, limit } => alone(IncidentKind::OddExit, lane, Some(Cause::Odd(limit))),
        Event::ModeChanged { from: before, to, cause, lane } => {
            let unplanned = matches!(cause, Cause::Fault(_) | Cause::LowConfidence);
            let ends = matches!(before, Control::Automated | Control::Transition) && !to.is_automated();
            if unplanned && ends { alone(IncidentKind::Disengagement, lane, Some(cause)) } else { None }
        }
        Event::Gridlocked { .. } => {
            Some(Found { kind: IncidentKind::Gridlock, other: None, lane: None, cause: None })
        }
        Event::Air(event) => {
            let (kind, other) = crate::aloft::incident(&event, from.agent)?;
            Some(Found { kind, other, lane: None, cause: None })
        }
        Event::EmergencyHeldUp { other, lane, .. } => Some(Found {
            kind: IncidentKind::EmergencyBlocked,
            other: Some(other),
            lane: Some(lane),
            cause: None,
        }),
        _ => None,
    }
}
