//! A way with its tags, to a road with its lanes.

use super::bus_lanes::{self, BusQuery, Side};
use super::document::OsmWay;
use super::lane_counts::{self, CountQuery, LaneCounts};
use super::notes::Notes;
use super::parameters::{ClassDefaults, RoadDefaults};
use super::speeds::{self, SpeedQuery, Speeds};
use super::tags::Tags;
use super::turn_marks::{self, Marks};
use super::units;
use pilotzone_map::{Access, ClassSet, LaneKind, VehicleClass};

/// One lane of a road.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LaneSpec {
    pub(crate) kind: LaneKind,
    pub(crate) classes: ClassSet,
    pub(crate) width_m: f64,
    pub(crate) speed_mps: f64,
    /// Its arrows, where the source has them.
    pub(crate) marks: Option<Marks>,
}

/// A way that vehicles may drive on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Road {
    pub(crate) way: i64,
    pub(crate) line: u32,
    /// Its nodes in driving order: turned round where only the other direction is open.
    pub(crate) nodes: Vec<i64>,
    /// Whether the nodes were turned round.
    pub(crate) reversed: bool,
    /// Tags, keys swapped where the nodes were turned round.
    pub(crate) tags: Tags,
    pub(crate) class_name: String,
    pub(crate) priority: i32,
    pub(crate) name: Option<String>,
    pub(crate) layer: i32,
    pub(crate) roundabout: bool,
    pub(crate) access: Access,
    pub(crate) oneway: bool,
    /// Lanes along the way, from right to left.
    pub(crate) forward: Vec<LaneSpec>,
    /// Lanes against it, from right to left as their drivers see it.
    pub(crate) backward: Vec<LaneSpec>,
    /// Turning lanes of both directions, in the middle.
    pub(crate) both_ways: Vec<LaneSpec>,
    /// One lane serves both directions.
    pub(crate) shared: bool,
    /// How far the middle of all lanes lies to the left of the way's line (m).
    pub(crate) shift_left_m: f64,
}

impl Road {
    /// Width of all lanes (m).
    pub(crate) fn width_m(&self) -> f64 {
        let sum = |lanes: &[LaneSpec]| lanes.iter().map(|lane| lane.width_m).sum::<f64>();
        if self.shared {
            return sum(&self.forward).max(sum(&self.backward));
        }
        sum(&self.forward) + sum(&self.backward) + sum(&self.both_ways)
    }
}

/// Whether a way is tagged as something of the class table, though perhaps closed.
fn class_of<'a>(tags: &'a Tags, defaults: &RoadDefaults) -> Option<(&'a str, ClassDefaults)> {
    let value = tags.get("highway")?;
    value.split(';').map(str::trim).find_map(|name| Some((name, *defaults.class.get(name)?)))
}

/// The road that a way is; none where no vehicle drives there.
pub(crate) fn of_way(id: i64, way: &OsmWay, defaults: &RoadDefaults, notes: &mut Notes) -> Option<Road> {
    if way.tags.is("area", "yes") {
        return None;
    }
    let (_, class) = class_of(&way.tags, defaults)?;
    let direction = direction_of(id, way, notes)?;
    let reversed = direction == Direction::Reversed;
    let tags = if reversed { turned_round(&way.tags) } else { way.tags.clone() };
    let class_name = class_of(&tags, defaults)?.0.to_owned();
    let (classes, access) = classes_of(id, way.line, &tags, &class_name, notes)?;
    let oneway = direction != Direction::Both;
    let mut nodes = way.nodes.clone();
    if reversed {
        nodes.reverse();
    }
    let layer = tags.get("layer").and_then(units::number).unwrap_or(0.0).clamp(-10.0, 10.0) as i32;
    let mut road = Road {
        way: id,
        line: way.line,
        nodes,
        reversed,
        class_name,
        priority: class.priority,
        name: ["name", "name:ko", "name:en"].iter().find_map(|key| tags.get(key)).map(str::to_owned),
        layer: if layer == 0 && tags.is_any("tunnel", &["yes"]) { -1 } else { layer },
        roundabout: tags.is_any("junction", &["roundabout", "circular"]) && oneway,
        access,
        oneway,
        forward: Vec::new(),
        backward: Vec::new(),
        both_ways: Vec::new(),
        shared: false,
        shift_left_m: 0.0,
        tags,
    };
    add_lanes(&mut road, class, classes, defaults, notes);
    Some(road)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Both,
    Forward,
    Reversed,
}

