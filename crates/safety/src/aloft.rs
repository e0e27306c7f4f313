//! Incidents and near misses of the air, from what happened there.

use crate::injury::Risk;
use crate::lethality::{Lethal, of_all};
use crate::memory::Deed;
use crate::observe::{Safety, stamped};
use crate::record::Party;
use pilotzone_map::LaneId;
use pilotzone_scenario::file::Level;
use pilotzone_world::scene::seen;
use pilotzone_world::{
    AgentKey, AirEvent, Cause, Event, IncidentKind, NearMissKind, Scene, Stamped, UavStruck,
};

/// A thing so far ahead on the lane may be why somebody braked (m).
const AHEAD_M: f64 = 80.0;

/// The incident that something in the air is, if it is one, and the other party.
pub(crate) fn incident(event: &AirEvent, agent: AgentKey) -> Option<(IncidentKind, Option<AgentKey>)> {
    let (kind, other) = match *event {
        AirEvent::Struck { what, other, .. } => {
            let kind = match what {
                UavStruck::Ground => IncidentKind::UavHitGround,
                UavStruck::Roof | UavStruck::Facade => IncidentKind::UavHitBuilding,
                UavStruck::Person => IncidentKind::UavHitPerson,
                UavStruck::Vehicle => IncidentKind::UavHitVehicle,
                UavStruck::Uav => IncidentKind::UavHitUav,
            };
            (kind, other)
        }
        AirEvent::WellClearLost { other, .. } => (IncidentKind::WellClearLoss, other),
        AirEvent::ZoneEntered { .. } => (IncidentKind::GeofenceBreach, agent),
        AirEvent::LinkLost { .. } => (IncidentKind::LinkLost, agent),
        AirEvent::FlewAway { .. } => (IncidentKind::FlyAway, agent),
        _ => return None,
    };
    Some((kind, (other != agent).then_some(other)))
}

/// Whether something in the air is told as a cause.
pub(crate) fn is_cause(event: &AirEvent) -> bool {
    matches!(
        event,
        AirEvent::UavFaultBegan { .. }
            | AirEvent::Responded { .. }
            | AirEvent::LinkLost { .. }
            | AirEvent::ZoneEntered { .. }
            | AirEvent::FlewAway { .. }
            | AirEvent::WellClearLost { .. }
            | AirEvent::Struck { .. }
            | AirEvent::Startled { .. }
            | AirEvent::RecordingBegan { .. }
    )
}

impl Safety {
    /// Near misses of the air: they have no time to collision, since what counts is how close it came.
    pub(crate) fn near_misses_aloft(&self, scene: &Scene, out: &mut Vec<Stamped>) {
        for from in scene.events {
            let Event::Air(event) = from.event else { continue };
            let (kind, other) = match event {
                AirEvent::Nmac { other, .. } => (NearMissKind::UavUav, other),
                AirEvent::FellBeside { other, .. } => (NearMissKind::UavPerson, other),
                _ => continue,
            };
            let (ttc_s, pet_s) = (f64::INFINITY, f64::INFINITY);
            let told = Event::NearMiss { kind, other, ttc_s, pet_s };
            out.push(stamped(scene.step, from.agent, told));
        }
    }

    /// What a drone's blow does to those who took part; its energy (J).
    pub(crate) fn strike(&self, event: &AirEvent, parties: &mut [Party]) -> Option<f64> {
        let AirEvent::Struck { what, speed_mps, energy_j, .. } = *event else { return None };
        if let Some(drone) = parties.first_mut() {
            drone.speed_mps = speed_mps;
        }
        if let (UavStruck::Person, Some(person)) = (what, parties.get_mut(1)) {
            let lethal = of_all(&self.rules.lethality, energy_j);
            let risk =
                |it: Lethal| Risk { curve: it.curve, level: Level::Fatal, probability: it.probability };
            person.risks = lethal.into_iter().map(risk).collect();
        }
        Some(energy_j)
    }

    /// What failed last of a drone.
    pub(crate) fn last_fault(&self, agent: AgentKey, time_s: f64) -> Option<Cause> {
        let from_s = time_s - self.rules.incidents.cause_window_s;
        self.state.memory.since(agent, from_s).rev().find_map(|deed| match deed.event {
            Event::Air(AirEvent::UavFaultBegan { fault }) => Some(Cause::Uav(fault)),
            _ => None,
        })
    }

    /// Drones that have to do with what these did: they fell on one of them, or lie before them on the lane.
    pub(crate) fn drones_behind(&self, scene: &Scene, deeds: &[Deed], lane: Option<LaneId>) -> Vec<AgentKey> {
        let struck = deeds.iter().filter_map(|deed| match deed.event {
            Event::Air(AirEvent::Startled { other, .. }) => Some(other),
            _ => None,
        });
        let place = |key: AgentKey| scene.users.iter().find(|user| user.key == key).map(|user| user.pos_m);
        let from_m = deeds.iter().find_map(|deed| place(deed.agent));
        let lies = scene.users.iter().filter(|user| {
            user.is(seen::OBJECT)
                && Some(user.lane) == lane
                && from_m.is_none_or(|from_m| (user.pos_m - from_m).abs() <= AHEAD_M)
        });
        let mut keys: Vec<AgentKey> = struck.chain(lies.map(|user| user.key)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
