//! What is painted on the road.

use super::canvas::{Canvas, width};
use super::roads::Layer;
use super::style;
use crate::{Lane, LaneKind, Link, Map, Point, Polyline, RightOfWay, TurnDirection};

/// Width of painted lines (m).
const LINE_M: f64 = 0.15;
/// Width of a stop line (m), and how far before the lane's end its middle lies.
const STOP_LINE_M: f64 = 0.5;
/// How far an arrow's middle lies before the lane's end (m), and the shortest lane that has room for one.
const ARROW_M: f64 = 9.0;
const ARROW_ROOM_M: f64 = 14.0;
/// How far the edge line lies inside the carriageway (m).
const EDGE_M: f64 = 0.25;
/// Distance of the small arrows along a lane (m).
const CHEVRONS_M: f64 = 60.0;
/// Two directions of a road whose left edges are nearer than this (m) have one line between them.
const MEDIAN_M: f64 = 1.5;

/// What waits at the end of a lane.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Exit {
    stops: bool,
    yields: bool,
    straight: bool,
    left: bool,
    right: bool,
    u_turn: bool,
}

/// The exits of all lanes.
pub(super) fn exits_of(map: &Map) -> Vec<Exit> {
    let mut exits = vec![Exit::default(); map.lanes.len()];
    for turn in &map.turns {
        let Some(exit) = exits.get_mut(turn.from.0 as usize) else { continue };
        exit.stops |=
            turn.signal.is_some() || matches!(turn.right_of_way, RightOfWay::Stop | RightOfWay::AllWayStop);
        exit.yields |= turn.right_of_way == RightOfWay::Yield;
        match turn.direction {
            TurnDirection::Straight => exit.straight = true,
            TurnDirection::Left => exit.left = true,
            TurnDirection::Right => exit.right = true,
            TurnDirection::UTurn => exit.u_turn = true,
        }
    }
    exits
}

/// Lines between and beside lanes.
pub(super) fn lines(canvas: &mut Canvas, layer: &Layer<'_>) {
    canvas.group("lines", &format!("fill=\"none\" {}", width(LINE_M)));
    for (id, link) in &layer.links {
        let lanes: Vec<&Lane> = layer.lanes_of(link).collect();
        for pair in lanes.windows(2) {
            let line = pair[0].shape.offset(pair[0].width_m / 2.0);
            canvas.line(&line, &between(pair[0], pair[1]));
        }
        let carriageway = |lane: &&&Lane| !matches!(lane.kind, LaneKind::Foot | LaneKind::Rail);
        if let Some(rightmost) = lanes.iter().find(carriageway) {
            canvas
                .line(&rightmost.shape.offset(EDGE_M - rightmost.width_m / 2.0), &stroke(style::WHITE_LINE));
        }
        let Some(leftmost) = lanes.iter().rev().find(carriageway) else { continue };
        let edge = leftmost.shape.offset(leftmost.width_m / 2.0);
        match opposite(layer, link, &edge) {
            // Drawn once, with the direction of the lower number.
            Some(other) if other < id.0 => {}
            Some(_) => canvas.line(&edge, &format!("{} {}", stroke(style::YELLOW_LINE), width(2.0 * LINE_M))),
            None => {
                let inside = leftmost.shape.offset(leftmost.width_m / 2.0 - EDGE_M);
                canvas.line(&inside, &stroke(style::WHITE_LINE));
            }
        }
    }
    canvas.end_group();
}

fn stroke(colour: &str) -> String {
    format!("stroke=\"{colour}\"")
}

/// The line between two lanes of one direction.
fn between(right: &Lane, left: &Lane) -> String {
    let is = |kind| right.kind == kind || left.kind == kind;
    if is(LaneKind::Foot) || is(LaneKind::Rail) {
        return stroke(style::CASING);
    }
    let solid = right.change_left.is_empty() && left.change_right.is_empty();
    if (right.kind == LaneKind::Bus) != (left.kind == LaneKind::Bus) {
        return format!("{} {}", stroke(style::BLUE_LINE), width(2.0 * LINE_M));
    }
    let colour = if is(LaneKind::BothWays) { style::YELLOW_LINE } else { style::WHITE_LINE };
    if solid { stroke(colour) } else { format!("{} stroke-dasharray=\"3 5\"", stroke(colour)) }
}

