//! Classes by which agents are counted.

use serde::{Deserialize, Serialize};
use std::ops::{Index, IndexMut};

/// What an agent is counted as. A vehicle with an automated-driving stack is an [`AgentClass::Av`] and is not
/// counted in its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum AgentClass {
    /// Car, taxi or van driven by a person.
    Car,
    /// Any vehicle with an automated-driving stack.
    Av,
    /// Lorry.
    Truck,
    /// Bus or coach.
    Bus,
    /// Motorcycle or moped.
    Motorcycle,
    /// Bicycle.
    Bicycle,
    /// E-scooter.
    Scooter,
    /// Emergency vehicle on duty.
    Emergency,
    /// Somebody on foot.
    Pedestrian,
    /// Drone.
    Uav,
}

impl AgentClass {
    /// Every class, in the order of its number.
    pub const ALL: [Self; 10] = [
        Self::Car,
        Self::Av,
        Self::Truck,
        Self::Bus,
        Self::Motorcycle,
        Self::Bicycle,
        Self::Scooter,
        Self::Emergency,
        Self::Pedestrian,
        Self::Uav,
    ];

    /// The name in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Car => "car",
            Self::Av => "av",
            Self::Truck => "truck",
            Self::Bus => "bus",
            Self::Motorcycle => "motorcycle",
            Self::Bicycle => "bicycle",
            Self::Scooter => "scooter",
            Self::Emergency => "emergency",
            Self::Pedestrian => "pedestrian",
            Self::Uav => "uav",
        }
    }
}

/// One value for each class.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct PerClass<T>(pub [T; 10]);

impl<T> Index<AgentClass> for PerClass<T> {
    type Output = T;
    fn index(&self, class: AgentClass) -> &T {
        &self.0[class as usize]
    }
}

impl<T> IndexMut<AgentClass> for PerClass<T> {
    fn index_mut(&mut self, class: AgentClass) -> &mut T {
        &mut self.0[class as usize]
    }
}

impl<T: Copy + Default + PartialEq> PerClass<T> {
    /// The classes that have another value than the default, with it, in the order of the classes.
    pub fn present(&self) -> impl Iterator<Item = (AgentClass, T)> + '_ {
        AgentClass::ALL.into_iter().map(|class| (class, self[class])).filter(|(_, n)| *n != T::default())
    }
}
