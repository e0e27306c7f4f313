//! Measures where ways cross, merge or run against each other, and with people on foot.
//!
//! Looked at are those inside a junction, those who can no longer stop before one, people on the carriageway, and
//! vehicles near such people. Their swept boxes are sorted from west to east; whose boxes do not overlap never meet
//! within the horizon.

use crate::blame::Court;
use crate::encounter::{Encounter, Meeting, Passage, Two, greatest, least};
use crate::measures::{Crossing, MovingBox, distance_m, time_to_collision_s};
use crate::observe::{Now, Safety, alarm, stamped, tell};
use crate::state::State;
use pilotzone_map::{LaneOwner, Point, TurnId};
use pilotzone_world::scene::seen;
use pilotzone_world::{AgentClass, AgentKey, Event, NearMissKind, RoadUser, Scene, Stamped};

/// A road user on its way, with what it sweeps over within the horizon.
#[derive(Debug, Clone)]
pub(crate) struct Swept {
    row: usize,
    moving: MovingBox,
    low: Point,
    high: Point,
}

/// Two that may meet by their places among the swept, the one with the lower key first.
struct Candidate {
    places: [usize; 2],
    sorted: [AgentKey; 2],
}

fn on_foot(user: &RoadUser) -> bool {
    user.class == AgentClass::Pedestrian
}

/// Its box, moving along its heading.
fn moving(user: &RoadUser) -> MovingBox {
    let axis = Point::new(libm::cos(user.heading_rad), libm::sin(user.heading_rad));
    let half_length_m = 0.5 * user.length_m;
    // Somebody on foot is known by the middle, a vehicle by its front.
    let back_m = if on_foot(user) { 0.0 } else { half_length_m };
    MovingBox {
        centre: Point::new(user.at.x - back_m * axis.x, user.at.y - back_m * axis.y),
        axis,
        half_length_m,
        half_width_m: 0.5 * user.width_m,
        velocity_mps: Point::new(user.speed_mps * axis.x, user.speed_mps * axis.y),
    }
}

impl Safety {
    pub(crate) fn cross(&mut self, scene: &Scene, out: &mut Vec<Stamped>) {
        let swept = self.swept(scene);
        for candidate in self.candidates(scene, &swept) {
            self.begin(scene, &swept, &candidate);
        }
        self.swept = swept;
        if self.state.crossing.is_empty() {
            return;
        }
        self.rows.clear();
        self.rows.resize(scene.ids as usize, u32::MAX);
        for (row, user) in scene.users.iter().enumerate() {
            if let Some(place) = self.rows.get_mut(user.id as usize) {
                *place = row as u32;
            }
        }
        for i in 0..self.state.crossing.len() {
            let rows =
                self.state.crossing[i].ids.map(|id| self.rows.get(id as usize).copied().unwrap_or(u32::MAX));
            if let [Some(a), Some(b)] = rows.map(|row| scene.users.get(row as usize)) {
                self.measure_crossing(scene, i, a, b, out);
            }
        }
    }

    /// Who can meet somebody across, with what it sweeps over.
    fn swept(&mut self, scene: &Scene) -> Vec<Swept> {
        let mut swept = std::mem::take(&mut self.swept);
        swept.clear();
        let rules = &self.rules.incidents;
        let people: Vec<&RoadUser> =
            scene.users.iter().filter(|user| on_foot(user) && user.seen & seen::ON_ROAD != 0).collect();
        let near = Columns::around(&people, rules.horizon_s);
        for (row, user) in scene.users.iter().enumerate() {
            let active = if on_foot(user) {
                user.seen & seen::ON_ROAD != 0
            } else if user.seen & (seen::WRECK | seen::OBJECT | seen::PARKED) != 0 {
                false
            } else {
                let lane_m = self.lanes_m.get(user.lane.0 as usize).copied().unwrap_or(-1.0);
                let stop_m = user.speed_mps * user.speed_mps / (2.0 * rules.commit_brake_mps2);
                let moves = user.speed_mps > 0.0;
                lane_m < 0.0 || moves && (stop_m > lane_m - user.pos_m || near.has(user))
            };
            if active {
                let it = moving(user);
                let ahead = [it.velocity_mps.x * rules.horizon_s, it.velocity_mps.y * rules.horizon_s];
                let corners = it.corners();
                let side = |pick: fn(&Point) -> f64, way: f64| {
                    let (low, high) = corners
                        .iter()
                        .map(pick)
                        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
                    (low + way.min(0.0), high + way.max(0.0))
                };
                let (x, y) = (side(|p| p.x, ahead[0]), side(|p| p.y, ahead[1]));
                swept.push(Swept { row, moving: it, low: Point::new(x.0, y.0), high: Point::new(x.1, y.1) });
            }
        }
        swept.sort_by(|a, b| a.low.x.total_cmp(&b.low.x).then_with(|| key(scene, a).cmp(&key(scene, b))));
        swept
    }

