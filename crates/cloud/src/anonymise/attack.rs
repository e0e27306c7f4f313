//! Attackers who know traces try to find them again in what is published. They know everybody who was there, what each
//! drove and by whom it was driven; of the way each knows what the test says. In all tests chance is one in k, and the
//! bound is that the attack is right in no greater share of its guesses.

use super::tests::draw;
use super::*;

const K: u32 = 10;
const RUNS: u64 = 10;
const PEOPLE: u64 = 60;
/// Points of a trace, half a minute apart.
const POINTS: u64 = 12;

/// Somebody's way: where and when.
struct Trace {
    who: (u64, String),
    class: &'static str,
    points: Vec<(u32, (f64, f64))>,
}

/// What an attacker knows of a point: the place, and perhaps the time.
type Known = (Option<u32>, (f64, f64));

/// From homes at the edge of a square kilometre to its middle, along streets that many use.
fn traces() -> Vec<Trace> {
    let trace = |n: u64| {
        let at = |salt: u64| draw(n * 131 + salt);
        let home = (at(1) * 0.011, at(2) * 0.009);
        let began_s = 28_800 + (at(3) * 900.0) as u32;
        let point = |i: u64| {
            let way = i as f64 / (POINTS - 1) as f64;
            let street = |from: f64, to: f64| from + (to - from) * way;
            (began_s + 30 * i as u32, (127.256 + street(home.0, 0.0055), 36.482 + street(home.1, 0.0045)))
        };
        Trace {
            who: (n / PEOPLE, format!("car {}", n % PEOPLE)),
            class: if at(4) < 0.3 { "av" } else { "car" },
            points: (0..POINTS).map(point).collect(),
        }
    };
    (0..RUNS * PEOPLE).map(trace).collect()
}

/// Incidents on those ways: more where all meet, some at homes, some people again and again.
fn incidents_of(traces: &[Trace]) -> Vec<Incident> {
    let mut rows = Vec::new();
    for (n, trace) in traces.iter().enumerate() {
        let at = |salt: u64| draw(n as u64 * 977 + salt);
        let times = if at(1) < 0.02 { 8 } else { usize::from(at(1) < 0.4) };
        for i in 0..times as u64 {
            let (of_day_s, place) = trace.points[(at(10 + i) * POINTS as f64) as usize];
            rows.push(Incident {
                run: trace.who.0,
                number: rows.len() as u64,
                city: "sejong".into(),
                district: "naseong".into(),
                day: 18_779,
                of_day_s,
                kind: if at(30 + i) < 0.7 { "disengagement" } else { "minimal_risk_stop" }.into(),
                law: "ordinary".into(),
                place_deg: Some(place),
                agent: Some(trace.who.1.clone()),
                class: Some(trace.class.into()),
                control: Some("system".into()),
                ..Incident::default()
            });
        }
    }
    rows
}

/// Published rows, each with who is behind it.
type Told = Vec<(PublicIncident, (u64, String))>;

fn published(rows: &[Incident]) -> Told {
    let who = |row: usize| (rows[row].run, rows[row].agent.clone().unwrap());
    let (chosen, _, _) = choose(rows, K, |_| STEPS.len());
    chosen.into_iter().map(|(row, step, people)| (told(&rows[row], step, people), who(row))).collect()
}

/// What a careless writer would publish: by the finest step those who are told by it with too few others.
fn leaked(rows: &[Incident]) -> Told {
    let (_, _, too_few) = choose(rows, K, |_| 1);
    let who = |row: &Incident| (row.run, row.agent.clone().unwrap());
    too_few.into_iter().map(|at| (told(&rows[at], STEPS[0], 1), who(&rows[at]))).collect()
}

fn fits(row: &PublicIncident, (time, (lon_deg, lat_deg)): Known) -> bool {
    let side_m = row.step.place.side_m();
    let place =
        side_m.is_none_or(|side_m| row.square_deg == Some(middle(square(lon_deg, lat_deg, side_m), side_m)));
    let lasts_s = row.step.time.lasts_s();
    place && row.from_s.zip(time).is_none_or(|(from_s, time)| time / lasts_s * lasts_s == from_s)
}

