//! Several writers: of one folder one at a time, of one table as many as there are.

use crate::fixture::results;
use crate::outside::{can_read, read};
use crate::proxy::{Fate, Proxy};
use crate::server::Server;
use crate::{ALL, PUBLISHED, pusher, told};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const WRITERS: u64 = 4;

fn quiet(mut push: Command) -> Child {
    push.stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn many_writers_fill_one_table_and_each_row_is_there_once() {
    let Some(server) = Server::moto() else { return };
    if !can_read() {
        return;
    }
    let folders: Vec<_> = (0..WRITERS).map(|_| results()).collect();
    let started = |folder: &TempDir| {
        let mut push = pusher(folder.path(), server.port, "many");
        push.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let pushes: Vec<Child> = folders.iter().map(started).collect();
    for push in pushes {
        told(&push.wait_with_output().unwrap(), 0);
    }
    let seen = read(server.port, "many");
    assert_eq!((seen.incidents, seen.counted), ([WRITERS * PUBLISHED; 3], WRITERS * ALL));
}

#[test]
fn a_store_that_ignores_conditions_is_refused_unless_there_is_one_writer() {
    let Some(server) = Server::moto() else { return };
    let results = results();
    let proxy = Proxy::before(server.port, |_| Fate::WithoutCondition);
    let push =
        |options: &[&str]| pusher(results.path(), proxy.port, "careless").args(options).output().unwrap();
    let words = told(&push(&[]), 3);
    assert!(words.contains("a second writer create what is there already"), "{words}");
    assert!(words.contains("--single-writer"), "{words}");
    told(&push(&["--single-writer"]), 0);
}

#[test]
fn a_second_shipper_of_a_folder_is_turned_away() {
    let Some(server) = Server::moto() else { return };
    let results = results();
    let slow = Proxy::before(server.port, |_| Fate::Late(40));
    let first = quiet(pusher(results.path(), slow.port, "two"));
    while slow.asked() < 3 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let words = told(&pusher(results.path(), server.port, "two").output().unwrap(), 3);
    assert!(words.contains("another push of this folder"), "{words}");
    assert_eq!(first.wait_with_output().unwrap().status.code(), Some(0));
    told(&pusher(results.path(), server.port, "two").output().unwrap(), 0);
}
