//! Permits: dates, hours, and the types and zones that they name.

use super::Checks;
use crate::law::parse_date;
use crate::rules::predicates::Hours;
use std::collections::BTreeMap;

impl Checks<'_> {
    pub(super) fn permits(&mut self) {
        let file = self.file;
        let (types, zones): (Vec<&String>, Vec<&String>) =
            (file.types.keys().collect(), file.zones.keys().collect());
        let mut covered: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, permit) in &file.permits {
            for (i, kind) in permit.types.iter().enumerate() {
                let path = ["permits", name, "types", &i.to_string()];
                self.named(&path, "vehicle type", kind, &types);
                if let Some(other) = covered.insert(kind, name) {
                    let what = format!("the type `{kind}` has the permit `{other}` already; one is enough");
                    self.choice(&path, &what);
                }
            }
            if let Some(area) = &permit.area {
                self.named(&["permits", name, "area"], "zone", area, &zones);
            }
            let mut readable = true;
            for (key, date) in [("valid_from", &permit.valid_from), ("valid_to", &permit.valid_to)] {
                if let Err(error) = parse_date(date) {
                    readable = false;
                    self.unreadable(&["permits", name, key], error);
                }
            }
            if let Some(error) = permit.crew.trained_on.as_ref().and_then(|date| parse_date(date).err()) {
                self.unreadable(&["permits", name, "crew", "trained_on"], error);
            }
            if readable && permit.valid_to < permit.valid_from {
                let what = format!("is {}, before its first day, {}", permit.valid_to, permit.valid_from);
                self.choice(&["permits", name, "valid_to"], &what);
            }
            if permit.hours.iter().any(|hours| Hours::seconds(hours).is_none()) {
                let what = "times of day are written [\"07:00\", \"21:00\"], up to 24:00";
                self.choice(&["permits", name, "hours"], what);
            }
        }
    }
}
