//! What the measures cost a vehicle and step: queues of 20 on many lanes, a fifth inside junctions that cross, and a few
//! people on the carriageway. None of it moves: a step of the scene is made outside the clock.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pilotzone_map::{ClassSet, Lane, LaneId, LaneKind, LaneOwner, LinkId, Map, Point, Polyline};
use pilotzone_safety::Safety;
use pilotzone_scenario::Safety as Rules;
use pilotzone_world::scene::{NOBODY, seen};
use pilotzone_world::{Activity, AgentClass, AgentKey, Control, RoadUser, Scene, Weather};
use std::sync::Arc;

/// Vehicles of one lane.
const QUEUE: u32 = 20;

fn user(id: u32, queue: u32) -> RoadUser {
    let place = id % QUEUE;
    let (x, y) = (f64::from(queue % 100) * 60.0, f64::from(queue / 100) * 400.0);
    // Every fourth closes in on its leader; the rest follows at its speed.
    let speed_mps = if place % 4 == 3 { 12.0 } else { 9.0 };
    RoadUser {
        key: AgentKey(u64::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        id,
        class: AgentClass::Car,
        control: if id.is_multiple_of(5) { Control::Automated } else { Control::Person },
        activity: Activity::None,
        seen: 0,
        at: Point::new(x, y - f64::from(place) * 18.0),
        heading_rad: 1.57,
        speed_mps,
        accel_mps2: 0.0,
        length_m: 5.0,
        width_m: 1.8,
        mass_kg: 1500.0,
        lane: LaneId(queue),
        pos_m: 380.0 - f64::from(place) * 18.0,
        limit_mps: 13.9,
        ahead: if place == 0 { NOBODY } else { id - 1 },
        gap_m: if place == 0 { f64::INFINITY } else { 13.0 },
        request_s: 0.0,
    }
}

/// So many lanes, each of a link of its own.
fn queues(n: u32, length_m: f64) -> Map {
    let lane = |i| Lane {
        owner: LaneOwner::Link(LinkId(i)),
        index: 0,
        kind: LaneKind::Driving,
        classes: ClassSet::NONE,
        speed_mps: 13.9,
        width_m: 3.2,
        length_m,
        shape: Polyline::default(),
        change_left: ClassSet::NONE,
        change_right: ClassSet::NONE,
        stop_offset_m: 0.0,
    };
    Map { lanes: (0..n).map(lane).collect(), ..Map::default() }
}

/// `n` vehicles; the first four of each fifth queue stand across the next queue, as in a junction.
fn street(n: u32) -> (Map, Vec<RoadUser>) {
    let mut users: Vec<RoadUser> = (0..n).map(|id| user(id, id / QUEUE)).collect();
    let map = queues(n / QUEUE + 1, 400.0);
    for one in users.iter_mut().filter(|one| one.id % QUEUE < 4) {
        one.lane = LaneId(u32::MAX);
        one.heading_rad = f64::from(one.id % 4) * 1.57;
    }
    for i in 0..n / 200 {
        let mut person = user(n + i, i * 7);
        (person.class, person.seen, person.ahead) = (AgentClass::Pedestrian, seen::ON_ROAD, NOBODY);
        (person.length_m, person.width_m, person.speed_mps) = (0.5, 0.5, 1.3);
        users.push(person);
    }
    (map, users)
}

fn measures(c: &mut Criterion) {
    let mut group = c.benchmark_group("safety/observe");
    group.sample_size(20);
    for vehicles in [1_000, 10_000] {
        let (map, users) = street(vehicles);
        let mut safety = Safety::on(Arc::new(map), Rules::default());
        let weather = Weather::default();
        let mut step = 0;
        let mut out = Vec::new();
        group.throughput(Throughput::Elements(u64::from(vehicles)));
        group.bench_function(BenchmarkId::from_parameter(vehicles), |b| {
            b.iter(|| {
                step += 1;
                let time_s = step as f64 * 0.1;
                let ids = users.len() as u32;
                let scene = Scene {
                    step,
                    time_s,
                    dt_s: 0.1,
                    ids,
                    users: &users,
                    uavs: &[],
                    events: &[],
                    weather: &weather,
                };
                out.clear();
                safety.observe(&scene, &[], &mut out);
                safety.state.hash()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, measures);
criterion_main!(benches);
