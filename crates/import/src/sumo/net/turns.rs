//! Connections, as turns with one inner lane each.

use std::collections::BTreeSet;

use super::Draft;
use super::raw::{RawConnection, RawLane};
use super::rights::Requests;
use crate::sumo::signals::ensure_signal;
use pilotzone_map::builder::direction_between;
use pilotzone_map::geometry::{curve_speed_mps, inner_shape};
use pilotzone_map::{
    ClassSet, Lane, LaneId, LaneKind, LaneOwner, Polyline, RightOfWay, Turn, TurnDirection, TurnId,
};

/// Pieces of one way through a junction, at most; two are usual.
const PIECES_MAX: usize = 8;
/// Sideways acceleration that drivers take in a turn whose speed the file does not tell (m/s²); SUMO's own.
const TURN_ACCEL_MPS2: f64 = 5.5;
/// Shortest inner lane (m); SUMO's own.
const SHORTEST_M: f64 = 0.1;

/// Adds a turn for each connection between edges, and tells which link of which junction it is.
pub(super) fn add<'a>(draft: &mut Draft<'a>) -> Requests<'a> {
    let raw = draft.raw;
    let mut turn_of = vec![None; raw.connections.len()];
    let mut seen = BTreeSet::new();
    for (i, connection) in raw.connections.iter().enumerate() {
        // What leaves inner lanes and walking areas is a part of other ways.
        if connection.from.starts_with(':') || connection.to.starts_with(':') {
            continue;
        }
        match add_one(draft, connection, &mut seen) {
            Ok(turn) => turn_of[i] = turn,
            Err(what) => {
                let name = format!(
                    "the connection from `{}` lane {} to `{}` lane {}",
                    connection.from, connection.from_lane, connection.to, connection.to_lane
                );
                draft.warn(connection.line, format!("{name} {what}; it is left out"));
            }
        }
    }
    Requests::of(draft, &turn_of)
}

fn add_one(
    draft: &mut Draft<'_>,
    connection: &RawConnection,
    seen: &mut BTreeSet<(LaneId, LaneId)>,
) -> Result<Option<TurnId>, String> {
    let (from, node) = lane(draft, &connection.from, connection.from_lane, true)?;
    let (to, begins_at) = lane(draft, &connection.to, connection.to_lane, false)?;
    if node != begins_at {
        return Err("joins edges that do not meet".to_owned());
    }
    if !seen.insert((from, to)) {
        return Err("stands there twice".to_owned());
    }
    let (from_lane, to_lane) = (draft.map.lane(from).clone(), draft.map.lane(to).clone());
    let classes = connection.mask.classes().and(from_lane.classes).and(to_lane.classes);
    if classes.is_empty() {
        // Netconvert joins cycle tracks to carriageways like this; nobody may drive there.
        return Ok(None);
    }
    let signal = connection.signal.as_ref().and_then(|(name, group)| {
        let group = u16::try_from(*group).ok()?;
        Some((ensure_signal(&mut draft.map, name, draft.origin), group))
    });
    let turn = TurnId(draft.map.turns.len() as u32);
    let pieces = pieces(draft, connection);
    let (lane, wait_at_m) = inner_lane(turn, &pieces, &from_lane, &to_lane, classes);
    let inner = LaneId(draft.map.lanes.len() as u32);
    draft.map.lanes.push(lane);
    draft.map.turns.push(Turn {
        node,
        from,
        to,
        inner,
        direction: direction(&connection.direction, &from_lane.shape, &to_lane.shape),
        right_of_way: right_of_way(&connection.state),
        signal,
        classes,
        keep_clear: connection.keep_clear,
        wait_at_m,
    });
    Ok(Some(turn))
}

/// A lane by edge and number, with the node at its end or at its start.
fn lane(
    draft: &Draft<'_>,
    edge: &str,
    index: u32,
    at_end: bool,
) -> Result<(LaneId, pilotzone_map::NodeId), String> {
    let known = draft.links.get(edge).and_then(|id| draft.map.links.get(id.0 as usize));
    let link = known.ok_or_else(|| format!("needs edge `{edge}`, which is not there"))?;
    if index >= link.lane_count {
        return Err(format!("needs lane {index} of edge `{edge}`, which has {}", link.lane_count));
    }
    Ok((LaneId(link.first_lane.0 + index), if at_end { link.to } else { link.from }))
}

