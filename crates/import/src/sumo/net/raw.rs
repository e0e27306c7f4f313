//! A SUMO network as it stands in the file, before anything is joined.

use std::collections::BTreeMap;

use super::super::classes::{Mask, access, may_change};
use super::super::signals::{RawProgramme, read_programme};
use super::super::text;
use crate::ImportError;
use crate::xml::{Element, Item, Xml};
use pilotzone_map::{ClassSet, Point};

/// Links of one junction whose response matrix is read, at most.
const REQUESTS_MAX: u32 = 4096;

/// What an edge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Normal,
    Internal,
    Crossing,
    WalkingArea,
}

#[derive(Debug, Clone)]
pub struct RawLane {
    pub id: String,
    pub index: u32,
    pub mask: Mask,
    pub speed_mps: f64,
    pub length_m: f64,
    pub width_m: f64,
    pub shape: Vec<Point>,
    pub change_left: ClassSet,
    pub change_right: ClassSet,
    pub stop_offset_m: f64,
}

#[derive(Debug, Clone)]
pub struct RawEdge {
    pub id: String,
    pub line: u32,
    pub function: Function,
    pub from: String,
    pub to: String,
    pub name: Option<String>,
    pub road_class: String,
    pub priority: i32,
    pub crossed: Vec<String>,
    pub lanes: Vec<RawLane>,
}

/// Who yields to whom, by the links of one junction: bit 0 is link 0.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub response: Vec<bool>,
}

#[derive(Debug, Clone)]
pub struct RawJunction {
    pub id: String,
    pub line: u32,
    pub kind: String,
    pub fringe: bool,
    pub at: Point,
    pub outline: Vec<Point>,
    pub incoming: Vec<String>,
    pub requests: BTreeMap<u32, Request>,
}

#[derive(Debug, Clone)]
pub struct RawConnection {
    pub line: u32,
    pub from: String,
    pub from_lane: u32,
    pub to: String,
    pub to_lane: u32,
    pub via: Option<String>,
    pub direction: String,
    pub state: String,
    pub signal: Option<(String, u32)>,
    pub keep_clear: bool,
    pub mask: Mask,
}

#[derive(Debug, Clone, Default)]
pub struct Location {
    pub offset: Point,
    pub projection: String,
    pub line: u32,
}

/// All of a network file.
#[derive(Debug, Default)]
pub struct RawNet {
    pub location: Option<Location>,
    pub edges: Vec<RawEdge>,
    pub junctions: Vec<RawJunction>,
    pub connections: Vec<RawConnection>,
    pub programmes: Vec<RawProgramme>,
    /// Node and edge ids of each roundabout.
    pub roundabouts: Vec<(Vec<String>, Vec<String>)>,
    /// Elements that are of no use here, with how often they stand there.
    pub unread: BTreeMap<String, u64>,
}

/// Reads the whole file. A number that is none is an error; what does not fit together is judged later.
pub fn read(file: &str, content: &[u8]) -> Result<RawNet, ImportError> {
    let mut xml = Xml::new(file, content)?;
    let Some(Item::Start(root)) = xml.next_item()? else {
        return Err(ImportError::Empty { file: file.to_owned() });
    };
    if root.name != "net" {
        return Err(ImportError::Format {
            file: file.to_owned(),
            found: format!("the outermost element is <{}>, a SUMO network begins with <net>", root.name),
            remedy: "give the .net.xml file".to_owned(),
        });
    }
    if text::flag(&root, "lefthand")? == Some(true) {
        return Err(ImportError::Format {
            file: file.to_owned(),
            found: "the network is for left-hand traffic".to_owned(),
            remedy: "only right-hand traffic is read; build the network without `lefthand`".to_owned(),
        });
    }
    let mut net = RawNet::default();
    while let Some(item) = xml.next_item()? {
        let Item::Start(element) = item else { continue };
        match element.name {
            "location" => net.location = Some(location(&element)?),
            "edge" => {
                let edge = edge(&mut xml, &element)?;
                net.edges.push(edge);
                continue;
            }
            "junction" => {
                let junction = junction(&mut xml, &element)?;
                net.junctions.push(junction);
                continue;
            }
            "connection" => net.connections.push(connection(&element)?),
            "tlLogic" => {
                let programme = read_programme(&mut xml, &element)?;
                net.programmes.push(programme);
                continue;
            }
            "roundabout" => {
                let ids =
                    |attribute| text::list(element.get(attribute).unwrap_or_default()).map(str::to_owned);
                net.roundabouts.push((ids("nodes").collect(), ids("edges").collect()));
            }
            "type" | "param" | "prohibition" => {}
            other => *net.unread.entry(other.to_owned()).or_default() += 1,
        }
        xml.skip_element()?;
    }
    Ok(net)
}

