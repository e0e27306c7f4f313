//! What has green together at a signalised junction.
//!
//! Korean custom: opposite arms go straight on together, then turn left together on an arrow; right turns go on
//! red after a full stop; people cross beside those who go straight on.

use super::arms::{Arm, Junction};
use super::parameters::{Control, SignalFile};
use super::streets::Layout;
use crate::junction::Stream;
use core::f64::consts::PI;
use pilotzone_map::{Aspect, LinkId, Map, NodeId, SignalId, TurnId};
use std::collections::BTreeMap;

/// What has green together.
#[derive(Debug, Clone, Default)]
pub(super) struct Stage {
    /// Groups of vehicles with their green.
    pub(super) greens: BTreeMap<u16, Aspect>,
    /// Groups of people on foot.
    pub(super) walks: Vec<u16>,
    /// How long the longest crosswalk of the stage takes (s).
    pub(super) clear_s: f64,
    /// Shortest green (s).
    pub(super) least_s: f64,
    /// Its part of the time that nobody needs.
    pub(super) weight: f64,
}

/// The signal groups of a junction.
pub(super) struct Groups {
    pub(super) signal: SignalId,
    of: BTreeMap<(LinkId, Stream), u16>,
    walks: Vec<(usize, u16)>,
    pub(super) count: u16,
}

impl Groups {
    /// Gives each movement and each crosswalk of a junction its group.
    pub(super) fn assign(map: &mut Map, node: NodeId) -> Self {
        let signal = SignalId(map.signals.len() as u32);
        let mut of = BTreeMap::new();
        let turns: Vec<TurnId> =
            (0..map.turns.len() as u32).map(TurnId).filter(|&id| map.turn(id).node == node).collect();
        for id in turns {
            let turn = map.turn(id);
            let Some(from) = map.link_of(turn.from) else { continue };
            let next = of.len() as u16;
            let group = *of.entry((from, Stream::of(turn.direction))).or_insert(next);
            map.turns[id.0 as usize].signal = Some((signal, group));
        }
        let mut count = of.len() as u16;
        let mut walks = Vec::new();
        for (i, crosswalk) in map.crosswalks.iter_mut().enumerate().filter(|(_, c)| c.node == Some(node)) {
            crosswalk.signal = Some((signal, count));
            walks.push((i, count));
            count += 1;
        }
        Self { signal, of, walks, count }
    }

    fn group(&self, arm: &Arm, stream: Stream) -> Option<u16> {
        self.of.get(&(arm.inward(), stream)).copied()
    }

    /// The groups of right turns.
    pub(super) fn rights(&self) -> impl Iterator<Item = u16> + '_ {
        self.of.iter().filter(|((_, stream), _)| *stream == Stream::Right).map(|(_, &group)| group)
    }
}

/// The stages of a junction, those of the arms that are followed by a wave of green first.
pub(super) fn of(
    map: &Map,
    layout: &Layout,
    junction: &Junction,
    groups: &Groups,
    followed: Option<usize>,
    times: &SignalFile,
) -> Vec<Stage> {
    let mut stages = Vec::new();
    for axis in axes(layout, junction, followed) {
        let lanes = axis.iter().map(|arm| layout.streets[layout.pieces[arm.piece].street].class.lanes).max();
        let weight = f64::from(lanes.unwrap_or(1));
        let of = |stream: Stream, aspect: Aspect| {
            let own = axis.iter().filter_map(move |arm| groups.group(arm, stream));
            own.map(move |group| (group, aspect))
        };
        let straight = of(Stream::Straight, Aspect::GreenProtected);
        let rights = of(Stream::Right, Aspect::GreenYield);
        let stage = |greens: BTreeMap<u16, Aspect>, weight: f64| Stage {
            greens,
            weight,
            least_s: times.green_min_s,
            ..Stage::default()
        };
        let left_green = match junction.control {
            Some(Control::SignalYieldingLeft) if axis.len() > 1 => Aspect::GreenYield,
            _ => Aspect::GreenProtected,
        };
        let lefts: BTreeMap<u16, Aspect> = of(Stream::Left, left_green).collect();
        let main: BTreeMap<u16, Aspect> = straight.chain(rights).collect();
        if axis.len() > 1 && left_green == Aspect::GreenProtected && !lefts.is_empty() {
            stages.push(stage(main, weight));
            stages.push(stage(lefts, times.left_weight));
        } else {
            stages.push(stage(main.into_iter().chain(lefts).collect(), weight));
        }
    }
    add_walks(map, groups, &mut stages, times);
    stages
}

/// Arms that lie opposite each other, and those without an opposite.
fn axes<'a>(layout: &Layout, junction: &'a Junction, followed: Option<usize>) -> Vec<Vec<&'a Arm>> {
    let mut left: Vec<&Arm> = junction.arms.iter().collect();
    left.sort_by_key(|arm| (Some(layout.pieces[arm.piece].street) != followed, -arm.rank));
    let mut axes = Vec::new();
    while let Some(&first) = left.first() {
        let opposite = |arm: &&Arm| super::turn_rad(first.heading_rad, arm.heading_rad).abs() > PI * 0.75;
        let axis: Vec<&Arm> =
            left.iter().copied().filter(|arm| core::ptr::eq(*arm, first) || opposite(arm)).collect();
        left.retain(|arm| !axis.iter().any(|taken| core::ptr::eq(*taken, *arm)));
        axes.push(axis);
    }
    axes
}

/// Gives each crosswalk a stage in which nobody but those who turn drives over it, or one of its own.
fn add_walks(map: &Map, groups: &Groups, stages: &mut Vec<Stage>, times: &SignalFile) {
    let mut alone = Stage { least_s: times.green_min_s, ..Stage::default() };
    for &(crosswalk, walk) in &groups.walks {
        let crossing = crossing_groups(map, groups, crosswalk);
        let yields = |stage: &Stage| {
            crossing
                .keys()
                .all(|group| stage.greens.get(group).is_none_or(|&green| green == Aspect::GreenYield))
        };
        let turns_only = |stage: &Stage| {
            let straight = |(group, stream): (&u16, &Stream)| {
                *stream == Stream::Straight && stage.greens.contains_key(group)
            };
            !crossing.iter().any(straight)
        };
        let clear_s = (map.crosswalks[crosswalk].line.length_m() / times.walk_mps).ceil();
        let found = stages.iter().position(yields).or_else(|| stages.iter().position(turns_only));
        let stage = match found {
            Some(found) => &mut stages[found],
            None => &mut alone,
        };
        // Where an arrow would lead over it, those who turn give way instead.
        for group in crossing.keys() {
            stage.greens.entry(*group).and_modify(|green| *green = Aspect::GreenYield);
        }
        stage.walks.push(walk);
        stage.clear_s = stage.clear_s.max(clear_s);
        stage.least_s = stage.least_s.max(times.walk_start_s + stage.clear_s);
    }
    if !alone.walks.is_empty() {
        stages.push(alone);
    }
}

/// The groups of vehicles whose way leads over a crosswalk.
fn crossing_groups(map: &Map, groups: &Groups, crosswalk: usize) -> BTreeMap<u16, Stream> {
    let links = &map.crosswalks[crosswalk].links;
    let over = |lane| map.link_of(lane).is_some_and(|link| links.contains(&link));
    let mut found = BTreeMap::new();
    for turn in map.turns.iter().filter(|turn| over(turn.from) || over(turn.to)) {
        match turn.signal {
            Some((signal, group)) if signal == groups.signal => {
                found.insert(group, Stream::of(turn.direction));
            }
            _ => {}
        }
    }
    found
}
