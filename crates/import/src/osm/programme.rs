//! A fixed-time programme for a junction whose signals are in the source and their timing is not.
//!
//! Korean custom: oncoming roads go straight on together, then turn left together on an arrow; right turns go on
//! red after a stop; people cross beside those who go straight on.

use super::junctions::turn_rad;
use super::notes::Notes;
use super::parameters::SignalDefaults;
use crate::junction::Stream;
use core::f64::consts::PI;
use pilotzone_map::{
    Aspect, LinkId, Map, NodeId, NodeKind, Phase, Programme, Signal, SignalId, SignalOrigin, TurnId,
};
use std::collections::BTreeMap;

/// What has green together.
#[derive(Debug, Clone, Default)]
struct Stage {
    groups: Vec<u16>,
    walks: Vec<u16>,
    green_s: f64,
    /// How long the longest crossing takes that is green in it (s).
    walk_clear_s: f64,
}

/// Makes a controller for every signalised junction. Conflicts and crosswalks must be in the map.
pub(crate) fn add(map: &mut Map, defaults: &SignalDefaults, notes: &mut Notes) {
    for i in 0..map.nodes.len() {
        if map.nodes[i].kind == NodeKind::Signal {
            add_controller(map, NodeId(i as u32), defaults);
            notes.default_taken("signal_timing");
        }
    }
}

fn add_controller(map: &mut Map, node: NodeId, defaults: &SignalDefaults) {
    let signal = SignalId(map.signals.len() as u32);
    let turns: Vec<TurnId> =
        (0..map.turns.len() as u32).map(TurnId).filter(|&turn| map.turn(turn).node == node).collect();
    let mut groups: BTreeMap<(LinkId, Stream), u16> = BTreeMap::new();
    for &turn in &turns {
        if let Some(from) = map.link_of(map.turn(turn).from) {
            let next = groups.len() as u16;
            groups.entry((from, Stream::of(map.turn(turn).direction))).or_insert(next);
        }
    }
    for &turn in &turns {
        let Some(from) = map.link_of(map.turn(turn).from) else { continue };
        let group = groups.get(&(from, Stream::of(map.turn(turn).direction))).copied();
        map.turns[turn.0 as usize].signal = group.map(|group| (signal, group));
    }
    let mut next = groups.len() as u16;
    let mut walks = Vec::new();
    for (i, crosswalk) in map.crosswalks.iter_mut().enumerate() {
        if crosswalk.node == Some(node) {
            crosswalk.signal = Some((signal, next));
            walks.push((i, next));
            next += 1;
        }
    }
    let rights: Vec<u16> =
        groups.iter().filter(|((_, stream), _)| *stream == Stream::Right).map(|(_, &group)| group).collect();
    let mut stages = stages(map, &groups, defaults);
    for stage in &mut stages {
        add_walks(map, &turns, &walks, stage, &rights, defaults);
    }
    let mut phases = Vec::new();
    for stage in &stages {
        phases.extend(phases_of(map, &turns, stage, &rights, next, defaults));
    }
    map.signals.push(Signal {
        id: map.node(node).id.clone(),
        origin: SignalOrigin::DefaultTiming,
        programmes: vec![Programme { id: "default".to_owned(), offset_s: 0.0, phases }],
        active: 0,
    });
}

/// Roads in that lie opposite each other, or arrive side by side.
fn axes(map: &Map, links: &[LinkId]) -> Vec<Vec<LinkId>> {
    let heading = |link: LinkId| {
        map.link(link)
            .lanes()
            .next()
            .map_or(0.0, |lane| map.lane(lane).shape.pose_at(f64::INFINITY).heading_rad)
    };
    let mut left: Vec<LinkId> = links.to_vec();
    left.sort_by_key(|&link| (-map.link(link).priority, link));
    let mut axes = Vec::new();
    while let Some(&first) = left.first() {
        let along = |link: LinkId| {
            let turn = turn_rad(heading(first), heading(link)).abs();
            !(PI / 6.0..=PI * 0.75).contains(&turn)
        };
        let axis: Vec<LinkId> = left.iter().copied().filter(|&link| along(link)).collect();
        left.retain(|link| !axis.contains(link));
        axes.push(axis);
    }
    axes
}

