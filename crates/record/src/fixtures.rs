//! Small runs for tests.

use crate::{History, Machine, Recorder, RunFolder, Summary, page};
use pilotzone_engine::{Engine, Progress};
use pilotzone_map::{LaneId, LinkId, Map, Point, VehicleClass, builder::four_arm_crossing};
use pilotzone_safety::account::FORMAT;
use pilotzone_safety::{Account, Blame, Deed, IncidentRecord, Party, Place, Risk, RuleName};
use pilotzone_scenario::file::Level;
use pilotzone_scenario::{
    Automation, DepartLane, DepartPos, DepartSpeed, Following, IdmParams, Labels, LaneChangeParams, Regime,
    Run, RunSettings, Safety, SpeedFactor, Street, Trip, Unroutable, VehicleType,
};
use pilotzone_world::{
    Activity, AgentClass, AgentKey, Control, Event, FaultKind, IncidentKind, Outcome, RuleRef, StartTime,
    Weather,
};
use std::path::Path;
use std::sync::Arc;

/// Cars over a signalised crossing, one every four seconds, from all sides.
pub fn crossing_run(end_s: f64) -> Run {
    let map = four_arm_crossing();
    let link = |id: &str| LinkId(map.links.iter().position(|link| link.id == id).unwrap() as u32);
    let ways = [("n_in", "s_out"), ("e_in", "w_out"), ("s_in", "w_out"), ("w_in", "s_out")];
    let trips = (0..20u32)
        .map(|n| {
            let (from, to) = ways[n as usize % 4];
            let name = format!("car {n}");
            Trip {
                key: AgentKey::of_name(&name),
                name,
                kind: 0,
                depart_s: 2.0 + f64::from(n) * 4.0,
                route: vec![link(from), link(to)],
                depart_lane: DepartLane::Best,
                depart_pos: DepartPos::Base,
                depart_speed: DepartSpeed::Max,
                arrival_pos_m: None,
                stops: Vec::new(),
                triggered: false,
            }
        })
        .collect();
    Run {
        settings: settings(end_s),
        labels: labels(),
        types: vec![car()],
        trips,
        unroutable: vec![Unroutable { name: "lost".into(), reason: "no way from `s_out` to `n_in`".into() }],
        zones: Vec::new(),
        regime: Regime::default(),
        street: Street::default(),
        air: pilotzone_scenario::AirPlan::default(),
        automation: Automation::default(),
        safety: Safety::default(),
        expect: Vec::new(),
        map: Arc::new(map) as Arc<Map>,
    }
}

/// A crash with a fault, an exempted act and a missed take-over before it.
pub fn crash() -> Account {
    let (av, car) = (AgentKey::of_name("av 1"), AgentKey::of_name("car 2"));
    let (exemption, video) = (RuleRef(1), RuleRef(0));
    let lane = LaneId(0);
    let party = |key, class, speed_mps, x| Party {
        key,
        class,
        is_object: false,
        control: if class == AgentClass::Av { Control::Transition } else { Control::Person },
        engaged: class == AgentClass::Av,
        activity: Activity::None,
        speed_mps,
        limit_mps: 13.9,
        mass_kg: 1500.0,
        lane,
        at: Point::new(x, 0.0),
        heading_rad: 0.0,
        length_m: 4.5,
        width_m: 1.8,
        parked: false,
        delta_v_mps: Some(6.6),
        risks: vec![Risk { curve: "wang_2022_all".into(), level: Level::Fatal, probability: 0.011 }],
    };
    let deed = |time_s, event| Deed { time_s, agent: av, event };
    let outcome = Outcome::Exempted(exemption);
    let chain = vec![
        deed(8.0, Event::FaultBegan { fault: FaultKind::BrakeLoss }),
        deed(
            9.0,
            Event::Judged {
                rule: video,
                outcome,
                began_s: 9.0,
                lasted_s: 11.0,
                worst: 0.0,
                lane,
                pos_m: 1.0,
            },
        ),
        deed(19.5, Event::TakeoverMissed { after_s: 10.0, activity: Activity::Video, lane }),
    ];
    let rule = |id: &str, ko: &str, en: &str| RuleName { id: id.into(), ko: ko.into(), en: en.into() };
    Account {
        format: FORMAT,
        record: IncidentRecord {
            number: 1,
            kind: IncidentKind::CollisionVehicleVehicle,
            time_s: 20.0,
            lane: Some(lane),
            at: Some(Point::new(3.0, 4.0)),
            parties: vec![party(av, AgentClass::Av, 14.0, 0.0), party(car, AgentClass::Car, 2.0, 4.4)],
            responsible: Some((av, Blame::Followed)),
            cause: None,
            loss_j: Some(53_460.0),
            chain,
            weather: Weather::default(),
        },
        clock: "2021-06-01T08:00:20+09:00".into(),
        place: Place { lane: Some("n_in_0".into()), link: Some("n_in".into()), ..Place::default() },
        agents: [(av, "av 1".to_owned()), (car, "car 2".to_owned())].into(),
        rules: [
            (
                video,
                rule(
                    "kr.rta.49-1-11",
                    "도로교통법 제49조제1항제11호",
                    "Road Traffic Act, article 49(1) item 11",
                ),
            ),
            (exemption, rule("kr.smartcity.av", "스마트도시법 제39조", "Smart City Act, article 39")),
        ]
        .into(),
    }
}