fn location(element: &Element<'_>) -> Result<Location, ImportError> {
    let offset = text::shape(element.get("netOffset").unwrap_or("0,0"));
    let offset = offset.and_then(|points| points.first().copied());
    Ok(Location {
        offset: offset.ok_or_else(|| element.bad_value("netOffset", "two numbers: x,y"))?,
        projection: element.get("projParameter").unwrap_or("!").to_owned(),
        line: element.line,
    })
}

fn edge(xml: &mut Xml<'_>, element: &Element<'_>) -> Result<RawEdge, ImportError> {
    let text_of = |attribute: &str| element.get(attribute).unwrap_or_default().to_owned();
    let function = match element.get("function") {
        Some("internal") => Function::Internal,
        Some("crossing") => Function::Crossing,
        Some("walkingarea") => Function::WalkingArea,
        _ => Function::Normal,
    };
    let priority = element.number("priority")?.unwrap_or(-1.0);
    let mut edge = RawEdge {
        id: element.required("id")?.to_owned(),
        line: element.line,
        function,
        from: text_of("from"),
        to: text_of("to"),
        name: element.get("name").filter(|name| !name.is_empty()).map(str::to_owned),
        road_class: text_of("type"),
        priority: priority as i32,
        crossed: text::list(element.get("crossingEdges").unwrap_or_default()).map(str::to_owned).collect(),
        lanes: Vec::new(),
    };
    let mut edge_stop_m = 0.0;
    while let Some(item) = xml.next_item()? {
        match item {
            Item::End("edge") => break,
            Item::End(_) => {}
            Item::Start(child) if child.name == "lane" => {
                let lane = lane(xml, &child)?;
                edge.lanes.push(lane);
            }
            Item::Start(child) => {
                if child.name == "stopOffset" {
                    edge_stop_m = stop_offset_m(&child)?;
                }
                xml.skip_element()?;
            }
        }
    }
    for lane in edge.lanes.iter_mut().filter(|lane| lane.stop_offset_m == 0.0) {
        lane.stop_offset_m = edge_stop_m;
    }
    Ok(edge)
}

fn lane(xml: &mut Xml<'_>, element: &Element<'_>) -> Result<RawLane, ImportError> {
    let shape = text::shape(element.get("shape").unwrap_or_default());
    let mut lane = RawLane {
        id: element.required("id")?.to_owned(),
        index: text::index(element, "index")?,
        mask: access(element)?,
        speed_mps: element.required_number("speed")?,
        length_m: element.required_number("length")?,
        width_m: element.number("width")?.filter(|width_m| *width_m > 0.0).unwrap_or(3.2),
        shape: shape.ok_or_else(|| element.bad_value("shape", "points: x,y x,y ..."))?,
        change_left: may_change(element, "changeLeft")?,
        change_right: may_change(element, "changeRight")?,
        stop_offset_m: 0.0,
    };
    while let Some(item) = xml.next_item()? {
        match item {
            Item::End("lane") => break,
            Item::End(_) => {}
            Item::Start(child) => {
                if child.name == "stopOffset" {
                    lane.stop_offset_m = stop_offset_m(&child)?;
                }
                xml.skip_element()?;
            }
        }
    }
    Ok(lane)
}