/// Which way a road is open; none where it is closed because nobody knows which.
fn direction_of(id: i64, way: &OsmWay, notes: &mut Notes) -> Option<Direction> {
    let tags = &way.tags;
    let implied = tags.is_any("junction", &["roundabout", "circular"]) || tags.is("highway", "motorway");
    let implied = if implied { Direction::Forward } else { Direction::Both };
    let Some((key, value)) =
        tags.first(&["oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"])
    else {
        return Some(implied);
    };
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Some(Direction::Forward),
        "-1" | "reverse" | "reversed" => Some(Direction::Reversed),
        "no" | "false" | "0" if tags.is("junction", "roundabout") => {
            let what = format!("way {id}: a roundabout with {key}={value}: it is one-way all the same");
            notes.warn(way.line, what);
            Some(Direction::Forward)
        }
        "no" | "false" | "0" => Some(Direction::Both),
        "reversible" | "alternating" => {
            let what = format!(
                "way {id}: {key}={value}: closed, since the file does not say when which direction is open"
            );
            notes.warn(way.line, what);
            None
        }
        other => {
            let other = crate::xml::shortened(other);
            notes.warn(way.line, format!("way {id}: {key}=\"{other}\" is not understood: not read"));
            Some(implied)
        }
    }
}

/// The tags of a way whose nodes are turned round: sides and directions change places.
fn turned_round(tags: &Tags) -> Tags {
    let swap = |word: &str| -> Option<&'static str> {
        Some(match word {
            "forward" => "backward",
            "backward" => "forward",
            "left" => "right",
            "right" => "left",
            _ => return None,
        })
    };
    let mut turned = Tags::default();
    for (key, value) in tags.iter() {
        let words: Vec<&str> = key.split(':').map(|word| swap(word).unwrap_or(word)).collect();
        let value = match key {
            "sidewalk" | "cycleway" => swap(value).unwrap_or(value),
            _ => value,
        };
        turned.push(&words.join(":"), value);
    }
    turned
}

/// Who may drive on a way and whether through; none where nobody with a motor may.
fn classes_of(
    id: i64,
    line: u32,
    tags: &Tags,
    class_name: &str,
    notes: &mut Notes,
) -> Option<(ClassSet, Access)> {
    let bus_road = matches!(class_name, "busway" | "bus_guideway");
    let may = |key: &str| tags.is_any(key, &["yes", "designated", "permissive", "official"]);
    let value = tags.first(&["motorcar", "motor_vehicle", "vehicle", "access"]).map_or("yes", |(_, v)| v);
    let closed = matches!(value, "no" | "agricultural" | "forestry" | "emergency" | "military");
    if bus_road || closed {
        let mut classes = ClassSet::NONE;
        if may("bus") || may("tourist_bus") || (bus_road && !closed) {
            classes = classes.or(ClassSet::BUS_ONLY);
        }
        if may("psv") {
            classes = classes.or(ClassSet::PSV);
        }
        if may("taxi") {
            classes = classes.with(VehicleClass::Taxi);
        }
        if may("hgv") && !bus_road {
            classes = classes.with(VehicleClass::Truck);
        }
        if classes.is_empty() {
            notes.note(line, format!("way {id}: closed to motor vehicles ({value}): not a road here"));
            return None;
        }
        return Some((classes, Access::Open));
    }
    let mut classes = ClassSet::ROAD;
    let motor_road = matches!(class_name, "motorway" | "motorway_link") || tags.is("motorroad", "yes");
    if motor_road {
        // RTA 63: no motorcycles and no cycles on motorways and motor roads.
        classes = classes
            .without(VehicleClass::Motorcycle)
            .without(VehicleClass::Bicycle)
            .without(VehicleClass::Scooter);
    }
    for (key, class) in [
        ("hgv", VehicleClass::Truck),
        ("motorcycle", VehicleClass::Motorcycle),
        ("bicycle", VehicleClass::Bicycle),
        ("bus", VehicleClass::Bus),
        ("taxi", VehicleClass::Taxi),
    ] {
        if tags.is(key, "no") {
            classes = classes.without(class);
        }
    }
    let limited = matches!(
        value,
        "private"
            | "destination"
            | "customers"
            | "delivery"
            | "permit"
            | "residents"
            | "permissive_destination"
    );
    // Who drives along a car park's aisle or a driveway wants to get there.
    let limited =
        limited || tags.is_any("service", &["parking_aisle", "driveway", "drive-through", "parking"]);
    Some((classes, if limited { Access::Destination } else { Access::Open }))
}

