//! `summary.md`: one page for a regulator, Korean first, English beside it; its parts serve other pages as well.

use crate::compliance::compliance;
use crate::summary::{Counts, Summary};
use crate::words::{Language, answer, law, limits, number, sum, whole};
use pilotzone_map::{Map, SignalOrigin};
use pilotzone_scenario::Run;
use std::fmt::Write;

/// Longest list of anything on the page; the rest is counted.
const MOST_LINES: usize = 8;

/// The page of a run.
pub fn page(run: &Run, s: &Summary) -> String {
    let mut page = format!("# {}\n\n", plain(&s.scenario));
    if let Some(note) = assumed_zones(run) {
        let _ = writeln!(page, "> {note}\n");
    }
    heading(&mut page, "질문", "Question");
    paragraphs(&mut page, &question(run, Language::Ko), &question(run, Language::En));
    heading(&mut page, "답", "Answer");
    paragraphs(&mut page, &answer(s, Language::Ko), &answer(s, Language::En));
    paragraphs(&mut page, limits(s, Language::Ko), limits(s, Language::En));
    heading(&mut page, "수치", "Figures");
    figures(&mut page, s);
    gravest(&mut page, s);
    compliance(&mut page, run, s);
    heading(&mut page, "지도와 출처", "Map and provenance");
    provenance(&mut page, s);
    heading(&mut page, "가정과 합성", "Hypothetical and synthetic parts");
    list(&mut page, &assumptions(run));
    heading(&mut page, "평가하지 않은 것", "What was not evaluated");
    list(&mut page, &not_evaluated(s));
    heading(&mut page, "재현", "How to repeat it");
    let _ = writeln!(
        page,
        "`pilotzone run scenario.toml --seed {}` (pilotzone {}, dt {} s): 상태 해시 / state hash `{}`, 사건 해시 / event \
         hash `{}`.\n",
        s.seed, s.version, s.dt_s, s.state_hash, s.event_hash
    );
    page += "**법률 자문이 아님 / Not legal advice.**\n";
    page
}

/// A heading in both languages.
pub fn heading(page: &mut String, ko: &str, en: &str) {
    let _ = writeln!(page, "## {ko} / {en}\n");
}

/// A paragraph in each language.
pub fn paragraphs(page: &mut String, ko: &str, en: &str) {
    let _ = writeln!(page, "{ko}\n\n{en}\n");
}

/// A list, each entry in both languages.
pub fn list(page: &mut String, pairs: &[(String, String)]) {
    for (ko, en) in pairs {
        let _ = writeln!(page, "- {ko} / {en}");
    }
    page.push('\n');
}

/// A text of others on one line, without what Markdown or HTML would take for marks.
pub fn plain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('|', "\\|").replace('`', "'")
}

/// The question that the scenario asks.
pub fn question(run: &Run, language: Language) -> String {
    let text = language.pick(&run.labels.question_ko, &run.labels.question_en);
    if text.trim().is_empty() {
        language.pick("이 시나리오는 질문을 적지 않았다.", "This scenario states no question.").to_owned()
    } else {
        plain(text)
    }
}

/// What to say before anything else where a zone is only assumed.
pub fn assumed_zones(run: &Run) -> Option<String> {
    let assumed = || run.zones.iter().filter(|zone| zone.hypothetical);
    let names = |of: fn(&pilotzone_scenario::Zone) -> &String| {
        assumed().map(|zone| plain(of(zone))).collect::<Vec<_>>().join(", ")
    };
    let (ko, en) = (names(|zone| &zone.name_ko), names(|zone| &zone.name_en));
    assumed().next().map(|_| {
        format!(
            "**가정된 구역:** {ko} — 실제로 지정된 시범운행지구가 아니다. / **Hypothetical zone:** {en}: it is not a designated \
             pilot zone."
        )
    })
}

