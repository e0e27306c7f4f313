//! Where air and ground meet: who on the ground a drone may strike, and what a drone that comes down does there.

use pilotzone_air::Air;
use pilotzone_air::Mover;
use pilotzone_ground::Ground;
use pilotzone_ground::street::fallen::Falling;
use pilotzone_map::Point;
use pilotzone_scenario::file::OnTheRoadFile;
use pilotzone_world::scene::seen;
use pilotzone_world::{AgentClass, AirEvent, Event, EventPhase, RoadUser, Stamped};

/// What lies lower than this lies on the ground (m): the hull of a large drone on its side.
const ON_THE_GROUND_M: f64 = 1.0;

/// Everybody on the ground as a body that drones can strike.
pub(crate) fn movers(users: &[RoadUser], into: &mut Vec<Mover>) {
    into.clear();
    into.extend(users.iter().filter(|user| !user.is(seen::OBJECT)).map(|user| {
        let person = user.class == AgentClass::Pedestrian;
        let axis = Point::new(libm::cos(user.heading_rad), libm::sin(user.heading_rad));
        let back_m = if person { 0.0 } else { 0.5 * user.length_m };
        Mover {
            key: user.key,
            person,
            at: Point::new(user.at.x - back_m * axis.x, user.at.y - back_m * axis.y),
            axis,
            size_m: [user.length_m, user.width_m, height_m(user.class)],
            velocity_mps: Point::new(user.speed_mps * axis.x, user.speed_mps * axis.y),
        }
    }));
}

/// Height of a kind of road user (m): SUMO's defaults of vehicle classes; an adult on foot or on two wheels.
fn height_m(class: AgentClass) -> f64 {
    match class {
        AgentClass::Truck => 2.4,
        AgentClass::Bus => 3.4,
        AgentClass::Emergency => 2.0,
        AgentClass::Motorcycle | AgentClass::Bicycle | AgentClass::Scooter | AgentClass::Pedestrian => 1.7,
        AgentClass::Car | AgentClass::Av | AgentClass::Uav => 1.5,
    }
}

/// What came down in the last step lies on the road where it is one, and startles whom it struck.
pub(crate) fn come_down(air: &Air, ground: &mut Ground, numbers: &OnTheRoadFile, events: &mut Vec<Stamped>) {
    let (time_s, step) = (ground.time_s(), ground.state().step.saturating_sub(1));
    for blow in air.blows().iter().filter(|blow| !blow.person) {
        let windscreen = blow.energy_j >= numbers.windscreen_j;
        let for_s = if windscreen { numbers.halted_s } else { numbers.startled_s };
        if ground.startle(blow.other, time_s + for_s, numbers.brake_mps2) {
            let (other, speed_mps) = (blow.drone, blow.speed_mps);
            let event = Event::Air(AirEvent::Startled { other, windscreen, speed_mps });
            events.push(Stamped { step, phase: EventPhase::Settle, agent: blow.other, event });
        }
    }
    for fallen in air.fallen().filter(|fallen| fallen.z_m < ON_THE_GROUND_M) {
        let (key, id, at) = (fallen.key, fallen.id, fallen.at);
        ground.lay(&Falling {
            key,
            id,
            at,
            size_m: fallen.size_m,
            mass_kg: fallen.mass_kg,
            to_s: fallen.to_s,
        });
    }
}
