//! Links of a map by the ids that people know.

use crate::read::nearest;
use pilotzone_map::{LinkId, Map};
use std::collections::BTreeMap;

/// Finds links by their id, or by the id of their way or edge where only one link comes from it.
pub(crate) struct LinkIndex<'m> {
    by_id: BTreeMap<&'m str, LinkId>,
    by_source: BTreeMap<&'m str, Vec<LinkId>>,
}

impl<'m> LinkIndex<'m> {
    pub(crate) fn new(map: &'m Map) -> Self {
        let (mut by_id, mut by_source) = (BTreeMap::new(), BTreeMap::<&str, Vec<LinkId>>::new());
        for (i, link) in map.links.iter().enumerate() {
            let id = LinkId(i as u32);
            by_id.insert(link.id.as_str(), id);
            by_source.entry(link.source_id.as_str()).or_default().push(id);
        }
        Self { by_id, by_source }
    }

    /// The link of that id, or else the id that comes nearest.
    pub(crate) fn find(&self, id: &str) -> Result<LinkId, Option<String>> {
        if let Some(link) = self.by_id.get(id) {
            return Ok(*link);
        }
        match self.by_source.get(id).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            _ => Err(nearest::of(id, self.by_id.keys().copied())),
        }
    }
}
