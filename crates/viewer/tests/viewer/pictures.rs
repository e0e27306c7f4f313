//! Fixed pictures of a fixed run, held against stored ones.

use crate::crossing::{self, FALL_S, FALLER};
use crate::likeness::{changed, likeness};
use bevy::math::Vec3;
use bevy::prelude::{Mesh3d, Transform, Visibility};
use image::RgbaImage;
use pilotzone_viewer::agents::{Shape, Stock};
use pilotzone_viewer::eye::Eye;
use pilotzone_viewer::look::{Language, Look, Theme};
use pilotzone_viewer::scene::Stage;
use pilotzone_viewer::{Reel, Shot, Size, Studio, film};
use std::path::{Path, PathBuf};

const SIZE: Size = Size { width: 640, height: 360 };
/// Drivers draw edges a little differently; what is in another place is far less alike.
const ALIKE: f64 = 0.85;

fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name)
}

fn studio(folder: &Path) -> Studio {
    let file = folder.join("replay.mcap");
    std::fs::write(&file, crossing::replay()).unwrap();
    let reel = Reel::open(folder).unwrap();
    Studio::open(reel, Look::new(Language::Ko, Theme::Light), SIZE).unwrap()
}

/// Holds a picture against the stored one; `PILOTZONE_BLESS` stores it instead.
fn check(name: &str, picture: &RgbaImage) {
    let path = stored(name);
    if std::env::var_os("PILOTZONE_BLESS").is_some() {
        return film::save(picture, &path).unwrap();
    }
    let expected =
        image::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).to_rgba8();
    let found = likeness(picture, &expected);
    if found < ALIKE {
        let beside = std::env::temp_dir().join(format!("pilotzone-{name}"));
        film::save(picture, &beside).unwrap();
        panic!("{name}: a likeness of {found:.3} to the stored picture; see {}", beside.display());
    }
}

#[test]
fn the_crossing_looks_as_it_did_and_one_time_always_gives_one_picture() {
    if !crate::has_adapter() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut studio = studio(folder.path());
    studio.world().insert_resource(Eye { distance_m: 62.0, pitch_rad: 0.6, yaw_rad: 0.4, ..Eye::default() });
    let picture = studio.picture(4.0).unwrap();
    check("crossing.png", &picture);

    let later = studio.picture(6.0).unwrap();
    let moved = changed(&picture, &later);
    assert!((0.0005..0.5).contains(&moved), "two seconds later {moved} of the pixels are others");
    let alike = likeness(&picture, &later);
    assert!(alike < ALIKE, "the tolerance would not see two seconds: {alike}");
    let again = studio.picture(4.0).unwrap();
    assert_eq!(changed(&picture, &again), 0.0, "one time gives one picture");
    everybody_is_where_the_replay_says(&mut studio);

    let at_s = studio.aim(Shot { at_s: None, incident: Some(0) }).unwrap();
    assert_eq!(at_s, FALL_S);
    check("fall.png", &studio.picture(FALL_S - 1.0).unwrap());
}

/// Reads the places of all shapes back from the scene.
fn everybody_is_where_the_replay_says(studio: &mut Studio) {
    let world = studio.world();
    let space = world.resource::<Stage>().space;
    let stock = world.resource::<Stock>();
    let rows = crossing::rows(4.0);
    assert_eq!(stock.count(Shape::Car), 4);
    assert_eq!(stock.count(Shape::Person), 4);
    assert!(stock.draws() < 60, "{} draw calls", stock.draws());
    let mut shown = world.query_filtered::<(&Transform, &Visibility), bevy::prelude::With<Mesh3d>>();
    let places: Vec<Vec3> =
        shown.iter(world).filter(|(_, v)| **v != Visibility::Hidden).map(|(at, _)| at.translation).collect();
    for row in rows {
        let place = row.place();
        let expected = space.at([place.x_m, place.y_m], place.z_m);
        let away = places.iter().map(|at| at.distance(expected)).fold(f32::MAX, f32::min);
        assert!(away < 0.1, "agent {} is {away} m from where it should be", row.id);
    }
    let drone = crossing::rows(4.0).into_iter().find(|row| row.id == FALLER).unwrap().place();
    assert!(drone.z_m > 19.0);
}
