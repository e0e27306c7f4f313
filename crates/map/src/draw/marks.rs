//! What is painted on the road.

use super::canvas::{Canvas, width};
use super::roads::Layer;
use super::style;
use crate::paint::{LINE_M, Paint, PaintColour, Painter};
use crate::{LaneId, TurnDirection};

/// Lines between and beside lanes.
pub(super) fn lines(canvas: &mut Canvas, layer: &Layer<'_>, painter: &Painter<'_>) {
    canvas.group("lines", &format!("fill=\"none\" {}", width(LINE_M)));
    for (id, _) in &layer.links {
        for painted in painter.lines(*id) {
            canvas.line(&painted.line, &attributes(&painted));
        }
    }
    canvas.end_group();
}

fn attributes(painted: &Paint) -> String {
    let mut text = stroke(match painted.colour {
        PaintColour::White => style::WHITE_LINE,
        PaintColour::Yellow => style::YELLOW_LINE,
        PaintColour::Blue => style::BLUE_LINE,
        PaintColour::Kerb => style::CASING,
    });
    if painted.width_m != LINE_M {
        text = format!("{text} {}", width(painted.width_m));
    }
    match painted.dash_m {
        Some([dash_m, gap_m]) => format!("{text} stroke-dasharray=\"{dash_m} {gap_m}\""),
        None => text,
    }
}

fn stroke(colour: &str) -> String {
    format!("stroke=\"{colour}\"")
}

/// Lines at which one stops, broken ones at which one gives way.
pub(super) fn stop_lines(canvas: &mut Canvas, layer: &Layer<'_>, painter: &Painter<'_>) {
    canvas.group("stop-lines", "fill=\"none\"");
    for painted in lanes(layer).filter_map(|lane| painter.stop_line(lane)) {
        canvas.line(&painted.line, &attributes(&painted));
    }
    canvas.end_group();
}

/// Arrows: at a lane's end where it leads, along it which way it runs.
pub(super) fn arrows(canvas: &mut Canvas, layer: &Layer<'_>, painter: &Painter<'_>) {
    canvas.group("arrows", &format!("fill=\"none\" {} {}", stroke(style::WHITE_LINE), width(0.25)));
    for arrow in lanes(layer).flat_map(|lane| painter.arrows(lane)) {
        canvas.symbol(symbol(arrow.direction), arrow.at.at, arrow.at.heading_rad);
    }
    canvas.end_group();
}

fn symbol(direction: Option<TurnDirection>) -> &'static str {
    match direction {
        Some(TurnDirection::Straight) => "straight",
        Some(TurnDirection::Left) => "left",
        Some(TurnDirection::Right) => "right",
        Some(TurnDirection::UTurn) => "u-turn",
        None => "chevron",
    }
}

fn lanes(layer: &Layer<'_>) -> impl Iterator<Item = LaneId> {
    layer.links.iter().flat_map(|(_, link)| link.lanes())
}

/// The symbols that [`arrows`] uses: they lie round their middle and point east.
pub(super) const SYMBOLS: &str = "\
<path id=\"straight\" d=\"M-2.2 0H1.2M0.9 -0.6L2.2 0L0.9 0.6\"/>
<path id=\"left\" d=\"M-2.2 0H-0.6Q0.3 0 0.3 -0.8M-0.2 -0.55L0.3 -1.1L0.8 -0.55\"/>
<path id=\"right\" d=\"M-2.2 0H-0.6Q0.3 0 0.3 0.8M-0.2 0.55L0.3 1.1L0.8 0.55\"/>
<path id=\"u-turn\" d=\"M-2.2 0H0.6A0.5 0.5 0 0 0 0.6 -1H-0.6M-0.1 -1.5L-0.9 -1L-0.1 -0.5\"/>
<path id=\"chevron\" d=\"M-0.6 -0.6L0.6 0L-0.6 0.6\"/>";
