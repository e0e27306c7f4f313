//! A network that fails between the shipper and its store.

use crate::fixture::results;
use crate::outside::{Seen, can_read, read};
use crate::proxy::{Fate, Proxy};
use crate::server::{KEY, SECRET, Server, free_port};
use crate::{ALL, PUBLISHED, draw, is_in_a_file, pusher, told};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The tables after so many folders of results, each with two kinds of incidents.
fn whole(folders: u64) -> Seen {
    Seen { incidents: [folders * PUBLISHED; 3], counts: [folders * 2; 2], counted: folders * ALL }
}

#[test]
fn busy_servers_lost_answers_and_late_ones_neither_lose_a_row_nor_double_one() {
    let dir = tempfile::tempdir().unwrap();
    let Some(server) = Server::s3s(dir.path(), free_port()) else { return };
    if !can_read() {
        return;
    }
    // A storm at first; then of ten requests three go wrong, each in its way.
    let proxy = Proxy::before(server.port, |n| match (n, draw(n)) {
        (0..6, _) | (_, 0.0..0.1) => Fate::Busy,
        (_, 0.1..0.2) => Fate::AnswerLost,
        (_, 0.2..0.3) => Fate::Late(150),
        _ => Fate::Through,
    });
    for _ in 0..2 {
        let results = results();
        let push = pusher(results.path(), proxy.port, "faults").arg("--single-writer").output().unwrap();
        told(&push, 0);
    }
    assert!(proxy.asked() > 60, "{}", proxy.asked());
    assert_eq!(read(server.port, "faults"), whole(2));
}

#[test]
fn a_server_that_is_killed_and_comes_back_is_waited_for() {
    let (dir, results, port) = (tempfile::tempdir().unwrap(), results(), free_port());
    let Some(server) = Server::s3s(dir.path(), port) else { return };
    if !can_read() {
        return;
    }
    let proxy = Proxy::before(port, |_| Fate::Late(20));
    let mut push = pusher(results.path(), proxy.port, "restart");
    let push = push.arg("--single-writer").spawn().unwrap();
    while proxy.asked() < 12 {
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(server);
    std::thread::sleep(Duration::from_millis(700));
    let server = Server::s3s(dir.path(), port).unwrap();
    assert_eq!(push.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(read(server.port, "restart"), whole(1));
}

#[test]
fn expired_credentials_are_said_and_everything_is_kept_but_no_secret() {
    let (dir, results) = (tempfile::tempdir().unwrap(), results());
    let Some(server) = Server::s3s(dir.path(), free_port()) else { return };
    let has_expired = Arc::new(AtomicBool::new(true));
    let now = Arc::clone(&has_expired);
    let fate = move |_| if now.load(Ordering::SeqCst) { Fate::Expired } else { Fate::Through };
    let proxy = Proxy::before(server.port, fate);
    let push = || pusher(results.path(), proxy.port, "expired").arg("--single-writer").output().unwrap();
    let words = told(&push(), 3);
    assert!(words.contains("ExpiredToken") && words.contains("Check the credentials"), "{words}");
    assert!(!is_in_a_file(results.path(), SECRET) && !is_in_a_file(results.path(), KEY));
    let status = pusher(results.path(), proxy.port, "expired").args(["--status", "--json"]).output().unwrap();
    assert!(told(&status, 0).contains(&format!("\"pending\": {PUBLISHED}")));
    has_expired.store(false, Ordering::SeqCst);
    told(&push(), 0);
    // A secret that is wrong is said as well.
    let mut wrong = pusher(results.path(), server.port, "wrong");
    wrong.arg("--single-writer").env("AWS_SECRET_ACCESS_KEY", "wrong-and-not-told");
    let words = told(&wrong.output().unwrap(), 3);
    assert!(words.contains("Check the credentials") && !words.contains("wrong-and-not-told"), "{words}");
    assert!(!is_in_a_file(dir.path(), SECRET));
}
