//! Drones that meet in the air.

use crate::airframe::Airframe;
use crate::block::{Block, LANES, ROTORS};
use crate::drone::Drone;
use crate::setpoint::Setpoint;
use crate::state::State;
use crate::touch::{Struck, Touch};

/// Side of a cell in which neighbours are looked for (m): two drones that near each other with 60 m/s in a step of a
/// quarter of a second.
const CELL_M: f64 = 16.0;
/// Newton's restitution of two shells that crush.
const RESTITUTION: f64 = 0.1;

/// One drone as its neighbours see it.
#[derive(Debug, Clone, Copy)]
struct Flyer {
    row: u32,
    cell: [i32; 3],
    place: [f64; 3],
    velocity: [f64; 3],
}

/// Finds all pairs that met during the step that has just been made, breaks their propellers and lets them bounce: an
/// impulse along the line between both, as of two balls.
pub(crate) fn meet(
    state: &mut State,
    airframes: &[Airframe],
    dt_s: f64,
    touches: &mut Vec<Touch>,
) -> Vec<u32> {
    let mut flyers: Vec<Flyer> = Vec::with_capacity(state.drones.len());
    for (row, _) in state.drones.iter().enumerate().filter(|(_, drone)| drone.moves()) {
        let (block, lane) = (&state.blocks[row / LANES], row % LANES);
        let (place, velocity) = (Block::three(&block.place, lane), Block::three(&block.velocity, lane));
        let cell = place.map(|m| (m / CELL_M).floor() as i32);
        flyers.push(Flyer { row: row as u32, cell, place, velocity });
    }
    flyers.sort_unstable_by_key(|flyer| (flyer.cell, flyer.row));
    let mut met = Vec::new();
    for (i, a) in flyers.iter().enumerate() {
        // The other half of the neighbourhood finds this pair from its own side.
        for offset in HALF {
            let cell = [a.cell[0] + offset[0], a.cell[1] + offset[1], a.cell[2] + offset[2]];
            let from = flyers.partition_point(|flyer| flyer.cell < cell);
            let others = flyers[from..].iter().take_while(|flyer| flyer.cell == cell);
            for b in others.skip(if offset == [0; 3] { i + 1 - from } else { 0 }) {
                met.extend(meeting(a, b, state, airframes, dt_s));
            }
        }
    }
    met.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.0.cmp(&b.0)).then(a.1.cmp(&b.1)));
    let mut broken = Vec::new();
    for (a, b, after_s) in met {
        if let Some(pair) = bounce(state, airframes, (a, b), after_s) {
            touches.extend(pair);
            broken.extend([a, b]);
        }
    }
    broken
}

/// Half of the 26 neighbours, and the cell itself.
const HALF: [[i32; 3]; 14] = [
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, -1],
    [0, 1, 0],
    [0, 1, 1],
    [1, -1, -1],
    [1, -1, 0],
    [1, -1, 1],
    [1, 0, -1],
    [1, 0, 0],
    [1, 0, 1],
    [1, 1, -1],
    [1, 1, 0],
    [1, 1, 1],
];

/// When two drones met in the step (s from its start), the way during it taken as straight.
fn meeting(
    a: &Flyer,
    b: &Flyer,
    state: &State,
    airframes: &[Airframe],
    dt_s: f64,
) -> Option<(u32, u32, f64)> {
    let half = |row: u32| airframes[state.drones[row as usize].airframe as usize].half_m();
    let (first, second) = (half(a.row), half(b.row));
    let wide_m = first[0].max(first[1]) + second[0].max(second[1]);
    let tall_m = first[2] + second[2];
    let apart: [f64; 3] = core::array::from_fn(|i| b.place[i] - a.place[i]);
    let speed: [f64; 3] = core::array::from_fn(|i| b.velocity[i] - a.velocity[i]);
    // Back in time from the end of the step, in scaled coordinates in which both are balls of radius 1 together.
    let scale = [1.0 / wide_m, 1.0 / wide_m, 1.0 / tall_m];
    let at: [f64; 3] = core::array::from_fn(|i| apart[i] * scale[i]);
    let by: [f64; 3] = core::array::from_fn(|i| speed[i] * scale[i]);
    let dot = |u: [f64; 3], v: [f64; 3]| u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    let (speed2, along) = (dot(by, by), dot(at, by));
    let back_s = if speed2 > 0.0 { (along / speed2).clamp(0.0, dt_s) } else { 0.0 };
    let nearest: [f64; 3] = core::array::from_fn(|i| at[i] - back_s * by[i]);
    let (low, high) = if a.row < b.row { (a.row, b.row) } else { (b.row, a.row) };
    (dot(nearest, nearest) < 1.0).then_some((low, high, dt_s - back_s))
}

/// Lets a pair bounce; none where one of it is already broken by the other.
fn bounce(state: &mut State, airframes: &[Airframe], (a, b): (u32, u32), after_s: f64) -> Option<[Touch; 2]> {
    let whole = |drone: &Drone| drone.propeller.iter().any(|&share| share > 0.0);
    if !whole(&state.drones[a as usize]) && !whole(&state.drones[b as usize]) {
        return None;
    }
    let look = |row: u32| {
        let (block, lane) = (&state.blocks[row as usize / LANES], row as usize % LANES);
        let drone = &state.drones[row as usize];
        let mass_kg = airframes[drone.airframe as usize].file.mass_kg + drone.payload_kg;
        (Block::three(&block.place, lane), Block::three(&block.velocity, lane), mass_kg)
    };
    let ((place_a, v_a, m_a), (place_b, v_b, m_b)) = (look(a), look(b));
    let apart: [f64; 3] = core::array::from_fn(|i| place_b[i] - place_a[i]);
    let relative: [f64; 3] = core::array::from_fn(|i| v_a[i] - v_b[i]);
    let far_m = apart.iter().map(|c| c * c).sum::<f64>().sqrt();
    let normal = if far_m > 0.0 { apart.map(|c| c / far_m) } else { [0.0, 0.0, 1.0] };
    let closing_mps = (0..3).map(|i| relative[i] * normal[i]).sum::<f64>().max(0.0);
    let impulse_ns = (1.0 + RESTITUTION) * closing_mps * m_a * m_b / (m_a + m_b);
    let speed2 = relative.iter().map(|c| c * c).sum::<f64>();
    let mut hit = |row: u32, other: u32, sign: f64, at_m: [f64; 3], velocity: [f64; 3], mass_kg: f64| {
        let (block, lane) = (&mut state.blocks[row as usize / LANES], row as usize % LANES);
        let after: [f64; 3] = core::array::from_fn(|i| velocity[i] - sign * impulse_ns / mass_kg * normal[i]);
        Block::set_three(&mut block.velocity, lane, after);
        let drone = &mut state.drones[row as usize];
        drone.propeller = [0.0; ROTORS];
        drone.order = Setpoint::off();
        Touch {
            row,
            struck: Struck::Drone(other),
            after_s,
            at_m,
            velocity_mps: relative.map(|c| c * sign),
            normal_mps: closing_mps,
            energy_j: 0.5 * m_a * m_b / (m_a + m_b) * speed2,
            broke: true,
        }
    };
    Some([hit(a, b, 1.0, place_a, v_a, m_a), hit(b, a, -1.0, place_b, v_b, m_b)])
}
