//! `summary.md` of a comparison: Korean first, English beside it.

use super::words::{answer, is_silent, reading, title, told_interval, told_only, told_or_dash, verdict};
use super::{Arm, Comparison, Only, Plan, Row};
use pilotzone_record::Language::{self, En, Ko};
use pilotzone_record::page::{
    assumed_zones, assumptions, heading, list, not_evaluated, paragraphs, plain, provenance, question,
};
use pilotzone_scenario::Run;
use pilotzone_scenario::rules::words::ProvisoWord;
use std::fmt::Write;

/// Longest list of single events on the page; the rest is counted.
const MOST_EVENTS: usize = 12;

/// The page of a comparison. `rows` are its runs, of which there is one at least.
pub fn comparison_page(plan: &Plan, comparison: &Comparison, rows: &[Row]) -> String {
    let run = &plan.runs[0];
    let mut page = format!("# {}: {}\n\n", plain(&run.labels.scenario), comparison.laws.join(", "));
    if let Some(note) = assumed_zones(run) {
        let _ = writeln!(page, "> {note}\n");
    }
    heading(&mut page, "질문", "Question");
    paragraphs(&mut page, &question(run, Ko), &question(run, En));
    heading(&mut page, "답", "Answer");
    for arm in &comparison.arms {
        paragraphs(&mut page, &answer(arm, Ko), &answer(arm, En));
    }
    if let Some(arm) = comparison.arms.first() {
        paragraphs(&mut page, &reading(arm, Ko), &reading(arm, En));
    }
    for arm in &comparison.arms {
        figures(&mut page, arm);
        events(&mut page, arm);
    }
    heading(&mut page, "적용된 법령", "The law that was applied");
    list(&mut page, &laws(plan));
    if let Some(row) = rows.first() {
        heading(&mut page, "지도와 출처", "Map and provenance");
        provenance(&mut page, &row.figures.summary);
    }
    heading(&mut page, "가정과 합성", "Hypothetical and synthetic parts");
    list(&mut page, &assumptions(run));
    if let Some(row) = rows.first() {
        heading(&mut page, "평가하지 않은 것", "What was not evaluated");
        list(&mut page, &not_evaluated(&row.figures.summary));
    }
    heading(&mut page, "재현", "How to repeat it");
    let _ = writeln!(page, "`{}` (pilotzone {})\n", again(plan, comparison), env!("CARGO_PKG_VERSION"));
    page += "**법률 자문이 아님 / Not legal advice.**\n";
    page
}

fn again(plan: &Plan, comparison: &Comparison) -> String {
    let (first, last) = (comparison.seeds.first(), comparison.seeds.last());
    let until = plan.until_s.map_or_else(String::new, |until_s| format!(" --until {until_s}"));
    format!(
        "pilotzone compare {} --laws {} --seeds {}..{}{until}",
        plan.runs[0].labels.path,
        comparison.laws.join(","),
        first.unwrap_or(&0),
        last.unwrap_or(&0)
    )
}

fn figures(page: &mut String, arm: &Arm) {
    let [a, b] = &arm.laws;
    heading(page, &format!("수치: {b} - {a}"), "Figures");
    let _ = writeln!(
        page,
        "| 항목 | Figure | {a} | {b} | 차이 / Difference | 95 % | 결론 / Conclusion |\n|---|---|---|---|---|---|---|"
    );
    let mut left_out = 0;
    for (name, metric) in &arm.metrics {
        if !is_told(name) || is_silent(metric) {
            left_out += 1;
            continue;
        }
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} / {} |",
            title(name, Ko),
            title(name, En),
            told_or_dash(metric.a),
            told_or_dash(metric.b),
            told_or_dash(metric.diff),
            told_interval(metric.ci95, Ko),
            verdict(metric, Ko),
            verdict(metric, En)
        );
    }
    let _ = writeln!(
        page,
        "\n그 밖의 수치 {left_out}개는 `summary.json`에, 실행별 값은 `pairs.csv`에 있다. / {left_out} more figures stand in \
         `summary.json`, the values of each run in `pairs.csv`.\n"
    );
}

/// Figures that the page shows; who drove where is for programs.
fn is_told(name: &str) -> bool {
    let tables = ["incidents", "near_misses", "violations", "exempted", "allowed", "takeover", "mean_"];
    let is_rate_of_kind = name.contains("_per_1000km.");
    tables.iter().any(|table| name.starts_with(table)) && !is_rate_of_kind
}

fn events(page: &mut String, arm: &Arm) {
    let [a, b] = &arm.laws;
    heading(page, "한 법령에서만 일어난 일", "What happened only under one of them");
    for (law, events) in [(a, &arm.only_a), (b, &arm.only_b)] {
        let n = events.len();
        let _ = writeln!(
            page,
            "'{law}'에서만 일어난 사고와 아차사고: {n}건. / Incidents and near misses only under `{law}`: {n}.\n"
        );
        // Incidents weigh more than near misses.
        let (incidents, near): (Vec<&Only>, Vec<&Only>) =
            events.iter().partition(|only| only.happening.what == "incident");
        for only in incidents.into_iter().chain(near).take(MOST_EVENTS) {
            let _ = writeln!(page, "- {}", told_only(only));
        }
        if n > MOST_EVENTS {
            let _ = writeln!(page, "- ... {} (`summary.json`)", n - MOST_EVENTS);
        }
        if n > 0 {
            page.push('\n');
        }
    }
}

fn laws(plan: &Plan) -> Vec<(String, String)> {
    let each = plan.laws.iter().zip(&plan.runs).map(|(law, run)| {
        let date = &run.labels.law_date;
        let pack = |language: Language| match &run.regime.pack {
            Some(pack) => format!("`{}` {}", plain(&pack.id), plain(&pack.version)),
            None => language.pick("규칙 묶음 없음", "no rule pack").to_owned(),
        };
        (
            format!("`{law}`: 기준일 {date}, {}, {}", pack(Ko), danger(run, Ko)),
            format!("rules in force on {date}, {}, {}", pack(En), danger(run, En)),
        )
    });
    each.collect()
}

/// Which reading of the danger clause a run takes, as its rule pack says.
fn danger(run: &Run, language: Language) -> String {
    if !run.labels.law.contains("special") {
        return language
            .pick("위험 단서가 적용될 특례 없음", "no special case, hence no danger clause")
            .to_owned();
    }
    let rules = run.regime.pack.iter().flat_map(|pack| &pack.rules);
    match rules.filter_map(|rule| rule.danger.as_ref()).map(|danger| danger.proviso).next() {
        Some(ProvisoWord::Trip) => language.pick(
            "위험 단서: 위험이 생기면 그 운행이 끝날 때까지 특례가 배제됨 (`trip`)",
            "danger clause: a danger ends the exemption to the end of the trip (`trip`)",
        ),
        Some(ProvisoWord::WhileDanger) => language.pick(
            "위험 단서: 위험이 있는 동안에만 특례가 배제됨 (`while_danger`)",
            "danger clause: the exemption is off only while the danger lasts (`while_danger`)",
        ),
        None => language.pick("규칙 묶음에 위험 단서가 없음", "the rule pack has no danger clause"),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_what_a_regulator_asks_and_leaves_counts_of_drivers_to_programs() {
        for name in ["incidents.gridlock", "violations_per_1000km", "takeover_time_s", "exempted.kr.rta.5.1"]
        {
            assert!(is_told(name), "{name}");
        }
        for name in ["inserted.car", "vehicle_updates", "incidents_per_1000km.gridlock"] {
            assert!(!is_told(name), "{name}");
        }
    }
}
