//! Ranges of seeds as users write them: `A..B`, both ends in it, or one number.

use crate::BatchError;
use pilotzone_scenario::file::MAX_SEED;

/// More seeds than this are a slip.
const MOST_SEEDS: u64 = 100_000;

/// The seeds of a range in rising order.
pub fn parse_seeds(text: &str) -> Result<Vec<u64>, BatchError> {
    let wrong = |why| BatchError::Seeds { text: text.to_owned(), why };
    let number = |part: &str| {
        let part = part.trim();
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let seed = if digits { part.parse().ok().filter(|seed| *seed <= MAX_SEED) } else { None };
        seed.ok_or_else(|| wrong("a seed is a whole number from 0 to 9007199254740991"))
    };
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (number(first)?, number(last.strip_prefix('=').unwrap_or(last))?),
        None => (number(text)?, number(text)?),
    };
    if last < first {
        return Err(wrong("its end comes before its start"));
    }
    if last - first >= MOST_SEEDS {
        return Err(wrong("it holds more than 100000 seeds"));
    }
    Ok((first..=last).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_in_the_range_and_one_number_is_a_range() {
        assert_eq!(parse_seeds("3..5").unwrap(), [3, 4, 5]);
        assert_eq!(parse_seeds("7").unwrap(), [7]);
        assert_eq!(parse_seeds("0..0").unwrap(), [0]);
    }

    #[test]
    fn what_is_no_range_is_refused_with_the_form_that_is() {
        for text in
            ["", "..", "1..", "5..1", "-1..3", "1..x", "1.5..2", "0..9999999999999999999", "0..100000"]
        {
            let message = parse_seeds(text).unwrap_err().to_string();
            assert!(message.contains("write A..B with both ends in it"), "{message}");
        }
    }
}
