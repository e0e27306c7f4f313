//! The graph in which routes of one vehicle class are searched.

use std::collections::{BTreeMap, VecDeque};

use petgraph::graph::{DiGraph, NodeIndex};

use super::bans::{Bans, Progress};
use super::cost::{Millis, TurnCosts, driving_ms, inner_ms};
use super::lanes::{LaneBlock, carries, is_usable, reachable, speed_mps};
use crate::{Access, LaneOwner, LinkId, Map, Turn, TurnId, VehicleClass};

/// Where a trip is with regard to links that are closed to through traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Still on the closed links on which it began.
    Leaving,
    /// On open links.
    Through,
    /// On the closed links on which it will end.
    Arriving,
}

/// All that decides how a trip may go on. A turn leads from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    pub(super) link: LinkId,
    lanes: LaneBlock,
    progress: Progress,
    stage: Stage,
}

/// The best turn between two states, with the link that it enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) cost_ms: Millis,
    pub(super) turn: TurnId,
}

/// Turns by the link that they leave.
#[derive(Debug)]
pub(super) struct TurnIndex {
    by_link: Vec<Vec<TurnId>>,
}

impl TurnIndex {
    /// Sorts the turns of a map; those from or to a lane of no link belong to no route.
    pub(super) fn new(map: &Map) -> Self {
        let mut by_link = vec![Vec::new(); map.links.len()];
        for (i, turn) in map.turns.iter().enumerate() {
            if let Some((from, _)) = ends(map, turn)
                && let Some(turns) = by_link.get_mut(from.0 as usize)
            {
                turns.push(TurnId(i as u32));
            }
        }
        Self { by_link }
    }

    /// The turns that leave a link.
    pub(super) fn from(&self, link: LinkId) -> impl Iterator<Item = TurnId> + '_ {
        self.by_link.get(link.0 as usize).into_iter().flatten().copied()
    }
}

/// The links that a turn leaves and enters.
pub(super) fn ends(map: &Map, turn: &Turn) -> Option<(LinkId, LinkId)> {
    let link_of = |lane: crate::LaneId| match map.lanes.get(lane.0 as usize)?.owner {
        LaneOwner::Link(link) => map.links.get(link.0 as usize).map(|_| link),
        LaneOwner::Turn(_) => None,
    };
    Some((link_of(turn.from)?, link_of(turn.to)?))
}

/// Whether a class may make a turn, by the turn itself and by the lanes at its ends.
pub(super) fn may_turn(map: &Map, turn: &Turn, class: VehicleClass) -> bool {
    let lane_carries =
        |lane: crate::LaneId| map.lanes.get(lane.0 as usize).is_some_and(|l| carries(l, class));
    turn.classes.has(class) && lane_carries(turn.from) && lane_carries(turn.to)
}

/// States and turns of one class.
#[derive(Debug)]
pub(super) struct ClassGraph {
    pub(super) graph: DiGraph<State, Step>,
    /// The state in which a trip begins on each link; none where the class may not be.
    pub(super) starts: Vec<Option<NodeIndex>>,
    /// The states of each link.
    pub(super) of_link: Vec<Vec<NodeIndex>>,
    /// Time to drive each link from end to end.
    pub(super) link_ms: Vec<Millis>,
}

impl ClassGraph {
    /// Finds every state that a trip from any link can come to.
    pub(super) fn build(map: &Map, turns: &TurnIndex, costs: &TurnCosts, class: VehicleClass) -> Self {
        let bans = Bans::of(&map.banned_paths, class);
        let link_ms =
            map.links.iter().map(|link| driving_ms(link.length_m, speed_mps(map, link, class))).collect();
        let mut growing = Growing {
            built: Self {
                graph: DiGraph::new(),
                starts: Vec::with_capacity(map.links.len()),
                of_link: vec![Vec::new(); map.links.len()],
                link_ms,
            },
            known: BTreeMap::new(),
            open: VecDeque::new(),
        };
        for i in 0..map.links.len() {
            let start = start_on(map, &bans, LinkId(i as u32), class).map(|state| growing.node(state));
            growing.built.starts.push(start);
        }
        while let Some(at) = growing.open.pop_front() {
            let state = growing.built.graph[at];
            for (next, step) in steps(map, turns, costs, class, &bans, &growing.built.link_ms, state) {
                let to = growing.node(next);
                growing.built.graph.add_edge(at, to, step);
            }
        }
        growing.built
    }

