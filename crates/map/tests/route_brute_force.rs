//! Routes against trying out every way.

mod route_net;

use pilotzone_map::route::Router;
use pilotzone_map::{Access, BannedPath, ClassSet, LaneId, LinkId, Map, VehicleClass};
use proptest::prelude::*;
use route_net::Net;

const CAR: VehicleClass = VehicleClass::Passenger;
const LINKS: u32 = 6;
/// Ways with more links are not tried.
const DEPTH: usize = 11;

/// A lane by its link and its number there.
type LaneAt = (u32, u32);

#[derive(Debug, Clone)]
struct Case {
    /// Length (m), two lanes with a solid line between them, closed to through traffic.
    links: Vec<(u32, bool, bool)>,
    /// Link and lane left, link and lane entered, for buses alone.
    turns: Vec<(LaneAt, LaneAt, bool)>,
    /// Where each banned way starts and which of the turns it takes, so that it can be driven.
    bans: Vec<(u32, Vec<usize>)>,
}

prop_compose! {
    fn cases()(
        links in prop::collection::vec((1_u32..6, prop::bool::weighted(0.3), prop::bool::weighted(0.25)), LINKS as usize),
        turns in prop::collection::vec(
            ((0..LINKS, 0_u32..2), (0..LINKS, 0_u32..2), prop::bool::weighted(0.1)),
            4..13,
        ),
        bans in prop::collection::vec((0..LINKS, prop::collection::vec(0_usize..3, 1..4)), 0..6),
    ) -> Case {
        Case { links, turns, bans }
    }
}

fn map_of(case: &Case) -> Map {
    let names: Vec<String> = (0..LINKS).map(|i| i.to_string()).collect();
    let lanes: Vec<(&str, u32)> =
        names.iter().zip(&case.links).map(|(n, l)| (n.as_str(), 1 + u32::from(l.1))).collect();
    let mut net = Net::with_lanes(&lanes);
    for (i, &(length_m, lined, closed)) in case.links.iter().enumerate() {
        net.map().links[i].length_m = f64::from(length_m) * 100.0;
        net.map().links[i].access = if closed { Access::Destination } else { Access::Open };
        if lined {
            let first = net.map().links[i].first_lane.0 as usize;
            net.map().lanes[first].change_left = ClassSet::NONE;
            net.map().lanes[first + 1].change_right = ClassSet::NONE;
        }
    }
    for &((from, a), (to, b), bus) in &case.turns {
        let lane = |link: u32, lane: u32| lane.min(lanes[link as usize].1 - 1);
        let id = net.turn((&names[from as usize], lane(from, a)), (&names[to as usize], lane(to, b)));
        if bus {
            net.map().turns[id.0 as usize].classes = ClassSet::BUS_ONLY;
        }
    }
    for (start, choices) in &case.bans {
        let mut links = vec![*start];
        for &choice in choices {
            let here = links[links.len() - 1];
            let next: Vec<u32> = case.turns.iter().filter(|t| t.0.0 == here).map(|t| t.1.0).collect();
            links.extend(next.get(choice % next.len().max(1)));
        }
        let links = links.into_iter().map(LinkId).collect();
        net.map().banned_paths.push(BannedPath { links, classes: ClassSet::ROAD });
    }
    net.finish()
}

/// Cost in ms and links of the best way to each link, found by trying all.
fn try_all(map: &Map, from: LinkId) -> Vec<Option<u64>> {
    let mut best = vec![None; map.links.len()];
    go_on(map, &mut vec![from], None, link_ms(map, from), &mut best);
    best
}

fn go_on(map: &Map, way: &mut Vec<LinkId>, entered: Option<LaneId>, ms: u64, best: &mut [Option<u64>]) {
    let banned = map.banned_paths.iter().any(|b| way.ends_with(&b.links));
    if banned {
        return;
    }
    let here = *way.last().unwrap();
    let passes_closed = way.iter().map(|&l| map.link(l).access == Access::Destination);
    // Closed links, open ones, closed ones again: any closed link between two open ones is through traffic.
    let mut runs: Vec<bool> = passes_closed.collect();
    runs.dedup();
    let through = runs.windows(3).any(|w| w == [false, true, false]);
    if through {
        return;
    }
    let cost = &mut best[here.0 as usize];
    *cost = Some(cost.map_or(ms, |old| old.min(ms)));
    if way.len() == DEPTH {
        return;
    }
    for turn in map.turns.iter().filter(|t| map.link_of(t.from) == Some(here) && t.classes.has(CAR)) {
        // Two lanes have a solid line between them; one keeps to the lane on which one came.
        if entered.is_some_and(|lane| lane != turn.from) {
            continue;
        }
        let next = map.link_of(turn.to).unwrap();
        way.push(next);
        go_on(map, way, Some(turn.to), ms + 1 + link_ms(map, next), best);
        way.pop();
    }
}

fn link_ms(map: &Map, link: LinkId) -> u64 {
    (map.link(link).length_m * 100.0) as u64
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_route_is_the_best_of_all_ways_that_the_rules_allow(case in cases()) {
        let map = map_of(&case);
        let router = Router::new(&map);
        for from in (0..LINKS).map(LinkId) {
            let best = try_all(&map, from);
            for to in (0..LINKS).map(LinkId) {
                let found = router.shortest(from, to, CAR);
                if found.as_ref().is_ok_and(|route| route.links.len() > DEPTH) {
                    continue;
                }
                let found_ms = found.as_ref().ok().map(|route| (route.time_s * 1000.0).round() as u64);
                prop_assert_eq!(found_ms, best[to.0 as usize], "{:?} to {:?}: {:?}", from, to, found);
                if let Ok(route) = found {
                    prop_assert_eq!(router.follow(&route.links, CAR), Ok(route));
                }
            }
        }
    }
}
