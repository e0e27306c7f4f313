//! Puts everybody, the lights and what is pointed at in place.

use super::clock::{Clock, Trouble};
use super::place::{Chosen, Layer, Layers};
use super::set::{CityPart, Stage};
use crate::agents::{Dress, Shape, Stock, Trails, Wardrobe, place_all, trail};
use crate::city::{is_for_feet, lamp_at};
use crate::eye::Eye;
use crate::geometry::Soup;
use crate::look::{Look, linear};
use crate::moment::Moment;
use crate::reel::Reel;
use bevy::ecs::system::SystemParam;
use bevy::math::Vec3;
use bevy::prelude::{
    Alpha, Assets, DetectChanges, Mesh, Mesh3d, Query, Res, ResMut, Transform, Visibility, With, Without,
};
use pilotzone_replay::{IncidentNote, state};

/// Trails are so long (s).
const TRAIL_S: f64 = 8.0;
/// Of more agents than this trails are not drawn, but of who is chosen.
const TRAILS_MAX: usize = 60;
/// An incident is pointed at from so long before it to so long after it (s).
const POINTED_AT_S: (f64, f64) = (5.0, 5.0);

/// What is asked for.
#[derive(SystemParam)]
pub struct Asked<'w> {
    clock: Res<'w, Clock>,
    moment: Res<'w, Moment>,
    stage: Res<'w, Stage>,
    look: Res<'w, Look>,
    wardrobe: Res<'w, Wardrobe>,
    eye: Res<'w, Eye>,
    chosen: Res<'w, Chosen>,
    layers: Res<'w, Layers>,
}

/// Puts everybody, the lights and what is pointed at in place.
pub fn populate(
    asked: Asked<'_>,
    mut reel: ResMut<'_, Reel>,
    mut stock: ResMut<'_, Stock>,
    mut trouble: ResMut<'_, Trouble>,
    mut meshes: ResMut<'_, Assets<Mesh>>,
    mut trails: Query<'_, '_, (&Mesh3d, &mut Visibility), With<Trails>>,
    mut parts: Query<'_, '_, (&CityPart, &mut Visibility), Without<Trails>>,
) {
    let dress = Dress::new(asked.stage.space, &asked.wardrobe, &asked.eye, asked.chosen.agent);
    stock.clear();
    place_all(&asked.moment, &dress, &mut stock);
    if asked.layers.shows(Layer::Signals) {
        lights(&asked, &mut stock);
    }
    for incident in pointed_at(&reel, &asked) {
        pin(incident, &asked, dress.zoom, &mut stock);
    }
    let mut soup = Soup::default();
    if asked.layers.shows(Layer::Trails) {
        match trails_of(&asked, &mut reel, dress.zoom) {
            Ok(drawn) => soup = drawn,
            Err(error) => trouble.0 = Some(error.to_string()),
        }
    }
    // A mesh without triangles is none: what was drawn last is hidden instead.
    for (mesh, mut visibility) in &mut trails {
        *visibility = if soup.is_empty() { Visibility::Hidden } else { Visibility::Inherited };
        if !soup.is_empty() {
            // An identifier of a mesh that is there is always taken.
            let _ = meshes.insert(mesh.id(), std::mem::take(&mut soup).mesh());
        }
    }
    if asked.layers.is_changed() {
        for (CityPart(layer), mut visibility) in &mut parts {
            if let Some(layer) = layer {
                let is_shown = asked.layers.shows(*layer);
                *visibility = if is_shown { Visibility::Inherited } else { Visibility::Hidden };
            }
        }
    }
}

fn lights(asked: &Asked<'_>, stock: &mut Stock) {
    let stage = &asked.stage;
    for head in &stage.heads {
        let phase = asked.moment.phases.get(&head.signal).copied().unwrap_or_default() as usize;
        let letters = stage.signals.get(head.signal as usize).and_then(|signal| signal.phases.get(phase));
        let letter = letters.and_then(|letters| letters.chars().nth(usize::from(head.group))).unwrap_or('O');
        let shape = if is_for_feet(head) { Shape::FootLight } else { Shape::VehicleLight };
        stock.put(shape, asked.look.light(letter), lamp_at(head, stage.space));
    }
}

/// The incident that is chosen, and those that happen about now.
fn pointed_at<'a>(reel: &'a Reel, asked: &'a Asked<'_>) -> impl Iterator<Item = &'a IncidentNote> {
    let (before_s, after_s) = POINTED_AT_S;
    let now_s = asked.clock.time_s;
    let incidents = reel.timeline().incidents.iter().enumerate();
    incidents
        .filter(move |(n, incident)| {
            let is_now = now_s >= incident.time_s && now_s <= incident.time_s + after_s;
            let is_chosen = asked.chosen.incident == Some(*n) && now_s >= incident.time_s - before_s;
            is_now || is_chosen
        })
        .map(|(_, incident)| incident)
}

/// What points down at the place of an incident.
fn pin(incident: &IncidentNote, asked: &Asked<'_>, zoom: f32, stock: &mut Stock) {
    let Some(at) = incident.at else { return };
    let colour = asked.look.colour("incidents", &incident.kind);
    let size = 2.6 * zoom * (asked.eye.distance_m / 100.0).clamp(0.5, 1.5);
    let foot = asked.stage.space.at(at, incident.z_m);
    let above = foot + Vec3::Y * (2.2 + 0.5 * size);
    stock.put(Shape::Pin, colour, Transform::from_translation(above).with_scale(Vec3::splat(size)));
    let ring = Vec3::new(2.0 * size, 1.0, 2.0 * size);
    let ring = Transform::from_translation(foot + Vec3::Y * 0.08).with_scale(ring);
    stock.put(Shape::Ring, colour, ring);
}

/// Trails of drones, of who is chosen and of who is in the chosen incident.
fn trails_of(asked: &Asked<'_>, reel: &mut Reel, zoom: f32) -> Result<Soup, crate::ViewerError> {
    let timeline = reel.timeline();
    let incident = asked.chosen.incident.and_then(|n| timeline.incidents.get(n));
    let parties: Vec<u32> = incident
        .map(|incident| &incident.parties)
        .into_iter()
        .flatten()
        .copied()
        .chain(asked.chosen.agent)
        .collect();
    let mut soup = Soup::default();
    let drones = asked.moment.agents.iter().filter(|agent| agent.is(state::AIR)).take(TRAILS_MAX);
    let others =
        asked.moment.agents.iter().filter(|agent| !agent.is(state::AIR) && parties.contains(&agent.id));
    for agent in drones.chain(others) {
        let Some(suit) = asked.wardrobe.suit(agent.kind) else { continue };
        let mut places = reel.trail(agent.id, asked.moment.time_s, TRAIL_S)?;
        if agent.is(state::AIR) {
            places.push([agent.place.x_m, agent.place.y_m, agent.place.z_m]);
        } else {
            for at in &mut places {
                at[2] = 0.1;
            }
        }
        let colour = linear(asked.wardrobe.tint(suit, agent.state)).with_alpha(0.75);
        trail(&places, f64::from(0.35 * zoom), colour, asked.stage.space, &mut soup);
    }
    Ok(soup)
}
