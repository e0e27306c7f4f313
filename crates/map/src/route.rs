//! Ways through the network: the cheapest sequence of links for a class of vehicles.
//!
//! Searched over states of being on a link, so that turns, turn bans and banned sequences of links are exact.
//! Costs are whole milliseconds; of ways that cost the same the lower ids decide.

mod bans;
mod components;
mod cost;
mod graph;
mod lanes;
mod problem;
mod source;
mod tree;

use std::sync::OnceLock;

use petgraph::visit::EdgeRef;

use crate::{LinkId, Map, TurnId, VehicleClass};
use graph::{ClassGraph, TurnIndex};

pub use components::{Components, Outside};
pub use cost::TurnCosts;
pub use problem::NoRoute;
pub use source::{SourceRoute, shortest_by_source};
pub use tree::RouteTree;

/// A way from one link to another, both in full.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The links in order.
    pub links: Vec<LinkId>,
    /// Length of driving, inner lanes included (m).
    pub length_m: f64,
    /// Time of free driving at the limits and the expected losses at turns (s).
    pub time_s: f64,
}

/// Finds routes on one map. What a class needs is built at its first route and kept.
#[derive(Debug)]
pub struct Router<'m> {
    map: &'m Map,
    costs: TurnCosts,
    turns: TurnIndex,
    graphs: [OnceLock<ClassGraph>; VehicleClass::ALL.len()],
}

impl<'m> Router<'m> {
    /// A router with the usual costs of turns.
    pub fn new(map: &'m Map) -> Self {
        Self::with_costs(map, TurnCosts::default())
    }

    /// A router with these costs of turns.
    pub fn with_costs(map: &'m Map, costs: TurnCosts) -> Self {
        Self { map, costs, turns: TurnIndex::new(map), graphs: Default::default() }
    }

    /// The cheapest way from one link to another.
    pub fn shortest(&self, from: LinkId, to: LinkId, class: VehicleClass) -> Result<Route, NoRoute> {
        NoRoute::check_known(self.map, from)?;
        NoRoute::check_known(self.map, to)?;
        RouteTree::search(self.map, class, self.graph(class), from, Some(to))?.route(to)
    }

    /// The cheapest ways from one link to all others: for many trips from one place.
    pub fn tree(&self, from: LinkId, class: VehicleClass) -> Result<RouteTree<'_>, NoRoute> {
        NoRoute::check_known(self.map, from)?;
        RouteTree::search(self.map, class, self.graph(class), from, None)
    }

    /// Length and time of a given sequence of links, or why it cannot be driven.
    pub fn follow(&self, links: &[LinkId], class: VehicleClass) -> Result<Route, NoRoute> {
        let (&first, rest) = links.split_first().ok_or(NoRoute::Empty)?;
        links.iter().try_for_each(|&link| NoRoute::check_known(self.map, link))?;
        let net = self.graph(class);
        let start = net.start(first).ok_or_else(|| NoRoute::start_banned(self.map, first, class))?;
        // Several states where the link can be entered on lanes between which one cannot change.
        let mut at = vec![(net.link_ms[first.0 as usize], start, Vec::new())];
        let mut before = first;
        for &link in rest {
            let mut next: Vec<(u64, _, Vec<TurnId>)> = Vec::new();
            for (cost_ms, node, turns) in &at {
                for edge in net.graph.edges(*node).filter(|e| net.graph[e.target()].link == link) {
                    let mut turns = turns.clone();
                    turns.push(edge.weight().turn);
                    next.push((cost_ms + edge.weight().cost_ms, edge.target(), turns));
                }
            }
            next.sort();
            next.dedup_by_key(|(_, node, _)| *node);
            if next.is_empty() {
                let reason = if self.is_connected(before, link, class) {
                    NoRoute::way_banned(self.map, link, class)
                } else {
                    NoRoute::no_turn(self.map, before, link, class)
                };
                return Err(reason);
            }
            at = next;
            before = link;
        }
        let (time_ms, _, turns) = at.into_iter().min().ok_or(NoRoute::Empty)?;
        let length_m = tree::length_m(self.map, links, &turns);
        Ok(Route { links: links.to_vec(), length_m, time_s: time_ms as f64 / 1000.0 })
    }

    /// Whether some turn leads from one link to another for a class.
    pub fn is_connected(&self, from: LinkId, to: LinkId, class: VehicleClass) -> bool {
        let joins = |turn: &crate::Turn| {
            graph::ends(self.map, turn) == Some((from, to)) && graph::may_turn(self.map, turn, class)
        };
        let turns = self.turns.from(from).filter_map(|id| self.map.turns.get(id.0 as usize));
        turns.into_iter().any(joins) && !self.is_banned_pair(from, to, class)
    }

    /// How much of the network hangs together for a class.
    pub fn components(&self, class: VehicleClass) -> Components {
        components::components(class, self.graph(class))
    }

    /// A banned sequence of two links is a banned turn.
    fn is_banned_pair(&self, from: LinkId, to: LinkId, class: VehicleClass) -> bool {
        self.map.banned_paths.iter().any(|b| b.classes.has(class) && b.links == [from, to])
    }

    fn graph(&self, class: VehicleClass) -> &ClassGraph {
        let build = || ClassGraph::build(self.map, &self.turns, &self.costs, class);
        self.graphs[class as usize].get_or_init(build)
    }
}

/// Whether some turn leads from one link to another for a class; [`Router::is_connected`] is for many questions.
pub fn is_connected(map: &Map, from: LinkId, to: LinkId, class: VehicleClass) -> bool {
    Router::new(map).is_connected(from, to, class)
}
