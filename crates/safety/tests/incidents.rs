//! Every incident kind, its record, its causes and its story.

mod street;

use pilotzone_map::{Aspect, LaneId, Map, NodeId, TurnDirection};
use pilotzone_safety::{AvReport, Blame, IncidentRecord, Names, Struck, story};
use pilotzone_scenario::file::Level;
use pilotzone_world::scene::seen;
use pilotzone_world::{
    Activity, AgentClass, AgentKey, Cause, Control, Event, FaultKind, IncidentKind, Language, OddLimit,
    RoadUser, StartTime,
};
use street::{Street, car};

const LANE: LaneId = LaneId(0);

fn hit(other: u64) -> Event {
    Event::Collided {
        other: AgentKey(other),
        lane: LANE,
        speed_mps: 14.0,
        other_speed_mps: 2.0,
        overlap_m: 0.2,
    }
}

fn two() -> [RoadUser; 2] {
    let mut users = [car(0, (0.0, 0.0), 0.0, 0.0), car(1, (4.9, 0.0), 0.0, 0.0)];
    users[0].class = AgentClass::Av;
    users[0].control = Control::Transition;
    users[1].lane = users[0].lane;
    users[1].pos_m = 4.9;
    users
}

/// What comes of one event of the first user.
fn after(users: &[RoadUser], event: Event) -> Vec<IncidentRecord> {
    let mut street = Street::new();
    let events = [street.event(1, event)];
    street.show(users, &events, &[]);
    let told = street.of_kind("incident");
    assert_eq!(told.len(), street.safety.records().len());
    street.safety.records().to_vec()
}

#[test]
fn each_kind_comes_from_its_event() {
    let mode =
        |cause| Event::ModeChanged { from: Control::Automated, to: Control::Manual, cause, lane: LANE };
    let mut object = two();
    object[1].seen = seen::OBJECT;
    let mut person = two();
    person[1].class = AgentClass::Pedestrian;
    let missed = Event::TakeoverMissed { after_s: 10.0, activity: Activity::Video, lane: LANE };
    for (users, event, kind) in [
        (two(), hit(2), IncidentKind::CollisionVehicleVehicle),
        (person, hit(2), IncidentKind::CollisionVehiclePerson),
        (object, hit(2), IncidentKind::CollisionVehicleObject),
        (two(), mode(Cause::Fault(FaultKind::BrakeLoss)), IncidentKind::Disengagement),
        (two(), mode(Cause::LowConfidence), IncidentKind::Disengagement),
        (two(), missed, IncidentKind::TakeoverFailure),
        (
            two(),
            Event::MinimalRiskStopped { lane: LANE, cause: Cause::NoAnswer },
            IncidentKind::MinimalRiskStop,
        ),
        (two(), Event::OddLeft { limit: OddLimit::Rain, lane: LANE }, IncidentKind::OddExit),
        (two(), Event::Gridlocked { standing: 9, since_s: 300.0 }, IncidentKind::Gridlock),
        (
            two(),
            Event::EmergencyHeldUp { other: AgentKey(2), lane: LANE, since_s: 5.0 },
            IncidentKind::EmergencyBlocked,
        ),
    ] {
        let records = after(&users, event);
        assert_eq!(records.iter().map(|record| record.kind).collect::<Vec<_>>(), [kind], "{event:?}");
    }
    assert_eq!(after(&two(), mode(Cause::Override)), [], "the driver's own wish is no incident");
    assert_eq!(after(&two(), mode(Cause::Odd(OddLimit::Area))), [], "nor is a planned end");
}

/// A crash `after_s` seconds after a fault, with the impact that physics would give.
fn crash(after_steps: u64) -> IncidentRecord {
    let mut street = Street::new();
    let users = two();
    let fault = street.event(1, Event::FaultBegan { fault: FaultKind::BrakeLoss });
    street.show(&users, &[fault], &[]);
    street.step += after_steps - 1;
    let events = [street.event(1, hit(2))];
    let impact = Struck { agent: AgentKey(1), other: AgentKey(2), delta_v_mps: [6.6, 6.6], loss_j: 53_460.0 };
    street.show(&users, &events, &[impact]);
    street.safety.records()[0].clone()
}

#[test]
fn the_chain_holds_what_happened_in_the_ten_seconds_before() {
    let faults = |record: &IncidentRecord| {
        record.chain.iter().filter(|deed| matches!(deed.event, Event::FaultBegan { .. })).count()
    };
    assert_eq!([faults(&crash(99)), faults(&crash(101))], [1, 0], "9.9 s and 10.1 s before");
}

