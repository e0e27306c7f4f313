//! The spool of a run, from which its incidents are shipped while it goes: what is in it, whether more may come, and what
//! has gone for good.

use crate::PushError;
use crate::results::{About, Incident, Results, Scenario, read_incidents};
use pilotzone_world::spool::{DIR, FORMAT, HEADER, Header, LOCK, Spooled, segment_number, unseal};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// A run's spool.
pub(crate) struct Spool {
    run: PathBuf,
    dir: PathBuf,
    header: Header,
}

/// What a run's spool holds now.
pub(crate) struct Held {
    /// All that it tells, in the terms of results; exposure only of a run that is complete.
    pub results: Results,
    /// When each incident was put aside (s since 1970), by its number.
    pub since_unix_s: BTreeMap<u64, f64>,
    /// Whether the run still goes.
    pub more_may_come: bool,
    /// Whether the run came to its end, so that what it drove is known.
    pub is_complete: bool,
}

impl Spool {
    /// The spool in a run's folder, if there is one.
    pub fn of(run: &Path) -> Result<Option<Self>, PushError> {
        let dir = run.join(DIR);
        let path = dir.join(HEADER);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(PushError::read(&path, error)),
        };
        let header: Header = serde_json::from_str(&text).map_err(|e| PushError::read(&path, e))?;
        if header.format > FORMAT {
            let why =
                format!("it has format {}; this pilotzone-push reads formats to {FORMAT}", header.format);
            return Err(PushError::read(&path, why));
        }
        Ok(Some(Self { run: run.to_owned(), dir, header }))
    }

    /// The address to which its incidents go.
    pub fn url(&self) -> &str {
        &self.header.url
    }

    /// Whether the run holds its lock.
    fn is_going(&self) -> Result<bool, PushError> {
        let path = self.dir.join(LOCK);
        let lock = match File::open(&path) {
            Ok(lock) => lock,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(PushError::read(&path, error)),
        };
        match lock.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(PushError::read(&path, error)),
        }
    }

    /// What it holds now, and what of a complete run's table it lacks.
    pub fn look(&self) -> Result<Held, PushError> {
        // Asked first: what is read after the run let go is all that there will be.
        let more_may_come = self.is_going()?;
        let rows = self.rows()?;
        let scenario = Scenario::read(&self.run.join("scenario.toml"))?;
        let mut results = Results { k: scenario.k.max(2), within_s: scenario.within_s, ..Results::default() };
        results.incidents = rows.values().map(|row| incident(&scenario, &self.header.law, row)).collect();
        let is_complete = !more_may_come && self.run.join("summary.json").is_file();
        if is_complete {
            let about = About::of(&self.run)?;
            about.read_runs(&self.run, &mut results.runs)?;
            let table = self.run.join("incidents.parquet");
            let mut all = Vec::new();
            if table.is_file() {
                read_incidents(&table, &about, 0, &mut all)?;
            }
            let is_lacking = |incident: &Incident| !rows.contains_key(&(incident.number as u32));
            results.incidents.extend(all.into_iter().filter(is_lacking));
        }
        let since_unix_s = rows.values().map(|row| (row.number.into(), row.put_unix_s)).collect();
        Ok(Held { results, since_unix_s, more_may_come, is_complete })
    }

    fn segments(&self) -> Result<BTreeMap<u32, PathBuf>, PushError> {
        let entries = std::fs::read_dir(&self.dir).map_err(|e| PushError::read(&self.dir, e))?;
        let of =
            |entry: std::fs::DirEntry| Some((segment_number(entry.file_name().to_str()?)?, entry.path()));
        Ok(entries.flatten().filter_map(of).collect())
    }

    /// Its lines by the number of the incident. One that is not whole was torn by a kill or a full disk, or is just being
    /// written.
    fn rows(&self) -> Result<BTreeMap<u32, Spooled>, PushError> {
        let mut rows = BTreeMap::new();
        for path in self.segments()?.values() {
            rows.extend(lines(path)?.into_iter().map(|row| (row.number, row)));
        }
        Ok(rows)
    }

    /// Takes segments away of which all has arrived; the last one only when no more may come.
    pub fn forget(&self, arrived: &BTreeSet<u64>, more_may_come: bool) -> Result<(), PushError> {
        let segments = self.segments()?;
        let last = segments.keys().next_back().copied();
        for (number, path) in &segments {
            let is_open = more_may_come && Some(*number) == last;
            if !is_open && lines(path)?.iter().all(|row| arrived.contains(&row.number.into())) {
                std::fs::remove_file(path).map_err(|e| PushError::disk(path, "taken away", e))?;
            }
        }
        Ok(())
    }
}

