//! A batch that is checked and can begin: which runs there are, and how each is made.

use super::finished::{Finished, Status, Told};
use super::observe::{Observer, incidents};
use super::shard::Shard;
use super::sweep::{Sweep, settings};
use crate::BatchError;
use crate::parse_seeds;
use crate::simulate::simulate_to_end;
use pilotzone_import::load::{MapShelf, Overrides, load_scenario_on};
use pilotzone_record::{Summary, limits_passed};
use pilotzone_scenario::{Run, parse_law};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Instant;

/// What a batch is asked for, as users write it.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Scenario files.
    pub scenarios: Vec<PathBuf>,
    /// Seeds, such as `1..20`.
    pub seeds: String,
    /// Sweeps, such as `random.morning.av_share=0.1,0.2`.
    pub sweeps: Vec<String>,
    /// Rule sets with commas between; none for each scenario's own.
    pub laws: Option<String>,
    /// End of each run (s from the start).
    pub until_s: Option<f64>,
    /// The part to make, such as `1/4`; none for all.
    pub shard: Option<String>,
}

/// A batch that is checked and can begin.
pub struct Plan {
    /// What was asked for.
    pub wishes: Wishes,
    /// Seeds in rising order.
    pub seeds: Vec<u64>,
    /// Keys that are swept, with their values.
    pub sweeps: Vec<Sweep>,
    /// All combinations of swept values.
    pub settings: Vec<Vec<(String, String)>>,
    /// Rule sets as they are printed; none stands for the scenario's own.
    pub laws: Vec<Option<String>>,
    /// The part that is made.
    pub shard: Option<Shard>,
    /// A run of each scenario under each law, in that order, for what a page tells of them.
    pub examples: Vec<Run>,
    /// Numbers of the runs that are made, rising.
    pub jobs: Vec<u64>,
    shelf: MapShelf,
}

/// One run of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub number: u64,
    /// Which scenario.
    pub scenario: usize,
    /// Which combination of swept values.
    pub setting: usize,
    /// Which law.
    pub law: usize,
    /// Its seed.
    pub seed: u64,
}

impl Plan {
    /// Reads what is asked for, and loads each scenario under each law, and with each swept key, so that nothing is run
    /// where all of it would fail.
    pub fn new(wishes: Wishes) -> Result<Self, BatchError> {
        let seeds = parse_seeds(&wishes.seeds)?;
        let sweeps = wishes.sweeps.iter().map(|text| Sweep::parse(text)).collect::<Result<Vec<_>, _>>()?;
        let settings = settings(&sweeps)?;
        let shard = wishes.shard.as_deref().map(Shard::parse).transpose()?;
        let laws = match &wishes.laws {
            None => vec![None],
            Some(text) => text.split(',').map(|law| printed(law).map(Some)).collect::<Result<_, _>>()?,
        };
        let per_scenario = (settings.len() * laws.len() * seeds.len()) as u64;
        let count = wishes.scenarios.len() as u64 * per_scenario;
        let jobs = shard.map_or_else(|| (0..count).collect(), |shard| shard.jobs(count));
        if jobs.is_empty() {
            let text = wishes.shard.unwrap_or_default();
            return Err(BatchError::EmptyShard { text, runs: count });
        }
        let shelf = MapShelf::default();
        let mut plan =
            Self { wishes, seeds, sweeps, settings, laws, shard, examples: Vec::new(), jobs, shelf };
        for scenario in 0..plan.wishes.scenarios.len() {
            for law in 0..plan.laws.len() {
                let example = plan.load_with(scenario, law, plan.seeds[0], Vec::new())?;
                plan.examples.push(example);
            }
            plan.try_sweeps(scenario)?;
        }
        Ok(plan)
    }

    /// Refuses a key of which no value can be run. A single bad value is no reason to stop: its runs tell why.
    fn try_sweeps(&self, scenario: usize) -> Result<(), BatchError> {
        for sweep in &self.sweeps {
            let mut refused = None;
            for value in &sweep.values {
                let set = vec![(sweep.key.clone(), value.clone())];
                match self.load_with(scenario, 0, self.seeds[0], set) {
                    Ok(_) => {
                        refused = None;
                        break;
                    }
                    Err(error) => refused = refused.or(Some(error)),
                }
            }
            if let Some(error) = refused {
                return Err(error);
            }
        }
        Ok(())
    }

