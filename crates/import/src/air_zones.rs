//! Zones of the air in the form of EUROCAE ED-269, the JSON in which authorities publish geographical zones for drones.
//!
//! What a zone is before the law of the place stands in `extendedProperties.kind`, as the form allows; without it, it
//! follows from `restriction` and `reason`.

use pilotzone_map::{Map, Point};
use pilotzone_scenario::air::zone::crosses_itself;
use pilotzone_scenario::air::{AirZone, Datum, Shape, ZoneKind};
use pilotzone_scenario::read::{Place, SourceText};
use pilotzone_scenario::{Mistake, read::ScenarioError};
use pilotzone_world::StartTime;
use serde::Deserialize;
use std::sync::Arc;

/// More zones, or more corners of one, than this are a slip.
const MOST: usize = 100_000;
/// Metres of a foot.
const FOOT_M: f64 = 0.3048;

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feature {
    identifier: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    restriction: String,
    #[serde(default)]
    reason: Vec<String>,
    #[serde(default)]
    message: String,
    #[serde(default)]
    applicability: Vec<Applicability>,
    #[serde(default)]
    zone_authority: Vec<Authority>,
    geometry: Vec<Volume>,
    #[serde(default)]
    extended_properties: Extended,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Applicability {
    #[serde(default)]
    permanent: String,
    start_date_time: Option<String>,
    end_date_time: Option<String>,
}

#[derive(Deserialize)]
struct Authority {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Volume {
    uom_dimensions: String,
    lower_limit: f64,
    lower_vertical_reference: String,
    upper_limit: f64,
    upper_vertical_reference: String,
    horizontal_projection: Projection,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Projection {
    Polygon { coordinates: Vec<Vec<[f64; 2]>> },
    Circle { center: [f64; 2], radius: f64 },
}

#[derive(Deserialize, Default)]
struct Extended {
    kind: Option<ZoneKind>,
}

/// Reads zones onto a map. A broken one is named with its line, and costs no other.
pub fn read_zones(source: &Arc<SourceText>, map: &Map) -> (Vec<AirZone>, Vec<ScenarioError>) {
    let collection: Collection = match serde_json::from_str(&source.text) {
        Ok(collection) => collection,
        Err(error) => {
            let start = start_of_line(&source.text, error.line());
            let what = format!("is no file of zones in the form of ED-269: {error}");
            return (Vec::new(), vec![mistake(source, (start, start), "zones", what)]);
        }
    };
    let (mut zones, mut errors) = (Vec::new(), Vec::new());
    for feature in collection.features.iter().take(MOST) {
        let place = place_of(&source.text, &feature.identifier);
        for volume in &feature.geometry {
            match zone(feature, volume, map) {
                Ok(zone) => zones.push(zone),
                Err(what) => errors.push(mistake(source, place, &feature.identifier, what)),
            }
        }
    }
    (zones, errors)
}

fn mistake(source: &Arc<SourceText>, (start, end): (usize, usize), id: &str, what: String) -> ScenarioError {
    let place = Place { source: Arc::clone(source), start, end };
    ScenarioError::at(place, Mistake::Choice { key: id.to_owned(), what })
}

/// Where an identifier stands for the first time.
fn place_of(text: &str, identifier: &str) -> (usize, usize) {
    let quoted = format!("\"{identifier}\"");
    text.find(&quoted).map_or((0, 0), |start| (start, start + quoted.len()))
}

fn start_of_line(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

fn zone(feature: &Feature, volume: &Volume, map: &Map) -> Result<AirZone, String> {
    let metres = match volume.uom_dimensions.as_str() {
        "M" => 1.0,
        "FT" => FOOT_M,
        other => return Err(format!("has the unit `{other}` in `uomDimensions`; expected M or FT")),
    };
    let floor = (volume.lower_limit * metres, datum(&volume.lower_vertical_reference)?);
    let ceiling = (volume.upper_limit * metres, datum(&volume.upper_vertical_reference)?);
    if !(floor.0.is_finite() && ceiling.0.is_finite()) {
        return Err("has a limit that is no number".to_owned());
    }
    if floor.1 == ceiling.1 && floor.0 > ceiling.0 {
        return Err(format!(
            "has its floor at {} m above its ceiling at {} m; swap `lowerLimit` and `upperLimit`",
            floor.0, ceiling.0
        ));
    }
    Ok(AirZone {
        id: feature.identifier.clone(),
        name: feature.name.clone(),
        kind: kind(feature)?,
        shape: shape(&volume.horizontal_projection, metres, map)?,
        floor,
        ceiling,
        times: times(&feature.applicability)?,
        authority: feature.zone_authority.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", "),
        note: feature.message.clone(),
    })
}

fn datum(reference: &str) -> Result<Datum, String> {
    match reference {
        "AGL" => Ok(Datum::Agl),
        "AMSL" => Ok(Datum::Amsl),
        other => Err(format!("counts a limit from `{other}`; expected AGL or AMSL")),
    }
}

fn kind(feature: &Feature) -> Result<ZoneKind, String> {
    if let Some(kind) = feature.extended_properties.kind {
        return Ok(kind);
    }
    let air_traffic = feature.reason.iter().any(|reason| reason == "AIR_TRAFFIC");
    match feature.restriction.as_str() {
        "PROHIBITED" => Ok(ZoneKind::Prohibited),
        "REQ_AUTHORISATION" if air_traffic => Ok(ZoneKind::ControlZone),
        "REQ_AUTHORISATION" | "CONDITIONAL" => Ok(ZoneKind::Restricted),
        "NO_RESTRICTION" => Ok(ZoneKind::DroneFree),
        other => Err(format!(
            "has the restriction `{other}`; expected PROHIBITED, REQ_AUTHORISATION, CONDITIONAL or NO_RESTRICTION"
        )),
    }
}

fn shape(projection: &Projection, metres: f64, map: &Map) -> Result<Shape, String> {
    let geo = map.geo.as_ref().ok_or("lies on Earth, but the map has no place there".to_owned())?;
    let local = |[lon, lat]: [f64; 2]| {
        let known = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        known.then(|| geo.to_local(lat, lon)).ok_or_else(|| {
            format!("has the corner [{lon}, {lat}], which is no [longitude, latitude] in degrees")
        })
    };
    match projection {
        Projection::Circle { center, radius } => {
            let radius_m = radius * metres;
            if !(radius_m > 0.0 && radius_m < 1e6) {
                return Err(format!(
                    "has a radius of {radius_m} m; expected more than 0 and less than 1000 km"
                ));
            }
            Ok(Shape::Circle { centre: local(*center)?, radius_m })
        }
        Projection::Polygon { coordinates } => {
            let [ring] = coordinates.as_slice() else {
                return Err("is a polygon with holes, or with no ring; write one ring".to_owned());
            };
            let mut ring: Vec<Point> =
                ring.iter().take(MOST).map(|corner| local(*corner)).collect::<Result<_, _>>()?;
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            if ring.len() < 3 {
                return Err(format!("has {} corners; a polygon needs three or more", ring.len()));
            }
            if let Some((a, b)) = crosses_itself(&ring) {
                return Err(format!(
                    "has an outline that crosses itself: its sides {} and {} meet; order the corners once round",
                    a + 1,
                    b + 1
                ));
            }
            Ok(Shape::Polygon(ring))
        }
    }
}

/// Stretches of time (s since 1970); empty where it holds always.
fn times(applicability: &[Applicability]) -> Result<Vec<(i64, i64)>, String> {
    let mut times = Vec::new();
    for it in applicability {
        if it.permanent == "YES" {
            return Ok(Vec::new());
        }
        let read = |text: &Option<String>, open: i64| match text {
            None => Ok(open),
            Some(text) => StartTime::parse(text).map(|time| time.unix_s).map_err(|error| error.to_string()),
        };
        let (from, to) = (read(&it.start_date_time, i64::MIN)?, read(&it.end_date_time, i64::MAX)?);
        if to <= from {
            return Err("ends before it begins: `endDateTime` is not after `startDateTime`".to_owned());
        }
        times.push((from, to));
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::GeoReference;

    fn map() -> Map {
        Map { geo: Some(GeoReference::Enu { lat_deg: 37.51, lon_deg: 127.1 }), ..Map::default() }
    }

    fn read(text: &str) -> (Vec<AirZone>, String) {
        let source = Arc::new(SourceText { path: "zones.json".to_owned(), text: text.to_owned() });
        let (zones, errors) = read_zones(&source, &map());
        (zones, errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    fn feature(id: &str, corners: &str, limits: (f64, f64)) -> String {
        format!(
            r#"{{"identifier": "{id}", "restriction": "PROHIBITED", "geometry": [{{"uomDimensions": "M",
 "lowerLimit": {}, "lowerVerticalReference": "AGL", "upperLimit": {}, "upperVerticalReference": "AMSL",
 "horizontalProjection": {{"type": "Polygon", "coordinates": [[{corners}]]}}}}]}}"#,
            limits.0, limits.1
        )
        .replace(if limits.0 > limits.1 { "AMSL" } else { "" }, if limits.0 > limits.1 { "AGL" } else { "" })
    }

    const SQUARE: &str = "[127.1, 37.5], [127.11, 37.5], [127.11, 37.51], [127.1, 37.51], [127.1, 37.5]";

    #[test]
    fn a_zone_is_read_with_its_heights_and_times() {
        let text = format!("{{\"features\": [{}]}}", feature("A", SQUARE, (0.0, 120.0)));
        let (zones, errors) = read(&text);
        assert_eq!(errors, "");
        assert_eq!(
            (zones[0].kind, zones[0].floor, zones[0].ceiling.1),
            (ZoneKind::Prohibited, (0.0, Datum::Agl), Datum::Amsl)
        );
        let Shape::Polygon(ring) = &zones[0].shape else { panic!("{zones:?}") };
        assert_eq!(ring.len(), 4);
    }

    #[test]
    fn a_bow_tie_and_a_floor_above_its_ceiling_are_refused_by_name_and_line() {
        let bow = "[127.1, 37.5], [127.11, 37.51], [127.11, 37.5], [127.1, 37.51]";
        let text = format!(
            "{{\"features\": [\n{},\n{},\n{}]}}",
            feature("good", SQUARE, (0.0, 120.0)).replace('\n', ""),
            feature("bow", bow, (0.0, 120.0)).replace('\n', ""),
            feature("upside-down", SQUARE, (200.0, 120.0)).replace('\n', ""),
        );
        let (zones, errors) = read(&text);
        assert_eq!(zones.len(), 1);
        assert!(errors.contains("zones.json:3") && errors.contains("crosses itself"), "{errors}");
        assert!(
            errors.contains("zones.json:4") && errors.contains("floor at 200 m above its ceiling"),
            "{errors}"
        );
    }

    #[test]
    fn what_is_no_json_is_named_with_its_line() {
        assert!(read("{\n\"features\": [\n}").1.contains("zones.json:3"));
    }
}