fn add_lanes(
    road: &mut Road,
    class: ClassDefaults,
    classes: ClassSet,
    defaults: &RoadDefaults,
    notes: &mut Notes,
) {
    let (way, line) = (road.way, road.line);
    let contraflow = if road.oneway { bus_lanes::contraflow(&road.tags) } else { None };
    let query = CountQuery {
        way,
        line,
        tags: &road.tags,
        class_name: &road.class_name,
        class_lanes: class.lanes,
        oneway: road.oneway,
        contraflow: contraflow.map_or(0, |(count, _)| count),
        limits: defaults.lane,
    };
    let mut counts = lane_counts::count(query, notes);
    let bus_query = BusQuery { way, line, tags: &road.tags, oneway: road.oneway };
    let bus_road = !classes.has(VehicleClass::Passenger);
    // Default counts are of general lanes; the tags tell of bus lanes beside them.
    if counts.forward_is_default && !bus_road {
        counts.forward += bus_lanes::extra_lanes(bus_query, Side::Forward);
    }
    if counts.backward_is_default && !bus_road {
        counts.backward += bus_lanes::extra_lanes(bus_query, Side::Backward);
    }
    let speed_query = SpeedQuery {
        way,
        line,
        tags: &road.tags,
        class_name: &road.class_name,
        class,
        lanes_per_direction: counts.forward.max(counts.backward) as usize,
    };
    let speeds = speeds::of_way(speed_query, defaults, notes);
    let width_m = lane_width_m(road, class, counts, defaults, notes);
    let lane = |speed_mps: f64| LaneSpec {
        kind: if bus_road { LaneKind::Bus } else { LaneKind::Driving },
        classes,
        width_m,
        speed_mps,
        marks: None,
    };
    let mut forward = vec![lane(speeds.forward_mps); counts.forward as usize];
    let mut backward = vec![lane(speeds.backward_mps); counts.backward as usize];
    if let Some((_, bus)) = contraflow {
        for lane in &mut backward {
            (lane.kind, lane.classes) = (LaneKind::Bus, bus);
        }
    } else if !bus_road {
        bus_lanes::apply(bus_query, Side::Backward, &mut backward, notes);
    }
    if !bus_road {
        bus_lanes::apply(bus_query, Side::Forward, &mut forward, notes);
    }
    for lane in forward.iter_mut().chain(&mut backward) {
        // What is banned from the whole way is banned from its special lanes too.
        if lane.kind == LaneKind::Driving {
            lane.classes = lane.classes.and(classes);
        }
    }
    refine(road, Side::Forward, &speeds, &mut forward, notes);
    refine(road, Side::Backward, &speeds, &mut backward, notes);
    road.both_ways = (0..counts.both_ways)
        .map(|_| LaneSpec {
            kind: LaneKind::BothWays,
            width_m: defaults.lane.both_ways_width_m,
            ..lane(speeds.forward_mps)
        })
        .collect();
    road.shared = counts.shared;
    (road.forward, road.backward) = (forward, backward);
    road.shift_left_m = placement_m(road, notes);
}

/// Width of one lane (m), from the way's own width where that is plausible.
fn lane_width_m(
    road: &Road,
    class: ClassDefaults,
    counts: LaneCounts,
    defaults: &RoadDefaults,
    notes: &mut Notes,
) -> f64 {
    let lanes = if counts.shared { 1 } else { counts.forward + counts.backward + counts.both_ways };
    let plausible = defaults.lane.width_min_m..=defaults.lane.width_max_m;
    for key in ["width:carriageway", "width"] {
        let Some(text) = road.tags.get(key) else { continue };
        let each_m = units::length_m(text).map(|m| m / f64::from(lanes.max(1)));
        match each_m {
            Some(m) if plausible.contains(&m) => return m,
            _ => {
                let text = crate::xml::shortened(text);
                let what =
                    format!("way {}: {key}=\"{text}\" gives no plausible lane width: not read", road.way);
                notes.note(road.line, what);
            }
        }
    }
    notes.default_taken(format!("lane_width.{}", road.class_name));
    class.lane_width_m
}

