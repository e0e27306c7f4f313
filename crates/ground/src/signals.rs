//! Traffic signals: which phase runs, and what each light shows. A pure function of time.

use crate::roads::Roads;
use pilotzone_map::{Aspect, Map, Programme, SignalId};
use pilotzone_world::{AgentKey, Event, EventPhase, Fold, Stamped};

/// Times are compared with this slack (s), so that `30 * 0.1` counts as `3.0`.
const SLACK_S: f64 = 1e-6;

/// The running phases and what every light shows.
#[derive(Debug, Clone, Default)]
pub struct Signals {
    programmes: Vec<Option<Programme>>,
    keys: Vec<AgentKey>,
    first_light: Vec<u32>,
    phases: Vec<u32>,
    next_change_s: Vec<f64>,
    soonest_s: f64,
    aspects: Vec<Aspect>,
}

impl Signals {
    /// All signals of a map as they stand at a time.
    pub fn at(map: &Map, roads: &Roads, time_s: f64) -> Self {
        let mut signals = Self {
            programmes: map.signals.iter().map(|s| s.programme().cloned()).collect(),
            keys: map.signals.iter().map(|s| AgentKey::of_name(&s.id)).collect(),
            first_light: roads.first_light.clone(),
            phases: vec![u32::MAX; map.signals.len()],
            next_change_s: vec![f64::NEG_INFINITY; map.signals.len()],
            soonest_s: f64::NEG_INFINITY,
            aspects: vec![Aspect::Off; roads.lights],
        };
        signals.advance(time_s, 0, &mut Vec::new());
        signals
    }

    /// Sets the phases for a time; changes become events of that step.
    pub fn advance(&mut self, time_s: f64, step: u64, events: &mut Vec<Stamped>) {
        if time_s + SLACK_S < self.soonest_s {
            return;
        }
        self.soonest_s = f64::INFINITY;
        for at in 0..self.programmes.len() {
            let Some(programme) = &self.programmes[at] else { continue };
            if time_s + SLACK_S >= self.next_change_s[at] {
                let (phase, left_s) = phase_at(programme, time_s);
                self.next_change_s[at] = time_s + left_s;
                if self.phases[at] != phase as u32 {
                    self.phases[at] = phase as u32;
                    let first = self.first_light[at] as usize;
                    let shown = &programme.phases[phase].aspects;
                    self.aspects[first..first + shown.len()].copy_from_slice(shown);
                    let event = Event::SignalChanged { signal: SignalId(at as u32), phase: phase as u32 };
                    let (phase, agent) = (EventPhase::Signals, self.keys[at]);
                    events.push(Stamped { step, phase, agent, event });
                }
            }
            self.soonest_s = self.soonest_s.min(self.next_change_s[at]);
        }
    }

    /// What a light shows.
    pub fn aspect(&self, light: u32) -> Aspect {
        self.aspects[light as usize]
    }

    /// How long a light has shown red at a time (s); infinite where it does not, or never shows anything else.
    pub fn red_for_s(&self, light: u32, time_s: f64) -> f64 {
        let at = self.first_light.partition_point(|&first| first <= light).saturating_sub(1);
        let Some(programme) = self.programmes.get(at).and_then(Option::as_ref) else { return f64::INFINITY };
        let (phase, phases) = (self.phases[at] as usize, &programme.phases);
        let group = (light - self.first_light[at]) as usize;
        let is_red =
            |phase: usize| matches!(phases[phase].aspects.get(group), Some(Aspect::Red | Aspect::RedAmber));
        if !is_red(phase) {
            return f64::INFINITY;
        }
        let mut red_s = phases[phase].duration_s - (self.next_change_s[at] - time_s);
        for back in 1..phases.len() {
            let before = (phase + phases.len() - back) % phases.len();
            if !is_red(before) {
                return red_s;
            }
            red_s += phases[before].duration_s;
        }
        f64::INFINITY
    }

    /// The running phase of each signal, in the order of the map.
    pub fn phases(&self) -> &[u32] {
        &self.phases
    }

    /// Hash of the running phases.
    pub fn hash(&self) -> u64 {
        self.phases.iter().fold(Fold::START, |fold, &phase| fold.word(phase.into())).0
    }
}

/// The phase that runs at a time, and how long it still does (s).
pub(crate) fn phase_at(programme: &Programme, time_s: f64) -> (usize, f64) {
    let cycle_s = programme.cycle_s();
    let since_s = time_s + SLACK_S - programme.offset_s;
    let mut left_s = since_s - libm::floor(since_s / cycle_s) * cycle_s;
    for (at, phase) in programme.phases.iter().enumerate() {
        if left_s < phase.duration_s {
            return (at, phase.duration_s - left_s + SLACK_S);
        }
        left_s -= phase.duration_s;
    }
    (programme.phases.len().saturating_sub(1), SLACK_S)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::Phase;

    fn programme(offset_s: f64) -> Programme {
        let phase = |duration_s| Phase { duration_s, aspects: vec![] };
        Programme { id: "p".into(), offset_s, phases: vec![phase(30.0), phase(5.0), phase(25.0)] }
    }

    #[test]
    fn a_cycle_starts_at_its_offset() {
        let p = programme(10.0);
        let phase = |t: f64| phase_at(&p, t).0;
        assert_eq!(
            [phase(9.9), phase(10.0), phase(39.9), phase(40.0), phase(45.0), phase(70.0)],
            [2, 0, 0, 1, 2, 0]
        );
    }

    #[test]
    fn a_time_that_misses_a_change_by_rounding_counts_as_the_change() {
        let time_s = 0.1 * 3.0 * 100.0; // 30.000000000000004 or just below, by the order of products
        assert_eq!(phase_at(&programme(0.0), time_s - 1e-9).0, 1);
    }
}
