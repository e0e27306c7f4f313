//! When the members of a flow depart.

use super::collect::Spacing;
use pilotzone_world::{AgentKey, Stream};

/// Draws of the time between two members.
const GAP: Stream = Stream::named("sumo.flow.gap");
/// Draws of whether a member departs in one second.
const CHANCE: Stream = Stream::named("sumo.flow.chance");

/// The time over which a flow runs, and how many depart in it at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    pub begin_s: f64,
    pub end_s: Option<f64>,
    pub number: Option<u64>,
}

/// A flow that would never end, or that is larger than what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endless;

/// Departures of a flow in their order (s), `most` of them at most.
pub fn departures(
    span: Span,
    spacing: Spacing,
    seed: u64,
    flow: &str,
    most: u64,
) -> Result<Vec<f64>, Endless> {
    let key = AgentKey::of_name(flow);
    let is_over = |time_s: f64| span.end_s.is_some_and(|end_s| time_s >= end_s);
    if span.number.is_none() && span.end_s.is_none() {
        return Err(Endless);
    }
    let number = span.number.unwrap_or(u64::MAX);
    let mut found = Vec::new();
    let mut add = |time_s: f64| {
        found.push(time_s);
        if found.len() as u64 > most { Err(Endless) } else { Ok(()) }
    };
    match spacing {
        Spacing::Even => {
            let end_s = span.end_s.ok_or(Endless)?;
            let between_s = (end_s - span.begin_s) / number as f64;
            for n in 0..number {
                add(span.begin_s + n as f64 * between_s)?;
            }
        }
        Spacing::Period(period_s) => {
            for n in 0..number {
                let time_s = span.begin_s + n as f64 * period_s;
                if is_over(time_s) {
                    break;
                }
                add(time_s)?;
            }
        }
        Spacing::Poisson(rate) => {
            let mut time_s = span.begin_s;
            for n in 0..number {
                time_s += -libm::log(1.0 - GAP.draws(seed, key, n).unit()) / rate;
                if is_over(time_s) {
                    break;
                }
                add(time_s)?;
            }
        }
        Spacing::EachSecond(chance) => {
            let mut departed = 0;
            for second in 0..most.saturating_mul(1000) {
                let time_s = span.begin_s + second as f64;
                if is_over(time_s) || departed >= number {
                    break;
                }
                if CHANCE.draws(seed, key, second).unit() < chance {
                    add(time_s)?;
                    departed += 1;
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(end_s: Option<f64>, number: Option<u64>, spacing: Spacing) -> Result<Vec<f64>, Endless> {
        departures(Span { begin_s: 5.0, end_s, number }, spacing, 1, "f", 1000)
    }

    #[test]
    fn a_number_is_spread_evenly_and_the_end_is_excluded() {
        assert_eq!(of(Some(25.0), Some(4), Spacing::Even), Ok(vec![5.0, 10.0, 15.0, 20.0]));
        assert_eq!(of(Some(25.0), None, Spacing::Period(10.0)), Ok(vec![5.0, 15.0]));
        assert_eq!(of(Some(5.0), None, Spacing::Period(10.0)), Ok(vec![]));
    }

    #[test]
    fn random_flows_keep_their_rate() {
        let poisson = of(Some(2005.0), None, Spacing::Poisson(0.2)).unwrap().len();
        let chance = of(Some(2005.0), None, Spacing::EachSecond(0.2)).unwrap().len();
        assert!((340..460).contains(&poisson), "{poisson} of 400");
        assert!((340..460).contains(&chance), "{chance} of 400");
    }

    #[test]
    fn a_flow_without_end_is_told() {
        assert_eq!(of(None, None, Spacing::Period(1.0)), Err(Endless));
        assert_eq!(of(Some(1e9), None, Spacing::Period(1.0)), Err(Endless));
    }
}
