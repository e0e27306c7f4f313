//! Sums over the runs of a batch that belong together: same scenario, same law, same swept values.

use super::plan::{Job, Plan};
use crate::BatchError;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Tables of what is counted and limited.
pub(super) const COUNTED: [&str; 3] = ["incidents", "near_misses", "violations"];

/// How often something happened in the runs of a group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counted {
    /// In all of them.
    pub total: u64,
    /// In how many of them at all.
    pub runs: u64,
    /// Sum of squares, each over its run's way (1/km).
    squares_per_km: f64,
    /// Sum of squares, each over its run's flight (1/h).
    squares_per_h: f64,
}

/// Runs that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// Which scenario.
    pub scenario: usize,
    /// Which combination of swept values.
    pub setting: usize,
    /// Which law.
    pub law: usize,
    /// Runs that came to their end, gridlock included: what they drove and what happened counts.
    pub runs: u64,
    /// Runs that failed or stood still.
    pub failed: u64,
    /// Runs that passed a limit of their own.
    pub passed: u64,
    /// Way driven (km).
    pub vehicle_km: f64,
    /// Way driven by automated vehicles (km).
    pub av_km: f64,
    /// Time flown (h).
    pub flight_h: f64,
    /// By name, such as `incidents.gridlock`.
    pub counts: BTreeMap<String, Counted>,
}

/// What is per kilometre, what per hour of flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Per 1,000 km that vehicles drive.
    Per1000Km,
    /// Per hour of flight.
    PerFlightH,
}

impl Unit {
    /// The unit that such a count is told in.
    pub fn of(name: &str) -> Self {
        let kind = name.split_once('.').map_or(name, |(_, kind)| kind);
        let in_the_air = ["well_clear_loss", "geofence_breach", "link_lost", "fly_away"];
        if kind.starts_with("uav_") || in_the_air.contains(&kind) {
            Self::PerFlightH
        } else {
            Self::Per1000Km
        }
    }

    /// Its key in scenario files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Per1000Km => "per_1000_km",
            Self::PerFlightH => "per_flight_h",
        }
    }
}

impl Group {
    /// The exposure in a unit: thousands of kilometres, or hours of flight.
    pub fn exposure(&self, unit: Unit) -> f64 {
        match unit {
            Unit::Per1000Km => self.vehicle_km / 1000.0,
            Unit::PerFlightH => self.flight_h,
        }
    }

    /// How much more the counts of runs spread than those of events that come one by one: Pearson's statistic over its
    /// degrees of freedom, 1 where events are independent (McCullagh and Nelder 1989, section 6.2.4). None where there
    /// is too little to tell.
    pub fn dispersion(&self, name: &str, unit: Unit) -> Option<f64> {
        let counted = self.counts.get(name)?;
        let (squares, exposure) = match unit {
            Unit::Per1000Km => (counted.squares_per_km, self.vehicle_km),
            Unit::PerFlightH => (counted.squares_per_h, self.flight_h),
        };
        let total = counted.total as f64;
        if counted.total == 0 || self.runs < 2 || exposure <= 0.0 {
            return None;
        }
        Some((squares * exposure / total - total) / (self.runs - 1) as f64)
    }

    fn add(&mut self, km: Option<f64>, flight_h: Option<f64>, count: &str, n: f64) {
        let counted = self.counts.entry(count.to_owned()).or_default();
        counted.total += n as u64;
        counted.runs += u64::from(n > 0.0);
        let over = |exposure: Option<f64>| exposure.filter(|x| *x > 0.0).map_or(0.0, |x| n * n / x);
        counted.squares_per_km += over(km);
        counted.squares_per_h += over(flight_h);
    }
}

