//! People on foot: along the pavement to the kerb, across the street, and on.
//!
//! They decide, as drivers do, by the state at the start of a step alone.

mod gaps;
mod hit;
mod step;

use crate::Ground;
use crate::roads::NONE;
use crate::state::Life;
use crate::zebras::{Strip, Zebra};
use pilotzone_map::polyline::Pose;
use pilotzone_map::{LaneId, Point};
use pilotzone_scenario::street::Walk;
use pilotzone_world::{AgentKey, Fold};
use serde::{Deserialize, Serialize};

/// Radius of somebody on foot (m).
pub const RADIUS_M: f64 = 0.25;
/// He waits so far from the carriageway (m).
const KERB_M: f64 = 0.3;
/// Whoever is so near to the kerb is about to cross (m).
const ABOUT_M: f64 = 1.0;
/// He keeps so far from a crosswalk's edges (m).
const EDGE_M: f64 = 0.5;

/// A person who is or was on the way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Where he is in his life.
    pub life: Life,
    /// Way from the kerb (m): negative before it, beyond the crossing's length behind it.
    pub way_m: f64,
    /// Speed in the last step (m/s).
    pub speed_mps: f64,
    /// When he set out (s).
    pub entered_s: f64,
    /// Time that he stood so far (s).
    pub waited_s: f64,
    /// When he is carried away, hit by a vehicle (s); infinite while he is well.
    pub cleared_s: f64,
}

/// All people of a run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct People {
    /// By number of their walk; those who have not set out yet are not in it.
    pub all: Vec<Person>,
    /// Those on the way, sorted.
    pub active: Vec<u32>,
}

impl People {
    /// Folds everybody on the way into a hash.
    pub fn fold(&self, fold: Fold) -> Fold {
        let fold = fold.word(self.all.len() as u64);
        self.active.iter().fold(fold, |fold, &id| {
            let p = &self.all[id as usize];
            fold.word(id.into()).number(p.way_m).number(p.speed_mps).number(p.waited_s).number(p.cleared_s)
        })
    }
}

impl Person {
    /// Whether a vehicle has hit him.
    pub fn is_down(&self) -> bool {
        self.cleared_s < f64::INFINITY
    }
}

/// A person as drivers see him.
#[derive(Debug, Clone, Copy)]
pub struct Crosser {
    /// The place where he crosses.
    pub zebra: u32,
    /// Number of his walk.
    pub person: u32,
    /// Where he is along the place's line (m).
    pub along_m: f64,
    /// 1 where he walks along the line, -1 against it.
    pub direction: f64,
    /// The speed with which he walks or would walk (m/s); 0 where he lies.
    pub speed_mps: f64,
    /// Whether he is on the carriageway; else he stands at the kerb.
    pub is_on: bool,
    /// How far he is from the line, to its left (m).
    pub left_m: f64,
}

impl Crosser {
    /// Way that he has to a strip (m), negative inside and behind, and way until he has left it (m).
    pub fn way_through(&self, strip: &Strip) -> (f64, f64) {
        let to_middle_m = (strip.along_m - self.along_m) * self.direction;
        (to_middle_m - strip.half_m - RADIUS_M, to_middle_m + strip.half_m + RADIUS_M)
    }
}

/// A person in the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonView {
    /// Stable key.
    pub key: AgentKey,
    /// His place among all that can take part in the run, after the trips.
    pub id: u32,
    /// Where he is.
    pub at: Point,
    /// Where he walks or looks (rad).
    pub heading_rad: f64,
    /// Speed (m/s).
    pub speed_mps: f64,
    /// Whether he is on the carriageway.
    pub on_road: bool,
    /// Whether he stands at the kerb and drivers must expect him to step onto a crosswalk.
    pub about_to_cross: bool,
    /// Whether he has been hit.
    pub is_down: bool,
    /// The lane that he is on or comes to next; at the end the last that he crossed.
    pub lane: LaneId,
    /// Where along that lane (m).
    pub pos_m: f64,
}

