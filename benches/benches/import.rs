//! Reading maps: OpenStreetMap text of three sizes, a SUMO network, and the native format.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pilotzone_benches::grid_osm;
use pilotzone_import::detect::map_from;
use std::hint::black_box;

fn import(c: &mut Criterion) {
    let mut group = c.benchmark_group("import");
    group.sample_size(10);
    for streets in [10, 30, 100] {
        let text = grid_osm(streets);
        let read = |text: &str| map_from("grid.osm", text.as_bytes());
        match read(&text) {
            Ok(map) => assert!(map.links.len() as u32 > streets * streets, "the grid has its links"),
            Err(error) => panic!("{error}"),
        }
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("osm", streets * streets), |b| {
            b.iter(|| read(black_box(&text)).is_ok());
        });
    }
    group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
