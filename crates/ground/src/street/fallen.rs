//! Drones that came down: they lie on the road as things do, and startle who drives.

use crate::Ground;
use crate::view::View;
use pilotzone_map::spatial::nearest_lane;
use pilotzone_map::{ClassSet, Point, VehicleClass};
use pilotzone_scenario::street::Object;
use pilotzone_world::{AgentKey, Fold};
use serde::{Deserialize, Serialize};

/// What fell lies on a lane up to so far from its centre line, beside half its own width (m): half a lane.
const HALF_LANE_M: f64 = 1.75;

/// Something that came down on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Falling {
    /// Stable key.
    pub key: AgentKey,
    /// Its place among all that can take part in the run.
    pub id: u32,
    /// Where.
    pub at: Point,
    /// Its width (m).
    pub size_m: f64,
    /// Its mass (kg).
    pub mass_kg: f64,
    /// Until when it lies there (s of simulation).
    pub to_s: f64,
}

/// Something that fell onto a lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fallen {
    /// The thing.
    pub object: Object,
    /// Its place among all that can take part in the run.
    pub id: u32,
}

/// A driver who brakes since something struck his vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Startled {
    /// Number of the trip.
    pub trip: u32,
    /// Until when (s of simulation).
    pub to_s: f64,
    /// How hard (m/s²).
    pub brake_mps2: f64,
}

/// Folds what fell and who is startled; nothing where there is neither.
pub(crate) fn fold(fold: Fold, fallen: &[Fallen], startled: &[Startled]) -> Fold {
    let fold = fallen.iter().fold(fold, |fold, it| {
        fold.word(it.object.key.0).word(it.object.lane.0.into()).number(it.object.pos_m)
    });
    startled.iter().fold(fold, |fold, it| fold.word(it.trip.into()).number(it.to_s))
}

impl Ground {
    /// Something has come down: where it lies on a lane it is a thing there from now on. Whether it does.
    pub fn lay(&mut self, thing: &Falling) -> bool {
        let classes = ClassSet::of(&[VehicleClass::Passenger, VehicleClass::Bus]);
        let Some(found) = nearest_lane(&self.map, thing.at, classes) else { return false };
        if found.distance_m > HALF_LANE_M + 0.5 * thing.size_m {
            return false;
        }
        let object = Object {
            name: String::new(),
            key: thing.key,
            lane: found.lane,
            pos_m: (found.pos_m - 0.5 * thing.size_m).max(0.0),
            length_m: thing.size_m,
            width_m: thing.size_m,
            mass_kg: thing.mass_kg,
            from_s: self.time_s(),
            to_s: thing.to_s,
        };
        let fallen = Fallen { object, id: thing.id };
        self.street.things.add(&fallen, self.map.lanes.len());
        self.state.fallen.push(fallen);
        true
    }

    /// Something struck a vehicle: its driver brakes until then. False where nobody of that key drives.
    pub fn startle(&mut self, key: AgentKey, to_s: f64, brake_mps2: f64) -> bool {
        let driving = self.state.cars.iter().map(|car| car.id);
        let Some(trip) = driving.into_iter().find(|&id| self.trips[id as usize].key == key) else {
            return false;
        };
        let startled = Startled { trip, to_s, brake_mps2 };
        self.state.startled.retain(|it| it.trip != trip);
        self.state.startled.push(startled);
        self.street.things.startled.clone_from(&self.state.startled);
        true
    }
}

impl View<'_> {
    /// How hard a driver brakes because something struck his vehicle (m/s²); none where he is calm.
    pub(crate) fn startled_mps2(&self, trip: u32) -> Option<f64> {
        let now_s = self.street.now_s;
        let found = self.street.things.startled.iter().find(|it| it.trip == trip && now_s < it.to_s);
        found.map(|it| it.brake_mps2)
    }
}
