//! Whole files: written, cut, damaged, foreign and of a later version.

use pilotzone_map::builder::four_arm_crossing;
use pilotzone_replay::{
    AgentNote, Drawing, EventNote, Header, IncidentNote, Place, Replay, ReplayError, Row, Writer, state,
};
use pilotzone_world::{AgentKey, Event, NearMissKind};
use std::io::Cursor;

const FRAMES: u32 = 120;

fn note(id: u32) -> AgentNote {
    AgentNote { id, name: format!("agent {id}"), kind: 0 }
}

/// Ten cars that drive east and one drone above them; one car enters late, one leaves.
fn rows(frame: u32) -> Vec<Row> {
    let time_s = f64::from(frame) / 10.0;
    let car = |id: u32| {
        let place =
            Place { x_m: time_s * 13.9, y_m: f64::from(id) * 3.0, speed_mps: 13.9, ..Place::default() };
        Row::new(id, &place, 2)
    };
    let cars = (0..10).filter(|&id| (id != 3 || frame >= 60) && (id != 7 || frame < 70)).map(car);
    let drone = Place { z_m: 40.0 + time_s, roll_rad: 0.1, ..Place::default() };
    cars.rev().chain([Row::new(99, &drone, state::AIR)]).collect()
}

fn file() -> Vec<u8> {
    let mut bytes = Vec::new();
    let header = Header { scenario: "demo".into(), frame_s: 0.1, ..Header::default() };
    let mut writer =
        Writer::begin(Cursor::new(&mut bytes), &header, &Drawing::of(&four_arm_crossing())).unwrap();
    for frame in 0..=FRAMES {
        let time_s = f64::from(frame) / 10.0;
        if frame == 30 {
            let other = AgentKey(5);
            // An infinite time is written as null, and must not make the file unreadable.
            let kind = NearMissKind::VehicleVehicle;
            let near = Event::NearMiss { kind, other, ttc_s: f64::INFINITY, pet_s: 1.0 };
            let event = serde_json::to_value(near).unwrap();
            let note = EventNote { time_s, agent: Some(1), name: "agent 1".into(), other: Some(2), event };
            writer.event(&note).unwrap();
        }
        if frame == 80 {
            writer.incident(incident(time_s)).unwrap();
        }
        writer.frame(time_s, &mut rows(frame), &[frame / 40, 0], &note).unwrap();
    }
    assert_eq!(writer.agent_frames(), u64::from(FRAMES + 1) * 11 - 60 - (u64::from(FRAMES) + 1 - 70));
    writer.finish().unwrap();
    bytes
}

fn incident(time_s: f64) -> IncidentNote {
    IncidentNote {
        number: 0,
        kind: "collision_vehicle_vehicle".into(),
        time_s,
        at: Some([10.0, 3.0]),
        z_m: 0.0,
        parties: vec![1, 2],
        story_ko: "사건 0".into(),
        story_en: "Incident 0".into(),
        record: serde_json::json!({ "number": 0 }),
    }
}

