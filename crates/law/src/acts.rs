//! Acts: when one begins, goes on and ends, and what is said about it. However long an act is, it is one event.

use crate::force::{Force, InForce};
use crate::gate::Thresholds;
use crate::holds::{holds, value};
use crate::permits::{Papers, Permits};
use crate::state::{Act, State};
use crate::{Now, View, stamp};
use pilotzone_scenario::Zone;
use pilotzone_scenario::rules::RulePack;
use pilotzone_scenario::rules::words::KindWord;
use pilotzone_world::{Activity, AgentClass, Event, Outcome, RoadUser, RuleRef, Stamped};

/// Sums of steps differ from the number meant by less than this (s).
const NOISE_S: f64 = 1e-9;

/// What judging needs and never changes: the rules, the permits, the zones.
pub(crate) struct Books {
    pub(crate) pack: RulePack,
    pub(crate) force: Force,
    pub(crate) permits: Permits,
    pub(crate) zones: Vec<Zone>,
}

/// Reads the books against the state as it is.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'l, 's> {
    pub(crate) books: &'l Books,
    pub(crate) permit_of: &'l [Option<u16>],
    pub(crate) state: &'s State,
}

/// Reads the books and writes the state.
pub(crate) struct Judge<'l> {
    pub(crate) books: &'l Books,
    pub(crate) permit_of: &'l [Option<u16>],
    pub(crate) state: &'l mut State,
    /// How many acts of each road user go on.
    pub(crate) open: &'l mut [u16],
}

impl<'l> Reader<'l, '_> {
    /// A road user as rules look at it.
    pub(crate) fn view<'a>(self, now: &'a Now<'a>, (row, user): (usize, &'a RoadUser)) -> View<'a>
    where
        'l: 'a,
    {
        let accidents = &self.state.accidents;
        let accident_s = if accidents.is_empty() { None } else { accidents.get(&user.id).copied() };
        let books = self.books;
        let papers = match self.permit_of.get(user.id as usize) {
            Some(permit) if user.class == AgentClass::Av => {
                books.permits.papers(*permit, now, &books.zones, user)
            }
            _ => Papers::default(),
        };
        View {
            now,
            user,
            uav: now.scene.uav(row),
            row,
            activity: user.activity,
            papers,
            accident_s,
            event: None,
        }
    }

    /// Whether a provision excuses what a road user does, and no danger or other provision takes that away.
    pub(crate) fn excuses(self, by: RuleRef, view: &View<'_>) -> bool {
        let Some(rule) = self.books.force.rule(by) else { return false };
        rule.binds(view.user.class)
            && !self.is_ended(by, view)
            && holds(&rule.condition, view, false)
            && !self.books.force.excused_by(by).iter().any(|&over| self.excuses(over, view))
    }

    /// Whether a danger has ended a provision's leave for a road user.
    pub(crate) fn is_ended(self, by: RuleRef, view: &View<'_>) -> bool {
        let ended = &self.state.ended;
        let until = if ended.is_empty() { None } else { ended.get(&(view.user.id, by)) };
        until.is_some_and(|until_s| until_s.is_none_or(|until_s| view.now.scene.time_s < until_s))
    }

    /// What the law says of an act that meets a rule's condition.
    pub(crate) fn outcome(self, at: RuleRef, view: &View<'_>) -> Outcome {
        let by = self.books.force.excused_by(at).iter().copied().find(|&by| self.excuses(by, view));
        match by.and_then(|by| Some((by, self.books.force.rule(by)?.kind))) {
            None => Outcome::Violated,
            Some((by, KindWord::Exemption)) => Outcome::Exempted(by),
            Some((by, _)) => Outcome::Allowed(by),
        }
    }

    /// Whether doing this now would break no rule, or is excused.
    pub(crate) fn may(self, activity: Activity, view: &View<'_>) -> bool {
        let view = View { activity, ..*view };
        let breaks = |&at: &RuleRef| {
            self.books.force.rule(at).is_some_and(|rule| {
                rule.binds(view.user.class)
                    && holds(&rule.condition, &view, false)
                    && self.outcome(at, &view) == Outcome::Violated
            })
        };
        !self.books.force.on_activities.iter().any(breaks)
    }

    fn act(self, view: &View<'_>, at: RuleRef, rule: &InForce) -> Act {
        let time_s = view.now.scene.time_s;
        Act {
            agent: view.user.key,
            outcome: self.outcome(at, view),
            began_s: time_s,
            last_s: time_s,
            worst: value(&rule.condition, view).unwrap_or(0.0),
            lane: view.user.lane,
            pos_m: view.user.pos_m,
        }
    }
}

impl<'l> Judge<'l> {
    pub(crate) fn read(&self) -> Reader<'l, '_> {
        Reader { books: self.books, permit_of: self.permit_of, state: self.state }
    }

