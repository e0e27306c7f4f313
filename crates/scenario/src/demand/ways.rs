//! Routes of many trips, searched once where they are the same.

use pilotzone_map::route::{Route, RouteTree, Router};
use pilotzone_map::{LinkId, VehicleClass};
use std::collections::BTreeMap;

/// Search trees that are kept at a time: each holds a number for every link.
const MAX_TREES: usize = 256;

/// Ways between links, kept.
pub(super) struct Ways<'r> {
    router: &'r Router<'r>,
    trees: BTreeMap<(LinkId, VehicleClass), Option<RouteTree<'r>>>,
}

impl<'r> Ways<'r> {
    pub(super) fn new(router: &'r Router<'r>) -> Self {
        Self { router, trees: BTreeMap::new() }
    }

    /// The fastest way, or why there is none.
    pub(super) fn between(&mut self, from: LinkId, to: LinkId, class: VehicleClass) -> Result<Route, String> {
        if self.trees.len() >= MAX_TREES && !self.trees.contains_key(&(from, class)) {
            self.trees.clear();
        }
        let tree = self.trees.entry((from, class)).or_insert_with(|| self.router.tree(from, class).ok());
        match tree {
            Some(tree) => tree.route(to),
            None => self.router.shortest(from, to, class),
        }
        .map_err(|reason| reason.to_string())
    }

    /// The way along given links: two that touch follow each other, else the fastest way leads from one to the
    /// next.
    pub(super) fn along(&mut self, points: &[LinkId], class: VehicleClass) -> Result<Vec<LinkId>, String> {
        let (&first, rest) = points.split_first().ok_or("the route names no link")?;
        let mut links = vec![first];
        for &next in rest {
            let last = links.last().copied().unwrap_or(first);
            if next == last {
                continue;
            }
            if self.router.is_connected(last, next, class) {
                links.push(next);
            } else {
                links.extend(self.between(last, next, class)?.links.iter().skip(1));
            }
        }
        // Each piece may be fine and the whole banned, and a single link may be closed to the class.
        self.router.follow(&links, class).map_err(|reason| reason.to_string())?;
        Ok(links)
    }
}
