//! Runs that ship while they go.

use crate::server::simulator;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use url::Url;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn run(simulator: &Path, out: &Path, url: &str) -> Command {
    let mut command = Command::new(simulator);
    command.args(["run", "scenarios/sejong/naseong-mixed.toml", "--until", "300", "--no-replay", "--json"]);
    command.args(["--set", "publish.k=2", "--push", url, "--lang", "en", "--out"]).arg(out);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

fn status(out: &Path, url: &str) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pilotzone-push"));
    let told = command.arg(out).args([url, "--status", "--json"]).output().unwrap();
    serde_json::from_slice(&told.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&told.stderr)))
}

fn incidents(summary: &Value) -> u64 {
    summary["incidents"].as_object().unwrap().values().filter_map(Value::as_u64).sum()
}

#[test]
fn a_run_ships_its_incidents_while_it_goes_and_all_of_them_are_accounted_for_at_its_end() {
    let Some(simulator) = simulator() else { return };
    let (dir, table) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (out, url) = (dir.path().join("run"), Url::from_directory_path(table.path()).unwrap());
    let ran = run(&simulator, &out, url.as_str()).output().unwrap();
    let words = String::from_utf8_lossy(&ran.stderr);
    assert!(matches!(ran.status.code(), Some(0 | 1)), "{words}");
    let summary: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let status = status(&out, url.as_str());
    let number = |key: &str| status[key].as_u64().unwrap();
    let all = incidents(&summary);
    assert!(all > 0 && number("pending") == 0, "{status}");
    assert_eq!(number("published") + number("suppressed"), all, "{status}");
    assert!(
        table.path().join("exposure/_delta_log").is_dir()
            && words.contains("pilotzone") | words.contains("file://")
    );
    let left = std::fs::read_dir(out.join("spool")).unwrap().flatten();
    assert!(left.into_iter().all(|entry| !entry.file_name().to_string_lossy().starts_with("segment")));
}

#[test]
fn a_run_that_is_killed_leaves_a_spool_from_which_everything_is_shipped() {
    let Some(simulator) = simulator() else { return };
    let (dir, table) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (out, url) = (dir.path().join("run"), Url::from_directory_path(table.path()).unwrap());
    let mut child = run(&simulator, &out, url.as_str()).stdout(Stdio::null()).spawn().unwrap();
    let has_line =
        |out: &Path| std::fs::metadata(out.join("spool/segment-00000.jsonl")).is_ok_and(|at| at.len() > 0);
    while !has_line(&out) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // Its own shipper drains what was left and ends; another waits for it.
    for _ in 0..200 {
        let mut push = Command::new(env!("CARGO_BIN_EXE_pilotzone-push"));
        if push.arg(&out).arg(url.as_str()).output().unwrap().status.success() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let status = status(&out, url.as_str());
    let number = |key: &str| status[key].as_u64().unwrap();
    assert!(number("pending") == 0 && number("published") + number("suppressed") > 0, "{status}");
    assert!(!out.join("summary.json").exists() && !table.path().join("exposure").exists());
}
