//! Speed limits: numbers, units, zones, lists, and what is none of these.

use super::notes::Notes;
use super::parameters::{ClassDefaults, RoadDefaults};
use super::tags::Tags;
use super::units::{KMH_MPS, speed_mps};

/// The limits of a way (m/s).
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_field_names, reason = "the unit stands in the name")]
pub(crate) struct Speeds {
    pub(crate) forward_mps: f64,
    pub(crate) backward_mps: f64,
    /// By lane, from left to right as the tags have it; only on ways where they are given so.
    pub(crate) forward_lanes_mps: Vec<Option<f64>>,
    pub(crate) backward_lanes_mps: Vec<Option<f64>>,
}

/// A way whose limit is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SpeedQuery<'a> {
    pub(crate) way: i64,
    pub(crate) line: u32,
    pub(crate) tags: &'a Tags,
    pub(crate) class_name: &'a str,
    pub(crate) class: ClassDefaults,
    /// Lanes of the wider direction: some zones ask.
    pub(crate) lanes_per_direction: usize,
}

/// The limits of a way; `-conditional` keys are no base value and are not looked at.
pub(crate) fn of_way(query: SpeedQuery, defaults: &RoadDefaults, notes: &mut Notes) -> Speeds {
    let reader = Reader { query, defaults };
    let base_mps = reader.base_mps(notes);
    let of_key = |key: &str, notes: &mut Notes| {
        let text = query.tags.get(key)?;
        let found = reader.value_mps(text);
        if found.is_none() {
            reader.warn_junk(key, text, notes);
        }
        found
    };
    let lanes_of_key = |key: &str| -> Vec<Option<f64>> {
        let Some(text) = query.tags.get(key) else { return Vec::new() };
        text.split('|').map(|part| reader.single_mps(part)).collect()
    };
    let mut forward_lanes_mps = lanes_of_key("maxspeed:lanes:forward");
    if forward_lanes_mps.is_empty() {
        forward_lanes_mps = lanes_of_key("maxspeed:lanes");
    }
    Speeds {
        forward_mps: of_key("maxspeed:forward", notes).unwrap_or(base_mps),
        backward_mps: of_key("maxspeed:backward", notes).unwrap_or(base_mps),
        forward_lanes_mps,
        backward_lanes_mps: lanes_of_key("maxspeed:lanes:backward"),
    }
}

struct Reader<'a> {
    query: SpeedQuery<'a>,
    defaults: &'a RoadDefaults,
}

