//! Incidents with the names of all that they point to: what is stored of them, and what is told of the gravest.

use crate::events::tidy_s;
use crate::names::lane_name;
use pilotzone_engine::Engine;
use pilotzone_map::{LaneOwner, Map};
use pilotzone_safety::account::FORMAT;
use pilotzone_safety::{Account, IncidentRecord, Place, RuleName, headline, story};
use pilotzone_scenario::file::Level;
use pilotzone_world::{AgentKey, Cause, Event, Language, Outcome, RuleRef};
use serde_json::{Map as Object, Value, json};

/// An incident of a run with all names.
pub(crate) fn account(engine: &Engine, record: &IncidentRecord) -> Account {
    let run = engine.run();
    let mut record = record.clone();
    record.time_s = tidy_s(record.time_s);
    for deed in &mut record.chain {
        deed.time_s = tidy_s(deed.time_s);
        // JSON has no infinity; a worst value that has no end says no more than that there is none.
        if let Event::Judged { worst, .. } = &mut deed.event
            && !worst.is_finite()
        {
            *worst = 0.0;
        }
    }
    let agents = Account::agents_in(&record).into_iter();
    let rules = Account::rules_in(&record).into_iter();
    Account {
        format: FORMAT,
        clock: run.labels.start.after(record.time_s - run.settings.begin_s).to_string(),
        place: place(&run.map, &record),
        agents: agents.map(|key| (key, agent_name(engine, key))).collect(),
        rules: rules.map(|rule| (rule, rule_name(engine, rule))).collect(),
        record,
    }
}

/// An agent's name; its key where the run knows no name for it.
pub(crate) fn agent_name(engine: &Engine, key: AgentKey) -> String {
    engine.agent_name(key).map_or_else(|| format!("{:016x}", key.0), str::to_owned)
}

fn rule_name(engine: &Engine, rule: RuleRef) -> RuleName {
    let run = engine.run();
    let Some(found) = run.regime.pack.as_ref().and_then(|pack| pack.rule(rule)) else {
        return RuleName { id: format!("{}", rule.0), ..RuleName::default() };
    };
    let (ko, en) = found
        .on(&run.labels.law_date)
        .map_or_else(Default::default, |version| (version.citation_ko(found), version.citation_en(found)));
    RuleName { id: found.id.clone(), ko, en }
}

fn place(map: &Map, record: &IncidentRecord) -> Place {
    let lane = record.lane.filter(|lane| (lane.0 as usize) < map.lanes.len());
    let owner = lane.map(|lane| map.lanes[lane.0 as usize].owner);
    let (link, turn) = match owner {
        Some(LaneOwner::Link(link)) => (map.links.get(link.0 as usize), None),
        Some(LaneOwner::Turn(turn)) => (None, map.turns.get(turn.0 as usize)),
        None => (None, None),
    };
    let node = turn.and_then(|turn| map.nodes.get(turn.node.0 as usize));
    // Inside a junction the street is the one that the vehicle came from.
    let from = turn.and_then(|turn| map.lanes.get(turn.from.0 as usize)).and_then(|lane| match lane.owner {
        LaneOwner::Link(link) => map.links.get(link.0 as usize),
        LaneOwner::Turn(_) => None,
    });
    Place {
        lane: lane.map(|lane| lane_name(map, lane)),
        link: link.map(|link| link.id.clone()),
        junction: node.map(|node| node.id.clone()),
        road: link.or(from).and_then(|link| link.name.clone()),
        lon_lat_deg: map.geo.as_ref().zip(record.at).map(|(geo, at)| {
            let (lat, lon) = geo.to_geo(at);
            [lon, lat]
        }),
    }
}

