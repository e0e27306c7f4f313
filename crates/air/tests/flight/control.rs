//! Every airframe holds its place and goes to another one, also in wind.

use crate::common::{DT_S, Sky, airframes, far_m, uniform};
use pilotzone_air::{GRAVITY_MPS2, Setpoint, Settings};

#[test]
fn the_thrust_of_hover_is_the_weight() {
    for name in airframes().keys() {
        let mut sky = Sky::hovering(name, [0.0, 0.0, 100.0]);
        sky.run(20.0);
        let frame = sky.fleet.airframe(0);
        let squares: f64 = sky.fleet.rotors_radps(0).iter().map(|w| w * w).sum();
        let ratio = frame.thrust_per_rad2 * squares / (frame.file.mass_kg * GRAVITY_MPS2);
        println!(
            "{name}: thrust over weight {ratio:.6}, off its place {:.4} m",
            far_m(sky.fleet.place_m(0), [0.0, 0.0, 100.0])
        );
        assert!((ratio - 1.0).abs() < 1e-3, "{name}: {ratio}");
    }
}

struct Response {
    rise_s: f64,
    overshoot: f64,
    left_m: f64,
}

/// Goes 10 m aside and looks how it gets there.
fn response(name: &str, wind_mps: f64) -> Response {
    let mut sky = Sky::hovering(name, [0.0, 0.0, 100.0]);
    sky.wind = uniform(wind_mps, false);
    sky.run(25.0);
    let start = sky.fleet.place_m(0);
    let goal = [start[0] + 10.0, start[1], 100.0];
    sky.fleet.set(0, Setpoint::go_to(goal, 0.0, f64::INFINITY));
    let (mut from_s, mut to_s, mut most) = (0.0, 0.0, 0.0_f64);
    for i in 0..300 {
        sky.step();
        let share = (sky.fleet.place_m(0)[0] - start[0]) / 10.0;
        if share < 0.1 {
            from_s = f64::from(i) * DT_S;
        }
        if share < 0.9 && most < 0.9 {
            to_s = f64::from(i) * DT_S;
        }
        most = most.max(share);
    }
    Response { rise_s: to_s - from_s, overshoot: most - 1.0, left_m: far_m(sky.fleet.place_m(0), goal) }
}

#[test]
fn every_airframe_steps_aside_in_time_and_without_swinging_in_calm_and_in_ten_metres_a_second() {
    for name in airframes().keys() {
        for wind_mps in [0.0, 10.0] {
            let found = response(name, wind_mps);
            println!(
                "{name} in {wind_mps} m/s: rises in {:.1} s, overshoots by {:.1} %, is {:.3} m off after 30 s",
                found.rise_s,
                100.0 * found.overshoot,
                found.left_m
            );
            assert!(found.rise_s > 1.0 && found.rise_s < 6.0, "{name}: {}", found.rise_s);
            assert!(found.overshoot < 0.1, "{name}: {}", found.overshoot);
            assert!(found.left_m < 0.2, "{name}: {}", found.left_m);
        }
    }
}

#[test]
fn gusts_move_a_drone_but_do_not_carry_it_off() {
    for name in airframes().keys() {
        let mut sky = Sky::hovering(name, [0.0, 0.0, 100.0]);
        sky.wind = uniform(8.0, true);
        sky.run(20.0);
        let mut most = 0.0_f64;
        for _ in 0..300 {
            sky.step();
            most = most.max(far_m(sky.fleet.place_m(0), [0.0, 0.0, 100.0]));
        }
        println!("{name} in 8 m/s with gusts: up to {most:.2} m off its place");
        assert!(most > 0.02 && most < 3.0, "{name}: {most}");
    }
}

#[test]
fn it_flies_as_fast_as_its_sheet_says_and_stops_where_it_shall() {
    for name in airframes().keys() {
        let mut sky = Sky::hovering(name, [0.0, 0.0, 100.0]);
        let top_mps = sky.fleet.airframe(0).file.limits.speed_mps;
        let goal = [600.0, 0.0, 120.0];
        sky.fleet.set(0, Setpoint::go_to(goal, 0.0, f64::INFINITY));
        let mut fastest = 0.0_f64;
        for _ in 0..1000 {
            sky.step();
            fastest = fastest.max(sky.fleet.velocity_mps(0)[0]);
        }
        println!(
            "{name}: up to {fastest:.1} of {top_mps} m/s, stops {:.2} m off",
            far_m(sky.fleet.place_m(0), goal)
        );
        assert!(fastest > 0.9 * top_mps && fastest < 1.05 * top_mps, "{name}: {fastest}");
        assert!(far_m(sky.fleet.place_m(0), goal) < 0.3, "{name}");
    }
}

#[test]
fn half_the_substep_gives_the_same_flight_within_centimetres() {
    let fly = |substep_s: f64| {
        let mut sky = Sky::of(&airframes(), Settings { substep_s, seed: 5, ..Settings::default() });
        for airframe in 0..5 {
            sky.add(airframe, u64::from(airframe), [0.0, 40.0 * f64::from(airframe), 60.0]);
        }
        sky.wind = uniform(6.0, true);
        let mut track = Vec::new();
        for i in 0..300 {
            if i == 20 {
                for row in 0..5 {
                    let place = [150.0, 40.0 * f64::from(row), 90.0];
                    sky.fleet.set(row, Setpoint::go_to(place, 1.0, f64::INFINITY));
                }
            }
            sky.step();
            track.extend((0..5).map(|row| sky.fleet.place_m(row)));
        }
        track
    };
    let (whole, half) = (fly(0.004), fly(0.002));
    let worst = whole.iter().zip(&half).map(|(a, b)| far_m(*a, *b)).fold(0.0, f64::max);
    println!("substeps of 4 and of 2 ms, 30 s in gusts: at most {worst:.4} m apart");
    assert!(worst < 0.1, "{worst}");
}
