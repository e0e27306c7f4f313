//! Restrictions over ways, as sequences of links that must not be driven.

use super::movements::Movement;
use super::notes::Notes;
use super::restrictions::WayRule;
use pilotzone_map::{BannedPath, LinkId, Map, TurnDirection};

/// Sequences that are followed for one rule, at most.
const SEQUENCES_MAX: usize = 200;
/// Links of one sequence, at most.
const LINKS_MAX: usize = 40;

/// Adds the sequences of all rules. A rule whose via ways all lie inside a junction is kept by the junction's turns.
pub(crate) fn add(map: &mut Map, rules: &[WayRule], movements: &[Movement], notes: &mut Notes) {
    for rule in rules {
        let finder = Finder { map, rule, movements };
        let inside = rule.via.iter().all(|&via| !finder.has_links(via));
        let found = finder.sequences();
        if found.is_empty() && !inside {
            let what = format!(
                "relation {} (turn restriction): its ways do not follow each other: nothing to ban",
                rule.relation
            );
            notes.warn(rule.line, what);
        }
        for links in found {
            let banned = BannedPath {
                links: links.into_iter().map(|i| LinkId(i as u32)).collect(),
                classes: rule.classes,
            };
            if !map.banned_paths.contains(&banned) {
                map.banned_paths.push(banned);
            }
        }
    }
}

struct Finder<'a> {
    map: &'a Map,
    rule: &'a WayRule,
    movements: &'a [Movement],
}

impl Finder<'_> {
    fn has_links(&self, way: i64) -> bool {
        let name = way.to_string();
        self.map.links.iter().any(|link| link.source_id == name)
    }

    fn is_of(&self, link: usize, way: i64) -> bool {
        self.map.links[link].source_id == way.to_string()
    }

    fn onward(&self, link: usize) -> impl Iterator<Item = &Movement> {
        let start = self.movements.partition_point(|movement| movement.from < link);
        self.movements[start..].iter().take_while(move |movement| movement.from == link)
    }

    fn sequences(&self) -> Vec<Vec<usize>> {
        let mut found = Vec::new();
        for from in (0..self.map.links.len()).filter(|&link| self.is_of(link, self.rule.from)) {
            self.extend(&mut vec![from], 0, &mut found);
        }
        found
    }

    /// Follows a sequence of which the first `passed` via ways are driven.
    fn extend(&self, links: &mut Vec<usize>, passed: usize, found: &mut Vec<Vec<usize>>) {
        let Some(&last) = links.last() else { return };
        if found.len() >= SEQUENCES_MAX || links.len() >= LINKS_MAX {
            return;
        }
        let steps: Vec<Movement> = self
            .onward(last)
            .filter(|m| m.direction != TurnDirection::UTurn || m.to == last)
            .copied()
            .collect();
        let via_done = passed == self.rule.via.len() && links.len() > 1;
        let ends_here = via_done && steps.iter().any(|step| self.is_of(step.to, self.rule.to));
        if ends_here {
            for step in &steps {
                if self.is_of(step.to, self.rule.to) != self.rule.only {
                    found.push([&links[..], &[step.to]].concat());
                }
            }
            return;
        }
        for step in steps {
            if links.contains(&step.to) {
                continue;
            }
            let current = passed.checked_sub(1).map(|i| self.rule.via[i]);
            let next = self.rule.via[passed..].iter().position(|&way| self.is_of(step.to, way));
            // Via ways without links lie inside junctions: they are passed over.
            let skipped =
                next.filter(|&n| self.rule.via[passed..passed + n].iter().all(|&way| !self.has_links(way)));
            let passed_now = match skipped {
                Some(n) => passed + n + 1,
                None if current.is_some_and(|way| self.is_of(step.to, way)) => passed,
                None => continue,
            };
            links.push(step.to);
            self.extend(links, self.past_inner(passed_now), found);
            links.pop();
        }
    }

    /// Via ways that follow and have no links are behind as soon as the one before is.
    fn past_inner(&self, mut passed: usize) -> usize {
        while self.rule.via.get(passed).is_some_and(|&way| !self.has_links(way)) {
            passed += 1;
        }
        passed
    }
}
