//! Two whose ways cross: who is where at which time.

use crate::measures::boxes::MovingBox;

/// One of two on its way to a common area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Approach {
    /// From its front to the area (m); below 0 it is inside or past.
    pub to_area_m: f64,
    /// Length of the area along its way (m).
    pub area_m: f64,
    /// Its own length (m).
    pub length_m: f64,
    /// Its speed (m/s).
    pub speed_mps: f64,
}

impl Approach {
    /// When its front enters the area and its rear has left it, from now (s); none for one that stands.
    fn times_s(&self) -> Option<(f64, f64)> {
        let left_m = self.to_area_m + self.area_m + self.length_m;
        if self.speed_mps > 0.0 {
            return Some((self.to_area_m / self.speed_mps, left_m / self.speed_mps));
        }
        None
    }
}

/// What becomes of two at their common area at constant speeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Encroachment {
    /// Both are in it at one time.
    Together,
    /// One after the other.
    Apart {
        /// Whether the first of the pair goes first.
        first_leads: bool,
        /// From the first one's leaving to the second one's entering (s).
        time_s: f64,
    },
    /// One of them never comes.
    Never,
}

/// Post-encroachment time at constant speeds: Allen, Shin and Cooper 1978, Transportation Research Record 667.
pub fn encroachment(a: Approach, b: Approach) -> Encroachment {
    let (Some(of_a), Some(of_b)) = (a.times_s(), b.times_s()) else { return Encroachment::Never };
    let first_leads = of_a.0 <= of_b.0;
    let (leaves_s, enters_s) = if first_leads { (of_a.1, of_b.0) } else { (of_b.1, of_a.0) };
    if leaves_s > enters_s {
        return Encroachment::Together;
    }
    Encroachment::Apart { first_leads, time_s: enters_s - leaves_s }
}

/// Where two straight ways cross: the common area of what both sweep over, seen by each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// From the front of each to the area (m); below 0 it is inside or past.
    pub to_area_m: [f64; 2],
    /// Length of the area along the way of each (m).
    pub area_m: [f64; 2],
    /// Sine of the angle between both ways.
    pub sine: f64,
}

impl Crossing {
    /// That of two boxes along their axes; none where the sine of their angle is not above `least_sine`.
    pub fn of(a: &MovingBox, b: &MovingBox, least_sine: f64) -> Option<Self> {
        let cross = a.axis.x * b.axis.y - a.axis.y * b.axis.x;
        let sine = cross.abs();
        if sine <= least_sine {
            return None;
        }
        let cosine = (a.axis.x * b.axis.x + a.axis.y * b.axis.y).abs();
        let (dx, dy) = (b.centre.x - a.centre.x, b.centre.y - a.centre.y);
        let along_a_m = (dx * b.axis.y - dy * b.axis.x) / cross;
        let along_b_m = (dx * a.axis.y - dy * a.axis.x) / cross;
        let half_a_m = (b.half_width_m + a.half_width_m * cosine) / sine;
        let half_b_m = (a.half_width_m + b.half_width_m * cosine) / sine;
        Some(Self {
            to_area_m: [along_a_m - half_a_m - a.half_length_m, along_b_m - half_b_m - b.half_length_m],
            area_m: [2.0 * half_a_m, 2.0 * half_b_m],
            sine,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;
    use pilotzone_map::Point;

    #[test]
    fn post_encroachment_time_is_that_of_the_paper() {
        for case in vectors("pet") {
            let approach = |n: u8| Approach {
                to_area_m: case.number(&format!("distance{n}_to_area_m")),
                area_m: case.number("area_length_m"),
                length_m: case.number(&format!("length{n}_m")),
                speed_mps: case.number(&format!("speed{n}_mps")),
            };
            let found = encroachment(approach(1), approach(2));
            case.holds_flag("overlap", found == Encroachment::Together);
            match found {
                Encroachment::Apart { first_leads, time_s } => {
                    case.holds("pet_s", time_s);
                    case.holds("first", if first_leads { 1.0 } else { 2.0 });
                }
                Encroachment::Together | Encroachment::Never => case.holds_optional("pet_s", None),
            }
        }
    }

    #[test]
    fn common_area_of_a_right_angle_is_as_wide_as_the_other() {
        let a = MovingBox {
            centre: Point::new(0.0, 0.0),
            axis: Point::new(1.0, 0.0),
            half_length_m: 2.5,
            half_width_m: 0.9,
            velocity_mps: Point::new(10.0, 0.0),
        };
        let b = MovingBox { centre: Point::new(20.0, -15.0), axis: Point::new(0.0, 1.0), ..a };
        // 20 m ahead less half the other's width 0.9 and the own half length 2.5; 15 m less the same.
        let found = Crossing::of(&a, &b, 0.1).unwrap();
        assert_eq!(found.to_area_m.map(|m| (m * 1e9).round() / 1e9), [16.6, 11.6]);
        assert_eq!(found.area_m, [1.8, 1.8]);
        assert_eq!(Crossing::of(&a, &MovingBox { centre: b.centre, ..a }, 0.1), None);
    }
}
