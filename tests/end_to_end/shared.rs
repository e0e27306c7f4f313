//! Long runs that several tests look at, each made once.

use pilotzone_tests::workspace::{MAIN_JOB, case, scratch};
use pilotzone_tests::{Ran, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The whole main job on one thread, recorded.
pub fn main_job() -> &'static Ran {
    static RAN: OnceLock<Ran> = OnceLock::new();
    RAN.get_or_init(|| run(MAIN_JOB, &["--threads", "1"]))
}

/// Two minutes of the main job, recorded: long enough for every kind of thing to happen.
pub fn two_minutes() -> &'static Ran {
    static RAN: OnceLock<Ran> = OnceLock::new();
    RAN.get_or_init(|| run(MAIN_JOB, &["--until", "120"]))
}

/// A configuration for the network and demand of a case, in a folder of its own.
pub fn configuration(name: &str, additional: &[&str]) -> (TempDir, PathBuf) {
    let case = case(name);
    let routes = fs::read_to_string(case.join("routes.rou.xml")).expect("the case has demand");
    configuration_with(
        &case.join("net.net.xml"),
        &routes,
        &additional.iter().map(|f| case.join(f)).collect::<Vec<_>>(),
    )
}

/// A configuration for a network and a demand given as text.
pub fn configuration_with(net: &Path, routes: &str, additional: &[PathBuf]) -> (TempDir, PathBuf) {
    let folder = scratch();
    fs::write(folder.path().join("demand.rou.xml"), routes).expect("a fresh file");
    let list: Vec<String> = additional.iter().map(|path| path.display().to_string()).collect();
    let additional = match list.as_slice() {
        [] => String::new(),
        list => format!(r#"<additional-files value="{}"/>"#, list.join(",")),
    };
    let text = format!(
        r#"<configuration><input><net-file value="{}"/><route-files value="demand.rou.xml"/>{additional}</input>
<time><begin value="0"/><end value="600"/></time></configuration>"#,
        net.display()
    );
    let path = folder.path().join("run.sumocfg");
    fs::write(&path, text).expect("a fresh file");
    (folder, path)
}
