//! An incident told in whole sentences, in Korean or English, from what was stored of it.

use crate::account::Account;
use crate::memory::Deed;
use crate::record::Party;
use crate::sentences::{self, told_with_it};
use crate::words::{self, named};
use pilotzone_scenario::file::Level;
use pilotzone_world::{Event, IncidentKind, Language, Lapse, Outcome};
use std::fmt::Write;

/// The levels of severity that are told.
const TOLD: [Level; 3] = [Level::Mais2plus, Level::Mais3plus, Level::Fatal];

/// An incident told from its first cause to who answers for it and how grave it was.
pub fn story(account: &Account, language: Language) -> String {
    let record = &account.record;
    let kind = words::incident(record.kind, language);
    let mut text = match language {
        Language::Ko => format!("사건 {}: {kind}\n", record.number),
        Language::En => format!("Incident {}: {kind}\n", record.number),
    };
    let _ = writeln!(text, "{}", when_and_where(account, language));
    section(
        &mut text,
        language.pick("무슨 일이 있었는가", "What happened"),
        &[what_happened(account, language)],
    );
    section(&mut text, language.pick("원인과 경과", "What led to it"), &what_led_to_it(account, language));
    section(&mut text, language.pick("특례", "Exemptions"), &exemptions(account, language));
    section(&mut text, language.pick("책임", "Who answers for it"), &who_answers(account, language));
    section(&mut text, language.pick("피해의 정도", "How grave it was"), &how_grave(account, language));
    text
}

/// An incident in one sentence.
pub fn headline(account: &Account, language: Language) -> String {
    let record = &account.record;
    let what = what_happened(account, language);
    let what = what.trim_end_matches('.');
    let first = first_failure(account).map(|deed| sentences::short(account, deed, language));
    let (number, time_s) = (record.number, record.time_s);
    let mut text = match language {
        Language::Ko => format!("사건 {number} ({time_s:.1}초): {what}"),
        Language::En => format!("Incident {number} ({time_s:.1} s): {what}"),
    };
    if let Some(first) = first {
        let _ = match language {
            Language::Ko => write!(text, "; 발단은 {first}"),
            Language::En => write!(text, "; it began with {first}"),
        };
    }
    if let Some((p, curve)) = greatest(account, Level::Fatal) {
        let percent = percent(p);
        let _ = match language {
            Language::Ko => write!(text, "; 사망 확률 최대 {percent} ({curve})"),
            Language::En => write!(text, "; probability of death up to {percent} ({curve})"),
        };
    }
    text + "."
}

/// The greatest probability of that level over all parties and curves, with the curve's name.
pub fn greatest(account: &Account, level: Level) -> Option<(f64, &str)> {
    let risks = account.record.parties.iter().flat_map(|party| &party.risks);
    let of_level = risks.filter(|risk| risk.level == level);
    let most = of_level.max_by(|a, b| a.probability.total_cmp(&b.probability))?;
    Some((most.probability, most.curve.as_str()))
}

/// What failed first: a fault of a system before all else, then a limit of its domain, then what people did.
pub fn first_failure(account: &Account) -> Option<&Deed> {
    let rank = |deed: &Deed| match deed.event {
        Event::FaultBegan { .. } => Some(0),
        Event::OddLeft { .. } | Event::TakeoverRequested { .. } => Some(1),
        Event::Lapsed { lapse, .. } => Some(if lapse == Lapse::Glance { 3 } else { 2 }),
        Event::EnteredJunction { .. } | Event::PassedCrosswalk { .. } => Some(2),
        Event::Judged { outcome: Outcome::Violated, .. } => Some(4),
        Event::ChangedLane { .. } => Some(5),
        Event::Danger { .. } => Some(6),
        _ => None,
    };
    let ranked = account.record.chain.iter().filter_map(|deed| Some((rank(deed)?, deed)));
    // The first of the least rank: the chain is in the order of time.
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, deed)| deed)
}

fn section(text: &mut String, title: &str, sentences: &[String]) {
    if sentences.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    for sentence in sentences {
        let _ = writeln!(text, "- {sentence}");
    }
}

