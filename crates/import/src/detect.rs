//! What a file is, by its content.

use crate::ImportError;
use pilotzone_map::Map;
use std::path::Path;

/// Reads a map of any kind that is known here.
pub fn read_map(path: &Path) -> Result<Map, ImportError> {
    Err(ImportError::NothingUsable {
        file: path.display().to_string(),
        what: "no format is wired yet".to_owned(),
        remedy: String::new(),
    })
}
