//! What one did, or what befell it, as a sentence.

use crate::account::Account;
use crate::air_words::aloft;
use crate::memory::Deed;
use crate::words::{activity, cause, fault, odd};
use pilotzone_map::Aspect;
use pilotzone_world::{Activity, AtCrosswalk, Control, Event, Language, Lapse, Outcome};

/// A deed with its time and a full stop.
pub(crate) fn sentence(account: &Account, deed: &Deed, language: Language) -> String {
    let before_s = (account.record.time_s - deed.time_s).max(0.0);
    let what = clause(account, deed, language);
    match language {
        Language::Ko if before_s < 0.05 => format!("그 순간, {what}."),
        Language::Ko => format!("{before_s:.1}초 전, {what}."),
        Language::En if before_s < 0.05 => format!("At that moment, {what}."),
        Language::En => format!("{before_s:.1} s before, {what}."),
    }
}

/// A deed as the beginning of a chain, without its time: a group of words.
pub(crate) fn short(account: &Account, deed: &Deed, language: Language) -> String {
    let who = account.agent(deed.agent);
    match (deed.event, language) {
        (Event::FaultBegan { fault: kind }, Language::Ko) => {
            format!("{who}의 고장({})", fault(kind, language))
        }
        (Event::FaultBegan { fault: kind }, Language::En) => {
            format!("a fault of {who}: {}", fault(kind, language))
        }
        (Event::OddLeft { limit, .. }, Language::Ko) => {
            format!("{who}의 운행가능영역 이탈({})", odd(limit, language))
        }
        (Event::OddLeft { limit, .. }, Language::En) => {
            format!("{who} outside its operational design domain: {}", odd(limit, language))
        }
        (Event::TakeoverRequested { cause: why, .. }, Language::Ko) => {
            format!("{who}의 제어권 전환 요구({})", cause(why, language))
        }
        (Event::TakeoverRequested { cause: why, .. }, Language::En) => {
            format!("a request of {who} to take over, because of {}", cause(why, language))
        }
        (Event::Judged { rule, .. }, Language::Ko) => {
            format!("{who}의 {} 위반", account.cited(rule, language))
        }
        (Event::Judged { rule, .. }, Language::En) => {
            format!("a breach of {} by {who}", account.cited(rule, language))
        }
        (Event::Lapsed { lapse, .. }, Language::Ko) => format!("{who}의 {}", lapse_noun(lapse, language)),
        (Event::Lapsed { lapse, .. }, Language::En) => format!("{} by {who}", lapse_noun(lapse, language)),
        (_, Language::Ko) => format!("다음 사실({})", clause(account, deed, language)),
        (_, Language::En) => format!("this: {}", clause(account, deed, language)),
    }
}

/// Whether another deed of the same moment says it already.
pub(crate) fn told_with_it(deed: &Deed, chain: &[Deed]) -> bool {
    matches!(deed.event, Event::ModeChanged { to: Control::Transition, .. })
        && chain.iter().any(|other| {
            other.agent == deed.agent
                && other.time_s == deed.time_s
                && matches!(other.event, Event::TakeoverRequested { .. })
        })
}

fn clause(account: &Account, deed: &Deed, language: Language) -> String {
    let who = account.agent(deed.agent);
    match language {
        Language::Ko => korean(account, who, &deed.event),
        Language::En => english(account, who, &deed.event),
    }
}

fn lapse_noun(lapse: Lapse, language: Language) -> &'static str {
    let (ko, en) = match lapse {
        Lapse::Glance => ("전방 주시 태만", "a look away from the road"),
        Lapse::RedLight => ("적색 신호 무시", "going on red"),
        Lapse::Crossing => ("횡단보도 보행자 보호의무 불이행", "not yielding at a crosswalk"),
        Lapse::Tailgating => ("안전거리 미확보", "following too close"),
        Lapse::Flight => ("사고 후 도주", "driving on after an accident"),
    };
    language.pick(ko, en)
}

fn is_red(light: Option<Aspect>) -> bool {
    matches!(light, Some(Aspect::Red | Aspect::RedAmber))
}