fn refused(bytes: &[u8]) -> String {
    Replay::open(Cursor::new(bytes)).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn any_moment_is_shown_as_it_was() {
    let bytes = file();
    let mut replay = Replay::open(Cursor::new(&bytes)).unwrap();
    assert_eq!((replay.header().scenario.as_str(), replay.is_whole()), ("demo", true));
    assert_eq!(replay.span_s(), (0.0, 12.0));
    assert_eq!(replay.chunks(), 2);
    for frame in [119, 0, 73, 50, 49, 120, 12] {
        let time_s = f64::from(frame) / 10.0;
        let (chunk, found) = replay.at(time_s + 0.04).unwrap().unwrap();
        let mut expected = rows(frame);
        expected.sort_by_key(|row| row.id);
        assert_eq!(found.rows, expected, "frame {frame}");
        assert!((found.time_s - time_s).abs() < 1e-9);
        for row in &found.rows {
            assert_eq!(chunk.agents[&row.id], note(row.id), "everybody in a chunk is named in it");
        }
        let phases = chunk.phases_at(time_s);
        assert_eq!(phases[&0], frame / 40);
    }
    // Before the first and after the last frame the nearest is shown.
    assert_eq!(replay.at(-5.0).unwrap().unwrap().1.time_s, 0.0);
    assert_eq!(replay.at(1e9).unwrap().unwrap().1.time_s, 12.0);
}

#[test]
fn the_timeline_has_incidents_and_near_misses_with_or_without_its_end() {
    let bytes = file();
    let whole = Replay::open(Cursor::new(&bytes)).unwrap().timeline().unwrap();
    assert_eq!(whole.incidents, [incident(8.0)]);
    assert_eq!((whole.near_misses[0].time_s, &whole.near_misses[0].parties[..]), (3.0, &[1, 2][..]));
    let cut = &bytes[..bytes.len() - 30];
    let mut replay = Replay::open(Cursor::new(cut)).unwrap();
    assert!(!replay.is_whole());
    assert_eq!(replay.timeline().unwrap(), whole);
}

#[test]
fn a_file_cut_anywhere_plays_up_to_the_cut_or_says_that_there_is_nothing() {
    let bytes = file();
    let (mut played, mut empty) = (0, 0);
    for length in (8..bytes.len()).step_by(89) {
        match Replay::open(Cursor::new(&bytes[..length])) {
            Ok(mut replay) => {
                let (_, end_s) = replay.span_s();
                if replay.chunks() > 0 {
                    assert!(replay.at(end_s).unwrap().is_some());
                    played += 1;
                }
            }
            Err(ReplayError::Empty) => empty += 1,
            Err(error) => panic!("{length} bytes: {error}"),
        }
    }
    assert!(played > 5 && empty > 5, "{played} {empty}");
}

#[test]
fn what_was_flushed_plays_after_the_writer_was_killed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("replay.mcap");
    let to = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    let mut writer = Writer::begin(to, &Header::default(), &Drawing::default()).unwrap();
    for frame in 0..130 {
        writer.frame(f64::from(frame) / 10.0, &mut rows(frame), &[], &note).unwrap();
    }
    std::mem::forget(writer);
    let replay = Replay::open(std::fs::File::open(&path).unwrap()).unwrap();
    let (_, end_s) = replay.span_s();
    assert!((end_s - 9.9).abs() < 1e-9, "the first ten seconds are there, not {end_s}");
}

#[test]
fn a_chunk_closed_before_its_time_is_followed_by_a_whole_frame() {
    let mut bytes = Vec::new();
    let mut writer = Writer::begin(Cursor::new(&mut bytes), &Header::default(), &Drawing::default()).unwrap();
    for frame in 0..40 {
        writer.frame(f64::from(frame) / 10.0, &mut rows(frame), &[], &note).unwrap();
        if frame == 20 {
            writer.flush().unwrap();
        }
    }
    writer.finish().unwrap();
    let mut replay = Replay::open(Cursor::new(&bytes)).unwrap();
    assert_eq!(replay.chunks(), 2);
    assert_eq!(replay.at(3.0).unwrap().unwrap().1.rows.len(), rows(30).len());
}

#[test]
fn other_files_are_told_plainly() {
    assert_eq!(refused(b"not a replay"), "this is no replay: its first bytes are not those of an MCAP file");
    let mut other = Vec::new();
    let mut writer = mcap::WriteOptions::new().profile("ros2").create(Cursor::new(&mut other)).unwrap();
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(
        refused(&other),
        "this MCAP file is no replay of pilotzone: its profile is `ros2`; name a run's `replay.mcap`"
    );
    assert_eq!(
        refused(&file()[..40]),
        "the replay was cut off before its first picture; there is nothing to play"
    );
}

#[test]
fn a_later_format_is_named() {
    let mut bytes = file();
    let at = bytes.windows(6).position(|window| window == b"format").unwrap();
    // The word, the length of its value in four bytes, the value.
    bytes[at + 10] = b'7';
    assert_eq!(
        refused(&bytes),
        "the replay has format 7; this pilotzone reads formats up to 1: use a newer pilotzone"
    );
}

#[test]
fn changed_bytes_never_panic_and_are_told_with_their_place() {
    let bytes = file();
    let mut told = 0;
    for at in (60..bytes.len()).step_by(149) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x5a;
        let Ok(mut replay) = Replay::open(Cursor::new(&damaged)) else { continue };
        for number in 0..replay.chunks() {
            if let Err(error) = replay.chunk(number) {
                assert!(error.to_string().contains("at byte "), "{error}");
                told += 1;
            }
        }
        let _ = replay.timeline();
    }
    assert!(told > 5, "{told}");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert!(file() == file());
}
