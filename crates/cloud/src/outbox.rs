//! What is on its way: everything that leaves is fixed and safe on disk before its first attempt, random ids included,
//! so that every attempt sends the same.
//!
//! For each address there is a folder of its own; the results themselves stay as they are, so that they can go to other
//! addresses as well.

use crate::PushError;
use crate::anonymise::{Anonymised, Outcome, PublicCount};
use crate::hierarchy::STEPS;
use crate::results::{Results, STATE_DIR, Source};
use crate::tables::Part;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The state of shipping one folder to one address; no other program has it at the same time.
pub(crate) struct Outbox {
    dir: PathBuf,
    /// All that was prepared so far, in this order.
    pub plans: Vec<Plan>,
    /// What has arrived.
    pub done: Vec<Done>,
    _lock: File,
}

/// Results that were prepared at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub format: u32,
    /// Name of this writer in the tables' transactions.
    pub app: String,
    /// The address, without what must not be shown.
    pub url: String,
    pub sources: Vec<Source>,
    /// Rows of incidents in the sources.
    pub rows: u64,
    pub suppressed: u64,
    /// Members that a group had to have.
    pub k: u32,
    /// Members of the smallest group that is published.
    pub least_shared: Option<u32>,
    /// Published rows by how exactly they tell place and time.
    pub levels: Vec<(String, u64)>,
    /// Rows of traffic that too few drove.
    pub flow_left_out: u64,
    /// The scenario's service level (s).
    pub within_s: Option<f64>,
    /// What of a run's spool it takes; none where it takes whole folders.
    #[serde(default)]
    pub taken: Option<Taken>,
    pub pieces: Vec<Piece>,
}

/// Incidents that were taken from a run's spool.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// Their numbers in the run.
    pub numbers: Vec<u64>,
    /// When those that are published were put aside (s since 1970), in the order of time.
    pub since_unix_s: Vec<f64>,
    /// How many of each kind there are, for the counts of the whole run at its end.
    pub counts: Vec<PublicCount>,
    /// Whether these were the last of the run.
    pub closed: bool,
}

/// What goes into one table by one transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Piece {
    /// Its number among all of this outbox.
    pub number: i64,
    pub table: String,
    pub files: Vec<Packed>,
}

/// A file that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Packed {
    pub city: String,
    pub day: i32,
    pub rows: u64,
    pub bytes: u64,
    pub crc: u32,
    /// Its name in the outbox and in the table.
    pub file: String,
}

impl Plan {
    /// A plan for what was made of some results; what it takes from where is still to be said.
    pub fn of(outbox: &Outbox, url: &str, results: &Results, outcome: &Outcome) -> Self {
        let level = |(at, rows): (&usize, &u64)| {
            let step = STEPS[*at];
            let classes = if step.classes { "" } else { ", classes left out" };
            (format!("{}, {}{classes}", step.place.name(), step.time.name()), *rows)
        };
        Self {
            format: 1,
            app: outbox.app(),
            url: url.to_owned(),
            sources: Vec::new(),
            rows: 0,
            suppressed: outcome.suppressed,
            k: results.k,
            least_shared: outcome.least_shared,
            levels: outcome.by_step.iter().map(level).collect(),
            flow_left_out: 0,
            within_s: results.within_s,
            taken: None,
            pieces: Vec::new(),
        }
    }
}

impl Piece {
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// A piece that can be seen in its table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Done {
    pub piece: i64,
    /// Since when (s since 1970).
    pub visible_unix_s: f64,
}

/// Where the state of an address is kept.
fn dir_of(results: &Path, url: &str) -> PathBuf {
    let hash = pilotzone_world::Fold::START.text(url).0;
    results.join(STATE_DIR).join(pilotzone_world::hash::hex(hash))
}

impl Outbox {
    /// Opens the state of an address, which nobody else may have open.
    pub fn open(results: &Path, url: &str) -> Result<Self, PushError> {
        let dir = dir_of(results, url);
        std::fs::create_dir_all(&dir).map_err(|e| PushError::disk(&dir, "made", e))?;
        let path = dir.join("lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|e| PushError::disk(&path, "written", e))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(PushError::Locked { path }),
            Err(std::fs::TryLockError::Error(e)) => return Err(PushError::disk(&path, "locked", e)),
        }
        let (plans, done) = read_state(&dir)?;
        Ok(Self { dir, plans, done, _lock: lock })
    }

