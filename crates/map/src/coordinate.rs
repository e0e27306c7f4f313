//! Joint signal plans for guessed signals that stand so close to each other that no vehicle can wait between them.
//!
//! Where two dual carriageways cross, a tool that guesses signals often makes four of them, each with a plan of its
//! own: whoever has green at the first meets red at the second and stands in the middle, until nobody moves. Here the
//! whole crossing gets one plan: each approach in its turn has green, and whoever is inside goes first and leaves.

use crate::{
    Aspect, LinkId, Map, NodeId, Phase, Problem, Programme, Severity, SignalId, SignalOrigin, TurnId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Links inside a crossing are shorter than this (m): two cars and the gap between them.
const INSIDE_M: f64 = 15.0;
/// Green of an approach (s).
const GREEN_S: f64 = 25.0;
/// Amber after it (s); Korean practice.
const AMBER_S: f64 = 3.0;
/// Time in which the crossing empties (s).
const CLEARING_S: f64 = 4.0;

/// All ways from one approach through a crossing.
struct Approach {
    /// Turns over its own stop line.
    first: BTreeSet<TurnId>,
    /// Turns further on.
    inside: BTreeSet<TurnId>,
}

/// Gives each crossing of several guessed signals one plan; tells how many crossings that were.
pub fn coordinate_guessed(map: &mut Map) -> usize {
    let clusters = clusters(map);
    let count = clusters.len();
    for nodes in clusters {
        let approaches = approaches(map, &nodes);
        let inside: BTreeSet<TurnId> = approaches.iter().flat_map(|a| a.inside.iter().copied()).collect();
        let stages = stages(map, approaches);
        retime(map, &nodes, &stages, &inside);
        let entering: BTreeSet<TurnId> =
            stages.iter().flatten().flat_map(|a| a.first.iter().copied()).collect();
        for conflict in &mut map.conflicts {
            if entering.contains(&conflict.first) && inside.contains(&conflict.second) {
                (conflict.first_yields, conflict.second_yields) = (true, false);
            } else if inside.contains(&conflict.first) && entering.contains(&conflict.second) {
                (conflict.first_yields, conflict.second_yields) = (false, true);
            }
        }
        let names: Vec<&str> = nodes.iter().map(|&node| map.node(node).id.as_str()).collect();
        let what = format!(
            "the guessed signals {} stand within {INSIDE_M:.0} m of each other, and their plans stop vehicles between \
             them: one plan for all of them runs instead",
            names.join(", ")
        );
        map.problems.push(Problem { severity: Severity::Note, file: map.name.clone(), line: 0, what });
    }
    count
}

/// The guessed signal of each node that has one.
fn guessed(map: &Map) -> BTreeMap<NodeId, SignalId> {
    let signals = map.turns.iter().filter_map(|turn| turn.signal.map(|(signal, _)| (turn.node, signal)));
    signals.filter(|(_, signal)| map.signals[signal.0 as usize].origin == SignalOrigin::Guessed).collect()
}

/// Groups of two and more nodes with guessed signals that short links join.
fn clusters(map: &Map) -> Vec<Vec<NodeId>> {
    let signals = guessed(map);
    let mut group: BTreeMap<NodeId, NodeId> = signals.keys().map(|&node| (node, node)).collect();
    for link in map.links.iter().filter(|link| link.length_m < INSIDE_M) {
        if let (Some(&a), Some(&b)) = (group.get(&link.from), group.get(&link.to)) {
            let (low, high) = (a.min(b), a.max(b));
            for name in group.values_mut().filter(|name| **name == high) {
                *name = low;
            }
        }
    }
    let mut members: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for (node, name) in group {
        members.entry(name).or_default().push(node);
    }
    members.into_values().filter(|nodes| nodes.len() > 1).collect()
}

/// Each approach to a crossing with all turns that lead from it through the crossing.
fn approaches(map: &Map, nodes: &[NodeId]) -> Vec<Approach> {
    let is_inside = |link: LinkId| {
        let link = map.link(link);
        nodes.contains(&link.from) && nodes.contains(&link.to) && link.length_m < INSIDE_M
    };
    let turns_from = |link: LinkId| {
        let all = map.turns.iter().enumerate();
        all.filter(move |(_, turn)| map.link_of(turn.from) == Some(link)).map(|(at, _)| TurnId(at as u32))
    };
    let mut found = Vec::new();
    for at in 0..map.links.len() {
        let link = LinkId(at as u32);
        if !nodes.contains(&map.link(link).to) || is_inside(link) {
            continue;
        }
        let first: BTreeSet<TurnId> = turns_from(link).collect();
        let mut inside = BTreeSet::new();
        let mut open: Vec<TurnId> = first.iter().copied().collect();
        while let Some(turn) = open.pop() {
            let Some(onto) = map.link_of(map.turn(turn).to).filter(|&onto| is_inside(onto)) else { continue };
            open.extend(turns_from(onto).filter(|&next| inside.insert(next)));
        }
        if !first.is_empty() {
            found.push(Approach { first, inside });
        }
    }
    found
}

/// Approaches that have green together: nobody's way crosses another's.
fn stages(map: &Map, approaches: Vec<Approach>) -> Vec<Vec<Approach>> {
    let conflicts: BTreeSet<(TurnId, TurnId)> =
        map.conflicts.iter().map(|conflict| (conflict.first, conflict.second)).collect();
    let meet = |a: &Approach, b: &Approach| {
        let all = |approach: &Approach| {
            approach.first.iter().chain(&approach.inside).copied().collect::<Vec<TurnId>>()
        };
        let theirs = all(b);
        all(a).iter().any(|&x| theirs.iter().any(|&y| conflicts.contains(&(x.min(y), x.max(y)))))
    };
    let mut stages: Vec<Vec<Approach>> = Vec::new();
    for approach in approaches {
        match stages.iter_mut().find(|stage| stage.iter().all(|other| !meet(other, &approach))) {
            Some(stage) => stage.push(approach),
            None => stages.push(vec![approach]),
        }
    }
    stages
}

/// Writes the joint plan into every controller of a crossing.
fn retime(map: &mut Map, nodes: &[NodeId], stages: &[Vec<Approach>], inside: &BTreeSet<TurnId>) {
    let signals = guessed(map);
    let groups: BTreeMap<TurnId, (SignalId, u16)> = map
        .turns
        .iter()
        .enumerate()
        .filter_map(|(at, turn)| turn.signal.map(|signal| (TurnId(at as u32), signal)))
        .collect();
    for signal in nodes.iter().filter_map(|node| signals.get(node)) {
        let lights = groups.values().filter(|(of, _)| of == signal).map(|(_, group)| usize::from(*group) + 1);
        let lights = lights.max().unwrap_or(0);
        let mut phases = Vec::new();
        for stage in stages {
            for (duration_s, own) in
                [(GREEN_S, Aspect::GreenYield), (AMBER_S, Aspect::Amber), (CLEARING_S, Aspect::Red)]
            {
                let mut aspects = vec![Aspect::Red; lights];
                let mut show = |turns: &BTreeSet<TurnId>, aspect| {
                    for (_, group) in
                        turns.iter().filter_map(|turn| groups.get(turn)).filter(|g| g.0 == *signal)
                    {
                        aspects[usize::from(*group)] = aspect;
                    }
                };
                show(inside, Aspect::GreenYield);
                for approach in stage {
                    show(&approach.first, own);
                }
                phases.push(Phase { duration_s, aspects });
            }
        }
        let controller = &mut map.signals[signal.0 as usize];
        controller.active = controller.programmes.len() as u32;
        controller.programmes.push(Programme { id: "joint".to_owned(), offset_s: 0.0, phases });
    }
}
