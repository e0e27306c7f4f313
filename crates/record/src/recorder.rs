//! Writes a run down while it goes.

use crate::accounts::account;
use crate::error::RecordError;
use crate::events::{self, tidy_s};
use crate::folder::RunFolder;
use crate::history::{Finished, History};
use crate::names::Names;
use crate::parts::Parts;
use crate::replay::Replay;
use crate::tracks::Tracks;
use crate::{hashes, incidents, measures, reports, trips};
use pilotzone_engine::Engine;
use pilotzone_safety::Encounter;
use pilotzone_world::Stamped;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

/// Simulated time that one part of a table holds at most (s).
const PART_S: f64 = 60.0;
/// Events after which a part is closed before its time, so that memory stays bounded whatever happens on the road.
const MOST_EVENTS: usize = 400_000;

/// Shown the engine after every step, it fills a run folder's tables and hashes.
pub struct Recorder {
    folder: RunFolder,
    names: Names,
    events: Parts,
    trips: Parts,
    incidents: Parts,
    reports: Parts,
    measures: Parts,
    /// Incidents that have their row.
    told: usize,
    /// Encounters of the part that is not closed yet.
    met: Vec<Encounter>,
    replay: Option<Replay>,
    /// Events of the part that is not closed yet.
    open: Vec<Stamped>,
    hashes: Vec<u8>,
    hash_file: File,
    log: File,
    part_steps: u64,
    part_ends: u64,
    tracks: Tracks,
}

impl Recorder {
    /// Begins in an empty folder, at the engine's step; `before` tells of the steps until then.
    pub fn begin(folder: RunFolder, engine: &Engine, before: &History) -> Result<Self, RecordError> {
        let run = engine.run();
        let parts = folder.file("parts");
        std::fs::create_dir_all(&parts).map_err(|e| RecordError::disk(&parts, "made", e))?;
        let create = |name: &str| {
            let path = folder.file(name);
            File::create(&path).map_err(|e| RecordError::disk(&path, "written", e))
        };
        let (hash_file, log) = (create("hashes.bin")?, create("log.txt")?);
        folder.write("scenario.toml", &run.labels.resolved)?;
        let names = Names::of(run);
        let events = Parts::new(&parts, "events", events::fields(&names));
        let trips = Parts::new(&parts, "trips", trips::fields(run));
        let incidents = Parts::new(&parts, "incidents", incidents::fields());
        let reports = Parts::new(&parts, "av_reports", reports::fields());
        let measures = Parts::new(&parts, "measures", measures::fields());
        let part_steps = (PART_S / run.settings.dt_s + 1e-6).max(1.0) as u64;
        let part_ends = (engine.steps() / part_steps + 1) * part_steps;
        let hashes = before.hashes.clone();
        let mut recorder = Self {
            folder,
            names,
            events,
            trips,
            incidents,
            reports,
            measures,
            told: 0,
            met: Vec::new(),
            replay: None,
            open: Vec::new(),
            hashes,
            hash_file,
            log,
            part_steps,
            part_ends,
            tracks: Tracks::default(),
        };
        let labels = &run.labels;
        recorder.note(&format!(
            "pilotzone {} runs {} (seed {}, law {} {}) on {}, {} trips, {} threads, from step {}",
            env!("CARGO_PKG_VERSION"),
            labels.path,
            run.settings.seed,
            labels.law,
            labels.law_date,
            labels.map,
            run.trips.len(),
            engine.threads(),
            engine.steps(),
        ))?;
        for finished in &before.finished {
            recorder.finished(engine, finished);
        }
        recorder.close_parts(engine)?;
        Ok(recorder)
    }

    /// Writes a replay as well, from the engine's step on.
    pub fn with_replay(mut self, engine: &Engine) -> Result<Self, RecordError> {
        self.replay = Some(Replay::begin(self.folder.file("replay.mcap"), engine)?);
        Ok(self)
    }

    /// The folder it writes to.
    pub fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// Adds a line to `log.txt`.
    pub fn note(&mut self, line: &str) -> Result<(), RecordError> {
        writeln!(self.log, "{line}")
            .map_err(|e| RecordError::disk(&self.folder.file("log.txt"), "written", e))
    }

    /// Takes down what the last step brought. To be called after every step.
    pub fn observe(&mut self, engine: &Engine) -> Result<(), RecordError> {
        self.take_down(engine);
        self.tracks.observe(engine);
        if let Some(replay) = &mut self.replay {
            replay.observe(engine)?;
        }
        hashes::append(&mut self.hashes, &engine.room_hashes());
        if engine.steps() >= self.part_ends || self.open.len() + self.met.len() >= MOST_EVENTS {
            self.part_ends = engine.steps() + self.part_steps;
            self.close_parts(engine)?;
        }
        Ok(())
    }

