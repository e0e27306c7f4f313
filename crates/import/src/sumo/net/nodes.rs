//! Junctions.

use std::collections::BTreeMap;

use super::{Draft, raw::RawJunction};
use pilotzone_map::{LaneKind, Node, NodeId, NodeKind};

/// Adds every junction that is no part of another.
pub(super) fn add(draft: &mut Draft<'_>) {
    let raw = draft.raw;
    for junction in &raw.junctions {
        if junction.kind == "internal" || junction.id.starts_with(':') {
            continue;
        }
        if draft.nodes.contains_key(junction.id.as_str()) {
            draft.warn(
                junction.line,
                format!("junction `{}` stands there twice; the first is kept", junction.id),
            );
            continue;
        }
        let kind = kind(draft, junction);
        let mut outline = junction.outline.clone();
        if outline.len() > 1 && outline.first() == outline.last() {
            outline.pop();
        }
        draft.nodes.insert(&junction.id, NodeId(draft.map.nodes.len() as u32));
        draft.map.nodes.push(Node { id: junction.id.clone(), at: junction.at, kind, outline, arms: 0 });
    }
    for (nodes, _) in &raw.roundabouts {
        for name in nodes {
            let node = draft.nodes.get(name.as_str()).and_then(|id| draft.map.nodes.get_mut(id.0 as usize));
            if let Some(node) = node.filter(|node| node.kind != NodeKind::Signal) {
                node.kind = NodeKind::Roundabout;
            }
        }
    }
}

fn kind(draft: &mut Draft<'_>, junction: &RawJunction) -> NodeKind {
    match junction.kind.as_str() {
        "traffic_light" | "traffic_light_unregulated" | "traffic_light_right_on_red" => NodeKind::Signal,
        "priority" | "unregulated" | "district" => NodeKind::Priority,
        "priority_stop" => NodeKind::Stop,
        "right_before_left" => NodeKind::RightHand,
        "allway_stop" => NodeKind::AllWayStop,
        "zipper" => NodeKind::Zipper,
        "dead_end" if junction.fringe => NodeKind::Border,
        "dead_end" => NodeKind::DeadEnd,
        other => {
            let what = format!("junction `{}` has the type `{other}`; it is read as priority", junction.id);
            draft.note(junction.line, what);
            NodeKind::Priority
        }
    }
}

/// Counts arms and tells ends, borders and mere continuations from junctions.
pub(super) fn finish(draft: &mut Draft<'_>) {
    let map = &mut draft.map;
    // For each node and each neighbour, the links in and out: a two-way road is one arm.
    let mut roads: BTreeMap<(NodeId, NodeId), [u32; 2]> = BTreeMap::new();
    for link in &map.links {
        let motor = link.lanes().any(|id| {
            let kind = map.lanes.get(id.0 as usize).map(|lane| lane.kind);
            matches!(kind, Some(LaneKind::Driving | LaneKind::Bus))
        });
        if motor {
            roads.entry((link.from, link.to)).or_default()[0] += 1;
            roads.entry((link.to, link.from)).or_default()[1] += 1;
        }
    }
    for ((node, _), [outgoing, incoming]) in &roads {
        if let Some(node) = map.nodes.get_mut(node.0 as usize) {
            node.arms += outgoing.max(incoming);
        }
    }
    let mut has_turn = vec![false; map.nodes.len()];
    let mut has_conflict = vec![false; map.nodes.len()];
    for turn in &map.turns {
        if let Some(flag) = has_turn.get_mut(turn.node.0 as usize) {
            *flag = true;
        }
    }
    for conflict in &map.conflicts {
        let node = map.turns.get(conflict.first.0 as usize).map(|turn| turn.node.0 as usize);
        if let Some(flag) = node.and_then(|node| has_conflict.get_mut(node)) {
            *flag = true;
        }
    }
    for (i, node) in map.nodes.iter_mut().enumerate() {
        match node.kind {
            // Where one cannot turn round, the road must go on beyond the map.
            NodeKind::DeadEnd if !has_turn[i] => node.kind = NodeKind::Border,
            NodeKind::Priority | NodeKind::RightHand if node.arms <= 2 && !has_conflict[i] => {
                node.kind = NodeKind::Continuation;
            }
            _ => {}
        }
    }
}
