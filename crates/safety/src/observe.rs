//! The step of the measures: encounters, near misses, dangers, incidents.

use crate::blame::Court;
use crate::cross::Swept;
use crate::encounter::{Alarm, Encounter, Worst};
use crate::record::IncidentRecord;
use crate::state::{NONE, State};
use pilotzone_map::{LaneOwner, Map};
use pilotzone_scenario::file::NearMissFile;
use pilotzone_scenario::{Run, Safety as Rules};
use pilotzone_world::{AgentKey, Event, EventPhase, NearMissKind, RssParams, Scene, Stamped};
use std::sync::Arc;

/// The impact of a collision of this step, as physics gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Struck {
    /// The agent of the collision's event.
    pub agent: AgentKey,
    /// The other.
    pub other: AgentKey,
    /// Change of the velocity of both (m/s).
    pub delta_v_mps: [f64; 2],
    /// Energy lost (J).
    pub loss_j: f64,
}

/// Measures and incidents of a run.
#[derive(Debug, Clone)]
pub struct Safety {
    /// What is remembered from step to step.
    pub state: State,
    pub(crate) rules: Rules,
    pub(crate) rss: RssParams,
    pub(crate) map: Arc<Map>,
    /// For each lane, how long it is; below 0 for one inside a junction (m).
    pub(crate) lanes_m: Vec<f64>,
    /// Rows of users by their place among all; filled where it is needed, never kept.
    pub(crate) rows: Vec<u32>,
    /// Where the conflicts of each turn begin in the map's list, and their end.
    pub(crate) first_conflicts: Vec<u32>,
    /// Room for those who may meet across; never kept.
    pub(crate) swept: Vec<Swept>,
}

impl Safety {
    /// Nothing measured yet.
    pub fn new(run: &Run) -> Self {
        Self::on(Arc::clone(&run.map), run.safety.clone())
    }

    /// Nothing measured yet on a map, by these thresholds.
    pub fn on(map: Arc<Map>, rules: Rules) -> Self {
        let length_m = |lane: &pilotzone_map::Lane| match lane.owner {
            LaneOwner::Link(_) => lane.length_m,
            LaneOwner::Turn(_) => -1.0,
        };
        Self {
            state: State::default(),
            rss: rules.incidents.rss.into(),
            rules,
            lanes_m: map.lanes.iter().map(length_m).collect(),
            first_conflicts: first_conflicts(&map),
            map,
            rows: Vec::new(),
            swept: Vec::new(),
        }
    }

    /// Looks at the end of a step. `impacts` holds what physics says to the collisions among its events. Events come
    /// out by kind and agent.
    pub fn observe(&mut self, scene: &Scene, impacts: &[Struck], out: &mut Vec<Stamped>) {
        let from = out.len();
        if self.state.following.len() < scene.ids as usize {
            self.state.following.resize(scene.ids as usize, NONE);
        }
        self.note(scene.events, scene.time_s);
        self.follow(scene, out);
        self.cross(scene, out);
        self.incidents(scene, impacts, out);
        self.near_misses_aloft(scene, out);
        self.part(scene, out);
        out[from..].sort_by_key(Stamped::order);
        let (own, time_s) = (out[from..].to_vec(), scene.time_s);
        self.note(&own, time_s);
    }

    /// Remembers events that others make after this room had its turn, such as verdicts.
    pub fn note(&mut self, events: &[Stamped], time_s: f64) {
        self.state.memory.note(events, time_s, self.window_s());
    }

    /// How long deeds are remembered (s).
    pub(crate) fn window_s(&self) -> f64 {
        self.rules.incidents.cause_window_s.max(self.rules.incidents.engaged_window_s)
    }

    /// Ends all encounters at the end of the run.
    pub fn finish(&mut self, scene: &Scene, out: &mut Vec<Stamped>) {
        let over = self.state.close(|_| true);
        tell_near_misses(&over, scene.step, out);
    }