/// Distance from the line, to its left (m), at which somebody walks.
fn left_m(zebra: &Zebra, walk: &Walk) -> f64 {
    walk.beside * (zebra.width_m / 2.0 - EDGE_M).max(0.0)
}

/// Where somebody is who has come so far (m).
fn pose_of(zebra: &Zebra, walk: &Walk, way_m: f64) -> Pose {
    let along_m = |way_m: f64| if walk.forward { way_m } else { zebra.length_m - way_m };
    let held_m = way_m.clamp(0.0, zebra.length_m);
    let on_line = zebra.line.pose_at(along_m(held_m));
    let turn_rad = if walk.forward { 0.0 } else { core::f64::consts::PI };
    let beside = |pose: Pose, left_m: f64, on_m: f64| {
        let (sin, cos) = (libm::sin(pose.heading_rad), libm::cos(pose.heading_rad));
        Point::new(pose.at.x - sin * left_m + cos * on_m, pose.at.y + cos * left_m + sin * on_m)
    };
    let left_m = left_m(zebra, walk);
    if way_m == held_m {
        return Pose { at: beside(on_line, left_m, 0.0), heading_rad: on_line.heading_rad + turn_rad };
    }
    // On the pavement, square to the line, on the side on which he walks.
    let side = if walk.beside < 0.0 { -1.0 } else { 1.0 };
    let outward = if (way_m < 0.0) == walk.forward { -KERB_M } else { KERB_M };
    let at = beside(on_line, left_m + side * (way_m - held_m).abs(), outward);
    let away_rad = on_line.heading_rad + side * core::f64::consts::FRAC_PI_2;
    let heading_rad = if way_m < 0.0 { away_rad + core::f64::consts::PI } else { away_rad };
    Pose { at, heading_rad }
}

impl Ground {
    fn walk(&self, person: u32) -> &Walk {
        &self.street.plan.walks[person as usize]
    }

    fn zebra_of(&self, person: u32) -> &Zebra {
        self.street.zebras.zebra(self.walk(person).place)
    }

    /// Notes whom drivers have to look at in the step.
    pub(crate) fn note_crossers(&mut self) {
        self.street.now_s = self.time_s();
        if self.state.people.active.is_empty() && self.street.crossers.is_empty() {
            return;
        }
        let mut crossers: Vec<Crosser> =
            self.state.people.active.iter().filter_map(|&person| self.crosser(person)).collect();
        crossers.sort_by_key(|crosser| (crosser.zebra, crosser.person));
        self.street.note_crossers(crossers);
    }

    fn crosser(&self, id: u32) -> Option<Crosser> {
        let (person, walk, zebra) = (&self.state.people.all[id as usize], self.walk(id), self.zebra_of(id));
        let is_on = person.way_m > 0.0 && person.way_m < zebra.length_m;
        if !is_on && !self.is_about_to_cross(id) {
            return None;
        }
        Some(Crosser {
            zebra: walk.place,
            person: id,
            along_m: if walk.forward { person.way_m } else { zebra.length_m - person.way_m },
            direction: if walk.forward { 1.0 } else { -1.0 },
            speed_mps: if person.is_down() { 0.0 } else { walk.speed_mps },
            is_on,
            left_m: left_m(zebra, walk),
        })
    }

    /// Whether somebody stands at the kerb of a crosswalk and may cross: no light, or green.
    fn is_about_to_cross(&self, id: u32) -> bool {
        let (person, zebra) = (&self.state.people.all[id as usize], self.zebra_of(id));
        let at_kerb = person.way_m <= 0.0 && person.way_m >= -ABOUT_M && !person.is_down();
        at_kerb
            && zebra.marked
            && zebra.light.as_ref().is_none_or(|light| self.has_green(id, light.left_s(self.time_s())))
    }