fn settings(end_s: f64) -> RunSettings {
    RunSettings {
        seed: 7,
        dt_s: 0.1,
        begin_s: 0.0,
        end_s: Some(end_s),
        clearance_s: 600.0,
        gridlock_s: 300.0,
        stop_at_gridlock: false,
        frame_s: 0.5,
        measures: true,
    }
}

fn labels() -> Labels {
    Labels {
        scenario: "crossing".into(),
        path: "scenarios/crossing.toml".into(),
        map: "maps/crossing.pzmap".into(),
        law: "special-av".into(),
        law_date: "2026-06-01".into(),
        start: StartTime { unix_s: 1_780_268_400, offset_s: 32_400 },
        question_ko: String::new(),
        question_en: String::new(),
        caveats: Vec::new(),
        resolved: "format = 1\n".into(),
    }
}

fn car() -> VehicleType {
    let idm = IdmParams { headway_s: 1.5, min_gap_m: 2.0, accel_mps2: 1.5, decel_mps2: 2.0, exponent: 4.0 };
    VehicleType {
        name: "car".into(),
        class: AgentClass::Car,
        access: VehicleClass::Passenger,
        length_m: 4.5,
        width_m: 1.8,
        height_m: 1.5,
        mass_kg: 1500.0,
        min_gap_m: 2.0,
        max_speed_mps: 50.0,
        accel_mps2: 1.5,
        decel_mps2: 2.0,
        emergency_decel_mps2: 8.0,
        speed_factor: SpeedFactor { mean: 1.0, deviation: 0.1, min: 0.8, max: 1.2 },
        following: Following::Idm(idm),
        lane_change: lane_change(),
        mind: pilotzone_scenario::vehicle::MindOf::Nobody,
    }
}

fn lane_change() -> LaneChangeParams {
    LaneChangeParams { politeness: 0.2, threshold_mps2: 0.1, safe_decel_mps2: 4.0, bias_right_mps2: 0.2 }
}

/// Runs to the end and records it into a new folder, as the program does.
pub fn record(run: &Run, dir: &Path) {
    let mut engine = Engine::new(run.clone(), 1).unwrap();
    let folder = RunFolder::create(dir).unwrap();
    let recorder = Recorder::begin(folder, &engine, &History::default()).unwrap();
    let mut recorder = recorder.with_replay(&engine).unwrap();
    let ended = loop {
        let progress = engine.step();
        recorder.observe(&engine).unwrap();
        if progress != Progress::Running {
            engine.finish();
            recorder.note_events(&engine).unwrap();
            break progress;
        }
    };
    let agent_frames = recorder.agent_frames();
    let folder = recorder.finish(&engine).unwrap();
    let machine = Machine { wall_s: 1.0, cpu_s: None, load_s: 0.1, peak_rss_mb: None };
    let summary = Summary { agent_frames, ..Summary::of(&engine, ended, machine, "out/x") };
    folder.complete(&summary, &page(run, &summary)).unwrap();
}
