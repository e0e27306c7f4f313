//! The arms of each node: where they lead, who may do what there, how far before it the lanes end.

use super::Complaint;
use super::parameters::{CityFile, Compass, Control};
use super::streets::{Layout, Node};
use core::f64::consts::PI;
use pilotzone_map::{LinkId, NodeKind};

/// What is said about a junction lies at most this far from it (m).
const NEAR_M: f64 = 30.0;
/// Arms that make a smaller angle (its sine) with each other do not cross.
const CROSSING_SINE: f64 = 0.2;
/// Shortest link between two junctions (m).
const LINK_MIN_M: f64 = 15.0;

/// One end of a piece at a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arm {
    pub(super) piece: usize,
    /// Whether it is the piece's first end.
    pub(super) at_first: bool,
    /// Direction away from the node (rad).
    pub(super) heading_rad: f64,
    /// From its middle line to the kerb (m).
    pub(super) half_m: f64,
    pub(super) rank: i32,
    /// Whether those who come in here may turn back.
    pub(super) u_turn: bool,
}

impl Arm {
    /// The link that leads to the node.
    pub(super) fn inward(&self) -> LinkId {
        LinkId(self.piece as u32 * 2 + u32::from(self.at_first))
    }

    /// The link that leads away from it.
    pub(super) fn outward(&self) -> LinkId {
        LinkId(self.piece as u32 * 2 + u32::from(!self.at_first))
    }
}

/// A node with its arms, counterclockwise from east.
pub(super) struct Junction {
    pub(super) arms: Vec<Arm>,
    /// How it is regulated; none where a street ends.
    pub(super) control: Option<Control>,
    pub(super) kind: NodeKind,
    /// Length of its signal's cycle (s).
    pub(super) cycle_s: f64,
}

impl Junction {
    pub(super) fn is_signalised(&self) -> bool {
        matches!(self.control, Some(Control::Signal | Control::SignalYieldingLeft))
    }

    /// The rank of the streets that go first here.
    pub(super) fn highest(&self) -> i32 {
        self.arms.iter().map(|arm| arm.rank).max().unwrap_or(0)
    }
}

/// The arms of all nodes, and how they are regulated.
pub(super) fn junctions(city: &CityFile, layout: &Layout, complaints: &mut Vec<Complaint>) -> Vec<Junction> {
    let mut junctions: Vec<Junction> = layout
        .nodes
        .iter()
        .enumerate()
        .map(|(n, node)| junction(city, layout, n, node, complaints))
        .collect();
    for (i, file) in city.junctions.iter().enumerate() {
        let path = ["junctions", &i.to_string()];
        let near = file.near_m.point();
        let found = (0..layout.nodes.len())
            .filter(|&n| layout.nodes[n].on.len() > 1 && layout.nodes[n].at.distance(near) <= NEAR_M)
            .min_by(|&a, &b| layout.nodes[a].at.distance(near).total_cmp(&layout.nodes[b].at.distance(near)));
        let Some(found) = found else {
            let what = format!("no streets cross within {NEAR_M} m of this place");
            complaints.push(Complaint::new(&path, what));
            continue;
        };
        let junction = &mut junctions[found];
        if let Some(control) = file.control {
            (junction.control, junction.kind) = (Some(control), kind_of(control));
        }
        for &compass in &file.u_turns {
            let arm = junction.arms.iter_mut().find(|arm| points_to(arm.heading_rad, compass));
            match arm {
                Some(arm) => arm.u_turn = true,
                None => complaints.push(Complaint::new(&path, format!("no arm leads {compass:?} from here"))),
            }
        }
    }
    junctions
}

fn points_to(heading_rad: f64, compass: Compass) -> bool {
    let asked = match compass {
        Compass::East => 0.0,
        Compass::North => PI / 2.0,
        Compass::West => PI,
        Compass::South => -PI / 2.0,
    };
    super::turn_rad(heading_rad, asked).abs() < PI / 4.0
}

