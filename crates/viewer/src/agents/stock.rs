//! What is drawn many times: one draw call for each shape and colour, however many there are.

use super::shapes::{Shape, model};
use crate::look::Look;
use bevy::color::{ColorToPacked, Srgba};
use bevy::light::NotShadowCaster;
use bevy::pbr::{MeshMaterial3d, StandardMaterial};
use bevy::prelude::{
    AlphaMode, Assets, Commands, Component, Entity, Handle, Mesh, Mesh3d, Query, ResMut, Resource, Transform,
    Visibility,
};
use std::collections::BTreeMap;

/// One of many.
#[derive(Component, Debug)]
pub struct Instance;

/// A shape in a colour.
type Key = (Shape, [u8; 4]);

/// Places of all instances for the next picture. It is filled anew for each, and keeps its entities.
#[derive(Resource, Debug, Default)]
pub struct Stock {
    batches: BTreeMap<Key, Batch>,
}

#[derive(Debug, Default)]
struct Batch {
    places: Vec<Transform>,
    entities: Vec<Entity>,
    /// So many of the entities are shown.
    shown: usize,
    dress: Option<(Handle<Mesh>, Handle<StandardMaterial>)>,
}

impl Stock {
    /// Forgets all places; entities stay.
    pub fn clear(&mut self) {
        self.batches.values_mut().for_each(|batch| batch.places.clear());
    }

    /// Puts one more of a shape in a colour.
    pub fn put(&mut self, shape: Shape, colour: Srgba, place: Transform) {
        self.batches.entry((shape, colour.to_u8_array())).or_default().places.push(place);
    }

    /// How many instances there are of a shape.
    pub fn count(&self, shape: Shape) -> usize {
        self.batches.iter().filter(|((of, _), _)| *of == shape).map(|(_, batch)| batch.places.len()).sum()
    }

    /// Draw calls of all that is in it: one for each shape and colour.
    pub fn draws(&self) -> usize {
        self.batches.values().filter(|batch| !batch.places.is_empty()).count()
    }

    /// Takes out all entities, so that their shapes and colours are made anew.
    pub fn undress(&mut self) -> Vec<Entity> {
        std::mem::take(&mut self.batches).into_values().flat_map(|batch| batch.entities).collect()
    }
}

/// Moves the entities to their places, makes those that are missing, and hides those that are not needed.
pub fn apply(
    mut stock: ResMut<'_, Stock>,
    look: bevy::prelude::Res<'_, Look>,
    mut commands: Commands<'_, '_>,
    mut meshes: ResMut<'_, Assets<Mesh>>,
    mut materials: ResMut<'_, Assets<StandardMaterial>>,
    mut instances: Query<'_, '_, (&mut Transform, &mut Visibility), bevy::prelude::With<Instance>>,
) {
    let mut shapes: BTreeMap<Shape, Handle<Mesh>> = BTreeMap::new();
    for ((shape, _), batch) in &stock.batches {
        if let Some((mesh, _)) = &batch.dress {
            shapes.entry(*shape).or_insert_with(|| mesh.clone());
        }
    }
    for ((shape, colour), batch) in &mut stock.batches {
        let (mesh, material) = batch.dress.get_or_insert_with(|| {
            let mesh =
                shapes.entry(*shape).or_insert_with(|| meshes.add(model(*shape, &look).mesh())).clone();
            (mesh, materials.add(material(*shape, *colour)))
        });
        for (place, &entity) in batch.places.iter().zip(&batch.entities) {
            if let Ok((mut at, _)) = instances.get_mut(entity) {
                *at = *place;
            }
        }
        for place in batch.places.iter().skip(batch.entities.len()) {
            let parts = (Instance, Mesh3d(mesh.clone()), MeshMaterial3d(material.clone()), *place);
            let mut made = commands.spawn((parts, Visibility::Visible));
            if shape.shines() {
                made.insert(NotShadowCaster);
            }
            batch.entities.push(made.id());
        }
        let (was, is) = (batch.shown, batch.places.len());
        for n in was.min(is)..was.max(is) {
            if let Some(Ok((_, mut visibility))) =
                batch.entities.get(n).map(|&entity| instances.get_mut(entity))
            {
                *visibility = if n < is { Visibility::Visible } else { Visibility::Hidden };
            }
        }
        batch.shown = is;
    }
}

fn material(shape: Shape, colour: [u8; 4]) -> StandardMaterial {
    let colour = Srgba::from_u8_array(colour);
    StandardMaterial {
        base_color: colour.into(),
        alpha_mode: if colour.alpha < 1.0 { AlphaMode::Blend } else { AlphaMode::Opaque },
        unlit: shape.shines(),
        perceptual_roughness: 0.9,
        reflectance: 0.1,
        ..StandardMaterial::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_thousand_agents_of_two_colours_take_two_draw_calls() {
        let mut stock = Stock::default();
        for n in 0..20_000 {
            let colour = if n % 5 == 0 { Srgba::GREEN } else { Srgba::WHITE };
            stock.put(Shape::Car, colour, Transform::default());
        }
        assert_eq!((stock.count(Shape::Car), stock.draws()), (20_000, 2));
        stock.clear();
        assert_eq!((stock.count(Shape::Car), stock.draws()), (0, 0));
    }
}
