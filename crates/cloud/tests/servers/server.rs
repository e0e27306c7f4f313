//! Servers that tests start, and stop by their process id.

use pilotzone_tests::found::{on_path, told};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Set where the absence of a server or a reader is a failure.
const REQUIRE: &str = "PILOTZONE_REQUIRE_STORES";
/// What the servers know as credentials, and nobody may see in any output.
pub const KEY: &str = "key-of-these-tests";
pub const SECRET: &str = "do-not-print-me-anywhere";
/// Where everything goes.
pub const BUCKET: &str = "control-centre";

/// Starts `moto` so that it answers one request at a time: its threads look whether a key is there and take it in two
/// steps, between which another thread may do the same.
const ONE_AT_A_TIME: &str = "
import sys, threading
from moto import server

one, serve = threading.Lock(), server.run_simple

def run_simple(host, port, app, **how):
    def alone(environ, start):
        with one:
            return list(app(environ, start))
    serve(host, port, alone, **how)

server.run_simple = run_simple
server.main(sys.argv[1:])
";

/// A program that answers at a port of this machine.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn started(mut command: Command, port: u16) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return server;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("{command:?} does not answer");
    }

    /// `moto`, in memory, which lets exactly one of many writers of a key win where it answers one after the other.
    pub fn moto() -> Option<Self> {
        let python = python(&["moto.server", "boto3"])?;
        let port = free_port();
        let mut command = Command::new(&python);
        command.args(["-c", ONE_AT_A_TIME, "-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = Self::started(command, port);
        let make = format!(
            "import boto3; boto3.client('s3', endpoint_url='http://127.0.0.1:{port}', region_name='us-east-1', \
             aws_access_key_id='a', aws_secret_access_key='b').create_bucket(Bucket='{BUCKET}')"
        );
        assert!(Command::new(python).args(["-c", &make]).status().unwrap().success());
        Some(server)
    }

    /// `s3s-fs` on a folder, which keeps what it has taken when it is killed.
    pub fn s3s(dir: &Path, port: u16) -> Option<Self> {
        let program = told(REQUIRE, on_path(&["s3s-fs"]), "s3s-fs")?;
        std::fs::create_dir_all(dir.join(BUCKET)).unwrap();
        let mut command = Command::new(program);
        command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--access-key", KEY, "--secret-key", SECRET]).arg(dir);
        Some(Self::started(command, port))
    }
}

/// A port that nobody has.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Python on the path, if it has all of these modules.
pub fn python(modules: &[&str]) -> Option<PathBuf> {
    let has_all = |python: &PathBuf| {
        let imports = format!("import {}", modules.join(", "));
        Command::new(python).args(["-c", &imports]).output().is_ok_and(|output| output.status.success())
    };
    told(REQUIRE, on_path(&["python3"]).filter(has_all), &format!("Python with {}", modules.join(", ")))
}

/// The simulator beside the shipper, where it is built in the same profile.
pub fn simulator() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_BIN_EXE_pilotzone-push")).with_file_name("pilotzone");
    told(REQUIRE, Some(beside).filter(|path| path.is_file()), "pilotzone beside pilotzone-push")
}
