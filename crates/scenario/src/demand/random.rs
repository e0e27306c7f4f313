//! Trips between random places.

use super::Expansion;
use super::departures::Rate;
use crate::file::{RandomFile, SpacingFile};
use crate::vehicle::{DepartLane, DepartPos, DepartSpeed, Trip};
use pilotzone_map::route::Route;
use pilotzone_map::{ClassSet, LaneKind, LinkId, Map, NodeKind, VehicleClass};
use pilotzone_world::{AgentKey, Draws, Stream};
use std::collections::BTreeMap;

/// Where the n-th vehicle starts and ends.
const PLACE: Stream = Stream::named("demand.random.place");

/// Pairs of places that are tried for one vehicle before it is given up: a place from which hardly anything can
/// be reached should not end a trip that another place would make.
const TRIES: u32 = 64;

/// On a shorter link nobody parks: trips inside the map start and end on longer ones (m).
const SHORTEST_INNER_M: f64 = 40.0;

/// Places with weights, to draw from.
#[derive(Debug, Default)]
struct Places {
    /// Link and the sum of the weights up to it.
    steps: Vec<(LinkId, f64)>,
}

impl Places {
    fn add(&mut self, link: LinkId, weight: f64) {
        if weight > 0.0 {
            let so_far = self.steps.last().map_or(0.0, |(_, sum)| *sum);
            self.steps.push((link, so_far + weight));
        }
    }

    fn draw(&self, draws: &mut Draws) -> Option<LinkId> {
        let (_, total) = *self.steps.last()?;
        let drawn = draws.unit() * total;
        let at = self.steps.partition_point(|(_, up_to)| *up_to <= drawn);
        self.steps.get(at).or(self.steps.last()).map(|(link, _)| *link)
    }
}

/// Where trips of one class can start and end.
#[derive(Debug, Default)]
struct Ends {
    entries: Places,
    exits: Places,
    inner: Places,
}

impl Ends {
    fn of(map: &Map, class: VehicleClass) -> Self {
        let (enters, leaves) = borders(map);
        let mut ends = Self::default();
        for (i, link) in map.links.iter().enumerate() {
            let id = LinkId(i as u32);
            let (mut lanes, mut width) = (0.0, 0.0);
            for lane in link.lanes().map(|lane| map.lane(lane)).filter(|lane| lane.classes.has(class)) {
                if matches!(lane.kind, LaneKind::Driving | LaneKind::Bus | LaneKind::Cycle) {
                    lanes += 1.0;
                    // A border road takes the more the more lanes it has and the faster they are.
                    width += lane.speed_mps;
                }
            }
            if lanes == 0.0 {
                continue;
            }
            let (entry, exit) = (enters[i], leaves[i]);
            if entry {
                ends.entries.add(id, width);
            }
            if exit {
                ends.exits.add(id, width);
            }
            // Trips inside start and end evenly along the streets.
            if !entry && !exit && !link.roundabout && link.length_m >= SHORTEST_INNER_M {
                ends.inner.add(id, link.length_m * lanes);
            }
        }
        ends
    }
}

/// For each link, whether it comes in over the map's edge, and whether it leaves there. A map cut without marking
/// its edge has it where a road starts or ends.
fn borders(map: &Map) -> (Vec<bool>, Vec<bool>) {
    let is_border = |node: pilotzone_map::NodeId| map.node(node).kind == NodeKind::Border;
    let enters: Vec<bool> = map.links.iter().map(|link| is_border(link.from)).collect();
    let leaves: Vec<bool> = map.links.iter().map(|link| is_border(link.to)).collect();
    if enters.contains(&true) && leaves.contains(&true) {
        return (enters, leaves);
    }
    let (mut fed, mut drained) = (vec![false; map.links.len()], vec![false; map.links.len()]);
    for turn in map.turns.iter().filter(|turn| turn.classes.and(ClassSet::ROAD) != ClassSet::NONE) {
        let ends = (map.link_of(turn.from), map.link_of(turn.to));
        let (Some(from), Some(to)) = ends else { continue };
        let back = map.link(from).from == map.link(to).to;
        if !back {
            drained[from.0 as usize] = true;
            fed[to.0 as usize] = true;
        }
    }
    (fed.iter().map(|f| !f).collect(), drained.iter().map(|d| !d).collect())
}

