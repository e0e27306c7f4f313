//! Why there is no way.

use crate::{LinkId, Map, VehicleClass};

/// Why a trip cannot be routed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRoute {
    /// The number is none of the map's.
    #[error("link number {link} is not on the map, which has {links} links")]
    UnknownLink {
        /// The number asked for.
        link: u32,
        /// How many links the map has.
        links: usize,
    },
    /// No link has that name.
    #[error("`{id}` is not on the map: no way, edge or link has that id; `map info` tells what is there")]
    UnknownSource {
        /// The name asked for.
        id: String,
    },
    /// The class may not use the link on which the trip starts.
    #[error("the trip cannot start on `{link}`: no lane there is open to class {class}")]
    StartBanned {
        /// The link.
        link: String,
        /// The class.
        class: &'static str,
    },
    /// The class may not use the link on which the trip ends.
    #[error("the trip cannot end on `{link}`: no lane there is open to class {class}")]
    GoalBanned {
        /// The link.
        link: String,
        /// The class.
        class: &'static str,
    },
    /// No sequence of turns leads there.
    #[error("no way leads from `{from}` to `{to}` for class {class}")]
    NotConnected {
        /// Where the trip starts.
        from: String,
        /// Where it should end.
        to: String,
        /// The class.
        class: &'static str,
    },
    /// A given sequence has two links that no turn joins.
    #[error("no turn leads from `{from}` to `{to}` for class {class}")]
    NoTurn {
        /// The link before.
        from: String,
        /// The link after.
        to: String,
        /// The class.
        class: &'static str,
    },
    /// A given sequence drives what is banned as a whole, changes lanes where it must not, or passes through
    /// links on which it may only start or end.
    #[error(
        "each turn up to `{to}` exists, but not the way as a whole for class {class}: it holds a banned \
         sequence, cannot reach the lane it needs, or passes links that are closed to through traffic"
    )]
    WayBanned {
        /// The link that cannot be entered this way.
        to: String,
        /// The class.
        class: &'static str,
    },
    /// A given sequence has no links.
    #[error("the route has no links; name at least one")]
    Empty,
}

impl NoRoute {
    pub(super) fn check_known(map: &Map, link: LinkId) -> Result<(), Self> {
        let links = map.links.len();
        if (link.0 as usize) < links { Ok(()) } else { Err(Self::UnknownLink { link: link.0, links }) }
    }

    pub(super) fn start_banned(map: &Map, link: LinkId, class: VehicleClass) -> Self {
        Self::StartBanned { link: name(map, link), class: class.name() }
    }

    pub(super) fn goal_banned(map: &Map, link: LinkId, class: VehicleClass) -> Self {
        Self::GoalBanned { link: name(map, link), class: class.name() }
    }

    pub(super) fn not_connected(map: &Map, from: LinkId, to: LinkId, class: VehicleClass) -> Self {
        Self::NotConnected { from: name(map, from), to: name(map, to), class: class.name() }
    }

    pub(super) fn no_turn(map: &Map, from: LinkId, to: LinkId, class: VehicleClass) -> Self {
        Self::NoTurn { from: name(map, from), to: name(map, to), class: class.name() }
    }

    pub(super) fn way_banned(map: &Map, to: LinkId, class: VehicleClass) -> Self {
        Self::WayBanned { to: name(map, to), class: class.name() }
    }
}

fn name(map: &Map, link: LinkId) -> String {
    map.links.get(link.0 as usize).map_or_else(|| link.0.to_string(), |record| record.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_names_what_it_is_about() {
        let (a, b, class) = (|| "10".to_owned(), || "21".to_owned(), "bus");
        let shown = [
            NoRoute::UnknownLink { link: 7, links: 3 },
            NoRoute::UnknownSource { id: a() },
            NoRoute::StartBanned { link: a(), class },
            NoRoute::GoalBanned { link: a(), class },
            NoRoute::NotConnected { from: a(), to: b(), class },
            NoRoute::NoTurn { from: a(), to: b(), class },
            NoRoute::WayBanned { to: b(), class },
            NoRoute::Empty,
        ]
        .map(|reason| reason.to_string())
        .join("\n");
        insta::assert_snapshot!(shown, @r"
        link number 7 is not on the map, which has 3 links
        `10` is not on the map: no way, edge or link has that id; `map info` tells what is there
        the trip cannot start on `10`: no lane there is open to class bus
        the trip cannot end on `10`: no lane there is open to class bus
        no way leads from `10` to `21` for class bus
        no turn leads from `10` to `21` for class bus
        each turn up to `21` exists, but not the way as a whole for class bus: it holds a banned sequence, cannot reach the lane it needs, or passes links that are closed to through traffic
        the route has no links; name at least one
        ");
    }
}
