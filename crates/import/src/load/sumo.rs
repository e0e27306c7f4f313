//! SUMO's files as a run: a whole configuration, or its demand inside of a scenario of ours.

use super::sources::Sources;
use super::{LoadError, Loaded, files};
use crate::detect::read_bytes;
use crate::sumo::{DemandFile, DemandOptions, SumoRun, import_demand, load_config};
use crate::{ImportError, sumo::SumoConfig};
use pilotzone_map::{Map, Problem, Severity};
use pilotzone_scenario::demand::Demand;
use pilotzone_scenario::file::{ConfigFile, MAX_SEED};
use pilotzone_scenario::read::read_document;
use pilotzone_scenario::{
    Automation, Draft, Labels, Mistake, Overrides, Regime, Run, RunSettings, Safety, ScenarioError,
    ScenarioErrors, Street, VehicleType, parse_law,
};
use pilotzone_world::StartTime;
use std::path::Path;
use std::sync::Arc;

/// Standstill of everybody after which a configuration's run stops (s).
const GRIDLOCK_S: f64 = 1800.0;
/// How long a wreck stays (s); SUMO has no such number, so ours of a scenario without one.
const CLEARANCE_S: f64 = 600.0;
/// Step where neither the command line nor the configuration names one (s): that of scenarios. SUMO's own is 1 s, in which
/// a car drives its own length three times and nobody can be held apart at a junction.
const STEP_S: f64 = 0.1;
/// Steps from here on are told to be coarse (s).
const COARSE_S: f64 = 0.5;
/// Time between the frames of the replay (s), as in scenarios of ours.
const FRAME_S: f64 = 0.1;

/// Reads a SUMO configuration.
pub(super) fn load(path: &Path, overrides: &Overrides) -> Result<Loaded, LoadError> {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    named(&name, &path.display().to_string(), path, overrides)
}

/// A scenario file that only names a SUMO configuration, as the resolved copy of such a run does; none where it is
/// another scenario.
pub(super) fn by_scenario(
    path: &str,
    text: &str,
    overrides: &Overrides,
) -> Option<Result<Loaded, LoadError>> {
    // Includes cannot bring the key: such a file is short.
    let mut document = read_document(path, text.to_owned(), &mut |_| Err("not read here".to_owned()));
    let own = document.root.get("sumo_config")?.at.clone();
    let file = match ConfigFile::read(&mut document) {
        Ok(file) => file,
        Err(errors) => return Some(Err(errors.into())),
    };
    let together = Overrides {
        seed: overrides.seed.or(file.seed),
        law: overrides.law.clone(),
        until_s: overrides.until_s.or(file.until_s),
        dt_s: overrides.dt_s.or(file.dt_s),
        measures: overrides.measures,
        set: overrides.set.clone(),
    };
    let config = pilotzone_scenario::read::include::beside(path, &file.sumo_config);
    if !Path::new(&config).is_file() {
        let mistake = Mistake::File {
            what: "the SUMO configuration",
            path: config,
            why: "there is no such file".into(),
        };
        return Some(Err(ScenarioErrors(vec![ScenarioError::at(own, mistake)]).into()));
    }
    Some(named(&file.name, path, Path::new(&config), &together))
}

fn named(name: &str, path: &str, config: &Path, overrides: &Overrides) -> Result<Loaded, LoadError> {
    check(overrides)?;
    let SumoRun { mut map, demand, config: said } = load_config(config, overrides.seed)?;
    if let Some(entry) = Sources::about(&said.net)? {
        entry.mark(&mut map);
    }
    let mut warnings = demand.problems;
    if overrides.law.is_some() {
        warnings.push(Problem {
            severity: Severity::Warning,
            file: path.to_owned(),
            line: 0,
            what: "a SUMO configuration runs without a rule pack: --law changes nothing".to_owned(),
        });
    }
    let settings = settings(&said, overrides);
    if settings.dt_s >= COARSE_S {
        warnings.push(Problem {
            severity: Severity::Warning,
            file: path.to_owned(),
            line: 0,
            what: format!(
                "steps of {} s are coarse: vehicles may crash that would not with shorter ones; --dt 0.1 makes them so",
                settings.dt_s
            ),
        });
    }
    let run = Run {
        settings,
        labels: labels(name, path, config, &said, overrides),
        map: Arc::new(map),
        types: demand.types,
        trips: demand.trips,
        unroutable: demand.unroutable,
        zones: Vec::new(),
        regime: Regime::default(),
        street: Street::default(),
        air: pilotzone_scenario::AirPlan::default(),
        automation: Automation::default(),
        safety: Safety::default(),
        expect: Vec::new(),
    };
    Ok(Loaded { run, warnings })
}

