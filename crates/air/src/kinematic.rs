//! The kinematic flight model: a point that changes its velocity within limits. For planning studies, by its name.

use crate::airframe::Airframe;
use crate::block::Block;
use crate::control::course::{Fix, wanted_mps};
use crate::drone::Drone;
use crate::setpoint::Mode;
use crate::{GRAVITY_MPS2, turn};

/// One step of one drone; `above_m` is its height above what is under it. Whether it came to stand.
///
/// The velocity follows what the course asks for with at most the airframe's acceleration, and the place is exact for the
/// mean of both velocities. Wind only costs energy. With the motors off it falls without drag.
pub fn step(
    drone: &Drone,
    frame: &Airframe,
    block: &mut Block,
    lane: usize,
    above_m: f64,
    dt_s: f64,
) -> bool {
    let (place, velocity) = (Block::three(&block.place, lane), Block::three(&block.velocity, lane));
    let powered = matches!(drone.order.mode, Mode::Fly | Mode::Land) && block.energy[lane] > 0.0;
    let change = if powered {
        let fix = Fix { place_m: place, landing_m: drone.landing_m, above_m };
        let wanted = wanted_mps(&drone.order, &frame.file.gains, &frame.file.limits, &fix);
        let lack = [wanted[0] - velocity[0], wanted[1] - velocity[1], wanted[2] - velocity[2]];
        let size = (lack[0] * lack[0] + lack[1] * lack[1] + lack[2] * lack[2]).sqrt();
        let most = frame.file.limits.accel_mps2 * dt_s;
        let share = if size > most { most / size } else { 1.0 };
        lack.map(|c| c * share)
    } else {
        [0.0, 0.0, -GRAVITY_MPS2 * dt_s]
    };
    let next: [f64; 3] = core::array::from_fn(|i| velocity[i] + change[i]);
    let mut there: [f64; 3] = core::array::from_fn(|i| place[i] + 0.5 * (velocity[i] + next[i]) * dt_s);
    let floor_m = place[2] - above_m;
    let landed = there[2] <= floor_m && next[2] <= 0.0;
    if landed {
        there[2] = floor_m;
    }
    Block::set_three(&mut block.velocity, lane, if landed { [0.0; 3] } else { next });
    Block::set_three(&mut block.place, lane, there);
    if powered {
        let up = [change[0] / dt_s, change[1] / dt_s, change[2] / dt_s + GRAVITY_MPS2];
        let size = (up[0] * up[0] + up[1] * up[1] + up[2] * up[2]).sqrt();
        block.set_turn(lane, turn::of_up_and_yaw(up.map(|c| c / size), drone.order.yaw_rad));
        let level_mps = (next[0] * next[0] + next[1] * next[1]).sqrt();
        let drawn_w = frame.flight_w(drone.payload_kg, level_mps, next[2]);
        block.power[lane] = drawn_w;
        block.energy[lane] = (block.energy[lane] - drawn_w * dt_s).max(0.0);
    } else {
        block.power[lane] = 0.0;
    }
    landed && drone.order.mode != Mode::Fly
}
