//! Names in a city's parameters that must be known, and numbers that must go together.

use super::Complaint;
use super::parameters::{AreaFile, CityFile};
use pilotzone_scenario::read::nearest;
use std::collections::BTreeSet;

/// Everything that can be said without laying the city out.
pub(super) fn complaints(city: &CityFile) -> Vec<Complaint> {
    let mut found = Vec::new();
    let classes: Vec<&str> = city.classes.keys().map(String::as_str).collect();
    let streets: Vec<&str> = city.streets.iter().map(|street| street.id.as_str()).collect();
    let uses: Vec<&str> = city.land_use.keys().map(String::as_str).collect();
    let mut known = |path: &[&str], what: &str, name: &str, names: &[&str]| {
        if !names.contains(&name) {
            let hint = nearest::of(name, names.iter().copied())
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let names = if names.is_empty() { "there is none".to_owned() } else { names.join(", ") };
            found.push(Complaint::new(path, format!("there is no {what} `{name}`{hint}; known are {names}")));
        }
    };
    for (i, rule) in city.rules.iter().enumerate() {
        for (k, class) in rule.between.iter().enumerate() {
            known(&["rules", &i.to_string(), "between", &k.to_string()], "class", class, &classes);
        }
    }
    for (i, street) in city.streets.iter().enumerate() {
        known(&["streets", &i.to_string(), "class"], "class", &street.class, &classes);
    }
    for (i, class) in city.school_zone.classes.iter().enumerate() {
        known(&["school_zone", "classes", &i.to_string()], "class", class, &classes);
    }
    for (i, stop) in city.bus_stops.iter().enumerate() {
        known(&["bus_stops", &i.to_string(), "street"], "street", &stop.street, &streets);
    }
    for (i, block) in city.blocks.iter().enumerate() {
        known(&["blocks", &i.to_string(), "use"], "land use", &block.land_use, &uses);
    }
    unique(&mut found, "streets", city.streets.iter().map(|street| &street.id));
    unique(&mut found, "bus_stops", city.bus_stops.iter().map(|stop| &stop.id));
    unique(&mut found, "schools", city.schools.iter().map(|school| &school.id));
    unique(&mut found, "drone_pads", city.drone_pads.iter().map(|pad| &pad.id));
    unique(&mut found, "blocks", city.blocks.iter().map(|block| &block.id));
    for (i, block) in city.blocks.iter().enumerate() {
        area(&mut found, &["blocks", &i.to_string(), "area_m"], block.area_m);
    }
    for (i, school) in city.schools.iter().enumerate() {
        area(&mut found, &["schools", &i.to_string(), "grounds_m"], school.grounds_m);
    }
    for (name, land_use) in &city.land_use {
        let ordered = [
            ("side_m", land_use.side_m[0].0 <= land_use.side_m[1].0),
            ("storeys", land_use.storeys[0].0 <= land_use.storeys[1].0),
        ];
        for (key, _) in ordered.into_iter().filter(|(_, good)| !good) {
            let what = "the smaller number stands first".to_owned();
            found.push(Complaint::new(&["land_use", name, key], what));
        }
    }
    found
}

fn unique<'a>(found: &mut Vec<Complaint>, table: &str, ids: impl Iterator<Item = &'a String>) {
    let mut seen = BTreeSet::new();
    for (i, id) in ids.enumerate() {
        if !seen.insert(id) {
            let what = format!("`{id}` is the name of another one already");
            found.push(Complaint::new(&[table, &i.to_string(), "id"], what));
        }
    }
}

fn area(found: &mut Vec<Complaint>, path: &[&str], area: AreaFile) {
    let [west_m, south_m, east_m, north_m] = area.sides_m();
    if west_m >= east_m || south_m >= north_m {
        let what = "an area is [west, south, east, north], the smaller number first".to_owned();
        found.push(Complaint::new(path, what));
    }
}
