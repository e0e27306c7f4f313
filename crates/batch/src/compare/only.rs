//! Incidents and near misses that happened under one law only.

use super::Row;
use crate::simulate::Happening;
use serde::Serialize;

/// The same thing under another law comes within so many seconds.
const SAME_WITHIN_S: f64 = 1.0;

/// Something that happened under one law only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Only {
    /// In the runs of that seed.
    pub seed: u64,
    /// What.
    #[serde(flatten)]
    pub happening: Happening,
}

/// What happened only under the first law, and only under the second, by seed and time.
pub(super) fn only(pairs: &[(&Row, &Row)]) -> (Vec<Only>, Vec<Only>) {
    let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
    for (a, b) in pairs {
        let (of_a, of_b) = unmatched(&a.figures.happenings, &b.figures.happenings);
        let with_seed = |happening: &Happening| Only { seed: a.seed, happening: happening.clone() };
        only_a.extend(of_a.into_iter().map(with_seed));
        only_b.extend(of_b.into_iter().map(with_seed));
    }
    (only_a, only_b)
}

/// Those of each list that have no partner in the other: same kind, same agents, at nearly the same time. Each is
/// partner of one at most; the earliest that fits is taken.
fn unmatched<'a>(a: &'a [Happening], b: &'a [Happening]) -> (Vec<&'a Happening>, Vec<&'a Happening>) {
    let mut taken = vec![false; b.len()];
    let mut of_a = Vec::new();
    for happening in a {
        let partner = (0..b.len()).find(|&at| !taken[at] && same(happening, &b[at]));
        match partner {
            Some(at) => taken[at] = true,
            None => of_a.push(happening),
        }
    }
    let of_b = b.iter().zip(taken).filter(|(_, taken)| !taken).map(|(happening, _)| happening).collect();
    (of_a, of_b)
}

fn same(a: &Happening, b: &Happening) -> bool {
    let together = (a.time_s - b.time_s).abs() <= SAME_WITHIN_S;
    together && a.what == b.what && a.kind == b.kind && a.agent == b.agent && a.other == b.other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crash(time_s: f64, agent: &str) -> Happening {
        Happening {
            what: "incident",
            kind: "collision_vehicle_vehicle",
            time_s,
            agent: agent.into(),
            other: None,
        }
    }

    #[test]
    fn what_happens_to_the_same_agents_at_nearly_the_same_time_is_one_event() {
        let (a, b) = ([crash(10.0, "x"), crash(50.0, "y")], [crash(10.9, "x"), crash(51.5, "y")]);
        assert_eq!(unmatched(&a, &b), (vec![&a[1]], vec![&b[1]]));
        assert_eq!(unmatched(&a, &a), (vec![], vec![]));
    }

    #[test]
    fn two_events_need_two_partners() {
        let (a, b) = ([crash(10.0, "x"), crash(10.5, "x")], [crash(10.2, "x")]);
        assert_eq!(unmatched(&a, &b), (vec![&a[1]], vec![]));
        assert_eq!(unmatched(&[], &b), (vec![], vec![&b[0]]));
    }
}
