//! Every dependency comes under a licence that `deny.toml` allows, and our own texts are there.

use crate::metadata::metadata;
use pilotzone_tests::workspace::{root, text};
use std::collections::BTreeSet;

fn allowed_licences() -> BTreeSet<String> {
    let deny: toml::Table = text("deny.toml").parse().expect("deny.toml is TOML");
    let allow = deny["licenses"]["allow"].as_array().expect("a list of licences");
    allow.iter().filter_map(|licence| licence.as_str().map(str::to_owned)).collect()
}

/// Whether a licence expression can be met by allowed licences alone.
///
/// `OR` binds weaker than `AND`; an old `/` is an `OR`.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ");
    let any = top_level(&expression, " OR ");
    if any.len() > 1 {
        return any.iter().any(|part| is_met(part, allowed));
    }
    let all = top_level(&expression, " AND ");
    if all.len() > 1 {
        return all.iter().all(|part| is_met(part, allowed));
    }
    let licence = expression.trim();
    match licence.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_met(inner, allowed),
        None => allowed.contains(licence),
    }
}

/// The parts of an expression between words that stand outside all brackets.
fn top_level<'a>(expression: &'a str, word: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in expression.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 && at >= start && expression[at..].starts_with(word) {
            parts.push(&expression[start..at]);
            start = at + word.len();
        }
    }
    parts.push(&expression[start..]);
    parts
}

#[test]
fn every_dependency_comes_under_an_allowed_licence() {
    let allowed = allowed_licences();
    let mut refused = Vec::new();
    for (name, version, licence) in metadata().all_ids().filter_map(|id| metadata().packages.get(id)) {
        let licence = licence.as_deref().unwrap_or("none named");
        if !is_met(licence, &allowed) {
            refused.push(format!("{name} {version}: {licence}"));
        }
    }
    assert!(refused.is_empty(), "not allowed by deny.toml: {refused:#?}");
}

#[test]
fn expressions_are_read_as_their_words_bind() {
    let allowed: BTreeSet<String> = ["A", "B"].map(str::to_owned).into();
    for met in ["A", "A OR X", "X/A", "A AND B", "(X OR A) AND B", "X AND Y OR A"] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for unmet in ["X", "A AND X", "(X OR Y) AND B", "A WITH exception"] {
        assert!(!is_met(unmet, &allowed), "{unmet}");
    }
}

#[test]
fn our_own_licences_and_those_of_the_maps_are_there() {
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(root().join(name).is_file(), "{name}");
    }
    let readme = text("README.md");
    assert!(readme.contains("LICENSE-MIT") && readme.contains("LICENSE-APACHE"));
}
