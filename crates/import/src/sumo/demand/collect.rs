//! What stands in demand and additional files, before anything is joined.

use std::collections::BTreeMap;

use super::types::{RawType, read_type};
use crate::ImportError;
use crate::sumo::signals::{RawProgramme, read_programme};
use crate::sumo::text;
use crate::xml::{Element, Item, Xml};
use pilotzone_map::{Problem, Severity};

/// Where something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file's place in [`Collected::files`].
    pub file: usize,
    pub line: u32,
}

/// A choice among names, by weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    pub place: Place,
    pub parts: Vec<(String, f64)>,
}

/// A route with the stops that stand in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawRoute {
    pub place: Place,
    pub edges: String,
    pub repeat: u32,
    pub stops: Vec<RawStop>,
}

/// A halt as it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct RawStop {
    pub place: Place,
    pub target: StopTarget,
    pub start_m: Option<f64>,
    pub end_m: Option<f64>,
    pub friendly: bool,
    pub duration_s: Option<f64>,
    pub until_s: Option<f64>,
    pub parking: bool,
    pub triggered: bool,
}

/// Where a halt is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StopTarget {
    Place(String),
    Lane(String),
    Edge(String),
}

/// A named stretch of a lane where vehicles stop.
#[derive(Debug, Clone, PartialEq)]
pub struct RawStopPlace {
    pub place: Place,
    pub id: String,
    pub name: Option<String>,
    pub lane: String,
    pub start_m: Option<f64>,
    pub end_m: Option<f64>,
    pub friendly: bool,
    pub bus: bool,
}

/// The way that a vehicle is to take.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// A route or route distribution by name.
    Named(String),
    /// A route of its own.
    Own(RawRoute),
    /// Between two edges, by others.
    Between { from: String, to: String, via: Vec<String> },
    /// Something that is not read, in words.
    Unread(String),
}

/// When the members of a flow depart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spacing {
    /// So many seconds between two.
    Period(f64),
    /// As many as asked for, evenly over the time.
    Even,
    /// A Poisson process of that rate (1/s).
    Poisson(f64),
    /// One with that probability in each second.
    EachSecond(f64),
}

/// When a vehicle departs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    At(f64),
    /// At the run's begin.
    Begin,
    /// When somebody has come who never comes.
    Triggered,
    /// Several times.
    Flow {
        begin_s: Option<f64>,
        end_s: Option<f64>,
        number: Option<u64>,
        spacing: Spacing,
    },
}

/// A vehicle, trip or flow.
#[derive(Debug, Clone, PartialEq)]
pub struct RawVehicle {
    pub place: Place,
    pub id: String,
    pub kind: Option<String>,
    pub when: When,
    pub way: Way,
    pub depart_lane: Option<String>,
    pub depart_pos: Option<String>,
    pub depart_speed: Option<String>,
    pub arrival_pos: Option<String>,
    pub speed_factor: Option<f64>,
    pub stops: Vec<RawStop>,
}

/// All of the files.
#[derive(Debug, Default)]
pub struct Collected {
    pub files: Vec<String>,
    pub types: BTreeMap<String, RawType>,
    /// Types in the order of the files.
    pub type_order: Vec<String>,
    pub type_distributions: BTreeMap<String, Distribution>,
    pub routes: BTreeMap<String, RawRoute>,
    pub route_distributions: BTreeMap<String, Distribution>,
    pub vehicles: Vec<RawVehicle>,
    pub stop_places: Vec<RawStopPlace>,
    pub programmes: Vec<RawProgramme>,
    pub problems: Vec<Problem>,
}

impl Collected {
    /// The file's name and the line, for messages.
    pub fn at(&self, place: &Place) -> (String, u32) {
        (self.files.get(place.file).cloned().unwrap_or_default(), place.line)
    }

    /// The error for something named that is not there.
    pub fn unknown(&self, place: &Place, what: String, remedy: &str) -> ImportError {
        let (file, line) = self.at(place);
        ImportError::Unknown { file, line, what, remedy: remedy.to_owned() }
    }

    /// Tells of a problem.
    pub fn tell(&mut self, severity: Severity, place: &Place, what: String) {
        let (file, line) = self.at(place);
        self.problems.push(Problem { severity, file, line, what });
    }
}

