//! One substep of eight drones: attitude and rate control, the mixer, rotors, forces, motion.
//!
//! Every loop runs over the lanes of a block, does the same in each and takes no branch, so that the compiler makes vectors
//! of it; a lane's numbers never meet another's.

#![allow(clippy::inline_always, reason = "one loop over lanes is made of them: called, they are no vectors")]
#![allow(clippy::needless_range_loop, reason = "a lane is an index into many arrays at once")]

use crate::GRAVITY_MPS2;
use crate::block::{Block, LANES, Lane, ROTORS};
use crate::constants::{Constants, Lags, NO_LIMIT};

/// The rate's error adds up to no more than this (rad), as autopilots limit it.
const MOST_SUM_RAD: f64 = 0.5;

/// No motor that turns reaches so little thrust (N): keeps the strain of a dead one finite.
const NEVER_N: f64 = 1e-3;

/// What holds over a tick: what the slow loops ask for, and the air.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Held {
    /// 1 where motors run, 0 where they are off.
    pub powered: Lane,
    /// Lift wanted (N).
    pub lift: Lane,
    /// Upward axis wanted, in world axes.
    pub up: [Lane; 3],
    /// Rate of yaw wanted (rad/s).
    pub yaw_rate: Lane,
    /// Velocity of the air (m/s).
    pub air: [Lane; 3],
    /// Thrust over that far from the ground.
    pub ground_effect: Lane,
    /// Square of the share of the full voltage that is there.
    pub volt2: Lane,
    /// Share of the parachute that is open.
    pub chute: Lane,
}

impl Held {
    pub fn still() -> Self {
        let zero = [0.0; LANES];
        Self {
            powered: zero,
            lift: zero,
            up: [zero, zero, [1.0; LANES]],
            yaw_rate: zero,
            air: [zero; 3],
            ground_effect: [1.0; LANES],
            volt2: [1.0; LANES],
            chute: zero,
        }
    }
}

/// What a substep adds up for the slow loops.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sums {
    /// Thrust (N), summed over substeps.
    pub thrust: Lane,
    /// Speeds of rotors cubed, summed over rotors and substeps.
    pub cubes: Lane,
    /// Greatest thrust asked of a rotor over what its motor reaches.
    pub strain: Lane,
}

impl Sums {
    pub fn none() -> Self {
        Self { thrust: [0.0; LANES], cubes: [0.0; LANES], strain: [0.0; LANES] }
    }
}

/// What acts on a drone in a substep.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Acting {
    /// Thrust along the upward axis of the body (N).
    pub thrust: Lane,
    /// Sum of the rotors' speeds (rad/s).
    pub turning: Lane,
    /// Torque in body axes (N m), that of the rotors and of the air.
    pub torque: [Lane; 3],
}

#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[inline(always)]
fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[inline(always)]
fn between(value: f64, low: f64, high: f64) -> f64 {
    smaller(larger(value, low), high)
}

/// The torques that attitude and rate control ask for (N m).
#[inline(always)]
fn wanted_torque(b: &mut Block, c: &Constants, held: &Held, h: f64) -> [Lane; 3] {
    let mut torque = [[0.0; LANES]; 3];
    for l in 0..LANES {
        let (w, x, y, z) = (b.attitude[0][l], b.attitude[1][l], b.attitude[2][l], b.attitude[3][l]);
        let up = [held.up[0][l], held.up[1][l], held.up[2][l]];
        // The upward axis that is wanted, in body axes: the first two rows of the turn suffice, and the third for its size.
        let ahead = (1.0 - 2.0 * (y * y + z * z)) * up[0]
            + 2.0 * (x * y + w * z) * up[1]
            + 2.0 * (x * z - w * y) * up[2];
        let left = 2.0 * (x * y - w * z) * up[0]
            + (1.0 - 2.0 * (x * x + z * z)) * up[1]
            + 2.0 * (y * z + w * x) * up[2];
        let along = 2.0 * (x * z + w * y) * up[0]
            + 2.0 * (y * z - w * x) * up[1]
            + (1.0 - 2.0 * (x * x + y * y)) * up[2];
        // Twice the sine of half the angle, along the axis of the shortest turn.
        let size = 1.0 / larger(0.5 * (1.0 + along), 1e-4).sqrt();
        let wanted = [-left * size * c.tilt_gain[0][l], ahead * size * c.tilt_gain[0][l], held.yaw_rate[l]];
        let rate = [b.rate[0][l], b.rate[1][l], b.rate[2][l]];
        let on = held.powered[l];
        let mut alpha = [0.0; 3];
        for axis in 0..3 {
            let gain = if axis < 2 { &c.tilt_gain } else { &c.yaw_gain };
            let off = wanted[axis] - rate[axis];
            let sum = between(b.rate_sum[axis][l] + off * h, -MOST_SUM_RAD, MOST_SUM_RAD) * on;
            b.rate_sum[axis][l] = sum;
            alpha[axis] = gain[1][l] * off + gain[2][l] * sum;
        }
        for axis in 0..3 {
            torque[axis][l] = c.inertia[axis][l] * alpha[axis] * on;
        }
    }
    torque
}

