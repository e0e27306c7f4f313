//! Lanes and the ways through junctions, layer by layer, so that a bridge covers what lies below.

use std::collections::BTreeSet;

use super::canvas::{Canvas, width};
use super::{marks, style};
use crate::paint::{self, Painter};
use crate::{Lane, Link, LinkId, Map, NodeId, Turn};

/// How far a bridge's edge stands out on both sides (m).
const CASING_M: f64 = 0.8;
/// A lane's surface runs this much wider, so that neighbours leave no seam (m).
const SEAM_M: f64 = 0.1;
/// Width of the tinted line through a junction (m).
const TINT_M: f64 = 0.5;

/// What one layer holds.
pub(super) struct Layer<'m> {
    pub(super) map: &'m Map,
    pub(super) links: Vec<(LinkId, &'m Link)>,
    pub(super) turns: Vec<&'m Turn>,
    outlines: Vec<NodeId>,
}

/// All layers from the lowest upwards.
pub(super) fn all_layers(canvas: &mut Canvas, map: &Map) {
    let painter = Painter::new(map);
    let levels: BTreeSet<i32> = map.links.iter().map(|link| link.layer).collect();
    for level in levels {
        let layer = Layer::of(map, level);
        let opacity = if level < 0 { "opacity=\"0.45\"" } else { "" };
        canvas.group("layer", opacity);
        if level > 0 {
            layer.casing(canvas);
        }
        layer.junctions(canvas);
        layer.surfaces(canvas);
        layer.tints(canvas);
        marks::lines(canvas, &layer, &painter);
        marks::stop_lines(canvas, &layer, &painter);
        marks::arrows(canvas, &layer, &painter);
        canvas.end_group();
    }
}

impl<'m> Layer<'m> {
    fn of(map: &'m Map, level: i32) -> Self {
        let numbered = map.links.iter().enumerate().map(|(i, link)| (LinkId(i as u32), link));
        let layer_of = |lane| map.lanes.get(usize::try_from(lane).ok()?).and_then(|l| link_layer(map, l));
        let turn_layer = |turn: &&Turn| layer_of(turn.from.0).max(layer_of(turn.to.0)) == Some(level);
        // A junction is as high as the highest road at it: a bridge's own junction lies on the bridge.
        let mut heights = vec![None; map.nodes.len()];
        for link in &map.links {
            for node in [link.from, link.to] {
                if let Some(height) = heights.get_mut(node.0 as usize) {
                    *height = Some(link.layer).max(*height);
                }
            }
        }
        let here = heights.iter().enumerate().filter(|(_, height)| **height == Some(level));
        Self {
            map,
            links: numbered.filter(|(_, link)| link.layer == level).collect(),
            turns: map.turns.iter().filter(turn_layer).collect(),
            outlines: here.map(|(i, _)| NodeId(i as u32)).collect(),
        }
    }

    /// The lanes of a link that the map has.
    pub(super) fn lanes_of(&self, link: &Link) -> impl Iterator<Item = &'m Lane> + use<'m> {
        paint::lanes_of(self.map, link)
    }

    fn inner(&self) -> impl Iterator<Item = (&'m Turn, &'m Lane)> {
        let lanes = &self.map.lanes;
        self.turns.iter().filter_map(move |&turn| Some((turn, lanes.get(turn.inner.0 as usize)?)))
    }

    fn casing(&self, canvas: &mut Canvas) {
        canvas.group(
            "casing",
            &format!("fill=\"none\" stroke=\"{}\" stroke-linejoin=\"round\"", style::CASING),
        );
        for (_, link) in &self.links {
            for lane in self.lanes_of(link) {
                canvas.line(&lane.shape, &width(lane.width_m + 2.0 * CASING_M));
            }
        }
        canvas.end_group();
    }

    fn junctions(&self, canvas: &mut Canvas) {
        let asphalt = style::ASPHALT;
        canvas.group("junctions", &format!("fill=\"{asphalt}\" stroke=\"{asphalt}\" stroke-width=\"0.3\""));
        for node in &self.outlines {
            if let Some(node) = self.map.nodes.get(node.0 as usize) {
                canvas.area(&[&node.outline], "");
            }
        }
        canvas.end_group();
        let inner = format!("fill=\"none\" stroke=\"{asphalt}\" stroke-linejoin=\"round\"");
        canvas.group("inner", &inner);
        for (_, lane) in self.inner() {
            canvas.line(&lane.shape, &width(lane.width_m + SEAM_M));
        }
        canvas.end_group();
    }

    fn surfaces(&self, canvas: &mut Canvas) {
        canvas.group("lanes", "fill=\"none\" stroke-linejoin=\"round\"");
        for (_, link) in &self.links {
            for lane in self.lanes_of(link) {
                let surface = style::surface(lane.kind);
                canvas.line(&lane.shape, &format!("stroke=\"{surface}\" {}", width(lane.width_m + SEAM_M)));
            }
        }
        canvas.end_group();
    }

    fn tints(&self, canvas: &mut Canvas) {
        canvas.group("turns", &format!("fill=\"none\" opacity=\"0.6\" {}", width(TINT_M)));
        for (turn, lane) in self.inner() {
            canvas.line(&lane.shape, &format!("stroke=\"{}\"", style::tint(turn.direction)));
        }
        canvas.end_group();
    }
}

fn link_layer(map: &Map, lane: &Lane) -> Option<i32> {
    match lane.owner {
        crate::LaneOwner::Link(link) => map.links.get(link.0 as usize).map(|link| link.layer),
        crate::LaneOwner::Turn(_) => None,
    }
}
