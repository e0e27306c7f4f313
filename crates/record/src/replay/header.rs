//! What a replay says of its run before it begins.

use pilotzone_map::native;
use pilotzone_replay::{AgentNote, Header, Kind, MapNote, PermitNote, ZoneNote};
use pilotzone_scenario::air::{AirZone, Datum, Shape};
use pilotzone_scenario::vehicle::MindOf;
use pilotzone_scenario::{Run, Zone};
use pilotzone_world::Fold;
use pilotzone_world::hash::hex;

/// How high a person on foot and a thing on the road are drawn (m); the models have no heights for them.
const PERSON_M: f64 = 1.7;
const OBJECT_M: f64 = 0.6;
/// How wide a person on foot is drawn (m): twice the radius that drivers keep clear of.
const PERSON_WIDTH_M: f64 = 0.5;

/// The header of a run whose recording begins at a time (s of simulation).
pub(super) fn of(run: &Run, begin_s: f64) -> Header {
    let (labels, settings) = (&run.labels, &run.settings);
    Header {
        scenario: labels.scenario.clone(),
        question_ko: labels.question_ko.clone(),
        question_en: labels.question_en.clone(),
        caveats: labels.caveats.iter().map(|(ko, en)| [ko.clone(), en.clone()]).collect(),
        seed: settings.seed,
        law: labels.law.clone(),
        law_date: labels.law_date.clone(),
        start: labels.start.to_string(),
        begin_s,
        end_s: settings.end_s,
        dt_s: settings.dt_s,
        frame_s: settings.frame_s,
        map: map(run),
        zones: zones(run),
        permits: permits(run),
        kinds: kinds(run),
        rules: run
            .regime
            .pack
            .iter()
            .flat_map(|pack| pack.rules.iter().map(|rule| rule.id.clone()))
            .collect(),
    }
}

/// The name of an agent and its kind, by its number.
pub(super) fn agent(run: &Run, id: u32) -> AgentNote {
    let (trips, walks) = (run.trips.len(), run.street.walks.len());
    let at = id as usize;
    let note = |name: &str, kind: u32| AgentNote { id, name: name.to_owned(), kind };
    let types = run.types.len() as u32;
    if let Some(trip) = run.trips.get(at) {
        return note(&trip.name, trip.kind);
    }
    if let Some(walk) = run.street.walks.get(at - trips) {
        return note(&walk.name, types);
    }
    let thing = at - trips - walks;
    if let Some(object) = run.street.objects.get(thing) {
        return note(&object.name, types + 1 + thing as u32);
    }
    let objects = run.street.objects.len();
    let Some(flight) = run.air.flights.get(thing - objects) else { return note("?", types) };
    let operation = run.air.missions.get(flight.mission as usize).map_or(0, |mission| mission.operation);
    let airframe = run.air.operations.get(operation as usize).map_or(0, |operation| operation.airframe);
    note(&flight.name, types + 1 + objects as u32 + airframe)
}

/// Vehicle types, then people on foot, then each thing, then airframes.
fn kinds(run: &Run) -> Vec<Kind> {
    let vehicles = run.types.iter().map(|kind| Kind {
        name: kind.name.clone(),
        class: kind.class.name().to_owned(),
        length_m: kind.length_m,
        width_m: kind.width_m,
        height_m: kind.height_m,
        automated: matches!(kind.mind, MindOf::Stack { .. }),
    });
    let person = Kind {
        name: "person".to_owned(),
        class: "pedestrian".to_owned(),
        length_m: PERSON_WIDTH_M,
        width_m: PERSON_WIDTH_M,
        height_m: PERSON_M,
        automated: false,
    };
    let things = run.street.objects.iter().map(|object| Kind {
        name: object.name.clone(),
        class: "object".to_owned(),
        length_m: object.length_m,
        width_m: object.width_m,
        height_m: OBJECT_M,
        automated: false,
    });
    let airframes = run.air.airframes.iter().map(|(name, airframe)| Kind {
        name: name.clone(),
        class: "uav".to_owned(),
        length_m: airframe.span_m,
        width_m: airframe.span_m,
        height_m: airframe.hull_m[2].0,
        automated: true,
    });
    vehicles.chain([person]).chain(things).chain(airframes).collect()
}

