//! Polygons cut into triangles.

use crate::space::Spot;

/// Twice is more than the largest outline of a city has; a longer one is drawn as its hull of every n-th corner.
const CORNERS_MAX: usize = 4000;

/// Area (m²) of a ring; positive where it goes round against the clock.
pub fn signed_area_m2(ring: &[Spot]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>() / 2.0
}

/// Cuts a ring with holes into triangles, each against the clock.
///
/// Ear clipping (Meisters 1975, "Polygons have ears") after each hole was joined to the ring by a bridge. A ring that
/// crosses itself gives triangles that overlap, and never none or endlessly many.
pub fn cut(ring: &[Spot], holes: &[Vec<Spot>]) -> Vec<[Spot; 3]> {
    let mut outline = wound(ring, true);
    let mut inner: Vec<Vec<Spot>> =
        holes.iter().map(|hole| wound(hole, false)).filter(|hole| hole.len() > 2).collect();
    // From east to west, as each bridge goes to the east.
    let east = |hole: &[Spot]| hole.iter().map(|spot| spot[0]).fold(f64::MIN, f64::max);
    inner.sort_by(|a, b| east(b).total_cmp(&east(a)));
    for hole in inner {
        bridge(&mut outline, &hole);
    }
    clip(outline)
}

/// A ring without repeated corners, turned as asked.
fn wound(ring: &[Spot], against_clock: bool) -> Vec<Spot> {
    let stride = ring.len().div_ceil(CORNERS_MAX).max(1);
    let mut clean: Vec<Spot> = Vec::new();
    for &spot in ring.iter().step_by(stride).filter(|spot| spot[0].is_finite() && spot[1].is_finite()) {
        if clean.last() != Some(&spot) {
            clean.push(spot);
        }
    }
    while clean.len() > 1 && clean.first() == clean.last() {
        clean.pop();
    }
    if (signed_area_m2(&clean) > 0.0) != against_clock {
        clean.reverse();
    }
    clean
}

/// Joins a hole to the outline: from its easternmost corner to the nearest corner that nothing stands before.
fn bridge(outline: &mut Vec<Spot>, hole: &[Spot]) {
    let Some(start) = (0..hole.len()).max_by(|&a, &b| hole[a][0].total_cmp(&hole[b][0])) else { return };
    let from = hole[start];
    let squared = |to: Spot| {
        let (x, y) = (to[0] - from[0], to[1] - from[1]);
        x * x + y * y
    };
    let mut order: Vec<usize> = (0..outline.len()).collect();
    order.sort_by(|&a, &b| squared(outline[a]).total_cmp(&squared(outline[b])));
    let edges = |n: usize| (outline[n], outline[(n + 1) % outline.len()]);
    let is_free = |&n: &usize| (0..outline.len()).all(|edge| !crosses((from, outline[n]), edges(edge)));
    let Some(end) = order.iter().copied().find(is_free).or_else(|| order.first().copied()) else { return };
    let mut way: Vec<Spot> = hole[start..].iter().chain(&hole[..=start]).copied().collect();
    way.push(outline[end]);
    let rest = outline.split_off(end + 1);
    outline.extend(way);
    outline.extend(rest);
}

/// Whether two lines cross between their ends.
fn crosses((a, b): (Spot, Spot), (c, d): (Spot, Spot)) -> bool {
    let differ = |p: f64, q: f64| p * q < 0.0;
    differ(side(a, b, c), side(a, b, d)) && differ(side(c, d, a), side(c, d, b))
}

/// Twice the area of a triangle; positive against the clock.
fn side(a: Spot, b: Spot, c: Spot) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn clip(mut outline: Vec<Spot>) -> Vec<[Spot; 3]> {
    let mut triangles = Vec::with_capacity(outline.len());
    let mut at = 0;
    let mut refused = 0;
    while outline.len() > 2 {
        let count = outline.len();
        at %= count;
        let corners = [outline[(at + count - 1) % count], outline[at], outline[(at + 1) % count]];
        let area = side(corners[0], corners[1], corners[2]);
        // Where none is an ear, the ring crosses itself: a corner is cut off all the same.
        if refused > count || area == 0.0 || (area > 0.0 && is_empty(corners, &outline)) {
            if area > 0.0 {
                triangles.push(corners);
            }
            outline.remove(at);
            refused = 0;
            // On to the next but one, so that triangles do not all meet in one corner.
            at += 1;
        } else {
            refused += 1;
            at += 1;
        }
    }
    triangles
}

/// Whether no other corner lies in a triangle.
fn is_empty([a, b, c]: [Spot; 3], outline: &[Spot]) -> bool {
    outline.iter().all(|&p| {
        p == a || p == b || p == c || side(a, b, p) < 0.0 || side(b, c, p) < 0.0 || side(c, a, p) < 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area_m2(triangles: &[[Spot; 3]]) -> f64 {
        triangles.iter().map(|&[a, b, c]| side(a, b, c) / 2.0).sum()
    }

    #[test]
    fn the_triangles_of_a_ring_cover_its_area_whichever_way_it_goes_round() {
        let mut ring = vec![[0.0, 0.0], [6.0, 0.0], [6.0, 4.0], [3.0, 1.0], [0.0, 4.0]];
        for _ in 0..2 {
            let triangles = cut(&ring, &[]);
            assert_eq!(triangles.len(), 3);
            assert!((area_m2(&triangles) - signed_area_m2(&ring).abs()).abs() < 1e-9);
            assert!(triangles.iter().all(|&[a, b, c]| side(a, b, c) > 0.0));
            ring.reverse();
        }
    }

    #[test]
    fn a_courtyard_is_left_open() {
        let square = |low: f64, high: f64| vec![[low, low], [high, low], [high, high], [low, high]];
        let holes = [square(2.0, 4.0), square(6.0, 8.0)];
        let triangles = cut(&square(0.0, 10.0), &holes);
        assert!((area_m2(&triangles) - 92.0).abs() < 1e-9, "{}", area_m2(&triangles));
        let covers = |p: Spot| {
            triangles
                .iter()
                .any(|&[a, b, c]| side(a, b, p) > 0.0 && side(b, c, p) > 0.0 && side(c, a, p) > 0.0)
        };
        assert!(!covers([3.01, 3.02]) && !covers([7.01, 7.02]) && covers([5.01, 5.03]));
    }

    #[test]
    fn what_is_no_ring_gives_nothing_and_one_that_crosses_itself_comes_to_an_end() {
        assert!(cut(&[[0.0, 0.0], [1.0, 1.0]], &[]).is_empty());
        assert!(cut(&[[f64::NAN, 0.0], [1.0, 1.0], [2.0, 0.0]], &[]).is_empty());
        assert!(!cut(&[[0.0, 0.0], [4.0, 4.0], [4.0, 0.0], [0.0, 3.0]], &[]).is_empty());
    }
}
