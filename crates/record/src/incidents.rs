//! The table of incidents: one row each, with both parties, what led to it, and how grave it was.

use crate::accounts::{acts, chain};
use crate::table::{Cell, Kind, words};
use pilotzone_safety::story::{first_failure, greatest};
use pilotzone_safety::{Account, Party};
use pilotzone_scenario::file::Level;
use pilotzone_world::{AgentKey, Cause, Event, IncidentKind, Outcome};
use serde_json::{Map as Object, Value};

/// Columns of the table.
const COLUMNS: usize = 59;

/// One value of a row that is made here.
enum Made {
    Empty,
    Count(u64),
    Number(f64),
    Flag(bool),
    Text(String),
    Word(u32),
}

impl Made {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Count(n) => Cell::Count(*n),
            Self::Number(x) => Cell::Number(*x),
            Self::Flag(flag) => Cell::Flag(*flag),
            Self::Text(text) => Cell::Text(text),
            Self::Word(at) => Cell::Word(*at),
        }
    }

    fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    fn number(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, Self::Number)
    }

    /// Words in one cell; empty where there is none.
    fn list(mut words: Vec<String>) -> Self {
        words.dedup();
        if words.is_empty() { Self::Empty } else { Self::Text(words.join("; ")) }
    }
}

/// Columns of the table of incidents.
pub(crate) fn fields() -> Vec<(&'static str, Kind)> {
    use Kind::{Count, Flag, Number, Text};
    vec![
        ("number", Count),
        ("time_s", Number),
        ("clock", Text),
        ("kind", Kind::Word(words(IncidentKind::ALL.map(IncidentKind::name)))),
        ("road", Text),
        ("link", Text),
        ("junction", Text),
        ("lane", Text),
        ("x_m", Number),
        ("y_m", Number),
        ("lon_deg", Number),
        ("lat_deg", Number),
        ("first", Text),
        ("first_class", Text),
        ("first_control", Text),
        ("first_engaged", Flag),
        ("first_activity", Text),
        ("first_speed_mps", Number),
        ("first_limit_mps", Number),
        ("first_mass_kg", Number),
        ("first_heading_deg", Number),
        ("first_delta_v_mps", Number),
        ("first_within_odd", Flag),
        ("first_risks", Text),
        ("second", Text),
        ("second_class", Text),
        ("second_control", Text),
        ("second_engaged", Flag),
        ("second_activity", Text),
        ("second_speed_mps", Number),
        ("second_limit_mps", Number),
        ("second_mass_kg", Number),
        ("second_heading_deg", Number),
        ("second_delta_v_mps", Number),
        ("second_within_odd", Flag),
        ("second_risks", Text),
        ("responsible", Text),
        ("responsible_why", Text),
        ("cause", Text),
        ("energy_j", Number),
        ("mais2plus", Number),
        ("mais2plus_curve", Text),
        ("mais3plus", Number),
        ("mais3plus_curve", Text),
        ("death", Number),
        ("death_curve", Text),
        ("first_failure", Text),
        ("faults", Text),
        ("lapses", Text),
        ("violated", Text),
        ("exempted", Text),
        ("exempted_by", Text),
        ("allowed", Text),
        ("allowed_by", Text),
        ("night", Flag),
        ("rain_mm_per_h", Number),
        ("visibility_m", Number),
        ("chain", Text),
        ("record", Text),
    ]
}