    fn candidates(&self, scene: &Scene, swept: &[Swept]) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (i, one) in swept.iter().enumerate() {
            let rest = swept.iter().enumerate().skip(i + 1);
            for (j, other) in rest.take_while(|(_, other)| other.low.x <= one.high.x) {
                if other.low.y > one.high.y || one.low.y > other.high.y {
                    continue;
                }
                let (a, b) = (&scene.users[one.row], &scene.users[other.row]);
                if !self.can_meet(scene, a, b) {
                    continue;
                }
                let places = if a.key <= b.key { [i, j] } else { [j, i] };
                found.push(Candidate { places, sorted: [a.key.min(b.key), a.key.max(b.key)] });
            }
        }
        found.sort_unstable_by_key(|candidate| candidate.sorted);
        found
    }

    /// Leaves out pairs that the ground keeps apart, or that another measure looks at.
    fn can_meet(&self, scene: &Scene, a: &RoadUser, b: &RoadUser) -> bool {
        if on_foot(a) || on_foot(b) {
            return on_foot(a) != on_foot(b);
        }
        let owner = |user: &RoadUser| self.map.lanes.get(user.lane.0 as usize).map(|lane| lane.owner);
        let beside = match (owner(a), owner(b)) {
            (Some(LaneOwner::Link(of_a)), Some(LaneOwner::Link(of_b))) => of_a == of_b,
            (Some(LaneOwner::Turn(of_a)), Some(LaneOwner::Turn(of_b))) => !self.conflict(of_a, of_b),
            _ => false,
        };
        a.lane != b.lane && !beside && !leads(scene, a, b) && !leads(scene, b, a)
    }

    /// Whether the map knows a conflict of two turns.
    fn conflict(&self, a: TurnId, b: TurnId) -> bool {
        let (first, second) = (a.min(b), a.max(b));
        let place = |turn: u32| self.first_conflicts.get(turn as usize).map_or(0, |&place| place as usize);
        let of_first = self.map.conflicts.get(place(first.0)..place(first.0 + 1)).unwrap_or_default();
        of_first.binary_search_by_key(&second, |conflict| conflict.second).is_ok()
    }

    /// Opens the encounter of two who are on course to one place, unless it is open.
    fn begin(&mut self, scene: &Scene, swept: &[Swept], candidate: &Candidate) {
        let place = self.state.crossing.binary_search_by_key(&candidate.sorted, |it| [it.first, it.second]);
        let Err(place) = place else { return };
        let [of_a, of_b] = candidate.places.map(|place| &swept[place].moving);
        let [a, b] = candidate.places.map(|place| &scene.users[swept[place].row]);
        let rules = &self.rules.incidents;
        let soon = time_to_collision_s(of_a, of_b).is_some_and(|ttc_s| ttc_s < rules.encounter_ttc_s);
        let crossing = Crossing::of(of_a, of_b, libm::sin(rules.least_angle_rad));
        if !soon && !crossing.is_some_and(|crossing| self.comes_to(&crossing, a, b)) {
            return;
        }
        let kind =
            if on_foot(a) || on_foot(b) { NearMissKind::VehiclePerson } else { NearMissKind::VehicleVehicle };
        let two = Two { keys: candidate.sorted, ids: [a.id, b.id], kind };
        self.state.crossing.insert(place, Encounter::new(two, Meeting::Crossing, scene.time_s));
    }

    /// Whether both will be in the common area within the horizon, or one is and the other will be.
    fn comes_to(&self, crossing: &Crossing, a: &RoadUser, b: &RoadUser) -> bool {
        [a, b].into_iter().enumerate().all(|(i, user)| {
            let to_m = crossing.to_area_m[i];
            to_m < user.speed_mps * self.rules.incidents.horizon_s
                && to_m + crossing.area_m[i] + user.length_m > 0.0
        })
    }

    fn measure_crossing(
        &mut self,
        scene: &Scene,
        i: usize,
        a: &RoadUser,
        b: &RoadUser,
        out: &mut Vec<Stamped>,
    ) {
        let (of_a, of_b) = (moving(a), moving(b));
        let (time_s, at) = (scene.time_s, a.at);
        let ttc_s = time_to_collision_s(&of_a, &of_b);
        let closing_mps =
            libm::hypot(of_a.velocity_mps.x - of_b.velocity_mps.x, of_a.velocity_mps.y - of_b.velocity_mps.y);
        let demand_mps2 =
            ttc_s.map(|ttc_s| if ttc_s > 0.0 { closing_mps / (2.0 * ttc_s) } else { f64::INFINITY });
        let crossing = Crossing::of(&of_a, &of_b, libm::sin(self.rules.incidents.least_angle_rad));
        let comes = crossing.is_some_and(|crossing| self.comes_to(&crossing, a, b));
        let rules = &self.rules.incidents;
        let (slow_mps, hysteresis, encounter_ttc_s) =
            (rules.slow_mps, rules.hysteresis, rules.encounter_ttc_s);
        let near = self.thresholds(self.state.crossing[i].kind);
        let later = crossing.map_or(a.key.min(b.key), |crossing| {
            let arrives_s = |n: usize, user: &RoadUser| crossing.to_area_m[n] / user.speed_mps.max(1e-3);
            let (first, second) = (arrives_s(0, a), arrives_s(1, b));
            if first > second || first == second && a.key > b.key { a.key } else { b.key }
        });
        // Whose fault it would be is asked for only where something is told.
        let State { crossing: open, memory, .. } = &mut self.state;
        let court = Court { map: &self.map, memory, rules, time_s };
        let blame = || court.crossing(a, b, later).0;
        let it = &mut open[i];
        if comes || ttc_s.is_some_and(|ttc_s| ttc_s < encounter_ttc_s) {
            it.last_s = time_s;
        }
        least(&mut it.ttc_s, ttc_s, time_s, at);
        greatest(&mut it.demand_mps2, demand_mps2.filter(|demand| demand.is_finite()), time_s, at);
        least(&mut it.gap_m, Some(distance_m(&of_a, &of_b)), time_s, at);
        greatest(&mut it.brake_mps2, Some(-a.accel_mps2 + 0.0), time_s, at);
        let mut enters = None;
        if let Some(crossing) = crossing {
            for (n, user) in [a, b].into_iter().enumerate() {
                pass(
                    &mut it.passages[n],
                    time_s,
                    user.speed_mps,
                    (crossing.to_area_m[n], crossing.area_m[n] + user.length_m),
                );
            }
            enters = encroached(&it.passages).filter(|_| it.pet_s.is_none());
        }
        if let Some((pet_s, second)) = enters {
            least(&mut it.pet_s, Some(pet_s), time_s, at);
            let quick = [a, b][second].speed_mps > slow_mps;
            if pet_s < near.pet_s && quick && it.alarm == crate::encounter::Alarm::Calm {
                let blame = blame();
                let other = if blame == it.first { it.second } else { it.first };
                out.push(stamped(scene.step, blame, Event::Danger { other }));
                tell(it, blame, scene.step, out);
                it.alarm = crate::encounter::Alarm::Over;
            }
        }
        let now = Now { step: scene.step, ttc_s, demand_mps2: demand_mps2.unwrap_or(0.0), closing_mps };
        alarm(it, now, (near, slow_mps, hysteresis), blame, out);
    }
}

