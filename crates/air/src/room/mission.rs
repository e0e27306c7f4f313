//! Missions: who takes off, and what each flight does one thing after the other.

use super::Air;
use super::sensor::reach_m;
use super::state::{Flight, Item, NONE, Phase};
use crate::drone::Life;
use pilotzone_map::Point;
use pilotzone_scenario::air::{Mission, Pad};
use pilotzone_scenario::file::MissionWord;
use pilotzone_world::{AirEvent, EventPhase, Stamped, Undone};

/// The corners of the circle that is kept clear of a facility.
const CORNERS: usize = 12;

impl Air {
    /// Flights that are due take off as soon as an aircraft and a berth are free.
    pub(super) fn depart(&mut self, events: &mut Vec<Stamped>) {
        let now_s = self.time_s();
        while let Some(flight) = self.plan.flights.get(self.state.next as usize) {
            if flight.due_s > now_s {
                break;
            }
            self.state.active.push(self.state.next);
            self.state.next += 1;
        }
        let waiting: Vec<u32> = self
            .state
            .active
            .iter()
            .copied()
            .filter(|&id| self.state.flights[id as usize].phase == Phase::Waiting)
            .collect();
        for id in waiting {
            self.try_take_off(id, now_s, events);
        }
    }

    fn try_take_off(&mut self, id: u32, now_s: f64, events: &mut Vec<Stamped>) {
        let home = self.plan.flights[id as usize].home;
        let operation = self.operation_of(id);
        let free = |slots: &[f64]| slots.iter().position(|&until_s| until_s <= now_s);
        let (Some(aircraft), Some(berth)) = (
            self.state.free_s.get(operation as usize).and_then(|slots| free(slots)),
            self.state.berths_s.get(home as usize).and_then(|slots| free(slots)),
        ) else {
            return;
        };
        let pad = self.plan.pads[home as usize].clone();
        let from = pad.berth(berth as u32, self.numbers.planning.berth_m);
        let (items, straight_m) = match self.program(id, from, now_s) {
            Ok(program) => program,
            Err(why) => {
                self.state.tally.undone += 1;
                self.state.flights[id as usize].phase = Phase::Over;
                self.state.active.retain(|&other| other != id);
                self.emit(EventPhase::Settle, id, AirEvent::LeftUndone { why }, events);
                return;
            }
        };
        let who = &self.plan.operations[operation as usize];
        let yaw_rad = items.iter().find_map(|item| match item {
            Item::Fly { to_m, .. } if Point::new(to_m[0], to_m[1]).distance(from) > 1.0 => {
                Some(libm::atan2(to_m[1] - from.y, to_m[0] - from.x))
            }
            _ => None,
        });
        let foot_m = [from.x, from.y, pad.z_m];
        let row = self.fleet.spawn(self.key(id), who.airframe as u16, foot_m, yaw_rad.unwrap_or(0.0));
        let mission = &self.plan.missions[self.plan.flights[id as usize].mission as usize];
        self.fleet.set_payload(row, mission.payload_kg);
        let records = mission.records_on_the_way;
        self.state.free_s[operation as usize][aircraft] = f64::MAX;
        self.state.berths_s[home as usize][berth] = f64::MAX;
        self.state.rows.push(id);
        let last_m = self.fleet.place_m(row);
        self.state.flights[id as usize] = Flight {
            phase: Phase::Flying,
            row,
            berth: (home, berth as u32),
            aircraft: aircraft as u32,
            items,
            since_s: now_s,
            off_s: now_s,
            last_m,
            straight_m,
            records,
            ..Flight::waiting()
        };
        self.state.tally.inserted += 1;
        let delay_s = now_s - self.plan.flights[id as usize].due_s;
        self.emit(EventPhase::Settle, id, AirEvent::TookOff { pad: home, delay_s }, events);
    }

    fn planned(&self, id: u32) -> Planned {
        let flight = &self.plan.flights[id as usize];
        let mission = self.plan.missions[flight.mission as usize].clone();
        Planned {
            operation: mission.operation,
            mission,
            home: self.plan.pads[flight.home as usize].clone(),
            home_number: flight.home,
            goal: flight.to.map(|to| self.plan.pads[to as usize].clone()),
            goal_number: flight.to,
        }
    }

