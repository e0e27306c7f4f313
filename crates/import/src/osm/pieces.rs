//! Roads cut into pieces where three or more arms meet, and where ways end.

use super::document::{Document, OsmNode};
use super::notes::Notes;
use super::roads::Road;
use pilotzone_map::{GeoReference, Point, Polyline};
use std::collections::{BTreeMap, BTreeSet};

/// Nodes nearer than this (m) that follow each other in a way are one place.
const SAME_PLACE_M: f64 = 0.05;
/// A road that ends this near to the edge of the file's bounds (share of their extent) goes on beyond it.
const EDGE_SHARE: f64 = 0.002;

/// A stretch of a road between two of its ends or junctions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// Place in the list of roads.
    pub(crate) road: usize,
    /// Its number among the pieces of its way, from 1.
    pub(crate) number: u32,
    /// How many pieces the way has.
    pub(crate) of: u32,
    /// Nodes from first to last.
    pub(crate) nodes: Vec<i64>,
    /// Their places.
    pub(crate) shape: Polyline,
    pub(crate) length_m: f64,
}

impl Piece {
    /// The node at which it begins.
    pub(crate) fn first(&self) -> i64 {
        self.nodes.first().copied().unwrap_or_default()
    }

    /// The node at which it ends.
    pub(crate) fn last(&self) -> i64 {
        self.nodes.last().copied().unwrap_or_default()
    }
}

/// All pieces and what is known of the nodes between them.
#[derive(Debug, Clone)]
pub(crate) struct Pieces {
    pub(crate) list: Vec<Piece>,
    /// Pieces at each of their end nodes, a loop twice; `true` where the piece begins there.
    pub(crate) at: BTreeMap<i64, Vec<(usize, bool)>>,
    /// Ends that are ends of the file, not of the road.
    pub(crate) borders: BTreeSet<i64>,
    /// For nodes that lie at the same place as another in a way: the one that stands for both.
    pub(crate) same: BTreeMap<i64, i64>,
}

impl Pieces {
    /// How many arms meet at a node; inner nodes of pieces have none.
    pub(crate) fn arms(&self, node: i64) -> usize {
        self.at.get(&node).map_or(0, Vec::len)
    }

    /// The node that stands for a node of the file.
    pub(crate) fn canonical(&self, node: i64) -> i64 {
        canonical(&self.same, node)
    }
}

/// Where nodes lie in the local frame.
pub(crate) struct Places<'a> {
    pub(crate) nodes: &'a BTreeMap<i64, OsmNode>,
    pub(crate) geo: &'a GeoReference,
}

impl Places<'_> {
    /// The place of a node, if the file has it.
    pub(crate) fn get(&self, node: i64) -> Option<Point> {
        self.nodes.get(&node).map(|n| self.geo.to_local(n.lat_deg, n.lon_deg))
    }
}

/// A part of a road whose nodes are all known.
struct Run {
    road: usize,
    nodes: Vec<i64>,
    cut_at_first: bool,
    cut_at_last: bool,
}

/// Cuts the roads into pieces.
pub(crate) fn cut(roads: &[Road], document: &Document, places: &Places, notes: &mut Notes) -> Pieces {
    let same = same_places(roads, places);
    let mut runs = Vec::new();
    for (i, road) in roads.iter().enumerate() {
        let found = runs_of(i, road, document, &same);
        report(road, &found, document, notes);
        runs.extend(found);
    }
    let arms = count_arms(&runs);
    for run in &mut runs {
        turn_ring(run, &arms);
    }
    let ends: BTreeSet<i64> =
        runs.iter().flat_map(|run| [run.nodes.first(), run.nodes.last()]).flatten().copied().collect();
    let is_end = |node: i64| arms.get(&node).copied().unwrap_or(0) >= 3 || ends.contains(&node);
    let list = runs.iter().flat_map(|run| cut_run(run, &is_end, places)).collect();
    let mut pieces = Pieces { list, at: BTreeMap::new(), borders: BTreeSet::new(), same };
    number(&mut pieces.list);
    for (i, piece) in pieces.list.iter().enumerate() {
        pieces.at.entry(piece.first()).or_default().push((i, true));
        pieces.at.entry(piece.last()).or_default().push((i, false));
    }
    for run in &runs {
        let cuts = [(run.cut_at_first, run.nodes.first()), (run.cut_at_last, run.nodes.last())];
        pieces.borders.extend(cuts.iter().filter(|(cut, _)| *cut).filter_map(|(_, node)| node.copied()));
    }
    let at_edge: Vec<i64> = pieces.at.keys().copied().filter(|node| is_at_edge(*node, document)).collect();
    pieces.borders.extend(at_edge);
    pieces
}

