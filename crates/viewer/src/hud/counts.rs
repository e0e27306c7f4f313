//! Who is there: how many of each class, who drives, which states, which zones. It is the legend as well.

use super::line::Line;
use crate::agents::FLOATING;
use crate::look::Look;
use crate::moment::Moment;
use pilotzone_replay::{Header, Row, Timeline};
use pilotzone_world::{AgentClass, Control};

/// Who is there.
pub fn counts(moment: &Moment, header: &Header, timeline: &Timeline, look: &Look) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut by_kind = vec![0; header.kinds.len()];
    for agent in &moment.agents {
        if let Some(count) = by_kind.get_mut(agent.kind as usize) {
            *count += 1;
        }
    }
    for class in AgentClass::ALL.into_iter().filter(|class| *class != AgentClass::Av) {
        let of_class = header.kinds.iter().zip(&by_kind).filter(|(kind, _)| kind.class == class.name());
        let count: usize = of_class.map(|(_, count)| count).sum();
        if count > 0 {
            let name = class.name();
            lines.push(Line::count(look.colour("classes", name), look.word("classes", name), count));
        }
    }
    lines.extend(modes(moment, header, look));
    lines.extend(states(moment, look));
    lines.extend(zones(header, look));
    let so_far =
        |times: &mut dyn Iterator<Item = f64>| times.filter(|time_s| *time_s <= moment.time_s).count();
    let incidents = so_far(&mut timeline.incidents.iter().map(|it| it.time_s));
    let near_misses = so_far(&mut timeline.near_misses.iter().map(|it| it.time_s));
    lines.push(Line::Pair(look.text("incidents").to_owned(), incidents.to_string()));
    lines.push(Line::Pair(look.text("near_misses").to_owned(), near_misses.to_string()));
    lines
}

/// Automated vehicles, by who drives.
fn modes(moment: &Moment, header: &Header, look: &Look) -> Vec<Line> {
    const CONTROLS: [Control; 6] = [
        Control::Automated,
        Control::Manual,
        Control::Transition,
        Control::MinimalRisk,
        Control::Halted,
        Control::Person,
    ];
    let is_av: Vec<bool> = header.kinds.iter().map(|kind| kind.automated && kind.class != "uav").collect();
    let avs: Vec<Control> = moment
        .agents
        .iter()
        .filter(|agent| is_av.get(agent.kind as usize) == Some(&true))
        .map(|agent| Row { state: agent.state, ..Row::default() }.control())
        .collect();
    if avs.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::Pair(look.word("classes", "av").to_owned(), avs.len().to_string())];
    for control in CONTROLS {
        let count = avs.iter().filter(|it| **it == control).count();
        if count > 0 {
            let name = control.name();
            lines.push(Line::count(look.colour("controls", name), look.word("controls", name), count));
        }
    }
    lines
}

/// States that float above somebody.
fn states(moment: &Moment, look: &Look) -> Vec<Line> {
    let mut lines = Vec::new();
    for (state, bit) in FLOATING {
        let count = moment.agents.iter().filter(|agent| agent.is(bit)).count();
        if count > 0 {
            lines.push(Line::Entry {
                colour: look.colour("states", state),
                sign: look.sign(state).replace('✕', "×"),
                words: look.word("states", state).to_owned(),
                figure: count.to_string(),
            });
        }
    }
    lines
}

/// Kinds of zones, and whether they are only assumed.
fn zones(header: &Header, look: &Look) -> Vec<Line> {
    let mut kinds: Vec<(&str, bool)> =
        header.zones.iter().map(|zone| (zone.kind.as_str(), zone.hypothetical)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let line = |(kind, is_assumed): (&str, bool)| Line::Entry {
        colour: look.colour("zones", kind),
        sign: String::new(),
        words: if is_assumed {
            format!("{} ({})", look.word("zones", kind), look.text("hypothetical"))
        } else {
            look.word("zones", kind).to_owned()
        },
        figure: String::new(),
    };
    kinds.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Language, Theme};
    use crate::moment::Agent;
    use pilotzone_replay::{Kind, Place, state};

    #[test]
    fn everybody_is_counted_once_by_class_and_an_automated_car_by_who_drives() {
        let kind = |class: &str, automated: bool| Kind { class: class.into(), automated, ..Kind::default() };
        let header = Header { kinds: vec![kind("car", false), kind("av", true)], ..Header::default() };
        let agent = |id, kind, state| Agent { id, kind, place: Place::default(), state };
        let agents = vec![agent(0, 0, 0), agent(1, 0, 0), agent(2, 1, 2), agent(3, 1, 3 | state::REQUEST)];
        let moment = Moment { agents, ..Moment::default() };
        let look = Look::new(Language::En, Theme::Light);
        let lines = counts(&moment, &header, &Timeline::default(), &look);
        let figures: Vec<(&str, &str)> = lines
            .iter()
            .map(|line| match line {
                Line::Entry { words, figure, .. } | Line::Pair(words, figure) => {
                    (words.as_str(), figure.as_str())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            figures,
            [
                ("car", "2"),
                ("automated vehicle", "2"),
                ("driven by the system", "1"),
                ("take-over requested", "1"),
                ("take-over request", "1"),
                ("incidents", "0"),
                ("near misses", "0"),
            ]
        );
    }
}
