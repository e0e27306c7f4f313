//! Bus lanes in the three ways of tagging them, and lanes that are closed to some.

use super::notes::Notes;
use super::roads::LaneSpec;
use super::tags::Tags;
use pilotzone_map::{ClassSet, LaneKind, VehicleClass};

/// The direction of a way whose lanes are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Along the way.
    Forward,
    /// Against it.
    Backward,
}

/// A way whose lanes get their classes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BusQuery<'a> {
    pub(crate) way: i64,
    pub(crate) line: u32,
    pub(crate) tags: &'a Tags,
    pub(crate) oneway: bool,
}

/// Lanes that run against a one-way street for buses: how many, and for whom.
pub(crate) fn contraflow(tags: &Tags) -> Option<(u32, ClassSet)> {
    let count =
        |key: &str| tags.get(key).and_then(super::units::number).filter(|n| *n >= 1.0).map(|n| n as u32);
    let psv = tags.is_any("oneway:psv", &["no", "-1"]) || count("lanes:psv:backward").is_some();
    let bus = tags.is_any("oneway:bus", &["no", "-1"])
        || count("lanes:bus:backward").is_some()
        || ["busway", "busway:left", "busway:right", "busway:both"]
            .iter()
            .any(|key| tags.is(key, "opposite_lane"));
    if !psv && !bus {
        return None;
    }
    let lanes = count("lanes:psv:backward").or_else(|| count("lanes:bus:backward")).unwrap_or(1);
    Some((lanes.min(3), if psv { ClassSet::PSV } else { ClassSet::BUS_ONLY }))
}

/// How many lanes of a direction the tags call bus lanes without naming a place in a list.
pub(crate) fn extra_lanes(query: BusQuery, side: Side) -> u32 {
    let by_side = u32::from(query.kerb_lane(side)) + u32::from(query.left_kerb_lane(side));
    let by_count = query.counted(side).map_or(0, |(count, _)| count);
    by_side.max(by_count)
}

/// Marks the bus lanes of one direction. `lanes` run from right to left.
pub(crate) fn apply(query: BusQuery, side: Side, lanes: &mut [LaneSpec], notes: &mut Notes) {
    let listed = by_list(query, side, lanes, notes);
    let kerb = [query.kerb_lane(side).then_some(0), query.left_kerb_lane(side).then(|| lanes.len() - 1)];
    for index in kerb.into_iter().flatten() {
        take(query, lanes, index, ClassSet::BUS_ONLY, notes);
    }
    let Some((count, classes)) = query.counted(side) else { return };
    let have = lanes.iter().filter(|lane| lane.kind == LaneKind::Bus).count();
    if !listed {
        for lane in lanes.iter_mut().filter(|lane| lane.kind == LaneKind::Bus) {
            lane.classes = lane.classes.or(classes);
        }
    }
    for _ in have..count as usize {
        let Some(index) = lanes.iter().position(|lane| lane.kind == LaneKind::Driving) else { break };
        take(query, lanes, index, classes, notes);
    }
}

/// Makes a general lane a bus lane, but never the last one.
fn take(query: BusQuery, lanes: &mut [LaneSpec], index: usize, classes: ClassSet, notes: &mut Notes) {
    let general = lanes.iter().filter(|lane| lane.kind == LaneKind::Driving).count();
    let Some(lane) = lanes.get_mut(index) else { return };
    if lane.kind == LaneKind::Bus {
        return;
    }
    if general < 2 {
        let what =
            format!("way {}: a bus lane would leave no lane for others: it stays a lane for all", query.way);
        notes.warn(query.line, what);
        return;
    }
    lane.kind = LaneKind::Bus;
    lane.classes = classes;
}