fn figures(page: &mut String, s: &Summary) {
    let classes = |counts: &Counts| {
        let each =
            counts.iter().map(|(class, n)| format!("{class} {}", whole(*n))).collect::<Vec<_>>().join(", ");
        if counts.len() > 1 { format!("{} ({each})", whole(sum(counts))) } else { whole(sum(counts)) }
    };
    let kinds = |counts: &Counts| match counts.len() {
        0 => "0".to_owned(),
        _ => counts.iter().map(|(kind, n)| format!("{kind} {}", whole(*n))).collect::<Vec<_>>().join(", "),
    };
    let mean = |mean_s: Option<f64>| {
        mean_s.map_or_else(|| "-".to_owned(), |mean_s| format!("{} s", number(mean_s, 1)))
    };
    let near_misses = if s.measured { kinds(&s.near_misses) } else { "-".to_owned() };
    let rows: [(&str, &str, String); 14] = [
        ("법령", "Rule set", plain(&law(s))),
        ("모의시간", "Simulated time", format!("{} s", number(s.sim_time_s, 1))),
        ("진입", "Entered", classes(&s.inserted)),
        ("도착", "Arrived", classes(&s.arrived)),
        ("주행 중", "Driving at the end", classes(&s.running)),
        ("제거 (사고 처리)", "Cleared after a crash", classes(&s.removed)),
        ("진입 대기", "Waiting to enter", whole(s.waiting)),
        ("경로 없음", "Without a way to drive", whole(s.unroutable)),
        ("평균 통행시간", "Mean trip duration", mean(s.mean_trip_duration_s)),
        ("평균 출발 지연", "Mean departure delay", mean(s.mean_depart_delay_s)),
        ("주행거리", "Distance driven", format!("{} km", number(s.vehicle_km, 1))),
        ("그중 자율주행", "of it automated", format!("{} km", number(s.av_km, 1))),
        ("사고", "Incidents", kinds(&s.incidents)),
        ("아차사고", "Near misses", near_misses),
    ];
    *page += "| 항목 | Figure | 값 / Value |\n|---|---|---|\n";
    for (ko, en, value) in rows {
        let _ = writeln!(page, "| {ko} | {en} | {value} |");
    }
    page.push('\n');
}

/// The gravest incidents in a sentence each, and the way to more.
fn gravest(page: &mut String, s: &Summary) {
    if s.gravest.is_empty() {
        return;
    }
    heading(page, "가장 중한 사건", "The gravest incidents");
    for (ko, en) in &s.gravest {
        let _ = writeln!(page, "- {}\n  {}", plain(ko), plain(en));
    }
    let all = sum(&s.incidents);
    let _ = writeln!(
        page,
        "\n사건은 모두 {}건이며, 각 사건의 경위는 `pilotzone explain RUN --incident K`로 볼 수 있다(RUN은 이 폴더). / Incidents in all: \
         {}; `pilotzone explain RUN --incident K` tells how each came about, where RUN is this folder.\n",
        whole(all),
        whole(all)
    );
}

/// The map, and where it comes from.
pub fn provenance(page: &mut String, s: &Summary) {
    let _ = writeln!(page, "`{}`\n", plain(&s.map));
    for source in &s.provenance {
        let (what, who) = (plain(&source.provenance), plain(&source.attribution));
        let _ = writeln!(
            page,
            "- {what}. 출처 표시 / Attribution: {who}. 이용 조건 / Licence: {}.",
            plain(&source.licence)
        );
    }
    if s.provenance.is_empty() {
        *page += "- 출처가 기록되지 않았다. / No provenance is recorded.\n";
    }
    page.push('\n');
}

