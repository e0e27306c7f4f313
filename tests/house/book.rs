//! The book: both languages have every page, links lead somewhere, and the architecture page shows every room.

use crate::metadata::metadata;
use pilotzone_tests::workspace::{root, text};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn pages(language: &str) -> BTreeSet<String> {
    let folder = root().join("book/src").join(language);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Targets of the links of a page that are files beside it.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or(""))
        .filter(|t| !t.is_empty() && !t.contains("://"))
}

#[test]
fn both_languages_have_the_same_pages() {
    assert!(pages("ko").len() >= 5);
    assert_eq!(pages("ko"), pages("en"));
}

#[test]
fn every_page_is_in_the_contents_and_every_link_leads_somewhere() {
    let contents = text("book/src/SUMMARY.md");
    for language in ["ko", "en"] {
        for page in pages(language) {
            assert!(
                contents.contains(&format!("{language}/{page}")),
                "{language}/{page} is not in SUMMARY.md"
            );
        }
    }
    let mut open = vec![root().join("book/src/SUMMARY.md"), root().join("README.md")];
    for folder in ["book/src", "book/src/ko", "book/src/en"] {
        let entries = fs::read_dir(root().join(folder)).expect("a folder of the book").flatten();
        open.extend(
            entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "md")),
        );
    }
    for path in open {
        let page = fs::read_to_string(&path).expect("a page is text");
        for link in links(&page) {
            let target = path.parent().unwrap_or(Path::new("")).join(link);
            assert!(target.exists(), "{}: {link} leads nowhere", path.display());
        }
    }
}

#[test]
fn the_architecture_page_shows_every_room_and_what_it_never_does() {
    let page = text("book/src/architecture.md");
    for room in metadata().rooms().into_keys().filter(|room| !["tests", "benches"].contains(room)) {
        let start =
            page.find(&format!("### `{room}`")).unwrap_or_else(|| panic!("no room `{room}` on the page"));
        let section = page[start + 4..].split("### `").next().unwrap_or_default();
        for word in ["Start at", "Never:"] {
            assert!(section.contains(word), "`{room}` says no {word:?}");
        }
    }
}

#[test]
fn every_scenario_that_a_page_runs_is_there() {
    for language in ["ko", "en"] {
        for page in pages(language) {
            let text = text(&format!("book/src/{language}/{page}"));
            for word in text.split_whitespace().filter(|word| word.starts_with("scenarios/")) {
                let path = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
                assert!(root().join(path).exists(), "{language}/{page} names {path}");
            }
        }
    }
}
