//! Buildings with their heights.

use super::document::{Document, MemberKind, OsmRelation};
use super::notes::Notes;
use super::parameters::BuildingDefaults;
use super::pieces::Places;
use super::tags::Tags;
use super::units;
use pilotzone_map::geometry::{point_in_polygon, polygon_area};
use pilotzone_map::{Building, HeightSource, Map, Point};

/// A ground plan smaller than this (m²) is a slip of the pen.
const AREA_MIN_M2: f64 = 0.5;

/// Adds all buildings.
pub(crate) fn add(
    map: &mut Map,
    document: &Document,
    places: &Places,
    defaults: &BuildingDefaults,
    notes: &mut Notes,
) {
    for (&id, way) in &document.ways {
        if !is_building(&way.tags) {
            continue;
        }
        match ring_of(&way.nodes, places) {
            Ok(ring) => {
                let heights = Heights::of(&format!("way {id}"), way.line, &way.tags, defaults, notes);
                map.buildings.push(heights.building(id.to_string(), &way.tags, ring, Vec::new()));
            }
            Err(why) => notes.warn(way.line, format!("way {id} (building): left out: {why}")),
        }
    }
    for (&id, relation) in &document.relations {
        if relation.tags.is("type", "multipolygon") && is_building(&relation.tags) {
            add_multipolygon(map, id, relation, document, places, defaults, notes);
        }
    }
}

fn is_building(tags: &Tags) -> bool {
    tags.get("building").is_some_and(|value| value != "no")
}

fn add_multipolygon(
    map: &mut Map,
    id: i64,
    relation: &OsmRelation,
    document: &Document,
    places: &Places,
    defaults: &BuildingDefaults,
    notes: &mut Notes,
) {
    let rings = |role: &str| rings_of(relation, role, document, places);
    let (outer, inner) = match (rings("outer"), rings("inner")) {
        (Ok(outer), Ok(inner)) if !outer.is_empty() => (outer, inner),
        (Ok(_), Ok(_)) => {
            let what = format!("relation {id} (building): left out: it has no outer ring");
            return notes.warn(relation.line, what);
        }
        (Err(why), _) | (_, Err(why)) => {
            return notes.warn(relation.line, format!("relation {id} (building): left out: {why}"));
        }
    };
    let heights = Heights::of(&format!("relation {id}"), relation.line, &relation.tags, defaults, notes);
    for (k, ring) in outer.iter().enumerate() {
        let name = if k == 0 { format!("r{id}") } else { format!("r{id}#{}", k + 1) };
        let within = |hole: &&Vec<Point>| hole.first().is_some_and(|&point| point_in_polygon(point, ring));
        let holes = inner.iter().filter(within).cloned().collect();
        map.buildings.push(heights.building(name, &relation.tags, ring.clone(), holes));
    }
}

/// The ring that a closed way draws, its first point not repeated.
fn ring_of(nodes: &[i64], places: &Places) -> Result<Vec<Point>, String> {
    if nodes.len() < 4 || nodes.first() != nodes.last() {
        return Err("its ring is not closed".to_owned());
    }
    let mut ring: Vec<Point> = Vec::new();
    for &node in &nodes[1..] {
        let point = places.get(node).ok_or_else(|| format!("the file lacks its node {node}"))?;
        if ring.last().is_none_or(|last| last.distance(point) > 0.001) {
            ring.push(point);
        }
    }
    if ring.len() < 3 || polygon_area(&ring) < AREA_MIN_M2 {
        return Err("its ring has no area".to_owned());
    }
    Ok(ring)
}

/// The rings that the member ways of a role make, put end to end.
fn rings_of(
    relation: &OsmRelation,
    role: &str,
    document: &Document,
    places: &Places,
) -> Result<Vec<Vec<Point>>, String> {
    let mut open: Vec<Vec<i64>> = Vec::new();
    for member in relation.members.iter().filter(|m| m.kind == MemberKind::Way) {
        // A member without a role is an outer one by old custom.
        if member.role != role && !(role == "outer" && member.role.is_empty()) {
            continue;
        }
        let way = document.ways.get(&member.id);
        let way = way.ok_or_else(|| format!("the file lacks its `{role}` way {}", member.id))?;
        if way.nodes.len() >= 2 {
            open.push(way.nodes.clone());
        }
    }
    let mut rings = Vec::new();
    while let Some(mut chain) = open.pop() {
        while chain.first() != chain.last() {
            let end = chain.last().copied();
            let next = open.iter().position(|way| way.first().copied() == end || way.last().copied() == end);
            let next = next.ok_or_else(|| format!("its `{role}` ring is not closed"))?;
            let mut way = open.swap_remove(next);
            if way.first().copied() != end {
                way.reverse();
            }
            chain.extend(way.into_iter().skip(1));
        }
        rings.push(ring_of(&chain, places)?);
    }
    rings.reverse();
    Ok(rings)
}

/// Foot and top of a building.
struct Heights {
    base_m: f64,
    top_m: f64,
    source: HeightSource,
}

impl Heights {
    fn of(who: &str, line: u32, tags: &Tags, defaults: &BuildingDefaults, notes: &mut Notes) -> Self {
        let plausible = |m: f64| (0.0..=defaults.plausible_max_m).contains(&m);
        let mut length = |key: &str| {
            let text = tags.get(key)?;
            let first = text.split(';').next().unwrap_or_default();
            let found = units::length_m(first).filter(|&m| plausible(m));
            if found.is_none() {
                let text = crate::xml::shortened(text);
                notes.warn(line, format!("{who} (building): {key}=\"{text}\" is no height: not read"));
            }
            found
        };
        let tagged_m = length("height").or_else(|| length("building:height")).filter(|&m| m > 0.0);
        let base_m = length("min_height");
        let storeys = |key: &str| {
            let first = tags.get(key)?.split(';').next().unwrap_or_default();
            units::number(first).map(|n| n * defaults.storey_m).filter(|&m| plausible(m))
        };
        let roof_m = storeys("roof:levels").unwrap_or(0.0);
        let storeys_m = storeys("building:levels").or_else(|| storeys("levels")).filter(|&m| m > 0.0);
        let base_m = base_m.or_else(|| storeys("building:min_level")).unwrap_or(0.0);
        let (top_m, source) = match (tagged_m, storeys_m) {
            (Some(m), _) => (m, HeightSource::Tagged),
            (None, Some(m)) => (m + roof_m, HeightSource::Levels),
            (None, None) => {
                notes.default_taken("building_height");
                let kinds = tags.get("building").unwrap_or_default();
                let known = kinds.split(';').find_map(|kind| defaults.kind.get(kind.trim()));
                (known.copied().unwrap_or(defaults.default_m), HeightSource::Default)
            }
        };
        if base_m >= top_m {
            let what = format!(
                "{who} (building): its foot ({base_m} m) is not below its top: it stands on the ground"
            );
            notes.warn(line, what);
            return Self { base_m: 0.0, top_m, source };
        }
        Self { base_m, top_m, source }
    }

    fn building(&self, id: String, tags: &Tags, ring: Vec<Point>, holes: Vec<Vec<Point>>) -> Building {
        Building {
            id,
            name: ["name", "name:ko", "name:en"].iter().find_map(|key| tags.get(key)).map(str::to_owned),
            ring,
            holes,
            base_m: self.base_m,
            top_m: self.top_m,
            height_source: self.source,
        }
    }
}
