//! What a run puts aside of an incident at once, before anything else is made of it: one line of text for each, which
//! who ships incidents takes from there.
//!
//! A spool is a folder in the folder of its run: a header, a lock that the run holds while it goes, and segments of
//! lines. A line is sealed by its hash, so that one which a kill or a full disk tore is known.

use crate::hash::{Fold, hex};
use serde::{Deserialize, Serialize};

/// The spool's folder in the folder of its run.
pub const DIR: &str = "spool";
/// The header's file in the spool.
pub const HEADER: &str = "header.json";
/// The file that the run holds locked while it goes.
pub const LOCK: &str = "lock";
/// The version of all this.
pub const FORMAT: u32 = 1;

/// What holds for all lines of a spool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the spool.
    pub format: u32,
    /// The address to which its incidents go.
    pub url: String,
    /// The rule set of the run.
    pub law: String,
}

/// An incident as it is put aside.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Spooled {
    /// Its number in the run, from 0.
    pub number: u32,
    /// When it was put aside (s since 1970).
    pub put_unix_s: f64,
    /// Which of the closed list.
    pub kind: String,
    /// When it happened (s of simulation).
    pub time_s: f64,
    /// Where: longitude and latitude (deg).
    pub place_deg: Option<[f64; 2]>,
    /// Who took part first.
    pub agent: Option<String>,
    /// How that one is counted.
    pub class: Option<String>,
    /// Who drove it.
    pub control: Option<String>,
    /// How the other is counted.
    pub other_class: Option<String>,
    /// Greatest change of velocity (m/s).
    pub delta_v_mps: Option<f64>,
    /// Greatest probability of an injury of MAIS 2 or more.
    pub mais2plus: Option<f64>,
    /// Why, where the event itself says it.
    pub cause: Option<String>,
}

/// The name of a segment.
pub fn segment(number: u32) -> String {
    format!("segment-{number:05}.jsonl")
}

/// The number of the segment of that name.
pub fn segment_number(name: &str) -> Option<u32> {
    name.strip_prefix("segment-")?.strip_suffix(".jsonl")?.parse().ok()
}

/// A text of one line under its seal.
pub fn seal(text: &str) -> String {
    format!("{} {text}\n", hex(Fold::START.text(text).0))
}

/// The text of a line without its end; none where the line is not whole.
pub fn unseal(line: &str) -> Option<&str> {
    let (seal, text) = line.split_once(' ')?;
    (seal == hex(Fold::START.text(text).0)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_torn_or_changed_is_known() {
        let line = seal("{\"number\":7}");
        let whole = line.strip_suffix('\n').unwrap();
        assert_eq!(unseal(whole), Some("{\"number\":7}"));
        for end in 0..whole.len() {
            assert_eq!(unseal(&whole[..end]), None);
        }
        assert_eq!(unseal(&whole.replace('7', "8")), None);
    }

    #[test]
    fn a_segment_is_known_by_its_name() {
        assert_eq!(segment_number(&segment(12)), Some(12));
        assert_eq!([segment_number("lock"), segment_number("segment-1.jsonl.unfinished")], [None, None]);
    }
}
