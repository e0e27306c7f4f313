//! Fixed-time programmes of one common cycle, and the waves of green between them.

use super::Complaint;
use super::arms::Junction;
use super::parameters::{CityFile, SignalFile};
use super::stages::{self, Groups, Stage};
use super::streets::Layout;
use pilotzone_map::{Aspect, Map, NodeId, Phase, Programme, Signal, SignalOrigin};

/// Adds a controller to every signalised junction. Turns, conflicts and crosswalks must be in the map.
pub(super) fn add(
    map: &mut Map,
    city: &CityFile,
    layout: &Layout,
    junctions: &[Junction],
    complaints: &mut Vec<Complaint>,
) {
    for (n, junction) in junctions.iter().enumerate().filter(|(_, junction)| junction.is_signalised()) {
        let node = NodeId(n as u32);
        let groups = Groups::assign(map, node);
        let wave = wave(layout, n);
        let stages =
            stages::of(map, layout, junction, &groups, wave.map(|(street, _)| street), &city.signals);
        let at = map.node(node).at;
        let greens = match greens_s(&stages, junction.cycle_s, &city.signals) {
            Ok(greens) => greens,
            Err(least_s) => {
                let what = format!(
                    "the signal at [{:.0}, {:.0}] needs {least_s:.0} s for its crosswalks, amber and red; its cycle \
                     has {:.0} s",
                    at.x, at.y, junction.cycle_s
                );
                complaints.push(Complaint::new(&["signals", "cycle_s"], what));
                continue;
            }
        };
        let rights: Vec<u16> = groups.rights().collect();
        let phases = stages
            .iter()
            .zip(greens)
            .flat_map(|(stage, green_s)| phases_of(stage, green_s, &rights, groups.count, &city.signals))
            .collect();
        let offset_s = wave.map_or(0.0, |(_, delay_s)| delay_s.round() % junction.cycle_s);
        map.signals.push(Signal {
            id: map.node(node).id.clone(),
            origin: SignalOrigin::Given,
            programmes: vec![Programme { id: "generated".to_owned(), offset_s, phases }],
            active: 0,
        });
    }
    soften(map);
}

/// The street whose wave of green a junction follows, and when the wave comes there (s).
fn wave(layout: &Layout, node: usize) -> Option<(usize, f64)> {
    layout.nodes[node].on.iter().find_map(|&(street, along_m)| {
        let progression = layout.streets[street].file.progression?;
        let way_m = if progression.backward { layout.streets[street].length_m - along_m } else { along_m };
        Some((street, way_m / (progression.speed_kmh / 3.6)))
    })
}

/// The green of each stage in whole seconds, what nobody needs shared by weight; else how long the cycle must be.
fn greens_s(stages: &[Stage], cycle_s: f64, times: &SignalFile) -> Result<Vec<f64>, f64> {
    let lost_s = stages.len() as f64 * (times.amber_s + times.all_red_s);
    let least_s: f64 = stages.iter().map(|stage| stage.least_s.ceil()).sum();
    let spare_s = cycle_s - lost_s - least_s;
    if spare_s < 0.0 {
        return Err(lost_s + least_s);
    }
    let weights: f64 = stages.iter().map(|stage| stage.weight).sum::<f64>().max(1e-9);
    let mut greens: Vec<f64> = stages
        .iter()
        .map(|stage| stage.least_s.ceil() + (spare_s * stage.weight / weights).floor())
        .collect();
    let given_s: f64 = greens.iter().sum();
    if let Some(first) = greens.first_mut() {
        *first += cycle_s - lost_s - given_s;
    }
    Ok(greens)
}

fn phases_of(stage: &Stage, green_s: f64, rights: &[u16], count: u16, times: &SignalFile) -> Vec<Phase> {
    let mut rest = vec![Aspect::Red; count as usize];
    for &right in rights {
        rest[right as usize] = Aspect::StopThenGo;
    }
    let show = |vehicles: Option<Aspect>, people: Aspect| {
        let mut aspects = rest.clone();
        for (&group, &green) in &stage.greens {
            aspects[group as usize] = vehicles.unwrap_or(green);
        }
        for &walk in &stage.walks {
            aspects[walk as usize] = people;
        }
        aspects
    };
    let mut phases = Vec::new();
    if stage.walks.is_empty() {
        phases.push(Phase { duration_s: green_s, aspects: show(None, Aspect::Red) });
    } else {
        // People who are on their way finish; nobody sets out any more.
        let start_s = green_s - stage.clear_s;
        phases.push(Phase { duration_s: start_s, aspects: show(None, Aspect::GreenProtected) });
        phases.push(Phase { duration_s: stage.clear_s, aspects: show(None, Aspect::Amber) });
    }
    phases.push(Phase { duration_s: times.amber_s, aspects: show(Some(Aspect::Amber), Aspect::Red) });
    if times.all_red_s > 0.0 {
        phases.push(Phase { duration_s: times.all_red_s, aspects: rest });
    }
    phases
}

/// Where two protected greens of different arms meet all the same, as at an odd angle, one gives way.
fn soften(map: &mut Map) {
    for i in 0..map.conflicts.len() {
        let conflict = &map.conflicts[i];
        let [a, b] = [conflict.first, conflict.second].map(|id| map.turn(id));
        let (Some((signal, group_a)), Some((_, group_b))) = (a.signal, b.signal) else { continue };
        if group_a == group_b {
            continue;
        }
        let yielding = usize::from(if conflict.first_yields { group_a } else { group_b });
        let pair = [usize::from(group_a), usize::from(group_b)];
        let Some(signal) = map.signals.get_mut(signal.0 as usize) else { continue };
        for phase in signal.programmes.iter_mut().flat_map(|programme| &mut programme.phases) {
            if pair.iter().all(|&group| phase.aspects[group] == Aspect::GreenProtected) {
                phase.aspects[yielding] = Aspect::GreenYield;
            }
        }
    }
}
