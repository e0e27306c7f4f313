//! Routes as links: given ones are checked, missing ones are searched for.

use std::collections::BTreeMap;

use pilotzone_map::route::Router;
use pilotzone_map::{ClassSet, LinkId, Map, VehicleClass};

/// Links of one route, at most.
const LINKS_MAX: usize = 100_000;

/// Why a way cannot be driven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoWay {
    /// An edge that is named is not there.
    UnknownEdge(String),
    /// The network does not allow it, with the reason.
    Closed(String),
}

/// What routes need to know of the map.
pub struct RouteBook<'m> {
    map: &'m Map,
    pub links: BTreeMap<&'m str, LinkId>,
    router: Router<'m>,
    /// Who may drive from one link to the next.
    joints: BTreeMap<(LinkId, LinkId), ClassSet>,
    /// Who may drive on a link.
    open: Vec<ClassSet>,
    found: BTreeMap<(LinkId, LinkId, VehicleClass), Result<Vec<LinkId>, String>>,
}

impl<'m> RouteBook<'m> {
    pub fn new(map: &'m Map) -> Self {
        let mut joints: BTreeMap<_, ClassSet> = BTreeMap::new();
        for turn in &map.turns {
            if let (Some(from), Some(to)) = (map.link_of(turn.from), map.link_of(turn.to)) {
                let classes = joints.entry((from, to)).or_default();
                *classes = classes.or(turn.classes);
            }
        }
        let lanes = |link: &pilotzone_map::Link| {
            let lanes = link.lanes().filter_map(|id| map.lanes.get(id.0 as usize));
            lanes.fold(ClassSet::NONE, |all, lane| all.or(lane.classes))
        };
        Self {
            map,
            links: map.links.iter().zip(0..).map(|(link, i)| (link.id.as_str(), LinkId(i))).collect(),
            router: Router::new(map),
            joints,
            open: map.links.iter().map(lanes).collect(),
            found: BTreeMap::new(),
        }
    }

    /// The links of a list of edges, `repeat` times more than once.
    pub fn given(&self, edges: &str, repeat: u32) -> Result<Vec<LinkId>, NoWay> {
        let mut links = Vec::new();
        for name in crate::sumo::text::list(edges) {
            links.push(self.link(name)?);
        }
        let once = links.len();
        if once == 0 {
            return Err(NoWay::Closed("its route has no edge".to_owned()));
        }
        if once.saturating_mul(repeat as usize + 1) > LINKS_MAX {
            return Err(NoWay::Closed(format!("its route is longer than {LINKS_MAX} edges")));
        }
        for _ in 0..repeat {
            links.extend_from_within(..once);
        }
        Ok(links)
    }

    pub fn link(&self, name: &str) -> Result<LinkId, NoWay> {
        self.links.get(name).copied().ok_or_else(|| NoWay::UnknownEdge(name.to_owned()))
    }

    /// Whether a class can drive the links one after the other.
    pub fn check(&self, links: &[LinkId], class: VehicleClass) -> Result<(), NoWay> {
        let closed = links.iter().find(|link| !self.open.get(link.0 as usize).is_some_and(|c| c.has(class)));
        if let Some(link) = closed {
            let what = format!("no lane of edge `{}` is open to class {}", self.name(*link), class.name());
            return Err(NoWay::Closed(what));
        }
        for pair in links.windows(2) {
            let [from, to] = pair else { continue };
            let joint = self.joints.get(&(*from, *to));
            if !joint.is_some_and(|classes| classes.has(class)) {
                let (from, to) = (self.name(*from), self.name(*to));
                let who =
                    if joint.is_some() { format!(" for class {}", class.name()) } else { String::new() };
                return Err(NoWay::Closed(format!("no turn leads from edge `{from}` to edge `{to}`{who}")));
            }
        }
        Ok(())
    }

    /// The cheapest way through all of the links in their order.
    pub fn search(&mut self, through: &[LinkId], class: VehicleClass) -> Result<Vec<LinkId>, NoWay> {
        let mut way: Vec<LinkId> = through.first().copied().into_iter().collect();
        for pair in through.windows(2) {
            let [from, to] = pair else { continue };
            if from == to {
                continue;
            }
            let router = &self.router;
            let leg = self.found.entry((*from, *to, class)).or_insert_with(|| {
                router.shortest(*from, *to, class).map(|route| route.links).map_err(|e| e.to_string())
            });
            match leg {
                Ok(links) => way.extend(links.iter().skip(1)),
                Err(reason) => {
                    let reason = reason.clone();
                    let what = format!(
                        "no way from edge `{}` to edge `{}`: {reason}",
                        self.name(*from),
                        self.name(*to)
                    );
                    return Err(NoWay::Closed(what));
                }
            }
        }
        self.check(&way, class)?;
        Ok(way)
    }

    fn name(&self, link: LinkId) -> &str {
        self.map.links.get(link.0 as usize).map_or("?", |link| link.id.as_str())
    }
}
