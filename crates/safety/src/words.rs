//! The words for incidents, deeds and grounds, Korean and English.

use crate::blame::Blame;
use pilotzone_scenario::file::Level;
use pilotzone_world::{
    Activity, AgentClass, AirEvent, Cause, Control, Event, FaultKind, IncidentKind, Language, Lapse,
    OddLimit, Outcome, UavFaultKind, UavResponse, UavStruck,
};

pub(crate) fn incident(kind: IncidentKind, language: Language) -> &'static str {
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
        Control::Manual => ("자율주행시스템을 끄고 사람이 운전", "driven by a person with the system off"),
        Control::Automated => ("자율주행 중", "driven by the automated system"),
        Control::Transition => ("제어권 전환 요구 중", "the system has asked its driver to take over"),
        Control::MinimalRisk => ("위험최소화운행 중", "in a minimal-risk manoeuvre"),
        Control::Halted => ("정지 상태", "halted"),
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
        Blame::Alone => ("다른 당사자가 없다.", "Nobody else took part."),
        Blame::Followed => ("앞차를 뒤따르고 있었다.", "It followed the other."),
        Blame::CutIn => {
            ("바로 앞으로 차로를 변경하였다.", "It had just changed lanes in front of the other.")
        }
        Blame::RanRed => ("적색 신호에 진행하였다.", "It went on red."),
        Blame::DidNotYield => ("양보하여야 하였다.", "It had to give way."),
        Blame::EndangeredPerson => {
            ("차량으로서 보행자를 보호하여야 하였다.", "It is a vehicle, the other was on foot.")
        }
        Blame::Flew => (
            "비행체가 있어서는 안 될 곳을 비행하거나 그곳으로 추락하였다.",
            "It flew, or fell, where it should not.",
        ),
        Blame::CameLater => (
            "더 적용할 규칙이 없어, 나중에 도달하였거나 부딪친 쪽으로 하였다.",
            "No rule says more: it came later, or ran into the other.",
        ),
    };
    language.pick(ko, en)
}

pub(crate) fn outcome(outcome: Outcome, language: Language) -> &'static str {
    match outcome {
        Outcome::Violated => language.pick("위반", "broken"),
        Outcome::Exempted(_) => language.pick("위반이나 특례로 면제", "broken, but exempted"),
        Outcome::Allowed(_) => language.pick("허용", "allowed"),
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

fn fault(kind: FaultKind, language: Language) -> &'static str {
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

fn uav_fault(kind: UavFaultKind, language: Language) -> &'static str {
    let (ko, en) = match kind {
        UavFaultKind::Motor => ("모터 정지", "a stopped motor"),
        UavFaultKind::Battery => ("배터리 고장", "a failed battery"),
        UavFaultKind::GnssLoss => ("위성항법 상실", "lost satellites"),
        UavFaultKind::GnssDrift => ("위성항법 오차", "a position that wanders off"),
        UavFaultKind::LinkLoss => ("조종 통신 두절", "a silent command link"),
        UavFaultKind::AvoidLoss => ("탐지 및 회피 고장", "failed detection of others"),
        UavFaultKind::FlyAway => ("통제 불능", "a drone out of control"),
        UavFaultKind::LowBattery => ("배터리 부족", "a battery down to its reserve"),
    };
    language.pick(ko, en)
}

/// What happened in the air.
fn aloft(event: &AirEvent, language: Language) -> String {
    let pick = |ko: &str, en: &str| language.pick(ko, en).to_owned();
    match *event {
        AirEvent::UavFaultBegan { fault } => {
            let what = uav_fault(fault, language);
            pick(&format!("고장 발생, {what}"), &format!("a fault begins: {what}"))
        }
        AirEvent::Responded { response, .. } => match response {
            UavResponse::ReturnHome => pick("귀환 시작", "flies home"),
            UavResponse::LandNow => pick("즉시 착륙", "lands where it is"),
            UavResponse::Parachute => pick("낙하산 전개", "opens its parachute"),
            UavResponse::Hover => pick("제자리 비행", "hovers"),
        },
        AirEvent::LinkLost { distance_m, hidden } => {
            let (ko, en) = if hidden { (", 건물에 가림", ", behind a building") } else { ("", "") };
            pick(
                &format!("조종 통신 두절, 거리 {distance_m:.0} m{ko}"),
                &format!("its command link is lost at {distance_m:.0} m{en}"),
            )
        }
        AirEvent::ZoneEntered { height_m, .. } => pick(
            &format!("고도 {height_m:.0} m에서 비행 금지 구역 진입"),
            &format!("enters a zone closed to it at {height_m:.0} m"),
        ),
        AirEvent::FlewAway { .. } => pick("통제를 벗어남", "flies away"),
        AirEvent::WellClearLost { beside_m, above_m, .. } => pick(
            &format!("다른 드론과 수평 {beside_m:.0} m, 수직 {above_m:.0} m"),
            &format!("comes within {beside_m:.0} m beside and {above_m:.0} m above another drone"),
        ),
        AirEvent::Struck { what, speed_mps, energy_j, .. } => {
            let (ko, en) = match what {
                UavStruck::Ground => ("지면", "the ground"),
                UavStruck::Roof => ("지붕", "a roof"),
                UavStruck::Facade => ("외벽", "a wall"),
                UavStruck::Person => ("사람", "a person"),
                UavStruck::Vehicle => ("차량", "a vehicle"),
                UavStruck::Uav => ("다른 드론", "another drone"),
            };
            pick(
                &format!("{ko}에 {speed_mps:.1} m/s, {energy_j:.0} J로 충돌"),
                &format!("hits {en} with {speed_mps:.1} m/s and {energy_j:.0} J"),
            )
        }
        AirEvent::Startled { windscreen: true, .. } => {
            pick("드론에 앞유리가 깨져 급정거", "a drone breaks its windscreen; its driver brakes to a halt")
        }
        AirEvent::Startled { .. } => {
            pick("드론에 놀라 급제동", "its driver is startled by a drone and brakes")
        }
        AirEvent::RecordingBegan { .. } => pick("군사시설 촬영 시작", "begins to record a military facility"),
        other => other.kind().to_owned(),
    }
}

