//! What is in a map, in figures.

use core::fmt;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::geo::wrap_lon_deg;
use crate::{
    GeoReference, Lane, LaneKind, LaneOwner, Map, NodeKind, Point, Problem, SignalId, SignalOrigin, Source,
};

/// The answer of `map info`: its keys are a promise to scripts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapInfo {
    /// Junctions, borders and ends of ways.
    pub nodes: usize,
    /// Directions of travel between nodes.
    pub links: usize,
    /// Lanes of links for motor vehicles, bus lanes included.
    pub lanes: usize,
    /// Lanes of links for feet, cycles, rails and turning both ways.
    pub other_lanes: usize,
    /// Lanes inside junctions.
    pub inner_lanes: usize,
    /// Places where three or more roads meet.
    pub junctions: usize,
    /// Signalised junctions, a joined one once.
    pub signals: usize,
    /// Of these, how many the source itself only guessed.
    pub signals_guessed: usize,
    /// Of these, how many are in the source but run on a default timing.
    pub signals_default_timing: usize,
    /// Pedestrian crossings.
    pub crosswalks: usize,
    /// Buildings.
    pub buildings: usize,
    /// Areas that rules or missions refer to, by kind.
    pub places: BTreeMap<String, u64>,
    /// Length of what `lanes` counts (km).
    pub lane_km: f64,
    /// West, south, east, north of all lanes and buildings (deg); none without a geographic reference. Over the
    /// date line west is the larger number.
    pub bbox_deg: Option<[f64; 4]>,
    /// What the data are and what was done with them, source by source, joined by `; `.
    pub provenance: String,
    /// Every licence once, joined by `; `.
    pub licence: String,
    /// The words that must stand beside every use, joined by `; `.
    pub attribution: String,
    /// How often each default stood in for missing data.
    pub defaults: BTreeMap<String, u64>,
    /// What was wrong in the source and what was done about it.
    pub problems: Vec<Problem>,
}

/// Counts and describes a map.
pub fn info(map: &Map) -> MapInfo {
    let motor = |lane: &&Lane| is_motor_lane(lane);
    let signals = signalised_junctions(map);
    let of_origin = |origin: SignalOrigin| signals.iter().filter(|&&shown| shown == Some(origin)).count();
    let of_links = |lane: &&Lane| matches!(lane.owner, LaneOwner::Link(_));
    let lanes = map.lanes.iter().filter(motor).count();
    let all_of_links = map.lanes.iter().filter(of_links).count();
    MapInfo {
        nodes: map.nodes.len(),
        links: map.links.len(),
        lanes,
        other_lanes: all_of_links - lanes,
        inner_lanes: map.lanes.len() - all_of_links,
        junctions: map.nodes.iter().filter(|node| node.arms >= 3).count(),
        signals: signals.len(),
        signals_guessed: of_origin(SignalOrigin::Guessed),
        signals_default_timing: of_origin(SignalOrigin::DefaultTiming),
        crosswalks: map.crosswalks.len(),
        buildings: map.buildings.len(),
        places: places(map),
        // Summed from +0: the sum of nothing is -0 in Rust, and would be shown so.
        lane_km: map.lanes.iter().filter(motor).fold(0.0, |sum_m, lane| sum_m + lane.length_m) / 1000.0,
        bbox_deg: map.geo.as_ref().and_then(|geo| bbox_deg(map, geo)),
        provenance: joined(&map.sources, |source| &source.provenance),
        licence: joined(&map.sources, |source| &source.licence),
        attribution: joined(&map.sources, |source| &source.attribution),
        defaults: map.defaults.clone(),
        problems: map.problems.clone(),
    }
}

fn is_motor_lane(lane: &Lane) -> bool {
    matches!(lane.owner, LaneOwner::Link(_)) && matches!(lane.kind, LaneKind::Driving | LaneKind::Bus)
}

