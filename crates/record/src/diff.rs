//! The first step, agent and field in which two runs differ.
//!
//! The hashes tell the step and the room; both runs are then repeated up to that step, and their agents compared.

use crate::error::DiffError;
use crate::events::tidy_s;
use crate::hashes::{Hashes, Rooms};
use pilotzone_engine::{AgentView, Engine, Progress};
use pilotzone_scenario::Run;
use pilotzone_world::hash::hex;
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// What comparing two runs has shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Whether both runs are the same to the last bit.
    pub equal: bool,
    /// Steps that both runs have.
    pub steps: u64,
    /// Where they part; absent where they are equal.
    #[serde(flatten)]
    pub difference: Option<Difference>,
    /// What a reader should know beside it, such as settings that differ.
    pub notes: Vec<String>,
}

/// The first difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The step, the first being 0, as in the table of events.
    pub step: u64,
    /// When it is true (s of simulation); none where the run could not be repeated.
    pub time_s: Option<f64>,
    /// The room whose state differs.
    pub room: Option<&'static str>,
    /// The agent or the signal.
    pub agent: Option<String>,
    /// The field of its state.
    pub field: Option<String>,
    /// Its value in the first run.
    pub a: Value,
    /// Its value in the second run.
    pub b: Value,
}

/// Where two states differ: whose, in what, and how.
struct Spot {
    agent: String,
    field: String,
    a: Value,
    b: Value,
}

/// Finds the first difference between the runs in two folders. `load` makes a run from a resolved scenario.
pub fn first_difference(
    a: &Path,
    b: &Path,
    load: &mut dyn FnMut(&Path) -> Result<Run, String>,
) -> Result<Comparison, DiffError> {
    let (in_a, in_b) = (Hashes::read(a)?, Hashes::read(b)?);
    let mut notes = settings_that_differ(&Settings::read(a), &Settings::read(b));
    let steps = in_a.steps().min(in_b.steps());
    let difference = match in_a.first_difference(&in_b) {
        Some(step) => {
            let (Some(rooms_a), Some(rooms_b)) = (in_a.at(step), in_b.at(step)) else {
                return Ok(Comparison { equal: false, steps, difference: None, notes });
            };
            Some(locate((a, &rooms_a), (b, &rooms_b), step, load, &mut notes)?)
        }
        None if in_a.steps() != in_b.steps() => {
            notes.push(format!(
                "the runs are the same for the {steps} steps that both have; one of them goes on"
            ));
            let (a, b) = (in_a.steps().into(), in_b.steps().into());
            let field = Some("steps".to_owned());
            Some(Difference { step: steps, time_s: None, room: None, agent: None, field, a, b })
        }
        None => None,
    };
    Ok(Comparison { equal: difference.is_none(), steps, difference, notes })
}

fn locate(
    a: (&Path, &Rooms),
    b: (&Path, &Rooms),
    step: u64,
    load: &mut dyn FnMut(&Path) -> Result<Run, String>,
    notes: &mut Vec<String>,
) -> Result<Difference, DiffError> {
    let at = a.1.iter().zip(b.1).position(|(a, b)| a != b).unwrap_or(0);
    let room = Engine::ROOMS.get(at).copied();
    let (first, second) = (repeat(a, step, load, notes)?, repeat(b, step, load, notes)?);
    let spot = if room == Some("signals") {
        signal(&first, &second).or_else(|| agent(&first.agents(), &second.agents()))
    } else {
        agent(&first.agents(), &second.agents()).or_else(|| signal(&first, &second))
    };
    let time_s = Some(tidy_s(first.time_s()));
    let Some(spot) = spot else {
        let room = room.unwrap_or("?");
        notes.push(format!(
            "repeated, both runs show the same agents and signals at this step; what differs in room `{room}` is a count \
             or a queue"
        ));
        let (a, b) = (a.1.get(at).map(|h| hex(*h)), b.1.get(at).map(|h| hex(*h)));
        let room = Some(room).filter(|room| *room != "?").and(Engine::ROOMS.get(at).copied());
        return Ok(Difference { step, time_s, room, agent: None, field: None, a: a.into(), b: b.into() });
    };
    Ok(Difference {
        step,
        time_s,
        room,
        agent: Some(spot.agent),
        field: Some(spot.field),
        a: spot.a,
        b: spot.b,
    })
}