/// What is assumed or made up, in both languages.
pub fn assumptions(run: &Run) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> =
        run.labels.caveats.iter().map(|(ko, en)| (plain(ko), plain(en))).collect();
    let map: &Map = &run.map;
    let origin = |origin: SignalOrigin| map.signals.iter().filter(|signal| signal.origin == origin).count();
    let (guessed, timed) = (origin(SignalOrigin::Guessed), origin(SignalOrigin::DefaultTiming));
    if guessed > 0 {
        pairs.push((
            format!("신호등 {guessed}개소는 원자료가 추정한 것이다."),
            format!("{guessed} signals were guessed by the source."),
        ));
    }
    if timed > 0 {
        pairs.push((
            format!("신호등 {timed}개소의 신호시간은 기본값이다."),
            format!("{timed} signals run on default timings."),
        ));
    }
    let defaults: u64 = map.defaults.values().sum();
    if defaults > 0 {
        let n = whole(defaults);
        pairs.push((
            format!("지도에 없는 값 {n}개를 기본값으로 채웠다."),
            format!("{n} values that the map lacks were filled by defaults."),
        ));
    }
    pairs.push((
        "교통수요와 운전자는 모형이며, 실제 관측이 아니다.".to_owned(),
        "Demand and drivers are models, not observations.".to_owned(),
    ));
    let more = pairs.len().saturating_sub(MOST_LINES);
    if more > 0 {
        pairs.truncate(MOST_LINES);
        pairs.push((
            format!("그 밖에 {more}건은 scenario.toml에 있다."),
            format!("{more} more stand in scenario.toml."),
        ));
    }
    pairs
}