fn stages(map: &Map, groups: &BTreeMap<(LinkId, Stream), u16>, defaults: &SignalDefaults) -> Vec<Stage> {
    let mut links: Vec<LinkId> = groups.keys().map(|&(link, _)| link).collect();
    links.dedup();
    let highest = links.iter().map(|&link| map.link(link).priority).max().unwrap_or(0);
    let mut stages = Vec::new();
    for axis in axes(map, &links) {
        let of = |stream: Stream| -> Vec<u16> {
            axis.iter().filter_map(|&link| groups.get(&(link, stream)).copied()).collect()
        };
        let (straight, left, right) = (of(Stream::Straight), of(Stream::Left), of(Stream::Right));
        let major = axis.iter().any(|&link| map.link(link).priority == highest);
        let straight_s = if major { defaults.straight_major_s } else { defaults.straight_minor_s };
        let stage = |groups: Vec<u16>, green_s| Stage { groups, green_s, ..Stage::default() };
        if axis.len() == 1 || straight.is_empty() {
            // Nobody comes the other way: all of it at once.
            stages.push(stage([straight, left, right].concat(), straight_s));
            continue;
        }
        stages.push(stage([straight, right].concat(), straight_s));
        if !left.is_empty() {
            stages.push(stage(left, defaults.left_s));
        }
    }
    stages
}

/// Gives green to the crossings over which nobody drives in a stage, but for right turns that give way.
fn add_walks(
    map: &Map,
    turns: &[TurnId],
    walks: &[(usize, u16)],
    stage: &mut Stage,
    rights: &[u16],
    defaults: &SignalDefaults,
) {
    for &(crosswalk, group) in walks {
        let crosswalk = &map.crosswalks[crosswalk];
        let driven = turns.iter().map(|&turn| map.turn(turn)).any(|turn| {
            let green = turn.signal.is_some_and(|(_, g)| stage.groups.contains(&g) && !rights.contains(&g));
            let crosses = [turn.from, turn.to]
                .into_iter()
                .filter_map(|lane| map.link_of(lane))
                .any(|link| crosswalk.links.contains(&link));
            green && crosses
        });
        if !driven {
            stage.walks.push(group);
            stage.walk_clear_s = stage.walk_clear_s.max(crosswalk.line.length_m() / defaults.walk_mps);
        }
    }
    if !stage.walks.is_empty() {
        stage.green_s = stage.green_s.max((defaults.walk_start_s + stage.walk_clear_s).ceil());
    }
}

fn phases_of(
    map: &Map,
    turns: &[TurnId],
    stage: &Stage,
    rights: &[u16],
    count: u16,
    defaults: &SignalDefaults,
) -> Vec<Phase> {
    let mut rest = vec![Aspect::Red; count as usize];
    for &right in rights {
        rest[right as usize] = Aspect::StopThenGo;
    }
    let show = |vehicles: Aspect, rights_show: Aspect, people: Aspect| {
        let mut aspects = rest.clone();
        for &group in &stage.groups {
            aspects[group as usize] = if rights.contains(&group) { rights_show } else { vehicles };
        }
        stage.walks.iter().for_each(|&group| aspects[group as usize] = people);
        aspects
    };
    let mut green = show(Aspect::GreenProtected, Aspect::GreenYield, Aspect::GreenProtected);
    soften(map, turns, &mut green);
    let mut phases = Vec::new();
    let clear_s = stage.walk_clear_s.ceil();
    if stage.walks.is_empty() || clear_s <= 0.0 {
        phases.push(Phase { duration_s: stage.green_s, aspects: green });
    } else {
        // People who are on their way finish; nobody sets out any more.
        let mut finishing = green.clone();
        stage.walks.iter().for_each(|&group| finishing[group as usize] = Aspect::Amber);
        phases.push(Phase { duration_s: stage.green_s - clear_s, aspects: green });
        phases.push(Phase { duration_s: clear_s, aspects: finishing });
    }
    let amber = show(Aspect::Amber, Aspect::Amber, Aspect::Red);
    phases.push(Phase { duration_s: defaults.amber_s, aspects: amber });
    if defaults.all_red_s > 0.0 {
        phases.push(Phase { duration_s: defaults.all_red_s, aspects: rest.clone() });
    }
    phases
}

/// Where two greens of different roads meet all the same, the one that owes the other way gets a yielding green.
fn soften(map: &Map, turns: &[TurnId], aspects: &mut [Aspect]) {
    let aspect = |aspects: &[Aspect], turn: TurnId| {
        map.turn(turn).signal.and_then(|(_, group)| aspects.get(group as usize).copied().map(|a| (group, a)))
    };
    for conflict in map.conflicts.iter().filter(|c| turns.contains(&c.first)) {
        let (first, second) = (conflict.first, conflict.second);
        if map.link_of(map.turn(first).from) == map.link_of(map.turn(second).from) {
            continue;
        }
        let (Some((group_a, a)), Some((group_b, b))) = (aspect(aspects, first), aspect(aspects, second))
        else {
            continue;
        };
        if a == Aspect::GreenProtected && b == Aspect::GreenProtected {
            let yielding = if conflict.first_yields { group_a } else { group_b };
            aspects[yielding as usize] = Aspect::GreenYield;
        }
    }
}
