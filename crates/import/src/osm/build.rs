//! From a document to a map: the order in which one thing is made from another.

use super::arms::{self, Arm, TrimInput};
use super::banned_paths;
use super::document::Document;
use super::junctions::{self, JoinInput, Junctions};
use super::links::{self, LinkInput};
use super::movements::{self, MovementInput};
use super::node_kinds::{self, KindInput, Signs};
use super::notes::Notes;
use super::parameters::RoadDefaults;
use super::pieces::{self, Pieces, Places};
use super::roads::{self, Road};
use super::turns::{self, TurnInput};
use super::walking::{self, WalkInput};
use super::{OsmOptions, buildings, programme, restrictions, right_of_way, signal_places, stops};
use crate::ImportError;
use pilotzone_map::geometry::find_conflicts;
use pilotzone_map::{GeoReference, Map, Node, NodeId, NodeKind, Point, Source};
use std::collections::BTreeMap;

/// Makes the map.
pub(crate) fn map(mut document: Document, options: &OsmOptions) -> Result<Map, ImportError> {
    let mut notes = std::mem::take(&mut document.notes);
    let file = notes.file().to_owned();
    let defaults = RoadDefaults::shipped().map_err(|why| ImportError::Format {
        file: "kr_roads.toml".to_owned(),
        found: why,
        remedy: "install the program again: its own data file is damaged".to_owned(),
    })?;
    let roads: Vec<Road> =
        document.ways.iter().filter_map(|(&id, way)| roads::of_way(id, way, &defaults, &mut notes)).collect();
    let geo = geo_reference(&document, &roads).ok_or_else(|| nothing(&file, &document))?;
    let places = Places { nodes: &document.nodes, geo: &geo };
    let pieces = pieces::cut(&roads, &document, &places, &mut notes);
    if pieces.list.is_empty() {
        return Err(nothing(&file, &document));
    }
    warn_of_levels(&roads, &pieces, &mut notes);
    let limits = &defaults.junction;
    let restrictions = restrictions::read(&document, &roads, &pieces, &mut notes);
    let signals = signal_places::find(&roads, &pieces, &document, limits, &mut notes);
    let junctions = junctions::join(&JoinInput {
        roads: &roads,
        pieces: &pieces,
        signals: &signals.junctions,
        via_ways: &restrictions.via_ways,
        limits,
    });
    note_joined(&junctions, &mut notes);
    let arms = arms::outer_arms(&pieces, &junctions);
    let signs = node_kinds::signs(&roads, &pieces, &junctions, &document, limits);
    let trims = arms::trims(&TrimInput { roads: &roads, pieces: &pieces, arms: &arms, limits });

    let mut map = Map { geo: Some(geo.clone()), ..Map::default() };
    let network =
        Network { roads: &roads, pieces: &pieces, junctions: &junctions, signs: &signs, arms: &arms };
    let node_ids = network.add_nodes(&mut map, &places);
    let planned = links::plan(&roads, &pieces, &junctions);
    let link_input = LinkInput {
        roads: &roads,
        pieces: &pieces,
        junctions: &junctions,
        node_ids: &node_ids,
        trims: &trims,
    };
    links::add(&mut map, &planned, &link_input);
    let movements = movements::find(&MovementInput {
        roads: &roads,
        pieces: &pieces,
        junctions: &junctions,
        planned: &planned,
        restrictions: &restrictions,
        limits,
    });
    let turn_input =
        TurnInput { roads: &roads, pieces: &pieces, planned: &planned, movements: &movements, limits };
    turns::add(&mut map, &turn_input);
    banned_paths::add(&mut map, &restrictions.ways, &movements, &mut notes);
    right_of_way::assign(&mut map, &planned, &signs);
    find_conflicts(&mut map, &mut right_of_way::gives_way);

    let walk_input = WalkInput {
        document: &document,
        roads: &roads,
        pieces: &pieces,
        junctions: &junctions,
        planned: &planned,
        node_ids: &node_ids,
        trims: &trims,
        places: &places,
        defaults: &defaults,
    };
    walking::add_crosswalks(&mut map, &walk_input);
    walking::add_pavements(&mut map, &walk_input);
    programme::add(&mut map, &defaults.signal, &mut notes);
    buildings::add(&mut map, &document, &places, &defaults.building, &mut notes);
    stops::add(&mut map, &document, &places, limits);
    map.name = options.name.clone().unwrap_or_else(|| file.clone());
    map.sources = vec![source(&file, &document)];
    (map.problems, map.defaults) = notes.into_parts();
    pilotzone_map::check::check(&map).map_err(|why| ImportError::Format {
        file,
        found: format!("the map made from it does not hold together: {why}"),
        remedy: "correct the place named, or cut it out of the file".to_owned(),
    })?;
    Ok(map)
}