    /// The state of an address as it is now, whoever has it open.
    pub fn look(results: &Path, url: &str) -> Result<(Vec<Plan>, Vec<Done>), PushError> {
        read_state(&dir_of(results, url))
    }

    /// Name of this writer: random, kept from the first plan on.
    pub fn app(&self) -> String {
        let known = self.plans.first().map(|plan| plan.app.clone());
        known.unwrap_or_else(|| format!("pilotzone-{}", Uuid::new_v4().simple()))
    }

    /// Fixes what is to leave. After this, all that is sent is read from here. Before it nothing was sent, so what a kill
    /// left of an earlier try is written over.
    pub fn fix(&mut self, mut plan: Plan, tables: Vec<(&'static str, Vec<Part>)>) -> Result<(), PushError> {
        let at = self.plans.len();
        let dir = self.plan_dir(at);
        if dir.exists() {
            std::fs::remove_dir_all(&dir).map_err(|e| PushError::disk(&dir, "taken away", e))?;
        }
        std::fs::create_dir_all(&dir).map_err(|e| PushError::disk(&dir, "made", e))?;
        let mut number = self.plans.iter().flat_map(|plan| &plan.pieces).map(|piece| piece.number).max();
        for (table, parts) in tables.into_iter().filter(|(_, parts)| !parts.is_empty()) {
            let this = number.map_or(0, |number| number + 1);
            number = Some(this);
            let mut files = Vec::new();
            for part in parts {
                let file = format!("part-{this:05}-{}.zstd.parquet", Uuid::new_v4().simple());
                let bytes = part.bytes.get();
                put_safely(&dir.join(&file), bytes)?;
                files.push(Packed {
                    city: part.city,
                    day: part.day,
                    rows: part.rows,
                    bytes: bytes.len() as u64,
                    crc: crc32fast::hash(bytes),
                    file,
                });
            }
            plan.pieces.push(Piece { number: this, table: table.to_owned(), files });
        }
        let text = serde_json::to_vec_pretty(&plan).unwrap_or_default();
        put_safely(&self.dir.join(format!("plan-{at:05}.json")), &text)?;
        self.plans.push(plan);
        Ok(())
    }

    fn plan_dir(&self, at: usize) -> PathBuf {
        self.dir.join(format!("outbox-{at:05}"))
    }

    /// Pieces that have not arrived, each with the place of its plan.
    pub fn pending(&self) -> Vec<(usize, Piece)> {
        let is_done = |piece: &Piece| self.done.iter().any(|done| done.piece == piece.number);
        let of = |(at, plan): (usize, &Plan)| {
            plan.pieces
                .iter()
                .filter(|piece| !is_done(piece))
                .map(|piece| (at, piece.clone()))
                .collect::<Vec<_>>()
        };
        self.plans.iter().enumerate().flat_map(of).collect()
    }

    /// Numbers of incidents that were taken from a run's spool, and of those of which all that was made has arrived.
    pub fn taken(&self) -> (BTreeSet<u64>, BTreeSet<u64>) {
        let pending: BTreeSet<usize> = self.pending().into_iter().map(|(at, _)| at).collect();
        let (mut all, mut arrived) = (BTreeSet::new(), BTreeSet::new());
        for (at, plan) in self.plans.iter().enumerate() {
            let numbers = plan.taken.iter().flat_map(|taken| &taken.numbers);
            all.extend(numbers.clone());
            if !pending.contains(&at) {
                arrived.extend(numbers);
            }
        }
        (all, arrived)
    }

    /// The bytes of a file that waits.
    pub fn bytes(&self, plan: usize, file: &Packed) -> Result<Anonymised<Vec<u8>>, PushError> {
        let path = self.plan_dir(plan).join(&file.file);
        let bytes = std::fs::read(&path).map_err(|e| PushError::disk(&path, "read", e))?;
        Anonymised::again(bytes, file.crc)
            .ok_or_else(|| PushError::read(&path, "its bytes are not those that were fixed"))
    }

    /// Notes that a piece can be seen in its table.
    pub fn arrived(&mut self, done: Done) -> Result<(), PushError> {
        let path = self.dir.join("done.jsonl");
        // Behind a line that a kill tore, this one must begin anew.
        let line = format!("\n{}\n", serde_json::to_string(&done).unwrap_or_default());
        let write = || {
            let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
            file.write_all(line.as_bytes())?;
            file.sync_data()
        };
        write().map_err(|e| PushError::disk(&path, "written", e))?;
        self.done.push(done);
        Ok(())
    }

    /// Takes files away that have arrived; the lists stay.
    pub fn clear(&self) -> Result<(), PushError> {
        let pending = self.pending();
        for at in (0..self.plans.len()).filter(|at| pending.iter().all(|(plan, _)| plan != at)) {
            let dir = self.plan_dir(at);
            match std::fs::remove_dir_all(&dir) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(PushError::disk(&dir, "taken away", e));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn read_state(dir: &Path) -> Result<(Vec<Plan>, Vec<Done>), PushError> {
    let mut plans = Vec::new();
    loop {
        let path = dir.join(format!("plan-{:05}.json", plans.len()));
        match std::fs::read(&path) {
            Ok(bytes) => plans.push(serde_json::from_slice(&bytes).map_err(|e| PushError::read(&path, e))?),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => break,
            Err(e) => return Err(PushError::disk(&path, "read", e)),
        }
    }
    let text = std::fs::read_to_string(dir.join("done.jsonl")).unwrap_or_default();
    // A line that a kill tore is a piece that is sent once more, and found to be there.
    let mut done: Vec<Done> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    done.sort_by_key(|done| done.piece);
    done.dedup_by_key(|done| done.piece);
    Ok((plans, done))
}

/// Writes a file that is there in whole or not at all, and stays there when the power fails.
fn put_safely(path: &Path, bytes: &[u8]) -> Result<(), PushError> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let write = || {
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, path)?;
        match path.parent() {
            Some(dir) => File::open(dir)?.sync_all(),
            None => Ok(()),
        }
    };
    write().map_err(|e| PushError::disk(path, "written", e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anonymise::for_tests;

    fn plan(outbox: &Outbox) -> Plan {
        Plan::of(outbox, "file:///x", &Results::default(), &Outcome::default())
    }

    fn part(bytes: &[u8]) -> Part {
        Part { city: "a".into(), day: 1, rows: 3, bytes: for_tests(bytes.to_vec()) }
    }

    #[test]
    fn what_was_fixed_is_sent_again_as_it_was_after_a_kill() {
        let dir = tempfile::tempdir().unwrap();
        let mut outbox = Outbox::open(dir.path(), "file:///x").unwrap();
        let made = plan(&outbox);
        outbox.fix(made, vec![("incidents", vec![part(b"one")]), ("exposure", vec![part(b"two")])]).unwrap();
        let app = outbox.app();
        outbox.arrived(Done { piece: 0, visible_unix_s: 7.0 }).unwrap();
        drop(outbox);
        // A line that a kill tore.
        let done = dir_of(dir.path(), "file:///x").join("done.jsonl");
        let text = std::fs::read_to_string(&done).unwrap();
        std::fs::write(&done, text + "{\"piece\":1,\"vis").unwrap();
        let mut again = Outbox::open(dir.path(), "file:///x").unwrap();
        let pending = again.pending();
        assert_eq!((again.app(), pending.len(), pending[0].1.number), (app, 1, 1));
        assert_eq!(again.bytes(0, &pending[0].1.files[0]).unwrap().get(), b"two");
        again.arrived(Done { piece: 1, visible_unix_s: 8.0 }).unwrap();
        assert_eq!(read_state(&again.dir).unwrap().1.len(), 2);
    }

    #[test]
    fn another_address_has_a_state_of_its_own_and_one_has_one_shipper() {
        let dir = tempfile::tempdir().unwrap();
        let mut one = Outbox::open(dir.path(), "file:///one").unwrap();
        let made = plan(&one);
        one.fix(made, vec![("incidents", vec![part(b"one")])]).unwrap();
        assert!(matches!(Outbox::open(dir.path(), "file:///one"), Err(PushError::Locked { .. })));
        let two = Outbox::open(dir.path(), "file:///two").unwrap();
        assert!(two.plans.is_empty() && two.app() != one.app());
        assert_eq!(Outbox::look(dir.path(), "file:///one").unwrap().0.len(), 1);
    }

    #[test]
    fn bytes_that_changed_on_disk_never_leave() {
        let dir = tempfile::tempdir().unwrap();
        let mut outbox = Outbox::open(dir.path(), "file:///x").unwrap();
        let made = plan(&outbox);
        outbox.fix(made, vec![("incidents", vec![part(b"one")])]).unwrap();
        let (at, piece) = outbox.pending().remove(0);
        std::fs::write(outbox.plan_dir(at).join(&piece.files[0].file), b"own").unwrap();
        assert!(outbox.bytes(at, &piece.files[0]).is_err());
    }
}