fn korean(account: &Account, who: &str, event: &Event) -> String {
    let ko = Language::Ko;
    match *event {
        Event::FaultBegan { fault: kind } => format!("{who}에 고장이 발생하였다: {}", fault(kind, ko)),
        Event::FaultEnded { fault: kind, lasted_s } => {
            format!("{lasted_s:.1}초 동안 계속된 {who}의 고장이 끝났다: {}", fault(kind, ko))
        }
        Event::TakeoverRequested { cause: why, activity: act, .. } => format!(
            "{who}의 자율주행시스템이 운전자에게 제어권 인수를 요구하였다(사유: {}). {}",
            cause(why, ko),
            match act {
                Activity::None => "운전자는 다른 일을 하고 있지 않았다".to_owned(),
                act => format!("운전자는 {} 중이었다", activity(act, ko)),
            }
        ),
        Event::TakenOver { after_s, .. } => {
            format!("{who}의 운전자가 요구를 받은 지 {after_s:.1}초 만에 제어권을 인수하였다")
        }
        Event::TakeoverMissed { after_s, .. } => {
            format!("{who}의 운전자는 요구를 받은 지 {after_s:.1}초가 지나도록 제어권을 인수하지 못하였다")
        }
        Event::ModeChanged { to, cause: why, .. } => {
            let mode = match to {
                Control::Person | Control::Manual => "운전을 사람이 맡게 되었다",
                Control::Automated => "운전을 자율주행시스템이 맡게 되었다",
                Control::Transition => "시스템이 제어권 전환 요구 상태가 되었다",
                Control::MinimalRisk => "시스템이 위험최소화운행을 시작하였다",
                Control::Halted => "주행이 끝나고 정지 상태가 되었다",
            };
            format!("{who}의 {mode}(사유: {})", cause(why, ko))
        }
        Event::MinimalRiskStopped { .. } => format!("{who}의 위험최소화운행이 정지로 끝났다"),
        Event::OddLeft { limit, .. } => {
            format!("{who}의 자율주행시스템이 운행가능영역을 벗어나 주행하였다: {}", odd(limit, ko))
        }
        Event::EmergencyBraked { speed_mps, .. } => {
            format!("{who}의 비상제동장치가 {:.0} km/h에서 작동하였다", speed_mps * 3.6)
        }
        Event::ActivityBegan { activity: act } => {
            format!("{who}의 운전자가 운전 외의 일을 시작하였다: {}", activity(act, ko))
        }
        Event::ActivityEnded { activity: act, .. } => {
            format!("{who}의 운전자가 운전 외의 일을 마쳤다: {}", activity(act, ko))
        }
        Event::Lapsed { lapse, lasts_s } => match lapse {
            Lapse::Glance => format!("{who}의 운전자가 {lasts_s:.1}초 동안 전방에서 눈을 떼었다"),
            lapse => format!("{who}에 부주의가 있었다: {}", lapse_noun(lapse, ko)),
        },
        Event::EnteredJunction { light, speed_mps, .. } => {
            let light = if is_red(light) { "적색" } else { "황색" };
            format!("{light} 신호에 {who}의 앞부분이 {:.0} km/h로 정지선을 넘었다", speed_mps * 3.6)
        }
        Event::PassedCrosswalk { person, speed_mps, .. } => {
            let where_ = if person == AtCrosswalk::On { "위에" } else { "앞에 건너려는" };
            format!(
                "횡단보도 {where_} 보행자가 있는데 {who}의 앞부분이 {:.0} km/h로 횡단보도에 들어섰다",
                speed_mps * 3.6
            )
        }
        Event::ChangedLane { .. } => format!("{who}의 차로 변경이 있었다"),
        Event::Danger { other } => {
            format!("{}에 대한 위험이 발생하였다(야기한 쪽: {who})", account.agent(other))
        }
        Event::LeaveEnded { rule, other } => format!(
            "{}에 대한 위험 때문에 {who}에 대한 특례 {}의 적용이 끝났다",
            account.agent(other),
            account.cited(rule, ko)
        ),
        Event::Judged { rule, outcome, .. } => {
            let cited = account.cited(rule, ko);
            match outcome {
                Outcome::Violated => format!("{who}의 위반이 시작되었다: {cited}"),
                Outcome::Exempted(by) => {
                    format!(
                        "{who}에 특례로 면제되는 행위가 시작되었다: {cited}, 면제 근거 {}",
                        account.cited(by, ko)
                    )
                }
                Outcome::Allowed(by) => {
                    format!(
                        "{who}에 허용되는 행위가 시작되었다: {cited}, 허용 근거 {}",
                        account.cited(by, ko)
                    )
                }
            }
        }
        Event::Air(event) => format!("{who}: {}", aloft(&event, ko)),
        other => format!("{who}: {}", other.kind()),
    }
}

