//! A run of twelve seconds at a crossing: everybody that there can be, a building with a drone above it, a zone, and a
//! drone that falls on the road.

use pilotzone_map::builder::four_arm_crossing;
use pilotzone_replay::{
    AgentNote, BuildingShape, Drawing, Header, IncidentNote, Kind, MapNote, Place, Row, Writer, ZoneNote,
    state,
};
use std::f64::consts::{FRAC_PI_2, PI};
use std::io::Cursor;

/// When the drone hits the road (s).
pub const FALL_S: f64 = 8.0;
/// Number of the drone that falls.
pub const FALLER: u32 = 21;

const CLASSES: [(&str, f64, f64, f64, bool); 9] = [
    ("car", 5.0, 1.8, 1.5, false),
    ("av", 5.0, 1.8, 1.5, true),
    ("truck", 7.1, 2.4, 2.4, false),
    ("bus", 12.0, 2.5, 3.4, false),
    ("motorcycle", 2.2, 0.9, 1.5, false),
    ("emergency", 5.0, 1.8, 1.6, false),
    ("pedestrian", 0.5, 0.5, 1.7, false),
    ("uav", 1.0, 1.0, 0.3, true),
    ("object", 1.0, 1.0, 0.8, false),
];

fn kind_of(id: u32) -> u32 {
    match id {
        0..=3 => 0,
        4..=7 => 1,
        8 => 2,
        9 => 3,
        10 => 4,
        11 => 5,
        12..=15 => 6,
        20..=22 => 7,
        _ => 8,
    }
}

fn note(id: u32) -> AgentNote {
    AgentNote { id, name: format!("{}.{id}", CLASSES[kind_of(id) as usize].0), kind: kind_of(id) }
}

fn at(x_m: f64, y_m: f64, heading_rad: f64) -> Place {
    Place { x_m, y_m, heading_rad, speed_mps: 8.0, ..Place::default() }
}

/// Everybody at a time.
pub fn rows(time_s: f64) -> Vec<Row> {
    let way_m = 6.0 * time_s;
    let mut rows = Vec::new();
    for n in 0..4_u32 {
        // Eastbound, one behind the other; those with an automated system come from the west.
        let behind_m = f64::from(n) * 14.0;
        rows.push(Row::new(n, &at(-30.0 + way_m - behind_m, -1.6, 0.0), 0));
        let bits = [2, 2 | state::EXEMPTED, 3 | state::REQUEST, 4 | state::FAULT][n as usize];
        rows.push(Row::new(4 + n, &at(60.0 - way_m + behind_m, 1.6, PI), bits));
    }
    rows.push(Row::new(8, &at(1.6, -55.0 + way_m / 3.0, FRAC_PI_2), state::BRAKING));
    rows.push(Row::new(9, &at(1.6, -36.0 + way_m / 3.0, FRAC_PI_2), state::LEFT));
    rows.push(Row::new(10, &at(-1.6, 50.0 - way_m / 3.0, -FRAC_PI_2), 0));
    rows.push(Row::new(11, &at(-1.6, 66.0 - way_m / 3.0, -FRAC_PI_2), state::SIREN));
    for n in 0..4_u32 {
        rows.push(Row::new(12 + n, &at(-9.0 + f64::from(n), 8.0 + time_s, FRAC_PI_2), 0));
    }
    let air = |id: u32, place: Place, bits: u32| Row::new(id, &place, state::AIR | bits);
    rows.push(air(20, Place { z_m: 32.0, ..at(-36.0 + 2.0 * time_s, 30.0, 0.0) }, 2));
    let fallen_s = (time_s - FALL_S + 2.0).clamp(0.0, 2.0);
    let z_m = 20.0 - 5.0 * fallen_s * fallen_s;
    let bits = if fallen_s <= 0.0 {
        2
    } else if z_m > 0.0 {
        state::FALLING
    } else {
        state::WRECK
    };
    rows.push(air(FALLER, Place { z_m, ..at(14.0, 0.0, 0.5) }, bits));
    rows.push(Row::new(30, &at(24.0, 6.0, 0.0), state::OBJECT));
    rows
}

fn header() -> Header {
    let kind = |&(name, length_m, width_m, height_m, automated): &(&str, f64, f64, f64, bool)| Kind {
        name: name.into(),
        class: name.into(),
        length_m,
        width_m,
        height_m,
        automated,
    };
    Header {
        scenario: "crossing".into(),
        question_ko: "교차로에서 무슨 일이 있었는가?".into(),
        question_en: "What happened at the crossing?".into(),
        law: "special".into(),
        law_date: "2026-09-21".into(),
        start: "2026-09-21T10:00:00+09:00".into(),
        frame_s: 0.1,
        map: MapNote { attribution: vec!["Made for a test".into()], ..MapNote::default() },
        zones: vec![ZoneNote {
            kind: "pilot".into(),
            hypothetical: true,
            polygon: vec![[-60.0, -60.0], [60.0, -60.0], [60.0, 60.0], [-60.0, 60.0]],
            ..ZoneNote::default()
        }],
        kinds: CLASSES.iter().map(kind).collect(),
        ..Header::default()
    }
}

fn drawing() -> Drawing {
    let mut drawing = Drawing::of(&four_arm_crossing());
    let house = |x: f64, y: f64, size_m: f64, top_m: f64| BuildingShape {
        name: None,
        base_m: 0.0,
        top_m,
        ring: vec![[x, y], [x + size_m, y], [x + size_m, y + size_m], [x, y + size_m]],
        holes: Vec::new(),
    };
    drawing.buildings = vec![house(-46.0, 18.0, 26.0, 22.0), house(20.0, 20.0, 20.0, 12.0)];
    drawing
}

fn incident() -> IncidentNote {
    IncidentNote {
        number: 0,
        kind: "uav_hit_ground".into(),
        time_s: FALL_S,
        at: Some([14.0, 0.0]),
        z_m: 0.0,
        parties: vec![FALLER],
        story_ko: "사건 0: 드론의 지면 충돌\n원인과 경과\n- 2.0초 전, uav.21: 추락.\n".into(),
        story_en: "Incident 0: a drone hits the ground\nWhat led to it\n- 2.0 s before, uav.21: falls.\n"
            .into(),
        record: serde_json::json!({ "number": 0 }),
    }
}

/// The bytes of the run's replay.
pub fn replay() -> Vec<u8> {
    let mut bytes = Vec::new();
    let drawing = drawing();
    let mut writer = Writer::begin(Cursor::new(&mut bytes), &header(), &drawing).expect("it begins");
    for frame in 0..=120_u32 {
        let time_s = f64::from(frame) / 10.0;
        if (time_s - FALL_S).abs() < 1e-9 {
            writer.incident(incident()).expect("an incident is written");
        }
        let phases = vec![frame / 50; drawing.signals.len()];
        writer.frame(time_s, &mut rows(time_s), &phases, &note).expect("a frame is written");
    }
    writer.finish().expect("it ends");
    bytes
}
