//! The rule pack: the rules of the road and the special cases as data.

pub mod aloft;
pub mod check;
pub mod condition;
pub mod file;
pub mod predicates;
pub mod read;
pub mod words;

pub use condition::{Condition, ConditionFile, Predicate};
pub use file::{DangerFile, PackFile, TierFile, schema};
pub use read::{is_pack, read_pack};

use pilotzone_world::RuleRef;
use serde::{Deserialize, Serialize};
use words::{BoundWord, KindWord, SetWord, SeverityWord};

/// A set of rules, each with its act, its dates and what it asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RulePack {
    /// What the pack is called.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its rules, in the order of their ids.
    pub rules: Vec<Rule>,
}

impl RulePack {
    /// The rule of that id.
    pub fn find(&self, id: &str) -> Option<RuleRef> {
        self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok().map(|at| RuleRef(at as u16))
    }

    /// The rule at that place.
    pub fn rule(&self, at: RuleRef) -> Option<&Rule> {
        self.rules.get(usize::from(at.0))
    }

    /// The name of a rule; none of another pack.
    pub fn name(&self, at: RuleRef) -> &str {
        self.rule(at).map_or("", |rule| rule.id.as_str())
    }
}

/// One rule, exemption or exception.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name, such as `kr.rta.signal`.
    pub id: String,
    /// Its act, Korean.
    pub act_ko: String,
    /// Its act, English.
    pub act_en: String,
    /// What it does.
    pub kind: KindWord,
    /// Whom it binds.
    pub binds: Vec<BoundWord>,
    /// The part of the special law without which it is not in force.
    pub set: Option<SetWord>,
    /// How grave a breach is.
    pub severity: SeverityWord,
    /// What a breach costs (KRW).
    pub fine_krw: u32,
    /// Points on the licence for a breach.
    pub points: u32,
    /// Fines and points by how much the limit was passed, the smallest first.
    pub tiers: Vec<TierFile>,
    /// How long the condition must hold for the act to count (s).
    pub after_s: f64,
    /// For how long the condition may fail without ending the act (s).
    pub release_s: f64,
    /// The rules that it excuses.
    pub excuses: Vec<RuleRef>,
    /// The danger that ends what it excuses.
    pub danger: Option<DangerFile>,
    /// Why a run on the road cannot tell whether it is kept, Korean and English; none where it can.
    pub why_not: Option<(String, String)>,
    /// Its content by dates, the earliest first.
    pub versions: Vec<Version>,
}

/// A rule's content between two dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// The first day on which it is in force (YYYY-MM-DD).
    pub valid_from: String,
    /// The last day on which it is in force; none while no end is known.
    pub valid_to: Option<String>,
    /// Its article.
    pub article: String,
    /// Its paragraph; empty where it has none.
    pub paragraph: String,
    /// Its item; empty where it has none.
    pub item: String,
    /// In own words, Korean.
    pub summary_ko: String,
    /// In own words, English.
    pub summary_en: String,
    /// When it is broken, or when it excuses; none where it is not evaluated.
    pub condition: Option<Condition>,
}

impl Rule {
    /// Its content on a day (YYYY-MM-DD); none where it is not in force.
    pub fn on(&self, day: &str) -> Option<&Version> {
        // Dates of this form sort as texts.
        let holds =
            |v: &&Version| v.valid_from.as_str() <= day && v.valid_to.as_deref().is_none_or(|to| day <= to);
        self.versions.iter().find(holds)
    }

    /// Fine (KRW) and points for a breach with that worst value.
    pub fn penalty(&self, worst: f64) -> (u32, u32) {
        let tier = self.tiers.iter().rev().find(|tier| worst > tier.above);
        tier.map_or((self.fine_krw, self.points), |tier| (tier.fine_krw, tier.points))
    }
}

impl Version {
    /// Where it stands, such as `도로교통법 제49조제1항제10호`.
    pub fn citation_ko(&self, rule: &Rule) -> String {
        let part = |number: &str, unit: &str| match number.split_once('-') {
            _ if number.is_empty() => String::new(),
            _ if !number.starts_with(|c: char| c.is_ascii_digit()) => format!(" {number}"),
            Some((main, branch)) => format!("제{main}{unit}의{branch}"),
            None => format!("제{number}{unit}"),
        };
        let (article, paragraph) = (part(&self.article, "조"), part(&self.paragraph, "항"));
        format!("{} {}{paragraph}{}", rule.act_ko, article.trim_start(), part(&self.item, "호"))
    }

    /// Where it stands, such as `Road Traffic Act, article 49(1) item 10`.
    pub fn citation_en(&self, rule: &Rule) -> String {
        let paragraph =
            if self.paragraph.is_empty() { String::new() } else { format!("({})", self.paragraph) };
        let item = if self.item.is_empty() { String::new() } else { format!(" item {}", self.item) };
        format!("{}, article {}{paragraph}{item}", rule.act_en, self.article)
    }

    /// The unit of the worst value of a breach; empty where there is no such value.
    pub fn unit(&self) -> &'static str {
        let predicates = self.condition.as_ref().map(Condition::predicates).unwrap_or_default();
        predicates.into_iter().find_map(Predicate::unit).unwrap_or("")
    }
}
