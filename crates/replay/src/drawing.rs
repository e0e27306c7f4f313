//! The map as a picture needs it: outlines, lines and lights, to the centimetre.

use pilotzone_map::paint::{self, Painter};
use pilotzone_map::{
    Aspect, LaneId, LaneKind, LaneOwner, LinkId, Map, Point, Polyline, SignalId, TurnDirection,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A place (m): east, north.
type Spot = [f64; 2];

/// What there is to see of a map.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Drawing {
    /// West, south, east and north of all that is drawn (m).
    pub bounds_m: [f64; 4],
    /// Lanes; their places here are the numbers by which events name them.
    pub lanes: Vec<LaneShape>,
    /// Surfaces of junctions.
    pub nodes: Vec<NodeShape>,
    /// Painted lines.
    pub paint: Vec<LineShape>,
    /// Painted arrows.
    pub arrows: Vec<ArrowShape>,
    /// Crossings for people on foot.
    pub crosswalks: Vec<StripShape>,
    /// Ways for people on foot.
    pub pavements: Vec<StripShape>,
    /// Buildings.
    pub buildings: Vec<BuildingShape>,
    /// Areas that the map knows.
    pub areas: Vec<AreaShape>,
    /// Signals, by the numbers in which [`crate::SignalsNote`] names them.
    pub signals: Vec<SignalShape>,
    /// Lights.
    pub heads: Vec<HeadShape>,
}

/// A lane's surface.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LaneShape {
    /// What it is for: `driving`, `bus`, `cycle`, `foot`, `rail`, `both_ways` or `inner`.
    pub kind: String,
    /// The street's name, if it has one.
    pub street: Option<String>,
    /// Level above or below ground.
    pub layer: i32,
    /// Width (m).
    pub width_m: f64,
    /// Centre line.
    pub line: Vec<Spot>,
}

/// A junction's surface.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NodeShape {
    /// Level above or below ground.
    pub layer: i32,
    /// Its outline.
    pub outline: Vec<Spot>,
}

/// A painted line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineShape {
    /// `white`, `yellow`, `blue` or `kerb`.
    pub colour: String,
    /// Level above or below ground.
    pub layer: i32,
    /// Width (m).
    pub width_m: f64,
    /// Length of a dash and of the gap after it (m).
    pub dash_m: Option<Spot>,
    /// Its middle.
    pub line: Vec<Spot>,
}

/// A painted arrow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArrowShape {
    /// Level above or below ground.
    pub layer: i32,
    /// Its strokes.
    pub lines: Vec<Vec<Spot>>,
}

/// A line with a width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StripShape {
    /// Width (m).
    pub width_m: f64,
    /// Its middle.
    pub line: Vec<Spot>,
}

/// A building.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuildingShape {
    /// What people call it.
    pub name: Option<String>,
    /// Its foot above ground (m).
    pub base_m: f64,
    /// Its top above ground (m).
    pub top_m: f64,
    /// Outer ring.
    pub ring: Vec<Spot>,
    /// Courtyards.
    pub holes: Vec<Vec<Spot>>,
}

/// An area that the map knows: a school, a drone pad.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AreaShape {
    /// `pilot_zone`, `school`, `school_zone` or `drone_pad`.
    pub kind: String,
    /// Its name, Korean.
    pub name_ko: String,
    /// Its name, English.
    pub name_en: String,
    /// Its outline.
    pub polygon: Vec<Spot>,
}

/// A signal's phases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignalShape {
    /// Its name.
    pub name: String,
    /// Each phase: a letter for each group. `r` red, `u` red and amber, `y` amber, `g` green, giving way, `G` green,
    /// `s` stop, then go, `o` flashing amber, `O` dark.
    pub phases: Vec<String>,
}

/// A light at its stop line or crossing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadShape {
    /// Number of its signal.
    pub signal: u32,
    /// Its group: which letter of the phase it shows.
    pub group: u16,
    /// For whom: `straight`, `left`, `right`, `u_turn`, or `foot`.
    pub to: String,
    /// Where it is.
    pub at: Spot,
    /// Which way those drive or walk who read it (degrees, 0 = east, counter-clockwise).
    pub heading_deg: f64,
}

