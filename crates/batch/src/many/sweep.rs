//! Keys of a scenario that a batch sets to one value after the other.

use crate::BatchError;

/// More combinations than this are a slip.
const MOST_SETTINGS: usize = 100_000;

/// A key and the values that it takes, as TOML writes both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// The key, with dots between its parts.
    pub key: String,
    /// Its values.
    pub values: Vec<String>,
}

impl Sweep {
    /// Reads `KEY=V1,V2`. Commas inside of brackets and quotes part nothing.
    pub fn parse(text: &str) -> Result<Self, BatchError> {
        let wrong = |why| BatchError::Sweep { text: text.to_owned(), why };
        let (key, values) = text.split_once('=').ok_or_else(|| wrong("there is no `=` in it"))?;
        let key = key.trim();
        if key.is_empty() {
            return Err(wrong("there is no key before the `=`"));
        }
        let values: Vec<String> = parts(values).into_iter().map(|value| value.trim().to_owned()).collect();
        if values.iter().any(String::is_empty) {
            return Err(wrong("a value is empty"));
        }
        Ok(Self { key: key.to_owned(), values })
    }
}

/// All combinations of the values of some sweeps, the last key changing fastest; one empty one where nothing is swept.
pub fn settings(sweeps: &[Sweep]) -> Result<Vec<Vec<(String, String)>>, BatchError> {
    let mut keys: Vec<&str> = sweeps.iter().map(|sweep| sweep.key.as_str()).collect();
    keys.sort_unstable();
    if let Some(pair) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(BatchError::Sweep { text: pair[0].to_owned(), why: "the key is swept twice" });
    }
    let mut all = vec![Vec::new()];
    for sweep in sweeps {
        if all.len() * sweep.values.len() > MOST_SETTINGS {
            let why = "there would be more than 100000 combinations";
            return Err(BatchError::Sweep { text: sweep.key.clone(), why });
        }
        let longer = |start: &Vec<(String, String)>| {
            let with = |value: &String| {
                let mut setting = start.clone();
                setting.push((sweep.key.clone(), value.clone()));
                setting
            };
            sweep.values.iter().map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    Ok(all)
}

fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_i32, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) => {
                if letter == open {
                    quote = None;
                }
            }
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_parted_by_commas_that_stand_outside_of_brackets() {
        let sweep = Sweep::parse("a.b = 1, [2,3] ,\"x,y\",{c=1,d=2}").unwrap();
        assert_eq!(sweep.key, "a.b");
        assert_eq!(sweep.values, ["1", "[2,3]", "\"x,y\"", "{c=1,d=2}"]);
    }

    #[test]
    fn every_value_meets_every_other() {
        let sweeps = ["a=1,2", "b=x,y,z"].map(|text| Sweep::parse(text).unwrap());
        let all = settings(&sweeps).unwrap();
        let told: Vec<String> = all.iter().map(|s| format!("{}{}", s[0].1, s[1].1)).collect();
        assert_eq!(told, ["1x", "1y", "1z", "2x", "2y", "2z"]);
        assert_eq!(settings(&[]).unwrap(), [Vec::new()]);
    }

    #[test]
    fn what_is_no_sweep_is_refused_with_the_form_that_is() {
        for text in ["a", "=1", "a=", "a=1,,2"] {
            let message = Sweep::parse(text).unwrap_err().to_string();
            assert!(message.contains("write KEY=V1,V2"), "{message}");
        }
        let twice = ["a=1", "a=2"].map(|text| Sweep::parse(text).unwrap());
        assert!(settings(&twice).unwrap_err().to_string().contains("swept twice"));
    }
}
