//! The road map compiled for driving: flat arrays, everything that a step looks up in one place.

use pilotzone_map::{ClassSet, LaneId, LaneKind, LaneOwner, Map, RightOfWay, TurnId, VehicleClass};

/// "There is none", for lanes and turns.
pub const NONE: u32 = u32::MAX;

/// A lane as driving sees it.
#[derive(Debug, Clone)]
pub struct Lane {
    /// Length of driving (m).
    pub length_m: f64,
    /// Speed limit (m/s).
    pub speed_mps: f64,
    /// Place of the stop line (m).
    pub stop_line_m: f64,
    /// Its link; [`NONE`] inside junctions.
    pub link: u32,
    /// Its turn where it lies inside a junction, else [`NONE`].
    pub turn: u32,
    /// Its number on the link, 0 is rightmost.
    pub index: u32,
    /// The lane to the left on the same link, or [`NONE`].
    pub left: u32,
    /// The lane to the right on the same link, or [`NONE`].
    pub right: u32,
    /// Who may use it.
    pub classes: ClassSet,
    /// Who may change to the left.
    pub change_left: ClassSet,
    /// Who may change to the right.
    pub change_right: ClassSet,
    /// Whether it is for through driving at all.
    pub drivable: bool,
    /// First of its outgoing turns in [`Roads::exits`].
    first_exit: u32,
    /// How many outgoing turns it has.
    exit_count: u32,
    /// First of its incoming turns in [`Roads::feeders`].
    first_feeder: u32,
    /// How many incoming turns it has.
    feeder_count: u32,
}

/// A turn as driving sees it.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Lane it leaves.
    pub from: u32,
    /// Lane inside the junction.
    pub inner: u32,
    /// Lane it enters.
    pub to: u32,
    /// The junction.
    pub node: u32,
    /// Link it enters.
    pub to_link: u32,
    /// What it owes to others.
    pub right_of_way: RightOfWay,
    /// Place of its light in the list of aspects, or [`NONE`].
    pub light: u32,
    /// Whether one must not stop on the junction here.
    pub keep_clear: bool,
    /// Where one may wait inside for a gap (m along the inner lane); infinite where nowhere.
    pub wait_at_m: f64,
    /// Who may make it.
    pub classes: ClassSet,
    /// First of its conflicts in [`Roads::foes`].
    first_foe: u32,
    /// How many conflicts it has.
    foe_count: u32,
}

/// One conflict seen from one of its two turns.
#[derive(Debug, Clone, Copy)]
pub struct Foe {
    /// The other turn.
    pub turn: u32,
    /// The other turn's inner lane.
    pub inner: u32,
    /// Whether both end in the same lane.
    pub merging: bool,
    /// Whether this turn gives way to the other.
    pub i_yield: bool,
    /// Whether the other gives way to this one.
    pub foe_yields: bool,
    /// Where this turn's path enters the common area (m along its inner lane).
    pub enter_m: f64,
    /// Where it leaves it (m).
    pub leave_m: f64,
    /// Where the other's path enters it (m along the other's inner lane).
    pub foe_enter_m: f64,
    /// Where the other's leaves it (m).
    pub foe_leave_m: f64,
}

/// A link as driving sees it.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its rightmost lane.
    pub first_lane: u32,
    /// How many lanes it has.
    pub lane_count: u32,
    /// Length (m).
    pub length_m: f64,
}

/// The compiled map.
#[derive(Debug, Clone, Default)]
pub struct Roads {
    /// By [`LaneId`].
    pub lanes: Vec<Lane>,
    /// By [`TurnId`].
    pub turns: Vec<Turn>,
    /// By link id.
    pub links: Vec<Link>,
    foes: Vec<Foe>,
    exits: Vec<u32>,
    feeders: Vec<u32>,
    /// First light of each signal in the list of aspects.
    pub first_light: Vec<u32>,
    /// Number of lights of all signals.
    pub lights: usize,
}

impl Roads {
    /// Compiles a checked map.
    pub fn new(map: &Map) -> Self {
        let mut roads = Self::default();
        for signal in &map.signals {
            roads.first_light.push(roads.lights as u32);
            let groups = signal.programmes.iter().flat_map(|p| &p.phases).map(|p| p.aspects.len()).max();
            roads.lights += groups.unwrap_or(0);
        }
        roads.links = map
            .links
            .iter()
            .map(|l| Link { first_lane: l.first_lane.0, lane_count: l.lane_count, length_m: l.length_m })
            .collect();
        roads.lanes =
            map.lanes.iter().enumerate().map(|(id, lane)| compile_lane(map, id as u32, lane)).collect();
        roads.turns = map.turns.iter().map(|turn| roads.compile_turn(map, turn)).collect();
        roads.collect_foes(map);
        roads.collect_neighbours(map);
        roads
    }

    fn compile_turn(&self, map: &Map, turn: &pilotzone_map::Turn) -> Turn {
        let to_link = map.link_of(turn.to).map_or(NONE, |l| l.0);
        Turn {
            from: turn.from.0,
            inner: turn.inner.0,
            to: turn.to.0,
            node: turn.node.0,
            to_link,
            right_of_way: turn.right_of_way,
            light: turn.signal.map_or(NONE, |(s, group)| self.first_light[s.0 as usize] + u32::from(group)),
            keep_clear: turn.keep_clear,
            wait_at_m: turn.wait_at_m.unwrap_or(f64::INFINITY),
            classes: turn.classes,
            first_foe: 0,
            foe_count: 0,
        }
    }

