//! What the colours and signs mean: only what the map has.

use super::canvas::{Canvas, number, width};
use super::style;
use crate::{HeightSource, LaneKind, Map, NodeKind, PlaceKind, SignalOrigin, TurnDirection};

/// A sign and what it means.
enum Sign {
    Stripe(&'static str),
    Line(&'static str),
    Box(String),
    BrokenBox,
    Dot { fill: &'static str, ring: &'static str },
    Square(&'static str),
    Zebra,
}

/// Writes the legend at a place of the document; `unit` is a hundredth of the sheet.
pub(super) fn write(canvas: &mut Canvas, map: &Map, route: bool, x: f64, top: f64, unit: f64) {
    let entries = entries(map, route);
    if entries.is_empty() {
        return;
    }
    let row = 2.3 * unit;
    for (i, (sign, words)) in entries.iter().enumerate() {
        let y = top + row * (i as f64 + 0.5);
        draw_sign(canvas, sign, x, y, unit);
        canvas.words(x + 5.0 * unit, y + 0.5 * unit, 1.45 * unit, "", words);
    }
}

fn draw_sign(canvas: &mut Canvas, sign: &Sign, x: f64, y: f64, unit: f64) {
    let line = |colour: &str, thick: f64, more: &str| {
        format!(
            "<path d=\"M{} {}H{}\" stroke=\"{colour}\" {} {more}/>",
            number(x),
            number(y),
            number(x + 4.0 * unit),
            width(thick * unit)
        )
    };
    let square = |fill: &str, side: f64, more: &str| {
        format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{side}\" height=\"{side}\" fill=\"{fill}\" {more}/>",
            number(x + 2.0 * unit - side * unit / 2.0),
            number(y - side * unit / 2.0),
            side = number(side * unit)
        )
    };
    let text = match sign {
        Sign::Stripe(colour) => line(colour, 1.4, ""),
        Sign::Line(colour) => line(style::ASPHALT, 1.4, "") + &line(colour, 0.35, ""),
        Sign::Zebra => {
            let dashes = format!("stroke-dasharray=\"{0} {0}\"", number(0.4 * unit));
            line(style::ASPHALT, 1.4, "") + &line(style::WHITE_LINE, 1.4, &dashes)
        }
        Sign::Box(colour) => square(colour, 1.6, "stroke=\"#6b5f56\" stroke-width=\"0.3\""),
        Sign::BrokenBox => {
            let edge = format!(
                "stroke=\"#6b5f56\" {} stroke-dasharray=\"{1} {1}\"",
                width(0.15 * unit),
                number(0.35 * unit)
            );
            square(style::PAPER, 1.6, &edge)
        }
        Sign::Square(colour) => square(colour, 1.0, ""),
        Sign::Dot { fill, ring } => format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{fill}\" stroke=\"{ring}\" {}/>",
            number(x + 2.0 * unit),
            number(y),
            number(0.65 * unit),
            width(0.2 * unit)
        ),
    };
    canvas.raw(&text);
}

fn entries(map: &Map, route: bool) -> Vec<(Sign, &'static str)> {
    let mut entries = Vec::new();
    for kind in [
        LaneKind::Driving,
        LaneKind::Bus,
        LaneKind::Cycle,
        LaneKind::Foot,
        LaneKind::Rail,
        LaneKind::BothWays,
    ] {
        if map.lanes.iter().any(|lane| lane.kind == kind) {
            entries.push((Sign::Stripe(style::surface(kind)), style::kind_name(kind)));
        }
    }
    for (direction, words) in [
        (TurnDirection::Straight, "straight on"),
        (TurnDirection::Left, "turn left"),
        (TurnDirection::Right, "turn right"),
        (TurnDirection::UTurn, "turn back"),
    ] {
        if map.turns.iter().any(|turn| turn.direction == direction) {
            entries.push((Sign::Line(style::tint(direction)), words));
        }
    }
    let mut add = |shown: bool, sign: Sign, words| {
        if shown {
            entries.push((sign, words));
        }
    };
    add(!map.links.is_empty(), Sign::Line(style::YELLOW_LINE), "between directions");
    add(!map.crosswalks.is_empty(), Sign::Zebra, "crosswalk");
    let signal = |guessed: bool| map.signals.iter().any(|s| (s.origin == SignalOrigin::Guessed) == guessed);
    add(signal(false), Sign::Dot { fill: style::SIGNAL, ring: style::SIGNAL }, "signal");
    add(signal(true), Sign::Dot { fill: style::PAPER, ring: style::SIGNAL }, "signal (guessed)");
    add(!map.bus_stops.is_empty(), Sign::Dot { fill: style::BUS_STOP, ring: style::PAPER }, "bus stop");
    let end = |kind| map.nodes.iter().any(|node| node.kind == kind);
    add(
        end(NodeKind::Border),
        Sign::Dot { fill: style::BORDER, ring: style::PAPER },
        "goes on beyond the map",
    );
    add(end(NodeKind::DeadEnd), Sign::Square(style::DEAD_END), "dead end");
    for (low_m, high_m, words) in
        [(0.0, 10.0, "building up to 10 m"), (10.0, 40.0, "10 to 40 m"), (40.0, f64::INFINITY, "above 40 m")]
    {
        let shown = map.buildings.iter().any(|b| b.top_m > low_m && b.top_m <= high_m);
        let middle_m = f64::midpoint(low_m, high_m.min(100.0));
        add(shown, Sign::Box(style::height_colour(middle_m)), words);
    }
    let guessed = map.buildings.iter().any(|b| b.height_source == HeightSource::Default);
    add(guessed, Sign::BrokenBox, "broken edge: height assumed");
    for (kind, words) in [
        (PlaceKind::PilotZone, "pilot zone"),
        (PlaceKind::School, "school"),
        (PlaceKind::SchoolZone, "school zone"),
        (PlaceKind::DronePad, "drone pad"),
    ] {
        let ring = style::place_colour(kind);
        let shown = map.places.iter().any(|place| place.kind == kind);
        add(shown, Sign::Dot { fill: style::PAPER, ring }, words);
    }
    add(route, Sign::Stripe(style::ROUTE), "the way asked for");
    entries
}
