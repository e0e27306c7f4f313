//! Limits that a scenario sets to what comes out of it.

use super::Checks;
use crate::file::LimitFile;
use crate::read::{Mistake, nearest};
use pilotzone_world::{AgentClass, IncidentKind, NearMissKind};

impl Checks<'_> {
    pub(super) fn expect(&mut self) {
        let file = self.file;
        for (table, limits) in file.expect.counts() {
            for (name, limit) in limits {
                let path = ["expect", table, name.as_str()];
                self.known_word(&path, known_words(table));
                self.limit(&path, *limit);
            }
        }
        for (table, limits) in file.limits.tables() {
            for (name, limit) in limits {
                let path = ["limits", table, name.as_str()];
                self.known_word(&path, known_words(table));
                if limit.max.is_none() && limit.per_1000_km.is_none() && limit.per_flight_h.is_none() {
                    self.choice(&path, "write `max`, `per_1000_km` or `per_flight_h`");
                }
            }
        }
        for (name, limit) in file.expect.figures() {
            if let Some(limit) = limit {
                self.limit(&["expect", name], limit);
            }
        }
    }

    /// Refuses a key that is none of the known words, where these are a closed list.
    fn known_word(&mut self, path: &[&str; 3], known: Option<Vec<&str>>) {
        let [section, table, name] = *path;
        let Some(known) = known.filter(|known| !known.contains(&name)) else { return };
        let nearest = nearest::of(name, known.iter().copied());
        let (key, found) = (format!("{section}.{table}"), name.to_owned());
        self.refuse(path, Mistake::UnknownWord { key, found, nearest, known: known.join(", ") });
    }

    fn limit(&mut self, path: &[&str], limit: LimitFile) {
        match (limit.min, limit.max) {
            (None, None) => self.choice(path, "write `min`, `max` or both"),
            (Some(min), Some(max)) if min > max => {
                let what = format!("`min` {min} lies above `max` {max}; nothing could ever hold it");
                self.choice(path, &what);
            }
            _ => {}
        }
    }
}

/// What may stand in a table of counts. Which rules there are stands in the rule pack; at the run's end their names are
/// held against it.
fn known_words(table: &str) -> Option<Vec<&'static str>> {
    match table {
        "incidents" => Some(IncidentKind::ALL.iter().map(|kind| kind.name()).collect()),
        "near_misses" => Some(NearMissKind::ALL.iter().map(|kind| kind.name()).collect()),
        "inserted" | "arrived" | "removed" => {
            Some(AgentClass::ALL.iter().map(|class| class.name()).collect())
        }
        _ => None,
    }
}
