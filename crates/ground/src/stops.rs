//! Planned halts: buses at their stops, and whoever else has a stop in his plan.

use crate::state::{Agent, Car};
use crate::view::View;
use pilotzone_scenario::Trip;

/// Where on its present lane a car must stop for its plan (m); infinite for nowhere.
///
/// A stop on another lane of the same link counts too: the car must not pass it before it has changed over.
pub fn stop_at_m(trip: &Trip, agent: &Agent, lane_of_link: impl Fn(u32) -> bool) -> f64 {
    match trip.stops.get(agent.stop as usize) {
        Some(stop) if lane_of_link(stop.lane.0) => stop.end_m,
        _ => f64::INFINITY,
    }
}

impl View<'_> {
    /// The lane of the car's next planned stop, if it lies on its present link.
    pub(crate) fn stop_lane(&self, car: &Car) -> Option<u32> {
        let agent = &self.agents[car.id as usize];
        let stop = self.trips[car.id as usize].stops.get(agent.stop as usize)?;
        (self.roads.lane(stop.lane.0).link == self.roads.lane(car.lane).link).then_some(stop.lane.0)
    }
}
