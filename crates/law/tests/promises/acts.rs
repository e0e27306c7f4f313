//! However long an act is, it is one event.

use crate::street::{Street, car};
use pilotzone_world::{AgentClass, Event, Outcome, RoadUser};

const LAW: &str = "ordinary@2021-06-01";

fn at_kmh(kmh: f64) -> RoadUser {
    RoadUser { speed_mps: kmh / 3.6, ..car("a", 0) }
}

#[test]
fn an_act_is_one_event_with_its_begin_its_length_and_its_worst_value() {
    let mut street = Street::under(LAW);
    street.steps(10, &[at_kmh(50.0)]);
    for kmh in [56.0, 61.0, 73.0, 58.0] {
        street.steps(10, &[at_kmh(kmh)]);
    }
    street.steps(40, &[at_kmh(50.0)]);
    let [judged] = street.events.as_slice() else { panic!("{:?}", street.events) };
    let Event::Judged { outcome, began_s, lasted_s, worst, .. } = judged.event else { panic!() };
    assert_eq!(outcome, Outcome::Violated);
    assert!((began_s - 1.1).abs() < 1e-9 && (lasted_s - 3.9).abs() < 1e-9, "{began_s} {lasted_s}");
    assert!((worst - 23.0).abs() < 1e-9, "{worst}");
    let rule = &street.law.pack().rules[usize::from(street.law.pack().find("kr.rta.speed").unwrap().0)];
    assert_eq!(rule.penalty(worst), (60_000, 15));
    assert_eq!(rule.on("2021-06-01").unwrap().unit(), "km/h");
}

#[test]
fn noise_round_a_threshold_does_not_split_an_act() {
    let mut street = Street::under(LAW);
    for step in 0..200 {
        street.step(&[at_kmh(if step % 2 == 0 { 55.4 } else { 54.6 })], &[]);
    }
    assert_eq!(street.broken("kr.rta.speed"), 1);
}

#[test]
fn an_act_that_goes_on_at_the_end_or_at_arrival_is_judged() {
    let arrived = Event::Arrived {
        class: AgentClass::Car,
        lane: pilotzone_map::LaneId(0),
        duration_s: 1.0,
        distance_m: 1.0,
        waiting_s: 0.0,
        time_loss_s: 0.0,
    };
    let mut street = Street::under(LAW);
    street.steps(3, &[at_kmh(70.0)]);
    street.step(&[], &[("a", arrived)]);
    assert_eq!(street.verdicts(), [("kr.rta.speed", "violated", None)]);
    let mut street = Street::under(LAW);
    street.steps(3, &[at_kmh(70.0)]);
    assert_eq!(street.verdicts(), []);
    assert_eq!(street.broken("kr.rta.speed"), 1);
}

#[test]
fn rules_that_nobody_broke_are_counted_too() {
    let mut street = Street::under(LAW);
    street.steps(3, &[at_kmh(50.0)]);
    street.finish();
    let ids: Vec<&str> =
        street.law.totals().map(|(at, _)| street.law.pack().rule(at).unwrap().id.as_str()).collect();
    assert!(ids.contains(&"kr.rta.signal") && !ids.contains(&"kr.rta.right-turn-stop"), "{ids:?}");
    assert!(street.law.totals().all(|(_, totals)| totals == pilotzone_law::RuleTotals::default()));
}
