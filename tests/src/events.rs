//! The event log of a run as its CSV has it.

use std::collections::BTreeMap;
use std::path::Path;

/// One event: its columns by name.
pub type Row = BTreeMap<String, String>;

/// All events of a run, in their order.
#[derive(Debug)]
pub struct Events(Vec<Row>);

impl Events {
    /// Reads `events.csv`.
    pub fn read(path: &Path) -> Self {
        let mut reader =
            csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self(reader.deserialize().map(|row| row.expect("a row has the header's columns")).collect())
    }

    /// Every event.
    pub fn all(&self) -> &[Row] {
        &self.0
    }

    /// The events of a kind.
    pub fn of_kind(&self, kind: &str) -> Vec<&Row> {
        self.0.iter().filter(|row| row["kind"] == kind).collect()
    }

    /// The events of an agent.
    pub fn of_agent(&self, agent: &str) -> Vec<&Row> {
        self.0.iter().filter(|row| row["agent"] == agent).collect()
    }

    /// The only event of a kind that an agent has.
    pub fn only(&self, agent: &str, kind: &str) -> &Row {
        let found: Vec<&Row> = self.of_agent(agent).into_iter().filter(|row| row["kind"] == kind).collect();
        assert_eq!(found.len(), 1, "{agent} has {} events {kind}: {:#?}", found.len(), self.of_agent(agent));
        found[0]
    }

    /// When that event happened (s of simulation).
    pub fn time_s(&self, agent: &str, kind: &str) -> f64 {
        number(self.only(agent, kind), "time_s")
    }
}

/// A number of an event.
pub fn number(row: &Row, column: &str) -> f64 {
    let text = row.get(column).unwrap_or_else(|| panic!("no column {column} in {row:?}"));
    text.parse().unwrap_or_else(|_| panic!("{column} is {text:?} in {row:?}"))
}
