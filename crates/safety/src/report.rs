//! The reports that authorities ask for, as far as a simulation can fill them.
//!
//! [`AvReport::columns`] gives columns of NHTSA's incident reports under Standing General Order 2021-01 by the names of
//! the published table. Who made the car, who owns it, belts, air bags and officers are nobody's here and are left out.
//! The Korean accident report on automated cars asks for the same facts in its own words ([`AvReport::korean`]).

use crate::account::Account;
use crate::record::{IncidentRecord, Party};
use crate::story::story;
use pilotzone_map::{LaneOwner, Map, TurnDirection};
use pilotzone_scenario::file::Level;
use pilotzone_world::{AgentClass, AgentKey, Cause, Event, Language};

/// Metres a second of a mile an hour.
const MPH_MPS: f64 = 0.44704;

/// Names of the months in the published table.
const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// A party that moves slower than this stands (m/s).
const STANDS_MPS: f64 = 0.5;

/// Areas of a vehicle that the order asks for.
const AREAS: [&str; 8] =
    ["Rear Left", "Left", "Front Left", "Rear", "Front", "Rear Right", "Right", "Front Right"];

/// Their columns for the automated car.
const SV_AREAS: [&str; 8] = [
    "SV Contact Area - Rear Left",
    "SV Contact Area - Left",
    "SV Contact Area - Front Left",
    "SV Contact Area - Rear",
    "SV Contact Area - Front",
    "SV Contact Area - Rear Right",
    "SV Contact Area - Right",
    "SV Contact Area - Front Right",
];

/// Their columns for what it crashed with.
const CP_AREAS: [&str; 8] = [
    "CP Contact Area - Rear Left",
    "CP Contact Area - Left",
    "CP Contact Area - Front Left",
    "CP Contact Area - Rear",
    "CP Contact Area - Front",
    "CP Contact Area - Rear Right",
    "CP Contact Area - Right",
    "CP Contact Area - Front Right",
];

/// What the report says of one of the two vehicles beside its speed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Side {
    /// What it did before, in the order's words.
    pub movement: &'static str,
    /// Where it was touched, in the order's words; empty where it is no vehicle.
    pub area: &'static str,
}

/// A report on a crash of one automated car.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AvReport {
    /// The car's name.
    pub vehicle: String,
    /// The incident's number in the run.
    pub incident: u32,
    /// Whether the system was engaged at any time in the 30 s before.
    pub engaged: bool,
    /// Date and time where the run takes place (`2026-06-01T08:02:11+09:00`).
    pub clock: String,
    /// Latitude and longitude (deg), where the map has a place on Earth.
    pub place_deg: Option<(f64, f64)>,
    /// Whether it was inside a junction.
    pub at_junction: bool,
    /// Posted limit (m/s).
    pub limit_mps: f64,
    /// Whether it was dark.
    pub dark: bool,
    /// Whether it rains.
    pub rain: bool,
    /// Whether snow lies, or ice.
    pub snow: bool,
    /// One sees less than 1 km.
    pub fog: bool,
    /// What it crashed with, in the order's words.
    pub crash_with: &'static str,
    /// Speed before (m/s).
    pub speed_mps: f64,
    /// Of the automated car.
    pub subject: Side,
    /// Of what it crashed with.
    pub partner: Side,
    /// The greatest probability of MAIS3+ or death that any curve gives, over all in or under the vehicles.
    pub grave_probability: f64,
    /// Whether it drove inside its operational design domain in the time before.
    pub within_odd: bool,
    /// What happened, Korean.
    pub story_ko: String,
    /// What happened, English.
    pub story_en: String,
}

impl AvReport {
    /// The report on each automated car of a collision; none for other incidents.
    pub fn of(account: &Account, map: &Map) -> Vec<Self> {
        let record = &account.record;
        let [a, b] = &record.parties[..] else { return Vec::new() };
        if !record.kind.name().starts_with("collision") {
            return Vec::new();
        }
        [(a, b), (b, a)]
            .into_iter()
            .filter(|(subject, _)| subject.class == AgentClass::Av)
            .map(|parties| Self::on(account, parties, map))
            .collect()
    }

    fn on(account: &Account, (subject, partner): (&Party, &Party), map: &Map) -> Self {
        let record = &account.record;
        let lane = record.lane.and_then(|lane| map.lanes.get(lane.0 as usize));
        let weather = &record.weather;
        let grave = record.parties.iter().flat_map(|party| &party.risks);
        let side = |party: &Party, other: &Party| Side {
            movement: movement(record, party, map),
            area: if party.is_object || party.class == AgentClass::Pedestrian {
                ""
            } else {
                area(party, other)
            },
        };
        Self {
            vehicle: account.agent(subject.key).to_owned(),
            incident: record.number,
            engaged: subject.engaged,
            clock: account.clock.clone(),
            place_deg: map.geo.as_ref().zip(record.at).map(|(geo, at)| geo.to_geo(at)),
            at_junction: lane.is_some_and(|lane| matches!(lane.owner, LaneOwner::Turn(_))),
            limit_mps: subject.limit_mps,
            dark: weather.night,
            rain: weather.rain_mm_per_h > 0.0,
            snow: weather.snow_mm > 0.0 || weather.ice,
            fog: weather.visibility_m < 1000.0,
            crash_with: crash_with(partner),
            speed_mps: subject.speed_mps,
            subject: side(subject, partner),
            partner: side(partner, subject),
            grave_probability: grave
                .filter(|risk| matches!(risk.level, Level::Mais3plus | Level::Fatal))
                .fold(0.0, |most: f64, risk| most.max(risk.probability)),
            within_odd: record.within_odd(subject.key),
            story_ko: story(account, Language::Ko),
            story_en: story(account, Language::En),
        }
    }

