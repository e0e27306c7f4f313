//! What a stack that keeps safe distances does at junctions beside what everybody does: it counts on nothing that others
//! can still undo.
//!
//! Rules of precedence do not release it (Shalev-Shwartz, Shammah and Shashua 2017, arXiv:1708.06374, section 3.3: the
//! right of way is given, not taken); who crosses may brake as hard as the parameters say, and stay where he is.

use super::junction::{CLEAR_OF_PATH_M, LINGERS_MPS, SAFETY_S};
use super::{Asking, Decision, STANDING_MPS};
use crate::body::Body;
use crate::roads::Foe;
use crate::state::{Car, flag};
use crate::view::View;

/// Who passes one that stands keeps so far beside him (m).
const BESIDE_M: f64 = 0.2;
/// A path is looked at in places so far apart (m).
const PLACES_M: f64 = 0.5;

impl<'a> View<'a> {
    /// Whether another means to stop before the shared area, that far ahead of it (m). A stack that keeps safe distances
    /// counts on that of who gives way to it only where he can do so in comfort, of others only where they stand.
    pub(super) fn will_wait(&self, asking: &Asking, foe: &Foe, other: &Car, area_m: f64) -> bool {
        let in_comfort = !foe.i_yield && self.kind(other).brake_m(other.speed_mps) <= area_m;
        other.has(flag::BLOCKED)
            && (self.kept_distances(asking.car).is_none() || in_comfort || other.speed_mps < LINGERS_MPS)
    }

    /// How far before a shared area one who stands there already reaches into it, for a stack that keeps safe distances: a
    /// body that stands aslant reaches beyond the strip that it has driven (m).
    pub(super) fn aslant_m(&self, asking: &Asking, other: &Car) -> f64 {
        let stands = other.speed_mps < LINGERS_MPS && self.kept_distances(asking.car).is_some();
        if stands { self.kind(other).width_m / 2.0 } else { 0.0 }
    }

    /// Whether another leaves the shared area even if it brakes as hard as it can: only then does a stack that keeps safe
    /// distances drive as if it had left. All others count on its driving on.
    pub(super) fn surely_leaves(&self, asking: &Asking, foe: &Foe, other: &Car, rear_m: f64) -> bool {
        self.kept_distances(asking.car).is_none_or(|p| {
            rear_m + other.speed_mps * other.speed_mps / (2.0 * p.brake_max_mps2) >= foe.foe_leave_m
        })
    }

    /// A stack that keeps safe distances looks again, up to the shared areas themselves: who was to be past by now may have
    /// braked, who was to come later may have sped up. It stops before the first area that it may not enter now, and not
    /// so that it stands in another. Where it can no longer do so, only a hit is worse than going on.
    pub(super) fn look_again(&self, decision: &mut Decision<'a>, asking: &Asking) {
        let (car, kind, pos_m) = (asking.car, asking.kind, -asking.inner_m);
        let can_stop = |at_m: f64| kind.emergency_m(car.speed_mps) <= at_m - pos_m + STANDING_MPS;
        let ahead = || self.roads.foes(asking.turn).iter().filter(|foe| foe.enter_m >= pos_m);
        let first_closed_m = |safety_s: f64| {
            let asking = &Asking { safety_s, ..*asking };
            let closed = ahead().filter(|foe| self.is_closed(asking, foe)).map(|foe| foe.enter_m);
            closed.reduce(f64::min)
        };
        let Some(first_m) = first_closed_m(SAFETY_S) else { return };
        let mut stop_m = first_m;
        let holds_up = |foe: &Foe, stop_m: f64| foe.enter_m < stop_m && stop_m < foe.leave_m + kind.length_m;
        while let Some(other) = ahead().find(|foe| foe.i_yield && !foe.merging && holds_up(foe, stop_m)) {
            stop_m = other.enter_m;
        }
        let at_m = if can_stop(stop_m) { Some(stop_m) } else { first_closed_m(0.0) };
        if let Some(at_m) = at_m {
            decision.stop_within((at_m - pos_m - CLEAR_OF_PATH_M).max(0.0));
            decision.flags |= flag::BLOCKED;
        }
    }

    /// Whether a driver may not enter a shared area now: for those inside, or those to whom he gives way.
    fn is_closed(&self, asking: &Asking, foe: &Foe) -> bool {
        let held = if foe.merging {
            foe.i_yield && !self.merges_with_those_inside(asking, foe)
        } else {
            self.is_held_by_other(asking, foe)
        };
        held || foe.i_yield && !self.nobody_comes(asking, foe)
    }

    /// A stack that keeps safe distances does not drive into who stands in the junction, wherever on its path he stands.
    pub(super) fn stop_before_bodies(&self, decision: &mut Decision<'a>, asking: &Asking) {
        let (car, kind, inner) = (asking.car, asking.kind, asking.turn.inner);
        let own_trail = self.agents[car.id as usize].trail;
        let trail =
            if car.lane == inner { own_trail } else { [asking.turn.from, own_trail[0], own_trail[1]] };
        let own_at = |pos_m: f64| {
            let (front, heading_rad) = self.shapes.body(inner, pos_m, &trail, kind.length_m);
            Body { front, heading_rad, length_m: kind.length_m, width_m: kind.width_m }
        };
        let from_m = (-asking.inner_m).max(0.0);
        let to_m = (from_m + kind.look_m(car.speed_mps)).min(self.roads.lane(inner).length_m);
        for foe in self.roads.foes(asking.turn) {
            for other in &self.cars[self.runs[foe.inner as usize].range()] {
                if other.speed_mps > LINGERS_MPS || !self.sees(asking, other) {
                    continue;
                }
                let (front, heading_rad) = self.poses[other.id as usize];
                let their = self.kind(other);
                let (length_m, width_m) = (their.length_m, their.width_m + 2.0 * BESIDE_M);
                let body = Body { front, heading_rad, length_m, width_m };
                let places = (1..).map(|n| from_m + f64::from(n) * PLACES_M).take_while(|&at_m| at_m < to_m);
                if let Some(at_m) = places.into_iter().find(|&at_m| own_at(at_m).overlap_m(&body).is_some()) {
                    decision.stop_within((at_m + asking.inner_m - 2.0 * PLACES_M).max(0.0));
                }
            }
        }
    }
}