/// For each node with signals, how its controller is known; none where no turn names a controller.
fn signalised_junctions(map: &Map) -> Vec<Option<SignalOrigin>> {
    let mut shown: Vec<Option<Option<SignalId>>> =
        map.nodes.iter().map(|node| (node.kind == NodeKind::Signal).then_some(None)).collect();
    for turn in &map.turns {
        if let (Some((signal, _)), Some(node)) = (turn.signal, shown.get_mut(turn.node.0 as usize)) {
            *node = Some(Some(signal));
        }
    }
    let origin = |id: SignalId| map.signals.get(id.0 as usize).map(|signal| signal.origin);
    shown.into_iter().flatten().map(|signal| signal.and_then(origin)).collect()
}

fn places(map: &Map) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for place in &map.places {
        *counts.entry(place.kind.name().to_owned()).or_default() += 1;
    }
    counts
}

fn bbox_deg(map: &Map, geo: &GeoReference) -> Option<[f64; 4]> {
    let lanes = map.lanes.iter().flat_map(|lane| &lane.shape.0);
    let buildings = map.buildings.iter().flat_map(|building| &building.ring);
    let mut points = lanes.chain(buildings).map(|&point: &Point| geo.to_geo(point));
    let (lat_deg, middle_deg) = points.next()?;
    // Longitudes are compared as differences to the first, so that a map over the date line is no belt
    // round the Earth.
    let (mut south, mut north, mut west, mut east) = (lat_deg, lat_deg, 0.0_f64, 0.0_f64);
    for (lat_deg, lon_deg) in points {
        let aside_deg = wrap_lon_deg(lon_deg - middle_deg);
        (south, north) = (south.min(lat_deg), north.max(lat_deg));
        (west, east) = (west.min(aside_deg), east.max(aside_deg));
    }
    Some([wrap_lon_deg(middle_deg + west), south, wrap_lon_deg(middle_deg + east), north])
}

fn joined(sources: &[Source], part: impl Fn(&Source) -> &String) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for source in sources {
        let text = part(source).as_str();
        if !text.is_empty() && !parts.contains(&text) {
            parts.push(text);
        }
    }
    parts.join("; ")
}

