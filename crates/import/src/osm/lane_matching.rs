//! Which lane leads to which lane at a junction.

use super::movements::Movement;
use super::parameters::JunctionDefaults;
use super::turn_marks::Marks;
use pilotzone_map::{ClassSet, LaneKind, Point, Polyline, TurnDirection, VehicleClass};

/// A lane at a junction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaneEnd<'a> {
    pub(crate) kind: LaneKind,
    pub(crate) classes: ClassSet,
    pub(crate) marks: Option<Marks>,
    pub(crate) shape: &'a Polyline,
}

/// One way out with its lanes, from right to left.
#[derive(Debug, Clone)]
pub(crate) struct Exit<'a> {
    pub(crate) movement: Movement,
    pub(crate) priority: i32,
    pub(crate) lanes: Vec<LaneEnd<'a>>,
}

/// One road into a junction with its ways out, from left to right.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    /// From right to left.
    pub(crate) lanes: Vec<LaneEnd<'a>>,
    pub(crate) exits: Vec<Exit<'a>>,
    /// Whether the arrows are meant for this junction.
    pub(crate) arrows_hold: bool,
    /// Whether one road simply goes on: then every lane of it must be fed.
    pub(crate) joint: bool,
}

/// From a lane of the entry to a lane of one of its exits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pairing {
    /// Place in the entry's lanes.
    pub(crate) lane: usize,
    /// Place in the entry's exits.
    pub(crate) exit: usize,
    /// Place in the exit's lanes.
    pub(crate) to: usize,
}

/// Where lanes of an entry may go: for each exit its lanes of origin, from right to left.
type Plan = Vec<Vec<usize>>;