/// The thrust of each rotor (N): all that is asked for where the rotors can give it. Else yaw gives way first, then lift,
/// so that tilt is kept longest; what is still beyond a rotor's reach is cut.
#[inline(always)]
fn shared_out(c: &Constants, held: &Held, torque: &[Lane; 3]) -> [Lane; ROTORS] {
    let mut thrust = [[0.0; LANES]; ROTORS];
    let mut low = [-NO_LIMIT; LANES];
    let mut high = [NO_LIMIT; LANES];
    for r in 0..c.rotors {
        for l in 0..LANES {
            let m = &c.mix[r];
            let base = m[0][l] * held.lift[l] + m[1][l] * torque[0][l] + m[2][l] * torque[1][l];
            let most = c.most[r][l] * held.volt2[l];
            let (a, b) = (-base * c.per_yaw[r][l], (most - base) * c.per_yaw[r][l]);
            let counts = c.per_yaw[r][l] != 0.0;
            low[l] = larger(low[l], if counts { smaller(a, b) } else { -NO_LIMIT });
            high[l] = smaller(high[l], if counts { larger(a, b) } else { NO_LIMIT });
            thrust[r][l] = base;
        }
    }
    let mut over = [0.0; LANES];
    let mut under = [0.0; LANES];
    let mut yaw = [0.0; LANES];
    for l in 0..LANES {
        let middle = 0.5 * (low[l] + high[l]);
        yaw[l] = if low[l] <= high[l] { between(torque[2][l], low[l], high[l]) } else { middle };
    }
    for r in 0..c.rotors {
        for l in 0..LANES {
            let with_yaw = thrust[r][l] + c.mix[r][3][l] * yaw[l];
            let most = c.most[r][l] * held.volt2[l];
            over[l] = larger(over[l], (with_yaw - most) * c.per_lift[r][l]);
            under[l] = larger(under[l], -with_yaw * c.per_lift[r][l]);
            thrust[r][l] = with_yaw;
        }
    }
    for l in 0..LANES {
        let both = over[l] > 0.0 && under[l] > 0.0;
        over[l] = (under[l] - over[l]) * if both { 0.5 } else { 1.0 };
    }
    for r in 0..c.rotors {
        for l in 0..LANES {
            let most = c.most[r][l] * held.volt2[l];
            let lifted = thrust[r][l] + c.mix[r][0][l] * over[l];
            thrust[r][l] = between(lifted, 0.0, most) * held.powered[l];
        }
    }
    thrust
}

