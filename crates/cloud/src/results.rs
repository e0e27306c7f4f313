//! Reads the results of runs and batches: what they hold is personal until it is anonymised, and stays in here.

use crate::PushError;
use crate::outbox::Outbox;
use crate::spool::Spool;
use crate::store::address;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{Array, Float64Array, RecordBatch, StringArray, UInt64Array};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use pilotzone_world::StartTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Folders below the results deeper than this are not looked into.
const MOST_DEPTH: usize = 8;
/// The name under which state is kept in the folder of results; nothing in it is a result.
pub(crate) const STATE_DIR: &str = ".push";

/// An incident as it was recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Incident {
    /// Which run, among all that are read.
    pub run: u64,
    /// Its number in the run.
    pub number: u64,
    /// The city.
    pub city: String,
    /// The district.
    pub district: String,
    /// The day, since 1970.
    pub day: i32,
    /// Seconds of the day.
    pub of_day_s: u32,
    /// Which of the closed list.
    pub kind: String,
    /// The rule set.
    pub law: String,
    /// Longitude and latitude (deg).
    pub place_deg: Option<(f64, f64)>,
    /// Who took part first.
    pub agent: Option<String>,
    /// How that one is counted.
    pub class: Option<String>,
    /// How the other is counted.
    pub other_class: Option<String>,
    /// Who drove.
    pub control: Option<String>,
    /// Change of velocity (m/s).
    pub delta_v_mps: Option<f64>,
    /// Probability of an injury.
    pub injury_risk: Option<f64>,
    /// Why.
    pub cause: Option<String>,
}

/// What a whole run drove.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunTotals {
    /// The city.
    pub city: String,
    /// The day, since 1970.
    pub day: i32,
    /// The rule set.
    pub law: String,
    /// Way driven (km).
    pub vehicle_km: f64,
    /// Way driven by automated vehicles (km).
    pub av_km: f64,
    /// Time flown (h).
    pub flight_h: f64,
}

/// Traffic on a link in five minutes of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flow {
    /// Which run.
    pub run: u64,
    /// The city.
    pub city: String,
    /// The day, since 1970.
    pub day: i32,
    /// The rule set.
    pub law: String,
    /// The link.
    pub link: String,
    /// Seconds of the day.
    pub of_day_s: u32,
    /// Vehicles per hour.
    pub volume_per_h: f64,
    /// Mean speed over space (m/s).
    pub speed_mps: f64,
}

/// A folder of results that is complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its path below the folder that is pushed.
    pub path: String,
    /// Rows of incidents in it.
    pub rows: u64,
    /// When it was completed (s since 1970).
    pub completed_unix_s: f64,
}

/// All that some sources hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Results {
    /// Incidents.
    pub incidents: Vec<Incident>,
    /// Runs.
    pub runs: Vec<RunTotals>,
    /// Traffic.
    pub flow: Vec<Flow>,
    /// How many people share a published row; the greatest of all scenarios.
    pub k: u32,
    /// The tightest service level of all scenarios (s).
    pub within_s: Option<f64>,
}

/// What a scenario says of publishing, and of its place in time.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub city: String,
    pub district: String,
    start: StartTime,
    pub k: u32,
    pub within_s: Option<f64>,
}

#[derive(Deserialize)]
struct ScenarioText {
    map: Option<String>,
    sumo_config: Option<String>,
    time: Option<TimeText>,
    #[serde(default)]
    publish: PublishText,
}

#[derive(Deserialize)]
struct TimeText {
    start: String,
}

#[derive(Deserialize, Default)]
struct PublishText {
    city: Option<String>,
    district: Option<String>,
    k: Option<u32>,
    within_s: Option<f64>,
}

/// How many people share a row where the scenario says nothing.
const DEFAULT_K: u32 = 10;

/// The complete folders of results below a folder, itself included, by path; none of them may go to that address by
/// another push.
pub fn sources(dir: &Path, url: &str) -> Result<Vec<Source>, PushError> {
    let mut found = Vec::new();
    gather(dir, dir, 0, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    let mut with_others = found.iter().map(|source| dir.join(&source.path)).filter(|path| path != dir);
    if let Some(path) = with_others.find(|path| is_shipped_on_its_own(path, url)) {
        return Err(PushError::Shipped { path });
    }
    if is_shipped_with_others(dir, url) {
        return Err(PushError::Shipped { path: dir.to_owned() });
    }
    if found.is_empty() { Err(PushError::NoResults { dir: dir.to_owned() }) } else { Ok(found) }
}

/// Whether a push of that folder itself has shipped it, or its run does while it goes.
fn is_shipped_on_its_own(folder: &Path, url: &str) -> bool {
    let spool = Spool::of(folder).ok().flatten();
    let has_spool = spool.is_some_and(|spool| address(spool.url()).is_ok_and(|its| its.as_str() == url));
    has_spool || Outbox::look(folder, url).is_ok_and(|(plans, _)| !plans.is_empty())
}

/// Whether a push of a folder around that one has shipped it.
fn is_shipped_with_others(folder: &Path, url: &str) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    folder.ancestors().skip(1).take(MOST_DEPTH).any(|around| {
        let plans = Outbox::look(around, url).map(|(plans, _)| plans).unwrap_or_default();
        plans
            .iter()
            .flat_map(|plan| &plan.sources)
            .any(|source| around.join(&source.path).starts_with(&folder))
    })
}

