//! One step of everybody on foot.

use super::{Person, RADIUS_M};
use crate::Ground;
use crate::roads::NONE;
use crate::state::Life;
use crate::zebras::Strip;
use pilotzone_map::LaneId;
use pilotzone_scenario::street::Walk;
use pilotzone_world::{AgentClass, Event, EventPhase, RemovalReason, Stamped};

/// Somebody waits so far before a lane's edge (m).
const BEFORE_M: f64 = 0.2;
/// Time between his leaving a lane and a vehicle's coming (s).
const SPARE_S: f64 = 0.5;

impl Ground {
    /// Everybody on foot decides, by the state at t alone: the speed of each, in the order of those on the way.
    pub(crate) fn plan_people(&self) -> Vec<f64> {
        self.state.people.active.iter().map(|&id| self.chosen_mps(id)).collect()
    }

    /// The speed at which somebody goes on (m/s).
    fn chosen_mps(&self, id: u32) -> f64 {
        let (person, walk, zebra) = (&self.state.people.all[id as usize], self.walk(id), self.zebra_of(id));
        let next_m = person.way_m + walk.speed_mps * self.dt_s;
        if person.is_down() {
            return 0.0;
        }
        if person.way_m >= zebra.length_m || next_m < 0.0 {
            return walk.speed_mps;
        }
        let to_m =
            if person.way_m <= 0.0 && !self.may_step_off(id) { 0.0 } else { self.clear_up_to_m(id, next_m) };
        ((to_m - person.way_m) / self.dt_s).clamp(0.0, walk.speed_mps)
    }

    /// The strips of somebody's way, each with the way to its near edge (m).
    fn strips_of(&self, id: u32) -> impl Iterator<Item = (f64, &Strip)> {
        let (walk, zebra) = (self.walk(id), self.zebra_of(id));
        self.street.zebras.strips(walk.place).iter().map(move |strip| {
            let way_m = if walk.forward { strip.along_m } else { zebra.length_m - strip.along_m };
            ((way_m - strip.half_m).max(0.0), strip)
        })
    }

    /// Whether somebody at the kerb steps onto the road.
    fn may_step_off(&self, id: u32) -> bool {
        let (walk, zebra) = (self.walk(id), self.zebra_of(id));
        if walk.heedless {
            return true;
        }
        if let Some(light) = &zebra.light {
            if self.has_green(id, light.left_s(self.time_s())) {
                return true;
            }
            if walk.keeps_light {
                return false;
            }
        }
        self.accepts_gaps(id)
    }

    fn accepts_gaps(&self, id: u32) -> bool {
        let Some(walking) = &self.street.plan.walking else { return true };
        let (walk, view) = (self.walk(id), self.view());
        self.strips_of(id).all(|(near_m, strip)| {
            let traffic = view.traffic(strip);
            let far_m = near_m + 2.0 * strip.half_m;
            !traffic.occupied && traffic.comes_s >= walking.gap_for(far_m, walk.caution)
        })
    }

    /// How far somebody can go on towards a place (m): not into a lane on which a vehicle is or cannot stop.
    fn clear_up_to_m(&self, id: u32, next_m: f64) -> f64 {
        let (person, walk) = (&self.state.people.all[id as usize], self.walk(id));
        let view = self.view();
        let mut to_m = next_m;
        for (near_m, strip) in self.strips_of(id) {
            let wait_m = (near_m - BEFORE_M).max(0.0);
            if wait_m < person.way_m || wait_m >= next_m {
                continue;
            }
            let traffic = view.traffic(strip);
            let through_s = (2.0 * strip.half_m + BEFORE_M + RADIUS_M) / walk.speed_mps + SPARE_S;
            let must_wait = if walk.heedless {
                traffic.stands
            } else {
                traffic.occupied || traffic.cannot_stop_s < through_s
            };
            if must_wait {
                to_m = to_m.min(wait_m);
            }
        }
        to_m
    }

