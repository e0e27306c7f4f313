//! Where agents came from: a ribbon behind each.

use crate::geometry::{Soup, ribbon};
use crate::space::{Space, Spot};
use bevy::color::LinearRgba;
use bevy::prelude::{Component, Vec3};

/// The entity whose mesh all trails are.
#[derive(Component, Debug)]
pub struct Trails;

/// Adds the trail of one agent: its places, oldest first, east, north and up (m). It fades towards the oldest.
pub fn trail(places: &[[f64; 3]], width_m: f64, colour: LinearRgba, space: Space, soup: &mut Soup) {
    let line: Vec<Spot> = places.iter().map(|at| [at[0], at[1]]).collect();
    let mut heights = places.iter().scan(None, |last: &mut Option<Spot>, at| {
        let spot = [at[0], at[1]];
        let moves = last.is_none_or(|last| libm::hypot(spot[0] - last[0], spot[1] - last[1]) > 1e-3);
        if moves {
            *last = Some(spot);
        }
        Some((moves, at[2]))
    });
    let heights: Vec<f64> = heights.by_ref().filter(|(moves, _)| *moves).map(|(_, z_m)| z_m).collect();
    let edges = ribbon(&line, width_m);
    let count = edges.len().max(2) as f32 - 1.0;
    for (n, pair) in edges.windows(2).enumerate() {
        let z_m = |n: usize| heights.get(n).copied().unwrap_or_default();
        let at = |spot: Spot, n: usize| space.at(spot, z_m(n));
        let [[a, b], [c, d]] = [pair[0], pair[1]];
        let tone = LinearRgba { alpha: colour.alpha * (n as f32 + 1.0) / count, ..colour };
        // Seen from above whichever way it goes: with a front on either side it need not be known.
        let corners: [Vec3; 4] = [at(a, n), at(b, n), at(d, n + 1), at(c, n + 1)];
        soup.quad(corners, tone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_goes_through_the_places_at_their_heights() {
        let places = [[0.0, 0.0, 10.0], [0.0, 0.0, 10.0], [5.0, 0.0, 20.0]];
        let mut soup = Soup::default();
        trail(&places, 1.0, LinearRgba::WHITE, Space::default(), &mut soup);
        assert_eq!(soup.triangles(), 2);
        let heights: Vec<f32> = soup.corners().map(|at| at.y).collect();
        assert!(heights.contains(&10.0) && heights.contains(&20.0), "{heights:?}");
    }

    #[test]
    fn who_stood_still_has_no_trail() {
        let mut soup = Soup::default();
        trail(&[[1.0, 1.0, 0.0]; 4], 1.0, LinearRgba::WHITE, Space::default(), &mut soup);
        assert!(soup.is_empty());
    }
}