    /// What a flight is to do, with the length of its straight way (m).
    fn program(&mut self, id: u32, from: Point, now_s: f64) -> Result<(Vec<Item>, f64), Undone> {
        let plan = self.planned(id);
        let (mission, operation) = (plan.mission, plan.operation);
        let unix_s = self.unix_s(now_s);
        let shunned = self.shunned(operation, &mission);
        let way = self.job_way(operation, &mission, &shunned, unix_s)?;
        let goal = plan.goal;
        let first = goal.as_ref().map(|pad| pad.at).or(way.first().copied()).ok_or(Undone::NoWay)?;
        let last = goal.as_ref().map(|pad| pad.at).or(way.last().copied()).ok_or(Undone::NoWay)?;
        let on_the_way: &[Vec<Point>] = if mission.records_on_the_way { &shunned } else { &[] };
        let leg = |sky: &mut pilotzone_scenario::air::Sky, ends: (Point, Point), plan: &_| {
            sky.leg(plan, operation, ends, unix_s, on_the_way)
                .or_else(|| sky.leg(plan, operation, ends, unix_s, &[]))
                .ok_or(Undone::NoWay)
        };
        let there = leg(&mut self.sky, (from, first), &self.plan)?;
        let back = leg(&mut self.sky, (last, from), &self.plan)?;
        let who = &self.plan.operations[operation as usize];
        let (cruise_mps, numbers) = (who.cruise_mps, self.numbers.planning);
        let home = plan.home;
        let mut items = Vec::new();
        let fly = |items: &mut Vec<Item>, at: Point, z_m: f64, speed_mps: f64| {
            items.push(Item::Fly { to_m: [at.x, at.y, z_m], speed_mps });
        };
        fly(&mut items, from, there.height_m, cruise_mps);
        for at in there.way.iter().skip(1) {
            fly(&mut items, *at, there.height_m, cruise_mps);
        }
        if let (Some(pad), Some(number)) = (&goal, plan.goal_number) {
            items.push(Item::Berth { pad: number, at_m: [pad.at.x, pad.at.y, there.height_m] });
            items.extend([Item::Begin, Item::Land, Item::Stand { for_s: mission.stay_s }, Item::Unload]);
            items.push(Item::Done);
        } else {
            let job_m = mission.height_m.unwrap_or(there.height_m);
            let job_mps = numbers.job_mps.min(cruise_mps);
            fly(&mut items, first, job_m, cruise_mps);
            items.push(Item::Begin);
            for _ in 0..mission.laps {
                for at in &way {
                    fly(&mut items, *at, job_m, job_mps);
                }
            }
            items.push(Item::Stay { at_m: [last.x, last.y, job_m], for_s: mission.stay_s });
            items.push(Item::Done);
        }
        fly(&mut items, last, back.height_m, cruise_mps);
        for at in back.way.iter().skip(1) {
            fly(&mut items, *at, back.height_m, cruise_mps);
        }
        items.push(Item::Berth { pad: plan.home_number, at_m: [home.at.x, home.at.y, back.height_m] });
        items.push(Item::Land);
        Ok((items, 2.0 * from.distance(first)))
    }

    /// The way of a job, led round what must not be recorded; the job stays undone where nothing is left of it.
    fn job_way(
        &mut self,
        operation: u32,
        mission: &Mission,
        shunned: &[Vec<Point>],
        unix_s: i64,
    ) -> Result<Vec<Point>, Undone> {
        let shunned = if mission.records { shunned } else { &[] };
        if mission.way.is_empty() || (mission.kind == MissionWord::Inspection && shunned.is_empty()) {
            return Ok(mission.way.clone());
        }
        let inside =
            |at: &Point| shunned.iter().any(|ring| pilotzone_map::geometry::point_in_polygon(*at, ring));
        let kept: Vec<Point> = mission.way.iter().copied().filter(|at| !inside(at)).collect();
        // An inspection flies its circle whole or not at all.
        if mission.kind == MissionWord::Inspection && kept.len() == mission.way.len() {
            return Ok(kept);
        }
        let needed = if mission.kind == MissionWord::Inspection { mission.way.len() } else { 1 };
        if kept.len() < needed {
            return Err(Undone::Recording);
        }
        let Some(height_m) =
            mission.height_m.or(self.plan.operations.get(operation as usize).map(|w| w.cruise_m))
        else {
            return Ok(kept);
        };
        let mut way: Vec<Point> = kept.first().copied().into_iter().collect();
        for pair in kept.windows(2) {
            let round =
                self.sky.way_at(&self.plan, operation, (pair[0], pair[1]), (height_m, unix_s), shunned);
            match round {
                Some(round) => way.extend(round.iter().skip(1)),
                None => way.push(pair[1]),
            }
        }
        Ok(way)
    }