impl Drawing {
    /// The picture of a map.
    pub fn of(map: &Map) -> Self {
        let mut drawing = Self {
            lanes: lanes(map),
            nodes: nodes(map),
            crosswalks: map.crosswalks.iter().map(|c| strip(&c.line, c.width_m)).collect(),
            pavements: map.pavements.iter().map(|p| strip(&p.line, p.width_m)).collect(),
            buildings: map.buildings.iter().map(building).collect(),
            areas: map.places.iter().map(area).collect(),
            signals: map.signals.iter().map(signal).collect(),
            heads: heads(map),
            ..Self::default()
        };
        drawing.paint_roads(map);
        drawing.bounds_m = drawing.bounds();
        drawing
    }

    fn paint_roads(&mut self, map: &Map) {
        let painter = Painter::new(map);
        for (id, link) in map.links.iter().enumerate() {
            let stop_lines = link.lanes().filter_map(|lane| painter.stop_line(lane));
            for painted in painter.lines(LinkId(id as u32)).into_iter().chain(stop_lines) {
                self.paint.push(LineShape {
                    colour: word(&painted.colour),
                    layer: link.layer,
                    width_m: cm(painted.width_m),
                    dash_m: painted.dash_m,
                    line: spots(&painted.line.0),
                });
            }
            for arrow in link.lanes().flat_map(|lane| painter.arrows(lane)) {
                let (sin, cos) = (libm::sin(arrow.at.heading_rad), libm::cos(arrow.at.heading_rad));
                let turned = |[x, y]: &Spot| {
                    let (x, y) = (x * cos - y * sin, x * sin + y * cos);
                    [cm(arrow.at.at.x + x), cm(arrow.at.at.y + y)]
                };
                let stroke = |line: &&[Spot]| line.iter().map(turned).collect();
                let lines = paint::strokes(arrow.direction).iter().map(stroke).collect();
                self.arrows.push(ArrowShape { layer: link.layer, lines });
            }
        }
    }

    fn bounds(&self) -> [f64; 4] {
        let lanes = self.lanes.iter().flat_map(|lane| &lane.line);
        let rings = self.buildings.iter().flat_map(|building| &building.ring);
        let pavements = self.pavements.iter().flat_map(|pavement| &pavement.line);
        let mut all = lanes.chain(rings).chain(pavements).filter(|p| p[0].is_finite() && p[1].is_finite());
        let Some(&[x, y]) = all.next() else { return [0.0; 4] };
        all.fold([x, y, x, y], |[w, s, e, n], &[x, y]| [w.min(x), s.min(y), e.max(x), n.max(y)])
    }
}

/// Rounded to the centimetre.
fn cm(metres: f64) -> f64 {
    (metres * 100.0).round() / 100.0
}

fn spots(points: &[Point]) -> Vec<Spot> {
    points.iter().map(|p| [cm(p.x), cm(p.y)]).collect()
}

fn strip(line: &Polyline, width_m: f64) -> StripShape {
    StripShape { width_m: cm(width_m), line: spots(&line.0) }
}

/// The word in files of what is written as one.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn lanes(map: &Map) -> Vec<LaneShape> {
    let shape = |lane: &pilotzone_map::Lane| {
        let (street, layer) = match lane.owner {
            LaneOwner::Link(id) => {
                let link = map.links.get(id.0 as usize);
                (link.and_then(|link| link.name.clone()), link.map_or(0, |link| link.layer))
            }
            LaneOwner::Turn(id) => {
                let turn = map.turns.get(id.0 as usize);
                let lane_of = |id: LaneId| map.lanes.get(id.0 as usize);
                let both = turn.and_then(|turn| Some((lane_of(turn.from)?, lane_of(turn.to)?)));
                (None, both.map_or(0, |(from, to)| paint::turn_layer(map, from, to)))
            }
        };
        LaneShape {
            kind: word(&lane.kind),
            street,
            layer,
            width_m: cm(lane.width_m),
            line: spots(&lane.shape.0),
        }
    };
    map.lanes.iter().map(shape).collect()
}

/// A junction is as high as the highest road at it.
fn nodes(map: &Map) -> Vec<NodeShape> {
    let mut layers = vec![i32::MIN; map.nodes.len()];
    for link in &map.links {
        for node in [link.from, link.to] {
            if let Some(layer) = layers.get_mut(node.0 as usize) {
                *layer = link.layer.max(*layer);
            }
        }
    }
    let with_layers = map.nodes.iter().zip(layers).filter(|(node, _)| node.outline.len() > 2);
    let shape = |(node, layer): (&pilotzone_map::Node, i32)| NodeShape {
        layer: if layer == i32::MIN { 0 } else { layer },
        outline: spots(&node.outline),
    };
    with_layers.map(shape).collect()
}

