//! Turn restrictions: what relations forbid, to whom.

use super::document::{Document, MemberKind, OsmRelation};
use super::notes::Notes;
use super::pieces::Pieces;
use super::roads::Road;
use pilotzone_map::{ClassSet, TurnDirection, VehicleClass};
use std::collections::{BTreeMap, BTreeSet};

/// A restriction over a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NodeRule {
    /// Only this may be driven; else just this may not.
    pub(crate) only: bool,
    pub(crate) from: i64,
    pub(crate) via: i64,
    pub(crate) to: i64,
    /// The direction in its name, where that tells apart the two parts of a way.
    pub(crate) direction: Option<TurnDirection>,
    pub(crate) classes: ClassSet,
}

/// A restriction over ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WayRule {
    pub(crate) relation: i64,
    pub(crate) line: u32,
    pub(crate) only: bool,
    pub(crate) from: i64,
    pub(crate) via: Vec<i64>,
    pub(crate) to: i64,
    pub(crate) classes: ClassSet,
}

/// All restrictions of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Restrictions {
    /// By the node that they lead over.
    pub(crate) nodes: BTreeMap<i64, Vec<NodeRule>>,
    pub(crate) ways: Vec<WayRule>,
    /// All ways that a rule leads over.
    pub(crate) via_ways: BTreeSet<i64>,
}

/// A step over a node, from one piece to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    /// Way that is left, and the place of its piece in the list.
    pub(crate) from: (i64, usize),
    pub(crate) via: i64,
    /// Way that is entered, and its piece.
    pub(crate) to: (i64, usize),
    pub(crate) direction: TurnDirection,
}

impl Restrictions {
    /// Who may not make a step over a node.
    pub(crate) fn banned(&self, step: &Step) -> ClassSet {
        let rules = self.nodes.get(&step.via).map_or(&[][..], Vec::as_slice);
        let broken = rules.iter().filter(|rule| rule.from == step.from.0 && rule.forbids(step));
        broken.fold(ClassSet::NONE, |banned, rule| banned.or(rule.classes))
    }
}

impl NodeRule {
    fn forbids(&self, step: &Step) -> bool {
        let turns_round = step.from == step.to;
        let same_way = self.from == self.to;
        // A way that goes on beyond the node has two parts there: turning round means the same one.
        let fits = step.to.0 == self.to
            && (!same_way || turns_round == (self.direction == Some(TurnDirection::UTurn)));
        if self.only { !fits } else { fits && !self.contradicts(step.direction) }
    }

    /// A "no left turn" does not forbid to turn right into the other part of the same way.
    fn contradicts(&self, direction: TurnDirection) -> bool {
        matches!(
            (self.direction, direction),
            (Some(TurnDirection::Left), TurnDirection::Right)
                | (Some(TurnDirection::Right), TurnDirection::Left)
        )
    }
}

/// Reads the restrictions of a file.
pub(crate) fn read(document: &Document, roads: &[Road], pieces: &Pieces, notes: &mut Notes) -> Restrictions {
    let known: BTreeSet<i64> = roads.iter().map(|road| road.way).collect();
    let mut found = Restrictions::default();
    for (&id, relation) in &document.relations {
        let is_restriction =
            relation.tags.get("type").is_some_and(|t| t.split(':').next() == Some("restriction"));
        if !is_restriction {
            continue;
        }
        let reader = Reader { id, relation, document, known: &known, pieces };
        match reader.read(&mut found) {
            Ok(()) => {}
            Err(Left::Broken(why)) => {
                notes.warn(relation.line, format!("relation {id} (turn restriction): left out: {why}"));
            }
            Err(Left::NotForUs(why)) => {
                notes.note(relation.line, format!("relation {id} (turn restriction): not read: {why}"));
            }
        }
    }
    found
}

/// Why a relation is left out.
enum Left {
    Broken(String),
    NotForUs(String),
}

struct Reader<'a> {
    id: i64,
    relation: &'a OsmRelation,
    document: &'a Document,
    known: &'a BTreeSet<i64>,
    pieces: &'a Pieces,
}

