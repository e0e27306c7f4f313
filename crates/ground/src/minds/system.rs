//! The automated-driving system's modes: it drives, asks to be relieved, hands over, or stops at minimal risk.
//!
//! The modes and what is noted of them follow UN Regulation 157: transition demand (5.4), minimum risk manoeuvre (5.5),
//! and the data storage system for automated driving (8).

use super::crew::answers_after_s;
use super::sense::{Target, chance};
use super::{Mind, NEVER, System};
use pilotzone_map::LaneId;
use pilotzone_scenario::automation::Crew;
use pilotzone_world::{Activity, AgentKey, Cause, Control, Event, FaultKind, OddLimit};

/// What the modes depend on, looked up for one vehicle in one step.
pub(super) struct Now<'a> {
    pub system: &'a System,
    pub crew: &'a Crew,
    pub seed: u64,
    pub key: AgentKey,
    pub step: u64,
    pub dt_s: f64,
    pub lane: LaneId,
    pub speed_mps: f64,
    /// The limit of the domain that it is beyond, and that it will be beyond.
    pub odd_here: Option<OddLimit>,
    pub odd_ahead: Option<OddLimit>,
}

impl Now<'_> {
    fn steps(&self, s: f64) -> u64 {
        (s / self.dt_s + 1e-6) as u64
    }
}

impl Mind {
    fn hand_to(&mut self, to: Control, cause: Cause, now: &Now<'_>, out: &mut Vec<Event>) {
        out.push(Event::ModeChanged { from: self.control, to, cause, lane: now.lane });
        (self.control, self.since, self.cause) = (to, now.step, cause);
    }

    /// Why the system wants to be relieved, if it does.
    fn wants_relief(&self, now: &Now<'_>) -> Option<Cause> {
        if let Some(fault) = self.noticed(now.step, now.steps(now.system.stack.diagnosis_s)) {
            return Some(Cause::Fault(fault));
        }
        if let Some(limit) = now.odd_here.or(now.odd_ahead) {
            return Some(Cause::Odd(limit));
        }
        (self.confidence(now) < now.system.stack.confidence_min).then_some(Cause::LowConfidence)
    }

    /// Chance to find a vehicle at the distance in which it can stop: how far its own picture can be trusted.
    fn confidence(&self, now: &Now<'_>) -> f64 {
        let Some(detection) = &now.system.stack.detection else { return 1.0 };
        let v = now.speed_mps;
        let stopping_m = v * detection.latency_s + v * v / (2.0 * now.system.brake_max_mps2);
        let cut = self.faults.size(FaultKind::RangeCut).unwrap_or(1.0);
        chance(detection, Target::Vehicle, stopping_m, now.system.weather_share * cut)
    }

    /// One step of the modes.
    pub(super) fn modes(&mut self, now: &Now<'_>, out: &mut Vec<Event>) {
        if self.control.is_automated()
            && !self.odd_reported
            && let Some(limit) = now.odd_here
        {
            self.odd_reported = true;
            out.push(Event::OddLeft { limit, lane: now.lane });
        }
        match self.control {
            Control::Automated => {
                if let Some(cause) = self.wants_relief(now) {
                    self.ask(cause, now, out);
                }
            }
            Control::Transition => self.wait_for_answer(now, out),
            Control::MinimalRisk => {
                if now.step >= self.answer_step(now) {
                    self.close_request();
                    self.hand_to(Control::Manual, Cause::Override, now, out);
                } else if now.speed_mps <= 0.0 {
                    let cause = self.cause;
                    self.close_request();
                    out.push(Event::MinimalRiskStopped { lane: now.lane, cause });
                    self.hand_to(Control::Halted, cause, now, out);
                }
            }
            Control::Halted => {
                if now.step >= self.since + now.steps(now.system.stack.recovered_after_s) {
                    self.hand_to(Control::Manual, Cause::Recovered, now, out);
                }
            }
            Control::Manual => {
                let driven = now.step >= self.since + now.steps(now.crew.drives_for_s);
                let first = self.entered == now.step;
                if (driven || first) && self.wants_relief(now).is_none() {
                    self.odd_reported = false;
                    let cause = if first { Cause::Started } else { Cause::Recovered };
                    self.hand_to(Control::Automated, cause, now, out);
                }
            }
            Control::Person => {}
        }
    }

    fn ask(&mut self, cause: Cause, now: &Now<'_>, out: &mut Vec<Event>) {
        self.requests += 1;
        self.requested = now.step;
        self.missed = false;
        self.asked_during = self.activity;
        self.answers_after_s = answers_after_s(now.crew, now.seed, now.key, self.requests, self.activity);
        out.push(Event::TakeoverRequested { cause, lane: now.lane, activity: self.activity });
        self.hand_to(Control::Transition, cause, now, out);
    }

    /// The first step at or after the answer.
    fn answer_step(&self, now: &Now<'_>) -> u64 {
        if self.requested == NEVER || !self.answers_after_s.is_finite() {
            return NEVER;
        }
        self.requested.saturating_add((self.answers_after_s / now.dt_s).ceil() as u64)
    }

    fn close_request(&mut self) {
        self.requested = NEVER;
        self.answers_after_s = f64::INFINITY;
        self.asked_during = Activity::None;
    }

    fn wait_for_answer(&mut self, now: &Now<'_>, out: &mut Vec<Event>) {
        let (activity, cause) = (self.asked_during, self.cause);
        if now.step >= self.answer_step(now) {
            out.push(Event::TakenOver { after_s: self.answers_after_s, activity, lane: now.lane });
            self.close_request();
            self.hand_to(Control::Manual, cause, now, out);
        } else if now.step >= self.requested + now.steps(now.system.stack.request_lead_s) {
            let after_s = (now.step - self.requested) as f64 * now.dt_s;
            self.missed = true;
            out.push(Event::TakeoverMissed { after_s, activity, lane: now.lane });
            self.hand_to(Control::MinimalRisk, Cause::NoAnswer, now, out);
        }
    }
}
