//! The whole state as bytes: a versioned header, a check sum, compressed content.

use crate::observe::Observed;
use pilotzone_ground::{GroundError, state::State};
use serde::{Deserialize, Serialize};

const MAGIC: &[u8; 8] = b"PZSNAP\0\0";
/// Version of the content below; a change of any state makes a new one.
const VERSION: u32 = 3;
/// A damaged length must not make us allocate the machine away.
const LARGEST: usize = 4 << 30;

/// What a run goes on from.
#[derive(Serialize, Deserialize)]
pub(crate) struct Content {
    pub scenario: String,
    pub seed: u64,
    pub event_hash: u64,
    pub ground: State,
    pub air: Option<pilotzone_air::room::State>,
    pub observed: Option<Observed>,
}

/// Why bytes are no snapshot to go on from.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not ours.
    #[error("this is no snapshot of pilotzone")]
    Foreign,
    /// Another version.
    #[error("the snapshot has version {found}; this pilotzone reads version {VERSION}: take it anew")]
    Version {
        /// In the file.
        found: u32,
    },
    /// Cut or changed.
    #[error("the snapshot is damaged: {0}; take it anew")]
    Damaged(String),
    /// Of another scenario or seed.
    #[error(
        "the snapshot is of scenario {found}, seed {found_seed}, not of {expected}, seed {expected_seed}"
    )]
    OtherRun {
        /// In the file.
        found: String,
        /// In the file.
        found_seed: u64,
        /// The run's.
        expected: String,
        /// The run's.
        expected_seed: u64,
    },
    /// The law's state is that of another rule pack.
    #[error("the snapshot was taken under another rule pack: take it anew")]
    OtherRules,
    /// The air's state does not fit the run.
    #[error(transparent)]
    Air(#[from] pilotzone_air::AirError),
    /// The state does not fit the run.
    #[error(transparent)]
    Ground(#[from] GroundError),
}

pub(crate) fn encode(content: &Content) -> Vec<u8> {
    // Plain data into memory: neither serialiser can fail on it, and an empty body is refused when read.
    let plain = postcard::to_stdvec(content).unwrap_or_default();
    let packed = zstd::encode_all(plain.as_slice(), 1).unwrap_or_default();
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(crc32fast::hash(&packed).to_le_bytes());
    bytes.extend((plain.len() as u64).to_le_bytes());
    bytes.extend(packed);
    bytes
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Content, SnapshotError> {
    let damaged = |what: &str| SnapshotError::Damaged(what.to_owned());
    let (magic, rest) = bytes.split_first_chunk::<8>().ok_or(SnapshotError::Foreign)?;
    if magic != MAGIC {
        return Err(SnapshotError::Foreign);
    }
    let (version, rest) = rest.split_first_chunk::<4>().ok_or_else(|| damaged("it ends in its header"))?;
    let found = u32::from_le_bytes(*version);
    if found != VERSION {
        return Err(SnapshotError::Version { found });
    }
    let (sum, rest) = rest.split_first_chunk::<4>().ok_or_else(|| damaged("it ends in its header"))?;
    let (length, packed) = rest.split_first_chunk::<8>().ok_or_else(|| damaged("it ends in its header"))?;
    if crc32fast::hash(packed) != u32::from_le_bytes(*sum) {
        return Err(damaged("its check sum is wrong"));
    }
    let length = u64::from_le_bytes(*length) as usize;
    if length > LARGEST {
        return Err(damaged("its length is out of bounds"));
    }
    let plain = zstd::bulk::decompress(packed, length).map_err(|e| SnapshotError::Damaged(e.to_string()))?;
    postcard::from_bytes(&plain).map_err(|e| SnapshotError::Damaged(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_cut_and_changed_bytes_are_told_apart() {
        assert!(matches!(decode(b"hello"), Err(SnapshotError::Foreign)));
        let mut bytes = MAGIC.to_vec();
        bytes.extend(7u32.to_le_bytes());
        assert!(matches!(decode(&bytes), Err(SnapshotError::Version { found: 7 })));
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend([0; 20]);
        assert!(matches!(decode(&bytes), Err(SnapshotError::Damaged(_))));
    }
}
