//! The bar of time with its marks: incidents as tall ticks, near misses as short ones.

use crate::look::{Look, faint};
use bevy::prelude::{
    BackgroundColor, BorderRadius, ChildSpawnerCommands, Component, Display, Interaction, Node, PositionType,
    Srgba, Val, percent, px,
};
use bevy::ui::RelativeCursorPosition;
use pilotzone_replay::Timeline;

/// The bar, which takes clicks.
#[derive(Component, Debug)]
pub struct Bar;

/// What shows the time on it.
#[derive(Component, Debug)]
pub struct Hand;

/// Share of a span that a time is (%).
pub fn share(time_s: f64, (begin_s, end_s): (f64, f64)) -> f32 {
    (100.0 * (time_s - begin_s) / (end_s - begin_s).max(1e-9)).clamp(0.0, 100.0) as f32
}

/// Adds the bar.
pub fn add(parent: &mut ChildSpawnerCommands<'_>, timeline: &Timeline, span_s: (f64, f64), look: &Look) {
    let bar = Node { height: px(16), border_radius: BorderRadius::all(px(3)), ..Node::default() };
    let paper = BackgroundColor(faint(look.themed("panel"), 0.92));
    parent.spawn((Bar, Interaction::default(), RelativeCursorPosition::default(), bar, paper)).with_children(
        |bar| {
            for mark in &timeline.near_misses {
                tick(bar, share(mark.time_s, span_s), (6.0, 2.0), look.colour("near_misses", &mark.kind));
            }
            for mark in &timeline.incidents {
                tick(bar, share(mark.time_s, span_s), (16.0, 4.0), look.colour("incidents", &mark.kind));
            }
            let hand = Node { top: px(-3), height: px(22), width: px(3), ..at(0.0) };
            bar.spawn((Hand, hand, BackgroundColor(look.themed("ink").into())));
        },
    );
}

fn at(left: f32) -> Node {
    Node {
        display: Display::Flex,
        position_type: PositionType::Absolute,
        left: percent(left),
        ..Node::default()
    }
}

fn tick(bar: &mut ChildSpawnerCommands<'_>, left: f32, (height, width): (f32, f32), colour: Srgba) {
    let node = Node { bottom: Val::Px(0.0), height: px(height), width: px(width), ..at(left) };
    bar.spawn((node, BackgroundColor(colour.into())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_its_share_of_the_span_and_stays_on_the_bar() {
        assert_eq!(share(30.0, (10.0, 50.0)), 50.0);
        assert_eq!(share(99.0, (10.0, 50.0)), 100.0);
        assert_eq!(share(3.0, (3.0, 3.0)), 0.0);
    }
}
