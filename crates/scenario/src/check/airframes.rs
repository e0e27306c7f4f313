//! Multirotors that could not fly.

use super::Checks;
use crate::file::AirframeFile;

/// Weight of a kilogram (N), the standard one.
const WEIGHT_N: f64 = 9.80665;
/// More rotors than this are not reckoned with.
const MOST_ROTORS: usize = 8;

impl Checks<'_> {
    pub(super) fn airframes(&mut self) {
        let file = self.file;
        for (name, airframe) in &file.airframes {
            for (key, what) in problems(airframe) {
                let path: Vec<&str> = ["airframes", name].into_iter().chain(key.iter().copied()).collect();
                self.choice(&path, &what);
            }
        }
    }
}

/// What keeps an airframe from flying: the key, and what is wrong with it.
fn problems(airframe: &AirframeFile) -> Vec<(&'static [&'static str], String)> {
    let mut found: Vec<(&'static [&'static str], String)> = Vec::new();
    let rotors = &airframe.rotors;
    if airframe.takeoff_max_kg < airframe.mass_kg {
        let what = format!(
            "is {} kg, less than `mass_kg` {} kg: it could not even take off empty",
            airframe.takeoff_max_kg, airframe.mass_kg
        );
        found.push((&["takeoff_max_kg"], what));
    }
    if !(4..=MOST_ROTORS).contains(&rotors.at.len()) {
        let what = format!("has {} rotors; expected 4 to {MOST_ROTORS}", rotors.at.len());
        found.push((&["rotors", "at"], what));
    }
    let (thrust_n, weight_n) =
        (rotors.max_thrust_n * rotors.at.len() as f64, airframe.takeoff_max_kg * WEIGHT_N);
    if thrust_n <= weight_n {
        let what = format!(
            "gives {thrust_n:.1} N with all rotors, below the weight at take-off of {weight_n:.1} N: it never leaves the ground"
        );
        found.push((&["rotors", "max_thrust_n"], what));
    }
    let [x, y, z] = airframe.inertia_kgm2.map(|i| i.0);
    if x + y < z || y + z < x || z + x < y {
        let what = "no body has these: each moment of inertia is at most the sum of the other two";
        found.push((&["inertia_kgm2"], what.to_owned()));
    }
    let curve = &airframe.battery.cell_curve;
    let rises = curve.windows(2).all(|pair| pair[0].left < pair[1].left && pair[0].volt <= pair[1].volt);
    let whole = curve.first().is_some_and(|p| p.left <= 0.0) && curve.last().is_some_and(|p| p.left >= 1.0);
    if !rises || !whole {
        let what = "the share left must rise from 0 to 1, and the voltage with it";
        found.push((&["battery", "cell_curve"], what.to_owned()));
    }
    found
}
