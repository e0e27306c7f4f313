//! Rows of runs that are over, as tables.

use super::columns::Columns;
use super::finished::{Finished, FlowRow, IncidentRow, MeasureRow, Told};
use super::plan::{Job, Plan};
use crate::BatchError;
use parquet::errors::ParquetError;
use pilotzone_engine::{Engine, Progress};
use pilotzone_record::{Machine, Summary};
use pilotzone_scenario::Run;
use pilotzone_scenario::rules::words::KindWord;
use pilotzone_world::{AgentClass, IncidentKind, NearMissKind, StartTime};
use std::collections::BTreeSet;

/// The tables of a batch; runs last, since a part is closed when that is there.
pub(super) const TABLES: [&str; 5] = ["incidents", "violations", "measures", "link_flow", "runs"];

/// What the law counts by rule.
const BY_RULE: [&str; 3] = ["violations", "exempted", "allowed"];

/// The columns of figures: the same in every part, whatever happens in it.
pub(super) struct Figures(Vec<String>);

impl Figures {
    /// All figures that any run of the plan can have.
    pub fn of(plan: &Plan) -> Result<Self, BatchError> {
        let mut names = BTreeSet::new();
        for example in &plan.examples {
            names.extend(rules(example).flat_map(|rule| BY_RULE.map(|table| format!("{table}.{rule}"))));
        }
        for table in ["inserted", "arrived", "running", "removed"] {
            names.extend(AgentClass::ALL.map(|class| format!("{table}.{}", class.name())));
        }
        names.extend(IncidentKind::ALL.map(|kind| format!("incidents.{}", kind.name())));
        names.extend(NearMissKind::ALL.map(|kind| format!("near_misses.{}", kind.name())));
        if let Some(example) = plan.examples.first() {
            // A run at its first step has all single figures.
            let engine = Engine::new(example.clone(), 1)?;
            let machine = Machine { wall_s: 0.0, cpu_s: None, load_s: 0.0, peak_rss_mb: None };
            names.extend(Summary::of(&engine, Progress::Running, machine, "").metrics().into_keys());
        }
        let takeovers = ["takeover_time_s", "takeover_requests", "takeovers", "takeover_failures"];
        names.extend(takeovers.map(str::to_owned));
        Ok(Self(names.into_iter().collect()))
    }
}

fn rules(run: &Run) -> impl Iterator<Item = &str> {
    let rules = run.regime.pack.iter().flat_map(|pack| &pack.rules);
    rules.filter(|rule| rule.kind == KindWord::Rule).map(|rule| rule.id.as_str())
}

/// A figure of a run. What did not happen counts 0; what nobody looked at has no value.
fn figure(told: &Told, name: &str) -> Option<f64> {
    if let Some(value) = told.metrics.get(name) {
        return *value;
    }
    let (table, rest) = name.split_once('.')?;
    let is_by_rule = BY_RULE.contains(&table);
    (!is_by_rule || told.evaluated.iter().any(|rule| rule == rest)).then_some(0.0)
}

/// A run that is over with the job that it was.
pub(super) struct Row<'a> {
    pub job: Job,
    pub finished: &'a Finished,
}

