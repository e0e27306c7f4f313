//! Which lane leads where through a junction, and who gives way.

use super::arms::{Arm, Junction};
use super::parameters::{CityFile, Control};
use crate::junction::{NewTurn, push_turn};
use core::f64::consts::PI;
use pilotzone_map::{LaneId, LaneKind, LinkId, Map, NodeId, RightOfWay, TurnDirection, TurnId};

/// Up to this angle (rad) one goes straight on.
const STRAIGHT_RAD: f64 = PI / 4.0;

/// Adds the turns of all junctions.
pub(super) fn add(map: &mut Map, city: &CityFile, junctions: &[Junction]) {
    for (n, junction) in junctions.iter().enumerate() {
        for from in &junction.arms {
            let exits: Vec<(TurnDirection, &Arm)> = junction
                .arms
                .iter()
                .map(|to| (direction(from, to), to))
                .filter(|&(direction, _)| is_allowed(junction, from, direction))
                .collect();
            for (lane, direction, to) in pairs(map, city, junction, from, &exits) {
                let owed = owed(junction, from, direction);
                let classes = map.lane(lane).classes.and(map.lane(to).classes);
                let (from, right_of_way, lateral_accel_mps2) = (lane, owed, city.shape.lateral_accel_mps2);
                let node = NodeId(n as u32);
                let new = NewTurn { node, from, to, direction, right_of_way, classes, lateral_accel_mps2 };
                push_turn(map, new);
            }
        }
    }
}

fn direction(from: &Arm, to: &Arm) -> TurnDirection {
    if (from.piece, from.at_first) == (to.piece, to.at_first) {
        return TurnDirection::UTurn;
    }
    let bend = super::turn_rad(from.heading_rad + PI, to.heading_rad);
    if bend.abs() <= STRAIGHT_RAD {
        TurnDirection::Straight
    } else if bend > 0.0 {
        TurnDirection::Left
    } else {
        TurnDirection::Right
    }
}

fn is_allowed(junction: &Junction, from: &Arm, direction: TurnDirection) -> bool {
    let minor = from.rank < junction.highest();
    match (direction, junction.control) {
        (TurnDirection::UTurn, _) => from.u_turn,
        (_, None) | (TurnDirection::Left, Some(Control::RightOnly)) => false,
        (TurnDirection::Straight, Some(Control::RightOnly)) => !minor,
        (_, Some(_)) => true,
    }
}

/// What a movement owes to others where no light says more.
fn owed(junction: &Junction, from: &Arm, direction: TurnDirection) -> RightOfWay {
    let minor = from.rank < junction.highest();
    match junction.control {
        Some(Control::Signal | Control::SignalYieldingLeft) if direction != TurnDirection::Straight => {
            RightOfWay::Yield
        }
        Some(Control::Priority | Control::RightOnly) if minor => RightOfWay::Yield,
        Some(Control::RightHand) => RightOfWay::RightHand,
        _ => RightOfWay::Priority,
    }
}

/// Which lane leads to which: right turns from the rightmost, left turns from the leftmost, straight on from all
/// that an arrow of its own does not hold, bus lanes to bus lanes.
fn pairs(
    map: &Map,
    city: &CityFile,
    junction: &Junction,
    from: &Arm,
    exits: &[(TurnDirection, &Arm)],
) -> Vec<(LaneId, TurnDirection, LaneId)> {
    let (own, own_bus) = lanes(map, from.inward());
    let n = own.len();
    let has = |wanted: TurnDirection| exits.iter().any(|&(direction, _)| direction == wanted);
    let held_left = junction.control == Some(Control::Signal)
        && (has(TurnDirection::Left) || has(TurnDirection::UTurn))
        && n > 1;
    let mut pairs = Vec::new();
    for &(direction, to) in exits {
        let (there, there_bus) = lanes(map, to.outward());
        let last = there.len() - 1;
        match direction {
            TurnDirection::Right => pairs.push((own[0], direction, there[0])),
            TurnDirection::Straight => {
                let through = if held_left { n - 1 } else { n };
                let lanes = (0..through.min(there.len())).map(|i| (own[i], direction, there[i]));
                pairs.extend(lanes);
                pairs.extend(own_bus.zip(there_bus).map(|(a, b)| (a, direction, b)));
            }
            TurnDirection::Left => {
                // Where nobody goes straight on, all lanes but the one for turning right turn left.
                let alone = !has(TurnDirection::Straight);
                let first = if alone { usize::from(has(TurnDirection::Right)).min(n - 1) } else { n - 1 };
                let lanes =
                    (first..n).rev().zip((0..=last).rev()).map(|(i, j)| (own[i], direction, there[j]));
                pairs.extend(lanes);
            }
            TurnDirection::UTurn => {
                let start = map.lane(own[n - 1]).shape.end();
                let wide =
                    |&lane: &LaneId| map.lane(lane).shape.start().distance(start) >= city.shape.u_turn_m;
                let lane = there.iter().rev().copied().find(|lane| wide(lane)).unwrap_or(there[0]);
                pairs.push((own[n - 1], direction, lane));
            }
        }
    }
    pairs
}

/// The lanes of a link for all vehicles, from right to left, and its bus lane.
fn lanes(map: &Map, link: LinkId) -> (Vec<LaneId>, Option<LaneId>) {
    let (bus, all): (Vec<LaneId>, Vec<LaneId>) =
        map.link(link).lanes().partition(|&lane| map.lane(lane).kind == LaneKind::Bus);
    (all, bus.first().copied())
}

/// Lets left turns without an arrow of their own wait inside for a gap in the oncoming traffic.
pub(super) fn add_waiting_places(map: &mut Map, junctions: &[Junction]) {
    /// Kept free between the waiting place and the oncoming lane (m).
    const MARGIN_M: f64 = 1.0;
    for id in (0..map.turns.len() as u32).map(TurnId) {
        let turn = map.turn(id);
        let yielding = junctions[turn.node.0 as usize].control == Some(Control::SignalYieldingLeft);
        if turn.direction != TurnDirection::Left || !yielding {
            continue;
        }
        let met = map.conflicts.iter().filter_map(|c| {
            let (other, enter_m, yields) = if c.first == id {
                (c.second, c.first_span.enter_m, c.first_yields)
            } else if c.second == id {
                (c.first, c.second_span.enter_m, c.second_yields)
            } else {
                return None;
            };
            let oncoming = map.turn(other).direction == TurnDirection::Straight;
            (yields && oncoming).then_some(enter_m)
        });
        let first_m = met.fold(f64::INFINITY, f64::min) - MARGIN_M;
        let wait_at_m = (first_m.is_finite() && first_m > MARGIN_M).then_some(first_m);
        map.turns[id.0 as usize].wait_at_m = wait_at_m;
    }
}
