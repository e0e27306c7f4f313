//! Every predicate just broken and just kept, by the rules that ship.

use crate::street::{KR, Street, car, robot, run_with};
use pilotzone_map::{Aspect, LaneId, NodeId, Point, TurnDirection};
use pilotzone_world::scene::seen;
use pilotzone_world::{
    AgentClass, AgentKey, AtCrosswalk, Control, Event, IncidentKind, NearMissKind, RoadUser, Weather,
};

const NOW: &str = "ordinary@2026-06-01";
const HAIR: f64 = 1e-6;

/// How often a rule is broken after so many steps in a state.
fn after(law: &str, rule: &str, steps: u64, users: &[RoadUser]) -> u64 {
    let mut street = Street::under(law);
    street.steps(steps, users);
    street.broken(rule)
}

/// How often a rule is broken by one event.
fn by(law: &str, rule: &str, user: RoadUser, event: Event) -> u64 {
    let mut street = Street::under(law);
    street.step(&[user], &[("a", event)]);
    street.broken(rule)
}

fn at_kmh(kmh: f64) -> RoadUser {
    RoadUser { speed_mps: kmh / 3.6, ..car("a", 0) }
}

#[test]
fn speed_over_the_limit_and_its_tolerance() {
    assert_eq!(after(NOW, "kr.rta.speed", 5, &[at_kmh(55.0 + HAIR)]), 1);
    assert_eq!(after(NOW, "kr.rta.speed", 5, &[at_kmh(55.0 - HAIR)]), 0);
    let siren = RoadUser { class: AgentClass::Emergency, seen: seen::SIREN, ..at_kmh(90.0) };
    assert_eq!(after(NOW, "kr.rta.speed", 5, &[siren]), 0);
}

#[test]
fn speed_in_a_school_zone_is_held_to_30_and_counted_once() {
    let zone = |kmh| RoadUser { seen: seen::SCHOOL_ZONE, ..at_kmh(kmh) };
    assert_eq!(after(NOW, "kr.rta.schoolzone", 5, &[zone(35.0 + HAIR)]), 1);
    assert_eq!(after(NOW, "kr.rta.schoolzone", 5, &[zone(35.0 - HAIR)]), 0);
    assert_eq!(after(NOW, "kr.rta.speed", 5, &[zone(70.0)]), 0);
}

#[test]
fn speed_over_what_the_weather_leaves() {
    let judge = |weather: Weather, kmh| {
        let mut street = Street::under(NOW);
        street.weather = weather;
        street.steps(5, &[at_kmh(kmh)]);
        street.broken("kr.rta.speed.weather")
    };
    let wet = Weather { rain_mm_per_h: 1.0, ..Weather::default() };
    let fog = Weather { visibility_m: 100.0, ..Weather::default() };
    for (weather, threshold_kmh) in [(wet, 45.0), (fog, 30.0)] {
        assert_eq!(judge(weather, threshold_kmh + HAIR), 1);
        assert_eq!(judge(weather, threshold_kmh - HAIR), 0);
    }
    assert_eq!(judge(Weather::default(), 80.0), 0);
    assert_eq!(judge(Weather { visibility_m: 100.1, ..fog }, 45.0), 0);
    assert_eq!(judge(Weather { snow_mm: 20.0, ..Weather::default() }, 31.0), 1);
    assert_eq!(judge(Weather { snow_mm: 19.9, ..Weather::default() }, 31.0), 0);
}

#[test]
fn headway_below_its_time_for_longer_than_a_moment() {
    let behind = |gap_m| RoadUser { ahead: 1, gap_m, ..car("a", 0) };
    assert_eq!(after(NOW, "kr.rta.headway", 31, &[behind(6.0 - HAIR)]), 1);
    assert_eq!(after(NOW, "kr.rta.headway", 30, &[behind(6.0 - HAIR)]), 0);
    assert_eq!(after(NOW, "kr.rta.headway", 31, &[behind(6.0 + HAIR)]), 0);
    let slow = RoadUser { speed_mps: 20.0 / 3.6, gap_m: 1.0, ..behind(1.0) };
    assert_eq!(after(NOW, "kr.rta.headway", 31, &[slow]), 0);
}

