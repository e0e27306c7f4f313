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
