//! The signal programme of a junction with four arms.

use super::GridParams;
use crate::{Aspect, Phase, Programme, Signal, SignalOrigin};

/// Arms of a junction, clockwise from north: where a vehicle comes from.
pub(super) const ARMS: u16 = 4;
/// Signal groups of one arm.
const GROUPS_OF_ARM: u16 = 3;

/// What a signal group lets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Movement {
    Right,
    Straight,
    Left,
}

/// The group that shows an arm's movement its light.
pub(super) fn group(arm: u16, movement: Movement) -> u16 {
    arm * GROUPS_OF_ARM + movement as u16
}

/// Four stages as Korean cities time them: left turns have an arrow of their own and never filter.
///
/// Where there is a lane for turning left, opposite arms go straight on together and then turn left together.
/// Where straight on and left share their lane, each arm has its own stage for both, lest one car that waits
/// for its arrow hold all others. Turning right is allowed on green giving way, on red after a full stop.
pub(super) fn four_stages(id: &str, params: &GridParams, offset_s: f64) -> Signal {
    use Movement::{Left, Straight};
    let (straight_s, left_s) = (params.straight_green_s, params.left_green_s);
    let stages: [(f64, [(u16, Movement); 2]); 4] = if params.lanes > 1 {
        [
            (straight_s, [(0, Straight), (2, Straight)]),
            (left_s, [(0, Left), (2, Left)]),
            (straight_s, [(1, Straight), (3, Straight)]),
            (left_s, [(1, Left), (3, Left)]),
        ]
    } else {
        [0, 1, 2, 3].map(|arm| (straight_s, [(arm, Straight), (arm, Left)]))
    };
    let mut phases = Vec::new();
    for (green_s, goes) in stages {
        for (duration_s, light) in [
            (green_s, Aspect::GreenProtected),
            (params.amber_s, Aspect::Amber),
            (params.all_red_s, Aspect::Red),
        ] {
            if duration_s > 0.0 {
                phases.push(Phase { duration_s, aspects: aspects(&goes, light) });
            }
        }
    }
    let programme = Programme { id: "four stages".to_owned(), offset_s, phases };
    Signal { id: id.to_owned(), origin: SignalOrigin::Given, programmes: vec![programme], active: 0 }
}

fn aspects(goes: &[(u16, Movement)], light: Aspect) -> Vec<Aspect> {
    let mut aspects = vec![Aspect::Red; (ARMS * GROUPS_OF_ARM) as usize];
    for arm in 0..ARMS {
        aspects[group(arm, Movement::Right) as usize] = Aspect::StopThenGo;
    }
    for &(arm, movement) in goes {
        aspects[group(arm, movement) as usize] = light;
        if movement == Movement::Straight {
            let right = match light {
                Aspect::GreenProtected => Aspect::GreenYield,
                Aspect::Red => Aspect::StopThenGo,
                other => other,
            };
            aspects[group(arm, Movement::Right) as usize] = right;
        }
    }
    aspects
}
