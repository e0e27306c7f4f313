//! SUMO's vehicle classes and ours.
//!
//! SUMO knows three dozen classes, we know ten. Access rules are first read in SUMO's own classes, so that
//! `disallow` is exact, and only then told in ours, by one class that stands for each of ours.

use crate::ImportError;
use crate::xml::Element;
use pilotzone_map::{ClassSet, LaneKind, VehicleClass};

/// SUMO's classes; a class's place is its bit in a [`Mask`].
const NAMES: [&str; 36] = [
    "private",
    "emergency",
    "authority",
    "army",
    "vip",
    "pedestrian",
    "passenger",
    "hov",
    "taxi",
    "bus",
    "coach",
    "delivery",
    "truck",
    "trailer",
    "motorcycle",
    "moped",
    "bicycle",
    "evehicle",
    "tram",
    "rail_urban",
    "rail",
    "rail_electric",
    "rail_fast",
    "ship",
    "container",
    "cable_car",
    "subway",
    "aircraft",
    "wheelchair",
    "scooter",
    "drone",
    "custom1",
    "custom2",
    "ignoring",
    "public_emergency",
    "public_authority",
];

/// A set of SUMO's classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask(u64);

impl Mask {
    /// Every class.
    pub const ALL: Self = Self((1 << NAMES.len()) - 1);
    /// No class.
    pub const NONE: Self = Self(0);

    fn with_named(self, name: &str) -> Option<Self> {
        // Names of the first releases are still met in old files.
        let name = match name {
            "lightrail" => "rail_urban",
            "cityrail" | "rail_slow" => "rail",
            "hgv" => "truck",
            other => other,
        };
        NAMES.iter().position(|n| *n == name).map(|bit| Self(self.0 | 1 << bit))
    }

    /// The set that a list of names means; `all` is every class. The first unknown name is the error.
    pub fn of_list(text: &str) -> Result<Self, String> {
        let mut set = Self::NONE;
        for name in super::text::list(text) {
            set = match name {
                "all" => Self::ALL,
                _ => set.with_named(name).ok_or_else(|| name.to_owned())?,
            };
        }
        Ok(set)
    }

    fn has(self, name: &str) -> bool {
        NAMES.iter().position(|n| *n == name).is_some_and(|bit| self.0 & 1 << bit != 0)
    }

    fn has_any(self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// What a lane with this access is for.
    pub fn lane_kind(self) -> LaneKind {
        const GENERAL: [&str; 10] = [
            "passenger",
            "private",
            "hov",
            "evehicle",
            "truck",
            "trailer",
            "delivery",
            "motorcycle",
            "moped",
            "vip",
        ];
        if self.has_any(&GENERAL) {
            LaneKind::Driving
        } else if self.has_any(&["bus", "coach", "taxi"]) {
            LaneKind::Bus
        } else if self.has_any(&["emergency", "authority", "army"]) {
            LaneKind::Driving
        } else if self.has_any(&["bicycle", "scooter"]) {
            LaneKind::Cycle
        } else if self.has_any(&["tram", "rail_urban", "rail", "rail_electric", "rail_fast", "subway"]) {
            LaneKind::Rail
        } else {
            LaneKind::Foot
        }
    }

    /// The set in our classes.
    ///
    /// Emergency vehicles on duty may use every lane for motor vehicles; SUMO's class `ignoring`, which keeps no
    /// access rule, becomes one of them.
    pub fn classes(self) -> ClassSet {
        let pairs = [
            (VehicleClass::Passenger, &["passenger"][..]),
            (VehicleClass::Taxi, &["taxi"]),
            (VehicleClass::Bus, &["bus"]),
            (VehicleClass::Truck, &["truck"]),
            (VehicleClass::Motorcycle, &["motorcycle"]),
            (VehicleClass::Bicycle, &["bicycle"]),
            (VehicleClass::Scooter, &["scooter"]),
            (VehicleClass::Emergency, &["emergency"]),
            (VehicleClass::Pedestrian, &["pedestrian"]),
            (VehicleClass::Rail, &["tram", "rail_urban", "rail", "rail_electric", "rail_fast", "subway"]),
        ];
        let mut set = ClassSet::NONE;
        for (class, names) in pairs {
            if self.has_any(names) {
                set = set.with(class);
            }
        }
        if matches!(self.lane_kind(), LaneKind::Driving | LaneKind::Bus) {
            set = set.with(VehicleClass::Emergency);
        }
        set
    }
}

/// The access that `allow` and `disallow` give: everybody where both are absent.
pub fn access(element: &Element<'_>) -> Result<Mask, ImportError> {
    let read = |attribute: &str| -> Result<Option<Mask>, ImportError> {
        let Some(text) = element.get(attribute) else { return Ok(None) };
        let mask =
            Mask::of_list(text).map_err(|_| element.bad_value(attribute, "names of vehicle classes"))?;
        Ok(Some(mask))
    };
    Ok(match (read("allow")?, read("disallow")?) {
        (Some(allowed), _) => allowed,
        (None, Some(banned)) => Mask(Mask::ALL.0 & !banned.0),
        (None, None) => Mask::ALL,
    })
}

/// The classes that may change lanes by `changeLeft` or `changeRight`: all where it is absent.
pub fn may_change(element: &Element<'_>, attribute: &str) -> Result<ClassSet, ImportError> {
    match element.get(attribute) {
        None => Ok(ClassSet::ALL),
        Some(text) => match Mask::of_list(text) {
            Ok(mask) => Ok(mask.classes()),
            Err(_) => Err(element.bad_value(attribute, "names of vehicle classes")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bus_lane_is_one_and_no_car_may_use_it() {
        let bus = Mask::of_list("bus").unwrap();
        assert_eq!(bus.lane_kind(), LaneKind::Bus);
        assert_eq!(bus.classes(), ClassSet::BUS_ONLY);
    }

    #[test]
    fn a_ban_of_some_leaves_the_others() {
        let rest = Mask(Mask::ALL.0 & !Mask::of_list("tram rail_urban rail truck").unwrap().0);
        assert!(rest.classes().has(VehicleClass::Passenger) && !rest.classes().has(VehicleClass::Truck));
        assert_eq!(rest.lane_kind(), LaneKind::Driving);
    }

    #[test]
    fn lanes_for_feet_cycles_and_rails_are_no_car_lanes() {
        let kind = |list: &str| Mask::of_list(list).unwrap().lane_kind();
        assert_eq!(kind("pedestrian"), LaneKind::Foot);
        assert_eq!(kind("pedestrian bicycle"), LaneKind::Cycle);
        assert_eq!(kind("tram"), LaneKind::Rail);
        assert_eq!(Mask::NONE.classes(), ClassSet::NONE);
        assert_eq!(Mask::of_list("bus horse"), Err("horse".to_owned()));
    }
}
