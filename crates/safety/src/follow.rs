//! Measures between those who follow each other: the ground has found the leaders already.

use crate::encounter::{Encounter, Meeting, Two, greatest, least};
use crate::measures::{Pair, Stopping, brake_demand_mps2, headway_s, modified_ttc_s, ttc_s};
use crate::observe::{Now, Safety, alarm, stamped};
use crate::state::NONE;
use pilotzone_world::scene::{NOBODY, seen};
use pilotzone_world::{AgentClass, Control, Event, NearMissKind, RoadUser, Scene, Stamped, rss};

impl Safety {
    /// Looks at all who follow somebody. Who neither closes in nor has a system to answer for costs a few comparisons.
    pub(crate) fn follow(&mut self, scene: &Scene, out: &mut Vec<Stamped>) {
        let encounter_ttc_s = self.rules.incidents.encounter_ttc_s;
        for user in scene.users {
            if user.ahead == NOBODY || user.seen & (seen::WRECK | seen::OBJECT) != 0 {
                continue;
            }
            let Some(leader) = scene.users.get(user.ahead as usize) else { continue };
            let closing_mps = user.speed_mps - leader.speed_mps;
            let near = closing_mps * encounter_ttc_s > user.gap_m || user.gap_m < 0.0;
            let answers = !matches!(user.control, Control::Person | Control::Halted);
            let is_unsafe = answers
                && user.speed_mps > 0.0
                && user.gap_m < rss::same_direction_m(&self.rss, user.speed_mps, leader.speed_mps.max(0.0));
            let Some(slot) = self.state.following.get(user.id as usize).copied() else { continue };
            if near || is_unsafe || slot != NONE {
                self.measure_following(scene, (user, leader), (near, is_unsafe), out);
            }
        }
    }

    fn measure_following(
        &mut self,
        scene: &Scene,
        (user, leader): (&RoadUser, &RoadUser),
        (near, is_unsafe): (bool, bool),
        out: &mut Vec<Stamped>,
    ) {
        let slot = self.state.following[user.id as usize];
        let mine = self.state.open.get(slot as usize).is_some_and(|it| it.second == leader.key);
        if !mine {
            // Another leader: the old encounter ends by itself where nothing is left to measure.
            if !near && !is_unsafe {
                return;
            }
            if slot != NONE {
                self.leave(user, scene.step, out);
            }
            let kind = if leader.class == AgentClass::Pedestrian {
                NearMissKind::VehiclePerson
            } else {
                NearMissKind::VehicleVehicle
            };
            let two = Two { keys: [user.key, leader.key], ids: [user.id, leader.id], kind };
            self.state.following[user.id as usize] = self.state.open.len() as u32;
            self.state.open.push(Encounter::new(two, Meeting::Following, scene.time_s));
        }
        let slot = self.state.following[user.id as usize] as usize;
        let closing_mps = user.speed_mps - leader.speed_mps;
        // Whose fault it would be is asked for only where something may be told.
        let serious = is_unsafe && self.state.open[slot].rss.by.is_none()
            || user.gap_m < closing_mps * self.thresholds(self.state.open[slot].kind).ttc_s;
        let blame =
            if serious { self.court(scene.time_s).following(user.key, leader.key).0 } else { user.key };
        let limit = {
            let rules = &self.rules.incidents;
            (self.thresholds(self.state.open[slot].kind), rules.slow_mps, rules.hysteresis)
        };
        let it = &mut self.state.open[slot];
        if near || is_unsafe {
            it.last_s = scene.time_s;
        }
        let now = measure(it, scene, user, leader);
        it.rss.now = is_unsafe;
        if is_unsafe {
            it.rss.total_s += scene.dt_s;
            it.rss.by = it.rss.by.or(Some(blame));
            let proper = user.accel_mps2 <= -self.rss.brake_min_mps2;
            it.rss.bad_s = if proper { 0.0 } else { it.rss.bad_s + scene.dt_s };
            // Steps are counted, so half of one is the room that rounding needs.
            let long = it.rss.bad_s > self.rules.incidents.danger_after_s - 0.5 * scene.dt_s;
            if let Some(by) = it.rss.by.filter(|_| long && !it.rss.told) {
                it.rss.told = true;
                let other = if by == it.first { it.second } else { it.first };
                out.push(stamped(scene.step, by, Event::Danger { other }));
            }
        } else {
            (it.rss.bad_s, it.rss.by, it.rss.told) = (0.0, None, false);
        }
        alarm(it, now, limit, || blame, out);
    }

    /// Ends the encounter of one who follows somebody else now.
    fn leave(&mut self, user: &RoadUser, step: u64, out: &mut Vec<Stamped>) {
        let over = self.state.close(|it| it.meeting == Meeting::Following && it.first == user.key);
        for it in over {
            if let crate::encounter::Alarm::Critical(by) = it.alarm {
                crate::observe::tell(&it, by, step, out);
            }
        }
    }
}

/// Brings the worst values of an encounter up to date.
fn measure(it: &mut Encounter, scene: &Scene, user: &RoadUser, leader: &RoadUser) -> Now {
    let (time_s, at) = (scene.time_s, user.at);
    let pair = Pair { gap_m: user.gap_m, rear_mps: user.speed_mps, front_mps: leader.speed_mps };
    let (ttc, demand) = (ttc_s(pair), brake_demand_mps2(pair));
    least(&mut it.ttc_s, ttc, time_s, at);
    greatest(&mut it.demand_mps2, demand, time_s, at);
    let modified = modified_ttc_s(pair, user.accel_mps2, leader.accel_mps2, Stopping::Stands);
    least(&mut it.modified_ttc_s, modified, time_s, at);
    least(&mut it.headway_s, headway_s(user.gap_m, leader.length_m, user.speed_mps), time_s, at);
    least(&mut it.gap_m, Some(user.gap_m), time_s, at);
    greatest(&mut it.brake_mps2, Some(-user.accel_mps2 + 0.0), time_s, at);
    let jerk = it.accel_mps2.map(|before| (user.accel_mps2 - before).abs() / scene.dt_s);
    greatest(&mut it.jerk_mps3, jerk, time_s, at);
    it.accel_mps2 = Some(user.accel_mps2);
    Now {
        step: scene.step,
        ttc_s: ttc,
        demand_mps2: demand.unwrap_or(f64::INFINITY),
        closing_mps: pair.closing_mps(),
    }
}
