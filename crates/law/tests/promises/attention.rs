//! The three items on what a driver does beside driving, under each law.

use crate::street::{KR, Street, car, robot, run_with};
use pilotzone_world::scene::seen;
use pilotzone_world::{Activity, AgentClass, Control, RoadUser};

const ITEMS: [(Activity, &str); 3] = [
    (Activity::HandheldPhone, "kr.rta.49-1-10"),
    (Activity::Video, "kr.rta.49-1-11"),
    (Activity::Display, "kr.rta.49-1-11-2"),
];

/// Each item under a law: what it is judged, and that the leave says the same.
fn judged(law: &str, user: RoadUser) -> Option<&'static str> {
    let mut found = Vec::new();
    for (activity, rule) in ITEMS {
        let mut street = Street::under(law);
        street.step(&[user], &[]);
        let may = street.may(activity);
        street.step(&[RoadUser { activity, ..user }], &[]);
        street.finish();
        let verdicts = street.verdicts();
        let outcome = verdicts.iter().find(|(id, ..)| *id == rule).map(|(_, outcome, _)| *outcome);
        assert_eq!(may, outcome != Some("violated"), "{law}: {rule}: {verdicts:?}");
        found.push(outcome);
    }
    assert!(found.iter().all(|outcome| *outcome == found[0]), "{found:?}");
    found[0]
}

#[test]
fn ordinary_law_before_2022_forbids_whoever_drives() {
    assert_eq!(judged("ordinary@2021-06-01", robot()), Some("violated"));
    assert_eq!(
        judged("ordinary@2021-06-01", RoadUser { control: Control::Manual, ..robot() }),
        Some("violated")
    );
    assert_eq!(judged("ordinary@2022-04-19", robot()), Some("violated"));
}

#[test]
fn the_special_case_exempts_with_a_permit_in_the_zone_with_the_system_on_or_off() {
    assert_eq!(judged("special@2021-06-01", robot()), Some("exempted"));
    assert_eq!(
        judged("art39@2021-06-01", RoadUser { control: Control::Manual, ..robot() }),
        Some("exempted")
    );
    assert_eq!(judged("special-uas@2021-06-01", robot()), Some("violated"));
}

#[test]
fn the_special_case_does_not_reach_beyond_zone_permit_purpose_or_automated_cars() {
    let law = "special@2021-06-01";
    assert_eq!(judged(law, RoadUser { seen: 0, ..robot() }), Some("violated"));
    assert_eq!(judged(law, RoadUser { class: AgentClass::Car, ..robot() }), Some("violated"));
    for (from, to) in [("r-and-d", "service"), ("2029-12-31", "2021-05-31")] {
        let run = run_with(KR, law, &|text| text.replace(from, to));
        let mut street = Street::of(run);
        street.step(&[RoadUser { activity: Activity::Video, ..robot() }], &[]);
        assert_eq!(street.broken("kr.rta.49-1-11"), 1, "{to}");
    }
}

#[test]
fn since_2022_ordinary_law_allows_all_three_while_the_system_drives() {
    for day in ["2022-04-20", "2024-09-19", "2024-09-20", "2026-06-01"] {
        assert_eq!(judged(&format!("ordinary@{day}"), RoadUser { seen: 0, ..robot() }), Some("allowed"));
        let manual = RoadUser { control: Control::Manual, ..robot() };
        assert_eq!(judged(&format!("ordinary@{day}"), manual), Some("violated"));
    }
}

#[test]
fn in_2026_the_special_case_adds_only_the_time_with_the_system_off() {
    assert_eq!(judged("special@2026-06-01", robot()), Some("allowed"));
    assert_eq!(
        judged("special@2026-06-01", RoadUser { control: Control::Manual, ..robot() }),
        Some("exempted")
    );
}

#[test]
fn what_an_item_itself_excepts_is_allowed() {
    let law = "ordinary@2021-06-01";
    assert_eq!(judged(law, RoadUser { speed_mps: 0.0, ..car("a", 0) }), Some("allowed"));
    assert_eq!(judged(law, RoadUser { speed_mps: 0.11, ..car("a", 0) }), Some("violated"));
    let mut street = Street::under(law);
    let siren = RoadUser { class: AgentClass::Emergency, activity: Activity::HandheldPhone, ..car("e", 1) };
    street.step(&[RoadUser { activity: Activity::HandsFree, ..car("a", 0) }, siren], &[]);
    assert!(street.may(Activity::HandsFree));
    street.finish();
    let mut verdicts: Vec<_> =
        street.verdicts().iter().map(|(_, outcome, by)| (*outcome, by.unwrap())).collect();
    verdicts.sort_unstable();
    assert_eq!(verdicts, [("allowed", "kr.rta.49-1-10.emergency"), ("allowed", "kr.rta.49-1-10.hands-free")]);
}

#[test]
fn a_permit_that_asks_for_attention_is_not_lifted_by_the_special_case() {
    let asks = |text: &str| text.replace("max_rain", "requires = [\"attention\"]\nmax_rain");
    let mut street = Street::of(run_with(KR, "special@2021-06-01", &asks));
    street.step(&[RoadUser { activity: Activity::Video, ..robot() }], &[]);
    assert!(!street.may(Activity::Video) && street.may(Activity::HandsFree));
    assert_eq!(street.broken("kr.permit.attention"), 1);
    assert_eq!(street.totals("kr.rta.49-1-11").exempted, 1);
}

#[test]
fn crossing_the_border_of_the_zone_splits_an_act_both_ways() {
    let mut street = Street::under("special@2021-06-01");
    let inside = RoadUser { activity: Activity::Video, ..robot() };
    let outside = RoadUser { seen: inside.seen & !seen::IN_ZONE, ..inside };
    for user in [outside, inside, outside] {
        street.steps(10, &[user]);
        assert_eq!(street.may(Activity::Video), user.is(seen::IN_ZONE));
    }
    street.finish();
    let outcomes: Vec<_> = street.verdicts().iter().map(|(_, outcome, _)| *outcome).collect();
    assert_eq!(outcomes, ["violated", "exempted", "violated"]);
}