/// How far back the stop line lies for cars (m).
fn stop_offset_m(element: &Element<'_>) -> Result<f64, ImportError> {
    let names = |attribute: &str| Mask::of_list(element.get(attribute).unwrap_or_default());
    let cars = pilotzone_map::VehicleClass::Passenger;
    let mentioned = |mask: Result<Mask, String>| mask.is_ok_and(|mask| mask.classes().has(cars));
    let for_cars = match (element.get("vClasses"), element.get("exceptions")) {
        (Some(_), _) => mentioned(names("vClasses")),
        (None, Some(_)) => !mentioned(names("exceptions")),
        (None, None) => true,
    };
    let value_m = element.required_number("value")?;
    Ok(if for_cars { value_m.max(0.0) } else { 0.0 })
}

fn junction(xml: &mut Xml<'_>, element: &Element<'_>) -> Result<RawJunction, ImportError> {
    let ids = |attribute| text::list(element.get(attribute).unwrap_or_default()).map(str::to_owned).collect();
    let outline = text::shape(element.get("shape").unwrap_or_default());
    let mut junction = RawJunction {
        id: element.required("id")?.to_owned(),
        line: element.line,
        kind: element.get("type").unwrap_or("priority").to_owned(),
        fringe: element.get("fringe").is_some_and(|f| f == "outer" || f == "inner"),
        at: Point::new(element.required_number("x")?, element.required_number("y")?),
        outline: outline.ok_or_else(|| element.bad_value("shape", "points: x,y x,y ..."))?,
        incoming: ids("incLanes"),
        requests: BTreeMap::new(),
    };
    while let Some(item) = xml.next_item()? {
        match item {
            Item::End("junction") => break,
            Item::End(_) => {}
            Item::Start(child) => {
                if child.name == "request" {
                    let index = text::index(&child, "index")?;
                    if index >= REQUESTS_MAX {
                        return Err(child.bad_value("index", "a link's number below 4096"));
                    }
                    junction.requests.insert(index, request(&child)?);
                }
                xml.skip_element()?;
            }
        }
    }
    Ok(junction)
}

fn request(element: &Element<'_>) -> Result<Request, ImportError> {
    let bits = |attribute: &str| -> Result<Vec<bool>, ImportError> {
        let text = element.get(attribute).unwrap_or_default();
        // The rightmost character is link 0.
        let bit = |c: char| match c {
            '0' => Some(false),
            '1' => Some(true),
            _ => None,
        };
        let bits = text.chars().rev().map(bit).collect::<Option<Vec<_>>>();
        bits.ok_or_else(|| element.bad_value(attribute, "a row of 0 and 1"))
    };
    // Which links meet at all is seen in their shapes.
    bits("foes")?;
    Ok(Request { response: bits("response")? })
}

fn connection(element: &Element<'_>) -> Result<RawConnection, ImportError> {
    let text_of = |attribute: &str| element.get(attribute).unwrap_or_default().to_owned();
    let signal = match element.get("tl").filter(|tl| !tl.is_empty()) {
        Some(tl) if element.get("linkIndex").is_some_and(|i| i.trim() != "-1") => {
            Some((tl.to_owned(), text::index(element, "linkIndex")?))
        }
        _ => None,
    };
    Ok(RawConnection {
        line: element.line,
        from: element.required("from")?.to_owned(),
        from_lane: text::index(element, "fromLane")?,
        to: element.required("to")?.to_owned(),
        to_lane: text::index(element, "toLane")?,
        via: element.get("via").filter(|via| !via.is_empty()).map(str::to_owned),
        direction: text_of("dir"),
        state: text_of("state"),
        signal,
        keep_clear: text::flag(element, "keepClear")?.unwrap_or(true),
        mask: access(element)?,
    })
}
