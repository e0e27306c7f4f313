//! From the text of a rule pack to the rules that are evaluated.

use super::check::check_pack;
use super::file::{PackFile, RuleFile, VersionFile, schema};
use super::{Condition, Rule, RulePack, Version};
use crate::read::{Document, Mistake, Opened, ScenarioError, ScenarioErrors, check_shape, read_document};
use pilotzone_world::RuleRef;

/// Reads a rule pack. All mistakes come at once, each with its file and line.
pub fn read_pack(
    path: &str,
    text: String,
    open: &mut dyn FnMut(&str) -> Opened,
) -> Result<RulePack, ScenarioErrors> {
    let mut document = read_document(path, text, open);
    check_shape(&mut document, &schema());
    let file: PackFile = match serde_json::from_value(document.root.to_json()) {
        Ok(file) => file,
        Err(error) => {
            let mistake = Mistake::Unreadable { key: "rule pack".to_owned(), what: error.to_string() };
            document.errors.push(ScenarioError::at(document.root.at.clone(), mistake));
            return Err(document.verdict().err().unwrap_or(ScenarioErrors(Vec::new())));
        }
    };
    check_pack(&mut document, &file);
    document.verdict()?;
    Ok(pack(&file))
}

/// Whether a text is meant as a rule pack: it has rules of its own, and no map.
pub fn is_pack(text: &str) -> bool {
    let document: Document = read_document("", text.to_owned(), &mut |_| Err(String::new()));
    let is_table = |key: &str| {
        document.root.get(key).is_some_and(|node| matches!(node.value, crate::read::Value::Table(_)))
    };
    document.root.get("map").is_none() && is_table("rules")
}

/// The rules of a file without mistakes.
fn pack(file: &PackFile) -> RulePack {
    let place = |id: &String| file.rules.keys().position(|known| known == id).map(|at| RuleRef(at as u16));
    let rule = |(id, rule): (&String, &RuleFile)| {
        let act = file.acts.get(&rule.act);
        Rule {
            id: id.clone(),
            act_ko: act.map(|act| act.ko.clone()).unwrap_or_default(),
            act_en: act.map(|act| act.en.clone()).unwrap_or_default(),
            kind: rule.kind,
            binds: rule.binds.clone(),
            set: rule.set,
            severity: rule.severity,
            fine_krw: rule.fine_krw,
            points: rule.points,
            tiers: rule.tiers.clone(),
            after_s: rule.after_s,
            release_s: rule.release_s,
            excuses: rule.excuses.iter().filter_map(place).collect(),
            danger: rule.danger.clone(),
            why_not: (!rule.evaluated).then(|| (rule.why_not_ko.clone(), rule.why_not_en.clone())),
            versions: versions(rule),
        }
    };
    let rules = file.rules.iter().map(rule).collect();
    RulePack { id: file.id.clone(), version: file.version.clone(), rules }
}

/// A rule's contents, the earliest first. A rule without versions is its own only one.
fn versions(rule: &RuleFile) -> Vec<Version> {
    let own = VersionFile {
        valid_from: rule.valid_from.clone().unwrap_or_default(),
        valid_to: rule.valid_to.clone(),
        article: None,
        paragraph: None,
        condition: None,
        when: None,
        summary_ko: None,
        summary_en: None,
    };
    let written = if rule.versions.is_empty() { std::slice::from_ref(&own) } else { &rule.versions };
    let version = |version: &VersionFile| {
        let pick = |here: &Option<String>, rule: &String| here.as_ref().unwrap_or(rule).clone();
        let condition = version.condition.as_ref().or(version.when.as_ref());
        let condition = condition.or(rule.condition.as_ref()).or(rule.when.as_ref());
        Version {
            valid_from: version.valid_from.clone(),
            valid_to: version.valid_to.clone(),
            article: pick(&version.article, &rule.article),
            paragraph: pick(&version.paragraph, &rule.paragraph),
            item: rule.item.clone(),
            summary_ko: pick(&version.summary_ko, &rule.summary_ko),
            summary_en: pick(&version.summary_en, &rule.summary_en),
            condition: condition.filter(|_| rule.evaluated).map(Condition::from),
        }
    };
    let mut versions: Vec<Version> = written.iter().map(version).collect();
    versions.sort_by(|a, b| a.valid_from.cmp(&b.valid_from));
    versions
}
