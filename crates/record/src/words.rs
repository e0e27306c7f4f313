//! A run told in sentences, in Korean or English.

use crate::summary::{Counts, Summary};
use std::fmt::Write;

pub use pilotzone_world::Language;

/// What happened, as a paragraph: who came, who arrived, what went wrong.
pub(crate) fn answer(s: &Summary, language: Language) -> String {
    let [inserted, arrived, running, removed] =
        [&s.inserted, &s.arrived, &s.running, &s.removed].map(|counts| whole(sum(counts)));
    let minutes = number(s.sim_time_s / 60.0, 1);
    let mut text = match language {
        Language::Ko => format!(
            "모의시간 {minutes}분 동안 차량 {inserted}대가 도로에 진입하여 {arrived}대가 목적지에 도착하였고, {running}대는 종료 시점에 \
             주행 중이었으며, {removed}대는 사고 처리로 제거되었다."
        ),
        Language::En => format!(
            "In {minutes} simulated minutes {inserted} vehicles entered the road: {arrived} arrived, {running} still \
             drove at the end, and {removed} had to be cleared away after a crash."
        ),
    };
    if let Some(mean_s) = s.mean_trip_duration_s {
        let mean = number(mean_s, 1);
        let _ = match language {
            Language::Ko => write!(text, " 평균 통행시간은 {mean}초이다."),
            Language::En => write!(text, " The mean trip took {mean} s."),
        };
    }
    let collisions = s.incidents.get("collision_vehicle_vehicle").copied().unwrap_or(0);
    let _ = match (language, collisions) {
        (Language::Ko, 0) => write!(text, " 차량 간 충돌은 없었다."),
        (Language::Ko, n) => write!(text, " 차량 간 충돌이 {}건 발생하였다.", whole(n)),
        (Language::En, 0) => write!(text, " No vehicles collided."),
        (Language::En, 1) => write!(text, " Vehicles collided once."),
        (Language::En, n) => write!(text, " Vehicles collided {} times.", whole(n)),
    };
    if s.incidents.contains_key("gridlock") {
        text += language
            .pick(" 교통이 완전히 정지하는 상황이 발생하였다.", " Traffic came to a complete standstill.");
    }
    if s.waiting + s.unroutable > 0 {
        let (waiting, unroutable) = (whole(s.waiting), whole(s.unroutable));
        let _ = match language {
            Language::Ko => write!(
                text,
                " {waiting}대는 진입하지 못하고 대기하였고, {unroutable}건은 경로가 없어 운행하지 못하였다."
            ),
            Language::En => {
                write!(
                    text,
                    " Still waiting to enter: {waiting}; without a way that they may drive: {unroutable}."
                )
            }
        };
    }
    text
}

/// What one run cannot tell, as a paragraph.
pub(crate) fn limits(s: &Summary, language: Language) -> &'static str {
    if s.rule_pack.is_some() && s.measured {
        return language.pick(
            "이 결과는 난수 시드 하나에 의한 한 번의 실행이며, 다른 시드에서는 수치가 달라진다. 특례의 효과는 같은 시드를 두 법령으로 \
             비교해야(`pilotzone compare`) 알 수 있다.",
            "This is one run with one seed; other seeds give other figures. What a special case does takes the same seeds \
             under two laws (`pilotzone compare`).",
        );
    }
    language.pick(
        "이 결과는 난수 시드 하나에 의한 한 번의 실행이며, 다른 시드에서는 수치가 달라진다. 규칙의 위반 여부와 안전 지표를 평가하지 \
         않았으므로, 특례의 적법성이나 안전성에 관한 물음에는 이 실행만으로 답할 수 없다.",
        "This is one run with one seed; other seeds give other figures. No rule and no safety measure was evaluated, \
         so this run alone does not answer whether anything was lawful or safe.",
    )
}

