//! What can be in a file, and what is said of it.

use super::*;
use crate::builder::four_arm_crossing;
use proptest::prelude::*;

fn file() -> Vec<u8> {
    write(&four_arm_crossing()).unwrap()
}

/// A file with any plain content, packed with all checksums right.
fn packed_file(plain: &[u8], promised_bytes: u64) -> Vec<u8> {
    let packed = zstd::bulk::compress(plain, 1).unwrap();
    let mut lengths = [0; 16];
    lengths[..8].copy_from_slice(&(packed.len() as u64).to_le_bytes());
    lengths[8..].copy_from_slice(&promised_bytes.to_le_bytes());
    let sum = checksum(&lengths, &packed).to_le_bytes();
    [&MAGIC[..], &VERSION.to_le_bytes(), &lengths, &sum, &packed].concat()
}

#[test]
fn a_map_comes_back_as_it_was() {
    let map = four_arm_crossing();
    assert_eq!(read(&file()).unwrap(), map);
    assert!(is_native(&file()) && !is_native(b"<net version"));
}

#[test]
fn the_same_map_gives_the_same_bytes() {
    assert_eq!(file(), file());
}

/// A map with one of everything, in numbers that no geometry computed.
fn one_of_everything() -> Map {
    let corners = || [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)].map(|(x, y)| crate::Point::new(x, y)).to_vec();
    let line = || crate::Polyline(corners());
    let name = || Some("name".to_owned());
    let id = || "id".to_owned();
    let mut map = four_arm_crossing();
    map.conflicts.truncate(1);
    for lane in &mut map.lanes {
        (lane.length_m, lane.shape) = (12.0, line());
    }
    for conflict in &mut map.conflicts {
        let span = crate::Span { enter_m: 1.0, leave_m: 2.0 };
        (conflict.first_span, conflict.second_span, conflict.angle_rad) = (span, span, 1.5);
    }
    map.geo = Some(crate::GeoReference::Utm { zone: 52, north: true, offset_x_m: -1.0, offset_y_m: 2.0 });
    map.nodes[0].outline = corners();
    map.links[0].name = name();
    map.turns[0].wait_at_m = Some(3.0);
    let links = vec![crate::LinkId(0), crate::LinkId(3)];
    map.banned_paths.push(crate::BannedPath { links: links.clone(), classes: crate::ClassSet::ROAD });
    map.crosswalks.push(crate::Crosswalk {
        id: id(),
        line: line(),
        width_m: 4.0,
        node: Some(crate::NodeId(0)),
        links,
        signal: Some((crate::SignalId(0), 1)),
    });
    map.pavements.push(crate::Pavement { id: id(), line: line(), width_m: 2.0 });
    map.buildings.push(crate::Building {
        id: id(),
        name: name(),
        ring: corners(),
        holes: vec![corners()],
        base_m: 0.0,
        top_m: 30.0,
        height_source: crate::HeightSource::Levels,
    });
    let lane = crate::LaneId(0);
    map.bus_stops.push(crate::BusStop { id: id(), name: name(), lane, start_m: 1.0, end_m: 9.0 });
    map.places.push(crate::Place {
        id: id(),
        kind: crate::PlaceKind::SchoolZone,
        name_ko: "구역".to_owned(),
        name_en: "zone".to_owned(),
        polygon: corners(),
    });
    map.defaults.insert("speed".to_owned(), 3);
    let (file, what) = ("a.osm".to_owned(), "gone".to_owned());
    map.problems.push(crate::Problem { severity: crate::Severity::Note, file, line: 3, what });
    map
}

#[test]
fn the_layout_of_a_version_does_not_change_in_silence() {
    // postcard's bytes, not the file's: a new zstd may pack otherwise. If this fails, VERSION goes up by one.
    let map = one_of_everything();
    assert_eq!(read(&write(&map).unwrap()).unwrap(), map);
    let sum = crc32fast::hash(&postcard::to_stdvec(&map).unwrap());
    assert_eq!(format!("version {VERSION}: {sum:08x}"), "version 2: a7ba2b11");
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let mut newer = file();
    newer[8] = 7;
    let whole = packed_file(b"no map", 6);
    let mut damaged = whole.clone();
    damaged[20] ^= 1;
    let empty = postcard::to_stdvec(&Map::default()).unwrap();
    let mut bad = four_arm_crossing();
    bad.lanes[0].width_m = 0.0;
    let files = [
        b"<net/>".to_vec(),
        MAGIC.to_vec(),
        newer,
        whole[..whole.len() - 3].to_vec(),
        damaged,
        packed_file(b"no map", 1 << 40),
        packed_file(b"no map", 1 << 30),
        packed_file(b"no map", 5),
        packed_file(b"no map", 6),
        packed_file(&[&empty[..], b"?"].concat(), empty.len() as u64 + 1),
        write(&bad).unwrap(),
    ];
    let said: Vec<String> = files.iter().map(|bytes| read(bytes).unwrap_err().to_string()).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    this is no pilotzone map: its first bytes are not those of one
    the map file should have 32 bytes and has 8: it was cut off or added to; import it again
    the map has format version 7; this pilotzone reads version 2: import the map again from its source, or use the pilotzone that wrote it
    the map file should have 47 bytes and has 44: it was cut off or added to; import it again
    the map file is damaged: its checksum does not fit; import it again
    the map would take 1099511627776 bytes unpacked; at most 2147483648 are read
    the map cannot be unpacked: only 6 of the 1073741824 promised bytes came out
    the map cannot be unpacked: more than the 5 promised bytes came out
    the map cannot be decoded: Hit the end of buffer, expected more data
    the map cannot be decoded: 1 bytes left over
    the map contradicts itself: lane 0: `width_m` is 0; it must be above 0
    ");
}

#[test]
fn a_small_file_cannot_ask_for_much_memory() {
    // A map that is all length: the name alone claims 2^60 bytes.
    let plain = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
    assert!(matches!(read(&packed_file(&plain, 9)), Err(NativeError::Decode(_))));
    // An empty name, then 2^60 sources.
    let plain = [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
    assert!(matches!(read(&packed_file(&plain, 10)), Err(NativeError::Decode(_))));
}

proptest! {
    #[test]
    fn a_file_that_was_cut_off_or_changed_is_no_map(cut in 0.0..1.0, place in 0.0..1.0, flip in 1_u8..) {
        let bytes = file();
        let at = |share: f64| (share * bytes.len() as f64) as usize;
        prop_assert!(read(&bytes[..at(cut)]).is_err());
        let mut changed = bytes.clone();
        changed[at(place)] ^= flip;
        prop_assert!(read(&changed).is_err());
    }

    #[test]
    fn changed_content_with_a_right_checksum_is_an_error_or_a_sound_map(
        changes in prop::collection::vec((0.0..1.0, any::<u8>()), 1..5),
    ) {
        let mut plain = postcard::to_stdvec(&four_arm_crossing()).unwrap();
        for (place, byte) in changes {
            let at = (place * plain.len() as f64) as usize;
            plain[at] = byte;
        }
        if let Ok(mut map) = read(&packed_file(&plain, plain.len() as u64)) {
            // Sound enough for all that the map crate does with it.
            crate::geometry::find_conflicts(&mut map, &mut |_, _, _| false);
            let _ = crate::info::info(&map);
        }
    }

    #[test]
    fn any_bytes_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
        prop_assert!(read(&packed_file(&bytes, bytes.len() as u64)).is_err() || bytes.len() >= 16);
    }
}
