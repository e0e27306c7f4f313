//! Banned link sequences as one automaton.

use std::collections::{BTreeMap, VecDeque};

use crate::{BannedPath, LinkId, VehicleClass};

/// How far along which banned sequences somebody is: a node of [`Bans`], 0 where along none.
pub(super) type Progress = u32;

/// The banned sequences of one vehicle class, matched all at once.
///
/// A driver may be inside several sequences at the same time (10-30-21 and 30-21-7 share 30-21), so that a
/// counter for each would multiply. This is the matcher of Aho and Corasick (1975, doi:10.1145/360825.360855):
/// its node is the longest end of the way driven that begins a banned sequence, and no more needs to be known.
#[derive(Debug, Default)]
pub(super) struct Bans {
    next: Vec<BTreeMap<LinkId, Progress>>,
    fallback: Vec<Progress>,
    banned: Vec<bool>,
}

impl Bans {
    /// The sequences among these that bind a class.
    pub(super) fn of(paths: &[BannedPath], class: VehicleClass) -> Self {
        let mut bans = Self { next: vec![BTreeMap::new()], fallback: vec![0], banned: vec![false] };
        for path in paths.iter().filter(|p| p.classes.has(class) && !p.links.is_empty()) {
            bans.insert(&path.links);
        }
        bans.link_fallbacks();
        bans
    }

    /// Where a driver is after entering a link; none if that would complete a banned sequence.
    pub(super) fn enter(&self, mut at: Progress, link: LinkId) -> Option<Progress> {
        loop {
            if let Some(&next) = self.next[at as usize].get(&link) {
                return (!self.banned[next as usize]).then_some(next);
            }
            if at == 0 {
                return Some(0);
            }
            at = self.fallback[at as usize];
        }
    }

    fn insert(&mut self, links: &[LinkId]) {
        let mut at = 0;
        for &link in links {
            let new = self.next.len() as Progress;
            let next = *self.next[at as usize].entry(link).or_insert(new);
            if next == new {
                self.next.push(BTreeMap::new());
                self.fallback.push(0);
                self.banned.push(false);
            }
            at = next;
        }
        self.banned[at as usize] = true;
    }

    /// Gives each node the longest shorter end that also begins a sequence, by rising depth.
    fn link_fallbacks(&mut self) {
        let mut queue: VecDeque<Progress> = self.next[0].values().copied().collect();
        while let Some(at) = queue.pop_front() {
            for (link, child) in self.next[at as usize].clone() {
                let mut shorter = self.fallback[at as usize];
                let fallback = loop {
                    if let Some(&next) = self.next[shorter as usize].get(&link) {
                        break next;
                    }
                    if shorter == 0 {
                        break 0;
                    }
                    shorter = self.fallback[shorter as usize];
                };
                self.fallback[child as usize] = fallback;
                // A sequence that ends inside a longer one bans that too.
                self.banned[child as usize] |= self.banned[fallback as usize];
                queue.push_back(child);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClassSet;
    use proptest::prelude::*;

    fn banned(paths: &[Vec<u32>]) -> Vec<BannedPath> {
        let links = |path: &Vec<u32>| path.iter().map(|&l| LinkId(l)).collect();
        paths.iter().map(|p| BannedPath { links: links(p), classes: ClassSet::ROAD }).collect()
    }

    fn allows(bans: &Bans, way: &[u32]) -> bool {
        way.iter().try_fold(0, |at, &link| bans.enter(at, LinkId(link))).is_some()
    }

    #[test]
    fn a_sequence_inside_a_longer_one_keeps_its_ban() {
        let bans = Bans::of(&banned(&[vec![1, 2, 3, 4], vec![2, 3]]), VehicleClass::Passenger);
        assert!(!allows(&bans, &[1, 2, 3]));
        assert!(allows(&bans, &[1, 2, 4, 3]));
    }

    #[test]
    fn a_ban_for_others_does_not_bind() {
        let bans = Bans::of(&banned(&[vec![1, 2]]), VehicleClass::Pedestrian);
        assert!(allows(&bans, &[1, 2]));
    }

    proptest! {
        #[test]
        fn a_way_is_allowed_exactly_where_no_banned_sequence_stands_in_it(
            paths in prop::collection::vec(prop::collection::vec(0_u32..3, 1..5), 0..5),
            way in prop::collection::vec(0_u32..3, 1..14),
        ) {
            let bans = Bans::of(&banned(&paths), VehicleClass::Truck);
            let stands_in_it = paths.iter().any(|p| way.windows(p.len()).any(|w| w == p));
            prop_assert_eq!(allows(&bans, &way), !stands_in_it);
        }
    }
}
