//! Who answers for what two road users brought about: a rule, not a court.

use crate::memory::Memory;
use pilotzone_map::{Aspect, LaneOwner, Map, TurnId};
use pilotzone_scenario::file::IncidentsFile;
use pilotzone_world::scene::seen;
use pilotzone_world::{AgentClass, AgentKey, RoadUser};
use serde::{Deserialize, Serialize};

/// Why one answers for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blame {
    /// It was in its own hands alone.
    Alone,
    /// It ran up to one ahead.
    Followed,
    /// It changed lanes right in front of the other.
    CutIn,
    /// It went on red.
    RanRed,
    /// It had to give way.
    DidNotYield,
    /// It was a vehicle, the other on foot.
    EndangeredPerson,
    /// No rule says more: it came later to the place, or ran into the other.
    CameLater,
    /// It flew, or fell, where it should not.
    Flew,
}

impl Blame {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Followed => "followed",
            Self::CutIn => "cut_in",
            Self::RanRed => "ran_red",
            Self::DidNotYield => "did_not_yield",
            Self::EndangeredPerson => "endangered_person",
            Self::Flew => "flew",
            Self::CameLater => "came_later",
        }
    }
}

/// What the rule looks at.
pub(crate) struct Court<'a> {
    pub map: &'a Map,
    pub memory: &'a Memory,
    pub rules: &'a IncidentsFile,
    pub time_s: f64,
}

impl Court<'_> {
    /// One behind the other.
    pub fn following(&self, follower: AgentKey, leader: AgentKey) -> (AgentKey, Blame) {
        if self.memory.changed_lanes(leader, self.time_s - self.rules.cut_in_s) {
            return (leader, Blame::CutIn);
        }
        (follower, Blame::Followed)
    }

    /// Two whose ways cross; `later` came later to the place, or ran into the other.
    pub fn crossing(&self, a: &RoadUser, b: &RoadUser, later: AgentKey) -> (AgentKey, Blame) {
        let from_s = self.time_s - self.rules.cause_window_s;
        let red = [a, b].map(|user| self.memory.ran_red(user.key, from_s));
        if red[0] != red[1] {
            return (if red[0] { a.key } else { b.key }, Blame::RanRed);
        }
        let on_foot = [a, b].map(|user| user.class == AgentClass::Pedestrian);
        if on_foot[0] != on_foot[1] {
            return (if on_foot[0] { b.key } else { a.key }, Blame::EndangeredPerson);
        }
        let cut_in =
            [a, b].map(|user| self.memory.changed_lanes(user.key, self.time_s - self.rules.cut_in_s));
        if cut_in[0] != cut_in[1] {
            return (if cut_in[0] { a.key } else { b.key }, Blame::CutIn);
        }
        let yields = self.yields(a, b, from_s);
        if yields[0] != yields[1] {
            return (if yields[0] { a.key } else { b.key }, Blame::DidNotYield);
        }
        (later, Blame::CameLater)
    }

    /// Two that collided; the first ran into the second.
    pub fn collision(&self, a: &RoadUser, b: &RoadUser) -> (AgentKey, Blame) {
        if b.is(seen::OBJECT) {
            return (a.key, Blame::Alone);
        }
        if a.is(seen::OBJECT) {
            return (b.key, Blame::Alone);
        }
        if a.lane == b.lane && a.class != AgentClass::Pedestrian && b.class != AgentClass::Pedestrian {
            let (rear, front) = if a.pos_m <= b.pos_m { (a, b) } else { (b, a) };
            return self.following(rear.key, front.key);
        }
        self.crossing(a, b, a.key)
    }

    /// Who of the two had to give way: by the lights at which they entered, else by the map.
    fn yields(&self, a: &RoadUser, b: &RoadUser, from_s: f64) -> [bool; 2] {
        let lights = [a, b].map(|user| self.memory.last_light(user.key, from_s));
        let gives_way = lights.map(|light| matches!(light, Some(Aspect::GreenYield | Aspect::StopThenGo)));
        if gives_way[0] != gives_way[1] && lights.iter().all(Option::is_some) {
            return gives_way;
        }
        let turns = [a, b].map(|user| self.turn(user));
        let [Some(of_a), Some(of_b)] = turns else { return [false; 2] };
        let (low, high) = (of_a.min(of_b), of_a.max(of_b));
        let found = self.map.conflicts.binary_search_by_key(&(low, high), |c| (c.first, c.second));
        let Ok(found) = found else { return [false; 2] };
        let conflict = &self.map.conflicts[found];
        let yields = [conflict.first_yields, conflict.second_yields];
        if of_a == low { yields } else { [yields[1], yields[0]] }
    }

    fn turn(&self, user: &RoadUser) -> Option<TurnId> {
        match self.map.lanes.get(user.lane.0 as usize)?.owner {
            LaneOwner::Turn(turn) => Some(turn),
            LaneOwner::Link(_) => None,
        }
    }
}
