//! What happened, and who is chosen.

use super::line::Line;
use crate::agents::FLOATING;
use crate::look::{Language, Look};
use crate::moment::Agent;
use pilotzone_replay::{IncidentNote, Kind, Row, state};

/// A panel of more rows than this does not fit beside the picture.
const ROWS_MAX: usize = 29;
/// Letters in a row.
const ROW: usize = 50;

/// An incident from its first cause to who answers for it.
pub fn story(incident: &IncidentNote, look: &Look) -> Vec<Line> {
    let text = match look.language {
        Language::Ko => &incident.story_ko,
        Language::En => &incident.story_en,
    };
    let mut lines = Vec::new();
    for (n, text) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        lines.push(match text.strip_prefix("- ") {
            Some(item) => Line::Item(item.to_owned()),
            None if n == 0 => Line::Entry {
                colour: look.colour("incidents", &incident.kind),
                sign: "!".into(),
                words: text.to_owned(),
                figure: String::new(),
            },
            None if n == 1 => Line::Quiet(text.to_owned()),
            None => Line::Part(text.to_owned()),
        });
    }
    fitting(lines)
}

/// The first lines, as many as fit, and where to read the others.
fn fitting(mut lines: Vec<Line>) -> Vec<Line> {
    let mut rows = 0;
    let fit = lines.iter().take_while(|line| {
        rows += rows_of(line);
        rows <= ROWS_MAX
    });
    let fit = fit.count();
    if fit < lines.len() {
        lines.truncate(fit);
        lines.push(Line::Quiet("… pilotzone explain".to_owned()));
    }
    lines
}

/// About how many rows a line takes.
fn rows_of(line: &Line) -> usize {
    let (Line::Item(text) | Line::Text(text) | Line::Quiet(text) | Line::Part(text)) = line else { return 1 };
    // A letter of Hangul is as wide as two of others.
    let width: usize = text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
    width.div_ceil(ROW)
}

/// States that are told beside those that float above an agent.
const BESIDE: [(&str, u32); 3] =
    [("braking", state::BRAKING), ("blinking", state::LEFT), ("blinking", state::RIGHT)];

/// What is known of an agent at the moment.
pub fn agent(agent: &Agent, name: &str, kind: &Kind, is_followed: bool, look: &Look) -> Vec<Line> {
    let mark = if is_followed { " ◎" } else { "" };
    let mut lines = vec![Line::Part(format!("{name}{mark}"))];
    let mut pair = |key: &str, value: String| lines.push(Line::Pair(look.text(key).to_owned(), value));
    pair("kind", look.word("classes", &kind.class).to_owned());
    pair("pace", format!("{:.0} {}", agent.place.speed_mps * 3.6, look.text("km_h")));
    if kind.automated && kind.class != "uav" {
        let control = Row { state: agent.state, ..Row::default() }.control();
        pair("mode", look.word("controls", control.name()).to_owned());
    }
    if agent.is(state::AIR) {
        pair("height", format!("{:.1} m", agent.place.z_m));
    }
    let all = FLOATING.into_iter().chain(BESIDE);
    let states = all.filter(|(_, bit)| agent.is(*bit)).map(|(state, _)| look.word("states", state));
    let states: Vec<&str> = states.collect();
    if !states.is_empty() {
        pair("state", states.join(", "));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Theme;
    use pilotzone_replay::Place;
    use serde_json::Value;

    fn incident(story: &str) -> IncidentNote {
        IncidentNote {
            number: 0,
            kind: "uav_hit_ground".into(),
            time_s: 1.0,
            at: None,
            z_m: 0.0,
            parties: Vec::new(),
            story_ko: String::new(),
            story_en: story.into(),
            record: Value::Null,
        }
    }

    #[test]
    fn a_story_is_told_with_its_heading_its_place_its_parts_and_their_items() {
        let look = Look::new(Language::En, Theme::Light);
        let lines = story(&incident("Incident 0\nWhere: here.\n\nWhat led to it\n- It fell.\n"), &look);
        assert!(matches!(&lines[0], Line::Entry { words, .. } if words == "Incident 0"));
        assert_eq!(
            lines[1..],
            [
                Line::Quiet("Where: here.".into()),
                Line::Part("What led to it".into()),
                Line::Item("It fell.".into()),
            ]
        );
        assert_eq!(story(&incident(&"- line\n".repeat(90)), &look).len(), ROWS_MAX + 1);
    }

    #[test]
    fn a_drone_is_told_with_its_height_and_a_car_without() {
        let look = Look::new(Language::En, Theme::Light);
        let told = |class: &str, state: u32| {
            let who = Agent {
                id: 0,
                kind: 0,
                place: Place { z_m: 60.0, speed_mps: 10.0, ..Place::default() },
                state,
            };
            let kind = Kind { class: class.into(), automated: true, ..Kind::default() };
            format!("{:?}", agent(&who, "a.1", &kind, false, &look))
        };
        assert!(told("uav", state::AIR | state::FALLING).contains("60.0 m"));
        assert!(told("uav", state::AIR | state::FALLING).contains("falling"));
        assert!(!told("av", 2).contains("60.0 m") && told("av", 2).contains("driven by the system"));
        assert!(told("av", 2).contains("36 km/h"));
    }
}
