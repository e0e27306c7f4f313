//! How many lanes a way has each way, whatever part of it the tags leave out.

use super::notes::Notes;
use super::parameters::LaneDefaults;
use super::tags::Tags;

/// Lanes for motor vehicles of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LaneCounts {
    pub(crate) forward: u32,
    pub(crate) backward: u32,
    /// Turning lanes of both directions.
    pub(crate) both_ways: u32,
    /// One lane that serves both directions.
    pub(crate) shared: bool,
    /// Whether the count forward is a default, in which no bus lane is counted yet.
    pub(crate) forward_is_default: bool,
    /// The same backward.
    pub(crate) backward_is_default: bool,
}

/// A way whose lanes are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CountQuery<'a> {
    pub(crate) way: i64,
    pub(crate) line: u32,
    pub(crate) tags: &'a Tags,
    pub(crate) class_name: &'a str,
    /// Default lanes of one direction.
    pub(crate) class_lanes: u32,
    pub(crate) oneway: bool,
    /// Lanes for buses against a one-way street.
    pub(crate) contraflow: u32,
    pub(crate) limits: LaneDefaults,
}

/// Keys whose value lists the lanes one by one.
const LISTS: [&str; 9] = [
    "turn:lanes",
    "bus:lanes",
    "psv:lanes",
    "vehicle:lanes",
    "motor_vehicle:lanes",
    "access:lanes",
    "change:lanes",
    "maxspeed:lanes",
    "width:lanes",
];

/// Counts the lanes of a way.
pub(crate) fn count(query: CountQuery, notes: &mut Notes) -> LaneCounts {
    if query.oneway { count_oneway(query, notes) } else { count_two_way(query, notes) }
}

fn count_oneway(query: CountQuery, notes: &mut Notes) -> LaneCounts {
    let total = query.tagged("lanes", notes);
    let backward = query.tagged("lanes:backward", notes).filter(|_| query.contraflow > 0);
    let backward = backward.unwrap_or(query.contraflow);
    let listed = query.listed("").or_else(|| query.listed(":forward"));
    let known = query.tagged("lanes:forward", notes).or_else(|| {
        let rest = total?.saturating_sub(backward);
        if rest == 0 {
            let what = format!("way {}: lanes leave none for its own direction: one is added", query.way);
            notes.warn(query.line, what);
        }
        Some(rest.max(1))
    });
    let forward = known.or(listed).unwrap_or_else(|| query.default_lanes(notes));
    LaneCounts {
        forward,
        backward,
        both_ways: 0,
        shared: false,
        forward_is_default: known.is_none() && listed.is_none(),
        backward_is_default: false,
    }
}

fn count_two_way(query: CountQuery, notes: &mut Notes) -> LaneCounts {
    let both_ways = query.tagged("lanes:both_ways", notes).unwrap_or(0);
    let total = query.tagged("lanes", notes);
    let forward = query.tagged("lanes:forward", notes).or_else(|| query.listed(":forward"));
    let backward = query.tagged("lanes:backward", notes).or_else(|| query.listed(":backward"));
    let mut counts = LaneCounts {
        forward: 1,
        backward: 1,
        both_ways,
        shared: false,
        forward_is_default: false,
        backward_is_default: false,
    };
    match (total, forward, backward) {
        (Some(1), None, None) => {
            counts.shared = true;
            let what =
                format!("way {}: one lane for both directions: each may use it (shared lane)", query.way);
            notes.warn(query.line, what);
        }
        (total, Some(forward), Some(backward)) => {
            (counts.forward, counts.backward) = (forward, backward);
            let sum = forward + backward + both_ways;
            if total.is_some_and(|total| total != sum) {
                let what = format!(
                    "way {}: lanes={} but its parts add up to {sum}: the parts are taken",
                    query.way,
                    total.unwrap_or(0)
                );
                notes.warn(query.line, what);
            }
        }
        (Some(total), Some(known), None) => {
            (counts.forward, counts.backward) = (known, query.rest_of(total, known + both_ways, notes));
        }
        (Some(total), None, Some(known)) => {
            (counts.backward, counts.forward) = (known, query.rest_of(total, known + both_ways, notes));
        }
        (Some(total), None, None) => {
            let through = total.saturating_sub(both_ways).max(2);
            // Of an odd number the direction of the way gets one more.
            (counts.forward, counts.backward) = (through.div_ceil(2), through / 2);
            if through % 2 == 1 {
                notes.default_taken("lanes.odd_split");
            }
        }
        (None, forward, backward) => {
            counts.forward_is_default = forward.is_none();
            counts.backward_is_default = backward.is_none();
            let default = query.default_lanes(notes);
            counts.forward = forward.unwrap_or(default);
            counts.backward = backward.unwrap_or(default);
        }
    }
    counts
}

