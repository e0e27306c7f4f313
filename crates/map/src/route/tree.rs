//! The ways from one link to all others.

use petgraph::Direction;
use petgraph::algo::dijkstra;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::cost::Millis;
use super::graph::ClassGraph;
use super::{NoRoute, Route};
use crate::{LinkId, Map, TurnId, VehicleClass};

/// The best ways of a class from one link to every other, searched once.
///
/// Many trips from one place cost little this way; [`super::Router::tree`] makes it.
#[derive(Debug)]
pub struct RouteTree<'r> {
    map: &'r Map,
    class: VehicleClass,
    graph: &'r ClassGraph,
    from: LinkId,
    start: NodeIndex,
    /// Cost from the end of the first link to the end of each state's link; none where there is no way.
    costs: Vec<Option<Millis>>,
}

impl<'r> RouteTree<'r> {
    /// Searches until all is known, or until one link has been reached.
    pub(super) fn search(
        map: &'r Map,
        class: VehicleClass,
        graph: &'r ClassGraph,
        from: LinkId,
        until: Option<LinkId>,
    ) -> Result<Self, NoRoute> {
        let start = graph.start(from).ok_or_else(|| NoRoute::start_banned(map, from, class))?;
        let reached = |node: &NodeIndex| until.is_some_and(|link| graph.graph[*node].link == link);
        let scores =
            dijkstra::with_dynamic_goal(&graph.graph, start, reached, |edge| edge.weight().cost_ms).scores;
        let mut costs = vec![None; graph.graph.node_count()];
        for (node, cost_ms) in scores {
            costs[node.index()] = Some(cost_ms);
        }
        Ok(Self { map, class, graph, from, start, costs })
    }

    /// The link from which its ways start.
    pub fn from(&self) -> LinkId {
        self.from
    }

    /// Cost (ms) of the way to a link, both ends' links in full; none where there is none.
    pub fn cost_ms(&self, to: LinkId) -> Option<u64> {
        Some(self.goal(to)?.0 + self.graph.link_ms[self.from.0 as usize])
    }

    /// The way to a link. Of ways that cost the same the one with the lower link ids, seen from its end.
    pub fn route(&self, to: LinkId) -> Result<Route, NoRoute> {
        NoRoute::check_known(self.map, to)?;
        if self.graph.start(to).is_none() {
            return Err(NoRoute::goal_banned(self.map, to, self.class));
        }
        let (cost_ms, goal) =
            self.goal(to).ok_or_else(|| NoRoute::not_connected(self.map, self.from, to, self.class))?;
        let (links, turns) = self.way_to(goal);
        let time_ms = cost_ms + self.graph.link_ms[self.from.0 as usize];
        Ok(Route { length_m: length_m(self.map, &links, &turns), links, time_s: time_ms as f64 / 1000.0 })
    }

    fn goal(&self, to: LinkId) -> Option<(Millis, NodeIndex)> {
        let states = self.graph.states_of(to).iter();
        states.filter_map(|&node| Some((self.costs[node.index()]?, node))).min()
    }

    /// Walks back along steps that make up the cost exactly. Which way the search itself found first would
    /// depend on the insides of its heap; the costs do not.
    fn way_to(&self, goal: NodeIndex) -> (Vec<LinkId>, Vec<TurnId>) {
        let graph = &self.graph.graph;
        let (mut links, mut turns) = (vec![graph[goal].link], Vec::new());
        let mut at = goal;
        while at != self.start {
            let before = graph.edges_directed(at, Direction::Incoming).filter(|edge| {
                let so_far = self.costs[edge.source().index()];
                so_far.map(|ms| ms + edge.weight().cost_ms) == self.costs[at.index()]
            });
            // Every step costs at least 1 ms, so that each walk back comes nearer to the start.
            let best = before.min_by_key(|edge| (graph[edge.source()].link, edge.source()));
            let Some(edge) = best else { break };
            at = edge.source();
            links.push(graph[at].link);
            turns.push(edge.weight().turn);
        }
        links.reverse();
        turns.reverse();
        (links, turns)
    }
}

/// Length of links and inner lanes (m).
pub(super) fn length_m(map: &Map, links: &[LinkId], turns: &[TurnId]) -> f64 {
    let on_links: f64 = links.iter().filter_map(|l| map.links.get(l.0 as usize)).map(|l| l.length_m).sum();
    let inner = |turn: &TurnId| map.lanes.get(map.turns.get(turn.0 as usize)?.inner.0 as usize);
    on_links + turns.iter().filter_map(inner).map(|lane| lane.length_m).sum::<f64>()
}
