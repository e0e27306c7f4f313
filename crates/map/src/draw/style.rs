//! Colours and line widths.

use crate::{LaneKind, PlaceKind, TurnDirection};

pub(super) const LAND: &str = "#f3f1ec";
pub(super) const PAPER: &str = "#ffffff";
pub(super) const INK: &str = "#22262b";
pub(super) const ASPHALT: &str = "#5d6269";
pub(super) const CASING: &str = "#2f3338";
pub(super) const PAVEMENT: &str = "#cdc3b0";
pub(super) const WHITE_LINE: &str = "#f4f4f2";
/// Between directions of travel.
pub(super) const YELLOW_LINE: &str = "#f2c230";
/// Along bus lanes.
pub(super) const BLUE_LINE: &str = "#5aa0ff";
pub(super) const SIGNAL: &str = "#d6322d";
pub(super) const BORDER: &str = "#1f8a5b";
pub(super) const DEAD_END: &str = "#b3261e";
pub(super) const BUS_STOP: &str = "#1f5fd0";
pub(super) const ROUTE: &str = "#e0218a";

/// Surface of a lane.
pub(super) fn surface(kind: LaneKind) -> &'static str {
    match kind {
        LaneKind::Driving | LaneKind::Inner => ASPHALT,
        LaneKind::Bus => "#455f8f",
        LaneKind::Cycle => "#a8614c",
        LaneKind::Foot => PAVEMENT,
        LaneKind::Rail => "#8d8a86",
        LaneKind::BothWays => "#77715c",
    }
}

/// Colour of an area's edge.
pub(super) fn place_colour(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::PilotZone => "#c2185b",
        PlaceKind::School => "#6a1b9a",
        PlaceKind::SchoolZone => "#ef9f00",
        PlaceKind::DronePad => "#00796b",
    }
}

/// What a kind of lane is called in the legend.
pub(super) fn kind_name(kind: LaneKind) -> &'static str {
    match kind {
        LaneKind::Driving => "lane",
        LaneKind::Bus => "bus lane",
        LaneKind::Cycle => "cycle lane",
        LaneKind::Foot => "footway",
        LaneKind::Rail => "rails",
        LaneKind::BothWays => "turning lane of both directions",
        LaneKind::Inner => "lane inside a junction",
    }
}

/// Tint of the way through a junction.
pub(super) fn tint(direction: TurnDirection) -> &'static str {
    match direction {
        TurnDirection::Straight => "#a9bccb",
        TurnDirection::Left => "#f0a04b",
        TurnDirection::Right => "#63cba4",
        TurnDirection::UTurn => "#d184e0",
    }
}

/// Walls by height (m): from light to dark up to 100 m.
pub(super) fn height_colour(height_m: f64) -> String {
    let share = if height_m > 0.0 { libm::sqrt(height_m / 100.0).min(1.0) } else { 0.0 };
    let between = |low: f64, high: f64| (low + (high - low) * share).round() as u8;
    format!("#{:02x}{:02x}{:02x}", between(226.0, 84.0), between(214.0, 72.0), between(200.0, 78.0))
}
