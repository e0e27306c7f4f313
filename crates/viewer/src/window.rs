//! A window with a timeline.
//!
//! Keys, buttons and the mouse ask for acts; `desk.rs` does them. What is seen is the scene that pictures show too.

mod act;
pub mod buttons;
mod desk;
mod keys;
mod mouse;
mod notice;
mod tick;

pub use act::Act;
pub use keys::{KEYS, help};

use crate::adapter;
use crate::error::ViewerError;
use crate::hud::Extras;
use crate::look::Look;
use crate::reel::Reel;
use crate::scene::{self, Clock, Quality, Step};
use crate::shot::{Shot, Size};
use bevy::app::{App, AppExit, Update};
use bevy::log::LogPlugin;
use bevy::prelude::{DefaultPlugins, IntoScheduleConfigs, PluginGroup, World};
use bevy::render::RenderPlugin;
use bevy::window::{Window, WindowPlugin, WindowResolution};

/// Shows a replay in a window until it is closed.
pub fn show(mut reel: Reel, look: Look, shot: Shot) -> Result<(), ViewerError> {
    check_display()?;
    let adapter = adapter::find()?;
    reel.read_ahead();
    let size = Size::default();
    let title = format!("pilotzone: {}", reel.header().scenario);
    let window = Window {
        title,
        name: Some("pilotzone".to_owned()),
        resolution: WindowResolution::new(size.width, size.height),
        ..Window::default()
    };
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .set(WindowPlugin { primary_window: Some(window), ..WindowPlugin::default() })
            .set(RenderPlugin { render_creation: adapter::settings().into(), ..RenderPlugin::default() })
            .set(LogPlugin { filter: "error".into(), ..LogPlugin::default() }),
    );
    // A program that stands in for a graphics card draws what matters, and draws it sooner.
    app.insert_resource(if adapter.is_software { Quality::plain() } else { Quality::default() });
    scene::add(&mut app, reel, look, size.aspect())?;
    app.insert_resource(Extras { is_window: true, ..Extras::default() });
    aim(app.world_mut(), shot, size)?;
    app.init_resource::<desk::Wishes>().init_resource::<mouse::Drag>().init_resource::<notice::Notice>();
    app.add_systems(
        Update,
        (
            keys::read,
            buttons::press,
            mouse::turn,
            mouse::choose,
            mouse::seek,
            desk::fulfil,
            tick::tick,
            tick::follow,
        )
            .chain()
            .in_set(Step::Ask),
    );
    app.add_systems(Update, (desk::redress, buttons::show, notice::fade).chain().in_set(Step::Show));
    match app.run() {
        AppExit::Success => Ok(()),
        AppExit::Error(code) => Err(ViewerError::NoPicture(format!("the window ended with code {code}"))),
    }
}

/// Begins where it is asked to.
fn aim(world: &mut World, shot: Shot, size: Size) -> Result<(), ViewerError> {
    if let Some(number) = shot.incident {
        let time_s = world.resource::<Reel>().incident(number)?.time_s;
        scene::look_at_incident(world, number, size.aspect())?;
        world.resource_mut::<Clock>().time_s = time_s - scene::BEFORE_S;
    }
    if let Some(at_s) = shot.at_s {
        world.resource_mut::<Clock>().time_s = at_s;
    }
    let (begin_s, end_s) = world.resource::<Reel>().span_s();
    let clock = &mut world.resource_mut::<Clock>();
    clock.time_s = clock.time_s.clamp(begin_s, end_s.max(begin_s));
    Ok(())
}

/// Without a display winit would panic.
fn check_display() -> Result<(), ViewerError> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_display = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(is_set);
    if cfg!(target_os = "linux") && !has_display { Err(ViewerError::NoDisplay) } else { Ok(()) }
}