/// Reads the `:lanes` lists; true where one of them made a bus lane.
fn by_list(query: BusQuery, side: Side, lanes: &mut [LaneSpec], notes: &mut Notes) -> bool {
    let list = |key: &str| query.list(key, side);
    let (bus, psv, taxi) = (list("bus"), list("psv"), list("taxi"));
    let bicycle = list("bicycle");
    let general = ["motorcar", "motor_vehicle", "vehicle", "access"].iter().find_map(|key| list(key));
    if bus.is_none() && psv.is_none() && general.is_none() {
        return false;
    }
    for (name, values) in [("bus", &bus), ("psv", &psv), ("vehicle", &general)] {
        let Some(values) = values else { continue };
        if values.len() != lanes.len() {
            let what = format!(
                "way {}: {name}:lanes names {} lanes of {}: not read",
                query.way,
                values.len(),
                lanes.len()
            );
            notes.warn(query.line, what);
            return false;
        }
    }
    let mut found = false;
    for (i, lane) in lanes.iter_mut().rev().enumerate() {
        let value = |list: &Option<Vec<&'_ str>>| {
            list.as_ref().and_then(|l| l.get(i).copied()).unwrap_or("").to_owned()
        };
        let (bus, psv, general) = (value(&bus), value(&psv), value(&general));
        let closed = general == "no";
        let open = matches!(general.as_str(), "yes" | "designated" | "permissive");
        let says = |v: &str| v == "designated" || (closed && matches!(v, "yes" | "permissive"));
        if (says(&bus) || says(&psv)) && !open {
            let mut classes = if says(&psv) { ClassSet::PSV } else { ClassSet::BUS_ONLY };
            if matches!(value(&taxi).as_str(), "yes" | "designated") {
                classes = classes.with(VehicleClass::Taxi);
            }
            (lane.kind, lane.classes) = (LaneKind::Bus, classes);
            found = true;
        } else if closed && matches!(value(&bicycle).as_str(), "yes" | "designated") {
            lane.kind = LaneKind::Cycle;
            lane.classes = ClassSet::of(&[VehicleClass::Bicycle, VehicleClass::Scooter]);
        } else if closed {
            lane.classes = ClassSet::of(&[VehicleClass::Emergency]);
        }
    }
    found
}

impl<'a> BusQuery<'a> {
    /// The values of a `KEY:lanes` list of one direction, from left to right.
    fn list(&self, key: &str, side: Side) -> Option<Vec<&'a str>> {
        let suffix = if side == Side::Forward { ":forward" } else { ":backward" };
        let text = self.tags.get(&format!("{key}:lanes{suffix}")).or_else(|| {
            (self.oneway && side == Side::Forward).then(|| self.tags.get(&format!("{key}:lanes"))).flatten()
        })?;
        Some(text.split('|').map(str::trim).collect())
    }

    /// Whether the lane at the right kerb of a direction is called a bus lane.
    fn kerb_lane(&self, side: Side) -> bool {
        let own = if side == Side::Forward { "busway:right" } else { "busway:left" };
        let keys =
            if self.oneway && side == Side::Backward { &[][..] } else { &[own, "busway", "busway:both"][..] };
        keys.iter().any(|key| self.tags.is_any(key, &["lane", "designated", "yes"]))
    }

    /// Whether the left lane of a one-way road is called a bus lane.
    fn left_kerb_lane(&self, side: Side) -> bool {
        self.oneway
            && side == Side::Forward
            && ["busway:left", "busway:both"]
                .iter()
                .any(|key| self.tags.is_any(key, &["lane", "designated", "yes"]))
    }

    /// What `lanes:psv` and `lanes:bus` count in a direction.
    fn counted(&self, side: Side) -> Option<(u32, ClassSet)> {
        let suffix = if side == Side::Forward { ":forward" } else { ":backward" };
        [("psv", ClassSet::PSV), ("bus", ClassSet::BUS_ONLY)].into_iter().find_map(|(key, classes)| {
            let number =
                |key: String| self.tags.get(&key).and_then(super::units::number).filter(|n| *n >= 1.0);
            let own = number(format!("lanes:{key}{suffix}"));
            let all = number(format!("lanes:{key}")).map(|n| match (self.oneway, side) {
                (true, Side::Forward) => n,
                (true, Side::Backward) => 0.0,
                // Of a number for both directions each has its half; the way's own direction the odd one.
                (false, Side::Forward) => (n / 2.0).ceil(),
                (false, Side::Backward) => (n / 2.0).floor(),
            });
            let other = if side == Side::Forward { ":backward" } else { ":forward" };
            let all = all.filter(|_| number(format!("lanes:{key}{other}")).is_none());
            own.or(all).filter(|n| *n >= 1.0).map(|n| ((n as u32).min(12), classes))
        })
    }
}
