//! What a scenario says must come out of a run.

use crate::file::ExpectFile;
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
}

/// The limits of a file, in the order of its tables.
pub fn limits(file: &ExpectFile) -> Vec<Limit> {
    let counts = file.counts().into_iter().flat_map(|(table, limits)| {
        limits.iter().map(move |(name, limit)| (format!("{table}.{name}"), *limit))
    });
    let figures =
        file.figures().into_iter().filter_map(|(name, limit)| limit.map(|limit| (name.to_owned(), limit)));
    counts.chain(figures).map(|(figure, limit)| Limit { figure, min: limit.min, max: limit.max }).collect()
}
