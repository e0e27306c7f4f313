//! The same bits for any number of threads, and after a state was written down and read.

use crate::common::{Sky, airframes, house, uniform};
use pilotzone_air::{Failure, FlightModel, Setpoint, Settings, State, Struck};
use pilotzone_physics::Solids;

/// Forty drones of all kinds in gusts among houses; some fail, fall and crash.
fn crowd(model: FlightModel) -> Sky {
    let mut sky = Sky::of(&airframes(), Settings { seed: 11, model, ..Settings::default() });
    sky.wind = uniform(5.0, true);
    let houses: Vec<_> =
        (0..5).map(|i| house(f64::from(i) * 40.0, 20.0, [25.0, 25.0], 20.0 + 10.0 * f64::from(i))).collect();
    sky.solids = Solids::of(&houses);
    for i in 0..40_u32 {
        let place = [f64::from(i % 10) * 20.0, f64::from(i / 10) * 15.0, 75.0 + f64::from(i % 3)];
        let row = sky.add((i % 5) as u16, u64::from(i), place);
        sky.fleet.set(row, Setpoint::go_to([place[0] + 30.0, place[1] + 30.0, 80.0], 0.3, 8.0));
        if i % 4 == 0 {
            sky.fleet.fail(row, Failure::MotorOut((i % 3) as u8));
        }
    }
    sky
}

fn hashes(mut sky: Sky, steps: u32) -> Vec<u64> {
    (0..steps)
        .map(|_| {
            sky.step();
            sky.fleet.state().hash()
        })
        .collect()
}

#[test]
fn one_two_and_eight_threads_fly_the_same_bits() {
    for model in [FlightModel::RigidBody, FlightModel::Kinematic] {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| hashes(crowd(model), 60))
        };
        let one = on(1);
        assert!(one == on(2) && one == on(8), "{model:?}");
    }
}

#[test]
fn a_state_read_back_in_the_middle_of_an_impact_goes_on_with_the_same_bits() {
    let mut sky = crowd(FlightModel::RigidBody);
    let mut steps = 0;
    while !sky.touches.iter().any(|touch| matches!(touch.struck, Struck::Roof(_) | Struck::Ground)) {
        sky.step();
        steps += 1;
        assert!(steps < 300, "nothing was hit");
    }
    assert!(!sky.fleet.state().arenas.is_empty());
    let bytes = postcard::to_stdvec(sky.fleet.state()).unwrap();
    let state: State = postcard::from_bytes(&bytes).unwrap();
    println!("state of 40 drones, {} of them in rapier: {} bytes", state.arenas.len(), bytes.len());
    let mut again = crowd(FlightModel::RigidBody);
    again.fleet.restore(state).unwrap();
    assert_eq!(sky.fleet.state().hash(), again.fleet.state().hash());
    for step in 0..80 {
        sky.step();
        again.step();
        assert_eq!(sky.fleet.state().hash(), again.fleet.state().hash(), "{step} steps on");
    }
}

#[test]
fn one_drone_more_changes_no_other() {
    let (mut with, mut without) = (crowd(FlightModel::RigidBody), crowd(FlightModel::RigidBody));
    with.add(3, 999, [900.0, 900.0, 50.0]);
    for _ in 0..30 {
        with.step();
        without.step();
    }
    for row in 0..40 {
        assert_eq!(with.fleet.place_m(row).map(f64::to_bits), without.fleet.place_m(row).map(f64::to_bits));
    }
}

#[test]
fn a_state_of_another_run_is_refused() {
    let sky = crowd(FlightModel::RigidBody);
    let state = sky.fleet.state().clone();
    let few = airframes().into_iter().take(2).collect();
    let mut other = pilotzone_air::Fleet::new(&few, Settings::default());
    let error = other.restore(state.clone()).unwrap_err();
    assert!(error.to_string().contains("the run has 2 airframes"), "{error}");
    let mut cut = state;
    cut.blocks.pop();
    let error = pilotzone_air::Fleet::new(&airframes(), Settings::default()).restore(cut).unwrap_err();
    assert!(error.to_string().contains("40 drones but motion for 4 blocks"), "{error}");
}