    /// The names of all columns, those of the order first.
    pub fn names() -> Vec<&'static str> {
        let none = Self::default();
        none.columns().into_iter().chain(none.korean()).map(|column| column.0).collect()
    }

    /// Columns of the Standing General Order's table that are filled, with their content.
    pub fn columns(&self) -> Vec<(&'static str, String)> {
        let yes = |flag: bool| if flag { "Y" } else { " " }.to_owned();
        let mph = |mps: f64| format!("{:.0}", mps / MPH_MPS);
        let surface = match (self.snow, self.rain) {
            (true, _) => "Snow / Slush / Ice",
            (false, true) => "Wet",
            (false, false) => "Dry",
        };
        // A simulation has no injured, only odds: what is likelier than not is reported.
        let severity = if self.grave_probability > 0.5 { "Serious" } else { "Unknown" };
        let degrees = |pick: fn((f64, f64)) -> f64| {
            self.place_deg.map_or(String::new(), |at| format!("{:.6}", pick(at)))
        };
        let mut columns = vec![
            ("Same Incident ID", self.incident.to_string()),
            ("Incident Date", month(&self.clock)),
            (
                "Automation System Engaged?",
                if self.engaged { "ADS" } else { "Unknown, see Narrative" }.to_owned(),
            ),
            ("ADS Equipped?", "Yes".to_owned()),
            ("Incident Time (24:00)", self.time().to_owned()),
            ("Latitude", degrees(|at| at.0)),
            ("Longitude", degrees(|at| at.1)),
            ("Roadway Type", if self.at_junction { "Intersection" } else { "Street" }.to_owned()),
            ("Roadway Surface", surface.to_owned()),
            ("Posted Speed Limit (MPH)", mph(self.limit_mps)),
            ("Lighting", if self.dark { "Dark - Unknown Lighting" } else { "Daylight" }.to_owned()),
            ("Weather - Clear", yes(!self.rain && !self.snow && !self.fog)),
            ("Weather - Snow", yes(self.snow)),
            ("Weather - Fog/Smoke", yes(self.fog)),
            ("Weather - Rain", yes(self.rain)),
            ("Crash With", self.crash_with.to_owned()),
            ("Highest Injury Severity", severity.to_owned()),
            ("Property Damage?", "Yes".to_owned()),
            ("SV Precrash Speed (MPH)", mph(self.speed_mps)),
            ("SV Pre-Crash Movement", self.subject.movement.to_owned()),
            ("CP Pre-Crash Movement", self.partner.movement.to_owned()),
            ("Within ODD?", if self.within_odd { "Yes" } else { "No, see Narrative" }.to_owned()),
            ("Narrative", self.story_en.clone()),
        ];
        columns
            .extend(AREAS.iter().zip(SV_AREAS).map(|(area, name)| (name, yes(*area == self.subject.area))));
        columns
            .extend(AREAS.iter().zip(CP_AREAS).map(|(area, name)| (name, yes(*area == self.partner.area))));
        columns
    }

    /// Time of day in the scenario's own offset (HH:MM).
    fn time(&self) -> &str {
        self.clock.get(11..16).unwrap_or_default()
    }

    /// The facts that the Korean accident report asks for, with their content.
    pub fn korean(&self) -> Vec<(&'static str, String)> {
        let kmh = |mps: f64| format!("{:.0} km/h", mps * 3.6);
        let weather = match (self.snow, self.rain, self.fog) {
            (true, ..) => "눈",
            (_, true, _) => "비",
            (.., true) => "안개",
            _ => "맑음",
        };
        let place =
            self.place_deg.map_or(String::new(), |(lat, lon)| format!("북위 {lat:.6}도, 동경 {lon:.6}도"));
        vec![
            ("사고 일자", self.clock.get(..10).unwrap_or_default().to_owned()),
            ("사고 시각", self.time().to_owned()),
            ("사고 장소", place),
            ("자율주행 기능 작동 여부", if self.engaged { "작동" } else { "미작동" }.to_owned()),
            ("사고 직전 속도", kmh(self.speed_mps)),
            ("제한속도", kmh(self.limit_mps)),
            ("도로 형태", if self.at_junction { "교차로" } else { "단일로" }.to_owned()),
            ("기상 상태", weather.to_owned()),
            ("주야 구분", if self.dark { "야간" } else { "주간" }.to_owned()),
            ("사고 상대", self.crash_with.to_owned()),
            ("중상 이상 확률", format!("{:.1} %", self.grave_probability * 100.0)),
            ("운행가능영역 내 여부", if self.within_odd { "예" } else { "아니오" }.to_owned()),
            ("사고 개요", self.story_ko.clone()),
        ]
    }
}

