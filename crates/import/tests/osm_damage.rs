//! Damaged, cut and odd OpenStreetMap files: an error that names the place, or a map that names what it lost.

mod osm_support;

use osm_support::{links_of, motor_lanes, problems_naming};
use pilotzone_import::ImportError;
use pilotzone_import::osm::{OsmOptions, import_osm_pbf, import_osm_xml};
use pilotzone_map::Map;

const SEJONG: &str = include_str!("cases/sejong_naseong_raw_badid.osm");

fn xml(bytes: &[u8]) -> Result<Map, ImportError> {
    import_osm_xml("t.osm", bytes, &OsmOptions::default())
}

fn pbf(bytes: &[u8]) -> Result<Map, ImportError> {
    import_osm_pbf("t.osm.pbf", bytes, &OsmOptions::default())
}

/// A small generator of pseudo-random numbers: the tests must try the same damage every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut damaged = bytes.to_vec();
        for _ in 0..=self.roll(30) {
            let at = self.roll(damaged.len());
            damaged[at] = self.roll(256) as u8;
        }
        damaged
    }
}

#[test]
fn a_node_number_beyond_64_bits_is_named_with_its_line_and_the_rest_is_read() {
    let map = xml(SEJONG.as_bytes()).unwrap();
    osm_support::assert_sound(&map);
    let line = SEJONG.lines().position(|l| l.contains("157366723210968712778")).unwrap() as u32 + 1;
    let problem = map.problems.iter().find(|p| p.what.contains("157366723210968712778")).unwrap();
    assert_eq!(problem.line, line);
    assert!(problem.what.contains("left out"), "{}", problem.what);
    // The way that used the node carries its place itself.
    let whole = SEJONG.replace("157366723210968712778", "1573667232");
    let whole = xml(whole.as_bytes()).unwrap();
    assert_eq!(map.links.len(), whole.links.len());
}

#[test]
fn a_reference_beyond_64_bits_cuts_the_way_and_is_named() {
    let text = "<osm><node id='1' lat='36' lon='127'/><node id='2' lat='36.001' lon='127'/>\n\
                <node id='3' lat='36.002' lon='127'/><node id='4' lat='36.003' lon='127'/>\n\
                <way id='7'><nd ref='1'/><nd ref='2'/><nd ref='99999999999999999999'/><nd ref='3'/><nd ref='4'/>\n\
                <tag k='highway' v='residential'/></way></osm>";
    let map = xml(text.as_bytes()).unwrap();
    let named = problems_naming(&map, "way 7");
    assert!(named.iter().any(|p| p.contains("99999999999999999999")), "{named:?}");
    assert_eq!(links_of(&map, "7").count(), 4, "two known parts, not bridged");
}

#[test]
fn what_is_no_map_is_refused_with_a_message() {
    let bomb = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><osm>&c;</osm>";
    let nan = SEJONG.replace("lat=\"36", "lat=\"nan36");
    let third = &SEJONG.as_bytes()[..SEJONG.len() / 3];
    let nested = "<osm>".repeat(50_000);
    let cases: [(&[u8], &str); 10] = [
        (b"", "t.osm: the file is empty"),
        (&[0; 999], "t.osm"),
        (third, "t.osm:"),
        (nan.as_bytes(), "`lat` is \"nan36"),
        (bomb, "document type"),
        (nested.as_bytes(), "<osm> inside <osm>"),
        (b"<osm version='0.6'></osm>", "nothing to drive on"),
        (b"<gpx/>", "the outermost element is <gpx>"),
        (b"<osm><node id='x' lat='1' lon='1'/></osm>", "`id` is \"x\", expected a whole number"),
        (b"<osm><node id='1' lat='1' lon='1'/><way id='1'><nd ref='1'/></way></osm>", "of 1 ways"),
    ];
    for (bytes, part) in cases {
        let message = xml(bytes).unwrap_err().to_string();
        assert!(message.contains(part), "{message} should have {part}");
    }
}

#[test]
fn no_damage_makes_the_xml_reader_panic() {
    let mut dice = Dice(7);
    for _ in 0..60 {
        let _ = xml(&dice.damage(SEJONG.as_bytes()));
    }
}

