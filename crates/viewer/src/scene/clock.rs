//! The time that is shown.

use crate::moment::Moment;
use crate::reel::Reel;
use bevy::prelude::{Res, ResMut, Resource};

/// The time that is asked for.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// When (s of simulation).
    pub time_s: f64,
    /// Whether it goes on by itself.
    pub is_playing: bool,
    /// So many times as fast as it was.
    pub speed: f64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { time_s: 0.0, is_playing: false, speed: 1.0 }
    }
}

/// What went wrong while the replay was read, in words.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Trouble(pub Option<String>);

/// Reads the moment that the clock asks for.
pub fn read(
    clock: Res<'_, Clock>,
    mut reel: ResMut<'_, Reel>,
    mut moment: ResMut<'_, Moment>,
    mut trouble: ResMut<'_, Trouble>,
) {
    let is_shown = (moment.time_s - clock.time_s).abs() < 1e-9 && !moment.agents.is_empty();
    if is_shown {
        return;
    }
    match reel.moment(clock.time_s) {
        Ok(read) => *moment = read,
        // What cannot be read is told once; the last good moment stays.
        Err(error) if trouble.0.is_none() => trouble.0 = Some(error.to_string()),
        Err(_) => {}
    }
}
