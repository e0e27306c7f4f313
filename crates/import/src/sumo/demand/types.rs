//! Vehicle types.

use super::DemandOptions;
use super::collect::{Collected, Place};
use super::defaults::{ClassDefaults, NOT_ON_ROADS, of_class};
use crate::ImportError;
use crate::xml::{Element, Item, Xml, parse_number};
use pilotzone_map::Severity;
use pilotzone_scenario::{
    AccParams, Following, IdmParams, KraussParams, LaneChangeParams, SpeedFactor, VehicleType,
};

/// The type of a vehicle that names none.
pub const DEFAULT_TYPE: &str = "DEFAULT_VEHTYPE";
/// Lowest and highest speed factor where a type's distribution is cut at neither end; SUMO's own.
const FACTOR_RANGE: (f64, f64) = (0.2, 2.0);
/// Desired time gap (s) and imperfection where a type names none; SUMO's own.
const TAU_S: f64 = 1.0;
const SIGMA: f64 = 0.5;
/// Exponent of IDM's free-road term where a type names none.
const IDM_EXPONENT: f64 = 4.0;
/// Trust of the ACC form in its constant-acceleration heuristic: Kesting, Treiber and Helbing 2010.
const ACC_COOLNESS: f64 = 0.99;
/// MOBIL as Kesting, Treiber and Helbing 2007 give it; SUMO's own lane-change model is another.
const LANE_CHANGE: LaneChangeParams =
    LaneChangeParams { politeness: 0.2, threshold_mps2: 0.1, safe_decel_mps2: 4.0, bias_right_mps2: 0.3 };

/// A type as it stands in a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawType {
    pub place: Place,
    pub class: Option<String>,
    pub model: Option<String>,
    pub length_m: Option<f64>,
    pub width_m: Option<f64>,
    pub height_m: Option<f64>,
    pub mass_kg: Option<f64>,
    pub min_gap_m: Option<f64>,
    pub max_speed_mps: Option<f64>,
    pub accel_mps2: Option<f64>,
    pub decel_mps2: Option<f64>,
    pub emergency_decel_mps2: Option<f64>,
    pub factor: Option<RawFactor>,
    pub factor_deviation: Option<f64>,
    pub sigma: Option<f64>,
    pub tau_s: Option<f64>,
    pub delta: Option<f64>,
}

/// `speedFactor` as it stands in a file: a number, or a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawFactor {
    pub mean: f64,
    pub deviation: Option<f64>,
    pub range: Option<(f64, f64)>,
}

/// Reads a `vType` whose start has just been taken, with its children.
pub fn read_type(xml: &mut Xml<'_>, element: &Element<'_>) -> Result<RawType, ImportError> {
    let mut raw = RawType {
        class: element.get("vClass").map(str::to_owned),
        model: element.get("carFollowModel").map(str::to_owned),
        ..RawType::default()
    };
    numbers(element, &mut raw)?;
    while let Some(item) = xml.next_item()? {
        match item {
            Item::End("vType") => break,
            Item::End(_) => {}
            Item::Start(child) => {
                // The old way to name a model: an element of its own.
                if let Some(model) = child.name.strip_prefix("carFollowing-") {
                    raw.model = Some(model.to_owned());
                    numbers(&child, &mut raw)?;
                }
                xml.skip_element()?;
            }
        }
    }
    Ok(raw)
}