/// The command line's wishes, held against the ranges that scenario files have.
fn check(overrides: &Overrides) -> Result<(), ScenarioErrors> {
    let mut errors = Vec::new();
    let mut refuse = |key: &str, what: String| {
        errors.push(ScenarioError::outside(Mistake::Unreadable { key: key.to_owned(), what }));
    };
    if let Some(seed) = overrides.seed.filter(|seed| *seed > MAX_SEED) {
        refuse("--seed", format!("is {seed}; expected a whole number from 0 to {MAX_SEED}"));
    }
    if let Some(until_s) = overrides.until_s.filter(|s| !(0.001..=604_800.0).contains(s)) {
        refuse("--until", format!("is {until_s}; expected seconds from 0.001 to 604800"));
    }
    if let Some(dt_s) = overrides.dt_s.filter(|s| !(0.001..=1.0).contains(s)) {
        refuse("--dt", format!("is {dt_s}; expected seconds from 0.001 to 1"));
    }
    if let Some(error) = overrides.law.as_ref().and_then(|text| parse_law(text).err()) {
        refuse("--law", error.to_string());
    }
    if let Some((key, _)) = overrides.set.first() {
        refuse(
            key,
            "cannot be set: a SUMO configuration has no keys of ours; name a scenario file".to_owned(),
        );
    }
    if errors.is_empty() { Ok(()) } else { Err(ScenarioErrors(errors)) }
}

fn settings(said: &SumoConfig, overrides: &Overrides) -> RunSettings {
    let dt_s = overrides.dt_s.or(said.step_s).unwrap_or(STEP_S);
    RunSettings {
        seed: seed(said, overrides),
        dt_s,
        begin_s: said.begin_s,
        end_s: overrides.until_s.map(|until_s| said.begin_s + until_s).or(said.end_s),
        clearance_s: CLEARANCE_S,
        gridlock_s: GRIDLOCK_S,
        stop_at_gridlock: true,
        frame_s: dt_s.max(FRAME_S),
        measures: overrides.measures,
    }
}

fn seed(said: &SumoConfig, overrides: &Overrides) -> u64 {
    overrides.seed.or(said.seed).unwrap_or(crate::sumo::config::SEED)
}

fn labels(name: &str, path: &str, config: &Path, said: &SumoConfig, overrides: &Overrides) -> Labels {
    let resolved = ConfigFile {
        format: 1,
        name: name.to_owned(),
        sumo_config: files::absolute(&config.display().to_string()),
        seed: Some(seed(said, overrides)),
        dt_s: Some(overrides.dt_s.or(said.step_s).unwrap_or(STEP_S)),
        until_s: overrides.until_s,
    };
    Labels {
        scenario: name.to_owned(),
        path: path.to_owned(),
        map: said.net.display().to_string(),
        law: "none".to_owned(),
        law_date: String::new(),
        // A configuration knows seconds, no calendar.
        start: StartTime { unix_s: 0, offset_s: 0 },
        question_ko: "이 SUMO 설정의 교통은 어떻게 흐르는가?".to_owned(),
        question_en: "How does the traffic of this SUMO configuration run?".to_owned(),
        caveats: Vec::new(),
        resolved: resolved.to_text(),
    }
}

/// Adds the demand that stands in SUMO's files to that of a scenario; signal programmes and bus stops in them go
/// into the map.
pub(super) fn add_demand(
    draft: &mut Draft,
    map: &mut Map,
    types: &mut Vec<VehicleType>,
    demand: &mut Demand,
    warnings: &mut Vec<Problem>,
) -> Result<(), LoadError> {
    let Some(named) = draft.file.sumo.clone() else { return Ok(()) };
    let mut read = Vec::new();
    for (key, paths) in [("additional", &named.additional), ("routes", &named.routes)] {
        for (i, path) in paths.iter().enumerate() {
            match read_bytes(Path::new(path)) {
                Ok(bytes) => read.push(DemandFile { name: path.clone(), bytes }),
                Err(error) => {
                    let mistake =
                        Mistake::File { what: "the file", path: path.clone(), why: error.to_string() };
                    draft.document.refuse(&["sumo", key, &i.to_string()], mistake);
                }
            }
        }
    }
    // With a file missing, everything that stands in it would be called unknown.
    if read.len() < named.additional.len() + named.routes.len() {
        return Ok(());
    }
    let options = DemandOptions {
        end_s: draft.file.time.duration_s,
        seed: draft.file.seed,
        ..DemandOptions::default()
    };
    let imported = match import_demand(map, &read, &options) {
        Ok(imported) => imported,
        Err(error) if draft.document.errors.is_empty() => return Err(error.into()),
        Err(error) => {
            note(draft, &error);
            return Ok(());
        }
    };
    let offset = types.len() as u32;
    types.extend(imported.types);
    demand.trips.extend(imported.trips.into_iter().map(|mut trip| {
        trip.kind += offset;
        trip
    }));
    demand.unroutable.extend(imported.unroutable);
    warnings.extend(imported.problems);
    demand.sort();
    Ok(())
}

/// Lists a fault of a SUMO file beside the scenario's own mistakes.
fn note(draft: &mut Draft, error: &ImportError) {
    let mistake = Mistake::Unreadable { key: "sumo".to_owned(), what: error.to_string() };
    draft.document.refuse(&["sumo"], mistake);
}
