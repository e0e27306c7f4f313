use super::*;
use crate::results::RunTotals;
use std::collections::BTreeMap;

const K: u32 = 10;

/// Numbers from a counter (Steele, Lea and Flood 2014, SplitMix64), from 0 up to 1.
pub(super) fn draw(n: u64) -> f64 {
    let mut z = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Incidents of some runs over a square kilometre and ten minutes, most of them at a few bad places.
fn city(runs: u64, per_run: u64) -> Vec<Incident> {
    let kinds = ["collision_vehicle_vehicle", "disengagement", "minimal_risk_stop"];
    let one = |run: u64, number: u64| {
        let n = run * 1000 + number;
        let at = |salt: u64| draw(n * 31 + salt);
        let place = if at(1) < 0.7 { (at(2) * 5.0).floor() * 0.0021 } else { at(3) * 0.0115 };
        Incident {
            run,
            number,
            city: "sejong".into(),
            district: "naseong".into(),
            day: 18_779,
            of_day_s: 28_800 + (at(4) * 600.0) as u32,
            kind: kinds[(at(5) * 3.0) as usize].into(),
            law: "ordinary".into(),
            place_deg: Some((127.256 + place, 36.482 + place * 0.8)),
            agent: Some(format!("car {}", (at(6) * 400.0) as u64)),
            class: Some(if at(7) < 0.2 { "av" } else { "car" }.into()),
            other_class: (at(8) < 0.5).then(|| "car".into()),
            control: Some("person".into()),
            delta_v_mps: Some(at(9) * 8.0),
            injury_risk: Some(at(10) * 0.05),
            cause: None,
        }
    };
    (0..runs).flat_map(|run| (0..per_run).map(move |number| (run, number))).map(|(r, n)| one(r, n)).collect()
}

/// Whether a published row can be that incident, for all that it tells.
fn may_be(row: &PublicIncident, known: &Incident) -> bool {
    let step = row.step;
    let place = match (step.place.side_m(), row.square_deg, known.place_deg) {
        (Some(side_m), Some(there), Some((lon_deg, lat_deg))) => {
            middle(square(lon_deg, lat_deg, side_m), side_m) == there
        }
        _ => row.district.as_ref().is_none_or(|district| *district == known.district),
    };
    let time =
        row.from_s.is_none_or(|from_s| known.of_day_s / step.time.lasts_s() * step.time.lasts_s() == from_s);
    let classes = !step.classes || (row.class == known.class && row.other_class == known.other_class);
    row.day == known.day && row.city == known.city && row.kind == known.kind && place && time && classes
}

/// Who of those that are known could stand behind a row: different people, whatever they met with.
fn candidates<'a>(row: &PublicIncident, known: &'a [Incident]) -> BTreeSet<(u64, &'a Option<String>)> {
    known.iter().filter(|one| may_be(row, one)).map(|one| (one.run, &one.agent)).collect()
}

#[test]
fn whoever_knows_place_time_and_car_of_everybody_still_finds_nobody() {
    let known = city(60, 12);
    let (public, outcome) = incidents(&known, K);
    assert!(outcome.least_shared >= Some(K) && !public.get().is_empty(), "{outcome:?}");
    // The strongest attacker has all traces: he links a row to each of at least k people equally well.
    for row in public.get() {
        let who = candidates(row, &known);
        assert!(who.len() >= K as usize, "{} people could stand behind {row:?}", who.len());
    }
}

#[test]
fn a_guess_at_who_stands_behind_a_row_is_no_better_than_chance() {
    let known = city(60, 12);
    let (public, _) = incidents(&known, K);
    // The truth is known by the exact change of velocity band, which the attacker does not have: he draws one of the
    // candidates for each row. Over all rows he can expect to be right as often as chance lets him.
    let expected: f64 = public.get().iter().map(|row| 1.0 / candidates(row, &known).len() as f64).sum();
    let share = expected / public.get().len() as f64;
    assert!(share <= 1.0 / f64::from(K), "{share}");
}

#[test]
fn a_leak_that_is_planted_is_found_by_the_same_attack() {
    let known = city(60, 12);
    let (public, _) = incidents(&known, K);
    let mut leaky = public.get().clone();
    // A row at full precision, as a careless writer would let it through.
    let lonely = known
        .iter()
        .find(|one| {
            let step = STEPS[0];
            let mine = key_of(one, step);
            known.iter().filter(|other| key_of(other, step) == mine).count() == 1
        })
        .unwrap();
    leaky.push(told(lonely, STEPS[0], 1));
    let least = leaky.iter().map(|row| candidates(row, &known).len()).min();
    assert_eq!(least, Some(1));
}

