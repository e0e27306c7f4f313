//! Which lanes of a link a vehicle class can use and get to.

use crate::{Lane, LaneId, LaneKind, Link, Map, VehicleClass};

/// A block of neighbouring lanes of one link, by their numbers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LaneBlock {
    pub(super) rightmost: u32,
    pub(super) leftmost: u32,
}

impl LaneBlock {
    /// All lanes of a link.
    pub(super) fn whole(link: &Link) -> Self {
        Self { rightmost: 0, leftmost: link.lane_count.saturating_sub(1) }
    }

    /// Whether the lane of that number is in it.
    pub(super) fn has(self, index: u32) -> bool {
        (self.rightmost..=self.leftmost).contains(&index)
    }
}

/// Whether vehicles of a class drive on a lane along a route.
///
/// What has a motor keeps to carriageways even where a footway's classes say otherwise.
pub(super) fn carries(lane: &Lane, class: VehicleClass) -> bool {
    let kind_fits = match lane.kind {
        LaneKind::Driving | LaneKind::Bus => true,
        LaneKind::Cycle => matches!(class, VehicleClass::Bicycle | VehicleClass::Scooter),
        LaneKind::Foot => {
            matches!(class, VehicleClass::Pedestrian | VehicleClass::Bicycle | VehicleClass::Scooter)
        }
        LaneKind::Rail => class == VehicleClass::Rail,
        LaneKind::BothWays | LaneKind::Inner => false,
    };
    kind_fits && lane.classes.has(class)
}

/// The lane of a link by its number.
pub(super) fn lane_of<'m>(map: &'m Map, link: &Link, index: u32) -> Option<&'m Lane> {
    let in_link = index < link.lane_count;
    let id = LaneId(link.first_lane.0.checked_add(index)?);
    in_link.then(|| map.lanes.get(id.0 as usize))?
}

/// Whether some lane of a link carries a class.
pub(super) fn is_usable(map: &Map, link: &Link, class: VehicleClass) -> bool {
    (0..link.lane_count).any(|i| lane_of(map, link, i).is_some_and(|lane| carries(lane, class)))
}

/// Highest limit (m/s) among the lanes that carry a class.
pub(super) fn speed_mps(map: &Map, link: &Link, class: VehicleClass) -> f64 {
    (0..link.lane_count)
        .filter_map(|i| lane_of(map, link, i))
        .filter(|lane| carries(lane, class))
        .map(|lane| lane.speed_mps)
        .fold(0.0, f64::max)
}

/// The lanes that a vehicle can get to from the lane on which it enters a link.
///
/// All lanes of the class where that is so, written as the whole link: nearly every link is of this kind, and
/// needs one state. A line that must not be crossed makes it a smaller block.
pub(super) fn reachable(map: &Map, link: &Link, entered: u32, class: VehicleClass) -> LaneBlock {
    let allowed = |index: u32| lane_of(map, link, index).filter(|lane| carries(lane, class));
    let mut block = LaneBlock { rightmost: entered, leftmost: entered };
    while let Some(lane) = allowed(block.leftmost) {
        if !lane.change_left.has(class) || allowed(block.leftmost + 1).is_none() {
            break;
        }
        block.leftmost += 1;
    }
    while let Some(lane) = allowed(block.rightmost) {
        if block.rightmost == 0 || !lane.change_right.has(class) || allowed(block.rightmost - 1).is_none() {
            break;
        }
        block.rightmost -= 1;
    }
    let reaches_all = (0..link.lane_count).all(|i| block.has(i) || allowed(i).is_none());
    if reaches_all { LaneBlock::whole(link) } else { block }
}
