//! How fast incidents become files that may leave, on one core.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pilotzone_cloud::{Incident, anonymise, tables};
use std::hint::black_box;

/// Rows of the batch that is measured: about as many as 10,000 runs of the main job leave.
const ROWS: u64 = 200_000;

/// The n-th number from 0 up to 1 (Steele, Lea and Flood 2014, SplitMix64).
fn draw(n: u64) -> f64 {
    let mut z = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

fn rows() -> Vec<Incident> {
    let kinds = ["collision_vehicle_vehicle", "disengagement", "minimal_risk_stop", "odd_exit"];
    let row = |n: u64| {
        let at = |salt: u64| draw(n * 31 + salt);
        Incident {
            run: n / 20,
            number: n % 20,
            city: "sejong".into(),
            district: "naseong".into(),
            day: 18_779,
            of_day_s: 28_800 + (at(1) * 600.0) as u32,
            kind: kinds[(at(2) * 4.0) as usize].into(),
            law: if n.is_multiple_of(2) { "ordinary" } else { "special" }.into(),
            place_deg: Some((127.256 + at(3) * 0.0115, 36.482 + at(4) * 0.009)),
            agent: Some(format!("car {}", (at(5) * 400.0) as u64)),
            class: Some(if at(6) < 0.2 { "av" } else { "car" }.into()),
            other_class: (at(7) < 0.5).then(|| "car".into()),
            control: Some("person".into()),
            delta_v_mps: Some(at(8) * 8.0),
            injury_risk: Some(at(9) * 0.05),
            cause: None,
        }
    };
    (0..ROWS).map(row).collect()
}

fn publish(c: &mut Criterion) {
    let rows = rows();
    let mut group = c.benchmark_group("publish");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    group.bench_function("anonymise", |b| b.iter(|| anonymise::incidents(black_box(&rows), 10)));
    group.bench_function("anonymise_and_parquet", |b| {
        b.iter(|| {
            tables::incident_files(&anonymise::incidents(black_box(&rows), 10).0).expect("rows of ours")
        });
    });
    group.bench_function("parquet", |b| {
        let public = || anonymise::incidents(&rows, 10).0;
        b.iter_batched(
            public,
            |public| tables::incident_files(&public).expect("rows of ours"),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, publish);
criterion_main!(benches);
