//! A comparison told in sentences, in Korean or English.

use super::{Arm, Comparison, Metric, Only};
use crate::stats::Interval;
use pilotzone_record::{Language, number};
use std::fmt::Write;

/// The figures that an answer speaks of, in this order: name, Korean, English.
const SPOKEN: [(&str, &str, &str); 11] = [
    ("incidents", "사고", "incidents"),
    ("incidents_per_1000km", "1,000차량·km당 사고", "incidents per 1,000 vehicle-km"),
    ("near_misses", "아차사고(근접 상충)", "near misses"),
    ("near_misses_per_1000km", "1,000차량·km당 아차사고", "near misses per 1,000 vehicle-km"),
    ("violations", "위반", "violations"),
    ("exempted", "특례로 적용이 제외된 행위", "acts that a special case exempts"),
    ("allowed", "다른 규정이 허용한 행위", "acts that another provision allows"),
    ("takeover_time_s", "운전 인수 시간 (초)", "take-over time (s)"),
    ("takeover_failures", "운전 인수 실패", "take-over failures"),
    ("mean_trip_duration_s", "평균 통행시간 (초)", "mean trip duration (s)"),
    ("mean_depart_delay_s", "평균 출발 지연 (초)", "mean departure delay (s)"),
];

/// A figure's name for people; its own where it has none.
pub(super) fn title(name: &str, language: Language) -> String {
    let whole = SPOKEN.iter().find(|(spoken, ..)| *spoken == name);
    if let Some((_, ko, en)) = whole {
        return language.pick(ko, en).to_owned();
    }
    let part = name.split_once('.').and_then(|(table, kind)| {
        let known = SPOKEN.iter().find(|(spoken, ..)| *spoken == table)?;
        Some(format!("{}: `{kind}`", language.pick(known.1, known.2)))
    });
    part.unwrap_or_else(|| format!("`{name}`"))
}

/// The figures of an arm that an answer speaks of and that have something to say.
pub(super) fn spoken(arm: &Arm) -> impl Iterator<Item = (&'static str, &Metric)> {
    SPOKEN.iter().filter_map(|(name, ..)| arm.metrics.get(*name).map(|metric| (*name, metric)))
}

/// Whether neither law has anything of a figure.
pub(super) fn is_silent(metric: &Metric) -> bool {
    metric.a.unwrap_or(0.0) == 0.0 && metric.b.unwrap_or(0.0) == 0.0
}

/// Digits that a figure is told with: three that count.
pub(super) fn told(x: f64) -> String {
    let size = x.abs();
    let digits = if size >= 1000.0 {
        0
    } else if size >= 100.0 {
        1
    } else if size >= 1.0 || size == 0.0 {
        2
    } else if size >= 0.01 {
        3
    } else {
        5
    };
    number(x, digits)
}

/// A figure that may be undefined.
pub(super) fn told_or_dash(x: Option<f64>) -> String {
    x.map_or_else(|| "-".to_owned(), told)
}

/// An interval as `low to high`.
pub(super) fn told_interval(interval: Option<Interval>, language: Language) -> String {
    match interval {
        None => "-".to_owned(),
        Some(Interval(low, high)) => match language {
            Language::Ko => format!("{} ~ {}", told(low), told(high)),
            Language::En => format!("{} to {}", told(low), told(high)),
        },
    }
}

/// What may be concluded of a figure, in a few words.
pub(super) fn verdict(metric: &Metric, language: Language) -> &'static str {
    let (Some(diff), Some(interval)) = (metric.diff, metric.ci95) else {
        return language.pick("비교할 수 없음", "cannot be compared");
    };
    if metric.more + metric.fewer == 0 {
        language.pick("모든 쌍에서 같음", "the same in every pair")
    } else if metric.shown && diff > 0.0 {
        language.pick("증가가 확인됨", "an increase is shown")
    } else if metric.shown {
        language.pick("감소가 확인됨", "a decrease is shown")
    } else if interval.excludes(0.0) {
        language.pick(
            "차이를 확인하지 못함 (달라진 쌍이 너무 적음)",
            "no difference is shown (too few pairs differ)",
        )
    } else {
        language.pick("차이를 확인하지 못함", "no difference is shown")
    }
}