    /// The state in which a trip begins on a link.
    pub(super) fn start(&self, link: LinkId) -> Option<NodeIndex> {
        self.starts.get(link.0 as usize).copied().flatten()
    }

    /// The states of a link.
    pub(super) fn states_of(&self, link: LinkId) -> &[NodeIndex] {
        self.of_link.get(link.0 as usize).map_or(&[], Vec::as_slice)
    }
}

/// A graph under construction, with the states whose turns are still to be followed.
struct Growing {
    built: ClassGraph,
    known: BTreeMap<State, NodeIndex>,
    open: VecDeque<NodeIndex>,
}

impl Growing {
    fn node(&mut self, state: State) -> NodeIndex {
        *self.known.entry(state).or_insert_with(|| {
            let node = self.built.graph.add_node(state);
            self.built.of_link[state.link.0 as usize].push(node);
            self.open.push_back(node);
            node
        })
    }
}

fn start_on(map: &Map, bans: &Bans, link: LinkId, class: VehicleClass) -> Option<State> {
    let record = map.links.get(link.0 as usize).filter(|record| is_usable(map, record, class))?;
    let stage = match record.access {
        Access::Open => Stage::Through,
        Access::Destination => Stage::Leaving,
    };
    Some(State { link, lanes: LaneBlock::whole(record), progress: bans.enter(0, link)?, stage })
}

/// The states that follow one, each with its best turn: the cheapest, then the one with the lowest id.
fn steps(
    map: &Map,
    turns: &TurnIndex,
    costs: &TurnCosts,
    class: VehicleClass,
    bans: &Bans,
    link_ms: &[Millis],
    at: State,
) -> BTreeMap<State, Step> {
    let mut best = BTreeMap::new();
    for id in turns.from(at.link) {
        let Some(turn) = map.turns.get(id.0 as usize) else { continue };
        let Some(next) = after(map, bans, class, at, turn) else { continue };
        let drive_ms = link_ms.get(next.link.0 as usize).copied().unwrap_or(1);
        let step = Step { cost_ms: costs.of(turn) + inner_ms(map, turn) + drive_ms, turn: id };
        let entry = best.entry(next).or_insert(step);
        if step.cost_ms < entry.cost_ms {
            *entry = step;
        }
    }
    best
}

/// The state after a turn; none if the trip may not take it.
fn after(map: &Map, bans: &Bans, class: VehicleClass, at: State, turn: &Turn) -> Option<State> {
    let from = map.lanes.get(turn.from.0 as usize)?;
    if !at.lanes.has(from.index) || !may_turn(map, turn, class) {
        return None;
    }
    let to = map.lanes.get(turn.to.0 as usize)?;
    let LaneOwner::Link(link) = to.owner else { return None };
    let record = map.links.get(link.0 as usize)?;
    let stage = match (at.stage, record.access) {
        (Stage::Leaving, Access::Destination) => Stage::Leaving,
        (Stage::Leaving | Stage::Through, Access::Open) => Stage::Through,
        (Stage::Through | Stage::Arriving, Access::Destination) => Stage::Arriving,
        // Once it has entered closed links it must end on them.
        (Stage::Arriving, Access::Open) => return None,
    };
    let lanes = reachable(map, record, to.index, class);
    Some(State { link, lanes, progress: bans.enter(at.progress, link)?, stage })
}