/// Adds what stands in one file.
pub fn read(file: &str, content: &[u8], into: &mut Collected) -> Result<(), ImportError> {
    let number = into.files.len();
    into.files.push(file.to_owned());
    let mut xml = Xml::new(file, content)?;
    let mut reader = Reader { file: number, into, unread: BTreeMap::new(), routes_of_own: 0 };
    reader.file(&mut xml)?;
    let unread = std::mem::take(&mut reader.unread);
    for (name, (line, count, severity)) in unread {
        let what = format!("<{name}> is not read here ({count} of them, the first in this line)");
        reader.into.tell(severity, &Place { file: number, line }, what);
    }
    Ok(())
}

struct Reader<'c> {
    file: usize,
    into: &'c mut Collected,
    unread: BTreeMap<String, (u32, u64, Severity)>,
    routes_of_own: u64,
}

impl Reader<'_> {
    fn place(&self, element: &Element<'_>) -> Place {
        Place { file: self.file, line: element.line }
    }

    fn file(&mut self, xml: &mut Xml<'_>) -> Result<(), ImportError> {
        let Some(Item::Start(root)) = xml.next_item()? else { return Ok(()) };
        if !matches!(root.name, "routes" | "additional" | "add" | "routes-file" | "tlLogics") {
            return Err(ImportError::Format {
                file: root.file.to_owned(),
                found: format!(
                    "the outermost element is <{}>, SUMO demand begins with <routes> or <additional>",
                    crate::xml::shortened(root.name)
                ),
                remedy: "name route files and additional files only".to_owned(),
            });
        }
        while let Some(item) = xml.next_item()? {
            if let Item::Start(element) = item {
                self.element(xml, &element)?;
            }
        }
        Ok(())
    }

    fn element(&mut self, xml: &mut Xml<'_>, element: &Element<'_>) -> Result<(), ImportError> {
        match element.name {
            "vType" => self.vehicle_type(xml, element).map(|_| ()),
            "vTypeDistribution" => self.type_distribution(xml, element),
            "route" => {
                let id = element.required("id")?.to_owned();
                let route = self.route(xml, element)?;
                self.keep_route(element, id, route)
            }
            "routeDistribution" => {
                let id = element.required("id")?.to_owned();
                self.route_distribution(xml, element, id)
            }
            "vehicle" | "trip" | "flow" => self.vehicle(xml, element),
            "tlLogic" => {
                let programme = read_programme(xml, element)?;
                self.into.programmes.push(programme);
                Ok(())
            }
            "busStop" | "trainStop" | "chargingStation" | "containerStop" | "parkingArea" => {
                self.stop_place(element)?;
                xml.skip_element()
            }
            _ => {
                self.leave_out(element);
                xml.skip_element()
            }
        }
    }

    /// Counts what is not read: outputs and shapes change nothing, the rest may change the traffic.
    fn leave_out(&mut self, element: &Element<'_>) {
        const HARMLESS: [&str; 19] = [
            "e1Detector",
            "inductionLoop",
            "e2Detector",
            "laneAreaDetector",
            "e3Detector",
            "entryExitDetector",
            "instantInductionLoop",
            "edgeData",
            "laneData",
            "timedEvent",
            "poly",
            "poi",
            "param",
            "taz",
            "vTypeProbe",
            "routeProbe",
            "location",
            "viewsettings",
            "type",
        ];
        let severity = if HARMLESS.contains(&element.name) { Severity::Note } else { Severity::Warning };
        let entry = self.unread.entry(element.name.to_owned()).or_insert((element.line, 0, severity));
        entry.1 += 1;
    }

    fn vehicle_type(
        &mut self,
        xml: &mut Xml<'_>,
        element: &Element<'_>,
    ) -> Result<(String, f64), ImportError> {
        let mut raw = read_type(xml, element)?;
        raw.place = self.place(element);
        let id = element.required("id")?.to_owned();
        let weight = weight(element, "probability")?;
        if self.into.types.insert(id.clone(), raw).is_some() {
            let what = format!("vehicle type `{id}` is given twice; the later one holds");
            self.into.tell(Severity::Warning, &self.place(element), what);
        } else {
            self.into.type_order.push(id.clone());
        }
        Ok((id, weight))
    }

    fn type_distribution(&mut self, xml: &mut Xml<'_>, element: &Element<'_>) -> Result<(), ImportError> {
        let id = element.required("id")?.to_owned();
        let mut parts = weighted(element, "vTypes")?;
        while let Some(item) = xml.next_item()? {
            match item {
                Item::End("vTypeDistribution") => break,
                Item::End(_) => {}
                Item::Start(child) if child.name == "vType" && child.get("refId").is_some() => {
                    parts.push((child.required("refId")?.to_owned(), weight(&child, "probability")?));
                    xml.skip_element()?;
                }
                Item::Start(child) if child.name == "vType" => {
                    let part = self.vehicle_type(xml, &child)?;
                    parts.push(part);
                }
                Item::Start(_) => xml.skip_element()?,
            }
        }
        let place = self.place(element);
        let distribution = checked_distribution(element, place, parts)?;
        self.into.type_distributions.insert(id, distribution);
        Ok(())
    }

    fn route(&mut self, xml: &mut Xml<'_>, element: &Element<'_>) -> Result<RawRoute, ImportError> {
        let repeat = element.number("repeat")?.unwrap_or(0.0);
        if !(0.0..=1000.0).contains(&repeat) {
            return Err(element.bad_value("repeat", "a whole number from 0 to 1000"));
        }
        let mut route = RawRoute {
            place: self.place(element),
            edges: element.required("edges")?.to_owned(),
            repeat: repeat as u32,
            stops: Vec::new(),
        };
        while let Some(item) = xml.next_item()? {
            match item {
                Item::End("route") => break,
                Item::End(_) => {}
                Item::Start(child) => {
                    if child.name == "stop" {
                        route.stops.push(self.stop(&child)?);
                    }
                    xml.skip_element()?;
                }
            }
        }
        Ok(route)
    }

    fn keep_route(&mut self, element: &Element<'_>, id: String, route: RawRoute) -> Result<(), ImportError> {
        if self.into.routes.contains_key(&id) || self.into.route_distributions.contains_key(&id) {
            return Err(twice(element, "route", &id));
        }
        self.into.routes.insert(id, route);
        Ok(())
    }

    fn route_distribution(
        &mut self,
        xml: &mut Xml<'_>,
        element: &Element<'_>,
        id: String,
    ) -> Result<(), ImportError> {
        let mut parts = weighted(element, "routes")?;
        while let Some(item) = xml.next_item()? {
            match item {
                Item::End("routeDistribution") => break,
                Item::End(_) => {}
                Item::Start(child) if child.name == "route" => {
                    let share = weight(&child, "probability")?;
                    let name = match (child.get("refId"), child.get("id")) {
                        (Some(name), _) => {
                            let name = name.to_owned();
                            xml.skip_element()?;
                            name
                        }
                        (None, own) => {
                            let name = own.map_or_else(|| format!("{id}#{}", parts.len()), str::to_owned);
                            let route = self.route(xml, &child)?;
                            self.keep_route(&child, name.clone(), route)?;
                            name
                        }
                    };
                    parts.push((name, share));
                }
                Item::Start(_) => xml.skip_element()?,
            }
        }
        let place = self.place(element);
        let distribution = checked_distribution(element, place, parts)?;
        self.into.route_distributions.insert(id, distribution);
        Ok(())
    }

    fn vehicle(&mut self, xml: &mut Xml<'_>, element: &Element<'_>) -> Result<(), ImportError> {
        let when = if element.name == "flow" { flow(element)? } else { departure(element)? };
        let text_of = |attribute: &str| element.get(attribute).map(str::to_owned);
        let mut vehicle = RawVehicle {
            place: self.place(element),
            id: element.required("id")?.to_owned(),
            kind: text_of("type"),
            when,
            way: way(element),
            depart_lane: text_of("departLane"),
            depart_pos: text_of("departPos"),
            depart_speed: text_of("departSpeed"),
            arrival_pos: text_of("arrivalPos"),
            speed_factor: element.number("speedFactor")?,
            stops: Vec::new(),
        };
        while let Some(item) = xml.next_item()? {
            match item {
                Item::End("vehicle" | "trip" | "flow") => break,
                Item::End(_) => {}
                Item::Start(child) if child.name == "route" => {
                    let route = self.route(xml, &child)?;
                    vehicle.way = Way::Own(route);
                }
                Item::Start(child) if child.name == "routeDistribution" => {
                    let id = format!("!{}#{}", self.file, self.routes_of_own);
                    self.routes_of_own += 1;
                    self.route_distribution(xml, &child, id.clone())?;
                    vehicle.way = Way::Named(id);
                }
                Item::Start(child) => {
                    if child.name == "stop" {
                        let stop = self.stop(&child)?;
                        vehicle.stops.push(stop);
                    }
                    xml.skip_element()?;
                }
            }
        }
        self.into.vehicles.push(vehicle);
        Ok(())
    }

    fn stop(&self, element: &Element<'_>) -> Result<RawStop, ImportError> {
        const PLACES: [&str; 5] = ["busStop", "trainStop", "chargingStation", "containerStop", "parkingArea"];
        let place_name = PLACES.iter().find_map(|attribute| element.get(attribute));
        let target = match (place_name, element.get("lane"), element.get("edge")) {
            (Some(name), _, _) => StopTarget::Place(name.to_owned()),
            (None, Some(lane), _) => StopTarget::Lane(lane.to_owned()),
            (None, None, Some(edge)) => StopTarget::Edge(edge.to_owned()),
            (None, None, None) => {
                element.required("lane")?;
                StopTarget::Lane(String::new())
            }
        };
        let truthy =
            |attribute: &str| element.get(attribute).is_some_and(|v| !matches!(v, "0" | "false" | ""));
        Ok(RawStop {
            place: self.place(element),
            target,
            start_m: element.number("startPos")?,
            end_m: element.number("endPos")?,
            friendly: truthy("friendlyPos"),
            duration_s: text::time_attribute(element, "duration")?,
            until_s: text::time_attribute(element, "until")?,
            parking: truthy("parking") || element.get("parkingArea").is_some(),
            triggered: truthy("triggered") || truthy("containerTriggered"),
        })
    }

    fn stop_place(&mut self, element: &Element<'_>) -> Result<(), ImportError> {
        let stop = RawStopPlace {
            place: self.place(element),
            id: element.required("id")?.to_owned(),
            name: element.get("name").map(str::to_owned),
            lane: element.required("lane")?.to_owned(),
            start_m: element.number("startPos")?,
            end_m: element.number("endPos")?,
            friendly: text::flag(element, "friendlyPos")?.unwrap_or(false),
            bus: matches!(element.name, "busStop" | "trainStop"),
        };
        self.into.stop_places.push(stop);
        Ok(())
    }
}

