//! What must hold in a rule pack beyond the shape of its keys.

use super::condition::{Condition, ConditionFile};
use super::file::{PackFile, RuleFile, VersionFile};
use super::predicates::{PermitIs, WeatherIs};
use super::words::KindWord;
use crate::law::parse_date;
use crate::read::{Document, Mistake, nearest};
use std::collections::BTreeMap;

/// More rules than this is no pack that anybody wrote.
const MAX_RULES: usize = 10_000;

/// Checks a pack. Mistakes go to the document.
pub fn check_pack(document: &mut Document, file: &PackFile) {
    let mut checks = Checks { document, file };
    if file.rules.len() > MAX_RULES {
        let what = format!("the pack has {} rules; more than {MAX_RULES} are not read", file.rules.len());
        checks.document.refuse(&["rules"], Mistake::TooMuch { what });
        return;
    }
    for (key, text) in [("id", &file.id), ("version", &file.version)] {
        if text.trim().is_empty() {
            checks.refuse(&[key], "is empty; runs are known by it".to_owned());
        }
    }
    for (id, rule) in &file.rules {
        checks.rule(id, rule);
    }
    checks.cycles();
}

struct Checks<'a> {
    document: &'a mut Document,
    file: &'a PackFile,
}

impl Checks<'_> {
    fn refuse(&mut self, path: &[&str], what: String) {
        self.document.refuse(path, Mistake::Choice { key: path.join("."), what });
    }

    fn known<'k>(
        &mut self,
        path: &[&str],
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'k String> + Clone,
    ) {
        if known.clone().any(|k| k == name) {
            return;
        }
        let hint = nearest::hint(nearest::of(name, known.map(String::as_str)).as_deref());
        self.refuse(path, format!("names the {what} `{name}`, which the pack does not have{hint}"));
    }

    fn rule(&mut self, id: &str, rule: &RuleFile) {
        let file = self.file;
        self.known(&["rules", id, "act"], "act", &rule.act, file.acts.keys());
        for (key, text) in
            [("article", &rule.article), ("summary_ko", &rule.summary_ko), ("summary_en", &rule.summary_en)]
        {
            if text.trim().is_empty() {
                self.refuse(
                    &["rules", id, key],
                    "is empty; a reader must be able to look the rule up".to_owned(),
                );
            }
        }
        self.leave(id, rule);
        self.tiers(id, rule);
        if !rule.evaluated && (rule.why_not_ko.is_empty() || rule.why_not_en.is_empty()) {
            let what = "`evaluated = false` needs its reason in `why_not_ko` and `why_not_en`".to_owned();
            self.refuse(&["rules", id, "evaluated"], what);
        }
        self.dates(id, rule);
        self.conditions(id, rule);
    }

    /// What only an exemption, an exception or a permit has.
    fn leave(&mut self, id: &str, rule: &RuleFile) {
        let file = self.file;
        for (i, name) in rule.excuses.iter().enumerate() {
            self.known(&["rules", id, "excuses", &i.to_string()], "rule", name, file.rules.keys());
        }
        let is_rule = rule.kind == KindWord::Rule;
        if is_rule && !rule.excuses.is_empty() {
            let what = "a rule excuses nothing; write `kind = \"exemption\"`, \"exception\" or \"permit\"";
            self.refuse(&["rules", id, "excuses"], what.to_owned());
        }
        if is_rule && rule.danger.is_some() {
            self.refuse(&["rules", id, "danger"], "only what excuses has a danger clause".to_owned());
        }
        if !is_rule && rule.evaluated && rule.excuses.is_empty() {
            let what = "`excuses` is missing: name the rules that it excuses".to_owned();
            self.refuse(&["rules", id], what);
        }
    }

    fn tiers(&mut self, id: &str, rule: &RuleFile) {
        if rule.tiers.windows(2).any(|pair| pair[0].above >= pair[1].above) {
            self.refuse(
                &["rules", id, "tiers"],
                "each `above` must be larger than the one before".to_owned(),
            );
        }
    }

    fn dates(&mut self, id: &str, rule: &RuleFile) {
        if rule.versions.is_empty() {
            match &rule.valid_from {
                None => self
                    .refuse(&["rules", id], "`valid_from` is missing, or `versions` with dates".to_owned()),
                Some(from) => self.span(&["rules", id], from, rule.valid_to.as_ref()),
            }
            return;
        }
        for (key, there) in [("valid_from", rule.valid_from.is_some()), ("valid_to", rule.valid_to.is_some())]
        {
            if there {
                self.refuse(
                    &["rules", id, key],
                    "a rule with `versions` has its dates there alone".to_owned(),
                );
            }
        }
        for (i, version) in rule.versions.iter().enumerate() {
            let i = i.to_string();
            self.span(&["rules", id, "versions", &i], &version.valid_from, version.valid_to.as_ref());
        }
        let mut order: Vec<(usize, &VersionFile)> = rule.versions.iter().enumerate().collect();
        order.sort_by_key(|(_, version)| &version.valid_from);
        for pair in order.windows(2) {
            let ((_, before), (i, after)) = (pair[0], pair[1]);
            if before.valid_to.as_ref().is_none_or(|to| to >= &after.valid_from) {
                let until = before.valid_to.as_deref().unwrap_or("an open end");
                let what = format!(
                    "is {}, but the version from {} holds to {until}: dates of one rule must not overlap",
                    after.valid_from, before.valid_from
                );
                self.refuse(&["rules", id, "versions", &i.to_string(), "valid_from"], what);
            }
        }
    }

    /// Two dates, the first not behind the second.
    fn span(&mut self, path: &[&str], from: &str, to: Option<&String>) {
        let mut readable = true;
        for (key, date) in [("valid_from", Some(from)), ("valid_to", to.map(String::as_str))] {
            let Some(date) = date else { continue };
            if let Err(error) = parse_date(date) {
                readable = false;
                self.refuse(&[path, &[key]].concat(), error.to_string());
            }
        }
        if let Some(to) = to.filter(|to| readable && to.as_str() < from) {
            let what = format!("is {to}, before the first day in force, {from}");
            self.refuse(&[path, &["valid_to"]].concat(), what);
        }
    }

    /// Every rule has a condition and every leave has its `when`, in the rule or in each version.
    fn conditions(&mut self, id: &str, rule: &RuleFile) {
        let (own, other) =
            if rule.kind == KindWord::Rule { ("condition", "when") } else { ("when", "condition") };
        let mut check = |path: &[&str], condition: Option<&ConditionFile>, when: Option<&ConditionFile>| {
            let (mine, stray) = if own == "when" { (when, condition) } else { (condition, when) };
            if stray.is_some() {
                let what = format!("write `{own}` here: a rule has a `condition`, what excuses has a `when`");
                self.refuse(&[path, &[other]].concat(), what);
            }
            if let Some(mine) = mine {
                let path: Vec<String> = path.iter().chain(&[own]).map(|key| (*key).to_owned()).collect();
                self.condition(&path, mine, own == "when", false);
            }
            mine.is_some() || stray.is_some()
        };
        let in_rule = check(&["rules", id], rule.condition.as_ref(), rule.when.as_ref());
        let mut in_all = !rule.versions.is_empty();
        for (i, version) in rule.versions.iter().enumerate() {
            let i = i.to_string();
            in_all &=
                check(&["rules", id, "versions", &i], version.condition.as_ref(), version.when.as_ref());
        }
        if rule.evaluated && !in_rule && !in_all {
            let what =
                format!("`{own}` is missing: without one nothing can be told; or write `evaluated = false`");
            self.refuse(&["rules", id], what);
        }
    }

    fn condition(&mut self, path: &[String], condition: &ConditionFile, excuse: bool, negated: bool) {
        let at = |key: &str| [path, &[key.to_owned()]].concat();
        let mut refuse = |path: &[String], what: &str| {
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            self.refuse(&keys, what.to_owned());
        };
        if *condition == ConditionFile::default() {
            refuse(path, "has no predicate; it would hold always");
        }
        if condition.weather == Some(WeatherIs::default()) {
            refuse(&at("weather"), "says nothing about the weather");
        }
        if condition.permit == Some(PermitIs::default()) {
            refuse(&at("permit"), "says nothing about the permit");
        }
        if condition.hours.iter().flatten().any(|hours| hours.seconds().is_none()) {
            refuse(&at("hours"), "times of day are written [\"07:00\", \"21:00\"], up to 24:00");
        }
        let events = [
            ("passed_light", condition.passed_light.is_some()),
            ("passed_crosswalk", condition.passed_crosswalk.is_some()),
            ("changed_lane_close", condition.changed_lane_close.is_some()),
            ("endangers", condition.endangers.is_some()),
        ];
        for (key, _) in events.iter().filter(|(_, there)| *there) {
            if excuse {
                refuse(&at(key), "is true for a moment only; what excuses must rest on what lasts");
            } else if negated {
                refuse(&at(key), "is true for a moment only; under `not` it would hold nearly always");
            }
        }
        for (key, parts) in [("all", &condition.all), ("any", &condition.any)] {
            for (i, part) in parts.iter().flatten().enumerate() {
                self.condition(&[path, &[key.to_owned(), i.to_string()]].concat(), part, excuse, negated);
            }
        }
        if let Some(part) = &condition.not {
            self.condition(&at("not"), part, excuse, !negated);
        }
    }

    /// What excuses must not come back to itself: nobody could say which of them holds.
    fn cycles(&mut self) {
        let file = self.file;
        let mut done: BTreeMap<&str, bool> = BTreeMap::new();
        for id in file.rules.keys() {
            // Depth-first without recursion: a pack may be as deep as it is long.
            let mut way: Vec<(&str, usize)> = vec![(id, 0)];
            while let Some((at, next)) = way.last().copied() {
                let follow = file.rules.get(at).and_then(|rule| rule.excuses.get(next));
                let Some(follow) = follow.filter(|_| done.get(at) != Some(&true)) else {
                    done.insert(at, true);
                    way.pop();
                    continue;
                };
                if let Some(last) = way.last_mut() {
                    last.1 += 1;
                }
                if let Some(from) = way.iter().position(|(name, _)| name == follow) {
                    let names = way[from..].iter().map(|(name, _)| *name).chain([follow.as_str()]);
                    let chain = names.collect::<Vec<_>>().join(" -> ");
                    let what = format!("goes in a circle: {chain}; nobody could say which of them holds");
                    self.refuse(&["rules", at, "excuses"], what);
                } else {
                    way.push((follow, 0));
                }
            }
        }
    }
}

/// Whether a condition can hold only at the moment of an event.
pub fn needs_event(condition: &Condition) -> bool {
    condition.predicates().into_iter().any(super::Predicate::is_event)
}