/// Runs again until that step is done, with as many threads as the recorded run had.
fn repeat(
    (dir, recorded): (&Path, &Rooms),
    step: u64,
    load: &mut dyn FnMut(&Path) -> Result<Run, String>,
    notes: &mut Vec<String>,
) -> Result<Engine, DiffError> {
    let path = dir.join("scenario.toml");
    let wrong = |why: String| DiffError::Reload { path: path.clone(), why };
    let run = load(&path).map_err(wrong)?;
    let settings = Settings::read(dir);
    let mut engine =
        Engine::new(run, settings.number("threads").unwrap_or(0)).map_err(|e| wrong(e.to_string()))?;
    while engine.steps() <= step && engine.step() == Progress::Running {}
    let now = engine.room_hashes();
    if engine.steps() != step + 1 || now != *recorded {
        let version = settings.text("version").unwrap_or("?").to_owned();
        notes.push(format!(
            "{}: repeated with pilotzone {}, the run is not what was recorded with version {version}; the agent named \
             may not be the one that differed first",
            dir.display(),
            env!("CARGO_PKG_VERSION"),
        ));
    }
    Ok(engine)
}

fn signal(a: &Engine, b: &Engine) -> Option<Spot> {
    let (in_a, in_b) = (a.ground().signals().phases(), b.ground().signals().phases());
    let phase = |phase: Option<&u32>| phase.map_or(Value::Null, |&phase| phase.into());
    let at = (0..in_a.len().max(in_b.len())).find(|&at| in_a.get(at) != in_b.get(at))?;
    let signals = [a, b].map(|engine| engine.run().map.signals.get(at).map(|signal| signal.id.clone()));
    let agent = format!("signal {}", signals.into_iter().flatten().next().unwrap_or_default());
    Some(Spot { agent, field: "phase".into(), a: phase(in_a.get(at)), b: phase(in_b.get(at)) })
}

/// The first agent that differs, in the order of keys; both lists are in that order.
fn agent(a: &[AgentView], b: &[AgentView]) -> Option<Spot> {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let alone = |agent: &AgentView, in_a: bool| Spot {
        agent: agent.name.clone(),
        field: "on_road".into(),
        a: in_a.into(),
        b: (!in_a).into(),
    };
    loop {
        match (a.peek(), b.peek()) {
            (None, None) => return None,
            (Some(x), None) => return Some(alone(x, true)),
            (None, Some(y)) => return Some(alone(y, false)),
            (Some(x), Some(y)) if x.key < y.key => return Some(alone(x, true)),
            (Some(x), Some(y)) if x.key > y.key => return Some(alone(y, false)),
            (Some(x), Some(y)) => {
                if let Some(spot) = field(x, y) {
                    return Some(spot);
                }
                a.next();
                b.next();
            }
        }
    }
}

fn field(x: &AgentView, y: &AgentView) -> Option<Spot> {
    let spot = |field: &str, a: Value, b: Value| Spot { agent: x.name.clone(), field: field.into(), a, b };
    if x.class != y.class {
        return Some(spot("class", x.class.name().into(), y.class.name().into()));
    }
    // Bits, not values: the two zeros are one to `==` and two to what follows from them.
    let pairs = x.fields.iter().zip(&y.fields);
    let differs = pairs.into_iter().find(|(a, b)| a.1.to_bits() != b.1.to_bits());
    differs.map(|(a, b)| spot(a.0, value(a.1), value(b.1)))
}

/// JSON has no infinity: it is written as text.
fn value(x: f64) -> Value {
    if x.is_finite() { x.into() } else { x.to_string().into() }
}

/// What `summary.json` says of a run; nothing where the run was cut off.
struct Settings(Value);