/// Joins nodes that follow each other in a way and lie at one place: nothing is driven between them.
fn same_places(roads: &[Road], places: &Places) -> BTreeMap<i64, i64> {
    let mut same = BTreeMap::new();
    for road in roads {
        for pair in road.nodes.windows(2) {
            let [a, b] = [canonical(&same, pair[0]), canonical(&same, pair[1])];
            let (Some(at_a), Some(at_b)) = (places.get(a), places.get(b)) else { continue };
            if a != b && at_a.distance(at_b) < SAME_PLACE_M {
                same.insert(a.max(b), a.min(b));
            }
        }
    }
    same
}

fn canonical(same: &BTreeMap<i64, i64>, mut node: i64) -> i64 {
    while let Some(&other) = same.get(&node) {
        node = other;
    }
    node
}

/// The stretches of a road whose nodes are known: a gap is not bridged.
fn runs_of(road_index: usize, road: &Road, document: &Document, same: &BTreeMap<i64, i64>) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut current: Vec<i64> = Vec::new();
    let mut cut_at_first = false;
    for &node in &road.nodes {
        if !document.nodes.contains_key(&node) {
            let nodes = std::mem::take(&mut current);
            runs.push(Run { road: road_index, nodes, cut_at_first, cut_at_last: true });
            cut_at_first = true;
            continue;
        }
        let node = canonical(same, node);
        if current.last() != Some(&node) {
            current.push(node);
        }
    }
    runs.push(Run { road: road_index, nodes: current, cut_at_first, cut_at_last: false });
    runs.retain(|run| run.nodes.len() >= 2);
    runs
}

/// Names what a way lost.
fn report(road: &Road, runs: &[Run], document: &Document, notes: &mut Notes) {
    let missing = road.nodes.iter().filter(|node| !document.nodes.contains_key(node)).count();
    let way = road.way;
    if runs.is_empty() {
        let why = if missing > 0 {
            format!("the file lacks {missing} of its {} nodes", road.nodes.len())
        } else {
            "it has fewer than two places".to_owned()
        };
        notes.warn(road.line, format!("way {way}: left out: {why}"));
    } else if missing > 0 {
        let what = format!(
            "way {way}: the file lacks {missing} of its {} nodes: cut there, the known part ends as a border",
            road.nodes.len()
        );
        notes.warn(road.line, what);
    }
}

fn count_arms(runs: &[Run]) -> BTreeMap<i64, usize> {
    let mut arms = BTreeMap::new();
    for run in runs {
        for (i, &node) in run.nodes.iter().enumerate() {
            let is_tip = i == 0 || i + 1 == run.nodes.len();
            *arms.entry(node).or_default() += if is_tip { 1 } else { 2 };
        }
    }
    arms
}

/// A ring begins where the mapper began to draw; let it begin at a junction, where it is cut anyway.
fn turn_ring(run: &mut Run, arms: &BTreeMap<i64, usize>) {
    let closed = run.nodes.first() == run.nodes.last();
    let begins_nowhere = run.nodes.first().is_some_and(|node| arms.get(node) == Some(&2));
    if !closed || !begins_nowhere {
        return;
    }
    let junction = run.nodes.iter().position(|node| arms.get(node).copied().unwrap_or(0) >= 3);
    if let Some(junction) = junction {
        run.nodes.pop();
        run.nodes.rotate_left(junction);
        run.nodes.extend(run.nodes.first().copied());
    }
}

fn cut_run(run: &Run, is_end: &dyn Fn(i64) -> bool, places: &Places) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut nodes: Vec<i64> = Vec::new();
    for (i, &node) in run.nodes.iter().enumerate() {
        nodes.push(node);
        let last = i + 1 == run.nodes.len();
        if nodes.len() >= 2 && (last || is_end(node)) {
            let shape = Polyline(nodes.iter().filter_map(|&node| places.get(node)).collect());
            let length_m = shape.length_m();
            let next = vec![node];
            let nodes = std::mem::replace(&mut nodes, next);
            pieces.push(Piece { road: run.road, number: 0, of: 0, nodes, shape, length_m });
        }
    }
    pieces
}

fn number(list: &mut [Piece]) {
    let mut of: BTreeMap<usize, u32> = BTreeMap::new();
    for piece in list.iter_mut() {
        let count = of.entry(piece.road).or_default();
        *count += 1;
        piece.number = *count;
    }
    for piece in list {
        piece.of = of.get(&piece.road).copied().unwrap_or(1);
    }
}

/// Whether a node lies outside the file's own bounds or on their edge.
fn is_at_edge(node: i64, document: &Document) -> bool {
    let (Some(bounds), Some(node)) = (document.bounds, document.nodes.get(&node)) else { return false };
    let lat_edge = (bounds.north - bounds.south).abs() * EDGE_SHARE;
    let lon_edge = (bounds.east - bounds.west).abs() * EDGE_SHARE;
    let outside = node.lat_deg < bounds.south + lat_edge
        || node.lat_deg > bounds.north - lat_edge
        || node.lon_deg < bounds.west + lon_edge
        || node.lon_deg > bounds.east - lon_edge;
    // Bounds that do not hold their own data (an editor's left-over) say nothing.
    let sane = bounds.south < bounds.north && bounds.west < bounds.east;
    sane && outside
}
