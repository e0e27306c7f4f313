//! Signals, and where roads end.

use std::collections::BTreeSet;

use super::canvas::{Canvas, width};
use super::style;
use crate::{Map, NodeId, NodeKind, Point, SignalOrigin};

/// A dot with a ring at each node that a signal governs; hollow where the signal is a guess.
pub(super) fn signals(canvas: &mut Canvas, map: &Map, marker_m: f64) {
    canvas.group("signals", &format!("stroke=\"{}\" {}", style::SIGNAL, width(marker_m * 0.2)));
    for (number, places) in places_by_signal(map).into_iter().enumerate() {
        let guessed = map.signals.get(number).is_some_and(|s| s.origin == SignalOrigin::Guessed);
        let dot = if guessed { style::PAPER } else { style::SIGNAL };
        for at in places {
            canvas.circle(at, marker_m * 0.9, &format!("fill=\"{}\"", style::PAPER));
            canvas.circle(at, marker_m * 0.5, &format!("fill=\"{dot}\""));
        }
    }
    canvas.end_group();
}

/// The nodes whose turns each signal governs; of a signal for people on foot alone, its first crosswalk.
fn places_by_signal(map: &Map) -> Vec<Vec<Point>> {
    let mut nodes = vec![BTreeSet::new(); map.signals.len()];
    for turn in &map.turns {
        if let Some(of_signal) = turn.signal.and_then(|(id, _)| nodes.get_mut(id.0 as usize)) {
            of_signal.insert(turn.node);
        }
    }
    let place = |node: &NodeId| map.nodes.get(node.0 as usize).map(|node| node.at);
    let mut places: Vec<Vec<Point>> = nodes.iter().map(|n| n.iter().filter_map(place).collect()).collect();
    for crosswalk in &map.crosswalks {
        if let Some(of_signal) = crosswalk.signal.and_then(|(id, _)| places.get_mut(id.0 as usize))
            && of_signal.is_empty()
        {
            of_signal.push(crosswalk.line.pose_at(crosswalk.line.length_m() / 2.0).at);
        }
    }
    places
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
