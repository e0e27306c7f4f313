//! A snapshot file: the whole run, the state in which it is, and what happened so far. It needs no other file.

use crate::outcome::Failure;
use pilotzone_engine::Engine;
use pilotzone_map::{Map, native};
use pilotzone_record::History;
use pilotzone_scenario::Run;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"PZRUN\0\0\0";
/// Version of the content below.
const VERSION: u32 = 2;
/// Magic, version, check sum, length of the content.
const HEADER: usize = 8 + 4 + 4 + 8;
/// A damaged length must not make us allocate the machine away.
const LARGEST: u64 = 8 << 30;

#[derive(Serialize, Deserialize)]
struct Content {
    run: Run,
    /// The map in its own format, which checks itself when read.
    map: Vec<u8>,
    state: Vec<u8>,
    history: History,
}

/// A run that can go on.
#[derive(Debug)]
pub struct Saved {
    /// All that the engine needs.
    pub run: Run,
    /// The engine's snapshot.
    pub state: Vec<u8>,
    /// What happened so far.
    pub history: History,
}

/// Why a file is no snapshot to go on from.
#[derive(Debug, thiserror::Error)]
enum Damage {
    #[error("this is no snapshot of a run")]
    Foreign,
    #[error("the snapshot has version {0}; this pilotzone reads version {VERSION}")]
    Version(u32),
    #[error("the snapshot is damaged: {0}")]
    Damaged(String),
}

/// Writes a run as it stands now, whole or not at all.
pub fn write(path: &Path, engine: &Engine, history: &History) -> Result<(), Failure> {
    let bytes = encode(engine, history)
        .map_err(|what| Failure::bad_input(what, "take the snapshot at another step"))?;
    put(path, &bytes)
}

/// Replaces a file by a new one, whole or not at all.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".unfinished");
    let beside = std::path::PathBuf::from(beside);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        Failure::writing(path, &error)
    })
}

/// Reads a run that can go on.
pub fn read(path: &Path) -> Result<Saved, Failure> {
    let remedy = "take it anew with `pilotzone run SCENARIO --snapshot-at S --snapshot FILE`";
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::bad_input(format!("{}: cannot be read: {error}", path.display()), remedy)
    })?;
    decode(&bytes).map_err(|damage| Failure::bad_input(format!("{}: {damage}", path.display()), remedy))
}

fn encode(engine: &Engine, history: &History) -> Result<Vec<u8>, String> {
    let run = engine.run();
    let content = Content {
        run: run.clone(),
        map: native::write(&run.map).map_err(|e| e.to_string())?,
        state: engine.snapshot(),
        history: history.clone(),
    };
    let plain = postcard::to_stdvec(&content).map_err(|e| e.to_string())?;
    let packed = zstd::bulk::compress(&plain, 1).map_err(|e| e.to_string())?;
    let mut bytes = Vec::with_capacity(HEADER + packed.len());
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(crc32fast::hash(&packed).to_le_bytes());
    bytes.extend((plain.len() as u64).to_le_bytes());
    bytes.extend(packed);
    Ok(bytes)
}

fn decode(bytes: &[u8]) -> Result<Saved, Damage> {
    let damaged = |what: String| Damage::Damaged(what);
    let rest = bytes.strip_prefix(MAGIC).ok_or(Damage::Foreign)?;
    let short = || Damage::Damaged("it ends in its header".to_owned());
    let (version, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let found = u32::from_le_bytes(*version);
    if found != VERSION {
        return Err(Damage::Version(found));
    }
    let (sum, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let (length, packed) = rest.split_first_chunk::<8>().ok_or_else(short)?;
    let length = u64::from_le_bytes(*length);
    if crc32fast::hash(packed) != u32::from_le_bytes(*sum) || length > LARGEST {
        return Err(damaged("its check sum is wrong".to_owned()));
    }
    let plain = zstd::bulk::decompress(packed, length as usize).map_err(|e| damaged(e.to_string()))?;
    let content: Content = postcard::from_bytes(&plain).map_err(|e| damaged(e.to_string()))?;
    let map: Map = native::read(&content.map).map_err(|e| damaged(e.to_string()))?;
    let run = Run { map: Arc::new(map), ..content.run };
    Ok(Saved { run, state: content.state, history: content.history })
}

/// Gives a run another end (s from its start), in its settings and in its resolved scenario.
pub fn end_at(run: &mut Run, until_s: f64) {
    run.settings.end_s = Some(run.settings.begin_s + until_s);
    let Ok(mut scenario) = run.labels.resolved.parse::<toml::Table>() else { return };
    // A scenario that stands for a SUMO configuration has no table of times.
    let has_time = scenario.get("time").is_some_and(toml::Value::is_table);
    let place = if has_time {
        scenario.get_mut("time").and_then(toml::Value::as_table_mut)
    } else {
        Some(&mut scenario)
    };
    if let Some(place) = place {
        place.insert("until_s".to_owned(), until_s.into());
    }
    if let Ok(text) = toml::to_string(&scenario) {
        run.labels.resolved = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_old_and_damaged_files_are_told_apart() {
        assert_eq!(decode(b"hello").unwrap_err().to_string(), "this is no snapshot of a run");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(9u32.to_le_bytes());
        assert_eq!(
            decode(&bytes).unwrap_err().to_string(),
            "the snapshot has version 9; this pilotzone reads version 2"
        );
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        assert_eq!(decode(&bytes).unwrap_err().to_string(), "the snapshot is damaged: it ends in its header");
        bytes.extend([1; 20]);
        assert_eq!(
            decode(&bytes).unwrap_err().to_string(),
            "the snapshot is damaged: its check sum is wrong"
        );
    }
}
