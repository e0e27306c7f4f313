//! What stands in an OSM file, before anything is made of it.

use super::notes::Notes;
use super::tags::Tags;
use std::collections::{BTreeMap, BTreeSet};

/// Stands in a way for a node whose number cannot be read; no node has it.
pub(crate) const UNKNOWN_NODE: i64 = i64::MIN;

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OsmNode {
    pub(crate) lat_deg: f64,
    pub(crate) lon_deg: f64,
    pub(crate) tags: Tags,
    pub(crate) line: u32,
}

/// A line through nodes, by their numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct OsmWay {
    pub(crate) nodes: Vec<i64>,
    pub(crate) tags: Tags,
    pub(crate) line: u32,
}

/// What kind of element a relation refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberKind {
    Node,
    Way,
    Relation,
}

/// One member of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) kind: MemberKind,
    pub(crate) id: i64,
    pub(crate) role: String,
}

/// Elements that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct OsmRelation {
    pub(crate) members: Vec<Member>,
    pub(crate) tags: Tags,
    pub(crate) line: u32,
}

/// A rectangle to which a file says that it was cut (deg).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) south: f64,
    pub(crate) west: f64,
    pub(crate) north: f64,
    pub(crate) east: f64,
}

/// A whole file.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) nodes: BTreeMap<i64, OsmNode>,
    pub(crate) ways: BTreeMap<i64, OsmWay>,
    pub(crate) relations: BTreeMap<i64, OsmRelation>,
    pub(crate) bounds: Option<Bounds>,
    /// Program that wrote the file, and the state of its data.
    pub(crate) generator: Option<String>,
    pub(crate) data_date: Option<String>,
    pub(crate) notes: Notes,
    /// Numbers of nodes that an editor marked as deleted.
    pub(crate) deleted_nodes: BTreeSet<i64>,
    /// Places of nodes that stand only inside ways (Overpass `out geom`).
    pub(crate) inline_places: BTreeMap<i64, (f64, f64)>,
}

impl Document {
    pub(crate) fn new(file: &str) -> Self {
        Self {
            nodes: BTreeMap::new(),
            ways: BTreeMap::new(),
            relations: BTreeMap::new(),
            bounds: None,
            generator: None,
            data_date: None,
            notes: Notes::new(file),
            deleted_nodes: BTreeSet::new(),
            inline_places: BTreeMap::new(),
        }
    }

    /// Adds a node; the same number once more is kept out.
    pub(crate) fn add_node(&mut self, id: i64, node: OsmNode) {
        if !place_is_on_earth(node.lat_deg, node.lon_deg) {
            let what = format!(
                "node {id} has no place on Earth ({}, {}): left out, with the ends of ways that use it",
                node.lat_deg, node.lon_deg
            );
            self.notes.warn(node.line, what);
            return;
        }
        if id == UNKNOWN_NODE {
            self.notes.warn(node.line, format!("node {id}: no such number can be used: left out"));
            return;
        }
        if let Some(first) = self.nodes.get(&id) {
            // Joined extracts repeat what they share: only a different repeat is worth a word.
            if (first.lat_deg, first.lon_deg) != (node.lat_deg, node.lon_deg) {
                self.notes.warn(node.line, format!("node {id} stands there twice: the first one is taken"));
            }
            return;
        }
        self.nodes.insert(id, node);
    }

    /// Adds a way; the same number once more is kept out.
    pub(crate) fn add_way(&mut self, id: i64, way: OsmWay) {
        if let Some(first) = self.ways.get(&id) {
            if first.nodes != way.nodes || first.tags != way.tags {
                self.notes.warn(way.line, format!("way {id} stands there twice: the first one is taken"));
            }
            return;
        }
        self.ways.insert(id, way);
    }

    /// Adds a relation; the same number once more is kept out.
    pub(crate) fn add_relation(&mut self, id: i64, relation: OsmRelation) {
        if self.relations.contains_key(&id) {
            self.notes
                .warn(relation.line, format!("relation {id} stands there twice: the first one is taken"));
            return;
        }
        self.relations.insert(id, relation);
    }

    /// Gives places to nodes that only ways know, once all nodes are read.
    pub(crate) fn take_inline_places(&mut self) {
        for (id, (lat_deg, lon_deg)) in std::mem::take(&mut self.inline_places) {
            if !self.nodes.contains_key(&id)
                && !self.deleted_nodes.contains(&id)
                && place_is_on_earth(lat_deg, lon_deg)
            {
                self.nodes.insert(id, OsmNode { lat_deg, lon_deg, tags: Tags::default(), line: 0 });
            }
        }
    }
}

/// Whether a pair of degrees is a place; the file formats' mark for "nowhere" (214.7483647) is none.
pub(crate) fn place_is_on_earth(lat_deg: f64, lon_deg: f64) -> bool {
    lat_deg.abs() <= 90.0 && lon_deg.abs() <= 180.0
}