/// A cause chain as data: what the events tell, by names instead of numbers.
pub(crate) fn chain(account: &Account) -> Vec<Value> {
    let of = |deed: &pilotzone_safety::Deed| {
        let mut link = Object::new();
        link.insert("time_s".into(), deed.time_s.into());
        link.insert("before_s".into(), tidy_s(account.record.time_s - deed.time_s).into());
        link.insert("who".into(), account.agent(deed.agent).into());
        link.insert("event".into(), deed.event.kind().into());
        let told = serde_json::to_value(deed.event).unwrap_or_default();
        let told = told.as_object().and_then(|one| one.values().next()).and_then(Value::as_object);
        for (key, value) in told.into_iter().flatten() {
            // Places by number say nothing outside the run.
            if !["lane", "from", "to", "node", "crosswalk", "pos_m"].contains(&key.as_str())
                || value.as_str().is_some()
            {
                link.insert(key.clone(), value.clone());
            }
        }
        match deed.event {
            Event::Judged { rule, outcome, .. } => {
                link.insert("rule".into(), account.rule(rule).into());
                link.insert("outcome".into(), outcome.name().into());
                link.insert("by".into(), outcome.by().map(|by| account.rule(by)).into());
            }
            Event::LeaveEnded { rule, other } => {
                link.insert("rule".into(), account.rule(rule).into());
                link.insert("other".into(), account.agent(other).into());
            }
            Event::Danger { other } => {
                link.insert("other".into(), account.agent(other).into());
            }
            _ => {}
        }
        Value::Object(link)
    };
    account.record.chain.iter().map(of).collect()
}

/// An incident as one object for programs: what is known of it, and its story in both languages.
pub(crate) fn told(account: &Account) -> Value {
    let record = &account.record;
    let party = |party: &pilotzone_safety::Party| {
        let risks: Vec<Value> = party
            .risks
            .iter()
            .map(|risk| json!({"curve": risk.curve, "level": risk.level.name(), "probability": risk.probability}))
            .collect();
        json!({
            "name": account.agent(party.key), "class": party.class.name(), "is_object": party.is_object,
            "control": party.control.name(), "engaged": party.engaged, "activity": party.activity.name(),
            "speed_mps": party.speed_mps, "limit_mps": party.limit_mps, "mass_kg": party.mass_kg,
            "delta_v_mps": party.delta_v_mps, "risks": risks,
        })
    };
    let exempted: Vec<Value> = acts(account, |outcome| match outcome {
        Outcome::Exempted(by) => Some(by),
        _ => None,
    })
    .map(|(rule, by)| json!({"rule": rule, "by": by}))
    .collect();
    json!({
        "number": record.number, "kind": record.kind.name(), "time_s": record.time_s, "clock": account.clock,
        "place": account.place, "parties": record.parties.iter().map(party).collect::<Vec<_>>(),
        "responsible": record.responsible.map(|(key, blame)| json!({"who": account.agent(key), "why": blame})),
        "cause": record.cause.map(Cause::name), "energy_j": record.loss_j,
        "chain": chain(account), "exempted": exempted,
        "story_ko": story(account, Language::Ko), "story_en": story(account, Language::En),
    })
}

/// Acts of a chain that something excused: the rule and what excused it.
pub(crate) fn acts(
    account: &Account,
    by: impl Fn(Outcome) -> Option<RuleRef>,
) -> impl Iterator<Item = (&str, &str)> {
    account.record.chain.iter().filter_map(move |deed| match deed.event {
        Event::Judged { rule, outcome, .. } => by(outcome).map(|by| (account.rule(rule), account.rule(by))),
        _ => None,
    })
}

/// The gravest incidents of a run in a sentence each, Korean and English; the gravest first.
pub(crate) fn gravest(engine: &Engine, most: usize) -> Vec<(String, String)> {
    let Some(safety) = engine.safety() else { return Vec::new() };
    let risk = |record: &IncidentRecord, level: Level| {
        let risks = record.parties.iter().flat_map(|party| &party.risks);
        risks.filter(|risk| risk.level == level).fold(0.0_f64, |most, risk| most.max(risk.probability))
    };
    let mut ranked: Vec<([f64; 3], &IncidentRecord)> = safety
        .records()
        .iter()
        .map(|it| ([risk(it, Level::Fatal), risk(it, Level::Mais3plus), it.loss_j.unwrap_or(0.0)], it))
        .collect();
    ranked.sort_by(|(a, of_a), (b, of_b)| {
        let by_grade = a.iter().zip(b).map(|(a, b)| b.total_cmp(a)).find(|order| order.is_ne());
        by_grade.unwrap_or_else(|| (of_a.kind, of_a.number).cmp(&(of_b.kind, of_b.number)))
    });
    let told = |record: &IncidentRecord| {
        let account = account(engine, record);
        (headline(&account, Language::Ko), headline(&account, Language::En))
    };
    ranked.into_iter().take(most).map(|(_, record)| told(record)).collect()
}