fn lines(path: &Path) -> Result<Vec<Spooled>, PushError> {
    let bytes = std::fs::read(path).map_err(|e| PushError::read(path, e))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().filter_map(|line| serde_json::from_str(unseal(line)?).ok()).collect())
}

fn incident(scenario: &Scenario, law: &str, row: &Spooled) -> Incident {
    let (day, of_day_s) = scenario.clock(row.time_s);
    Incident {
        run: 0,
        number: row.number.into(),
        city: scenario.city.clone(),
        district: scenario.district.clone(),
        day,
        of_day_s,
        kind: row.kind.clone(),
        law: law.to_owned(),
        place_deg: row.place_deg.map(|[lon_deg, lat_deg]| (lon_deg, lat_deg)),
        agent: row.agent.clone(),
        class: row.class.clone(),
        other_class: row.other_class.clone(),
        control: row.control.clone(),
        delta_v_mps: row.delta_v_mps,
        injury_risk: row.mais2plus,
        cause: row.cause.clone(),
    }
}

/// Lays a spool into a run's folder.
#[cfg(test)]
pub(crate) fn for_tests(run: &Path, rows: &[Spooled], url: &str) {
    use pilotzone_world::spool::{seal, segment};
    let dir = run.join(DIR);
    std::fs::create_dir_all(&dir).unwrap();
    let header = Header { format: FORMAT, url: url.into(), law: "ordinary".into() };
    std::fs::write(dir.join(HEADER), serde_json::to_string(&header).unwrap()).unwrap();
    let scenario = "map = \"sejong-naseong.pzmap\"\n[time]\nstart = \"2021-06-01T08:00:00+09:00\"\n";
    std::fs::write(run.join("scenario.toml"), scenario).unwrap();
    for (number, rows) in rows.chunks(20).enumerate() {
        let text: String = rows.iter().map(|row| seal(&serde_json::to_string(row).unwrap())).collect();
        std::fs::write(dir.join(segment(number as u32)), text).unwrap();
    }
}

/// Holds a run's spool as the run does while it goes.
#[cfg(test)]
pub(crate) fn held_for_tests(run: &Path) -> File {
    let lock = File::create(run.join(DIR).join(LOCK)).unwrap();
    lock.lock().unwrap();
    lock
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_world::spool::segment;

    fn row(number: u32) -> Spooled {
        Spooled { number, kind: "disengagement".into(), ..Spooled::default() }
    }

    #[test]
    fn torn_lines_are_left_out_and_whole_ones_are_there_once() {
        let dir = tempfile::tempdir().unwrap();
        let rows: Vec<Spooled> = (0..30).chain([3]).map(row).collect();
        for_tests(dir.path(), &rows, "file:///x");
        let lock = held_for_tests(dir.path());
        let path = dir.path().join(DIR).join(segment(1));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 9]).unwrap();
        let spool = Spool::of(dir.path()).unwrap().unwrap();
        let held = spool.look().unwrap();
        assert_eq!((held.results.incidents.len(), held.more_may_come, held.is_complete), (30, true, false));
        drop(lock);
        assert!(!spool.look().unwrap().more_may_come);
    }

    #[test]
    fn only_what_has_arrived_goes_and_never_the_segment_that_grows() {
        let dir = tempfile::tempdir().unwrap();
        let rows: Vec<Spooled> = (0..50).map(row).collect();
        for_tests(dir.path(), &rows, "file:///x");
        let _lock = held_for_tests(dir.path());
        let spool = Spool::of(dir.path()).unwrap().unwrap();
        let left = |spool: &Spool| spool.segments().unwrap().into_keys().collect::<Vec<_>>();
        spool.forget(&(0..39).collect(), true).unwrap();
        assert_eq!(left(&spool), [1, 2]);
        spool.forget(&(0..50).collect(), true).unwrap();
        assert_eq!(left(&spool), [2]);
        spool.forget(&(0..50).collect(), false).unwrap();
        assert!(left(&spool).is_empty());
    }

    #[test]
    fn a_folder_without_a_spool_has_none_and_a_later_format_is_named() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Spool::of(dir.path()).unwrap().is_none());
        for_tests(dir.path(), &[], "file:///x");
        let later = r#"{"format": 9, "url": "file:///x", "law": "ordinary"}"#;
        std::fs::write(dir.path().join(DIR).join(HEADER), later).unwrap();
        let error = Spool::of(dir.path()).err().unwrap().to_string();
        assert!(error.contains("format 9"), "{error}");
    }
}
