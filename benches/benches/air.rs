//! What a step of a fleet costs: drones on their ways in gusts over a city of houses, with both flight models.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pilotzone_air::{Around, Fleet, FlightModel, Setpoint, Settings, Wind};
use pilotzone_map::{Building, HeightSource, Point};
use pilotzone_physics::Solids;
use pilotzone_scenario::file::{AirframeFile, WindFile};
use pilotzone_world::AgentKey;
use std::collections::BTreeMap;

#[derive(serde::Deserialize)]
struct Shipped {
    airframes: BTreeMap<String, AirframeFile>,
}

/// Houses of 12 to 60 m, one every 60 m.
fn houses(side: u32) -> Solids {
    let house = |i: u32| {
        let (x, y) = (f64::from(i % side) * 60.0, f64::from(i / side) * 60.0);
        let ring = [(x, y), (x + 30.0, y), (x + 30.0, y + 25.0), (x, y + 25.0)];
        Building {
            id: String::new(),
            name: None,
            ring: ring.map(|(x, y)| Point::new(x, y)).to_vec(),
            holes: Vec::new(),
            base_m: 0.0,
            top_m: 12.0 + f64::from(i % 17) * 3.0,
            height_source: HeightSource::Tagged,
        }
    };
    Solids::of(&(0..side * side).map(house).collect::<Vec<_>>())
}

/// `n` drones at 40 to 100 m, each on its way to a place two kilometres off.
fn fleet(n: u32, model: FlightModel) -> Fleet {
    let text = include_str!("../../scenarios/parameters/airframes.toml");
    let shipped: Shipped = toml::from_str(text).expect("the airframes that ship are whole");
    let mut fleet = Fleet::new(&shipped.airframes, Settings { seed: 7, model, ..Settings::default() });
    let side = f64::from(n).sqrt().ceil() as u32;
    for i in 0..n {
        let (x, y) =
            (f64::from(i % side) * 2000.0 / f64::from(side), f64::from(i / side) * 2000.0 / f64::from(side));
        let place = [x, y, 65.0 + f64::from(i % 12) * 5.0];
        let row = fleet.spawn(AgentKey::of_flow("bench", i.into()), (i % 5) as u16, [x, y, 0.0], 0.0);
        fleet.put(row, place, [0.0; 3]);
        fleet.set(row, Setpoint::go_to([x + 1500.0, y + 900.0, place[2]], 0.5, 12.0));
    }
    fleet
}

fn step(c: &mut Criterion) {
    let solids = houses(60);
    let wind = Wind::of(&WindFile { speed_mps: 4.0, gusts: true, ..WindFile::default() });
    for (name, model) in [("air/rigid", FlightModel::RigidBody), ("air/kinematic", FlightModel::Kinematic)] {
        let mut group = c.benchmark_group(name);
        group.sample_size(10);
        for n in [500, 1_000, 5_000] {
            let start = fleet(n, model);
            let mut fleet = start.clone();
            let mut touches = Vec::new();
            let mut steps = 0;
            // A step is a tenth of a second.
            group.throughput(Throughput::Elements(n.into()));
            group.bench_function(BenchmarkId::from_parameter(n), |b| {
                b.iter(|| {
                    if steps == 600 {
                        (fleet, steps) = (start.clone(), 0);
                    }
                    steps += 1;
                    let around = Around { wind: &wind, solids: &solids, movers: &[] };
                    fleet.step(0.1, &around, &mut touches);
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, step);
criterion_main!(benches);
