//! What cargo knows of the packages.

use pilotzone_tests::workspace::root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;

/// Packages of the workspace and of others, and who uses whom.
pub struct Metadata {
    /// Name, version and licence of each package by its id.
    pub packages: BTreeMap<String, (String, String, Option<String>)>,
    /// Packages that a package uses when it is built and run, by id; test-only uses left out.
    uses: BTreeMap<String, Vec<String>>,
    /// Ids of the workspace's own packages.
    pub own: BTreeSet<String>,
}

/// What cargo knows, asked once.
pub fn metadata() -> &'static Metadata {
    static READ: OnceLock<Metadata> = OnceLock::new();
    READ.get_or_init(read)
}

fn cargo(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root()).output().expect("it starts");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it speaks UTF-8")
}

fn read() -> Metadata {
    let version = cargo("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let text = cargo(env!("CARGO"), &["metadata", "--format-version", "1", "--filter-platform", host]);
    let all: Value = serde_json::from_str(&text).expect("cargo speaks JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = list(&all["packages"])
        .iter()
        .map(|p| {
            (
                word(&p["id"]),
                (word(&p["name"]), word(&p["version"]), p["license"].as_str().map(str::to_owned)),
            )
        })
        .collect();
    let is_used = |used: &Value| list(&used["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
    let uses = list(&all["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let used = list(&node["deps"]);
            (
                word(&node["id"]),
                used.iter().filter(|used| is_used(used)).map(|used| word(&used["pkg"])).collect(),
            )
        })
        .collect();
    Metadata { packages, uses, own: list(&all["workspace_members"]).iter().map(word).collect() }
}

impl Metadata {
    fn name(&self, id: &str) -> &str {
        self.packages.get(id).map_or("", |package| &package.0)
    }

    /// The room that a package is, if it is one of ours: `map` for `pilotzone-map`, `cli` for the program.
    fn room(&self, id: &str) -> Option<&str> {
        match self.name(id) {
            _ if !self.own.contains(id) => None,
            "pilotzone" => Some("cli"),
            name => name.strip_prefix("pilotzone-"),
        }
    }

    /// The rooms there are, with those that each uses itself.
    pub fn rooms(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let rooms_used = |id: &str| self.uses[id].iter().filter_map(|used| self.room(used)).collect();
        self.own.iter().filter_map(|id| Some((self.room(id)?, rooms_used(id)))).collect()
    }

    /// Names of all packages that a room is built from, itself left out.
    pub fn reached(&self, room: &str) -> BTreeSet<&str> {
        let mut open: Vec<&str> =
            self.own.iter().map(String::as_str).filter(|id| self.room(id) == Some(room)).collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some(id) = open.pop() {
            for used in &self.uses[id] {
                if seen.insert(used) {
                    open.push(used);
                }
            }
        }
        seen.into_iter().map(|id| self.name(id)).collect()
    }

    /// Ids of all packages that the workspace's programs and tests are built from.
    pub fn all_ids(&self) -> impl Iterator<Item = &String> {
        self.uses.keys()
    }
}