impl Reader<'_> {
    fn read(&self, found: &mut Restrictions) -> Result<(), Left> {
        for (kind, classes) in self.kinds()? {
            let (only, direction) = parse_kind(&kind).ok_or_else(|| {
                Left::Broken(format!("\"{}\" is no known kind", crate::xml::shortened(&kind)))
            })?;
            let (from, via_nodes, via_ways, to) = self.members()?;
            let (several_from, several_to) = (from.len() > 1, to.len() > 1);
            if (several_from && kind != "no_entry") || (several_to && kind != "no_exit") {
                return Err(Left::Broken(format!(
                    "it has {} `from` and {} `to`; only no_entry and no_exit may have several",
                    from.len(),
                    to.len()
                )));
            }
            for &from in &from {
                for &to in &to {
                    let pair = Pair { only, direction, classes, from, to };
                    self.add(found, &pair, &via_nodes, &via_ways)?;
                }
            }
        }
        Ok(())
    }

    fn add(&self, found: &mut Restrictions, pair: &Pair, nodes: &[i64], ways: &[i64]) -> Result<(), Left> {
        let &Pair { only, direction, classes, from, to } = pair;
        if let [via] = *nodes
            && ways.is_empty()
        {
            let via = self.pieces.canonical(via);
            for way in [from, to] {
                if !self.meets(way, via) {
                    return Err(Left::Broken(format!(
                        "way {way} does not begin or end at its via node {via}"
                    )));
                }
            }
            found.nodes.entry(via).or_default().push(NodeRule { only, from, via, to, direction, classes });
            return Ok(());
        }
        if !nodes.is_empty() || ways.is_empty() {
            return Err(Left::Broken("it needs one via node, or via ways and no node".to_owned()));
        }
        found.via_ways.extend(ways);
        let line = self.relation.line;
        found.ways.push(WayRule { relation: self.id, line, only, from, via: ways.to_vec(), to, classes });
        Ok(())
    }

    /// Whether a piece of a way ends at a node.
    fn meets(&self, way: i64, node: i64) -> bool {
        let knows = |way: i64| {
            self.document
                .ways
                .get(&way)
                .is_some_and(|w| w.nodes.iter().any(|&n| self.pieces.canonical(n) == node))
        };
        self.pieces.arms(node) > 0 && knows(way)
    }

    /// What is restricted, and for whom.
    fn kinds(&self) -> Result<Vec<(String, ClassSet)>, Left> {
        let tags = &self.relation.tags;
        if ["day_on", "day_off", "hour_on", "hour_off"].iter().any(|key| tags.get(key).is_some()) {
            return Err(Left::NotForUs("it holds at certain hours only".to_owned()));
        }
        let except = tags.get("except").map_or(ClassSet::NONE, |list| {
            list.split([';', ','])
                .filter_map(|name| classes_of(name.trim()))
                .fold(ClassSet::NONE, ClassSet::or)
        });
        let typed = tags.get("type").and_then(|t| t.strip_prefix("restriction:")).and_then(classes_of);
        let mut kinds = Vec::new();
        if let Some(kind) = tags.get("restriction") {
            kinds.push((kind.to_owned(), typed.unwrap_or(ClassSet::ROAD).minus(except)));
        }
        for (key, kind) in tags.iter() {
            let Some(mode) = key.strip_prefix("restriction:") else { continue };
            if let Some(classes) = classes_of(mode) {
                kinds.push((kind.to_owned(), classes.minus(except)));
            }
        }
        if kinds.is_empty() {
            let conditional = tags.iter().any(|(key, _)| key.ends_with(":conditional"));
            return Err(if conditional {
                Left::NotForUs("it holds on conditions only".to_owned())
            } else {
                Left::Broken("it does not say what is restricted".to_owned())
            });
        }
        Ok(kinds)
    }

    #[expect(clippy::type_complexity, reason = "four lists that one loop fills")]
    fn members(&self) -> Result<(Vec<i64>, Vec<i64>, Vec<i64>, Vec<i64>), Left> {
        let (mut from, mut via_nodes, mut via_ways, mut to) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for member in &self.relation.members {
            let list = match (member.role.as_str(), member.kind) {
                ("from", MemberKind::Way) => &mut from,
                ("to", MemberKind::Way) => &mut to,
                ("via", MemberKind::Node) => &mut via_nodes,
                ("via", MemberKind::Way) => &mut via_ways,
                _ => continue,
            };
            list.push(member.id);
            let there = match member.kind {
                MemberKind::Node => self.document.nodes.contains_key(&member.id),
                _ => self.document.ways.contains_key(&member.id),
            };
            let role = &member.role;
            if !there {
                return Err(Left::Broken(format!("the file lacks its `{role}` member {}", member.id)));
            }
            if member.kind == MemberKind::Way && !self.known.contains(&member.id) {
                return Err(Left::NotForUs(format!("its `{role}` way {} is no road here", member.id)));
            }
        }
        for (name, empty) in [
            ("from", from.is_empty()),
            ("via", via_nodes.is_empty() && via_ways.is_empty()),
            ("to", to.is_empty()),
        ] {
            if empty {
                return Err(Left::Broken(format!("it has no `{name}` member")));
            }
        }
        Ok((from, via_nodes, via_ways, to))
    }
}

