//! What many runs say, in sentences: Korean and English.

use super::groups::{COUNTED, Group, Unit};
use super::plan::Plan;
use super::verdicts::Held;
use super::{Results, Verdicts};
use crate::stats::{Interval, LimitVerdict, Rate};
use pilotzone_record::Language::{self, En, Ko};
use pilotzone_record::{number, whole};
use serde_json::{Value, json};
use std::fmt::Write;

/// A number to three digits that count, without an exponent.
pub(super) fn told(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return number(value, 0);
    }
    let digits = 2 - libm::log10(value.abs()).floor() as i32;
    if digits <= 0 {
        whole(value.round().max(0.0) as u64)
    } else {
        format!("{value:.0$}", digits.min(12) as usize)
    }
}

fn unit(unit: Unit, language: Language) -> &'static str {
    match unit {
        Unit::Per1000Km => language.pick("1,000 차량-km당", "per 1,000 vehicle-km"),
        Unit::PerFlightH => language.pick("비행시간당", "per flight hour"),
    }
}

fn exposure(rate: &Rate, of: Unit, language: Language) -> String {
    match of {
        Unit::Per1000Km => format!("{} km", told(rate.exposure * 1000.0)),
        Unit::PerFlightH => format!("{} {}", told(rate.exposure), language.pick("비행시간", "flight hours")),
    }
}

/// How often something happened, with its interval; where it never did, what that shows.
pub(super) fn rate_in_words(name: &str, rate: &Rate, of: Unit, language: Language) -> String {
    let way = exposure(rate, of, language);
    let per = unit(of, language);
    let Some(value) = rate.rate else {
        return match language {
            Ko => format!("`{name}`: 노출량이 없어 말할 수 없다."),
            En => format!("`{name}`: without exposure nothing can be said."),
        };
    };
    if rate.events == 0 {
        let bound = told(rate.upper_95.unwrap_or(f64::INFINITY));
        return match language {
            Ko => format!(
                "`{name}`: {way} 동안 한 건도 없었다. 95 % 신뢰수준에서 발생률은 {per} {bound}건 미만이다(3의 법칙)."
            ),
            En => format!(
                "`{name}`: none in {way}: at 95 % confidence the rate is below {bound} {per} (rule of three)."
            ),
        };
    }
    let Interval(low, high) = rate.ci95.unwrap_or(Interval(0.0, f64::INFINITY));
    let mut text = match language {
        Ko => format!(
            "`{name}`: {way} 동안 {}건, {per} {}건 (95 % 구간 {} ~ {}).",
            whole(rate.events),
            told(value),
            told(low),
            told(high)
        ),
        En => format!(
            "`{name}`: {} in {way}, {} {per} (95 % interval {} to {}).",
            whole(rate.events),
            told(value),
            told(low),
            told(high)
        ),
    };
    if let (Some(spread), Some(low), Some(high)) =
        (rate.dispersion.filter(|spread| *spread > 1.5), rate.lower_95, rate.upper_95)
    {
        let (spread, low, high) = (told(spread), told(low), told(high));
        let _ = match language {
            Ko => {
                write!(text, " 사고가 몰려서 발생하므로(산포 {spread}) 단측 95 % 한계는 {low}와 {high}이다.")
            }
            En => write!(
                text,
                " They come in clusters (dispersion {spread}); the one-sided 95 % bounds are {low} and {high}."
            ),
        };
    }
    text
}

/// What is said about a limit.
pub(super) fn held_in_words(held: &Held, language: Language) -> String {
    let limit = told(held.upper_95);
    let figure = &held.figure;
    let of = if figure.ends_with(Unit::PerFlightH.key()) { Unit::PerFlightH } else { Unit::Per1000Km };
    let way = exposure(&held.rate, of, language);
    let bound = |bound: Option<f64>| bound.map_or_else(|| "-".to_owned(), told);
    let (low, high) = (bound(held.rate.lower_95), bound(held.rate.upper_95));
    match (held.verdict, language) {
        (LimitVerdict::Passed, Ko) => {
            format!("`{figure}`: 한계 {limit}을(를) 넘음. 95 % 하한이 {low}이다({way}).")
        }
        (LimitVerdict::Passed, En) => {
            format!("`{figure}`: the limit {limit} is passed: the 95 % lower bound is {low} ({way}).")
        }
        (LimitVerdict::ShownSafe, Ko) => {
            format!("`{figure}`: 한계 {limit} 이하임이 입증됨. 95 % 상한이 {high}이다({way}).")
        }
        (LimitVerdict::ShownSafe, En) => {
            format!("`{figure}`: shown to lie below {limit}: the 95 % upper bound is {high} ({way}).")
        }
        (LimitVerdict::NotYetShown { more }, _) => not_yet(held, of, more, language),
    }
}