#[test]
fn ways_may_stand_before_their_nodes() {
    let text = "<osm><way id='7'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/></way>\
                <node id='1' lat='36' lon='127'/><node id='2' lat='36.001' lon='127'/></osm>";
    assert_eq!(xml(text.as_bytes()).unwrap().links.len(), 2);
}

#[test]
fn a_map_over_the_date_line_is_no_belt_round_the_earth() {
    let text = "<osm><node id='1' lat='-16.8' lon='179.999'/><node id='2' lat='-16.8' lon='-179.999'/>\
                <way id='7'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/></way></osm>";
    let map = xml(text.as_bytes()).unwrap();
    // 0.002 degrees of longitude at 16.8 degrees south: 213 m.
    assert!((map.links[0].length_m - 213.0).abs() < 8.0, "{}", map.links[0].length_m);
}

/// Writes PBF files, odd ones too.
mod writer {
    pub fn varint(mut value: u64, out: &mut Vec<u8>) {
        while value >= 0x80 {
            out.push(value as u8 | 0x80);
            value >>= 7;
        }
        out.push(value as u8);
    }

    pub fn zigzag(value: i64) -> u64 {
        ((value << 1) ^ (value >> 63)) as u64
    }

    pub fn number(field: u64, value: u64, out: &mut Vec<u8>) {
        varint(field << 3, out);
        varint(value, out);
    }

    pub fn bytes(field: u64, content: &[u8], out: &mut Vec<u8>) {
        varint(field << 3 | 2, out);
        varint(content.len() as u64, out);
        out.extend(content);
    }

    pub fn packed(field: u64, values: impl IntoIterator<Item = u64>, out: &mut Vec<u8>) {
        let mut content = Vec::new();
        values.into_iter().for_each(|value| varint(value, &mut content));
        bytes(field, &content, out);
    }

    pub fn deltas(field: u64, values: &[i64], out: &mut Vec<u8>) {
        let mut before = 0;
        let deltas: Vec<u64> =
            values.iter().map(|&v| zigzag(v - std::mem::replace(&mut before, v))).collect();
        packed(field, deltas, out);
    }

    pub fn blob(kind: &str, content: &[u8], zlib: bool, out: &mut Vec<u8>) {
        let mut blob = Vec::new();
        if zlib {
            use std::io::Write as _;
            let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            packer.write_all(content).unwrap();
            number(2, content.len() as u64, &mut blob);
            bytes(3, &packer.finish().unwrap(), &mut blob);
        } else {
            bytes(1, content, &mut blob);
        }
        let mut header = Vec::new();
        bytes(1, kind.as_bytes(), &mut header);
        number(3, blob.len() as u64, &mut header);
        out.extend((header.len() as u32).to_be_bytes());
        out.extend(header);
        out.extend(blob);
    }

    /// A file: header, then one block of these groups with this granularity.
    pub fn file(strings: &[&str], groups: &[Vec<u8>], granularity: i64, zlib: bool) -> Vec<u8> {
        let mut header = Vec::new();
        bytes(4, b"OsmSchema-V0.6", &mut header);
        bytes(4, b"DenseNodes", &mut header);
        let mut table = Vec::new();
        for text in strings {
            bytes(1, text.as_bytes(), &mut table);
        }
        let mut block = Vec::new();
        bytes(1, &table, &mut block);
        for group in groups {
            bytes(2, group, &mut block);
        }
        number(17, granularity as u64, &mut block);
        let mut out = Vec::new();
        blob("OSMHeader", &header, zlib, &mut out);
        blob("OSMData", &block, zlib, &mut out);
        out
    }
}

const STRINGS: [&str; 5] = ["", "highway", "residential", "lanes", "2"];

/// Three places in units of the granularity, as packed nodes with an empty info.
fn dense(ids: &[i64], lats: &[i64], lons: &[i64]) -> Vec<u8> {
    let mut nodes = Vec::new();
    writer::deltas(1, ids, &mut nodes);
    writer::bytes(5, &[], &mut nodes);
    writer::deltas(8, lats, &mut nodes);
    writer::deltas(9, lons, &mut nodes);
    let mut group = Vec::new();
    writer::bytes(2, &nodes, &mut group);
    group
}