/// Control, mixer, rotors, and the torque of the air.
#[inline(always)]
pub(crate) fn act(b: &mut Block, c: &Constants, lags: &Lags, held: &Held, sums: &mut Sums, h: f64) -> Acting {
    let wanted = wanted_torque(b, c, held, h);
    let thrusts = shared_out(c, held, &wanted);
    let zero = [0.0; LANES];
    let mut acting = Acting { thrust: zero, turning: zero, torque: [zero; 3] };
    for r in 0..c.rotors {
        for l in 0..LANES {
            let reach = c.reach[r][l] * held.volt2[l];
            let asked = thrusts[r][l];
            sums.strain[l] = larger(sums.strain[l], asked / larger(reach, NEVER_N));
            let goal = (smaller(asked, reach) / c.thrust[l]).sqrt();
            let off = b.rotor[r][l] - goal;
            let rises = off < 0.0;
            let pick = |of: &[Lane; 2]| if rises { of[0][l] } else { of[1][l] };
            let square = goal * goal + 2.0 * goal * off * pick(&lags.mean) + off * off * pick(&lags.square);
            let speed = goal + off * pick(&lags.keep);
            b.rotor[r][l] = speed;
            let thrust = c.thrust_left[r][l] * square * held.ground_effect[l];
            acting.thrust[l] += thrust;
            acting.turning[l] += speed;
            acting.torque[0][l] += c.arm[1][r][l] * thrust;
            acting.torque[1][l] -= c.arm[0][r][l] * thrust;
            acting.torque[2][l] += c.yaw_arm[r][l] * thrust;
            sums.cubes[l] += speed * speed * speed;
        }
    }
    for l in 0..LANES {
        sums.thrust[l] += acting.thrust[l];
        let rate = [b.rate[0][l], b.rate[1][l], b.rate[2][l]];
        let drag = c.spin_drag[l] * (rate[0] * rate[0] + rate[1] * rate[1] + rate[2] * rate[2]).sqrt();
        for axis in 0..3 {
            acting.torque[axis][l] -= drag * rate[axis];
        }
    }
    acting
}

/// Rows of the turn from body to world.
#[inline(always)]
pub(crate) fn rows(w: f64, x: f64, y: f64, z: f64) -> [[f64; 3]; 3] {
    [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)],
        [2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x)],
        [2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)],
    ]
}

/// Force of the air and of thrust on one drone, in world axes (N), at a velocity and with these rows of its turn.
///
/// Hull: half the density, drag area and speed squared, axis by axis of the body along the air's velocity; rotors: in
/// proportion to their speed and to the air's in their plane (Martin and Salaün 2010); parachute: as a hull of its own.
#[inline(always)]
pub(crate) fn force(
    c: &Constants,
    held: &Held,
    acting: &Acting,
    l: usize,
    m: &[[f64; 3]; 3],
    velocity: [f64; 3],
) -> [f64; 3] {
    let u = [velocity[0] - held.air[0][l], velocity[1] - held.air[1][l], velocity[2] - held.air[2][l]];
    let speed = (u[0] * u[0] + u[1] * u[1] + u[2] * u[2]).sqrt();
    let body = |i: usize| m[0][i] * u[0] + m[1][i] * u[1] + m[2][i] * u[2];
    let plane = c.rotor_drag[l] * acting.turning[l];
    let drag = [
        -(c.drag[0][l] * speed + plane) * body(0),
        -(c.drag[1][l] * speed + plane) * body(1),
        -c.drag[2][l] * speed * body(2) + acting.thrust[l],
    ];
    let chute = c.chute[l] * held.chute[l] * speed;
    let world = |i: usize| m[i][0] * drag[0] + m[i][1] * drag[1] + m[i][2] * drag[2] - chute * u[i];
    [world(0), world(1), world(2)]
}

/// Change of the turning rate (rad/s²): Euler's equations.
#[inline(always)]
fn spin(inertia: [f64; 3], torque: [f64; 3], w: [f64; 3]) -> [f64; 3] {
    [
        (torque[0] - (inertia[2] - inertia[1]) * w[1] * w[2]) / inertia[0],
        (torque[1] - (inertia[0] - inertia[2]) * w[2] * w[0]) / inertia[1],
        (torque[2] - (inertia[1] - inertia[0]) * w[0] * w[1]) / inertia[2],
    ]
}

