//! Trips, flows, matrices and random demand.

use super::Checks;
use crate::file::StopFile;
use crate::read::Mistake;
use std::collections::BTreeMap;

/// What the kinds of demand have in common, borrowed from one of them.
struct Common<'a> {
    table: &'static str,
    name: &'a str,
    kind: Option<&'a String>,
    mix: Option<&'a String>,
    profile: Option<&'a String>,
    begin_s: f64,
    end_s: Option<f64>,
}

/// Where a trip or flow goes.
struct Course<'a> {
    from: Option<&'a String>,
    to: Option<&'a String>,
    via: &'a [String],
    route: Option<&'a String>,
    stops: &'a [StopFile],
}

impl Checks<'_> {
    pub(super) fn demand(&mut self) {
        let file = self.file;
        for (name, random) in &file.random {
            self.common(&Common {
                table: "random",
                name,
                kind: random.kind.as_ref(),
                mix: random.mix.as_ref(),
                profile: random.profile.as_ref(),
                begin_s: random.begin_s,
                end_s: random.end_s,
            });
            let path = ["random", name.as_str(), "av_type"];
            match &random.av_type {
                Some(kind) => self.kind(&path, kind),
                None if random.av_share > 0.0 => {
                    self.choice(&path, "is missing: `av_share` needs the type that it is of");
                }
                None => {}
            }
        }
        for (name, flow) in &file.flows {
            self.common(&Common {
                table: "flows",
                name,
                kind: flow.kind.as_ref(),
                mix: flow.mix.as_ref(),
                profile: flow.profile.as_ref(),
                begin_s: flow.begin_s,
                end_s: flow.end_s,
            });
            let (from, to) = (flow.from.as_ref(), flow.to.as_ref());
            let course = Course { from, to, via: &flow.via, route: flow.route.as_ref(), stops: &flow.stops };
            self.course("flows", name, &course);
        }
        for (name, trip) in &file.trips {
            self.kind(&["trips", name, "type"], &trip.kind);
            self.happens(&["trips", name, "depart_s"], trip.depart_s);
            let (from, to) = (trip.from.as_ref(), trip.to.as_ref());
            let course = Course { from, to, via: &trip.via, route: trip.route.as_ref(), stops: &trip.stops };
            self.course("trips", name, &course);
        }
        for (name, matrix) in &file.matrices {
            self.common(&Common {
                table: "matrices",
                name,
                kind: matrix.kind.as_ref(),
                mix: matrix.mix.as_ref(),
                profile: None,
                begin_s: matrix.begin_s,
                end_s: matrix.end_s,
            });
            if matrix.vehicles.is_empty() == matrix.csv.is_none() {
                self.choice(
                    &["matrices", name],
                    "write the numbers either as `vehicles` or as the path of a `csv` file",
                );
            }
            for (area, links) in &matrix.areas {
                if links.is_empty() {
                    self.choice(&["matrices", name, "areas", area], "an area needs one link or more");
                }
            }
        }
        self.somebody_drives();
    }

    fn somebody_drives(&mut self) {
        let file = self.file;
        let nobody = file.random.is_empty()
            && file.flows.is_empty()
            && file.trips.is_empty()
            && file.matrices.is_empty()
            && file.missions.is_empty()
            && file.sumo.is_none();
        // A table that was refused as a whole may have held the demand.
        let tables = ["random", "flows", "trips", "matrices", "missions", "sumo"];
        let unsure = tables.iter().any(|t| self.document.is_poisoned(&[t]));
        if nobody && !unsure {
            self.refuse(&[], Mistake::EmptyDemand);
        }
    }

    fn kind(&mut self, path: &[&str], name: &str) {
        let file = self.file;
        let types: Vec<&String> = file.types.keys().collect();
        self.named(path, "vehicle type", name, &types);
    }

    fn common(&mut self, part: &Common<'_>) {
        let file = self.file;
        let path = [part.table, part.name];
        match (part.kind, part.mix) {
            (Some(kind), None) => self.kind(&[part.table, part.name, "type"], kind),
            (None, Some(mix)) => {
                let mixes: Vec<&String> = file.mixes.keys().collect();
                self.named(&[part.table, part.name, "mix"], "mix", mix, &mixes);
            }
            _ => self.choice(&path, "write either `type`, for one vehicle type, or `mix`, for several"),
        }
        if let Some(profile) = part.profile {
            let profiles: Vec<&String> = file.profiles.keys().collect();
            self.named(&[part.table, part.name, "profile"], "profile", profile, &profiles);
        }
        self.happens(&[part.table, part.name, "begin_s"], part.begin_s);
        if let Some(end_s) = part.end_s.filter(|end_s| *end_s <= part.begin_s) {
            let key = path.join(".");
            let mistake = Mistake::StartAfterEnd { key, begin_s: part.begin_s, end_s };
            self.refuse(&[part.table, part.name, "end_s"], mistake);
        }
        if part.end_s.is_none() && file.time.duration_s.is_none() && part.table != "trips" {
            self.choice(
                &path,
                "`end_s` is missing: the run lasts until it is empty, so this must end by itself",
            );
        }
    }

    /// Refuses what starts when the run is over.
    fn happens(&mut self, path: &[&str], at_s: f64) {
        if self.document.is_poisoned(&["time", "duration_s"]) {
            return;
        }
        if let Some(end_s) = self.file.time.duration_s.filter(|end_s| at_s >= *end_s) {
            self.refuse(path, Mistake::AfterTheRun { key: path.join("."), at_s, end_s });
        }
    }

    fn course(&mut self, table: &'static str, name: &str, course: &Course<'_>) {
        let file = self.file;
        match (course.from, course.to, course.route) {
            (Some(_), Some(_), None) => {}
            (None, None, Some(route)) => {
                let routes: Vec<&String> = file.routes.keys().collect();
                self.named(&[table, name, "route"], "route", route, &routes);
                if !course.via.is_empty() {
                    self.choice(&[table, name, "via"], "goes with `from` and `to`, not with `route`");
                }
            }
            _ => self.choice(&[table, name], "write where it goes: either `from` and `to`, or `route`"),
        }
        for (i, stop) in course.stops.iter().enumerate() {
            let i = i.to_string();
            let path = [table, name, "stops", i.as_str()];
            if stop.bus_stop.is_some() == stop.link.is_some() {
                self.choice(&path, "write where it halts: either `bus_stop` or `link`");
            }
            if let Some(end_m) = stop.end_m.filter(|end_m| *end_m < stop.start_m) {
                let what = format!("is {end_m}, before `start_m` {}", stop.start_m);
                self.choice(&[table, name, "stops", &i, "end_m"], &what);
            }
        }
    }

    /// Agents are known by these names, whatever table they stand in.
    pub(super) fn names_are_used_once(&mut self) {
        let file = self.file;
        let mut users: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
        let tables = [
            ("trips", file.trips.keys().collect::<Vec<_>>()),
            ("flows", file.flows.keys().collect()),
            ("matrices", file.matrices.keys().collect()),
            ("random", file.random.keys().collect()),
            ("walks", file.walks.keys().collect()),
            ("objects", file.objects.keys().collect()),
            ("missions", file.missions.keys().collect()),
        ];
        for (table, names) in tables {
            for name in names {
                users.entry(name).or_default().push(table);
            }
        }
        for (name, tables) in users {
            if let [_, .., last] = tables.as_slice() {
                let uses = tables.iter().map(|t| format!("[{t}.{name}]")).collect::<Vec<_>>().join(" and ");
                self.refuse(&[last, name], Mistake::Duplicate { name: name.to_owned(), uses });
            }
        }
    }
}
