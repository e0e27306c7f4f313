//! What is kept of a run's course: a hex digit of a hash for each room and step, and for each agent and field and
//! second, thinned where the run is long, so that a later run tells where it left this one.

use pilotzone_engine::Engine;
use pilotzone_world::Fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Digits kept for rooms.
const ROOM_DIGITS: usize = 3000;
/// Digits kept for agents, and for fields.
const AGENT_DIGITS: usize = 1200;
/// Time between two looks at all agents (s).
const LOOK_S: f64 = 1.0;
/// Stands for an agent that was not there.
const ABSENT: u8 = b'-';

/// The course of a run in digits. A digit that differs tells that the runs do; one that agrees may do so by chance,
/// once in 16.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Course {
    /// Digits of each room.
    pub rooms: Digits,
    /// Digits of each agent, by name; none where there are too many agents to keep.
    pub agents: Digits,
    /// Digits of each field of all agents together.
    pub fields: Digits,
}

/// Rows of digits, a digit each so many steps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Digits {
    /// Steps between two digits; the first stands for the first so many steps.
    pub every_steps: u64,
    /// The digits by name.
    pub of: BTreeMap<String, String>,
}

/// Where two runs part, as far as digits tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// Steps that were equal still.
    pub after_step: u64,
    /// The step by which they differ.
    pub by_step: u64,
    /// Who differs.
    pub names: Vec<String>,
}

/// Writes down the course of a run.
#[derive(Debug, Default)]
pub struct Tracer {
    look_steps: u64,
    rooms: Vec<Vec<u8>>,
    agents: BTreeMap<String, Vec<u8>>,
    fields: BTreeMap<&'static str, Vec<u8>>,
    looks: usize,
}

impl Tracer {
    /// Looks at the state after a step.
    pub fn observe(&mut self, engine: &Engine) {
        let hashes = engine.room_hashes();
        self.rooms.resize(hashes.len(), Vec::new());
        for (row, hash) in self.rooms.iter_mut().zip(hashes) {
            row.push(digit(hash));
        }
        self.look_steps = ((LOOK_S / engine.run().settings.dt_s).round() as u64).max(1);
        if engine.steps().is_multiple_of(self.look_steps) {
            self.look(engine);
        }
    }

    fn look(&mut self, engine: &Engine) {
        let mut fields: BTreeMap<&'static str, Fold> = BTreeMap::new();
        for agent in engine.agents() {
            let mut whole = Fold::START;
            for (name, value) in agent.fields {
                whole = whole.number(value);
                let field = fields.entry(name).or_insert(Fold::START);
                *field = field.word(agent.key.0).number(value);
            }
            let row = self.agents.entry(agent.name).or_default();
            row.resize(self.looks, ABSENT);
            row.push(digit(whole.0));
        }
        for (name, fold) in fields {
            let row = self.fields.entry(name).or_default();
            row.resize(self.looks, ABSENT);
            row.push(digit(fold.0));
        }
        self.looks += 1;
    }

    /// The course, thinned to what a baseline holds.
    pub fn course(mut self) -> Course {
        for row in self.agents.values_mut().chain(self.fields.values_mut()) {
            row.resize(self.looks, ABSENT);
        }
        let rooms = Engine::ROOMS.iter().zip(self.rooms).map(|(name, row)| ((*name).to_owned(), row));
        let fields = self.fields.into_iter().map(|(name, row)| (name.to_owned(), row));
        let agents = if self.agents.len() > AGENT_DIGITS / 4 { BTreeMap::new() } else { self.agents };
        Course {
            rooms: Digits::thinned(rooms.collect(), 1, ROOM_DIGITS),
            agents: Digits::thinned(agents, self.look_steps, AGENT_DIGITS),
            fields: Digits::thinned(fields.collect(), self.look_steps, AGENT_DIGITS),
        }
    }
}

/// The last hex digit of a hash.
fn digit(hash: u64) -> u8 {
    b"0123456789abcdef"[(hash & 15) as usize]
}

impl Digits {
    /// Keeps each n-th digit of rows that hold one for each `steps` steps, so that no more than `most` are left.
    fn thinned(rows: BTreeMap<String, Vec<u8>>, steps: u64, most: usize) -> Self {
        let all: usize = rows.values().map(Vec::len).sum();
        let keep = all.div_ceil(most.max(1)).max(1);
        let thin = |row: Vec<u8>| -> String {
            row.chunks_exact(keep).filter_map(|chunk| chunk.last()).map(|digit| char::from(*digit)).collect()
        };
        let of = rows.into_iter().map(|(name, row)| (name, thin(row))).collect();
        Self { every_steps: steps * keep as u64, of }
    }

    /// Where these rows and others first differ, among the names that both have; none where they never do or cannot
    /// be held against each other.
    pub fn parting(&self, other: &Self) -> Option<Parting> {
        if self.every_steps != other.every_steps {
            return None;
        }
        let mut first: Option<(usize, Vec<String>)> = None;
        for (name, row) in &self.of {
            let Some(theirs) = other.of.get(name) else { continue };
            let Some(at) = row.bytes().zip(theirs.bytes()).position(|(a, b)| a != b) else { continue };
            match &mut first {
                Some((best, names)) if at == *best => names.push(name.clone()),
                Some((best, _)) if at > *best => {}
                _ => first = Some((at, vec![name.clone()])),
            }
        }
        first.map(|(at, names)| Parting {
            after_step: at as u64 * self.every_steps,
            by_step: (at as u64 + 1) * self.every_steps,
            names,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(rows: &[(&str, &str)], every_steps: u64) -> Digits {
        Digits { every_steps, of: rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect() }
    }

    #[test]
    fn the_first_digit_that_differs_names_the_steps_and_who_differs_there() {
        let old = digits(&[("a", "0123"), ("b", "ffff"), ("c", "0000")], 10);
        let new = digits(&[("a", "0129"), ("b", "ff0f"), ("c", "0010"), ("d", "7")], 10);
        let parting = old.parting(&new).unwrap();
        assert_eq!((parting.after_step, parting.by_step), (20, 30));
        assert_eq!(parting.names, ["b", "c"]);
        assert_eq!(old.parting(&old), None);
        assert_eq!(old.parting(&digits(&[("a", "9")], 5)), None);
    }

    #[test]
    fn a_long_run_keeps_every_nth_digit() {
        let rows = BTreeMap::from([("a".to_owned(), b"0123456789".to_vec())]);
        let thin = Digits::thinned(rows, 2, 5);
        assert_eq!((thin.every_steps, thin.of["a"].as_str()), (4, "13579"));
    }
}
