//! An incident with all that is needed to tell of it later, without the run: what is stored of it.

use crate::record::IncidentRecord;
use pilotzone_world::{AgentKey, Event, Language, RuleRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where it happened, by the names of the map.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The lane.
    pub lane: Option<String>,
    /// The link of that lane; none inside a junction.
    pub link: Option<String>,
    /// The junction; none on a link.
    pub junction: Option<String>,
    /// The street's name.
    pub road: Option<String>,
    /// Longitude and latitude (deg), where the map has a place on Earth.
    pub lon_lat_deg: Option<[f64; 2]>,
}

/// A rule by its name and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleName {
    /// Its id in the rule pack.
    pub id: String,
    /// Act, article, paragraph and item, Korean.
    pub ko: String,
    /// Act, article, paragraph and item, English.
    pub en: String,
}

/// The form in which accounts are stored; a reader refuses a later one.
pub const FORMAT: u32 = 1;

/// An incident with the names of all that its record points to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// [`FORMAT`] of the program that made it.
    pub format: u32,
    /// What is known of it.
    pub record: IncidentRecord,
    /// Date and time where the run takes place (`2026-06-01T08:02:11+09:00`).
    pub clock: String,
    /// Where.
    pub place: Place,
    /// Names of all agents in the record.
    pub agents: BTreeMap<AgentKey, String>,
    /// Names of all rules in the record.
    pub rules: BTreeMap<RuleRef, RuleName>,
}

impl Account {
    /// All agents that a record points to, once each.
    pub fn agents_in(record: &IncidentRecord) -> Vec<AgentKey> {
        let parties = record.parties.iter().map(|party| party.key);
        let blamed = record.responsible.map(|(key, _)| key);
        let deeds = record.chain.iter().flat_map(|deed| {
            let other = match deed.event {
                Event::Danger { other } | Event::LeaveEnded { other, .. } => Some(other),
                _ => None,
            };
            std::iter::once(deed.agent).chain(other)
        });
        let mut keys: Vec<AgentKey> = parties.chain(blamed).chain(deeds).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// All rules that a record points to, once each.
    pub fn rules_in(record: &IncidentRecord) -> Vec<RuleRef> {
        let of = |event: &Event| match *event {
            Event::Judged { rule, outcome, .. } => [Some(rule), outcome.by()],
            Event::LeaveEnded { rule, .. } => [Some(rule), None],
            _ => [None; 2],
        };
        let mut rules: Vec<RuleRef> =
            record.chain.iter().flat_map(|deed| of(&deed.event)).flatten().collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// What an agent is called.
    pub fn agent(&self, key: AgentKey) -> &str {
        self.agents.get(&key).map_or("?", String::as_str)
    }

    /// What a rule is called.
    pub fn rule(&self, rule: RuleRef) -> &str {
        self.rules.get(&rule).map_or("?", |name| name.id.as_str())
    }

    /// A rule by id and article.
    pub(crate) fn cited(&self, rule: RuleRef, language: Language) -> String {
        let Some(name) = self.rules.get(&rule) else { return "?".to_owned() };
        let article = language.pick(&name.ko, &name.en);
        if article.is_empty() { name.id.clone() } else { format!("{} ({article})", name.id) }
    }
}