fn key(scene: &Scene, swept: &Swept) -> AgentKey {
    scene.users[swept.row].key
}

/// Whether `b` is one of the next few ahead of `a`.
fn leads(scene: &Scene, a: &RoadUser, b: &RoadUser) -> bool {
    let mut at = a;
    for _ in 0..4 {
        let Some(next) = scene.users.get(at.ahead as usize) else { return false };
        if next.key == b.key {
            return true;
        }
        at = next;
    }
    false
}

/// Notes when one enters and leaves the area, to the time between steps.
fn pass(passage: &mut Passage, time_s: f64, speed_mps: f64, (to_area_m, through_m): (f64, f64)) {
    if speed_mps.is_nan() || speed_mps <= 0.0 {
        return;
    }
    if to_area_m <= 0.0 && passage.entered_s.is_none() {
        passage.entered_s = Some(time_s + to_area_m / speed_mps);
    }
    if to_area_m + through_m <= 0.0 && passage.left_s.is_none() {
        passage.left_s = Some(time_s + (to_area_m + through_m) / speed_mps);
    }
}

/// The post-encroachment time (s), with which of the two came second; none where one has not come, or both were in the
/// area at one time.
fn encroached(passages: &[Passage; 2]) -> Option<(f64, usize)> {
    [(0, 1), (1, 0)].into_iter().find_map(|(first, second)| {
        let pet_s = passages[second].entered_s? - passages[first].left_s?;
        (pet_s >= 0.0).then_some((pet_s, second))
    })
}

/// Places near people on the carriageway, as sorted columns of the plane: most vehicles need one look.
struct Columns(Vec<(i64, i64)>);

/// Side of a place (m); a vehicle that is further away than its reach meets nobody.
const PLACE_M: f64 = 50.0;

impl Columns {
    fn around(people: &[&RoadUser], horizon_s: f64) -> Self {
        // 25 m/s is 90 km/h: who is faster on a road with people on it is looked at inside junctions alone.
        let reach = (25.0 * horizon_s / PLACE_M).ceil() as i64;
        let mut places = Vec::new();
        for person in people {
            let (x, y) = place(person.at);
            places.extend((-reach..=reach).flat_map(|dx| (-reach..=reach).map(move |dy| (x + dx, y + dy))));
        }
        places.sort_unstable();
        places.dedup();
        Self(places)
    }

    fn has(&self, user: &RoadUser) -> bool {
        !self.0.is_empty() && self.0.binary_search(&place(user.at)).is_ok()
    }
}

fn place(at: Point) -> (i64, i64) {
    ((at.x / PLACE_M).floor() as i64, (at.y / PLACE_M).floor() as i64)
}
