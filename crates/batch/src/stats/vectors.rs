//! Reads the independent test vectors of `tests/vectors/`.

use serde_json::Value;

/// One case of a file.
pub struct Case {
    name: String,
    given: Value,
    wanted: Value,
    tolerance: (f64, f64),
}

impl Case {
    pub fn number(&self, key: &str) -> f64 {
        self.given[key].as_f64().unwrap_or_else(|| panic!("{}: no number {key}", self.name))
    }

    pub fn numbers(&self, key: &str) -> Vec<f64> {
        let list = self.given[key].as_array().unwrap_or_else(|| panic!("{}: no list {key}", self.name));
        list.iter().filter_map(Value::as_f64).collect()
    }

    /// Fails where a number is further from the wanted one than the case's tolerance, or is none where one is wanted.
    pub fn holds(&self, key: &str, found: Option<f64>) {
        let wanted = self.wanted.get(key).unwrap_or_else(|| panic!("{}: no {key}", self.name)).as_f64();
        let holds = match (wanted, found) {
            (Some(wanted), Some(found)) => {
                (found - wanted).abs() <= self.tolerance.0.max(self.tolerance.1 * wanted.abs())
            }
            (wanted, found) => wanted.is_none() && found.is_none(),
        };
        assert!(holds, "{}: {key} is {found:?}, wanted {wanted:?}", self.name);
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
        given: case["in"].clone(),
        wanted: case["out"].clone(),
        tolerance: (case["tol_abs"].as_f64().unwrap(), case["tol_rel"].as_f64().unwrap()),
    };
    cases.iter().map(read).collect()
}
