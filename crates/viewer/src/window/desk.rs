//! Does what is asked for.

use super::act::{Act, frame_s, incident, speed};
use super::notice::Notice;
use crate::agents::Stock;
use crate::eye::Eye;
use crate::hud::{self, Extras};
use crate::look::{Language, Look, Theme};
use crate::reel::Reel;
use crate::scene::{self, BEFORE_S, Chosen, CityPart, Clock, Home, Layers};
use bevy::app::AppExit;
use bevy::prelude::{Commands, Entity, Local, Query, Res, ResMut, Resource, Window, With, World};
use bevy::render::view::screenshot::{Screenshot, save_to_disk};
use bevy::window::PrimaryWindow;
use std::path::PathBuf;

/// What was asked for since the last picture.
#[derive(Resource, Debug, Default)]
pub struct Wishes(pub Vec<Act>);

/// Does all that is asked for.
pub fn fulfil(world: &mut World) {
    for act in std::mem::take(&mut world.resource_mut::<Wishes>().0) {
        fulfil_one(act, world);
    }
}

fn fulfil_one(act: Act, world: &mut World) {
    match act {
        Act::Play => play(world),
        Act::Step(by) => {
            let (now_s, begin_s) = (world.resource::<Clock>().time_s, world.resource::<Reel>().span_s().0);
            let step_s = world.resource::<Reel>().header().frame_s;
            world.resource_mut::<Clock>().is_playing = false;
            seek(world, frame_s(now_s, by, begin_s, step_s));
        }
        Act::Faster(by) => {
            let mut clock = world.resource_mut::<Clock>();
            clock.speed = speed(clock.speed, by);
        }
        Act::Incident(by) => jump(world, by),
        Act::Seek(time_s) => seek(world, time_s),
        Act::Begin => seek(world, f64::MIN),
        Act::End => seek(world, f64::MAX),
        Act::Follow => {
            let mut chosen = world.resource_mut::<Chosen>();
            chosen.is_followed = chosen.agent.is_some() && !chosen.is_followed;
        }
        Act::Bird => {
            world.resource_mut::<Chosen>().is_followed = false;
            let home = world.resource::<Home>().0;
            *world.resource_mut::<Eye>() = home;
        }
        Act::Layer(layer) => world.resource_mut::<Layers>().toggle(layer),
        Act::Theme => {
            let mut look = world.resource_mut::<Look>();
            look.theme = look.theme.other();
        }
        Act::Language => {
            let mut look = world.resource_mut::<Look>();
            look.language = look.language.other();
        }
        Act::Help => {
            let mut extras = world.resource_mut::<Extras>();
            extras.shows_keys = !extras.shows_keys;
        }
        Act::Panels => {
            let mut extras = world.resource_mut::<Extras>();
            extras.is_bare = !extras.is_bare;
        }
        Act::LetGo => *world.resource_mut::<Chosen>() = Chosen::default(),
        Act::Choose(agent) => {
            let mut chosen = world.resource_mut::<Chosen>();
            chosen.agent = agent;
            chosen.is_followed &= agent.is_some();
        }
        Act::Screenshot => screenshot(world),
        Act::Quit => {
            world.write_message(AppExit::Success);
        }
    }
}

fn play(world: &mut World) {
    let (begin_s, end_s) = world.resource::<Reel>().span_s();
    let mut clock = world.resource_mut::<Clock>();
    clock.is_playing = !clock.is_playing;
    if clock.is_playing && clock.time_s >= end_s {
        clock.time_s = begin_s;
    }
}

fn seek(world: &mut World, time_s: f64) {
    let (begin_s, end_s) = world.resource::<Reel>().span_s();
    world.resource_mut::<Clock>().time_s = time_s.clamp(begin_s, end_s.max(begin_s));
}

/// To an incident: five seconds before, its place in the middle, its story beside it.
fn jump(world: &mut World, by: i32) {
    let incidents = &world.resource::<Reel>().timeline().incidents;
    let times: Vec<(u32, f64)> = incidents.iter().map(|it| (it.number, it.time_s)).collect();
    let times_s: Vec<f64> = times.iter().map(|(_, time_s)| *time_s).collect();
    let now_s = world.resource::<Clock>().time_s + BEFORE_S;
    let Some(at) = incident(&times_s, world.resource::<Chosen>().incident, now_s, by) else { return };
    let (number, time_s) = times[at];
    let aspect = aspect(world);
    if let Err(error) = scene::look_at_incident(world, number, aspect) {
        world.resource_mut::<scene::Trouble>().0 = Some(error.to_string());
        return;
    }
    let first = world.resource::<Reel>().timeline().incidents[at].parties.first().copied();
    let mut chosen = world.resource_mut::<Chosen>();
    chosen.agent = first;
    chosen.is_followed = false;
    seek(world, time_s - BEFORE_S);
}

fn aspect(world: &mut World) -> f32 {
    let mut windows = world.query_filtered::<&Window, With<PrimaryWindow>>();
    windows.single(world).map_or(16.0 / 9.0, |window| window.width() / window.height().max(1.0))
}

/// Keeps the picture in a file that is not there yet, in the folder where the program was started.
fn screenshot(world: &mut World) {
    let name = &world.resource::<Reel>().header().scenario;
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let time_s = world.resource::<Clock>().time_s;
    let named = |n: u32| match n {
        0 => PathBuf::from(format!("{name}-{time_s:.1}s.png")),
        n => PathBuf::from(format!("{name}-{time_s:.1}s-{n}.png")),
    };
    let Some(path) = (0..1000).map(named).find(|path| !path.exists()) else { return };
    world.spawn(Screenshot::primary_window()).observe(save_to_disk(path.clone()));
    world.resource_mut::<Notice>().tell(path.display().to_string());
}

/// Builds the scene and what is written over it anew after the theme or the language has changed.
pub fn redress(
    look: Res<'_, Look>,
    mut dressed: Local<'_, Option<(Language, Theme)>>,
    mut stock: ResMut<'_, Stock>,
    parts: Query<'_, '_, Entity, With<CityPart>>,
    mut commands: Commands<'_, '_>,
) {
    let wanted = (look.language, look.theme);
    let Some(worn) = dressed.replace(wanted) else { return };
    if worn == wanted {
        return;
    }
    if worn.1 != wanted.1 {
        scene::clear(&mut commands, &parts, &mut stock);
        commands.run_system_cached(scene::build);
    }
    commands.run_system_cached(hud::build);
}
