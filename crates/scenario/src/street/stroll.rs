//! People on foot: those with a name of their own, and those who come at random.

use super::place::Placing;
use super::{Street, Walk};
use crate::demand::departures::Rate;
use crate::file::{CrosswalksFile, SideFile, SpacingFile, WalkFile, WalkingFile};
use crate::read::nearest;
use pilotzone_map::crosswalks::{LaneCrossing, LaneFinder, line_across};
use pilotzone_map::{Crosswalk, LaneOwner, LinkId, Map, Polyline};
use pilotzone_world::{AgentKey, Draws, StartTime, Stream};
use std::collections::BTreeMap;

/// What sort of person the n-th is, and where he goes.
const PERSON: Stream = Stream::named("people.person");
/// People at random are known by this name and their number.
const NAME: &str = "people";
/// Who crosses beside crosswalks does so this far from the ends of a link at least (m).
const FROM_ENDS_M: f64 = 25.0;
/// And at places this far apart (m).
const RASTER_M: f64 = 10.0;
/// More people than this are a slip of the keyboard.
const MAX_PEOPLE: f64 = 1e6;

/// What people can be placed with.
struct Places<'m> {
    map: &'m Map,
    finder: LaneFinder<'m>,
    unmarked: Vec<Polyline>,
    known: BTreeMap<(LinkId, u64), u32>,
}

impl Placing<'_> {
    pub(super) fn walks(&mut self, start: StartTime, street: &mut Street) {
        let file = self.file;
        if file.walks.is_empty() && file.people.is_none() {
            street.walking = None;
            return;
        }
        let Some(walking) = &file.walking else {
            let what = "people on foot need the table `walking`: include `parameters/people.toml`";
            let table = if file.people.is_some() { "people" } else { "walks" };
            self.choice(&[table], what);
            return;
        };
        let finder = LaneFinder::new(self.map);
        let mut places = Places { map: self.map, finder, unmarked: Vec::new(), known: BTreeMap::new() };
        for (name, walk) in &file.walks {
            if let Some((place, forward)) = self.place_of(name, walk, &mut places) {
                let key = AgentKey::of_name(name);
                street.walks.push(single(name, key, walk, (place, forward), walking));
            }
        }
        self.strollers(start, walking, &mut places, street);
        street.walks.sort_by(|a, b| a.depart_s.total_cmp(&b.depart_s).then(a.key.cmp(&b.key)));
        street.unmarked = places.unmarked;
    }

    /// The place at which a person of the file crosses, and whether he does so along its line.
    fn place_of(&mut self, name: &str, walk: &WalkFile, places: &mut Places<'_>) -> Option<(u32, bool)> {
        let (place, met) = match (&walk.crosswalk, &walk.link) {
            (Some(id), None) => {
                let crosswalks = &self.map.crosswalks;
                let Some(at) = crosswalks.iter().position(|c| c.id == *id) else {
                    let nearest = nearest::of(id, crosswalks.iter().map(|c| c.id.as_str()));
                    self.missing(&["walks", name, "crosswalk"], "crosswalk", id, nearest);
                    return None;
                };
                (at as u32, places.met(at as u32))
            }
            (None, Some(id)) => {
                let link = self.link(&["walks", name, "link"], id)?;
                let place = places.unmarked(link, walk.pos_m)?;
                (place, places.met(place))
            }
            _ => {
                self.choice(&["walks", name], "write either `crosswalk`, or `link` with `pos_m`");
                return None;
            }
        };
        let Some(first) = met.first() else {
            self.choice(&["walks", name], "no lane for vehicles is crossed there");
            return None;
        };
        Some((place, first.to_left == (walk.from == SideFile::Right)))
    }

    fn strollers(
        &mut self,
        start: StartTime,
        walking: &WalkingFile,
        places: &mut Places<'_>,
        street: &mut Street,
    ) {
        let file = self.file;
        let Some(people) = file.people.as_ref().filter(|people| people.pedestrians_per_h > 0.0) else {
            return;
        };
        let Some(end_s) = people.end_s.or(file.time.duration_s) else {
            self.choice(&["people"], "`end_s` is missing: the run has no end of its own");
            return;
        };
        let rate = Rate {
            vehicles_per_h: people.pedestrians_per_h,
            begin_s: people.begin_s,
            end_s,
            profile: people.profile.as_ref().and_then(|profile| file.profiles.get(profile)),
            start,
        };
        if rate.at_most() > MAX_PEOPLE {
            self.choice(&["people", "pedestrians_per_h"], "asks for more than a million people");
            return;
        }
        let count = self.map.crosswalks.len() as u32;
        let crossed: Vec<(u32, Vec<LinkId>)> = (0..count)
            .map(|place| (place, links_of(self.map, &places.met(place))))
            .filter(|(_, links)| !links.is_empty())
            .collect();
        if crossed.is_empty() {
            let what = match people.crosswalks {
                CrosswalksFile::Map => {
                    "the map has no crosswalk over a street; write `crosswalks = \"assumed\"`"
                }
                CrosswalksFile::Assumed => "the map has no junction at which a crosswalk could be assumed",
            };
            self.choice(&["people"], what);
            return;
        }
        for (n, kerb_s) in rate.departures(SpacingFile::Random, file.seed, NAME).into_iter().enumerate() {
            let key = AgentKey::of_flow(NAME, n as u64);
            let mut draws = PERSON.draws(file.seed, key, 0);
            let place = places.drawn(&crossed, walking.jaywalks_share, &mut draws);
            let walk = drawn(format!("{NAME}.{n}"), key, kerb_s, place, walking, &mut draws);
            street.walks.push(walk);
        }
    }
}

