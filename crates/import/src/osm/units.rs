//! Values with units, as people write them.

/// One kilometre an hour (m/s).
pub(crate) const KMH_MPS: f64 = 1.0 / 3.6;
/// One international mile an hour (m/s): 1609.344 m in 3600 s.
const MPH_MPS: f64 = 0.447_04;
/// One knot (m/s): 1852 m in 3600 s.
const KNOT_MPS: f64 = 1852.0 / 3600.0;
/// One international foot (m).
const FOOT_M: f64 = 0.3048;
/// One international inch (m).
const INCH_M: f64 = 0.0254;

/// A number at the start of a text, and what follows it; a comma may stand for the decimal point.
fn leading_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text
        .char_indices()
        .find(|&(i, c)| !(c.is_ascii_digit() || c == '.' || c == ',' || (i == 0 && (c == '-' || c == '+'))))
        .map_or(text.len(), |(i, _)| i);
    let (number, rest) = text.split_at(end);
    let value = number.replace(',', ".").parse::<f64>().ok()?;
    value.is_finite().then(|| (value, rest.trim()))
}

/// A speed (m/s): a number in km/h, or with a unit.
pub(crate) fn speed_mps(text: &str) -> Option<f64> {
    let (value, unit) = leading_number(text)?;
    let scale = match unit.to_ascii_lowercase().as_str() {
        "" | "km/h" | "kmh" | "kph" | "kmph" | "km/hr" => KMH_MPS,
        "mph" | "mi/h" | "miles/h" => MPH_MPS,
        "knots" | "knot" | "kn" | "kt" | "kts" => KNOT_MPS,
        "m/s" => 1.0,
        _ => return None,
    };
    Some(value * scale)
}

/// A length (m): a number in metres, or with a unit; feet and inches as `5'6"`.
pub(crate) fn length_m(text: &str) -> Option<f64> {
    let (value, unit) = leading_number(text)?;
    let scale = match unit.to_ascii_lowercase().as_str() {
        "" | "m" | "metre" | "metres" | "meter" | "meters" => 1.0,
        "cm" => 0.01,
        "mm" => 0.001,
        "km" => 1000.0,
        "ft" | "feet" | "foot" | "'" | "\u{2019}" | "\u{2032}" => FOOT_M,
        "in" | "inch" | "inches" | "\"" | "\u{201d}" | "\u{2033}" => INCH_M,
        _ => return feet_and_inches_m(value, unit),
    };
    Some(value * scale)
}

/// The rest of `5'6"`, after the feet.
fn feet_and_inches_m(feet: f64, rest: &str) -> Option<f64> {
    let rest = ["'", "\u{2019}", "\u{2032}", "ft", "feet"].iter().find_map(|mark| rest.strip_prefix(mark))?;
    let (inches, mark) = leading_number(rest)?;
    let known = matches!(mark, "" | "\"" | "''" | "\u{201d}" | "\u{2033}" | "in" | "inch" | "inches");
    (known && inches >= 0.0).then_some(feet * FOOT_M + inches * INCH_M)
}

/// A plain number, as in a count of storeys.
pub(crate) fn number(text: &str) -> Option<f64> {
    leading_number(text).and_then(|(value, rest)| rest.is_empty().then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_read_with_and_without_units() {
        let cases = [
            ("50", 13.889),
            ("30 mph", 13.411),
            ("30mph", 13.411),
            ("80 km/h", 22.222),
            (" 60 kmh", 16.667),
            ("10 knots", 5.144),
            ("12,5", 3.472),
            ("50.0", 13.889),
        ];
        for (text, mps) in cases {
            let found = speed_mps(text).unwrap_or(f64::NAN);
            assert!((found - mps).abs() < 0.001, "{text}: {found}");
        }
        for junk in ["", "abc", "fast", "50 parsec", "1e400", "--5", "KR:urban", "5 0", "nan", "inf"] {
            assert_eq!(speed_mps(junk), None, "{junk}");
        }
    }

    #[test]
    fn lengths_are_read_in_metres_feet_and_inches() {
        let cases = [
            ("12 m", 12.0),
            ("40'", 12.192),
            ("12,5", 12.5),
            ("5'6\"", 1.6764),
            ("10", 10.0),
            ("33 ft", 10.0584),
            ("5'", 1.524),
            ("6 ft 2 in", 1.8796),
            ("300 cm", 3.0),
            ("72\"", 1.8288),
        ];
        for (text, m) in cases {
            let found = length_m(text).unwrap_or(f64::NAN);
            assert!((found - m).abs() < 1e-6, "{text}: {found}");
        }
        for junk in ["", "tall", "~10", "10 storeys", "5'x", "1.2.3"] {
            assert_eq!(length_m(junk), None, "{junk}");
        }
    }
}
