//! One step of a grid city with 1,000, 10,000 and 100,000 vehicles under way, one of each car-following model in three.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pilotzone_benches::grid_city;
use pilotzone_engine::{Engine, Progress};
use std::time::Duration;

const SEED: u64 = 7;
/// Steps outside the clock after which traffic has sorted itself out.
const WARM_UP_STEPS: u32 = 600;

fn step(c: &mut Criterion) {
    let mut group = c.benchmark_group("engine/step");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
    for vehicles in [1_000, 10_000, 100_000] {
        let mut engine = match Engine::new(grid_city(vehicles, SEED), 1) {
            Ok(engine) => engine,
            Err(error) => panic!("{error}"),
        };
        for _ in 0..WARM_UP_STEPS {
            engine.step();
        }
        let under_way: u64 = engine.totals().running.0.iter().sum();
        assert!(under_way * 10 >= u64::from(vehicles) * 8, "only {under_way} of {vehicles} are under way");
        // Prints vehicle updates per second.
        group.throughput(Throughput::Elements(under_way));
        group.bench_function(BenchmarkId::from_parameter(vehicles), |b| {
            b.iter(|| assert!(engine.step() == Progress::Running));
        });
    }
    group.finish();
}

criterion_group!(benches, step);
criterion_main!(benches);
