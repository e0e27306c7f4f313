//! From a folder of results to tables: read, anonymise, fix, ship.

use crate::anonymise;
use crate::clock::{Clock, Machine};
use crate::follow::{follow, waiting};
use crate::outbox::{Outbox, Plan};
use crate::results::{Source, read, sources};
use crate::ship::Shipper;
use crate::spool::Spool;
use crate::store::address;
use crate::tables::{Part, parts};
use crate::{PushError, Status};
use parquet::errors::ParquetError;
use std::path::{Path, PathBuf};

/// Rows in one transaction.
const PIECE_ROWS: usize = 200_000;

/// What is to be shipped, and where.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// The folder of results.
    pub dir: PathBuf,
    /// The address.
    pub url: String,
    /// Only tell what is pending.
    pub status: bool,
    /// Go on until the run is over.
    pub follow: bool,
    /// How long to go on without an answer (s).
    pub wait_s: f64,
    /// Whether no other program writes to the address.
    pub single_writer: bool,
}

/// Ships what a folder holds, and tells what came of it.
pub async fn push(wishes: &Wishes) -> Result<Status, PushError> {
    let clock = Machine::started();
    let url = address(&wishes.url)?;
    let shown = url.to_string();
    let spool = Spool::of(&wishes.dir)?;
    // Incidents that wait in a spool go to its own address; to others goes the table that the run leaves at its end.
    let spool = spool.filter(|spool| address(spool.url()).is_ok_and(|its| its == url));
    if wishes.follow && spool.is_none() {
        return Err(PushError::NoSpool { dir: wishes.dir.clone(), url: shown });
    }
    if wishes.status {
        let (plans, done) = Outbox::look(&wishes.dir, &shown)?;
        let rest = rest(wishes, &shown, spool.as_ref(), &plans, clock.unix_s())?;
        return Ok(Status::of(&shown, &plans, &done, &rest, clock.unix_s()));
    }
    let outbox = if let Some(spool) = &spool {
        let outbox = Outbox::open(&wishes.dir, &shown)?;
        let mut shipper = Shipper::new(wishes, url, &clock, outbox);
        follow(&mut shipper, spool, wishes.follow).await?;
        shipper.outbox
    } else {
        let found = sources(&wishes.dir, &shown)?;
        let mut outbox = Outbox::open(&wishes.dir, &shown)?;
        prepare(&wishes.dir, &shown, &found, &mut outbox)?;
        let mut shipper = Shipper::new(wishes, url, &clock, outbox);
        shipper.ship().await?;
        shipper.outbox
    };
    let rest = rest(wishes, &shown, spool.as_ref(), &outbox.plans, clock.unix_s())?;
    Ok(Status::of(&shown, &outbox.plans, &outbox.done, &rest, clock.unix_s()))
}

/// Rows that are not in the outbox yet: since when they wait, and how many.
fn rest(
    wishes: &Wishes,
    url: &str,
    spool: Option<&Spool>,
    plans: &[Plan],
    now_unix_s: f64,
) -> Result<Vec<(f64, u64)>, PushError> {
    if let Some(spool) = spool {
        let taken = plans.iter().filter_map(|plan| plan.taken.as_ref());
        let taken = taken.flat_map(|taken| taken.numbers.iter().copied()).collect();
        return Ok(waiting(&spool.look()?, &taken, now_unix_s));
    }
    let found = sources(&wishes.dir, url)?;
    let is_prepared = |source: &Source| plans.iter().any(|plan| plan.sources.contains(source));
    let of = |source: Source| (source.completed_unix_s, source.rows);
    Ok(found.into_iter().filter(|source| !is_prepared(source)).map(of).collect())
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
    tables.push(("incident_counts", parts(&anonymise::counts(&results.incidents, &[])).map_err(wrong)?));
    tables.push(("exposure", parts(&anonymise::exposure(&results.runs)).map_err(wrong)?));
    tables.push(("link_flow", parts(&flow).map_err(wrong)?));
    let mut plan = Plan::of(outbox, url, &results, &outcome);
    plan.rows = new.iter().map(|source| source.rows).sum();
    plan.sources = new;
    plan.flow_left_out = flow_left_out;
    outbox.fix(plan, tables)
}