impl fmt::Display for MapInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "nodes         {}, {} of them junctions", self.nodes, self.junctions)?;
        writeln!(f, "links         {}", self.links)?;
        writeln!(
            f,
            "lanes         {} ({:.1} km), {} for others, {} inside junctions",
            self.lanes, self.lane_km, self.other_lanes, self.inner_lanes
        )?;
        write!(f, "signals       {}", self.signals)?;
        match (self.signals_guessed, self.signals_default_timing) {
            (0, 0) => writeln!(f)?,
            (guessed, 0) => writeln!(f, ", {guessed} guessed by the source")?,
            (0, timing) => writeln!(f, ", {timing} with a default timing")?,
            (guessed, timing) => {
                writeln!(f, ", {guessed} guessed by the source, {timing} with a default timing")?;
            }
        }
        writeln!(f, "crosswalks    {}", self.crosswalks)?;
        writeln!(f, "buildings     {}", self.buildings)?;
        if !self.places.is_empty() {
            let each = self.places.iter().map(|(kind, count)| format!("{count} {kind}"));
            writeln!(f, "places        {}", each.collect::<Vec<_>>().join(", "))?;
        }
        match self.bbox_deg {
            Some([west, south, east, north]) => {
                writeln!(f, "extent        {west:.5} to {east:.5} east, {south:.5} to {north:.5} north")?;
            }
            None => writeln!(f, "extent        unknown: no geographic reference")?,
        }
        writeln!(f, "provenance    {}", self.provenance)?;
        writeln!(f, "licence       {}", self.licence)?;
        writeln!(f, "attribution   {}", self.attribution)?;
        if self.defaults.is_empty() {
            writeln!(f, "defaults      none")?;
        } else {
            writeln!(f, "defaults")?;
            for (name, count) in &self.defaults {
                writeln!(f, "  {count:>8} {name}")?;
            }
        }
        if self.problems.is_empty() {
            return write!(f, "problems      none");
        }
        write!(f, "problems")?;
        for problem in &self.problems {
            let word = match problem.severity {
                crate::Severity::Note => "note",
                crate::Severity::Warning => "warning",
            };
            match problem.line {
                0 => write!(f, "\n  {word}: {}: {}", problem.file, problem.what)?,
                line => write!(f, "\n  {word}: {}:{line}: {}", problem.file, problem.what)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Severity;
    use crate::builder::four_arm_crossing;

    fn described() -> Map {
        let mut map = four_arm_crossing();
        map.geo = Some(GeoReference::Enu { lat_deg: 36.5, lon_deg: 127.3 });
        map.signals[0].origin = SignalOrigin::Guessed;
        map.lanes[0].kind = LaneKind::Bus;
        map.lanes[2].kind = LaneKind::Cycle;
        map.sources.push(map.sources[0].clone());
        map.sources[1].attribution = "Somebody".to_owned();
        map.defaults.insert("width of a lane".to_owned(), 16);
        map.places.push(crate::Place {
            id: "zone".to_owned(),
            kind: crate::PlaceKind::PilotZone,
            name_ko: "구역".to_owned(),
            name_en: "zone".to_owned(),
            polygon: map.nodes.iter().take(3).map(|node| node.at).collect(),
        });
        map.problems.push(Problem {
            severity: Severity::Warning,
            file: "crossing.osm".to_owned(),
            line: 7,
            what: "way 3 names node 9, which is not there; the node was left out".to_owned(),
        });
        map
    }

    #[test]
    fn the_keys_are_those_that_scripts_rely_on() {
        let json = serde_json::to_value(info(&described())).unwrap();
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        let promised = "attribution bbox_deg buildings crosswalks defaults inner_lanes junctions lane_km lanes licence \
                        links nodes other_lanes places problems provenance signals signals_default_timing signals_guessed";
        assert_eq!(keys, promised.split_whitespace().collect::<Vec<_>>());
        assert_eq!(
            json["problems"][0]["severity"].as_str().zip(json["problems"][0]["line"].as_u64()),
            Some(("warning", 7))
        );
        assert_eq!(json["defaults"]["width of a lane"], 16);
    }

    #[test]
    fn a_cycle_lane_is_another_lane_and_a_bus_lane_is_not() {
        let info = info(&described());
        assert_eq!((info.lanes, info.other_lanes, info.inner_lanes), (15, 1, 16));
        assert_eq!((info.nodes, info.links, info.junctions), (5, 8, 1));
        assert_eq!((info.signals, info.signals_guessed, info.signals_default_timing), (1, 1, 0));
        assert!((info.lane_km - 15.0 * 0.19).abs() < 1e-9);
    }

    #[test]
    fn the_extent_is_that_of_the_farthest_lanes() {
        let [west, south, east, north] = info(&described()).bbox_deg.unwrap();
        // 200 m are 0.0018 degrees of latitude, 0.00223 of longitude at 36.5 degrees.
        assert!((north - south - 0.003_604).abs() < 2e-6, "{}", north - south);
        assert!((east - west - 0.004_466).abs() < 2e-6, "{}", east - west);
        assert_eq!(info(&four_arm_crossing()).bbox_deg, None);
    }

    #[test]
    fn an_extent_over_the_date_line_is_small() {
        let mut map = described();
        map.geo = Some(GeoReference::Enu { lat_deg: 0.0, lon_deg: 179.9999 });
        let [west, _, east, _] = info(&map).bbox_deg.unwrap();
        assert!(west > 179.0 && east < -179.0, "{west} {east}");
    }

    #[test]
    fn an_empty_map_is_described_too() {
        let empty = info(&Map { geo: described().geo, ..Map::default() });
        assert_eq!((empty.lane_km.to_bits(), empty.bbox_deg), (0, None));
    }

    #[test]
    fn people_read_the_same_figures_in_words() {
        insta::assert_snapshot!(info(&described()), @r"
        nodes         5, 1 of them junctions
        links         8
        lanes         15 (2.9 km), 1 for others, 16 inside junctions
        signals       1, 1 guessed by the source
        crosswalks    0
        buildings     0
        places        1 pilot_zone
        extent        127.29777 to 127.30223 east, 36.49820 to 36.50180 north
        provenance    put together by pilotzone: four arms
        licence       MIT OR Apache-2.0
        attribution   pilotzone (synthetic); Somebody
        defaults
                16 width of a lane
        problems
          warning: crossing.osm:7: way 3 names node 9, which is not there; the node was left out
        ");
    }
}