    /// Rules about states: acts that go on, and acts that begin.
    pub(crate) fn state_of<'a>(
        &mut self,
        now: &'a Now<'a>,
        gates: &Thresholds,
        who: (usize, &'a RoadUser),
        made: &mut Vec<Stamped>,
    ) where
        'l: 'a,
    {
        let user = who.1;
        let Some(open) = self.open.get(user.id as usize).copied() else { return };
        let view = self.read().view(now, who);
        let signs = gates.signs(user, view.papers.breach, view.accident_s.is_some());
        if signs == 0 && open == 0 {
            return;
        }
        if open > 0 {
            self.go_on(&view, made);
        }
        let force = &self.books.force;
        for at in force.gates.rules(signs) {
            let Some(rule) = force.rule(at).filter(|rule| rule.binds(user.class)) else { continue };
            if holds(&rule.condition, &view, false) && !self.state.acts.contains_key(&(user.id, at)) {
                self.begin(&view, at, rule);
            }
        }
    }

    /// Rules about the moment of an event.
    pub(crate) fn event_of<'a>(
        &mut self,
        now: &'a Now<'a>,
        who: (usize, &'a RoadUser),
        event: &'a Event,
        made: &mut Vec<Stamped>,
    ) where
        'l: 'a,
    {
        let view = View { event: Some(event), ..self.read().view(now, who) };
        let force = &self.books.force;
        for &at in &force.on_events {
            let Some(rule) = force.rule(at).filter(|rule| rule.binds(view.user.class)) else { continue };
            if holds(&rule.condition, &view, false) {
                let act = self.read().act(&view, at, rule);
                close(&self.books.pack, self.state, now.scene.step, at, &act, made);
            }
        }
    }

    fn begin(&mut self, view: &View<'_>, at: RuleRef, rule: &InForce) {
        let act = self.read().act(view, at, rule);
        self.state.acts.insert((view.user.id, at), act);
        self.open[view.user.id as usize] += 1;
    }

    /// Acts of a road user that were going on: each goes on, ends, or ends and begins anew with another outcome.
    fn go_on(&mut self, view: &View<'_>, made: &mut Vec<Stamped>) {
        let (id, step, time_s) = (view.user.id, view.now.scene.step, view.now.scene.time_s);
        let mut from = RuleRef(0);
        loop {
            let next = self.state.acts.range((id, from)..=(id, RuleRef(u16::MAX))).next();
            let Some((&(_, at), &act)) = next else { return };
            let rule = self.books.force.rule(at).filter(|rule| rule.binds(view.user.class));
            let goes_on = rule.filter(|rule| holds(&rule.condition, view, true));
            let still = match goes_on {
                Some(rule) => {
                    let now = self.read().act(view, at, rule);
                    if now.outcome == act.outcome {
                        Some(joined(act, now, rule.less_is_worse))
                    } else {
                        close(&self.books.pack, self.state, step, at, &act, made);
                        Some(now)
                    }
                }
                None if rule.is_some_and(|rule| time_s - act.last_s <= rule.release_s - NOISE_S) => Some(act),
                None => None,
            };
            if let Some(act) = still {
                self.state.acts.insert((id, at), act);
            } else {
                self.state.acts.remove(&(id, at));
                self.open[id as usize] -= 1;
                close(&self.books.pack, self.state, step, at, &act, made);
            }
            let Some(after) = at.0.checked_add(1) else { return };
            from = RuleRef(after);
        }
    }
}

/// An act up to now.
fn joined(before: Act, now: Act, less_is_worse: bool) -> Act {
    let is_worse = if less_is_worse { now.worst < before.worst } else { now.worst > before.worst };
    let worst = if is_worse { now } else { before };
    Act { began_s: before.began_s, last_s: now.last_s, ..worst }
}

/// Says what became of an act that is over; nothing where it was too short to count.
pub(crate) fn close(
    pack: &RulePack,
    state: &mut State,
    step: u64,
    at: RuleRef,
    act: &Act,
    made: &mut Vec<Stamped>,
) {
    let Some(verdict) = verdict(pack, at, act) else { return };
    if let Some(totals) = state.totals.get_mut(usize::from(at.0)) {
        match act.outcome {
            Outcome::Violated => totals.violations += 1,
            Outcome::Exempted(_) => totals.exempted += 1,
            Outcome::Allowed(_) => totals.allowed += 1,
        }
    }
    made.push(stamp(step, act.agent, verdict));
}

/// What is to be said of an act as far as it has come; none while it is too short to count.
pub(crate) fn verdict(pack: &RulePack, at: RuleRef, act: &Act) -> Option<Event> {
    let lasted_s = act.last_s - act.began_s;
    let counts = pack.rule(at).is_some_and(|rule| lasted_s >= rule.after_s - NOISE_S);
    let Act { outcome, began_s, worst, lane, pos_m, .. } = *act;
    counts.then_some(Event::Judged { rule: at, outcome, began_s, lasted_s, worst, lane, pos_m })
}
