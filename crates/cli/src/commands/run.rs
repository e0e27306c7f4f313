//! `pilotzone run`

use crate::drive::{Ended, Planned, Watchers, drive};
use crate::interrupt::Interrupt;
use crate::outcome::{Done, Failure, Outcome};
use crate::printer::Printer;
use crate::saved;
use crate::shipping::Shipping;
use clap::Args;
use clap::builder::RangedU64ValueParser;
use pilotzone_engine::{Engine, Progress};
use pilotzone_import::load::{Overrides, load_scenario};
use pilotzone_map::{Problem, Severity};
use pilotzone_record::{
    Historian, History, Machine, Recorder, RunFolder, Spool, Summary, cpu_s, in_words, limits_passed, page,
    peak_rss_mb,
};
use std::path::{Path, PathBuf};
use std::time::Instant;

const EXAMPLE: &str = "Example:\n  pilotzone run scenarios/sejong/naseong-mixed.toml --until 600 --json\n  \
    pilotzone run scenarios/sejong/naseong-mixed.toml --until 60 --snapshot-at 60 --snapshot noon.pzrun\n  \
    pilotzone run --from noon.pzrun --until 120";

/// Run a scenario once, print a summary and leave a run folder
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Run {
    /// A scenario file (.toml) or a SUMO configuration (.sumocfg)
    #[arg(required_unless_present = "from")]
    scenario: Option<PathBuf>,
    /// Seed of all random numbers, instead of the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Rule set, such as ordinary, special or special-av, with @YYYY-MM-DD behind it for another date
    #[arg(long, value_name = "SET[@DATE]")]
    law: Option<String>,
    /// End after so many seconds from the start
    #[arg(long, value_name = "S")]
    until: Option<f64>,
    /// Threads; the result is the same with any number [default: all cores]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    threads: Option<usize>,
    /// Length of a step (s)
    #[arg(long, value_name = "S")]
    dt: Option<f64>,
    /// Set a key of the scenario, as --sweep of a batch does; repeat it for more keys
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Take measures of a SUMO configuration, too; scenarios of ours always have them
    #[arg(long)]
    measures: bool,
    /// Write no replay
    #[arg(long)]
    no_replay: bool,
    /// The run folder; it must be new or empty [default: out/SCENARIO-SEED]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write no tables and no replay: only the summaries and the resolved scenario
    #[arg(long)]
    no_record: bool,
    /// Ship incidents to that address while the run goes: anonymised, each row exactly once
    #[arg(long, value_name = "URL")]
    push: Option<String>,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
    /// Take a snapshot so many seconds from the start, and go on
    #[arg(long, value_name = "S", requires = "snapshot")]
    snapshot_at: Option<f64>,
    /// The file for the snapshot; one that is there is replaced
    #[arg(long, value_name = "FILE", requires = "snapshot_at")]
    snapshot: Option<PathBuf>,
    /// Go on from a snapshot, which needs no other file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenario", "seed", "law", "dt", "set"])]
    from: Option<PathBuf>,
}

/// A run ready to go, and what was before it.
struct Ready {
    engine: Engine,
    history: History,
}

pub fn run(args: &Run, printer: &mut Printer, started: Instant) -> Done {
    if let Some(out) = &args.out {
        RunFolder::check(out)?;
    }
    if let Some(url) = &args.push {
        Spool::check_url(url)?;
    }
    let Ready { mut engine, history } = match &args.from {
        Some(file) => from_snapshot(args, file)?,
        None => from_scenario(args, printer)?,
    };
    if cpu_s().is_some() {
        engine.use_clock(|| cpu_s().unwrap_or_default());
    }
    let load_s = started.elapsed().as_secs_f64();
    let planned = planned(args, &engine, &history)?;
    let (scenario, seed) = (&engine.run().labels.scenario, engine.run().settings.seed);
    let folder = match &args.out {
        Some(out) => RunFolder::create(out)?,
        None => RunFolder::create_free(Path::new("out"), scenario, seed)?,
    };
    let recorder = recorder(args, &folder, &engine, &history)?;
    let begin = |url: &String| Shipping::begin(url, &folder, &engine, printer);
    let shipping = args.push.as_ref().map(begin).transpose()?;
    let mut watchers = Watchers { shipping, recorder, planned };
    let interrupt = Interrupt::listen();
    let ended = drive(&mut engine, &mut watchers, &interrupt)?;
    let Watchers { shipping, recorder, planned } = watchers;
    let Ended::Over(progress) = ended else { return stopped(&engine, recorder, &folder, printer) };
    let agent_frames = recorder.as_ref().map_or(0, Recorder::agent_frames);
    match recorder {
        Some(recorder) => drop(recorder.finish(&engine)?),
        None => folder.write("scenario.toml", &engine.run().labels.resolved)?,
    }
    let machine = Machine {
        wall_s: started.elapsed().as_secs_f64(),
        cpu_s: cpu_s(),
        load_s,
        peak_rss_mb: peak_rss_mb(),
    };
    let out_dir = folder.path().display().to_string();
    let summary = Summary { agent_frames, ..Summary::of(&engine, progress, machine, &out_dir) };
    folder.complete(&summary, &page(engine.run(), &summary))?;
    let passed = limits_passed(&engine.run().expect, engine.run().regime.pack.as_ref(), &summary);
    for limit in &passed {
        printer.note(limit);
    }
    let outcome = judge(progress, planned.as_ref(), printer);
    let outcome = if passed.is_empty() { outcome } else { Outcome::CheckFailed };
    if args.json {
        printer.data(&summary.to_json())?;
    } else {
        printer.note(&in_words(&summary, printer.language));
    }
    shipping.map_or(Ok(outcome), |shipping| shipping.end(outcome))
}

