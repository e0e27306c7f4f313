//! What SUMO takes for a vehicle class where a type says nothing.
//!
//! The figures are what SUMO 1.28.0 answers when it is asked for the parameters of an empty type of each class.

use pilotzone_map::VehicleClass;
use pilotzone_world::AgentClass;

/// The defaults of one class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassDefaults {
    pub agent: AgentClass,
    pub access: VehicleClass,
    pub length_m: f64,
    pub width_m: f64,
    pub height_m: f64,
    pub mass_kg: f64,
    pub min_gap_m: f64,
    pub max_speed_mps: f64,
    pub accel_mps2: f64,
    pub decel_mps2: f64,
    pub emergency_decel_mps2: f64,
    pub speed_deviation: f64,
}

const KMH: f64 = 1.0 / 3.6;

const CAR: ClassDefaults = ClassDefaults {
    agent: AgentClass::Car,
    access: VehicleClass::Passenger,
    length_m: 5.0,
    width_m: 1.8,
    height_m: 1.5,
    mass_kg: 1500.0,
    min_gap_m: 2.5,
    max_speed_mps: 200.0 * KMH,
    accel_mps2: 2.6,
    decel_mps2: 4.5,
    emergency_decel_mps2: 9.0,
    speed_deviation: 0.1,
};

/// Cars whose drivers all keep to the same speed.
const EXACT: ClassDefaults = ClassDefaults { speed_deviation: 0.0, ..CAR };

/// SUMO's classes that are no road users here.
pub const NOT_ON_ROADS: [&str; 13] = [
    "tram",
    "rail_urban",
    "rail",
    "rail_electric",
    "rail_fast",
    "subway",
    "cable_car",
    "ship",
    "container",
    "aircraft",
    "drone",
    "pedestrian",
    "wheelchair",
];

const VAN: ClassDefaults = ClassDefaults {
    length_m: 6.5,
    width_m: 2.16,
    height_m: 2.86,
    mass_kg: 5000.0,
    speed_deviation: 0.05,
    ..CAR
};

const TRUCK: ClassDefaults = ClassDefaults {
    agent: AgentClass::Truck,
    access: VehicleClass::Truck,
    length_m: 7.1,
    width_m: 2.4,
    height_m: 2.4,
    mass_kg: 4500.0,
    max_speed_mps: 130.0 * KMH,
    accel_mps2: 1.3,
    decel_mps2: 4.0,
    emergency_decel_mps2: 7.0,
    speed_deviation: 0.05,
    ..CAR
};

const BUS: ClassDefaults = ClassDefaults {
    agent: AgentClass::Bus,
    access: VehicleClass::Bus,
    length_m: 12.0,
    width_m: 2.5,
    height_m: 3.4,
    mass_kg: 12_000.0,
    max_speed_mps: 100.0 * KMH,
    accel_mps2: 1.2,
    decel_mps2: 4.0,
    emergency_decel_mps2: 7.0,
    speed_deviation: 0.0,
    ..CAR
};

const MOTORCYCLE: ClassDefaults = ClassDefaults {
    agent: AgentClass::Motorcycle,
    access: VehicleClass::Motorcycle,
    length_m: 2.2,
    width_m: 0.9,
    mass_kg: 200.0,
    accel_mps2: 6.0,
    decel_mps2: 10.0,
    emergency_decel_mps2: 10.0,
    ..CAR
};

/// Cycles want 20 km/h though they can do 50.
const BICYCLE: ClassDefaults = ClassDefaults {
    agent: AgentClass::Bicycle,
    access: VehicleClass::Bicycle,
    length_m: 1.6,
    width_m: 0.65,
    height_m: 1.7,
    mass_kg: 10.0,
    min_gap_m: 0.5,
    max_speed_mps: 20.0 * KMH,
    accel_mps2: 1.2,
    decel_mps2: 3.0,
    emergency_decel_mps2: 7.0,
    ..CAR
};

/// The defaults of a class by SUMO's name; none where there is no such class.
pub fn of_class(name: &str) -> Option<ClassDefaults> {
    Some(match name {
        "passenger" | "private" | "hov" | "vip" | "evehicle" | "custom1" | "custom2" => CAR,
        "taxi" => ClassDefaults { access: VehicleClass::Taxi, speed_deviation: 0.05, ..CAR },
        "ignoring" | "authority" | "army" => ClassDefaults { access: VehicleClass::Emergency, ..EXACT },
        "emergency" => ClassDefaults {
            agent: AgentClass::Emergency,
            access: VehicleClass::Emergency,
            speed_deviation: 0.0,
            ..VAN
        },
        "delivery" => ClassDefaults { agent: AgentClass::Truck, access: VehicleClass::Truck, ..VAN },
        "truck" => TRUCK,
        "trailer" => ClassDefaults {
            length_m: 16.5,
            width_m: 2.55,
            height_m: 4.0,
            mass_kg: 13_000.0,
            accel_mps2: 1.1,
            ..TRUCK
        },
        "bus" => BUS,
        "coach" => ClassDefaults {
            length_m: 14.0,
            width_m: 2.6,
            height_m: 4.0,
            mass_kg: 25_000.0,
            accel_mps2: 2.0,
            speed_deviation: 0.05,
            ..BUS
        },
        "motorcycle" => MOTORCYCLE,
        "moped" => ClassDefaults {
            length_m: 2.1,
            width_m: 0.78,
            height_m: 1.7,
            mass_kg: 80.0,
            max_speed_mps: 60.0 * KMH,
            accel_mps2: 1.1,
            decel_mps2: 7.0,
            ..MOTORCYCLE
        },
        "bicycle" => BICYCLE,
        "scooter" => ClassDefaults {
            agent: AgentClass::Scooter,
            access: VehicleClass::Scooter,
            length_m: 1.2,
            width_m: 0.5,
            ..BICYCLE
        },
        other if NOT_ON_ROADS.contains(&other) => EXACT,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_gaps_and_top_speeds_are_those_of_the_reference() {
        let shown = |name: &str| {
            let c = of_class(name).unwrap();
            (c.length_m, c.min_gap_m, (c.max_speed_mps * 3.6).round())
        };
        assert_eq!(shown("passenger"), (5.0, 2.5, 200.0));
        assert_eq!(shown("truck"), (7.1, 2.5, 130.0));
        assert_eq!(shown("bus"), (12.0, 2.5, 100.0));
        assert_eq!(shown("motorcycle"), (2.2, 2.5, 200.0));
        assert_eq!(shown("delivery"), (6.5, 2.5, 200.0));
        assert!(of_class("horse").is_none());
    }
}
