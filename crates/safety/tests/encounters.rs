//! Encounters worked out by hand: rear end, crossing, merging, head-on, somebody on foot.

mod street;

use core::f64::consts::{FRAC_PI_2, PI};
use pilotzone_safety::encounter::Encounter;
use pilotzone_world::scene::seen;
use pilotzone_world::{AgentClass, AgentKey, Control, Event, NearMissKind, RoadUser};
use street::{DT_S, Street, car};

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-9, "{found}, wanted {wanted}");
}

fn only(street: &mut Street) -> Encounter {
    street.drive(&mut [], 40);
    let mut all = street.safety.take_encounters();
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

/// A follower behind a leader, with the gap that their places give.
fn follow(users: &mut [RoadUser; 2]) {
    users[0].ahead = 1;
    users[0].gap_m = users[1].at.x - users[1].length_m - users[0].at.x;
}

#[test]
fn rear_end() {
    let mut street = Street::new();
    // 20 behind 10 m/s with 31 m: after one step 30 m, 3.0 s; TTC falls by a step each step.
    let mut users = [car(0, (0.0, 0.0), 0.0, 20.0), car(1, (36.0, 0.0), 0.0, 10.0)];
    for _ in 0..20 {
        for user in &mut users {
            user.at.x += user.speed_mps * DT_S;
        }
        follow(&mut users);
        street.show(&users, &[], &[]);
    }
    let it = only(&mut street);
    // The last gap is 31 - 20 = 11 m: 1.1 s; 10²/(2*11) m/s²; (11 + 5)/20 s.
    near(it.ttc_s.unwrap().value, 1.1);
    near(it.modified_ttc_s.unwrap().value, 1.1);
    near(it.demand_mps2.unwrap().value, 100.0 / 22.0);
    near(it.headway_s.unwrap().value, 0.8);
    near(it.gap_m.unwrap().value, 11.0);
    near(it.ttc_s.unwrap().time_s, 2.0);
    near(it.ttc_s.unwrap().at.x, 40.0);
    assert_eq!((it.first, it.second, it.rss.total_s), (AgentKey(1), AgentKey(2), 0.0));
}

#[test]
fn crossing() {
    let mut street = Street::new();
    // Eastbound front at -20 with 10 m/s, northbound front at -43 with 10 m/s. The area is 1.8 m square round 0: the
    // first enters at 19.1 m (1.91 s) and its rear leaves after 19.1 + 1.8 + 5 = 25.9 m (2.59 s); the second enters
    // after 42.1 m (4.21 s). PET = 1.62 s.
    let mut users = [car(0, (-20.0, 0.0), 0.0, 10.0), car(1, (0.0, -43.0), FRAC_PI_2, 10.0)];
    street.drive(&mut users, 80);
    let it = only(&mut street);
    near(it.pet_s.unwrap().value, 1.62);
    assert!(it.ttc_s.is_none() && street.told.is_empty(), "{it:?}");
}

#[test]
fn a_crossing_on_course_to_a_crash_has_a_time_to_collision_and_one_who_answers() {
    let mut street = Street::new();
    // Fronts at -30 and -31, both at 20 m/s: the northbound side is reached when the later front is 0.9 m before the
    // middle: 30.1 m for the second. After 11 steps 22 m are gone: (30.1 - 22)/20 = 0.405 s; 28.28/(2*0.405) m/s².
    let mut users = [car(0, (-30.0, 0.0), 0.0, 20.0), car(1, (0.0, -31.0), FRAC_PI_2, 20.0)];
    street.drive(&mut users, 11);
    let danger = street.of_kind("danger");
    assert_eq!(danger, [(2, Event::Danger { other: AgentKey(1) })], "the second comes later");
    let it = only(&mut street);
    near(it.ttc_s.unwrap().value, 0.405);
    near(it.demand_mps2.unwrap().value, 800.0_f64.sqrt() / 0.81);
    let told = street.of_kind("near_miss");
    assert_eq!(told.len(), 1);
    let Event::NearMiss { kind, ttc_s, pet_s, .. } = told[0].1 else { panic!("{told:?}") };
    assert_eq!((kind, pet_s), (NearMissKind::VehicleVehicle, f64::INFINITY));
    near(ttc_s, 0.405);
}

#[test]
fn merging() {
    let mut street = Street::new();
    // One ahead at 5 m/s, one that comes in under 30° at 15 m/s: constant headings, closing to the side of the other.
    let heading = 30.0_f64.to_radians();
    let (x, y) = (-8.0, -11.5);
    let mut users = [car(0, (x, y), heading, 15.0), car(1, (6.0, 0.0), 0.0, 5.0)];
    street.drive(&mut users, 5);
    let it = only(&mut street);
    // In the end the corners meet: front left of the first, (2.5*cos - 0.9*sin, 2.5*sin + 0.9*cos) from its middle,
    // comes to the lower side of the second at y = -0.9 with 15 sin 30° = 7.5 m/s.
    let corner_y = y + 0.9 * libm::cos(heading);
    near(it.ttc_s.unwrap().value, (-0.9 - corner_y) / 7.5 - 0.5);
}

#[test]
fn head_on() {
    let mut street = Street::new();
    let mut users = [car(0, (0.0, 0.0), 0.0, 15.0), car(1, (60.0, 0.5), PI, 10.0)];
    street.drive(&mut users, 10);
    let it = only(&mut street);
    // 60 m between fronts, 25 m/s: 2.4 s, less 1 s.
    near(it.ttc_s.unwrap().value, 1.4);
    near(it.gap_m.unwrap().value, 35.0);
}

fn person(id: u32, at: (f64, f64), heading_rad: f64, speed_mps: f64) -> RoadUser {
    RoadUser {
        class: AgentClass::Pedestrian,
        seen: seen::ON_ROAD,
        length_m: 0.5,
        width_m: 0.5,
        mass_kg: 75.0,
        ..car(id, at, heading_rad, speed_mps)
    }
}

#[test]
fn somebody_on_foot() {
    let mut street = Street::new();
    // The person leaves the car's path (0.9 m to each side, half of 0.5 m before and after): middle at 1.15 m after
    // (1.15 + 2)/1.4 = 2.25 s; the car's front is at the path's side, -0.25 m, after (40 - 0.25)/15 = 2.65 s.
    let mut users = [car(0, (-40.0, 0.0), 0.0, 15.0), person(1, (0.0, -2.0), FRAC_PI_2, 1.4)];
    street.drive(&mut users, 40);
    let it = only(&mut street);
    near(it.pet_s.unwrap().value, 39.75 / 15.0 - 3.15 / 1.4);
    let told = street.of_kind("near_miss");
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].0, it.kind), (1, NearMissKind::VehiclePerson), "the vehicle answers");
}

