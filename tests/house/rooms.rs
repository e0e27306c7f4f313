//! Arrows between rooms run one way, and what a room never does it does not do.
//!
//! Both tables are those of the book's architecture page; they change in one commit.

use crate::metadata::metadata;
use pilotzone_tests::workspace::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms that it may use; those that these use it may use itself as well.
const ARROWS: [(&str, &[&str]); 19] = [
    ("map", &[]),
    ("world", &["map"]),
    ("scenario", &["world", "map"]),
    ("import", &["scenario", "map"]),
    ("physics", &["scenario", "world", "map"]),
    ("ground", &["physics", "scenario", "world", "map"]),
    ("air", &["physics", "scenario", "world", "map"]),
    ("safety", &["scenario", "world", "map"]),
    ("law", &["scenario", "world", "map"]),
    ("engine", &["physics", "ground", "air", "safety", "law", "scenario", "world", "map"]),
    ("replay", &["world", "map"]),
    ("record", &["engine", "replay", "import"]),
    ("cloud", &["record", "world"]),
    ("batch", &["record", "engine", "import"]),
    ("web", &["replay", "record"]),
    ("viewer", &["replay", "world", "map"]),
    ("report", &["batch", "record"]),
    ("cli", &["batch", "web", "report", "record", "replay", "import", "engine"]),
    ("python", &["batch", "web", "report", "record", "replay", "import", "engine"]),
];

/// Rooms of tests, which look at everything.
const LOOK_AT_ALL: [&str; 2] = ["tests", "benches"];

/// From here down: no screen, no network, no clock, no file.
const CORE: [&str; 9] = ["map", "world", "scenario", "physics", "ground", "air", "safety", "law", "engine"];

/// Packages that bring a screen, a network or an asynchronous runtime with them.
const SCREEN_AND_NETWORK: [&str; 12] = [
    "bevy",
    "winit",
    "wgpu",
    "hyper",
    "reqwest",
    "ureq",
    "axum",
    "tokio",
    "rustls",
    "object_store",
    "deltalake",
    "h2",
];

/// A room, and what never is under it: the "never" lines that a list of packages can show.
const NEVER: [(&str, &[&str], &str); 6] = [
    ("law", &["pilotzone-ground", "pilotzone-air"], "drives no agent: an old event log is judged again"),
    ("safety", &["pilotzone-ground", "pilotzone-air"], "drives no agent: it reads what agents did"),
    ("ground", &["pilotzone-air"], "ground and air meet in the engine"),
    ("air", &["pilotzone-ground"], "ground and air meet in the engine"),
    ("viewer", &["pilotzone-engine", "pilotzone-ground", "pilotzone-air"], "reads recorded replays alone"),
    ("replay", &["pilotzone-engine"], "a frame is data, whoever made it"),
];

/// Words that open a file, a socket or a clock.
const OUTSIDE: [&str; 6] =
    ["std::fs", "std::net", "std::process", "File::open", "Instant::now", "SystemTime::now"];

/// What a room may use: its row of the table, and the rows of those.
fn allowed(room: &str) -> BTreeSet<&'static str> {
    let row = |room: &str| ARROWS.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, uses)| *uses);
    let mut all: BTreeSet<&str> = row(room).iter().copied().collect();
    let mut open: Vec<&str> = all.iter().copied().collect();
    while let Some(used) = open.pop() {
        open.extend(row(used).iter().filter(|deeper| all.insert(deeper)));
    }
    all
}

#[test]
fn every_arrow_between_rooms_stands_in_the_table() {
    let rooms = metadata().rooms();
    assert!(rooms.contains_key("map") && rooms.contains_key("cli"), "{:?}", rooms.keys());
    for (room, uses) in rooms.into_iter().filter(|(room, _)| !LOOK_AT_ALL.contains(room)) {
        assert!(ARROWS.iter().any(|(name, _)| *name == room), "the table has no room `{room}`");
        let allowed = allowed(room);
        let stray: Vec<&str> = uses.into_iter().filter(|used| !allowed.contains(used)).collect();
        assert!(stray.is_empty(), "`{room}` uses {stray:?}; it may use {allowed:?}");
    }
}

#[test]
fn the_table_has_no_way_back() {
    for (room, _) in ARROWS {
        assert!(!allowed(room).contains(room), "`{room}` can come back to itself");
    }
}

#[test]
fn the_core_knows_no_screen_and_no_network() {
    for room in CORE {
        let reached = metadata().reached(room);
        let stray: Vec<&str> = reached
            .into_iter()
            .filter(|name| {
                SCREEN_AND_NETWORK.iter().any(|word| name == word || name.starts_with(&format!("{word}_")))
            })
            .collect();
        assert!(stray.is_empty(), "`{room}` is built from {stray:?}");
    }
}

#[test]
fn a_room_never_does_what_its_page_says_it_never_does() {
    for (room, never, why) in NEVER {
        let reached = metadata().reached(room);
        let stray: Vec<&&str> = never.iter().filter(|name| reached.contains(**name)).collect();
        assert!(stray.is_empty(), "`{room}` reaches {stray:?}, but: {why}");
    }
}

#[test]
fn the_core_opens_no_file_no_socket_and_no_clock() {
    let mut looked_at = 0;
    for room in CORE {
        for file in sources(&root().join("crates").join(room).join("src")) {
            let text = fs::read_to_string(&file).expect("a source file is text");
            looked_at += 1;
            // Tests at the end of a file may read the vectors and golden files that they hold it against.
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            for (n, line) in code.lines().enumerate() {
                let found = OUTSIDE.iter().find(|word| line.contains(**word));
                assert!(found.is_none(), "{}:{}: {found:?}", file.display(), n + 1);
            }
        }
    }
    assert!(looked_at > 20, "only {looked_at} files were looked at");
}

/// The source files below a folder; modules that only tests have are left out.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") && !only_for_tests(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether the module that a file is stands behind `#[cfg(test)]` where it is declared.
fn only_for_tests(file: &Path) -> bool {
    let (Some(folder), Some(name)) = (file.parent(), file.file_stem().and_then(|name| name.to_str())) else {
        return false;
    };
    let declared_in = [folder.join("lib.rs"), folder.join("main.rs"), folder.with_extension("rs")];
    let mut declarations = declared_in.iter().filter_map(|path| fs::read_to_string(path).ok());
    declarations.any(|text| {
        text.contains(&format!("#[cfg(test)]\nmod {name};"))
            || text.contains(&format!("#[cfg(test)]\npub(crate) mod {name};"))
    })
}
