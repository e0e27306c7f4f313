//! Shapes that a stranger recognises.
//!
//! Each is a unit long, wide and high. A vehicle's front bumper is at 0 and the rest of it behind, as replays give its
//! place; people and drones stand round their middle. White parts take the agent's colour.

use super::model::Model;
use super::signs::{FLOATING, sign};
use crate::city::Lamps;
use crate::geometry::Soup;
use crate::look::Look;

const PAINT: &str = "#ffffff";
const GLASS: &str = "#2a3845";
const TYRE: &str = "#15171a";
const LAMP: &str = "#fff3c4";
const REAR: &str = "#8c1d18";
const SKIN: &str = "#d9a98a";
const CLOTH: &str = "#2c3440";

/// What is drawn many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A car.
    Car,
    /// A car with sensors on its roof.
    Av,
    /// A lorry.
    Truck,
    /// A bus.
    Bus,
    /// A car with a blue light.
    Emergency,
    /// Two wheels and a rider.
    TwoWheeler,
    /// Somebody on foot.
    Person,
    /// Four rotors.
    Drone,
    /// A thing that nobody drives.
    Thing,
    /// A lamp at a corner of a vehicle.
    Lamp,
    /// The line from a drone to the ground below it.
    Stalk,
    /// The spot on the ground below a drone, or round who is chosen.
    Ring,
    /// What points down at the place of an incident.
    Pin,
    /// A traffic light for vehicles.
    VehicleLight,
    /// A traffic light for people on foot.
    FootLight,
    /// What floats above who is in a state: the place of the state in the list.
    Sign(u8),
}

impl Shape {
    /// The shape of a class.
    pub fn of_class(class: &str) -> Self {
        match class {
            "car" => Self::Car,
            "av" => Self::Av,
            "truck" => Self::Truck,
            "bus" => Self::Bus,
            "emergency" => Self::Emergency,
            "motorcycle" | "bicycle" | "scooter" => Self::TwoWheeler,
            "pedestrian" => Self::Person,
            "uav" => Self::Drone,
            _ => Self::Thing,
        }
    }

    /// Whether it shines by itself, so that light and shade do not change its colour.
    pub fn shines(self) -> bool {
        matches!(
            self,
            Self::Lamp | Self::Stalk | Self::Ring | Self::VehicleLight | Self::FootLight | Self::Sign(_)
        )
    }

    /// All shapes.
    pub fn all() -> Vec<Self> {
        let fixed = [
            Self::Car,
            Self::Av,
            Self::Truck,
            Self::Bus,
            Self::Emergency,
            Self::TwoWheeler,
            Self::Person,
            Self::Drone,
            Self::Thing,
            Self::Lamp,
            Self::Stalk,
            Self::Ring,
            Self::Pin,
            Self::VehicleLight,
            Self::FootLight,
        ];
        fixed.into_iter().chain((0..FLOATING.len()).map(|n| Self::Sign(n as u8))).collect()
    }
}

/// The triangles of a shape.
pub fn model(shape: Shape, look: &Look) -> Soup {
    match shape {
        Shape::Car => car(),
        Shape::Av => av(),
        Shape::Truck => truck(),
        Shape::Bus => bus(),
        Shape::Emergency => emergency(),
        Shape::TwoWheeler => two_wheeler(),
        Shape::Person => person(),
        Shape::Drone => drone(),
        Shape::Thing => Model::default().cuboid((-1.0, 0.0), (-0.5, 0.5), (0.0, 1.0), PAINT).soup(),
        Shape::Lamp => Model::default().cuboid((-0.1, 0.1), (-0.22, 0.22), (-0.12, 0.12), PAINT).soup(),
        Shape::Stalk => Model::default().cuboid((-0.5, 0.5), (-0.5, 0.5), (0.0, 1.0), PAINT).soup(),
        Shape::Ring => {
            let rings = [[1.0, 0.0], [1.0, 0.1], [0.8, 0.1], [0.8, 0.0]];
            Model::default().turned(28, [0.0; 3], &rings, (1.0, 1.0), PAINT).soup()
        }
        Shape::Pin => {
            let rings = [[0.0, 0.0], [0.5, 1.0], [0.5, 1.15], [0.0, 1.3]];
            Model::default().turned(28, [0.0; 3], &rings, (1.0, 1.0), PAINT).soup()
        }
        Shape::VehicleLight => Lamps::new().vehicle,
        Shape::FootLight => Lamps::new().foot,
        Shape::Sign(n) => sign(usize::from(n), look),
    }
}

