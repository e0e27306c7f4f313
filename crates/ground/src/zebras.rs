//! Crosswalks, and unmarked places where people cross, compiled for driving: where they lie on which lanes.

use crate::signals::phase_at;
use pilotzone_map::crosswalks::{LaneCrossing, LaneFinder};
use pilotzone_map::{
    Aspect, Crosswalk, LaneOwner, LinkId, Map, NodeKind, Polyline, Programme, TurnDirection,
};
use pilotzone_scenario::Street as StreetPlan;

/// Width taken for a place that nothing marks (m).
const UNMARKED_M: f64 = 1.5;
/// Design speed of the pedestrian green in Korea (m/s): a window shorter than it asks for is none.
const DESIGN_MPS: f64 = 1.0;

/// A place where people cross.
#[derive(Debug, Clone)]
pub struct Zebra {
    /// From kerb to kerb.
    pub line: Polyline,
    /// Its length (m).
    pub length_m: f64,
    /// Its width (m).
    pub width_m: f64,
    /// Whether it is a crosswalk, where drivers owe something to people on foot.
    pub marked: bool,
    /// When people have green; none where they have no light.
    pub light: Option<WalkLight>,
    first: u32,
    count: u32,
}

#[cfg(test)]
impl Zebra {
    /// A crosswalk without lanes.
    pub(crate) fn for_tests(line: Polyline, width_m: f64) -> Self {
        let length_m = line.length_m();
        Self { line, length_m, width_m, marked: true, light: None, first: 0, count: 0 }
    }
}

/// Where one lane passes a place where people cross.
#[derive(Debug, Clone, Copy)]
pub struct Strip {
    /// The place.
    pub zebra: u32,
    /// The lane.
    pub lane: u32,
    /// Its near edge along the lane (m).
    pub enter_m: f64,
    /// Its far edge along the lane (m).
    pub leave_m: f64,
    /// Its middle along the lane (m).
    pub at_m: f64,
    /// The lane's middle along the crossing line (m).
    pub along_m: f64,
    /// Half the lane's width along the crossing line (m).
    pub half_m: f64,
    /// 1 where the line's left lies further along the lane, else -1.
    pub left: f64,
}

/// When people on foot have green.
#[derive(Debug, Clone)]
pub struct WalkLight {
    programme: Programme,
    walk: Vec<bool>,
    longest_s: f64,
}

impl WalkLight {
    fn new(programme: &Programme, walk: Vec<bool>) -> Self {
        let mut light = Self { programme: programme.clone(), walk, longest_s: 0.0 };
        let mut begin_s = programme.offset_s;
        for phase in &programme.phases {
            light.longest_s = light.longest_s.max(light.left_s(begin_s));
            begin_s += phase.duration_s;
        }
        light
    }

    /// How long it stays green from that time on (s); 0 where it is red.
    pub fn left_s(&self, time_s: f64) -> f64 {
        let (first, phase_left_s) = phase_at(&self.programme, time_s);
        let phases = self.programme.phases.len();
        let mut left_s = 0.0;
        for n in 0..phases {
            let phase = (first + n) % phases;
            if !self.walk[phase] {
                break;
            }
            left_s += if n == 0 { phase_left_s } else { self.programme.phases[phase].duration_s };
        }
        left_s
    }

    /// The longest green of a cycle (s).
    pub fn longest_s(&self) -> f64 {
        self.longest_s
    }
}

/// All places where people cross.
#[derive(Debug, Clone, Default)]
pub struct Zebras {
    all: Vec<Zebra>,
    /// By place, in the order of the line.
    strips: Vec<Strip>,
    /// By lane, in the order of driving.
    by_lane: Vec<Strip>,
    lanes: Vec<(u32, u32)>,
}

