//! Names of rule sets: `ordinary`, `special`, parts of it joined by `+`, and a date behind `@`.

use crate::read::nearest;
use pilotzone_world::time::{civil_from_days, days_from_civil};
use serde::{Deserialize, Serialize};

/// The names that are printed, in the order in which a joined set lists them.
const NAMES: [&str; 5] = ["ordinary", "special", "special-av", "special-uas", "special-data"];

/// Article numbers that users type for a set; never printed as a citation.
const ALIASES: [(&str, &str); 4] =
    [("art37", "special-data"), ("art38", "special-av"), ("art39", "special-av"), ("art40", "special-uas")];

/// A rule set, and the date that picks the rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    /// The set by its printed names, joined by `+` in a fixed order.
    pub set: String,
    /// The date written behind `@` (YYYY-MM-DD); none: the scenario's `law_date`.
    pub date: Option<String>,
}

/// Why a text names no rule set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// No set of that name.
    #[error(
        "`{name}` is no rule set{}; known are ordinary, special, special-av, special-uas, special-data \
         (also art37, art38, art39, art40), joined by `+`, with `@YYYY-MM-DD` behind for another date",
        nearest::hint(nearest.as_deref())
    )]
    Unknown {
        /// What was written.
        name: String,
        /// The name that comes nearest.
        nearest: Option<String>,
    },
    /// A set and its opposite.
    #[error(
        "`{text}` joins `ordinary`, which is no special case at all, with a special case; write one of both"
    )]
    Mixed {
        /// What was written.
        text: String,
    },
    /// No such day.
    #[error("`{date}` is no date of the form YYYY-MM-DD that the calendar has, such as 2026-06-01")]
    Date {
        /// What was written.
        date: String,
    },
}

/// Reads `special-av+special-data@2026-06-01`.
pub fn parse_law(text: &str) -> Result<Law, LawError> {
    let (names, date) = match text.split_once('@') {
        Some((names, date)) => (names, Some(parse_date(date)?)),
        None => (text, None),
    };
    let mut found = [false; NAMES.len()];
    for name in names.split('+').map(str::trim) {
        let meant = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, meant)| meant);
        let Some(i) = NAMES.iter().position(|known| *known == meant) else {
            let known = NAMES.iter().copied().chain(ALIASES.iter().map(|(alias, _)| *alias));
            return Err(LawError::Unknown { name: name.to_owned(), nearest: nearest::of(name, known) });
        };
        found[i] = true;
    }
    let [ordinary, special, parts @ ..] = found;
    if ordinary && (special || parts.contains(&true)) {
        return Err(LawError::Mixed { text: text.to_owned() });
    }
    // `special` is the union of its parts: naming a part beside it, or all parts, says the same.
    let set = if special || parts == [true; 3] {
        "special".to_owned()
    } else {
        let named = NAMES.iter().zip(found).filter(|(_, found)| *found).map(|(name, _)| *name);
        named.collect::<Vec<_>>().join("+")
    };
    Ok(Law { set, date })
}

/// A calendar date of the form YYYY-MM-DD, as it was written.
pub fn parse_date(text: &str) -> Result<String, LawError> {
    let bad = || LawError::Date { date: text.to_owned() };
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return Err(bad());
    }
    let number = |range: core::ops::Range<usize>| text[range].parse::<i64>().map_err(|_| bad());
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let exists =
        (1..=12).contains(&month) && civil_from_days(days_from_civil(year, month, day)) == (year, month, day);
    if exists { Ok(text.to_owned()) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> String {
        parse_law(text).unwrap().set
    }

    #[test]
    fn aliases_become_the_printed_names() {
        assert_eq!(set("art38"), "special-av");
        assert_eq!(set("art39"), "special-av");
        assert_eq!(set("art40"), "special-uas");
        assert_eq!(set("art37"), "special-data");
    }

    #[test]
    fn a_joined_set_has_one_spelling() {
        assert_eq!(set("special-data+special-av"), set("art38+special-data+art39"));
        assert_eq!(set("special-uas+special"), "special");
        assert_eq!(set("art37+art38+art40"), "special");
    }

    #[test]
    fn a_date_is_taken_when_the_calendar_has_it() {
        assert_eq!(parse_law("special@2024-02-29").unwrap().date.as_deref(), Some("2024-02-29"));
        for bad in
            ["special@2026-02-29", "special@2026-6-1", "special@", "special@2026-13-01", "special@2026-00-10"]
        {
            assert!(matches!(parse_law(bad), Err(LawError::Date { .. })), "{bad}");
        }
    }

    #[test]
    fn an_unknown_set_is_refused_with_the_names() {
        let text = parse_law("spezial-av").unwrap_err().to_string();
        assert!(text.contains("did you mean `special-av`") && text.contains("special-uas"), "{text}");
        assert!(matches!(parse_law(""), Err(LawError::Unknown { .. })));
        assert!(matches!(parse_law("ordinary+special-av"), Err(LawError::Mixed { .. })));
    }
}
