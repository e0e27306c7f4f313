//! Where finished runs go: a line of a journal at once, closed parts of the tables when a stretch of runs is done.
//!
//! A part holds a fixed stretch of the batch, so that what a part is made of depends neither on threads nor on how often
//! the batch was stopped. Its table of runs gets its name last: where that is, the part is whole.

use super::columns::join;
use super::finished::Finished;
use super::plan::Plan;
use super::tables::{Figures, Row, TABLES, encode};
use crate::BatchError;
use pilotzone_record::{RecordError, RunFolder};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Runs in a part.
const PART_RUNS: usize = 256;

/// Takes down what is finished, from many threads.
pub(super) struct Sink<'p> {
    plan: &'p Plan,
    figures: Figures,
    dir: PathBuf,
    folder: RunFolder,
    open: Mutex<BTreeMap<usize, Open>>,
}

/// A part that is not whole yet.
struct Open {
    rows: Vec<Finished>,
    journal: File,
}

impl<'p> Sink<'p> {
    /// Opens the folder, and gives the places in the plan's list of jobs that are still to do.
    pub fn open(plan: &'p Plan, folder: RunFolder) -> Result<(Self, Vec<usize>), BatchError> {
        let dir = folder.path().join("parts");
        std::fs::create_dir_all(&dir).map_err(|e| disk(&dir, "made", e))?;
        let sink = Self { plan, figures: Figures::of(plan)?, dir, folder, open: Mutex::new(BTreeMap::new()) };
        let mut todo = Vec::new();
        for part in 0..sink.parts() {
            todo.extend(sink.reopen(part)?);
        }
        Ok((sink, todo))
    }

    fn parts(&self) -> usize {
        self.plan.jobs.len().div_ceil(PART_RUNS)
    }

    fn places(&self, part: usize) -> std::ops::Range<usize> {
        part * PART_RUNS..((part + 1) * PART_RUNS).min(self.plan.jobs.len())
    }

    fn journal(&self, part: usize) -> PathBuf {
        self.dir.join(format!("runs-{part:05}.jsonl"))
    }

    fn table(&self, table: &str, part: usize) -> PathBuf {
        self.dir.join(format!("{table}-{part:05}.parquet"))
    }

    /// What is left to do of a part. Its journal is written anew without the line that a kill may have torn.
    fn reopen(&self, part: usize) -> Result<Vec<usize>, BatchError> {
        let path = self.journal(part);
        if self.table("runs", part).exists() {
            // A kill came between the part's last file and this.
            let _ = std::fs::remove_file(&path);
            return Ok(Vec::new());
        }
        let jobs = &self.plan.jobs[self.places(part)];
        let text = match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(disk(&path, "read", error)),
        };
        let mut done = BTreeSet::new();
        let is_new = |row: &Finished| jobs.binary_search(&row.job).is_ok() && done.insert(row.job);
        let rows: Vec<Finished> =
            text.lines().filter_map(|line| serde_json::from_str(line).ok()).filter(is_new).collect();
        let left = self.places(part).filter(|at| !done.contains(&self.plan.jobs[*at])).collect();
        if !rows.is_empty() {
            let lines: Vec<String> = rows.iter().map(line).collect();
            let name = format!("parts/runs-{part:05}.jsonl");
            self.folder.write(&name, &lines.concat())?;
            let opened = self.begin(part, rows)?;
            self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(part, opened);
            self.close_if_whole(part)?;
        }
        Ok(left)
    }

    fn begin(&self, part: usize, rows: Vec<Finished>) -> Result<Open, BatchError> {
        let path = self.journal(part);
        let journal = OpenOptions::new().create(true).append(true).open(&path);
        Ok(Open { rows, journal: journal.map_err(|e| disk(&path, "written", e))? })
    }

    /// Takes down the run at that place of the plan's list of jobs.
    pub fn add(&self, place: usize, row: Finished) -> Result<(), BatchError> {
        let part = place / PART_RUNS;
        let line = line(&row);
        {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let at = match open.entry(part) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(free) => free.insert(self.begin(part, Vec::new())?),
            };
            let written = at.journal.write_all(line.as_bytes());
            written.map_err(|e| disk(&self.journal(part), "written", e))?;
            at.rows.push(row);
        }
        self.close_if_whole(part)
    }

    fn close_if_whole(&self, part: usize) -> Result<(), BatchError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.get(&part).is_none_or(|open| open.rows.len() < self.places(part).len()) {
            return Ok(());
        }
        let whole = open.remove(&part);
        // Others go on while this thread writes.
        drop(open);
        let mut rows = whole.map(|open| open.rows).unwrap_or_default();
        rows.sort_by_key(|row| row.job);
        let rows: Vec<Row<'_>> =
            rows.iter().map(|finished| Row { job: self.plan.job(finished.job), finished }).collect();
        for table in TABLES {
            let bytes = encode(table, self.plan, &self.figures, &rows);
            let path = self.table(table, part);
            let bytes = bytes.map_err(|e| RecordError::Table { path, cause: e.to_string() })?;
            self.folder.write_bytes(&format!("parts/{table}-{part:05}.parquet"), &bytes)?;
        }
        let path = self.journal(part);
        std::fs::remove_file(&path).map_err(|e| disk(&path, "taken away", e))
    }

    /// Joins all parts, which are whole, into the tables of the folder.
    pub fn join(&self) -> Result<(), BatchError> {
        for table in TABLES {
            let parts: Vec<PathBuf> = (0..self.parts()).map(|part| self.table(table, part)).collect();
            let to = self.folder.path().join(format!("{table}.parquet"));
            join(&parts, &to).map_err(|e| RecordError::Table { path: to, cause: e.to_string() })?;
        }
        Ok(())
    }

    /// Takes the parts away; only where the folder is complete.
    pub fn clear(folder: &RunFolder) -> Result<(), BatchError> {
        let dir = folder.path().join("parts");
        match std::fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(disk(&dir, "taken away", error))
            }
            _ => Ok(()),
        }
    }
}

fn line(row: &Finished) -> String {
    // Plain texts, numbers and lists of them: there is nothing here that JSON could refuse.
    serde_json::to_string(row).unwrap_or_default() + "\n"
}

fn disk(path: &Path, what: &'static str, cause: std::io::Error) -> BatchError {
    RecordError::Disk { path: path.to_owned(), what, cause }.into()
}