impl Expansion<'_, '_> {
    /// Every vehicle of the random demand.
    pub(super) fn random(&mut self) {
        let file = self.setting.file;
        let mut ends: BTreeMap<VehicleClass, Ends> = BTreeMap::new();
        for (name, random) in &file.random {
            let Some(mut choice) = self.choice(random.kind.as_ref(), random.mix.as_ref()) else { continue };
            choice.automated =
                random.av_type.as_ref().and_then(|kind| self.kind(kind)).map(|kind| (kind, random.av_share));
            let rate = Rate {
                vehicles_per_h: random.vehicles_per_h,
                begin_s: random.begin_s,
                end_s: self.end_s(random.end_s),
                profile: random.profile.as_ref().and_then(|profile| file.profiles.get(profile)),
                start: self.setting.start,
            };
            if !self.can_be_meant(&["random", name, "vehicles_per_h"], rate.at_most()) {
                continue;
            }
            let departures = rate.departures(SpacingFile::Random, file.seed, name);
            for (n, depart_s) in departures.into_iter().enumerate() {
                let key = AgentKey::of_flow(name, n as u64);
                let Some(kind) = choice.of(file.seed, key) else { break };
                let class = self.class_of(kind);
                let ends = ends.entry(class).or_insert_with(|| Ends::of(self.setting.map, class));
                let mut draws = PLACE.draws(file.seed, key, 0);
                let found = self.place(random, ends, class, &mut draws);
                let name = format!("{name}.{n}");
                match found {
                    Ok(way) => {
                        let trip = self.random_trip(name, key, kind, way, &mut draws);
                        self.demand.trips.push(Trip { depart_s, ..trip });
                    }
                    Err(reason) => self.give_up(name, reason),
                }
            }
        }
    }

    /// A way between two places that are far enough from each other.
    fn place(
        &mut self,
        random: &RandomFile,
        ends: &Ends,
        class: VehicleClass,
        draws: &mut Draws,
    ) -> Result<(Route, bool, bool), String> {
        let from_border = draws.unit() < random.from_border_share;
        let to_border = draws.unit() < random.to_border_share;
        // A map without an inside, or without an edge, still has trips.
        let either = |first: &Places, second: &Places, draws: &mut Draws| {
            first
                .draw(draws)
                .map(|link| (link, true))
                .or_else(|| second.draw(draws).map(|link| (link, false)))
        };
        let mut last = format!("no link is open to class {}", class.name());
        for _ in 0..TRIES {
            let start = if from_border {
                either(&ends.entries, &ends.inner, draws)
            } else {
                either(&ends.inner, &ends.entries, draws).map(|(link, inner)| (link, !inner))
            };
            let goal = if to_border {
                either(&ends.exits, &ends.inner, draws)
            } else {
                either(&ends.inner, &ends.exits, draws).map(|(link, inner)| (link, !inner))
            };
            let (Some((from, at_border)), Some((to, leaves))) = (start, goal) else { return Err(last) };
            match self.ways.between(from, to, class) {
                Ok(way) if way.length_m >= random.min_trip_m => return Ok((way, at_border, leaves)),
                Ok(way) => {
                    last = format!(
                        "the way is {:.0} m long, `min_trip_m` is {}",
                        way.length_m, random.min_trip_m
                    );
                }
                Err(reason) => last = reason,
            }
        }
        Err(format!("no trip after {TRIES} tries; in the last one {last}"))
    }

    /// The trip along a way; inside the map it starts and ends somewhere along its links.
    fn random_trip(
        &self,
        name: String,
        key: AgentKey,
        kind: u32,
        (way, from_border, to_border): (Route, bool, bool),
        draws: &mut Draws,
    ) -> Trip {
        let length_m = |link: Option<&LinkId>| link.map_or(0.0, |link| self.setting.map.link(*link).length_m);
        // Away from both ends, so that nobody appears or vanishes on a junction.
        let start_m = (0.3 + 0.4 * draws.unit()) * length_m(way.links.first());
        let end_m = (0.3 + 0.4 * draws.unit()) * length_m(way.links.last());
        Trip {
            name,
            key,
            kind,
            depart_s: 0.0,
            depart_lane: DepartLane::Best,
            depart_pos: if from_border { DepartPos::Base } else { DepartPos::At(start_m) },
            depart_speed: DepartSpeed::Max,
            arrival_pos_m: (!to_border).then_some(end_m),
            stops: Vec::new(),
            triggered: false,
            route: way.links,
        }
    }
}