/// Arrows, limits and widths that are given lane by lane. `lanes` run from right to left, lists from left to right.
fn refine(road: &Road, side: Side, speeds: &Speeds, lanes: &mut [LaneSpec], notes: &mut Notes) {
    let list_mps = if side == Side::Forward { &speeds.forward_lanes_mps } else { &speeds.backward_lanes_mps };
    if list_mps.len() == lanes.len() {
        for (lane, mps) in lanes.iter_mut().rev().zip(list_mps) {
            lane.speed_mps = mps.unwrap_or(lane.speed_mps);
        }
    }
    let key = match side {
        Side::Forward if road.oneway && road.tags.get("turn:lanes").is_some() => "turn:lanes",
        Side::Forward => "turn:lanes:forward",
        Side::Backward => "turn:lanes:backward",
    };
    let Some(text) = road.tags.get(key) else { return };
    if lanes.is_empty() {
        return;
    }
    let marks = turn_marks::parse(text, road.way, road.line, notes);
    let general = lanes.iter().filter(|lane| lane.kind == LaneKind::Driving).count();
    let fits = |lane: &LaneSpec| marks.len() != general || lane.kind == LaneKind::Driving;
    if marks.len() == lanes.len() {
        for (lane, mark) in lanes.iter_mut().rev().zip(&marks) {
            lane.marks = Some(*mark);
        }
    } else if marks.len() == general {
        for (lane, mark) in lanes.iter_mut().rev().filter(|lane| fits(lane)).zip(&marks) {
            lane.marks = Some(*mark);
        }
    } else {
        let what = format!(
            "way {}: {key} has arrows for {} lanes of {}: not read",
            road.way,
            marks.len(),
            lanes.len()
        );
        notes.warn(road.line, what);
    }
}

