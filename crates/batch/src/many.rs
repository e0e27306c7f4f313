//! Scenarios, seeds, swept values and laws, all of them: many runs into one folder of results, in whatever order and
//! after however many stops.

mod columns;
mod finished;
mod groups;
mod observe;
mod page;
mod plan;
mod shard;
mod sink;
mod sweep;
mod tables;
mod verdicts;
mod words;

pub use finished::Status;
pub use groups::{Counted, Group, Unit};
pub use page::batch_page;
pub use plan::{Job, Plan, Wishes};
pub use shard::Shard;
pub use sweep::Sweep;
pub(crate) use verdicts::rates_not_held;
pub use verdicts::{Held, Verdicts};
pub use words::batch_in_words;

use crate::BatchError;
use crate::parallel::{Watch, each};
use groups::read_groups;
use pilotzone_record::RunFolder;
use serde_json::{Value, json};
use sink::Sink;
use std::path::{Path, PathBuf};

/// Name of the file that says which batch a folder holds.
const ABOUT: &str = "batch.json";

/// A batch in its folder.
pub struct Batch<'p> {
    plan: &'p Plan,
    folder: RunFolder,
    /// None where the folder is complete.
    sink: Option<Sink<'p>>,
    todo: Vec<usize>,
}

/// What a batch came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// All runs of the folder.
    pub runs: u64,
    /// Those that were there before.
    pub skipped: u64,
    /// Those that failed or stood still.
    pub failed: u64,
    /// Those that passed a limit of their own.
    pub passed: u64,
    /// Sums of the runs that belong together.
    pub groups: Vec<Group>,
    /// What they say about the scenarios' limits to rates.
    pub verdicts: Verdicts,
}

impl<'p> Batch<'p> {
    /// Opens a folder for a batch. A folder that is not empty is refused, unless the same batch is to go on in it.
    pub fn open(plan: &'p Plan, out: &Path, resume: bool) -> Result<Self, BatchError> {
        let dir = plan.shard.map_or_else(|| out.to_owned(), |shard| out.join(shard.folder()));
        let folder = if resume { RunFolder::reopen(&dir)? } else { RunFolder::create(&dir)? };
        let about = about(plan);
        hold_against(&folder, &about)?;
        let text = serde_json::to_string_pretty(&about).unwrap_or_default();
        folder.write(ABOUT, &(text + "\n"))?;
        if dir.join("summary.json").exists() {
            Sink::clear(&folder)?;
            return Ok(Self { plan, folder, sink: None, todo: Vec::new() });
        }
        let (sink, todo) = Sink::open(plan, folder.clone())?;
        Ok(Self { plan, folder, sink: Some(sink), todo })
    }

    /// Where it goes.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How many runs are still to be made.
    pub fn left(&self) -> usize {
        self.todo.len()
    }

    /// How many were there before.
    pub fn skipped(&self) -> u64 {
        (self.plan.jobs.len() - self.todo.len()) as u64
    }

    /// Makes what is left on so many threads, 0 for all cores; whether all is done. What was finished is kept, whatever
    /// stops it.
    pub fn run(&self, threads: usize, watch: Watch<'_>) -> Result<bool, BatchError> {
        let Some(sink) = &self.sink else { return Ok(true) };
        let made = each::<_, BatchError>(self.todo.len(), threads, watch, |at| {
            let place = self.todo[at];
            match self.plan.make(self.plan.jobs[place], watch.stop) {
                Some(row) => sink.add(place, row).map(Some),
                None => Ok(None),
            }
        })?;
        Ok(made.iter().all(Option::is_some))
    }

    /// Joins the tables and says what they tell; only where all is done. With the last file the folder is complete.
    pub fn close(self) -> Result<Results, BatchError> {
        let skipped = self.skipped();
        if let Some(sink) = &self.sink {
            sink.join()?;
        }
        let groups = read_groups(self.plan, &self.folder.path().join("runs.parquet"))?;
        let sum = |of: fn(&Group) -> u64| groups.iter().map(of).sum();
        let verdicts = Verdicts::of(self.plan, &groups);
        let results = Results {
            runs: self.plan.jobs.len() as u64,
            skipped,
            failed: sum(|group| group.failed),
            passed: sum(|group| group.passed),
            groups,
            verdicts,
        };
        if self.sink.is_some() {
            for (at, scenario) in self.plan.scenarios().enumerate() {
                self.folder.write(&format!("scenario-{at}.toml"), &scenario.labels.resolved)?;
            }
            self.folder.write("summary.md", &batch_page(self.plan, &results))?;
            let json = serde_json::to_string_pretty(&results.to_json(self.plan)).unwrap_or_default();
            self.folder.write("summary.json", &(json + "\n"))?;
            Sink::clear(&self.folder)?;
        }
        Ok(results)
    }
}

/// What makes a batch this one and no other.
fn about(plan: &Plan) -> Value {
    let wishes = &plan.wishes;
    let digest = |text: &str| pilotzone_world::hash::hex(pilotzone_world::Fold::START.text(text).0);
    let scenarios: Vec<Value> = wishes
        .scenarios
        .iter()
        .zip(plan.scenarios())
        .map(|(path, run)| json!({ "path": path, "content": digest(&run.labels.resolved) }))
        .collect();
    json!({
        "format": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "scenarios": scenarios,
        "seeds": [plan.seeds.first(), plan.seeds.last()],
        "sweeps": plan.sweeps.iter().map(|s| json!({ "key": s.key, "values": s.values })).collect::<Vec<_>>(),
        "laws": plan.laws,
        "until_s": wishes.until_s,
        "shard": plan.shard.map(|shard| [shard.index, shard.of]),
    })
}

/// Refuses a folder in which another batch was begun.
fn hold_against(folder: &RunFolder, about: &Value) -> Result<(), BatchError> {
    let dir: PathBuf = folder.path().to_owned();
    let other = |what: String| BatchError::OtherBatch { dir: dir.clone(), what };
    let Ok(text) = std::fs::read_to_string(dir.join(ABOUT)) else {
        let mut entries = std::fs::read_dir(&dir).into_iter().flatten().flatten();
        let is_ours = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(ABOUT);
        return match entries.find(|entry| !is_ours(&entry.file_name())) {
            Some(_) => Err(other(format!("it holds other files, and no {ABOUT}"))),
            None => Ok(()),
        };
    };
    let there: Value =
        serde_json::from_str(&text).map_err(|error| other(format!("its {ABOUT} cannot be read: {error}")))?;
    let keys = about.as_object().into_iter().flatten();
    match keys.into_iter().find(|(key, value)| there.get(*key) != Some(value)) {
        Some((key, value)) => {
            let before = there.get(key).unwrap_or(&Value::Null);
            Err(other(format!("`{key}` was {before} and is {value}")))
        }
        None => Ok(()),
    }
}

impl Results {
    /// What `batch --json` prints and `summary.json` holds.
    pub fn to_json(&self, plan: &Plan) -> Value {
        json!({
            "runs": self.runs,
            "skipped": self.skipped,
            "failed": self.failed,
            "limits_passed": self.passed,
            "version": env!("CARGO_PKG_VERSION"),
            "scenarios": plan.scenarios().enumerate().map(|(at, run)| json!({
                "scenario": run.labels.scenario,
                "file": plan.wishes.scenarios[at],
                "resolved": format!("scenario-{at}.toml"),
                "map": run.labels.map,
            })).collect::<Vec<_>>(),
            "groups": self.groups.iter().map(|group| words::group_json(plan, group)).collect::<Vec<_>>(),
            "limits": self.verdicts.0,
        })
    }
}
