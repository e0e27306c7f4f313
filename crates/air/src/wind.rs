//! The mean wind: its profile over height, and the lee of buildings.

use pilotzone_map::Point;
use pilotzone_physics::Solids;
use pilotzone_scenario::file::{ProfileOfWind, WindFile};

/// The height at which intensities of gusts are told (m): 20 feet, MIL-F-8785C 3.7.3.
pub const TWENTY_FEET_M: f64 = 6.096;
/// Lees longer than this are cut (m): they are of towers, and only the last tenth of the deficit is lost.
const LONGEST_LEE_M: f64 = 600.0;

/// The wind of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wind {
    file: WindFile,
    /// Where it comes from, length 1.
    upwind: Point,
}

impl Wind {
    /// The wind as it is written.
    pub fn of(file: &WindFile) -> Self {
        let from_rad = file.from_deg.to_radians();
        Self { file: *file, upwind: Point::new(libm::sin(from_rad), libm::cos(from_rad)) }
    }

    /// No wind at all.
    pub fn calm() -> Self {
        Self::of(&WindFile::default())
    }

    /// Mean speed at a height above ground (m/s), without buildings.
    ///
    /// Power law u = u_r (z/z_r)^a; logarithmic law u = u_r ln((z-d)/z0) / ln((z_r-d)/z0), 0 up to d + z0: the surface
    /// layer over neutral ground, up to some 200 m; above, both grow on.
    pub fn mean_mps(&self, height_m: f64) -> f64 {
        let file = &self.file;
        let growth = match file.profile {
            ProfileOfWind::Uniform => 1.0,
            ProfileOfWind::Power { exponent } => libm::pow(height_m.max(0.0) / file.reference_m, exponent),
            ProfileOfWind::Log { roughness_m, displacement_m } => {
                let rise = |z_m: f64| libm::log((z_m - displacement_m) / roughness_m);
                if height_m > displacement_m + roughness_m {
                    rise(height_m) / rise(file.reference_m)
                } else {
                    0.0
                }
            }
        };
        file.speed_mps * growth
    }

    /// Share of the mean wind that is left in the lee of buildings.
    ///
    /// Right behind a building, and up to its roof, the wind lacks a share; it wins it back evenly with the distance, until
    /// after some heights of the building nothing lacks. The wake of a cube in a boundary layer, drawn straight: Hosker
    /// 1984 has surveys of its length.
    pub fn left_in_lee(&self, solids: &Solids, at_m: [f64; 3]) -> f64 {
        let shelter = &self.file.shelter;
        if self.file.speed_mps <= 0.0 || shelter.deficit <= 0.0 {
            return 1.0;
        }
        let reach_m = (shelter.heights * solids.highest_m()).min(LONGEST_LEE_M);
        let Some(found) = solids.upwind(at_m, self.upwind, shelter.heights, reach_m) else { return 1.0 };
        let heights = found.behind_m / found.top_m;
        1.0 - shelter.deficit * (1.0 - heights / shelter.heights).max(0.0)
    }

    /// Where it comes from, length 1.
    pub fn upwind(&self) -> Point {
        self.upwind
    }

    /// Mean speed at twenty feet (m/s): what gusts are measured by.
    pub fn at_twenty_feet_mps(&self) -> f64 {
        self.mean_mps(TWENTY_FEET_M)
    }

    /// Whether it gusts.
    pub fn gusts(&self) -> bool {
        self.file.gusts && self.file.speed_mps > 0.0
    }

    /// Density of the air (kg/m³).
    pub fn density_kgpm3(&self) -> f64 {
        self.file.density_kgpm3
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;
    use pilotzone_map::{Building, HeightSource};

    #[test]
    fn the_mean_wind_grows_with_height_as_the_vectors_say() {
        for case in vectors("wind_profile") {
            let wind = |profile| {
                Wind::of(&WindFile {
                    speed_mps: case.number("ref_speed_mps"),
                    reference_m: case.number("ref_height_m"),
                    profile,
                    ..WindFile::default()
                })
            };
            let height_m = case.number("height_m");
            let (roughness_m, displacement_m) = (case.number("roughness_m"), case.number("displacement_m"));
            let log = wind(ProfileOfWind::Log { roughness_m, displacement_m });
            case.holds("log_speed_mps", log.mean_mps(height_m));
            let power = wind(ProfileOfWind::Power { exponent: case.number("power_exponent") });
            case.holds("power_speed_mps", power.mean_mps(height_m));
            assert_eq!(wind(ProfileOfWind::Uniform).mean_mps(height_m), case.number("ref_speed_mps"));
        }
    }

    #[test]
    fn behind_a_building_the_wind_lacks_and_wins_back() {
        let ring = [(0.0, -15.0), (20.0, -15.0), (20.0, 15.0), (0.0, 15.0)];
        let tower = Building {
            id: String::new(),
            name: None,
            ring: ring.map(|(x, y)| Point::new(x, y)).to_vec(),
            holes: Vec::new(),
            base_m: 0.0,
            top_m: 30.0,
            height_source: HeightSource::Tagged,
        };
        let solids = Solids::of(&[tower]);
        // From the west: what lies east of the tower is in its lee.
        let wind = Wind::of(&WindFile { speed_mps: 6.0, ..WindFile::default() });
        let left = |x: f64, z: f64| wind.left_in_lee(&solids, [x, 0.0, z]);
        assert!((left(20.5, 5.0) - 0.401).abs() < 1e-3, "{}", left(20.5, 5.0));
        assert!((left(20.0 + 150.0, 5.0) - 0.7).abs() < 1e-9);
        assert_eq!([left(330.0, 5.0), left(-5.0, 5.0), left(25.0, 31.0)], [1.0; 3]);
        assert_eq!(Wind::calm().left_in_lee(&solids, [21.0, 0.0, 5.0]), 1.0);
    }
}