/// The run in a few lines, for a person at a terminal.
pub fn in_words(s: &Summary, language: Language) -> String {
    let law = law(s);
    let (ko, en) = (Language::Ko, Language::En);
    let mut text = match language {
        Language::Ko => format!("{} (시드 {}, 법령 {law})\n{}\n", s.scenario, s.seed, answer(s, ko)),
        Language::En => format!("{} (seed {}, law {law})\n{}\n", s.scenario, s.seed, answer(s, en)),
    };
    for source in &s.provenance {
        let _ =
            writeln!(text, "{}: {} ({})", language.pick("지도", "Map"), source.attribution, source.licence);
    }
    let cpu_s = s.cpu_s.map_or_else(|| "?".to_owned(), |cpu_s| number(cpu_s, 2));
    let wall_s = number(s.wall_s, 2);
    let _ = match language {
        Language::Ko => writeln!(
            text,
            "실행 {wall_s}초 (CPU {cpu_s}초, 스레드 {}개), 상태 해시 {}, 사건 해시 {}\n결과: {}",
            s.threads, s.state_hash, s.event_hash, s.out_dir
        ),
        Language::En => writeln!(
            text,
            "{wall_s} s (CPU {cpu_s} s, {} threads), state hash {}, event hash {}\nResults: {}",
            s.threads, s.state_hash, s.event_hash, s.out_dir
        ),
    };
    text
}

/// The rule set with the date that picks the rules in force; a SUMO configuration has neither.
pub(crate) fn law(s: &Summary) -> String {
    if s.law_date.is_empty() { s.law.clone() } else { format!("{} @ {}", s.law, s.law_date) }
}

/// All classes together.
pub(crate) fn sum(counts: &Counts) -> u64 {
    counts.values().sum()
}

/// A whole number, its thousands parted by commas.
pub fn whole(n: u64) -> String {
    grouped(&n.to_string())
}

/// A number with so many digits behind the point, its thousands parted by commas.
pub fn number(x: f64, digits: usize) -> String {
    let text = format!("{x:.digits$}");
    match text.split_once('.') {
        Some((whole, part)) => format!("{}.{part}", grouped(whole)),
        None => grouped(&text),
    }
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        let left = digits.len() - i;
        if i > 0 && left.is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::tests::example;

    #[test]
    fn numbers_are_parted_by_thousands() {
        assert_eq!([whole(0), whole(999), whole(1000), whole(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([number(1234.56, 1), number(-100.0, 0), number(0.25, 2)], ["1,234.6", "-100", "0.25"]);
    }

    #[test]
    fn a_run_is_told_in_either_language() {
        insta::assert_snapshot!(in_words(&example(), Language::Ko), @r"
        crossing (시드 7, 법령 special-av @ 2026-06-01)
        모의시간 10.0분 동안 차량 1,500대가 도로에 진입하여 1,250대가 목적지에 도착하였고, 249대는 종료 시점에 주행 중이었으며, 1대는 사고 처리로 제거되었다. 평균 통행시간은 123.4초이다. 차량 간 충돌이 1건 발생하였다. 3대는 진입하지 못하고 대기하였고, 2건은 경로가 없어 운행하지 못하였다.
        지도: © OpenStreetMap contributors (ODbL-1.0)
        실행 2.50초 (CPU 2.25초, 스레드 2개), 상태 해시 0123456789abcdef, 사건 해시 fedcba9876543210
        결과: out/crossing-7
        ");
        insta::assert_snapshot!(in_words(&example(), Language::En), @r"
        crossing (seed 7, law special-av @ 2026-06-01)
        In 10.0 simulated minutes 1,500 vehicles entered the road: 1,250 arrived, 249 still drove at the end, and 1 had to be cleared away after a crash. The mean trip took 123.4 s. Vehicles collided once. Still waiting to enter: 3; without a way that they may drive: 2.
        Map: © OpenStreetMap contributors (ODbL-1.0)
        2.50 s (CPU 2.25 s, 2 threads), state hash 0123456789abcdef, event hash fedcba9876543210
        Results: out/crossing-7
        ");
    }
}