/// All pairings of one entry. Every lane that somebody may leave by some exit has one at least.
pub(crate) fn pair(entry: &Entry, limits: &JunctionDefaults) -> Vec<Pairing> {
    let mut found = Vec::new();
    let general =
        lanes_where(&entry.lanes, |lane| lane.kind == LaneKind::Driving && !lane.classes.is_empty());
    let buses = lanes_where(&entry.lanes, |lane| lane.kind == LaneKind::Bus);
    let cycles = lanes_where(&entry.lanes, |lane| lane.kind == LaneKind::Cycle);
    if !general.is_empty() {
        pair_general(entry, &general, limits, &mut found);
    }
    let bus_road = general.is_empty();
    if bus_road && !buses.is_empty() {
        let exits: Vec<usize> = (0..entry.exits.len()).collect();
        let plan = plan_of(entry, &buses, &exits, limits);
        add_plan(entry, &plan, &exits, &mut found);
    } else {
        for &lane in buses.iter().chain(&cycles) {
            pair_special(entry, lane, &mut found);
        }
    }
    ensure_exits(entry, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn lanes_where(lanes: &[LaneEnd], keep: impl Fn(&LaneEnd) -> bool) -> Vec<usize> {
    (0..lanes.len()).filter(|&i| keep(&lanes[i])).collect()
}

fn pair_general(entry: &Entry, general: &[usize], limits: &JunctionDefaults, found: &mut Vec<Pairing>) {
    let for_cars = |exit: &Exit| exit.movement.classes.has(VehicleClass::Passenger);
    let general_use = general.iter().fold(ClassSet::NONE, |all, &lane| all.or(entry.lanes[lane].classes));
    let open = |exit: &Exit| for_cars(exit) || !general_use.has(VehicleClass::Passenger);
    let exits: Vec<usize> = (0..entry.exits.len()).filter(|&i| open(&entry.exits[i])).collect();
    let plan = plan_of(entry, general, &exits, limits);
    add_plan(entry, &plan, &exits, found);
    // What only some may do (buses excepted from a ban, a road for buses) is done from the lane on its side.
    for (i, exit) in entry.exits.iter().enumerate().filter(|(i, _)| !exits.contains(i)) {
        let lane = match exit.movement.direction {
            TurnDirection::Left | TurnDirection::UTurn => general.last(),
            TurnDirection::Right => general.first(),
            TurnDirection::Straight => general.get(general.len() / 2),
        };
        if let Some(&lane) = lane {
            add_aligned(entry, &[lane], i, found);
        }
    }
}

/// Which of these lanes lead to which of these exits.
fn plan_of(entry: &Entry, lanes: &[usize], exits: &[usize], limits: &JunctionDefaults) -> Plan {
    if exits.is_empty() {
        return Vec::new();
    }
    let marked = lanes.iter().any(|&lane| entry.lanes[lane].marks.is_some_and(|marks| !marks.is_blank()));
    if entry.arrows_hold && marked {
        plan_by_arrows(entry, lanes, exits, limits)
    } else {
        plan_by_custom(entry, lanes, exits)
    }
}

/// Sides of the exits as arrows and customs see them.
struct Sides {
    round: Vec<usize>,
    left: Vec<usize>,
    straight: Option<usize>,
    right: Vec<usize>,
}

/// Sorts places in `exits` (which run from left to right) by side. Of several ways straight on, the main one is
/// that of the highest rank; the others lie to its left and right.
fn sides(entry: &Entry, exits: &[usize]) -> Sides {
    let movement = |place: usize| &entry.exits[exits[place]].movement;
    let with = |direction| (0..exits.len()).filter(move |&p| movement(p).direction == direction);
    let main = with(TurnDirection::Straight).max_by(|&a, &b| {
        let rank = |p: usize| entry.exits[exits[p]].priority;
        rank(a).cmp(&rank(b)).then(movement(b).angle_rad.abs().total_cmp(&movement(a).angle_rad.abs()))
    });
    let before = |p: &usize| main.is_some_and(|main| *p < main);
    let after = |p: &usize| main.is_some_and(|main| *p > main);
    let mut left: Vec<usize> = with(TurnDirection::Left).collect();
    left.extend(with(TurnDirection::Straight).filter(before));
    let mut right: Vec<usize> = with(TurnDirection::Straight).filter(after).collect();
    right.extend(with(TurnDirection::Right));
    Sides { round: with(TurnDirection::UTurn).collect(), left, straight: main, right }
}

fn plan_by_arrows(entry: &Entry, lanes: &[usize], exits: &[usize], limits: &JunctionDefaults) -> Plan {
    let sides = sides(entry, exits);
    let angle = |p: usize| entry.exits[exits[p]].movement.angle_rad;
    // Straight on at a junction without: the exit that bends least, if it bends less than a turn does.
    let least = || (0..exits.len()).filter(|&p| angle(p).abs() < 2.0 * limits.straight_deg.to_radians());
    let through =
        sides.straight.or_else(|| least().min_by(|&a, &b| angle(a).abs().total_cmp(&angle(b).abs())));
    let mut plan = vec![Vec::new(); exits.len()];
    let custom = plan_by_custom(entry, lanes, exits);
    for &lane in lanes {
        let marks = entry.lanes[lane].marks.unwrap_or_default();
        let mut places: Vec<usize> = Vec::new();
        if marks.reverse {
            places.extend(&sides.round);
        }
        if marks.left {
            places.extend(&sides.left);
        }
        if marks.slight_left {
            places.extend(sides.left.last());
        }
        if marks.through || marks.is_blank() {
            places.extend(through);
        }
        if marks.slight_right {
            places.extend(sides.right.first());
        }
        if marks.right {
            places.extend(&sides.right);
        }
        if places.is_empty() {
            // Its arrows point nowhere here: as if it had none.
            places.extend((0..exits.len()).filter(|&p| custom[p].contains(&lane)));
        }
        places.sort_unstable();
        places.dedup();
        for p in places {
            plan[p].push(lane);
        }
    }
    plan
}

/// Without arrows: left turns from the left lane, right turns from the right one, straight on from all that
/// find a lane there; where a side has lanes of its own beyond, it gets as many.
fn plan_by_custom(entry: &Entry, lanes: &[usize], exits: &[usize]) -> Plan {
    let sides = sides(entry, exits);
    let n = lanes.len();
    let width =
        |places: &[usize]| places.iter().map(|&p| usable(&entry.exits[exits[p]]).len()).max().unwrap_or(0);
    let mut plan = vec![Vec::new(); exits.len()];
    let (left_width, right_width) = (width(&sides.left), width(&sides.right));
    let (left_count, right_count, straight) = if let Some(main) = sides.straight {
        let mut spare = n.saturating_sub(width(&[main]));
        let left_own = spare.min(usize::from(!sides.left.is_empty()));
        spare -= left_own;
        let right_own = spare.min(if sides.right.is_empty() { 0 } else { right_width.max(1) });
        spare -= right_own;
        let left_own = left_own + spare.min(left_width.saturating_sub(left_own));
        plan[main] = lanes[right_own..n - left_own].to_vec();
        (left_own.max(1), right_own.max(1), true)
    } else if sides.left.is_empty() || sides.right.is_empty() {
        (n, n, false)
    } else if n == 1 {
        (1, 1, false)
    } else {
        let share = n * left_width / (left_width + right_width).max(1);
        let left = share.clamp(1, n - 1);
        (left, n - left, false)
    };
    for &p in &sides.left {
        plan[p] = lanes[n - left_count.min(n)..].to_vec();
    }
    for &p in &sides.right {
        plan[p] = lanes[..right_count.min(n)].to_vec();
    }
    for &p in &sides.round {
        // One turns round from the lane in the middle of the road.
        plan[p] = lanes[n - 1..].to_vec();
    }
    // A lone way out takes all lanes.
    if !straight && sides.left.is_empty() && sides.right.is_empty() {
        sides.round.iter().for_each(|&p| plan[p] = lanes.to_vec());
    }
    plan
}

/// Lanes of an exit for general traffic; where it has none, those for buses.
fn usable(exit: &Exit) -> Vec<usize> {
    let general = lanes_where(&exit.lanes, |lane| lane.kind == LaneKind::Driving && !lane.classes.is_empty());
    if general.is_empty() { lanes_where(&exit.lanes, |lane| lane.kind == LaneKind::Bus) } else { general }
}

fn add_plan(entry: &Entry, plan: &Plan, exits: &[usize], found: &mut Vec<Pairing>) {
    for (place, lanes) in plan.iter().enumerate() {
        add_aligned(entry, lanes, exits[place], found);
    }
}

/// Leads neighbouring lanes of the entry to neighbouring lanes of an exit.
fn add_aligned(entry: &Entry, lanes: &[usize], exit_index: usize, found: &mut Vec<Pairing>) {
    let exit = &entry.exits[exit_index];
    let to = usable(exit);
    if lanes.is_empty() || to.is_empty() {
        return;
    }
    let (n, m) = (lanes.len() as isize, to.len() as isize);
    // Lane k of the entry leads to lane k + shift of the exit, held to the lanes that there are.
    let shift = match exit.movement.direction {
        TurnDirection::Left | TurnDirection::UTurn => m - n,
        TurnDirection::Right => 0,
        TurnDirection::Straight => best_shift(entry, lanes, exit, &to),
    };
    for (k, &lane) in lanes.iter().enumerate() {
        let place = (k as isize + shift).clamp(0, m - 1) as usize;
        found.push(Pairing { lane, exit: exit_index, to: to[place] });
    }
    if entry.joint && n < m {
        // The road widens: its outer lanes open into what is new beside them.
        let (first, last) = (lanes[0], lanes[lanes.len() - 1]);
        for (place, &to) in to.iter().enumerate() {
            if (place as isize) < shift {
                found.push(Pairing { lane: first, exit: exit_index, to });
            } else if place as isize >= shift + n {
                found.push(Pairing { lane: last, exit: exit_index, to });
            }
        }
    }
}

/// The shift that moves vehicles sideways the least.
fn best_shift(entry: &Entry, lanes: &[usize], exit: &Exit, to: &[usize]) -> isize {
    let (n, m) = (lanes.len() as isize, to.len() as isize);
    let (low, high) = if n <= m { (0, m - n) } else { (m - n, 0) };
    let cost = |shift: isize| -> f64 {
        let steps = lanes.iter().enumerate().filter_map(|(k, &lane)| {
            let place = usize::try_from(k as isize + shift).ok()?;
            let to = exit.lanes.get(*to.get(place)?)?;
            Some(sideways_m(entry.lanes[lane].shape, to.shape))
        });
        steps.map(|m| m * m).sum()
    };
    (low..=high).min_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(a.cmp(&b))).unwrap_or(0)
}

/// How far the start of one lane lies beside the end of another (m), square to the direction between both.
fn sideways_m(from: &Polyline, to: &Polyline) -> f64 {
    let end = from.pose_at(f64::INFINITY);
    let start = to.pose_at(0.0);
    let unit = |heading: f64| Point::new(libm::cos(heading), libm::sin(heading));
    let (a, b) = (unit(end.heading_rad), unit(start.heading_rad));
    let (x, y) = (a.x + b.x, a.y + b.y);
    let length = libm::hypot(x, y).max(1e-9);
    let (dx, dy) = (start.at.x - end.at.x, start.at.y - end.at.y);
    (x * dy - y * dx) / length
}

/// A bus or cycle lane goes on straight in its like where there is one; else it turns as it can.
fn pair_special(entry: &Entry, lane: usize, found: &mut Vec<Pairing>) {
    let own = &entry.lanes[lane];
    let open: Vec<usize> = (0..entry.exits.len())
        .filter(|&i| !entry.exits[i].movement.classes.and(own.classes).is_empty())
        .filter(|&i| entry.exits[i].movement.direction != TurnDirection::UTurn)
        .collect();
    let straight = sides(entry, &open).straight.map(|place| open[place]);
    let exits = straight.map_or(open, |exit| vec![exit]);
    for exit in exits {
        if let Some(to) = nearest_lane(own, &entry.exits[exit]) {
            found.push(Pairing { lane, exit, to });
        }
    }
}

fn nearest_lane(own: &LaneEnd, exit: &Exit) -> Option<usize> {
    let fits = |lane: &LaneEnd| !lane.classes.and(own.classes).is_empty() && lane.kind != LaneKind::BothWays;
    let like = lanes_where(&exit.lanes, |lane| fits(lane) && lane.kind == own.kind);
    let all = if like.is_empty() { lanes_where(&exit.lanes, fits) } else { like };
    let cost = |&lane: &usize| sideways_m(own.shape, exit.lanes[lane].shape).abs();
    all.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b)).then(a.cmp(b)))
}

/// No lane is left without a way out while the road has one for its users.
fn ensure_exits(entry: &Entry, found: &mut Vec<Pairing>) {
    for (lane, own) in entry.lanes.iter().enumerate() {
        let served = found.iter().any(|pairing| {
            let exit = &entry.exits[pairing.exit];
            let classes = own.classes.and(exit.movement.classes).and(exit.lanes[pairing.to].classes);
            pairing.lane == lane && !classes.is_empty()
        });
        if served || own.kind == LaneKind::BothWays || own.classes.is_empty() {
            continue;
        }
        let straightest = (0..entry.exits.len())
            .filter(|&i| !entry.exits[i].movement.classes.and(own.classes).is_empty())
            .filter_map(|i| Some((i, nearest_lane(own, &entry.exits[i])?)))
            .min_by(|a, b| {
                let bend = |i: usize| entry.exits[i].movement.angle_rad.abs();
                bend(a.0).total_cmp(&bend(b.0)).then(a.cmp(b))
            });
        if let Some((exit, to)) = straightest {
            found.push(Pairing { lane, exit, to });
        }
    }
}