/// For each row the attacker names one of those who fit it. Which share of the names can be expected to be right.
fn right(rows: &Told, traces: &[Trace], known: impl Fn(&Trace) -> Vec<Known>) -> f64 {
    let known: Vec<Vec<Known>> = traces.iter().map(known).collect();
    let (mut named, mut right) = (0.0, 0.0);
    for (row, who) in rows {
        let may_be = |(trace, known): &(&Trace, &Vec<Known>)| {
            row.class.as_ref().is_none_or(|class| class == trace.class)
                && known.iter().any(|at| fits(row, *at))
        };
        let candidates: Vec<&Trace> =
            traces.iter().zip(&known).filter(may_be).map(|(trace, _)| trace).collect();
        if !candidates.is_empty() {
            named += 1.0;
            right += f64::from(candidates.iter().any(|trace| trace.who == *who)) / candidates.len() as f64;
        }
    }
    assert!(named > 20.0, "the attack has something to try: {named} of {}", rows.len());
    right / named
}

/// No better than chance on what is published, far better on what leaked.
fn holds(known: impl Fn(&Trace) -> Vec<Known>) {
    let traces = traces();
    let rows = incidents_of(&traces);
    let chance = 1.0 / f64::from(K);
    let share = right(&published(&rows), &traces, &known);
    assert!(share <= chance, "right in {share} of all guesses, and chance is {chance}");
    let share = right(&leaked(&rows), &traces, &known);
    assert!(share > 2.0 * chance, "a leak is not seen: {share}");
}

#[test]
fn who_knows_where_everybody_lives_finds_nobody() {
    let home = |trace: &Trace| (None, trace.points[0].1);
    let traces = traces();
    let mut rows = incidents_of(&traces);
    let share = right(&published(&rows), &traces, |trace| vec![home(trace)]);
    assert!(share <= 1.0 / f64::from(K), "{share}");
    // Where incidents at homes leaked, homes would tell.
    rows.retain(|row| {
        let n = row.run * PEOPLE + row.agent.as_ref().unwrap()[4..].parse::<u64>().unwrap();
        row.place_deg == Some(traces[n as usize].points[0].1)
    });
    let share = right(&leaked(&rows), &traces, |trace| vec![home(trace)]);
    assert!(share > 0.1, "a leak is not seen: {share}");
}

#[test]
fn who_knows_the_whole_way_of_everybody_finds_nobody() {
    holds(|trace| trace.points.iter().map(|(time, place)| (Some(*time), *place)).collect());
}

#[test]
fn who_knows_four_points_of_everybody_finds_nobody() {
    // Four points with their times are enough to know nearly everybody's trace (de Montjoye et al. 2013, Sci. Rep. 3, 1376).
    holds(|trace| {
        let salt = trace.who.0 * 7919 + u64::from(trace.points[0].0);
        let at = |i: u64| (draw(salt + i) * POINTS as f64) as usize;
        (0..4).map(|i| trace.points[at(i)]).map(|(time, place)| (Some(time), place)).collect()
    });
}

#[test]
fn nobody_has_more_than_a_k_th_of_the_rows_that_tell_the_same() {
    let rows = published(&incidents_of(&traces()));
    let mut groups: BTreeMap<String, Vec<&(u64, String)>> = BTreeMap::new();
    for (row, who) in &rows {
        let same = PublicIncident { id: String::new(), ..row.clone() };
        groups.entry(format!("{same:?}")).or_default().push(who);
    }
    for group in groups.values_mut() {
        group.sort();
        let most = group.chunk_by(|a, b| a == b).map(<[_]>::len).max().unwrap_or(0);
        assert!(most * K as usize <= group.len(), "{most} of {}", group.len());
    }
}
