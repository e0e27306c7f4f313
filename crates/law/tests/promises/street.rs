//! A crossing with a zone, a permit, and whoever a test puts onto it.

use pilotzone_law::{Law, RuleTotals};
use pilotzone_map::builder::four_arm_crossing;
use pilotzone_map::{LaneId, Point};
use pilotzone_scenario::{Draft, Overrides, Run, read_pack};
use pilotzone_world::scene::{NOBODY, seen};
use pilotzone_world::{
    Activity, AgentClass, AgentKey, Control, Event, EventPhase, Outcome, RoadUser, Scene, Stamped, Weather,
};
use std::collections::BTreeMap;
use std::sync::Arc;

pub const KR: &str = include_str!("../../../../scenarios/rules/kr.toml");

const SCENARIO: &str = r#"format = 1
map = "four.pzmap"
seed = 7
law_date = "2021-06-01"
[time]
start = "2021-06-01T08:00:00+09:00"
duration_s = 600
[zones.pilot]
name_ko = "시험"
name_en = "test"
hypothetical = true
polygon_m = [[-100, -100], [100, -100], [100, 100], [-100, 100]]
[permits.test]
types = ["av"]
area = "pilot"
purpose = "r-and-d"
valid_from = "2020-01-01"
valid_to = "2029-12-31"
max_speed_kmh = 50
hours = [["07:00", "20:00"]]
max_rain_mm_per_h = 5
crew = { trained_on = "2020-06-01" }
[trips.robot]
type = "av"
from = "s_in"
to = "n_out"
depart_s = 0
"#;

const TYPE: &str = r#"
access = "passenger"
source = "test"
length_m = 5.0
width_m = 1.8
height_m = 1.5
mass_kg = 1500
min_gap_m = 2.0
max_speed_mps = 50.0
accel_mps2 = 1.0
decel_mps2 = 4.5
emergency_decel_mps2 = 9.0
speed_factor = { mean = 1.0, deviation = 0.0, min = 1.0, max = 1.0 }
following = { model = "idm", headway_s = 1.0, comfort_decel_mps2 = 1.5 }
lane_change = { politeness = 0.2, threshold_mps2 = 0.1, safe_decel_mps2 = 4.0, bias_right_mps2 = 0.3 }
"#;

/// A run under that law with that pack; `change` edits the scenario's text.
pub fn run_with(pack: &str, law: &str, change: &dyn Fn(&str) -> String) -> Run {
    let text = change(&format!("{SCENARIO}[types.av]\nclass = \"av\"\n{TYPE}"));
    let wishes = Overrides { law: Some(law.to_owned()), ..Overrides::default() };
    let none = &mut |_: &str| Err("there is none".to_owned());
    let mut draft = Draft::read("street.toml", text, &wishes, none).unwrap();
    draft.pack = Some(read_pack("pack.toml", pack.to_owned(), none).map_err(|e| e.plain()).unwrap());
    let map = four_arm_crossing();
    let (mut demand, zones) = draft.on_map(&map, &BTreeMap::new());
    let street = draft.street(&map, &mut demand);
    let regime = draft.regime(&map);
    let automation = draft.automation(&demand.trips);
    draft.document.verdict().map_err(|e| e.plain()).unwrap();
    Run {
        settings: draft.settings(),
        labels: draft.labels(&str::to_owned),
        map: Arc::new(map),
        types: draft.types(),
        trips: demand.trips,
        unroutable: demand.unroutable,
        zones,
        regime,
        street,
        automation,
        air: pilotzone_scenario::AirPlan::default(),
        safety: draft.safety(),
        expect: draft.expect(),
    }
}

/// The law on the street, step by step.
pub struct Street {
    pub run: Run,
    pub law: Law,
    pub weather: Weather,
    pub events: Vec<Stamped>,
    pub step: u64,
}

impl Street {
    /// Under the shipped rules, such as `special@2021-06-01`.
    pub fn under(law: &str) -> Self {
        Self::of(run_with(KR, law, &str::to_owned))
    }

    pub fn of(run: Run) -> Self {
        let law = Law::new(&run).unwrap();
        let mut street = Self { run, law, weather: Weather::default(), events: Vec::new(), step: 0 };
        let Self { law, weather, .. } = &mut street;
        law.begin(&scene(0, &[], &[], weather));
        street
    }

    /// One step with these users and events.
    pub fn step(&mut self, users: &[RoadUser], happened: &[(&str, Event)]) {
        let events: Vec<Stamped> = happened
            .iter()
            .map(|(name, event)| Stamped {
                step: self.step,
                phase: EventPhase::Move,
                agent: AgentKey::of_name(name),
                event: *event,
            })
            .collect();
        let Self { law, weather, .. } = self;
        law.judge(&scene(self.step, users, &events, weather), &mut self.events);
        self.step += 1;
    }

    /// So many steps with these users.
    pub fn steps(&mut self, n: u64, users: &[RoadUser]) {
        for _ in 0..n {
            self.step(users, &[]);
        }
    }

    /// Ends the run.
    pub fn finish(&mut self) -> &mut Self {
        self.law.finish(self.step, &mut self.events);
        self
    }

    /// Acts judged so far: rule, outcome, who excused it.
    pub fn verdicts(&self) -> Vec<(&str, &'static str, Option<&str>)> {
        let id = |at| self.law.pack().rule(at).unwrap().id.as_str();
        let judged = |stamped: &Stamped| match stamped.event {
            Event::Judged { rule, outcome, .. } => Some((id(rule), outcome.name(), outcome.by().map(id))),
            _ => None,
        };
        self.events.iter().filter_map(judged).collect()
    }

    pub fn totals(&self, rule: &str) -> RuleTotals {
        let at = self.law.pack().find(rule).unwrap();
        self.law.totals().find(|(rule, _)| *rule == at).map(|(_, totals)| totals).unwrap_or_default()
    }

    /// How often a rule was broken, after the end of the run.
    pub fn broken(&mut self, rule: &str) -> u64 {
        self.finish();
        let at = self.law.pack().find(rule).unwrap();
        let broken = |stamped: &&Stamped| matches!(stamped.event, Event::Judged { rule, outcome: Outcome::Violated, .. } if rule == at);
        self.events.iter().filter(broken).count() as u64
    }

    pub fn may(&self, activity: Activity) -> bool {
        self.law.leaves()[0].allows(activity)
    }
}

fn scene<'a>(step: u64, users: &'a [RoadUser], events: &'a [Stamped], weather: &'a Weather) -> Scene<'a> {
    Scene { step, time_s: (step + 1) as f64 * 0.1, dt_s: 0.1, ids: 8, users, uavs: &[], events, weather }
}

/// A car on a road for 50 km/h, at 10 m/s, alone.
pub fn car(name: &str, id: u32) -> RoadUser {
    RoadUser {
        key: AgentKey::of_name(name),
        id,
        class: AgentClass::Car,
        control: Control::Person,
        activity: Activity::None,
        seen: 0,
        at: Point::new(0.0, 0.0),
        heading_rad: 0.0,
        speed_mps: 10.0,
        accel_mps2: 0.0,
        length_m: 5.0,
        width_m: 1.8,
        mass_kg: 1500.0,
        lane: LaneId(0),
        pos_m: 50.0,
        limit_mps: 50.0 / 3.6,
        ahead: NOBODY,
        gap_m: f64::INFINITY,
        request_s: 0.0,
    }
}

/// An automated car in the zone, with its system on.
pub fn robot() -> RoadUser {
    RoadUser { class: AgentClass::Av, control: Control::Automated, seen: seen::IN_ZONE, ..car("robot", 0) }
}