/// Drives a pair to one gap and back to a wide one.
fn closest(gap_m: f64) -> Street {
    let mut street = Street::new();
    for gap_m in [60.0, gap_m, 90.0, 90.0] {
        let mut users = [car(0, (0.0, 0.0), 0.0, 20.0), car(1, (5.0 + gap_m, 0.0), 0.0, 10.0)];
        follow(&mut users);
        street.show(&users, &[], &[]);
    }
    street
}

#[test]
fn a_near_miss_is_one_from_a_hair_under_the_threshold() {
    // Closing at 10 m/s: 1.5 s are 15 m, and the demand of 100/30 is just under 3.35 m/s². 100/(2*3.35) = 14.925 m.
    let threshold_m = 100.0 / 6.7;
    assert_eq!(closest(threshold_m + 1e-9).of_kind("near_miss"), []);
    let street = closest(threshold_m - 1e-9);
    assert_eq!(street.of_kind("near_miss").len(), 1);
    assert_eq!(street.of_kind("danger"), [(1, Event::Danger { other: AgentKey(2) })]);
    // With so much speed that the demand is there, the time decides.
    let timed = |gap_m: f64| {
        let mut street = Street::new();
        for gap_m in [gap_m, 90.0] {
            let mut users = [car(0, (0.0, 0.0), 0.0, 20.0), car(1, (5.0 + gap_m, 0.0), 0.0, 0.0)];
            follow(&mut users);
            street.show(&users, &[], &[]);
        }
        street.of_kind("near_miss").len()
    };
    assert_eq!([timed(30.0 + 1e-9), timed(30.0 - 1e-9)], [0, 1]);
}

