//! After everybody has moved: measures are taken, incidents found, the law has its say.

use crate::stopwatch::Stopwatch;
use pilotzone_air::Air;
use pilotzone_ground::Ground;
use pilotzone_law::Law;
use pilotzone_map::Point;
use pilotzone_physics::impact::Skins;
use pilotzone_physics::{Body, Rectangle, impact};
use pilotzone_safety::observe::Struck;
use pilotzone_safety::{Encounter, Safety};
use pilotzone_scenario::Run;
use pilotzone_world::{
    AgentClass, AgentKey, Event, Fold, IncidentKind, NearMissKind, RoadUser, Scene, Stamped, Uav, Weather,
};
use serde::{Deserialize, Serialize};

/// Incidents and near misses so far, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Found {
    /// By [`IncidentKind`].
    pub incidents: [u64; IncidentKind::ALL.len()],
    /// By [`NearMissKind`].
    pub near_misses: [u64; NearMissKind::ALL.len()],
}

/// The states of the observing rooms.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Observed {
    pub safety: pilotzone_safety::State,
    pub law: Option<pilotzone_law::State>,
    pub found: Found,
}

/// Those who watch a run.
pub(crate) struct Observers {
    pub safety: Safety,
    pub law: Option<Law>,
    pub found: Found,
    /// Encounters that were over with the last step.
    pub over: Vec<Encounter>,
    weather: Weather,
    skins: Skins,
    users: Vec<RoadUser>,
    uavs: Vec<Uav>,
    /// Steps after which `users` was filled.
    looked_after: Option<u64>,
}

impl Observers {
    /// Nothing seen yet.
    pub fn new(run: &Run) -> Self {
        let incidents = &run.safety.incidents;
        Self {
            safety: Safety::new(run),
            law: Law::new(run),
            found: Found::default(),
            over: Vec::new(),
            weather: run.street.weather,
            skins: Skins { restitution: incidents.restitution, friction: incidents.friction },
            users: Vec::new(),
            uavs: Vec::new(),
            looked_after: None,
        }
    }

    /// Goes on from states of the same run; none where the law's is that of another rule pack.
    pub fn restore(run: &Run, observed: Observed) -> Option<Self> {
        let mut observers = Self::new(run);
        observers.safety.state = observed.safety;
        observers.found = observed.found;
        observers.law = match observed.law {
            Some(state) => Some(Law::restore(run, state)?),
            None => None,
        };
        Some(observers)
    }

    /// What is remembered.
    pub fn observed(&self) -> Observed {
        Observed {
            safety: self.safety.state.clone(),
            law: self.law.as_ref().map(|law| law.state().clone()),
            found: self.found,
        }
    }

    /// Before the first step: what drivers may do from the start.
    pub fn begin(&mut self, ground: &mut Ground) {
        let Some(law) = &mut self.law else { return };
        ground.look(&mut self.users);
        law.begin(&scene((ground, None), (&self.users, &[]), &[], &self.weather));
        ground.allow(law.leaves());
    }

    /// Everybody on the road after so many steps, if that is when they were looked at last.
    pub fn looked_at(&self, steps: u64) -> Option<&[RoadUser]> {
        (self.looked_after == Some(steps)).then_some(self.users.as_slice())
    }

