//! Reads the independent test vectors of `tests/vectors/` and holds what the formulas give against them.

use pilotzone_scenario::IdmParams;
use serde_json::Value;

/// The inputs of a case, or a part of them.
pub struct Given(Value);

impl Given {
    pub fn optional(&self, key: &str) -> Option<f64> {
        self.0.get(key).unwrap_or_else(|| panic!("no {key} in {}", self.0)).as_f64()
    }

    pub fn number(&self, key: &str) -> f64 {
        self.optional(key).unwrap_or_else(|| panic!("{key} is no number in {}", self.0))
    }

    pub fn part(&self, key: &str) -> Option<Self> {
        let part = self.0.get(key).unwrap_or_else(|| panic!("no {key} in {}", self.0));
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
    /// Fails where a number is further from the wanted one than the case's tolerance.
    pub fn holds(&self, key: &str, found: f64) {
        let wanted = self.wanted[key].as_f64().unwrap_or_else(|| panic!("{}: no {key}", self.name));
        let allowed = self.tolerance.0.max(self.tolerance.1 * wanted.abs());
        assert!((found - wanted).abs() <= allowed, "{}: {key} is {found}, wanted {wanted}", self.name);
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

/// The IDM parameters of a case.
pub fn idm_params(given: &Given) -> IdmParams {
    IdmParams {
        headway_s: given.number("t_headway_s"),
        min_gap_m: given.number("s0_m"),
        accel_mps2: given.number("a_mps2"),
        decel_mps2: given.number("b_mps2"),
        exponent: given.number("delta"),
    }
}

/// The city set of Treiber and Kesting 2013, for properties.
pub fn city() -> IdmParams {
    IdmParams { headway_s: 1.0, min_gap_m: 2.0, accel_mps2: 1.0, decel_mps2: 1.5, exponent: 4.0 }
}
