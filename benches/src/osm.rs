//! OpenStreetMap text of no real place.

use std::fmt::Write;

/// A grid of that many streets in each direction, named and tagged as Korean ones are, with signals where main
/// streets cross.
pub fn grid_osm(streets: u32) -> String {
    let mut text = String::from("<?xml version=\"1.0\"?>\n<osm version=\"0.6\">\n");
    let id = |column: u32, row: u32| 1 + column + row * streets;
    for row in 0..streets {
        for column in 0..streets {
            let (lat, lon) = (36.5 + f64::from(row) * 0.002, 127.25 + f64::from(column) * 0.0025);
            let signal = if row % 4 == 0 && column % 4 == 0 {
                "<tag k=\"highway\" v=\"traffic_signals\"/>"
            } else {
                ""
            };
            let node = id(column, row);
            // Writing to a text cannot fail.
            let _ = writeln!(text, "<node id=\"{node}\" lat=\"{lat:.6}\" lon=\"{lon:.6}\">{signal}</node>");
        }
    }
    for n in 0..streets {
        let class = if n % 4 == 0 { "primary" } else { "residential" };
        way(&mut text, 1_000_000 + n, class, (0..streets).map(|k| id(k, n)));
        way(&mut text, 2_000_000 + n, class, (0..streets).map(|k| id(n, k)));
    }
    text.push_str("</osm>\n");
    text
}

fn way(text: &mut String, id: u32, class: &str, nodes: impl Iterator<Item = u32>) {
    let _ = writeln!(text, "<way id=\"{id}\">");
    for node in nodes {
        let _ = writeln!(text, "<nd ref=\"{node}\"/>");
    }
    let _ = writeln!(text, "<tag k=\"highway\" v=\"{class}\"/><tag k=\"name\" v=\"시험로 {id}\"/></way>");
}