#[test]
fn the_chain_goes_back_to_the_fault_of_a_takeover_that_failed() {
    let mut street = Street::new();
    let mut users = two();
    let (cause, activity, lane) = (Cause::Fault(FaultKind::SensorBlind), Activity::Video, LANE);
    let mut tell = |events: &[Event], wait: u32| {
        let events: Vec<_> = events.iter().map(|&event| street.event(1, event)).collect();
        street.show(&users, &events, &[]);
        street.drive(&mut users, wait);
        street.safety.records().to_vec()
    };
    tell(&[Event::ActivityBegan { activity }], 20);
    tell(&[Event::FaultBegan { fault: FaultKind::BrakeLoss }], 20);
    tell(&[Event::FaultBegan { fault: FaultKind::SensorBlind }], 4);
    tell(&[Event::TakeoverRequested { cause, lane, activity }], 99);
    tell(&[Event::TakeoverMissed { after_s: 10.0, activity, lane }], 19);
    let records = tell(&[hit(2)], 0);
    let kinds: Vec<_> = records.last().unwrap().chain.iter().map(|deed| deed.event.kind()).collect();
    assert_eq!(kinds, ["activity_began", "fault_began", "takeover_requested", "takeover_missed"]);
}

#[test]
fn a_collision_knows_speeds_delta_v_and_the_odds_of_injury_by_two_curves() {
    let record = crash(20);
    let [a, b] = &record.parties[..] else { panic!("{record:?}") };
    assert_eq!((a.speed_mps, b.speed_mps, a.mass_kg), (14.0, 2.0, 1500.0));
    assert_eq!((a.delta_v_mps, record.loss_j), (Some(6.6), Some(53_460.0)));
    assert_eq!(record.responsible, Some((AgentKey(1), Blame::Followed)));
    for level in [Level::Mais2plus, Level::Mais3plus, Level::Fatal] {
        let curves = b.risks.iter().filter(|risk| risk.level == level).count();
        assert!(curves >= 2, "{level:?} by {curves}");
    }
}

#[test]
fn who_entered_on_red_answers() {
    let mut users = [car(0, (0.0, 0.0), 0.0, 0.0), car(1, (2.0, -2.0), 1.5, 0.0)];
    users[1].class = AgentClass::Av;
    let enter = |light| Event::EnteredJunction {
        node: NodeId(0),
        lane: LANE,
        speed_mps: 12.0,
        light: Some(light),
        direction: TurnDirection::Straight,
        stopped: false,
    };
    let after = |first, second| {
        let mut street = Street::new();
        let events = [street.event(1, enter(first)), street.event(2, enter(second))];
        street.show(&users, &events, &[]);
        let events = [street.event(1, hit(2))];
        street.show(&users, &events, &[]);
        street.safety.records()[0].responsible
    };
    let (key, green, give_way) = (AgentKey, Aspect::GreenProtected, Aspect::GreenYield);
    assert_eq!(after(green, Aspect::Red), Some((key(2), Blame::RanRed)));
    assert_eq!(after(green, give_way), Some((key(2), Blame::DidNotYield)));
    assert_eq!(after(green, green), Some((key(1), Blame::CameLater)), "the one that ran into the other");
}

#[test]
fn a_pair_that_collides_had_no_near_miss() {
    let mut street = Street::new();
    let mut users = two();
    (users[0].speed_mps, users[0].ahead, users[0].gap_m) = (14.0, 1, 5.0);
    street.show(&users, &[], &[]);
    let events = [street.event(1, hit(2))];
    street.show(&users, &events, &[]);
    street.drive(&mut [], 50);
    assert_eq!((street.of_kind("danger").len(), street.of_kind("near_miss").len()), (1, 0));
}

#[test]
fn a_crash_is_told_in_either_language() {
    let names = Names { agent: &|key| format!("car-{}", key.0), rule: &|rule| format!("rule-{}", rule.0) };
    let record = crash(52);
    let english = story(&record, &names, Language::En);
    for part in [
        "Incident 0: 5.3 s, collision of two vehicles",
        "car-1 (automated car), 50 km/h before, the system has asked its driver to take over, delta-v 23.8 km/h",
        "5.2 s before, car-1: a fault begins: lost brakes",
        "Who answers, by rule: car-1. It followed the other.",
        "Energy lost in the impact: 53.5 kJ",
    ] {
        assert!(english.contains(part), "{part} is not in\n{english}");
    }
    let korean = story(&record, &names, Language::Ko);
    assert!(korean.contains("5.2초 전 car-1: 고장 발생, 제동력 상실") && korean.contains("사망"), "{korean}");
}

#[test]
fn the_report_has_the_columns_of_the_published_table() {
    let start = StartTime { unix_s: 1_622_502_000, offset_s: 9 * 3600 };
    let reports = AvReport::of(&crash(52), &Map::default(), start);
    assert_eq!(reports.len(), 1, "one automated car took part");
    let columns = reports[0].columns();
    let value = |name: &str| columns.iter().find(|column| column.0 == name).map(|column| column.1.as_str());
    assert_eq!(value("Automation System Engaged?"), Some("ADS"));
    assert_eq!(value("Crash With"), Some("Passenger Car"));
    assert_eq!(value("SV Precrash Speed (MPH)"), Some("31"));
    assert_eq!(value("Incident Time (24:00)"), Some("08:00"));
    // The header of the table as published in September 2022.
    let header = include_str!("nhtsa_sgo_columns.txt");
    for (name, _) in &columns {
        assert!(header.lines().any(|line| line == *name), "{name}");
    }
}
