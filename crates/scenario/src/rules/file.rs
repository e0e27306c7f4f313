//! The rule pack as it is written: format 1.

use super::condition::ConditionFile;
use super::words::{BoundWord, DangerWord, KindWord, ProvisoWord, SetWord, SeverityWord};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A pilotzone rule pack: rules of the road and special cases, with their dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// The file format, now 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// What the pack is called.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Acts by the short names that rules use.
    pub acts: BTreeMap<String, ActFile>,
    /// Rules by their ids.
    pub rules: BTreeMap<String, RuleFile>,
}

/// An act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActFile {
    /// Its name in Korean.
    pub ko: String,
    /// Its name in English.
    pub en: String,
}

/// A rule, an exemption or an exception.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The short name of its act.
    pub act: String,
    /// Its article, such as 49 or 56-2.
    pub article: String,
    /// Its paragraph.
    #[serde(default)]
    pub paragraph: String,
    /// Its item.
    #[serde(default)]
    pub item: String,
    /// What it does: a rule can be broken; an exemption, an exception or a permit excuses.
    #[serde(default)]
    pub kind: KindWord,
    /// Whom it binds.
    #[schemars(length(min = 1))]
    pub binds: Vec<BoundWord>,
    /// The part of the special law without which it is not in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<SetWord>,
    /// What it asks for or gives, in own words, in Korean.
    pub summary_ko: String,
    /// The same in English.
    pub summary_en: String,
    /// How grave a breach is.
    #[serde(default)]
    pub severity: SeverityWord,
    /// What a breach costs (KRW).
    #[serde(default)]
    #[schemars(range(min = 0, max = 100_000_000))]
    pub fine_krw: u32,
    /// Points on the licence for a breach.
    #[serde(default)]
    #[schemars(range(min = 0, max = 200))]
    pub points: u32,
    /// Fines and points by how much the limit was passed, the smallest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<TierFile>,
    /// The first day on which it is in force, YYYY-MM-DD; in `versions` where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// The last day on which it is in force; absent while no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// When it is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<ConditionFile>,
    /// When it excuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<ConditionFile>,
    /// How long the condition must hold for the act to count (s).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 600.0))]
    pub after_s: f64,
    /// For how long the condition may fail without ending the act (s).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 600.0))]
    pub release_s: f64,
    /// The rules that it excuses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excuses: Vec<String>,
    /// The danger that ends what it excuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub danger: Option<DangerFile>,
    /// Whether a run on the road can tell if it is kept.
    #[serde(default = "yes")]
    pub evaluated: bool,
    /// Why it cannot, in Korean.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why_not_ko: String,
    /// Why it cannot, in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why_not_en: String,
    /// Its content by dates, where it changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<VersionFile>,
}

/// A rule's content between two dates; what is left out here is as in the rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionFile {
    /// The first day on which it is in force, YYYY-MM-DD.
    pub valid_from: String,
    /// The last day on which it is in force; absent while no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Its article in that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Its paragraph in that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<String>,
    /// When it is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<ConditionFile>,
    /// When it excuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<ConditionFile>,
    /// What it asks for or gives, in own words, in Korean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_ko: Option<String>,
    /// The same in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_en: Option<String>,
}

/// What a breach beyond a value costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierFile {
    /// Beyond this value, in the rule's unit.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub above: f64,
    /// What it costs (KRW).
    #[schemars(range(min = 0, max = 100_000_000))]
    pub fine_krw: u32,
    /// Points on the licence.
    #[schemars(range(min = 0, max = 200))]
    pub points: u32,
}

/// The danger that ends a leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DangerFile {
    /// What counts as one, brought about by this road user.
    #[schemars(length(min = 1))]
    pub by: Vec<DangerWord>,
    /// How long it ends the leave: which reading of the clause.
    pub proviso: ProvisoWord,
    /// How long after its last sign a danger still lasts, for `while_danger` (s).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 3600.0))]
    pub lasts_s: f64,
}

/// The JSON Schema of the rule pack.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(PackFile).to_value()
}

fn yes() -> bool {
    true
}
