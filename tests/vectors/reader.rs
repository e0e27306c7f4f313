//! Reads the vectors beside this file; a crate's tests take it in by `#[path]`, each what it needs of it.
#![allow(dead_code, reason = "no crate needs all of it")]

use serde_json::Value;

/// What a case gives, or a part of it.
pub struct Given(Value);

impl Given {
    fn at(&self, path: &str) -> &Value {
        let mut at = &self.0;
        for step in path.split('.') {
            at = step
                .parse::<usize>()
                .ok()
                .and_then(|i| at.get(i))
                .or_else(|| at.get(step))
                .unwrap_or_else(|| panic!("no {path} in {}", self.0));
        }
        at
    }

    /// The number at a path such as `a.x_m` or `v1_mps.0`; none where it is null.
    pub fn optional(&self, path: &str) -> Option<f64> {
        self.at(path).as_f64()
    }

    /// The number at a path.
    pub fn number(&self, path: &str) -> f64 {
        self.optional(path).unwrap_or_else(|| panic!("{path} is no number in {}", self.0))
    }

    /// The list of numbers at a path.
    pub fn numbers(&self, path: &str) -> Vec<f64> {
        let list = self.at(path).as_array().unwrap_or_else(|| panic!("{path} is no list in {}", self.0));
        list.iter().filter_map(Value::as_f64).collect()
    }

    /// The text at a path.
    pub fn text(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_else(|| panic!("{path} is no text in {}", self.0))
    }

    /// What stands at a path, to be looked into further; none where it is null.
    pub fn part(&self, path: &str) -> Option<Self> {
        let part = self.at(path);
        (!part.is_null()).then(|| Self(part.clone()))
    }
}

/// One case of a file.
pub struct Case {
    pub name: String,
    pub given: Given,
    wanted: Value,
    tolerance: (f64, f64),
}

impl Case {
    /// The number that is given at a path; none where it is null.
    pub fn optional(&self, path: &str) -> Option<f64> {
        self.given.optional(path)
    }

    /// The number that is given at a path.
    pub fn number(&self, path: &str) -> f64 {
        self.given.number(path)
    }

    /// The text that is given at a path.
    pub fn text(&self, path: &str) -> &str {
        self.given.text(path)
    }

    /// Whether the case says anything about this key.
    pub fn says(&self, key: &str) -> bool {
        self.wanted.get(key).is_some()
    }

    /// The number that is wanted.
    pub fn wanted(&self, key: &str) -> f64 {
        self.wanted[key].as_f64().unwrap_or_else(|| panic!("{}: no {key}", self.name))
    }

    /// Fails where a number is further from the wanted one than the case's tolerance.
    pub fn holds(&self, key: &str, found: f64) {
        self.holds_optional(key, Some(found));
    }

    /// The same where there may be no value.
    pub fn holds_optional(&self, key: &str, found: Option<f64>) {
        let wanted = self.wanted.get(key).unwrap_or_else(|| panic!("{}: no {key}", self.name)).as_f64();
        let agree = match (found, wanted) {
            (Some(found), Some(wanted)) => {
                (found - wanted).abs() <= self.tolerance.0.max(self.tolerance.1 * wanted.abs())
            }
            (None, None) => true,
            _ => false,
        };
        assert!(agree, "{}: {key} is {found:?}, wanted {wanted:?}", self.name);
    }

    /// Fails where a yes or no is not the wanted one.
    pub fn holds_flag(&self, key: &str, found: bool) {
        assert_eq!(Some(found), self.wanted[key].as_bool(), "{}: {key}", self.name);
    }
}

/// All cases of a file; it is an error to have none.
pub fn vectors(formula: &str) -> Vec<Case> {
    let path = format!("{}/../../tests/vectors/{formula}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: Value = serde_json::from_str(&text).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(!cases.is_empty(), "{path} has no case");
    let read = |case: &Value| Case {
        name: format!("{formula}, {}", case["name"]),
        given: Given(case["in"].clone()),
        wanted: case["out"].clone(),
        tolerance: (case["tol_abs"].as_f64().unwrap(), case["tol_rel"].as_f64().unwrap()),
    };
    cases.iter().map(read).collect()
}
