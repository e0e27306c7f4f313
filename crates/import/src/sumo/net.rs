//! A SUMO network as a map: edges become links, each connection one turn with exactly one inner lane.

mod feet;
mod geo;
mod links;
mod nodes;
mod raw;
mod rights;
mod turns;

use std::collections::BTreeMap;

use super::signals;
use crate::ImportError;
use crate::detect::unpacked;
use pilotzone_map::{LinkId, Map, NodeId, Problem, Severity, SignalOrigin, Source};
use raw::{RawLane, RawNet};

/// What the importer cannot know from the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetOptions {
    /// Where the network comes from and on what terms; none: the file's name and an unknown licence.
    pub source: Option<Source>,
    /// Whether the file's signals were guessed by whoever built it.
    pub signals_guessed: bool,
}

/// Reads a SUMO network (`.net.xml`, packed or not). `file` is its name for messages.
pub fn import_net(file: &str, bytes: &[u8]) -> Result<Map, ImportError> {
    import_net_with(file, bytes, &NetOptions::default())
}

/// Reads a SUMO network with what is known about it from elsewhere.
pub fn import_net_with(file: &str, bytes: &[u8], options: &NetOptions) -> Result<Map, ImportError> {
    let mut map = read_net(file, bytes, options)?;
    signals::settle(&mut map, file);
    Ok(map)
}

/// Reads a network whose signals may still get their programmes from additional files.
pub(super) fn read_net(file: &str, bytes: &[u8], options: &NetOptions) -> Result<Map, ImportError> {
    let content = unpacked(file, bytes)?;
    let raw = raw::read(file, &content)?;
    build(file, &raw, options)
}

/// A map in the making, with the names that the file uses.
struct Draft<'a> {
    file: &'a str,
    raw: &'a RawNet,
    map: Map,
    nodes: BTreeMap<&'a str, NodeId>,
    links: BTreeMap<&'a str, LinkId>,
    /// Edge and index of every lane of the file, by the lane's id.
    lanes: BTreeMap<&'a str, (&'a str, &'a RawLane)>,
    /// Connections of the file by the lane that they leave.
    connections_from: BTreeMap<(&'a str, u32), Vec<usize>>,
    /// Whether the file has lanes inside of junctions.
    has_inner_lanes: bool,
    origin: SignalOrigin,
}

impl Draft<'_> {
    fn warn(&mut self, line: u32, what: String) {
        self.tell(Severity::Warning, line, what);
    }

    fn note(&mut self, line: u32, what: String) {
        self.tell(Severity::Note, line, what);
    }

    fn tell(&mut self, severity: Severity, line: u32, what: String) {
        self.map.problems.push(Problem { severity, file: self.file.to_owned(), line, what });
    }
}

fn build(file: &str, raw: &RawNet, options: &NetOptions) -> Result<Map, ImportError> {
    let mut lanes = BTreeMap::new();
    for edge in &raw.edges {
        for lane in &edge.lanes {
            lanes.insert(lane.id.as_str(), (edge.id.as_str(), lane));
        }
    }
    let mut connections_from: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (i, connection) in raw.connections.iter().enumerate() {
        connections_from.entry((connection.from.as_str(), connection.from_lane)).or_default().push(i);
    }
    let source = options.source.clone().unwrap_or_else(|| unknown_source(file));
    let mut draft = Draft {
        file,
        raw,
        map: Map { name: stem(file), sources: vec![source], ..Map::default() },
        nodes: BTreeMap::new(),
        links: BTreeMap::new(),
        lanes,
        connections_from,
        has_inner_lanes: raw.edges.iter().any(|edge| edge.function == raw::Function::Internal),
        origin: if options.signals_guessed { SignalOrigin::Guessed } else { SignalOrigin::Given },
    };
    geo::place(&mut draft);
    nodes::add(&mut draft);
    links::add(&mut draft)?;
    let requests = turns::add(&mut draft);
    feet::add(&mut draft);
    signals::apply(&mut draft.map, raw.programmes.clone())?;
    rights::settle(&mut draft, &requests);
    nodes::finish(&mut draft);
    for (name, count) in &raw.unread {
        draft.note(0, format!("<{name}> is not read here ({count} of them)"));
    }
    Ok(draft.map)
}

fn unknown_source(file: &str) -> Source {
    Source {
        provenance: format!("SUMO network {}", base_name(file)),
        licence: "unknown".to_owned(),
        attribution: "unknown: ask whoever gave the file".to_owned(),
    }
}

fn base_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

fn stem(file: &str) -> String {
    let name = base_name(file);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let name = name.strip_suffix(".xml").unwrap_or(name);
    name.strip_suffix(".net").unwrap_or(name).to_owned()
}
