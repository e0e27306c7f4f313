//! A scenario as far as it can be read without its map.

use crate::air::feasible::check_flights;
use crate::air::{AirPlan, AirZone, place_air};
use crate::automation::{Automation, PlannedFault, PlannedLapse};
use crate::check::{Calendar, check_scenario};
use crate::demand::{Cell, Demand, Setting, expand};
use crate::expect::{Limit, count_limits, limits};
use crate::file::{CrosswalksFile, MAX_SEED, ScenarioFile, TypeFile, schema};
use crate::law::parse_law;
use crate::permits::place_permits;
use crate::read::tree::parse;
use crate::read::{
    Document, Mistake, Opened, ScenarioError, ScenarioErrors, SourceText, check_shape, read_document,
};
use crate::regime::Regime;
use crate::rules::RulePack;
use crate::run::{Labels, RunSettings, Zone};
use crate::safety::Safety;
use crate::street::{Street, place_street};
use crate::vehicle::{MindOf, Trip, VehicleType};
use crate::zones::place_zones;
use pilotzone_map::Map;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What the command line sets instead of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overrides {
    /// Seed of all random streams.
    pub seed: Option<u64>,
    /// Rule set, perhaps with `@DATE`.
    pub law: Option<String>,
    /// End of the run (s from the start); the demand stays as it is.
    pub until_s: Option<f64>,
    /// Length of a step (s).
    pub dt_s: Option<f64>,
    /// Whether measures are taken where they are not by default (SUMO configurations).
    pub measures: bool,
    /// Keys of the file and what they are set to, as TOML writes both: `random.morning.av_share` and `0.4`.
    pub set: Vec<(String, String)>,
}

/// A scenario with its mistakes so far; paths in it are as seen from where the program runs.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The tree with places, and the mistakes.
    pub document: Document,
    /// The typed form, defaults and overrides in it.
    pub file: ScenarioFile,
    /// Its place in time and law.
    pub calendar: Calendar,
    /// The rule pack, once it is read.
    pub pack: Option<RulePack>,
}

impl Draft {
    /// Reads a scenario and checks all that needs no map. `open` gives the text of an included file. Fails at once
    /// only where nothing typed can be made of the text.
    pub fn read(
        path: &str,
        text: String,
        overrides: &Overrides,
        open: &mut dyn FnMut(&str) -> Opened,
    ) -> Result<Self, ScenarioErrors> {
        let mut document = read_document(path, text, open);
        lay_over(&mut document, &overrides.set);
        check_shape(&mut document, &schema());
        let mut file: ScenarioFile = match serde_json::from_value(document.root.to_json()) {
            Ok(file) => file,
            Err(error) => {
                let mistake = Mistake::Unreadable { key: "scenario".to_owned(), what: error.to_string() };
                document.errors.push(ScenarioError::at(document.root.at.clone(), mistake));
                return Err(document.verdict().err().unwrap_or(ScenarioErrors(Vec::new())));
            }
        };
        if file.name.is_empty() {
            file.name = Path::new(path)
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
        }
        take_overrides(&mut document, &mut file, overrides);
        let calendar = check_scenario(&mut document, &file);
        file.law.clone_from(&calendar.law);
        file.law_date.clone_from(&calendar.law_date);
        let mut draft = Self { document, file, calendar, pack: None };
        draft.each_path(&mut |place_of, path, written| {
            if let Some(node) = place_of.find(path).0 {
                *written = Document::beside(&node.at, written);
            }
        });
        Ok(draft)
    }

    /// Calls back for every path of a file that the scenario names.
    fn each_path(&mut self, change: &mut dyn FnMut(&crate::read::Node, &[&str], &mut String)) {
        let root = &self.document.root;
        change(root, &["map"], &mut self.file.map);
        if let Some(rules) = &mut self.file.rules {
            change(root, &["rules"], rules);
        }
        for (i, zones) in self.file.airspace.zones.iter_mut().enumerate() {
            change(root, &["airspace", "zones", &i.to_string()], zones);
        }
        for (name, matrix) in &mut self.file.matrices {
            if let Some(csv) = &mut matrix.csv {
                change(root, &["matrices", name, "csv"], csv);
            }
        }
        if let Some(sumo) = &mut self.file.sumo {
            for (key, list) in [("additional", &mut sumo.additional), ("routes", &mut sumo.routes)] {
                for (i, path) in list.iter_mut().enumerate() {
                    change(root, &["sumo", key, &i.to_string()], path);
                }
            }
        }
    }

    /// Lays the scenario onto its map: trips with their routes, and zones. Mistakes go to the document.
    pub fn on_map(&mut self, map: &Map, cells: &BTreeMap<String, Vec<Cell>>) -> (Demand, Vec<Zone>) {
        let types = self.types();
        let setting = Setting {
            file: &self.file,
            start: self.calendar.start,
            map,
            map_path: &self.file.map,
            types: &types,
            cells,
        };
        let demand = expand(&mut self.document, &setting);
        (demand, place_zones(&mut self.document, &self.file, map))
    }