/// Moves all lanes through free air: rates by the fourth-order rule of Runge and Kutta with the torque held, attitudes by
/// the exact turn of the mean rate, velocities by Heun's rule with the attitude of the middle, places by the mean velocity.
#[inline(always)]
pub(crate) fn fly(b: &mut Block, c: &Constants, held: &Held, acting: &Acting, h: f64) {
    for l in 0..LANES {
        let inertia = [c.inertia[0][l], c.inertia[1][l], c.inertia[2][l]];
        let [old, middle, new] = turned(inertia, acting, b, l, h);
        let q = [b.attitude[0][l], b.attitude[1][l], b.attitude[2][l], b.attitude[3][l]];
        let mean = [0, 1, 2].map(|i| (old[i] + 4.0 * middle[i] + new[i]) / 6.0);
        let next = advanced(q, mean, h);
        let half = advanced(q, mean, 0.5 * h);
        let m = rows(half[0], half[1], half[2], half[3]);
        let v = [b.velocity[0][l], b.velocity[1][l], b.velocity[2][l]];
        let pull = |v: [f64; 3], c: &Constants| {
            let f = force(c, held, acting, l, &m, v);
            [f[0] / c.mass[l], f[1] / c.mass[l], f[2] / c.mass[l] - GRAVITY_MPS2]
        };
        let first = pull(v, c);
        let ahead = [v[0] + h * first[0], v[1] + h * first[1], v[2] + h * first[2]];
        let second = pull(ahead, c);
        for i in 0..3 {
            let new_v = v[i] + 0.5 * h * (first[i] + second[i]);
            b.place[i][l] += 0.5 * h * (v[i] + new_v);
            b.velocity[i][l] = new_v;
            b.rate[i][l] = new[i];
        }
        for i in 0..4 {
            b.attitude[i][l] = next[i];
        }
    }
}

/// Rates at the start, in the middle and at the end of a substep.
#[inline(always)]
fn turned(inertia: [f64; 3], acting: &Acting, b: &Block, l: usize, h: f64) -> [[f64; 3]; 3] {
    let torque = [acting.torque[0][l], acting.torque[1][l], acting.torque[2][l]];
    let old = [b.rate[0][l], b.rate[1][l], b.rate[2][l]];
    let plus = |k: [f64; 3], t: f64| [old[0] + t * k[0], old[1] + t * k[1], old[2] + t * k[2]];
    let k1 = spin(inertia, torque, old);
    let k2 = spin(inertia, torque, plus(k1, 0.5 * h));
    let k3 = spin(inertia, torque, plus(k2, 0.5 * h));
    let k4 = spin(inertia, torque, plus(k3, h));
    let new = [0, 1, 2].map(|i| old[i] + h / 6.0 * (k1[i] + 2.0 * (k2[i] + k3[i]) + k4[i]));
    // The cubic through both ends with their slopes, at its middle.
    let middle = [0, 1, 2].map(|i| 0.5 * (old[i] + new[i]) + 0.125 * h * (k1[i] - k4[i]));
    [old, middle, new]
}

/// An attitude turned by a rate of the body for a time; the series of sine and cosine are exact to the last bit up to a
/// turn of half a radian, which 250 rad/s do not reach in a substep.
#[inline(always)]
fn advanced(q: [f64; 4], rate: [f64; 3], h: f64) -> [f64; 4] {
    let half = [0.5 * h * rate[0], 0.5 * h * rate[1], 0.5 * h * rate[2]];
    let a2 = half[0] * half[0] + half[1] * half[1] + half[2] * half[2];
    let cos = 1.0 - a2 * (0.5 - a2 * (1.0 / 24.0 - a2 * (1.0 / 720.0 - a2 * (1.0 / 40_320.0))));
    let sinc = 1.0 - a2 * (1.0 / 6.0 - a2 * (1.0 / 120.0 - a2 * (1.0 / 5040.0 - a2 * (1.0 / 362_880.0))));
    let [x, y, z] = [half[0] * sinc, half[1] * sinc, half[2] * sinc];
    let r = [
        q[0] * cos - q[1] * x - q[2] * y - q[3] * z,
        q[0] * x + q[1] * cos + q[2] * z - q[3] * y,
        q[0] * y - q[1] * z + q[2] * cos + q[3] * x,
        q[0] * z + q[1] * y - q[2] * x + q[3] * cos,
    ];
    let scale = 1.0 / (r[0] * r[0] + r[1] * r[1] + r[2] * r[2] + r[3] * r[3]).sqrt();
    [r[0] * scale, r[1] * scale, r[2] * scale, r[3] * scale]
}