    /// How many runs there are, those of other shards included.
    pub fn whole(&self) -> u64 {
        (self.wishes.scenarios.len() * self.settings.len() * self.laws.len() * self.seeds.len()) as u64
    }

    /// The job of that number: scenarios change slowest, then swept values, then laws, seeds fastest.
    pub fn job(&self, number: u64) -> Job {
        let mut rest = number as usize;
        let mut next = |size: usize| {
            let at = rest % size;
            rest /= size;
            at
        };
        let (seed, law) = (next(self.seeds.len()), next(self.laws.len()));
        let (setting, scenario) = (next(self.settings.len()), next(self.wishes.scenarios.len()));
        Job { number, scenario, setting, law, seed: self.seeds[seed] }
    }

    /// A run of the job's scenario under its law.
    pub fn example(&self, job: Job) -> &Run {
        &self.examples[job.scenario * self.laws.len() + job.law]
    }

    /// A run of each scenario.
    pub fn scenarios(&self) -> impl Iterator<Item = &Run> {
        self.examples.iter().step_by(self.laws.len())
    }

    /// The command that makes one run again.
    pub fn command(&self, job: Job) -> String {
        let mut command = format!(
            "pilotzone run {} --seed {}",
            quoted(&self.wishes.scenarios[job.scenario].display().to_string()),
            job.seed
        );
        if let Some(law) = &self.laws[job.law] {
            let _ = write!(command, " --law {}", quoted(law));
        }
        if let Some(until_s) = self.wishes.until_s {
            let _ = write!(command, " --until {until_s}");
        }
        for (key, value) in &self.settings[job.setting] {
            let _ = write!(command, " --set {}", quoted(&format!("{key}={value}")));
        }
        command
    }

    fn load_with(
        &self,
        scenario: usize,
        law: usize,
        seed: u64,
        set: Vec<(String, String)>,
    ) -> Result<Run, BatchError> {
        let overrides = Overrides {
            seed: Some(seed),
            law: self.laws[law].clone(),
            until_s: self.wishes.until_s,
            dt_s: None,
            measures: false,
            set,
        };
        Ok(load_scenario_on(&self.wishes.scenarios[scenario], &overrides, &self.shelf)?.run)
    }

    /// Makes one run on the thread that calls; none where `stop` said so. Whatever goes wrong in it is told as how it
    /// went: the others go on.
    pub fn make(&self, number: u64, stop: &dyn Fn() -> bool) -> Option<Finished> {
        let job = self.job(number);
        guarded(number, || {
            let run = self.load_with(job.scenario, job.law, job.seed, self.settings[job.setting].clone());
            run.and_then(|run| simulated(run, stop))
        })
    }
}

/// A run as far as it could be made, with what it took.
fn guarded(
    job: u64,
    make: impl FnOnce() -> Result<Option<(Status, Option<String>, Told)>, BatchError>,
) -> Option<Finished> {
    #[expect(clippy::disallowed_methods, reason = "what a run took is told, never simulated")]
    let started = Instant::now();
    // Nothing that the run changes outlives it: the shelf holds whole maps only.
    let made = catch_unwind(AssertUnwindSafe(make));
    let wall_s = started.elapsed().as_secs_f64();
    let failed =
        |reason: String| Finished { job, status: Status::Failed, reason: Some(reason), wall_s, told: None };
    Some(match made {
        Ok(Ok(None)) => return None,
        Ok(Ok(Some((status, reason, told)))) => Finished { job, status, reason, wall_s, told: Some(told) },
        Ok(Err(error)) => failed(error.plain()),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            failed(format!("the run broke off: {}", text.unwrap_or_else(|| "it says no more".to_owned())))
        }
    })
}

