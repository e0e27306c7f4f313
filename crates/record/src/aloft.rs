//! What flies, in tables and figures.

use crate::events::Row;
use crate::names::Names;
use crate::table::Cell;
use pilotzone_air::room::igrc;
use pilotzone_engine::{Engine, Totals};
use pilotzone_scenario::AirPlan;
use pilotzone_world::AirEvent;
use serde::Serialize;
use std::collections::BTreeMap;

/// The figures of the air.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct AirSummary {
    /// Jobs done.
    pub missions_done: u64,
    /// Flights or jobs left undone.
    pub missions_undone: u64,
    /// Way flown by flights that are over (km).
    pub uav_km: f64,
    /// Of it, beyond the straight ways there and back (km).
    pub detour_km: f64,
    /// Time in which sensors were on (h).
    pub recording_h: f64,
    /// Deaths on the ground that are expected of these flights, with the scenario's rate of loss.
    pub expected_deaths: f64,
    /// People below, the mean over the time flown (1/km²); none where nothing flew or nobody counts them.
    pub people_below_per_km2: Option<f64>,
    /// People on foot who were struck.
    pub people_struck: u64,
    /// Sum of their probabilities of death.
    pub struck_deaths: f64,
    /// Intrinsic ground risk class by operation, of SORA 2.5, over the densest area of the scenario; none outside it.
    pub igrc: BTreeMap<String, Option<u32>>,
}

impl AirSummary {
    /// The figures of a run in which something flies.
    pub fn of(engine: &Engine, totals: &Totals) -> Self {
        let air = &totals.air;
        let plan = &engine.run().air;
        let counted = plan.population.is_some() && air.flight_s > 0.0;
        Self {
            missions_done: air.done,
            missions_undone: air.undone,
            uav_km: air.distance_m / 1000.0,
            detour_km: air.detour_m / 1000.0,
            recording_h: air.records_s / 3600.0,
            expected_deaths: air.expected_deaths,
            people_below_per_km2: counted.then(|| air.below_s_per_km2 / air.flight_s),
            people_struck: air.people_struck,
            struck_deaths: air.struck_deaths,
            igrc: classes(plan),
        }
    }

    /// The figures under flat names.
    pub fn metrics(&self) -> [(&'static str, Option<f64>); 9] {
        [
            ("missions_done", Some(self.missions_done as f64)),
            ("missions_undone", Some(self.missions_undone as f64)),
            ("uav_km", Some(self.uav_km)),
            ("detour_km", Some(self.detour_km)),
            ("recording_h", Some(self.recording_h)),
            ("expected_deaths", Some(self.expected_deaths)),
            ("people_below_per_km2", self.people_below_per_km2),
            ("people_struck", Some(self.people_struck as f64)),
            ("struck_deaths", Some(self.struck_deaths)),
        ]
    }
}

/// The intrinsic ground risk class of each operation.
fn classes(plan: &AirPlan) -> BTreeMap<String, Option<u32>> {
    let Some(people) = plan.population.as_ref() else { return BTreeMap::new() };
    let densest = people.areas.iter().fold(people.per_km2, |most, (_, per_km2, _)| most.max(*per_km2));
    let class = |operation: &pilotzone_scenario::air::Operation| {
        let (_, airframe) = plan.airframes.get(operation.airframe as usize)?;
        igrc(airframe.span_m, airframe.limits.speed_mps, densest, airframe.takeoff_max_kg)
    };
    plan.operations.iter().map(|operation| (operation.name.clone(), class(operation))).collect()
}

/// What happened in the air, laid into a row of the table of events; its kind's place among those of the air.
pub(crate) fn row(event: &AirEvent, r: &mut Row, names: &Names) -> usize {
    use Cell::{Count, Flag, Number, Text};
    r.other = event.other().and_then(|key| names.agent_keys.trip(key)).map_or(Cell::Empty, Cell::Word);
    match *event {
        AirEvent::TookOff { pad, delay_s } => (r.number, r.delay_s) = (Count(pad.into()), Number(delay_s)),
        AirEvent::Landed { home, done, duration_s, distance_m, detour_m, energy_wh } => {
            (r.duration_s, r.distance_m) = (Number(duration_s), Number(distance_m));
            (r.worst, r.overlap_m, r.stopped) = (Number(energy_wh), Number(detour_m), Flag(home));
            r.what = Text(if done { "done" } else { "undone" });
        }
        AirEvent::UavRemoved { reason } => r.what = Text(crate::events::reason(reason)),
        AirEvent::JobDone { after_s } => r.duration_s = Number(after_s),
        AirEvent::LeftUndone { why } => r.what = Text(why.name()),
        AirEvent::UavFaultBegan { fault } | AirEvent::UavFaultEnded { fault } => r.what = Text(fault.name()),
        AirEvent::Responded { response, fault } => {
            (r.what, r.cause) = (Text(response.name()), Text(fault.name()));
        }
        AirEvent::LinkLost { distance_m, hidden } => {
            r.distance_m = Number(distance_m);
            r.what = Text(if hidden { "hidden" } else { "far" });
        }
        AirEvent::LinkBack { lasted_s } => r.duration_s = Number(lasted_s),
        AirEvent::ZoneEntered { zone, height_m } => {
            (r.number, r.pos_m) = (Count(zone.into()), Number(height_m));
        }
        AirEvent::ZoneLeft { zone } => r.number = Count(zone.into()),
        AirEvent::FlewAway { height_m } => r.pos_m = Number(height_m),
        AirEvent::WellClearLost { beside_m, above_m, .. } | AirEvent::Nmac { beside_m, above_m, .. } => {
            (r.distance_m, r.pos_m) = (Number(beside_m), Number(above_m));
        }
        AirEvent::FellBeside { distance_m, .. } => r.distance_m = Number(distance_m),
        AirEvent::Struck { what, speed_mps, energy_j, death, .. } => {
            (r.what, r.speed_mps) = (Text(what.name()), Number(speed_mps));
            (r.worst, r.overlap_m) = (Number(energy_j), Number(death));
        }
        AirEvent::RecordingBegan { facility, agreed } => {
            (r.number, r.stopped) = (Count(facility.into()), Flag(agreed));
        }
        AirEvent::Startled { windscreen, speed_mps, .. } => {
            r.what = Text(if windscreen { "windscreen" } else { "startled" });
            r.speed_mps = Number(speed_mps);
        }
    }
    AirEvent::KINDS.iter().position(|kind| *kind == event.kind()).unwrap_or(0)
}