fn wheels(mut model: Model, at: &[f32], radius: (f32, f32), width: f32) -> Model {
    for &x in at {
        for y in [(0.5 - width, 0.5), (-0.5, width - 0.5)] {
            model = model.wheel(x, y, radius, TYRE);
        }
    }
    model
}

fn car() -> Soup {
    let body =
        [[-1.0, 0.18], [-0.02, 0.18], [0.0, 0.3], [-0.02, 0.44], [-0.28, 0.58], [-0.92, 0.62], [-1.0, 0.55]];
    let cabin = [[-0.95, 0.58], [-0.26, 0.56], [-0.44, 0.97], [-0.8, 0.97]];
    let roof = [[-0.81, 0.95], [-0.43, 0.95], [-0.45, 1.0], [-0.79, 1.0]];
    let model = Model::default()
        .prism(&body, 0.49, 0.0, PAINT)
        .prism(&cabin, 0.46, 0.18, GLASS)
        .prism(&roof, 0.385, 0.0, PAINT)
        .pair((-0.03, 0.004), (0.24, 0.46), (0.31, 0.43), LAMP)
        .pair((-1.004, -0.97), (0.26, 0.48), (0.38, 0.52), REAR);
    wheels(model, &[-0.19, -0.8], (0.065, 0.22), 0.13).soup()
}

/// Sensors stand on its roof like a crown.
fn av() -> Soup {
    let rings = [[0.15, 0.0], [0.15, 0.16], [0.0, 0.16]];
    let stretch = (0.42, 1.0);
    Model::default()
        .with(&car())
        .cuboid((-0.75, -0.5), (-0.36, 0.36), (1.0, 1.04), TYRE)
        .lathe([-0.62, 0.0, 1.04], &rings, stretch, TYRE)
        .soup()
}

fn emergency() -> Soup {
    Model::default()
        .with(&car())
        .cuboid((-0.66, -0.56), (0.02, 0.36), (1.0, 1.12), "#0072b2")
        .cuboid((-0.66, -0.56), (-0.36, -0.02), (1.0, 1.12), "#d1322d")
        .soup()
}

fn truck() -> Soup {
    let cabin = [[-0.22, 0.16], [0.0, 0.16], [0.0, 0.5], [-0.03, 0.8], [-0.22, 0.8]];
    let screen = [[-0.06, 0.5], [0.004, 0.5], [-0.02, 0.76], [-0.06, 0.76]];
    let model = Model::default()
        .prism(&cabin, 0.47, 0.0, PAINT)
        .prism(&screen, 0.44, 0.0, GLASS)
        .pair((-0.17, -0.08), (0.46, 0.475), (0.5, 0.72), GLASS)
        .cuboid((-1.0, -0.24), (-0.5, 0.5), (0.26, 1.0), "#f2efe9")
        .cuboid((-1.001, -0.24), (-0.501, 0.501), (0.5, 0.6), PAINT)
        .cuboid((-1.0, -0.2), (-0.4, 0.4), (0.14, 0.26), TYRE)
        .pair((-0.01, 0.004), (0.26, 0.44), (0.22, 0.32), LAMP)
        .pair((-1.005, -0.98), (0.28, 0.46), (0.17, 0.25), REAR);
    wheels(model, &[-0.12, -0.72, -0.87], (0.055, 0.14), 0.12).soup()
}

fn bus() -> Soup {
    let model = Model::default()
        .cuboid((-1.0, 0.0), (-0.5, 0.5), (0.1, 1.0), PAINT)
        .cuboid((-0.985, -0.02), (-0.503, 0.503), (0.48, 0.82), GLASS)
        .cuboid((-0.02, 0.003), (-0.45, 0.45), (0.4, 0.86), GLASS)
        .cuboid((-0.85, -0.3), (-0.3, 0.3), (1.0, 1.04), "#e9ecef")
        .pair((-0.01, 0.005), (0.28, 0.45), (0.18, 0.28), LAMP)
        .pair((-1.004, -0.99), (0.3, 0.47), (0.3, 0.42), REAR);
    wheels(model, &[-0.2, -0.74], (0.042, 0.14), 0.12).soup()
}

fn two_wheeler() -> Soup {
    let head = [[0.0, -0.09], [0.13, -0.03], [0.13, 0.03], [0.0, 0.09]];
    Model::default()
        .wheel(-0.18, (-0.08, 0.08), (0.18, 0.17), TYRE)
        .wheel(-0.82, (-0.08, 0.08), (0.18, 0.17), TYRE)
        .prism(&[[-0.86, 0.28], [-0.2, 0.22], [-0.16, 0.4], [-0.85, 0.42]], 0.14, 0.0, PAINT)
        .cuboid((-0.25, -0.2), (-0.06, 0.06), (0.3, 0.58), TYRE)
        .cuboid((-0.28, -0.22), (-0.5, 0.5), (0.56, 0.6), TYRE)
        .prism(&[[-0.68, 0.42], [-0.46, 0.42], [-0.36, 0.8], [-0.58, 0.82]], 0.34, 0.1, PAINT)
        .pair((-0.6, -0.3), (0.16, 0.3), (0.24, 0.46), CLOTH)
        .lathe([-0.44, 0.0, 0.9], &head, (0.8, 1.6), SKIN)
        .soup()
}

