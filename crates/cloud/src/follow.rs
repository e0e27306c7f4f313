//! Ships from a run's spool: as it stands, or for as long as the run goes.

use crate::PushError;
use crate::anonymise::{self, PublicCount};
use crate::clock::Clock;
use crate::hierarchy::STEPS;
use crate::outbox::{Plan, Taken};
use crate::results::Incident;
use crate::ship::Shipper;
use crate::spool::{Held, Spool};
use crate::tables::parts;
use parquet::errors::ParquetError;
use std::collections::BTreeSet;

/// Time between two looks at the spool (s).
const LOOK_S: f64 = 0.5;
/// How long a row waits for a fine group where the scenario has no service level (s).
const FINE_FOR_S: f64 = 60.0;

/// Ships what the spool holds. With `until_over` it goes on until the run is over; without, it leaves what has to wait.
pub(crate) async fn follow<C: Clock>(
    shipper: &mut Shipper<'_, C>,
    spool: &Spool,
    until_over: bool,
) -> Result<(), PushError> {
    loop {
        let held = spool.look()?;
        let more_may_come = held.more_may_come;
        take(shipper, &held)?;
        match shipper.ship().await {
            // While the run goes there is time, and the spool keeps everything.
            Err(PushError::NoAnswer { .. }) if until_over && more_may_come => {}
            done => done?,
        }
        spool.forget(&shipper.outbox.taken().1, more_may_come)?;
        if !until_over || !more_may_come {
            return Ok(());
        }
        shipper.clock.pause(LOOK_S).await;
    }
}

/// Rows of a spool that are not taken yet: since when each waits.
pub(crate) fn waiting(held: &Held, taken: &BTreeSet<u64>, now_unix_s: f64) -> Vec<(f64, u64)> {
    let left = held.results.incidents.iter().filter(|incident| !taken.contains(&incident.number));
    left.map(|incident| (held.since_unix_s.get(&incident.number).copied().unwrap_or(now_unix_s), 1)).collect()
}

/// Takes into the outbox what may leave: every group that has k members of its own. A row waits for a group that tells
/// it by a square for half of its service level, then for any. When the run is over all is taken, and what has too few is
/// counted as suppressed.
fn take<C: Clock>(shipper: &mut Shipper<'_, C>, held: &Held) -> Result<(), PushError> {
    let outbox = &shipper.outbox;
    let mut before = outbox.plans.iter().filter_map(|plan| plan.taken.as_ref());
    if before.any(|taken| taken.closed) {
        return Ok(());
    }
    let (known, _) = outbox.taken();
    let is_new = |row: &&Incident| !known.contains(&row.number);
    let rows: Vec<Incident> = held.results.incidents.iter().filter(is_new).cloned().collect();
    let steps = allowed_steps(held, &rows, shipper.clock.unix_s());
    let (public, mut outcome, left) = anonymise::incidents_within(&rows, held.results.k, |at| steps[at]);
    if held.more_may_come && public.get().is_empty() {
        return Ok(());
    }
    let mut since_unix_s: Vec<f64> = Vec::new();
    let mut leaving = Vec::new();
    let left: BTreeSet<usize> = left.into_iter().collect();
    for (at, row) in rows.into_iter().enumerate() {
        let is_left = left.contains(&at);
        if !is_left {
            since_unix_s.extend(held.since_unix_s.get(&row.number));
        }
        if !is_left || !held.more_may_come {
            leaving.push(row);
        }
    }
    if !held.more_may_come {
        outcome.suppressed = left.len() as u64;
    }
    since_unix_s.sort_by(f64::total_cmp);
    let mut plan = Plan::of(outbox, shipper.url.as_str(), &held.results, &outcome);
    plan.rows = leaving.len() as u64;
    let wrong = |e: ParquetError| PushError::read(&shipper.wishes.dir, e);
    let mut tables = vec![("incidents", parts(&public).map_err(wrong)?)];
    if held.is_complete {
        let earlier = outbox.plans.iter().filter_map(|plan| plan.taken.as_ref());
        let earlier: Vec<PublicCount> = earlier.flat_map(|taken| taken.counts.clone()).collect();
        tables.push(("incident_counts", parts(&anonymise::counts(&leaving, &earlier)).map_err(wrong)?));
        tables.push(("exposure", parts(&anonymise::exposure(&held.results.runs)).map_err(wrong)?));
    }
    plan.taken = Some(Taken {
        numbers: leaving.iter().map(|row| row.number).collect(),
        since_unix_s,
        counts: anonymise::counts(&leaving, &[]).get().clone(),
        closed: !held.more_may_come,
    });
    shipper.outbox.fix(plan, tables)
}