/// The groups of a batch in the order of its jobs, read from its table of runs; some rows at a time.
pub(super) fn read_groups(plan: &Plan, path: &Path) -> Result<Vec<Group>, BatchError> {
    let wrong = |why: &dyn ToString| BatchError::Results { path: path.to_owned(), why: why.to_string() };
    let file = File::open(path).map_err(|e| wrong(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| wrong(&e))?;
    let wanted = |name: &str| {
        ["job", "status", "vehicle_km", "av_km", "flight_h"].contains(&name)
            || name.split_once('.').is_some_and(|(table, _)| COUNTED.contains(&table))
    };
    let fields = builder.schema().fields().iter().enumerate();
    let columns: Vec<usize> = fields.filter(|(_, field)| wanted(field.name())).map(|(at, _)| at).collect();
    let mask = ProjectionMask::roots(builder.parquet_schema(), columns);
    let mut groups: BTreeMap<(usize, usize, usize), Group> = BTreeMap::new();
    for batch in builder.with_projection(mask).build().map_err(|e| wrong(&e))? {
        let batch = batch.map_err(|e| wrong(&e))?;
        let rows = rows(&batch).ok_or_else(|| wrong(&"a column of the table of runs is missing"))?;
        for (job, row) in rows {
            let Job { scenario, setting, law, .. } = plan.job(job);
            let group = groups.entry((scenario, setting, law)).or_insert_with(|| Group {
                scenario,
                setting,
                law,
                ..Group::default()
            });
            row.lay_on(group);
        }
    }
    Ok(groups.into_values().collect())
}

/// What the table tells of one run.
struct Row<'b> {
    status: &'b str,
    km: Option<f64>,
    av_km: Option<f64>,
    flight_h: Option<f64>,
    counts: Vec<(&'b str, f64)>,
}

fn rows(batch: &RecordBatch) -> Option<impl Iterator<Item = (u64, Row<'_>)>> {
    let number = |name: &str| batch.column_by_name(name)?.as_primitive_opt::<Float64Type>();
    let jobs = batch.column_by_name("job")?.as_primitive_opt::<UInt64Type>()?;
    let status = batch.column_by_name("status")?.as_string_opt::<i32>()?;
    let (km, av_km, flight_h) = (number("vehicle_km")?, number("av_km")?, number("flight_h")?);
    let schema = batch.schema_ref();
    let is_count = |name: &str| name.split_once('.').is_some_and(|(table, _)| COUNTED.contains(&table));
    let counted: Vec<_> = schema
        .fields()
        .iter()
        .filter(|field| is_count(field.name()))
        .filter_map(|field| Some((field.name().as_str(), number(field.name())?)))
        .collect();
    let value = |column: &arrow_array::Float64Array, at: usize| column.is_valid(at).then(|| column.value(at));
    Some((0..batch.num_rows()).map(move |at| {
        let counts = counted.iter().filter_map(|(name, column)| Some((*name, value(column, at)?))).collect();
        let (km, av_km, flight_h) = (value(km, at), value(av_km, at), value(flight_h, at));
        (jobs.value(at), Row { status: status.value(at), km, av_km, flight_h, counts })
    }))
}

impl Row<'_> {
    fn lay_on(&self, group: &mut Group) {
        group.failed += u64::from(["failed", "gridlock"].contains(&self.status));
        group.passed += u64::from(self.status == "limit");
        if self.status == "failed" {
            return;
        }
        group.runs += 1;
        group.vehicle_km += self.km.unwrap_or(0.0);
        group.av_km += self.av_km.unwrap_or(0.0);
        group.flight_h += self.flight_h.unwrap_or(0.0);
        for (name, n) in &self.counts {
            group.add(self.km, self.flight_h, name, *n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(counts: &[f64]) -> Group {
        let mut group = Group::default();
        for &n in counts {
            let counts = vec![("incidents.gridlock", n)];
            Row { status: "done", km: Some(10.0), av_km: None, flight_h: None, counts }.lay_on(&mut group);
        }
        group
    }

    #[test]
    fn counts_that_spread_as_chance_does_have_a_dispersion_near_one_and_pile_ups_more() {
        // Mean 2, squares about it 4, 0, 0, 4: 8 / 2 over 3 degrees of freedom.
        let even = group(&[0.0, 2.0, 2.0, 4.0]);
        let found = even.dispersion("incidents.gridlock", Unit::Per1000Km).unwrap();
        assert!((found - 8.0 / 2.0 / 3.0).abs() < 1e-12, "{found}");
        let piled = group(&[0.0, 0.0, 0.0, 8.0]);
        assert!(piled.dispersion("incidents.gridlock", Unit::Per1000Km).unwrap() > 7.9);
        assert_eq!(group(&[0.0, 0.0]).dispersion("incidents.gridlock", Unit::Per1000Km), None);
    }

    #[test]
    fn what_flies_is_told_by_hours_and_what_drives_by_kilometres() {
        for name in ["incidents.uav_hit_ground", "near_misses.uav_person", "incidents.fly_away"] {
            assert_eq!(Unit::of(name), Unit::PerFlightH, "{name}");
        }
        assert_eq!(Unit::of("incidents.gridlock"), Unit::Per1000Km);
    }

    #[test]
    fn a_run_that_failed_adds_nothing_but_itself() {
        let mut all = group(&[1.0]);
        let counts = vec![("incidents.gridlock", 9.0)];
        Row { status: "failed", km: Some(5.0), av_km: None, flight_h: None, counts }.lay_on(&mut all);
        assert_eq!((all.runs, all.failed, all.vehicle_km), (1, 1, 10.0));
        assert_eq!(all.counts["incidents.gridlock"].total, 1);
    }
}
