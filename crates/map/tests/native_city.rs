//! A generated city through the native format.

use pilotzone_map::generate::{GridParams, grid};
use pilotzone_map::geometry::find_conflicts;
use pilotzone_map::native::{read, write};

#[test]
fn a_city_comes_back_as_it_was_and_is_packed_small() {
    let city = grid(&GridParams::for_vehicles(2_000));
    let file = write(&city).unwrap();
    assert_eq!(read(&file).unwrap(), city);
    assert_eq!(write(&read(&file).unwrap()).unwrap(), file);
    // Coordinates as they are take 16 bytes a point; packed, a regular city is far smaller.
    let points: usize = city.lanes.iter().map(|lane| lane.shape.0.len()).sum();
    assert!(file.len() < 16 * points, "{} bytes for {points} points", file.len());
}

#[test]
fn conflicts_of_a_city_are_found_again_in_the_same_words() {
    let mut city = grid(&GridParams::for_vehicles(2_000));
    let before = city.conflicts.clone();
    find_conflicts(&mut city, &mut |map, a, b| {
        before
            .binary_search_by_key(&(a.min(b), a.max(b)), |c| (c.first, c.second))
            .is_ok_and(|i| if a < b { before[i].first_yields } else { before[i].second_yields })
            && map.turn(a).node == map.turn(b).node
    });
    assert!(!before.is_empty());
    assert_eq!(city.conflicts, before);
    println!("{} turns, {} conflicts", city.turns.len(), city.conflicts.len());
}
