//! The words for incidents, deeds and grounds, Korean and English.

use crate::account::Account;
use crate::air_words::uav_fault;
use crate::blame::Blame;
use crate::record::Party;
use pilotzone_scenario::file::Level;
use pilotzone_world::{Activity, AgentClass, Cause, Control, FaultKind, IncidentKind, Language, OddLimit};

/// A kind of incident.
pub fn incident(kind: IncidentKind, language: Language) -> &'static str {
    let (ko, en) = match kind {
        IncidentKind::CollisionVehicleVehicle => ("차량 간 충돌", "collision of two vehicles"),
        IncidentKind::CollisionVehiclePerson => {
            ("차량과 보행자의 충돌", "collision of a vehicle with a person")
        }
        IncidentKind::CollisionVehicleObject => {
            ("차량과 물체의 충돌", "collision of a vehicle with an object")
        }
        IncidentKind::Disengagement => {
            ("자율주행의 예정되지 않은 해제", "unplanned end of automated driving")
        }
        IncidentKind::TakeoverFailure => ("제어권 인수 실패", "take-over failure"),
        IncidentKind::MinimalRiskStop => ("위험최소화운행에 의한 정지", "stop by a minimal-risk manoeuvre"),
        IncidentKind::OddExit => ("운행가능영역 이탈", "driving outside the operational design domain"),
        IncidentKind::Gridlock => ("교통 마비", "gridlock"),
        IncidentKind::EmergencyBlocked => ("긴급자동차의 진로 방해", "an emergency vehicle is held up"),
        IncidentKind::UavHitGround => ("드론의 지면 충돌", "a drone hits the ground"),
        IncidentKind::UavHitPerson => ("드론과 사람의 충돌", "a drone hits a person"),
        IncidentKind::UavHitVehicle => ("드론과 차량의 충돌", "a drone hits a vehicle"),
        IncidentKind::UavHitBuilding => ("드론과 건물의 충돌", "a drone hits a building"),
        IncidentKind::UavHitUav => ("드론 간 충돌", "two drones collide"),
        IncidentKind::WellClearLoss => ("드론 간 안전거리 상실", "two drones lose well clear"),
        IncidentKind::GeofenceBreach => ("비행 금지 구역 침범", "a drone enters a zone closed to it"),
        IncidentKind::LinkLost => ("조종 통신 두절", "the command link is lost"),
        IncidentKind::FlyAway => ("드론의 통제 불능 이탈", "a drone flies away"),
    };
    language.pick(ko, en)
}

pub(crate) fn class(class: AgentClass, language: Language) -> &'static str {
    let (ko, en) = match class {
        AgentClass::Car => ("승용차", "car"),
        AgentClass::Av => ("자율주행자동차", "automated car"),
        AgentClass::Truck => ("화물차", "truck"),
        AgentClass::Bus => ("버스", "bus"),
        AgentClass::Motorcycle => ("이륜차", "motorcycle"),
        AgentClass::Bicycle => ("자전거", "bicycle"),
        AgentClass::Scooter => ("개인형 이동장치", "e-scooter"),
        AgentClass::Emergency => ("긴급자동차", "emergency vehicle"),
        AgentClass::Pedestrian => ("보행자", "person on foot"),
        AgentClass::Uav => ("드론", "drone"),
    };
    language.pick(ko, en)
}

pub(crate) fn control(control: Control, language: Language) -> &'static str {
    let (ko, en) = match control {
        Control::Person => ("사람이 운전", "driven by a person"),
        Control::Manual => ("자율주행시스템을 끄고 사람이 운전", "driven by a person with its system off"),
        Control::Automated => ("자율주행 중", "driven by its automated system"),
        Control::Transition => {
            ("제어권 전환 요구 중", "driven by its automated system, which had asked its driver to take over")
        }
        Control::MinimalRisk => ("위험최소화운행 중", "in a minimal-risk manoeuvre"),
        Control::Halted => ("정지 상태", "standing with nobody driving it"),
    };
    language.pick(ko, en)
}

pub(crate) fn level(level: Level, language: Language) -> &'static str {
    match level {
        Level::Mais2plus => "MAIS2+",
        Level::Mais3plus => "MAIS3+",
        Level::Ais4plus => "AIS4+",
        Level::Mais4plus => "MAIS4+",
        Level::Mais5plus => "MAIS5+",
        Level::Fatal => language.pick("사망", "death"),
    }
}

pub(crate) fn blame(blame: Blame, language: Language) -> &'static str {
    let (ko, en) = match blame {
        Blame::Alone => ("다른 당사자가 없으면 스스로 책임진다.", "who is alone in it answers for it."),
        Blame::Followed => (
            "뒤따르는 쪽이 앞차와의 거리를 지켜야 한다.",
            "who follows another keeps the distance; the other had not just changed lanes.",
        ),
        Blame::CutIn => (
            "차로를 바꾸어 바로 앞에 들어온 쪽이 그 거리를 책임진다.",
            "who has just changed lanes in front of another answers for the gap.",
        ),
        Blame::RanRed => ("적색 신호에 진행한 쪽이 책임진다.", "who went on red answers for it."),
        Blame::DidNotYield => ("양보하여야 하는 쪽이 책임진다.", "who had to give way answers for it."),
        Blame::EndangeredPerson => {
            ("차량이 보행자를 보호하여야 한다.", "a vehicle has to protect people on foot.")
        }
        Blame::Flew => (
            "비행체가 있어서는 안 될 곳을 비행하거나 그곳으로 추락한 쪽이 책임진다.",
            "who flew, or fell, where it should not answers for it.",
        ),
        Blame::CameLater => (
            "더 적용할 규칙이 없으면 나중에 도달하였거나 부딪친 쪽이 책임진다.",
            "where no rule says more, who came later or ran into the other answers for it.",
        ),
    };
    language.pick(ko, en)
}

