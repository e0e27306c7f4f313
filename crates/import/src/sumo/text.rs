//! Small notations inside SUMO's attributes: lists, shapes, times.

use crate::ImportError;
use crate::xml::{Element, parse_number};
use pilotzone_map::Point;

/// The parts of a list that is split at commas and white space.
pub fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty())
}

/// `x,y x,y,z ...`; heights are not kept. None where some part is no point.
pub fn shape(text: &str) -> Option<Vec<Point>> {
    let point = |part: &str| {
        let mut numbers = part.split(',');
        let (x, y) = (parse_number(numbers.next()?)?, parse_number(numbers.next()?)?);
        // A height may follow, and nothing else.
        let height_is_fine = numbers.next().is_none_or(|z| parse_number(z).is_some());
        (height_is_fine && numbers.next().is_none()).then_some(Point::new(x, y))
    };
    text.split_ascii_whitespace().map(point).collect()
}

/// Seconds, or `[D:]HH:MM:SS`, in seconds.
pub fn time_s(text: &str) -> Option<f64> {
    let text = text.trim();
    if !text.contains(':') {
        return parse_number(text);
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let parts: Vec<f64> = digits.split(':').map(parse_number).collect::<Option<_>>()?;
    let value_s = match parts[..] {
        [hours, minutes, seconds] => hours * 3600.0 + minutes * 60.0 + seconds,
        [days, hours, minutes, seconds] => days * 86_400.0 + hours * 3600.0 + minutes * 60.0 + seconds,
        _ => return None,
    };
    parts.iter().all(|part| *part >= 0.0).then_some(if negative { -value_s } else { value_s })
}

/// The time in an attribute, where it is there (s).
pub fn time_attribute(element: &Element<'_>, attribute: &str) -> Result<Option<f64>, ImportError> {
    let Some(text) = element.get(attribute) else { return Ok(None) };
    let time = time_s(text).map(Some);
    time.ok_or_else(|| element.bad_value(attribute, "a time: seconds or [D:]HH:MM:SS"))
}

/// The truth value in an attribute, where it is there.
pub fn flag(element: &Element<'_>, attribute: &str) -> Result<Option<bool>, ImportError> {
    match element.get(attribute).map(str::trim) {
        None => Ok(None),
        Some("1" | "true" | "True" | "yes" | "on" | "x" | "t") => Ok(Some(true)),
        Some("0" | "false" | "False" | "no" | "off" | "-" | "f") => Ok(Some(false)),
        Some(_) => Err(element.bad_value(attribute, "true or false")),
    }
}

/// The whole number from 0 up that an attribute must hold.
pub fn index(element: &Element<'_>, attribute: &str) -> Result<u32, ImportError> {
    let text = element.required(attribute)?;
    text.trim().parse().map_err(|_| element.bad_value(attribute, "a whole number from 0 up"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_or_a_clock() {
        assert_eq!(time_s("10.5"), Some(10.5));
        assert_eq!(time_s("0:03:20"), Some(200.0));
        assert_eq!(time_s("1:01:00:01.5"), Some(90_001.5));
        for bad in ["", "x", "1:2", "0:0:-3", "nan", "1:2:3:4:5", "inf"] {
            assert_eq!(time_s(bad), None, "{bad}");
        }
    }

    #[test]
    fn lists_are_split_at_commas_and_spaces_alike() {
        assert_eq!(
            list(" a.xml, b.xml ,c.xml\nd.xml ").collect::<Vec<_>>(),
            ["a.xml", "b.xml", "c.xml", "d.xml"]
        );
    }

    #[test]
    fn shapes_may_have_heights_but_no_holes() {
        assert_eq!(shape("1,2 3,4,5").unwrap(), [Point::new(1.0, 2.0), Point::new(3.0, 4.0)]);
        assert_eq!(shape("").unwrap(), []);
        for bad in ["1 2", "1,2 nan,3", "1,2,3,4", "1,2,x"] {
            assert_eq!(shape(bad), None, "{bad}");
        }
    }
}
