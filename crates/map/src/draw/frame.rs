//! The sheet: its size, title, scale, north, legend and whose data they are.

use super::canvas::{Canvas, number, width};
use super::{DrawOptions, legend, marks, style};
use crate::{Map, Point};

/// Room round the outermost thing (m).
const MARGIN_M: f64 = 10.0;
/// The smallest side of a drawing (m).
const SIDE_MIN_M: f64 = 60.0;

/// Where the map lies on the sheet.
pub(super) struct Sheet {
    pub(super) west_m: f64,
    pub(super) north_m: f64,
    width_m: f64,
    height_m: f64,
    /// A hundredth of the longer side: what sizes of text go by (m).
    unit: f64,
    /// Size of what must be seen from afar (m).
    pub(super) marker_m: f64,
}

impl Sheet {
    /// A sheet as large as all that the map has.
    pub(super) fn of(map: &Map) -> Self {
        let places = places(map).filter(|p| p.x.is_finite() && p.y.is_finite());
        let bounds = places.fold(None, |bounds: Option<(Point, Point)>, p| {
            let (low, high) = bounds.unwrap_or((p, p));
            Some((Point::new(low.x.min(p.x), low.y.min(p.y)), Point::new(high.x.max(p.x), high.y.max(p.y))))
        });
        let (low, high) = bounds.unwrap_or_default();
        let side = |low: f64, high: f64| (high - low + 2.0 * MARGIN_M).max(SIDE_MIN_M);
        let (width_m, height_m) = (side(low.x, high.x), side(low.y, high.y));
        let unit = width_m.max(height_m) / 100.0;
        Self {
            west_m: f64::midpoint(low.x, high.x) - width_m / 2.0,
            north_m: f64::midpoint(low.y, high.y) + height_m / 2.0,
            width_m,
            height_m,
            unit,
            marker_m: (unit * 0.5).clamp(1.5, 25.0),
        }
    }

    fn legend_width(&self) -> f64 {
        30.0 * self.unit
    }

    fn top(&self) -> f64 {
        6.5 * self.unit
    }

    /// The document's head and the ground on which all is drawn.
    pub(super) fn open(&self, canvas: &mut Canvas) {
        // The foot's height depends on its text: `close` writes what the view box needs into its place.
        canvas.raw(VIEW_BOX);
        canvas.raw(&format!("<defs>\n{}\n</defs>", marks::SYMBOLS));
        let (w, h) = (number(self.width_m), number(self.height_m));
        canvas.raw(&format!(
            "<clipPath id=\"map\"><rect x=\"0.00\" y=\"0.00\" width=\"{w}\" height=\"{h}\"/></clipPath>"
        ));
        canvas.raw(&format!(
            "<rect x=\"0.00\" y=\"0.00\" width=\"{w}\" height=\"{h}\" fill=\"{}\"/>",
            style::LAND
        ));
        canvas.group("map", "clip-path=\"url(#map)\"");
    }

    /// Everything round the map, and the end of the document.
    pub(super) fn close(&self, canvas: &mut Canvas, map: &Map, options: &DrawOptions) {
        canvas.end_group();
        let font = "font-family=\"'Noto Sans KR','Noto Sans CJK KR','DejaVu Sans',sans-serif\"";
        canvas.group("sheet", &format!("fill=\"{}\" {font}", style::INK));
        let unit = self.unit;
        let title = options.title.as_deref().unwrap_or(&map.name);
        canvas.words(0.0, -2.9 * unit, 3.2 * unit, "font-weight=\"bold\"", title);
        let counts = format!(
            "{} links, {} turns, {} signals, {} crosswalks, {} buildings",
            map.links.len(),
            map.turns.len(),
            map.signals.len(),
            map.crosswalks.len(),
            map.buildings.len()
        );
        canvas.words(0.0, -0.9 * unit, 1.4 * unit, "", &counts);
        let frame = format!("fill=\"none\" stroke=\"{}\" {}", style::INK, width(0.1 * unit));
        let (w, h) = (number(self.width_m), number(self.height_m));
        canvas.raw(&format!("<rect x=\"0.00\" y=\"0.00\" width=\"{w}\" height=\"{h}\" {frame}/>"));
        self.north_arrow(canvas);
        self.scale_bar(canvas);
        let beside = self.width_m + 2.0 * unit;
        legend::write(canvas, map, !options.route.is_empty(), beside, 9.0 * unit, unit);
        let lines = self.attribution(canvas, map);
        canvas.end_group();
        canvas.raw("</svg>");
        let foot = (5.5 + 1.9 * f64::from(lines)) * unit;
        let legend_rows_m = 75.0 * unit;
        let height = self.height_m.max(legend_rows_m) + self.top() + foot;
        canvas.replace_first(VIEW_BOX, &self.head(height));
    }

