//! The write-ahead spool: each incident is safe on disk before anything else is made of it, so that who ships incidents
//! finds it there, whatever becomes of the run.

use crate::accounts::agent_name;
use crate::error::RecordError;
use crate::events::tidy_s;
use crate::folder::RunFolder;
use pilotzone_engine::Engine;
use pilotzone_safety::{IncidentRecord, Party};
use pilotzone_scenario::file::Level;
use pilotzone_world::spool::{DIR, FORMAT, HEADER, Header, LOCK, Spooled, seal, segment};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Lines of a segment: what has arrived goes from the spool by segments.
const SEGMENT_LINES: usize = 64;

/// The spool of a run that goes. While it lives, others see by its lock that more may come.
pub struct Spool {
    dir: PathBuf,
    segment: File,
    number: u32,
    /// Lines of the open segment.
    lines: usize,
    /// Whether a line broke off in the open segment.
    is_torn: bool,
    /// Incidents that have their line.
    told: usize,
    _lock: File,
}

impl Spool {
    /// Refuses an address to which nothing can go, before any work is done; what is in it as a secret is not shown.
    pub fn check_url(url: &str) -> Result<(), RecordError> {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme);
        if url.contains(['@', '?', '#']) {
            let url = format!("{}://...", scheme.unwrap_or_default());
            let why = "it carries credentials or a query, and credentials come from the environment alone";
            return Err(RecordError::Url { url, why });
        }
        let why = match scheme {
            Some("file" | "s3" | "gs" | "az") if !url.ends_with("://") => return Ok(()),
            Some(_) => "this is no store that incidents can go to",
            None => "it names no kind of store",
        };
        Err(RecordError::Url { url: url.to_owned(), why })
    }

    /// Begins the spool of a run in its folder.
    pub fn begin(folder: &RunFolder, url: &str, engine: &Engine) -> Result<Self, RecordError> {
        Self::check_url(url)?;
        let labels = &engine.run().labels;
        // Who ships reads there where and when the run is, even while it goes.
        folder.write("scenario.toml", &labels.resolved)?;
        let dir = folder.file(DIR);
        std::fs::create_dir_all(&dir).map_err(|e| RecordError::disk(&dir, "made", e))?;
        let path = dir.join(LOCK);
        let lock = File::create(&path).map_err(|e| RecordError::disk(&path, "written", e))?;
        lock.lock().map_err(|e| RecordError::disk(&path, "locked", e))?;
        let segment = open(&dir, 0)?;
        let header = Header { format: FORMAT, url: url.to_owned(), law: labels.law.clone() };
        let text = serde_json::to_string_pretty(&header).unwrap_or_default();
        folder.write(&format!("{DIR}/{HEADER}"), &text)?;
        Ok(Self { dir, segment, number: 0, lines: 0, is_torn: false, told: 0, _lock: lock })
    }

    /// Puts aside what came since the last call that went well, and returns when it is safe. To be called after every
    /// step, and after the end; `now_unix_s` is asked for only where something happened.
    pub fn observe(&mut self, engine: &Engine, now_unix_s: impl Fn() -> f64) -> Result<(), RecordError> {
        let records = engine.safety().map_or(&[][..], |safety| safety.records());
        let new = records.get(self.told..).unwrap_or_default();
        if new.is_empty() {
            return Ok(());
        }
        let put_unix_s = now_unix_s();
        let line =
            |record| seal(&serde_json::to_string(&spooled(engine, record, put_unix_s)).unwrap_or_default());
        self.put(&new.iter().map(line).collect::<Vec<_>>())?;
        self.told = records.len();
        Ok(())
    }

    fn put(&mut self, lines: &[String]) -> Result<(), RecordError> {
        if self.lines >= SEGMENT_LINES {
            self.segment = open(&self.dir, self.number + 1)?;
            self.number += 1;
            self.lines = 0;
        }
        // Behind a line that broke off, the next must begin anew.
        let text = if self.is_torn { "\n" } else { "" }.to_owned() + &lines.concat();
        let written = self.segment.write_all(text.as_bytes());
        let safe = written.and_then(|()| self.segment.sync_data());
        self.is_torn = safe.is_err();
        safe.map_err(|e| RecordError::disk(&self.dir.join(segment(self.number)), "written", e))?;
        self.lines += lines.len();
        Ok(())
    }
}