fn nothing(file: &str, document: &Document) -> ImportError {
    let highways = document.ways.values().filter(|way| way.tags.get("highway").is_some()).count();
    ImportError::NothingUsable {
        file: file.to_owned(),
        what: format!(
            "of {} ways, {highways} with highway=*, none is a road for motor vehicles with two known nodes",
            document.ways.len()
        ),
        remedy: "fetch an extract with roads and their nodes (Overpass: out body; >; out skel qt;)"
            .to_owned(),
    }
}

/// The middle of all that is drawn, in a frame that the date line does not cut.
fn geo_reference(document: &Document, roads: &[Road]) -> Option<GeoReference> {
    let used = roads.iter().flat_map(|road| &road.nodes).filter_map(|node| document.nodes.get(node));
    let first_lon = used.clone().next()?.lon_deg;
    let (mut south, mut north, mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY, 0.0_f64, 0.0_f64);
    for node in used {
        let lon = pilotzone_map::geo::wrap_lon_deg(node.lon_deg - first_lon);
        (south, north) = (south.min(node.lat_deg), north.max(node.lat_deg));
        (west, east) = (west.min(lon), east.max(lon));
    }
    Some(GeoReference::Enu {
        lat_deg: f64::midpoint(south, north),
        lon_deg: pilotzone_map::geo::wrap_lon_deg(first_lon + f64::midpoint(west, east)),
    })
}

/// A node that inner points of roads on different levels share is a junction, though perhaps by mistake.
fn warn_of_levels(roads: &[Road], pieces: &Pieces, notes: &mut Notes) {
    for (node, arms) in pieces.at.iter().filter(|(_, arms)| arms.len() >= 4) {
        let mut levels: Vec<(i32, i64)> = arms
            .iter()
            .map(|&(piece, _)| &roads[pieces.list[piece].road])
            .map(|r| (r.layer, r.way))
            .collect();
        levels.sort_unstable();
        levels.dedup_by_key(|level| level.0);
        if let [(low, a), .., (high, b)] = levels[..]
            && crosses(arms, roads, pieces)
        {
            let what = format!(
                "node {node} is shared by way {a} (layer {low}) and way {b} (layer {high}): taken as a junction"
            );
            notes.warn(0, what);
        }
    }
}

/// Whether two ways pass through a node on different levels.
fn crosses(arms: &[(usize, bool)], roads: &[Road], pieces: &Pieces) -> bool {
    let mut passing: BTreeMap<i64, (usize, i32)> = BTreeMap::new();
    for &(piece, _) in arms {
        let road = &roads[pieces.list[piece].road];
        passing.entry(road.way).or_insert((0, road.layer)).0 += 1;
    }
    let mut layers: Vec<i32> =
        passing.values().filter(|(count, _)| *count >= 2).map(|&(_, layer)| layer).collect();
    layers.sort_unstable();
    layers.dedup();
    layers.len() >= 2
}

fn note_joined(junctions: &Junctions, notes: &mut Notes) {
    for members in junctions.members.values().filter(|members| members.len() > 1) {
        let names: Vec<String> = members.iter().map(i64::to_string).collect();
        notes.note(0, format!("nodes {} are one junction", names.join(", ")));
    }
}

struct Network<'a> {
    roads: &'a [Road],
    pieces: &'a Pieces,
    junctions: &'a Junctions,
    signs: &'a Signs,
    arms: &'a BTreeMap<i64, Vec<Arm>>,
}

impl Network<'_> {
    fn add_nodes(&self, map: &mut Map, places: &Places) -> BTreeMap<i64, NodeId> {
        let input = KindInput {
            roads: self.roads,
            pieces: self.pieces,
            junctions: self.junctions,
            signs: self.signs,
        };
        let mut ids = BTreeMap::new();
        for (&junction, members) in &self.junctions.members {
            let arms = self.arms.get(&junction).map_or(&[][..], Vec::as_slice);
            if arms.is_empty() {
                continue;
            }
            ids.insert(junction, NodeId(map.nodes.len() as u32));
            let names: Vec<String> = members.iter().map(i64::to_string).collect();
            let points: Vec<Point> = members.iter().filter_map(|&node| places.get(node)).collect();
            let count = points.len().max(1) as f64;
            let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x, y + p.y));
            let kind: NodeKind = node_kinds::kind(&input, junction, arms);
            map.nodes.push(Node {
                id: names.join("+"),
                at: Point::new(x / count, y / count),
                kind,
                outline: Vec::new(),
                arms: arms.len() as u32,
            });
        }
        ids
    }
}

fn source(file: &str, document: &Document) -> Source {
    let by = document.generator.as_deref().map(|g| format!(", written by {g}")).unwrap_or_default();
    let date = document.data_date.as_deref().map(|d| format!(", data of {d}")).unwrap_or_default();
    Source {
        provenance: format!(
            "OpenStreetMap extract {file}{by}{date}; lanes, junctions and turns derived, missing values by Korean \
             defaults"
        ),
        licence: "ODbL-1.0".to_owned(),
        attribution: "\u{a9} OpenStreetMap contributors".to_owned(),
    }
}