    /// Takes down the events and encounters that the end of the run brought.
    pub fn note_events(&mut self, engine: &Engine) -> Result<(), RecordError> {
        self.take_down(engine);
        self.replay.as_mut().map_or(Ok(()), |replay| replay.note_events(engine))
    }

    fn take_down(&mut self, engine: &Engine) {
        self.open.extend_from_slice(engine.events());
        self.met.extend_from_slice(engine.encounters());
    }

    /// Agents times recorded frames so far.
    pub fn agent_frames(&self) -> u64 {
        self.replay.as_ref().map_or(0, Replay::agent_frames)
    }

    /// Turns the events of the open part into rows: all at once, since a step leaves none of the tables in the
    /// processor's cache, and rows made one step at a time took about three times as long.
    fn make_rows(&mut self, engine: &Engine) {
        let settings = engine.run().settings;
        let mut open = std::mem::take(&mut self.open);
        for event in &open {
            let time_s = tidy_s(settings.begin_s + (event.step + 1) as f64 * settings.dt_s);
            self.events.push(&events::row(event, time_s, &self.names));
            if let Some(finished) = Finished::of(event, time_s, &self.names.keys) {
                self.finished(engine, &finished);
            }
        }
        open.clear();
        self.open = open;
        let measures = &mut self.measures;
        for encounter in self.met.drain(..) {
            measures::row(engine, &encounter, |row| measures.push(row));
        }
        self.tell_incidents(engine);
    }

    /// A row for each incident since the last part; what happened before a snapshot is among the first.
    fn tell_incidents(&mut self, engine: &Engine) {
        let records = engine.safety().map_or(&[][..], |safety| safety.records());
        for record in records.get(self.told..).unwrap_or_default() {
            let account = account(engine, record);
            incidents::row(&account, |row| self.incidents.push(row));
            reports::rows(engine, &account, |row| self.reports.push(row));
        }
        self.told = records.len();
    }

    fn finished(&mut self, engine: &Engine, finished: &Finished) {
        if let Some(row) = trips::finished(engine, finished) {
            self.trips.push(&row);
        }
    }

    /// Closes the parts that are open; all that came so far can be read from then on.
    pub fn close_parts(&mut self, engine: &Engine) -> Result<(), RecordError> {
        self.make_rows(engine);
        self.events.close()?;
        self.trips.close()?;
        self.incidents.close()?;
        self.reports.close()?;
        self.measures.close()?;
        let path = self.folder.file("hashes.bin");
        self.hash_file.write_all(&self.hashes).map_err(|e| RecordError::disk(&path, "written", e))?;
        self.hashes.clear();
        let totals = engine.totals();
        let sum = |counts: &pilotzone_world::PerClass<u64>| counts.0.iter().sum::<u64>();
        self.note(&format!(
            "{:.1} s, step {}: {} inserted, {} running, {} arrived, {} removed, {} waiting, {} collisions",
            engine.time_s(),
            engine.steps(),
            sum(&totals.inserted),
            sum(&totals.running),
            sum(&totals.arrived),
            sum(&totals.removed),
            totals.waiting,
            totals.collisions,
        ))
    }