#[test]
fn bus_lanes_by_hour_and_class() {
    let on = RoadUser { seen: seen::BUS_LANE, ..car("a", 0) };
    let start = |hour: &str| {
        let run = run_with(KR, NOW, &|text| text.replace("T08:00", &format!("T{hour}")));
        let mut street = Street::of(run);
        street.steps(31, &[on]);
        street.broken("kr.rta.lane.bus")
    };
    assert_eq!((start("08:00"), start("20:59"), start("21:00"), start("06:59")), (1, 1, 0, 0));
    assert_eq!(after(NOW, "kr.rta.lane.bus", 31, &[RoadUser { class: AgentClass::Bus, ..on }]), 0);
    assert_eq!(after(NOW, "kr.rta.lane.bus", 30, &[on]), 0);
}

#[test]
fn sudden_braking_with_nobody_ahead() {
    let brakes = |accel_mps2| RoadUser { accel_mps2, ..car("a", 0) };
    assert_eq!(after(NOW, "kr.rta.braking", 3, &[brakes(-6.0 - HAIR)]), 1);
    assert_eq!(after(NOW, "kr.rta.braking", 3, &[brakes(-6.0 + HAIR)]), 0);
    let at = |x, y| RoadUser { at: Point::new(x, y), class: AgentClass::Pedestrian, ..car("b", 1) };
    // It sees (10 + 7) m/s times 4 s ahead.
    assert_eq!(after(NOW, "kr.rta.braking", 3, &[brakes(-7.0), at(67.9, 0.0)]), 0);
    assert_eq!(after(NOW, "kr.rta.braking", 3, &[brakes(-7.0), at(68.1, 0.0)]), 1);
    assert_eq!(after(NOW, "kr.rta.braking", 3, &[brakes(-7.0), at(-10.0, 0.0)]), 1);
}

#[test]
fn a_line_that_must_not_be_passed_and_who_steps_out_beside_the_bumper_are_reasons_to_brake() {
    let brakes = RoadUser { accel_mps2: -7.0, ..car("a", 0) };
    let beside = |x: f64| RoadUser { at: Point::new(x, 2.0), ..car("b", 1) };
    assert_eq!(after(NOW, "kr.rta.braking", 3, &[brakes, beside(0.5)]), 0);
    assert_eq!(after(NOW, "kr.rta.braking", 3, &[brakes, beside(-brakes.length_m)]), 1);
    assert_eq!(after(NOW, "kr.rta.braking", 3, &[RoadUser { seen: seen::BEFORE_LINE, ..brakes }]), 0);
}

#[test]
fn a_request_that_stays_without_an_answer() {
    let asked = |request_s| RoadUser { control: Control::Transition, request_s, ..robot() };
    assert_eq!(after(NOW, "kr.rta.56-2", 1, &[asked(10.0 + HAIR)]), 1);
    assert_eq!(after(NOW, "kr.rta.56-2", 1, &[asked(10.0)]), 0);
    assert!(
        Street::under("ordinary@2021-06-01")
            .law
            .totals()
            .all(|(at, _)| { Some(at) != Street::under(NOW).law.pack().find("kr.rta.56-2") })
    );
}

fn enters(light: Aspect, direction: TurnDirection, stopped: bool) -> Event {
    Event::EnteredJunction {
        node: NodeId(0),
        lane: LaneId(0),
        speed_mps: 8.0,
        light: Some(light),
        direction,
        stopped,
    }
}

#[test]
fn red_lights() {
    use TurnDirection::{Left, Right, Straight};
    assert_eq!(by(NOW, "kr.rta.signal", car("a", 0), enters(Aspect::Red, Straight, false)), 1);
    assert_eq!(by(NOW, "kr.rta.signal", car("a", 0), enters(Aspect::Red, Left, true)), 1);
    for (light, direction) in [(Aspect::Amber, Straight), (Aspect::GreenYield, Left), (Aspect::Red, Right)] {
        assert_eq!(by(NOW, "kr.rta.signal", car("a", 0), enters(light, direction, false)), 0);
    }
    let bicycle = RoadUser { class: AgentClass::Bicycle, ..car("a", 0) };
    assert_eq!(by(NOW, "kr.rta.signal", bicycle, enters(Aspect::Red, Straight, false)), 1);
    let mut street = Street::under(NOW);
    let siren = RoadUser { class: AgentClass::Emergency, seen: seen::SIREN, ..car("a", 0) };
    street.step(&[siren], &[("a", enters(Aspect::Red, Straight, false))]);
    assert_eq!(street.verdicts(), [("kr.rta.signal", "allowed", Some("kr.rta.29"))]);
}

