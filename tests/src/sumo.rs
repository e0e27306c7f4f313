//! SUMO beside us, where it is installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What SUMO says of its own run.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Vehicles that reached their goal.
    pub arrived: f64,
    /// Mean duration of finished trips (s).
    pub mean_trip_duration_s: f64,
}

/// SUMO's program on the path, if there is one.
///
/// Where `PILOTZONE_REQUIRE_SUMO` is set its absence is a failure, so that no machine that promises the comparison
/// leaves it out in silence.
pub fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join("sumo")).find(|program| program.is_file());
    let required = env::var_os("PILOTZONE_REQUIRE_SUMO").is_some_and(|value| value == "1");
    assert!(
        found.is_some() || !required,
        "PILOTZONE_REQUIRE_SUMO is set, but there is no `sumo` on the path"
    );
    if found.is_none() {
        eprintln!("left out: no `sumo` on the path; `pip install eclipse-sumo==1.28.0` brings it");
    }
    found
}

/// Runs a configuration with a step length (s).
pub fn run(program: &Path, configuration: &Path, dt_s: &str) -> Figures {
    let output = Command::new(program)
        .arg("-c")
        .arg(configuration)
        .args(["--step-length", dt_s, "--no-step-log", "--no-warnings", "--duration-log.statistics"])
        .output()
        .expect("SUMO starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "SUMO failed: {}", String::from_utf8_lossy(&output.stderr));
    Figures {
        arrived: figure(&said, "Inserted:") - figure(&said, "Running:"),
        mean_trip_duration_s: figure(&said, "Duration:"),
    }
}

/// The last number after a key: SUMO gives its own run time first, the mean trip last.
fn figure(said: &str, key: &str) -> f64 {
    let values = said.lines().filter_map(|line| line.trim().strip_prefix(key));
    let mut numbers = values.filter_map(|value| {
        let number = value.trim().trim_end_matches('s');
        number.split_whitespace().next()?.parse().ok()
    });
    numbers.next_back().unwrap_or_else(|| panic!("SUMO names no {key} in:\n{said}"))
}