    /// Joins the parts into whole tables at the end of a run. The summaries are still to come.
    pub fn finish(mut self, engine: &Engine) -> Result<RunFolder, RecordError> {
        for row in trips::unfinished(engine) {
            self.trips.push(&row);
        }
        self.close_parts(engine)?;
        if let Some(replay) = self.replay.take() {
            replay.finish()?;
        }
        let file = |name: &str| -> PathBuf { self.folder.file(name) };
        self.events.join(&file("events.parquet"), Some(&file("events.csv")))?;
        self.trips.join(&file("trips.parquet"), Some(&file("trips.csv")))?;
        self.incidents.join(&file("incidents.parquet"), Some(&file("incidents.csv")))?;
        self.reports.join(&file("av_reports.parquet"), Some(&file("av_reports.csv")))?;
        self.measures.join(&file("measures.parquet"), None)?;
        if !self.tracks.is_empty() {
            let run = engine.run();
            self.folder.write("tracks.svg", &self.tracks.svg(&run.map, &run.air))?;
        }
        let parts = file("parts");
        std::fs::remove_dir_all(&parts).map_err(|e| RecordError::disk(&parts, "taken away", e))?;
        self.note("the tables are whole")?;
        Ok(self.folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{crossing_run, record};
    use crate::history::Historian;
    use arrow_array::RecordBatch;
    use arrow_array::cast::AsArray;
    use arrow_array::types::Float64Type;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use pilotzone_engine::Progress;
    use std::path::Path;

    fn rows(path: &Path) -> Vec<RecordBatch> {
        let file = File::open(path).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        reader.map(Result::unwrap).collect()
    }

    fn count(path: &Path) -> usize {
        rows(path).iter().map(RecordBatch::num_rows).sum()
    }

    fn texts(path: &Path, column: &str) -> Vec<String> {
        let of = |batch: &RecordBatch| -> Vec<String> {
            let column = batch.column_by_name(column).unwrap().as_string::<i32>();
            column.iter().map(|text| text.unwrap_or("").to_owned()).collect()
        };
        rows(path).iter().flat_map(of).collect()
    }

    #[test]
    fn a_finished_run_leaves_every_promised_file() {
        let dir = tempfile::tempdir().unwrap();
        record(&crossing_run(130.0), dir.path());
        let mut names: Vec<String> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let promised = "av_reports.csv av_reports.parquet events.csv events.parquet hashes.bin incidents.csv \
                        incidents.parquet log.txt measures.parquet replay.mcap scenario.toml summary.json summary.md \
                        trips.csv trips.parquet";
        assert_eq!(names.join(" "), promised);
        assert_eq!(std::fs::metadata(dir.path().join("hashes.bin")).unwrap().len(), 1300 * 8 * 5);
        let csv = std::fs::read_to_string(dir.path().join("events.csv")).unwrap();
        assert_eq!(csv.lines().count(), count(&dir.path().join("events.parquet")) + 1);
    }

    #[test]
    fn every_vehicle_has_one_row_and_its_end() {
        let dir = tempfile::tempdir().unwrap();
        record(&crossing_run(60.0), dir.path());
        let trips = dir.path().join("trips.parquet");
        let (mut names, status) = (texts(&trips, "name"), texts(&trips, "status"));
        let of = |wanted: &str| status.iter().filter(|status| *status == wanted).count();
        // Those due in the first minute, and the one that has no way.
        assert_eq!(names.len(), 15 + 1);
        assert_eq!(of("arrived") + of("running") + of("waiting") + of("removed"), 15);
        assert!(of("arrived") > 0 && of("running") > 0, "{status:?}");
        assert_eq!(of("unroutable"), 1);
        names.dedup();
        assert_eq!(names.len(), 16);
        let batch = &rows(&trips)[0];
        let duration = batch.column_by_name("duration_s").unwrap().as_primitive::<Float64Type>();
        let depart = batch.column_by_name("depart_s").unwrap().as_primitive::<Float64Type>();
        let arrival = batch.column_by_name("arrival_s").unwrap().as_primitive::<Float64Type>();
        assert!((depart.value(0) + duration.value(0) - arrival.value(0)).abs() < 1e-6);
    }

    #[test]
    fn closed_parts_read_after_a_run_was_killed() {
        let dir = tempfile::tempdir().unwrap();
        let mut engine = Engine::new(crossing_run(200.0), 1).unwrap();
        let folder = RunFolder::create(dir.path()).unwrap();
        let mut recorder = Recorder::begin(folder, &engine, &History::default()).unwrap();
        while engine.time_s() < 150.0 {
            engine.step();
            recorder.observe(&engine).unwrap();
        }
        std::mem::forget(recorder);
        // An empty part tells the columns at the start; then two whole minutes.
        let parts: Vec<usize> =
            (0..3).map(|n| count(&dir.path().join(format!("parts/events-{n:05}.parquet")))).collect();
        assert!(parts[0] == 0 && parts[1] > 20 && parts[2] > 20, "{parts:?}");
        assert_eq!(std::fs::metadata(dir.path().join("hashes.bin")).unwrap().len(), 1200 * 8 * 5);
        assert!(!dir.path().join("summary.json").exists());
    }

    #[test]
    fn a_run_that_goes_on_from_a_snapshot_tells_of_all_trips_and_steps() {
        let run = crossing_run(90.0);
        let dir = tempfile::tempdir().unwrap();
        let (whole, rest) = (dir.path().join("whole"), dir.path().join("rest"));
        record(&run, &whole);
        let mut engine = Engine::new(run.clone(), 1).unwrap();
        let mut historian = Historian::new(&run, History::default());
        while engine.time_s() < 45.0 {
            engine.step();
            historian.observe(&engine);
        }
        let mut engine = Engine::restore(run, 1, &engine.snapshot()).unwrap();
        let folder = RunFolder::create(&rest).unwrap();
        let mut recorder = Recorder::begin(folder, &engine, historian.history()).unwrap();
        loop {
            let progress = engine.step();
            recorder.observe(&engine).unwrap();
            if progress != Progress::Running {
                break;
            }
        }
        recorder.finish(&engine).unwrap();
        for name in ["hashes.bin", "trips.csv"] {
            let read = |dir: &Path| std::fs::read(dir.join(name)).unwrap();
            assert!(read(&whole) == read(&rest), "{name} differs");
        }
    }
}