/// The error for an id that is given twice.
pub fn twice(element: &Element<'_>, what: &str, id: &str) -> ImportError {
    ImportError::Broken {
        file: element.file.to_owned(),
        line: element.line,
        what: format!("{what} `{id}` is given twice"),
        remedy: "give each its own id".to_owned(),
    }
}

fn weight(element: &Element<'_>, attribute: &str) -> Result<f64, ImportError> {
    let weight = element.number(attribute)?.unwrap_or(1.0);
    if weight < 0.0 { Err(element.bad_value(attribute, "a weight from 0 up")) } else { Ok(weight) }
}

/// The names in an attribute with the weights in `probabilities`, 1 where there are none.
fn weighted(element: &Element<'_>, attribute: &str) -> Result<Vec<(String, f64)>, ImportError> {
    let names: Vec<&str> = text::list(element.get(attribute).unwrap_or_default()).collect();
    let weights = match element.get("probabilities") {
        None => vec![1.0; names.len()],
        Some(list) => {
            let weights: Option<Vec<f64>> = text::list(list).map(crate::xml::parse_number).collect();
            let fits = weights.filter(|w| w.len() == names.len() && w.iter().all(|w| *w >= 0.0));
            fits.ok_or_else(|| element.bad_value("probabilities", "a number from 0 up for each name"))?
        }
    };
    Ok(names.into_iter().map(str::to_owned).zip(weights).collect())
}

