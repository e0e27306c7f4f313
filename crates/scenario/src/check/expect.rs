//! Limits that a scenario sets to what comes out of it.

use super::Checks;
use crate::file::LimitFile;
use crate::read::{Mistake, nearest};
use pilotzone_world::{AgentClass, IncidentKind, NearMissKind};

impl Checks<'_> {
    pub(super) fn expect(&mut self) {
        let file = self.file;
        for (table, limits) in file.expect.counts() {
            // Which rules there are stands in the rule pack; at the run's end their names are held against it.
            let known: Option<Vec<&str>> = match table {
                "incidents" => Some(IncidentKind::ALL.iter().map(|kind| kind.name()).collect()),
                "near_misses" => Some(NearMissKind::ALL.iter().map(|kind| kind.name()).collect()),
                "inserted" | "arrived" | "removed" => {
                    Some(AgentClass::ALL.iter().map(|class| class.name()).collect())
                }
                _ => None,
            };
            for (name, limit) in limits {
                let path = ["expect", table, name.as_str()];
                if let Some(known) = known.as_ref().filter(|known| !known.contains(&name.as_str())) {
                    let nearest = nearest::of(name, known.iter().copied());
                    let (key, found) = (format!("expect.{table}"), name.clone());
                    self.refuse(&path, Mistake::UnknownWord { key, found, nearest, known: known.join(", ") });
                }
                self.limit(&path, *limit);
            }
        }
        for (name, limit) in file.expect.figures() {
            if let Some(limit) = limit {
                self.limit(&["expect", name], limit);
            }
        }
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
