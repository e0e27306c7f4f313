//! Programmes that can run, and groups that they show.

use super::numbers::{finite, positive};
use super::{At, CheckError, Where, in_range, require};
use crate::{Map, Signal, SignalId};

pub(super) fn check(map: &Map) -> Result<(), CheckError> {
    for (i, signal) in map.signals.iter().enumerate() {
        check_signal(&|| At::named("signal", i, &signal.id), signal)?;
    }
    for (i, turn) in map.turns.iter().enumerate() {
        check_group(map, &|| At::new("turn", i), turn.signal)?;
    }
    for (i, crosswalk) in map.crosswalks.iter().enumerate() {
        check_group(map, &|| At::named("crosswalk", i, &crosswalk.id), crosswalk.signal)?;
    }
    Ok(())
}

fn check_signal(at: Where, signal: &Signal) -> Result<(), CheckError> {
    in_range(at, "active", signal.active, signal.programmes.len())?;
    for programme in &signal.programmes {
        finite(at, "offset_s", &[programme.offset_s])?;
        require(!programme.phases.is_empty(), at, "a programme has no phase")?;
        for phase in &programme.phases {
            positive(at, "duration_s", phase.duration_s)?;
        }
    }
    Ok(())
}

fn check_group(map: &Map, at: Where, shown: Option<(SignalId, u16)>) -> Result<(), CheckError> {
    let Some((id, group)) = shown else { return Ok(()) };
    in_range(at, "signal", id.0, map.signals.len())?;
    let signal = &map.signals[id.0 as usize];
    for programme in &signal.programmes {
        let dark = programme.phases.iter().position(|phase| phase.aspects.len() <= group as usize);
        if let Some(phase) = dark {
            return Err(CheckError::NoSuchGroup {
                at: at(),
                signal: signal.id.clone(),
                group,
                programme: programme.id.clone(),
                phase,
            });
        }
    }
    Ok(())
}