impl Reader<'_> {
    /// The way's own limit, that of its zone, or that of its class.
    fn base_mps(&self, notes: &mut Notes) -> f64 {
        let tags = self.query.tags;
        for key in ["maxspeed:motorcar", "maxspeed"] {
            let Some(text) = tags.get(key) else { continue };
            match self.value_mps(text) {
                Some(mps) => return mps,
                None => self.warn_junk(key, text, notes),
            }
        }
        let zones = ["maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic"];
        let zone_mps = zones.iter().find_map(|key| self.zone_mps(tags.get(key)?));
        let both_given = ["maxspeed:forward", "maxspeed:backward"].iter().all(|key| tags.get(key).is_some());
        zone_mps.unwrap_or_else(|| {
            if !both_given {
                notes.default_taken(format!("maxspeed.{}", self.query.class_name));
            }
            self.query.class.speed_kmh * KMH_MPS
        })
    }

    fn warn_junk(&self, key: &str, text: &str, notes: &mut Notes) {
        let SpeedQuery { way, line, class, .. } = self.query;
        let what = format!(
            "way {way}: {key}=\"{}\" is no speed: taken as {} km/h, the default of its class",
            crate::xml::shortened(text),
            class.speed_kmh
        );
        notes.warn(line, what);
    }

    /// A value or a list of values. Of a list by `;` the first holds, of one by lane (`|`) the lowest.
    fn value_mps(&self, text: &str) -> Option<f64> {
        let first = text.split(';').map(str::trim).find(|part| !part.is_empty())?;
        first.split('|').filter_map(|part| self.single_mps(part)).reduce(f64::min)
    }

    fn single_mps(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        let limits = &self.defaults.speed;
        if let Some(mps) = speed_mps(text) {
            let plausible = limits.plausible_min_kmh * KMH_MPS..=limits.plausible_max_kmh * KMH_MPS;
            return plausible.contains(&mps).then_some(mps);
        }
        match text.to_ascii_lowercase().as_str() {
            "walk" | "walking" | "walking_pace" => Some(limits.walk_kmh * KMH_MPS),
            // No limit is only known of motor roads; elsewhere it is a slip.
            "none" | "unlimited" => {
                let motor_road =
                    matches!(self.query.class_name, "motorway" | "motorway_link" | "trunk" | "trunk_link");
                motor_road.then_some(self.query.class.speed_kmh * KMH_MPS)
            }
            // The limit changes with the hour; by class it is nearest.
            "signals" | "variable" | "default" | "implicit" => Some(self.query.class.speed_kmh * KMH_MPS),
            _ => self.zone_mps(text),
        }
    }

    /// The limit of `KR:urban`, `DE:zone:30`, `urban` and the like.
    fn zone_mps(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        let (country, zone) = text.split_once(':').unwrap_or(("KR", text));
        let country = country.trim().to_ascii_uppercase();
        let zone = zone.trim().to_ascii_lowercase();
        let known = |name: String| self.defaults.zone.get(&name).map(|kmh| kmh * KMH_MPS);
        let wide =
            (self.query.lanes_per_direction >= 2).then(|| known(format!("{country}:{zone}:2"))).flatten();
        wide.or_else(|| known(format!("{country}:{zone}"))).or_else(|| {
            // `zone30`, `zone:30`, or a bare number after the country.
            let number = zone.strip_prefix("zone").unwrap_or(&zone).trim_start_matches([':', ' ']);
            let is_country = country.len() == 2 && country.chars().all(|c| c.is_ascii_alphabetic());
            let mps = speed_mps(number)?;
            let plausible = self.defaults.speed.plausible_min_kmh * KMH_MPS
                ..=self.defaults.speed.plausible_max_kmh * KMH_MPS;
            (is_country && plausible.contains(&mps)).then_some(mps)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(class_name: &str, lanes_per_direction: usize, value: &str) -> (f64, usize) {
        let defaults = RoadDefaults::shipped().unwrap();
        let tags: Tags = [("maxspeed", value)].into_iter().collect();
        let query = SpeedQuery {
            way: 7,
            line: 1,
            tags: &tags,
            class_name,
            class: defaults.class[class_name],
            lanes_per_direction,
        };
        let mut notes = Notes::new("t.osm");
        let speeds = of_way(query, &defaults, &mut notes);
        (speeds.forward_mps * 3.6, notes.into_parts().0.len())
    }

    #[test]
    fn zones_lists_and_junk_give_a_plausible_limit() {
        let cases = [
            ("secondary", 1, "50", 50.0, 0),
            ("secondary", 1, "KR:urban", 50.0, 0),
            ("secondary", 1, "KR:rural", 60.0, 0),
            ("secondary", 2, "KR:rural", 80.0, 0),
            ("secondary", 1, "DE:zone:30", 30.0, 0),
            ("secondary", 1, "DE:zone30", 30.0, 0),
            ("secondary", 1, "50;30", 50.0, 0),
            ("secondary", 1, "70|100", 70.0, 0),
            ("secondary", 1, "none", 50.0, 1),
            ("motorway", 1, "none", 100.0, 0),
            ("secondary", 1, "abc", 50.0, 1),
            ("secondary", 1, "-50", 50.0, 1),
            ("secondary", 1, "0", 50.0, 1),
            ("secondary", 1, "5000", 50.0, 1),
            ("residential", 1, "walk", 7.0, 0),
            ("primary", 1, "signals", 50.0, 0),
        ];
        for (class, lanes, value, kmh, problems) in cases {
            let (found, notes) = limit(class, lanes, value);
            assert!((found - kmh).abs() < 0.01 && notes == problems, "{class} {value}: {found}, {notes}");
        }
    }
}
