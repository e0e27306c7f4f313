//! Truth on a real city with its own demand: SUMO beside us.

use pilotzone_tests::workspace::{root, scratch};
use pilotzone_tests::{run, sumo};
use std::fs;

const NET: &str = "maps/sources/bologna_acosta.net.xml";
const DEMAND: &str = "scenarios/bologna/acosta";

/// A SUMO configuration of Bologna, Via Andrea Costa, with its own demand: 8,779 vehicles of the iTETRIS project.
fn configuration() -> String {
    let at = |path: &str| root().join(path).display().to_string();
    let demand = |names: &[&str]| {
        let paths: Vec<String> = names.iter().map(|name| at(&format!("{DEMAND}/{name}"))).collect();
        paths.join(",")
    };
    let routes = demand(&["acosta.rou.xml", "acosta_busses.rou.xml"]);
    let additional = demand(&["acosta_vtypes.add.xml", "acosta_bus_stops.add.xml", "acosta_tls.add.xml"]);
    format!(
        r#"<configuration><input><net-file value="{}"/><route-files value="{routes}"/>
<additional-files value="{additional}"/></input></configuration>"#,
        at(NET)
    )
}

#[test]
fn bologna_takes_as_long_as_in_sumo_and_as_many_arrive() {
    let Some(program) = sumo::program() else { return };
    let folder = scratch();
    let bologna = folder.path().join("bologna.sumocfg");
    fs::write(&bologna, configuration()).expect("a fresh file");
    let theirs = sumo::run(&program, &bologna, "0.1");
    let ours = run(&bologna, &["--dt", "0.1", "--no-record"]);
    let (ours_s, theirs_s) = (ours.number("mean_trip_duration_s"), theirs.mean_trip_duration_s);
    let (ours_n, theirs_n) = (ours.total("arrived") as f64, theirs.arrived);
    println!("mean trip duration: ours {ours_s:.1} s, SUMO {theirs_s:.1} s, ratio {:.3}", ours_s / theirs_s);
    println!("arrived: ours {ours_n}, SUMO {theirs_n}, ratio {:.4}", ours_n / theirs_n);
    assert!((ours_s / theirs_s - 1.0).abs() <= 0.15, "mean trip duration {ours_s} s against {theirs_s} s");
    assert!((ours_n / theirs_n - 1.0).abs() <= 0.02, "{ours_n} arrived against {theirs_n}");
}
