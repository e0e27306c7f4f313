//! Small nets for the tests of routes: only what leads where counts, so all links lie in one place.
#![allow(dead_code, reason = "each test file uses its own part")]

use pilotzone_map::builder::{MapBuilder, RoadSpec};
use pilotzone_map::route::Router;
use pilotzone_map::{
    BannedPath, ClassSet, LaneKind, LinkId, Map, NodeKind, Point, TurnDirection, TurnId, VehicleClass,
};

/// Speed of every lane: 100 m take 10 s.
pub const SPEED_MPS: f64 = 10.0;

/// A net of links of 100 m and turns that take a millisecond.
pub struct Net {
    builder: MapBuilder,
}

impl Net {
    /// Links of one lane with these names.
    pub fn of(names: &[&str]) -> Self {
        Self::with_lanes(&names.iter().map(|&name| (name, 1)).collect::<Vec<_>>())
    }

    /// Links with these names and numbers of lanes.
    pub fn with_lanes(links: &[(&str, u32)]) -> Self {
        let mut builder = MapBuilder::new("net");
        let from = builder.node("from", Point::new(0.0, 0.0), NodeKind::Priority);
        let to = builder.node("to", Point::new(100.0, 0.0), NodeKind::Priority);
        for &(name, lanes) in links {
            let spec = RoadSpec { lanes, speed_mps: SPEED_MPS, ..RoadSpec::between(from, to) };
            builder.link(name, &spec, &[(0.0, 0.0), (100.0, 0.0)]);
        }
        Self { builder }
    }

    /// Turns between the first lanes of links, written `10-30 30-21`.
    pub fn turns(mut self, pairs: &str) -> Self {
        for pair in pairs.split_whitespace() {
            let (from, to) = pair.split_once('-').expect("written FROM-TO");
            self.turn((from, 0), (to, 0));
        }
        self
    }

    /// A turn between two lanes.
    pub fn turn(&mut self, from: (&str, u32), to: (&str, u32)) -> TurnId {
        let [from, to] = [from, to].map(|(name, lane)| {
            let link = self.link(name);
            self.builder.lane(link, lane)
        });
        let id = self.builder.turn(from, to);
        let turn = self.builder.turn_mut(id).expect("just made");
        turn.direction = TurnDirection::Straight;
        let inner = turn.inner.0 as usize;
        self.builder.map_mut().lanes[inner].length_m = 0.01;
        id
    }

    /// A banned sequence, written `10-30-21`.
    pub fn ban(self, path: &str) -> Self {
        self.ban_for(path, ClassSet::ROAD)
    }

    /// A banned sequence for these classes.
    pub fn ban_for(mut self, path: &str, classes: ClassSet) -> Self {
        let links = path.split('-').map(|name| self.link(name)).collect();
        self.map().banned_paths.push(BannedPath { links, classes });
        self
    }

    /// Changes all lanes of a link.
    pub fn lanes_are(mut self, name: &str, kind: LaneKind, classes: ClassSet) -> Self {
        let link = self.link(name);
        for lane in self.map().link(link).clone().lanes() {
            let lane = &mut self.map().lanes[lane.0 as usize];
            (lane.kind, lane.classes) = (kind, classes);
        }
        self
    }

    /// The map so far.
    pub fn map(&mut self) -> &mut Map {
        self.builder.map_mut()
    }

    /// A link by its name.
    pub fn link(&mut self, name: &str) -> LinkId {
        link(self.map(), name)
    }

    /// The map.
    pub fn finish(mut self) -> Map {
        std::mem::take(self.builder.map_mut())
    }
}

/// A link by its name.
pub fn link(map: &Map, name: &str) -> LinkId {
    LinkId(map.links.iter().position(|l| l.id == name).expect("a link of the net") as u32)
}

/// The way of a class, written `10-30-21`, or the reason why there is none.
pub fn way(map: &Map, from: &str, to: &str, class: VehicleClass) -> String {
    match Router::new(map).shortest(link(map, from), link(map, to), class) {
        Ok(route) => {
            let names: Vec<&str> = route.links.iter().map(|&l| map.link(l).id.as_str()).collect();
            names.join("-")
        }
        Err(reason) => reason.to_string(),
    }
}
