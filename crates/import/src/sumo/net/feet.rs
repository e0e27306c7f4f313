//! Crossings, pavements and walking areas.

use std::collections::BTreeMap;

use super::Draft;
use super::raw::{Function, RawEdge};
use crate::sumo::signals::ensure_signal;
use pilotzone_map::{Crosswalk, LaneKind, Pavement, Polyline};

/// Width at which the border of a walking area is kept (m).
const BORDER_WIDTH_M: f64 = 0.5;

/// Adds what people on foot use.
pub(super) fn add(draft: &mut Draft<'_>) {
    let raw = draft.raw;
    let mut lights: BTreeMap<&str, &(String, u32)> = BTreeMap::new();
    for connection in &raw.connections {
        if let Some(signal) = &connection.signal {
            // Both ways over a crossing share the light; the first group is that of the crossing itself.
            lights.entry(connection.to.as_str()).or_insert(signal);
        }
    }
    for edge in &raw.edges {
        match edge.function {
            Function::Crossing => {
                let light = lights.get(edge.id.as_str()).copied();
                add_crosswalk(draft, edge, light);
            }
            Function::WalkingArea => add_walking_area(draft, edge),
            Function::Normal | Function::Internal => {}
        }
    }
    let pavements: Vec<Pavement> = draft
        .map
        .links
        .iter()
        .flat_map(|link| {
            let lanes = link.lanes().filter_map(|id| draft.map.lanes.get(id.0 as usize));
            let on_foot = lanes.filter(|lane| lane.kind == LaneKind::Foot && !lane.classes.is_empty());
            on_foot.map(|lane| Pavement {
                id: format!("{}_{}", link.id, lane.index),
                line: lane.shape.clone(),
                width_m: lane.width_m,
            })
        })
        .collect();
    draft.map.pavements.extend(pavements);
}

fn add_crosswalk(draft: &mut Draft<'_>, edge: &RawEdge, light: Option<&(String, u32)>) {
    let Some(lane) = edge.lanes.first().filter(|lane| lane.shape.len() >= 2) else {
        draft.warn(edge.line, format!("crossing `{}` has no lane with a shape; it is left out", edge.id));
        return;
    };
    // `:NODE_cN` is a crossing of NODE.
    let node = edge.id.strip_prefix(':').and_then(|id| id.rsplit_once("_c")).map(|(node, _)| node);
    let node = node.and_then(|node| draft.nodes.get(node).copied());
    let links = edge.crossed.iter().filter_map(|name| draft.links.get(name.as_str()).copied()).collect();
    let signal = light.and_then(|(name, group)| {
        let group = u16::try_from(*group).ok()?;
        Some((ensure_signal(&mut draft.map, name, draft.origin), group))
    });
    draft.map.crosswalks.push(Crosswalk {
        id: edge.id.clone(),
        line: Polyline(lane.shape.clone()),
        width_m: lane.width_m,
        node,
        links,
        signal,
    });
}

/// A walking area is known by its border alone.
fn add_walking_area(draft: &mut Draft<'_>, edge: &RawEdge) {
    let Some(lane) = edge.lanes.first().filter(|lane| lane.shape.len() >= 2) else { return };
    let mut border = lane.shape.clone();
    if border.first() != border.last() {
        border.extend(border.first().copied());
    }
    draft.map.pavements.push(Pavement {
        id: edge.id.clone(),
        line: Polyline(border),
        width_m: BORDER_WIDTH_M,
    });
}
