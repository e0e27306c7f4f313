//! Drones: names, dates, and what no airframe could do.

use super::Checks;
use crate::file::{AirframeFile, MissionFile, MissionWord, OperationFile, ResponseWord};
use crate::law::parse_date;

impl Checks<'_> {
    pub(super) fn air(&mut self) {
        let file = self.file;
        for (name, operation) in &file.operations {
            self.operation(name, operation);
        }
        for (name, mission) in &file.missions {
            self.mission(name, mission);
        }
        for (name, area) in &file.agreed_areas {
            if let Err(error) = parse_date(&area.agreed_on) {
                self.unreadable(&["agreed_areas", name, "agreed_on"], error);
            }
        }
        for (name, fault) in &file.uav_faults {
            if fault.after_s.is_some() == fault.per_h.is_some() {
                self.choice(&["uav_faults", name], "write when it begins as one of `after_s` and `per_h`");
            }
        }
        self.air_permits();
        if file.population.as_ref().is_some_and(|people| !matches!(people.by_hour.len(), 0 | 24)) {
            self.choice(&["population", "by_hour"], "a day has 24 factors, from the hour of midnight on");
        }
    }

    fn operation(&mut self, name: &str, operation: &OperationFile) {
        let file = self.file;
        let airframes: Vec<&String> = file.airframes.keys().collect();
        let pads: Vec<&String> = file.pads.keys().collect();
        self.named(&["operations", name, "airframe"], "airframe", &operation.airframe, &airframes);
        for (i, pad) in operation.pads.iter().enumerate() {
            self.named(&["operations", name, "pads", &i.to_string()], "pad", pad, &pads);
        }
        let Some(airframe) = file.airframes.get(&operation.airframe) else { return };
        if operation.cruise_mps > airframe.limits.speed_mps {
            let what = format!(
                "is {} m/s, but `{}` flies {} m/s at most",
                operation.cruise_mps, operation.airframe, airframe.limits.speed_mps
            );
            self.choice(&["operations", name, "cruise_mps"], &what);
        }
        for (key, response) in [
            ("on_link_loss", operation.on_link_loss),
            ("on_gnss_loss", operation.on_gnss_loss),
            ("on_power_loss", operation.on_power_loss),
        ] {
            if !can(airframe, response) {
                let what = format!("`{}` cannot do that", operation.airframe);
                self.choice(&["operations", name, key], &what);
            }
        }
        let wind_mps = file.wind.speed_mps;
        if wind_mps > airframe.limits.wind_mps {
            let what = format!(
                "`{}` flies in a wind of {} m/s at most, and {wind_mps} m/s blow",
                operation.airframe, airframe.limits.wind_mps
            );
            self.choice(&["operations", name, "airframe"], &what);
        }
    }

    fn mission(&mut self, name: &str, mission: &MissionFile) {
        let file = self.file;
        let operations: Vec<&String> = file.operations.keys().collect();
        let pads: Vec<&String> = file.pads.keys().collect();
        let path = ["missions", name];
        self.named(&["missions", name, "operation"], "operation", &mission.operation, &operations);
        for (i, pad) in mission.to.iter().enumerate() {
            self.named(&["missions", name, "to", &i.to_string()], "pad", pad, &pads);
        }
        if mission.at_s.is_empty() == mission.per_h.is_none() {
            self.choice(&path, "write when its flights are due as one of `at_s` and `per_h`");
        }
        let has_way = !mission.way_deg.is_empty() || !mission.way_m.is_empty();
        let needs = match mission.kind {
            MissionWord::Delivery => (!mission.to.is_empty(), "a delivery needs pads to land on: write `to`"),
            MissionWord::Inspection => {
                (mission.building.is_some(), "an inspection needs a building: write `building`")
            }
            MissionWord::Patrol | MissionWord::Emergency => {
                (has_way, "it needs a way: write `way_deg` or `way_m`")
            }
        };
        if !needs.0 {
            self.choice(&path, needs.1);
        }
        let operation = file.operations.get(&mission.operation);
        if (mission.records || mission.records_on_the_way) && operation.is_some_and(|it| it.sensor.is_none())
        {
            self.choice(&path, "is to record, but its operation has no `sensor`");
        }
        let airframe = operation.and_then(|it| file.airframes.get(&it.airframe));
        let spare_kg = airframe.map(|airframe| airframe.takeoff_max_kg - airframe.mass_kg);
        if let Some(spare_kg) = spare_kg.filter(|spare_kg| mission.payload_kg > *spare_kg) {
            let what =
                format!("is {} kg, but its airframe carries {spare_kg:.2} kg at most", mission.payload_kg);
            self.choice(&["missions", name, "payload_kg"], &what);
        }
    }

    fn air_permits(&mut self) {
        let file = self.file;
        let operations: Vec<&String> = file.operations.keys().collect();
        for (name, permit) in &file.air_permits {
            for (i, operation) in permit.operations.iter().enumerate() {
                let path = ["air_permits", name, "operations", &i.to_string()];
                self.named(&path, "operation", operation, &operations);
            }
            let mut readable = true;
            for (key, date) in [("valid_from", &permit.valid_from), ("valid_to", &permit.valid_to)] {
                if let Err(error) = parse_date(date) {
                    readable = false;
                    self.unreadable(&["air_permits", name, key], error);
                }
            }
            if readable && permit.valid_to < permit.valid_from {
                let what = format!("is {}, before its first day, {}", permit.valid_to, permit.valid_from);
                self.choice(&["air_permits", name, "valid_to"], &what);
            }
        }
    }
}

fn can(airframe: &AirframeFile, response: ResponseWord) -> bool {
    match response {
        ResponseWord::ReturnHome => airframe.can.return_home,
        ResponseWord::LandNow => airframe.can.land,
        ResponseWord::Hover => airframe.can.hover,
        ResponseWord::Parachute => airframe.parachute.is_some(),
    }
}
