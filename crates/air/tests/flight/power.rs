//! Batteries last as long as makers say, and no flight makes energy.

use crate::common::{Sky, airframes, uniform};
use pilotzone_air::airframe::WeightClass;
use pilotzone_air::{Airframe, Failure, GRAVITY_MPS2, Setpoint, turn};

#[test]
fn hover_lasts_as_long_as_the_maker_says() {
    for (name, file) in airframes() {
        let mut sky = Sky::hovering(&name, [0.0, 0.0, 100.0]);
        sky.run(10.0);
        let frame = sky.fleet.airframe(0).clone();
        // The curve of voltages bends little: a minute's draw at half charge stands for the whole.
        sky.fleet.set_energy(0, 0.5 * frame.full_j);
        let before = sky.fleet.energy_j(0);
        sky.run(30.0);
        let flown_min = frame.full_j / (before - sky.fleet.energy_j(0)) * 0.5;
        let worked_out_min = frame.hover_s(0.0) / 60.0;
        println!(
            "{name}: hovers {worked_out_min:.1} min, flown {flown_min:.1}, maker {} min; {:.0} W; thrust to weight {:.2}",
            file.hover_min,
            sky.fleet.power_w(0),
            frame.thrust_to_weight(0.0)
        );
        assert!((worked_out_min / file.hover_min - 1.0).abs() < 0.1, "{name}: {worked_out_min}");
        assert!((flown_min / worked_out_min - 1.0).abs() < 0.03, "{name}: {flown_min}");
    }
}

#[test]
fn there_is_an_airframe_of_each_class_and_a_hexa_among_them() {
    let frames: Vec<Airframe> =
        airframes().iter().map(|(name, file)| Airframe::of(name, file, 1.225)).collect();
    for class in [WeightClass::Gram250, WeightClass::Kg2, WeightClass::Kg7, WeightClass::Kg25] {
        assert!(frames.iter().any(|frame| frame.weight_class() == class), "{class:?}");
    }
    assert!(frames.iter().any(|frame| frame.rotors == 6));
}

#[test]
fn more_load_and_more_speed_cost_more() {
    for frame in airframes().iter().map(|(name, file)| Airframe::of(name, file, 1.225)) {
        let hover_w = frame.flight_w(0.0, 0.0, 0.0);
        assert!(frame.flight_w(0.3, 0.0, 0.0) > hover_w);
        assert!(frame.flight_w(0.0, 0.0, 2.0) > hover_w);
        // The least power is needed at some middle speed; near the greatest one more than there.
        let by_speed: Vec<f64> = (0..=10)
            .map(|i| frame.flight_w(0.0, f64::from(i) * 0.1 * frame.file.limits.speed_mps, 0.0))
            .collect();
        let least = by_speed.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(least <= hover_w && by_speed[10] > least, "{}: {by_speed:?}", frame.name);
    }
}

/// Kinetic, turning and potential energy (J).
fn mechanical_j(sky: &Sky) -> f64 {
    let frame = sky.fleet.airframe(0);
    let (v, w) = (sky.fleet.velocity_mps(0), sky.fleet.rate_radps(0));
    let moving: f64 = v.iter().map(|c| c * c).sum();
    let turning: f64 = (0..3).map(|i| frame.file.inertia_kgm2[i].0 * w[i] * w[i]).sum();
    0.5 * frame.file.mass_kg * moving
        + 0.5 * turning
        + frame.file.mass_kg * GRAVITY_MPS2 * sky.fleet.place_m(0)[2]
}

#[test]
fn a_falling_and_tumbling_body_never_gains_energy() {
    for name in airframes().keys() {
        let mut sky = Sky::hovering(name, [0.0, 0.0, 900.0]);
        // Lost propellers throw it into a tumble; then all power goes.
        for rotor in 0..3 {
            sky.fleet.fail(0, Failure::PropellerLoss(rotor));
        }
        sky.run(1.0);
        sky.fleet.set(0, Setpoint::off());
        sky.run(0.5);
        let spin: f64 = sky.fleet.rate_radps(0).iter().map(|c| c * c).sum::<f64>().sqrt();
        let mut energy_j = mechanical_j(&sky);
        for _ in 0..600 {
            sky.step_of(0.01);
            let now_j = mechanical_j(&sky);
            assert!(now_j <= energy_j * (1.0 + 1e-12), "{name}: {energy_j} J, then {now_j} J");
            energy_j = now_j;
        }
        assert!(spin > 1.0, "{name}: {spin}");
        println!("{name}: tumbles with {spin:.1} rad/s, and loses energy in every one of 600 steps");
    }
}

#[test]
fn flight_takes_at_least_what_it_gains_from_the_battery() {
    for name in airframes().keys() {
        let mut sky = Sky::hovering(name, [0.0, 0.0, 50.0]);
        let (start_j, stored_j) = (mechanical_j(&sky), sky.fleet.energy_j(0));
        sky.fleet.set(0, Setpoint::go_to([100.0, 0.0, 250.0], 0.0, f64::INFINITY));
        for _ in 0..600 {
            sky.step();
            let (gained, drawn) = (mechanical_j(&sky) - start_j, stored_j - sky.fleet.energy_j(0));
            assert!(gained <= drawn + 1e-9, "{name}: gained {gained} J from {drawn} J");
        }
    }
}

#[test]
fn an_empty_battery_stops_the_motors_and_a_tired_one_sags() {
    let mut sky = Sky::hovering("matrice_30", [0.0, 0.0, 300.0]);
    sky.fleet.set_energy(0, 1500.0);
    sky.run(8.0);
    assert_eq!(sky.fleet.energy_j(0), 0.0);
    assert!(sky.fleet.velocity_mps(0)[2] < -10.0, "{:?}", sky.fleet.velocity_mps(0));
    let frame = sky.fleet.airframe(0);
    let (full, empty) = (frame.rest_v(1.0), frame.rest_v(0.0));
    assert!(full > frame.rest_v(0.5) && frame.rest_v(0.5) > empty);
}

#[test]
fn near_the_ground_the_same_power_lifts_more() {
    let hover_w = |height_m: f64| {
        let mut sky = Sky::hovering("matrice_350", [0.0, 0.0, height_m]);
        sky.run(15.0);
        (0..20)
            .map(|_| {
                sky.step();
                sky.fleet.power_w(0)
            })
            .sum::<f64>()
            / 20.0
    };
    let (near, far) = (hover_w(0.3), hover_w(30.0));
    println!("matrice_350 hovers with {near:.1} W at 0.3 m and with {far:.1} W at 30 m");
    assert!(near < 0.99 * far && near > 0.8 * far, "{near} {far}");
}

#[test]
fn a_level_nose_and_upright_axis_after_a_flight_in_wind() {
    let mut sky = Sky::hovering("mini_4_pro", [0.0, 0.0, 40.0]);
    sky.wind = uniform(5.0, false);
    sky.fleet.set(0, Setpoint::go_to([0.0, 0.0, 40.0], 2.0, f64::INFINITY));
    sky.run(15.0);
    assert!((turn::yaw_rad(sky.fleet.attitude(0)) - 2.0).abs() < 0.02);
    // It leans into the wind, which comes from the west.
    assert!(turn::up(sky.fleet.attitude(0))[0] < -0.02);
}
