//! The words for what happens in the air, Korean and English.

use pilotzone_world::{AirEvent, Language, UavFaultKind, UavResponse, UavStruck};

pub(crate) fn uav_fault(kind: UavFaultKind, language: Language) -> &'static str {
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

/// What happened in the air, without who it was.
pub(crate) fn aloft(event: &AirEvent, language: Language) -> String {
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
