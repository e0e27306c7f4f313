//! Scenarios held against their baselines: the regression test that every change goes through.

mod baseline;
mod find;
mod hold;
mod junit;
mod trace;

pub use baseline::Baseline;
pub use find::find_scenarios;
pub use junit::junit;
pub use trace::{Course, Digits};

use crate::BatchError;
use crate::many::rates_not_held;
use crate::parallel::{Watch, each};
use crate::simulate::simulate;
use hold::{beyond_tolerance, differences};
use pilotzone_import::load::{LoadError, MapShelf, Overrides, load_scenario_on};
use pilotzone_record::{RecordError, limits_passed};
use pilotzone_scenario::Run;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

/// What a check does with what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Manner {
    /// Write baselines instead of holding runs against them.
    pub bless: bool,
    /// Hold figures alone, within so many percent.
    pub tolerance_percent: Option<f64>,
    /// Hold limits to rates to be shown by each run, not only not to be passed.
    pub require_shown: bool,
}

/// A scenario that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Its file.
    pub scenario: PathBuf,
    /// What it took to run (s).
    pub wall_s: f64,
    /// What does not hold, a sentence each.
    pub failures: Vec<String>,
    /// Whether its baseline was written.
    pub is_blessed: bool,
}

impl Checked {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Scenarios that are loaded, with their baselines.
pub struct Plan {
    cases: Vec<Case>,
}

struct Case {
    scenario: PathBuf,
    run: Mutex<Option<Run>>,
    baseline: Option<Baseline>,
}

impl Plan {
    /// Loads all scenarios below some paths with their baselines; every one that does not load is in the list of
    /// errors, so that nothing is run where anything is wrong.
    pub fn new(paths: &[PathBuf], manner: Manner, jobs: usize) -> Result<Self, Vec<BatchError>> {
        let scenarios = find_scenarios(paths).map_err(|error| vec![error])?;
        let shelf = MapShelf::default();
        let nobody = Watch { stop: &|| false, done: &|| () };
        // What is wrong with one scenario is kept with it, so that the others are looked at as well.
        let loaded = each::<_, BatchError>(scenarios.len(), jobs, nobody, |at| {
            Ok(Some(Case::load(&scenarios[at], manner, &shelf)))
        });
        let (mut cases, mut errors) = (Vec::new(), Vec::new());
        for case in loaded.map_err(|error| vec![error])?.into_iter().flatten() {
            match case {
                Ok(case) => cases.push(case),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(Self { cases }) } else { Err(errors) }
    }

    /// How many scenarios there are.
    pub fn count(&self) -> usize {
        self.cases.len()
    }

    /// Runs all on so many threads, 0 for all cores, and holds each against its baseline; those that were finished.
    pub fn run(&self, manner: Manner, jobs: usize, watch: Watch<'_>) -> Result<Vec<Checked>, BatchError> {
        let checked = each(self.cases.len(), jobs, watch, |at| self.cases[at].check(manner, watch.stop))?;
        Ok(checked.into_iter().flatten().collect())
    }
}

impl Case {
    fn load(scenario: &Path, manner: Manner, shelf: &MapShelf) -> Result<Self, BatchError> {
        let loaded: Result<_, LoadError> = load_scenario_on(scenario, &Overrides::default(), shelf);
        let run = Mutex::new(Some(loaded?.run));
        let baseline = if manner.bless { None } else { Baseline::read(scenario)? };
        Ok(Self { scenario: scenario.to_owned(), run, baseline })
    }

    fn check(&self, manner: Manner, stop: &dyn Fn() -> bool) -> Result<Option<Checked>, BatchError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "what a run took is told to build servers, never simulated"
        )]
        let started = Instant::now();
        let run = self.run.lock().ok().and_then(|mut run| run.take());
        let Some(run) = run else { return Ok(None) };
        let (limits, pack, dt_s) = (run.expect.clone(), run.regime.pack.clone(), run.settings.dt_s);
        let mut tracer = trace::Tracer::default();
        let Some(figures) = simulate(run, stop, |engine| tracer.observe(engine))? else { return Ok(None) };
        let new = Baseline::of(&figures, tracer.course());
        let mut failures = limits_passed(&limits, pack.as_ref(), &figures.summary);
        failures.extend(rates_not_held(&limits, &figures.summary, manner.require_shown));
        if manner.bless {
            self.bless(&new)?;
        } else {
            failures.extend(self.held(&new, manner, dt_s));
        }
        Ok(Some(Checked {
            scenario: self.scenario.clone(),
            wall_s: started.elapsed().as_secs_f64(),
            failures,
            is_blessed: manner.bless,
        }))
    }

    fn held(&self, new: &Baseline, manner: Manner, dt_s: f64) -> Vec<String> {
        let Some(old) = &self.baseline else {
            let path = Baseline::path_of(&self.scenario);
            return vec![format!(
                "there is no baseline {}: look at the run, and where it is right, write one with --bless",
                path.display()
            )];
        };
        match manner.tolerance_percent {
            Some(percent) => beyond_tolerance(old, new, percent),
            None => differences(old, new, dt_s),
        }
    }

    fn bless(&self, new: &Baseline) -> Result<(), BatchError> {
        let path = Baseline::path_of(&self.scenario);
        let written = std::fs::write(&path, new.to_text());
        let failed = |cause| RecordError::Disk { path, what: "written", cause };
        written.map_err(|cause| failed(cause).into())
    }
}