fn gather(root: &Path, dir: &Path, depth: usize, found: &mut Vec<Source>) -> Result<(), PushError> {
    let entries = std::fs::read_dir(dir).map_err(|e| PushError::read(dir, e))?;
    let (table, summary) = (dir.join("incidents.parquet"), dir.join("summary.json"));
    if table.is_file() && summary.is_file() {
        let path = dir.strip_prefix(root).unwrap_or(dir).to_string_lossy().into_owned();
        let completed = std::fs::metadata(&summary).and_then(|about| about.modified());
        let completed = completed.map_err(|e| PushError::read(&summary, e))?;
        let since = completed.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        found.push(Source { path, rows: rows_of(&table)?, completed_unix_s: since.as_secs_f64() });
    }
    for entry in entries.flatten() {
        let is_ours = entry.file_name() == STATE_DIR || entry.file_name() == "parts";
        // A link could lead round in circles.
        let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_dir && !is_ours && depth < MOST_DEPTH {
            gather(root, &entry.path(), depth + 1, found)?;
        }
    }
    Ok(())
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, PushError> {
    let file = File::open(path).map_err(|e| PushError::read(path, e))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| PushError::read(path, e))
}

fn rows_of(path: &Path) -> Result<u64, PushError> {
    Ok(open(path)?.metadata().file_metadata().num_rows().max(0) as u64)
}

/// Columns of a batch by name; what is not there is empty.
struct Columns<'b>(&'b RecordBatch);

impl<'b> Columns<'b> {
    fn texts(&self, name: &str) -> Texts<'b> {
        Texts(self.0.column_by_name(name).and_then(|column| column.as_string_opt::<i32>()))
    }

    fn numbers(&self, name: &str) -> Numbers<'b> {
        let column = self.0.column_by_name(name);
        Numbers(
            column.and_then(|column| column.as_primitive_opt::<Float64Type>()),
            column.and_then(|column| column.as_primitive_opt::<UInt64Type>()),
        )
    }
}

struct Texts<'b>(Option<&'b StringArray>);

impl Texts<'_> {
    fn at(&self, row: usize) -> Option<String> {
        self.0.filter(|column| column.is_valid(row)).map(|column| column.value(row).to_owned())
    }
}

struct Numbers<'b>(Option<&'b Float64Array>, Option<&'b UInt64Array>);

impl Numbers<'_> {
    fn at(&self, row: usize) -> Option<f64> {
        let real = self.0.filter(|column| column.is_valid(row)).map(|column| column.value(row));
        real.or_else(|| self.1.filter(|column| column.is_valid(row)).map(|column| column.value(row) as f64))
    }
}

/// Reads all that some sources of a folder hold.
pub fn read(dir: &Path, sources: &[Source]) -> Result<Results, PushError> {
    let mut results = Results { k: 0, ..Results::default() };
    for (number, source) in sources.iter().enumerate() {
        let folder = dir.join(&source.path);
        let about = About::of(&folder)?;
        for scenario in about.scenarios.values() {
            results.k = results.k.max(scenario.k);
            let both = results.within_s.into_iter().chain(scenario.within_s);
            results.within_s = both.min_by(f64::total_cmp);
        }
        // Runs of other folders are other runs, whatever their numbers.
        let base = (number as u64) << 40;
        read_incidents(&folder.join("incidents.parquet"), &about, base, &mut results.incidents)?;
        about.read_runs(&folder, &mut results.runs)?;
        let flow = folder.join("link_flow.parquet");
        if flow.is_file() {
            read_flow(&flow, &about, base, &mut results.flow)?;
        }
    }
    results.k = results.k.max(2);
    Ok(results)
}

/// What stands beside the tables of a folder.
pub(crate) struct About {
    /// By name; of a single run there is one.
    scenarios: BTreeMap<String, Scenario>,
    summary: serde_json::Value,
}

