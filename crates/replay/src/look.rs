//! Colours and words of replays, the same on the desktop and in the browser.

/// `look.json`: colours by theme, words in Korean and English.
pub const LOOK: &str = include_str!("../assets/look.json");

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_world::{AgentClass, Control, IncidentKind, NearMissKind};
    use serde_json::Value;

    const ZONES: [&str; 9] = [
        "pilot",
        "school",
        "control_zone",
        "prohibited",
        "restricted",
        "ultralight_restricted",
        "flight_safety",
        "drone_free",
        "geofence",
    ];

    #[test]
    fn every_class_mode_zone_and_incident_has_a_colour_and_words_in_both_languages() {
        let look: Value = serde_json::from_str(LOOK).unwrap();
        let has = |table: &str, key: &str| {
            let entry = &look[table][key];
            let text = |name: &str| entry[name].as_str().is_some_and(|text| !text.is_empty());
            assert!(text("colour") && text("ko") && text("en"), "{table}.{key}: {entry}");
        };
        for class in AgentClass::ALL {
            has("classes", class.name());
        }
        for kind in IncidentKind::ALL {
            has("incidents", kind.name());
        }
        for kind in NearMissKind::ALL {
            has("near_misses", kind.name());
        }
        for kind in ZONES {
            has("zones", kind);
        }
        for number in 0..6 {
            let row = crate::Row { state: number, ..crate::Row::default() };
            assert_eq!(row.control() as u32, number);
            has("controls", row.control().name());
        }
        assert_eq!(crate::Row { state: 7, ..crate::Row::default() }.control(), Control::Person);
    }

    #[test]
    fn both_themes_have_the_same_colours() {
        let look: Value = serde_json::from_str(LOOK).unwrap();
        let names = |theme: &str| -> Vec<String> {
            look["themes"][theme].as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(names("light"), names("dark"));
    }
}