/// The lanes inside the junction that one connection follows, in their order.
fn pieces<'a>(draft: &mut Draft<'a>, connection: &RawConnection) -> Vec<&'a RawLane> {
    let mut found: Vec<&'a RawLane> = Vec::new();
    let mut next = connection.via.as_deref();
    while let Some(name) = next {
        let Some(&(edge, lane)) = draft.lanes.get(name) else {
            draft.warn(
                connection.line,
                format!("lane `{name}` is not there; a straight way stands in for it"),
            );
            break;
        };
        if found.len() >= PIECES_MAX {
            draft.warn(
                connection.line,
                format!("the lanes from `{name}` on do not end; the rest is left out"),
            );
            break;
        }
        found.push(lane);
        let raw = draft.raw;
        let onward = draft.connections_from.get(&(edge, lane.index)).into_iter().flatten();
        let mut onward = onward.filter_map(|&i| raw.connections.get(i));
        next = onward.find_map(|next| (next.to == connection.to).then_some(next.via.as_deref())).flatten();
    }
    found
}

/// The one lane that the pieces make, and where one may wait for a gap.
fn inner_lane(
    turn: TurnId,
    pieces: &[&RawLane],
    from: &Lane,
    to: &Lane,
    classes: ClassSet,
) -> (Lane, Option<f64>) {
    let mut shape = Polyline::default();
    for piece in pieces {
        for &point in &piece.shape {
            if shape.0.last() != Some(&point) {
                shape.0.push(point);
            }
        }
    }
    let drawn = shape.0.len() >= 2;
    if !drawn {
        shape = inner_shape(&from.shape, &to.shape);
        if shape.0.len() < 2 {
            shape = Polyline(vec![from.shape.end(), to.shape.start()]);
        }
    }
    let usable = |piece: &&&RawLane| piece.length_m > 0.0 && piece.speed_mps > 0.0;
    let whole = !pieces.is_empty() && pieces.iter().filter(usable).count() == pieces.len();
    let length_m = if whole {
        pieces.iter().map(|piece| piece.length_m).sum()
    } else {
        shape.length_m().max(SHORTEST_M)
    };
    let speed_mps = if whole {
        pieces.iter().map(|piece| piece.speed_mps).fold(f64::INFINITY, f64::min)
    } else {
        from.speed_mps.min(to.speed_mps).min(curve_speed_mps(&shape, TURN_ACCEL_MPS2).max(1.0))
    };
    // The last piece begins where the junction asks to wait for a gap.
    let wait_at_m = match pieces.split_last() {
        Some((_, before)) if whole && !before.is_empty() => Some(before.iter().map(|p| p.length_m).sum()),
        _ => None,
    };
    let width_m = pieces.first().map_or_else(|| from.width_m.min(to.width_m), |piece| piece.width_m);
    let lane = Lane {
        owner: LaneOwner::Turn(turn),
        index: 0,
        kind: LaneKind::Inner,
        classes,
        speed_mps,
        width_m,
        length_m,
        shape,
        change_left: ClassSet::NONE,
        change_right: ClassSet::NONE,
        stop_offset_m: 0.0,
    };
    (lane, wait_at_m)
}

fn direction(letter: &str, from: &Polyline, to: &Polyline) -> TurnDirection {
    match letter {
        "s" => TurnDirection::Straight,
        "l" | "L" => TurnDirection::Left,
        "r" | "R" => TurnDirection::Right,
        "t" | "T" => TurnDirection::UTurn,
        _ => direction_between(from, to),
    }
}

/// What the state says without a signal. `o` and `O` stand at signals that are off: blinking and dark.
fn right_of_way(state: &str) -> RightOfWay {
    match state {
        "m" | "o" | "Y" => RightOfWay::Yield,
        "=" => RightOfWay::RightHand,
        "s" => RightOfWay::Stop,
        "w" => RightOfWay::AllWayStop,
        "Z" => RightOfWay::Zipper,
        _ => RightOfWay::Priority,
    }
}
