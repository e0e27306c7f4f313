//! What junctions have in common, wherever a map comes from: turns with their inner lanes, movements with their lights.

use pilotzone_map::geometry::{curve_speed_mps, inner_shape};
use pilotzone_map::{
    ClassSet, Lane, LaneId, LaneKind, LaneOwner, Map, NodeId, RightOfWay, Turn, TurnDirection, TurnId,
};

/// Nobody is slower than walking in a curve; sharper ones are kinks of the source (m/s).
const WALKING_MPS: f64 = 1.5;

/// The movements of one road that have lights of their own; turning back goes with turning left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stream {
    Right,
    Straight,
    Left,
}

impl Stream {
    pub(crate) fn of(direction: TurnDirection) -> Self {
        match direction {
            TurnDirection::Right => Self::Right,
            TurnDirection::Straight => Self::Straight,
            TurnDirection::Left | TurnDirection::UTurn => Self::Left,
        }
    }
}

/// A turn before it has an id and an inner lane.
pub(crate) struct NewTurn {
    pub(crate) node: NodeId,
    pub(crate) from: LaneId,
    pub(crate) to: LaneId,
    pub(crate) direction: TurnDirection,
    pub(crate) right_of_way: RightOfWay,
    pub(crate) classes: ClassSet,
    /// What a driver bears in the curve (m/s²).
    pub(crate) lateral_accel_mps2: f64,
}

/// Adds a turn with its inner lane, as fast as both lanes and the curve let one be.
pub(crate) fn push_turn(map: &mut Map, new: NewTurn) {
    let (from, to) = (map.lane(new.from), map.lane(new.to));
    let shape = inner_shape(&from.shape, &to.shape);
    let curve_mps = curve_speed_mps(&shape, new.lateral_accel_mps2).max(WALKING_MPS);
    let (id, inner) = (TurnId(map.turns.len() as u32), LaneId(map.lanes.len() as u32));
    let lane = Lane {
        owner: LaneOwner::Turn(id),
        index: 0,
        kind: LaneKind::Inner,
        classes: new.classes,
        speed_mps: from.speed_mps.min(to.speed_mps).min(curve_mps),
        width_m: from.width_m.min(to.width_m),
        length_m: shape.length_m().max(0.1),
        shape,
        change_left: ClassSet::NONE,
        change_right: ClassSet::NONE,
        stop_offset_m: 0.0,
    };
    map.lanes.push(lane);
    map.turns.push(Turn {
        node: new.node,
        from: new.from,
        to: new.to,
        inner,
        direction: new.direction,
        right_of_way: new.right_of_way,
        signal: None,
        classes: new.classes,
        keep_clear: true,
        wait_at_m: None,
    });
}
