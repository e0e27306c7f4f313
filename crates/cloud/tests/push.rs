//! A folder of results goes to tables once, whatever comes between, and can be read from outside.

mod fixture;

use deltalake::DeltaTableBuilder;
use fixture::results;
use pilotzone_cloud::{PushError, Status, Wishes, push};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use url::Url;

fn wishes(dir: &Path, url: &str) -> Wishes {
    Wishes {
        dir: dir.to_owned(),
        url: url.to_owned(),
        status: false,
        follow: false,
        wait_s: 5.0,
        single_writer: false,
    }
}

fn pushed(wishes: &Wishes) -> Result<Status, PushError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(push(wishes))
}

fn url_of(dir: &Path) -> String {
    Url::from_directory_path(dir).unwrap().to_string()
}

/// Rows of a table by what its log says of its files.
fn rows(dir: &Path, table: &str) -> u64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let url = Url::from_directory_path(dir.join(table)).unwrap();
        let table = DeltaTableBuilder::from_url(url).unwrap().load().await.unwrap();
        let files: Vec<PathBuf> = table
            .get_file_uris()
            .unwrap()
            .map(|uri| PathBuf::from(uri.trim_start_matches("file://")))
            .collect();
        let count = |path: &PathBuf| {
            let file = File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let reader = parquet::file::reader::SerializedFileReader::new(file).unwrap();
            let about = parquet::file::reader::FileReader::metadata(&reader);
            about.file_metadata().num_rows() as u64
        };
        files.iter().map(count).sum()
    })
}

#[test]
fn all_rows_are_published_once_or_counted_and_a_repeat_changes_nothing() {
    let (results, table) = (results(), tempfile::tempdir().unwrap());
    let wishes = wishes(results.path(), &url_of(table.path()));
    let before = pushed(&Wishes { status: true, ..wishes.clone() }).unwrap();
    assert_eq!((before.pending, before.published), (120, 0));
    let status = pushed(&wishes).unwrap();
    assert_eq!((status.published, status.suppressed, status.pending), (118, 2, 0));
    assert_eq!((status.level_held, status.k), (Some(true), Some(10)));
    for _ in 0..2 {
        let again = pushed(&wishes).unwrap();
        assert_eq!((again.published, rows(table.path(), "incidents")), (118, 118));
    }
    assert_eq!(rows(table.path(), "incident_counts"), 2);
    assert_eq!(rows(table.path(), "exposure"), 2);
    let about: Vec<_> = std::fs::read_dir(table.path().join("about")).unwrap().flatten().collect();
    assert_eq!(about.len(), 2, "a sheet and a dictionary");
}

#[test]
fn the_same_results_go_to_another_address_in_whole() {
    let (results, one, two) = (results(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for table in [&one, &two] {
        let status = pushed(&wishes(results.path(), &url_of(table.path()))).unwrap();
        assert_eq!((status.published, rows(table.path(), "incidents")), (118, 118));
    }
}

#[test]
fn killed_at_any_point_it_ends_as_if_it_had_not_been() {
    let (results, table) = (results(), tempfile::tempdir().unwrap());
    let url = url_of(table.path());
    for wait_ms in [1, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pilotzone-push"))
            .arg(results.path())
            .arg(&url)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let status = pushed(&wishes(results.path(), &url)).unwrap();
    assert_eq!((status.published, status.suppressed, status.pending), (118, 2, 0));
    assert_eq!(rows(table.path(), "incidents"), 118);
    assert_eq!(rows(table.path(), "incident_counts"), 2);
}

#[test]
fn a_second_folder_adds_to_the_same_tables() {
    let (one, two, table) = (results(), results(), tempfile::tempdir().unwrap());
    for results in [&one, &two] {
        pushed(&wishes(results.path(), &url_of(table.path()))).unwrap();
    }
    assert_eq!(rows(table.path(), "incidents"), 236);
}

#[test]
fn results_that_changed_after_they_were_shipped_are_refused() {
    let (results, table) = (results(), tempfile::tempdir().unwrap());
    let wishes = wishes(results.path(), &url_of(table.path()));
    pushed(&wishes).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    let summary = results.path().join("summary.json");
    let text = std::fs::read_to_string(&summary).unwrap();
    std::fs::write(&summary, text + "\n").unwrap();
    assert!(matches!(pushed(&wishes), Err(PushError::Changed { .. })));
}

#[test]
fn a_server_that_is_not_there_is_given_up_with_everything_kept_and_no_secret_told() {
    let results = results();
    let answer = Command::new(env!("CARGO_BIN_EXE_pilotzone-push"))
        .args([results.path().as_os_str(), "s3://nobody-there/x".as_ref()])
        .args(["--wait", "1"])
        .env("AWS_ACCESS_KEY_ID", "key-of-test")
        .env("AWS_SECRET_ACCESS_KEY", "do-not-print-me")
        .env("AWS_REGION", "x")
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .env("AWS_ALLOW_HTTP", "true")
        .output()
        .unwrap();
    let told =
        String::from_utf8_lossy(&answer.stderr).into_owned() + &String::from_utf8_lossy(&answer.stdout);
    assert_eq!(answer.status.code(), Some(3), "{told}");
    assert!(told.contains("no answer") && !told.contains("do-not-print-me"), "{told}");
    let status = pushed(&Wishes { status: true, ..wishes(results.path(), "s3://nobody-there/x") }).unwrap();
    assert_eq!((status.published, status.pending, status.suppressed), (0, 118, 2));
}

#[test]
fn results_that_were_shipped_on_their_own_are_not_shipped_again_with_the_folder_around_them() {
    let (around, table) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, two) = (around.path().join("one"), around.path().join("two"));
    for name in [&one, &two] {
        std::fs::rename(results().keep(), name).unwrap();
    }
    let url = url_of(table.path());
    pushed(&wishes(&one, &url)).unwrap();
    assert!(matches!(pushed(&wishes(around.path(), &url)), Err(PushError::Shipped { path }) if path == one));
    let elsewhere = tempfile::tempdir().unwrap();
    let both = pushed(&wishes(around.path(), &url_of(elsewhere.path()))).unwrap();
    assert_eq!((both.published, both.suppressed), (236, 4));
    assert!(matches!(pushed(&wishes(&two, &url_of(elsewhere.path()))), Err(PushError::Shipped { .. })));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_nothing_leaves_before_it_is_safe() {
    let (other, table) = (results(), tempfile::tempdir().unwrap());
    let results = results();
    let url = url_of(table.path());
    pushed(&wishes(other.path(), &url)).unwrap();
    // The state of an address has the same name in every folder.
    let state = std::fs::read_dir(other.path().join(".push")).unwrap().flatten().next().unwrap().file_name();
    let state = results.path().join(".push").join(state);
    std::fs::create_dir_all(&state).unwrap();
    let plan = state.join("plan-00000.json.unfinished");
    std::os::unix::fs::symlink("/dev/full", &plan).unwrap();
    let error = pushed(&wishes(results.path(), &url)).unwrap_err();
    assert!(!error.is_usage() && error.to_string().contains("No space left"), "{error}");
    assert_eq!(rows(table.path(), "incidents"), 118, "nothing of it was sent");
    std::fs::remove_file(&plan).unwrap();
    pushed(&wishes(results.path(), &url)).unwrap();
    assert_eq!(rows(table.path(), "incidents"), 236);
}
