//! Every incident kind, its record, its causes and its story.

mod street;

use pilotzone_map::{Aspect, LaneId, Map, NodeId, TurnDirection};
use pilotzone_safety::account::FORMAT;
use pilotzone_safety::{Account, AvReport, Blame, IncidentRecord, Place, RuleName, Struck, headline, story};
use pilotzone_scenario::file::Level;
use pilotzone_world::scene::seen;
use pilotzone_world::{
    Activity, AgentClass, AgentKey, Cause, Control, Event, FaultKind, IncidentKind, Language, OddLimit,
    Outcome, RoadUser, RuleRef,
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

/// A crash so many steps after the first of these events, with the impact that physics would give.
fn crash_after(after_steps: u64, first: &[Event], later: &[(u64, Event)]) -> Street {
    let mut street = Street::new();
    let users = two();
    let events: Vec<_> = first.iter().map(|&event| street.event(1, event)).collect();
    street.show(&users, &events, &[]);
    for &(step, event) in later {
        street.step = step;
        let events = [street.event(1, event)];
        street.show(&users, &events, &[]);
    }
    street.step = after_steps;
    let events = [street.event(1, hit(2))];
    let impact = Struck { agent: AgentKey(1), other: AgentKey(2), delta_v_mps: [6.6, 6.6], loss_j: 53_460.0 };
    street.show(&users, &events, &[impact]);
    street
}

fn crash(after_steps: u64) -> IncidentRecord {
    let fault = Event::FaultBegan { fault: FaultKind::BrakeLoss };
    crash_after(after_steps, &[fault], &[]).safety.records()[0].clone()
}

#[test]
fn the_chain_holds_what_happened_in_the_ten_seconds_before() {
    let lapse = Event::Lapsed { lapse: pilotzone_world::Lapse::Glance, lasts_s: 1.0 };
    let lapses = |steps| crash_after(steps, &[lapse], &[]).safety.records()[0].chain.len();
    assert_eq!([lapses(99), lapses(101)], [1, 0], "9.9 s and 10.1 s before");
}

#[test]
fn the_chain_holds_what_began_long_before_and_goes_on() {
    let began = [
        Event::FaultBegan { fault: FaultKind::BrakeLoss },
        Event::FaultBegan { fault: FaultKind::V2xLoss },
        Event::ActivityBegan { activity: Activity::Video },
        Event::TakeoverRequested {
            cause: Cause::Fault(FaultKind::BrakeLoss),
            lane: LANE,
            activity: Activity::Video,
        },
    ];
    let kinds = |later: &[(u64, Event)]| {
        let street = crash_after(600, &began, later);
        let chain = &street.safety.records()[0].chain;
        assert!(chain.windows(2).all(|pair| pair[0].time_s <= pair[1].time_s), "oldest first: {chain:?}");
        chain.iter().map(|deed| deed.event.kind()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&[]), ["fault_began", "fault_began", "activity_began", "takeover_requested"]);
    let mended = Event::FaultEnded { fault: FaultKind::V2xLoss, lasted_s: 10.0 };
    let put_away = Event::ActivityEnded { activity: Activity::Video, lasted_s: 20.0 };
    let taken = Event::TakenOver { after_s: 30.0, activity: Activity::None, lane: LANE };
    assert_eq!(
        kinds(&[(100, mended), (200, put_away), (300, taken)]),
        ["fault_began"],
        "what is over is old"
    );
    let told = kinds(&[(550, put_away)]);
    assert_eq!(
        told[2..],
        ["activity_began", "takeover_requested", "activity_ended"],
        "what has only just ended"
    );
    let left = Event::Arrived {
        class: AgentClass::Av,
        lane: LANE,
        duration_s: 0.0,
        distance_m: 0.0,
        waiting_s: 0.0,
        time_loss_s: 0.0,
    };
    assert_eq!(kinds(&[(100, left)]), Vec::<&str>::new(), "nothing is kept of who left");
}

fn judged(outcome: Outcome, began_s: f64) -> Event {
    Event::Judged { rule: RuleRef(1), outcome, began_s, lasted_s: 1.0, worst: 0.0, lane: LANE, pos_m: 0.0 }
}

#[test]
fn an_act_stands_in_the_chain_where_it_began_whether_it_is_over_or_not() {
    let exempted = Outcome::Exempted(RuleRef(2));
    let mut street = crash_after(300, &[], &[(250, judged(Outcome::Violated, 4.0))]);
    let time_s = street.safety.records()[0].time_s;
    let now = street.event(1, judged(Outcome::Violated, 30.0));
    street.safety.add_acts(time_s, &[now], |key| {
        if key == AgentKey(1) { vec![judged(exempted, 2.0)] } else { Vec::new() }
    });
    let chain: Vec<f64> = street.safety.records()[0].chain.iter().map(|deed| deed.time_s).collect();
    assert_eq!(chain, [2.0, 4.0, 30.0]);
    street.safety.add_acts(time_s + 0.1, &[now], |_| vec![now.event]);
    assert_eq!(street.safety.records()[0].chain.len(), 3, "later steps add nothing");
}

/// A record with made-up names.
fn account(record: IncidentRecord) -> Account {
    let names = |key: AgentKey| (key, format!("car-{}", key.0));
    let agents = Account::agents_in(&record).into_iter().map(names).collect();
    let rule = |at: RuleRef| {
        let id = format!("rule-{}", at.0);
        (at, RuleName { id, ko: format!("법 제{}조", at.0), en: format!("the Act, article {}", at.0) })
    };
    let rules = Account::rules_in(&record).into_iter().map(rule).collect();
    let place = Place { junction: Some("x".into()), lon_lat_deg: Some([127.25, 36.5]), ..Place::default() };
    Account { format: FORMAT, record, clock: "2021-06-01T08:00:05+09:00".into(), place, agents, rules }
}

#[test]
fn the_chain_goes_back_to_the_faults_before_a_takeover_that_failed() {
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
    let led_to_it = ["activity_began", "fault_began", "fault_began", "takeover_requested", "takeover_missed"];
    assert_eq!(kinds, led_to_it, "both faults go on");
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

/// A crash in which a fault came first, an exempted act went on and the driver did not take over.
fn chain_of_three() -> Account {
    let fault = Event::FaultBegan { fault: FaultKind::BrakeLoss };
    let cause = Cause::Fault(FaultKind::BrakeLoss);
    let asked = Event::TakeoverRequested { cause, lane: LANE, activity: Activity::Video };
    let missed = Event::TakeoverMissed { after_s: 10.0, activity: Activity::Video, lane: LANE };
    let mut street = crash_after(205, &[fault], &[(100, asked), (200, missed)]);
    let time_s = street.safety.records()[1].time_s;
    street.safety.add_acts(time_s, &[], |key| {
        let acts = [judged(Outcome::Exempted(RuleRef(2)), 3.0), judged(Outcome::Violated, 19.0)];
        if key == AgentKey(1) { acts.to_vec() } else { Vec::new() }
    });
    account(street.safety.records()[1].clone())
}

#[test]
fn a_crash_is_told_in_whole_english_sentences() {
    let text = story(&chain_of_three(), Language::En);
    for part in [
        "Incident 1: collision of two vehicles",
        "junction x, 36.500000° N, 127.250000° E",
        "The automated car car-1, at 50 km/h, driven by its automated system, which had asked its driver to take over, hit \
         the car car-2",
        "What failed first: a fault of car-1: lost brakes.",
        "20.5 s before, a fault began in car-1: lost brakes.",
        "10.5 s before, car-1 asked its driver to take over because of lost brakes; the driver was watching a video.",
        "0.5 s before, the driver of car-1 had not taken over 10.0 s after being asked.",
        "car-1 began to act against rule-1 (the Act, article 1), which rule-2 (the Act, article 2) exempted.",
        "An exempted act was in the chain: it goes against rule-1, and rule-2 (the Act, article 2) exempts it",
        "car-1 answers for it. The rule applied: who follows another keeps the distance",
        "car-1 broke rule-1 (the Act, article 1).",
        "The impact took 53.5 kJ of energy.",
        "The impact changed the velocity of car-1 by 23.8 km/h (delta-v).",
        "The probability of death for one person in car-2 is ",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let line = headline(&chain_of_three(), Language::En);
    assert!(
        line.starts_with("Incident 1 (20.6 s): ") && line.contains("it began with a fault of car-1"),
        "{line}"
    );
}

#[test]
fn a_crash_is_told_in_whole_korean_sentences() {
    let text = story(&chain_of_three(), Language::Ko);
    for part in [
        "사건 1: 차량 간 충돌",
        "가장 먼저 잘못된 것은 다음이다: car-1의 고장(제동력 상실).",
        "20.5초 전, car-1에 고장이 발생하였다: 제동력 상실.",
        "운전자는 영상 시청 중이었다.",
        "0.5초 전, car-1의 운전자는 요구를 받은 지 10.0초가 지나도록 제어권을 인수하지 못하였다.",
        "특례로 면제된 행위가 경과에 있다: rule-1에 어긋나는 행위이나 rule-2 (법 제2조)에 따라 면제되어 위반이 아니다.",
        "car-1에 책임이 있는 것으로 판정된다. 적용한 규칙: 뒤따르는 쪽이 앞차와의 거리를 지켜야 한다.",
        "car-1의 위반: rule-1 (법 제1조).",
        "car-1의 속도 변화(delta-v)는 23.8 km/h이다.",
        "car-2 탑승자 1인의 사망 확률: ",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn every_kind_and_every_deed_is_told_in_words() {
    let lines =
        |text: &str| text.lines().filter(|line| line.contains('_')).map(str::to_owned).collect::<Vec<_>>();
    let mut record = crash(20);
    let lapses = [
        pilotzone_world::Lapse::Glance,
        pilotzone_world::Lapse::RedLight,
        pilotzone_world::Lapse::Crossing,
        pilotzone_world::Lapse::Tailgating,
    ];
    let mode = |to| Event::ModeChanged { from: Control::Automated, to, cause: Cause::Crash, lane: LANE };
    let events = lapses
        .map(|lapse| Event::Lapsed { lapse, lasts_s: 1.0 })
        .into_iter()
        .chain(
            [Control::Manual, Control::Automated, Control::Transition, Control::MinimalRisk, Control::Halted]
                .map(mode),
        )
        .chain([
            Event::MinimalRiskStopped { lane: LANE, cause: Cause::NoAnswer },
            Event::OddLeft { lane: LANE, limit: OddLimit::Night },
            Event::EmergencyBraked { lane: LANE, speed_mps: 10.0 },
            Event::ChangedLane { from: LANE, to: LANE, pos_m: 0.0, mandatory: false },
            Event::Danger { other: AgentKey(2) },
            Event::LeaveEnded { rule: RuleRef(2), other: AgentKey(2) },
        ]);
    record.chain =
        events.map(|event| pilotzone_safety::Deed { time_s: 1.0, agent: AgentKey(1), event }).collect();
    for kind in IncidentKind::ALL {
        record.kind = kind;
        for language in [Language::Ko, Language::En] {
            let text = story(&account(record.clone()), language);
            let raw: Vec<String> = lines(&text).into_iter().filter(|line| !line.contains('%')).collect();
            assert_eq!(raw, Vec::<String>::new(), "no word of a program in\n{text}");
        }
    }
}

#[test]
fn the_report_has_the_columns_of_the_published_table() {
    let reports = AvReport::of(&account(crash(52)), &Map::default());
    assert_eq!(reports.len(), 1, "one automated car took part");
    let columns = reports[0].columns();
    let value = |name: &str| columns.iter().find(|column| column.0 == name).map(|column| column.1.as_str());
    for (name, wanted) in [
        ("Automation System Engaged?", "ADS"),
        ("Crash With", "Passenger Car"),
        ("SV Precrash Speed (MPH)", "31"),
        ("Incident Date", "JUN-2021"),
        ("Incident Time (24:00)", "08:00"),
        ("SV Pre-Crash Movement", "Proceeding Straight"),
        ("CP Pre-Crash Movement", "Proceeding Straight"),
        ("SV Contact Area - Front", "Y"),
        ("CP Contact Area - Rear", "Y"),
        ("SV Contact Area - Rear", " "),
    ] {
        assert_eq!(value(name), Some(wanted), "{name}");
    }
    assert!(value("Narrative").is_some_and(|text| text.contains("lost brakes")));
    // The header of the table as published in September 2022.
    let header = include_str!("nhtsa_sgo_columns.txt");
    for (name, _) in &columns {
        assert!(header.lines().any(|line| line == *name), "{name}");
    }
}

#[test]
fn the_report_says_where_a_vehicle_was_touched() {
    let touched = |at: (f64, f64)| {
        let mut users = two();
        users[1].at = pilotzone_map::Point::new(at.0, at.1);
        let report = AvReport::of(&account(after(&users, hit(2)).remove(0)), &Map::default()).remove(0);
        report.subject.area
    };
    // The front of the first is at the origin, its middle 2.5 m behind; the other's middle 2.5 m behind its front.
    for (at, area) in [
        ((4.9, 0.0), "Front"),
        ((4.9, 1.5), "Front Left"),
        ((4.9, -1.5), "Front Right"),
        ((0.0, 1.7), "Left"),
        ((0.0, -1.7), "Right"),
        ((-4.9, 0.0), "Rear"),
    ] {
        assert_eq!(touched(at), area, "{at:?}");
    }
}
