//! Joins types, routes and stops to trips.

use std::collections::BTreeMap;

use super::collect::{Collected, Distribution, Place, RawRoute, RawStop, RawVehicle, Spacing, Way, When};
use super::depart::{Arrival, Entry, entry};
use super::expand::{Span, departures};
use super::route_book::{NoWay, RouteBook};
use super::stops::{Places, StopBook, lane_names};
use super::types::{DEFAULT_TYPE, RawType, complete, is_on_roads};
use super::{DemandOptions, SumoDemand};
use crate::ImportError;
use pilotzone_map::{LinkId, Map, Severity, VehicleClass};
use pilotzone_scenario::{Stop, Trip, Unroutable};
use pilotzone_world::{AgentKey, Stream};

/// Choice of a type out of a distribution.
const TYPE_CHOICE: Stream = Stream::named("sumo.type");
/// Choice of a route out of a distribution.
const ROUTE_CHOICE: Stream = Stream::named("sumo.route");
/// Distributions inside distributions, at most.
const CHOICES_MAX: u64 = 8;
/// Trips of one run, at most.
const TRIPS_MAX: u64 = 5_000_000;

/// All trips of what was collected.
pub fn demand(
    map: &Map,
    mut collected: Collected,
    places: &Places,
    options: &DemandOptions,
) -> Result<SumoDemand, ImportError> {
    let routes = RouteBook::new(map);
    let stops = StopBook { map, places, lanes: lane_names(map), links: routes.links.clone() };
    let vehicles = std::mem::take(&mut collected.vehicles);
    let mut resolver = Resolver {
        collected,
        options,
        routes,
        stops,
        out: SumoDemand::default(),
        kinds: BTreeMap::new(),
        dropped: Dropped::default(),
        notes: BTreeMap::new(),
    };
    resolver.all_types()?;
    unique(&vehicles, &resolver.collected)?;
    for vehicle in &vehicles {
        resolver.vehicle(vehicle)?;
    }
    Ok(resolver.finish())
}

/// No two vehicles may share an id: keys are made of ids.
fn unique(vehicles: &[RawVehicle], collected: &Collected) -> Result<(), ImportError> {
    let mut ids: Vec<(&str, &Place)> = vehicles.iter().map(|v| (v.id.as_str(), &v.place)).collect();
    ids.sort_by(|a, b| (a.0, a.1.file, a.1.line).cmp(&(b.0, b.1.file, b.1.line)));
    for pair in ids.windows(2) {
        if let [first, second] = pair
            && first.0 == second.0
        {
            let (file, line) = collected.at(second.1);
            return Err(ImportError::Broken {
                file,
                line,
                what: format!("vehicle `{}` is given twice, first in line {}", second.0, first.1.line),
                remedy: "give each vehicle its own id".to_owned(),
            });
        }
    }
    Ok(())
}

/// Who is left out because of when it departs.
#[derive(Default)]
struct Dropped {
    before: Vec<String>,
    before_place: Place,
}

/// Why one vehicle gives no trip.
enum Refusal {
    /// The files are wrong.
    Wrong(Place, String),
    /// It cannot be driven.
    Unroutable(String),
}

struct Resolver<'m> {
    collected: Collected,
    options: &'m DemandOptions,
    routes: RouteBook<'m>,
    stops: StopBook<'m>,
    out: SumoDemand,
    /// Places of types by name, and by name and speed factor (its bits) where one vehicle has its own.
    kinds: BTreeMap<(String, Option<u64>), u32>,
    dropped: Dropped,
    /// What is told once, with how often it was met and where first.
    notes: BTreeMap<&'static str, (u64, Place)>,
}