/// The row of an incident, shown to `push`.
pub(crate) fn row(account: &Account, push: impl FnOnce(&[Cell<'_>])) {
    let (record, place) = (&account.record, &account.place);
    let mut made = Vec::with_capacity(COLUMNS);
    made.push(Made::Count(record.number.into()));
    made.push(Made::Number(record.time_s));
    made.push(Made::Text(account.clock.clone()));
    made.push(Made::Word(record.kind as u32));
    made.extend(
        [&place.road, &place.link, &place.junction, &place.lane].map(|text| Made::text(text.as_deref())),
    );
    made.extend([record.at.map(|at| at.x), record.at.map(|at| at.y)].map(Made::number));
    made.extend([0, 1].map(|i| Made::number(place.lon_lat_deg.map(|at| at[i]))));
    made.extend(party(account, record.parties.first()));
    made.extend(party(account, record.parties.get(1)));
    made.push(Made::text(record.responsible.map(|(key, _)| account.agent(key))));
    made.push(Made::text(record.responsible.map(|(_, blame)| blame.name())));
    made.push(Made::text(record.cause.map(Cause::name)));
    made.push(Made::number(record.loss_j));
    for level in [Level::Mais2plus, Level::Mais3plus, Level::Fatal] {
        let most = greatest(account, level);
        made.push(Made::number(most.map(|(p, _)| p)));
        made.push(Made::text(most.map(|(_, curve)| curve)));
    }
    made.push(Made::text(first_failure(account).map(|deed| deed.event.kind())));
    made.push(Made::list(faults(account)));
    made.push(Made::list(lapses(account)));
    made.extend(judged(account));
    made.push(Made::Flag(record.weather.night));
    made.extend([record.weather.rain_mm_per_h, record.weather.visibility_m].map(Made::Number));
    made.push(Made::Text(Value::Array(chain(account)).to_string()));
    made.push(Made::text(serde_json::to_string(account).ok()));
    let cells: Vec<Cell<'_>> = made.iter().map(Made::cell).collect();
    push(&cells);
}

/// The columns of one party.
fn party(account: &Account, party: Option<&Party>) -> Vec<Made> {
    let Some(party) = party else { return (0..12).map(|_| Made::Empty).collect() };
    let class = if party.is_object { "object" } else { party.class.name() };
    let mut risks: Object<String, Value> = Object::new();
    for risk in &party.risks {
        let of_curve = risks.entry(risk.curve.clone()).or_insert_with(|| Value::Object(Object::new()));
        if let Value::Object(levels) = of_curve {
            levels.insert(risk.level.name().to_owned(), risk.probability.into());
        }
    }
    vec![
        Made::Text(account.agent(party.key).to_owned()),
        Made::Text(class.to_owned()),
        Made::Text(party.control.name().to_owned()),
        Made::Flag(party.engaged),
        Made::Text(party.activity.name().to_owned()),
        Made::Number(party.speed_mps),
        Made::Number(party.limit_mps),
        Made::Number(party.mass_kg),
        Made::Number(party.heading_rad.to_degrees()),
        Made::number(party.delta_v_mps),
        if party.engaged { Made::Flag(account.record.within_odd(party.key)) } else { Made::Empty },
        if risks.is_empty() { Made::Empty } else { Made::Text(Value::Object(risks).to_string()) },
    ]
}

fn of_chain(account: &Account, what: impl Fn(&Event) -> Option<&'static str>) -> Vec<String> {
    let named = |agent: AgentKey, what: &str| format!("{} {what}", account.agent(agent));
    let found = |deed: &pilotzone_safety::Deed| what(&deed.event).map(|what| named(deed.agent, what));
    account.record.chain.iter().filter_map(found).collect()
}

fn faults(account: &Account) -> Vec<String> {
    of_chain(account, |event| match event {
        Event::FaultBegan { fault } => Some(fault.name()),
        _ => None,
    })
}

fn lapses(account: &Account) -> Vec<String> {
    of_chain(account, |event| match event {
        Event::Lapsed { lapse, .. } => Some(lapse.name()),
        Event::TakeoverMissed { .. } => Some("takeover_missed"),
        _ => None,
    })
}

/// What was broken, what was exempted and by what, what was allowed and by what.
fn judged(account: &Account) -> Vec<Made> {
    let violated = account.record.chain.iter().filter_map(|deed| match deed.event {
        Event::Judged { rule, outcome: Outcome::Violated, .. } => {
            Some(format!("{} {}", account.agent(deed.agent), account.rule(rule)))
        }
        _ => None,
    });
    let exempted: Vec<(&str, &str)> = acts(account, |outcome| match outcome {
        Outcome::Exempted(by) => Some(by),
        _ => None,
    })
    .collect();
    let allowed: Vec<(&str, &str)> = acts(account, |outcome| match outcome {
        Outcome::Allowed(by) => Some(by),
        _ => None,
    })
    .collect();
    let rules = |acts: &[(&str, &str)]| Made::list(acts.iter().map(|act| act.0.to_owned()).collect());
    let by = |acts: &[(&str, &str)]| Made::list(acts.iter().map(|act| act.1.to_owned()).collect());
    vec![Made::list(violated.collect()), rules(&exempted), by(&exempted), rules(&allowed), by(&allowed)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_a_cell_for_each_column() {
        assert_eq!(fields().len(), COLUMNS);
        let account = crate::fixtures::crash();
        let mut cells = 0;
        row(&account, |row| cells = row.len());
        assert_eq!(cells, COLUMNS);
    }

    #[test]
    fn what_is_stored_of_an_incident_is_the_whole_of_it() {
        let account = crate::fixtures::crash();
        let text = serde_json::to_string(&account).unwrap();
        assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), account);
    }

    #[test]
    fn a_chain_is_stored_in_names_and_not_in_numbers_of_a_run() {
        let chain = Value::Array(chain(&crate::fixtures::crash())).to_string();
        for part in [
            r#""before_s":12.0,"event":"fault_began","fault":"brake_loss""#,
            r#""who":"av 1""#,
            r#""by":"kr.smartcity.av""#,
            r#""rule":"kr.rta.49-1-11""#,
        ] {
            assert!(chain.contains(part), "{part} is not in {chain}");
        }
        assert!(!chain.contains("lane"), "{chain}");
    }
}
