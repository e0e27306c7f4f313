//! The program as a user calls it.

use crate::workspace::{root, scratch};
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// How the program is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As developers build it.
    Debug,
    /// As users build it.
    Release,
}

/// The program, made once for all tests of a process.
pub fn program(profile: Profile) -> &'static Path {
    static DEBUG: OnceLock<PathBuf> = OnceLock::new();
    static RELEASE: OnceLock<PathBuf> = OnceLock::new();
    match profile {
        Profile::Debug => DEBUG.get_or_init(built_with_the_tests),
        Profile::Release => RELEASE.get_or_init(build_release),
    }
}

/// Cargo builds the programs of a package with its tests and lays them one folder above these.
fn built_with_the_tests() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it lies");
    let folder = test.ancestors().nth(2).expect("a test lies in a folder of the profile's folder");
    let program = folder.join(format!("pilotzone{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "no {}: these tests belong to the package `pilotzone`", program.display());
    program
}

fn build_release() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--package", "pilotzone", "--message-format", "json-render-diagnostics"])
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "pilotzone does not build");
    let messages = String::from_utf8_lossy(&built.stdout);
    let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut executables = artifacts.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    executables.next_back().expect("cargo names the program that it built")
}

/// What the program said.
#[derive(Debug)]
pub struct Answer {
    /// What was called, for messages.
    pub call: String,
    /// Exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What programs read.
    pub stdout: String,
    /// What people read.
    pub stderr: String,
}

impl Answer {
    /// This answer, if its exit code is the expected one.
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}\n{}", self.call, self.stdout, self.stderr);
        self
    }

    /// The one JSON object on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{}: {error} in {:?}\n{}", self.call, self.stdout, self.stderr))
    }
}

/// Calls the release program from the workspace's root.
pub fn call<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Answer {
    call_with(Profile::Release, &root(), arguments)
}

/// Calls the program of a profile from a folder. A panic is never an answer.
pub fn call_with<A: AsRef<OsStr>>(
    profile: Profile,
    folder: &Path,
    arguments: impl IntoIterator<Item = A>,
) -> Answer {
    let arguments: Vec<OsString> = arguments.into_iter().map(|a| a.as_ref().to_owned()).collect();
    let call = format!("pilotzone {}", arguments.join(OsStr::new(" ")).to_string_lossy());
    let output = Command::new(program(profile))
        .args(&arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let answer = Answer {
        call,
        code: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    };
    assert!(!answer.stderr.contains("panicked at"), "{}\n{}", answer.call, answer.stderr);
    answer
}

/// A finished run.
#[derive(Debug)]
pub struct Ran {
    /// What `--json` printed.
    pub json: Value,
    /// What people read.
    pub stderr: String,
    /// Holds the run folder until the test is done with it.
    pub folder: TempDir,
}

impl Ran {
    /// A file of the run folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("run").join(name)
    }

    /// The bytes of a file of the run folder.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The events of the run.
    pub fn events(&self) -> crate::Events {
        crate::Events::read(&self.file("events.csv"))
    }

    /// Both hashes at the end: state and events.
    pub fn hashes(&self) -> (String, String) {
        (self.word("state_hash"), self.word("event_hash"))
    }

    /// A text among the figures.
    pub fn word(&self, key: &str) -> String {
        let word = self.json[key].as_str();
        word.unwrap_or_else(|| panic!("{key} is no text in {}", self.json)).to_owned()
    }

    /// A number among the figures.
    pub fn number(&self, key: &str) -> f64 {
        self.json[key].as_f64().unwrap_or_else(|| panic!("{key} is no number in {}", self.json))
    }

    /// A count over all classes.
    pub fn total(&self, key: &str) -> u64 {
        let counts =
            self.json[key].as_object().unwrap_or_else(|| panic!("{key} has no classes: {}", self.json));
        counts.values().filter_map(Value::as_u64).sum()
    }
}

/// Runs a scenario of the workspace with the release program into a fresh folder.
pub fn run(scenario: impl AsRef<Path>, options: &[&str]) -> Ran {
    run_with(Profile::Release, scenario.as_ref(), options)
}

/// Runs a scenario with the program of a profile into a fresh folder.
pub fn run_with(profile: Profile, scenario: &Path, options: &[&str]) -> Ran {
    let mut arguments = vec![OsStr::new("run"), scenario.as_os_str()];
    arguments.extend(options.iter().map(OsStr::new));
    go(profile, &arguments)
}

/// Goes on from a snapshot.
pub fn resume(snapshot: &Path, options: &[&str]) -> Ran {
    let mut arguments = vec![OsStr::new("run"), OsStr::new("--from"), snapshot.as_os_str()];
    arguments.extend(options.iter().map(OsStr::new));
    go(Profile::Release, &arguments)
}

fn go(profile: Profile, arguments: &[&OsStr]) -> Ran {
    let folder = scratch();
    let out = folder.path().join("run");
    let told = [OsStr::new("--json"), OsStr::new("--out"), out.as_os_str()];
    let answer = call_with(profile, &root(), arguments.iter().copied().chain(told));
    // 1 is a run with a finding, such as a gridlock: still a run.
    assert!(matches!(answer.code, Some(0 | 1)), "{}: {:?}\n{}", answer.call, answer.code, answer.stderr);
    Ran { json: answer.json(), stderr: answer.stderr, folder }
}