fn building(building: &pilotzone_map::Building) -> BuildingShape {
    BuildingShape {
        name: building.name.clone(),
        base_m: cm(building.base_m),
        top_m: cm(building.top_m),
        ring: spots(&building.ring),
        holes: building.holes.iter().map(|hole| spots(hole)).collect(),
    }
}

fn area(place: &pilotzone_map::Place) -> AreaShape {
    AreaShape {
        kind: place.kind.name().to_owned(),
        name_ko: place.name_ko.clone(),
        name_en: place.name_en.clone(),
        polygon: spots(&place.polygon),
    }
}

fn signal(signal: &pilotzone_map::Signal) -> SignalShape {
    let letter = |aspect: &Aspect| match aspect {
        Aspect::Red => 'r',
        Aspect::RedAmber => 'u',
        Aspect::Amber => 'y',
        Aspect::GreenYield => 'g',
        Aspect::GreenProtected => 'G',
        Aspect::StopThenGo => 's',
        Aspect::OffBlinking => 'o',
        Aspect::Off => 'O',
    };
    let phases = signal.programme().map_or(&[][..], |programme| &programme.phases);
    let phases = phases.iter().map(|phase| phase.aspects.iter().map(letter).collect()).collect();
    SignalShape { name: signal.id.clone(), phases }
}

/// One light for each group that a lane's stop line shows, side by side; one at either end of a crossing.
fn heads(map: &Map) -> Vec<HeadShape> {
    let mut by_lane: BTreeMap<LaneId, BTreeMap<(SignalId, u16), TurnDirection>> = BTreeMap::new();
    for turn in &map.turns {
        if let Some(light) = turn.signal {
            by_lane.entry(turn.from).or_default().entry(light).or_insert(turn.direction);
        }
    }
    let mut heads = Vec::new();
    for (id, lights) in by_lane {
        let Some(lane) = map.lanes.get(id.0 as usize).filter(|lane| lane.kind != LaneKind::Inner) else {
            continue;
        };
        let at = lane.shape.pose_at(lane.shape.length_m() - lane.stop_offset_m);
        let count = lights.len() as f64;
        for (n, ((signal, group), direction)) in lights.into_iter().enumerate() {
            let aside_m = ((n as f64 + 0.5) / count - 0.5) * lane.width_m;
            let (x, y) = (-libm::sin(at.heading_rad) * aside_m, libm::cos(at.heading_rad) * aside_m);
            let at_m = [cm(at.at.x + x), cm(at.at.y + y)];
            heads.push(head((signal, group), &word(&direction), at_m, at.heading_rad));
        }
    }
    for crosswalk in &map.crosswalks {
        let Some(light) = crosswalk.signal else { continue };
        for line in [crosswalk.line.clone(), crosswalk.line.reversed()] {
            let at = line.pose_at(0.0);
            heads.push(head(light, "foot", [cm(at.at.x), cm(at.at.y)], at.heading_rad));
        }
    }
    heads
}

fn head((signal, group): (SignalId, u16), to: &str, at: Spot, heading_rad: f64) -> HeadShape {
    let heading_deg = (heading_rad.to_degrees() * 10.0).round() / 10.0;
    HeadShape { signal: signal.0, group, to: to.to_owned(), at, heading_deg }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::builder::four_arm_crossing;

    #[test]
    fn a_crossing_is_drawn_with_its_lanes_lines_and_lights() {
        let map = four_arm_crossing();
        let drawing = Drawing::of(&map);
        assert_eq!(drawing.lanes.len(), map.lanes.len());
        assert!(drawing.paint.iter().any(|line| line.colour == "white" && line.dash_m.is_some()));
        assert!(drawing.arrows.iter().all(|arrow| arrow.lines.len() <= 2 && !arrow.lines.is_empty()));
        let [west, south, east, north] = drawing.bounds_m;
        assert!(west < east && south < north);
        assert_eq!(drawing.signals.len(), map.signals.len());
        for head in &drawing.heads {
            let phases = &drawing.signals[head.signal as usize].phases;
            assert!(phases.iter().all(|phase| phase.len() > usize::from(head.group)));
        }
        assert!(!drawing.heads.is_empty());
    }

    #[test]
    fn a_map_with_nothing_on_it_is_drawn_as_nothing() {
        assert_eq!(Drawing::of(&Map::default()), Drawing::default());
    }
}
