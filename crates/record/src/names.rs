//! Names of agents, lanes, junctions and signals as tables show them, made once for a run.

use crate::table::words;
use arrow_array::StringArray;
use pilotzone_map::{LaneId, LaneOwner, Map};
use pilotzone_scenario::Run;
use pilotzone_world::AgentKey;
use std::sync::Arc;

/// The words that rows point to by number.
pub(crate) struct Names {
    /// By trip number, then by number of the flight.
    pub agents: Arc<StringArray>,
    /// By lane id.
    pub lanes: Arc<StringArray>,
    /// By node id.
    pub nodes: Arc<StringArray>,
    /// By signal id.
    pub signals: Arc<StringArray>,
    /// By place on the map.
    pub crosswalks: Arc<StringArray>,
    /// By place in the rule pack.
    pub rules: Arc<StringArray>,
    /// From an agent to its trip.
    pub keys: Keys,
    /// From an agent to its place among trips and flights.
    pub agent_keys: Keys,
}

/// The number of each agent's trip.
#[derive(Debug)]
pub(crate) struct Keys(Vec<(AgentKey, u32)>);

impl Keys {
    pub fn of(run: &Run) -> Self {
        let mut keys: Vec<(AgentKey, u32)> =
            run.trips.iter().enumerate().map(|(id, trip)| (trip.key, id as u32)).collect();
        keys.sort_unstable();
        Self(keys)
    }

    /// Trips and flights.
    pub fn with_flights(run: &Run) -> Self {
        let mut keys = Self::of(run).0;
        let first = run.trips.len() as u32;
        keys.extend(run.air.flights.iter().zip(first..).map(|(flight, id)| (flight.key, id)));
        keys.sort_unstable();
        Self(keys)
    }

    /// The number of the trip whose agent has that key.
    pub fn trip(&self, key: AgentKey) -> Option<u32> {
        let at = self.0.binary_search_by_key(&key, |entry| entry.0).ok()?;
        self.0.get(at).map(|entry| entry.1)
    }
}

impl Names {
    pub fn of(run: &Run) -> Self {
        Self {
            agents: words(
                run.trips
                    .iter()
                    .map(|trip| trip.name.as_str())
                    .chain(run.air.flights.iter().map(|flight| flight.name.as_str())),
            ),
            lanes: Arc::new(StringArray::from_iter_values(lane_names(&run.map))),
            nodes: words(run.map.nodes.iter().map(|node| node.id.as_str())),
            signals: words(run.map.signals.iter().map(|signal| signal.id.as_str())),
            crosswalks: words(run.map.crosswalks.iter().map(|crosswalk| crosswalk.id.as_str())),
            rules: words(
                run.regime.pack.iter().flat_map(|pack| pack.rules.iter().map(|rule| rule.id.as_str())),
            ),
            keys: Keys::of(run),
            agent_keys: Keys::with_flights(run),
        }
    }
}

fn lane_names(map: &Map) -> impl Iterator<Item = String> + '_ {
    (0..map.lanes.len() as u32).map(|lane| lane_name(map, LaneId(lane)))
}

/// `LINK_INDEX` for a lane of a link, 0 being rightmost; `:NODE_TURN` for one inside a junction.
pub(crate) fn lane_name(map: &Map, lane: LaneId) -> String {
    let Some(lane) = map.lanes.get(lane.0 as usize) else { return "?".to_owned() };
    match lane.owner {
        LaneOwner::Link(link) => {
            let id = map.links.get(link.0 as usize).map_or("?", |link| link.id.as_str());
            format!("{id}_{}", lane.index)
        }
        LaneOwner::Turn(turn) => {
            let node = map.turns.get(turn.0 as usize).and_then(|turn| map.nodes.get(turn.node.0 as usize));
            format!(":{}_{}", node.map_or("?", |node| node.id.as_str()), turn.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::builder::four_arm_crossing;

    #[test]
    fn lanes_are_named_by_their_link_or_their_junction() {
        let map = four_arm_crossing();
        let names: Vec<String> = lane_names(&map).collect();
        assert_eq!(names[..2], ["n_in_0", "n_in_1"]);
        let inner = map.turns[0].inner.0 as usize;
        assert_eq!(names[inner], ":x_0");
    }
}
