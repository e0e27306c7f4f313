//! What has arrived, what waits, what never leaves.

use crate::outbox::{Done, Plan};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where a folder's results are on their way to an address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// The address.
    pub url: String,
    /// Rows of incidents that can be seen in the table.
    pub published: u64,
    /// Rows that too few people share ever to be published.
    pub suppressed: u64,
    /// Rows on their way.
    pub pending: u64,
    /// Bytes of all tables that have arrived.
    pub bytes: u64,
    /// How long the oldest row that waits has waited (s).
    pub oldest_pending_s: Option<f64>,
    /// Half of the published rows were visible within so long after their incident was put aside, or their batch was
    /// complete (s).
    pub delay_p50_s: Option<f64>,
    /// Nearly all of them were (s).
    pub delay_p99_s: Option<f64>,
    /// The scenario's service level (s).
    pub within_s: Option<f64>,
    /// Whether 99 of 100 published rows kept it.
    pub level_held: Option<bool>,
    /// Published rows by how exactly they tell place and time.
    pub levels: BTreeMap<String, u64>,
    /// Members that a group had to have.
    pub k: Option<u32>,
}

impl Status {
    /// Of an outbox, and of rows that are not in it yet: since when they wait (s since 1970) and how many.
    pub(crate) fn of(url: &str, plans: &[Plan], done: &[Done], rest: &[(f64, u64)], now_unix_s: f64) -> Self {
        let mut status = Self {
            url: url.to_owned(),
            published: 0,
            suppressed: plans.iter().map(|plan| plan.suppressed).sum(),
            pending: rest.iter().map(|(_, rows)| rows).sum(),
            bytes: 0,
            oldest_pending_s: None,
            delay_p50_s: None,
            delay_p99_s: None,
            within_s: plans.iter().filter_map(|plan| plan.within_s).min_by(f64::total_cmp),
            level_held: None,
            levels: BTreeMap::new(),
            k: plans.iter().map(|plan| plan.k).max(),
        };
        let mut delays = Vec::new();
        let mut waiting: Vec<f64> = rest.iter().map(|(since_unix_s, _)| *since_unix_s).collect();
        for plan in plans {
            let mut is_whole = true;
            for piece in &plan.pieces {
                let arrived = done.iter().find(|done| done.piece == piece.number);
                status.bytes += arrived.map_or(0, |_| piece.bytes());
                if piece.table != "incidents" {
                    continue;
                }
                let since = since(plan, piece.rows(), now_unix_s);
                if let Some(done) = arrived {
                    status.published += piece.rows();
                    // A clock that was set back must not make rows arrive before they were there.
                    let delay =
                        |(since_s, rows): &(f64, u64)| ((done.visible_unix_s - since_s).max(0.0), *rows);
                    delays.extend(since.iter().map(delay));
                } else {
                    is_whole = false;
                    status.pending += piece.rows();
                    waiting.extend(since.iter().map(|(since_s, _)| since_s));
                }
            }
            if is_whole {
                for (level, rows) in &plan.levels {
                    *status.levels.entry(level.clone()).or_default() += rows;
                }
            }
        }
        status.oldest_pending_s =
            waiting.into_iter().min_by(f64::total_cmp).map(|since| (now_unix_s - since).max(0.0));
        status.delay_p50_s = quantile(&mut delays, 0.5);
        status.delay_p99_s = quantile(&mut delays, 0.99);
        status.level_held = status.within_s.zip(status.delay_p99_s).map(|(within, p99)| p99 <= within);
        status
    }
}

/// Since when the rows of a piece of incidents wait, and how many each time.
fn since(plan: &Plan, rows: u64, now_unix_s: f64) -> Vec<(f64, u64)> {
    match &plan.taken {
        Some(taken) if taken.since_unix_s.len() as u64 == rows => {
            taken.since_unix_s.iter().map(|since_unix_s| (*since_unix_s, 1)).collect()
        }
        _ => {
            // Rows of several folders are shipped together; none of them is older than the oldest.
            let completed = plan.sources.iter().map(|source| source.completed_unix_s);
            vec![(completed.min_by(f64::total_cmp).unwrap_or(now_unix_s), rows)]
        }
    }
}

/// The value below which that share of weighted values is.
fn quantile(values: &mut [(f64, u64)], share: f64) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: u64 = values.iter().map(|(_, weight)| weight).sum();
    let mut below = 0;
    values.iter().find_map(|(value, weight)| {
        below += weight;
        (all > 0 && below as f64 >= share * all as f64).then_some(*value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_that_of_the_rows_not_of_the_pieces() {
        let mut delays = [(9.0, 1), (1.0, 98), (5.0, 1)];
        assert_eq!(quantile(&mut delays, 0.5), Some(1.0));
        assert_eq!(quantile(&mut delays, 0.99), Some(5.0));
        assert_eq!(quantile(&mut [], 0.5), None);
    }

    #[test]
    fn before_anything_is_prepared_all_rows_wait() {
        let status = Status::of("file:///x", &[], &[], &[(10.0, 7)], 25.0);
        assert_eq!((status.pending, status.published, status.oldest_pending_s), (7, 0, Some(15.0)));
        assert_eq!((status.delay_p50_s, status.level_held), (None, None));
    }
}
