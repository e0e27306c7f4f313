//! SVG text.

use core::fmt::Write as _;

use crate::{Point, Polyline};

/// A document under construction. Points are given in the map's frame and written from the sheet's north-west
/// corner, as SVG counts downwards and small numbers make small files.
pub(super) struct Canvas {
    text: String,
    west_m: f64,
    north_m: f64,
}

impl Canvas {
    pub(super) fn new(west_m: f64, north_m: f64) -> Self {
        Self { text: String::new(), west_m, north_m }
    }

    /// Writes a line as it is.
    pub(super) fn raw(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Opens a group whose attributes hold for all in it.
    pub(super) fn group(&mut self, name: &str, attributes: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "<g class=\"{name}\" {attributes}>");
    }

    pub(super) fn end_group(&mut self) {
        self.raw("</g>");
    }

    /// A point in the document's own coordinates.
    pub(super) fn place(&self, at: Point) -> (String, String) {
        (number(at.x - self.west_m), number(self.north_m - at.y))
    }

    /// A chain of straight pieces; nothing where there are none.
    pub(super) fn line(&mut self, line: &Polyline, attributes: &str) {
        if line.0.len() > 1 {
            let d = self.outline(&line.0);
            let _ = writeln!(self.text, "<path d=\"{d}\" {attributes}/>");
        }
    }

    /// Closed rings; those inside others are holes.
    pub(super) fn area(&mut self, rings: &[&[Point]], attributes: &str) {
        let closed: String =
            rings.iter().filter(|ring| ring.len() > 2).map(|ring| self.outline(ring) + "Z").collect();
        if !closed.is_empty() {
            let _ = writeln!(self.text, "<path d=\"{closed}\" fill-rule=\"evenodd\" {attributes}/>");
        }
    }

    pub(super) fn circle(&mut self, at: Point, radius_m: f64, attributes: &str) {
        let (x, y) = self.place(at);
        let r = number(radius_m);
        let _ = writeln!(self.text, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {attributes}/>");
    }

    /// A symbol, turned so that its east points where the heading does.
    pub(super) fn symbol(&mut self, id: &str, at: Point, heading_rad: f64) {
        let (x, y) = self.place(at);
        let turn_deg = number(-heading_rad.to_degrees());
        let _ = writeln!(
            self.text,
            "<use href=\"#{id}\" xlink:href=\"#{id}\" transform=\"translate({x} {y}) rotate({turn_deg})\"/>"
        );
    }

    /// Words at a place of the document.
    pub(super) fn words(&mut self, x: f64, y: f64, size: f64, attributes: &str, words: &str) {
        let (x, y, size) = (number(x), number(y), number(size));
        let words = escaped(words);
        let _ =
            writeln!(self.text, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" {attributes}>{words}</text>");
    }

    /// Puts text in the place of a line written before.
    pub(super) fn replace_first(&mut self, line: &str, text: &str) {
        self.text = self.text.replacen(line, text, 1);
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn outline(&self, points: &[Point]) -> String {
        let mut d = String::with_capacity(points.len() * 14);
        for (i, &point) in points.iter().enumerate() {
            let (x, y) = self.place(point);
            d.push(if i == 0 { 'M' } else { 'L' });
            d.push_str(&x);
            d.push(' ');
            d.push_str(&y);
        }
        d
    }
}

/// Two decimals: a centimetre. No `-0.00`, and no number that is none.
pub(super) fn number(x: f64) -> String {
    let rounded = (x * 100.0).round() / 100.0;
    if rounded.is_finite() { format!("{:.2}", rounded + 0.0) } else { "0.00".to_owned() }
}

/// A stroke's width as an attribute.
pub(super) fn width(metres: f64) -> String {
    format!("stroke-width=\"{}\"", number(metres))
}

/// Text that XML does not misread; what XML forbids altogether is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_two_decimals_and_one_zero() {
        assert_eq!([number(-0.001), number(1.005), number(f64::NAN)], ["0.00", "1.00", "0.00"]);
        assert_eq!([number(-12.345), number(f64::INFINITY)], ["-12.35", "0.00"]);
    }

    #[test]
    fn names_cannot_break_the_document() {
        assert_eq!(escaped("<a href=\"x\">&\u{0}세종"), "&lt;a href=&quot;x&quot;&gt;&amp; 세종");
    }
}
