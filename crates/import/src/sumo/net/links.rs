//! Edges, as links with their lanes.

use super::Draft;
use super::raw::{Function, RawEdge, RawLane};
use crate::ImportError;
use pilotzone_map::{Access, Lane, LaneId, LaneKind, LaneOwner, Link, LinkId, NodeId, NodeKind, Polyline};

/// Adds every edge for traffic. A broken edge is left out and named; without any lane to drive on reading fails.
pub(super) fn add(draft: &mut Draft<'_>) -> Result<(), ImportError> {
    let raw = draft.raw;
    for edge in raw.edges.iter().filter(|edge| edge.function == Function::Normal) {
        match checked(draft, edge) {
            Ok((from, to)) => add_one(draft, edge, from, to),
            Err(what) => draft.warn(edge.line, format!("edge `{}` {what}; it is left out", edge.id)),
        }
    }
    for (_, edges) in &raw.roundabouts {
        for name in edges {
            let link = draft.links.get(name.as_str()).and_then(|id| draft.map.links.get_mut(id.0 as usize));
            if let Some(link) = link {
                link.roundabout = true;
            }
        }
    }
    if draft.map.lanes.iter().any(|lane| matches!(lane.kind, LaneKind::Driving | LaneKind::Bus)) {
        return Ok(());
    }
    let reasons: Vec<_> = draft.map.problems.iter().take(3).map(|p| p.what.clone()).collect();
    let reasons =
        if reasons.is_empty() { "the file has no edge for cars".to_owned() } else { reasons.join("; ") };
    Err(ImportError::NothingUsable {
        file: draft.file.to_owned(),
        what: format!("no lane for motor vehicles is left: {reasons}"),
        remedy: "build the network again with netconvert".to_owned(),
    })
}

/// The two ends of an edge, or what is wrong with it.
fn checked(draft: &Draft<'_>, edge: &RawEdge) -> Result<(NodeId, NodeId), String> {
    if draft.links.contains_key(edge.id.as_str()) {
        return Err("stands there twice".to_owned());
    }
    let node = |name: &str, which: &str| {
        let known = draft.nodes.get(name).copied();
        known.ok_or_else(|| format!("{which} at junction `{name}`, which the file lacks"))
    };
    let (from, to) = (node(&edge.from, "begins")?, node(&edge.to, "ends")?);
    if edge.lanes.is_empty() {
        return Err("has no lane".to_owned());
    }
    let mut indices: Vec<u32> = edge.lanes.iter().map(|lane| lane.index).collect();
    indices.sort_unstable();
    if indices.iter().zip(0..).any(|(index, place)| *index != place) {
        return Err(format!("has lanes of the numbers {indices:?} instead of 0, 1, 2 ..."));
    }
    for lane in &edge.lanes {
        if lane.length_m <= 0.0 {
            return Err(format!("has lane `{}` of length {} m", lane.id, lane.length_m));
        }
        if lane.speed_mps <= 0.0 {
            return Err(format!("has lane `{}` of speed {} m/s", lane.id, lane.speed_mps));
        }
        if lane.shape.len() < 2 {
            return Err(format!("has lane `{}` whose shape has fewer than two points", lane.id));
        }
    }
    Ok((from, to))
}

fn add_one<'a>(draft: &mut Draft<'a>, edge: &'a RawEdge, from: NodeId, to: NodeId) {
    let link = LinkId(draft.map.links.len() as u32);
    let first_lane = LaneId(draft.map.lanes.len() as u32);
    let mut raw_lanes: Vec<&RawLane> = edge.lanes.iter().collect();
    raw_lanes.sort_by_key(|lane| lane.index);
    for raw in &raw_lanes {
        let mut shape = Polyline(raw.shape.clone());
        shape.0.dedup();
        if shape.0.len() < 2 {
            shape = Polyline(raw.shape.clone());
        }
        let length_m = length_m(draft, raw, &shape);
        draft.map.lanes.push(Lane {
            owner: LaneOwner::Link(link),
            index: raw.index,
            kind: raw.mask.lane_kind(),
            classes: raw.mask.classes(),
            speed_mps: raw.speed_mps,
            width_m: raw.width_m,
            length_m,
            shape,
            change_left: raw.change_left,
            change_right: raw.change_right,
            stop_offset_m: raw.stop_offset_m.min(length_m),
        });
    }
    let length_m = draft.map.lanes.get(first_lane.0 as usize).map_or(0.0, |lane| lane.length_m);
    let ring = |node: NodeId| {
        draft.map.nodes.get(node.0 as usize).is_some_and(|node| node.kind == NodeKind::Roundabout)
    };
    // Old files name a roundabout's nodes only.
    let roundabout =
        draft.raw.roundabouts.iter().any(|(_, edges)| edges.is_empty()) && ring(from) && ring(to);
    draft.links.insert(&edge.id, link);
    draft.map.links.push(Link {
        id: edge.id.clone(),
        source_id: edge.id.clone(),
        name: edge.name.clone(),
        road_class: edge.road_class.clone(),
        from,
        to,
        first_lane,
        lane_count: raw_lanes.len() as u32,
        length_m,
        priority: edge.priority,
        layer: 0,
        roundabout,
        access: Access::Open,
    });
}

/// The file's length, which holds even where the shape is longer or shorter. In files without inner lanes it
/// reaches to the middle of the junctions; there the shape's length is right, and inner lanes fill the rest.
fn length_m(draft: &Draft<'_>, raw: &RawLane, shape: &Polyline) -> f64 {
    let drawn_m = shape.length_m();
    if !draft.has_inner_lanes && drawn_m > 0.1 && raw.length_m > drawn_m { drawn_m } else { raw.length_m }
}
