//! The pack that ships.

use crate::street::{KR, Street};
use pilotzone_scenario::read_pack;
use pilotzone_scenario::rules::words::KindWord;
use std::collections::BTreeSet;

#[test]
fn every_rule_is_evaluated_or_listed_as_not_evaluated_on_each_day_on_which_it_is_in_force() {
    let pack = read_pack("kr.toml", KR.to_owned(), &mut |_| Err(String::new())).unwrap();
    assert!(pack.rules.len() > 40, "{}", pack.rules.len());
    for day in ["2021-06-01", "2022-07-12", "2024-09-20", "2026-09-18"] {
        let street = Street::under(&format!("special@{day}"));
        let evaluated: BTreeSet<_> = street.law.totals().map(|(at, _)| at).collect();
        let listed: BTreeSet<_> = street.law.not_evaluated().iter().copied().collect();
        for rule in &pack.rules {
            let at = pack.find(&rule.id).unwrap();
            let told = usize::from(evaluated.contains(&at)) + usize::from(listed.contains(&at));
            assert_eq!(told, usize::from(rule.on(day).is_some()), "{} on {day}", rule.id);
        }
    }
}

#[test]
fn every_rule_says_where_it_stands_in_both_languages() {
    let pack = read_pack("kr.toml", KR.to_owned(), &mut |_| Err(String::new())).unwrap();
    let cite = |id: &str, day: &str| {
        let rule = pack.rule(pack.find(id).unwrap()).unwrap();
        let version = rule.on(day).unwrap();
        (version.citation_ko(rule), version.citation_en(rule))
    };
    let (ko, en) = cite("kr.rta.49-1-11-2", "2026-06-01");
    assert_eq!(
        (ko.as_str(), en.as_str()),
        ("도로교통법 제49조제1항제11호의2", "Road Traffic Act, article 49(1) item 11-2")
    );
    assert_eq!(cite("kr.rta.50-2", "2024-09-19").0, "도로교통법 제50조의2제2항");
    assert_eq!(cite("kr.rta.50-2", "2024-09-20").0, "도로교통법 제56조의2제2항");
    assert_eq!(cite("kr.rta.right-turn-stop", "2026-06-01").0, "도로교통법 시행규칙 별표 2");
    for rule in &pack.rules {
        assert!(!rule.act_ko.is_empty() && !rule.act_en.is_empty(), "{}", rule.id);
    }
}

#[test]
fn only_the_smart_city_act_exempts() {
    let pack = read_pack("kr.toml", KR.to_owned(), &mut |_| Err(String::new())).unwrap();
    for rule in pack.rules.iter().filter(|rule| rule.kind == KindWord::Exemption) {
        assert!(rule.id.starts_with("kr.smartcity.") && rule.set.is_some(), "{}", rule.id);
    }
}
