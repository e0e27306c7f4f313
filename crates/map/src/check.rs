//! Whether a map holds together: what every reader of a map may rely on.
//!
//! Importers call [`check`] on what they made, and the native reader on what it read; after that, indices are
//! in range and numbers are sound, and nobody has to ask again.

mod error;
mod numbers;
mod signals;

pub use error::{At, CheckError};

use crate::{Conflict, Lane, LaneId, LaneOwner, Link, LinkId, Map, Turn};
use numbers::{finite, line, lines, not_negative, positive};

/// Finds the first place where a map contradicts itself.
///
/// In order: ids in range; each link's lanes its own; each turn's inner lane its own and its node between its
/// two links; coordinates and measures finite, none beyond 1e9; lengths, widths, speeds and phases above 0;
/// lines of two points or more and rings of three; signal groups in every phase of every programme; conflicts
/// sorted, of one node.
pub fn check(map: &Map) -> Result<(), CheckError> {
    numbers::check_place_on_earth(map)?;
    for (i, node) in map.nodes.iter().enumerate() {
        let at = || At::named("node", i, &node.id);
        finite(&at, "at", &[node.at.x, node.at.y])?;
        lines(&at, "outline", &node.outline, 0)?;
    }
    for (i, link) in map.links.iter().enumerate() {
        check_link(map, i, link)?;
    }
    for (i, lane) in map.lanes.iter().enumerate() {
        check_lane(map, i, lane)?;
    }
    for (i, turn) in map.turns.iter().enumerate() {
        check_turn(map, i, turn)?;
    }
    for (i, conflict) in map.conflicts.iter().enumerate() {
        check_conflict(map, i, conflict)?;
    }
    for (i, path) in map.banned_paths.iter().enumerate() {
        for link in &path.links {
            in_range(&|| At::new("banned path", i), "links", link.0, map.links.len())?;
        }
    }
    signals::check(map)?;
    check_surroundings(map)
}

type Where<'a> = &'a dyn Fn() -> At;

fn in_range(at: Where, field: &'static str, found: u32, count: usize) -> Result<(), CheckError> {
    if (found as usize) < count {
        return Ok(());
    }
    Err(CheckError::OutOfRange { at: at(), field, found, count })
}

fn require(good: bool, at: Where, what: &'static str) -> Result<(), CheckError> {
    if good { Ok(()) } else { Err(CheckError::Contradiction { at: at(), what }) }
}

fn check_link(map: &Map, i: usize, link: &Link) -> Result<(), CheckError> {
    let at = || At::named("link", i, &link.id);
    in_range(&at, "from", link.from.0, map.nodes.len())?;
    in_range(&at, "to", link.to.0, map.nodes.len())?;
    positive(&at, "length_m", link.length_m)?;
    require(link.lane_count > 0, &at, "it has no lane")?;
    let last = link.first_lane.0.saturating_add(link.lane_count - 1);
    in_range(&at, "first_lane + lane_count - 1", last, map.lanes.len())?;
    for (index, lane) in (link.first_lane.0..=last).enumerate() {
        let lane = &map.lanes[lane as usize];
        let own = lane.owner == LaneOwner::Link(LinkId(i as u32));
        require(own, &at, "a lane in its range belongs to another link or turn")?;
        require(lane.index as usize == index, &at, "its lanes are not numbered from 0 upwards")?;
    }
    Ok(())
}

fn check_lane(map: &Map, i: usize, lane: &Lane) -> Result<(), CheckError> {
    let at = || At::new("lane", i);
    let id = LaneId(i as u32);
    match lane.owner {
        LaneOwner::Link(link) => {
            in_range(&at, "owner", link.0, map.links.len())?;
            let link = &map.links[link.0 as usize];
            let place = id.0.checked_sub(link.first_lane.0);
            let mine = place.is_some_and(|place| place < link.lane_count);
            require(mine, &at, "it is not among the lanes of the link that owns it")?;
        }
        LaneOwner::Turn(turn) => {
            in_range(&at, "owner", turn.0, map.turns.len())?;
            let mine = map.turns[turn.0 as usize].inner == id;
            require(mine, &at, "it is not the inner lane of the turn that owns it")?;
        }
    }
    positive(&at, "speed_mps", lane.speed_mps)?;
    positive(&at, "width_m", lane.width_m)?;
    positive(&at, "length_m", lane.length_m)?;
    not_negative(&at, "stop_offset_m", lane.stop_offset_m)?;
    line(&at, "shape", &lane.shape)
}