    fn collect_foes(&mut self, map: &Map) {
        let mut by_turn: Vec<Vec<Foe>> = vec![Vec::new(); self.turns.len()];
        for c in &map.conflicts {
            let (a, b) = (c.first.0, c.second.0);
            by_turn[a as usize].push(Foe {
                turn: b,
                inner: self.turns[b as usize].inner,
                merging: c.merging,
                i_yield: c.first_yields,
                foe_yields: c.second_yields,
                enter_m: c.first_span.enter_m,
                leave_m: c.first_span.leave_m,
                foe_enter_m: c.second_span.enter_m,
                foe_leave_m: c.second_span.leave_m,
            });
            by_turn[b as usize].push(Foe {
                turn: a,
                inner: self.turns[a as usize].inner,
                merging: c.merging,
                i_yield: c.second_yields,
                foe_yields: c.first_yields,
                enter_m: c.second_span.enter_m,
                leave_m: c.second_span.leave_m,
                foe_enter_m: c.first_span.enter_m,
                foe_leave_m: c.first_span.leave_m,
            });
        }
        for (turn, foes) in self.turns.iter_mut().zip(by_turn) {
            turn.first_foe = self.foes.len() as u32;
            turn.foe_count = foes.len() as u32;
            self.foes.extend(foes);
        }
    }

    fn collect_neighbours(&mut self, map: &Map) {
        let mut out: Vec<Vec<u32>> = vec![Vec::new(); map.lanes.len()];
        let mut into = out.clone();
        for (id, turn) in map.turns.iter().enumerate() {
            out[turn.from.0 as usize].push(id as u32);
            into[turn.to.0 as usize].push(id as u32);
        }
        for (lane, (out, into)) in self.lanes.iter_mut().zip(out.into_iter().zip(into)) {
            lane.first_exit = self.exits.len() as u32;
            lane.exit_count = out.len() as u32;
            self.exits.extend(out);
            lane.first_feeder = self.feeders.len() as u32;
            lane.feeder_count = into.len() as u32;
            self.feeders.extend(into);
        }
    }

    /// The lane of that id.
    pub fn lane(&self, id: u32) -> &Lane {
        &self.lanes[id as usize]
    }

    /// The turn of that id.
    pub fn turn(&self, id: u32) -> &Turn {
        &self.turns[id as usize]
    }

    /// The conflicts of a turn, seen from it.
    pub fn foes(&self, turn: &Turn) -> &[Foe] {
        &self.foes[turn.first_foe as usize..(turn.first_foe + turn.foe_count) as usize]
    }

    /// The turns that leave a lane.
    pub fn exits(&self, lane: &Lane) -> &[u32] {
        &self.exits[lane.first_exit as usize..(lane.first_exit + lane.exit_count) as usize]
    }

    /// The turns that enter a lane.
    pub fn feeders(&self, lane: &Lane) -> &[u32] {
        &self.feeders[lane.first_feeder as usize..(lane.first_feeder + lane.feeder_count) as usize]
    }

    /// Whether that class may drive on the lane.
    pub fn allows(&self, lane: u32, class: VehicleClass) -> bool {
        let lane = self.lane(lane);
        lane.drivable && lane.classes.has(class)
    }
}

fn compile_lane(map: &Map, id: u32, lane: &pilotzone_map::Lane) -> Lane {
    let (link, turn) = match lane.owner {
        LaneOwner::Link(link) => (link.0, NONE),
        LaneOwner::Turn(TurnId(turn)) => (NONE, turn),
    };
    let beside = |step: i64| -> u32 {
        if link == NONE {
            return NONE;
        }
        let count = i64::from(map.links[link as usize].lane_count);
        let at = i64::from(lane.index) + step;
        if (0..count).contains(&at) { (i64::from(id) + step) as u32 } else { NONE }
    };
    let drivable_beside = |other: u32| other != NONE && drivable(map.lane(LaneId(other)).kind);
    let (left, right) = (beside(1), beside(-1));
    Lane {
        length_m: lane.length_m,
        speed_mps: lane.speed_mps,
        stop_line_m: (lane.length_m - lane.stop_offset_m).max(0.0),
        link,
        turn,
        index: lane.index,
        left: if drivable_beside(left) { left } else { NONE },
        right: if drivable_beside(right) { right } else { NONE },
        classes: lane.classes,
        change_left: lane.change_left,
        change_right: lane.change_right,
        drivable: drivable(lane.kind),
        first_exit: 0,
        exit_count: 0,
        first_feeder: 0,
        feeder_count: 0,
    }
}

/// Cycle lanes and rails are driven by their own classes; a both-ways lane by nobody who goes through.
fn drivable(kind: LaneKind) -> bool {
    match kind {
        LaneKind::Driving | LaneKind::Bus | LaneKind::Cycle | LaneKind::Rail | LaneKind::Inner => true,
        LaneKind::Foot | LaneKind::BothWays => false,
    }
}