#[test]
fn one_encounter_has_one_near_miss() {
    let mut street = Street::new();
    for gap_m in [10.0, 90.0, 10.0, 90.0, 10.0, 90.0] {
        let mut users = [car(0, (0.0, 0.0), 0.0, 20.0), car(1, (5.0 + gap_m, 0.0), 0.0, 10.0)];
        follow(&mut users);
        street.show(&users, &[], &[]);
    }
    assert_eq!(street.of_kind("near_miss").len(), 1);
}

#[test]
fn a_distance_unsafe_for_half_a_second_without_braking_is_a_danger() {
    let unsafe_for = |steps: usize, accel_mps2: f64, control: Control| {
        let mut street = Street::new();
        for _ in 0..steps {
            let mut users = [car(0, (0.0, 0.0), 0.0, 14.0), car(1, (15.0, 0.0), 0.0, 14.0)];
            (users[0].accel_mps2, users[0].control) = (accel_mps2, control);
            follow(&mut users);
            street.show(&users, &[], &[]);
        }
        street.of_kind("danger")
    };
    let danger = [(1, Event::Danger { other: AgentKey(2) })];
    assert_eq!(unsafe_for(4, 0.0, Control::Automated), []);
    assert_eq!(unsafe_for(5, 0.0, Control::Automated), danger);
    assert_eq!(unsafe_for(50, 0.0, Control::Automated), danger, "told once");
    assert_eq!(unsafe_for(50, -4.0, Control::Automated), [], "the proper response");
    assert_eq!(unsafe_for(50, 0.0, Control::Person), [], "no system answers");
}

#[test]
fn one_who_cuts_in_answers_for_the_gap() {
    let mut street = Street::new();
    let lane = pilotzone_map::LaneId(0);
    let cut_in = street.event(2, Event::ChangedLane { from: lane, to: lane, pos_m: 0.0, mandatory: false });
    for step in 0..8 {
        let mut users = [car(0, (0.0, 0.0), 0.0, 14.0), car(1, (15.0, 0.0), 0.0, 14.0)];
        users[0].control = Control::Automated;
        follow(&mut users);
        let events = if step == 0 { vec![cut_in] } else { Vec::new() };
        street.show(&users, &events, &[]);
    }
    assert_eq!(street.of_kind("danger"), [(2, Event::Danger { other: AgentKey(1) })]);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let run = |turned: bool| {
        let mut street = Street::new();
        let mut users: Vec<RoadUser> = (0..8)
            .map(|i| {
                let side = f64::from(i % 4);
                let heading = side * FRAC_PI_2;
                let back = 25.0 + f64::from(i) * 3.0;
                car(i, (-back * libm::cos(heading), -back * libm::sin(heading)), heading, 9.0 + f64::from(i))
            })
            .collect();
        users.push(person(9, (0.5, -3.0), FRAC_PI_2, 1.4));
        let mut hashes = Vec::new();
        for _ in 0..60 {
            for user in &mut users {
                user.at.x += user.speed_mps * DT_S * libm::cos(user.heading_rad);
                user.at.y += user.speed_mps * DT_S * libm::sin(user.heading_rad);
            }
            let mut rows = users.clone();
            if turned {
                rows.reverse();
                rows.rotate_left(3);
            }
            street.show(&rows, &[], &[]);
            hashes.push(street.safety.state.hash());
        }
        assert!(street.told.len() > 3, "{:?}", street.told);
        (hashes, street.told, street.safety.take_encounters())
    };
    assert!(run(false) == run(true));
}

#[test]
fn a_state_that_was_written_down_goes_on_the_same() {
    let mut whole = Street::new();
    let mut users = [car(0, (-30.0, 0.0), 0.0, 20.0), car(1, (0.0, -31.0), FRAC_PI_2, 20.0)];
    whole.drive(&mut users, 8);
    let bytes = postcard::to_allocvec(&whole.safety.state).unwrap();
    let mut restored = Street::new();
    restored.safety.state = postcard::from_bytes(&bytes).unwrap();
    restored.step = whole.step;
    whole.told.clear();
    let mut again = users;
    whole.drive(&mut users, 40);
    restored.drive(&mut again, 40);
    assert_eq!(whole.safety.state.hash(), restored.safety.state.hash());
    assert_eq!(whole.told, restored.told);
    assert!(!whole.told.is_empty());
}