fn check_turn(map: &Map, i: usize, turn: &Turn) -> Result<(), CheckError> {
    let at = || At::new("turn", i);
    in_range(&at, "node", turn.node.0, map.nodes.len())?;
    for (field, lane) in [("from", turn.from), ("to", turn.to), ("inner", turn.inner)] {
        in_range(&at, field, lane.0, map.lanes.len())?;
    }
    let own = map.lane(turn.inner).owner == LaneOwner::Turn(crate::TurnId(i as u32));
    require(own, &at, "its inner lane belongs to another turn or link")?;
    let link_of = |lane: LaneId| map.link_of(lane).map(|link| map.link(link));
    let arrives = link_of(turn.from).is_some_and(|link| link.to == turn.node);
    require(arrives, &at, "the lane that it leaves is of no link that ends at its node")?;
    let departs = link_of(turn.to).is_some_and(|link| link.from == turn.node);
    require(departs, &at, "the lane that it enters is of no link that starts at its node")?;
    if let Some(wait_at_m) = turn.wait_at_m {
        not_negative(&at, "wait_at_m", wait_at_m)?;
    }
    Ok(())
}

fn check_conflict(map: &Map, i: usize, conflict: &Conflict) -> Result<(), CheckError> {
    let at = || At::new("conflict", i);
    in_range(&at, "first", conflict.first.0, map.turns.len())?;
    in_range(&at, "second", conflict.second.0, map.turns.len())?;
    require(conflict.first < conflict.second, &at, "its first turn does not have the lower id")?;
    let one_node = map.turn(conflict.first).node == map.turn(conflict.second).node;
    require(one_node, &at, "its turns pass different nodes")?;
    for span in [conflict.first_span, conflict.second_span] {
        not_negative(&at, "enter_m", span.enter_m)?;
        not_negative(&at, "leave_m", span.leave_m)?;
        require(span.enter_m <= span.leave_m, &at, "a span ends before it starts")?;
    }
    not_negative(&at, "angle_rad", conflict.angle_rad)?;
    let key = |c: &Conflict| (c.first, c.second);
    let before = i.checked_sub(1).and_then(|j| map.conflicts.get(j));
    let sorted = before.is_none_or(|before| key(before) < key(conflict));
    require(sorted, &at, "conflicts are not sorted by first and second turn, or one stands there twice")
}

fn check_surroundings(map: &Map) -> Result<(), CheckError> {
    for (i, crosswalk) in map.crosswalks.iter().enumerate() {
        let at = || At::named("crosswalk", i, &crosswalk.id);
        line(&at, "line", &crosswalk.line)?;
        positive(&at, "width_m", crosswalk.width_m)?;
        if let Some(node) = crosswalk.node {
            in_range(&at, "node", node.0, map.nodes.len())?;
        }
        for link in &crosswalk.links {
            in_range(&at, "links", link.0, map.links.len())?;
        }
    }
    for (i, pavement) in map.pavements.iter().enumerate() {
        let at = || At::named("pavement", i, &pavement.id);
        line(&at, "line", &pavement.line)?;
        positive(&at, "width_m", pavement.width_m)?;
    }
    for (i, building) in map.buildings.iter().enumerate() {
        let at = || At::named("building", i, &building.id);
        lines(&at, "ring", &building.ring, 3)?;
        for hole in &building.holes {
            lines(&at, "holes", hole, 3)?;
        }
        finite(&at, "base_m", &[building.base_m])?;
        finite(&at, "top_m", &[building.top_m])?;
        require(building.base_m <= building.top_m, &at, "its top is below its foot")?;
    }
    for (i, stop) in map.bus_stops.iter().enumerate() {
        let at = || At::named("bus stop", i, &stop.id);
        in_range(&at, "lane", stop.lane.0, map.lanes.len())?;
        not_negative(&at, "start_m", stop.start_m)?;
        not_negative(&at, "end_m", stop.end_m)?;
        require(stop.start_m <= stop.end_m, &at, "it ends before it starts")?;
    }
    for (i, place) in map.places.iter().enumerate() {
        lines(&|| At::named("place", i, &place.id), "polygon", &place.polygon, 3)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
