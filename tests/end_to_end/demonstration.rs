//! The demonstration in which a fault leads through a failed take-over to a collision.

use pilotzone_tests::program::run;

const DEMONSTRATION: &str = "scenarios/sejong/fault-to-collision.toml";

#[test]
fn a_fault_leads_through_a_failed_takeover_to_a_collision_under_the_special_law_alone() {
    let special = run(DEMONSTRATION, &[]);
    let events = special.events();
    let course = ["activity_began", "fault_began", "takeover_requested", "takeover_missed", "collided"];
    let told: Vec<&str> = events
        .all()
        .iter()
        .filter(|row| row["agent"] == "automated")
        .map(|row| row["kind"].as_str())
        .filter(|kind| course.contains(kind))
        .collect();
    assert_eq!(told, course);
    assert_eq!(special.json["incidents"]["collision_vehicle_vehicle"], 1);
    assert_eq!(special.json["exempted"]["kr.rta.49-1-10"], 1, "the phone was allowed by the special law");

    let ordinary = run(DEMONSTRATION, &["--law", "ordinary"]);
    assert!(ordinary.json["incidents"]["collision_vehicle_vehicle"].is_null(), "{}", ordinary.json);
    assert_eq!(ordinary.events().of_kind("taken_over").len(), 1);
}
