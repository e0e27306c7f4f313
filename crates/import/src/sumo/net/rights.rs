//! Who gives way to whom: the response matrices of the junctions.

use std::collections::BTreeMap;

use super::Draft;
use super::raw::{Function, RawJunction, Request};
use pilotzone_map::geometry::find_conflicts;
use pilotzone_map::{Map, RightOfWay, TurnDirection, TurnId};

/// Which link of which junction's matrix each turn is.
pub(super) struct Requests<'a> {
    matrices: Vec<&'a BTreeMap<u32, Request>>,
    /// For each turn: the place of its matrix, and its number there.
    of_turn: Vec<Option<(usize, u32)>>,
}

impl<'a> Requests<'a> {
    /// Numbers the links of every junction as SUMO does: along its incoming lanes, and for each lane in the order
    /// of the file. `turn_of` tells the turn that a connection has become.
    pub(super) fn of(draft: &mut Draft<'a>, turn_of: &[Option<TurnId>]) -> Self {
        let raw = draft.raw;
        let functions: BTreeMap<&str, Function> =
            raw.edges.iter().map(|edge| (edge.id.as_str(), edge.function)).collect();
        let function = |edge: &str| functions.get(edge).copied().unwrap_or(Function::Normal);
        let mut requests = Self { matrices: Vec::new(), of_turn: vec![None; draft.map.turns.len()] };
        for junction in &raw.junctions {
            if junction.requests.is_empty() || junction.id.starts_with(':') {
                continue;
            }
            let numbered = links_of(draft, junction, &function);
            let expected = junction.requests.len();
            // Crossings follow the links of vehicles and of people, one each.
            let complete = junction.requests.values().all(|r| r.response.len() == expected);
            if numbered.len() > expected || !complete {
                let what = format!(
                    "junction `{}` has {expected} requests for {} links; its right of way is taken from the states",
                    junction.id,
                    numbered.len()
                );
                draft.warn(junction.line, what);
                continue;
            }
            for (number, connection) in numbered.into_iter().enumerate() {
                let turn = turn_of.get(connection).copied().flatten();
                if let Some(slot) = turn.and_then(|turn| requests.of_turn.get_mut(turn.0 as usize)) {
                    *slot = Some((requests.matrices.len(), number as u32));
                }
            }
            requests.matrices.push(&junction.requests);
        }
        requests
    }

    /// Whether the matrix makes the first turn give way to the second; none where no matrix knows both.
    fn yields(&self, first: TurnId, second: TurnId) -> Option<bool> {
        let place = |turn: TurnId| self.of_turn.get(turn.0 as usize).copied().flatten();
        let ((matrix, number), (other_matrix, other)) = (place(first)?, place(second)?);
        if matrix != other_matrix {
            return None;
        }
        let request = self.matrices.get(matrix)?.get(&number)?;
        request.response.get(other as usize).copied()
    }
}

/// The junction's links in the order of their numbers, as places in the file's connections.
fn links_of(draft: &Draft<'_>, junction: &RawJunction, function: &impl Fn(&str) -> Function) -> Vec<usize> {
    let mut numbered = Vec::new();
    for name in &junction.incoming {
        let Some(&(edge, lane)) = draft.lanes.get(name.as_str()) else { continue };
        let on_foot = function(edge) == Function::WalkingArea;
        for &i in draft.connections_from.get(&(edge, lane.index)).into_iter().flatten() {
            let Some(connection) = draft.raw.connections.get(i) else { continue };
            let to = function(&connection.to);
            if to != Function::WalkingArea && (!on_foot || to == Function::Crossing) {
                numbered.push(i);
            }
        }
    }
    numbered
}

/// Finds the conflicts of all turns and who yields in each.
pub(super) fn settle(draft: &mut Draft<'_>, requests: &Requests<'_>) {
    find_conflicts(&mut draft.map, &mut |map, first, second| {
        match (requests.yields(first, second), requests.yields(second, first)) {
            // Paths that the file takes to pass each other, and that do touch: somebody has to go first.
            (Some(false), Some(false)) => yields_by_state(map, first, second),
            (known, _) => known.unwrap_or_else(|| yields_by_state(map, first, second)),
        }
    });
}

/// Where no matrix helps: the lower rank gives way, among equals the left turn and who has the other to the right.
fn yields_by_state(map: &Map, first: TurnId, second: TurnId) -> bool {
    let (Some(a), Some(b)) = (map.turns.get(first.0 as usize), map.turns.get(second.0 as usize)) else {
        return false;
    };
    let rank = |right: RightOfWay| match right {
        RightOfWay::Priority => 0,
        RightOfWay::Yield | RightOfWay::RightHand | RightOfWay::Zipper => 1,
        RightOfWay::Stop | RightOfWay::AllWayStop => 2,
    };
    let (rank_a, rank_b) = (rank(a.right_of_way), rank(b.right_of_way));
    if rank_a != rank_b {
        return rank_a > rank_b;
    }
    let heading = |turn: &pilotzone_map::Turn| {
        let lane = map.lanes.get(turn.from.0 as usize);
        lane.map_or(0.0, |lane| lane.shape.pose_at(f64::MAX).heading_rad)
    };
    let crossing = |d: TurnDirection| matches!(d, TurnDirection::Left | TurnDirection::UTurn);
    // The other's heading seen from ours: +90 degrees comes from the right, 180 is oncoming.
    let seen = heading(b) - heading(a);
    let (sine, cosine) = (libm::sin(seen), libm::cos(seen));
    if cosine < -0.7 { crossing(a.direction) && !crossing(b.direction) } else { sine > 0.5 }
}
