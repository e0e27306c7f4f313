//! Lines with a width.

use crate::space::Spot;

/// Corners at a line's sharpest bends stand at most so many half widths out.
const MITRE_MAX: f64 = 3.0;

/// The left and the right edge of a line of a width, its corners mitred: as many places on either side as the line has,
/// less those where it stands still.
pub fn ribbon(line: &[Spot], width_m: f64) -> Vec<[Spot; 2]> {
    let clean = moving(line);
    if clean.len() < 2 || !width_m.is_finite() {
        return Vec::new();
    }
    let last = clean.len() - 1;
    let edge = |n: usize| {
        let spot = clean[n];
        let before = direction(clean[n.saturating_sub(1)], clean[n.max(1)]);
        let after = direction(clean[n.min(last - 1)], clean[(n + 1).min(last)]);
        let (x, y) = (before[0] + after[0], before[1] + after[1]);
        // Twice the cosine of half the bend.
        let length = libm::sqrt(x * x + y * y).max(1e-3);
        let half_m = width_m / 2.0 * (2.0 / length).min(MITRE_MAX);
        let (x, y) = (-y / length * half_m, x / length * half_m);
        [[spot[0] + x, spot[1] + y], [spot[0] - x, spot[1] - y]]
    };
    (0..clean.len()).map(edge).collect()
}

/// Pieces of a line: so many metres of it, so many left out.
pub fn dashes(line: &[Spot], [dash_m, gap_m]: Spot) -> Vec<Vec<Spot>> {
    // What a damaged file asks for must not make endlessly many.
    let (dash_m, gap_m) = (dash_m.max(0.05), gap_m.max(0.05));
    let clean = moving(line);
    let mut pieces = Vec::new();
    let mut piece: Vec<Spot> = clean.first().copied().into_iter().collect();
    let (mut is_drawn, mut left_m) = (true, dash_m);
    for pair in clean.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length_m = distance_m(from, to);
        while length_m > left_m {
            let share = left_m / length_m;
            let at = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
            if is_drawn {
                piece.push(at);
                pieces.push(std::mem::take(&mut piece));
            }
            piece = vec![at];
            (from, length_m) = (at, length_m - left_m);
            is_drawn = !is_drawn;
            left_m = if is_drawn { dash_m } else { gap_m };
        }
        left_m -= length_m;
        if is_drawn {
            piece.push(to);
        }
    }
    if is_drawn && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

/// The line without places that are no numbers, or where it stands still.
fn moving(line: &[Spot]) -> Vec<Spot> {
    let mut clean: Vec<Spot> = Vec::with_capacity(line.len());
    for &spot in line.iter().filter(|spot| spot[0].is_finite() && spot[1].is_finite()) {
        if clean.last().is_none_or(|&last| distance_m(last, spot) > 1e-3) {
            clean.push(spot);
        }
    }
    clean
}

fn distance_m(a: Spot, b: Spot) -> f64 {
    libm::hypot(b[0] - a[0], b[1] - a[1])
}

fn direction(a: Spot, b: Spot) -> Spot {
    let length_m = distance_m(a, b).max(1e-9);
    [(b[0] - a[0]) / length_m, (b[1] - a[1]) / length_m]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ribbon_is_as_wide_as_it_is_told_on_both_sides() {
        let edges = ribbon(&[[0.0, 0.0], [10.0, 0.0]], 3.0);
        assert_eq!(edges, [[[0.0, 1.5], [0.0, -1.5]], [[10.0, 1.5], [10.0, -1.5]]]);
    }

    #[test]
    fn a_right_angle_is_mitred_so_that_the_ribbon_keeps_its_width() {
        let edges = ribbon(&[[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]], 2.0);
        let [left, right] = edges[1];
        assert!((left[0] - 9.0).abs() < 1e-9 && (left[1] - 1.0).abs() < 1e-9, "{left:?}");
        assert!((right[0] - 11.0).abs() < 1e-9 && (right[1] + 1.0).abs() < 1e-9, "{right:?}");
    }

    #[test]
    fn what_stands_still_or_is_no_number_gives_no_ribbon() {
        assert!(ribbon(&[[1.0, 1.0], [1.0, 1.0]], 2.0).is_empty());
        assert!(ribbon(&[[1.0, 1.0], [f64::NAN, 1.0]], 2.0).is_empty());
        assert!(ribbon(&[], 2.0).is_empty());
    }

    #[test]
    fn a_line_of_ten_metres_has_two_dashes_of_three_with_gaps_of_two_and_the_rest() {
        let pieces = dashes(&[[0.0, 0.0], [4.0, 0.0], [11.0, 0.0]], [3.0, 2.0]);
        let ends: Vec<(f64, f64)> = pieces.iter().map(|p| (p[0][0], p[p.len() - 1][0])).collect();
        assert_eq!(ends, [(0.0, 3.0), (5.0, 8.0), (10.0, 11.0)]);
    }
}