impl About {
    pub fn of(folder: &Path) -> Result<Self, PushError> {
        let path = folder.join("summary.json");
        let text = std::fs::read_to_string(&path).map_err(|e| PushError::read(&path, e))?;
        let summary: serde_json::Value =
            serde_json::from_str(&text).map_err(|e| PushError::read(&path, e))?;
        let mut scenarios = BTreeMap::new();
        if let Some(list) = summary.get("scenarios").and_then(|list| list.as_array()) {
            for entry in list {
                let word = |key: &str| entry.get(key).and_then(|word| word.as_str());
                let (Some(name), Some(file)) = (word("scenario"), word("resolved")) else {
                    return Err(PushError::read(&path, "a scenario in it has no name or no file"));
                };
                // The name of a file beside it, and no path that leads elsewhere.
                let file = Path::new(file).file_name().map(PathBuf::from).unwrap_or_default();
                scenarios.insert(name.to_owned(), Scenario::read(&folder.join(file))?);
            }
        } else {
            let name = summary.get("scenario").and_then(|name| name.as_str()).unwrap_or_default();
            scenarios.insert(name.to_owned(), Scenario::read(&folder.join("scenario.toml"))?);
        }
        Ok(Self { scenarios, summary })
    }

    /// The scenario of that name; where rows do not tell, the only one.
    fn scenario(&self, name: Option<&str>) -> Option<&Scenario> {
        name.and_then(|name| self.scenarios.get(name)).or_else(|| self.scenarios.values().next())
    }

    pub fn read_runs(&self, folder: &Path, runs: &mut Vec<RunTotals>) -> Result<(), PushError> {
        let path = folder.join("runs.parquet");
        let mut add = |name: Option<&str>, law: String, km: [Option<f64>; 3]| {
            let Some(scenario) = self.scenario(name) else { return };
            let [vehicle_km, av_km, flight_h] = km.map(|x| x.unwrap_or(0.0));
            let (city, day) = (scenario.city.clone(), scenario.clock(0.0).0);
            runs.push(RunTotals { city, day, law, vehicle_km, av_km, flight_h });
        };
        if !path.is_file() {
            let number = |key: &str| self.summary.get(key).and_then(serde_json::Value::as_f64);
            let law = self.summary.get("law").and_then(|law| law.as_str()).unwrap_or("ordinary");
            add(None, law.to_owned(), ["vehicle_km", "av_km", "flight_h"].map(number));
            return Ok(());
        }
        for batch in open(&path)?.build().map_err(|e| PushError::read(&path, e))? {
            let batch = batch.map_err(|e| PushError::read(&path, e))?;
            let columns = Columns(&batch);
            let (scenario, law, status) =
                (columns.texts("scenario"), columns.texts("law"), columns.texts("status"));
            let exposure = ["vehicle_km", "av_km", "flight_h"].map(|name| columns.numbers(name));
            for row in 0..batch.num_rows() {
                if status.at(row).as_deref() != Some("failed") {
                    let km = [&exposure[0], &exposure[1], &exposure[2]].map(|column| column.at(row));
                    add(scenario.at(row).as_deref(), law.at(row).unwrap_or_default(), km);
                }
            }
        }
        Ok(())
    }
}

pub(crate) fn read_incidents(
    path: &Path,
    about: &About,
    base: u64,
    incidents: &mut Vec<Incident>,
) -> Result<(), PushError> {
    let own_law = about.summary.get("law").and_then(|law| law.as_str()).unwrap_or("ordinary");
    for batch in open(path)?.build().map_err(|e| PushError::read(path, e))? {
        let batch = batch.map_err(|e| PushError::read(path, e))?;
        let columns = Columns(&batch);
        let [scenario, law, kind, agent, class, other_class, control, cause] =
            ["scenario", "law", "kind", "first", "first_class", "second_class", "first_control", "cause"]
                .map(|name| columns.texts(name));
        let [job, number, time_s, lon, lat, risk] =
            ["job", "number", "time_s", "lon_deg", "lat_deg", "mais2plus"].map(|name| columns.numbers(name));
        let delta_v = ["first_delta_v_mps", "second_delta_v_mps"].map(|name| columns.numbers(name));
        for row in 0..batch.num_rows() {
            let Some(of) = about.scenario(scenario.at(row).as_deref()) else { continue };
            let (day, of_day_s) = of.clock(time_s.at(row).unwrap_or(0.0));
            incidents.push(Incident {
                run: base + job.at(row).unwrap_or(0.0) as u64,
                number: number.at(row).unwrap_or(0.0) as u64,
                city: of.city.clone(),
                district: of.district.clone(),
                day,
                of_day_s,
                kind: kind.at(row).unwrap_or_default(),
                law: law.at(row).unwrap_or_else(|| own_law.to_owned()),
                place_deg: lon.at(row).zip(lat.at(row)),
                agent: agent.at(row),
                class: class.at(row),
                other_class: other_class.at(row),
                control: control.at(row),
                delta_v_mps: delta_v.iter().filter_map(|column| column.at(row)).max_by(f64::total_cmp),
                injury_risk: risk.at(row),
                cause: cause.at(row),
            });
        }
    }
    Ok(())
}

