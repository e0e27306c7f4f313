//! Against real servers, over a network that fails, through kills; counted from outside. What a machine lacks for it is
//! said, and its tests are left out there.

#[path = "../fixture/mod.rs"]
mod fixture;
mod kills;
mod network;
mod outside;
mod proxy;
mod runs;
mod server;
mod writers;

use server::{BUCKET, KEY, SECRET};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Rows of each folder of results that are published, and all that there are.
const PUBLISHED: u64 = 118;
const ALL: u64 = 120;

/// `pilotzone-push` of a folder to a prefix of the bucket, by the server or proxy at that port.
fn pusher(results: &Path, port: u16, prefix: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pilotzone-push"));
    command.arg(results).arg(format!("s3://{BUCKET}/{prefix}"));
    command
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("AWS_ALLOW_HTTP", "true")
        .stdin(Stdio::null());
    command
}

/// What it says, if it ends with that code; the secret is never in it.
fn told(output: &Output, code: i32) -> String {
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(!text.contains(SECRET) && !text.contains(KEY), "{text}");
    text.into_owned()
}

/// Whether a file below a folder holds a text.
fn is_in_a_file(dir: &Path, text: &str) -> bool {
    std::fs::read_dir(dir).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return is_in_a_file(&path, text);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// The n-th number from 0 up to 1 (Steele, Lea and Flood 2014, SplitMix64).
fn draw(n: u64) -> f64 {
    let mut z = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}