    /// Moves everybody on foot by the speeds chosen; who is due sets out, who is through arrives.
    pub(crate) fn move_people(&mut self, speeds: &[f64], events: &mut Vec<Stamped>) {
        let end_s = self.time_after_step_s();
        let active = std::mem::take(&mut self.state.people.active);
        let mut still = Vec::with_capacity(active.len());
        for (&id, &speed_mps) in active.iter().zip(speeds) {
            let (length_m, pavement_m) = (self.zebra_of(id).length_m, self.pavement_m());
            let person = &mut self.state.people.all[id as usize];
            person.way_m += speed_mps * self.dt_s;
            person.speed_mps = speed_mps + 0.0;
            if speed_mps <= 0.0 {
                person.waited_s += self.dt_s;
            }
            if end_s >= person.cleared_s {
                self.end_walk(id, Life::Removed, end_s, events);
            } else if person.way_m >= length_m + pavement_m {
                self.end_walk(id, Life::Arrived, end_s, events);
            } else {
                still.push(id);
            }
        }
        self.state.people.active = still;
        self.set_out(end_s, events);
    }

    fn pavement_m(&self) -> f64 {
        self.street.plan.walking.map_or(0.0, |walking| walking.pavement_m)
    }

    fn end_walk(&mut self, id: u32, life: Life, end_s: f64, events: &mut Vec<Stamped>) {
        let length_m = self.zebra_of(id).length_m;
        let lane = self.lane_of(id);
        let (pavement_m, tally) = (self.pavement_m(), &mut self.state.tally);
        let (class, person) = (AgentClass::Pedestrian, &mut self.state.people.all[id as usize]);
        person.life = life;
        let duration_s = end_s - person.entered_s;
        let event = if life == Life::Removed {
            tally.removed[class as usize] += 1;
            Event::Removed { class, lane, reason: RemovalReason::WreckCleared }
        } else {
            tally.arrived[class as usize] += 1;
            Event::Arrived {
                class,
                lane,
                duration_s,
                distance_m: person.way_m.min(length_m + pavement_m) + pavement_m,
                waiting_s: person.waited_s,
                time_loss_s: person.waited_s,
            }
        };
        self.emit_person(id, EventPhase::Settle, event, events);
    }

    fn set_out(&mut self, now_s: f64, events: &mut Vec<Stamped>) {
        while let Some(walk) = self.street.plan.walks.get(self.state.people.all.len()) {
            if walk.depart_s > now_s + self.dt_s * 0.01 {
                break;
            }
            let id = self.state.people.all.len() as u32;
            let way_m = -self.first_m(walk);
            self.state.people.all.push(Person {
                life: Life::Running,
                way_m,
                speed_mps: walk.speed_mps,
                entered_s: now_s,
                waited_s: 0.0,
                cleared_s: f64::INFINITY,
            });
            let speed_mps = walk.speed_mps;
            self.state.people.active.push(id);
            let class = AgentClass::Pedestrian;
            self.state.tally.inserted[class as usize] += 1;
            let lane = self.lane_of(id);
            let event = Event::Departed { class, lane, pos_m: 0.0, speed_mps, delay_s: 0.0 };
            self.emit_person(id, EventPhase::Settle, event, events);
        }
    }

    /// Way to the kerb at which somebody sets out (m): shorter where the run begins too late for all of it.
    fn first_m(&self, walk: &Walk) -> f64 {
        ((walk.kerb_s - walk.depart_s) * walk.speed_mps).clamp(0.0, self.pavement_m())
    }

    fn lane_of(&self, id: u32) -> LaneId {
        LaneId(self.strip_at(id).map_or(NONE, |strip| strip.lane))
    }

    fn emit_person(&self, id: u32, phase: EventPhase, event: Event, events: &mut Vec<Stamped>) {
        events.push(Stamped { step: self.state.step, phase, agent: self.walk(id).key, event });
    }
}