    /// Encounters that are over since the last call, by time and keys.
    pub fn take_encounters(&mut self) -> Vec<Encounter> {
        std::mem::take(&mut self.state.closed)
    }

    /// The incidents so far, by number.
    pub fn records(&self) -> &[IncidentRecord] {
        &self.state.records
    }

    pub(crate) fn court(&self, time_s: f64) -> Court<'_> {
        Court { map: &self.map, memory: &self.state.memory, rules: &self.rules.incidents, time_s }
    }

    pub(crate) fn thresholds(&self, kind: NearMissKind) -> NearMissFile {
        match kind {
            NearMissKind::VehicleVehicle => self.rules.incidents.vehicle_vehicle,
            NearMissKind::VehiclePerson | NearMissKind::UavUav | NearMissKind::UavPerson => {
                self.rules.incidents.vehicle_person
            }
        }
    }

    /// Ends what was apart for long enough.
    fn part(&mut self, scene: &Scene, out: &mut Vec<Stamped>) {
        let before_s = scene.time_s - self.rules.incidents.encounter_end_s;
        let over = self.state.close(|it| it.last_s < before_s);
        tell_near_misses(&over, scene.step, out);
        // Once a minute is often enough: what is old is never read.
        if scene.step.is_multiple_of(600) {
            let from_s = scene.time_s - self.window_s();
            self.state.memory.forget_before(from_s);
        }
    }
}

/// For each turn where its conflicts begin in the list, which is sorted by their first turns; one more for the end.
fn first_conflicts(map: &Map) -> Vec<u32> {
    let turns = map.turns.len() as u32;
    (0..=turns).map(|turn| map.conflicts.partition_point(|conflict| conflict.first.0 < turn) as u32).collect()
}

/// What the two of an encounter have to do with each other now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Now {
    pub step: u64,
    pub ttc_s: Option<f64>,
    pub demand_mps2: f64,
    pub closing_mps: f64,
}

/// Begins and ends the near miss of an encounter. `blame` is asked for only where one begins.
pub(crate) fn alarm(
    it: &mut Encounter,
    now: Now,
    limit: (NearMissFile, f64, f64),
    blame: impl FnOnce() -> AgentKey,
    out: &mut Vec<Stamped>,
) {
    let (near, slow_mps, hysteresis) = limit;
    match it.alarm {
        Alarm::Calm => {
            let short = now.ttc_s.is_some_and(|ttc_s| ttc_s < near.ttc_s);
            if short && now.demand_mps2 > near.brake_mps2 && now.closing_mps > slow_mps {
                let by = blame();
                it.alarm = Alarm::Critical(by);
                out.push(stamped(now.step, by, Event::Danger { other: other_of(it, by) }));
            }
        }
        Alarm::Critical(by) => {
            if now.ttc_s.is_none_or(|ttc_s| ttc_s >= near.ttc_s * hysteresis) {
                tell(it, by, now.step, out);
                it.alarm = Alarm::Over;
            }
        }
        Alarm::Over => {}
    }
}

fn other_of(it: &Encounter, key: AgentKey) -> AgentKey {
    if it.first == key { it.second } else { it.first }
}

/// A near miss with the least that was measured.
pub(crate) fn tell(it: &Encounter, by: AgentKey, step: u64, out: &mut Vec<Stamped>) {
    let value = |worst: Option<Worst>| worst.map_or(f64::INFINITY, |worst| worst.value);
    let (ttc_s, pet_s) = (value(it.ttc_s), value(it.pet_s));
    let event = Event::NearMiss { kind: it.kind, other: other_of(it, by), ttc_s, pet_s };
    out.push(stamped(step, by, event));
}

fn tell_near_misses(over: &[Encounter], step: u64, out: &mut Vec<Stamped>) {
    for it in over {
        if let Alarm::Critical(by) = it.alarm {
            tell(it, by, step, out);
        }
    }
}

pub(crate) fn stamped(step: u64, agent: AgentKey, event: Event) -> Stamped {
    Stamped { step, phase: EventPhase::Observe, agent, event }
}