    /// Refuses demand in which nobody drives, or in which two are known by one name.
    pub fn check_demand(&mut self, demand: &Demand) {
        let flies = !self.file.missions.is_empty();
        if demand.trips.is_empty()
            && demand.unroutable.is_empty()
            && !flies
            && self.document.errors.is_empty()
        {
            self.document.refuse(&[], Mistake::EmptyDemand);
        }
        let mut names: Vec<&str> = demand.trips.iter().map(|trip| trip.name.as_str()).collect();
        names.sort_unstable();
        let mut twice: Vec<&str> =
            names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        twice.dedup();
        for name in twice.into_iter().take(20) {
            let uses = "two vehicles of the demand come to be called so".to_owned();
            self.document.refuse(&["trips", name], Mistake::Duplicate { name: name.to_owned(), uses });
        }
    }

    /// Vehicle types in the order of the file's table.
    pub fn types(&self) -> Vec<VehicleType> {
        // What was refused by name stands as the first of its table; nothing runs then.
        let file = &self.file;
        let mind_of = |kind: &TypeFile| match (&kind.stack, &kind.driver) {
            (Some(stack), _) => MindOf::Stack {
                stack: place(&file.stacks, stack),
                crew: kind.crew.as_ref().map_or(0, |crew| place(&file.crews, crew)),
            },
            (None, Some(driver)) => MindOf::Driver(place(&file.drivers, driver)),
            (None, None) => MindOf::Nobody,
        };
        let typed =
            |(name, kind): (&String, &TypeFile)| VehicleType { mind: mind_of(kind), ..kind.to_type(name) };
        file.types.iter().map(typed).collect()
    }

    /// The numbers that steer the run.
    pub fn settings(&self) -> RunSettings {
        let (time, events) = (&self.file.time, &self.file.events);
        // Until the road is empty there is no end, unless one is written.
        let own_end_s = if time.until_empty { None } else { time.duration_s };
        RunSettings {
            seed: self.file.seed,
            dt_s: time.dt_s,
            begin_s: 0.0,
            end_s: time.until_s.or(own_end_s),
            clearance_s: events.clearance_s,
            gridlock_s: events.gridlock_s,
            stop_at_gridlock: events.stop_at_gridlock,
            // No frame is shorter than a step.
            frame_s: time.frame_s.max(time.dt_s),
            measures: true,
        }
    }

    /// The law that holds. A permit for a link that the map lacks is a mistake.
    pub fn regime(&mut self, map: &Map) -> Regime {
        Regime { pack: self.pack.clone(), permits: place_permits(&mut self.document, &self.file, map) }
    }

    /// Who and what else is on the street. Trips that begin parked are changed to begin so. Mistakes go to the
    /// document.
    pub fn street(&mut self, map: &Map, demand: &mut Demand) -> Street {
        place_street(&mut self.document, &self.file, self.calendar.start, map, &mut demand.trips)
    }

    /// What flies, with the zones that were read from the files named. What cannot be flown goes to the document.
    pub fn air(&mut self, map: &Map, zones: Vec<AirZone>) -> AirPlan {
        let law = (self.calendar.law.as_str(), self.calendar.law_date.as_str());
        let plan = place_air(&mut self.document, &self.file, law, map, zones);
        check_flights(&mut self.document, &plan, map, self.calendar.start.unix_s);
        plan
    }

    /// Whether the scenario asks to assume crosswalks where its map has none.
    pub fn assumes_crosswalks(&self) -> bool {
        self.file.people.as_ref().is_some_and(|people| people.crosswalks == CrosswalksFile::Assumed)
    }

    /// Automated-driving stacks, drivers who err, and what goes wrong for which of these trips. A trip that is not
    /// among them goes to the document as a mistake.
    pub fn automation(&mut self, trips: &[Trip]) -> Automation {
        let named = |table: &str, name: &str, trip: &str, document: &mut Document| {
            let found = trips.iter().find(|known| known.name == trip).map(|known| known.key);
            if found.is_none() {
                let what =
                    format!("the demand has no trip `{trip}`; members of a flow are called FLOW.NUMBER");
                let key = format!("{table}.{name}.trip");
                document.refuse(&[table, name, "trip"], Mistake::Choice { key, what });
            }
            found
        };
        let mut faults = Vec::new();
        for (name, fault) in &self.file.faults {
            let agent = match &fault.trip {
                Some(trip) => match named("faults", name, trip, &mut self.document) {
                    Some(key) => Some(key),
                    None => continue,
                },
                None => None,
            };
            let (kind, at_s) = (fault.kind, fault.at_s);
            let (per_h, lasts_s, size) = (fault.per_h.unwrap_or(0.0), fault.lasts_s, fault.size);
            faults.push(PlannedFault { kind, agent, at_s, per_h, lasts_s, size });
        }
        let mut lapses = Vec::new();
        for (name, lapse) in &self.file.lapses {
            let Some(agent) = named("lapses", name, &lapse.trip, &mut self.document) else { continue };
            let (kind, at_s, lasts_s) = (lapse.kind.into(), lapse.at_s, lapse.lasts_s);
            lapses.push(PlannedLapse { kind, agent, at_s, lasts_s });
        }
        Automation {
            drivers: self.file.drivers.values().cloned().collect(),
            driver_names: self.file.drivers.keys().cloned().collect(),
            stacks: self.file.stacks.values().cloned().collect(),
            crews: self.file.crews.values().cloned().collect(),
            faults,
            lapses,
        }
    }

