//! Who may use a lane.

use serde::{Deserialize, Serialize};

/// A kind of road user as access rules know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum VehicleClass {
    /// Private car.
    Passenger = 0,
    /// Taxi.
    Taxi = 1,
    /// Scheduled bus or coach.
    Bus = 2,
    /// Lorry, trailer, delivery van.
    Truck = 3,
    /// Motorcycle or moped.
    Motorcycle = 4,
    /// Bicycle.
    Bicycle = 5,
    /// E-scooter and the like.
    Scooter = 6,
    /// Ambulance, fire engine, police car on duty.
    Emergency = 7,
    /// Somebody on foot.
    Pedestrian = 8,
    /// Tram or train.
    Rail = 9,
}

impl VehicleClass {
    /// Every class, in the order of its number.
    pub const ALL: [Self; 10] = [
        Self::Passenger,
        Self::Taxi,
        Self::Bus,
        Self::Truck,
        Self::Motorcycle,
        Self::Bicycle,
        Self::Scooter,
        Self::Emergency,
        Self::Pedestrian,
        Self::Rail,
    ];

    /// The name in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passenger => "passenger",
            Self::Taxi => "taxi",
            Self::Bus => "bus",
            Self::Truck => "truck",
            Self::Motorcycle => "motorcycle",
            Self::Bicycle => "bicycle",
            Self::Scooter => "scooter",
            Self::Emergency => "emergency",
            Self::Pedestrian => "pedestrian",
            Self::Rail => "rail",
        }
    }
}

/// A set of vehicle classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct ClassSet(pub u16);

impl ClassSet {
    /// Nobody.
    pub const NONE: Self = Self(0);
    /// Everybody, on foot and on rails too.
    pub const ALL: Self = Self((1 << 10) - 1);
    /// All that has a motor and drives on a road.
    pub const MOTOR: Self = Self::of(&[
        VehicleClass::Passenger,
        VehicleClass::Taxi,
        VehicleClass::Bus,
        VehicleClass::Truck,
        VehicleClass::Motorcycle,
        VehicleClass::Emergency,
    ]);
    /// Motor vehicles and cycles: an ordinary carriageway.
    pub const ROAD: Self = Self::MOTOR.with(VehicleClass::Bicycle).with(VehicleClass::Scooter);
    /// A bus lane: buses, and emergency vehicles on duty.
    pub const BUS_ONLY: Self = Self::of(&[VehicleClass::Bus, VehicleClass::Emergency]);
    /// A lane for public service vehicles: buses and taxis.
    pub const PSV: Self = Self::BUS_ONLY.with(VehicleClass::Taxi);

    /// The set of these classes.
    pub const fn of(classes: &[VehicleClass]) -> Self {
        let mut set = Self::NONE;
        let mut i = 0;
        while i < classes.len() {
            set = set.with(classes[i]);
            i += 1;
        }
        set
    }

    /// This set and one class more.
    pub const fn with(self, class: VehicleClass) -> Self {
        Self(self.0 | 1 << class as u16)
    }

    /// This set without one class.
    pub const fn without(self, class: VehicleClass) -> Self {
        Self(self.0 & !(1 << class as u16))
    }

    /// Whether the class is in the set.
    pub const fn has(self, class: VehicleClass) -> bool {
        self.0 & 1 << class as u16 != 0
    }

    /// What is in both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in either.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this set and not in the other.
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nobody is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_road_is_for_motor_vehicles_and_cycles_but_not_for_feet_or_rails() {
        assert!(ClassSet::ROAD.has(VehicleClass::Passenger) && ClassSet::ROAD.has(VehicleClass::Bicycle));
        assert!(!ClassSet::ROAD.has(VehicleClass::Pedestrian) && !ClassSet::ROAD.has(VehicleClass::Rail));
    }

    #[test]
    fn all_holds_exactly_the_listed_classes() {
        assert_eq!(ClassSet::of(&VehicleClass::ALL), ClassSet::ALL);
    }
}