/// Where it was, in words of the map.
pub fn place(account: &Account, language: Language) -> String {
    let place = &account.place;
    let mut parts = Vec::new();
    parts.extend(place.road.clone());
    if let Some(junction) = &place.junction {
        parts.push(format!("{} {junction}", language.pick("교차로", "junction")));
    }
    if let Some(link) = &place.link {
        parts.push(format!("{} {link}", language.pick("링크", "link")));
    }
    if let Some(lane) = &place.lane {
        parts.push(format!("{} {lane}", language.pick("차로", "lane")));
    }
    if let Some([lon, lat]) = place.lon_lat_deg {
        parts.push(match language {
            Language::Ko => format!("북위 {lat:.6}°, 동경 {lon:.6}°"),
            Language::En => format!("{lat:.6}° N, {lon:.6}° E"),
        });
    }
    if parts.is_empty() {
        language.pick("도로망 전체", "the whole network").to_owned()
    } else {
        parts.join(", ")
    }
}

fn when_and_where(account: &Account, language: Language) -> String {
    let (clock, time_s) = (&account.clock, account.record.time_s);
    let place = place(account, language);
    match language {
        Language::Ko => format!("일시와 장소: {clock} (시작 후 {time_s:.1}초), {place}."),
        Language::En => format!("When and where: {clock} ({time_s:.1} s after the start), {place}."),
    }
}

/// With a capital letter in front, where the first letter has one.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn what_happened(account: &Account, language: Language) -> String {
    capital(&what_happened_to(account, language))
}

fn what_happened_to(account: &Account, language: Language) -> String {
    let record = &account.record;
    let (a, b) = (record.parties.first(), record.parties.get(1));
    let cause = record.cause.map(|cause| words::cause(cause, language)).unwrap_or_default();
    let Some(a) = a else { return words::happened_to_nobody(record.kind, language) };
    let (one, kmh) = (named(account, a, language), a.speed_mps * 3.6);
    match (record.kind, b, language) {
        (
            IncidentKind::CollisionVehicleVehicle
            | IncidentKind::CollisionVehiclePerson
            | IncidentKind::CollisionVehicleObject,
            Some(b),
            _,
        ) => collision(account, (a, b), language),
        (IncidentKind::EmergencyBlocked, Some(b), Language::Ko) => {
            format!("{}의 진로를 {}가 막고 비켜 주지 않았다.", one, named(account, b, language))
        }
        (IncidentKind::EmergencyBlocked, Some(b), Language::En) => {
            format!("{} was held up by {}, which did not make way.", one, named(account, b, language))
        }
        (kind, _, Language::Ko) => {
            format!("{one}: {} (직전 속도 {kmh:.0} km/h).", words::happened(kind, cause, language))
        }
        (kind, _, Language::En) => {
            format!("{one}, at {kmh:.0} km/h: {}.", words::happened(kind, cause, language))
        }
    }
}

fn collision(account: &Account, (a, b): (&Party, &Party), language: Language) -> String {
    let (one, other) = (named(account, a, language), named(account, b, language));
    let (kmh, other_kmh) = (a.speed_mps * 3.6, b.speed_mps * 3.6);
    let how = |party: &Party| {
        if words::is_driven(party) {
            format!(", {}", words::control(party.control, language))
        } else {
            String::new()
        }
    };
    match language {
        Language::Ko => format!(
            "{one}(시속 {kmh:.0} km{})와 {other}(시속 {other_kmh:.0} km{})가 충돌하였다.",
            how(a),
            how(b)
        ),
        Language::En => {
            format!("{one}, at {kmh:.0} km/h{}, hit {other}, at {other_kmh:.0} km/h{}.", how(a), how(b))
        }
    }
}

fn what_led_to_it(account: &Account, language: Language) -> Vec<String> {
    let record = &account.record;
    if record.chain.is_empty() {
        return vec![
            language
                .pick(
                    "그 직전에 고장, 부주의, 위반이 기록되지 않았다.",
                    "No fault, lapse or violation was recorded in the time before.",
                )
                .to_owned(),
        ];
    }
    let mut lines = Vec::new();
    if let Some(first) = first_failure(account) {
        let what = sentences::short(account, first, language);
        lines.push(match language {
            Language::Ko => format!("가장 먼저 잘못된 것은 다음이다: {what}."),
            Language::En => format!("What failed first: {what}."),
        });
    }
    let deeds = record.chain.iter().filter(|deed| !told_with_it(deed, &record.chain));
    lines.extend(deeds.map(|deed| sentences::sentence(account, deed, language)));
    lines
}

