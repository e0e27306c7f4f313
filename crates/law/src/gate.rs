//! Where to look first. Nearly everybody keeps nearly every rule in nearly every step, so each rule names a cheap
//! sign without which it cannot be broken, and only rules whose sign shows are looked at.

use crate::force::InForce;
use crate::holds::{KMH, left_of_limit};
use pilotzone_scenario::rules::predicates::SpeedOverWeather;
use pilotzone_scenario::rules::{Condition, Predicate};
use pilotzone_world::scene::NOBODY;
use pilotzone_world::{Activity, AgentClass, RoadUser, RuleRef, Weather};

/// What can be seen of a road user at little cost. The seldom ones stand first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Sign {
    /// Took part in a collision.
    Accident,
    /// Breaks its permit.
    Breach,
    /// Has not answered a request.
    Asked,
    /// The driver does something beside driving.
    Active,
    /// Brakes.
    Braking,
    /// One of the bits that rules look at is set.
    Bits,
    /// Follows close.
    Close,
    /// Is fast.
    Fast,
    /// Is a drone.
    Aloft,
    /// Is an automated vehicle.
    Automated,
    /// Nothing: always to be looked at.
    Always,
}

const SIGNS: usize = 11;

/// Rules by the sign that they need.
pub(crate) struct Gates {
    by_sign: [Vec<RuleRef>; SIGNS],
    bits: u16,
    headway_s: f64,
    decel_mps2: f64,
    tolerance_mps: f64,
    fixed_limit_mps: f64,
    weather: Vec<SpeedOverWeather>,
}

/// The values from which signs show in one step.
pub(crate) struct Thresholds {
    bits: u16,
    headway_s: f64,
    decel_mps2: f64,
    tolerance_mps: f64,
    fixed_limit_mps: f64,
    share_of_limit: f64,
    always: u16,
}

impl Gates {
    pub(crate) fn of<'r>(rules: impl Iterator<Item = (RuleRef, &'r InForce)>) -> Self {
        let mut gates = Self {
            by_sign: Default::default(),
            bits: 0,
            headway_s: 0.0,
            decel_mps2: f64::INFINITY,
            tolerance_mps: f64::INFINITY,
            fixed_limit_mps: f64::INFINITY,
            weather: Vec::new(),
        };
        for (at, rule) in rules {
            for sign in signs_of(&rule.condition) {
                let automated = sign == Sign::Always && rule.binds_automated_only();
                let sign = if automated { Sign::Automated } else { sign };
                let sign = if rule.binds_drones_only() { Sign::Aloft } else { sign };
                gates.by_sign[sign as usize].push(at);
                for predicate in rule.condition.predicates() {
                    if sign_of(predicate) == sign {
                        gates.widen(predicate);
                    }
                }
            }
        }
        gates
    }

    /// Makes the sign of a predicate show wherever the predicate can hold.
    fn widen(&mut self, predicate: &Predicate) {
        match predicate {
            Predicate::Seen(bits) => self.bits |= bits,
            Predicate::HeadwayBelow(asked) => self.headway_s = self.headway_s.max(asked.headway_s),
            Predicate::BrakedHard(asked) => self.decel_mps2 = self.decel_mps2.min(asked.decel_mps2),
            Predicate::SpeedOver(asked) => {
                self.tolerance_mps = self.tolerance_mps.min(asked.tolerance_kmh * KMH);
                let fixed_mps = asked.limit_kmh.map_or(f64::INFINITY, |limit| limit * KMH);
                self.fixed_limit_mps = self.fixed_limit_mps.min(fixed_mps);
            }
            Predicate::SpeedOverWeather(asked) => {
                self.tolerance_mps = self.tolerance_mps.min(asked.tolerance_kmh * KMH);
                self.weather.push(*asked);
            }
            _ => {}
        }
    }

    pub(crate) fn thresholds(&self, weather: &Weather) -> Thresholds {
        let lowest =
            |share: f64, asked: &SpeedOverWeather| share.min(left_of_limit(asked, weather).unwrap_or(1.0));
        Thresholds {
            bits: self.bits,
            headway_s: self.headway_s,
            decel_mps2: self.decel_mps2,
            // A hair of slack: a sign is a hint, and rounding must not hide what the rule itself would find.
            tolerance_mps: self.tolerance_mps - 1e-6,
            fixed_limit_mps: self.fixed_limit_mps,
            share_of_limit: self.weather.iter().fold(1.0, lowest),
            always: u16::from(!self.by_sign[Sign::Always as usize].is_empty()) << Sign::Always as u16,
        }
    }

    /// The rules that need one of these signs.
    pub(crate) fn rules(&self, signs: u16) -> impl Iterator<Item = RuleRef> + '_ {
        let shown = move |(sign, _): &(usize, &Vec<RuleRef>)| signs & (1 << sign) != 0;
        self.by_sign.iter().enumerate().filter(shown).flat_map(|(_, rules)| rules.iter().copied())
    }
}

impl Thresholds {
    /// A bit for each sign that shows.
    pub(crate) fn signs(&self, user: &RoadUser, breach: u8, accident: bool) -> u16 {
        let limit_mps = (user.limit_mps * self.share_of_limit).min(self.fixed_limit_mps);
        let bit = |sign: Sign, shows: bool| u16::from(shows) << sign as u16;
        bit(Sign::Active, user.activity != Activity::None)
            | bit(Sign::Bits, user.seen & self.bits != 0)
            | bit(Sign::Fast, user.speed_mps > limit_mps + self.tolerance_mps)
            | bit(Sign::Close, user.ahead != NOBODY && user.gap_m <= self.headway_s * user.speed_mps + 1e-6)
            | bit(Sign::Asked, user.request_s > 0.0)
            | bit(Sign::Braking, -user.accel_mps2 > self.decel_mps2)
            | bit(Sign::Automated, user.class == AgentClass::Av)
            | bit(Sign::Aloft, user.class == AgentClass::Uav)
            | bit(Sign::Breach, breach != 0)
            | bit(Sign::Accident, accident)
            | self.always
    }
}

/// Signs one of which shows wherever a condition holds.
fn signs_of(condition: &Condition) -> Vec<Sign> {
    match condition {
        Condition::Is(predicate) => vec![sign_of(predicate)],
        Condition::Not(_) => vec![Sign::Always],
        Condition::Any(parts) => {
            let mut signs: Vec<Sign> = parts.iter().flat_map(signs_of).collect();
            signs.sort_unstable();
            signs.dedup();
            if signs.contains(&Sign::Always) { vec![Sign::Always] } else { signs }
        }
        Condition::All(parts) => {
            let best = parts.iter().map(signs_of).min_by_key(|signs| signs.last().copied());
            best.unwrap_or_else(|| vec![Sign::Always])
        }
    }
}

fn sign_of(predicate: &Predicate) -> Sign {
    match predicate {
        Predicate::Activity(_) => Sign::Active,
        Predicate::Seen(_) => Sign::Bits,
        Predicate::SpeedOver(_) | Predicate::SpeedOverWeather(_) => Sign::Fast,
        Predicate::HeadwayBelow(_) => Sign::Close,
        Predicate::BrakedHard(_) => Sign::Braking,
        Predicate::RequestUnanswered(_) => Sign::Asked,
        Predicate::LeftAccident(_) => Sign::Accident,
        Predicate::Permit(asked) if !asked.breach.is_empty() => Sign::Breach,
        _ => Sign::Always,
    }
}
