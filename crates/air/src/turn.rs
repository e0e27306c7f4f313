//! Attitudes as unit quaternions (w, x, y, z) that turn body axes into world axes.

/// No turn at all.
pub const LEVEL: [f64; 4] = [1.0, 0.0, 0.0, 0.0];

/// A vector of the body in world axes.
pub fn to_world(q: [f64; 4], v: [f64; 3]) -> [f64; 3] {
    let [w, x, y, z] = q;
    let t = [2.0 * (y * v[2] - z * v[1]), 2.0 * (z * v[0] - x * v[2]), 2.0 * (x * v[1] - y * v[0])];
    [
        v[0] + w * t[0] + y * t[2] - z * t[1],
        v[1] + w * t[1] + z * t[0] - x * t[2],
        v[2] + w * t[2] + x * t[1] - y * t[0],
    ]
}

/// A vector of the world in body axes.
pub fn to_body(q: [f64; 4], v: [f64; 3]) -> [f64; 3] {
    to_world([q[0], -q[1], -q[2], -q[3]], v)
}

/// The upward axis of the body in world axes.
pub fn up(q: [f64; 4]) -> [f64; 3] {
    let [w, x, y, z] = q;
    [2.0 * (x * z + w * y), 2.0 * (y * z - w * x), 1.0 - 2.0 * (x * x + y * y)]
}

/// Where the nose points, level (rad from east, against the clock).
pub fn yaw_rad(q: [f64; 4]) -> f64 {
    let [w, x, y, z] = q;
    libm::atan2(2.0 * (x * y + w * z), 1.0 - 2.0 * (y * y + z * z))
}

/// Level, with the nose there.
pub fn of_yaw(yaw_rad: f64) -> [f64; 4] {
    [libm::cos(0.5 * yaw_rad), 0.0, 0.0, libm::sin(0.5 * yaw_rad)]
}

/// An angle as one between -pi and pi.
pub fn wrapped(angle_rad: f64) -> f64 {
    let turn = 2.0 * core::f64::consts::PI;
    angle_rad - turn * (angle_rad / turn).round()
}

/// First `b`, then `a`.
pub fn product(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [
        a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
        a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
        a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
        a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
    ]
}

/// The attitude whose upward axis is `up` (length 1) and whose nose looks along a yaw: first the yaw, then the shortest
/// tilt.
pub fn of_up_and_yaw(up: [f64; 3], yaw_rad: f64) -> [f64; 4] {
    // The shortest turn from (0, 0, 1) to `up`; upside down any axis does.
    let w = (0.5 * (1.0 + up[2]).max(0.0)).sqrt();
    let tilt = if w > 1e-6 { [w, -up[1] / (2.0 * w), up[0] / (2.0 * w), 0.0] } else { [0.0, 1.0, 0.0, 0.0] };
    product(tilt, of_yaw(yaw_rad))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_turned_there_and_back_is_unchanged(
            tilt in -3.0..3.0f64, side in -3.0..3.0f64, yaw in -3.1..3.1f64,
            v in prop::array::uniform3(-9.0..9.0f64),
        ) {
            let raw = [tilt, side, 1.0];
            let length = raw.iter().map(|c| c * c).sum::<f64>().sqrt();
            let axis = raw.map(|c| c / length);
            let q = of_up_and_yaw(axis, yaw);
            let found = up(q);
            prop_assert!((0..3).all(|i| (found[i] - axis[i]).abs() < 1e-12), "{:?} {:?}", found, axis);
            let back = to_body(q, to_world(q, v));
            prop_assert!((0..3).all(|i| (back[i] - v[i]).abs() < 1e-12));
            let nose = to_world(q, [0.0, 0.0, 1.0]);
            prop_assert!((0..3).all(|i| (nose[i] - axis[i]).abs() < 1e-12));
        }
    }

    #[test]
    fn a_level_nose_looks_where_its_yaw_says() {
        for yaw in [-3.0, -1.0, 0.0, 0.4, 2.9] {
            assert!((yaw_rad(of_yaw(yaw)) - yaw).abs() < 1e-12);
            let nose = to_world(of_yaw(yaw), [1.0, 0.0, 0.0]);
            assert!((nose[0] - libm::cos(yaw)).abs() < 1e-12 && (nose[1] - libm::sin(yaw)).abs() < 1e-12);
        }
    }
}