fn not_yet(held: &Held, of: Unit, more: Option<f64>, language: Language) -> String {
    let (figure, limit) = (&held.figure, told(held.upper_95));
    let way = exposure(&held.rate, of, language);
    let high = held.rate.upper_95.map_or_else(|| "-".to_owned(), told);
    let more = more.map(|more| exposure(&Rate { exposure: more, ..held.rate }, of, language));
    match (language, more) {
        (Ko, Some(more)) => format!(
            "`{figure}`: 한계 {limit} 이하임이 아직 입증되지 않음. 95 % 상한이 {high}이다({way}). 지금 추세라면 {more} 더 \
             주행해야 입증할 수 있다."
        ),
        (Ko, None) => format!(
            "`{figure}`: 한계 {limit} 이하임이 아직 입증되지 않음. 95 % 상한이 {high}이며({way}), 지금 추세로는 더 주행해도 입증할 수 \
             없다."
        ),
        (En, Some(more)) => format!(
            "`{figure}`: not yet shown to lie below {limit}: the 95 % upper bound is {high} ({way}). If all goes on \
             as it did, {more} more would show it."
        ),
        (En, None) => format!(
            "`{figure}`: not yet shown to lie below {limit}: the 95 % upper bound is {high} ({way}), and at the rate \
             so far no further driving would show it."
        ),
    }
}

/// How many runs there are and how they went.
pub(super) fn counts(results: &Results, language: Language) -> String {
    let [runs, failed, passed] = [results.runs, results.failed, results.passed].map(whole);
    match language {
        Ko => format!(
            "모두 {runs}번 실행하였고, 그중 {failed}번은 실패하거나 교통이 마비되었으며, {passed}번은 시나리오의 실행별 한계를 넘었다."
        ),
        En => format!(
            "{runs} runs were made: {failed} failed or ended in gridlock, and {passed} passed a limit that the \
             scenario sets to each run."
        ),
    }
}

/// The name of a group: scenario, law, swept values.
pub(super) fn group_name(plan: &Plan, group: &Group) -> String {
    let labels = &plan.examples[group.scenario * plan.laws.len() + group.law].labels;
    let set = plan.settings[group.setting].iter().map(|(key, value)| format!(", {key} = {value}"));
    format!("{}, {}{}", labels.scenario, labels.law, set.collect::<String>())
}

/// The figures of a group that a page tells: incidents of all kinds that happened, and collisions in any case.
pub(super) fn told_of(group: &Group) -> Vec<(&str, Unit)> {
    let always = ["incidents.collision_vehicle_vehicle", "incidents.collision_vehicle_person"];
    let of_air = |name: &str| Unit::of(name) == Unit::PerFlightH;
    let is_told = |name: &str, total: u64| {
        name.starts_with("incidents.")
            && (total > 0 || always.contains(&name) || (of_air(name) && group.flight_h > 0.0))
    };
    let names = group.counts.iter().filter(|(name, counted)| is_told(name, counted.total));
    names.map(|(name, _)| (name.as_str(), Unit::of(name))).collect()
}

/// A batch in a few lines, for a person at a terminal.
pub fn batch_in_words(plan: &Plan, results: &Results, language: Language) -> String {
    let mut text = counts(results, language) + "\n";
    for group in &results.groups {
        let _ = writeln!(text, "{}:", group_name(plan, group));
        for (name, of) in told_of(group) {
            let _ = writeln!(text, "  {}", rate_in_words(name, &group.rate(name, of), of, language));
        }
    }
    let Verdicts(held) = &results.verdicts;
    for held in held {
        let _ = writeln!(text, "{}", held_in_words(held, language));
    }
    text
}

