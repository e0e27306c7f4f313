//! OSM XML, as the API, Overpass and JOSM write it.

use super::document::{Bounds, Document, Member, MemberKind, OsmNode, OsmRelation, OsmWay, UNKNOWN_NODE};
use super::tags::Tags;
use crate::ImportError;
use crate::xml::{Element, Item, Xml, parse_number, shortened};
use std::num::IntErrorKind;

/// What a number in an id attribute turned out to be.
enum Id {
    Good(i64),
    /// Digits, but more than 64 bits hold.
    TooBig(String),
}

/// The element whose children are being read.
enum Open {
    Node(i64, OsmNode),
    Way(i64, OsmWay),
    Relation(i64, OsmRelation),
    /// A deleted one, or one whose number is no number.
    Skipped,
}

/// Reads a whole file.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Result<Document, ImportError> {
    let mut xml = Xml::new(file, bytes)?;
    let mut document = Document::new(file);
    match xml.next_item()? {
        Some(Item::Start(root)) if root.name == "osm" => {
            document.generator = root.get("generator").map(str::to_owned);
        }
        Some(Item::Start(root)) => return Err(not_osm(file, &root)),
        _ => return Err(ImportError::Empty { file: file.to_owned() }),
    }
    let mut open = Open::Skipped;
    while let Some(item) = xml.next_item()? {
        match item {
            Item::Start(element) if xml.depth() == 2 => open = begin(&mut document, &element)?,
            Item::Start(element) if xml.depth() == 3 => child(&mut document, &mut open, &element)?,
            Item::End(_) if xml.depth() == 1 => {
                close(&mut document, std::mem::replace(&mut open, Open::Skipped));
            }
            Item::Start(element) if element.name == "osm" => {
                return Err(ImportError::Broken {
                    file: file.to_owned(),
                    line: element.line,
                    what: "<osm> inside another element".to_owned(),
                    remedy: "fetch or export the file again".to_owned(),
                });
            }
            Item::Start(_) | Item::End(_) => {}
        }
    }
    document.take_inline_places();
    Ok(document)
}

fn not_osm(file: &str, root: &Element) -> ImportError {
    ImportError::Format {
        file: file.to_owned(),
        found: format!("the outermost element is <{}>, not <osm>", shortened(root.name)),
        remedy: "give a file from the OSM API, Overpass (XML output) or JOSM".to_owned(),
    }
}

fn begin(document: &mut Document, element: &Element) -> Result<Open, ImportError> {
    match element.name {
        "node" => begin_node(document, element),
        "way" => Ok(match own_id(document, element)? {
            Some(id) => Open::Way(id, OsmWay { line: element.line, ..OsmWay::default() }),
            None => Open::Skipped,
        }),
        "relation" => Ok(match own_id(document, element)? {
            Some(id) => Open::Relation(id, OsmRelation { line: element.line, ..OsmRelation::default() }),
            None => Open::Skipped,
        }),
        "bounds" => {
            document.bounds = bounds(element).or(document.bounds);
            Ok(Open::Skipped)
        }
        "meta" => {
            document.data_date = element.get("osm_base").map(str::to_owned);
            Ok(Open::Skipped)
        }
        "osm" => Err(ImportError::Broken {
            file: element.file.to_owned(),
            line: element.line,
            what: "<osm> inside <osm>".to_owned(),
            remedy: "fetch or export the file again".to_owned(),
        }),
        _ => Ok(Open::Skipped),
    }
}

fn begin_node(document: &mut Document, element: &Element) -> Result<Open, ImportError> {
    let deleted = is_deleted(element);
    let Some(id) = own_id(document, element)? else {
        if deleted && let Some(Ok(Id::Good(id))) = element.get("id").map(parse_id) {
            document.deleted_nodes.insert(id);
        }
        return Ok(Open::Skipped);
    };
    // An incomplete node of an editor has no place; a place that is no number is a damaged file.
    let (Some(lat_deg), Some(lon_deg)) = (element.number("lat")?, element.number("lon")?) else {
        let what = format!("node {id} has no place: left out, ways that use it are cut there");
        document.notes.warn(element.line, what);
        return Ok(Open::Skipped);
    };
    Ok(Open::Node(id, OsmNode { lat_deg, lon_deg, tags: Tags::default(), line: element.line }))
}