fn person() -> Soup {
    let body = [[0.26, 0.0], [0.42, 0.36], [0.3, 0.46], [0.0, 0.46]];
    let head = [[0.0, -0.09], [0.26, -0.03], [0.26, 0.03], [0.0, 0.09]];
    Model::default()
        .lathe([0.0, 0.0, 0.38], &body, (0.7, 1.1), PAINT)
        .pair((-0.16, 0.2), (0.04, 0.26), (0.0, 0.4), CLOTH)
        .lathe([0.0, 0.0, 0.92], &head, (1.0, 0.9), SKIN)
        // A nose, so that one sees where he looks.
        .cuboid((0.2, 0.36), (-0.05, 0.05), (0.89, 0.93), SKIN)
        .soup()
}

fn drone() -> Soup {
    let hub = [[0.0, 0.0], [0.24, 0.0], [0.24, 0.06], [0.0, 0.06]];
    let mut model = Model::default()
        .cuboid((-0.2, 0.2), (-0.13, 0.13), (0.3, 0.8), PAINT)
        // What looks forwards is bright, what is behind red: so one sees its heading.
        .cuboid((0.18, 0.27), (-0.1, 0.1), (0.4, 0.65), LAMP)
        .cuboid((-0.24, -0.18), (-0.1, 0.1), (0.4, 0.65), REAR)
        .pair((-0.26, 0.26), (0.2, 0.23), (0.0, 0.08), TYRE)
        .pair((-0.03, 0.03), (0.14, 0.22), (0.05, 0.4), TYRE);
    for (x, y) in [(0.34, 0.34), (0.34, -0.34), (-0.34, 0.34), (-0.34, -0.34)] {
        let (low, high) = (f32::min, f32::max);
        // Two short bars make an arm that goes slantwise well enough to be seen.
        model = model
            .cuboid((low(x, 0.0), high(x, 0.0)), (y * 0.5 - 0.03, y * 0.5 + 0.03), (0.56, 0.66), PAINT)
            .cuboid((x - 0.03, x + 0.03), (low(y, y * 0.4), high(y, y * 0.4)), (0.56, 0.66), PAINT)
            .lathe([x, y, 0.8], &hub, (1.0, 1.0), "#3a4650");
    }
    model.soup()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Language, Theme};
    use bevy::math::Vec3;

    fn bounds(shape: Shape) -> (Vec3, Vec3) {
        let soup = model(shape, &Look::new(Language::Ko, Theme::Light));
        soup.corners().fold((Vec3::MAX, Vec3::MIN), |(low, high), at| (low.min(at), high.max(at)))
    }

    #[test]
    fn a_vehicle_reaches_back_a_unit_from_its_front_bumper_and_stands_on_the_ground() {
        for shape in [Shape::Car, Shape::Av, Shape::Truck, Shape::Bus, Shape::Emergency, Shape::TwoWheeler] {
            let (low, high) = bounds(shape);
            assert!((low.x + 1.0).abs() < 0.03 && high.x.abs() < 0.03, "{shape:?}: {low} {high}");
            assert!(low.y.abs() < 0.03 && high.y > 0.9 && high.y < 1.25, "{shape:?}: {low} {high}");
            assert!((high.z - 0.5).abs() < 0.05 && (low.z + 0.5).abs() < 0.05, "{shape:?}: {low} {high}");
        }
    }

    #[test]
    fn people_and_drones_stand_round_their_middle() {
        for shape in [Shape::Person, Shape::Drone] {
            let (low, high) = bounds(shape);
            assert!(
                (low.x + high.x).abs() < 0.25 && (low.z + high.z).abs() < 0.05,
                "{shape:?}: {low} {high}"
            );
        }
    }

    #[test]
    fn every_class_has_a_shape_and_no_shape_is_empty() {
        let look = Look::new(Language::Ko, Theme::Light);
        assert!(Shape::all().into_iter().all(|shape| !model(shape, &look).is_empty()));
        assert_eq!(Shape::of_class("av"), Shape::Av);
        assert_eq!(Shape::of_class("what a later version has"), Shape::Thing);
    }
}