fn checked_distribution(
    element: &Element<'_>,
    place: Place,
    parts: Vec<(String, f64)>,
) -> Result<Distribution, ImportError> {
    if parts.iter().map(|(_, weight)| weight).sum::<f64>() > 0.0 {
        return Ok(Distribution { place, parts });
    }
    Err(ImportError::Broken {
        file: element.file.to_owned(),
        line: element.line,
        what: format!(
            "the distribution `{}` has nothing to choose from",
            element.required("id").unwrap_or("")
        ),
        remedy: "give it members with probabilities above 0".to_owned(),
    })
}

fn departure(element: &Element<'_>) -> Result<When, ImportError> {
    Ok(match element.required("depart")? {
        "triggered" | "containerTriggered" | "split" => When::Triggered,
        "begin" | "now" => When::Begin,
        _ => When::At(text::time_attribute(element, "depart")?.unwrap_or(0.0)),
    })
}

fn flow(element: &Element<'_>) -> Result<When, ImportError> {
    let begin_s = match element.get("begin") {
        Some("triggered" | "containerTriggered") => return Ok(When::Triggered),
        _ => text::time_attribute(element, "begin")?,
    };
    let end_s = text::time_attribute(element, "end")?;
    let number = match element.number("number")? {
        None => None,
        Some(n) if (0.0..=1e9).contains(&n) && n == n.trunc() => Some(n as u64),
        Some(_) => return Err(element.bad_value("number", "a whole number from 0 up")),
    };
    let rate = ["vehsPerHour", "perHour"].into_iter().find(|attribute| element.get(attribute).is_some());
    let spacing = if let Some(text) = element.get("period") {
        if let Some(inner) = text.trim().strip_prefix("exp(").and_then(|rest| rest.strip_suffix(')')) {
            let rate = crate::xml::parse_number(inner).filter(|rate| *rate > 0.0);
            Spacing::Poisson(
                rate.ok_or_else(|| element.bad_value("period", "exp(RATE), a rate above 0 a second"))?,
            )
        } else {
            let period_s = text::time_s(text).filter(|period_s| *period_s > 0.0);
            Spacing::Period(
                period_s.ok_or_else(|| element.bad_value("period", "a time above 0, or exp(RATE)"))?,
            )
        }
    } else if let Some(attribute) = rate {
        let per_hour = element.required_number(attribute)?;
        if per_hour <= 0.0 {
            return Err(element.bad_value(attribute, "a number above 0"));
        }
        Spacing::Period(3600.0 / per_hour)
    } else if let Some(chance) = element.number("probability")? {
        if chance <= 0.0 || chance > 1.0 {
            return Err(element.bad_value("probability", "a number above 0 and up to 1"));
        }
        Spacing::EachSecond(chance)
    } else {
        // `number` is asked for here: nothing else tells how many depart.
        element.required("number")?;
        Spacing::Even
    };
    if let (Some(begin_s), Some(end_s)) = (begin_s, end_s)
        && end_s < begin_s
    {
        return Err(element.bad_value("end", "a time not before begin"));
    }
    Ok(When::Flow { begin_s, end_s, number, spacing })
}

fn way(element: &Element<'_>) -> Way {
    if let Some(route) = element.get("route") {
        return Way::Named(route.to_owned());
    }
    let via = text::list(element.get("via").unwrap_or_default()).map(str::to_owned).collect();
    match (element.get("from"), element.get("to")) {
        (Some(from), Some(to)) => Way::Between { from: from.to_owned(), to: to.to_owned(), via },
        (Some(only), None) | (None, Some(only)) => {
            Way::Between { from: only.to_owned(), to: only.to_owned(), via }
        }
        (None, None) => {
            let other = element.attributes.iter().map(|(name, _)| *name);
            let other = other.filter(|name| name.starts_with("from") || name.starts_with("to"));
            let names = other.collect::<Vec<_>>().join(" and ");
            if names.is_empty() {
                Way::Unread("it has neither a route nor edges from and to".to_owned())
            } else {
                Way::Unread(format!("ways by {names} are not read"))
            }
        }
    }
}
