//! Zones, vehicle types, mixes, profiles.

use super::Checks;
use crate::file::ShareFile;

impl Checks<'_> {
    pub(super) fn zones(&mut self) {
        let file = self.file;
        for (name, zone) in &file.zones {
            let path = ["zones", name.as_str()];
            match (zone.polygon_deg.len(), zone.polygon_m.len()) {
                (0, 0) => self.choice(&path, "write its outline as `polygon_deg` or as `polygon_m`"),
                (0, n) | (n, 0) if n < 3 => self.choice(&path, "an outline needs three corners or more"),
                (0, _) => {}
                (_, 0) => {
                    if zone.polygon_deg.iter().any(|corner| corner[0].0.abs() > 90.0) {
                        let what = "a latitude lies beyond 90 degrees; corners are [latitude, longitude]";
                        self.choice(&["zones", name, "polygon_deg"], what);
                    }
                }
                _ => self.choice(&path, "`polygon_deg` and `polygon_m` say the same thing twice; keep one"),
            }
        }
        if file.caveats_ko.len() != file.caveats_en.len() {
            let what =
                "the caveats are pairs: each sentence must stand in Korean and in English, in one order";
            self.choice(&["caveats_en"], what);
        }
    }

    pub(super) fn people(&mut self) {
        let file = self.file;
        let profiles: Vec<&String> = file.profiles.keys().collect();
        if let Some(profile) = file.people.as_ref().and_then(|people| people.profile.as_ref()) {
            self.named(&["people", "profile"], "profile", profile, &profiles);
        }
        if let Some(walking) = &file.walking
            && sum(walking.kinds.values().map(|kind| &kind.share)) <= 0.0
        {
            self.choice(&["walking", "kinds"], "no kind of people has a share above 0");
        }
    }

    pub(super) fn types(&mut self) {
        for (name, kind) in &self.file.types {
            let speed = &kind.speed_factor;
            if !(speed.min <= speed.mean && speed.mean <= speed.max) {
                let what = format!(
                    "`mean` {} does not lie between `min` {} and `max` {}",
                    speed.mean, speed.min, speed.max
                );
                self.choice(&["types", name, "speed_factor"], &what);
            }
            if kind.emergency_decel_mps2 < kind.decel_mps2 {
                let what =
                    format!("is {}, weaker than `decel_mps2` {}", kind.emergency_decel_mps2, kind.decel_mps2);
                self.choice(&["types", name, "emergency_decel_mps2"], &what);
            }
        }
    }

    pub(super) fn mixes_and_profiles(&mut self) {
        let file = self.file;
        let types: Vec<&String> = file.types.keys().collect();
        for (name, mix) in &file.mixes {
            for kind in mix.shares.keys() {
                self.named(&["mixes", name, "shares", kind], "vehicle type", kind, &types);
            }
            if sum(mix.shares.values()) <= 0.0 {
                self.choice(&["mixes", name, "shares"], "no vehicle type has a share above 0");
            }
        }
        for (name, profile) in &file.profiles {
            if sum(&profile.by_hour) <= 0.0 {
                self.choice(&["profiles", name, "by_hour"], "no hour has a share above 0");
            }
        }
    }
}

fn sum<'a>(shares: impl IntoIterator<Item = &'a ShareFile>) -> f64 {
    shares.into_iter().map(|share| share.0).sum()
}