/// A new segment, its name as safe as what will stand in it.
fn open(dir: &Path, number: u32) -> Result<File, RecordError> {
    let path = dir.join(segment(number));
    let make = || {
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        File::open(dir)?.sync_all()?;
        Ok(file)
    };
    make().map_err(|e| RecordError::disk(&path, "written", e))
}

fn spooled(engine: &Engine, record: &IncidentRecord, put_unix_s: f64) -> Spooled {
    let class = |party: &Party| if party.is_object { "object" } else { party.class.name() }.to_owned();
    let first = record.parties.first();
    let geo = engine.run().map.geo.as_ref().zip(record.at);
    let place = geo.map(|(geo, at)| geo.to_geo(at)).map(|(lat_deg, lon_deg)| [lon_deg, lat_deg]);
    let risks = record.parties.iter().flat_map(|party| &party.risks);
    let hurt = risks.filter(|risk| risk.level == Level::Mais2plus).map(|risk| risk.probability);
    let delta_v = record.parties.iter().take(2).filter_map(|party| party.delta_v_mps);
    Spooled {
        number: record.number,
        put_unix_s,
        kind: record.kind.name().to_owned(),
        time_s: tidy_s(record.time_s),
        place_deg: place,
        agent: first.map(|party| agent_name(engine, party.key)),
        class: first.map(class),
        control: first.map(|party| party.control.name().to_owned()),
        other_class: record.parties.get(1).map(class),
        delta_v_mps: delta_v.max_by(f64::total_cmp),
        mais2plus: hurt.max_by(f64::total_cmp),
        cause: record.cause.map(|cause| cause.name().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::crossing_run;
    use pilotzone_world::spool::unseal;

    fn begun(dir: &Path) -> Spool {
        let engine = Engine::new(crossing_run(10.0), 1).unwrap();
        Spool::begin(&RunFolder::create(dir).unwrap(), "file:///x", &engine).unwrap()
    }

    #[test]
    fn a_line_is_on_disk_when_it_was_put_aside_and_a_segment_ends_in_time() {
        let dir = tempfile::tempdir().unwrap();
        let mut spool = begun(dir.path());
        for n in 0..=SEGMENT_LINES {
            spool.put(&[seal(&n.to_string())]).unwrap();
        }
        // As a kill does it: nothing is finished.
        std::mem::forget(spool);
        let read = |n| std::fs::read_to_string(dir.path().join(DIR).join(segment(n))).unwrap();
        let texts: Vec<String> =
            (read(0) + &read(1)).lines().map(|line| unseal(line).unwrap().to_owned()).collect();
        assert_eq!(texts, (0..=SEGMENT_LINES).map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!(read(1).lines().count(), 1);
    }

    #[test]
    fn others_see_that_the_run_goes_until_it_is_over() {
        let dir = tempfile::tempdir().unwrap();
        let spool = begun(dir.path());
        let lock = File::open(dir.path().join(DIR).join(LOCK)).unwrap();
        assert!(lock.try_lock_shared().is_err());
        drop(spool);
        assert!(lock.try_lock_shared().is_ok());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said_with_the_file_that_had_no_room() {
        let dir = tempfile::tempdir().unwrap();
        let mut spool = begun(dir.path());
        std::os::unix::fs::symlink("/dev/full", dir.path().join(DIR).join(segment(1))).unwrap();
        spool.lines = SEGMENT_LINES;
        let error = spool.put(&[seal("x")]).unwrap_err();
        assert!(!error.is_usage());
        let told = error.to_string();
        assert!(told.contains("segment-00001.jsonl") && told.contains("No space left"), "{told}");
    }

    #[test]
    fn an_address_to_which_nothing_can_go_is_refused_and_no_secret_of_it_shown() {
        for url in ["s3://key:hidden@bucket/x", "s3://bucket/x?token=hidden"] {
            let error = Spool::check_url(url).unwrap_err();
            assert!(error.is_usage() && !error.to_string().contains("hidden"), "{error}");
        }
        for url in ["out/x", "ftp://a/b", "s3://"] {
            assert!(Spool::check_url(url).unwrap_err().to_string().contains("file:///FOLDER"), "{url}");
        }
        assert!(Spool::check_url("file:///srv/x").is_ok() && Spool::check_url("s3://bucket/x").is_ok());
    }
}
