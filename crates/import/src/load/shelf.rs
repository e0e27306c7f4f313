//! Maps that were read already, for whoever loads many runs on the same ones.

use super::read_listed_map;
use crate::ImportError;
use pilotzone_map::Map;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Maps by their path as it was written. A file that changes while the shelf lives is not read again.
#[derive(Debug, Default)]
pub struct MapShelf(Mutex<BTreeMap<PathBuf, Arc<Map>>>);

impl MapShelf {
    /// The map of that path, read at the first call. A second thread that wants it waits for the first.
    pub(super) fn map(&self, path: &Path) -> Result<Arc<Map>, ImportError> {
        // What a thread that panicked left on the shelf is whole: a map is put there by one call.
        let mut maps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(map) = maps.get(path) {
            return Ok(Arc::clone(map));
        }
        let map = Arc::new(read_listed_map(path)?);
        maps.insert(path.to_owned(), Arc::clone(&map));
        Ok(map)
    }
}
