//! Routes with what each lane of each of their links is good for.

use crate::roads::{NONE, Roads};
use pilotzone_map::VehicleClass;
use std::collections::BTreeMap;

/// What a lane offers to a route.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneChoice {
    /// The turn by which the route goes on from this lane; [`NONE`] where it does not.
    pub turn: u32,
    /// Lanes to go left (positive) or right (negative) to the nearest of the best lanes.
    pub offset: i32,
    /// How far the route can be followed from the link's start without a lane change (m).
    pub reach_m: f64,
}

/// A sequence of links, compiled for one vehicle class.
#[derive(Debug, Clone)]
pub struct Route {
    /// The links.
    pub links: Vec<u32>,
    /// Place of each link's first lane in [`Routes::choices`].
    first_choice: Vec<u32>,
}

/// All routes of a run; equal ones are kept once.
#[derive(Debug, Clone, Default)]
pub struct Routes {
    routes: Vec<Route>,
    choices: Vec<LaneChoice>,
    known: BTreeMap<(VehicleClass, Vec<u32>), u32>,
}

impl Routes {
    /// The number of that route for that class, compiled where it is new.
    pub fn intern(&mut self, roads: &Roads, class: VehicleClass, links: &[u32]) -> u32 {
        if let Some(&id) = self.known.get(&(class, links.to_vec())) {
            return id;
        }
        let id = self.routes.len() as u32;
        let route = self.compile(roads, class, links);
        self.routes.push(route);
        self.known.insert((class, links.to_vec()), id);
        id
    }

    fn compile(&mut self, roads: &Roads, class: VehicleClass, links: &[u32]) -> Route {
        let mut first_choice = vec![0; links.len()];
        let mut next: Option<(u32, Vec<LaneChoice>)> = None;
        let mut tables = Vec::with_capacity(links.len());
        for &link in links.iter().rev() {
            let table = choices_of(roads, class, link, next.as_ref());
            tables.push(table.clone());
            next = Some((link, table));
        }
        for (place, table) in tables.into_iter().rev().enumerate() {
            first_choice[place] = self.choices.len() as u32;
            self.choices.extend(table);
        }
        Route { links: links.to_vec(), first_choice }
    }

    /// The route of that number.
    pub fn route(&self, id: u32) -> &Route {
        &self.routes[id as usize]
    }

    /// What a lane (by its index) of the route's link at `place` offers.
    pub fn choice(&self, route: u32, place: u32, lane_index: u32) -> LaneChoice {
        self.choices[(self.routes[route as usize].first_choice[place as usize] + lane_index) as usize]
    }

    /// Whether the route ends on its link at `place`.
    pub fn is_last(&self, route: u32, place: u32) -> bool {
        place as usize + 1 >= self.routes[route as usize].links.len()
    }
}

/// The choices on one link, given those on the next.
fn choices_of(
    roads: &Roads,
    class: VehicleClass,
    link: u32,
    next: Option<&(u32, Vec<LaneChoice>)>,
) -> Vec<LaneChoice> {
    let record = &roads.links[link as usize];
    let lanes = record.first_lane..record.first_lane + record.lane_count;
    let mut table: Vec<LaneChoice> = lanes
        .map(|lane| {
            if !roads.allows(lane, class) {
                return LaneChoice { turn: NONE, offset: 0, reach_m: 0.0 };
            }
            let Some((next_link, next_table)) = next else {
                return LaneChoice { turn: NONE, offset: 0, reach_m: record.length_m };
            };
            let best = best_turn(roads, class, lane, *next_link, next_table);
            LaneChoice { turn: best.0, offset: 0, reach_m: record.length_m + best.1 }
        })
        .collect();
    let best_m = table.iter().map(|c| c.reach_m).fold(0.0, f64::max);
    let is_best: Vec<bool> = table.iter().map(|c| c.reach_m >= best_m - 0.01).collect();
    for (index, choice) in table.iter_mut().enumerate() {
        let nearest =
            is_best.iter().enumerate().filter(|(_, best)| **best).map(|(at, _)| at as i32 - index as i32);
        choice.offset = nearest.min_by_key(|offset| (offset.abs(), *offset)).unwrap_or(0);
    }
    table
}

/// Of a lane's turns to the next link the one that leads farthest, then needs the fewest changes, then the rightmost.
fn best_turn(
    roads: &Roads,
    class: VehicleClass,
    lane: u32,
    next_link: u32,
    next: &[LaneChoice],
) -> (u32, f64) {
    let mut best: Option<(f64, i32, u32)> = None;
    for &turn in roads.exits(roads.lane(lane)) {
        let t = roads.turn(turn);
        if t.to_link != next_link || !t.classes.has(class) || !roads.allows(t.to, class) {
            continue;
        }
        let choice = next[roads.lane(t.to).index as usize];
        let better = best.is_none_or(|(reach_m, changes, _)| {
            choice.reach_m > reach_m + 0.01
                || (choice.reach_m > reach_m - 0.01 && choice.offset.abs() < changes)
        });
        if better {
            best = Some((choice.reach_m, choice.offset.abs(), turn));
        }
    }
    best.map_or((NONE, 0.0), |(reach_m, _, turn)| (turn, reach_m))
}
