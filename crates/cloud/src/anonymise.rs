//! What leaves is anonymised for good: only this file can make an [`Anonymised`], and nothing else is ever shipped.
//!
//! Simulated people are treated as if they were persons. Nobody's key or name is carried over: rows get random ids, of
//! which no list is kept. Place, time and kind of road user are told only as exactly as `k` different people share them:
//! k-anonymity by local recoding up one hierarchy (Samarati 2001, IEEE TKDE 13, 1010; LeFevre, DeWitt and Ramakrishnan
//! 2005, SIGMOD). What never reaches k is suppressed and counted.

use crate::hierarchy::{PlaceLevel, STEPS, Step, middle, square};
use crate::results::{Flow, Incident};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Something from which nobody can be found again. Only the anonymiser makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Anonymised<T>(T);

impl<T> Anonymised<T> {
    /// What is in it.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// Bytes that are made of nothing but what is in it.
    pub(crate) fn bytes_of<E>(
        &self,
        make: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Anonymised<Vec<u8>>, E> {
        Ok(Anonymised(make()?))
    }
}

/// As if it had been anonymised.
#[cfg(test)]
pub(crate) fn for_tests<T>(value: T) -> Anonymised<T> {
    Anonymised(value)
}

impl<T> Anonymised<Vec<T>> {
    /// The same in pieces of so many rows.
    pub(crate) fn pieces(self, rows: usize) -> Vec<Self> {
        let mut rest = self.0;
        let mut pieces = Vec::new();
        while rest.len() > rows {
            let more = rest.split_off(rows);
            pieces.push(Self(std::mem::replace(&mut rest, more)));
        }
        pieces.push(Self(rest));
        pieces
    }
}

impl Anonymised<Vec<u8>> {
    /// Bytes that lay in the outbox since they were made, if they are still those that its list names.
    pub(crate) fn again(bytes: Vec<u8>, crc: u32) -> Option<Self> {
        (crc32fast::hash(&bytes) == crc).then_some(Self(bytes))
    }
}

/// A row of the table of incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicIncident {
    /// Random, and of this upload alone.
    pub id: String,
    /// The city.
    pub city: String,
    /// The day, since 1970.
    pub day: i32,
    /// Which of the closed list.
    pub kind: String,
    /// The rule set.
    pub law: String,
    /// How exactly place and time are told.
    pub step: Step,
    /// The middle of the square (deg): longitude, latitude.
    pub square_deg: Option<(f64, f64)>,
    /// The district, where it is told.
    pub district: Option<String>,
    /// Start of the five minutes or hour: seconds of the day.
    pub from_s: Option<u32>,
    /// What the first was.
    pub class: Option<String>,
    /// What the other was.
    pub other_class: Option<String>,
    /// Who drove, in the words of the closed list.
    pub control: Option<String>,
    /// Change of velocity: start of the band of 10 km/h.
    pub delta_v_kmh: Option<f64>,
    /// Risk of an injury: `below 1 %`, `1 to 10 %`, `above 10 %`.
    pub injury_risk: Option<&'static str>,
    /// Why, where the event itself says it.
    pub cause: Option<String>,
    /// How many different people share place, time and classes as they are told.
    pub shared_by: u32,
}

/// What was made of the incidents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Rows that are published, by the place in [`STEPS`].
    pub by_step: BTreeMap<usize, u64>,
    /// Rows that never reach k.
    pub suppressed: u64,
    /// The fewest who share a published row's place, time and classes.
    pub least_shared: Option<u32>,
}

/// What the rows of a group share.
type Key = (u32, i32, i32, i32, u32);

/// What of an incident does not change from step to step.
struct Fixed {
    /// City, law and kind.
    frame: u32,
    classes: u32,
    district: u32,
    who: u32,
}

/// Incidents as they may leave: `k` different people at least share what each row tells of place, time and classes.
pub fn incidents(rows: &[Incident], k: u32) -> (Anonymised<Vec<PublicIncident>>, Outcome) {
    let (public, mut outcome, left) = incidents_within(rows, k, |_| STEPS.len());
    outcome.suppressed = left.len() as u64;
    (public, outcome)
}

/// The same where a row may be told by that many of the first steps alone; and the places of those that have to wait.
pub(crate) fn incidents_within(
    rows: &[Incident],
    k: u32,
    steps: impl Fn(usize) -> usize,
) -> (Anonymised<Vec<PublicIncident>>, Outcome, Vec<usize>) {
    let (chosen, outcome, left) = choose(rows, k, steps);
    let mut public: Vec<PublicIncident> =
        chosen.into_iter().map(|(row, step, people)| told(&rows[row], step, people)).collect();
    // In the order of groups a row's neighbours would tell whom it was seen with.
    public.sort_by(|a, b| (&a.city, a.day, &a.id).cmp(&(&b.city, b.day, &b.id)));
    (Anonymised(public), outcome, left)
}

/// A row's place, the step by which it is told, and how many people share it then.
type Chosen = (usize, Step, u32);

