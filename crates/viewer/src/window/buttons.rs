//! Buttons below the picture.

use super::act::Act;
use super::desk::Wishes;
use crate::hud::Fonts;
use crate::look::{Look, faint};
use crate::scene::{Chosen, Clock, Layer, Layers};
use bevy::prelude::{
    BackgroundColor, BorderRadius, Changed, ChildSpawnerCommands, Children, Component, DetectChangesMut,
    Interaction, Node, Query, Res, ResMut, Text, TextColor, TextFont, UiRect, px,
};
use bevy::text::FontSize;

/// A button, and what it asks for.
#[derive(Component, Debug, Clone, Copy)]
pub struct Press(Act);

/// Adds the row of buttons.
pub fn add(parent: &mut ChildSpawnerCommands<'_>, look: &Look, fonts: &Fonts) {
    let fixed = [
        ("|◀", Act::Incident(-1)),
        ("−1", Act::Step(-1)),
        ("▶", Act::Play),
        ("+1", Act::Step(1)),
        ("▶|", Act::Incident(1)),
        ("−", Act::Faster(-1)),
        ("+", Act::Faster(1)),
    ];
    let words = [
        (look.text("follow"), Act::Follow),
        (look.text("bird"), Act::Bird),
        (look.text("theme"), Act::Theme),
        (look.text("language"), Act::Language),
        ("?", Act::Help),
    ];
    let layers = Layer::ALL.map(|layer| (look.text(layer.name()), Act::Layer(layer)));
    let row = Node { column_gap: px(6), ..Node::default() };
    parent.spawn(row).with_children(|row| {
        for (text, act) in fixed.into_iter().chain(layers).chain(words) {
            button(row, text, act, look, fonts);
        }
    });
}

fn button(row: &mut ChildSpawnerCommands<'_>, text: &str, act: Act, look: &Look, fonts: &Fonts) {
    let node = Node {
        padding: UiRect::axes(px(9), px(4)),
        border_radius: BorderRadius::all(px(4)),
        ..Node::default()
    };
    let paper = BackgroundColor(faint(look.themed("panel"), 0.92));
    row.spawn((Press(act), Interaction::default(), node, paper)).with_children(|button| {
        let font =
            TextFont { font: (&fonts.regular).into(), font_size: FontSize::Px(13.0), ..TextFont::default() };
        button.spawn((Text::new(text), font, TextColor(look.themed("ink").into())));
    });
}

/// Asks for what the buttons that were pressed do.
pub fn press(
    pressed: Query<'_, '_, (&Interaction, &Press), Changed<Interaction>>,
    mut wishes: ResMut<'_, Wishes>,
) {
    let asked = pressed.iter().filter(|(interaction, _)| **interaction == Interaction::Pressed);
    wishes.0.extend(asked.map(|(_, Press(act))| *act));
}

/// Shows which are on, and whether the replay plays.
pub fn show(
    clock: Res<'_, Clock>,
    layers: Res<'_, Layers>,
    chosen: Res<'_, Chosen>,
    look: Res<'_, Look>,
    mut buttons: Query<'_, '_, (&Press, &Interaction, &mut BackgroundColor, &Children)>,
    mut texts: Query<'_, '_, (&mut Text, &mut TextColor)>,
) {
    for (Press(act), interaction, mut paper, children) in &mut buttons {
        let is_on = match act {
            Act::Play => clock.is_playing,
            Act::Layer(layer) => layers.shows(*layer),
            Act::Follow => chosen.is_followed,
            _ => false,
        };
        let colour = match (is_on, *interaction == Interaction::None) {
            (true, _) => faint(look.themed("accent"), 0.95),
            (false, true) => faint(look.themed("panel"), 0.92),
            (false, false) => faint(look.themed("line"), 0.95),
        };
        let ink = look.themed(if is_on { "paper" } else { "ink" });
        paper.set_if_neq(BackgroundColor(colour));
        for child in children {
            let Ok((mut text, mut tint)) = texts.get_mut(*child) else { continue };
            tint.set_if_neq(TextColor(ink.into()));
            if *act == Act::Play {
                let sign = if clock.is_playing { "‖" } else { "▶" };
                if text.0 != sign {
                    sign.clone_into(&mut text.0);
                }
            }
        }
    }
}