/// Whether it is a vehicle with somebody or something that drives it.
pub(crate) fn is_driven(party: &Party) -> bool {
    !party.is_object && party.class != AgentClass::Pedestrian
}

/// A party by what it is and its name.
pub(crate) fn named(account: &Account, party: &Party, language: Language) -> String {
    let class =
        if party.is_object { language.pick("물체", "object") } else { class(party.class, language) };
    let name = account.agent(party.key);
    match language {
        Language::Ko => format!("{class} {name}"),
        Language::En => format!("the {class} {name}"),
    }
}

/// What an incident of one party came to.
pub(crate) fn happened(kind: IncidentKind, cause: &str, language: Language) -> String {
    let with = |ko: &str, en: &str| match (language, cause.is_empty()) {
        (Language::Ko, true) => ko.to_owned(),
        (Language::Ko, false) => format!("{ko}. 사유는 {cause}"),
        (Language::En, true) => en.to_owned(),
        (Language::En, false) => format!("{en} because of {cause}"),
    };
    match kind {
        IncidentKind::Disengagement => {
            with("자율주행이 예정 없이 해제되었다", "its automated driving ended unplanned")
        }
        IncidentKind::TakeoverFailure => language
            .pick("운전자가 제어권을 제때 인수하지 못하였다", "its driver did not take over in time")
            .to_owned(),
        IncidentKind::MinimalRiskStop => with(
            "위험최소화운행으로 도로에 정지하였다",
            "it came to a stop on the road by a minimal-risk manoeuvre",
        ),
        IncidentKind::OddExit => with(
            "운행가능영역 밖에서 자율주행을 계속하였다",
            "it went on driving automatically outside its operational design domain",
        ),
        kind => incident(kind, language).to_owned(),
    }
}

/// What an incident of no one in particular came to.
pub(crate) fn happened_to_nobody(kind: IncidentKind, language: Language) -> String {
    match (kind, language) {
        (IncidentKind::Gridlock, Language::Ko) => "도로 위의 모든 차량이 움직이지 못하게 되었다.".to_owned(),
        (IncidentKind::Gridlock, Language::En) => "Nothing on the road moved any more.".to_owned(),
        (kind, _) => format!("{}.", incident(kind, language)),
    }
}

pub(crate) fn cause(cause: Cause, language: Language) -> &'static str {
    let (ko, en) = match cause {
        Cause::Fault(kind) => return fault(kind, language),
        Cause::Uav(kind) => return uav_fault(kind, language),
        Cause::Odd(limit) => return odd(limit, language),
        Cause::LowConfidence => ("낮은 신뢰도", "low confidence"),
        Cause::Override => ("운전자의 개입", "the driver's own wish"),
        Cause::Crash => ("충돌", "a crash"),
        Cause::NoAnswer => ("운전자의 무응답", "no answer of the driver"),
        Cause::Recovered => ("정상 복귀", "all is well again"),
        Cause::Started => ("운행 시작", "the start of the trip"),
    };
    language.pick(ko, en)
}

pub(crate) fn fault(kind: FaultKind, language: Language) -> &'static str {
    let (ko, en) = match kind {
        FaultKind::SensorBlind => ("센서 차단", "a blind sensor"),
        FaultKind::RangeCut => ("센서 탐지거리 감소", "a sensor that sees less far"),
        FaultKind::LatencySpike => ("처리 지연", "a late picture"),
        FaultKind::LocalisationDrift => ("위치 추정 오차", "a wrong idea of its place"),
        FaultKind::GhostObject => ("허위 물체 인식", "an object that is not there"),
        FaultKind::MissedPedestrian => ("보행자 미인식", "an overlooked person"),
        FaultKind::ActuatorStuck => ("구동장치 고착", "a stuck actuator"),
        FaultKind::BrakeLoss => ("제동력 상실", "lost brakes"),
        FaultKind::ComputerStop => ("컴퓨터 정지", "a stopped computer"),
        FaultKind::V2xLoss => ("차량통신 두절", "lost radio to the road"),
        FaultKind::WrongMap => ("지도 오류", "a wrong map"),
    };
    language.pick(ko, en)
}

pub(crate) fn odd(limit: OddLimit, language: Language) -> &'static str {
    let (ko, en) = match limit {
        OddLimit::Area => ("운행 구역 밖", "the end of its area"),
        OddLimit::Road => ("허용되지 않은 도로", "a road not meant for it"),
        OddLimit::Speed => ("속도 범위 밖", "a speed not meant for it"),
        OddLimit::Rain => ("강우", "rain"),
        OddLimit::Snow => ("적설", "snow"),
        OddLimit::Visibility => ("시정 불량", "poor visibility"),
        OddLimit::Night => ("야간", "night"),
        OddLimit::Hours => ("운행 시간 밖", "the end of its hours"),
    };
    language.pick(ko, en)
}

pub(crate) fn activity(activity: Activity, language: Language) -> &'static str {
    let (ko, en) = match activity {
        Activity::None => ("아무것도 하지 않음", "nothing"),
        Activity::HandheldPhone => ("휴대전화 사용", "using a phone"),
        Activity::Video => ("영상 시청", "watching a video"),
        Activity::Display => ("영상표시장치 조작", "operating a display"),
        Activity::HandsFree => ("핸즈프리 통화", "talking hands-free"),
    };
    language.pick(ko, en)
}