impl Places<'_> {
    fn line(&self, place: u32) -> (&Polyline, i32) {
        let marked = &self.map.crosswalks;
        match marked.get(place as usize) {
            Some(crosswalk) => (&crosswalk.line, layer_of(self.map, crosswalk)),
            None => (&self.unmarked[place as usize - marked.len()], 0),
        }
    }

    fn met(&self, place: u32) -> Vec<LaneCrossing> {
        let (line, layer) = self.line(place);
        self.finder.met_by(line, layer)
    }

    /// The unmarked place nearest to there on a raster of places.
    fn unmarked(&mut self, link: LinkId, pos_m: f64) -> Option<u32> {
        let raster = (pos_m * 10.0).round() as u64;
        if let Some(&place) = self.known.get(&(link, raster)) {
            return Some(place);
        }
        let line = line_across(self.map, &self.finder, link, pos_m)?;
        self.unmarked.push(line);
        let place = (self.map.crosswalks.len() + self.unmarked.len() - 1) as u32;
        self.known.insert((link, raster), place);
        Some(place)
    }

    /// A crosswalk, or for who does not use one a place on a street that it crosses.
    fn drawn(&mut self, crossed: &[(u32, Vec<LinkId>)], jaywalks_share: f64, draws: &mut Draws) -> u32 {
        let (place, links) = &crossed[draws.below(crossed.len() as u64) as usize];
        let (jaywalks, link) = (draws.unit() < jaywalks_share, draws.below(links.len() as u64));
        let link = links[link as usize];
        let free_m = self.map.link(link).length_m - 2.0 * FROM_ENDS_M;
        let steps = (free_m / RASTER_M).floor();
        let step = draws.below(steps.max(0.0) as u64 + 1);
        if !jaywalks || steps < 0.0 || self.map.link(link).layer != 0 {
            return *place;
        }
        self.unmarked(link, FROM_ENDS_M + step as f64 * RASTER_M).unwrap_or(*place)
    }
}

fn layer_of(map: &Map, crosswalk: &Crosswalk) -> i32 {
    crosswalk.links.first().map_or(0, |&link| map.link(link).layer)
}

/// The links whose own lanes are crossed, or whose turns begin there.
fn links_of(map: &Map, met: &[LaneCrossing]) -> Vec<LinkId> {
    let link = |crossing: &LaneCrossing| match map.lane(crossing.lane).owner {
        LaneOwner::Link(link) => Some(link),
        LaneOwner::Turn(turn) => map.link_of(map.turn(turn).from),
    };
    let mut links: Vec<LinkId> = met.iter().filter_map(link).collect();
    links.sort_unstable();
    links.dedup();
    links
}

fn single(
    name: &str,
    key: AgentKey,
    walk: &WalkFile,
    (place, forward): (u32, bool),
    walking: &WalkingFile,
) -> Walk {
    Walk {
        name: name.to_owned(),
        key,
        depart_s: (walk.at_s - walking.pavement_m / walk.speed_mps).max(0.0),
        kerb_s: walk.at_s,
        speed_mps: walk.speed_mps,
        place,
        forward,
        keeps_light: walk.keeps_light,
        heedless: walk.heedless,
        caution: 0.5,
        beside: 0.0,
    }
}

fn drawn(
    name: String,
    key: AgentKey,
    kerb_s: f64,
    place: u32,
    walking: &WalkingFile,
    draws: &mut Draws,
) -> Walk {
    let total: f64 = walking.kinds.values().map(|kind| kind.share.0).sum();
    let mut left = draws.unit() * total;
    let kind = walking.kinds.values().find(|kind| {
        left -= kind.share.0;
        left < 0.0
    });
    let spread = draws.normal();
    let speed_mps =
        kind.map_or(1.0, |kind| (kind.mean_mps + kind.deviation_mps * spread).max(kind.least_mps));
    Walk {
        name,
        key,
        depart_s: (kerb_s - walking.pavement_m / speed_mps).max(0.0),
        kerb_s,
        speed_mps,
        place,
        forward: draws.unit() < 0.5,
        keeps_light: draws.unit() < walking.keeps_light_share,
        heedless: false,
        caution: draws.unit(),
        beside: draws.unit() * 2.0 - 1.0,
    }
}
