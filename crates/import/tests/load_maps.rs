//! The maps that ship are what their sources give, and say where they come from.

use pilotzone_import::load::read_listed_map;
use pilotzone_map::{Map, SignalOrigin, info, native};
use std::path::{Path, PathBuf};

/// Each map that ships and its source.
const MAPS: [(&str, &str); 4] = [
    ("sejong-naseong", "sejong_naseong.net.xml"),
    ("sejong-naseong-osm", "sejong_naseong.osm"),
    ("seoul-jamsil", "seoul_jamsil.osm.gz"),
    ("bologna-acosta", "bologna_acosta.net.xml"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../maps")
}

fn shipped(name: &str) -> Map {
    native::read(&std::fs::read(folder().join(name).with_extension("pzmap")).unwrap()).unwrap()
}

#[test]
fn the_maps_that_ship_are_what_their_sources_give() {
    for (name, source) in MAPS {
        let made = read_listed_map(&folder().join("sources").join(source)).unwrap();
        let bytes = native::write(&made).unwrap();
        let file = folder().join(name).with_extension("pzmap");
        if std::env::var_os("PILOTZONE_BLESS").is_some() {
            std::fs::write(&file, &bytes).unwrap();
        }
        let stored = std::fs::read(&file).unwrap();
        assert!(
            stored == bytes,
            "{name} is not what {source} gives: see maps/README.md for how to make it again"
        );
        assert_eq!(made.name, name);
    }
}

#[test]
fn every_map_that_ships_names_its_provenance_licence_and_attribution() {
    for (name, _) in MAPS {
        let map = shipped(name);
        assert_eq!(map.sources.len(), 1, "{name}");
        let source = &map.sources[0];
        assert!(source.provenance.contains(" at "), "{name}: {}", source.provenance);
        assert!(["ODbL-1.0", "EPL-2.0"].contains(&source.licence.as_str()), "{name}: {}", source.licence);
        assert!(!source.attribution.is_empty(), "{name}");
    }
}

#[test]
fn the_signals_of_naseong_are_nineteen_and_marked_as_guessed() {
    let map = shipped("sejong-naseong");
    assert_eq!(info::info(&map).signals, 19);
    assert!(map.signals.iter().all(|signal| signal.origin == SignalOrigin::Guessed));
}

#[test]
fn jamsil_has_its_buildings() {
    assert_eq!(shipped("seoul-jamsil").buildings.len(), 1355);
}
