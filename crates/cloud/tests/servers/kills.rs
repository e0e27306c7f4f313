//! The shipper is killed at random points, again and again; then the table is counted.

use crate::fixture::results;
use crate::outside::{can_read, read};
use crate::proxy::{Fate, Proxy};
use crate::server::{Server, free_port};
use crate::{ALL, PUBLISHED, draw, pusher, told};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// Set to make as many kills as the book tells of.
const KILLS: &str = "PILOTZONE_KILLS";
/// Kills of one folder's shipper before it may come to its end.
const EACH: u64 = 4;

#[test]
fn kills_at_random_points_lose_nothing_and_double_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let Some(server) = Server::s3s(dir.path(), free_port()) else { return };
    if !can_read() {
        return;
    }
    let kills: u64 = std::env::var(KILLS).ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let folders = kills.div_ceil(EACH);
    let proxy = Proxy::before(server.port, |_| Fate::Through);
    let push = |results: &Path, prefix: &str| {
        let mut push = pusher(results, proxy.port, prefix);
        push.arg("--single-writer").stdout(Stdio::null()).stderr(Stdio::null());
        push
    };
    // Kills fall on the requests of a whole push, and on what it does before the first.
    told(&push(results().path(), "whole").output().unwrap(), 0);
    let requests = proxy.asked() as f64;
    let mut in_time = 0;
    for folder in 0..folders {
        let results = results();
        for kill in 0..EACH {
            let mut child = push(results.path(), "kills").spawn().unwrap();
            let at = |salt: u64| draw((folder * EACH + kill) * 2 + salt);
            // Each push has less to do than the one before it.
            let until = proxy.asked() + (at(0) * requests / EACH as f64) as u64;
            std::thread::sleep(Duration::from_secs_f64(at(1) * 0.03));
            while proxy.asked() < until && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
            in_time += u64::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
        }
        told(&push(results.path(), "kills").output().unwrap(), 0);
    }
    let seen = read(server.port, "kills");
    assert_eq!((seen.incidents, seen.counted), ([folders * PUBLISHED; 3], folders * ALL));
    eprintln!("{in_time} of {} kills came before the end", folders * EACH);
    assert!(in_time * 3 >= folders * EACH, "most kills come too late: {in_time}");
}
