//! The program `pilotzone-push`, which `pilotzone push` starts.

use clap::Parser;
use pilotzone_cloud::{PushError, Status, Wishes, push};
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLE: &str = "Example:\n  pilotzone push out/hundred file:///srv/control-centre\n  \
    pilotzone push out/hundred s3://bucket/prefix --wait 3600\n  \
    pilotzone push out/hundred s3://bucket/prefix --status --json";

/// Ship results to object storage: anonymised, each row exactly once, as Delta Lake tables
#[derive(Parser)]
#[command(name = "pilotzone-push", version, after_help = EXAMPLE)]
struct Cli {
    /// Folder of a run or a batch that is complete, or of a run whose incidents wait in its spool
    dir: PathBuf,
    /// Where to: file:///FOLDER or s3://BUCKET/PREFIX; credentials come from the environment
    url: String,
    /// Ship nothing; tell what has arrived and what is pending
    #[arg(long)]
    status: bool,
    /// Go on until the run is over, which puts its incidents aside in DIR: what `pilotzone run --push` starts
    #[arg(long, conflicts_with = "status")]
    follow: bool,
    /// Go on for so many seconds without an answer from the store
    #[arg(long, value_name = "S", default_value_t = 120.0)]
    wait: f64,
    /// No other program writes to this address: needed where the store cannot keep two writers apart
    #[arg(long)]
    single_writer: bool,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
    /// Language of what people read; the sheets that go with the tables have both
    #[arg(long, value_parser = ["ko", "en"])]
    lang: Option<String>,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    if !(0.0..=604_800.0).contains(&cli.wait) {
        eprintln!("`--wait` is {}; expected seconds from 0 to 604800", cli.wait);
        return ExitCode::from(2);
    }
    let wishes = Wishes {
        dir: cli.dir,
        url: cli.url,
        status: cli.status,
        follow: cli.follow,
        wait_s: cli.wait,
        single_writer: cli.single_writer,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(push(&wishes)),
        Err(cause) => Err(PushError::Disk { path: "threads".into(), what: "started", cause }),
    };
    match done {
        Ok(status) => tell(&status, cli.json, cli.lang.as_deref() == Some("ko")),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(if error.is_usage() { 2 } else { 3 })
        }
    }
}

fn tell(status: &Status, json: bool, korean: bool) -> ExitCode {
    use std::io::Write;
    if json {
        let text = serde_json::to_string_pretty(status).unwrap_or_default();
        // Who reads our output may have seen enough.
        let _ = writeln!(std::io::stdout(), "{text}");
        return ExitCode::SUCCESS;
    }
    let Status { url, published, suppressed, pending, bytes, .. } = status;
    let delay = |delay_s: Option<f64>| delay_s.map_or_else(|| "-".to_owned(), |s| format!("{s:.1} s"));
    let (p50, p99, oldest) =
        (delay(status.delay_p50_s), delay(status.delay_p99_s), delay(status.oldest_pending_s));
    if korean {
        eprintln!(
            "{url}: 사고 {published}건 공개, {suppressed}건 비공개(k 미달), {pending}건 대기(가장 오래된 것 {oldest}); \
             모든 표 {bytes}바이트; 지연 p50 {p50}, p99 {p99}"
        );
    } else {
        eprintln!(
            "{url}: {published} incidents published, {suppressed} suppressed, {pending} pending (the oldest for {oldest}); \
             {bytes} bytes of all tables; delay p50 {p50}, p99 {p99}"
        );
    }
    if let (Some(within_s), Some(held)) = (status.within_s, status.level_held) {
        let words = match (korean, held) {
            (true, true) => "서비스 수준을 지킴",
            (true, false) => "서비스 수준을 지키지 못함",
            (false, true) => "the service level was held",
            (false, false) => "the service level was not held",
        };
        eprintln!("{words}: {within_s} s");
    }
    ExitCode::SUCCESS
}
