//! What is answered to a request: a function of the request and the folder, whatever carries both.

use crate::page::asset;
use crate::range::{Asked, asked};
use crate::runs::{replay, runs};
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;

/// What a request says that matters to us.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Request<'a> {
    /// `GET`, `HEAD`, ...
    pub method: &'a str,
    /// Path and query as they came.
    pub target: &'a str,
    /// The `Host` field.
    pub host: Option<&'a str>,
    /// The `Range` field.
    pub range: Option<&'a str>,
}

/// An answer.
pub(crate) struct Answer {
    pub status: u16,
    pub fields: Vec<(&'static str, String)>,
    pub length: u64,
    pub body: Box<dyn Read + Send>,
}

/// What the browser is told: load nothing from elsewhere, guess no types, show us in no frame.
const ALWAYS: [(&str, &str); 5] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-cache"),
];

/// Answers a request. With `any_host` off, only names of this machine are answered: a page of somebody else whose name
/// was made to lead here gets nothing.
pub(crate) fn answer(folder: &Path, request: &Request<'_>, any_host: bool) -> Answer {
    if !any_host && !request.host.is_some_and(is_this_machine) {
        return text(403, "this server answers to the name of this machine alone, such as 127.0.0.1");
    }
    if !matches!(request.method, "GET" | "HEAD") {
        let mut refused = text(405, "this server only shows; it takes GET and HEAD");
        refused.fields.push(("Allow", "GET, HEAD".to_owned()));
        return refused;
    }
    let path = request.target.split(['?', '#']).next().unwrap_or_default();
    if let Some(asset) = asset(path) {
        return whole(200, asset.kind, asset.bytes.to_vec());
    }
    if path == "/api/runs" {
        let list = serde_json::to_vec(&runs(folder)).unwrap_or_default();
        return whole(200, "application/json", list);
    }
    let name = path.strip_prefix("/runs/").and_then(|rest| rest.strip_suffix("/replay.mcap"));
    match name.and_then(decoded).and_then(|name| replay(folder, &name)) {
        Some(file) => part(&file, request.range),
        None => text(404, "there is nothing here"),
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name.to_ascii_lowercase().as_str(), "127.0.0.1" | "localhost" | "[::1]")
}

/// Bytes of a file, all or those asked for.
fn part(path: &Path, range: Option<&str>) -> Answer {
    let open = || -> std::io::Result<(File, u64)> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        Ok((file, bytes))
    };
    let Ok((mut file, bytes)) = open() else { return text(404, "the replay cannot be read") };
    let (status, from, length) = match asked(range, bytes) {
        Asked::All => (200, 0, bytes),
        Asked::Part { from, length } => (206, from, length),
        Asked::Nothing => {
            let mut refused = text(416, "the replay has no such bytes");
            refused.fields.push(("Content-Range", format!("bytes */{bytes}")));
            return refused;
        }
    };
    if file.seek(SeekFrom::Start(from)).is_err() {
        return text(404, "the replay cannot be read");
    }
    let mut fields = fields("application/octet-stream");
    fields.push(("Accept-Ranges", "bytes".to_owned()));
    if status == 206 {
        fields.push(("Content-Range", format!("bytes {from}-{}/{bytes}", from + length - 1)));
    }
    Answer { status, fields, length, body: Box::new(file.take(length)) }
}

fn text(status: u16, words: &str) -> Answer {
    whole(status, "text/plain; charset=utf-8", format!("{words}\n").into_bytes())
}

fn whole(status: u16, kind: &str, bytes: Vec<u8>) -> Answer {
    Answer { status, fields: fields(kind), length: bytes.len() as u64, body: Box::new(Cursor::new(bytes)) }
}

fn fields(kind: &str) -> Vec<(&'static str, String)> {
    let always = ALWAYS.iter().map(|&(name, value)| (name, value.to_owned()));
    always.chain([("Content-Type", kind.to_owned())]).collect()
}

/// A path with its `%xx` turned into bytes; none where they are no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            bytes.push((digit()? * 16 + digit()?) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let run = dir.path().join("served/나성 1");
        std::fs::create_dir_all(&run).unwrap();
        std::fs::write(run.join("replay.mcap"), "0123456789").unwrap();
        std::fs::create_dir_all(dir.path().join("beside")).unwrap();
        std::fs::write(dir.path().join("beside/replay.mcap"), "secret").unwrap();
        dir
    }

    fn get(target: &str) -> Request<'_> {
        Request { method: "GET", target, host: Some("127.0.0.1:8000"), range: None }
    }

    fn said(request: &Request<'_>, dir: &tempfile::TempDir) -> (u16, String) {
        let mut answer = answer(&dir.path().join("served"), request, false);
        let mut body = String::new();
        answer.body.read_to_string(&mut body).unwrap();
        assert_eq!(body.len() as u64, answer.length);
        (answer.status, body)
    }

    #[test]
    fn the_page_the_list_and_the_replays_are_served() {
        let dir = folder();
        assert!(said(&get("/?a=x"), &dir).1.contains("<script"));
        let (status, list) = said(&get("/api/runs"), &dir);
        assert!(status == 200 && list.contains("나성 1"), "{list}");
        let replay = "/runs/%EB%82%98%EC%84%B1%201/replay.mcap";
        assert_eq!(said(&get(replay), &dir), (200, "0123456789".to_owned()));
        let some = Request { range: Some("bytes=2-4"), ..get(replay) };
        assert_eq!(said(&some, &dir), (206, "234".to_owned()));
        assert_eq!(said(&Request { range: Some("bytes=10-"), ..get(replay) }, &dir).0, 416);
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let dir = folder();
        for target in [
            "/runs/../beside/replay.mcap",
            "/runs/%2e%2e/beside/replay.mcap",
            "/runs/..%2fbeside/replay.mcap",
            "/runs/%2fetc/replay.mcap",
            "/runs//replay.mcap",
            "/runs/%00/replay.mcap",
            "/runs/%zz/replay.mcap",
            "/../beside/replay.mcap",
            "/page.js/..",
        ] {
            assert_eq!(said(&get(target), &dir).0, 404, "{target}");
        }
    }

    #[test]
    fn other_names_and_other_methods_get_nothing() {
        let dir = folder();
        for host in [None, Some("evil.example"), Some("127.0.0.1.evil.example"), Some("evil.example:80")] {
            assert_eq!(said(&Request { host, ..get("/api/runs") }, &dir).0, 403, "{host:?}");
        }
        for host in ["localhost:1", "LOCALHOST", "[::1]:8000", "127.0.0.1"] {
            assert_eq!(said(&Request { host: Some(host), ..get("/api/runs") }, &dir).0, 200, "{host}");
        }
        assert_eq!(said(&Request { method: "POST", ..get("/api/runs") }, &dir).0, 405);
    }

    #[test]
    fn the_browser_is_told_to_ask_nobody_else() {
        let dir = folder();
        let fields = answer(dir.path(), &get("/"), false).fields;
        let policy = fields.iter().find(|(name, _)| *name == "Content-Security-Policy").unwrap();
        assert!(policy.1.contains("default-src 'none'") && policy.1.contains("connect-src 'self'"));
    }
}