fn simulated(
    run: Run,
    stop: &dyn Fn() -> bool,
) -> Result<Option<(Status, Option<String>, Told)>, BatchError> {
    let (limits, pack) = (run.expect.clone(), run.regime.pack.clone());
    let mut observer = Observer::default();
    let made = simulate_to_end(run, stop, |engine| observer.observe(engine))?;
    let Some((figures, engine)) = made else { return Ok(None) };
    let passed = limits_passed(&limits, pack.as_ref(), &figures.summary);
    let (status, reason) = verdict(&figures.summary, passed);
    let summary = figures.summary;
    let told = Told {
        state_hash: summary.state_hash,
        event_hash: summary.event_hash,
        ended: summary.ended.to_owned(),
        steps: summary.steps,
        dt_s: summary.dt_s,
        metrics: figures.metrics,
        evaluated: summary.evaluated,
        incidents: incidents(&engine),
        measures: observer.measures(),
        flow: observer.flow(&engine),
    };
    Ok(Some((status, reason, told)))
}

fn verdict(summary: &Summary, passed: Vec<String>) -> (Status, Option<String>) {
    if summary.ended == "gridlock" {
        let reason = format!("gridlock after {} s: nothing moved any more", summary.sim_time_s);
        return (Status::Gridlock, Some(reason));
    }
    if passed.is_empty() { (Status::Done, None) } else { (Status::Limit, Some(passed.join("; "))) }
}

fn printed(law: &str) -> Result<String, BatchError> {
    let law = parse_law(law.trim())?;
    Ok(law.date.map_or_else(|| law.set.clone(), |date| format!("{}@{date}", law.set)))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=@,:".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/regression/tiny.toml");

    fn wishes(sweeps: &[&str], laws: Option<&str>) -> Wishes {
        Wishes {
            scenarios: vec![TINY.into(), TINY.into()],
            seeds: "3..5".into(),
            sweeps: sweeps.iter().map(|text| (*text).to_owned()).collect(),
            laws: laws.map(str::to_owned),
            until_s: Some(2.0),
            shard: None,
        }
    }

    #[test]
    fn every_scenario_setting_law_and_seed_is_one_job() {
        let plan = Plan::new(wishes(&["time.dt_s=0.1,0.2"], Some("ordinary,special"))).unwrap();
        assert_eq!((plan.whole(), plan.jobs.len()), (24, 24));
        let mut jobs: Vec<_> =
            (0..24).map(|n| plan.job(n)).map(|job| (job.scenario, job.setting, job.law, job.seed)).collect();
        assert!(jobs.is_sorted(), "{jobs:?}");
        jobs.dedup();
        assert_eq!(jobs.len(), 24);
        let command = plan.command(plan.job(23));
        let expected = format!("pilotzone run {TINY} --seed 5 --law special --until 2 --set time.dt_s=0.2");
        assert_eq!(command, expected);
    }

    #[test]
    fn one_bad_value_is_a_run_that_tells_why_and_nothing_but_bad_ones_begin_nothing() {
        let plan = Plan::new(wishes(&["time.dt_s=0.1,7"], None)).unwrap();
        let bad = plan.make(3, &|| false).unwrap();
        assert_eq!((bad.status, bad.told), (Status::Failed, None));
        let reason = bad.reason.unwrap();
        assert!(reason.contains("`time.dt_s` is 7; expected a number from 0.001 to 1"), "{reason}");
        assert_eq!(plan.make(0, &|| false).unwrap().status, Status::Done);
        let error = Plan::new(wishes(&["time.dt=0.1,0.2"], None)).err().unwrap().plain();
        assert!(error.contains("unknown key `time.dt` (did you mean `dt_s`?)"), "{error}");
    }

    #[test]
    fn a_run_that_breaks_off_is_told_and_stops_no_other() {
        let broken = guarded(7, || panic!("no road under car {}", 3)).unwrap();
        assert_eq!(broken.reason.as_deref(), Some("the run broke off: no road under car 3"));
        assert_eq!((broken.job, broken.status), (7, Status::Failed));
        assert_eq!(guarded(7, || Ok(None)), None, "a run that was stopped is none");
    }

    #[test]
    fn a_word_that_a_shell_would_part_is_quoted() {
        assert_eq!(quoted("a/나성.toml"), "a/나성.toml");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