#[test]
fn right_turns_on_red_stop_first_since_2023() {
    use TurnDirection::Right;
    let rule = "kr.rta.right-turn-stop";
    for light in [Aspect::Red, Aspect::StopThenGo] {
        assert_eq!(by(NOW, rule, car("a", 0), enters(light, Right, false)), 1);
        assert_eq!(by(NOW, rule, car("a", 0), enters(light, Right, true)), 0);
    }
    assert_eq!(by("ordinary@2023-01-22", rule, car("a", 0), enters(Aspect::Red, Right, false)), 1);
    assert_eq!(by("ordinary@2023-01-21", rule, car("a", 0), enters(Aspect::Red, Right, false)), 0);
}

fn passes(person: AtCrosswalk, signalised: bool, school_zone: bool, stopped: bool) -> Event {
    Event::PassedCrosswalk {
        crosswalk: 0,
        lane: LaneId(0),
        speed_mps: 8.0,
        person,
        signalised,
        school_zone,
        stopped,
    }
}

#[test]
fn people_at_crosswalks_by_date() {
    use AtCrosswalk::{AboutToCross, Nobody, On};
    let rule = "kr.rta.crosswalk";
    for (day, person, broken) in [
        ("2022-07-11", On, 1),
        ("2022-07-11", AboutToCross, 0),
        ("2022-07-12", AboutToCross, 1),
        ("2022-07-12", On, 1),
        ("2022-07-12", Nobody, 0),
    ] {
        let law = format!("ordinary@{day}");
        assert_eq!(
            by(&law, rule, car("a", 0), passes(person, true, false, false)),
            broken,
            "{day} {person:?}"
        );
    }
}

#[test]
fn crosswalks_without_a_light_in_school_zones() {
    let rule = "kr.rta.schoolzone.stop";
    let nobody = AtCrosswalk::Nobody;
    assert_eq!(by(NOW, rule, car("a", 0), passes(nobody, false, true, false)), 1);
    assert_eq!(by(NOW, rule, car("a", 0), passes(nobody, false, true, true)), 0);
    assert_eq!(by(NOW, rule, car("a", 0), passes(nobody, true, true, false)), 0);
    assert_eq!(by(NOW, rule, car("a", 0), passes(nobody, false, false, false)), 0);
    assert_eq!(by("ordinary@2022-07-11", rule, car("a", 0), passes(nobody, false, true, false)), 0);
}

#[test]
fn changing_lanes_close_before_somebody() {
    let change = Event::ChangedLane { from: LaneId(1), to: LaneId(0), pos_m: 50.0, mandatory: false };
    let judge = |pos_m, lane| {
        let behind = RoadUser { pos_m, lane: LaneId(lane), ..car("b", 1) };
        let mut street = Street::under(NOW);
        street.step(&[car("a", 0), behind], &[("a", change)]);
        street.broken("kr.rta.lane")
    };
    // Half a second at 10 m/s behind a rear at 45 m.
    assert_eq!((judge(40.0 + HAIR, 0), judge(40.0 - HAIR, 0), judge(44.0, 1)), (1, 0, 0));
}

#[test]
fn who_brings_about_a_danger_drives_unsafely() {
    let other = AgentKey::of_name("b");
    let crash = |kind| Event::Incident { kind, number: 0, other };
    let near = Event::NearMiss { kind: NearMissKind::VehiclePerson, other, ttc_s: 0.5, pet_s: f64::INFINITY };
    assert_eq!(by(NOW, "kr.rta.48", car("a", 0), crash(IncidentKind::CollisionVehiclePerson)), 1);
    assert_eq!(by(NOW, "kr.rta.48", car("a", 0), near), 1);
    assert_eq!(by(NOW, "kr.rta.48", car("a", 0), crash(IncidentKind::OddExit)), 0);
}

