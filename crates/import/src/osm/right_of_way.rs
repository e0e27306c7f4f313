//! Who gives way to whom.

use super::arms::Arm;
use super::junctions::turn_rad;
use super::links::PlannedLink;
use super::node_kinds::{Sign, Signs};
use core::f64::consts::PI;
use pilotzone_map::{Link, Map, NodeId, NodeKind, RightOfWay, TurnDirection, TurnId};
use std::collections::BTreeMap;

/// Sets what each turn owes to others.
pub(crate) fn assign(map: &mut Map, planned: &[PlannedLink], signs: &Signs) {
    let entries = entries_by_node(map);
    for i in 0..map.turns.len() {
        let turn = &map.turns[i];
        let Some(from) = map.link_of(turn.from) else { continue };
        let arriving = entries.get(&turn.node).map_or(&[][..], Vec::as_slice);
        let arm = planned[from.0 as usize].end();
        let others: Vec<Arm> = arriving.iter().map(|&link| planned[link].end()).collect();
        let owed = owed(
            map,
            map.link(from),
            turn.direction,
            arriving,
            |arm| signs.at.get(arm).copied(),
            &arm,
            &others,
        );
        map.turns[i].right_of_way = owed;
    }
}

fn entries_by_node(map: &Map) -> BTreeMap<NodeId, Vec<usize>> {
    let mut entries: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    for (i, link) in map.links.iter().enumerate() {
        entries.entry(link.to).or_default().push(i);
    }
    entries
}

fn owed(
    map: &Map,
    from: &Link,
    direction: TurnDirection,
    arriving: &[usize],
    sign: impl Fn(&Arm) -> Option<Sign>,
    own: &Arm,
    arms: &[Arm],
) -> RightOfWay {
    let kind = map.node(from.to).kind;
    match kind {
        NodeKind::Signal => match direction {
            TurnDirection::Straight => RightOfWay::Priority,
            _ => RightOfWay::Yield,
        },
        NodeKind::Roundabout if from.roundabout => RightOfWay::Priority,
        NodeKind::Roundabout => match sign(own) {
            Some(Sign::Stop) => RightOfWay::Stop,
            _ => RightOfWay::Yield,
        },
        NodeKind::AllWayStop => RightOfWay::AllWayStop,
        NodeKind::Continuation | NodeKind::DeadEnd | NodeKind::Border => RightOfWay::Priority,
        _ => match sign(own) {
            Some(Sign::Stop) => RightOfWay::Stop,
            Some(Sign::GiveWay) => RightOfWay::Yield,
            None if arms.iter().any(|arm| sign(arm).is_some()) => RightOfWay::Priority,
            None => {
                let rank = |&link: &usize| map.links[link].priority;
                let highest = arriving.iter().map(rank).max().unwrap_or(from.priority);
                let equal = arriving.iter().filter(|link| rank(link) == highest).count();
                if from.priority < highest {
                    RightOfWay::Yield
                } else if kind == NodeKind::RightHand && equal > 1 {
                    RightOfWay::RightHand
                } else {
                    RightOfWay::Priority
                }
            }
        },
    }
}

/// Whether turn `a` gives way to turn `b`. Of two turns of different links exactly one does.
pub(crate) fn gives_way(map: &Map, a: TurnId, b: TurnId) -> bool {
    let (first, second) = (map.turn(a), map.turn(b));
    let links = (map.link_of(first.from), map.link_of(second.from));
    let (Some(link_a), Some(link_b)) = links else { return a > b };
    if link_a == link_b {
        // Lanes of one road that come together: who moves sideways more gives way.
        let bend = |id: TurnId| bend_rad(map, id);
        return match bend(a).total_cmp(&bend(b)) {
            core::cmp::Ordering::Greater => true,
            core::cmp::Ordering::Less => false,
            core::cmp::Ordering::Equal => a > b,
        };
    }
    let (rank_a, rank_b) = (rank(first.right_of_way), rank(second.right_of_way));
    if rank_a != rank_b {
        return rank_a < rank_b;
    }
    let heading = |id: TurnId| map.lane(map.turn(id).from).shape.pose_at(f64::INFINITY).heading_rad;
    let to_other = turn_rad(heading(a), heading(b));
    if to_other.abs() > PI * 0.75 {
        let (own, other) = (oncoming_rank(first.direction), oncoming_rank(second.direction));
        return if own == other { a > b } else { own < other };
    }
    if to_other.abs() < PI / 9.0 {
        // Side by side into one road: the lesser road gives way.
        let (own, other) = (map.link(link_a).priority, map.link(link_b).priority);
        return if own == other { a > b } else { own < other };
    }
    // Who comes from the right drives to the left as I see it.
    to_other > 0.0
}

fn rank(owed: RightOfWay) -> u8 {
    match owed {
        RightOfWay::Priority => 3,
        RightOfWay::RightHand | RightOfWay::AllWayStop | RightOfWay::Zipper => 2,
        RightOfWay::Yield => 1,
        RightOfWay::Stop => 0,
    }
}

/// Among oncoming vehicles, who goes straight or right goes before who crosses their path.
fn oncoming_rank(direction: TurnDirection) -> u8 {
    match direction {
        TurnDirection::Straight | TurnDirection::Right => 2,
        TurnDirection::Left => 1,
        TurnDirection::UTurn => 0,
    }
}

fn bend_rad(map: &Map, id: TurnId) -> f64 {
    let turn = map.turn(id);
    let shape = &map.lane(turn.inner).shape;
    let heading = map.lane(turn.from).shape.pose_at(f64::INFINITY).heading_rad;
    let (start, end) = (shape.start(), shape.end());
    turn_rad(heading, libm::atan2(end.y - start.y, end.x - start.x)).abs()
}
