//! An incident told in sentences, in Korean or English.

use crate::memory::Deed;
use crate::record::{IncidentRecord, Party};
use crate::words;
use pilotzone_scenario::file::Level;
use pilotzone_world::{AgentClass, AgentKey, Event, Language, RuleRef};
use std::fmt::Write;

/// What keys and rules are called.
pub struct Names<'a> {
    /// An agent's name.
    pub agent: &'a dyn Fn(AgentKey) -> String,
    /// A rule's id.
    pub rule: &'a dyn Fn(RuleRef) -> String,
}

/// An incident told from its first cause to who answers for it.
pub fn story(record: &IncidentRecord, names: &Names, language: Language) -> String {
    let mut text = heading(record, language);
    for party in &record.parties {
        let _ = write!(text, "\n- {}", party_line(party, names, language));
    }
    if !record.chain.is_empty() {
        text += language.pick("\n경위:", "\nWhat led to it:");
    }
    for deed in &record.chain {
        let before_s = record.time_s - deed.time_s;
        let (who, what) = ((names.agent)(deed.agent), deed_words(deed, names, language));
        let _ = match language {
            Language::Ko => write!(text, "\n- {before_s:.1}초 전 {who}: {what}"),
            Language::En => write!(text, "\n- {before_s:.1} s before, {who}: {what}"),
        };
    }
    if let Some((key, blame)) = record.responsible {
        let (who, why) = ((names.agent)(key), words::blame(blame, language));
        let _ = match language {
            Language::Ko => write!(text, "\n책임(규칙에 의한 판정): {who}. {why}"),
            Language::En => write!(text, "\nWho answers, by rule: {who}. {why}"),
        };
    }
    if let Some(loss_j) = record.loss_j {
        let kj = loss_j / 1000.0;
        let _ = match language {
            Language::Ko => write!(text, "\n충돌로 잃은 에너지: {kj:.1} kJ"),
            Language::En => write!(text, "\nEnergy lost in the impact: {kj:.1} kJ"),
        };
    }
    text
}

fn heading(record: &IncidentRecord, language: Language) -> String {
    let kind = words::incident(record.kind, language);
    let mut text = match language {
        Language::Ko => format!("사건 {}: {:.1}초, {kind}", record.number, record.time_s),
        Language::En => format!("Incident {}: {:.1} s, {kind}", record.number, record.time_s),
    };
    if let Some(cause) = record.cause {
        let _ = match language {
            Language::Ko => write!(text, " (원인: {})", words::cause(cause, language)),
            Language::En => write!(text, " (because of: {})", words::cause(cause, language)),
        };
    }
    text
}

fn party_line(party: &Party, names: &Names, language: Language) -> String {
    let name = (names.agent)(party.key);
    let class =
        if party.is_object { language.pick("물체", "object") } else { words::class(party.class, language) };
    let kmh = party.speed_mps * 3.6;
    let mut text = match language {
        Language::Ko => format!("{name} ({class}), 직전 속도 {kmh:.0} km/h"),
        Language::En => format!("{name} ({class}), {kmh:.0} km/h before"),
    };
    if !party.is_object && party.class != AgentClass::Pedestrian {
        let _ = write!(text, ", {}", words::control(party.control, language));
    }
    if let Some(delta_v) = party.delta_v_mps {
        let _ = match language {
            Language::Ko => write!(text, ", 속도변화 {:.1} km/h", delta_v * 3.6),
            Language::En => write!(text, ", delta-v {:.1} km/h", delta_v * 3.6),
        };
    }
    for level in [Level::Mais2plus, Level::Mais3plus, Level::Fatal] {
        let mut found = party.risks.iter().filter(|risk| risk.level == level).take(2).peekable();
        if found.peek().is_some() {
            let each: Vec<String> =
                found.map(|risk| format!("{:.2} % ({})", risk.probability * 100.0, risk.curve)).collect();
            let _ = write!(text, "; {} {}", words::level(level, language), each.join(", "));
        }
    }
    text
}

fn deed_words(deed: &Deed, names: &Names, language: Language) -> String {
    if let Event::Judged { rule, outcome, .. } = deed.event {
        let (id, outcome) = ((names.rule)(rule), words::outcome(outcome, language));
        return format!("{id} {outcome}");
    }
    words::deed(&deed.event, language)
}
