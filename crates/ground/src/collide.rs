//! Bodies that touch: found in every step, wherever two vehicles can meet.

use crate::Ground;
use crate::body::Body;
use crate::kinds::Kind;
use crate::roads::NONE;
use crate::state::{Car, flag};
use crate::view::Overhang;
use pilotzone_map::LaneId;
use pilotzone_world::{Event, EventPhase, Stamped};

/// Rounding of sums of lengths is no touch (m).
const TOUCH_M: f64 = 1e-6;

/// Two cars by their index in the dense run, the one that ran into the other first.
struct Touch {
    rear: usize,
    front: usize,
    overlap_m: f64,
}

impl Ground {
    /// Notes, for the next step, whose rear is still on the lanes behind his front.
    pub(crate) fn note_overhangs(&mut self) {
        let step = self.state.step + 1;
        for &lane in &self.active {
            let run = self.runs[lane as usize];
            // Only the last cars of a lane can reach back: bodies do not overlap but in a crash.
            for at in run.range().rev() {
                let car = &self.state.cars[at];
                let mut rear_m = car.pos_m - self.kinds[car.kind as usize].length_m;
                if rear_m >= 0.0 {
                    break;
                }
                for behind in self.state.agents[car.id as usize].trail {
                    if rear_m >= 0.0 || behind == NONE {
                        break;
                    }
                    rear_m += self.roads.lane(behind).length_m;
                    let known = &mut self.overhangs[behind as usize];
                    if known.step != step || rear_m < known.rear_m {
                        *known = Overhang { step, rear_m, car: at as u32 };
                    }
                }
            }
        }
    }

    /// Finds who touches whom; both become wrecks.
    pub(crate) fn collide(&mut self, events: &mut Vec<Stamped>) {
        let mut touches = Vec::new();
        for &lane in &self.active {
            self.touches_on_lane(lane, &mut touches);
            if self.roads.lane(lane).turn != NONE {
                self.touches_in_junction(lane, &mut touches);
            }
        }
        for touch in touches {
            self.crash(&touch, events);
        }
    }

    fn kind_of(&self, at: usize) -> &Kind {
        &self.kinds[self.state.cars[at].kind as usize]
    }

    fn touches_on_lane(&self, lane: u32, touches: &mut Vec<Touch>) {
        let run = self.runs[lane as usize];
        let cars = &self.state.cars;
        for at in run.range().skip(1) {
            let overlap_m = cars[at].pos_m - (cars[at - 1].pos_m - self.kind_of(at - 1).length_m);
            if overlap_m > TOUCH_M {
                touches.push(Touch { rear: at, front: at - 1, overlap_m });
            }
        }
        let over = &self.overhangs[lane as usize];
        if over.step == self.state.step + 1
            && run.len > 0
            && cars[run.start as usize].pos_m - over.rear_m > TOUCH_M
            && cars[over.car as usize].id != cars[run.start as usize].id
        {
            let (rear, front) = (run.start as usize, over.car as usize);
            // The fork may already have parted them sideways.
            if let Some(overlap_m) = self.body(&cars[rear]).overlap_m(&self.body(&cars[front])) {
                touches.push(Touch { rear, front, overlap_m });
            }
        }
    }

    fn touches_in_junction(&self, lane: u32, touches: &mut Vec<Touch>) {
        let turn = self.roads.turn(self.roads.lane(lane).turn);
        for foe in self.roads.foes(turn).iter().filter(|foe| foe.inner > lane) {
            for at in self.runs[lane as usize].range() {
                let car = &self.state.cars[at];
                if car.pos_m < foe.enter_m || car.pos_m - self.kind_of(at).length_m > foe.leave_m {
                    continue;
                }
                for other_at in self.runs[foe.inner as usize].range() {
                    let other = &self.state.cars[other_at];
                    let rear_m = other.pos_m - self.kind_of(other_at).length_m;
                    if other.pos_m < foe.foe_enter_m || rear_m > foe.foe_leave_m {
                        continue;
                    }
                    if let Some(overlap_m) = self.body(car).overlap_m(&self.body(other)) {
                        let (rear, front) =
                            if car.speed_mps >= other.speed_mps { (at, other_at) } else { (other_at, at) };
                        touches.push(Touch { rear, front, overlap_m });
                    }
                }
            }
        }
    }

    /// A vehicle's outline in the plane.
    pub fn body(&self, car: &Car) -> Body {
        let kind = &self.kinds[car.kind as usize];
        let trail = &self.state.agents[car.id as usize].trail;
        let (front, heading_rad) = self.shapes.body(car.lane, car.pos_m, trail, kind.length_m);
        Body { front, heading_rad, length_m: kind.length_m, width_m: kind.width_m }
    }

    fn crash(&mut self, touch: &Touch, events: &mut Vec<Stamped>) {
        let (rear, front) = (self.state.cars[touch.rear], self.state.cars[touch.front]);
        if rear.has(flag::WRECK) && front.has(flag::WRECK) {
            return;
        }
        let cleared_s = self.time_after_step_s() + self.clearance_s;
        for at in [touch.rear, touch.front] {
            let car = &mut self.state.cars[at];
            if !car.has(flag::WRECK) {
                car.flags |= flag::WRECK;
                self.state.agents[car.id as usize].cleared_s = cleared_s;
            }
        }
        self.state.tally.collisions += 1;
        let event = Event::Collided {
            other: self.trips[front.id as usize].key,
            lane: LaneId(rear.lane),
            speed_mps: rear.speed_mps,
            other_speed_mps: front.speed_mps,
            overlap_m: touch.overlap_m,
        };
        self.emit(EventPhase::Move, rear.id, event, events);
    }
}