fn exemptions(account: &Account, language: Language) -> Vec<String> {
    let mut by: Vec<(&str, String)> = Vec::new();
    for deed in &account.record.chain {
        if let Event::Judged { rule, outcome: Outcome::Exempted(provision), .. } = deed.event {
            let pair = (account.rule(rule), account.cited(provision, language));
            if !by.contains(&pair) {
                by.push(pair);
            }
        }
    }
    if by.is_empty() {
        let text = language.pick(
            "특례로 면제된 행위는 이 경과에 없다.",
            "No act that a special case exempts was in the chain.",
        );
        return vec![text.to_owned()];
    }
    by.iter()
        .map(|(rule, provision)| match language {
            Language::Ko => format!(
                "특례로 면제된 행위가 경과에 있다: {rule}에 어긋나는 행위이나 {provision}에 따라 면제되어 위반이 아니다. 특례가 없었다면 \
                 사고가 없었을지는 같은 시드의 비교(`pilotzone compare`)로만 알 수 있다."
            ),
            Language::En => format!(
                "An exempted act was in the chain: it goes against {rule}, and {provision} exempts it, so it is no \
                 violation. Whether the incident would have come about without it is told by `pilotzone compare` alone."
            ),
        })
        .collect()
}

fn who_answers(account: &Account, language: Language) -> Vec<String> {
    let Some((key, blame)) = account.record.responsible else {
        let text = language.pick("한 당사자의 책임으로 정하지 않는다.", "No single party answers for it.");
        return vec![text.to_owned()];
    };
    let (who, why) = (account.agent(key), words::blame(blame, language));
    let mut broken: Vec<String> = Vec::new();
    for deed in account.record.chain.iter().filter(|deed| deed.agent == key) {
        if let Event::Judged { rule, outcome: Outcome::Violated, .. } = deed.event {
            let cited = account.cited(rule, language);
            if !broken.contains(&cited) {
                broken.push(cited);
            }
        }
    }
    let mut lines = vec![match language {
        Language::Ko => format!("{who}에 책임이 있는 것으로 판정된다. 적용한 규칙: {why}"),
        Language::En => format!("{who} answers for it. The rule applied: {why}"),
    }];
    if !broken.is_empty() {
        let broken = broken.join(", ");
        lines.push(match language {
            Language::Ko => format!("{who}의 위반: {broken}."),
            Language::En => format!("{who} broke {broken}."),
        });
    }
    let court = language.pick(
        "이는 모의실험의 판정 규칙에 따른 것이며 법적 책임의 판단이 아니다.",
        "This is the simulation's rule, not a court's judgment.",
    );
    lines.push(court.to_owned());
    lines
}

fn how_grave(account: &Account, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(loss_j) = account.record.loss_j {
        let kj = loss_j / 1000.0;
        lines.push(match language {
            Language::Ko => format!("충돌로 잃은 에너지는 {kj:.1} kJ이다."),
            Language::En => format!("The impact took {kj:.1} kJ of energy."),
        });
    }
    for party in &account.record.parties {
        let name = account.agent(party.key);
        if let Some(delta_v) = party.delta_v_mps {
            let kmh = delta_v * 3.6;
            lines.push(match language {
                Language::Ko => format!("{name}의 속도 변화(delta-v)는 {kmh:.1} km/h이다."),
                Language::En => {
                    format!("The impact changed the velocity of {name} by {kmh:.1} km/h (delta-v).")
                }
            });
        }
        lines.extend(TOLD.iter().filter_map(|&level| odds(party, name, level, language)));
    }
    lines
}

/// The odds of one level of injury for those in or under one party, by every curve.
fn odds(party: &Party, name: &str, level: Level, language: Language) -> Option<String> {
    let of_level = party.risks.iter().filter(|risk| risk.level == level);
    let each: Vec<String> =
        of_level.map(|risk| format!("{} ({})", percent(risk.probability), risk.curve)).collect();
    if each.is_empty() {
        return None;
    }
    let (level, each) = (words::level(level, language), each.join(", "));
    let on_foot = !words::is_driven(party);
    Some(match (language, on_foot) {
        (Language::Ko, true) => format!("{name}의 {level} 확률: {each}."),
        (Language::Ko, false) => format!("{name} 탑승자 1인의 {level} 확률: {each}."),
        (Language::En, true) => format!("The probability of {level} for {name} is {each}."),
        (Language::En, false) => format!("The probability of {level} for one person in {name} is {each}."),
    })
}

fn percent(p: f64) -> String {
    format!("{:.2} %", p * 100.0)
}
