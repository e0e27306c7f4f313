//! What a scenario says must come out of a run.

use crate::file::{ExpectFile, LimitFile, LimitsFile};
use serde::{Deserialize, Serialize};

/// A limit that the scenario sets to a figure of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// The figure, such as `incidents.gridlock` or `mean_trip_duration_s`.
    pub figure: String,
    /// The least that it may be.
    pub min: Option<f64>,
    /// The most that it may be.
    pub max: Option<f64>,
    /// The rate that the figure must be shown to lie below, at 95 % confidence over all runs; no single run passes it.
    pub upper_95: Option<f64>,
}

/// The limits of a file, in the order of its tables.
pub fn limits(file: &ExpectFile) -> Vec<Limit> {
    let counts = file.counts().into_iter().flat_map(|(table, limits)| {
        limits.iter().map(move |(name, limit)| (format!("{table}.{name}"), *limit))
    });
    let figures =
        file.figures().into_iter().filter_map(|(name, limit)| limit.map(|limit| (name.to_owned(), limit)));
    let limit = |(figure, limit): (String, LimitFile)| Limit {
        figure,
        min: limit.min,
        max: limit.max,
        upper_95: None,
    };
    counts.chain(figures).map(limit).collect()
}

/// The limits of a file to how often something happens. Rates are called as the file calls them, such as
/// `incidents.gridlock.per_1000_km`.
pub fn count_limits(file: &LimitsFile) -> Vec<Limit> {
    let mut limits = Vec::new();
    for (table, kinds) in file.tables() {
        for (kind, limit) in kinds {
            let figure = format!("{table}.{kind}");
            let rates = [("per_1000_km", limit.per_1000_km), ("per_flight_h", limit.per_flight_h)];
            for (unit, rate) in rates {
                let upper_95 = rate.map(|rate| rate.upper_95);
                if upper_95.is_some() {
                    limits.push(Limit { figure: format!("{figure}.{unit}"), min: None, max: None, upper_95 });
                }
            }
            if limit.max.is_some() {
                limits.push(Limit { figure, min: None, max: limit.max, upper_95: None });
            }
        }
    }
    limits
}
