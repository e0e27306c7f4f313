//! Replays: the public reader opens them, and a browser plays them.

use crate::shared::two_minutes;
use pilotzone_tests::workspace::{MAIN_JOB, root, scratch};
use pilotzone_tests::{Ran, program, python, run};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

#[test]
fn a_replay_is_small_and_the_same_hashes_come_without_it() {
    let bytes = two_minutes().bytes("replay.mcap").len() as f64;
    let frames = two_minutes().number("agent_frames");
    assert!(frames > 10_000.0 && bytes / frames <= 6.0, "{bytes} bytes for {frames} agent frames");
    let without = run(MAIN_JOB, &["--until", "120", "--no-replay"]);
    assert_eq!(without.hashes(), two_minutes().hashes());
    assert!(!without.file("replay.mcap").exists());
    assert_eq!(without.number("agent_frames"), 0.0);
}

#[test]
fn the_public_reader_finds_what_was_recorded() {
    let Some(python) = python::with(&["mcap", "zstandard"]) else { return };
    let found = said(Command::new(python).arg("reads.py").arg(two_minutes().file("replay.mcap")));
    let topics = ["/agents", "/events", "/frames", "/incidents", "/map", "/run", "/signals"];
    assert_eq!(found["topics"], serde_json::json!(topics));
    assert_eq!(found["schemas"].as_array().map(Vec::len), Some(topics.len()), "every channel is described");
    assert_eq!(found["compressions"], serde_json::json!(["zstd"]));
    assert_eq!(found["agent_frames"], two_minutes().json["agent_frames"]);
    assert_eq!((&found["strangers"], &found["last_s"]), (&0.into(), &120.0.into()));
    assert_eq!(found["chunks"], 1 + 120 / 10 + 1, "what the run is, ten seconds each, and its last frame");
}

/// A server that is ended with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(folder: &Path) -> (Serving, String) {
    let mut child = Command::new(program::program(program::Profile::Release))
        .args(["--lang", "en", "serve"])
        .arg(folder)
        .args(["--port", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    BufReader::new(child.stderr.take().expect("it is piped")).read_line(&mut line).expect("it says where");
    let url = line.split_whitespace().next().unwrap_or_default().to_owned() + "/";
    (Serving(child), url)
}

#[test]
fn a_browser_plays_the_run_as_it_was_recorded() {
    let Some(python) = python::with(&["mcap", "zstandard", "playwright"]) else { return };
    let Some(browser) = python::browser() else { return };
    let folder = scratch();
    let ran: Ran = run("scenarios/regression/takeover-shift.toml", &["--until", "100"]);
    fs::create_dir_all(folder.path().join("run")).expect("a fresh folder");
    for name in ["replay.mcap", "summary.json"] {
        fs::copy(ran.file(name), folder.path().join("run").join(name)).expect("a file of the run");
    }
    fs::create_dir(folder.path().join("broken")).expect("a fresh folder");
    fs::write(folder.path().join("broken/replay.mcap"), "not a replay").expect("a fresh file");
    let (_serving, url) = serve(folder.path());
    let arguments = [url.as_ref(), "run".as_ref(), folder.path().as_os_str(), browser.as_os_str()];
    let seen = said(Command::new(python).arg("plays.py").args(arguments));
    assert_eq!(seen["errors"], serde_json::json!([]), "the console");
    assert_eq!(seen["elsewhere"], serde_json::json!([]), "no other host");
    assert_eq!(seen["listed"], 2);
    for moment in seen["moments"].as_array().expect("a list") {
        assert_eq!(moment["seen"], moment["there"], "{moment}");
        let (away_m, turned) = (moment["away_m"].as_f64(), moment["turned_deg"].as_f64());
        assert!(away_m.is_some_and(|m| m < 0.01) && turned.is_some_and(|deg| deg < 0.1), "{moment}");
    }
    let (to_s, incident_s) = (seen["jumped_to_s"].as_f64(), seen["incident_s"].as_f64());
    assert_eq!(to_s, incident_s.map(|s| (s - 5.0).max(0.0)), "five seconds before");
    let text = |key: &str| seen[key].as_str().unwrap_or_default().to_owned();
    assert!(text("story").contains("Incident 0"), "{}", text("story"));
    assert!(text("korean").contains("사건 0"), "{}", text("korean"));
    assert_eq!(seen["theme"], "dark");
    let both = seen["side_by_side"].as_array().expect("two counts");
    assert!(both[0] == both[1] && both[0].as_u64() > Some(0), "{both:?}");
    assert!(text("broken").contains("no replay"), "{}", text("broken"));
}

/// The one JSON object that a script of `tests/page` prints.
fn said(command: &mut Command) -> Value {
    let output = command.current_dir(root().join("tests/page")).output().expect("Python starts");
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}\n{wrong}"))
}
