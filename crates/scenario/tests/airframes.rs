//! Airframes: those that ship are whole, and what could not fly is refused by its name.

mod common;

use common::{mistakes, scenario};

const TRIP: &str = "\n[trips.a]\ntype = \"car\"\nfrom = \"s_in\"\nto = \"n_out\"\ndepart_s = 3\n";

fn shipped() -> &'static str {
    include_str!("../../../scenarios/parameters/airframes.toml")
}

/// The shipped airframes with one line changed, and what is wrong then.
fn changed(from: &str, to: &str) -> String {
    assert!(shipped().contains(from), "{from}");
    mistakes(&scenario(&format!("{TRIP}{}", shipped().replacen(from, to, 1))))
}

#[test]
fn those_that_ship_have_no_mistake_and_name_their_sources() {
    assert_eq!(mistakes(&scenario(&format!("{TRIP}{}", shipped()))), "");
    assert!(shipped().matches("source = ").count() >= 5);
}

#[test]
fn thrust_below_the_weight_is_refused() {
    let text = changed("max_thrust_n = 1.22 ", "max_thrust_n = 0.6 ");
    assert!(text.contains("`airframes.mini_4_pro.rotors.max_thrust_n`"), "{text}");
    assert!(text.contains("gives 2.4 N with all rotors, below the weight at take-off of 2.4 N"), "{text}");
}

#[test]
fn negative_mass_and_zero_inertia_are_refused_at_their_lines() {
    let text = changed("mass_kg = 0.249", "mass_kg = -0.249");
    assert!(text.contains("`airframes.mini_4_pro.mass_kg` is -0.249; expected a number from 0.02"), "{text}");
    let text = changed("[0.00117, 0.00117, 0.00226]", "[0.0, 0.00117, 0.00226]");
    assert!(text.contains("airframes.mini_4_pro.inertia_kgm2") && text.contains("is 0; expected"), "{text}");
    let text = changed("[0.00117, 0.00117, 0.00226]", "[0.00117, 0.00117, 0.226]");
    assert!(text.contains("no body has these"), "{text}");
}

#[test]
fn more_than_it_can_lift_too_few_rotors_and_a_bent_voltage_are_refused() {
    let text = changed("takeoff_max_kg = 1.05", "takeoff_max_kg = 0.5");
    assert!(text.contains("is 0.5 kg, less than `mass_kg` 0.915 kg"), "{text}");
    let text = changed("    { x_m = 0.088, y_m = 0.088, turns = \"right\" },\n", "");
    assert!(text.contains("has 3 rotors; expected 4 to 8"), "{text}");
    let text = changed("{ left = 0.1, volt = 3.6 }", "{ left = 0.1, volt = 4.9 }");
    assert!(text.contains("the share left must rise from 0 to 1"), "{text}");
}
