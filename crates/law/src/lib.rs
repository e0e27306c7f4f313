//! Rule packs at work: who may do what, what broke a rule, and what excused it.
//!
//! Start at [`Law::judge`]: it reads like the list of what happens after a step. The law reads what everybody can
//! see in a [`Scene`], never the insides of a driver, and writes events and [`Leave`]s.

mod acts;
mod danger;
mod force;
mod gate;
mod holds;
mod leave;
mod permits;
mod state;

pub use state::{RuleTotals, State};

use acts::{Books, Judge};
use force::Force;
use leave::Leaves;
use permits::{Papers, Permits};
use pilotzone_map::Point;
use pilotzone_scenario::Run;
use pilotzone_scenario::rules::RulePack;
use pilotzone_world::scene::NOBODY;
use pilotzone_world::{
    AgentKey, AirEvent, Event, EventPhase, Leave, RoadUser, RuleRef, Scene, Stamped, Uav, sun,
};

/// The law of one run.
pub struct Law {
    books: Books,
    /// Second of the day, where the run takes place, at the start of the simulation's time.
    start_of_day_s: f64,
    /// Start of the simulation's time (s since 1970).
    start_unix_s: f64,
    /// Latitude and longitude of the map's origin (deg), where it has a place on Earth.
    place_deg: Option<(f64, f64)>,
    state: State,
    // What follows is worked out anew from the state and the scene.
    leaves: Leaves,
    rows: Vec<u32>,
    permit_of: Vec<Option<u16>>,
    open: Vec<u16>,
}

/// What is the same for everybody in one step.
#[derive(Debug, Clone, Copy)]
struct Now<'a> {
    scene: &'a Scene<'a>,
    second_of_day: f64,
    /// Whether the sun is down, by its real position.
    sun_down: bool,
}

/// One road user as rules look at it.
#[derive(Debug, Clone, Copy)]
struct View<'a> {
    now: &'a Now<'a>,
    user: &'a RoadUser,
    /// The drone that it is.
    uav: Option<&'a Uav>,
    /// Its place in the scene.
    row: usize,
    /// What the driver does, or what he asks whether he may do.
    activity: pilotzone_world::Activity,
    papers: Papers<'a>,
    /// When it last had a collision (s of simulation).
    accident_s: Option<f64>,
    /// The event of the moment that is looked at.
    event: Option<&'a Event>,
}

impl Law {
    /// The law of a run; none where its scenario names no rule pack.
    pub fn new(run: &Run) -> Option<Self> {
        let pack = run.regime.pack.clone()?;
        let force = Force::on(&pack, &run.labels.law, &run.labels.law_date);
        let start = run.labels.start;
        let local_s = start.unix_s + i64::from(start.offset_s);
        Some(Self {
            start_of_day_s: local_s.rem_euclid(86_400) as f64,
            start_unix_s: start.unix_s as f64,
            place_deg: run.map.geo.as_ref().map(|geo| geo.to_geo(Point::default())),
            state: State::new(pack.rules.len()),
            leaves: Leaves::of(&force),
            books: Books { pack, force, permits: Permits::new(run), zones: run.zones.clone() },
            rows: Vec::new(),
            permit_of: Vec::new(),
            open: Vec::new(),
        })
    }

    /// Goes on from a state of the same run; none where the run has no law or the state is that of another pack.
    pub fn restore(run: &Run, state: State) -> Option<Self> {
        let mut law = Self::new(run)?;
        let ids = state.leaves.len();
        let sound = state.totals.len() == law.books.pack.rules.len()
            && state
                .acts
                .keys()
                .all(|&(id, rule)| (id as usize) < ids && law.books.pack.rule(rule).is_some());
        if !sound {
            return None;
        }
        law.make_room(ids);
        for &(id, _) in state.acts.keys() {
            law.open[id as usize] += 1;
        }
        for (key, &id) in &state.present {
            if let Some(permit) = law.permit_of.get_mut(id as usize) {
                *permit = law.books.permits.of(*key);
            }
        }
        law.state = state;
        Some(law)
    }

    /// Before the first step: what drivers may do from the start.
    pub fn begin(&mut self, scene: &Scene<'_>) {
        self.make_room(scene.ids as usize);
        self.notice(scene);
        let now = self.now(scene);
        self.give_leaves(&now);
    }

    /// After a step, and after the measures: `scene.events` holds what happened in it, dangers included.
    pub fn judge(&mut self, scene: &Scene<'_>, events: &mut Vec<Stamped>) {
        self.make_room(scene.ids as usize);
        self.notice(scene);
        let now = self.now(scene);
        let mut made = Vec::new();
        self.judge_states(&now, &mut made);
        self.judge_events(&now, &mut made);
        // A danger ends a leave from here on: what was done in this step is judged as it was allowed.
        self.end_leaves(&now, &mut made);
        self.forget(&now, &mut made);
        self.give_leaves(&now);
        made.sort_by_key(Stamped::order);
        events.append(&mut made);
    }

    /// At the end of the run: acts that still go on are judged with what they came to.
    pub fn finish(&mut self, step: u64, events: &mut Vec<Stamped>) {
        let mut made = Vec::new();
        let acts = std::mem::take(&mut self.state.acts);
        for ((_, rule), act) in acts {
            acts::close(&self.books.pack, &mut self.state, step, rule, &act, &mut made);
        }
        self.open.fill(0);
        made.sort_by_key(Stamped::order);
        events.append(&mut made);
    }

    /// What each driver may do now, by [`RoadUser::id`].
    pub fn leaves(&self) -> &[Leave] {
        &self.state.leaves
    }