/// The answer, a line for each figure: what the second law adds, what it takes away, what nothing is shown of.
pub(super) fn answer(arm: &Arm, language: Language) -> String {
    let [a, b] = &arm.laws;
    let pairs = arm.pairs;
    let mut text = match language {
        Language::Ko => format!("같은 시드의 실행 {pairs}쌍에서 '{b}'을(를) '{a}'와(과) 비교하였다."),
        Language::En => {
            format!("In {pairs} pairs of runs with the same seeds, `{b}` was held against `{a}`.")
        }
    };
    if pairs < 2 {
        text += language.pick(
            " 한 쌍으로는 차이도 구간도 말할 수 없다. 시드를 둘 이상 지정해야 한다.",
            " One pair shows neither a difference nor an interval: name two seeds or more.",
        );
        return text;
    }
    text += "\n\n";
    let (mut silent, mut undefined) = (Vec::new(), Vec::new());
    for (name, metric) in spoken(arm).filter(|(name, _)| !name.ends_with("_per_1000km")) {
        let title = title(name, language);
        let Some(diff) = metric.diff else {
            undefined.push(title);
            continue;
        };
        if is_silent(metric) {
            silent.push(title);
            continue;
        }
        let (was, is) = (told_or_dash(metric.a), told_or_dash(metric.b));
        let (interval, verdict) = (told_interval(metric.ci95, language), verdict(metric, language));
        let diff = told(diff);
        let _ = match language {
            Language::Ko => writeln!(
                text,
                "- {title}: 실행당 평균 {was}에서 {is}(으)로, 차이 {diff} (95 % 구간 {interval}), {verdict}."
            ),
            Language::En => writeln!(
                text,
                "- {title}: on average {was} against {is}, difference {diff} (95 % interval {interval}): {verdict}."
            ),
        };
    }
    for (list, ko, en) in [
        (silent, "어느 법령에서도 없었던 것", "Under neither law"),
        (undefined, "비교할 값이 없는 것", "Without a value to compare"),
    ] {
        if !list.is_empty() {
            let _ = write!(text, "\n{}: {}.", language.pick(ko, en), list.join(", "));
        }
    }
    text
}

/// How a conclusion comes about and how far it goes, as a paragraph.
pub(super) fn reading(arm: &Arm, language: Language) -> String {
    let figures = arm.metrics.len();
    match language {
        Language::Ko => format!(
            "95 % 구간은 쌍별 차이의 평균에 대한 t 구간이다. 구간이 0을 포함하면 차이를 확인하지 못한 것이며, 차이가 없다는 뜻은 아니다. \
             건수는 서로 다른 쌍이 6쌍 이상일 때에만 차이가 확인된 것으로 본다. {figures}개의 수치를 함께 보므로, 실제로 차이가 없어도 \
             100개 중 5개쯤은 우연히 구간이 0을 벗어난다."
        ),
        Language::En => format!(
            "The 95 % intervals are t intervals of the mean difference within pairs. Where an interval includes 0, no \
             difference is shown, which is not to say that there is none. Of counts, a difference is called shown only \
             where six pairs or more differ. {figures} figures are looked at together: about 5 in 100 leave 0 out by \
             chance alone."
        ),
    }
}

/// Something that happened under one law only, on one line.
pub(super) fn told_only(only: &Only) -> String {
    let happening = &only.happening;
    let other = happening.other.as_ref().map(|other| format!(" - `{other}`")).unwrap_or_default();
    format!(
        "seed {}, {} s: {} `{}`, `{}`{other}",
        only.seed, happening.time_s, happening.what, happening.kind, happening.agent
    )
}

