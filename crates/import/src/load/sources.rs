//! `sources.toml`: where the files in its folder come from, on what terms, and what they do not say themselves.

use crate::detect::{map_from, read_bytes};
use crate::generate::{self, GenerateError};
use crate::{ImportError, read_map};
use pilotzone_map::coordinate::coordinate_guessed;
use pilotzone_map::{Map, SignalOrigin, Source};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The name of the list.
const LIST: &str = "sources.toml";

/// A list of the files in one folder.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// What is known about each file, by its name.
    #[serde(default)]
    pub files: BTreeMap<String, SourceEntry>,
}

/// What is known about a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// What the map made of it is called; the file's name where absent.
    pub name: Option<String>,
    /// What it is, where it comes from, and what was done with it.
    pub provenance: String,
    /// SPDX name of its licence.
    pub licence: String,
    /// The words that must stand beside every use.
    pub attribution: String,
    /// Whether its signals were guessed by whoever made it.
    #[serde(default)]
    pub signals_guessed: bool,
}

impl Sources {
    /// Reads a list from its text. `file` is its name for messages.
    pub fn parse(file: &str, text: &str) -> Result<Self, ImportError> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            ImportError::Broken {
                file: file.to_owned(),
                line: 1 + text.bytes().take(start).filter(|b| *b == b'\n').count() as u32,
                what: error.message().to_owned(),
                remedy: "write [files.\"NAME\"] with provenance, licence, attribution, and perhaps name and \
                         signals_guessed"
                    .to_owned(),
            }
        })
    }

    /// What the list in a file's folder says about it; nothing where there is no list or no entry.
    pub fn about(path: &Path) -> Result<Option<SourceEntry>, ImportError> {
        let list = path.with_file_name(LIST);
        if !list.is_file() {
            return Ok(None);
        }
        let bytes = read_bytes(&list)?;
        let sources = Self::parse(&list.display().to_string(), &String::from_utf8_lossy(&bytes))?;
        Ok(path.file_name().and_then(|name| sources.files.get(name.to_string_lossy().as_ref())).cloned())
    }
}

impl SourceEntry {
    /// Writes what is known into a map made of the file.
    pub fn mark(&self, map: &mut Map) {
        if let Some(name) = &self.name {
            map.name.clone_from(name);
        }
        map.sources = vec![Source {
            provenance: self.provenance.clone(),
            licence: self.licence.clone(),
            attribution: self.attribution.clone(),
        }];
        if self.signals_guessed {
            for signal in &mut map.signals {
                signal.origin = SignalOrigin::Guessed;
            }
            coordinate_guessed(map);
        }
    }
}

/// Reads a map of any kind, marked with what a `sources.toml` beside it says. Where there is an entry, problems
/// name the file without its folder, so that the map's bytes do not depend on where it was imported.
pub fn read_listed_map(path: &Path) -> Result<Map, ImportError> {
    let Some(entry) = Sources::about(path)? else { return read_map(path) };
    let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut map = map_from(&file, &read_bytes(path)?)?;
    entry.mark(&mut map);
    Ok(map)
}

/// Makes the city of a file of parameters, marked with what a `sources.toml` beside it says.
pub fn generate_listed_city(path: &Path) -> Result<Map, GenerateError> {
    let file = path.display().to_string();
    let bytes = read_bytes(path)?;
    let text = String::from_utf8(bytes).map_err(|error| ImportError::Format {
        file: file.clone(),
        found: format!("byte {} is no UTF-8 text", error.utf8_error().valid_up_to()),
        remedy: "give the parameters of a city: a TOML file that begins with `city_format = 1`".to_owned(),
    })?;
    let mut map = generate::city(&file, &text)?;
    if let Some(entry) = Sources::about(path)? {
        entry.mark(&mut map);
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_the_list_is_named_with_its_line() {
        let text = "[files.a]\nprovenance = \"x\"\nlicense = \"y\"\nattribution = \"z\"\n";
        let error = Sources::parse("sources.toml", text).unwrap_err().to_string();
        assert!(error.contains("sources.toml:3") && error.contains("license"), "{error}");
    }
}
