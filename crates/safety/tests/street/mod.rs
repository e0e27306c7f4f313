//! Road users that drive straight on, and a camera on them.

use pilotzone_map::{LaneId, Map, Point};
use pilotzone_safety::{Safety, Struck};
use pilotzone_scenario::Safety as Rules;
use pilotzone_world::scene::NOBODY;
use pilotzone_world::{
    Activity, AgentClass, AgentKey, Control, Event, EventPhase, RoadUser, Scene, Stamped, Weather,
};
use std::sync::Arc;

pub const DT_S: f64 = 0.1;

/// A car 5 m long and 1.8 m wide on a lane that no map knows: it counts as inside a junction.
pub fn car(id: u32, at: (f64, f64), heading_rad: f64, speed_mps: f64) -> RoadUser {
    RoadUser {
        key: AgentKey(u64::from(id) + 1),
        id,
        class: AgentClass::Car,
        control: Control::Person,
        activity: Activity::None,
        seen: 0,
        at: Point::new(at.0, at.1),
        heading_rad,
        speed_mps,
        accel_mps2: 0.0,
        length_m: 5.0,
        width_m: 1.8,
        mass_kg: 1500.0,
        lane: LaneId(id),
        pos_m: 0.0,
        limit_mps: 13.9,
        ahead: NOBODY,
        gap_m: f64::INFINITY,
        request_s: 0.0,
    }
}

/// A run that only has what the tests drive.
pub struct Street {
    pub safety: Safety,
    pub step: u64,
    pub told: Vec<Stamped>,
}

impl Street {
    pub fn new() -> Self {
        Self { safety: Safety::on(Arc::new(Map::default()), Rules::default()), step: 0, told: Vec::new() }
    }

    /// Time at the end of the step that comes next (s).
    pub fn time_s(&self) -> f64 {
        (self.step + 1) as f64 * DT_S
    }

    pub fn event(&self, agent: u64, event: Event) -> Stamped {
        Stamped { step: self.step, phase: EventPhase::Settle, agent: AgentKey(agent), event }
    }

    /// One step that ends with these users.
    pub fn show(&mut self, users: &[RoadUser], events: &[Stamped], impacts: &[Struck]) -> Vec<Stamped> {
        let weather = Weather::default();
        let scene = Scene {
            step: self.step,
            time_s: self.time_s(),
            dt_s: DT_S,
            ids: 50,
            uavs: &[],
            users,
            events,
            weather: &weather,
        };
        let mut out = Vec::new();
        self.safety.observe(&scene, impacts, &mut out);
        self.step += 1;
        self.told.extend(out.iter().copied());
        out
    }

    /// Lets all drive straight on for so many steps.
    pub fn drive(&mut self, users: &mut [RoadUser], steps: u32) {
        for _ in 0..steps {
            for user in users.iter_mut() {
                let way_m = user.speed_mps * DT_S + 0.5 * user.accel_mps2 * DT_S * DT_S;
                user.at.x += way_m * libm::cos(user.heading_rad);
                user.at.y += way_m * libm::sin(user.heading_rad);
                user.pos_m += way_m;
                user.speed_mps += user.accel_mps2 * DT_S;
            }
            self.show(users, &[], &[]);
        }
    }

    /// What of a kind was told: agent and event.
    pub fn of_kind(&self, kind: &str) -> Vec<(u64, Event)> {
        self.told.iter().filter(|it| it.event.kind() == kind).map(|it| (it.agent.0, it.event)).collect()
    }
}
