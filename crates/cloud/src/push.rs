//! From a folder of results to tables: read, anonymise, fix, ship, and go on for as long as it takes.

use crate::anonymise;
use crate::delta;
use crate::hierarchy::STEPS;
use crate::outbox::{Done, Outbox, Plan};
use crate::probe::probe;
use crate::results::{Source, read, sources};
use crate::sheet;
use crate::store::{Store, Trouble, address, trouble};
use crate::tables::{Part, parts};
use crate::{PushError, Status};
use parquet::errors::ParquetError;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Rows in one transaction.
const PIECE_ROWS: usize = 200_000;
/// First pause after a failed attempt (s); each is twice the one before.
const FIRST_PAUSE_S: f64 = 0.2;
/// Longest pause (s).
const LONGEST_PAUSE_S: f64 = 10.0;

/// What is to be shipped, and where.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// The folder of results.
    pub dir: PathBuf,
    /// The address.
    pub url: String,
    /// Only tell what is pending.
    pub status: bool,
    /// How long to go on without an answer (s).
    pub wait_s: f64,
    /// Whether no other program writes to the address.
    pub single_writer: bool,
}

/// Ships what a folder holds, and tells what came of it.
pub async fn push(wishes: &Wishes) -> Result<Status, PushError> {
    let url = address(&wishes.url)?;
    let shown = url.to_string();
    let found = sources(&wishes.dir)?;
    if wishes.status {
        let (plans, done) = Outbox::look(&wishes.dir, &shown)?;
        return Ok(Status::of(&shown, &plans, &done, &found, now_unix_s()));
    }
    let mut outbox = Outbox::open(&wishes.dir, &shown)?;
    prepare(&wishes.dir, &shown, &found, &mut outbox)?;
    let pending = outbox.pending();
    if !pending.is_empty() {
        let store = Store::open(&url)?;
        let mut patience = Patience::new(wishes.wait_s);
        check(&store, wishes, &mut patience).await?;
        for (at, plan) in outbox.plans.iter().enumerate() {
            let texts = sheet::texts(plan);
            for (name, text) in texts {
                let name = name.replace("SHEET", &format!("{}-{at:05}", plan.app));
                retry(&mut patience, &shown, async || {
                    let put = store.put(&["about", &name], text.clone().into_bytes(), false).await;
                    put.map_err(|error| trouble(&error))
                })
                .await?;
            }
        }
        for (at, piece) in pending {
            retry(&mut patience, &shown, async || delta::ship(&store, &outbox, at, &piece).await).await?;
            outbox.arrived(Done { piece: piece.number, visible_unix_s: now_unix_s() })?;
        }
    }
    outbox.clear()?;
    Ok(Status::of(&shown, &outbox.plans, &outbox.done, &found, now_unix_s()))
}

