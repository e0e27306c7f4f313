//! The rules of a pack that are in force in a run.

use crate::gate::Gates;
use crate::holds::less_is_worse;
use pilotzone_scenario::rules::check::needs_event;
use pilotzone_scenario::rules::words::KindWord;
use pilotzone_scenario::rules::{Condition, DangerFile, Predicate, Rule, RulePack};
use pilotzone_world::{AgentClass, Event, RuleRef};

/// What of a pack is in force.
pub(crate) struct Force {
    /// By place in the pack; none where a rule is not in force or not evaluated.
    rules: Vec<Option<InForce>>,
    /// What excuses each rule, by its place: what allows goes before what exempts.
    excused_by: Vec<Vec<RuleRef>>,
    /// Rules that something can break for a moment only.
    pub(crate) on_events: Vec<RuleRef>,
    /// Rules about what a driver does beside driving.
    pub(crate) on_activities: Vec<RuleRef>,
    /// Leaves with a danger clause.
    pub(crate) dangerous: Vec<RuleRef>,
    /// Where to look first.
    pub(crate) gates: Gates,
    /// In force, but not to be told from a run on the road.
    pub(crate) not_evaluated: Vec<RuleRef>,
}

/// A rule in force.
pub(crate) struct InForce {
    /// When it is broken, or when it excuses.
    pub(crate) condition: Condition,
    pub(crate) kind: KindWord,
    pub(crate) danger: Option<DangerFile>,
    pub(crate) release_s: f64,
    pub(crate) less_is_worse: bool,
    /// A bit per class that is bound.
    classes: u16,
}

impl InForce {
    pub(crate) fn binds(&self, class: AgentClass) -> bool {
        self.classes & (1 << class as u16) != 0
    }

    /// Whether it binds automated vehicles alone.
    pub(crate) fn binds_automated_only(&self) -> bool {
        self.classes == 1 << AgentClass::Av as u16
    }
}

impl InForce {
    /// Whether it binds drones alone.
    pub(crate) fn binds_drones_only(&self) -> bool {
        self.classes == 1 << AgentClass::Uav as u16
    }
}

impl Force {
    /// What is in force under a rule set on a day.
    pub(crate) fn on(pack: &RulePack, law: &str, day: &str) -> Self {
        let lives = |rule: &&Rule| rule.set.is_none_or(|set| set.is_in(law));
        let rules: Vec<Option<InForce>> = pack
            .rules
            .iter()
            .map(|rule| Some(rule).filter(lives).and_then(|rule| in_force(rule, day)))
            .collect();
        let places = || (0..pack.rules.len() as u16).map(RuleRef).zip(&pack.rules);
        let not_evaluated = places()
            .filter(|(_, rule)| rule.why_not.is_some() && lives(rule) && rule.on(day).is_some())
            .map(|(at, _)| at)
            .collect();
        let mut excused_by = vec![Vec::new(); pack.rules.len()];
        for (at, rule) in places().filter(|(at, _)| rules[usize::from(at.0)].is_some()) {
            for excused in &rule.excuses {
                excused_by[usize::from(excused.0)].push(at);
            }
        }
        for list in &mut excused_by {
            list.sort_by_key(|at: &RuleRef| (pack.rules[usize::from(at.0)].kind == KindWord::Exemption, *at));
        }
        let such = |wanted: &dyn Fn(&InForce) -> bool| -> Vec<RuleRef> {
            let wanted = |(_, rule): &(RuleRef, &Option<InForce>)| rule.as_ref().is_some_and(wanted);
            (0..).map(RuleRef).zip(&rules).filter(wanted).map(|(at, _)| at).collect()
        };
        let is_state = |rule: &InForce| rule.kind == KindWord::Rule && !needs_event(&rule.condition);
        Self {
            on_events: such(&|rule| rule.kind == KindWord::Rule && needs_event(&rule.condition)),
            on_activities: such(&|rule| is_state(rule) && names_activity(&rule.condition)),
            dangerous: such(&|rule| rule.kind != KindWord::Rule && rule.danger.is_some()),
            gates: Gates::of(
                such(&is_state).into_iter().filter_map(|at| Some((at, rules[usize::from(at.0)].as_ref()?))),
            ),
            rules,
            excused_by,
            not_evaluated,
        }
    }

    pub(crate) fn rule(&self, at: RuleRef) -> Option<&InForce> {
        self.rules.get(usize::from(at.0))?.as_ref()
    }

    pub(crate) fn excused_by(&self, at: RuleRef) -> &[RuleRef] {
        self.excused_by.get(usize::from(at.0)).map_or(&[], Vec::as_slice)
    }

    /// All that is in force and evaluated.
    pub(crate) fn evaluated(&self) -> impl Iterator<Item = RuleRef> + '_ {
        (0..).map(RuleRef).zip(&self.rules).filter(|(_, rule)| rule.is_some()).map(|(at, _)| at)
    }
}

fn in_force(rule: &Rule, day: &str) -> Option<InForce> {
    let condition = rule.on(day)?.condition.clone()?;
    let bound = |class: &&AgentClass| rule.binds.iter().any(|word| word.covers(**class));
    Some(InForce {
        less_is_worse: less_is_worse(&condition),
        condition,
        kind: rule.kind,
        danger: rule.danger.clone(),
        release_s: rule.release_s,
        classes: AgentClass::ALL.iter().filter(bound).fold(0, |bits, class| bits | 1 << *class as u16),
    })
}

fn names_activity(condition: &Condition) -> bool {
    condition.predicates().iter().any(|predicate| matches!(predicate, Predicate::Activity(_)))
}

/// Whether rules look at such events at all.
pub(crate) fn matters(event: &Event) -> bool {
    matches!(
        event,
        Event::EnteredJunction { .. }
            | Event::PassedCrosswalk { .. }
            | Event::ChangedLane { .. }
            | Event::Incident { .. }
            | Event::NearMiss { .. }
            | Event::Danger { .. }
    )
}
