//! What driving costs, in whole milliseconds.

use serde::{Deserialize, Serialize};

use crate::{Map, RightOfWay, Turn, TurnDirection};

/// Milliseconds of driving or waiting. Whole numbers, so that sums do not depend on their order.
pub(super) type Millis = u64;

/// Slowest speed (m/s) that a travel time is made of: a limit of zero or a broken one is no standstill.
const SPEED_MIN_MPS: f64 = 0.1;
/// No single piece of road costs more (ms, 31 years), so that no sum of them overflows.
const PIECE_MAX_MS: f64 = 1e12;

/// Expected time lost at a turn beyond free driving (s).
///
/// The figures by default are those of the car profile of the Open Source Routing Machine (`car.lua`, version
/// 5): a turn at a right angle 7.5 s, which it scales by side, turning round 20 s, a signal 2 s. It has no
/// figure for giving way; ours are a second, two for a stop.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TurnCosts {
    /// Turning left.
    pub left_s: f64,
    /// Turning right.
    pub right_s: f64,
    /// Turning round.
    pub u_turn_s: f64,
    /// Waiting at a signal.
    pub signal_s: f64,
    /// Giving way without a signal.
    pub yield_s: f64,
    /// Stopping without a signal.
    pub stop_s: f64,
}

impl Default for TurnCosts {
    fn default() -> Self {
        Self { left_s: 7.5, right_s: 5.0, u_turn_s: 20.0, signal_s: 2.0, yield_s: 1.0, stop_s: 2.0 }
    }
}

impl TurnCosts {
    /// What a turn costs beyond driving its inner lane (ms).
    pub(super) fn of(&self, turn: &Turn) -> Millis {
        let bend_s = match turn.direction {
            TurnDirection::Straight => 0.0,
            TurnDirection::Left => self.left_s,
            TurnDirection::Right => self.right_s,
            TurnDirection::UTurn => self.u_turn_s,
        };
        let wait_s = match (turn.signal, turn.right_of_way) {
            (Some(_), _) => self.signal_s,
            (None, RightOfWay::Priority | RightOfWay::Zipper) => 0.0,
            (None, RightOfWay::Yield | RightOfWay::RightHand) => self.yield_s,
            (None, RightOfWay::Stop | RightOfWay::AllWayStop) => self.stop_s,
        };
        millis(bend_s) + millis(wait_s)
    }
}

/// Time to drive a length at a limit (ms), at least one, so that no way is longer for nothing.
pub(super) fn driving_ms(length_m: f64, speed_mps: f64) -> Millis {
    millis(length_m / speed_mps.max(SPEED_MIN_MPS)).max(1)
}

/// Time to drive a turn's inner lane (ms).
pub(super) fn inner_ms(map: &Map, turn: &Turn) -> Millis {
    map.lanes.get(turn.inner.0 as usize).map_or(0, |lane| driving_ms(lane.length_m, lane.speed_mps))
}

fn millis(seconds: f64) -> Millis {
    // NaN becomes 0.
    (seconds * 1000.0).round().clamp(0.0, PIECE_MAX_MS) as Millis
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kilometre_at_fifty_takes_seventy_two_seconds() {
        assert_eq!(driving_ms(1000.0, 50.0 / 3.6), 72_000);
    }

    #[test]
    fn broken_numbers_cost_something_and_never_overflow() {
        assert_eq!(driving_ms(f64::NAN, 10.0), 1);
        assert_eq!(driving_ms(10.0, f64::NAN), 100_000);
        assert_eq!(driving_ms(10.0, -3.0), 100_000);
        assert_eq!(driving_ms(f64::INFINITY, 1.0), 1_000_000_000_000);
    }
}