/// What a run did not look at, in both languages.
pub fn not_evaluated(s: &Summary) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    if s.rule_pack.is_none() {
        pairs.push((
            "법령: 적용된 규칙 묶음이 없어 위반과 특례를 평가하지 않았다.".to_owned(),
            "Law: no rule pack was evaluated, hence no violations and no exemptions.".to_owned(),
        ));
    }
    if !s.not_evaluated.is_empty() {
        let rules = s.not_evaluated.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        pairs.push((
            format!("도로 주행만으로 판단할 수 없는 규칙: {rules}."),
            format!("rules that a run on the road cannot tell: {rules}."),
        ));
    }
    if !s.measured {
        pairs.push((
            "안전 지표: 상충, 충돌 직전 상황, 상해의 정도를 평가하지 않았다.".to_owned(),
            "Safety measures: no conflicts, near misses or severity of injuries.".to_owned(),
        ));
    }
    pairs.push(if s.inserted.contains_key("pedestrian") {
        ("드론은 이 실행에 없다.".to_owned(), "Drones are not part of this run.".to_owned())
    } else {
        (
            "보행자와 드론은 이 실행에 없다.".to_owned(),
            "People on foot and drones are not part of this run.".to_owned(),
        )
    });
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::crossing_run;
    use crate::summary::tests::example;
    use pilotzone_map::Point;
    use pilotzone_scenario::Zone;

    #[test]
    fn a_regulator_finds_question_answer_figures_terms_and_limits_on_one_page() {
        let mut run = crossing_run(600.0);
        run.labels.question_ko = "자율주행차가 섞이면 교차로가 더 막히는가?".into();
        run.labels.question_en = "Do automated cars slow the crossing down?".into();
        run.labels.caveats = vec![("교차로는 가상이다.".into(), "The crossing is made up.".into())];
        run.zones.push(Zone {
            key: "zone".into(),
            name_ko: "시험 구역".into(),
            name_en: "test zone".into(),
            hypothetical: true,
            polygon: vec![Point::new(0.0, 0.0)],
        });
        insta::assert_snapshot!(page(&run, &example()), @r"
        # crossing

        > **가정된 구역:** 시험 구역 — 실제로 지정된 시범운행지구가 아니다. / **Hypothetical zone:** test zone: it is not a designated pilot zone.

        ## 질문 / Question

        자율주행차가 섞이면 교차로가 더 막히는가?

        Do automated cars slow the crossing down?

        ## 답 / Answer

        모의시간 10.0분 동안 차량 1,500대가 도로에 진입하여 1,250대가 목적지에 도착하였고, 249대는 종료 시점에 주행 중이었으며, 1대는 사고 처리로 제거되었다. 평균 통행시간은 123.4초이다. 차량 간 충돌이 1건 발생하였다. 3대는 진입하지 못하고 대기하였고, 2건은 경로가 없어 운행하지 못하였다.

        In 10.0 simulated minutes 1,500 vehicles entered the road: 1,250 arrived, 249 still drove at the end, and 1 had to be cleared away after a crash. The mean trip took 123.4 s. Vehicles collided once. Still waiting to enter: 3; without a way that they may drive: 2.

        이 결과는 난수 시드 하나에 의한 한 번의 실행이며, 다른 시드에서는 수치가 달라진다. 규칙의 위반 여부와 안전 지표를 평가하지 않았으므로, 특례의 적법성이나 안전성에 관한 물음에는 이 실행만으로 답할 수 없다.

        This is one run with one seed; other seeds give other figures. No rule and no safety measure was evaluated, so this run alone does not answer whether anything was lawful or safe.

        ## 수치 / Figures

        | 항목 | Figure | 값 / Value |
        |---|---|---|
        | 법령 | Rule set | special-av @ 2026-06-01 |
        | 모의시간 | Simulated time | 600.0 s |
        | 진입 | Entered | 1,500 (av 300, car 1,200) |
        | 도착 | Arrived | 1,250 (av 250, car 1,000) |
        | 주행 중 | Driving at the end | 249 (av 50, car 199) |
        | 제거 (사고 처리) | Cleared after a crash | 1 |
        | 진입 대기 | Waiting to enter | 3 |
        | 경로 없음 | Without a way to drive | 2 |
        | 평균 통행시간 | Mean trip duration | 123.4 s |
        | 평균 출발 지연 | Mean departure delay | 1.2 s |
        | 주행거리 | Distance driven | 1,234.6 km |
        | 그중 자율주행 | of it automated | 300.1 km |
        | 사고 | Incidents | collision_vehicle_vehicle 1 |
        | 아차사고 | Near misses | - |

        ## 가장 중한 사건 / The gravest incidents

        - 사건 0 (12.0초): 두 차가 충돌하였다.
          Incident 0 (12.0 s): two cars collided.

        사건은 모두 1건이며, 각 사건의 경위는 `pilotzone explain RUN --incident K`로 볼 수 있다(RUN은 이 폴더). / Incidents in all: 1; `pilotzone explain RUN --incident K` tells how each came about, where RUN is this folder.

        ## 지도와 출처 / Map and provenance

        `maps/crossing.pzmap`

        - OpenStreetMap extract of 2026-05-01. 출처 표시 / Attribution: © OpenStreetMap contributors. 이용 조건 / Licence: ODbL-1.0.

        ## 가정과 합성 / Hypothetical and synthetic parts

        - 교차로는 가상이다. / The crossing is made up.
        - 교통수요와 운전자는 모형이며, 실제 관측이 아니다. / Demand and drivers are models, not observations.

        ## 평가하지 않은 것 / What was not evaluated

        - 법령: 적용된 규칙 묶음이 없어 위반과 특례를 평가하지 않았다. / Law: no rule pack was evaluated, hence no violations and no exemptions.
        - 안전 지표: 상충, 충돌 직전 상황, 상해의 정도를 평가하지 않았다. / Safety measures: no conflicts, near misses or severity of injuries.
        - 보행자와 드론은 이 실행에 없다. / People on foot and drones are not part of this run.

        ## 재현 / How to repeat it

        `pilotzone run scenario.toml --seed 7` (pilotzone 0.1.0, dt 0.1 s): 상태 해시 / state hash `0123456789abcdef`, 사건 해시 / event hash `fedcba9876543210`.

        **법률 자문이 아님 / Not legal advice.**
        ");
    }

    #[test]
    fn texts_of_others_cannot_break_the_page() {
        assert_eq!(plain("a|b\n# <b>`x`"), "a\\|b # &lt;b>'x'");
    }
}