    /// Thresholds of measures and incidents.
    pub fn safety(&self) -> Safety {
        Safety {
            incidents: self.file.incidents,
            injury: self.file.injury.clone(),
            lethality: self.file.lethality.clone(),
        }
    }

    /// What must come out.
    pub fn expect(&self) -> Vec<Limit> {
        let mut all = limits(&self.file.expect);
        all.extend(count_limits(&self.file.limits));
        all
    }

    /// Names and texts; `absolute` makes a path independent of where the program runs.
    pub fn labels(&self, absolute: &dyn Fn(&str) -> String) -> Labels {
        let file = &self.file;
        let sentences = file.caveats_ko.iter().cloned().zip(file.caveats_en.iter().cloned());
        let zones = file.zones.values().filter(|zone| zone.hypothetical).map(|zone| {
            let ko = format!("시범운행구역 '{}'은(는) 가상의 구역입니다. {}", zone.name_ko, zone.note_ko);
            let en = format!("The pilot zone '{}' is hypothetical. {}", zone.name_en, zone.note_en);
            (ko.trim_end().to_owned(), en.trim_end().to_owned())
        });
        Labels {
            scenario: file.name.clone(),
            path: self.document.main.path.clone(),
            map: file.map.clone(),
            law: self.calendar.law.clone(),
            law_date: self.calendar.law_date.clone(),
            start: self.calendar.start,
            question_ko: file.question_ko.clone(),
            question_en: file.question_en.clone(),
            caveats: zones.chain(sentences).collect(),
            resolved: self.resolved(absolute),
        }
    }

    /// The scenario with everything that it took by default, as TOML that loads again from any folder.
    pub fn resolved(&self, absolute: &dyn Fn(&str) -> String) -> String {
        let mut copy = self.clone();
        copy.each_path(&mut |_, _, path| *path = absolute(path));
        // Serialising plain tables of texts and finite numbers does not fail; if it did, the copy says so.
        let body = toml::to_string(&copy.file).unwrap_or_else(|error| format!("# not written: {error}\n"));
        format!(
            "# {} as it was run: includes, defaults and overrides laid in. Loads again as a scenario.\n{body}",
            copy.file.name
        )
    }
}

/// Lays single keys over the file. They are read as a text of their own, so that a mistake in them is shown like any
/// other. A value that is no TOML is taken for a text, which a shell leaves without its quotes.
fn lay_over(document: &mut Document, set: &[(String, String)]) {
    for (key, value) in set {
        let source = |value: &str| SourceText { path: "--set".to_owned(), text: format!("{key} = {value}") };
        let (mut node, mut errors) = parse(&Arc::new(source(value)));
        if !errors.is_empty() {
            let text = toml::Value::String(value.clone()).to_string();
            (node, errors) = parse(&Arc::new(source(&text)));
        }
        document.errors.extend(errors);
        // The table round the key is no part of what is set: places of the file's own tables stay.
        let (key_at, at) = (document.root.key_at.clone(), document.root.at.clone());
        document.root.overlay(node);
        (document.root.key_at, document.root.at) = (key_at, at);
    }
}

/// The place of a name in a table; 0 where it has none.
fn place<T>(table: &BTreeMap<String, T>, name: &str) -> u16 {
    table.keys().position(|known| known == name).unwrap_or(0) as u16
}

/// Lays the command line's wishes over the file.
fn take_overrides(document: &mut Document, file: &mut ScenarioFile, overrides: &Overrides) {
    let mut refuse = |key: &str, what: String| {
        let mistake = Mistake::Unreadable { key: key.to_owned(), what };
        document.errors.push(ScenarioError::outside(mistake));
    };
    if let Some(seed) = overrides.seed {
        if seed > MAX_SEED {
            refuse("--seed", format!("is {seed}; expected a whole number from 0 to {MAX_SEED}"));
        } else {
            file.seed = seed;
        }
    }
    if let Some(until_s) = overrides.until_s {
        if (0.001..=604_800.0).contains(&until_s) {
            file.time.until_s = Some(until_s);
        } else {
            refuse("--until", format!("is {until_s}; expected seconds from 0.001 to 604800"));
        }
    }
    if let Some(dt_s) = overrides.dt_s {
        if (0.001..=1.0).contains(&dt_s) {
            file.time.dt_s = dt_s;
        } else {
            refuse("--dt", format!("is {dt_s}; expected seconds from 0.001 to 1"));
        }
    }
    if let Some(text) = &overrides.law {
        match parse_law(text) {
            Ok(law) => {
                file.law = law.set;
                if let Some(date) = law.date {
                    file.law_date = date;
                }
            }
            Err(error) => refuse("--law", error.to_string()),
        }
    }
}
