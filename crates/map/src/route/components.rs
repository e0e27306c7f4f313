//! What hangs together and what does not.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::NodeIndex;
use petgraph::visit::{Dfs, Reversed, VisitMap, Visitable};
use std::collections::BTreeSet;

use super::graph::ClassGraph;
use crate::{LinkId, VehicleClass};

/// A link that is not wholly part of the network's main body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outside {
    /// The link.
    pub link: LinkId,
    /// Whether a trip from the main body can end on it.
    pub reached: bool,
    /// Whether a trip from it can come to the main body.
    pub leaves: bool,
}

/// How much of the network hangs together for one class, bans and closed links regarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Components {
    /// For whom.
    pub class: VehicleClass,
    /// Links that the class may use.
    pub usable_links: usize,
    /// Links of the main body: the largest set in which each can be reached from each.
    pub largest_links: usize,
    /// Links that cannot be reached from the main body or do not lead to it. Where a map is cut out of a
    /// larger one, roads over its border are among them by nature.
    pub outside: Vec<Outside>,
}

/// Splits the network of a class.
pub(super) fn components(class: VehicleClass, net: &ClassGraph) -> Components {
    let links_in = |nodes: &[NodeIndex]| nodes.iter().map(|&n| net.graph[n].link).collect::<BTreeSet<_>>();
    // Recursion as in Tarjan's would overflow the stack on a long road; this one keeps its own.
    let bodies = kosaraju_scc(&net.graph).into_iter().map(|nodes| (links_in(&nodes), nodes));
    // Of two equally large ones the one that holds the lowest link.
    let main = bodies.max_by_key(|(links, _)| (links.len(), core::cmp::Reverse(links.first().copied())));
    let usable_links = net.starts.iter().flatten().count();
    let Some((main_links, Some(&root))) = main.as_ref().map(|(links, nodes)| (links, nodes.first())) else {
        return Components { class, usable_links, largest_links: 0, outside: Vec::new() };
    };
    let from_main = reached_from(&net.graph, root);
    let to_main = reached_from(Reversed(&net.graph), root);
    let starts = net.starts.iter().enumerate();
    let outside = starts.filter_map(|(i, start)| {
        let link = LinkId(i as u32);
        let reached = net.states_of(link).iter().any(|n| from_main.is_visited(n));
        let leaves = to_main.is_visited(&(*start)?);
        (!reached || !leaves).then_some(Outside { link, reached, leaves })
    });
    Components { class, usable_links, largest_links: main_links.len(), outside: outside.collect() }
}

fn reached_from<G>(graph: G, root: NodeIndex) -> G::Map
where
    G: petgraph::visit::IntoNeighbors<NodeId = NodeIndex> + Visitable<NodeId = NodeIndex>,
{
    let mut walk = Dfs::new(graph, root);
    while walk.next(graph).is_some() {}
    walk.discovered
}