/// Kind, place, time and classes, as a step tells them.
type Key = (String, Option<(i32, i32)>, u32, [Option<String>; 2]);

fn key_of(row: &Incident, step: Step) -> Key {
    let place =
        row.place_deg.map(|(lon_deg, lat_deg)| square(lon_deg, lat_deg, step.place.side_m().unwrap()));
    let time = row.of_day_s / step.time.lasts_s();
    (row.kind.clone(), place, time, [row.class.clone(), row.other_class.clone()])
}

#[test]
fn nothing_that_names_anybody_is_in_a_row() {
    let known = city(40, 12);
    let (public, _) = incidents(&known, K);
    let mut ids = BTreeSet::new();
    for row in public.get() {
        let text = format!("{row:?}");
        assert!(!text.contains("car 1") && !text.contains("agent"), "{text}");
        assert!(ids.insert(row.id.clone()), "an id stands twice");
    }
    let (again, _) = incidents(&known, K);
    assert!(again.get().iter().all(|row| !ids.contains(&row.id)), "another upload has other ids");
}

#[test]
fn every_row_is_published_once_or_counted_as_suppressed_the_same_every_time() {
    for (runs, per_run) in [(1, 5), (20, 3), (100, 10)] {
        let known = city(runs, per_run);
        let (public, outcome) = incidents(&known, K);
        assert_eq!(public.get().len() as u64 + outcome.suppressed, runs * per_run);
        assert_eq!(outcome.by_step.values().sum::<u64>(), public.get().len() as u64);
        assert_eq!(incidents(&known, K).1, outcome);
    }
}

#[test]
fn much_is_kept_where_many_runs_share_places() {
    let known = city(300, 12);
    let (public, outcome) = incidents(&known, K);
    assert!(public.get().len() * 10 >= known.len() * 9, "{outcome:?}");
    let fine: u64 = outcome.by_step.iter().filter(|(at, _)| **at < 4).map(|(_, rows)| rows).sum();
    assert!(fine * 2 > known.len() as u64, "most are told by squares: {outcome:?}");
}

#[test]
fn one_who_appears_often_is_still_one() {
    let mut known = city(1, 30);
    for one in &mut known {
        one.kind = "disengagement".into();
        one.agent = Some("shuttle".into());
    }
    let (public, outcome) = incidents(&known, K);
    assert_eq!((public.get().len(), outcome.suppressed), (0, 30));
}

#[test]
fn counts_and_exposure_are_whole_whatever_is_suppressed() {
    let known = city(2, 3);
    let counts = counts(&known, &[]);
    assert_eq!(counts.get().iter().map(|row| row.incidents).sum::<u64>(), 6);
    let run = |law: &str| RunTotals {
        city: "a".into(),
        day: 1,
        law: law.into(),
        vehicle_km: 10.0,
        av_km: 2.5,
        flight_h: 0.0,
    };
    let exposure = exposure(&[run("ordinary"), run("ordinary"), run("special")]);
    let told: BTreeMap<_, _> = exposure
        .get()
        .iter()
        .map(|row| ((row.law.as_str(), row.class), (row.runs, row.vehicle_km)))
        .collect();
    assert_eq!(told[&("ordinary", "av")], (2, 5.0));
    assert_eq!(told[&("special", "other_vehicle")], (1, 7.5));
    assert_eq!(told.len(), 4, "nobody flew");
}

#[test]
fn traffic_that_few_make_is_left_out_and_the_rest_is_the_mean_of_the_runs() {
    let flow_of = |run: u64, link: &str, volume_per_h: f64| Flow {
        run,
        city: "a".into(),
        day: 1,
        law: "ordinary".into(),
        link: link.into(),
        of_day_s: 28_850,
        volume_per_h,
        speed_mps: if run == 0 { 5.0 } else { 10.0 },
    };
    let rows = [flow_of(0, "busy", 100.0), flow_of(1, "busy", 300.0), flow_of(0, "home", 12.0)];
    let (public, left_out) = flow(&rows, K);
    let row = &public.get()[0];
    assert_eq!((public.get().len(), left_out, row.link.as_str(), row.from_s), (1, 1, "busy", 28_800));
    assert_eq!((row.runs, row.volume_per_h, row.speed_mps), (2, 200.0, 8.75));
}
