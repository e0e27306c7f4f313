//! A sky to fly in.

use pilotzone_air::{Around, Fleet, Mover, Setpoint, Settings, Touch, Wind};
use pilotzone_map::{Building, HeightSource, Point};
use pilotzone_physics::Solids;
use pilotzone_scenario::file::{AirframeFile, ProfileOfWind, WindFile};
use pilotzone_world::AgentKey;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Shipped {
    airframes: BTreeMap<String, AirframeFile>,
}

/// The airframes that ship.
pub fn airframes() -> BTreeMap<String, AirframeFile> {
    let text = include_str!("../../../../scenarios/parameters/airframes.toml");
    toml::from_str::<Shipped>(text).unwrap().airframes
}

/// A fleet and what is round it.
pub struct Sky {
    pub fleet: Fleet,
    pub wind: Wind,
    pub solids: Solids,
    pub movers: Vec<Mover>,
    pub touches: Vec<Touch>,
    found: Vec<Touch>,
}

pub const DT_S: f64 = 0.1;

impl Sky {
    pub fn of(airframes: &BTreeMap<String, AirframeFile>, settings: Settings) -> Self {
        let (wind, solids) = (Wind::calm(), Solids::of(&[]));
        let fleet = Fleet::new(airframes, settings);
        Self { fleet, wind, solids, movers: Vec::new(), touches: Vec::new(), found: Vec::new() }
    }

    /// One drone of a shipped airframe, in hover at a place.
    pub fn hovering(name: &str, place_m: [f64; 3]) -> Self {
        let mut sky = Self::of(&airframes(), Settings::default());
        let airframe = sky.number(name);
        sky.add(airframe, 0, place_m);
        sky
    }

    pub fn number(&self, name: &str) -> u16 {
        self.fleet.airframes().iter().position(|frame| frame.name == name).unwrap() as u16
    }

    /// One more drone, in hover at a place.
    pub fn add(&mut self, airframe: u16, name: u64, place_m: [f64; 3]) -> u32 {
        let row = self.fleet.spawn(AgentKey::of_flow("drone", name), airframe, [0.0; 3], 0.0);
        self.fleet.put(row, place_m, [0.0; 3]);
        self.fleet.set(row, Setpoint::go_to(place_m, 0.0, f64::INFINITY));
        row
    }

    pub fn step(&mut self) {
        self.step_of(DT_S);
    }

    pub fn step_of(&mut self, dt_s: f64) {
        let around = Around { wind: &self.wind, solids: &self.solids, movers: &self.movers };
        self.fleet.step(dt_s, &around, &mut self.found);
        self.touches.extend(&self.found);
    }

    pub fn run(&mut self, seconds: f64) {
        for _ in 0..(seconds / DT_S).round() as u32 {
            self.step();
        }
    }
}

/// Wind of one speed at all heights.
pub fn uniform(speed_mps: f64, gusts: bool) -> Wind {
    Wind::of(&WindFile { speed_mps, gusts, profile: ProfileOfWind::Uniform, ..WindFile::default() })
}

pub fn house(x: f64, y: f64, size: [f64; 2], top_m: f64) -> Building {
    let ring = [(x, y), (x + size[0], y), (x + size[0], y + size[1]), (x, y + size[1])];
    Building {
        id: String::new(),
        name: None,
        ring: ring.map(|(x, y)| Point::new(x, y)).to_vec(),
        holes: Vec::new(),
        base_m: 0.0,
        top_m,
        height_source: HeightSource::Tagged,
    }
}

pub fn far_m(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt()
}
