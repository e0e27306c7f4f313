//! Signals, and where roads end.

use super::canvas::{Canvas, width};
use super::style;
use crate::{Map, NodeKind, Point, SignalOrigin};

/// A dot with a ring in the middle of what each signal governs; hollow where the signal is a guess.
pub(super) fn signals(canvas: &mut Canvas, map: &Map, marker_m: f64) {
    canvas.group("signals", &format!("stroke=\"{}\" {}", style::SIGNAL, width(marker_m * 0.2)));
    for (number, signal) in map.signals.iter().enumerate() {
        let Some(at) = middle_of(map, number as u32) else { continue };
        let guessed = signal.origin == SignalOrigin::Guessed;
        let dot = if guessed { style::PAPER } else { style::SIGNAL };
        canvas.circle(at, marker_m * 0.9, &format!("fill=\"{}\"", style::PAPER));
        canvas.circle(at, marker_m * 0.5, &format!("fill=\"{dot}\""));
    }
    canvas.end_group();
}

/// The middle of the nodes whose turns or crosswalks a signal governs.
fn middle_of(map: &Map, signal: u32) -> Option<Point> {
    let governs = |shown: Option<(crate::SignalId, u16)>| shown.is_some_and(|(id, _)| id.0 == signal);
    let of_turns = map.turns.iter().filter(|turn| governs(turn.signal)).map(|turn| turn.node);
    let mut nodes: Vec<_> = of_turns.collect();
    nodes.sort_unstable();
    nodes.dedup();
    let places: Vec<Point> = nodes.iter().filter_map(|n| map.nodes.get(n.0 as usize)).map(|n| n.at).collect();
    if places.is_empty() {
        let crosswalk = map.crosswalks.iter().find(|crosswalk| governs(crosswalk.signal))?;
        return Some(crosswalk.line.pose_at(crosswalk.line.length_m() / 2.0).at);
    }
    let count = places.len() as f64;
    let sum = places.iter().fold(Point::default(), |sum, p| Point::new(sum.x + p.x, sum.y + p.y));
    Some(Point::new(sum.x / count, sum.y / count))
}

/// Where the map is cut, and where roads end.
pub(super) fn ends(canvas: &mut Canvas, map: &Map, marker_m: f64) {
    canvas.group("ends", &format!("stroke=\"{}\" {}", style::PAPER, width(marker_m * 0.12)));
    for node in &map.nodes {
        match node.kind {
            NodeKind::Border => {
                canvas.circle(node.at, marker_m * 0.45, &format!("fill=\"{}\"", style::BORDER));
            }
            NodeKind::DeadEnd => {
                let r = marker_m * 0.4;
                let corner = |x: f64, y: f64| Point::new(node.at.x + x * r, node.at.y + y * r);
                let square = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
                canvas.area(&[&square], &format!("fill=\"{}\"", style::DEAD_END));
            }
            _ => {}
        }
    }
    canvas.end_group();
}
