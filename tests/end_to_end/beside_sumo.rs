//! Truth on a real city with its own demand: SUMO beside us.

use pilotzone_tests::workspace::root;
use pilotzone_tests::{run, sumo};

/// Bologna, Via Andrea Costa: 8,779 vehicles of the iTETRIS project.
const BOLOGNA: &str = "scenarios/bologna/acosta/run.sumocfg";

#[test]
fn bologna_takes_as_long_as_in_sumo_and_as_many_arrive() {
    let Some(program) = sumo::program() else { return };
    let theirs = sumo::run(&program, &root().join(BOLOGNA), "0.1");
    let ours = run(BOLOGNA, &["--dt", "0.1", "--no-record"]);
    let (ours_s, theirs_s) = (ours.number("mean_trip_duration_s"), theirs.mean_trip_duration_s);
    let (ours_n, theirs_n) = (ours.total("arrived") as f64, theirs.arrived);
    println!("mean trip duration: ours {ours_s:.1} s, SUMO {theirs_s:.1} s, ratio {:.3}", ours_s / theirs_s);
    println!("arrived: ours {ours_n}, SUMO {theirs_n}, ratio {:.4}", ours_n / theirs_n);
    assert!((ours_s / theirs_s - 1.0).abs() <= 0.15, "mean trip duration {ours_s} s against {theirs_s} s");
    assert!((ours_n / theirs_n - 1.0).abs() <= 0.02, "{ours_n} arrived against {theirs_n}");
}