#[test]
fn who_drives_on_after_a_collision() {
    let crash = Event::Collided {
        other: AgentKey::of_name("b"),
        lane: LaneId(0),
        speed_mps: 10.0,
        other_speed_mps: 0.0,
        overlap_m: 0.1,
    };
    let judge = |steps, kmh: f64| {
        let mut street = Street::under(NOW);
        let users =
            [RoadUser { speed_mps: kmh / 3.6, ..car("a", 0) }, RoadUser { speed_mps: 0.0, ..car("b", 1) }];
        street.step(&users, &[("a", crash)]);
        street.steps(steps, &users);
        street.broken("kr.rta.54")
    };
    assert_eq!((judge(102, 30.0), judge(99, 30.0), judge(102, 10.0)), (1, 0, 0));
}

#[test]
fn every_condition_of_a_permit() {
    let judge = |rule: &str, user: RoadUser, weather: Weather, change: &dyn Fn(&str) -> String| {
        let mut street = Street::of(run_with(KR, NOW, change));
        street.weather = weather;
        street.steps(3, &[user]);
        street.broken(rule)
    };
    let (fine, same) = (Weather::default(), str::to_owned);
    let at = |x| RoadUser { at: Point::new(x, 0.0), ..robot() };
    assert_eq!(judge("kr.mvma.27.area", at(100.0 + HAIR), fine, &same), 1);
    assert_eq!(judge("kr.mvma.27.area", at(100.0 - HAIR), fine, &same), 0);
    assert_eq!(judge("kr.mvma.27.area", RoadUser { control: Control::Manual, ..at(101.0) }, fine, &same), 0);
    let fast = |kmh: f64| RoadUser { speed_mps: kmh / 3.6, ..robot() };
    assert_eq!(judge("kr.mvma.27.speed", fast(50.0 + HAIR), fine, &same), 1);
    assert_eq!(judge("kr.mvma.27.speed", fast(50.0 - HAIR), fine, &same), 0);
    let rain = |mm| Weather { rain_mm_per_h: mm, ..fine };
    assert_eq!(judge("kr.mvma.27.weather", robot(), rain(5.0 + HAIR), &same), 1);
    assert_eq!(judge("kr.mvma.27.weather", robot(), rain(5.0), &same), 0);
    let late = |hour: &'static str| move |text: &str| text.replace("T08:00", hour);
    assert_eq!(judge("kr.mvma.27.time", robot(), fine, &late("T20:00")), 1);
    assert_eq!(judge("kr.mvma.27.time", robot(), fine, &late("T19:59")), 0);
    let alone = |text: &str| text.replace("crew = { ", "crew = { safety_driver = false, ");
    assert_eq!(judge("kr.mvma.27.crew", robot(), fine, &alone), 1);
    assert_eq!(judge("kr.mvma.27.crew", robot(), fine, &same), 0);
    let roads = |id: &'static str| {
        move |text: &str| text.replace("max_rain", &format!("roads = [\"{id}\"]\nmax_rain"))
    };
    let map = pilotzone_map::builder::four_arm_crossing();
    let own = map.links.iter().find(|link| link.lanes().any(|lane| lane == LaneId(0))).unwrap().id.clone();
    let other = if own == "s_in" { "w_in" } else { "s_in" };
    assert_eq!(judge("kr.mvma.27.area", robot(), fine, &roads(other)), 1);
    let own: &'static str = Box::leak(own.into_boxed_str());
    assert_eq!(judge("kr.mvma.27.area", robot(), fine, &roads(own)), 0);
    let none = |text: &str| text.replace("2029-12-31", "2026-05-31");
    assert_eq!(judge("kr.mvma.27", robot(), fine, &none), 1);
    assert_eq!(judge("kr.mvma.27", robot(), fine, &same), 0);
}

#[test]
fn training_is_renewed_every_two_years() {
    let judge = |date: &'static str| {
        let run = run_with(KR, NOW, &|text| text.replace("2020-06-01", date));
        let mut street = Street::of(run);
        street.steps(2, &[robot()]);
        street.broken("kr.rta.56-3")
    };
    // 730 days before 2026-06-01, and 731; and training that still lies ahead.
    assert_eq!((judge("2024-06-01"), judge("2024-05-31"), judge("2026-06-02")), (0, 1, 1));
}
