//! Who may go from which link to which at a junction.

use super::arms::Arm;
use super::junctions::{Junctions, heading_away, turn_rad};
use super::links::PlannedLink;
use super::parameters::JunctionDefaults;
use super::pieces::Pieces;
use super::restrictions::{Restrictions, Step, WayRule};
use super::roads::{LaneSpec, Road};
use core::f64::consts::PI;
use pilotzone_map::{ClassSet, TurnDirection};
use std::collections::BTreeMap;

/// Paths through one junction that are looked at, at most: a drawing error must not cost hours.
const PATHS_MAX: usize = 4_000;

/// From one link to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Movement {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) classes: ClassSet,
    pub(crate) direction: TurnDirection,
    /// How far it turns (rad, positive to the left).
    pub(crate) angle_rad: f64,
}

/// What movements are made from.
pub(crate) struct MovementInput<'a> {
    pub(crate) roads: &'a [Road],
    pub(crate) pieces: &'a Pieces,
    pub(crate) junctions: &'a Junctions,
    pub(crate) planned: &'a [PlannedLink],
    pub(crate) restrictions: &'a Restrictions,
    pub(crate) limits: &'a JunctionDefaults,
}

/// All movements, in the order of the links that they leave; of each link from left to right.
pub(crate) fn find(input: &MovementInput) -> Vec<Movement> {
    let mut starts: BTreeMap<Arm, usize> = BTreeMap::new();
    for (i, link) in input.planned.iter().enumerate() {
        starts.insert(link.start(), i);
    }
    let mut all = Vec::new();
    for from in 0..input.planned.len() {
        let mut found = input.movements_from(from, &starts);
        found.sort_by(|a, b| b.angle_rad.total_cmp(&a.angle_rad).then(a.to.cmp(&b.to)));
        all.extend(found);
    }
    all
}

/// A way into the junction on which the search stands.
struct Search<'a> {
    starts: &'a BTreeMap<Arm, usize>,
    /// Ways driven so far, the entry's first.
    ways: Vec<i64>,
    visited: Vec<i64>,
    exits: BTreeMap<usize, ClassSet>,
    left: usize,
}