/// One table of some runs as the bytes of a Parquet file.
pub(super) fn encode(
    table: &str,
    plan: &Plan,
    figures: &Figures,
    rows: &[Row<'_>],
) -> Result<Vec<u8>, ParquetError> {
    match table {
        "incidents" => incidents(plan, rows),
        "violations" => violations(plan, rows),
        "measures" => measures(plan, rows),
        "link_flow" => flow(plan, rows),
        _ => runs(plan, figures, rows),
    }
    .encode()
}

fn law(plan: &Plan, job: Job) -> &str {
    &plan.example(job).labels.law
}

fn runs(plan: &Plan, figures: &Figures, rows: &[Row<'_>]) -> Columns {
    let mut columns = Columns::default();
    let example = |row: &Row<'_>| plan.example(row.job);
    head(&mut columns, plan, rows.iter().map(|row| row.job));
    columns.texts("law_date", rows.iter().map(|row| Some(&example(row).labels.law_date)));
    columns.texts("map", rows.iter().map(|row| Some(&example(row).labels.map)));
    let files = rows.iter().map(|row| plan.wishes.scenarios[row.job.scenario].display().to_string());
    columns.texts("scenario_file", files.map(Some));
    for (at, sweep) in plan.sweeps.iter().enumerate() {
        let value = |row: &Row<'_>| &plan.settings[row.job.setting][at].1;
        if sweep.values.iter().all(|value| value.parse::<f64>().is_ok()) {
            columns.numbers(&sweep.key, rows.iter().map(|row| value(row).parse().ok()));
        } else {
            columns.texts(&sweep.key, rows.iter().map(|row| Some(value(row))));
        }
    }
    columns.texts("status", rows.iter().map(|row| Some(row.finished.status.name())));
    columns.texts("reason", rows.iter().map(|row| row.finished.reason.as_ref()));
    columns.texts("command", rows.iter().map(|row| Some(plan.command(row.job))));
    columns.texts("version", rows.iter().map(|_| Some(env!("CARGO_PKG_VERSION"))));
    let pack = |row: &Row<'_>| example(row).regime.pack.as_ref();
    columns.texts("rule_pack", rows.iter().map(|row| pack(row).map(|pack| &pack.id)));
    columns.texts("rule_pack_version", rows.iter().map(|row| pack(row).map(|pack| &pack.version)));
    let told = || rows.iter().map(|row| row.finished.told.as_ref());
    columns.texts("state_hash", told().map(|told| told.map(|told| &told.state_hash)));
    columns.texts("event_hash", told().map(|told| told.map(|told| &told.event_hash)));
    columns.texts("ended", told().map(|told| told.map(|told| &told.ended)));
    columns.counts("steps", told().map(|told| told.map(|told| told.steps)));
    columns.numbers("dt_s", told().map(|told| told.map(|told| told.dt_s)));
    columns.numbers("wall_s", rows.iter().map(|row| Some(row.finished.wall_s)));
    for name in &figures.0 {
        columns.numbers(name, told().map(|told| told.and_then(|told| figure(told, name))));
    }
    columns
}

/// The columns by which rows of all tables find each other.
fn head(columns: &mut Columns, plan: &Plan, jobs: impl Iterator<Item = Job> + Clone) {
    columns.counts("job", jobs.clone().map(|job| Some(job.number)));
    columns.texts("scenario", jobs.clone().map(|job| Some(&plan.example(job).labels.scenario)));
    columns.counts("seed", jobs.clone().map(|job| Some(job.seed)));
    columns.texts("law", jobs.map(|job| Some(law(plan, job))));
}

/// Each row of a list that runs have, with the job that it belongs to.
fn of_each<'a, T>(rows: &'a [Row<'a>], list: impl Fn(&'a Told) -> &'a [T]) -> Vec<(Job, &'a T)> {
    let of = |row: &'a Row<'a>| {
        let told = row.finished.told.as_ref();
        told.into_iter().flat_map(&list).map(move |item| (row.job, item))
    };
    rows.iter().flat_map(of).collect()
}

fn incidents(plan: &Plan, rows: &[Row<'_>]) -> Columns {
    let all: Vec<(Job, &IncidentRow)> = of_each(rows, |told| &told.incidents);
    let mut columns = Columns::default();
    head(&mut columns, plan, all.iter().map(|(job, _)| *job));
    let rows = || all.iter().map(|(_, row)| *row);
    columns.counts("number", rows().map(|row| Some(u64::from(row.number))));
    columns.texts("kind", rows().map(|row| Some(&row.kind)));
    columns.numbers("time_s", rows().map(|row| Some(row.time_s)));
    let clock = |(job, row): &(Job, &IncidentRow)| clock(plan.example(*job).labels.start, row.time_s);
    columns.texts("clock", all.iter().map(|row| Some(clock(row))));
    columns.texts("link", rows().map(|row| row.link.as_ref()));
    columns.texts("junction", rows().map(|row| row.junction.as_ref()));
    columns.numbers("x_m", rows().map(|row| row.x_m));
    columns.numbers("y_m", rows().map(|row| row.y_m));
    columns.numbers("lon_deg", rows().map(|row| row.lon_deg));
    columns.numbers("lat_deg", rows().map(|row| row.lat_deg));
    for (name, at) in [("first", 0), ("second", 1)] {
        let party = || rows().map(|row| row.party(at));
        columns.texts(name, party().map(|party| party.and_then(|party| party.name.as_ref())));
        columns.texts(&format!("{name}_class"), party().map(|party| party.map(|party| &party.class)));
        columns.texts(&format!("{name}_control"), party().map(|party| party.map(|party| &party.control)));
        columns
            .numbers(&format!("{name}_speed_mps"), party().map(|party| party.map(|party| party.speed_mps)));
        columns.numbers(
            &format!("{name}_delta_v_mps"),
            party().map(|party| party.and_then(|party| party.delta_v_mps)),
        );
    }
    columns.texts("responsible", rows().map(|row| row.responsible.as_ref()));
    columns.texts("responsible_why", rows().map(|row| row.responsible_why.as_ref()));
    columns.texts("cause", rows().map(|row| row.cause.as_ref()));
    columns.numbers("mais2plus", rows().map(|row| row.mais2plus));
    columns.numbers("mais3plus", rows().map(|row| row.mais3plus));
    columns.numbers("death", rows().map(|row| row.death));
    columns
}

fn violations(plan: &Plan, rows: &[Row<'_>]) -> Columns {
    let mut all = Vec::new();
    for row in rows {
        let Some(told) = &row.finished.told else { continue };
        all.extend(told.evaluated.iter().map(|rule| (row.job, told, rule)));
    }
    let mut columns = Columns::default();
    head(&mut columns, plan, all.iter().map(|(job, ..)| *job));
    columns.texts("rule", all.iter().map(|(_, _, rule)| Some(rule)));
    for table in BY_RULE {
        let count = |(_, told, rule): &(Job, &Told, &String)| figure(told, &format!("{table}.{rule}"));
        columns.counts(table, all.iter().map(|row| count(row).map(|n| n as u64)));
    }
    columns
}

fn measures(plan: &Plan, rows: &[Row<'_>]) -> Columns {
    let all: Vec<(Job, &MeasureRow)> = of_each(rows, |told| &told.measures);
    let mut columns = Columns::default();
    head(&mut columns, plan, all.iter().map(|(job, _)| *job));
    let rows = || all.iter().map(|(_, row)| *row);
    columns.texts("near_miss", rows().map(|row| Some(&row.kind)));
    columns.texts("measure", rows().map(|row| Some(&row.measure)));
    columns.counts("n", rows().map(|row| Some(row.n)));
    columns.numbers("min", rows().map(|row| Some(row.min)));
    columns.numbers("median", rows().map(|row| Some(row.median)));
    columns.numbers("mean", rows().map(|row| Some(row.mean)));
    columns.numbers("max", rows().map(|row| Some(row.max)));
    columns
}

fn flow(plan: &Plan, rows: &[Row<'_>]) -> Columns {
    let all: Vec<(Job, &FlowRow)> = of_each(rows, |told| &told.flow);
    let mut columns = Columns::default();
    head(&mut columns, plan, all.iter().map(|(job, _)| *job));
    let rows = || all.iter().map(|(_, row)| *row);
    columns.texts("link", rows().map(|row| Some(&row.link)));
    columns.numbers("from_s", rows().map(|row| Some(row.from_s)));
    let clock = |(job, row): &(Job, &FlowRow)| clock(plan.example(*job).labels.start, row.from_s);
    columns.texts("clock", all.iter().map(|row| Some(clock(row))));
    columns.numbers("volume_per_h", rows().map(|row| Some(row.volume_per_h)));
    columns.numbers("speed_mps", rows().map(|row| Some(row.speed_mps)));
    columns
}

/// The time on the calendar, so many seconds after a start: `2026-06-01T08:00:00.000+09:00`.
fn clock(start: StartTime, time_s: f64) -> String {
    let ms = (time_s * 1000.0).round() as i64;
    let then = StartTime { unix_s: start.unix_s + ms.div_euclid(1000), ..start };
    let (year, month, day) =
        pilotzone_world::time::civil_from_days((then.unix_s + i64::from(then.offset_s)).div_euclid(86_400));
    let of_day = (then.unix_s + i64::from(then.offset_s)).rem_euclid(86_400);
    let (sign, offset) = if then.offset_s < 0 { ('-', -then.offset_s) } else { ('+', then.offset_s) };
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}{sign}{:02}:{:02}",
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60,
        ms.rem_euclid(1000),
        offset / 3600,
        offset / 60 % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_as_the_clock_on_the_wall_shows_it() {
        let start = StartTime { unix_s: 1_780_268_400, offset_s: 32_400 };
        assert_eq!(clock(start, 0.0), "2026-06-01T08:00:00.000+09:00");
        assert_eq!(clock(start, 57_600.25), "2026-06-02T00:00:00.250+09:00");
        assert_eq!(clock(StartTime { unix_s: 0, offset_s: -5400 }, 1.0), "1969-12-31T22:30:01.000-01:30");
    }
}