    /// Outlines round the facilities that a lawful planner must not record: as far as its sensor reaches.
    fn shunned(&self, operation: u32, mission: &Mission) -> Vec<Vec<Point>> {
        let who = &self.plan.operations[operation as usize];
        let records = mission.records || mission.records_on_the_way;
        let (Some(sensor), true) = (who.sensor.as_ref(), who.lawful && records) else { return Vec::new() };
        let height_m = mission.height_m.unwrap_or(who.cruise_m);
        let reach_m = reach_m(sensor, height_m);
        let forbidden = self.plan.facilities.iter().filter(|it| !self.may_record(operation, it));
        forbidden
            .map(|it| {
                let n = it.polygon.len().max(1) as f64;
                let sum = it.polygon.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x, y + p.y));
                let centre = Point::new(sum.0 / n, sum.1 / n);
                let radius_m = it.polygon.iter().fold(0.0, |m: f64, p| m.max(p.distance(centre))) + reach_m;
                let corner = |i: usize| {
                    let turn = core::f64::consts::TAU * i as f64 / CORNERS as f64;
                    Point::new(centre.x + radius_m * libm::cos(turn), centre.y + radius_m * libm::sin(turn))
                };
                (0..CORNERS).map(corner).collect()
            })
            .collect()
    }

    /// Every flight goes on to what it does next.
    pub(super) fn fly_missions(&mut self, events: &mut Vec<Stamped>) {
        let now_s = self.time_s();
        let check_battery = self.is_due(1.0);
        // Flights that end leave the list.
        for id in self.state.active.clone() {
            if self.state.flights[id as usize].phase != Phase::Flying {
                continue;
            }
            if check_battery {
                self.watch_battery(id, events);
            }
            // A few things are done at once, such as the beginning of a job.
            for _ in 0..4 {
                if !self.is_done(id, now_s) {
                    break;
                }
                self.next_item(id, now_s, events);
            }
        }
    }

    /// Whether the item that a flight is at is done.
    fn is_done(&mut self, id: u32, now_s: f64) -> bool {
        let flight = &self.state.flights[id as usize];
        let Some(item) = flight.items.get(flight.at as usize).copied() else { return false };
        if flight.holds_m.is_some() {
            return false;
        }
        let place_m = self.believed_m(id);
        match item {
            Item::Fly { to_m, speed_mps } => {
                let next = flight.items.get(flight.at as usize + 1);
                let passes =
                    matches!(next, Some(Item::Fly { to_m: then, .. }) if (then[2] - to_m[2]).abs() < 0.1);
                let level_m = libm::hypot(to_m[0] - place_m[0], to_m[1] - place_m[1]);
                let reached_m = self.numbers.planning.reached_m;
                let near_m = if passes { reached_m.max(0.5 * speed_mps) } else { reached_m };
                level_m < near_m && (to_m[2] - place_m[2]).abs() < reached_m.min(1.5)
            }
            Item::Land => self.fleet.drone(flight.row).life == Life::Standing,
            Item::Stay { for_s, .. } | Item::Stand { for_s } => now_s - flight.since_s >= for_s,
            Item::Berth { pad, .. } => self.take_berth(id, pad, now_s),
            Item::Begin | Item::Done | Item::Unload => true,
        }
    }

    /// Takes a free berth of a pad, or the one that the flight has there already.
    fn take_berth(&mut self, id: u32, pad: u32, now_s: f64) -> bool {
        let slots = &self.state.berths_s[pad as usize];
        let held = self.state.flights[id as usize].berth;
        if held.0 == pad {
            return true;
        }
        let Some(free) = slots.iter().position(|&until_s| until_s <= now_s) else { return false };
        self.leave_berth(id, now_s);
        self.state.berths_s[pad as usize][free] = f64::MAX;
        self.state.flights[id as usize].berth = (pad, free as u32);
        let place: &Pad = &self.plan.pads[pad as usize];
        let middle = place.berth(free as u32, self.numbers.planning.berth_m);
        let low_m = place.z_m + self.numbers.planning.flare_m;
        let speed_mps = self.plan.operations[self.operation_of(id) as usize].cruise_mps;
        let flight = &mut self.state.flights[id as usize];
        let height_m = match flight.items.get(flight.at as usize) {
            Some(Item::Berth { at_m, .. }) => at_m[2],
            _ => low_m,
        };
        // Above the berth first, then straight down to where the landing begins.
        let down = [height_m, low_m].map(|z_m| Item::Fly { to_m: [middle.x, middle.y, z_m], speed_mps });
        let next = flight.at as usize + 1;
        flight.items.splice(next..next, down);
        true
    }

    /// Whether a flight lands before it asks for another berth.
    fn is_about_to_land(&self, id: u32) -> bool {
        let flight = &self.state.flights[id as usize];
        let ahead = flight.items.iter().skip(flight.at as usize + 1);
        let first = ahead.into_iter().find(|item| matches!(item, Item::Land | Item::Berth { .. }));
        matches!(first, Some(Item::Land))
    }

    /// Frees the berth that a flight holds.
    pub(super) fn leave_berth(&mut self, id: u32, now_s: f64) {
        let (pad, berth) = self.state.flights[id as usize].berth;
        if pad != NONE {
            self.state.berths_s[pad as usize][berth as usize] = now_s;
            self.state.flights[id as usize].berth = (NONE, NONE);
        }
    }

    /// Goes on to the next item, and does what is done at once.
    fn next_item(&mut self, id: u32, now_s: f64, events: &mut Vec<Stamped>) {
        let flight = &self.state.flights[id as usize];
        let (row, done) = (flight.row, flight.items.get(flight.at as usize).copied());
        let mission = &self.plan.missions[self.plan.flights[id as usize].mission as usize];
        let (records, on_the_way) = (mission.records, mission.records_on_the_way);
        match done {
            Some(Item::Begin) => {
                let flight = &mut self.state.flights[id as usize];
                flight.at_job = true;
                flight.records |= records;
            }
            Some(Item::Done) => {
                let after_s = now_s - self.state.flights[id as usize].off_s;
                let flight = &mut self.state.flights[id as usize];
                (flight.at_job, flight.done, flight.records) = (false, true, on_the_way);
                self.state.tally.done += 1;
                self.emit(EventPhase::Settle, id, AirEvent::JobDone { after_s }, events);
            }
            Some(Item::Unload) => self.fleet.set_payload(row, 0.0),
            // It leaves the berth to others once it has climbed away.
            Some(Item::Fly { .. }) if !self.is_about_to_land(id) => self.leave_berth(id, now_s),
            _ => {}
        }
        let is_last = {
            let flight = &mut self.state.flights[id as usize];
            flight.at += 1;
            flight.since_s = now_s;
            flight.at as usize >= flight.items.len()
        };
        if is_last {
            self.end_flight(id, now_s, events);
        }
    }

    /// A flight stands with its motors off and nothing more to do.
    fn end_flight(&mut self, id: u32, now_s: f64, events: &mut Vec<Stamped>) {
        let (operation, spec) = (self.operation_of(id), &self.plan.flights[id as usize]);
        let flight = &self.state.flights[id as usize];
        let place_m = self.fleet.place_m(flight.row);
        let home = &self.plan.pads[spec.home as usize];
        let near_m = home.reach_m(self.numbers.planning.berth_m) + 2.0 * self.numbers.planning.reached_m;
        let at_home = home.at.distance(Point::new(place_m[0], place_m[1])) <= near_m;
        let full_j = self.fleet.airframe(flight.row).full_j;
        let event = AirEvent::Landed {
            home: at_home,
            done: flight.done,
            duration_s: now_s - flight.off_s,
            distance_m: flight.distance_m,
            detour_m: (flight.distance_m - flight.straight_m).max(0.0),
            energy_wh: (full_j - self.fleet.energy_j(flight.row)) / 3600.0,
        };
        let (row, aircraft) = (flight.row, flight.aircraft);
        let (distance_m, straight_m, done) = (flight.distance_m, flight.straight_m, flight.done);
        self.leave_berth(id, now_s);
        let turnaround_s = self.plan.operations[operation as usize].turnaround_s;
        self.state.free_s[operation as usize][aircraft as usize] = now_s + turnaround_s;
        self.fleet.remove(row);
        self.state.flights[id as usize].phase = Phase::Over;
        self.state.active.retain(|&other| other != id);
        let tally = &mut self.state.tally;
        tally.arrived += 1;
        tally.distance_m += distance_m;
        tally.detour_m += (distance_m - straight_m).max(0.0);
        tally.undone += u64::from(!done);
        self.emit(EventPhase::Settle, id, event, events);
    }

    /// Where a flight believes that it is (m).
    pub(super) fn believed_m(&self, id: u32) -> [f64; 3] {
        let row = self.state.flights[id as usize].row;
        let (place, error) = (self.fleet.place_m(row), self.fleet.drone(row).navigation.error_m);
        [place[0] + error[0], place[1] + error[1], place[2] + error[2]]
    }
}

/// What the plan says of one flight.
struct Planned {
    mission: Mission,
    operation: u32,
    home: Pad,
    home_number: u32,
    goal: Option<Pad>,
    goal_number: Option<u32>,
}