/// A group as programs read it.
pub(super) fn group_json(plan: &Plan, group: &Group) -> Value {
    let labels = &plan.examples[group.scenario * plan.laws.len() + group.law].labels;
    let is_counted = |name: &str| name.split_once('.').is_some_and(|(table, _)| COUNTED.contains(&table));
    let rates: serde_json::Map<String, Value> = group
        .counts
        .iter()
        .filter(|(name, counted)| {
            is_counted(name) && counted.total > 0 || told_of(group).iter().any(|t| t.0 == *name)
        })
        .map(|(name, counted)| {
            let of = Unit::of(name);
            let rate = group.rate(name, of);
            let share = (group.runs > 0)
                .then(|| crate::stats::clopper_pearson(counted.runs, group.runs, crate::stats::CONFIDENCE));
            let value = json!({
                "unit": of.key(), "events": rate.events, "rate": rate.rate, "ci95": rate.ci95,
                "lower_95": rate.lower_95, "upper_95": rate.upper_95, "dispersion": rate.dispersion,
                "runs_with": counted.runs, "share_of_runs_ci95": share,
            });
            (name.clone(), value)
        })
        .collect();
    json!({
        "scenario": labels.scenario, "law": labels.law, "set": plan.settings[group.setting],
        "runs": group.runs, "failed": group.failed, "limits_passed": group.passed,
        "vehicle_km": group.vehicle_km, "av_km": group.av_km, "flight_h": group.flight_h, "rates": rates,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_some_kilometres_is_told_as_what_it_shows() {
        let none = Rate::of(0, 0.5, None);
        assert_eq!(
            rate_in_words("incidents.collision_vehicle_person", &none, Unit::Per1000Km, En),
            "`incidents.collision_vehicle_person`: none in 500 km: at 95 % confidence the rate is below 5.99 per \
             1,000 vehicle-km (rule of three)."
        );
        let ko = rate_in_words("incidents.collision_vehicle_person", &none, Unit::Per1000Km, Ko);
        assert!(ko.contains("500 km 동안 한 건도 없었다") && ko.contains("5.99건 미만"), "{ko}");
    }

    #[test]
    fn what_happened_is_told_with_its_interval_and_pile_ups_by_name() {
        let seven = Rate::of(7, 0.25, Some(3.0));
        let text = rate_in_words("incidents.gridlock", &seven, Unit::Per1000Km, En);
        assert_eq!(
            text,
            "`incidents.gridlock`: 7 in 250 km, 28.0 per 1,000 vehicle-km (95 % interval 11.3 to 57.7). They come in \
             clusters (dispersion 3.00); the one-sided 95 % bounds are 5.96 and 81.5."
        );
    }

    #[test]
    fn a_limit_is_told_with_how_much_more_would_show_it() {
        let held = |events, upper_95: f64| {
            let rate = Rate::of(events, 1.0, None);
            Held {
                scenario: "a".into(),
                law: "ordinary".into(),
                set: Vec::new(),
                figure: "incidents.gridlock.per_1000_km".into(),
                upper_95,
                rate,
                verdict: rate.against(upper_95),
            }
        };
        let shown = [held(0, 4.0), held(9, 1.0), held(0, 1.0), held(2, 1.0)].map(|h| held_in_words(&h, En));
        assert!(shown[0].contains("shown to lie below 4.00: the 95 % upper bound is 3.00"), "{}", shown[0]);
        assert!(shown[1].contains("the limit 1.00 is passed: the 95 % lower bound is 4.70"), "{}", shown[1]);
        assert!(shown[2].contains("1,996 km more would show it"), "{}", shown[2]);
        assert!(shown[3].contains("no further driving would show it"), "{}", shown[3]);
    }

    #[test]
    fn numbers_show_three_digits_that_count() {
        let all = [0.0, 0.012_345, 1.5, 57.66, 1234.5].map(told);
        assert_eq!(all, ["0", "0.0123", "1.50", "57.7", "1,235"]);
    }
}
