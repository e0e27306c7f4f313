//! The map as a drawing: SVG, one unit a metre, north up.
//!
//! Everything is drawn where the map has it and as wide as the map says, so that a look at it tells whether
//! lanes connect, nothing is doubled and junctions are whole. The same map gives the same text.

mod canvas;
mod frame;
mod legend;
mod marks;
mod nodes;
mod roads;
mod style;
mod surroundings;
mod trip;

use crate::{LinkId, Map};
use canvas::Canvas;

/// What a drawing shows besides the map.
#[derive(Debug, Clone, Default)]
pub struct DrawOptions {
    /// A way to mark, link by link.
    pub route: Vec<LinkId>,
    /// The title; the map's name where there is none.
    pub title: Option<String>,
}

/// The map as an SVG document.
pub fn svg(map: &Map) -> String {
    svg_with(map, &DrawOptions::default())
}

/// The map as an SVG document, with a way marked or a title of one's own.
pub fn svg_with(map: &Map, options: &DrawOptions) -> String {
    let sheet = frame::Sheet::of(map);
    let mut canvas = Canvas::new(sheet.west_m, sheet.north_m);
    sheet.open(&mut canvas);
    surroundings::pavements(&mut canvas, map);
    surroundings::buildings(&mut canvas, map);
    roads::all_layers(&mut canvas, map);
    surroundings::crosswalks(&mut canvas, map);
    surroundings::bus_stops(&mut canvas, map, sheet.marker_m);
    surroundings::places(&mut canvas, map, sheet.marker_m);
    nodes::ends(&mut canvas, map, sheet.marker_m);
    nodes::signals(&mut canvas, map, sheet.marker_m);
    trip::marked(&mut canvas, map, &options.route, sheet.marker_m);
    sheet.close(&mut canvas, map, options);
    canvas.finish()
}
