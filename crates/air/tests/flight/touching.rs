//! What is within reach is moved by rapier: landings, falls, walls, people and vehicles.

use crate::common::{Sky, airframes, far_m, house};
use pilotzone_air::{Life, Mover, Setpoint, Struck};
use pilotzone_map::Point;
use pilotzone_physics::Solids;
use pilotzone_world::AgentKey;

#[test]
fn it_takes_off_flies_lands_and_stands() {
    for name in airframes().keys() {
        let mut sky = Sky::hovering(name, [0.0, 0.0, 30.0]);
        let row = sky.fleet.spawn(AgentKey(9), sky.number(name), [20.0, 5.0, 0.0], 0.5);
        sky.run(1.0);
        let foot = sky.fleet.place_m(row);
        assert_eq!(sky.fleet.drone(row).life, Life::Standing);
        sky.fleet.set(row, Setpoint::go_to([20.0, 5.0, 12.0], 0.5, 5.0));
        sky.run(15.0);
        assert!(
            far_m(sky.fleet.place_m(row), [20.0, 5.0, 12.0]) < 0.3,
            "{name}: {:?}",
            sky.fleet.place_m(row)
        );
        sky.fleet.set(row, Setpoint::land(0.5));
        sky.run(30.0);
        let drone = sky.fleet.drone(row);
        println!("{name}: lands {:.3} m off, {:?}", far_m(sky.fleet.place_m(row), foot), sky.touches);
        assert_eq!(drone.life, Life::Standing, "{name}: {:?} {:?}", sky.fleet.place_m(row), sky.touches);
        assert!(far_m(sky.fleet.place_m(row), foot) < 0.5 && drone.propeller[0] == 1.0);
    }
}

#[test]
fn near_a_wall_and_far_from_it_a_drone_flies_the_same_way_without_a_jump() {
    // Past the end of a wall that is within reach but never touched: rapier takes over and hands back.
    let fly = |wall: bool| {
        let mut sky = Sky::hovering("mavic_3_enterprise", [0.0, 0.0, 20.0]);
        if wall {
            sky.solids = Solids::of(&[house(15.0, 0.75, [30.0, 10.0], 60.0)]);
        }
        sky.fleet.set(0, Setpoint::go_to([60.0, 0.0, 20.0], 0.0, 6.0));
        let mut track = Vec::new();
        for _ in 0..600 {
            sky.step_of(0.02);
            let touching = sky.fleet.drone(0).life == Life::Touching;
            track.push((sky.fleet.place_m(0), sky.fleet.velocity_mps(0), touching));
        }
        assert!(sky.touches.is_empty(), "{:?}", sky.touches);
        track
    };
    let (free, beside) = (fly(false), fly(true));
    let inside = beside.iter().filter(|(_, _, touching)| *touching).count();
    let apart = free.iter().zip(&beside).map(|(a, b)| far_m(a.0, b.0)).fold(0.0, f64::max);
    let faster = free.iter().zip(&beside).map(|(a, b)| far_m(a.1, b.1)).fold(0.0, f64::max);
    let jump = beside.windows(2).map(|pair| far_m(pair[0].1, pair[1].1)).fold(0.0, f64::max);
    let smooth = free.windows(2).map(|pair| far_m(pair[0].1, pair[1].1)).fold(0.0, f64::max);
    println!(
        "{inside} steps in rapier: at most {apart:.4} m and {faster:.4} m/s from the free flight; largest change in a step {jump:.4} m/s, free {smooth:.4}"
    );
    assert!(inside > 100 && inside < 500, "{inside}");
    assert!(apart < 0.05 && faster < 0.05, "{apart} {faster}");
    assert!(jump < smooth + 0.01, "{jump} {smooth}");
}