impl Zebras {
    /// The places of a run; none where nobody walks and no school zone asks for them.
    pub fn new(map: &Map, plan: &StreetPlan) -> Self {
        if plan.walks.is_empty() && plan.school_zones.is_empty() {
            return Self::default();
        }
        let finder = LaneFinder::new(map);
        let mut zebras = Self::default();
        for crosswalk in &map.crosswalks {
            let layer = crosswalk.links.first().map_or(0, |&link| map.link(link).layer);
            let met = finder.met_by(&crosswalk.line, layer);
            let light = light_of(map, crosswalk, &met);
            zebras.add(map, &crosswalk.line, crosswalk.width_m, &met, (true, light));
        }
        for line in &plan.unmarked {
            let met = finder.met_by(line, 0);
            zebras.add(map, line, UNMARKED_M, &met, (false, None));
        }
        zebras.sort_by_lane(map.lanes.len());
        zebras
    }

    fn add(
        &mut self,
        map: &Map,
        line: &Polyline,
        width_m: f64,
        met: &[LaneCrossing],
        (marked, light): (bool, Option<WalkLight>),
    ) {
        let (zebra, first) = (self.all.len() as u32, self.strips.len() as u32);
        self.strips.extend(met.iter().map(|m| {
            let lane = map.lane(m.lane);
            let reach_m = width_m / 2.0 / m.sin;
            Strip {
                zebra,
                lane: m.lane.0,
                enter_m: (m.at_m - reach_m).max(0.0),
                leave_m: m.at_m + reach_m,
                at_m: m.at_m,
                along_m: m.along_m,
                half_m: lane.width_m / 2.0 / m.sin,
                left: if m.to_left { -1.0 } else { 1.0 },
            }
        }));
        let (line, length_m, count) = (line.clone(), line.length_m(), met.len() as u32);
        self.all.push(Zebra { line, length_m, width_m, marked, light, first, count });
    }