/// One `from` and one `to` of a relation.
struct Pair {
    only: bool,
    direction: Option<TurnDirection>,
    classes: ClassSet,
    from: i64,
    to: i64,
}

fn parse_kind(kind: &str) -> Option<(bool, Option<TurnDirection>)> {
    let (only, what) = match (kind.strip_prefix("only_"), kind.strip_prefix("no_")) {
        (Some(what), _) => (true, what),
        (None, Some(what)) => (false, what),
        (None, None) => return None,
    };
    let direction = match what {
        "left_turn" => Some(TurnDirection::Left),
        "right_turn" => Some(TurnDirection::Right),
        "straight_on" => Some(TurnDirection::Straight),
        "u_turn" => Some(TurnDirection::UTurn),
        "entry" | "exit" if !only => None,
        _ => return None,
    };
    Some((only, direction))
}

/// The classes that a mode of OpenStreetMap means.
fn classes_of(mode: &str) -> Option<ClassSet> {
    Some(match mode {
        "motorcar" => ClassSet::of(&[VehicleClass::Passenger, VehicleClass::Taxi]),
        "motor_vehicle" => ClassSet::MOTOR,
        "vehicle" => ClassSet::ROAD,
        "bus" | "tourist_bus" | "coach" => ClassSet::of(&[VehicleClass::Bus]),
        "psv" => ClassSet::of(&[VehicleClass::Bus, VehicleClass::Taxi]),
        "taxi" => ClassSet::of(&[VehicleClass::Taxi]),
        "hgv" | "goods" => ClassSet::of(&[VehicleClass::Truck]),
        "motorcycle" | "moped" | "mofa" => ClassSet::of(&[VehicleClass::Motorcycle]),
        "bicycle" => ClassSet::of(&[VehicleClass::Bicycle, VehicleClass::Scooter]),
        "emergency" => ClassSet::of(&[VehicleClass::Emergency]),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(only: bool, direction: TurnDirection, to: i64) -> NodeRule {
        NodeRule { only, from: 10, via: 1, to, direction: Some(direction), classes: ClassSet::ROAD }
    }

    fn step(to: (i64, usize), direction: TurnDirection) -> Step {
        Step { from: (10, 0), via: 1, to, direction }
    }

    #[test]
    fn only_bans_all_other_ways_and_turning_round() {
        let only = rule(true, TurnDirection::Straight, 12);
        assert!(!only.forbids(&step((12, 5), TurnDirection::Straight)));
        assert!(only.forbids(&step((11, 4), TurnDirection::Right)));
        assert!(only.forbids(&step((10, 0), TurnDirection::UTurn)));
    }

    #[test]
    fn no_u_turn_on_one_way_spares_its_other_part() {
        let no = rule(false, TurnDirection::UTurn, 10);
        assert!(no.forbids(&step((10, 0), TurnDirection::UTurn)));
        assert!(!no.forbids(&step((10, 1), TurnDirection::Straight)));
    }

    #[test]
    fn no_left_turn_spares_the_part_to_the_right() {
        let no = rule(false, TurnDirection::Left, 20);
        assert!(no.forbids(&step((20, 7), TurnDirection::Left)));
        assert!(!no.forbids(&step((20, 8), TurnDirection::Right)));
    }

    #[test]
    fn kinds_are_read_and_unknown_ones_are_not() {
        assert_eq!(parse_kind("only_right_turn"), Some((true, Some(TurnDirection::Right))));
        assert_eq!(parse_kind("no_entry"), Some((false, None)));
        assert_eq!(parse_kind("no_fun"), None);
        assert_eq!(parse_kind("left"), None);
        assert_eq!(classes_of("skateboard"), None);
    }
}
