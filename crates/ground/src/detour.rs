//! Another way for who stands at the end of a lane from which his route does not go on.

use crate::Ground;
use crate::roads::NONE;
use crate::state::Car;
use pilotzone_map::route::Router;
use pilotzone_map::{LaneId, LinkId, VehicleClass};
use pilotzone_world::{Event, EventPhase, Stamped};

/// Standing so long in the wrong lane makes a driver take another way (s).
const PATIENCE_S: f64 = 30.0;
/// Tries lie so far apart (s).
const RETRY_S: f64 = 10.0;

impl Ground {
    /// Looks for a way on from the lane where a car is stuck; tells once where there is none.
    pub(crate) fn seek_detour(&mut self, car: &Car, events: &mut Vec<Stamped>) {
        let agent = self.state.agents[car.id as usize];
        if agent.stands_since == u64::MAX || car.stop_at_m < f64::INFINITY {
            return;
        }
        let stood = self.state.step - agent.stands_since;
        let (patience, retry) = (self.steps_in(PATIENCE_S), self.steps_in(RETRY_S));
        if stood < patience || !(stood - patience).is_multiple_of(retry) {
            return;
        }
        let trip = &self.trips[car.id as usize];
        if (agent.stop as usize) < trip.stops.len() {
            return; // A bus keeps to its line.
        }
        let class = self.kinds[car.kind as usize].access;
        let links = &self.routes.route(agent.route).links;
        let goal = LinkId(links[links.len() - 1]);
        let here = links[agent.place as usize];
        let lane = self.roads.lane(car.lane);
        let router = Router::new(&self.map);
        let ways = self.roads.exits(lane).iter().filter_map(|&exit| {
            let turn = self.roads.turn(exit);
            let open = turn.classes.has(class) && self.roads.allows(turn.to, class) && turn.to_link != NONE;
            let route = open.then(|| router.shortest(LinkId(turn.to_link), goal, class).ok()).flatten()?;
            Some((route.time_s, route.links))
        });
        let best = ways.min_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((_, way)) => {
                let mut links = vec![here];
                links.extend(way.iter().map(|link| link.0));
                self.take_route(car.id, class, links);
            }
            None if stood == patience => {
                self.emit(
                    EventPhase::Settle,
                    car.id,
                    Event::WaitsForRoute { lane: LaneId(car.lane) },
                    events,
                );
            }
            None => {}
        }
    }

    fn take_route(&mut self, id: u32, class: VehicleClass, links: Vec<u32>) {
        let route = self.routes.intern(&self.roads, class, &links);
        self.state.detours.push((class as u8, links));
        let agent = &mut self.state.agents[id as usize];
        agent.route = route;
        agent.place = 0;
        let at = self.state.cars.iter().position(|car| car.id == id);
        if let Some(at) = at {
            let mut car = self.state.cars[at];
            self.fit_to_lane(&mut car);
            self.state.cars[at] = car;
        }
    }

    /// A time in steps, one at least.
    pub(crate) fn steps_in(&self, time_s: f64) -> u64 {
        (time_s / self.dt_s).max(1.0) as u64
    }
}
