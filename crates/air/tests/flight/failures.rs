//! What a failure does follows from rotors and forces.

use crate::common::{Sky, airframes, far_m};
use pilotzone_air::{Failure, Life, Navigation, Setpoint, Struck};

/// Hovers, loses a motor, and tells whether it is still up there after 20 s, and how far it came.
fn after_losing(name: &str, failure: Failure) -> (bool, f64) {
    let place = [0.0, 0.0, 80.0];
    let mut sky = Sky::hovering(name, place);
    sky.run(10.0);
    sky.fleet.fail(0, failure);
    let mut most = 0.0_f64;
    for _ in 0..200 {
        sky.step();
        most = most.max(far_m(sky.fleet.place_m(0), place));
    }
    (sky.fleet.drone(0).life == Life::Flying && sky.touches.is_empty(), most)
}

#[test]
fn a_hexa_survives_one_motor_out_and_a_quad_does_not() {
    for (name, file) in airframes() {
        for rotor in 0..file.rotors.at.len() as u8 {
            for failure in [Failure::MotorOut(rotor), Failure::PropellerLoss(rotor)] {
                let (flies, most) = after_losing(&name, failure);
                println!(
                    "{name}, {failure:?}: {} (up to {most:.1} m off)",
                    if flies { "flies on" } else { "falls" }
                );
                assert_eq!(flies, file.rotors.at.len() > 4, "{name}, {failure:?}");
                assert!(!flies || most < 10.0, "{name}, {failure:?}: {most}");
            }
        }
    }
}

#[test]
fn a_hexa_with_one_motor_out_lands_whole() {
    let mut sky = Sky::hovering("matrice_600_pro", [0.0, 0.0, 30.0]);
    sky.run(5.0);
    sky.fleet.fail(0, Failure::MotorOut(2));
    sky.fleet.set(0, Setpoint::land(0.0));
    sky.run(60.0);
    assert_eq!(sky.fleet.drone(0).life, Life::Standing, "{:?}", sky.touches);
}

#[test]
fn without_power_it_falls_and_hits_the_ground_as_a_wreck() {
    let mut sky = Sky::hovering("matrice_30", [0.0, 0.0, 60.0]);
    sky.run(2.0);
    sky.fleet.fail(0, Failure::PowerLoss);
    sky.run(15.0);
    let hit = sky.touches[0];
    println!(
        "matrice_30 from 60 m: {:.1} m/s, {:.0} J, {:.0} degrees",
        hit.speed_mps(),
        hit.energy_j,
        hit.angle_rad().to_degrees()
    );
    assert_eq!(hit.struck, Struck::Ground);
    assert!(hit.broke && hit.speed_mps() > 15.0 && hit.angle_rad() > 1.5);
    assert_eq!(sky.fleet.drone(0).life, Life::Wreck);
}

#[test]
fn a_parachute_brings_it_down_slowly_and_is_of_no_use_close_to_the_ground() {
    let hits_with_mps = |height_m: f64| {
        let mut sky = Sky::hovering("matrice_350", [0.0, 0.0, height_m]);
        sky.run(1.0);
        sky.fleet.set(0, Setpoint::parachute());
        sky.run(40.0);
        sky.touches[0].speed_mps()
    };
    let (high, low) = (hits_with_mps(100.0), hits_with_mps(2.0));
    println!("matrice_350, parachute at 100 m: hits with {high:.1} m/s, at 2 m with {low:.1}");
    assert!(high < 5.0 && low > high + 0.2, "{high} {low}");
}

#[test]
fn without_satellites_it_drifts_with_the_wind_and_keeps_its_height() {
    let mut sky = Sky::hovering("mavic_3_enterprise", [0.0, 0.0, 50.0]);
    sky.wind = crate::common::uniform(4.0, false);
    sky.run(15.0);
    sky.fleet.set_navigation(0, Navigation { error_m: [0.0; 3], fix: false });
    sky.run(30.0);
    let [x, y, z] = sky.fleet.place_m(0);
    assert!(x > 40.0 && y.abs() < 2.0 && (z - 50.0).abs() < 1.0, "{x} {y} {z}");
    // With a false position it goes where it believes to have to.
    sky.fleet.set_navigation(0, Navigation { error_m: [0.0, 20.0, 0.0], fix: true });
    sky.run(40.0);
    assert!((sky.fleet.place_m(0)[1] + 20.0).abs() < 0.5, "{:?}", sky.fleet.place_m(0));
}

#[test]
fn a_weak_motor_strains_the_control() {
    let mut sky = Sky::hovering("matrice_350", [0.0, 0.0, 50.0]);
    sky.run(5.0);
    let before = sky.fleet.drone(0).strain;
    sky.fleet.fail(0, Failure::MotorWeak { rotor: 1, share: 0.72 });
    sky.run(5.0);
    assert!(sky.fleet.drone(0).strain > 1.2 * before, "{before} {}", sky.fleet.drone(0).strain);
}