fn junction(
    city: &CityFile,
    layout: &Layout,
    index: usize,
    node: &Node,
    complaints: &mut Vec<Complaint>,
) -> Junction {
    let mut arms = Vec::new();
    for (p, piece) in layout.pieces.iter().enumerate() {
        let street = &layout.streets[piece.street];
        for at_first in [true, false].into_iter().filter(|&first| piece.nodes[usize::from(!first)] == index) {
            let away = if at_first { piece.axis.clone() } else { piece.axis.reversed() };
            arms.push(Arm {
                piece: p,
                at_first,
                heading_rad: away.pose_at(0.0).heading_rad,
                half_m: street.half_m,
                rank: street.class.rank,
                u_turn: false,
            });
        }
    }
    arms.sort_by(|a, b| a.heading_rad.total_cmp(&b.heading_rad));
    let rule = rule_of(city, layout, node);
    if node.end.is_none() && rule.is_none() {
        let class = |&(street, _): &(usize, f64)| layout.streets[street].file.class.as_str();
        let classes: Vec<&str> = node.on.iter().map(class).collect();
        let what = format!(
            "streets of the classes {} meet at [{:.0}, {:.0}], and no rule says how",
            classes.join(" and "),
            node.at.x,
            node.at.y
        );
        complaints.push(Complaint::new(&["rules"], what));
    }
    let control = rule.map(|rule| rule.control);
    let kind = node.end.or(control.map(kind_of)).unwrap_or(NodeKind::Continuation);
    let cycle_s = rule.and_then(|rule| rule.cycle_s).unwrap_or(city.signals.cycle_s);
    Junction { arms, control, kind, cycle_s }
}

/// The rule for the two highest streets that meet.
fn rule_of<'f>(city: &'f CityFile, layout: &Layout, node: &Node) -> Option<&'f super::parameters::RuleFile> {
    let mut streets: Vec<usize> = node.on.iter().map(|&(street, _)| street).collect();
    streets.sort_by_key(|&street| -layout.streets[street].class.rank);
    let [a, b, ..] = streets[..] else { return None };
    let (a, b) = (&layout.streets[a].file.class, &layout.streets[b].file.class);
    let fits = |[x, y]: &[String; 2]| (x == a && y == b) || (x == b && y == a);
    city.rules.iter().find(|rule| fits(&rule.between))
}

fn kind_of(control: Control) -> NodeKind {
    match control {
        Control::Signal | Control::SignalYieldingLeft => NodeKind::Signal,
        Control::Priority | Control::RightOnly => NodeKind::Priority,
        Control::RightHand => NodeKind::RightHand,
    }
}

/// What is cut off each piece at its first and last end (m).
pub(super) fn trims(
    city: &CityFile,
    layout: &Layout,
    junctions: &[Junction],
    complaints: &mut Vec<Complaint>,
) -> Vec<[f64; 2]> {
    let mut trims = vec![[0.0_f64; 2]; layout.pieces.len()];
    for junction in junctions {
        for arm in &junction.arms {
            let crossed = junction.arms.iter().filter_map(|other| {
                let sine = libm::sin(super::turn_rad(arm.heading_rad, other.heading_rad)).abs();
                (sine > CROSSING_SINE).then(|| (other.half_m + city.shape.corner_m) / sine)
            });
            trims[arm.piece][usize::from(!arm.at_first)] = crossed.fold(0.0, f64::max);
        }
    }
    let shape = &city.shape;
    let walk_m = shape.crosswalk_gap_m + shape.crosswalk_width_m + shape.stop_setback_m;
    for (piece, trim) in layout.pieces.iter().zip(&trims) {
        let left_m = piece.length_m - trim[0] - trim[1];
        if left_m < LINK_MIN_M + walk_m {
            let [a, b] = piece.nodes.map(|node| layout.nodes[node].at);
            let what = format!(
                "between the junctions at [{:.0}, {:.0}] and [{:.0}, {:.0}] only {left_m:.0} m of street are left; \
                 {:.0} m are needed for lanes and crosswalks",
                a.x,
                a.y,
                b.x,
                b.y,
                LINK_MIN_M + walk_m
            );
            complaints.push(Complaint::new(&["streets", &piece.street.to_string(), "points_m"], what));
        }
    }
    trims
}
