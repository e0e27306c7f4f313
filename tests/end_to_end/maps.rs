//! Maps through the program: imported, told of, drawn and driven through.

use pilotzone_tests::call;
use pilotzone_tests::workspace::{case, scratch};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

fn import(source: &Path, map: &Path) {
    call([OsStr::new("import"), source.as_os_str(), OsStr::new("-o"), map.as_os_str()]).expect(0);
}

#[test]
fn an_import_gives_the_same_bytes_every_time() {
    let folder = scratch();
    let source = case("s25_four_way_tie/net.net.xml");
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    import(&source, &a);
    import(&source, &b);
    assert!(fs::read(&a).expect("a map") == fs::read(&b).expect("a map"));
}

#[test]
fn the_native_map_is_told_of_as_its_source_is() {
    let folder = scratch();
    let source = case("s25_four_way_tie/net.net.xml");
    let map = folder.path().join("no-extension-needed");
    import(&source, &map);
    let info = |path: &Path| {
        let answer = call([OsStr::new("map"), OsStr::new("info"), path.as_os_str(), OsStr::new("--json")]);
        answer.expect(0).json()
    };
    let (native, original) = (info(&map), info(&source));
    for key in ["links", "lanes", "junctions", "signals", "lane_km", "bbox_deg"] {
        assert_eq!(native[key], original[key], "{key}");
    }
    assert_eq!(native["links"], 8);
    assert_eq!(native["lanes"], 8);
    assert_eq!(native["junctions"], 1);
    assert!(native["bbox_deg"].is_null(), "a net without a projection has no place on earth");
}

#[test]
fn a_drawing_is_svg_and_whole() {
    let folder = scratch();
    let drawing = folder.path().join("map.svg");
    let source = case("s25_four_way_tie/net.net.xml");
    call([OsStr::new("map"), OsStr::new("draw"), source.as_os_str(), OsStr::new("-o"), drawing.as_os_str()])
        .expect(0);
    let svg = fs::read_to_string(&drawing).expect("a drawing");
    assert!(svg.contains("<svg") && svg.trim_end().ends_with("</svg>"));
}

#[test]
fn a_way_is_found_or_the_reason_told() {
    let source = case("s25_four_way_tie/net.net.xml");
    let route = |from: &str, to: &str| {
        let words = ["map", "route"].map(OsStr::new);
        let rest = [source.as_os_str(), OsStr::new(from), OsStr::new(to), OsStr::new("--json")];
        call(words.into_iter().chain(rest)).json()
    };
    let straight = route("WJ", "JE");
    assert_eq!(straight["found"], true);
    assert_eq!(straight["ids"], serde_json::json!(["WJ", "JE"]));
    let back = route("JE", "WJ");
    assert_eq!(back["found"], false);
    assert!(back["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{back}");
}
