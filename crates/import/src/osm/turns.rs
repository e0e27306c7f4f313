//! Turns with their inner lanes.

use super::lane_matching::{Entry, Exit, LaneEnd, pair};
use super::links::PlannedLink;
use super::movements::Movement;
use super::parameters::JunctionDefaults;
use super::pieces::Pieces;
use super::roads::{LaneSpec, Road};
use crate::junction::{NewTurn, push_turn};
use pilotzone_map::{LaneId, Link, Map, NodeKind, RightOfWay, TurnDirection};

/// What turns are made from.
pub(crate) struct TurnInput<'a> {
    pub(crate) roads: &'a [Road],
    pub(crate) pieces: &'a Pieces,
    pub(crate) planned: &'a [PlannedLink],
    /// Sorted by the link that they leave.
    pub(crate) movements: &'a [Movement],
    pub(crate) limits: &'a JunctionDefaults,
}

/// A lane that leads into another.
struct Pairing {
    from: LaneId,
    to: LaneId,
    movement: Movement,
}

/// Adds all turns and their inner lanes to the map, whose links are the planned ones.
pub(crate) fn add(map: &mut Map, input: &TurnInput) {
    let mut rest = input.movements;
    let mut all = Vec::new();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|movement| movement.from == first.from).count();
        let (own, others) = rest.split_at(count);
        all.extend(turns_of(map, input, own));
        rest = others;
    }
    for turn in all {
        push(map, &turn, input.limits);
    }
}

fn turns_of(map: &Map, input: &TurnInput, movements: &[Movement]) -> Vec<Pairing> {
    let from = &map.links[movements[0].from];
    let exits: Vec<Exit> = movements
        .iter()
        .map(|&movement| Exit {
            movement,
            priority: map.links[movement.to].priority,
            lanes: lane_ends(map, input, movement.to),
        })
        .collect();
    let joint = map.node(from.to).kind == NodeKind::Continuation;
    let entry = Entry {
        lanes: lane_ends(map, input, movements[0].from),
        arrows_hold: !joint && arrows_hold(input, movements),
        exits,
        joint,
    };
    let mut turns = Vec::new();
    for pairing in pair(&entry, input.limits) {
        let movement = movements[pairing.exit];
        turns.push(Pairing {
            from: lane_of(from, pairing.lane),
            to: lane_of(&map.links[movement.to], pairing.to),
            movement,
        });
    }
    turns
}

fn lane_of(link: &Link, index: usize) -> LaneId {
    LaneId(link.first_lane.0 + index as u32)
}

fn specs<'a>(input: &'a TurnInput, link: usize) -> &'a [LaneSpec] {
    let planned = input.planned[link];
    let road = &input.roads[input.pieces.list[planned.piece].road];
    if planned.backward { &road.backward } else { &road.forward }
}

fn lane_ends<'a>(map: &'a Map, input: &TurnInput, link: usize) -> Vec<LaneEnd<'a>> {
    let specs = specs(input, link);
    let lanes = map.links[link].lanes().map(|id| map.lane(id));
    // Turning lanes of both directions stand behind those of the link's own; they have no spec and no arrows.
    lanes
        .enumerate()
        .map(|(i, lane)| LaneEnd {
            kind: lane.kind,
            classes: lane.classes,
            marks: specs.get(i).and_then(|spec| spec.marks),
            shape: &lane.shape,
        })
        .collect()
}

/// Whether arrows are meant for the junction at a link's end: the way ends there, or each arrow has its exit.
fn arrows_hold(input: &TurnInput, movements: &[Movement]) -> bool {
    let link = movements[0].from;
    let planned = input.planned[link];
    let piece = &input.pieces.list[planned.piece];
    let last = if planned.backward { piece.number == 1 } else { piece.number == piece.of };
    let has = |direction: TurnDirection| movements.iter().any(|m| m.direction == direction);
    last || specs(input, link).iter().filter_map(|lane| lane.marks).all(|marks| {
        (!marks.any_left() || has(TurnDirection::Left))
            && (!marks.any_right() || has(TurnDirection::Right))
            && (!marks.through || has(TurnDirection::Straight))
    })
}

fn push(map: &mut Map, new: &Pairing, limits: &JunctionDefaults) {
    let classes = map.lane(new.from).classes.and(map.lane(new.to).classes).and(new.movement.classes);
    let Some(link) = map.link_of(new.from).filter(|_| !classes.is_empty()) else { return };
    push_turn(
        map,
        NewTurn {
            node: map.link(link).to,
            from: new.from,
            to: new.to,
            direction: new.movement.direction,
            right_of_way: RightOfWay::Priority,
            classes,
            lateral_accel_mps2: limits.lateral_accel_mps2,
        },
    );
}
