//! The server itself: connections in, answers out.

use crate::answer::{Answer, Request, answer};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tiny_http::{Header, HeaderField, Response, StatusCode};

/// Requests answered at once: a browser opens six connections.
const THREADS: usize = 6;

/// Why nothing can be served.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// No such folder.
    #[error("{}: there is no such folder; name a run folder, or one that holds some", folder.display())]
    NoFolder {
        /// What was named.
        folder: PathBuf,
    },
    /// The port is taken, or not ours to take.
    #[error("nothing can be served on {at}: {why}; name another port with --port")]
    Bind {
        /// Address and port.
        at: SocketAddr,
        /// What the system said.
        why: String,
    },
}

/// A server that listens.
pub struct Server {
    http: Arc<tiny_http::Server>,
    folder: Arc<Path>,
    at: SocketAddr,
}

impl Server {
    /// Listens on an address and port; 0 for any that is free.
    pub fn bind(folder: &Path, host: IpAddr, port: u16) -> Result<Self, ServerError> {
        if !folder.is_dir() {
            return Err(ServerError::NoFolder { folder: folder.to_owned() });
        }
        let at = SocketAddr::new(host, port);
        let http =
            tiny_http::Server::http(at).map_err(|error| ServerError::Bind { at, why: error.to_string() })?;
        let at = http.server_addr().to_ip().unwrap_or(at);
        Ok(Self { http: Arc::new(http), folder: folder.into(), at })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.at
    }

    /// Answers until the process ends.
    pub fn run(self) {
        let any_host = !self.at.ip().is_loopback();
        let serve = move |http: Arc<tiny_http::Server>, folder: Arc<Path>| {
            // It ends only when the listening socket does.
            while let Ok(request) = http.recv() {
                respond(request, &folder, any_host);
            }
        };
        let others: Vec<_> = (1..THREADS)
            .map(|_| {
                let (http, folder) = (self.http.clone(), self.folder.clone());
                std::thread::spawn(move || serve(http, folder))
            })
            .collect();
        serve(self.http, self.folder);
        for other in others {
            // A thread that panicked has answered nothing; there is nothing to clean up.
            let _ = other.join();
        }
    }
}

fn respond(request: tiny_http::Request, folder: &Path, any_host: bool) {
    let field = |name: &'static str| {
        let found = request.headers().iter().find(|header| header.field.equiv(name));
        found.map(|header| header.value.as_str().to_owned())
    };
    let (host, range, method) = (field("Host"), field("Range"), request.method().to_string());
    let asked =
        Request { method: &method, target: request.url(), host: host.as_deref(), range: range.as_deref() };
    let Answer { status, fields, length, body } = answer(folder, &asked, any_host);
    let headers = fields.into_iter().filter_map(|(name, value)| {
        let field = HeaderField::from_bytes(name).ok()?;
        Some(Header { field, value: value.parse().ok()? })
    });
    let length = usize::try_from(length).ok();
    let response = Response::new(StatusCode(status), headers.collect(), body, length, None)
        // Parts are of known length; chunks would hide it from who shows progress.
        .with_chunked_threshold(usize::MAX);
    // Who asked may have gone away meanwhile.
    let _ = request.respond(response);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, TcpStream};

    #[test]
    fn a_browser_gets_the_list_and_the_bytes_it_asks_for() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("replay.mcap"), "0123456789").unwrap();
        let server = Server::bind(dir.path(), Ipv4Addr::LOCALHOST.into(), 0).unwrap();
        let at = server.address();
        std::thread::spawn(move || server.run());
        let ask = |target: &str, more: &str| {
            let mut stream = TcpStream::connect(at).unwrap();
            write!(stream, "GET {target} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n{more}\r\n").unwrap();
            let mut said = String::new();
            stream.read_to_string(&mut said).unwrap();
            said
        };
        let list = ask("/api/runs", "");
        assert!(list.starts_with("HTTP/1.1 200") && list.contains("\"replay_bytes\":10"), "{list}");
        let part = ask("/runs/~/replay.mcap", "Range: bytes=3-5\r\n");
        assert!(part.starts_with("HTTP/1.1 206") && part.ends_with("\r\n\r\n345"), "{part}");
        assert!(part.contains("Content-Length: 3") && part.contains("bytes 3-5/10"), "{part}");
    }

    #[test]
    fn a_missing_folder_and_a_taken_port_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("none");
        let host = IpAddr::from(Ipv4Addr::LOCALHOST);
        assert!(matches!(Server::bind(&missing, host, 0), Err(ServerError::NoFolder { .. })));
        let first = Server::bind(dir.path(), host, 0).unwrap();
        let second = Server::bind(dir.path(), host, first.address().port());
        assert!(second.err().unwrap().to_string().contains("--port"));
    }
}
