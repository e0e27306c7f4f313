//! Faults that come and go.

use super::{Mind, NEVER};
use pilotzone_scenario::automation::PlannedFault;
use pilotzone_world::{AgentKey, Event, FaultKind, Stream};

const FAULT: Stream = Stream::named("fault");

impl Mind {
    /// Begins and ends the faults that are due. Those by rate wait an exponential time of automated driving each: the
    /// k-th draw of the k-th fault.
    pub(super) fn faults_come_and_go(
        &mut self,
        planned: &[PlannedFault],
        (seed, key): (u64, AgentKey),
        (step, dt_s): (u64, f64),
        out: &mut Vec<Event>,
    ) {
        for fault in FaultKind::ALL {
            let at = fault as usize;
            if self.faults.since[at] != NEVER && step >= self.faults.until[at] {
                let lasted_s = (step - self.faults.since[at]) as f64 * dt_s;
                self.faults.since[at] = NEVER;
                out.push(Event::FaultEnded { fault, lasted_s });
            }
        }
        for (at, plan) in planned.iter().enumerate() {
            if plan.agent.is_some_and(|agent| agent != key) {
                continue;
            }
            if self.fault_next[at] == NEVER && self.fault_counts[at] == 0 {
                self.fault_next[at] = self.first(plan, at, (seed, key), dt_s);
            }
            if step < self.fault_next[at] {
                continue;
            }
            self.fault_counts[at] += 1;
            let lasts = ((plan.lasts_s / dt_s + 1e-6) as u64).max(1);
            self.fault_next[at] = match plan.at_s {
                Some(_) => NEVER,
                None => (step + lasts).saturating_add(self.wait(plan, at, (seed, key), dt_s)),
            };
            let kind = plan.kind as usize;
            if self.faults.since[kind] == NEVER {
                self.faults.since[kind] = step;
                out.push(Event::FaultBegan { fault: plan.kind });
            }
            self.faults.until[kind] = step + lasts;
            self.faults.size[kind] = plan.size;
        }
    }

    fn first(&self, plan: &PlannedFault, at: usize, who: (u64, AgentKey), dt_s: f64) -> u64 {
        match plan.at_s {
            Some(at_s) => self.entered.saturating_add((at_s / dt_s + 1e-6) as u64),
            None => self.entered.saturating_add(self.wait(plan, at, who, dt_s)),
        }
    }

    fn wait(&self, plan: &PlannedFault, at: usize, (seed, key): (u64, AgentKey), dt_s: f64) -> u64 {
        if plan.per_h <= 0.0 {
            return NEVER;
        }
        let occurrence = (at as u64) << 32 | u64::from(self.fault_counts[at]);
        let wait_s = FAULT.draws(seed, key, occurrence).exponential(3600.0 / plan.per_h);
        (wait_s / dt_s) as u64
    }

    /// The fault that the stack has noticed longest and asks to be relieved for.
    pub(super) fn noticed(&self, step: u64, diagnosis: u64) -> Option<FaultKind> {
        let silent = [
            FaultKind::LocalisationDrift,
            FaultKind::GhostObject,
            FaultKind::MissedPedestrian,
            FaultKind::V2xLoss,
            FaultKind::WrongMap,
        ];
        self.faults
            .present()
            .filter(|fault| !silent.contains(fault))
            .find(|&fault| step >= self.faults.since[fault as usize] + diagnosis)
    }
}
