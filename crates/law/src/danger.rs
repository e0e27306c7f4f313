//! The danger clause: a leave ends for who brings about a danger.

use crate::holds::{endangers, holds};
use crate::{Law, Now, force, stamp};
use pilotzone_scenario::rules::words::ProvisoWord;
use pilotzone_world::{AgentKey, Event, RuleRef, Stamped};

impl Law {
    /// Ends the leaves of those who brought about a danger in this step, as far as they had them.
    pub(crate) fn end_leaves(&mut self, now: &Now<'_>, made: &mut Vec<Stamped>) {
        if self.books.force.dangerous.is_empty() {
            return;
        }
        for stamped in now.scene.events {
            let Some(other) = to_whom(&stamped.event) else { continue };
            if !force::matters(&stamped.event) {
                continue;
            }
            let Some(who) = self.user(now, stamped) else { continue };
            for place in 0..self.books.force.dangerous.len() {
                let by = self.books.force.dangerous[place];
                self.end_leave(now, by, (who, stamped), other, made);
            }
        }
    }

    fn end_leave<'a>(
        &mut self,
        now: &'a Now<'a>,
        by: RuleRef,
        (who, stamped): ((usize, &'a pilotzone_world::RoadUser), &Stamped),
        other: AgentKey,
        made: &mut Vec<Stamped>,
    ) {
        let judge = self.judged();
        let Some(rule) = judge.books.force.rule(by) else { return };
        let Some(danger) = &rule.danger else { return };
        if !rule.binds(who.1.class) || !danger.by.iter().any(|word| endangers(*word, &stamped.event)) {
            return;
        }
        let until_s = match danger.proviso {
            ProvisoWord::Trip => None,
            ProvisoWord::WhileDanger => Some(now.scene.time_s + danger.lasts_s),
        };
        let view = judge.read().view(now, who);
        let place = (view.user.id, by);
        if judge.read().is_ended(by, &view) {
            // A danger that goes on puts off the end; it is no second one.
            judge.state.ended.insert(place, until_s);
            return;
        }
        if !holds(&rule.condition, &view, false) {
            return;
        }
        let range = (place.0, RuleRef(0))..=(place.0, RuleRef(u16::MAX));
        let in_use = judge.state.acts.range(range).any(|(_, act)| act.outcome.by() == Some(by));
        judge.state.ended.insert(place, until_s);
        let totals = &mut judge.state.totals[usize::from(by.0)];
        totals.ended += 1;
        totals.ended_in_use += u64::from(in_use);
        made.push(stamp(now.scene.step, stamped.agent, Event::LeaveEnded { rule: by, other }));
    }
}

/// The other party of a danger.
fn to_whom(event: &Event) -> Option<AgentKey> {
    match event {
        Event::Incident { other, .. } | Event::NearMiss { other, .. } | Event::Danger { other } => {
            Some(*other)
        }
        _ => None,
    }
}