/// How far `placement` moves the lanes to the left of the way's line (m). Without it the line is their middle.
fn placement_m(road: &Road, notes: &mut Notes) -> f64 {
    let suffixed = road.tags.get("placement:forward");
    let Some(text) = suffixed.or_else(|| road.oneway.then(|| road.tags.get("placement")).flatten()) else {
        return 0.0;
    };
    if text == "transition" {
        return 0.0;
    }
    let place = text.split_once(':').and_then(|(side, number)| Some((side, number.parse::<usize>().ok()?)));
    let widths: Vec<f64> = road.forward.iter().rev().map(|lane| lane.width_m).collect();
    let before = |count: usize| widths.iter().take(count).sum::<f64>();
    let from_left_m = match place {
        Some((side, number)) if (1..=widths.len()).contains(&number) => match side {
            "left_of" => Some(before(number - 1)),
            "right_of" => Some(before(number)),
            "middle_of" => Some(f64::midpoint(before(number - 1), before(number))),
            _ => None,
        },
        _ => None,
    };
    let Some(from_left_m) = from_left_m else {
        let text = crate::xml::shortened(text);
        let what =
            format!("way {}: placement=\"{text}\" is not understood: the line is the middle", road.way);
        notes.warn(road.line, what);
        return 0.0;
    };
    let others_m = road.width_m() - before(widths.len());
    from_left_m + others_m - road.width_m() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn road(pairs: &[(&str, &str)]) -> (Option<Road>, Vec<String>) {
        let way = OsmWay { nodes: vec![1, 2, 3], tags: pairs.iter().copied().collect(), line: 5 };
        let mut notes = Notes::new("t.osm");
        let road = of_way(7, &way, &RoadDefaults::shipped().unwrap(), &mut notes);
        (road, notes.into_parts().0.into_iter().map(|p| p.what).collect())
    }

    fn kinds(lanes: &[LaneSpec]) -> String {
        // From left to right, as a driver sees them.
        let letter = |lane: &LaneSpec| match (lane.kind, lane.classes) {
            (LaneKind::Bus, ClassSet::PSV) => 'p',
            (LaneKind::Bus, _) => 'b',
            (LaneKind::Cycle, _) => 'c',
            _ => 'g',
        };
        lanes.iter().rev().map(letter).collect()
    }

    #[test]
    fn minus_one_turns_nodes_and_sides_round() {
        let tags = [
            ("highway", "primary"),
            ("oneway", "-1"),
            ("lanes", "3"),
            ("turn:lanes", "left||right"),
            ("busway:left", "lane"),
        ];
        let road = road(&tags).0.unwrap();
        assert_eq!(road.nodes, [3, 2, 1]);
        assert_eq!(kinds(&road.forward), "ggb");
        assert!(road.forward[2].marks.unwrap().left && road.backward.is_empty());
    }

    #[test]
    fn all_three_schemes_of_bus_lanes_are_read_once() {
        let base = [("highway", "primary"), ("oneway", "yes"), ("lanes", "4")];
        let with = |more: &[(&'static str, &'static str)]| {
            let road = road(&[&base[..], more].concat()).0.unwrap();
            (kinds(&road.forward), kinds(&road.backward))
        };
        assert_eq!(
            with(&[("bus:lanes", "designated|yes|yes|yes"), ("vehicle:lanes", "no|yes|yes|yes")]).0,
            "bggg"
        );
        assert_eq!(with(&[("bus:lanes", "designated|yes|yes|yes")]).0, "bggg");
        assert_eq!(with(&[("psv:lanes", "|||designated"), ("lanes:psv", "1")]).0, "gggp");
        assert_eq!(with(&[("lanes:psv", "1")]).0, "gggp");
        assert_eq!(with(&[("lanes:bus", "2")]).0, "ggbb");
        assert_eq!(with(&[("busway:right", "lane")]).0, "gggb");
        assert_eq!(with(&[("busway", "lane"), ("lanes:psv", "1")]).0, "gggp");
        assert_eq!(with(&[("busway:left", "lane")]).0, "bggg");
        assert_eq!(with(&[("oneway:bus", "no")]), ("ggg".to_owned(), "b".to_owned()));
        assert_eq!(with(&[("busway", "opposite_lane")]), ("ggg".to_owned(), "b".to_owned()));
        assert_eq!(
            with(&[("oneway:psv", "no"), ("lanes:psv:backward", "1")]),
            ("ggg".to_owned(), "p".to_owned())
        );
    }

    #[test]
    fn a_two_way_road_has_its_bus_lanes_at_both_kerbs() {
        let tags = [("highway", "primary"), ("lanes", "6"), ("busway:both", "lane")];
        let road = road(&tags).0.unwrap();
        assert_eq!((kinds(&road.forward), kinds(&road.backward)), ("ggb".to_owned(), "ggb".to_owned()));
    }

    #[test]
    fn arrows_that_count_only_general_lanes_are_read_and_others_named() {
        let base = [("highway", "primary"), ("oneway", "yes"), ("lanes", "3"), ("busway:right", "lane")];
        let (road_a, problems) = road(&[&base[..], &[("turn:lanes", "left|through")]].concat());
        assert!(problems.is_empty(), "{problems:?}");
        let marks: Vec<bool> = road_a.unwrap().forward.iter().map(|lane| lane.marks.is_some()).collect();
        assert_eq!(marks, [false, true, true]);
        let (road_b, problems) = road(&[&base[..], &[("turn:lanes", "left|||||right")]].concat());
        assert!(problems[0].contains("way 7") && road_b.unwrap().forward[0].marks.is_none());
    }

    #[test]
    fn access_goes_by_the_most_specific_tag() {
        let with = |more: &[(&'static str, &'static str)]| {
            road(&[&[("highway", "residential")][..], more].concat()).0.map(|road| road.access)
        };
        assert_eq!(with(&[("access", "no")]), None);
        assert_eq!(with(&[("access", "no"), ("motor_vehicle", "yes")]), Some(Access::Open));
        assert_eq!(with(&[("access", "yes"), ("vehicle", "private")]), Some(Access::Destination));
        assert_eq!(with(&[("motor_vehicle", "destination")]), Some(Access::Destination));
        let bus = road(&[("highway", "service"), ("access", "no"), ("bus", "designated")]).0.unwrap();
        assert_eq!(bus.forward[0].classes, ClassSet::BUS_ONLY);
        assert_eq!(with(&[("access:conditional", "no @ (22:00-06:00)")]), Some(Access::Open));
    }

    #[test]
    fn what_is_no_road_is_none() {
        for tags in [
            &[("highway", "construction")][..],
            &[("highway", "footway")],
            &[("highway", "service"), ("area", "yes")],
            &[("disused:highway", "residential")],
            &[("route", "ferry"), ("motor_vehicle", "yes")],
            &[("highway", "platform")],
            &[("highway", "primary"), ("oneway", "reversible")],
        ] {
            assert_eq!(road(tags).0, None, "{tags:?}");
        }
    }

    #[test]
    fn placement_moves_the_lanes_beside_the_line() {
        let tags = [
            ("highway", "primary"),
            ("oneway", "yes"),
            ("lanes", "3"),
            ("width", "9"),
            ("placement", "right_of:1"),
        ];
        // The line lies 3 m from the left edge of 9 m: the middle is 1.5 m to its right.
        assert!((road(&tags).0.unwrap().shift_left_m + 1.5).abs() < 1e-9);
        let bad = [("highway", "primary"), ("oneway", "yes"), ("lanes", "3"), ("placement", "left_of:9")];
        let (found, problems) = road(&bad);
        assert_eq!((found.unwrap().shift_left_m, problems.len()), (0.0, 1));
    }
}
