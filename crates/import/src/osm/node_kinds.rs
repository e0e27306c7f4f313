//! What each junction is, and what signs its arms have.

use super::arms::Arm;
use super::document::Document;
use super::junctions::Junctions;
use super::parameters::JunctionDefaults;
use super::pieces::Pieces;
use super::roads::Road;
use pilotzone_map::NodeKind;
use std::collections::{BTreeMap, BTreeSet};

/// A sign at the end of an arm, for those who arrive by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    GiveWay,
    Stop,
}

/// Signs at arms, and junctions where all stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signs {
    pub(crate) at: BTreeMap<Arm, Sign>,
    pub(crate) all_way_stop: BTreeSet<i64>,
}

/// Finds stop and give-way signs on approaches and at junctions.
pub(crate) fn signs(
    roads: &[Road],
    pieces: &Pieces,
    junctions: &Junctions,
    document: &Document,
    limits: &JunctionDefaults,
) -> Signs {
    let mut found = Signs::default();
    for (&node, junction) in &junctions.of {
        let Some(tags) = document.nodes.get(&node).map(|n| &n.tags) else { continue };
        if tags.is("highway", "stop") && pieces.arms(node) >= 3 && tags.is("stop", "all") {
            found.all_way_stop.insert(*junction);
        }
    }
    for (index, piece) in pieces.list.iter().enumerate() {
        let road = &roads[piece.road];
        let mut done_m = 0.0;
        for (k, &node) in piece.nodes.iter().enumerate() {
            if k > 0 {
                done_m += piece.shape.0[k - 1].distance(piece.shape.0[k]);
            }
            let Some(tags) = document.nodes.get(&node).map(|n| &n.tags) else { continue };
            let sign = match tags.get("highway") {
                Some("stop") => Sign::Stop,
                Some("give_way") => Sign::GiveWay,
                _ => continue,
            };
            let is_tip = k == 0 || k + 1 == piece.nodes.len();
            if is_tip {
                continue; // A sign at the junction itself: below, by rank.
            }
            let (forward, backward) =
                if road.reversed { ("backward", "forward") } else { ("forward", "backward") };
            let faces = tags.get("direction");
            let ahead = if faces == Some(forward) || road.oneway {
                true
            } else if faces == Some(backward) {
                false
            } else {
                piece.length_m - done_m < done_m
            };
            let left_m = if ahead { piece.length_m - done_m } else { done_m };
            if left_m <= limits.signal_reach_tagged_m {
                found.at.insert(Arm { piece: index, at_first: !ahead }, sign);
            }
        }
    }
    add_signs_at_junctions(roads, pieces, junctions, document, &mut found);
    found
}

/// A sign on the junction's own node holds for the arms of the lowest rank.
fn add_signs_at_junctions(
    roads: &[Road],
    pieces: &Pieces,
    junctions: &Junctions,
    document: &Document,
    found: &mut Signs,
) {
    for (&node, ends) in &pieces.at {
        let Some(tags) = document.nodes.get(&node).map(|n| &n.tags) else { continue };
        let sign = match tags.get("highway") {
            Some("stop") => Sign::Stop,
            Some("give_way") => Sign::GiveWay,
            _ => continue,
        };
        let all = junctions.of.get(&node).is_some_and(|junction| found.all_way_stop.contains(junction));
        let rank = |piece: usize| roads[pieces.list[piece].road].priority;
        let lowest = ends.iter().map(|&(piece, _)| rank(piece)).min();
        let highest = ends.iter().map(|&(piece, _)| rank(piece)).max();
        if all || lowest == highest {
            continue;
        }
        for &(piece, at_first) in ends.iter().filter(|&&(piece, _)| Some(rank(piece)) == lowest) {
            found.at.entry(Arm { piece, at_first }).or_insert(sign);
        }
    }
}

/// What the kind of a junction depends on.
pub(crate) struct KindInput<'a> {
    pub(crate) roads: &'a [Road],
    pub(crate) pieces: &'a Pieces,
    pub(crate) junctions: &'a Junctions,
    pub(crate) signs: &'a Signs,
}

/// The kind of a junction with these arms.
pub(crate) fn kind(input: &KindInput, junction: i64, arms: &[Arm]) -> NodeKind {
    let road = |arm: &Arm| &input.roads[input.pieces.list[arm.piece].road];
    let members = input.junctions.members.get(&junction).map_or(&[][..], Vec::as_slice);
    match arms.len() {
        0 | 1 => {
            // A one-way road cannot end in a field: it goes on beyond the file.
            let oneway = arms.iter().any(|arm| road(arm).oneway);
            let cut = members.iter().any(|node| input.pieces.borders.contains(node));
            if oneway || cut { NodeKind::Border } else { NodeKind::DeadEnd }
        }
        2 => NodeKind::Continuation,
        _ if input.junctions.signalised.contains(&junction) => NodeKind::Signal,
        _ if arms.iter().any(|arm| road(arm).roundabout) => NodeKind::Roundabout,
        _ if input.signs.all_way_stop.contains(&junction) => NodeKind::AllWayStop,
        _ => {
            let sign = |arm: &Arm| input.signs.at.get(arm).copied();
            let arriving = |arm: &&Arm| !(arm.at_first && road(arm).backward.is_empty());
            let ranks: BTreeSet<i32> = arms.iter().filter(arriving).map(|arm| road(arm).priority).collect();
            if arms.iter().any(|arm| sign(arm) == Some(Sign::Stop)) {
                NodeKind::Stop
            } else if arms.iter().any(|arm| sign(arm).is_some()) || ranks.len() > 1 {
                NodeKind::Priority
            } else if arms.iter().filter(arriving).count() < 2 {
                // One way in: nobody meets.
                NodeKind::Priority
            } else {
                NodeKind::RightHand
            }
        }
    }
}
