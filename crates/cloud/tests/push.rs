//! A folder of results goes to tables once, whatever comes between, and can be read from outside.

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{Field, Schema};
use deltalake::DeltaTableBuilder;
use parquet::arrow::ArrowWriter;
use pilotzone_cloud::{PushError, Status, Wishes, push};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use url::Url;

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let field = |(name, array): &(&str, ArrayRef)| Field::new(*name, array.data_type().clone(), true);
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn texts(n: usize, of: impl Fn(usize) -> String) -> ArrayRef {
    Arc::new(StringArray::from_iter_values((0..n).map(of)))
}

fn numbers(n: usize, of: impl Fn(usize) -> f64) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values((0..n).map(of)))
}

fn whole(n: usize, of: impl Fn(usize) -> u64) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values((0..n).map(of)))
}

/// A batch of 40 runs with 120 incidents, the last two of a kind that is too rare to be told.
fn results() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let n = 120;
    let kind = |i: usize| if i < n - 2 { "disengagement" } else { "gridlock" };
    write(
        &dir.path().join("incidents.parquet"),
        vec![
            ("job", whole(n, |i| i as u64 / 3)),
            ("scenario", texts(n, |_| "small".into())),
            ("law", texts(n, |_| "ordinary".into())),
            ("number", whole(n, |i| i as u64 % 3)),
            ("kind", texts(n, |i| kind(i).into())),
            ("time_s", numbers(n, |i| (i % 7) as f64 * 40.0)),
            ("lon_deg", numbers(n, |i| 127.26 + (i % 4) as f64 * 0.002)),
            ("lat_deg", numbers(n, |_| 36.485)),
            ("first", texts(n, |i| format!("car {}", i % 5))),
            ("first_class", texts(n, |_| "av".into())),
        ],
    );
    let n = 40;
    write(
        &dir.path().join("runs.parquet"),
        vec![
            ("job", whole(n, |i| i as u64)),
            ("scenario", texts(n, |_| "small".into())),
            ("law", texts(n, |_| "ordinary".into())),
            ("status", texts(n, |_| "done".into())),
            ("vehicle_km", numbers(n, |_| 10.0)),
            ("av_km", numbers(n, |_| 2.0)),
            ("flight_h", numbers(n, |_| 0.0)),
        ],
    );
    let scenario = "map = \"/maps/sejong-naseong.pzmap\"\n[time]\nstart = \"2021-06-01T08:00:00+09:00\"\n\
                    [publish]\nwithin_s = 3600.0\n";
    std::fs::write(dir.path().join("scenario-0.toml"), scenario).unwrap();
    let summary = r#"{"scenarios": [{"scenario": "small", "resolved": "scenario-0.toml"}]}"#;
    std::fs::write(dir.path().join("summary.json"), summary).unwrap();
    dir
}

fn wishes(dir: &Path, url: &str) -> Wishes {
    Wishes { dir: dir.to_owned(), url: url.to_owned(), status: false, wait_s: 5.0, single_writer: false }
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
