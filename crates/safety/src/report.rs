//! The reports that authorities ask for, as far as a simulation can fill them.
//!
//! [`AvReport::columns`] gives columns of NHTSA's incident reports under Standing General Order 2021-01 by the names of
//! the published table: `Automation System Engaged?`, `ADS Equipped?`, `Incident Time (24:00)`, `Latitude`, `Longitude`,
//! `Roadway Type`, `Roadway Surface`, `Posted Speed Limit (MPH)`, `Lighting`, `Weather - Clear`, `Weather - Snow`,
//! `Weather - Fog/Smoke`, `Weather - Rain`, `Crash With`, `Highest Injury Severity`, `Property Damage?`,
//! `SV Precrash Speed (MPH)` and `Within ODD?`. Who made the car, who owns it, belts, air bags and officers are nobody's
//! here and stay empty. The Korean accident report on automated cars asks for the same facts in its own words
//! ([`AvReport::korean`]).

use crate::record::{IncidentRecord, Party};
use pilotzone_map::{LaneOwner, Map};
use pilotzone_scenario::file::Level;
use pilotzone_world::{AgentClass, Cause, Event, StartTime};

/// Metres a second of a mile an hour.
const MPH_MPS: f64 = 0.44704;

/// A report on a crash of one automated car.
#[derive(Debug, Clone, PartialEq)]
pub struct AvReport {
    /// Whether the system was engaged at any time in the 30 s before.
    pub engaged: bool,
    /// Time of day in the scenario's own offset (HH:MM).
    pub time: String,
    /// Latitude and longitude (deg), where the map has a place on Earth.
    pub place_deg: Option<(f64, f64)>,
    /// Whether it was inside a junction.
    pub at_junction: bool,
    /// Posted limit (m/s).
    pub limit_mps: f64,
    /// Whether it was dark.
    pub dark: bool,
    /// Rain, snow or ice on the road, fog.
    pub rain: bool,
    /// Snow lies.
    pub snow: bool,
    /// One sees less than 1 km.
    pub fog: bool,
    /// What it crashed with, in the order's words.
    pub crash_with: &'static str,
    /// Speed before (m/s).
    pub speed_mps: f64,
    /// The greatest probability of MAIS3+ or death that any curve gives, over all in or under the vehicles.
    pub grave_probability: f64,
    /// Whether it drove inside its operational design domain in the time before.
    pub within_odd: bool,
}

impl AvReport {
    /// The report on each automated car of a collision; none for other incidents.
    pub fn of(record: &IncidentRecord, map: &Map, start: StartTime) -> Vec<Self> {
        let [a, b] = &record.parties[..] else { return Vec::new() };
        if !record.kind.name().starts_with("collision") {
            return Vec::new();
        }
        [(a, b), (b, a)]
            .into_iter()
            .filter(|(subject, _)| subject.class == AgentClass::Av)
            .map(|(subject, partner)| Self::on(record, (subject, partner), map, start))
            .collect()
    }

    fn on(
        record: &IncidentRecord,
        (subject, partner): (&Party, &Party),
        map: &Map,
        start: StartTime,
    ) -> Self {
        let local_s = start.unix_s + i64::from(start.offset_s) + record.time_s as i64;
        let minutes = local_s.div_euclid(60).rem_euclid(24 * 60);
        let lane = record.lane.and_then(|lane| map.lanes.get(lane.0 as usize));
        let weather = &record.weather;
        let left_odd = |event: &Event| {
            matches!(event, Event::OddLeft { .. } | Event::TakeoverRequested { cause: Cause::Odd(_), .. })
        };
        let grave = record.parties.iter().flat_map(|party| &party.risks);
        Self {
            engaged: subject.engaged,
            time: format!("{:02}:{:02}", minutes / 60, minutes % 60),
            place_deg: map.geo.as_ref().zip(record.at).map(|(geo, at)| geo.to_geo(at)),
            at_junction: lane.is_some_and(|lane| matches!(lane.owner, LaneOwner::Turn(_))),
            limit_mps: subject.limit_mps,
            dark: weather.night,
            rain: weather.rain_mm_per_h > 0.0,
            snow: weather.snow_mm > 0.0 || weather.ice,
            fog: weather.visibility_m < 1000.0,
            crash_with: crash_with(partner),
            speed_mps: subject.speed_mps,
            grave_probability: grave
                .filter(|risk| matches!(risk.level, Level::Mais3plus | Level::Fatal))
                .fold(0.0, |most: f64, risk| most.max(risk.probability)),
            within_odd: !record.chain.iter().any(|deed| deed.agent == subject.key && left_odd(&deed.event)),
        }
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
        vec![
            (
                "Automation System Engaged?",
                if self.engaged { "ADS" } else { "Unknown, see Narrative" }.to_owned(),
            ),
            ("ADS Equipped?", "Yes".to_owned()),
            ("Incident Time (24:00)", self.time.clone()),
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
            ("Within ODD?", if self.within_odd { "Yes" } else { "No, see Narrative" }.to_owned()),
        ]
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
        vec![
            ("사고 시각", self.time.clone()),
            ("자율주행 기능 작동 여부", if self.engaged { "작동" } else { "미작동" }.to_owned()),
            ("사고 직전 속도", kmh(self.speed_mps)),
            ("제한속도", kmh(self.limit_mps)),
            ("도로 형태", if self.at_junction { "교차로" } else { "단일로" }.to_owned()),
            ("기상 상태", weather.to_owned()),
            ("주야 구분", if self.dark { "야간" } else { "주간" }.to_owned()),
            ("사고 상대", self.crash_with.to_owned()),
            ("중상 이상 확률", format!("{:.1} %", self.grave_probability * 100.0)),
            ("운행가능영역 내 여부", if self.within_odd { "예" } else { "아니오" }.to_owned()),
        ]
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