    /// After a step whose events are in order.
    pub fn observe(
        &mut self,
        (ground, air): (&mut Ground, Option<&Air>),
        events: &mut Vec<Stamped>,
        watch: &mut Stopwatch,
    ) {
        ground.look(&mut self.users);
        if let Some(air) = air {
            air.look(&mut self.uavs);
        }
        self.looked_after = Some(ground.state().step);
        let impacts = impacts(&self.users, events, self.skins);
        let mut measured = Vec::new();
        let seen = (self.users.as_slice(), self.uavs.as_slice());
        self.safety.observe(&scene((ground, air), seen, events, &self.weather), &impacts, &mut measured);
        self.over = self.safety.take_encounters();
        for stamped in &measured {
            match stamped.event {
                Event::Incident { kind, .. } => self.found.incidents[kind as usize] += 1,
                Event::NearMiss { kind, .. } => self.found.near_misses[kind as usize] += 1,
                _ => {}
            }
        }
        events.append(&mut measured);
        watch.lap(Stopwatch::SAFETY);
        let Some(law) = &mut self.law else { return };
        let mut judged = Vec::new();
        let scene = scene((ground, air), seen, events, &self.weather);
        law.judge(&scene, &mut judged);
        self.safety.note(&judged, scene.time_s);
        self.safety.add_acts(scene.time_s, &judged, |agent| law.acts_of(agent));
        events.append(&mut judged);
        ground.allow(law.leaves());
        watch.lap(Stopwatch::LAW);
    }

    /// At the end of the run: what still goes on is closed.
    pub fn finish(&mut self, (ground, air): (&Ground, Option<&Air>), events: &mut Vec<Stamped>) {
        ground.look(&mut self.users);
        let mut closed = Vec::new();
        let scene = scene((ground, air), (&self.users, &self.uavs), &[], &self.weather);
        self.safety.finish(&scene, &mut closed);
        self.over = self.safety.take_encounters();
        for stamped in &closed {
            if let Event::NearMiss { kind, .. } = stamped.event {
                self.found.near_misses[kind as usize] += 1;
            }
        }
        events.append(&mut closed);
        if let Some(law) = &mut self.law {
            law.finish(scene.step, events);
        }
    }

    /// Hashes of the measures' state and of the law's.
    pub fn hashes(&self) -> [u64; 2] {
        // Runs in which nothing happens in the air keep the hashes that they had before anything flew.
        let (road, air) = self.found.incidents.split_at(IncidentKind::ROAD);
        let (near_road, near_air) = self.found.near_misses.split_at(NearMissKind::ROAD);
        let air = air.iter().chain(near_air).filter(|n| **n > 0);
        let found = road.iter().chain(near_road).chain(air);
        let safety = found.fold(Fold::START.word(self.safety.state.hash()), |fold, &n| fold.word(n));
        [safety.0, self.law.as_ref().map_or(0, Law::hash)]
    }
}

fn scene<'a>(
    (ground, air): (&Ground, Option<&Air>),
    (users, uavs): (&'a [RoadUser], &'a [Uav]),
    events: &'a [Stamped],
    weather: &'a Weather,
) -> Scene<'a> {
    Scene {
        step: ground.state().step.saturating_sub(1),
        time_s: ground.time_s(),
        dt_s: ground.dt_s(),
        ids: ground.ids() + air.map_or(0, |air| air.plan().flights.len() as u32),
        users,
        uavs,
        events,
        weather,
    }
}

/// What physics says to the collisions among these events.
fn impacts(users: &[RoadUser], events: &[Stamped], skins: Skins) -> Vec<Struck> {
    let found = |key: AgentKey| users.iter().find(|user| user.key == key);
    let struck = |stamped: &Stamped| {
        let Event::Collided { other, speed_mps, other_speed_mps, .. } = stamped.event else { return None };
        let (a, b) = (found(stamped.agent)?, found(other)?);
        let impact = impact(&body(a, speed_mps), &body(b, other_speed_mps), skins);
        let (delta_v_mps, loss_j) = (impact.delta_v_mps, impact.loss_j);
        Some(Struck { agent: stamped.agent, other, delta_v_mps, loss_j })
    };
    events.iter().filter_map(struck).collect()
}

fn body(user: &RoadUser, speed_mps: f64) -> Body {
    let mut outline = Rectangle::behind(user.at, user.heading_rad, user.length_m, user.width_m);
    if user.class == AgentClass::Pedestrian {
        outline.centre = user.at;
    }
    let velocity_mps = Point::new(speed_mps * outline.axis.x, speed_mps * outline.axis.y);
    Body { outline, mass_kg: user.mass_kg, velocity_mps }
}