fn read_flow(path: &Path, about: &About, base: u64, flow: &mut Vec<Flow>) -> Result<(), PushError> {
    for batch in open(path)?.build().map_err(|e| PushError::read(path, e))? {
        let batch = batch.map_err(|e| PushError::read(path, e))?;
        let columns = Columns(&batch);
        let [scenario, law, link] = ["scenario", "law", "link"].map(|name| columns.texts(name));
        let [job, from_s, volume, speed] =
            ["job", "from_s", "volume_per_h", "speed_mps"].map(|name| columns.numbers(name));
        for row in 0..batch.num_rows() {
            let Some(of) = about.scenario(scenario.at(row).as_deref()) else { continue };
            let (day, of_day_s) = of.clock(from_s.at(row).unwrap_or(0.0));
            flow.push(Flow {
                run: base + job.at(row).unwrap_or(0.0) as u64,
                city: of.city.clone(),
                day,
                law: law.at(row).unwrap_or_default(),
                link: link.at(row).unwrap_or_default(),
                of_day_s,
                volume_per_h: volume.at(row).unwrap_or(0.0),
                speed_mps: speed.at(row).unwrap_or(0.0),
            });
        }
    }
    Ok(())
}

impl Scenario {
    pub fn read(path: &Path) -> Result<Self, PushError> {
        let text = std::fs::read_to_string(path).map_err(|e| PushError::read(path, e))?;
        let read: ScenarioText = toml::from_str(&text).map_err(|e| PushError::read(path, e.message()))?;
        let start = match read.time {
            Some(time) => StartTime::parse(&time.start).map_err(|e| PushError::read(path, e))?,
            // A SUMO configuration has no day.
            None => StartTime { unix_s: 0, offset_s: 0 },
        };
        let map = read.map.or(read.sumo_config).unwrap_or_default();
        let stem = Path::new(&map).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_else(|| "unknown".to_owned());
        let city = read.publish.city.unwrap_or_else(|| stem.split('-').next().unwrap_or(&stem).to_owned());
        Ok(Self {
            city: key_part(&city),
            district: read.publish.district.unwrap_or(stem),
            start,
            k: read.publish.k.unwrap_or(DEFAULT_K),
            within_s: read.publish.within_s,
        })
    }

    /// The local day since 1970 and the second of that day, so many seconds of simulation after the start.
    pub fn clock(&self, time_s: f64) -> (i32, u32) {
        let local_s = self.start.unix_s + i64::from(self.start.offset_s) + time_s.floor() as i64;
        (local_s.div_euclid(86_400) as i32, local_s.rem_euclid(86_400) as u32)
    }
}

/// A text as part of an object's key: letters, digits and dashes alone.
fn key_part(text: &str) -> String {
    let clean = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    let clean: String = text.chars().map(clean).take(60).collect();
    if clean.trim_matches('-').is_empty() { "unknown".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_key_is_made_of_letters_and_digits() {
        assert_eq!(key_part("세종 특별자치시/../x"), "세종-특별자치시----x");
        assert_eq!(key_part("../"), "unknown");
    }

    #[test]
    fn a_scenario_without_words_on_publishing_takes_them_from_its_map() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("scenario.toml");
        let text = "map = \"/maps/sejong-naseong.pzmap\"\n[time]\nstart = \"2021-06-01T23:59:30+09:00\"\n";
        std::fs::write(&path, text).unwrap();
        let scenario = Scenario::read(&path).unwrap();
        assert_eq!((scenario.city.as_str(), scenario.district.as_str()), ("sejong", "sejong-naseong"));
        assert_eq!(scenario.k, 10);
        let day = 18_779; // 2021-06-01
        assert_eq!((scenario.clock(0.0), scenario.clock(45.0)), ((day, 86_370), (day + 1, 15)));
    }

    #[test]
    fn a_folder_without_complete_results_is_said_to_have_none() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("incidents.parquet"), "").unwrap();
        assert!(matches!(sources(dir.path(), "file:///x/"), Err(PushError::NoResults { .. })));
    }
}
