//! What each drone is told to fly to in a step: on along its way, back to it, or aside.

use super::Air;
use super::state::{Item, Phase};
use crate::drone::Life;
use crate::setpoint::Setpoint;

/// Whoever is not further beside his way than this is on it (m). Ours: half of what ways keep from walls.
const ON_THE_WAY_M: f64 = 5.0;
/// He who is beside it aims so far ahead of where he is along it (s). Ours: he comes back at a slant of some 20 degrees.
const AHEAD_S: f64 = 3.0;

impl Air {
    /// Writes what each drone is to do into the fleet.
    pub(super) fn order(&mut self) {
        for at in 0..self.state.active.len() {
            let id = self.state.active[at];
            if self.state.flights[id as usize].phase == Phase::Flying {
                let order = self.order_of(id);
                self.fleet.set(self.state.flights[id as usize].row, order);
            }
        }
    }

    fn order_of(&self, id: u32) -> Setpoint {
        let flight = &self.state.flights[id as usize];
        let row = flight.row;
        let yaw_now = crate::turn::yaw_rad(self.fleet.attitude(row));
        if let Some(away) = self.flies_away(id) {
            return Setpoint::velocity(away, libm::atan2(away[1], away[0]));
        }
        let place_m = self.believed_m(id);
        let towards = |to: [f64; 3]| {
            let (x, y) = (to[0] - place_m[0], to[1] - place_m[1]);
            if libm::hypot(x, y) > 2.0 { libm::atan2(y, x) } else { yaw_now }
        };
        if let Some(hold) = flight.holds_m {
            return Setpoint::go_to(hold, yaw_now, 3.0);
        }
        let looks_at = self.plan.missions[self.plan.flights[id as usize].mission as usize].looks_at;
        let yaw = |to: [f64; 3]| match looks_at.filter(|_| flight.at_job) {
            Some(at) => libm::atan2(at.y - place_m[1], at.x - place_m[0]),
            None => towards(to),
        };
        match flight.items.get(flight.at as usize).copied() {
            Some(Item::Fly { to_m, speed_mps }) => {
                let next_m = back_to_the_way(flight.leg_from_m(), to_m, place_m, speed_mps);
                let on = Setpoint::go_to(next_m, yaw(to_m), speed_mps);
                flight.evades_mps.map_or(on, |velocity| Setpoint::velocity(velocity, yaw(to_m)))
            }
            Some(Item::Stay { at_m, .. } | Item::Berth { at_m, .. }) => match flight.evades_mps {
                Some(velocity) => Setpoint::velocity(velocity, yaw(at_m)),
                None => Setpoint::go_to(at_m, yaw(at_m), 5.0),
            },
            Some(Item::Land) if self.fleet.drone(row).life != Life::Standing => Setpoint::land(yaw_now),
            Some(Item::Land | Item::Stand { .. } | Item::Begin | Item::Done | Item::Unload) | None => {
                Setpoint::off()
            }
        }
    }
}

/// Where to fly to from a place beside the straight way between two others: back to that way, which was planned round all
/// that stands there, and along it. To its end from a place on it.
fn back_to_the_way(from_m: Option<[f64; 3]>, to_m: [f64; 3], place_m: [f64; 3], speed_mps: f64) -> [f64; 3] {
    let Some(from_m) = from_m else { return to_m };
    let (way, gone) = (minus(to_m, from_m), minus(place_m, from_m));
    let length2 = way[0] * way[0] + way[1] * way[1];
    if length2 <= 0.0 {
        return to_m;
    }
    let share = ((gone[0] * way[0] + gone[1] * way[1]) / length2).clamp(0.0, 1.0);
    let off_m = libm::hypot(gone[0] - share * way[0], gone[1] - share * way[1]);
    if off_m <= ON_THE_WAY_M {
        return to_m;
    }
    let ahead = (share + AHEAD_S * speed_mps / length2.sqrt()).min(1.0);
    [0, 1, 2].map(|i| from_m[i] + ahead * way[i])
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: Option<[f64; 3]> = Some([0.0, 0.0, 80.0]);
    const TO: [f64; 3] = [200.0, 0.0, 80.0];

    #[test]
    fn on_its_way_a_drone_flies_to_the_end_of_it() {
        assert_eq!(back_to_the_way(FROM, TO, [50.0, 4.0, 80.0], 8.0), TO);
        assert_eq!(back_to_the_way(None, TO, [50.0, 40.0, 80.0], 8.0), TO);
    }

    #[test]
    fn beside_its_way_it_comes_back_to_it_and_does_not_cut_the_corner() {
        assert_eq!(back_to_the_way(FROM, TO, [50.0, 40.0, 80.0], 8.0), [74.0, 0.0, 80.0]);
        assert_eq!(back_to_the_way(FROM, TO, [190.0, -40.0, 80.0], 8.0), TO);
        assert_eq!(back_to_the_way(FROM, TO, [-30.0, 40.0, 80.0], 8.0), [24.0, 0.0, 80.0]);
    }
}