    /// Whether so much green (s) is enough for somebody; who is slow takes the beginning of the longest.
    fn has_green(&self, id: u32, left_s: f64) -> bool {
        let zebra = self.zebra_of(id);
        let needed_s = zebra.length_m / self.walk(id).speed_mps;
        let longest_s = zebra.light.as_ref().map_or(0.0, crate::zebras::WalkLight::longest_s);
        left_s > 0.0 && left_s >= needed_s.min(longest_s * 0.9)
    }

    /// The people on the way, by number.
    pub fn people(&self) -> impl Iterator<Item = PersonView> {
        self.state.people.active.iter().map(|&id| self.person_view(id))
    }

    fn person_view(&self, id: u32) -> PersonView {
        let (person, walk, zebra) = (&self.state.people.all[id as usize], self.walk(id), self.zebra_of(id));
        let pose = pose_of(zebra, walk, person.way_m);
        let strip = self.strip_at(id);
        PersonView {
            key: walk.key,
            id: self.trips.len() as u32 + id,
            at: pose.at,
            heading_rad: pose.heading_rad,
            speed_mps: person.speed_mps,
            on_road: person.way_m > 0.0 && person.way_m < zebra.length_m,
            about_to_cross: self.is_about_to_cross(id),
            is_down: person.is_down(),
            lane: LaneId(strip.map_or(NONE, |strip| strip.lane)),
            pos_m: strip.map_or(0.0, |strip| strip.at_m + strip.left * left_m(zebra, walk)),
        }
    }

    /// The strip that somebody is on or comes to next, else the last.
    fn strip_at(&self, id: u32) -> Option<&Strip> {
        let (person, walk, zebra) = (&self.state.people.all[id as usize], self.walk(id), self.zebra_of(id));
        let strips = self.street.zebras.strips(walk.place);
        let way_m = |strip: &Strip| if walk.forward { strip.along_m } else { zebra.length_m - strip.along_m };
        let ahead = strips.iter().filter(|strip| way_m(strip) + strip.half_m > person.way_m);
        ahead.min_by(|a, b| way_m(a).total_cmp(&way_m(b))).or(strips.last())
    }

    /// How many people are on the way.
    pub fn people_on_the_way(&self) -> u64 {
        self.state.people.active.len() as u64
    }

    /// The people of the run, by number of their walk: in scenes they come after the trips.
    pub fn walks(&self) -> &[Walk] {
        &self.street.plan.walks
    }

    /// Whether somebody is on foot or still to come.
    pub(crate) fn has_people(&self) -> bool {
        let people = &self.state.people;
        !people.active.is_empty() || people.all.len() < self.street.plan.walks.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::Polyline;

    #[test]
    fn the_way_leads_along_the_pavement_over_the_line_and_on() {
        let line = Polyline(vec![Point::new(0.0, 0.0), Point::new(0.0, 10.0)]);
        let zebra = Zebra::for_tests(line, 4.0);
        let mut walk = Walk {
            name: "p".into(),
            key: AgentKey(1),
            depart_s: 0.0,
            kerb_s: 0.0,
            speed_mps: 1.0,
            place: 0,
            forward: true,
            keeps_light: true,
            heedless: false,
            caution: 0.5,
            beside: 0.0,
        };
        assert_eq!(pose_of(&zebra, &walk, 4.0).at, Point::new(0.0, 4.0));
        let before = pose_of(&zebra, &walk, -5.0).at;
        assert!((before.x + 5.0).abs() < 1e-9 && (before.y + 0.3).abs() < 1e-9, "{before:?}");
        let after = pose_of(&zebra, &walk, 12.0).at;
        assert!((after.x + 2.0).abs() < 1e-9 && (after.y - 10.3).abs() < 1e-9, "{after:?}");
        walk.forward = false;
        assert!(pose_of(&zebra, &walk, 4.0).at.distance(Point::new(0.0, 6.0)) < 1e-9);
        assert!((pose_of(&zebra, &walk, -5.0).at.y - 10.3).abs() < 1e-9);
    }
}