fn numbers(element: &Element<'_>, raw: &mut RawType) -> Result<(), ImportError> {
    let above_zero = |attribute: &str| match element.number(attribute)? {
        Some(value) if value <= 0.0 => Err(element.bad_value(attribute, "a number above 0")),
        value => Ok(value),
    };
    let from_zero = |attribute: &str| match element.number(attribute)? {
        Some(value) if value < 0.0 => Err(element.bad_value(attribute, "a number from 0 up")),
        value => Ok(value),
    };
    raw.length_m = above_zero("length")?.or(raw.length_m);
    raw.width_m = above_zero("width")?.or(raw.width_m);
    raw.height_m = above_zero("height")?.or(raw.height_m);
    raw.mass_kg = above_zero("mass")?.or(raw.mass_kg);
    raw.min_gap_m = from_zero("minGap")?.or(raw.min_gap_m);
    let speeds = [above_zero("maxSpeed")?, above_zero("desiredMaxSpeed")?];
    raw.max_speed_mps = speeds.into_iter().flatten().reduce(f64::min).or(raw.max_speed_mps);
    raw.accel_mps2 = above_zero("accel")?.or(raw.accel_mps2);
    raw.decel_mps2 = above_zero("decel")?.or(raw.decel_mps2);
    raw.emergency_decel_mps2 = match element.get("emergencyDecel") {
        Some("decel") => raw.decel_mps2,
        Some("default") | None => raw.emergency_decel_mps2,
        Some(_) => above_zero("emergencyDecel")?,
    };
    raw.factor_deviation = from_zero("speedDev")?.or(raw.factor_deviation);
    if let Some(text) = element.get("speedFactor") {
        let factor = factor(text).filter(|f| f.mean > 0.0 && f.deviation.is_none_or(|d| d >= 0.0));
        let expected = "a number above 0, or normc(MEAN,DEVIATION,LOWEST,HIGHEST)";
        raw.factor = Some(factor.ok_or_else(|| element.bad_value("speedFactor", expected))?);
    }
    raw.sigma = match element.number("sigma")? {
        Some(sigma) if !(0.0..=1.0).contains(&sigma) => {
            return Err(element.bad_value("sigma", "a number from 0 to 1"));
        }
        sigma => sigma.or(raw.sigma),
    };
    raw.tau_s = above_zero("tau")?.or(raw.tau_s);
    raw.delta = above_zero("delta")?.or(raw.delta);
    Ok(())
}

/// A number, `norm(mean,deviation)`, `normc(mean,deviation,lowest,highest)`, or `uniform(lowest,highest)`.
fn factor(text: &str) -> Option<RawFactor> {
    let text = text.trim();
    if let Some(mean) = parse_number(text) {
        return Some(RawFactor { mean, deviation: None, range: None });
    }
    let (name, rest) = text.split_once('(')?;
    let inner: Vec<f64> =
        rest.strip_suffix(')')?.split([',', ';']).map(parse_number).collect::<Option<_>>()?;
    match (name.trim(), &inner[..]) {
        ("norm", [mean, deviation]) => {
            Some(RawFactor { mean: *mean, deviation: Some(*deviation), range: None })
        }
        ("normc", [mean, deviation, lowest, highest]) if lowest <= highest && *lowest > 0.0 => {
            Some(RawFactor { mean: *mean, deviation: Some(*deviation), range: Some((*lowest, *highest)) })
        }
        // Ours is a normal distribution: one of the same mean and variance, cut where the other ends.
        ("uniform", [lowest, highest]) if lowest <= highest && *lowest > 0.0 => Some(RawFactor {
            mean: f64::midpoint(*lowest, *highest),
            deviation: Some((highest - lowest) / 12.0_f64.sqrt()),
            range: Some((*lowest, *highest)),
        }),
        _ => None,
    }
}

/// Fills what a type leaves open, and tells where our model is another than the one asked for.
pub fn complete(
    id: &str,
    raw: &RawType,
    collected: &mut Collected,
    options: &DemandOptions,
) -> Result<VehicleType, ImportError> {
    let class = raw.class.as_deref().unwrap_or("passenger");
    let Some(defaults) = of_class(class) else {
        let what = format!("vehicle type `{id}` is of the class `{class}`, which SUMO does not know");
        return Err(collected.unknown(&raw.place, what, "use a class of SUMO, such as passenger or bus"));
    };
    let kind = kind(id, raw, &defaults, options);
    if let Some(what) = model_notice(id, raw, options) {
        collected.tell(Severity::Warning, &raw.place, what);
    }
    Ok(kind)
}

/// Whether vehicles of a type drive on roads at all.
pub fn is_on_roads(raw: &RawType) -> bool {
    !raw.class.as_deref().is_some_and(|class| NOT_ON_ROADS.contains(&class))
}

