//! Routes between the names that the source gave.

use super::{NoRoute, Route, Router};
use crate::{LinkId, Map, VehicleClass};

/// A route, told in the names of the source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRoute {
    /// Ways or edges of the source in order, repeats in a row once.
    pub ids: Vec<String>,
    /// The route itself.
    pub route: Route,
}

/// The cheapest way from one way or edge of the source to another, starting in any legal direction and on any
/// of its links. A name that no source has may be a link's own.
pub fn shortest_by_source(
    map: &Map,
    from: &str,
    to: &str,
    class: VehicleClass,
) -> Result<SourceRoute, NoRoute> {
    Router::new(map).shortest_by_source(from, to, class)
}

impl Router<'_> {
    /// The cheapest way between two ways or edges of the source, see [`shortest_by_source`].
    pub fn shortest_by_source(
        &self,
        from: &str,
        to: &str,
        class: VehicleClass,
    ) -> Result<SourceRoute, NoRoute> {
        let starts = links_named(self.map, from)?;
        let goals = links_named(self.map, to)?;
        let mut best: Option<(u64, LinkId, LinkId)> = None;
        let mut reason = None;
        for &start in &starts {
            match self.tree(start, class) {
                Ok(tree) => {
                    let costs = goals.iter().filter_map(|&goal| Some((tree.cost_ms(goal)?, start, goal)));
                    best = best.into_iter().chain(costs).min();
                }
                Err(banned) => reason = Some(banned),
            }
        }
        let Some((_, start, goal)) = best else {
            return Err(self.why_not(class, (from, &starts), (to, &goals), reason));
        };
        let route = self.shortest(start, goal, class)?;
        let mut ids: Vec<String> =
            route.links.iter().map(|&link| self.map.link(link).source_id.clone()).collect();
        ids.dedup();
        Ok(SourceRoute { ids, route })
    }

    /// Says that an end is banned only if all of its links are.
    fn why_not(
        &self,
        class: VehicleClass,
        from: (&str, &[LinkId]),
        to: (&str, &[LinkId]),
        start_banned: Option<NoRoute>,
    ) -> NoRoute {
        let net = self.graph(class);
        let all_banned = |links: &[LinkId]| links.iter().all(|&link| net.start(link).is_none());
        if let (Some(reason), true) = (start_banned, all_banned(from.1)) {
            return reason;
        }
        if let (Some(&goal), true) = (to.1.first(), all_banned(to.1)) {
            return NoRoute::goal_banned(self.map, goal, class);
        }
        NoRoute::NotConnected { from: from.0.to_owned(), to: to.0.to_owned(), class: class.name() }
    }
}

fn links_named(map: &Map, id: &str) -> Result<Vec<LinkId>, NoRoute> {
    let with = |matches: &dyn Fn(&crate::Link) -> bool| -> Vec<LinkId> {
        let found = map.links.iter().enumerate().filter(|(_, link)| matches(link));
        found.map(|(i, _)| LinkId(i as u32)).collect()
    };
    let mut links = with(&|link| link.source_id == id);
    if links.is_empty() {
        links = with(&|link| link.id == id);
    }
    if links.is_empty() { Err(NoRoute::UnknownSource { id: id.to_owned() }) } else { Ok(links) }
}