    /// The rules that are evaluated and in force, those never broken included, with what became of them.
    pub fn totals(&self) -> impl Iterator<Item = (RuleRef, RuleTotals)> + '_ {
        self.books.force.evaluated().map(|at| (at, self.state.totals[usize::from(at.0)]))
    }

    /// The acts of one road user that go on and have lasted long enough to count, as verdicts so far.
    pub fn acts_of(&self, agent: AgentKey) -> Vec<Event> {
        let Some(&id) = self.state.present.get(&agent) else { return Vec::new() };
        let range = (id, RuleRef(0))..=(id, RuleRef(u16::MAX));
        let acts = self.state.acts.range(range);
        acts.filter_map(|(&(_, rule), act)| acts::verdict(&self.books.pack, rule, act)).collect()
    }

    /// The rules in force that a run on the road cannot evaluate.
    pub fn not_evaluated(&self) -> &[RuleRef] {
        &self.books.force.not_evaluated
    }

    /// The pack.
    pub fn pack(&self) -> &RulePack {
        &self.books.pack
    }

    /// All that changes.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The hash of all that changes.
    pub fn hash(&self) -> u64 {
        self.state.hash()
    }

    fn now<'a>(&self, scene: &'a Scene<'a>) -> Now<'a> {
        let second = self.start_of_day_s + scene.time_s;
        let sun_down = !scene.uavs.is_empty()
            && self
                .place_deg
                .is_some_and(|(lat, lon)| sun::is_night(self.start_unix_s + scene.time_s, lat, lon));
        Now { scene, second_of_day: second - 86_400.0 * libm::floor(second / 86_400.0), sun_down }
    }

    fn make_room(&mut self, ids: usize) {
        if self.rows.len() < ids {
            self.rows.resize(ids, NOBODY);
            self.permit_of.resize(ids, None);
            self.open.resize(ids, 0);
            self.leaves.make_room(ids);
        }
        self.state.make_room(ids);
    }

    /// Learns who is where in the scene.
    fn notice(&mut self, scene: &Scene<'_>) {
        let drones = scene.uavs.iter().map(|uav| &uav.user);
        for (row, user) in scene.users.iter().chain(drones).enumerate() {
            let Some(place) = self.rows.get_mut(user.id as usize) else { continue };
            if *place == NOBODY {
                self.permit_of[user.id as usize] = self.books.permits.of(user.key);
                self.state.present.insert(user.key, user.id);
            }
            *place = row as u32;
        }
    }

    /// Who has left the road: his acts are over.
    fn forget(&mut self, now: &Now<'_>, made: &mut Vec<Stamped>) {
        for stamped in now.scene.events {
            let ends = matches!(
                stamped.event,
                Event::Arrived { .. }
                    | Event::Removed { .. }
                    | Event::Air(AirEvent::Landed { .. } | AirEvent::UavRemoved { .. })
            );
            if !ends {
                continue;
            }
            let Some(id) = self.state.present.remove(&stamped.agent) else { continue };
            self.rows[id as usize] = NOBODY;
            self.state.accidents.remove(&id);
            self.close_all(id, now.scene.step, made);
        }
    }

    fn judged(&mut self) -> Judge<'_> {
        let Self { books, permit_of, state, open, .. } = self;
        Judge { books, permit_of, state, open }
    }

    fn judge_states(&mut self, now: &Now<'_>, made: &mut Vec<Stamped>) {
        let gates = self.books.force.gates.thresholds(now.scene.weather);
        let mut judge = self.judged();
        let drones = now.scene.uavs.iter().map(|uav| &uav.user);
        for (row, user) in now.scene.users.iter().chain(drones).enumerate() {
            judge.state_of(now, &gates, (row, user), made);
        }
    }

    fn judge_events(&mut self, now: &Now<'_>, made: &mut Vec<Stamped>) {
        for stamped in now.scene.events {
            self.note_accident(now, stamped);
            if self.books.force.on_events.is_empty() || !force::matters(&stamped.event) {
                continue;
            }
            let Some(user) = self.user(now, stamped) else { continue };
            self.judged().event_of(now, user, &stamped.event, made);
        }
    }

    /// The road user to whom something happened, where it is still on the road.
    fn user<'a>(&self, now: &Now<'a>, stamped: &Stamped) -> Option<(usize, &'a RoadUser)> {
        let &id = self.state.present.get(&stamped.agent)?;
        let row = self.rows.get(id as usize).copied()? as usize;
        let user = now.scene.user(row)?;
        (user.id == id).then_some((row, user))
    }

    fn note_accident(&mut self, now: &Now<'_>, stamped: &Stamped) {
        let Event::Collided { other, .. } = stamped.event else { return };
        for key in [stamped.agent, other] {
            if let Some(&id) = self.state.present.get(&key) {
                self.state.accidents.insert(id, now.scene.time_s);
            }
        }
    }

    fn close_all(&mut self, id: u32, step: u64, made: &mut Vec<Stamped>) {
        if self.open[id as usize] == 0 {
            return;
        }
        let range = (id, RuleRef(0))..=(id, RuleRef(u16::MAX));
        let rules: Vec<RuleRef> = self.state.acts.range(range).map(|((_, rule), _)| *rule).collect();
        for rule in rules {
            if let Some(act) = self.state.acts.remove(&(id, rule)) {
                acts::close(&self.books.pack, &mut self.state, step, rule, &act, made);
            }
        }
        self.open[id as usize] = 0;
    }
}

/// An event of the law.
fn stamp(step: u64, agent: AgentKey, event: Event) -> Stamped {
    Stamped { step, phase: EventPhase::Observe, agent, event }
}
