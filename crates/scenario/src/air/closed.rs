//! Which zones are closed to whom: what a planner that obeys the law flies round, and what counts as a breach.

use super::{AirPlan, AirZone, ZoneKind};
use crate::file::{ApprovalWord, OperatorWord};

/// Above this weight airspace restricted for ultralight vehicles is closed as well (kg): Enforcement Rules of the
/// Aviation Safety Act, article 308.
const LIGHT_KG: f64 = 25.0;

/// Whether an approval opens a zone to an operation at a height above ground.
pub fn opens(plan: &AirPlan, operation: u32, zone: &AirZone, height_m: f64) -> bool {
    plan.permits.iter().any(|permit| {
        permit.operations.contains(&operation)
            && permit.allows & ApprovalWord::Zone.bit() != 0
            && (permit.zones.is_empty() || permit.zones.contains(&zone.id))
            && permit.max_height_m.is_none_or(|most| height_m <= most)
    })
}

/// The zones that are closed to an operation at a height above ground and a time (s since 1970), by their places.
pub fn closed_to(plan: &AirPlan, operation: u32, height_m: f64, unix_s: i64) -> Vec<usize> {
    let Some(who) = plan.operations.get(operation as usize) else { return Vec::new() };
    let heavy = plan
        .airframes
        .get(who.airframe as usize)
        .is_some_and(|(_, airframe)| airframe.takeoff_max_kg > LIGHT_KG);
    let state = matches!(who.operator, OperatorWord::Military | OperatorWord::Police);
    let concerns = |zone: &AirZone| match zone.kind {
        ZoneKind::ControlZone | ZoneKind::Prohibited => !state && !opens(plan, operation, zone, height_m),
        ZoneKind::Restricted | ZoneKind::UltralightRestricted => {
            heavy && !state && !opens(plan, operation, zone, height_m)
        }
        ZoneKind::FlightSafety => who.operator != OperatorWord::Military,
        ZoneKind::DroneFree => false,
        ZoneKind::Geofence => true,
    };
    let shut =
        |zone: &AirZone| zone.spans(height_m, plan.ground_amsl_m) && zone.holds_at(unix_s) && concerns(zone);
    (0..plan.zones.len()).filter(|&at| shut(&plan.zones[at])).collect()
}
