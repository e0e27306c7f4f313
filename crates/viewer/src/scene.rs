//! What is in the picture, whoever asks for it.
//!
//! A replay, a time and an eye go in. Once a picture: the moment is read, everybody is put in place, the camera goes to
//! the eye, and what is written over the picture is brought up to date.

mod clock;
mod people;
mod place;
mod set;

pub use clock::{Clock, Trouble, read};
pub use people::populate;
pub use place::{Chosen, Layer, Layers};
pub use set::{Canvas, CityPart, Quality, Stage, build, clear, point_camera};

use crate::agents::{Stock, Wardrobe, apply};
use crate::eye::{Eye, first_look, whole};
use crate::hud;
use crate::look::Look;
use crate::moment::Moment;
use crate::reel::Reel;
use bevy::app::{App, Startup, Update};
use bevy::prelude::{IntoScheduleConfigs, SystemSet, World};

/// The order of what happens for a picture.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Keys, mouse and the clock change what is asked for.
    Ask,
    /// The scene follows.
    Show,
}

/// The scene of a replay, for a picture so many times as wide as it is high.
pub fn add(app: &mut App, mut reel: Reel, look: Look, aspect: f32) -> Result<(), crate::ViewerError> {
    let stage = Stage::of(&reel);
    let (begin_s, _) = reel.span_s();
    let zone = reel.header().zones.iter().find(|zone| zone.kind == "pilot");
    let outline = zone.map(|zone| zone.polygon.clone()).unwrap_or_default();
    let (busiest, bounds_m) = (reel.busiest()?, reel.drawing().bounds_m);
    let eye = first_look(busiest, bounds_m, stage.space, aspect);
    let home = Home(whole(&outline, bounds_m, stage.space, aspect));
    app.insert_resource(reel)
        .insert_resource(stage)
        .insert_resource(look)
        .insert_resource(eye)
        .insert_resource(home)
        .insert_resource(Clock { time_s: begin_s, ..Clock::default() })
        .init_resource::<Moment>()
        .init_resource::<Stock>()
        .init_resource::<Layers>()
        .init_resource::<Wardrobe>()
        .init_resource::<Chosen>()
        .init_resource::<Trouble>()
        .init_resource::<Quality>()
        .init_resource::<hud::Extras>()
        .add_systems(Startup, (hud::load_fonts, build, hud::build).chain())
        .configure_sets(Update, (Step::Ask, Step::Show).chain())
        .add_systems(Update, (read, populate, apply, point_camera, hud::update).chain().in_set(Step::Show));
    Ok(())
}

/// The eye that sees all: from above.
#[derive(bevy::prelude::Resource, Debug, Clone, Copy)]
pub struct Home(pub Eye);

/// Who jumps to an incident sees what led to it: so many seconds.
pub const BEFORE_S: f64 = 5.0;

/// Chooses an incident, and lets the eye see it and where those came from who were in it.
pub fn look_at_incident(world: &mut World, number: u32, aspect: f32) -> Result<(), crate::ViewerError> {
    let space = world.resource::<Stage>().space;
    let mut reel = world.resource_mut::<Reel>();
    let incident = reel.incident(number)?.clone();
    let place = reel.timeline().incidents.iter().position(|it| it.number == number);
    let mut ways = Vec::new();
    for party in &incident.parties {
        let way = reel.trail(*party, incident.time_s, BEFORE_S)?;
        ways.extend(way.iter().map(|&[x, y, z]| space.at([x, y], z)));
    }
    world.resource_mut::<Chosen>().incident = place;
    if let Some(at) = incident.at {
        world.insert_resource(Eye::at_incident(space.at(at, incident.z_m), &ways, aspect));
    }
    Ok(())
}
