//! Cuts ground plans into triangles: by ears, with courtyards joined to the outer ring by slits.

use pilotzone_map::Point;

/// A corner triangle smaller than this is none (m²).
const LEAST_M2: f64 = 1e-6;

/// Twice the signed area of a triangle: positive against the clock.
fn turn(a: Point, b: Point, c: Point) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn area2(ring: &[Point]) -> f64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
}

fn oriented(ring: &[Point], left: bool) -> Vec<Point> {
    let mut ring = ring.to_vec();
    if (area2(&ring) > 0.0) != left {
        ring.reverse();
    }
    ring
}

/// The triangles of a ground plan: an outer ring and its holes. A ring that crosses itself gives some triangles that
/// cover about the same.
pub fn triangles(rings: &[Vec<Point>]) -> Vec<[Point; 3]> {
    let Some((outer, holes)) = rings.split_first() else { return Vec::new() };
    let mut ring = oriented(outer, true);
    let mut holes: Vec<Vec<Point>> = holes.iter().map(|hole| oriented(hole, false)).collect();
    // From the east inward, so that a slit never crosses a hole that is still to come.
    let east = |hole: &[Point]| hole.iter().map(|p| p.x).fold(f64::NEG_INFINITY, f64::max);
    holes.sort_by(|a, b| east(b).total_cmp(&east(a)));
    for hole in &holes {
        join(&mut ring, hole);
    }
    ears(ring)
}

/// Joins a hole to a ring by a slit between the two corners that see each other and lie nearest.
fn join(ring: &mut Vec<Point>, hole: &[Point]) {
    let mut best: Option<(f64, usize, usize)> = None;
    for (i, a) in ring.iter().enumerate() {
        for (j, b) in hole.iter().enumerate() {
            let d2 = (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
            if best.is_none_or(|(least, _, _)| d2 < least) && sees(ring, *a, *b) && sees(hole, *a, *b) {
                best = Some((d2, i, j));
            }
        }
    }
    let Some((_, i, j)) = best else { return };
    let slit: Vec<Point> = hole[j..].iter().chain(&hole[..=j]).copied().chain([ring[i]]).collect();
    ring.splice(i + 1..=i, slit);
}

/// Whether no edge of a ring stands between two points.
fn sees(ring: &[Point], a: Point, b: Point) -> bool {
    ring.iter().zip(ring.iter().cycle().skip(1)).all(|(p, q)| {
        let (s, t) = (turn(a, b, *p), turn(a, b, *q));
        let (u, v) = (turn(*p, *q, a), turn(*p, *q, b));
        !(s * t < 0.0 && u * v < 0.0)
    })
}

/// Cuts ears off until nothing is left; a ring that has none any more gives up its sharpest corner.
fn ears(mut ring: Vec<Point>) -> Vec<[Point; 3]> {
    let mut found = Vec::new();
    while ring.len() > 2 {
        let n = ring.len();
        let corner = |i: usize| [ring[(i + n - 1) % n], ring[i], ring[(i + 1) % n]];
        let convex = |i: &usize| {
            let [a, b, c] = corner(*i);
            turn(a, b, c) > 0.0
        };
        let clear = |i: &usize| {
            let [a, b, c] = corner(*i);
            !ring.iter().any(|p| turn(a, b, *p) > 0.0 && turn(b, c, *p) > 0.0 && turn(c, a, *p) > 0.0)
        };
        let flat = (0..n).find(|&i| {
            let [a, b, c] = corner(i);
            turn(a, b, c).abs() <= 2.0 * LEAST_M2
        });
        if let Some(flat) = flat {
            ring.remove(flat);
            continue;
        }
        let ear = (0..n).find(|i| convex(i) && clear(i)).or_else(|| (0..n).find(convex));
        let Some(ear) = ear else { break };
        found.push(corner(ear));
        ring.remove(ear);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<Point> {
        corners.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    fn covered_m2(rings: &[Vec<Point>]) -> f64 {
        triangles(rings).iter().map(|[a, b, c]| 0.5 * turn(*a, *b, *c)).sum()
    }

    #[test]
    fn triangles_cover_what_the_rings_enclose() {
        let square = ring(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
        let bent = ring(&[(0.0, 0.0), (0.0, 9.0), (3.0, 9.0), (3.0, 3.0), (9.0, 3.0), (9.0, 0.0)]);
        let yard = ring(&[(2.0, 2.0), (4.0, 2.0), (4.0, 5.0), (2.0, 5.0)]);
        let second = ring(&[(6.0, 6.0), (8.0, 6.0), (8.0, 7.0), (6.0, 7.0)]);
        assert!((covered_m2(std::slice::from_ref(&square)) - 100.0).abs() < 1e-9);
        assert!((covered_m2(&[bent]) - (27.0 + 18.0)).abs() < 1e-9);
        assert!((covered_m2(&[square.clone(), yard.clone()]) - 94.0).abs() < 1e-9);
        assert!((covered_m2(&[square, yard, second]) - 92.0).abs() < 1e-9);
    }

    #[test]
    fn no_ring_and_a_line_have_no_triangles() {
        assert!(triangles(&[]).is_empty());
        assert!(triangles(&[ring(&[(0.0, 0.0), (5.0, 0.0), (9.0, 0.0)])]).is_empty());
    }

    proptest! {
        #[test]
        fn stars_are_covered_once(radii in prop::collection::vec(1.0..9.0f64, 3..40)) {
            let n = radii.len() as f64;
            let corner = |(i, r): (usize, &f64)| {
                let angle = 2.0 * core::f64::consts::PI * i as f64 / n;
                Point::new(r * libm::cos(angle), r * libm::sin(angle))
            };
            let star: Vec<Point> = radii.iter().enumerate().map(corner).collect();
            let wanted = 0.5 * area2(&star);
            prop_assert!((covered_m2(&[star]) - wanted).abs() < 1e-3 * wanted.max(1.0));
        }
    }
}