/// A comparison in a table and a few sentences, for a person at a terminal.
pub fn comparison_in_words(comparison: &Comparison, language: Language) -> String {
    let mut text = String::new();
    for arm in &comparison.arms {
        let [a, b] = &arm.laws;
        let _ = writeln!(text, "{b} - {a}  ({} {})", arm.pairs, language.pick("쌍", "pairs"));
        let rows = spoken(arm).filter(|(_, metric)| !is_silent(metric)).map(|(name, metric)| {
            [
                title(name, language),
                told_or_dash(metric.a),
                told_or_dash(metric.b),
                told_or_dash(metric.diff),
                told_interval(metric.ci95, language),
                verdict(metric, language).to_owned(),
            ]
        });
        let head = match language {
            Language::Ko => ["항목", a, b, "차이", "95 % 구간", "결론"],
            Language::En => ["figure", a, b, "difference", "95 % interval", "conclusion"],
        };
        let rows: Vec<[String; 6]> = std::iter::once(head.map(str::to_owned)).chain(rows).collect();
        text += &columns(&rows);
        let _ = match language {
            Language::Ko => writeln!(
                text,
                "'{a}'에서만 일어난 사고와 아차사고 {}건, '{b}'에서만 일어난 것 {}건",
                arm.only_a.len(),
                arm.only_b.len()
            ),
            Language::En => writeln!(
                text,
                "Incidents and near misses only under {a}: {}; only under {b}: {}",
                arm.only_a.len(),
                arm.only_b.len()
            ),
        };
    }
    text
}

/// Cells under each other. A Korean syllable is two letters wide.
fn columns(rows: &[[String; 6]]) -> String {
    let width =
        |text: &str| text.chars().map(|c| if ('가'..='힣').contains(&c) { 2 } else { 1 }).sum::<usize>();
    let mut widths = [0; 6];
    for row in rows {
        for (most, cell) in widths.iter_mut().zip(row) {
            *most = width(cell).max(*most);
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (most, cell) in widths.iter().zip(row) {
            let _ = write!(line, "{cell}{}  ", " ".repeat(most - width(cell)));
        }
        let _ = writeln!(text, "  {}", line.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(diff: f64, low: f64, high: f64, differing: usize, shown: bool) -> Metric {
        Metric {
            a: Some(1.0),
            b: Some(1.0 + diff),
            diff: Some(diff),
            ci95: Some(Interval(low, high)),
            bca95: None,
            pairs: 20,
            more: differing,
            fewer: 0,
            shown,
        }
    }

    #[test]
    fn an_interval_with_zero_in_it_never_reads_as_a_difference() {
        let en = Language::En;
        assert_eq!(verdict(&metric(0.5, -0.1, 1.1, 9, false), en), "no difference is shown");
        assert_eq!(verdict(&metric(0.5, 0.1, 0.9, 9, true), en), "an increase is shown");
        assert_eq!(verdict(&metric(-0.5, -0.9, -0.1, 9, true), en), "a decrease is shown");
        assert_eq!(
            verdict(&metric(0.5, 0.1, 0.9, 4, false), en),
            "no difference is shown (too few pairs differ)"
        );
        assert_eq!(verdict(&metric(0.0, 0.0, 0.0, 0, false), en), "the same in every pair");
        let one = Metric { diff: None, ci95: None, ..metric(0.0, 0.0, 0.0, 0, false) };
        assert_eq!(verdict(&one, en), "cannot be compared");
    }

    #[test]
    fn figures_have_names_for_people_in_both_languages() {
        assert_eq!(title("near_misses", Language::Ko), "아차사고(근접 상충)");
        assert_eq!(title("violations.kr.rta.5.1", Language::En), "violations: `kr.rta.5.1`");
        assert_eq!(title("vehicle_km", Language::En), "`vehicle_km`");
    }

    #[test]
    fn columns_stand_under_each_other_in_korean_too() {
        let row = |text: &str| {
            [text.to_owned(), "x".into(), String::new(), String::new(), String::new(), String::new()]
        };
        assert_eq!(columns(&[row("위반"), row("ab")]), "  위반  x\n  ab    x\n");
    }
}