impl CountQuery<'_> {
    /// A count that stands in a tag: of a list the first, of a fraction the whole part.
    fn tagged(&self, key: &str, notes: &mut Notes) -> Option<u32> {
        let text = self.tags.get(key)?;
        let first = text.split(';').next().unwrap_or_default();
        let count = super::units::number(first).unwrap_or(-1.0);
        let most = if key == "lanes" { self.limits.plausible_max * 2 } else { self.limits.plausible_max };
        // No lane at all is a plain answer for a part, and none for the whole.
        let least = if key == "lanes" { 1.0 } else { 0.0 };
        if !(least..=f64::from(most)).contains(&count) {
            let text = crate::xml::shortened(text);
            notes.warn(
                self.line,
                format!("way {}: {key}=\"{text}\" is no count of lanes: not read", self.way),
            );
            return None;
        }
        if count < 1.0 {
            return (key == "lanes:both_ways").then_some(0);
        }
        Some(count as u32)
    }

    /// How many lanes the lists of one direction have, where the first that there is has a plausible length.
    fn listed(&self, suffix: &str) -> Option<u32> {
        let lists = LISTS.iter().filter_map(|key| self.tags.get(&format!("{key}{suffix}")));
        let count = lists.map(|list| list.split('|').count() as u32).next()?;
        (1..=self.limits.plausible_max).contains(&count).then_some(count)
    }

    fn rest_of(&self, total: u32, known: u32, notes: &mut Notes) -> u32 {
        let rest = total.saturating_sub(known);
        if rest == 0 {
            let what = format!(
                "way {}: lanes={total} leave no lane for one direction of a two-way road: one is added",
                self.way
            );
            notes.warn(self.line, what);
        }
        rest.max(1)
    }

    fn default_lanes(&self, notes: &mut Notes) -> u32 {
        notes.default_taken(format!("lanes.{}", self.class_name));
        self.class_lanes
    }
}

#[cfg(test)]
mod tests {
    use super::super::parameters::RoadDefaults;
    use super::*;

    fn counted(oneway: bool, contraflow: u32, pairs: &[(&str, &str)]) -> (u32, u32, u32, bool, usize) {
        let tags: Tags = pairs.iter().copied().collect();
        let limits = RoadDefaults::shipped().unwrap().lane;
        let query = CountQuery {
            way: 1,
            line: 1,
            tags: &tags,
            class_name: "tertiary",
            class_lanes: 1,
            oneway,
            contraflow,
            limits,
        };
        let mut notes = Notes::new("t.osm");
        let c = count(query, &mut notes);
        (c.forward, c.backward, c.both_ways, c.shared, notes.into_parts().0.len())
    }

    #[test]
    fn the_missing_part_is_what_is_left_of_the_total() {
        assert_eq!(counted(false, 0, &[("lanes", "3"), ("lanes:forward", "2")]), (2, 1, 0, false, 0));
        assert_eq!(counted(false, 0, &[("lanes", "3"), ("lanes:backward", "2")]), (1, 2, 0, false, 0));
        let both = [("lanes", "5"), ("lanes:forward", "2"), ("lanes:both_ways", "1")];
        assert_eq!(counted(false, 0, &both), (2, 2, 1, false, 0));
        assert_eq!(
            counted(false, 0, &[("lanes:forward", "2"), ("lanes:backward", "1")]),
            (2, 1, 0, false, 0)
        );
        assert_eq!(counted(false, 0, &[("lanes", "4")]), (2, 2, 0, false, 0));
        assert_eq!(counted(false, 0, &[("lanes", "3"), ("lanes:both_ways", "1")]), (1, 1, 1, false, 0));
    }

    #[test]
    fn parts_that_contradict_the_total_are_trusted_with_a_warning() {
        let more = [("lanes", "3"), ("lanes:forward", "2"), ("lanes:backward", "2")];
        assert_eq!(counted(false, 0, &more), (2, 2, 0, false, 1));
        assert_eq!(counted(false, 0, &[("lanes", "2"), ("lanes:forward", "2")]), (2, 1, 0, false, 1));
    }

    #[test]
    fn one_lane_both_ways_is_shared_and_named() {
        assert_eq!(counted(false, 0, &[("lanes", "1")]), (1, 1, 0, true, 1));
        assert_eq!(counted(true, 0, &[("lanes", "1")]), (1, 0, 0, false, 0));
    }

    #[test]
    fn a_bus_lane_against_the_traffic_is_part_of_the_total() {
        assert_eq!(counted(true, 1, &[("lanes", "3")]), (2, 1, 0, false, 0));
        assert_eq!(counted(true, 1, &[]), (1, 1, 0, false, 0));
        assert_eq!(counted(true, 1, &[("lanes", "1")]), (1, 1, 0, false, 1));
    }

    #[test]
    fn junk_is_named_and_the_lists_or_the_class_stand_in() {
        assert_eq!(counted(false, 0, &[("lanes", "many")]), (1, 1, 0, false, 1));
        assert_eq!(counted(false, 0, &[("lanes", "0")]), (1, 1, 0, false, 1));
        assert_eq!(counted(false, 0, &[("lanes", "900")]), (1, 1, 0, false, 1));
        assert_eq!(counted(true, 0, &[("turn:lanes", "left||right")]), (3, 0, 0, false, 0));
        assert_eq!(counted(true, 0, &[("lanes", "2;3")]), (2, 0, 0, false, 0));
    }
}
