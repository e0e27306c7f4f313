//! A scenario file with everything that it includes, laid one over the other.

use super::mistake::{Mistake, ScenarioError, ScenarioErrors};
use super::tree::{Node, Place, SourceText, Value, parse};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// No scenario is split further than this; what goes on is a mistake or an attack.
const MAX_FILES: usize = 64;
/// Size of one file (bytes).
const MAX_FILE_BYTES: usize = 8 << 20;
/// Mistakes after which the rest is not listed.
const MAX_ERRORS: usize = 200;

/// A file's text, or why there is none.
pub type Opened = Result<String, String>;

/// A scenario's tree, with the mistakes found so far.
#[derive(Debug, Clone)]
pub struct Document {
    /// The scenario file itself.
    pub main: Arc<SourceText>,
    /// All files laid over each other.
    pub root: Node,
    /// Mistakes so far.
    pub errors: Vec<ScenarioError>,
}

impl Document {
    /// Notes a mistake, unless it follows from one that is noted already.
    pub fn refuse(&mut self, path: &[&str], mistake: Mistake) {
        let (found, deepest) = self.root.find(path);
        let node = found.unwrap_or(deepest);
        if node.poisoned {
            return;
        }
        let whole_table = found.is_none() || matches!(node.value, Value::Table(_) | Value::List(_));
        let at = if whole_table { node.key_at.clone() } else { node.at.clone() };
        self.errors.push(ScenarioError::at(at, mistake));
    }

    /// Whether the value at a path stands for one that was refused.
    pub fn is_poisoned(&self, path: &[&str]) -> bool {
        let (_, deepest) = self.root.find(path);
        deepest.poisoned
    }

    /// The mistakes in the order of files and lines; none where all is well.
    pub fn verdict(&self) -> Result<(), ScenarioErrors> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let mut errors = self.errors.clone();
        let main = &self.main.path;
        let place = |e: &ScenarioError| {
            e.place.as_ref().map(|p| (p.source.path != *main, p.source.path.clone(), p.start, p.end))
        };
        errors.sort_by_key(place);
        errors.dedup();
        let more = errors.len().saturating_sub(MAX_ERRORS);
        errors.truncate(MAX_ERRORS);
        if more > 0 {
            let what = format!("{more} mistakes more are not listed");
            errors.push(ScenarioError::outside(Mistake::TooMuch { what }));
        }
        Err(ScenarioErrors(errors))
    }

    /// A path written in the file where that place is, as seen from where the program runs.
    pub fn beside(place: &Place, written: &str) -> String {
        beside(&place.source.path, written)
    }
}

/// A path that stands in a file, seen from where that file's own path is seen.
pub fn beside(file: &str, written: &str) -> String {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let mut clean = PathBuf::new();
    for part in folder.join(written).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            _ => clean.push(part),
        }
    }
    clean.to_string_lossy().into_owned()
}

/// Reads a scenario with its includes. `open` gives the text at a path.
pub fn read_document(path: &str, text: String, open: &mut dyn FnMut(&str) -> Opened) -> Document {
    let main = Arc::new(SourceText { path: path.to_owned(), text });
    let mut reader = Reader { open, chain: Vec::new(), files: 0, errors: Vec::new() };
    let root = reader.file(&main);
    Document { main, root, errors: reader.errors }
}

struct Reader<'o> {
    open: &'o mut dyn FnMut(&str) -> Opened,
    /// The files from the first to the one being read.
    chain: Vec<String>,
    files: usize,
    errors: Vec<ScenarioError>,
}

impl Reader<'_> {
    fn file(&mut self, source: &Arc<SourceText>) -> Node {
        self.files += 1;
        let top = Place::top(source);
        let empty =
            Node { key_at: top.clone(), at: top.clone(), value: Value::Table([].into()), poisoned: false };
        let too_much = if self.files > MAX_FILES {
            Some(format!("more than {MAX_FILES} files are included"))
        } else if source.text.len() > MAX_FILE_BYTES {
            Some(format!("the file has {} bytes; at most {MAX_FILE_BYTES} are read", source.text.len()))
        } else {
            None
        };
        if let Some(what) = too_much {
            self.errors.push(ScenarioError::at(top, Mistake::TooMuch { what }));
            return empty;
        }
        let (mut tree, errors) = parse(source);
        self.errors.extend(errors);
        let Value::Table(entries) = &mut tree.value else { return empty };
        let Some(include) = entries.remove("include") else { return tree };
        self.chain.push(source.path.clone());
        let mut whole = empty;
        for part in self.parts(include) {
            let included = self.included(part);
            if let Some(node) = included {
                whole.overlay(node);
            }
        }
        self.chain.pop();
        whole.overlay(tree);
        whole
    }

    /// The paths in an `include` list.
    fn parts(&mut self, include: Node) -> Vec<(Place, String)> {
        let expected = || "a list of paths, such as [\"../parameters/vehicles.toml\"]".to_owned();
        let mut wrong = |node: &Node| {
            let mistake =
                Mistake::WrongType { key: "include".into(), found: node.value.kind(), expected: expected() };
            self.errors.push(ScenarioError::at(node.at.clone(), mistake));
        };
        let Value::List(items) = &include.value else {
            wrong(&include);
            return Vec::new();
        };
        let mut parts = Vec::new();
        for item in items {
            match &item.value {
                Value::Text(path) => parts.push((item.at.clone(), path.clone())),
                _ => wrong(item),
            }
        }
        parts
    }

    fn included(&mut self, (at, written): (Place, String)) -> Option<Node> {
        let path = Document::beside(&at, &written);
        if self.chain.contains(&path) {
            let chain = self.chain.iter().chain([&path]).cloned().collect::<Vec<_>>().join(" -> ");
            self.errors.push(ScenarioError::at(at, Mistake::IncludeCycle { chain }));
            return None;
        }
        match (self.open)(&path) {
            Ok(text) => Some(self.file(&Arc::new(SourceText { path, text }))),
            Err(why) => {
                let what = "the included file";
                self.errors.push(ScenarioError::at(at, Mistake::File { what, path, why }));
                None
            }
        }
    }
}