/// Which rows are told, and how; and the places of those that are not.
fn choose(rows: &[Incident], k: u32, steps: impl Fn(usize) -> usize) -> (Vec<Chosen>, Outcome, Vec<usize>) {
    let fixed = fixed(rows);
    let mut outcome = Outcome::default();
    let mut chosen = Vec::new();
    let mut open: Vec<usize> = (0..rows.len()).collect();
    for (at, step) in STEPS.iter().enumerate() {
        let (may, mut left): (Vec<usize>, Vec<usize>) = open.iter().partition(|row| steps(**row) > at);
        let mut keyed: Vec<(Key, u32, usize)> =
            may.iter().map(|&row| (key(&rows[row], &fixed[row], *step), fixed[row].who, row)).collect();
        keyed.sort_unstable();
        for group in keyed.chunk_by(|a, b| a.0 == b.0) {
            let people = group.chunk_by(|a, b| a.1 == b.1).count() as u32;
            // Whoever appears often would be a good guess for each row: nobody has more than a k-th of a group.
            let most_each = (people / k) as usize;
            for own in group.chunk_by(|a, b| a.1 == b.1) {
                let (told, rest) = own.split_at(most_each.min(own.len()));
                chosen.extend(told.iter().map(|(_, _, row)| (*row, *step, people)));
                left.extend(rest.iter().map(|(_, _, row)| *row));
            }
            if people >= k {
                let least = outcome.least_shared.get_or_insert(people);
                *least = people.min(*least);
            }
        }
        let so_far: u64 = outcome.by_step.values().sum();
        if chosen.len() as u64 > so_far {
            outcome.by_step.insert(at, chosen.len() as u64 - so_far);
        }
        open = left;
    }
    (chosen, outcome, open)
}

/// The number of a word, a new one for a new word: groups are compared by numbers.
fn number<K: Ord>(numbers: &mut BTreeMap<K, u32>, word: K) -> u32 {
    let next = numbers.len() as u32;
    *numbers.entry(word).or_insert(next)
}

fn fixed<'a>(rows: &'a [Incident]) -> Vec<Fixed> {
    let (mut frames, mut classes) = (BTreeMap::new(), BTreeMap::new());
    let (mut districts, mut people) = (BTreeMap::new(), BTreeMap::new());
    let of = |row: &'a Incident| {
        let Incident { city, law, kind, class, other_class, control, district, agent, run, .. } = row;
        // What happened to nobody is nobody's but its own.
        let alone = if agent.is_none() { Some(row.number) } else { None };
        Fixed {
            frame: number(&mut frames, (city, law, kind)),
            // Who drove is told where the classes are, and so it is shared where they are.
            classes: number(&mut classes, (class, other_class, control)),
            district: number(&mut districts, district),
            who: number(&mut people, (run, agent, alone)),
        }
    };
    rows.iter().map(of).collect()
}

fn key(row: &Incident, fixed: &Fixed, step: Step) -> Key {
    let place = match (step.place.side_m(), row.place_deg) {
        (Some(side_m), Some((lon_deg, lat_deg))) => square(lon_deg, lat_deg, side_m),
        // Without a place on Earth it is told by its district, and finer steps do not part it from others.
        (Some(_), None) | (None, _) if step.place < PlaceLevel::City => (i32::MIN, fixed.district as i32),
        _ => (i32::MIN, i32::MIN),
    };
    let time = (row.of_day_s / step.time.lasts_s()) as i32;
    let classes = if step.classes { fixed.classes } else { u32::MAX };
    // A day has fewer than 300 stretches of five minutes.
    (fixed.frame, row.day * 300 + time, place.0, place.1, classes)
}

fn told(row: &Incident, step: Step, shared_by: u32) -> PublicIncident {
    let lasts_s = step.time.lasts_s();
    let square_deg = step
        .place
        .side_m()
        .zip(row.place_deg)
        .map(|(side_m, (lon_deg, lat_deg))| middle(square(lon_deg, lat_deg, side_m), side_m));
    PublicIncident {
        id: Uuid::new_v4().simple().to_string(),
        city: row.city.clone(),
        day: row.day,
        kind: row.kind.clone(),
        law: row.law.clone(),
        step,
        square_deg,
        district: (step.place != PlaceLevel::City).then(|| row.district.clone()),
        from_s: (lasts_s < 86_400).then(|| row.of_day_s / lasts_s * lasts_s),
        class: row.class.clone().filter(|_| step.classes),
        other_class: row.other_class.clone().filter(|_| step.classes),
        // Who drove tells the class as well.
        control: row.control.clone().filter(|_| step.classes),
        delta_v_kmh: row.delta_v_mps.map(|mps| (mps * 3.6 / 10.0).floor() * 10.0),
        injury_risk: row.injury_risk.map(|risk| match risk {
            risk if risk < 0.01 => "below 1 %",
            risk if risk <= 0.1 => "1 to 10 %",
            _ => "above 10 %",
        }),
        cause: row.cause.clone(),
        shared_by,
    }
}

