//! The clock goes on, and the eye with who is followed.

use crate::eye::Eye;
use crate::moment::Moment;
use crate::reel::Reel;
use crate::scene::{Chosen, Clock, Stage};
use bevy::prelude::{Local, Res, ResMut, Time, Vec3};
use bevy::winit::{UpdateMode, WinitSettings};
use std::time::Duration;

/// After a picture that took longer than this (s) the clock does not leap.
const LEAP_S: f64 = 0.5;
/// A window in which nothing moves is drawn so often.
const IDLE: Duration = Duration::from_millis(250);

/// Lets the clock go on.
pub fn tick(
    time: Res<'_, Time>,
    reel: Res<'_, Reel>,
    mut clock: ResMut<'_, Clock>,
    mut pace: ResMut<'_, WinitSettings>,
) {
    let mode = if clock.is_playing { UpdateMode::Continuous } else { UpdateMode::reactive(IDLE) };
    if pace.focused_mode != mode {
        (pace.focused_mode, pace.unfocused_mode) = (mode, mode);
    }
    if clock.is_playing {
        let (_, end_s) = reel.span_s();
        clock.time_s += time.delta_secs_f64().min(LEAP_S) * clock.speed;
        if clock.time_s >= end_s {
            clock.time_s = end_s;
            clock.is_playing = false;
        }
    }
}

/// Lets the eye go with who is followed.
pub fn follow(
    chosen: Res<'_, Chosen>,
    moment: Res<'_, Moment>,
    stage: Res<'_, Stage>,
    mut eye: ResMut<'_, Eye>,
    mut was: Local<'_, Option<(u32, Vec3)>>,
) {
    let followed = chosen.agent.filter(|_| chosen.is_followed).and_then(|id| moment.agent(id));
    let Some(agent) = followed else {
        *was = None;
        return;
    };
    let at = stage.space.at([agent.place.x_m, agent.place.y_m], agent.place.z_m);
    match *was {
        // Who looks may go on turning and moving beside.
        Some((id, before)) if id == agent.id => eye.target += at - before,
        _ => {
            eye.target = at;
            eye.distance_m = eye.distance_m.min(70.0);
        }
    }
    *was = Some((agent.id, at));
}
