//! Routes through grid cities: one from link to link, and the tree of all from one link.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pilotzone_map::generate::{GridParams, grid};
use pilotzone_map::route::Router;
use pilotzone_map::{LinkId, VehicleClass};
use pilotzone_world::{AgentKey, Stream};

const SEED: u64 = 7;
const ROUTES: u64 = 20;

fn routing(c: &mut Criterion) {
    let mut group = c.benchmark_group("map/route");
    group.sample_size(10);
    for side in [5, 15, 50] {
        let map = grid(&GridParams { columns: side, rows: side, ..GridParams::default() });
        let router = Router::new(&map);
        let links = map.links.len() as u64;
        let mut draws = Stream::named("bench.route").draws(SEED, AgentKey(0), 0);
        let mut pair = || (LinkId(draws.below(links) as u32), LinkId(draws.below(links) as u32));
        let is_way =
            |&(from, to): &(LinkId, LinkId)| router.shortest(from, to, VehicleClass::Passenger).is_ok();
        let pairs: Vec<(LinkId, LinkId)> =
            std::iter::repeat_with(&mut pair).take(10_000).filter(is_way).take(ROUTES as usize).collect();
        assert_eq!(pairs.len() as u64, ROUTES, "the city has ways");
        group.throughput(Throughput::Elements(ROUTES));
        group.bench_function(BenchmarkId::new("shortest", links), |b| {
            b.iter(|| pairs.iter().filter(|pair| is_way(pair)).count());
        });
        group.throughput(Throughput::Elements(1));
        group.bench_function(BenchmarkId::new("tree", links), |b| {
            b.iter(|| router.tree(pairs[0].0, VehicleClass::Passenger).is_ok());
        });
    }
    group.finish();
}

criterion_group!(benches, routing);
criterion_main!(benches);
