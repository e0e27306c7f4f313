//! Bodies fall as the independent vectors say.

use crate::common::{Sky, airframes, uniform};
use crate::vectors::{Case, vectors};
use pilotzone_air::{Failure, Setpoint, Settings};
use pilotzone_scenario::file::{AirframeFile, AreaFile};
use std::collections::BTreeMap;

/// A drone as a stone: one drag area from all sides, rotors without drag.
fn stone(case: &Case) -> AirframeFile {
    let mut file = airframes()["mavic_3_enterprise"].clone();
    file.mass_kg = case.number("mass_kg");
    file.drag_area_m2 = [AreaFile(case.number("area_m2") * case.number("cd")); 3];
    file.rotors.drag_ns2_per_radm = 0.0;
    file
}

/// Speed, time and way when it has fallen so far; steps of 20 ms, the last one cut by its share.
struct Fall {
    time_s: f64,
    away_m: f64,
    velocity_mps: [f64; 3],
}

fn fall(file: AirframeFile, height_m: f64, velocity_mps: [f64; 3], wind_mps: f64) -> Fall {
    let mut sky = Sky::of(&BTreeMap::from([("stone".to_owned(), file)]), Settings::default());
    // From the west: the wind blows along x.
    sky.wind = uniform(wind_mps, false);
    let top_m = 10_000.0 + height_m;
    sky.add(0, 0, [0.0, 0.0, top_m]);
    sky.fleet.put(0, [0.0, 0.0, top_m], velocity_mps);
    sky.fleet.set(0, Setpoint::off());
    // Without propellers nothing pulls while the motors run out.
    for rotor in 0..4 {
        sky.fleet.fail(0, Failure::PropellerLoss(rotor));
    }
    let (mut time_s, dt_s) = (0.0, 0.02);
    loop {
        let (before, speed) = (sky.fleet.place_m(0), sky.fleet.velocity_mps(0));
        sky.step_of(dt_s);
        let (after, now) = (sky.fleet.place_m(0), sky.fleet.velocity_mps(0));
        if after[2] <= 10_000.0 {
            let share = (before[2] - 10_000.0) / (before[2] - after[2]);
            let between = |a: f64, b: f64| a + share * (b - a);
            return Fall {
                time_s: time_s + share * dt_s,
                away_m: between(before[0], after[0]),
                velocity_mps: core::array::from_fn(|i| between(speed[i], now[i])),
            };
        }
        time_s += dt_s;
    }
}

/// Fails where a figure is off by more than a hundredth; gives how much it is off.
fn hold(case: &Case, key: &str, found: f64) -> f64 {
    let wanted = case.wanted(key);
    let off = (found - wanted).abs() / wanted.abs().max(0.5);
    assert!(off < 0.01, "{}: {key} is {found}, wanted {wanted}", case.name);
    off
}

#[test]
fn plumb_falls_are_those_of_the_closed_form() {
    let mut worst = 0.0_f64;
    for case in vectors("fall_quadratic_drag") {
        let height_m = case.number("height_m");
        if height_m < 1.0 {
            continue; // Shorter than a step.
        }
        let found = fall(stone(&case), height_m, [0.0, 0.0, -case.number("speed_down_mps")], 0.0);
        let speed_mps = -found.velocity_mps[2];
        worst = worst.max(hold(&case, "impact_speed_mps", speed_mps));
        worst = worst.max(hold(&case, "fall_time_s", found.time_s));
        hold(&case, "impact_energy_j", 0.5 * case.number("mass_kg") * speed_mps * speed_mps);
    }
    println!("plumb falls: at most {:.4} % off", 100.0 * worst);
}

#[test]
fn ballistic_falls_with_wind_are_those_of_the_reference() {
    let mut worst = 0.0_f64;
    for case in vectors("ballistic_drag_2d") {
        let velocity = [case.number("vx_mps"), 0.0, case.number("vz_up_mps")];
        let wind_mps = case.number("wind_x_mps");
        let sign = if wind_mps < 0.0 { -1.0 } else { 1.0 };
        let turned = [sign * velocity[0], 0.0, velocity[2]];
        let found = fall(stone(&case), case.number("height_m"), turned, wind_mps.abs());
        worst = worst.max(hold(&case, "time_s", found.time_s));
        worst = worst.max(hold(&case, "distance_m", sign * found.away_m));
        let [vx, _, vz] = found.velocity_mps;
        worst = worst.max(hold(&case, "speed_mps", libm::hypot(vx, vz)));
        hold(&case, "vz_up_mps", vz);
    }
    println!("ballistic falls: at most {:.4} % off", 100.0 * worst);
}

#[test]
fn an_airframe_falls_at_last_with_its_terminal_speed() {
    for (name, file) in airframes() {
        let mut sky = Sky::hovering(&name, [0.0, 0.0, 3000.0]);
        sky.fleet.set(0, Setpoint::off());
        sky.run(30.0);
        let area_m2 = file.drag_area_m2[2].0;
        let wanted = (2.0 * file.mass_kg * pilotzone_air::GRAVITY_MPS2 / (1.225 * area_m2)).sqrt();
        let found = -sky.fleet.velocity_mps(0)[2];
        println!("{name}: falls with {found:.2} m/s, terminal speed {wanted:.2} m/s");
        assert!((found / wanted - 1.0).abs() < 0.01, "{name}: {found} {wanted}");
    }
}
