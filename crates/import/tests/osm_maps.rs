//! The real maps, from end to end.

mod osm_support;

use osm_support::assert_sound;
use pilotzone_import::osm::{OsmOptions, import_osm_xml};
use pilotzone_map::{Map, NodeKind};
use std::io::Read as _;

fn read(path: &str) -> Map {
    let full = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    let mut bytes = std::fs::read(&full).unwrap_or_else(|e| panic!("{full}: {e}"));
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let packed = std::mem::take(&mut bytes);
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
    }
    let map = import_osm_xml(path, &bytes, &OsmOptions::default()).unwrap();
    assert_sound(&map);
    println!("{path}: {:#?}", pilotzone_map::info::info(&map));
    if let Ok(folder) = std::env::var("PILOTZONE_DRAW_DIR") {
        let name = path.replace(['/', '.'], "_");
        std::fs::write(format!("{folder}/{name}.svg"), pilotzone_map::draw::svg(&map)).unwrap();
    }
    map
}

#[test]
fn sejong_naseong_is_read_whole() {
    let map = read("maps/sources/sejong_naseong.osm");
    assert!(map.links.len() > 60 && map.crosswalks.len() >= 5);
}

#[test]
fn seoul_jamsil_has_all_its_buildings_and_signals() {
    let map = read("maps/sources/seoul_jamsil.osm.gz");
    let ways = map.buildings.iter().filter(|b| !b.id.starts_with('r')).count();
    assert_eq!(ways, 1355, "buildings that are ways; those of relations come on top");
    assert!(map.nodes.iter().any(|n| n.kind == NodeKind::Signal));
}

#[test]
fn suwon_station_is_read_whole() {
    let map = read("crates/import/tests/cases/suwon_station.osm.gz");
    assert!(map.links.len() > 400 && map.bus_stops.len() >= 5);
}
