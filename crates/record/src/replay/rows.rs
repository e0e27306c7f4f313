//! Everybody on the road as rows of a frame.

use pilotzone_engine::Engine;
use pilotzone_map::{LaneOwner, Map, TurnDirection, TurnId};
use pilotzone_replay::{Place, Row, state};
use pilotzone_world::air::aloft;
use pilotzone_world::scene::seen;
use pilotzone_world::{AgentClass, Outcome, RoadUser, Uav};
use std::collections::BTreeMap;

/// Brake lights shine from this deceleration on (m/s²): UN Regulation No. 13-H, 5.2.22.4, where lamps may light above
/// 0.7 and must above 1.3.
const BRAKE_LIGHT_MPS2: f64 = 1.3;
/// Turn signals blink so far before a turn (m): Enforcement Decree of the Road Traffic Act, annex 2.
const BLINK_M: f64 = 30.0;

/// The rows of those who are seen, in the same order.
pub(super) fn fill(rows: &mut Vec<Row>, users: &[RoadUser], engine: &Engine) {
    rows.clear();
    let cars = &engine.ground().state().cars;
    let judged = judged(engine);
    for (at, user) in users.iter().enumerate() {
        // Vehicles come first, in the order in which they lie in memory.
        let turn = cars.get(at).filter(|car| car.id == user.id).map(|car| car.turn);
        let mut bits = bits(user) | judged.get(&user.id).copied().unwrap_or_default();
        if user.control.is_automated() && engine.ground().has_fault(user.id) {
            bits |= state::FAULT;
        }
        if let Some(turn) = turn {
            bits |= blinker(&engine.run().map, user, TurnId(turn));
        }
        let place = Place {
            x_m: user.at.x,
            y_m: user.at.y,
            heading_rad: user.heading_rad,
            speed_mps: user.speed_mps,
            ..Place::default()
        };
        rows.push(Row::new(user.id, &place, bits));
    }
}

/// The row of a drone.
pub(super) fn uav(uav: &Uav) -> Row {
    let mut bits = state::AIR | bits(&uav.user);
    let mut set = |bit: u32, is: bool| bits |= if is { bit } else { 0 };
    set(state::WRECK, uav.is(aloft::WRECK));
    set(state::FALLING, uav.is(aloft::FALLS));
    let place = Place {
        x_m: uav.user.at.x,
        y_m: uav.user.at.y,
        z_m: uav.z_m,
        heading_rad: uav.user.heading_rad,
        speed_mps: uav.user.speed_mps,
        ..Place::default()
    };
    Row::new(uav.user.id, &place, bits)
}

fn bits(user: &RoadUser) -> u32 {
    let mut bits = user.control as u32 & state::CONTROL;
    let mut set = |bit: u32, is: bool| bits |= if is { bit } else { 0 };
    set(state::REQUEST, user.request_s > 0.0);
    set(state::BRAKING, user.accel_mps2 < -BRAKE_LIGHT_MPS2 && user.class != AgentClass::Pedestrian);
    set(state::WRECK, user.is(seen::WRECK));
    set(state::SIREN, user.is(seen::SIREN));
    set(state::PARKED, user.is(seen::PARKED));
    set(state::OBJECT, user.is(seen::OBJECT));
    set(state::IN_ZONE, user.is(seen::IN_ZONE));
    bits
}

/// What the law says of those whose acts go on.
fn judged(engine: &Engine) -> BTreeMap<u32, u32> {
    let mut bits = BTreeMap::new();
    for (&(id, _), act) in engine.law().into_iter().flat_map(|law| &law.state().acts) {
        let bit = match act.outcome {
            Outcome::Violated => state::VIOLATES,
            Outcome::Exempted(_) => state::EXEMPTED,
            Outcome::Allowed(_) => continue,
        };
        *bits.entry(id).or_default() |= bit;
    }
    bits
}

/// The turn signal of a vehicle on a turn or shortly before it.
fn blinker(map: &Map, user: &RoadUser, next: TurnId) -> u32 {
    let Some(lane) = map.lanes.get(user.lane.0 as usize) else { return 0 };
    let turn = match lane.owner {
        LaneOwner::Turn(turn) => turn,
        LaneOwner::Link(_) if lane.length_m - user.pos_m < BLINK_M => next,
        LaneOwner::Link(_) => return 0,
    };
    match map.turns.get(turn.0 as usize).map(|turn| turn.direction) {
        Some(TurnDirection::Left | TurnDirection::UTurn) => state::LEFT,
        Some(TurnDirection::Right) => state::RIGHT,
        Some(TurnDirection::Straight) | None => 0,
    }
}
