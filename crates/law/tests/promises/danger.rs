//! The danger clause of the special case.

use crate::street::{KR, Street, car, robot, run_with};
use pilotzone_law::Law;
use pilotzone_world::{Activity, AgentKey, Event, IncidentKind, NearMissKind, RoadUser};

const SPECIAL: &str = "special@2021-06-01";

fn near_miss() -> Event {
    let other = AgentKey::of_name("other");
    Event::NearMiss { kind: NearMissKind::VehicleVehicle, other, ttc_s: 0.8, pet_s: f64::INFINITY }
}

fn ended(street: &Street) -> usize {
    street.events.iter().filter(|stamped| matches!(stamped.event, Event::LeaveEnded { .. })).count()
}

#[test]
fn a_danger_ends_the_leave_for_the_trip_from_the_next_step_on() {
    let mut street = Street::under(SPECIAL);
    let busy = RoadUser { activity: Activity::HandheldPhone, ..robot() };
    street.steps(5, &[busy]);
    street.step(&[busy], &[("robot", near_miss())]);
    assert!(!street.may(Activity::HandheldPhone), "the driver reads this in the next step");
    assert_eq!(ended(&street), 1);
    // A driver who obeys at once has broken nothing but the safe-driving rule.
    street.steps(40, &[robot()]);
    street.step(&[robot()], &[("robot", near_miss())]);
    assert_eq!(ended(&street), 1, "what has ended cannot end again");
    street.finish();
    let totals = street.totals("kr.rta.49-1-10");
    assert_eq!((totals.exempted, totals.violations), (1, 0));
    let clause = street.totals("kr.smartcity.av");
    assert_eq!((clause.ended, clause.ended_in_use), (1, 1));
}

#[test]
fn who_goes_on_after_the_danger_breaks_the_rule_from_there() {
    let mut street = Street::under(SPECIAL);
    let busy = RoadUser { activity: Activity::Video, ..robot() };
    street.steps(5, &[busy]);
    street.step(&[busy], &[("robot", Event::Danger { other: AgentKey::of_name("other") })]);
    street.steps(600, &[busy]);
    street.finish();
    let totals = street.totals("kr.rta.49-1-11");
    assert_eq!((totals.exempted, totals.violations), (1, 1));
}

#[test]
fn only_the_responsible_one_loses_the_leave_and_only_by_a_danger() {
    let mut street = Street::under(SPECIAL);
    let incident = |kind| Event::Incident { kind, number: 0, other: AgentKey::of_name("robot") };
    street.step(&[robot(), car("b", 1)], &[("b", incident(IncidentKind::CollisionVehicleVehicle))]);
    street.step(&[robot(), car("b", 1)], &[("robot", incident(IncidentKind::Disengagement))]);
    assert!(street.may(Activity::Video) && ended(&street) == 0);
    street.step(&[robot(), car("b", 1)], &[("robot", incident(IncidentKind::CollisionVehicleVehicle))]);
    assert!(!street.may(Activity::Video) && ended(&street) == 1);
}

#[test]
fn a_danger_outside_the_zone_takes_nothing_that_was_not_there() {
    let mut street = Street::under(SPECIAL);
    street.step(&[RoadUser { seen: 0, ..robot() }], &[("robot", near_miss())]);
    street.step(&[robot()], &[]);
    assert!(street.may(Activity::Video) && ended(&street) == 0);
}

#[test]
fn since_2022_ordinary_law_allows_without_a_danger_clause() {
    let mut street = Street::under("ordinary@2026-06-01");
    street.step(&[robot()], &[("robot", near_miss())]);
    street.step(&[robot()], &[]);
    assert!(street.may(Activity::Video) && ended(&street) == 0);
}

#[test]
fn read_the_other_way_the_leave_comes_back_when_the_danger_is_over() {
    let pack = KR.replace("proviso = \"trip\"", "proviso = \"while_danger\"\nlasts_s = 2.0");
    let mut street = Street::of(run_with(&pack, SPECIAL, &str::to_owned));
    street.step(&[robot()], &[("robot", near_miss())]);
    street.steps(19, &[robot()]);
    assert!(!street.may(Activity::Video));
    street.steps(2, &[robot()]);
    assert!(street.may(Activity::Video));
    street.step(&[robot()], &[("robot", near_miss())]);
    assert_eq!(ended(&street), 2);
}

#[test]
fn a_law_goes_on_from_its_state_as_if_it_had_not_stopped() {
    let drive = |street: &mut Street, from: u64, to: u64| {
        for step in from..to {
            let activity = if step % 7 < 4 { Activity::Video } else { Activity::None };
            let user = RoadUser { activity, speed_mps: 10.0 + step as f64 / 4.0, ..robot() };
            let happened = if step == 12 { vec![("robot", near_miss())] } else { Vec::new() };
            street.step(&[user], &happened);
        }
    };
    let mut whole = Street::under(SPECIAL);
    drive(&mut whole, 0, 40);
    for cut in [3, 13, 25] {
        let mut first = Street::under(SPECIAL);
        drive(&mut first, 0, cut);
        let mut second = Street::under(SPECIAL);
        let bytes = postcard::to_allocvec(first.law.state()).unwrap();
        second.law = Law::restore(&first.run, postcard::from_bytes(&bytes).unwrap()).unwrap();
        assert_eq!(second.law.hash(), first.law.hash());
        second.step = cut;
        drive(&mut second, cut, 40);
        assert_eq!(second.law.hash(), whole.law.hash(), "cut at {cut}");
        let late: Vec<_> = whole.events.iter().filter(|event| event.step >= cut).copied().collect();
        assert_eq!(second.events, late, "cut at {cut}");
    }
}
