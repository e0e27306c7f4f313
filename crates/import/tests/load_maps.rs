//! The maps that ship are what their sources give, and say where they come from.

use pilotzone_import::load::read_listed_map;
use pilotzone_map::{Map, SignalOrigin, info, native};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Each map that ships and its source.
const MAPS: [(&str, &str); 5] = [
    ("sejong-naseong", "sejong_naseong.net.xml"),
    ("sejong-naseong-osm", "sejong_naseong.osm"),
    ("seoul-jamsil", "seoul_jamsil.osm.gz"),
    ("bologna-acosta", "bologna_acosta.net.xml"),
    ("sejong-5-1", "sejong-5-1.toml"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../maps")
}

/// Imports all sources; writes the maps first where that is asked for.
fn made() -> &'static [(&'static str, Vec<u8>)] {
    static MADE: OnceLock<Vec<(&str, Vec<u8>)>> = OnceLock::new();
    MADE.get_or_init(|| {
        let one = |(name, source)| {
            let map = read_listed_map(&folder().join("sources").join(source)).unwrap();
            let bytes = native::write(&map).unwrap();
            if std::env::var_os("PILOTZONE_BLESS").is_some() {
                std::fs::write(folder().join(name).with_extension("pzmap"), &bytes).unwrap();
            }
            (name, bytes)
        };
        MAPS.into_iter().map(one).collect()
    })
}

fn shipped(name: &str) -> Map {
    made();
    native::read(&std::fs::read(folder().join(name).with_extension("pzmap")).unwrap()).unwrap()
}

#[test]
fn the_maps_that_ship_are_what_their_sources_give() {
    for (name, bytes) in made() {
        let stored = std::fs::read(folder().join(name).with_extension("pzmap")).unwrap();
        assert!(
            stored == *bytes,
            "{name} is not what its source gives: maps/README.md says how to make it again"
        );
    }
}

#[test]
fn every_map_that_ships_names_its_provenance_licence_and_attribution() {
    for (name, _) in MAPS {
        let map = shipped(name);
        assert_eq!((map.name.as_str(), map.sources.len()), (name, 1));
        let source = &map.sources[0];
        let synthetic = source.provenance.starts_with("synthetic");
        assert!(synthetic || source.provenance.contains(" at "), "{name}: {}", source.provenance);
        let ours = synthetic && source.licence == "MIT OR Apache-2.0";
        assert!(
            ours || ["ODbL-1.0", "EPL-2.0"].contains(&source.licence.as_str()),
            "{name}: {}",
            source.licence
        );
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
    // 1,355 outlines that are ways, and three more by relations.
    assert_eq!(shipped("seoul-jamsil").buildings.len(), 1358);
}