/// The number of the link that runs the other way along this left edge.
fn opposite(layer: &Layer<'_>, link: &Link, edge: &Polyline) -> Option<u32> {
    let back = layer.links.iter().filter(|(_, other)| other.from == link.to && other.to == link.from);
    let beside = |other: &Link| {
        let leftmost = layer.lanes_of(other).last()?;
        let other_edge = leftmost.shape.offset(leftmost.width_m / 2.0);
        let middle = edge.pose_at(edge.length_m() / 2.0).at;
        let other_middle = other_edge.pose_at(other_edge.length_m() / 2.0).at;
        (middle.distance(other_middle) < MEDIAN_M).then_some(())
    };
    back.into_iter().find(|(_, other)| beside(other).is_some()).map(|(id, _)| id.0)
}

/// Lines at which one stops, broken ones at which one gives way.
pub(super) fn stop_lines(canvas: &mut Canvas, layer: &Layer<'_>, exits: &[Exit]) {
    let attributes = format!("fill=\"none\" {} {}", stroke(style::WHITE_LINE), width(STOP_LINE_M));
    canvas.group("stop-lines", &attributes);
    for (lane, exit) in with_exits(layer, exits).filter(|(_, exit)| exit.stops || exit.yields) {
        let length_m = lane.shape.length_m();
        let at = lane.shape.pose_at(length_m - lane.stop_offset_m - STOP_LINE_M / 2.0);
        let (x, y) = (-libm::sin(at.heading_rad), libm::cos(at.heading_rad));
        let aside = |by_m: f64| Point::new(at.at.x + x * by_m, at.at.y + y * by_m);
        let half_m = lane.width_m / 2.0;
        let line = Polyline(vec![aside(-half_m), aside(half_m)]);
        canvas.line(&line, if exit.stops { "" } else { "stroke-dasharray=\"0.5 0.5\"" });
    }
    canvas.end_group();
}

/// Arrows: at a lane's end where it leads, along it which way it runs.
pub(super) fn arrows(canvas: &mut Canvas, layer: &Layer<'_>, exits: &[Exit]) {
    canvas.group("arrows", &format!("fill=\"none\" {} {}", stroke(style::WHITE_LINE), width(0.25)));
    for (lane, exit) in with_exits(layer, exits) {
        let length_m = lane.shape.length_m();
        if !matches!(lane.kind, LaneKind::Driving | LaneKind::Bus | LaneKind::Cycle) {
            continue;
        }
        if length_m > ARROW_ROOM_M {
            let at = lane.shape.pose_at(length_m - lane.stop_offset_m - ARROW_M);
            for (shown, id) in [
                (exit.straight, "straight"),
                (exit.left, "left"),
                (exit.right, "right"),
                (exit.u_turn, "u-turn"),
            ] {
                if shown {
                    canvas.symbol(id, at.at, at.heading_rad);
                }
            }
        }
        let pieces = ((length_m - ARROW_ROOM_M) / CHEVRONS_M).ceil().clamp(0.0, 1000.0) as u32;
        for i in 0..pieces {
            let at = lane.shape.pose_at((f64::from(i) + 0.5) / f64::from(pieces) * (length_m - ARROW_ROOM_M));
            canvas.symbol("chevron", at.at, at.heading_rad);
        }
    }
    canvas.end_group();
}

fn with_exits<'m>(layer: &Layer<'m>, exits: &[Exit]) -> impl Iterator<Item = (&'m Lane, Exit)> {
    let lanes = &layer.map.lanes;
    layer.links.iter().flat_map(|(_, link)| {
        let first = link.first_lane.0 as usize;
        (first..first + link.lane_count as usize)
            .filter_map(|i| Some((lanes.get(i)?, exits.get(i).copied().unwrap_or_default())))
    })
}

/// The symbols that [`arrows`] uses: they lie round their middle and point east.
pub(super) const SYMBOLS: &str = "\
<path id=\"straight\" d=\"M-2.2 0H1.2M0.9 -0.6L2.2 0L0.9 0.6\"/>
<path id=\"left\" d=\"M-2.2 0H-0.6Q0.3 0 0.3 -0.8M-0.2 -0.55L0.3 -1.1L0.8 -0.55\"/>
<path id=\"right\" d=\"M-2.2 0H-0.6Q0.3 0 0.3 0.8M-0.2 0.55L0.3 1.1L0.8 0.55\"/>
<path id=\"u-turn\" d=\"M-2.2 0H0.6A0.5 0.5 0 0 0 0.6 -1H-0.6M-0.1 -1.5L-0.9 -1L-0.1 -0.5\"/>
<path id=\"chevron\" d=\"M-0.6 -0.6L0.6 0L-0.6 0.6\"/>";