/// The month of a date in the published table's form, such as `JUN-2021`.
fn month(clock: &str) -> String {
    let of_year = clock.get(5..7).and_then(|month| month.parse::<usize>().ok());
    let name = of_year.and_then(|n| MONTHS.get(n.wrapping_sub(1)));
    name.map_or(String::new(), |name| format!("{name}-{}", clock.get(..4).unwrap_or_default()))
}

/// What a party did before, in the order's words.
fn movement(record: &IncidentRecord, party: &Party, map: &Map) -> &'static str {
    let changed = |event: &Event| matches!(event, Event::ChangedLane { .. });
    let turn = match map.lanes.get(party.lane.0 as usize).map(|lane| lane.owner) {
        Some(LaneOwner::Turn(turn)) => map.turns.get(turn.0 as usize).map(|turn| turn.direction),
        _ => None,
    };
    if party.is_object {
        return "";
    }
    if party.class == AgentClass::Pedestrian {
        return "Other, see Narrative";
    }
    if party.parked {
        return "Parked";
    }
    if party.speed_mps < STANDS_MPS {
        return "Stopped";
    }
    // The chain goes back further than a lane change lasts.
    let lately = record.chain.iter().filter(|deed| record.time_s - deed.time_s < 3.0);
    if lately.filter(|deed| deed.agent == party.key).any(|deed| changed(&deed.event)) {
        return "Changing Lanes";
    }
    match turn {
        Some(TurnDirection::Left) => "Making Left Turn",
        Some(TurnDirection::Right) => "Making Right Turn",
        Some(TurnDirection::UTurn) => "Other, see Narrative",
        Some(TurnDirection::Straight) | None => "Proceeding Straight",
    }
}

/// Where a vehicle was touched: the place of its outline that lies nearest to the other's middle.
fn area(party: &Party, other: &Party) -> &'static str {
    let (cos, sin) = (libm::cos(party.heading_rad), libm::sin(party.heading_rad));
    let middle = |it: &Party| {
        let (cos, sin) = (libm::cos(it.heading_rad), libm::sin(it.heading_rad));
        // A vehicle is known by its front, somebody on foot by the middle.
        let back_m = if it.class == AgentClass::Pedestrian { 0.0 } else { 0.5 * it.length_m };
        (it.at.x - back_m * cos, it.at.y - back_m * sin)
    };
    let ((x, y), (other_x, other_y)) = (middle(party), middle(other));
    let (dx, dy) = (other_x - x, other_y - y);
    let share = |way_m: f64, half_m: f64| (way_m / half_m.max(0.1)).clamp(-1.0, 1.0);
    let ahead = share(dx * cos + dy * sin, 0.5 * party.length_m);
    let left = share(dy * cos - dx * sin, 0.5 * party.width_m);
    let third = |share: f64| {
        if share > 0.5 {
            1
        } else if share < -0.5 {
            -1
        } else {
            0
        }
    };
    match (third(ahead), third(left)) {
        (1, 1) => "Front Left",
        (1, -1) => "Front Right",
        (1, _) => "Front",
        (-1, 1) => "Rear Left",
        (-1, -1) => "Rear Right",
        (-1, _) => "Rear",
        // Who is inside the other's outline lies to one side of its middle.
        (_, _) if left >= 0.0 => "Left",
        _ => "Right",
    }
}

impl IncidentRecord {
    /// Whether a party's automated system drove inside its operational design domain in the time before.
    pub fn within_odd(&self, key: AgentKey) -> bool {
        let left = |event: &Event| {
            matches!(event, Event::OddLeft { .. } | Event::TakeoverRequested { cause: Cause::Odd(_), .. })
        };
        !self.chain.iter().any(|deed| deed.agent == key && left(&deed.event))
    }
}

fn crash_with(partner: &Party) -> &'static str {
    if partner.is_object {
        return "Other Fixed Object";
    }
    match partner.class {
        AgentClass::Car | AgentClass::Av => "Passenger Car",
        AgentClass::Truck => "Heavy Truck",
        AgentClass::Bus => "Bus",
        AgentClass::Motorcycle => "Motorcycle",
        AgentClass::Bicycle => "Non-Motorist: Cyclist",
        AgentClass::Scooter => "Non-Motorist: Other",
        AgentClass::Pedestrian => "Non-Motorist: Pedestrian",
        AgentClass::Emergency | AgentClass::Uav => "Other, see Narrative",
    }
}
