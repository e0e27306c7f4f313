//! Which junctions the signals of a file control: those at the junction, on its approaches, and at its crossings.

use super::document::Document;
use super::notes::Notes;
use super::parameters::JunctionDefaults;
use super::pieces::Pieces;
use super::roads::Road;
use super::tags::Tags;
use std::collections::{BTreeMap, BTreeSet};

/// What a node with signals is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// Signals for vehicles.
    Vehicles,
    /// A crossing on foot with lights.
    Crossing,
}

/// Where signals stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct SignalPlaces {
    /// Nodes of three arms and more that signals control.
    pub(crate) junctions: BTreeSet<i64>,
    /// Crossings with lights that belong to no junction.
    pub(crate) lone_crossings: BTreeSet<i64>,
}

/// A walk along a piece: from where, which way, how far is behind (m).
#[derive(Debug, Clone, Copy)]
struct Walk {
    piece: usize,
    forward: bool,
    to_end_m: f64,
}

/// Finds the junctions that are signalised.
pub(crate) fn find(
    roads: &[Road],
    pieces: &Pieces,
    document: &Document,
    limits: &JunctionDefaults,
    notes: &mut Notes,
) -> SignalPlaces {
    let mut found = SignalPlaces::default();
    let inner = inner_nodes(pieces);
    let on_roads: BTreeSet<i64> = roads.iter().flat_map(|road| road.nodes.iter().copied()).collect();
    for &id in &on_roads {
        let Some(node) = document.nodes.get(&id) else { continue };
        let Some(head) = head_of(&node.tags) else { continue };
        let place = pieces.canonical(id);
        let finder = Finder { roads, pieces, limits, inner: &inner };
        if let Some(junction) = finder.junction_of(place, head, &node.tags) {
            found.junctions.insert(junction);
        } else {
            found.lone_crossings.insert(place);
            if head == Head::Vehicles {
                let what = format!(
                    "node {id}: signals with no junction within reach: taken as a crossing on foot with lights"
                );
                notes.note(node.line, what);
            }
        }
    }
    found
}

fn head_of(tags: &Tags) -> Option<Head> {
    if tags.is("highway", "traffic_signals") {
        return Some(Head::Vehicles);
    }
    let crossing = tags.is("highway", "crossing") || tags.get("crossing").is_some();
    let lights = tags.is("crossing", "traffic_signals") || tags.is("crossing:signals", "yes");
    (crossing && lights).then_some(Head::Crossing)
}

/// For each inner node of a piece: the piece and the node's place in it.
fn inner_nodes(pieces: &Pieces) -> BTreeMap<i64, (usize, usize)> {
    let mut inner = BTreeMap::new();
    for (i, piece) in pieces.list.iter().enumerate() {
        for (k, &node) in piece.nodes.iter().enumerate().skip(1).take(piece.nodes.len().saturating_sub(2)) {
            inner.entry(node).or_insert((i, k));
        }
    }
    inner
}

struct Finder<'a> {
    roads: &'a [Road],
    pieces: &'a Pieces,
    limits: &'a JunctionDefaults,
    inner: &'a BTreeMap<i64, (usize, usize)>,
}

impl Finder<'_> {
    fn junction_of(&self, node: i64, head: Head, tags: &Tags) -> Option<i64> {
        if self.pieces.arms(node) >= 3 {
            return self.may_control(node, head).then_some(node);
        }
        let (walks, known) = self.walks_from(node, tags);
        let reach_m = if known { self.limits.signal_reach_tagged_m } else { self.limits.signal_reach_m };
        walks
            .into_iter()
            .filter_map(|walk| self.next_junction(walk, reach_m))
            .filter(|&(_, junction)| self.may_control(junction, head))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .map(|(_, junction)| junction)
    }

    /// Lights for people on foot control the junction only where two roads of some rank meet.
    fn may_control(&self, node: i64, head: Head) -> bool {
        let arms = self.pieces.at.get(&node).map_or(&[][..], Vec::as_slice);
        let ranks = arms.iter().map(|&(piece, _)| self.roads[self.pieces.list[piece].road].priority);
        let rank_min = self.limits.crossing_signal_priority_min;
        head == Head::Vehicles || ranks.filter(|&rank| rank >= rank_min).count() >= 3
    }

    /// The ways ahead of a signal, and whether it is known that it faces them.
    fn walks_from(&self, node: i64, tags: &Tags) -> (Vec<Walk>, bool) {
        let Some(&(index, k)) = self.inner.get(&node) else {
            let arms = self.pieces.at.get(&node).map_or(&[][..], Vec::as_slice);
            let away = arms.iter().map(|&(piece, begins)| Walk {
                piece,
                forward: begins,
                to_end_m: self.pieces.list[piece].length_m,
            });
            let open: Vec<Walk> = away.filter(|walk| self.is_open(walk.piece, walk.forward)).collect();
            let known = open.len() == 1;
            return (open, known);
        };
        let piece = &self.pieces.list[index];
        let road = &self.roads[piece.road];
        let before_m: f64 = piece.shape.0.windows(2).take(k).map(|pair| pair[0].distance(pair[1])).sum();
        let ahead = Walk { piece: index, forward: true, to_end_m: piece.length_m - before_m };
        let behind = Walk { piece: index, forward: false, to_end_m: before_m };
        let faces = tags.first(&["traffic_signals:direction", "direction"]).map(|(_, value)| value);
        // Where the way was turned round, so is what its nodes say of directions.
        let forward = if road.reversed { "backward" } else { "forward" };
        let backward = if road.reversed { "forward" } else { "backward" };
        if road.oneway || faces == Some(forward) {
            return (vec![ahead], true);
        }
        if faces == Some(backward) {
            return (vec![behind], true);
        }
        (vec![ahead, behind], false)
    }

    fn is_open(&self, piece: usize, forward: bool) -> bool {
        let road = &self.roads[self.pieces.list[piece].road];
        if forward { !road.forward.is_empty() } else { !road.backward.is_empty() }
    }

    /// The next junction along a walk, over ends of ways, with its distance (m).
    fn next_junction(&self, start: Walk, reach_m: f64) -> Option<(f64, i64)> {
        let mut walk = start;
        let mut done_m = 0.0;
        // A ring of short pieces must not hold the walk for ever.
        for _ in 0..64 {
            done_m += walk.to_end_m;
            if done_m > reach_m {
                return None;
            }
            let piece = &self.pieces.list[walk.piece];
            let end = if walk.forward { piece.last() } else { piece.first() };
            let arms = self.pieces.at.get(&end)?;
            match arms.len() {
                0 | 1 => return None,
                2 => {
                    let &(next, begins) = arms.iter().find(|&&arm| arm != (walk.piece, !walk.forward))?;
                    if !self.is_open(next, begins) {
                        return None;
                    }
                    walk = Walk { piece: next, forward: begins, to_end_m: self.pieces.list[next].length_m };
                }
                _ => return Some((done_m, end)),
            }
        }
        None
    }
}