    fn head(&self, height: f64) -> String {
        let margin = 2.0 * self.unit;
        let [x, y] = [-margin, -self.top()].map(number);
        let [w, h] = [self.width_m + self.legend_width() + 2.0 * margin, height].map(number);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             viewBox=\"{x} {y} {w} {h}\">\n<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" \
             fill=\"{}\"/>",
            style::PAPER
        )
    }

    fn north_arrow(&self, canvas: &mut Canvas) {
        let unit = self.unit;
        let (x, y) = (self.width_m + 3.5 * unit, 5.5 * unit);
        let [left, right, tip, foot, waist] =
            [x - 1.3 * unit, x + 1.3 * unit, y - 4.5 * unit, y, y - 1.1 * unit].map(number);
        let middle = number(x);
        canvas.raw(&format!("<path d=\"M{middle} {tip}L{right} {foot}L{middle} {waist}L{left} {foot}Z\"/>"));
        canvas.words(x, y + 2.0 * unit, 1.8 * unit, "text-anchor=\"middle\"", "N");
    }

    fn scale_bar(&self, canvas: &mut Canvas) {
        let length_m = round_length_m(self.width_m * 0.25);
        let unit = self.unit;
        let y = self.height_m + 1.6 * unit;
        let half = number(length_m / 2.0);
        let [y_text, thick] = [y - 0.4 * unit, 0.8 * unit].map(number);
        let edge = format!("stroke=\"{}\" {}", style::INK, width(0.1 * unit));
        canvas.raw(&format!("<rect x=\"0.00\" y=\"{y_text}\" width=\"{half}\" height=\"{thick}\" {edge}/>"));
        canvas.raw(&format!(
            "<rect x=\"{half}\" y=\"{y_text}\" width=\"{half}\" height=\"{thick}\" fill=\"{}\" {edge}/>",
            style::PAPER
        ));
        canvas.words(length_m + unit, y + 0.5 * unit, 1.5 * unit, "", &format!("{length_m} m"));
    }

    /// Writes whose data these are, and tells in how many lines.
    fn attribution(&self, canvas: &mut Canvas, map: &Map) -> u32 {
        let size = 1.35 * self.unit;
        let columns = ((self.width_m + self.legend_width()) / (size * 0.56)).max(20.0) as usize;
        let mut lines = Vec::new();
        for source in &map.sources {
            let words = format!("{} ({}). {}", source.attribution, source.licence, source.provenance);
            lines.extend(wrapped(&words, columns));
        }
        if lines.is_empty() {
            lines.push("No source is named on this map.".to_owned());
        }
        let first = self.height_m.max(75.0 * self.unit) + 4.6 * self.unit;
        for (i, line) in lines.iter().enumerate() {
            canvas.words(0.0, first + 1.9 * self.unit * i as f64, size, "", line);
        }
        lines.len() as u32
    }
}

/// Stands where the document's head goes, until its height is known.
const VIEW_BOX: &str = "<!-- head -->";

/// Every place of the map that must be on the sheet.
fn places(map: &Map) -> impl Iterator<Item = Point> {
    let lanes = map.lanes.iter().flat_map(|lane| lane.shape.0.iter());
    let nodes = map.nodes.iter().flat_map(|node| core::iter::once(&node.at).chain(&node.outline));
    let rings = map.buildings.iter().flat_map(|building| building.ring.iter());
    let walks = map.crosswalks.iter().flat_map(|crosswalk| crosswalk.line.0.iter());
    let pavements = map.pavements.iter().flat_map(|pavement| pavement.line.0.iter());
    let areas = map.places.iter().flat_map(|place| place.polygon.iter());
    lanes.chain(nodes).chain(rings).chain(walks).chain(pavements).chain(areas).copied()
}

/// The largest of 1, 2 and 5 times a power of ten that is no longer (m).
fn round_length_m(at_most_m: f64) -> f64 {
    let mut length_m = 1.0;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(24) {
        if length_m * factor > at_most_m {
            break;
        }
        length_m *= factor;
    }
    length_m
}

/// Text in lines of so many columns, broken at spaces; a Korean letter takes two.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let wide = |word: &str| word.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let needed = wide(word);
        if used > 0 && used + 1 + needed > columns {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += needed;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_bar_has_a_round_length() {
        let of = [1.0, 37.0, 49.9, 50.0, 1234.0, 0.0, f64::NAN].map(round_length_m);
        assert_eq!(of[..6], [1.0, 20.0, 20.0, 50.0, 1000.0, 1.0]);
        assert!(of[6].is_finite());
    }

    #[test]
    fn long_attributions_are_broken_at_spaces() {
        assert_eq!(wrapped("(c) OpenStreetMap contributors", 20), ["(c) OpenStreetMap", "contributors"]);
        assert_eq!(wrapped("가나다 라", 7), ["가나다", "라"]);
    }
}