impl Settings {
    fn read(dir: &Path) -> Self {
        let text = std::fs::read_to_string(dir.join("summary.json")).unwrap_or_default();
        Self(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }

    fn number(&self, key: &str) -> Option<usize> {
        usize::try_from(self.0.get(key)?.as_u64()?).ok()
    }
}

fn settings_that_differ(a: &Settings, b: &Settings) -> Vec<String> {
    let mut notes = Vec::new();
    for key in ["scenario", "map", "seed", "law", "law_date", "dt_s", "version"] {
        if let (Some(a), Some(b)) = (a.0.get(key), b.0.get(key))
            && a != b
        {
            notes.push(format!("{key}: {a} in the first run, {b} in the second"));
        }
    }
    if a.0.get("dt_s") != b.0.get("dt_s") && !a.0.is_null() && !b.0.is_null() {
        notes
            .push("the steps are of different length: steps of one number are of different times".to_owned());
    }
    notes
}

impl Comparison {
    /// The comparison in a few lines for a person.
    pub fn in_words(&self) -> String {
        let mut lines = self.notes.clone();
        lines.push(match &self.difference {
            None => format!("no difference in {} steps", self.steps),
            Some(d) => d.in_words(),
        });
        lines.join("\n") + "\n"
    }
}

impl Difference {
    fn in_words(&self) -> String {
        let time = self.time_s.map_or_else(String::new, |time_s| format!(" ({time_s} s)"));
        let room = self.room.map_or_else(String::new, |room| format!(", room {room}"));
        let agent = self.agent.as_ref().map_or_else(String::new, |agent| format!(", agent {agent}"));
        let field = self.field.as_ref().map_or_else(String::new, |field| format!(", field {field}"));
        format!("first difference at step {}{time}{room}{agent}{field}: {} and {}", self.step, self.a, self.b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{crossing_run, record};

    fn compare(a: &Run, b: &Run) -> Comparison {
        let dir = tempfile::tempdir().unwrap();
        let (in_a, in_b) = (dir.path().join("a"), dir.path().join("b"));
        record(a, &in_a);
        record(b, &in_b);
        let mut load = |path: &Path| Ok(if path.starts_with(&in_a) { a.clone() } else { b.clone() });
        first_difference(&in_a, &in_b, &mut load).unwrap()
    }

    #[test]
    fn equal_runs_show_no_difference() {
        let run = crossing_run(30.0);
        let comparison = compare(&run, &run);
        assert_eq!((comparison.equal, comparison.steps), (true, 300));
        assert_eq!(comparison.in_words(), "no difference in 300 steps\n");
    }

    #[test]
    fn a_car_that_starts_elsewhere_is_named_with_its_field() {
        let (a, mut b) = (crossing_run(30.0), crossing_run(30.0));
        b.trips[2].depart_pos = pilotzone_scenario::DepartPos::At(20.0);
        let comparison = compare(&a, &b);
        let difference = comparison.difference.clone().unwrap();
        assert!(!comparison.equal);
        assert_eq!(difference.agent.as_deref(), Some("car 2"));
        assert_eq!(difference.field.as_deref(), Some("pos_m"));
        // It is due at 10 s, and enters with the step that ends or begins there.
        assert!((99..=100).contains(&difference.step), "{difference:?}");
        assert_eq!(difference.time_s, Some(tidy_s((difference.step + 1) as f64 * 0.1)));
        assert_eq!(difference.room, Some("ground"));
        let words = comparison.in_words();
        assert!(
            words.starts_with("first difference at step ") && words.contains(", agent car 2, field pos_m: "),
            "{words}"
        );
        assert_eq!(comparison.notes, [""; 0]);
    }

    #[test]
    fn a_run_that_ends_sooner_differs_where_it_ends() {
        let comparison = compare(&crossing_run(30.0), &crossing_run(20.0));
        let difference = comparison.difference.clone().unwrap();
        assert_eq!((difference.step, difference.a, difference.b), (200, 300.into(), 200.into()));
        assert!(comparison.in_words().contains("same for the 200 steps"), "{}", comparison.in_words());
    }

    #[test]
    fn another_seed_is_told_and_named() {
        let (a, mut b) = (crossing_run(20.0), crossing_run(20.0));
        b.settings.seed = 8;
        let comparison = compare(&a, &b);
        assert_eq!(comparison.notes, ["seed: 7 in the first run, 8 in the second"]);
        assert!(comparison.difference.unwrap().agent.is_some());
    }

    #[test]
    fn a_folder_without_hashes_is_refused_with_the_remedy() {
        let dir = tempfile::tempdir().unwrap();
        let error = first_difference(dir.path(), dir.path(), &mut |_| Err(String::new())).unwrap_err();
        assert!(
            error.to_string().contains("no hashes.bin") && error.to_string().contains("--no-record"),
            "{error}"
        );
    }
}