impl Resolver<'_> {
    fn all_types(&mut self) -> Result<(), ImportError> {
        for id in self.collected.type_order.clone() {
            self.add_kind(&id)?;
        }
        Ok(())
    }

    fn add_kind(&mut self, id: &str) -> Result<u32, ImportError> {
        let raw = self.collected.types.get(id).cloned().or_else(|| built_in(id)).unwrap_or_default();
        let kind = complete(id, &raw, &mut self.collected, self.options)?;
        let place = self.out.types.len() as u32;
        self.out.types.push(kind);
        self.kinds.insert((id.to_owned(), None), place);
        Ok(place)
    }

    fn vehicle(&mut self, vehicle: &RawVehicle) -> Result<(), ImportError> {
        let entry = entry(vehicle, &self.collected, self.options)?;
        match vehicle.when {
            When::At(depart_s) => self.one(vehicle, &entry, vehicle.id.clone(), None, depart_s),
            When::Begin | When::Triggered => {
                self.one(vehicle, &entry, vehicle.id.clone(), None, self.options.begin_s)
            }
            When::Flow { begin_s, end_s, number, spacing } => {
                // An even spread asks for the flow's own end; all others stop with the run.
                let until_s = match spacing {
                    Spacing::Even => end_s.or(self.options.end_s),
                    _ => [end_s, self.options.end_s].into_iter().flatten().reduce(f64::min),
                };
                let span = Span { begin_s: begin_s.unwrap_or(self.options.begin_s), end_s: until_s, number };
                let most = TRIPS_MAX.saturating_sub(self.out.trips.len() as u64);
                let times =
                    departures(span, spacing, self.options.seed, &vehicle.id, most).map_err(|_| {
                        let (file, line) = self.collected.at(&vehicle.place);
                        ImportError::Broken {
                            file,
                            line,
                            what: format!(
                                "flow `{}` has no end, or more than {TRIPS_MAX} vehicles",
                                vehicle.id
                            ),
                            remedy: "give the flow an `end`, or the configuration one".to_owned(),
                        }
                    })?;
                for (n, depart_s) in times.into_iter().enumerate() {
                    let name = format!("{}.{n}", vehicle.id);
                    self.one(vehicle, &entry, name, Some(n as u64), depart_s)?;
                }
                Ok(())
            }
        }
    }

    /// One departure.
    fn one(
        &mut self,
        vehicle: &RawVehicle,
        entry: &Entry,
        name: String,
        number: Option<u64>,
        depart_s: f64,
    ) -> Result<(), ImportError> {
        if depart_s < self.options.begin_s {
            if self.dropped.before.is_empty() {
                self.dropped.before_place = vehicle.place.clone();
            }
            self.dropped.before.push(name);
            return Ok(());
        }
        if self.options.end_s.is_some_and(|end_s| depart_s >= end_s) {
            return Ok(());
        }
        let key = match number {
            None => AgentKey::of_name(&name),
            Some(n) => AgentKey::of_flow(&vehicle.id, n),
        };
        match self.trip(vehicle, entry, &name, key, depart_s) {
            Ok(Ok(trip)) => self.out.trips.push(trip),
            Ok(Err(Refusal::Unroutable(reason))) => self.out.unroutable.push(Unroutable { name, reason }),
            Ok(Err(Refusal::Wrong(place, what))) => {
                if !self.options.ignore_route_errors {
                    let what = format!("vehicle `{name}`: {what}");
                    let remedy = "correct the name, or set ignore-route-errors to drive without this vehicle";
                    return Err(self.collected.unknown(&place, what, remedy));
                }
                self.out.unroutable.push(Unroutable { name, reason: what });
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn trip(
        &mut self,
        vehicle: &RawVehicle,
        entry: &Entry,
        name: &str,
        key: AgentKey,
        depart_s: f64,
    ) -> Result<Result<Trip, Refusal>, ImportError> {
        let type_name = match self.type_name(vehicle, key) {
            Ok(type_name) => type_name,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if self.collected.types.get(&type_name).is_some_and(|raw| !is_on_roads(raw)) {
            return Ok(Err(Refusal::Unroutable(format!("its type `{type_name}` does not drive on roads"))));
        }
        let kind = self.kind(&type_name, vehicle.speed_factor)?;
        let class = self.out.types.get(kind as usize).map_or(VehicleClass::Passenger, |kind| kind.access);
        let way = self.way(vehicle, key, class);
        let (route, raw_stops) = match way {
            Ok(way) => way,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let stops = match self.halts(&raw_stops, &route, class, name) {
            Ok(stops) => stops,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let last = route.last().and_then(|link| self.stops.map.links.get(link.0 as usize));
        let arrival_pos_m = match entry.arrival {
            Arrival::End => None,
            Arrival::At(pos_m) => Some(pos_m),
            Arrival::Centre => last.map(|link| link.length_m / 2.0),
        };
        Ok(Ok(Trip {
            name: name.to_owned(),
            key,
            kind,
            depart_s,
            route,
            depart_lane: entry.lane,
            depart_pos: entry.pos,
            depart_speed: entry.speed,
            arrival_pos_m,
            stops,
            triggered: matches!(vehicle.when, When::Triggered),
        }))
    }

    /// The type that a vehicle has, or gets out of a distribution.
    fn type_name(&self, vehicle: &RawVehicle, key: AgentKey) -> Result<String, Refusal> {
        let mut name = vehicle.kind.as_deref().unwrap_or(DEFAULT_TYPE);
        for choice in 0..CHOICES_MAX {
            match self.collected.type_distributions.get(name) {
                None => break,
                Some(distribution) => {
                    name = chosen(distribution, TYPE_CHOICE, self.options.seed, key, choice);
                }
            }
        }
        if self.collected.types.contains_key(name) || built_in(name).is_some() {
            return Ok(name.to_owned());
        }
        Err(Refusal::Wrong(vehicle.place.clone(), format!("there is no vehicle type `{name}`")))
    }

    fn kind(&mut self, name: &str, factor: Option<f64>) -> Result<u32, ImportError> {
        let plain = match self.kinds.get(&(name.to_owned(), None)) {
            Some(&place) => place,
            None => self.add_kind(name)?,
        };
        let Some(factor) = factor.filter(|factor| *factor > 0.0) else { return Ok(plain) };
        let key = (name.to_owned(), Some(factor.to_bits()));
        if let Some(&place) = self.kinds.get(&key) {
            return Ok(place);
        }
        let Some(mut kind) = self.out.types.get(plain as usize).cloned() else { return Ok(plain) };
        kind.name = format!("{name}@{factor}");
        kind.speed_factor =
            pilotzone_scenario::SpeedFactor { mean: factor, deviation: 0.0, min: factor, max: factor };
        let place = self.out.types.len() as u32;
        self.out.types.push(kind);
        self.kinds.insert(key, place);
        Ok(place)
    }

    /// The links that a vehicle takes, and all of its halts.
    fn way(
        &mut self,
        vehicle: &RawVehicle,
        key: AgentKey,
        class: VehicleClass,
    ) -> Result<(Vec<LinkId>, Vec<RawStop>), Refusal> {
        let wrong = |place: &Place, no_way: NoWay| match no_way {
            NoWay::UnknownEdge(edge) => Refusal::Wrong(place.clone(), format!("there is no edge `{edge}`")),
            NoWay::Closed(reason) => Refusal::Unroutable(reason),
        };
        match &vehicle.way {
            Way::Unread(what) => Err(Refusal::Unroutable(what.clone())),
            Way::Own(route) => {
                let links = self.followed(route, class).map_err(|e| wrong(&route.place, e))?;
                Ok((links, joined(route, vehicle)))
            }
            Way::Named(name) => {
                let mut name = name.as_str();
                for choice in 0..CHOICES_MAX {
                    match self.collected.route_distributions.get(name) {
                        None => break,
                        Some(distribution) => {
                            name = chosen(distribution, ROUTE_CHOICE, self.options.seed, key, choice);
                        }
                    }
                }
                let Some(route) = self.collected.routes.get(name) else {
                    return Err(Refusal::Wrong(vehicle.place.clone(), format!("there is no route `{name}`")));
                };
                let links = self.followed(route, class).map_err(|e| wrong(&route.place, e))?;
                Ok((links, joined(route, vehicle)))
            }
            Way::Between { from, to, via } => {
                let mut through = Vec::new();
                for edge in std::iter::once(from).chain(via) {
                    through.push(self.routes.link(edge).map_err(|e| wrong(&vehicle.place, e))?);
                }
                // Without `via` the halts say which way to take.
                for stop in vehicle.stops.iter().filter(|_| via.is_empty()) {
                    let halt = self.stops.stop(stop, class);
                    let halt = halt.map_err(|what| Refusal::Wrong(stop.place.clone(), what))?;
                    through.extend(self.stops.map.link_of(halt.lane));
                }
                through.push(self.routes.link(to).map_err(|e| wrong(&vehicle.place, e))?);
                let links = self.routes.search(&through, class).map_err(|e| wrong(&vehicle.place, e))?;
                Ok((links, vehicle.stops.clone()))
            }
        }
    }

    fn followed(&self, route: &RawRoute, class: VehicleClass) -> Result<Vec<LinkId>, NoWay> {
        let links = self.routes.given(&route.edges, route.repeat)?;
        self.routes.check(&links, class)?;
        Ok(links)
    }

    /// The halts in the order of the route. One that the route does not reach is left out and told.
    fn halts(
        &mut self,
        raw_stops: &[RawStop],
        route: &[LinkId],
        class: VehicleClass,
        name: &str,
    ) -> Result<Vec<Stop>, Refusal> {
        let mut halts: Vec<Stop> = Vec::new();
        let (mut at, mut pos_m) = (0, 0.0);
        for raw in raw_stops {
            let halt = self.stops.stop(raw, class);
            let halt = halt.map_err(|what| Refusal::Wrong(raw.place.clone(), what))?;
            let link = self.stops.map.link_of(halt.lane);
            let ahead = route
                .iter()
                .enumerate()
                .skip(at)
                .find(|&(i, on)| Some(*on) == link && (i > at || halt.end_m >= pos_m));
            let Some((place, _)) = ahead else {
                let edge = link.and_then(|id| self.stops.map.links.get(id.0 as usize)).map(|link| &link.id);
                let what = format!(
                    "vehicle `{name}` has a stop on edge `{}`, which its route does not reach any more; it is left out",
                    edge.map_or("?", String::as_str)
                );
                self.collected.tell(Severity::Warning, &raw.place, what);
                continue;
            };
            (at, pos_m) = (place, halt.end_m);
            for (is_met, note) in [
                (raw.parking, "stops beside the road are read as stops on the lane"),
                (raw.triggered, "stops that wait for somebody end after their duration"),
                (
                    raw.duration_s.is_none() && raw.until_s.is_none() && !raw.triggered,
                    "stops without duration and until end at once",
                ),
            ] {
                if is_met {
                    self.notes.entry(note).or_insert_with(|| (0, raw.place.clone())).0 += 1;
                }
            }
            halts.push(halt);
        }
        Ok(halts)
    }

    fn finish(mut self) -> SumoDemand {
        let dropped = std::mem::take(&mut self.dropped);
        if !dropped.before.is_empty() {
            let some =
                dropped.before.iter().take(5).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let more = if dropped.before.len() > 5 { ", ..." } else { "" };
            let what = format!(
                "{} depart before the begin at {} s and are left out: {some}{more}",
                dropped.before.len(),
                self.options.begin_s
            );
            self.collected.tell(Severity::Warning, &dropped.before_place, what);
        }
        for (note, (count, place)) in std::mem::take(&mut self.notes) {
            self.collected.tell(
                Severity::Note,
                &place,
                format!("{note} ({count} of them, the first in this line)"),
            );
        }
        self.out.trips.sort_by(|a, b| a.depart_s.total_cmp(&b.depart_s).then(a.key.cmp(&b.key)));
        self.out.problems = std::mem::take(&mut self.collected.problems);
        self.out
    }
}

/// The types that SUMO has without being told.
fn built_in(name: &str) -> Option<RawType> {
    let class = match name {
        DEFAULT_TYPE => "passenger",
        "DEFAULT_BIKETYPE" => "bicycle",
        "DEFAULT_TAXITYPE" => "taxi",
        "DEFAULT_RAILTYPE" => "rail",
        _ => return None,
    };
    Some(RawType { class: Some(class.to_owned()), ..RawType::default() })
}

fn chosen(distribution: &Distribution, stream: Stream, seed: u64, key: AgentKey, choice: u64) -> &str {
    let total: f64 = distribution.parts.iter().map(|(_, weight)| weight).sum();
    let mut left = stream.draws(seed, key, choice).unit() * total;
    for (name, weight) in &distribution.parts {
        left -= weight;
        if left < 0.0 {
            return name;
        }
    }
    // Rounding may leave a hair beyond the last.
    let last = distribution.parts.iter().rev().find(|(_, weight)| *weight > 0.0);
    last.map_or("", |(name, _)| name.as_str())
}

/// The halts of the route come before the vehicle's own.
fn joined(route: &RawRoute, vehicle: &RawVehicle) -> Vec<RawStop> {
    route.stops.iter().chain(&vehicle.stops).cloned().collect()
}