    fn sort_by_lane(&mut self, lanes: usize) {
        self.by_lane = self.strips.clone();
        self.by_lane.sort_by(|a, b| a.lane.cmp(&b.lane).then(a.enter_m.total_cmp(&b.enter_m)));
        self.lanes = vec![(0, 0); lanes];
        for (at, strip) in self.by_lane.iter().enumerate() {
            let lane = &mut self.lanes[strip.lane as usize];
            if lane.1 == 0 {
                lane.0 = at as u32;
            }
            lane.1 += 1;
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The place of that number.
    pub fn zebra(&self, zebra: u32) -> &Zebra {
        &self.all[zebra as usize]
    }

    /// The lanes that a place crosses, in the order of its line.
    pub fn strips(&self, zebra: u32) -> &[Strip] {
        let zebra = &self.all[zebra as usize];
        &self.strips[zebra.first as usize..(zebra.first + zebra.count) as usize]
    }

    /// The places on a lane, in the order of driving.
    pub fn on_lane(&self, lane: u32) -> &[Strip] {
        let Some(&(first, count)) = self.lanes.get(lane as usize) else { return &[] };
        &self.by_lane[first as usize..(first + count) as usize]
    }
}

/// The light for people at a crosswalk: its own, or one that follows from the lights of the turns across it.
fn light_of(map: &Map, crosswalk: &Crosswalk, met: &[LaneCrossing]) -> Option<WalkLight> {
    if let Some((signal, group)) = crosswalk.signal {
        let programme = map.signals.get(signal.0 as usize)?.programme()?;
        let shows = |aspects: &[Aspect]| aspects.get(group as usize).is_some_and(|&aspect| lets_go(aspect));
        let walk = programme.phases.iter().map(|phase| shows(&phase.aspects)).collect();
        return Some(WalkLight::new(programme, walk));
    }
    let node = crosswalk.node.filter(|&node| map.node(node).kind == NodeKind::Signal)?;
    // Right turns have to let people pass, green or not.
    let crossing = map.turns.iter().filter(|turn| {
        let meets = |lane| met.iter().any(|m| m.lane == lane);
        turn.node == node
            && turn.direction != TurnDirection::Right
            && (meets(turn.inner) || meets(turn.from) || meets(turn.to))
    });
    let lights: Vec<_> = crossing.filter_map(|turn| Some((turn.signal?, map.link_of(turn.from)))).collect();
    let &((signal, _), _) = lights.first()?;
    let programme = map.signals.get(signal.0 as usize)?.programme()?;
    let needed_s = crosswalk.line.length_m() / DESIGN_MPS;
    // Where never all are red for long enough, those who turn into the arm have to give way.
    let comes_in =
        |link: Option<LinkId>| link.is_some_and(|link| map.link(link).to == node && crosses(map, link, met));
    let of = |all: bool| {
        let groups: Vec<u16> = lights
            .iter()
            .filter(|((of, _), from)| *of == signal && (all || comes_in(*from)))
            .map(|((_, group), _)| *group)
            .collect();
        let red =
            |aspects: &[Aspect]| groups.iter().all(|&g| aspects.get(g as usize).is_none_or(|&a| !lets_go(a)));
        WalkLight::new(programme, programme.phases.iter().map(|phase| red(&phase.aspects)).collect())
    };
    [of(true), of(false)].into_iter().find(|light| light.longest_s >= needed_s)
}

/// Whether a link's own lanes, or turns that leave it, are crossed near its end.
fn crosses(map: &Map, link: LinkId, met: &[LaneCrossing]) -> bool {
    met.iter().any(|m| match map.lane(m.lane).owner {
        LaneOwner::Link(own) => own == link,
        // Shortly behind the stop line, not where it leaves the junction.
        LaneOwner::Turn(turn) => {
            map.link_of(map.turn(turn).from) == Some(link) && m.at_m < map.lane(m.lane).length_m / 2.0
        }
    })
}

fn lets_go(aspect: Aspect) -> bool {
    match aspect {
        Aspect::Red | Aspect::RedAmber | Aspect::StopThenGo => false,
        Aspect::Amber | Aspect::GreenYield | Aspect::GreenProtected | Aspect::OffBlinking | Aspect::Off => {
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::crosswalks::assume;
    use pilotzone_map::generate::{GridParams, grid};
    use pilotzone_scenario::street::SchoolZone;

    fn zebras() -> (Map, Zebras) {
        let mut map = grid(&GridParams { columns: 1, rows: 1, ..GridParams::default() });
        assume(&mut map);
        let zone = SchoolZone { polygon: Vec::new(), limit_mps: 8.0, from_s: 0.0, to_s: 0.0 };
        let plan = StreetPlan { school_zones: vec![zone], ..StreetPlan::default() };
        let zebras = Zebras::new(&map, &plan);
        (map, zebras)
    }

    #[test]
    fn without_people_and_school_zones_nothing_is_compiled() {
        let (map, zebras) = zebras();
        assert!(Zebras::new(&map, &StreetPlan::default()).is_empty());
        assert_eq!(zebras.len(), map.crosswalks.len());
    }

    #[test]
    fn people_have_green_only_while_no_turn_that_crosses_them_has() {
        let (map, zebras) = zebras();
        for (at, crosswalk) in map.crosswalks.iter().enumerate() {
            let light = zebras.zebra(at as u32).light.as_ref().expect("the junction has signals");
            assert!(light.longest_s() > crosswalk.line.length_m(), "{}", light.longest_s());
            let programme = map.signals[0].programme().expect("it runs");
            for tenth in 0..(programme.cycle_s() * 10.0) as u32 {
                let time_s = f64::from(tenth) / 10.0;
                if light.left_s(time_s) <= 0.0 {
                    continue;
                }
                let (phase, _) = phase_at(programme, time_s);
                for strip in zebras.strips(at as u32) {
                    let LaneOwner::Turn(turn) = map.lanes[strip.lane as usize].owner else { continue };
                    let turn = map.turn(turn);
                    let (_, group) = turn.signal.expect("every turn has a light");
                    let aspect = programme.phases[phase].aspects[group as usize];
                    assert!(
                        turn.direction == TurnDirection::Right || !lets_go(aspect),
                        "{time_s} s: {turn:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_strip_lies_where_the_crosswalk_covers_the_lane() {
        let (_, zebras) = zebras();
        let strip = zebras.strips(0)[0];
        assert!(strip.enter_m < strip.at_m && strip.at_m < strip.leave_m);
        assert!(zebras.on_lane(strip.lane).iter().any(|s| s.zebra == 0));
    }
}
