//! Car following alone: one call for each of 10,000 pairs of vehicles.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pilotzone_ground::models::{acc, idm, iidm, krauss};
use pilotzone_scenario::{AccParams, IdmParams};
use pilotzone_world::{AgentKey, Stream};
use std::hint::black_box;

const PAIRS: u64 = 10_000;
const SEED: u64 = 7;

/// A vehicle and the one before it.
struct Pair {
    speed_mps: f64,
    gap_m: f64,
    leader_mps: f64,
    leader_mps2: f64,
    random: f64,
}

fn pairs() -> Vec<Pair> {
    let of = |n| {
        let mut draws = Stream::named("bench.pairs").draws(SEED, AgentKey(n), 0);
        Pair {
            speed_mps: 15.0 * draws.unit(),
            gap_m: 0.5 + 60.0 * draws.unit(),
            leader_mps: 15.0 * draws.unit(),
            leader_mps2: -3.0 + 5.0 * draws.unit(),
            random: draws.unit(),
        }
    };
    (0..PAIRS).map(of).collect()
}

fn following(c: &mut Criterion) {
    let pairs = pairs();
    let p = IdmParams { headway_s: 1.2, min_gap_m: 2.0, accel_mps2: 1.5, decel_mps2: 2.0, exponent: 4.0 };
    let trusting = AccParams { idm: p, coolness: 0.99 };
    let mut group = c.benchmark_group("ground/following");
    group.throughput(Throughput::Elements(PAIRS));
    let mut bench = |name: &str, of: &dyn Fn(&Pair) -> f64| {
        // A sum that is a number shows that every answer is one.
        assert!(pairs.iter().map(of).sum::<f64>().is_finite(), "{name}");
        group.bench_function(name, |b| b.iter(|| black_box(&pairs).iter().map(of).sum::<f64>()));
    };
    bench("idm", &|q| idm::acceleration(&p, 14.0, q.speed_mps, q.gap_m, q.leader_mps));
    bench("iidm", &|q| iidm::acceleration(&p, 14.0, q.speed_mps, q.gap_m, q.leader_mps));
    bench("acc", &|q| acc::acceleration(&trusting, 14.0, q.speed_mps, q.gap_m, q.leader_mps, q.leader_mps2));
    bench("krauss", &|q| {
        let safe_mps = krauss::safe_speed(q.gap_m, q.leader_mps, 4.5, 4.5, 1.0, 0.1);
        krauss::dawdled(safe_mps.min(q.speed_mps + 0.26), 2.6, 0.5, 0.1, q.random)
    });
    group.finish();
}

criterion_group!(benches, following);
criterion_main!(benches);