fn kind(id: &str, raw: &RawType, defaults: &ClassDefaults, options: &DemandOptions) -> VehicleType {
    let min_gap_m = raw.min_gap_m.unwrap_or(defaults.min_gap_m);
    let accel_mps2 = raw.accel_mps2.unwrap_or(defaults.accel_mps2);
    let decel_mps2 = raw.decel_mps2.unwrap_or(defaults.decel_mps2);
    let tau_s = raw.tau_s.unwrap_or(TAU_S);
    let idm = IdmParams {
        headway_s: tau_s,
        min_gap_m,
        accel_mps2,
        decel_mps2,
        exponent: raw.delta.unwrap_or(IDM_EXPONENT),
    };
    let following = match model(raw, options) {
        "IDM" | "IDMM" | "EIDM" => Following::Idm(idm),
        "ACC" | "CACC" => Following::Acc(AccParams { idm, coolness: ACC_COOLNESS }),
        _ => Following::Krauss(KraussParams { sigma: raw.sigma.unwrap_or(SIGMA), tau_s }),
    };
    let emergency_mps2 = raw.emergency_decel_mps2.unwrap_or(defaults.emergency_decel_mps2);
    VehicleType {
        name: id.to_owned(),
        class: defaults.agent,
        access: defaults.access,
        length_m: raw.length_m.unwrap_or(defaults.length_m),
        width_m: raw.width_m.unwrap_or(defaults.width_m),
        height_m: raw.height_m.unwrap_or(defaults.height_m),
        mass_kg: raw.mass_kg.unwrap_or(defaults.mass_kg),
        min_gap_m,
        max_speed_mps: raw.max_speed_mps.unwrap_or(defaults.max_speed_mps),
        accel_mps2,
        decel_mps2,
        emergency_decel_mps2: emergency_mps2.max(decel_mps2),
        speed_factor: speed_factor(raw, defaults, options),
        following,
        lane_change: LANE_CHANGE,
        mind: pilotzone_scenario::vehicle::MindOf::Nobody,
    }
}

fn speed_factor(raw: &RawType, defaults: &ClassDefaults, options: &DemandOptions) -> SpeedFactor {
    let factor = raw.factor.unwrap_or(RawFactor { mean: 1.0, deviation: None, range: None });
    let deviation = raw.factor_deviation.or(factor.deviation).or(options.speed_deviation);
    let (min, max) = factor.range.unwrap_or(FACTOR_RANGE);
    SpeedFactor {
        mean: factor.mean,
        deviation: deviation.unwrap_or(defaults.speed_deviation),
        // A mean outside of the usual range is meant.
        min: min.min(factor.mean),
        max: max.max(factor.mean),
    }
}

fn model<'a>(raw: &'a RawType, options: &'a DemandOptions) -> &'a str {
    raw.model.as_deref().or(options.car_following.as_deref()).unwrap_or("Krauss")
}

/// What to say where our model is not the one that is asked for.
fn model_notice(id: &str, raw: &RawType, options: &DemandOptions) -> Option<String> {
    let name = model(raw, options);
    let ours = match name {
        "Krauss" | "IDM" => return None,
        "IDMM" | "EIDM" => "IDM",
        "ACC" | "CACC" => "the ACC form of IDM (Kesting and others 2010)",
        _ => "Krauss",
    };
    Some(format!("vehicle type `{id}` follows by `{name}`; {ours} stands in for it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_factor_is_a_number_or_a_distribution() {
        assert_eq!(factor("1.2"), Some(RawFactor { mean: 1.2, deviation: None, range: None }));
        let cut = RawFactor { mean: 1.0, deviation: Some(0.1), range: Some((0.2, 2.0)) };
        assert_eq!(factor("normc(1, 0.1, 0.2, 2)"), Some(cut));
        for bad in ["", "x", "normc(1,0.1)", "normc(1,0.1,2,1)", "norm(1,0.1", "normc(1,nan,0.2,2)"] {
            assert_eq!(factor(bad), None, "{bad}");
        }
    }
}