/// Fixes what of the results was not fixed before.
fn prepare(dir: &Path, url: &str, found: &[Source], outbox: &mut Outbox) -> Result<(), PushError> {
    let known: Vec<&Source> = outbox.plans.iter().flat_map(|plan| &plan.sources).collect();
    let mut new = Vec::new();
    for source in found {
        match known.iter().find(|known| known.path == source.path) {
            Some(known) if *known == source => {}
            Some(_) => return Err(PushError::Changed { path: dir.join(&source.path) }),
            None => new.push(source.clone()),
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    let results = read(dir, &new)?;
    let wrong = |e: ParquetError| PushError::read(dir, e);
    let (incidents, outcome) = anonymise::incidents(&results.incidents, results.k);
    let (flow, flow_left_out) = anonymise::flow(&results.flow, results.k);
    let mut tables: Vec<(&'static str, Vec<Part>)> = Vec::new();
    for piece in incidents.pieces(PIECE_ROWS) {
        tables.push(("incidents", parts(&piece).map_err(wrong)?));
    }
    tables.push(("incident_counts", parts(&anonymise::counts(&results.incidents)).map_err(wrong)?));
    tables.push(("exposure", parts(&anonymise::exposure(&results.runs)).map_err(wrong)?));
    tables.push(("link_flow", parts(&flow).map_err(wrong)?));
    let level = |(at, rows): (&usize, &u64)| {
        let step = STEPS[*at];
        let classes = if step.classes { "" } else { ", classes left out" };
        (format!("{}, {}{classes}", step.place.name(), step.time.name()), *rows)
    };
    let plan = Plan {
        format: 1,
        app: outbox.app(),
        url: url.to_owned(),
        rows: new.iter().map(|source| source.rows).sum(),
        sources: new,
        suppressed: outcome.suppressed,
        k: results.k,
        least_shared: outcome.least_shared,
        levels: outcome.by_step.iter().map(level).collect(),
        flow_left_out,
        within_s: results.within_s,
        pieces: Vec::new(),
    };
    outbox.fix(plan, tables)
}

/// Holds the store against what several writers need of it.
async fn check(store: &Store, wishes: &Wishes, patience: &mut Patience) -> Result<(), PushError> {
    if wishes.single_writer {
        return Ok(());
    }
    let url = store.shown();
    let seen = retry(patience, &url, async || probe(store).await.map_err(|error| trouble(&error))).await?;
    match seen {
        Some(why) => Err(PushError::Unsafe { url, why }),
        None => Ok(()),
    }
}

/// Tries until it works, patience ends, or nothing would help.
async fn retry<T>(
    patience: &mut Patience,
    url: &str,
    mut attempt: impl AsyncFnMut() -> Result<T, Trouble>,
) -> Result<T, PushError> {
    let url = url.to_owned();
    loop {
        let now_s = patience.began.elapsed().as_secs_f64();
        match attempt().await {
            Ok(value) => {
                patience.answered();
                return Ok(value);
            }
            Err(Trouble::Refused(why)) => return Err(PushError::Refused { url, why }),
            Err(Trouble::Broken(why)) => return Err(PushError::Table { url, why }),
            Err(Trouble::Passing(last)) => {
                let since_s = patience.began.elapsed().as_secs_f64();
                match patience.pause_s(now_s, since_s, draw()) {
                    Some(pause_s) => tokio::time::sleep(Duration::from_secs_f64(pause_s)).await,
                    None => {
                        return Err(PushError::NoAnswer { url, waited_s: patience.waited_s(since_s), last });
                    }
                }
            }
        }
    }
}

/// A number from 0 up to 1 for jitter.
fn draw() -> f64 {
    (Uuid::new_v4().as_u128() >> 75) as f64 / (1u64 << 53) as f64
}

/// Now (s since 1970); told, and never counted on: such clocks jump.
pub(crate) fn now_unix_s() -> f64 {
    #[expect(clippy::disallowed_methods, reason = "when rows were visible is what is told")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// How long to go on without an answer, and how long to pause between attempts. Counts on a clock that never jumps.
struct Patience {
    began: Instant,
    wait_s: f64,
    /// Start of the first attempt since the last answer.
    silent_since_s: Option<f64>,
    failures: u32,
}

impl Patience {
    fn new(wait_s: f64) -> Self {
        #[expect(clippy::disallowed_methods, reason = "patience is counted on a clock that never jumps")]
        let began = Instant::now();
        Self { began, wait_s, silent_since_s: None, failures: 0 }
    }

    fn answered(&mut self) {
        self.silent_since_s = None;
        self.failures = 0;
    }

    fn waited_s(&self, now_s: f64) -> f64 {
        self.silent_since_s.map_or(0.0, |since_s| now_s - since_s)
    }

    /// How long to pause after an attempt that began and failed then; none where patience is at its end. `draw` is from 0
    /// up to 1: writers that failed together do not come again together.
    fn pause_s(&mut self, began_s: f64, now_s: f64, draw: f64) -> Option<f64> {
        let since_s = *self.silent_since_s.get_or_insert(began_s);
        let left_s = self.wait_s - (now_s - since_s);
        if left_s <= 0.0 {
            return None;
        }
        let full_s = (FIRST_PAUSE_S * f64::from(1_u32 << self.failures.min(20))).min(LONGEST_PAUSE_S);
        self.failures += 1;
        Some((full_s * (0.5 + 0.5 * draw)).min(left_s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Attempts on an injected clock until patience ends; how many there were and when.
    fn silent(wait_s: f64, attempt_s: f64) -> (u32, f64) {
        let mut patience = Patience::new(wait_s);
        let (mut now_s, mut attempts) = (1000.0, 0);
        loop {
            let began_s = now_s;
            now_s += attempt_s;
            attempts += 1;
            match patience.pause_s(began_s, now_s, 0.5) {
                Some(pause_s) => now_s += pause_s,
                None => return (attempts, now_s - 1000.0),
            }
        }
    }

    #[test]
    fn without_an_answer_it_gives_up_when_it_was_told_to() {
        let (attempts, lasted_s) = silent(120.0, 0.01);
        assert!((120.0..121.0).contains(&lasted_s) && (15..40).contains(&attempts), "{attempts} {lasted_s}");
        let (_, slow_s) = silent(120.0, 30.0);
        assert!((120.0..151.0).contains(&slow_s), "{slow_s}");
    }

    #[test]
    fn a_network_that_is_cut_for_an_hour_is_waited_for() {
        let (attempts, lasted_s) = silent(4000.0, 5.0);
        assert!(lasted_s >= 3600.0 && attempts < 400, "{attempts}");
    }

    #[test]
    fn an_answer_begins_it_all_anew() {
        let mut patience = Patience::new(10.0);
        assert!(patience.pause_s(0.0, 9.0, 0.0).is_some());
        patience.answered();
        let pause_s = patience.pause_s(100.0, 100.1, 0.0).unwrap();
        assert!((pause_s - 0.5 * FIRST_PAUSE_S).abs() < 1e-9);
    }
}
