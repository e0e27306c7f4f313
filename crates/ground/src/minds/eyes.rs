//! What a driver sees of another road user: the truth, an estimate, or nothing.

use super::{Mind, Minds, Person, System, Traits};
use crate::kinds::Leader;
use crate::state::Car;
use crate::view::View;
use pilotzone_world::{Control, FaultKind};

/// Through whose eyes a driver looks.
#[derive(Clone, Copy)]
pub enum Eyes<'a> {
    /// Those of a driver who sees all as it is.
    Perfect,
    /// A person's.
    Person {
        /// His state.
        mind: &'a Mind,
        /// How he errs.
        person: &'a Person,
        /// What lasts about him.
        traits: &'a Traits,
    },
    /// A stack's.
    System {
        /// Its state.
        mind: &'a Mind,
        /// Its numbers.
        system: &'a System,
    },
}

impl Minds {
    /// The eyes through which a trip's vehicle is driven now.
    #[inline]
    pub fn eyes<'a>(&'a self, states: &'a [Mind], id: u32) -> Eyes<'a> {
        let Some(at) = self.place(id) else { return Eyes::Perfect };
        let (mind, kind) = (&states[at], self.kinds[at]);
        if mind.control.is_automated()
            && let Some((system, _)) = self.system_of(kind)
        {
            return Eyes::System { mind, system };
        }
        match self.person_of(kind) {
            Some(person) if mind.control != Control::Halted => {
                Eyes::Person { mind, person, traits: &self.traits[at] }
            }
            _ => Eyes::Perfect,
        }
    }
}

impl View<'_> {
    /// Whether the driver of a car does not look at all now, or the stack's sensors or computer have failed.
    pub(crate) fn sees_nothing(&self, car: &Car) -> bool {
        match self.minds.eyes(self.mind_states, car.id) {
            Eyes::Perfect => false,
            Eyes::Person { mind, .. } => mind.looks_away(self.step),
            Eyes::System { mind, .. } => {
                mind.faults.has(FaultKind::SensorBlind) || mind.faults.has(FaultKind::ComputerStop)
            }
        }
    }

    /// What the driver of a car makes of somebody ahead; none where he does not see him.
    #[inline]
    pub fn perceived(&self, eyes: Eyes<'_>, car: &Car, leader: Leader) -> Option<Leader> {
        match eyes {
            Eyes::Perfect => Some(leader),
            Eyes::Person { mind, person, traits } => {
                Some(person.estimates(mind, traits, car, self.kind(car), leader))
            }
            Eyes::System { mind, system } => self.measured(mind, system, car, leader),
        }
    }
}

impl Person {
    /// A person's estimate of gap and speed: the human driver model, Treiber, Kesting and Helbing 2006, Physica A 360,
    /// 71, eqs. 8 to 11. Who follows closer than his type takes the gap for longer by the time gap that he does not keep.
    fn estimates(
        &self,
        mind: &Mind,
        traits: &Traits,
        car: &Car,
        kind: &crate::kinds::Kind,
        leader: Leader,
    ) -> Leader {
        if leader.gap_m <= 0.0 {
            return leader;
        }
        let seen_m = leader.gap_m * libm::exp(self.errors.gap_error * mind.gap_error);
        let error_mps = leader.gap_m * self.errors.speed_error_per_s * mind.speed_error;
        let pressed_m = (1.0 - traits.headway) * kind.headway_s * car.speed_mps;
        Leader {
            gap_m: seen_m + pressed_m.min(leader.gap_m),
            speed_mps: (leader.speed_mps + error_mps).max(0.0),
            ..leader
        }
    }
}