#[test]
fn a_fall_on_a_roof_ends_there_with_the_speed_of_the_fall() {
    let mut sky = Sky::hovering("matrice_30", [5.0, 5.0, 60.0]);
    sky.solids = Solids::of(&[house(0.0, 0.0, [20.0, 20.0], 30.0)]);
    sky.run(1.0);
    sky.fleet.set(0, Setpoint::off());
    sky.run(12.0);
    let hit = sky.touches[0];
    println!("roof: {hit:?}");
    assert_eq!(hit.struck, Struck::Roof(0));
    // The fall with its drag in closed form, to within a hundredth: it began with motors running out.
    let terminal2 = 2.0 * 3.77 * 9.80665 / (1.225 * 0.16);
    let wanted_mps = (terminal2 * (1.0 - libm::exp(-2.0 * 9.80665 * 29.9 / terminal2))).sqrt();
    assert!((hit.normal_mps / wanted_mps - 1.0).abs() < 0.01, "{wanted_mps} {hit:?}");
    assert!(
        (hit.energy_j - 0.5 * 3.77 * hit.normal_mps * hit.normal_mps).abs() < 1.0 && hit.angle_rad() > 1.56
    );
    let (place, life) = (sky.fleet.place_m(0), sky.fleet.drone(0).life);
    assert!(
        (place[2] - 30.0).abs() < 0.6 && life == Life::Wreck,
        "{place:?} {life:?} {:?}",
        sky.fleet.rate_radps(0)
    );
}

#[test]
fn a_flight_into_a_facade_breaks_it_and_it_falls_to_the_ground() {
    let mut sky = Sky::hovering("mini_4_pro", [0.0, 10.0, 15.0]);
    sky.solids = Solids::of(&[house(30.0, 0.0, [20.0, 20.0], 30.0)]);
    sky.fleet.set(0, Setpoint::go_to([40.0, 10.0, 15.0], 0.0, 10.0));
    sky.run(15.0);
    println!("facade: {:?}", sky.touches);
    assert_eq!(sky.touches[0].struck, Struck::Facade(0));
    assert!(sky.touches[0].normal_mps > 3.0 && sky.touches[0].angle_rad().abs() < 0.3);
    assert_eq!(sky.touches[1].struck, Struck::Ground);
    let place = sky.fleet.place_m(0);
    assert!(place[0] < 30.1 && place[2] < 0.5 && sky.fleet.drone(0).life == Life::Wreck, "{place:?}");
    assert!(!sky.solids.holds(place));
}

#[test]
fn a_drone_that_falls_on_somebody_and_on_a_moving_car_hits_them() {
    let person = Mover {
        key: AgentKey(7),
        person: true,
        at: Point::new(0.0, 0.0),
        axis: Point::new(1.0, 0.0),
        size_m: [0.4, 0.5, 1.7],
        velocity_mps: Point::new(0.0, 0.0),
    };
    let mut sky = Sky::hovering("mavic_3_enterprise", [0.0, 0.0, 40.0]);
    sky.movers = vec![person];
    sky.fleet.set(0, Setpoint::off());
    sky.run(8.0);
    assert_eq!(sky.touches[0].struck, Struck::Mover(AgentKey(7)), "{:?}", sky.touches);
    assert!((sky.touches[0].at_m[2] - 1.7).abs() < 0.6, "{:?}", sky.touches);

    // A car of 10 m/s drives under it just as it comes down.
    let mut sky = Sky::hovering("mavic_3_enterprise", [0.0, 0.0, 20.0]);
    sky.fleet.set(0, Setpoint::off());
    let mut car =
        Mover { person: false, size_m: [4.5, 1.8, 1.5], velocity_mps: Point::new(10.0, 0.0), ..person };
    for step in 0..80 {
        car.at = Point::new(-20.5 + f64::from(step), 0.0);
        sky.movers = vec![car];
        sky.step();
    }
    let hit = sky.touches[0];
    println!("car: {hit:?}");
    assert_eq!(hit.struck, Struck::Mover(AgentKey(7)));
    assert!((hit.velocity_mps[0] + 10.0).abs() < 1.0 && hit.velocity_mps[2] < -10.0, "{hit:?}");
}

#[test]
fn two_drones_that_meet_in_the_air_both_fall() {
    let mut sky = Sky::hovering("mavic_3_enterprise", [0.0, 0.0, 60.0]);
    let number = sky.number("matrice_30");
    let other = sky.add(number, 1, [60.0, 0.0, 60.0]);
    sky.fleet.set(0, Setpoint::go_to([60.0, 0.0, 60.0], 0.0, 12.0));
    sky.fleet.set(other, Setpoint::go_to([0.0, 0.0, 60.0], 0.0, 12.0));
    sky.run(20.0);
    let met: Vec<Struck> = sky.touches.iter().map(|touch| touch.struck).take(2).collect();
    println!("met: {:?}", sky.touches);
    assert!(met.contains(&Struck::Drone(other)) && met.contains(&Struck::Drone(0)), "{met:?}");
    assert!(sky.touches.iter().filter(|touch| touch.struck == Struck::Ground).count() >= 2);
}
