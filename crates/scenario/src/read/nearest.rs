//! What somebody probably meant.

/// Units that a key may end with, longest first, so that `_km_per_h` is not taken for `_h`.
const UNITS: [&str; 24] = [
    "_km_per_h",
    "_m_per_s",
    "_per_min",
    "_per_h",
    "_per_s",
    "_percent",
    "_minutes",
    "_seconds",
    "_hours",
    "_mps2",
    "_share",
    "_kmh",
    "_kph",
    "_mps",
    "_min",
    "_sec",
    "_deg",
    "_rad",
    "_km",
    "_kg",
    "_ms",
    "_h",
    "_m",
    "_s",
];

/// A key without the unit at its end.
fn stem(key: &str) -> &str {
    UNITS.iter().find_map(|unit| key.strip_suffix(unit)).unwrap_or(key)
}

/// The known name that comes nearest, if any comes near.
pub fn of<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        // The same quantity in another unit is the likeliest slip of all.
        let likeness = if !name.is_empty() && stem(name) == stem(candidate) {
            2.0
        } else {
            strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase())
        };
        if best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.filter(|(likeness, _)| *likeness >= 0.75).map(|(_, candidate)| candidate.to_owned())
}

/// The words that carry a guess into a message.
pub fn hint(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_unit_of_the_same_quantity_is_the_nearest() {
        let keys = ["duration_s", "dt_s", "start"];
        assert_eq!(of("duration_min", keys).as_deref(), Some("duration_s"));
        assert_eq!(of("duration", keys).as_deref(), Some("duration_s"));
        assert_eq!(of("strat", keys).as_deref(), Some("start"));
    }

    #[test]
    fn nothing_is_guessed_from_far_away() {
        assert_eq!(of("xyzzy", ["duration_s", "seed"]), None);
        assert_eq!(of("", ["duration_s"]), None);
    }
}
