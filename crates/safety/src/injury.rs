//! How likely somebody is hurt, and how badly: published curves, each with its name.

use pilotzone_scenario::file::{CurveFile, Hit, Hurt, InjuryFile, Level};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The probability that one person is hurt, by one curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// The curve's name.
    pub curve: String,
    /// At least how badly.
    pub level: Level,
    /// The probability for one person.
    pub probability: f64,
}

fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-logit))
}

/// The probability that a curve gives at a speed in its own unit.
pub fn probability(curve: &CurveFile, speed: f64) -> f64 {
    match curve {
        CurveFile::Logistic { intercept, slope } => logistic(intercept + slope * speed),
        CurveFile::Power { scale, exponent } => libm::pow(speed.max(0.0) / scale, *exponent).min(1.0),
        CurveFile::Points { speeds, shares } => {
            let logit = |share: f64| libm::log(share / (1.0 - share));
            let points: Vec<(f64, f64)> =
                speeds.iter().zip(shares).map(|(speed, share)| (speed.0, logit(share.0))).collect();
            let [first, .., last] = points[..] else { return 0.0 };
            let piece = points.windows(2).find(|pair| speed <= pair[1].0);
            let (from, to) = match piece {
                Some(pair) => (pair[0], pair[1]),
                None => (points[points.len() - 2], last),
            };
            let rise = if to.0 > from.0 { (to.1 - from.1) / (to.0 - from.0) } else { 0.0 };
            logistic(if points.len() < 2 { first.1 } else { from.1 + rise * (speed - from.0) })
        }
    }
}

/// What all curves for such a person say at a speed or delta-v (m/s). Below `from_mps` nobody is hurt, though the curves
/// are not 0 there; a graver level is never likelier than a lesser one of the same source: the running minimum.
pub fn risks(
    curves: &BTreeMap<String, InjuryFile>,
    (who, hit): (Hurt, Hit),
    speed_mps: f64,
    from_mps: f64,
) -> Vec<Risk> {
    let mut risks = Vec::new();
    let fits = |file: &InjuryFile| file.who == who && (file.hit == hit || file.hit == Hit::All);
    for (name, file) in curves.iter().filter(|(_, file)| fits(file)) {
        let mut least = 1.0_f64;
        for (level, curve) in &file.levels {
            let found = probability(curve, speed_mps / file.unit.mps());
            least = least.min(found);
            let probability = if speed_mps < from_mps { 0.0 } else { least };
            risks.push(Risk { curve: name.clone(), level: *level, probability });
        }
    }
    risks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::{Case, vectors};
    use pilotzone_scenario::Safety;

    fn hold(
        case: &Case,
        curves: &BTreeMap<String, InjuryFile>,
        (source, level): (&str, Level),
        key: &str,
        mps: f64,
    ) {
        let file = &curves[source];
        case.holds(key, probability(&file.levels[&level], mps / file.unit.mps()));
    }

    #[test]
    fn curves_for_people_on_foot_are_those_of_the_papers() {
        let curves = Safety::default().injury;
        for case in vectors("pedestrian_injury_risk") {
            // The curves by age are not shipped: nobody's age is known here.
            for (curve, key) in [
                (("rosen_sander_2009", Level::Fatal), "rosen_sander_2009_fatal"),
                (("rosen_2010", Level::Fatal), "rosen_2010_fatal"),
                (("rosen_2010", Level::Mais3plus), "rosen_2010_mais3plus"),
                (("hussain_2019", Level::Fatal), "hussain_2019_fatal_rebuilt"),
                (("tefft_2013", Level::Fatal), "tefft_2013_fatal_interp"),
                (("tefft_2013", Level::Ais4plus), "tefft_2013_ais4plus_interp"),
            ] {
                hold(&case, &curves, curve, key, case.number("impact_speed_mps"));
            }
        }
    }

    #[test]
    fn curves_by_front_height_hold_at_the_mean_they_ship_with() {
        let curves = Safety::default().injury;
        let mean = |case: &Case| (case.number("hood_edge_height_m") - 0.8525).abs() < 1e-9;
        let mut held = 0;
        for case in vectors("pedestrian_injury_risk_front_height").iter().filter(|case| mean(case)) {
            for (level, key) in [
                (Level::Mais2plus, "mais2plus_or_fatal"),
                (Level::Mais3plus, "mais3plus_or_fatal"),
                (Level::Fatal, "fatal"),
            ] {
                hold(case, &curves, ("monfort_mueller_2025", level), key, case.number("impact_speed_mps"));
                held += 1;
            }
        }
        // Other heights and ages are skipped: the scene knows neither.
        assert_eq!(held, 3);
    }

    #[test]
    fn curves_for_occupants_are_those_of_the_report() {
        let curves = Safety::default().injury;
        for case in vectors("occupant_injury_risk") {
            let (mps, mode) = (case.number("delta_v_mps"), case.text("crash_mode"));
            // MAIS1+ is skipped: it is 20 % at standstill, since the data hold towed cars only, and is not shipped.
            for level in
                [Level::Mais2plus, Level::Mais3plus, Level::Mais4plus, Level::Mais5plus, Level::Fatal]
            {
                hold(&case, &curves, (&format!("wang_2022_{mode}"), level), level.name(), mps);
            }
            hold(&case, &curves, ("joksch_1993", Level::Fatal), "joksch_fatal", mps);
            if case.says("kusano_gabler_mais2plus_belted") {
                let curve = ("kusano_gabler_2012", Level::Mais2plus);
                hold(&case, &curves, curve, "kusano_gabler_mais2plus_belted", mps);
            }
        }
    }

    #[test]
    fn graver_is_never_likelier_and_nobody_is_hurt_at_a_standstill() {
        let curves = Safety::default().injury;
        let at = |mps| risks(&curves, (Hurt::Occupant, Hit::RearEnd), mps, 1.0);
        for pair in at(40.0).windows(2).filter(|pair| pair[0].curve == pair[1].curve) {
            assert!(pair[0].level < pair[1].level && pair[0].probability >= pair[1].probability, "{pair:?}");
        }
        assert!(at(0.5).iter().all(|risk| risk.probability == 0.0));
        let fatal = |who| {
            let all = risks(&curves, (who, Hit::All), 12.0, 1.0);
            all.iter().filter(|risk| risk.level == Level::Fatal && risk.probability > 0.0).count()
        };
        assert!(fatal(Hurt::Person) >= 2 && fatal(Hurt::Occupant) >= 2);
    }
}