/// A row of the table of counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PublicCount {
    /// The city.
    pub city: String,
    /// The day, since 1970.
    pub day: i32,
    /// The rule set.
    pub law: String,
    /// Which of the closed list.
    pub kind: String,
    /// How many there were, those suppressed as rows included.
    pub incidents: u64,
}

/// Counts of a whole city and day: the numerators of rates, which nothing bends. `earlier` are those of incidents that
/// were taken before.
pub fn counts(rows: &[Incident], earlier: &[PublicCount]) -> Anonymised<Vec<PublicCount>> {
    let mut counts: BTreeMap<(&str, i32, &str, &str), u64> = BTreeMap::new();
    for row in earlier {
        *counts.entry((&row.city, row.day, &row.law, &row.kind)).or_default() += row.incidents;
    }
    for row in rows {
        *counts.entry((&row.city, row.day, &row.law, &row.kind)).or_default() += 1;
    }
    let count = |((city, day, law, kind), incidents): ((&str, i32, &str, &str), u64)| PublicCount {
        city: city.to_owned(),
        day,
        law: law.to_owned(),
        kind: kind.to_owned(),
        incidents,
    };
    Anonymised(counts.into_iter().map(count).collect())
}

/// A row of the table of exposure.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicExposure {
    /// The city.
    pub city: String,
    /// The day, since 1970.
    pub day: i32,
    /// The rule set.
    pub law: String,
    /// `av`, `other_vehicle` or `uav`.
    pub class: &'static str,
    /// Runs that it comes from.
    pub runs: u64,
    /// Way driven (km).
    pub vehicle_km: f64,
    /// Time flown (h).
    pub flight_h: f64,
}

/// Sums over whole runs: the denominators of rates.
pub fn exposure(runs: &[crate::results::RunTotals]) -> Anonymised<Vec<PublicExposure>> {
    #[derive(Default)]
    struct Sum {
        runs: u64,
        av_km: f64,
        other_km: f64,
        flight_h: f64,
    }
    let mut sums: BTreeMap<(&str, i32, &str), Sum> = BTreeMap::new();
    for run in runs {
        let sum = sums.entry((&run.city, run.day, &run.law)).or_default();
        sum.runs += 1;
        sum.av_km += run.av_km;
        sum.other_km += (run.vehicle_km - run.av_km).max(0.0);
        sum.flight_h += run.flight_h;
    }
    let rows = sums.into_iter().flat_map(|((city, day, law), sum)| {
        let row = |class, vehicle_km, flight_h| PublicExposure {
            city: city.to_owned(),
            day,
            law: law.to_owned(),
            class,
            runs: sum.runs,
            vehicle_km,
            flight_h,
        };
        [row("av", sum.av_km, 0.0), row("other_vehicle", sum.other_km, 0.0), row("uav", 0.0, sum.flight_h)]
    });
    Anonymised(rows.filter(|row| row.vehicle_km > 0.0 || row.flight_h > 0.0).collect())
}

/// A row of the table of traffic.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicFlow {
    /// The city.
    pub city: String,
    /// The day, since 1970.
    pub day: i32,
    /// The rule set.
    pub law: String,
    /// The link of the road map.
    pub link: String,
    /// Start of the five minutes: seconds of the day.
    pub from_s: u32,
    /// Runs that it is the mean of.
    pub runs: u64,
    /// Vehicles per hour.
    pub volume_per_h: f64,
    /// Mean speed over space (m/s).
    pub speed_mps: f64,
}

/// Means of traffic over runs, for links and five minutes in which `k` vehicles were at least; and how many rows that
/// leaves out. Where trips begin and end few drive: that is how their ends are cut off.
pub fn flow(rows: &[Flow], k: u32) -> (Anonymised<Vec<PublicFlow>>, u64) {
    #[derive(Default)]
    struct Sum {
        runs: BTreeSet<u64>,
        volume: f64,
        speed_by_volume: f64,
    }
    let mut sums: BTreeMap<(&str, i32, &str, &str, u32), Sum> = BTreeMap::new();
    for row in rows {
        let from_s = row.of_day_s / 300 * 300;
        let sum = sums.entry((&row.city, row.day, &row.law, &row.link, from_s)).or_default();
        sum.runs.insert(row.run);
        sum.volume += row.volume_per_h;
        sum.speed_by_volume += row.volume_per_h * row.speed_mps;
    }
    let mut left_out = 0;
    let mut public = Vec::new();
    for ((city, day, law, link, from_s), sum) in sums {
        // In five minutes a twelfth of an hour's volume passes.
        if sum.volume / 12.0 < f64::from(k) {
            left_out += 1;
            continue;
        }
        let runs = sum.runs.len() as u64;
        public.push(PublicFlow {
            city: city.to_owned(),
            day,
            law: law.to_owned(),
            link: link.to_owned(),
            from_s,
            runs,
            volume_per_h: sum.volume / runs as f64,
            speed_mps: sum.speed_by_volume / sum.volume,
        });
    }
    (Anonymised(public), left_out)
}

#[cfg(test)]
mod attack;
#[cfg(test)]
mod tests;