/// How many of the steps each row may be told by.
fn allowed_steps(held: &Held, rows: &[Incident], now_unix_s: f64) -> Vec<usize> {
    let squares = STEPS.iter().filter(|step| step.place.side_m().is_some()).count();
    let fine_for_s = held.results.within_s.map_or(FINE_FOR_S, |within_s| within_s / 2.0);
    let is_fresh = |row: &Incident| {
        let since_unix_s = held.since_unix_s.get(&row.number);
        since_unix_s.is_some_and(|since_unix_s| now_unix_s - since_unix_s < fine_for_s)
    };
    let of = |row| if held.more_may_come && is_fresh(row) { squares } else { STEPS.len() };
    rows.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Fake;
    use crate::outbox::Outbox;
    use crate::push::Wishes;
    use crate::spool::{for_tests, held_for_tests};
    use pilotzone_world::spool::Spooled;
    use std::path::Path;
    use tempfile::TempDir;
    use url::Url;

    /// Take-overs in one square and five minutes by different people, and one far off, all put aside when the clock began.
    fn rows(n: u32) -> Vec<Spooled> {
        let row = |number: u32| Spooled {
            number,
            put_unix_s: 1e9,
            kind: "disengagement".into(),
            place_deg: Some([if number == 0 { 127.4 } else { 127.26 }, 36.485]),
            agent: Some(format!("car {number}")),
            class: Some("av".into()),
            ..Spooled::default()
        };
        (0..n).map(row).collect()
    }

    struct Case {
        run: TempDir,
        table: TempDir,
        wishes: Wishes,
        clock: Fake,
    }

    fn case(n: u32) -> (Case, std::fs::File) {
        let (run, table) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let url = Url::from_directory_path(table.path()).unwrap();
        for_tests(run.path(), &rows(n), url.as_str());
        let lock = held_for_tests(run.path());
        let wishes = Wishes {
            dir: run.path().to_owned(),
            url: url.into(),
            status: false,
            follow: false,
            wait_s: 1.0,
            single_writer: true,
        };
        (Case { run, table, wishes, clock: Fake::default() }, lock)
    }

    impl Case {
        /// Ships once; numbers of the incidents of each plan, and what was suppressed.
        fn ship(&self) -> (Vec<Vec<u64>>, u64) {
            let url = Url::parse(&self.wishes.url).unwrap();
            let outbox = Outbox::open(self.run.path(), url.as_str()).unwrap();
            let mut shipper = Shipper::new(&self.wishes, url, &self.clock, outbox);
            let spool = Spool::of(self.run.path()).unwrap().unwrap();
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(follow(&mut shipper, &spool, false)).unwrap();
            let plans = &shipper.outbox.plans;
            let numbers = |plan: &Plan| plan.taken.as_ref().unwrap().numbers.clone();
            (plans.iter().map(numbers).collect(), plans.iter().map(|plan| plan.suppressed).sum())
        }

        fn has(&self, table: &str) -> bool {
            self.table.path().join(table).exists()
        }

        fn segments(&self) -> usize {
            let names = std::fs::read_dir(self.run.path().join("spool")).unwrap().flatten();
            names.filter(|entry| entry.file_name().to_string_lossy().starts_with("segment")).count()
        }
    }

    fn complete(run: &Path) {
        let summary =
            r#"{"scenario": "x", "law": "ordinary", "vehicle_km": 10.0, "av_km": 2.0, "flight_h": 0.0}"#;
        std::fs::write(run.join("summary.json"), summary).unwrap();
    }

    #[test]
    fn a_row_waits_until_its_group_has_k_and_too_few_are_counted_when_the_run_is_over() {
        let (case, lock) = case(10);
        assert_eq!(case.ship(), (vec![], 0), "nine in the square are too few");
        assert!(!case.has("incidents"));
        for_tests(case.run.path(), &rows(12), &case.wishes.url);
        let (plans, suppressed) = case.ship();
        assert_eq!(
            (plans, suppressed),
            (vec![(1..12).collect()], 0),
            "eleven are enough; the one far off waits"
        );
        drop(lock);
        complete(case.run.path());
        let (plans, suppressed) = case.ship();
        assert_eq!((plans.len(), &plans[1], suppressed), (2, &vec![0], 1));
        assert!(case.has("incident_counts") && case.has("exposure"));
        assert_eq!(case.segments(), 0, "raw rows are gone");
        assert_eq!(case.ship().0.len(), 2, "a repeat takes nothing");
    }

    #[test]
    fn a_row_that_has_waited_long_is_told_more_widely_rather_than_later() {
        let (case, _lock) = case(10);
        case.clock.pass(FINE_FOR_S - 1.0);
        assert_eq!(case.ship().0.len(), 0);
        case.clock.pass(2.0);
        assert_eq!(case.ship(), (vec![(0..10).collect()], 0), "ten in the district");
    }

    #[test]
    fn a_run_that_was_cut_off_adds_no_counts_since_nobody_knows_how_far_it_drove() {
        let (case, lock) = case(30);
        drop(lock);
        let (plans, suppressed) = case.ship();
        assert_eq!((plans, suppressed), (vec![(0..30).collect()], 1));
        assert!(case.has("incidents") && !case.has("incident_counts") && !case.has("exposure"));
    }
}