/// A key and what it is set to.
fn setting(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE, such as random.morning.av_share=0.3")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

/// Who writes the run down: tables and, unless it is not wanted, the replay.
fn recorder(
    args: &Run,
    folder: &RunFolder,
    engine: &Engine,
    history: &History,
) -> Result<Option<Recorder>, Failure> {
    if args.no_record {
        return Ok(None);
    }
    let recorder = Recorder::begin(folder.clone(), engine, history)?;
    Ok(Some(if args.no_replay { recorder } else { recorder.with_replay(engine)? }))
}

/// More warnings of a map than this are counted, not shown.
const SHOWN_WARNINGS: usize = 10;

fn from_scenario(args: &Run, printer: &Printer) -> Result<Ready, Failure> {
    let Some(path) = &args.scenario else {
        return Err(Failure::bad_input("no scenario is named", "name a scenario file, or --from a snapshot"));
    };
    let overrides = Overrides {
        seed: args.seed,
        law: args.law.clone(),
        until_s: args.until,
        dt_s: args.dt,
        measures: args.measures,
        set: args.set.clone(),
    };
    let loaded = load_scenario(path, &overrides)?;
    printer.problems(&loaded.warnings);
    let is_warning = |problem: &&Problem| problem.severity == Severity::Warning;
    let of_map: Vec<Problem> = loaded.run.map.problems.iter().filter(is_warning).cloned().collect();
    let (in_map, map) = (of_map.len(), &loaded.run.labels.map);
    if in_map <= SHOWN_WARNINGS {
        printer.problems(&of_map);
    } else {
        printer.note(&match printer.language {
            pilotzone_record::Language::Ko => {
                format!("지도에 경고 {in_map}건이 있음: `pilotzone map info {map}`로 볼 수 있음")
            }
            pilotzone_record::Language::En => {
                format!("the map has {in_map} warnings; `pilotzone map info {map}` lists them")
            }
        });
    }
    let engine = Engine::new(loaded.run, args.threads.unwrap_or(0))?;
    Ok(Ready { engine, history: History::default() })
}

fn from_snapshot(args: &Run, file: &Path) -> Result<Ready, Failure> {
    let mut saved = saved::read(file)?;
    if let Some(until_s) = args.until {
        if !(0.001..=604_800.0).contains(&until_s) {
            let what = format!("`--until` is {until_s}; expected seconds from 0.001 to 604800");
            return Err(Failure::bad_input(what, "count the seconds from the start of the run"));
        }
        saved::end_at(&mut saved.run, until_s);
    }
    let settings = saved.run.settings;
    let engine = Engine::restore(saved.run, args.threads.unwrap_or(0), &saved.state)?;
    if settings.end_s.is_some_and(|end_s| engine.time_s() + settings.dt_s * 0.01 >= end_s) {
        let now_s = engine.time_s() - settings.begin_s;
        let what = format!("{}: the snapshot was taken at {now_s:.3} s, where this run ends", file.display());
        return Err(Failure::bad_input(what, "say with --until how far to go on, in seconds from the start"));
    }
    Ok(Ready { engine, history: saved.history })
}

fn planned(args: &Run, engine: &Engine, history: &History) -> Result<Option<Planned>, Failure> {
    let (Some(at_s), Some(file)) = (args.snapshot_at, &args.snapshot) else { return Ok(None) };
    let settings = &engine.run().settings;
    let now_s = engine.time_s() - settings.begin_s;
    let last_s = settings.end_s.map_or(f64::INFINITY, |end_s| end_s - settings.begin_s);
    let slack_s = settings.dt_s;
    // A time that is not a number lies in no range.
    if !(now_s - slack_s..=last_s + slack_s).contains(&at_s) {
        let what = format!("`--snapshot-at` is {at_s}; this run goes from {now_s} s to {last_s} s");
        return Err(Failure::bad_input(what, "name a time within the run, in seconds from its start"));
    }
    let historian = Historian::new(engine.run(), history.clone());
    Ok(Some(Planned { at_s, file: file.clone(), historian }))
}

/// Ctrl-C: the parts are closed and kept, and without a summary the folder shows that it is not complete.
fn stopped(engine: &Engine, recorder: Option<Recorder>, folder: &RunFolder, printer: &Printer) -> Done {
    if let Some(mut recorder) = recorder {
        recorder.close_parts(engine)?;
        recorder.note("stopped by Ctrl-C; the parts are whole")?;
    }
    let now_s = engine.time_s() - engine.run().settings.begin_s;
    let words = printer
        .pick("에서 중단됨; 그때까지의 기록은 보존됨:", "stopped; what was recorded until then is kept:");
    printer.note(&format!("{now_s:.1} s: {words} {}", folder.path().display()));
    Ok(Outcome::Interrupted)
}

fn judge(progress: Progress, not_taken: Option<&Planned>, printer: &Printer) -> Outcome {
    if let Some(planned) = not_taken {
        let words = printer.pick(
            "스냅숏 시점 전에 실행이 끝나 스냅숏이 없음",
            "the run ended before the snapshot was due; there is none",
        );
        printer.note(&format!("{}: {words} ({} s)", planned.file.display(), planned.at_s));
        return Outcome::CheckFailed;
    }
    match progress {
        Progress::Gridlock => {
            let words = printer.pick(
                "아무도 움직이지 않아 실행을 멈춤 (gridlock)",
                "nothing moved any more: gridlock, the run was stopped",
            );
            printer.note(words);
            Outcome::CheckFailed
        }
        Progress::Running | Progress::EndTime | Progress::Empty => Outcome::Good,
    }
}