impl MovementInput<'_> {
    fn movements_from(&self, from: usize, starts: &BTreeMap<Arm, usize>) -> Vec<Movement> {
        let link = self.planned[from];
        let entry = link.end();
        let lanes = self.lanes(entry.piece, link.backward);
        let classes = lanes.iter().fold(ClassSet::NONE, |all, lane| all.or(lane.classes));
        let mut search = Search {
            starts,
            ways: vec![self.road_of(entry.piece).way],
            visited: Vec::new(),
            exits: BTreeMap::new(),
            left: PATHS_MAX,
        };
        self.walk(entry, classes, &mut search);
        let reverse = lanes.iter().any(|lane| lane.marks.is_some_and(|marks| marks.reverse));
        let mut onward = Vec::new();
        let mut back = Vec::new();
        for (to, classes) in search.exits {
            let movement = self.movement(from, to, classes);
            let turns_round = movement.direction == TurnDirection::UTurn;
            if turns_round { back.push(movement) } else { onward.push(movement) }
        }
        let node = self.node_of(entry);
        let is_border = self.pieces.borders.contains(&node) && self.pieces.arms(node) == 1;
        let usable = |movements: &[Movement]| movements.iter().any(|m| !m.classes.is_empty());
        // One turns round where the road ends, or where arrows say so; not at every junction.
        if !is_border && (reverse || !usable(&onward)) {
            onward.extend(back);
        }
        onward.retain(|movement| !movement.classes.is_empty());
        onward
    }

    fn walk(&self, arriving: Arm, classes: ClassSet, search: &mut Search) {
        let node = self.node_of(arriving);
        search.visited.push(node);
        for &(piece, at_first) in self.pieces.at.get(&node).map_or(&[][..], Vec::as_slice) {
            if search.left == 0 {
                break;
            }
            search.left -= 1;
            let leaving = Arm { piece, at_first };
            let step = Step {
                from: (self.road_of(arriving.piece).way, arriving.piece * 2 + usize::from(arriving.at_first)),
                via: node,
                to: (self.road_of(piece).way, piece * 2 + usize::from(at_first)),
                direction: self.direction(arriving, leaving).0,
            };
            let allowed = classes.minus(self.restrictions.banned(&step));
            // Two pieces of one way are one member of a restriction.
            let another_way = step.from.0 != step.to.0;
            if another_way {
                search.ways.push(step.to.0);
            }
            let allowed = allowed.minus(self.banned_over_ways(&search.ways));
            self.follow(leaving, leaving == arriving, allowed, search);
            if another_way {
                search.ways.pop();
            }
        }
        search.visited.pop();
    }

    /// Leaves a node by one of its arms: out of the junction, or on through it.
    fn follow(&self, leaving: Arm, turns_round: bool, classes: ClassSet, search: &mut Search) {
        if self.junctions.inner[leaving.piece] {
            let lanes = self.lanes(leaving.piece, !leaving.at_first);
            let open = lanes.iter().fold(ClassSet::NONE, |all, lane| all.or(lane.classes)).and(classes);
            let far = Arm { piece: leaving.piece, at_first: !leaving.at_first };
            if !turns_round && !open.is_empty() && !search.visited.contains(&self.node_of(far)) {
                self.walk(far, open, search);
            }
        } else if let Some(&exit) = search.starts.get(&leaving) {
            let known = search.exits.entry(exit).or_insert(ClassSet::NONE);
            *known = known.or(classes);
        }
    }

    /// Who may not drive this sequence of ways because of restrictions over ways inside the junction.
    fn banned_over_ways(&self, ways: &[i64]) -> ClassSet {
        let ends_with = |rule: &WayRule| {
            let sequence: Vec<i64> = core::iter::once(rule.from).chain(rule.via.iter().copied()).collect();
            let before = ways.len().checked_sub(sequence.len() + 1).map(|start| &ways[start..ways.len() - 1]);
            before == Some(&sequence[..]) && ((ways.last() == Some(&rule.to)) != rule.only)
        };
        let broken = self.restrictions.ways.iter().filter(|rule| ends_with(rule));
        broken.fold(ClassSet::NONE, |banned, rule| banned.or(rule.classes))
    }

    fn movement(&self, from: usize, to: usize, classes: ClassSet) -> Movement {
        let (entry, exit) = (self.planned[from].end(), self.planned[to].start());
        let (direction, angle_rad) = self.direction(entry, exit);
        let lanes = self.lanes(exit.piece, self.planned[to].backward);
        let open = lanes.iter().fold(ClassSet::NONE, |all, lane| all.or(lane.classes));
        Movement { from, to, classes: classes.and(open), direction, angle_rad }
    }

    fn direction(&self, arriving: Arm, leaving: Arm) -> (TurnDirection, f64) {
        let piece = |arm: Arm| &self.pieces.list[arm.piece];
        let heading = heading_away(piece(arriving), arriving.at_first) + PI;
        let angle_rad = turn_rad(heading, heading_away(piece(leaving), leaving.at_first));
        let oneway = self.road_of(arriving.piece).oneway && self.road_of(leaving.piece).oneway;
        let straight = self.limits.straight_deg.to_radians();
        let round = oneway && angle_rad.abs() > self.limits.u_turn_deg.to_radians();
        if arriving == leaving || round {
            // In right-hand traffic one turns round to the left.
            return (TurnDirection::UTurn, if round { angle_rad.abs() } else { PI });
        }
        let direction = if angle_rad.abs() <= straight {
            TurnDirection::Straight
        } else if angle_rad > 0.0 {
            TurnDirection::Left
        } else {
            TurnDirection::Right
        };
        (direction, angle_rad)
    }

    fn node_of(&self, arm: Arm) -> i64 {
        let piece = &self.pieces.list[arm.piece];
        if arm.at_first { piece.first() } else { piece.last() }
    }

    fn road_of(&self, piece: usize) -> &Road {
        &self.roads[self.pieces.list[piece].road]
    }

    fn lanes(&self, piece: usize, backward: bool) -> &[LaneSpec] {
        let road = self.road_of(piece);
        if backward { &road.backward } else { &road.forward }
    }
}