fn map(run: &Run) -> MapNote {
    // A map that was read or built can be written; one that could not would have no hash.
    let bytes = native::write(&run.map).unwrap_or_default();
    let words =
        bytes.chunks(8).map(|chunk| chunk.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)));
    let hash = words.fold(Fold::START.word(bytes.len() as u64), Fold::word);
    MapNote {
        name: run.map.name.clone(),
        path: run.labels.map.clone(),
        hash: hex(hash.0),
        attribution: run.map.sources.iter().map(|source| source.attribution.clone()).collect(),
    }
}

fn zones(run: &Run) -> Vec<ZoneNote> {
    let outline = |polygon: &[pilotzone_map::Point]| polygon.iter().map(|p| [p.x, p.y]).collect();
    let pilot = |zone: &Zone| ZoneNote {
        key: zone.key.clone(),
        kind: "pilot".to_owned(),
        name_ko: zone.name_ko.clone(),
        name_en: zone.name_en.clone(),
        hypothetical: zone.hypothetical,
        polygon: outline(&zone.polygon),
        ..ZoneNote::default()
    };
    let schools = run.street.school_zones.iter().enumerate().map(|(n, zone)| ZoneNote {
        key: format!("school.{n}"),
        kind: "school".to_owned(),
        name_ko: "어린이 보호구역".to_owned(),
        name_en: "school zone".to_owned(),
        polygon: outline(&zone.polygon),
        ..ZoneNote::default()
    });
    let air = run.air.zones.iter().map(|zone| air_zone(zone, run.air.ground_amsl_m));
    run.zones.iter().map(pilot).chain(schools).chain(air).collect()
}

/// A zone of the air; circles are drawn as rings.
fn air_zone(zone: &AirZone, ground_amsl_m: f64) -> ZoneNote {
    const CORNERS: u32 = 48;
    let above_ground_m = |(height_m, datum): (f64, Datum)| match datum {
        Datum::Agl => height_m,
        Datum::Amsl => height_m - ground_amsl_m,
    };
    let polygon = match &zone.shape {
        Shape::Polygon(ring) => ring.iter().map(|p| [p.x, p.y]).collect(),
        Shape::Circle { centre, radius_m } => (0..CORNERS)
            .map(|n| {
                let (sin, cos) = (std::f64::consts::TAU * f64::from(n) / f64::from(CORNERS)).sin_cos();
                [centre.x + radius_m * cos, centre.y + radius_m * sin]
            })
            .collect(),
    };
    ZoneNote {
        key: zone.id.clone(),
        kind: zone.kind.name().to_owned(),
        name_ko: zone.name.clone(),
        name_en: zone.name.clone(),
        floor_m: above_ground_m(zone.floor).max(0.0),
        ceiling_m: Some(above_ground_m(zone.ceiling)),
        polygon,
        ..ZoneNote::default()
    }
}

fn permits(run: &Run) -> Vec<PermitNote> {
    let kind = |&at: &u32| run.types.get(at as usize).map(|kind| kind.name.clone());
    let permit = |permit: &pilotzone_scenario::Permit| PermitNote {
        name: permit.name.clone(),
        purpose: serde_json::to_value(permit.purpose)
            .ok()
            .and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default(),
        kinds: permit.types.iter().filter_map(kind).collect(),
        valid_from: permit.valid_from.clone(),
        valid_to: permit.valid_to.clone(),
        zone: permit.area.and_then(|at| run.zones.get(at as usize)).map(|zone| zone.key.clone()),
    };
    run.regime.permits.iter().map(permit).collect()
}