fn odd(limit: OddLimit, language: Language) -> &'static str {
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

fn activity(activity: Activity, language: Language) -> &'static str {
    let (ko, en) = match activity {
        Activity::None => ("아무것도 하지 않음", "nothing"),
        Activity::HandheldPhone => ("휴대전화 사용", "using a phone"),
        Activity::Video => ("영상 시청", "watching a video"),
        Activity::Display => ("영상표시장치 조작", "operating a display"),
        Activity::HandsFree => ("핸즈프리 통화", "talking hands-free"),
    };
    language.pick(ko, en)
}

/// What one did, or what befell it.
pub(crate) fn deed(event: &Event, language: Language) -> String {
    let act = |it| activity(it, language);
    match (*event, language) {
        (Event::FaultBegan { fault: kind }, Language::Ko) => format!("고장 발생, {}", fault(kind, language)),
        (Event::FaultBegan { fault: kind }, Language::En) => {
            format!("a fault begins: {}", fault(kind, language))
        }
        (Event::TakeoverRequested { cause: why, activity, .. }, Language::Ko) => {
            format!("제어권 전환 요구, {} (운전자: {})", cause(why, language), act(activity))
        }
        (Event::TakeoverRequested { cause: why, activity, .. }, Language::En) => {
            format!(
                "asks its driver to take over because of {} (driver: {})",
                cause(why, language),
                act(activity)
            )
        }
        (Event::TakenOver { after_s, .. }, Language::Ko) => format!("요구 {after_s:.1}초 후 운전자가 인수"),
        (Event::TakenOver { after_s, .. }, Language::En) => {
            format!("the driver takes over {after_s:.1} s after being asked")
        }
        (Event::TakeoverMissed { after_s, .. }, Language::Ko) => {
            format!("요구 {after_s:.1}초 후에도 인수하지 못함")
        }
        (Event::TakeoverMissed { after_s, .. }, Language::En) => {
            format!("the driver has not taken over {after_s:.1} s after being asked")
        }
        (Event::ModeChanged { to, cause: why, .. }, _) => {
            format!("{} ({})", control(to, language), cause(why, language))
        }
        (Event::MinimalRiskStopped { .. }, _) => {
            language.pick("위험최소화운행으로 정지", "stands after a minimal-risk manoeuvre").to_owned()
        }
        (Event::OddLeft { limit, .. }, Language::Ko) => {
            format!("운행가능영역 이탈, {}", odd(limit, language))
        }
        (Event::OddLeft { limit, .. }, Language::En) => {
            format!("leaves its operational design domain: {}", odd(limit, language))
        }
        (Event::EmergencyBraked { speed_mps, .. }, Language::Ko) => {
            format!("{:.0} km/h에서 비상제동", speed_mps * 3.6)
        }
        (Event::EmergencyBraked { speed_mps, .. }, Language::En) => {
            format!("emergency braking from {:.0} km/h", speed_mps * 3.6)
        }
        (Event::ActivityBegan { activity }, _) => act(activity).to_owned(),
        (Event::Lapsed { lapse, .. }, _) => {
            let (ko, en) = match lapse {
                Lapse::Glance => ("전방 주시 태만", "looks away from the road"),
                Lapse::RedLight => ("적색 신호 위반", "runs a red light"),
                Lapse::Crossing => ("횡단보도 보행자 보호의무 불이행", "does not yield at a crossing"),
                Lapse::Tailgating => ("안전거리 미확보", "follows too close"),
            };
            language.pick(ko, en).to_owned()
        }
        (Event::EnteredJunction { light, .. }, _) => {
            let red = matches!(light, Some(pilotzone_map::Aspect::Red | pilotzone_map::Aspect::RedAmber));
            let (ko, en) = if red {
                ("적색 신호에 교차로 진입", "enters the junction on red")
            } else {
                ("황색 신호에 교차로 진입", "enters the junction on amber")
            };
            language.pick(ko, en).to_owned()
        }
        (Event::PassedCrosswalk { .. }, _) => {
            language.pick("보행자가 있는 횡단보도 통과", "passes a crosswalk with somebody at it").to_owned()
        }
        (Event::Air(event), _) => aloft(&event, language),
        (Event::ChangedLane { .. }, _) => language.pick("차로 변경", "changes lanes").to_owned(),
        (Event::Danger { .. }, _) => language.pick("위험 상황 초래", "brings about a danger").to_owned(),
        (Event::LeaveEnded { .. }, _) => language.pick("특례 적용 종료", "its exemption ends").to_owned(),
        (other, _) => other.kind().to_owned(),
    }
}
