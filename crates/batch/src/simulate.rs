//! One run in memory: its figures, its take-overs, its incidents; no table, no file.

use crate::BatchError;
use pilotzone_engine::{Engine, Progress};
use pilotzone_record::{Machine, Metrics, Summary};
use pilotzone_scenario::Run;
use pilotzone_world::{AgentKey, Event, Stamped};
use serde::Serialize;

/// An incident or a near miss of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happening {
    /// `incident` or `near_miss`.
    pub what: &'static str,
    /// Which of the closed list.
    pub kind: &'static str,
    /// When (s of simulation).
    pub time_s: f64,
    /// To whom.
    pub agent: String,
    /// The other party; none where there is none.
    pub other: Option<String>,
}

/// What is left of a run.
#[derive(Debug, Clone)]
pub struct Figures {
    /// As `run --json` prints them; what the run cost the machine is not in it.
    pub summary: Summary,
    /// By flat names, take-overs included.
    pub metrics: Metrics,
    /// In the order of time.
    pub happenings: Vec<Happening>,
}

/// What the events of a run tell beside its summary.
#[derive(Debug, Default)]
struct Seen {
    requested: u64,
    missed: u64,
    takeovers: u64,
    takeover_s: f64,
    happenings: Vec<Happening>,
}

/// Runs to the end on the thread that calls; none where `stop` said so before. `each_step` is shown the engine after
/// every step.
pub fn simulate(
    run: Run,
    stop: &dyn Fn() -> bool,
    each_step: impl FnMut(&Engine),
) -> Result<Option<Figures>, BatchError> {
    Ok(simulate_to_end(run, stop, each_step)?.map(|(figures, _)| figures))
}

/// As [`simulate`] does, and hands out the engine at the end.
pub fn simulate_to_end(
    run: Run,
    stop: &dyn Fn() -> bool,
    mut each_step: impl FnMut(&Engine),
) -> Result<Option<(Figures, Engine)>, BatchError> {
    let mut engine = Engine::new(run, 1)?;
    let mut seen = Seen::default();
    let ended = loop {
        if stop() {
            return Ok(None);
        }
        let progress = engine.step();
        seen.observe(&engine);
        each_step(&engine);
        if progress != Progress::Running {
            engine.finish();
            seen.observe(&engine);
            break progress;
        }
    };
    let machine = Machine { wall_s: 0.0, cpu_s: None, load_s: 0.0, peak_rss_mb: None };
    let summary = Summary::of(&engine, ended, machine, "");
    let mut metrics = summary.metrics();
    let mean_s = (seen.takeovers > 0).then(|| seen.takeover_s / seen.takeovers as f64);
    metrics.insert("takeover_time_s".to_owned(), mean_s);
    for (name, n) in [
        ("takeover_requests", seen.requested),
        ("takeovers", seen.takeovers),
        ("takeover_failures", seen.missed),
    ] {
        metrics.insert(name.to_owned(), Some(n as f64));
    }
    Ok(Some((Figures { summary, metrics, happenings: seen.happenings }, engine)))
}

impl Seen {
    fn observe(&mut self, engine: &Engine) {
        for stamped in engine.events() {
            match &stamped.event {
                Event::TakeoverRequested { .. } => self.requested += 1,
                Event::TakeoverMissed { .. } => self.missed += 1,
                Event::TakenOver { after_s, .. } => {
                    self.takeovers += 1;
                    self.takeover_s += after_s;
                }
                Event::Incident { kind, other, .. } => {
                    self.happened(engine, stamped, ("incident", kind.name()), *other);
                }
                Event::NearMiss { kind, other, .. } => {
                    self.happened(engine, stamped, ("near_miss", kind.name()), *other);
                }
                _ => {}
            }
        }
    }

    fn happened(
        &mut self,
        engine: &Engine,
        stamped: &Stamped,
        (what, kind): (&'static str, &'static str),
        other: AgentKey,
    ) {
        let name = |key: AgentKey| match engine.agent_name(key) {
            Some(name) => name.to_owned(),
            // A junction, or the run itself.
            None => pilotzone_world::hash::hex(key.0),
        };
        self.happenings.push(Happening {
            what,
            kind,
            // Times are sums: what is below a millisecond is rounding.
            time_s: (engine.time_s() * 1000.0).round() / 1000.0,
            agent: name(stamped.agent),
            other: (other != stamped.agent).then(|| name(other)),
        });
    }
}
