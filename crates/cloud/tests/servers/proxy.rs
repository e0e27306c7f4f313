//! A network that fails as it is told to, one request after the other.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It goes through.
    Through,
    /// The server says that it is busy, and does nothing.
    Busy,
    /// The server does it, and its answer is lost.
    AnswerLost,
    /// It goes through, late.
    Late(u64),
    /// The server says that the credentials have expired.
    Expired,
    /// It goes through without the condition that it be the first of its key.
    WithoutCondition,
}

/// Stands before a server.
pub struct Proxy {
    pub port: u16,
    asked: Arc<AtomicU64>,
}

impl Proxy {
    /// Before the server at that port; `fate` tells what becomes of the n-th request.
    pub fn before(server: u16, fate: impl Fn(u64) -> Fate + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (asked, fate) = (Arc::new(AtomicU64::new(0)), Arc::new(fate));
        let count = Arc::clone(&asked);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (count, fate) = (Arc::clone(&count), Arc::clone(&fate));
                thread::spawn(move || {
                    // A client that was killed leaves in the middle.
                    let _ = one_request(client, server, || fate(count.fetch_add(1, Ordering::SeqCst)));
                });
            }
        });
        Self { port, asked }
    }

    /// How many requests came.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }
}

fn one_request(mut client: TcpStream, server: u16, fate: impl FnOnce() -> Fate) -> std::io::Result<()> {
    let request = read_request(&mut client)?;
    if request.is_empty() {
        return Ok(());
    }
    let fate = fate();
    let answer = match fate {
        Fate::Busy => answer("503 Service Unavailable", "SlowDown"),
        Fate::Expired => answer("400 Bad Request", "ExpiredToken"),
        Fate::Late(ms) => {
            thread::sleep(Duration::from_millis(ms));
            ask(server, &request)?
        }
        Fate::WithoutCondition => {
            let end = head_end(&request).unwrap_or(0);
            let head = String::from_utf8_lossy(&request[..end]).into_owned();
            let is_kept = |line: &&str| !line.to_ascii_lowercase().starts_with("if-none-match");
            let head = head.split("\r\n").filter(is_kept).collect::<Vec<_>>().join("\r\n");
            ask(server, &[head.as_bytes(), &request[end..]].concat())?
        }
        Fate::Through | Fate::AnswerLost => ask(server, &request)?,
    };
    if fate != Fate::AnswerLost {
        client.write_all(&answer)?;
    }
    client.shutdown(Shutdown::Both)
}

fn answer(status: &str, code: &str) -> Vec<u8> {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>");
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/xml\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The end of the lines before the body.
fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn read_request(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut block = [0; 8192];
    loop {
        if let Some(end) = head_end(&bytes) {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            if bytes.len() >= end + length.unwrap_or(0) {
                return Ok(bytes);
            }
        }
        match client.read(&mut block)? {
            0 => return Ok(Vec::new()),
            n => bytes.extend_from_slice(&block[..n]),
        }
    }
}

/// Asks the server over a connection of its own, which ends with the answer.
fn ask(server: u16, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let end = head_end(request).unwrap_or(request.len());
    let mut upstream = TcpStream::connect(("127.0.0.1", server))?;
    upstream.write_all(&request[..end - 2])?;
    upstream.write_all(b"connection: close\r\n\r\n")?;
    upstream.write_all(&request[end..])?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    let end = head_end(&answer).unwrap_or(0);
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    if end > 0 && !head.contains("connection: close") {
        // The client must not send a second request here.
        let with_close = [&answer[..end - 2], b"connection: close\r\n\r\n", &answer[end..]].concat();
        return Ok(with_close);
    }
    Ok(answer)
}