/// The id of an element that is to be read; none where it is deleted or its number too big, which is noted.
fn own_id(document: &mut Document, element: &Element) -> Result<Option<i64>, ImportError> {
    match parse_id(element.required("id")?) {
        Ok(Id::Good(_)) if is_deleted(element) => Ok(None),
        Ok(Id::Good(id)) => Ok(Some(id)),
        Ok(Id::TooBig(digits)) => {
            let name = element.name;
            let rest = if name == "node" { "; ways that use it lose the point there" } else { "" };
            let what = format!("{name} {digits}: the number is beyond 64 bits: the {name} is left out{rest}");
            document.notes.warn(element.line, what);
            Ok(None)
        }
        Err(()) => Err(element.bad_value("id", "a whole number")),
    }
}

fn is_deleted(element: &Element) -> bool {
    element.get("action") == Some("delete") || element.get("visible") == Some("false")
}

fn parse_id(text: &str) -> Result<Id, ()> {
    match text.trim().parse::<i64>() {
        Ok(id) => Ok(Id::Good(id)),
        Err(e) if matches!(e.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow) => {
            Ok(Id::TooBig(shortened(text.trim())))
        }
        Err(_) => Err(()),
    }
}

fn bounds(element: &Element) -> Option<Bounds> {
    let side = |name| element.get(name).and_then(parse_number);
    Some(Bounds {
        south: side("minlat")?,
        west: side("minlon")?,
        north: side("maxlat")?,
        east: side("maxlon")?,
    })
}

fn child(document: &mut Document, open: &mut Open, element: &Element) -> Result<(), ImportError> {
    if element.name == "tag" {
        let tags = match open {
            Open::Node(_, node) => &mut node.tags,
            Open::Way(_, way) => &mut way.tags,
            Open::Relation(_, relation) => &mut relation.tags,
            Open::Skipped => return Ok(()),
        };
        tags.push(element.required("k")?, element.required("v")?);
        return Ok(());
    }
    match (open, element.name) {
        (Open::Way(id, way), "nd") => {
            let Some(node) = reference(document, element, "way", *id)? else {
                // A gap, so that the way is cut here and not bridged.
                way.nodes.push(UNKNOWN_NODE);
                return Ok(());
            };
            way.nodes.push(node);
            if let (Some(lat_deg), Some(lon_deg)) = (element.number("lat")?, element.number("lon")?) {
                document.inline_places.entry(node).or_insert((lat_deg, lon_deg));
            }
        }
        (Open::Relation(id, relation), "member") => {
            let kind = match element.required("type")? {
                "node" => MemberKind::Node,
                "way" => MemberKind::Way,
                "relation" => MemberKind::Relation,
                _ => return Err(element.bad_value("type", "node, way or relation")),
            };
            let Some(member) = reference(document, element, "relation", *id)? else { return Ok(()) };
            let role = element.get("role").unwrap_or_default().to_owned();
            relation.members.push(Member { kind, id: member, role });
        }
        _ => {}
    }
    Ok(())
}

/// The `ref` of a child; none where its number is too big, which is noted.
fn reference(
    document: &mut Document,
    element: &Element,
    owner: &str,
    owner_id: i64,
) -> Result<Option<i64>, ImportError> {
    match parse_id(element.required("ref")?) {
        Ok(Id::Good(id)) => Ok(Some(id)),
        Ok(Id::TooBig(digits)) => {
            let what = format!(
                "{owner} {owner_id} refers to {digits}, a number beyond 64 bits: the reference is left out"
            );
            document.notes.warn(element.line, what);
            Ok(None)
        }
        Err(()) => Err(element.bad_value("ref", "a whole number")),
    }
}

fn close(document: &mut Document, open: Open) {
    match open {
        Open::Node(id, node) => document.add_node(id, node),
        Open::Way(id, way) => document.add_way(id, way),
        Open::Relation(id, relation) => document.add_relation(id, relation),
        Open::Skipped => {}
    }
}
