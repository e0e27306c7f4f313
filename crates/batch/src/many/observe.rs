//! Looks at a run from outside while it goes: near misses, traffic by link, and at the end its incidents.

use super::finished::{FlowRow, IncidentRow, MeasureRow, PartyRow};
use pilotzone_engine::Engine;
use pilotzone_map::{LaneId, LaneOwner, LinkId, Map};
use pilotzone_safety::{IncidentRecord, Party};
use pilotzone_scenario::file::Level;
use pilotzone_world::{AgentKey, Event};
use std::collections::BTreeMap;

/// How long traffic is summed up (s).
const BIN_S: f64 = 300.0;
/// Time between two looks at where everybody drives (s).
const LOOK_S: f64 = 1.0;

/// What was seen of a run so far.
#[derive(Debug, Default)]
pub(super) struct Observer {
    /// Finite values of each measure, by kind of near miss and measure.
    near: BTreeMap<(&'static str, &'static str), Vec<f64>>,
    /// Vehicles seen and the sum of their speeds, by link and five minutes.
    traffic: BTreeMap<(u32, u32), (u64, f64)>,
}

impl Observer {
    /// To be called after every step and after the end.
    pub fn observe(&mut self, engine: &Engine) {
        for stamped in engine.events() {
            if let Event::NearMiss { kind, ttc_s, pet_s, .. } = stamped.event {
                for (measure, value) in [("ttc_s", ttc_s), ("pet_s", pet_s)] {
                    if value.is_finite() {
                        self.near.entry((kind.name(), measure)).or_default().push(value);
                    }
                }
            }
        }
        let every = (LOOK_S / engine.run().settings.dt_s + 0.5).max(1.0) as u64;
        if engine.steps().is_multiple_of(every) {
            self.look(engine);
        }
    }

    fn look(&mut self, engine: &Engine) {
        let bin = ((engine.time_s() - engine.run().settings.begin_s) / BIN_S) as u32;
        let map = &engine.run().map;
        for car in &engine.ground().state().cars {
            if let Some(link) = map.link_of(LaneId(car.lane)) {
                let (seen, speed_mps) = self.traffic.entry((bin, link.0)).or_default();
                *seen += 1;
                *speed_mps += car.speed_mps;
            }
        }
    }

    /// The measures, by kind and name.
    pub fn measures(&self) -> Vec<MeasureRow> {
        let row = |(&(kind, measure), values): (&(&str, &str), &Vec<f64>)| {
            let mut values = values.clone();
            values.sort_by(f64::total_cmp);
            let (min, max) = (*values.first()?, *values.last()?);
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let (kind, measure) = (kind.to_owned(), measure.to_owned());
            let (n, median) = (values.len() as u64, values[values.len() / 2]);
            Some(MeasureRow { kind, measure, n, min, median, mean, max })
        };
        self.near.iter().filter_map(row).collect()
    }

    /// Traffic by five minutes and link.
    ///
    /// Edie 1963: volume is the way driven within a piece of road and time, over its length and duration; the mean
    /// speed is way over time. A look each second stands for that second.
    pub fn flow(&self, engine: &Engine) -> Vec<FlowRow> {
        let run = engine.run();
        let lasted_s = engine.time_s() - run.settings.begin_s;
        let row = |(&(bin, link), &(seen, speeds_mps)): (&(u32, u32), &(u64, f64))| {
            let link = run.map.link(LinkId(link));
            let from_s = f64::from(bin) * BIN_S;
            let bin_s = (lasted_s - from_s).clamp(LOOK_S, BIN_S);
            let way_m = speeds_mps * LOOK_S;
            FlowRow {
                link: link.id.clone(),
                from_s: run.settings.begin_s + from_s,
                volume_per_h: way_m / link.length_m.max(1.0) / bin_s * 3600.0,
                speed_mps: speeds_mps / seen as f64,
            }
        };
        self.traffic.iter().map(row).collect()
    }
}

/// The incidents of a run, by number.
pub(super) fn incidents(engine: &Engine) -> Vec<IncidentRow> {
    let records = engine.safety().map_or(&[][..], |safety| safety.records());
    records.iter().map(|record| incident(engine, record)).collect()
}

fn incident(engine: &Engine, record: &IncidentRecord) -> IncidentRow {
    let map = &engine.run().map;
    let name = |key: AgentKey| engine.agent_name(key).map(str::to_owned);
    let party = |party: &Party| PartyRow {
        name: name(party.key),
        class: if party.is_object { "object" } else { party.class.name() }.to_owned(),
        control: party.control.name().to_owned(),
        speed_mps: party.speed_mps,
        delta_v_mps: party.delta_v_mps,
    };
    let geo = record.at.zip(map.geo.as_ref()).map(|(at, geo)| geo.to_geo(at));
    let greatest = |level: Level| {
        let risks = record.parties.iter().flat_map(|party| &party.risks).filter(|risk| risk.level == level);
        risks.map(|risk| risk.probability).max_by(f64::total_cmp)
    };
    let (link, junction) = record.lane.map_or((None, None), |lane| place(map, lane));
    IncidentRow {
        number: record.number,
        kind: record.kind.name().to_owned(),
        // Times are sums: what is below a millisecond is rounding.
        time_s: (record.time_s * 1000.0).round() / 1000.0,
        link,
        junction,
        x_m: record.at.map(|at| at.x),
        y_m: record.at.map(|at| at.y),
        lon_deg: geo.map(|(_, lon_deg)| lon_deg),
        lat_deg: geo.map(|(lat_deg, _)| lat_deg),
        first: record.parties.first().map(party),
        second: record.parties.get(1).map(party),
        responsible: record.responsible.and_then(|(key, _)| name(key)),
        responsible_why: record.responsible.and_then(|(_, blame)| word(&blame)),
        cause: record.cause.map(|cause| cause.name().to_owned()),
        mais2plus: greatest(Level::Mais2plus),
        mais3plus: greatest(Level::Mais3plus),
        death: greatest(Level::Fatal),
    }
}

/// The link of a lane, or the junction that it lies in.
fn place(map: &Map, lane: LaneId) -> (Option<String>, Option<String>) {
    match map.lanes.get(lane.0 as usize).map(|lane| lane.owner) {
        Some(LaneOwner::Link(link)) => (Some(map.link(link).id.clone()), None),
        Some(LaneOwner::Turn(turn)) => (None, Some(map.node(map.turn(turn).node).id.clone())),
        None => (None, None),
    }
}

/// A word of a closed list as files write it.
fn word(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}