fn way(id: u64, nodes: &[i64]) -> Vec<u8> {
    let mut way = Vec::new();
    writer::number(1, id, &mut way);
    writer::packed(2, [1, 3], &mut way);
    writer::packed(3, [2, 4], &mut way);
    writer::deltas(8, nodes, &mut way);
    let mut group = Vec::new();
    writer::bytes(3, &way, &mut group);
    group
}

#[test]
fn packed_nodes_with_an_empty_info_are_read_at_any_granularity() {
    let nodes = [1, 2, 12_345_678_901];
    for (granularity, scale) in [(100, 1_i64), (1_000, 10)] {
        let lats = [363_500_000 / scale, 363_500_000 / scale, 363_510_000 / scale];
        let lons = [1_273_800_000 / scale, 1_273_820_000 / scale, 1_273_820_000 / scale];
        let groups = [dense(&nodes, &lats, &lons), way(7, &nodes)];
        for zlib in [false, true] {
            let map = pbf(&writer::file(&STRINGS, &groups, granularity, zlib)).unwrap();
            osm_support::assert_sound(&map);
            assert_eq!((map.links.len(), motor_lanes(&map)), (2, 2));
            // 0.002 degrees of longitude at 36.35 N and 0.001 of latitude: 179.4 m and 111.0 m.
            assert!((map.links[0].length_m - 290.4).abs() < 8.0, "{}", map.links[0].length_m);
        }
    }
}

#[test]
fn plain_nodes_are_read_too_and_deleted_ones_are_not() {
    let plain = |id: i64, lat: i64, visible: Option<bool>| {
        let mut node = Vec::new();
        writer::number(1, writer::zigzag(id), &mut node);
        writer::number(8, writer::zigzag(lat), &mut node);
        writer::number(9, writer::zigzag(1_273_800_000), &mut node);
        if let Some(visible) = visible {
            let mut info = Vec::new();
            writer::number(6, u64::from(visible), &mut info);
            writer::bytes(4, &info, &mut node);
        }
        let mut group = Vec::new();
        writer::bytes(1, &node, &mut group);
        group
    };
    let groups = [
        plain(-1, 363_500_000, None),
        plain(2, 363_510_000, Some(true)),
        plain(3, 363_520_000, Some(false)),
        way(7, &[-1, 2, 3]),
    ];
    let map = pbf(&writer::file(&STRINGS, &groups, 100, false)).unwrap();
    assert_eq!(map.links.len(), 2);
    assert!(problems_naming(&map, "way 7")[0].contains("lacks 1 of its 3 nodes"));
}

#[test]
fn the_mark_for_nowhere_is_no_place() {
    let nowhere = 2_147_483_647;
    let groups = [
        dense(&[1, 2, 3], &[363_500_000, 363_510_000, nowhere], &[1_273_800_000, 1_273_800_000, nowhere]),
        way(7, &[1, 2, 3]),
    ];
    let map = pbf(&writer::file(&STRINGS, &groups, 100, true)).unwrap();
    assert_eq!(map.links.len(), 2);
    assert!(!problems_naming(&map, "node 3").is_empty());
}

#[test]
fn damaged_pbf_files_are_errors_that_name_the_block() {
    let groups = [dense(&[1, 2], &[363_500_000, 363_510_000], &[1_273_800_000; 2]), way(7, &[1, 2])];
    let good = writer::file(&STRINGS, &groups, 100, true);
    assert_eq!(pbf(&good).unwrap().links.len(), 2);
    for cut in [1, 3, 10, good.len() / 2, good.len() - 1] {
        let message = pbf(&good[..cut]).unwrap_err().to_string();
        assert!(message.contains("block"), "{cut}: {message}");
    }
    assert!(pbf(b"").unwrap_err().to_string().contains("empty"));
    assert!(pbf(b"<osm></osm>").unwrap_err().to_string().contains("no PBF file"));
    let bad_text = writer::file(&STRINGS[..2], &groups, 100, false);
    assert!(pbf(&bad_text).unwrap_err().to_string().contains("no text number"));
    let plain = writer::file(&STRINGS, &groups, 100, false);
    let mut dice = Dice(11);
    for _ in 0..300 {
        let _ = pbf(&dice.damage(&plain));
        let _ = pbf(&dice.damage(&good));
    }
}
