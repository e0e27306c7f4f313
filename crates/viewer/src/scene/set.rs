//! What stands still, light, and the camera.

use super::place::{Layer, Layers};
use crate::agents::{Stock, Trails, Wardrobe};
use crate::city::{buildings, land, marks, masts, surfaces, zones};
use crate::eye::{Eye, VIEW_RAD};
use crate::geometry::Soup;
use crate::look::Look;
use crate::reel::Reel;
use crate::space::Space;
use bevy::camera::visibility::NoFrustumCulling;
use bevy::camera::{Camera3d, ClearColor, PerspectiveProjection, Projection};
use bevy::core_pipeline::tonemapping::Tonemapping;
use bevy::light::{AmbientLight, CascadeShadowConfigBuilder, DirectionalLight, NotShadowCaster};
use bevy::math::Vec3;
use bevy::pbr::{MeshMaterial3d, StandardMaterial};
use bevy::prelude::{
    AlphaMode, Assets, Color, Commands, Component, Cuboid, Entity, Mesh, Mesh3d, Query, Res, ResMut,
    Resource, Transform, Visibility, With,
};
use bevy::render::view::Msaa;
use pilotzone_replay::{HeadShape, Kind, SignalShape};

/// Brightness of the sun (lux) and of the sky: together a wall in the sun is as bright as its colour says.
const SUN_LUX: f32 = 2900.0;
const SKY: f32 = 300.0;
/// A map is cut into squares of about this size (m), but not into more than so many times so many: each is a draw call.
const SQUARE_M: f64 = 800.0;
const SQUARES_MAX: usize = 3;
/// From where the sun shines: the south-west, so that shadows fall towards who does not look there.
const SUN: Vec3 = Vec3::new(-0.55, 1.0, 0.5);

/// What of a replay does not change.
#[derive(Resource, Debug)]
pub struct Stage {
    /// Where the scene lies on the map.
    pub space: Space,
    /// Kinds of agents.
    pub kinds: Vec<Kind>,
    /// Lights.
    pub heads: Vec<HeadShape>,
    /// Signals with their phases.
    pub signals: Vec<SignalShape>,
}

impl Stage {
    /// The stage of a replay.
    pub fn of(reel: &Reel) -> Self {
        let drawing = reel.drawing();
        Self {
            space: Space::of(drawing),
            kinds: reel.header().kinds.clone(),
            heads: drawing.heads.clone(),
            signals: drawing.signals.clone(),
        }
    }
}

/// A part of the city: its layer, if it can be hidden.
#[derive(Component, Debug, Clone, Copy)]
pub struct CityPart(pub Option<Layer>);

/// Where the picture is drawn: the window where nothing else is said.
#[derive(Resource, Debug, Clone)]
pub struct Canvas(pub bevy::camera::RenderTarget);

/// How much trouble is taken over a picture.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quality {
    /// Whether things throw shadows.
    pub has_shadows: bool,
    /// Whether edges are smooth.
    pub is_smooth: bool,
}

impl Default for Quality {
    fn default() -> Self {
        Self { has_shadows: true, is_smooth: true }
    }
}

impl Quality {
    /// As little as shows everything.
    pub fn plain() -> Self {
        Self { has_shadows: false, is_smooth: false }
    }
}