fn english(account: &Account, who: &str, event: &Event) -> String {
    let en = Language::En;
    match *event {
        Event::FaultBegan { fault: kind } => format!("a fault began in {who}: {}", fault(kind, en)),
        Event::FaultEnded { fault: kind, lasted_s } => {
            format!("a fault of {who} that had lasted {lasted_s:.1} s ended: {}", fault(kind, en))
        }
        Event::TakeoverRequested { cause: why, activity: act, .. } => format!(
            "{who} asked its driver to take over because of {}; the driver was {}",
            cause(why, en),
            match act {
                Activity::None => "doing nothing else",
                act => activity(act, en),
            }
        ),
        Event::TakenOver { after_s, .. } => {
            format!("the driver of {who} took over, {after_s:.1} s after being asked")
        }
        Event::TakeoverMissed { after_s, .. } => {
            format!("the driver of {who} had not taken over {after_s:.1} s after being asked")
        }
        Event::ModeChanged { to, cause: why, .. } => {
            let mode = match to {
                Control::Person | Control::Manual => "its driver drove from then on",
                Control::Automated => "its automated system drove from then on",
                Control::Transition => "its system waited for the driver to take over",
                Control::MinimalRisk => "its system began a minimal-risk manoeuvre",
                Control::Halted => "it stood, and nobody drove it any more",
            };
            format!("{who} changed its mode because of {}: {mode}", cause(why, en))
        }
        Event::MinimalRiskStopped { .. } => {
            format!("{who} came to a stop at the end of a minimal-risk manoeuvre")
        }
        Event::OddLeft { limit, .. } => {
            format!("{who} drove automatically outside its operational design domain: {}", odd(limit, en))
        }
        Event::EmergencyBraked { speed_mps, .. } => {
            format!("the emergency braking of {who} set in at {:.0} km/h", speed_mps * 3.6)
        }
        Event::ActivityBegan { activity: act } => {
            format!("the driver of {who} began to do something beside driving: {}", activity(act, en))
        }
        Event::ActivityEnded { activity: act, .. } => {
            format!("the driver of {who} stopped doing something beside driving: {}", activity(act, en))
        }
        Event::Lapsed { lapse, lasts_s } => match lapse {
            Lapse::Glance => format!("the driver of {who} looked away from the road for {lasts_s:.1} s"),
            Lapse::RedLight => format!("{who} did not stop for a red light"),
            Lapse::Crossing => format!("{who} did not yield at a crosswalk"),
            Lapse::Tailgating => format!("{who} began to follow too close"),
            Lapse::Flight => format!("{who} drove on after an accident"),
        },
        Event::EnteredJunction { light, speed_mps, .. } => {
            let light = if is_red(light) { "red" } else { "amber" };
            format!("{who} entered the junction on {light} at {:.0} km/h", speed_mps * 3.6)
        }
        Event::PassedCrosswalk { person, speed_mps, .. } => {
            let who_else = if person == AtCrosswalk::On { "was on it" } else { "was about to cross" };
            format!("{who} drove onto a crosswalk at {:.0} km/h while somebody {who_else}", speed_mps * 3.6)
        }
        Event::ChangedLane { .. } => format!("{who} changed lanes"),
        Event::Danger { other } => format!("{who} brought about a danger to {}", account.agent(other)),
        Event::LeaveEnded { rule, other } => format!(
            "the exemption of {who} under {} ended because of a danger to {}",
            account.cited(rule, en),
            account.agent(other)
        ),
        Event::Judged { rule, outcome, .. } => {
            let cited = account.cited(rule, en);
            match outcome {
                Outcome::Violated => format!("{who} began to break {cited}"),
                Outcome::Exempted(by) => {
                    format!("{who} began to act against {cited}, which {} exempted", account.cited(by, en))
                }
                Outcome::Allowed(by) => {
                    format!("{who} began to act against {cited}, which {} allowed", account.cited(by, en))
                }
            }
        }
        Event::Air(event) => format!("{who}: {}", aloft(&event, en)),
        other => format!("{who}: {}", other.kind()),
    }
}
