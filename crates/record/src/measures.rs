//! The table of measures: one row for each encounter of two road users, with the worst of every measure.

use crate::accounts::agent_name;
use crate::events::{class, classes, tidy_s};
use crate::table::{Cell, Kind, words};
use pilotzone_engine::Engine;
use pilotzone_safety::Encounter;
use pilotzone_safety::encounter::{Alarm, Meeting, Worst};
use pilotzone_world::{AgentKey, NearMissKind};

/// Columns of the table.
const COLUMNS: usize = 45;
const MEETINGS: [&str; 2] = ["following", "crossing"];

/// Each measure: its worst value, and when and where that was.
const MEASURES: [[&str; 4]; 8] = [
    ["ttc_s", "ttc_time_s", "ttc_x_m", "ttc_y_m"],
    ["pet_s", "pet_time_s", "pet_x_m", "pet_y_m"],
    ["drac_mps2", "drac_time_s", "drac_x_m", "drac_y_m"],
    ["mttc_s", "mttc_time_s", "mttc_x_m", "mttc_y_m"],
    ["headway_s", "headway_time_s", "headway_x_m", "headway_y_m"],
    ["gap_m", "gap_time_s", "gap_x_m", "gap_y_m"],
    ["brake_mps2", "brake_time_s", "brake_x_m", "brake_y_m"],
    ["jerk_mps3", "jerk_time_s", "jerk_x_m", "jerk_y_m"],
];

/// Columns of the table of measures.
pub(crate) fn fields() -> Vec<(&'static str, Kind)> {
    let mut fields = vec![
        ("first", Kind::Text),
        ("first_class", Kind::Word(classes())),
        ("second", Kind::Text),
        ("second_class", Kind::Word(classes())),
        ("meeting", Kind::Word(words(MEETINGS))),
        ("kind", Kind::Word(words(NearMissKind::ALL.map(NearMissKind::name)))),
        ("began_s", Kind::Number),
        ("ended_s", Kind::Number),
    ];
    fields.extend(MEASURES.iter().flatten().map(|&name| (name, Kind::Number)));
    fields.extend([
        ("gap_lon_deg", Kind::Number),
        ("gap_lat_deg", Kind::Number),
        ("rss_unsafe_s", Kind::Number),
        ("rss_by", Kind::Text),
        ("critical", Kind::Flag),
    ]);
    fields
}

/// The row of an encounter, shown to `push`.
pub(crate) fn row(engine: &Engine, it: &Encounter, push: impl FnOnce(&[Cell<'_>])) {
    let names = [it.first, it.second].map(|key| agent_name(engine, key));
    let by = it.rss.by.map(|key| agent_name(engine, key));
    let worst = [
        it.ttc_s,
        it.pet_s,
        it.demand_mps2,
        it.modified_ttc_s,
        it.headway_s,
        it.gap_m,
        it.brake_mps2,
        it.jerk_mps3,
    ];
    let place = it.gap_m.and_then(|gap| engine.run().map.geo.as_ref().map(|geo| geo.to_geo(gap.at)));
    let number = |x: Option<f64>| x.map_or(Cell::Empty, Cell::Number);
    let mut cells = Vec::with_capacity(COLUMNS);
    cells.extend([
        Cell::Text(&names[0]),
        class_of(engine, it.first),
        Cell::Text(&names[1]),
        class_of(engine, it.second),
        Cell::Word(match it.meeting {
            Meeting::Following => 0,
            Meeting::Crossing => 1,
        }),
        Cell::Word(it.kind as u32),
        Cell::Number(tidy_s(it.began_s)),
        Cell::Number(tidy_s(it.last_s)),
    ]);
    for worst in worst {
        cells.extend(of(worst));
    }
    cells.extend([
        number(place.map(|(_, lon)| lon)),
        number(place.map(|(lat, _)| lat)),
        Cell::Number(tidy_s(it.rss.total_s)),
        by.as_deref().map_or(Cell::Empty, Cell::Text),
        Cell::Flag(it.alarm != Alarm::Calm),
    ]);
    push(&cells);
}

/// A measure's four cells; empty where it was not defined at any time.
fn of(worst: Option<Worst>) -> [Cell<'static>; 4] {
    worst.map_or([Cell::Empty; 4], |worst| {
        let time_s = tidy_s(worst.time_s);
        [Cell::Number(worst.value), Cell::Number(time_s), Cell::Number(worst.at.x), Cell::Number(worst.at.y)]
    })
}

/// How an agent is counted; empty for a thing that nobody drives.
fn class_of(engine: &Engine, key: AgentKey) -> Cell<'static> {
    match engine.agent_class(key) {
        Some(it) => class(it),
        None => Cell::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_has_its_value_time_and_place() {
        let fields = fields();
        assert_eq!(fields.len(), COLUMNS);
        let names: Vec<&str> = fields.iter().map(|field| field.0).collect();
        for name in ["ttc_s", "pet_s", "drac_mps2", "mttc_s", "headway_s", "gap_m", "brake_mps2", "jerk_mps3"]
        {
            assert!(names.contains(&name), "{name}");
        }
    }

    #[test]
    fn an_encounter_that_measured_nothing_has_empty_cells() {
        assert_eq!(of(None), [Cell::Empty; 4]);
    }
}