/// Builds the city, the sun and, if there is none yet, the camera.
#[expect(clippy::too_many_arguments, reason = "a system names all that it reads and writes")]
pub fn build(
    reel: Res<'_, Reel>,
    stage: Res<'_, Stage>,
    look: Res<'_, Look>,
    layers: Res<'_, Layers>,
    canvas: Option<Res<'_, Canvas>>,
    quality: Res<'_, Quality>,
    cameras: Query<'_, '_, Entity, With<Camera3d>>,
    mut commands: Commands<'_, '_>,
    mut meshes: ResMut<'_, Assets<Mesh>>,
    mut materials: ResMut<'_, Assets<StandardMaterial>>,
) {
    let (drawing, space) = (reel.drawing(), stage.space);
    commands.insert_resource(ClearColor(look.themed("sky").into()));
    commands.insert_resource(Wardrobe::new(&stage.kinds, &look));
    let solid = materials.add(StandardMaterial {
        // Of Burley's diffuse model this roughness is the one that is as bright from all sides.
        perceptual_roughness: 0.7,
        reflectance: 0.0,
        ..StandardMaterial::default()
    });
    let glass = materials.add(StandardMaterial {
        unlit: true,
        alpha_mode: AlphaMode::Blend,
        cull_mode: None,
        ..StandardMaterial::default()
    });
    let [west, south, east, north] = drawing.bounds_m;
    let side = (((east - west).max(north - south) / SQUARE_M) as usize).clamp(1, SQUARES_MAX);
    let zones = zones(drawing, reel.header(), space, &look);
    let parts: [(Soup, Option<Layer>, bool); 7] = [
        (land(drawing, space, &look), None, true),
        (surfaces(drawing, space, &look), None, true),
        (marks(drawing, space, &look), Some(Layer::Marks), true),
        (buildings(drawing, space, &look), Some(Layer::Buildings), true),
        (masts(drawing, space, &look), Some(Layer::Signals), true),
        (zones.outlines, Some(Layer::Zones), true),
        (zones.glass, Some(Layer::Zones), false),
    ];
    for (soup, layer, is_solid) in parts.into_iter().filter(|(soup, ..)| !soup.is_empty()) {
        let is_shown = layer.is_none_or(|layer| layers.shows(layer));
        let visibility = if is_shown { Visibility::Inherited } else { Visibility::Hidden };
        let casts = matches!(layer, Some(Layer::Buildings | Layer::Signals));
        let material = MeshMaterial3d(if is_solid { solid.clone() } else { glass.clone() });
        // What one looks through is sorted as a whole.
        for square in soup.squares(if is_solid { side } else { 1 }) {
            let mesh = Mesh3d(meshes.add(square.mesh()));
            let mut part = commands.spawn((CityPart(layer), mesh, material.clone(), visibility));
            if !casts {
                part.insert(NotShadowCaster);
            }
        }
    }
    let trails = Mesh3d(meshes.add(Cuboid::default()));
    let look = (MeshMaterial3d(glass), NotShadowCaster, NoFrustumCulling, Visibility::Hidden);
    commands.spawn((CityPart(Some(Layer::Trails)), Trails, trails, look));
    sun(*quality, &mut commands);
    if cameras.is_empty() {
        camera(*quality, canvas.as_deref(), &mut commands);
    }
}

fn sun(quality: Quality, commands: &mut Commands<'_, '_>) {
    let shadows = CascadeShadowConfigBuilder {
        num_cascades: 1,
        minimum_distance: 1.0,
        maximum_distance: 1200.0,
        ..CascadeShadowConfigBuilder::default()
    };
    let light = DirectionalLight {
        illuminance: SUN_LUX,
        shadow_maps_enabled: quality.has_shadows,
        ..DirectionalLight::default()
    };
    let at = Transform::from_translation(SUN).looking_at(Vec3::ZERO, Vec3::Y);
    commands.spawn((CityPart(None), light, shadows.build(), at));
}

fn camera(quality: Quality, canvas: Option<&Canvas>, commands: &mut Commands<'_, '_>) {
    let lens =
        PerspectiveProjection { fov: VIEW_RAD, near: 0.5, far: 30_000.0, ..PerspectiveProjection::default() };
    let sky = AmbientLight { color: Color::WHITE, brightness: SKY, ..AmbientLight::default() };
    let mut camera = commands.spawn((
        Camera3d::default(),
        Projection::Perspective(lens),
        Tonemapping::None,
        if quality.is_smooth { Msaa::Sample4 } else { Msaa::Off },
        sky,
    ));
    if let Some(canvas) = canvas {
        camera.insert(canvas.0.clone());
    }
}

/// Takes the city and everybody in it out of the scene, so that they are built anew in other colours.
pub fn clear(
    commands: &mut Commands<'_, '_>,
    parts: &Query<'_, '_, Entity, With<CityPart>>,
    stock: &mut Stock,
) {
    for entity in parts.iter().chain(stock.undress()) {
        commands.entity(entity).despawn();
    }
}

/// Lets the camera stand where the eye is.
pub fn point_camera(eye: Res<'_, Eye>, mut cameras: Query<'_, '_, &mut Transform, With<Camera3d>>) {
    for mut at in &mut cameras {
        *at = eye.transform();
    }
}
