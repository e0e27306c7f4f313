//! The mouse: turns, moves and zooms the eye, chooses agents, and seeks on the bar of time.

use super::act::Act;
use super::desk::Wishes;
use crate::eye::Eye;
use crate::hud::Bar;
use crate::moment::Moment;
use crate::reel::Reel;
use crate::scene::{Chosen, Stage};
use bevy::input::ButtonInput;
use bevy::input::mouse::{AccumulatedMouseMotion, AccumulatedMouseScroll, MouseScrollUnit};
use bevy::math::Vec2;
use bevy::prelude::{Interaction, MouseButton, Query, Res, ResMut, Resource, Window, With};
use bevy::ui::RelativeCursorPosition;
use bevy::window::PrimaryWindow;

/// A turn for each pixel (rad).
const TURN: f32 = 0.006;
/// Nearer or farther for each notch of the wheel.
const ZOOM: f32 = 0.88;
/// Of a touchpad so many pixels are a notch.
const NOTCH: f32 = 60.0;
/// A click moves the mouse no farther than this (pixels), and chooses nobody farther away than that.
const STILL: f32 = 4.0;
const REACH: f32 = 24.0;

/// A press of the left button on the picture.
#[derive(Resource, Debug, Default)]
pub struct Drag {
    /// Where it began; none where it is not pressed, or began on a button.
    from: Option<Vec2>,
    moved: f32,
}

/// Turns, moves and zooms the eye.
#[expect(clippy::too_many_arguments, reason = "a system names all that it reads and writes")]
pub fn turn(
    buttons: Res<'_, ButtonInput<MouseButton>>,
    motion: Res<'_, AccumulatedMouseMotion>,
    scroll: Res<'_, AccumulatedMouseScroll>,
    windows: Query<'_, '_, &Window, With<PrimaryWindow>>,
    over: Query<'_, '_, &Interaction>,
    mut drag: ResMut<'_, Drag>,
    mut eye: ResMut<'_, Eye>,
    mut chosen: ResMut<'_, Chosen>,
) {
    let Ok(window) = windows.single() else { return };
    let is_on_button = over.iter().any(|it| *it != Interaction::None);
    if buttons.just_pressed(MouseButton::Left) && !is_on_button {
        *drag = Drag { from: window.cursor_position(), moved: 0.0 };
    }
    if buttons.pressed(MouseButton::Left) && drag.from.is_some() {
        drag.moved += motion.delta.length();
        if drag.moved > STILL {
            eye.turn(motion.delta.x * TURN, motion.delta.y * TURN);
        }
    }
    if buttons.any_pressed([MouseButton::Right, MouseButton::Middle]) && motion.delta != Vec2::ZERO {
        let by = motion.delta / window.height().max(1.0);
        eye.pan(-by.x, by.y);
        // Who goes elsewhere no longer follows.
        chosen.is_followed = false;
    }
    let notches = match scroll.unit {
        MouseScrollUnit::Line => scroll.delta.y,
        MouseScrollUnit::Pixel => scroll.delta.y / NOTCH,
    };
    if notches != 0.0 {
        eye.zoom(libm::powf(ZOOM, notches));
    }
}

/// Chooses the agent that is clicked on.
pub fn choose(
    buttons: Res<'_, ButtonInput<MouseButton>>,
    windows: Query<'_, '_, &Window, With<PrimaryWindow>>,
    eye: Res<'_, Eye>,
    moment: Res<'_, Moment>,
    stage: Res<'_, Stage>,
    mut drag: ResMut<'_, Drag>,
    mut wishes: ResMut<'_, Wishes>,
) {
    if !buttons.just_released(MouseButton::Left) {
        return;
    }
    let Some(from) = drag.from.take().filter(|_| drag.moved <= STILL) else { return };
    let Ok(window) = windows.single() else { return };
    let found = nearest(&moment, &stage, &eye, from.to_array(), [window.width(), window.height()]);
    wishes.0.push(Act::Choose(found));
}

/// The agent nearest to a place of a picture, if one is near.
fn nearest(moment: &Moment, stage: &Stage, eye: &Eye, at: [f32; 2], size: [f32; 2]) -> Option<u32> {
    let away = |agent: &crate::moment::Agent| {
        let place = stage.space.at([agent.place.x_m, agent.place.y_m], agent.place.z_m + 0.8);
        let [x, y] = eye.on_picture(place, size)?;
        Some(libm::hypotf(x - at[0], y - at[1]))
    };
    let with_distance = moment.agents.iter().filter_map(|agent| Some((away(agent)?, agent.id)));
    let nearest = with_distance.min_by(|a, b| a.0.total_cmp(&b.0));
    nearest.filter(|(away, _)| *away < REACH).map(|(_, id)| id)
}

/// Seeks to where the bar of time is pressed.
pub fn seek(
    bars: Query<'_, '_, (&Interaction, &RelativeCursorPosition), With<Bar>>,
    reel: Res<'_, Reel>,
    mut wishes: ResMut<'_, Wishes>,
) {
    for (interaction, cursor) in &bars {
        let (Interaction::Pressed, Some(at)) = (interaction, cursor.normalized) else { continue };
        let (begin_s, end_s) = reel.span_s();
        // From its middle, in shares of its width.
        let share = f64::from(at.x + 0.5).clamp(0.0, 1.0);
        wishes.0.push(Act::Seek(begin_s + (end_s - begin_s) * share));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Agent;
    use crate::space::Space;
    use pilotzone_replay::Place;

    #[test]
    fn a_click_chooses_the_nearest_agent_and_beside_all_nobody() {
        let agent =
            |id: u32, x_m: f64| Agent { id, kind: 0, place: Place { x_m, ..Place::default() }, state: 0 };
        let moment = Moment { agents: vec![agent(3, 0.0), agent(4, 12.0)], ..Moment::default() };
        let stage =
            Stage { space: Space::default(), kinds: Vec::new(), heads: Vec::new(), signals: Vec::new() };
        let (eye, size) = (Eye { distance_m: 100.0, ..Eye::default() }, [1280.0, 720.0]);
        let at = |x_m: f64| eye.on_picture(stage.space.at([x_m, 0.0], 0.8), size).unwrap();
        let chosen = |at| nearest(&moment, &stage, &eye, at, size);
        assert_eq!((chosen(at(0.5)), chosen(at(11.0))), (Some(3), Some(4)));
        assert_eq!(chosen([5.0, 5.0]), None);
    }
}
