//! Panels: lines of text beside the picture.

use super::fonts::Fonts;
use super::line::Line;
use super::timeline::{self, Hand};
use super::{counts, story, titles};
use crate::look::{Look, faint};
use crate::moment::Moment;
use crate::reel::Reel;
use crate::scene::{Chosen, Clock, Stage, Trouble};
use crate::window;
use bevy::ecs::system::SystemParam;
use bevy::prelude::{
    AlignItems, BackgroundColor, BorderRadius, ChildSpawnerCommands, Color, Commands, Component, Display,
    Entity, FlexDirection, Handle, JustifyContent, Node, PositionType, Query, Res, Resource, Srgba, Text,
    TextColor, TextFont, UiRect, Val, With, Without, percent, px,
};
use bevy::text::{Font, FontSize};

/// The root of all that is written.
#[derive(Component, Debug)]
pub struct Root;

/// What a panel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What is run.
    Title,
    /// An incident.
    Story,
    /// When it is.
    Clock,
    /// Who is there.
    Counts,
    /// Who is chosen.
    Agent,
    /// What the keys do.
    Help,
    /// What must stand under every picture.
    Foot,
}

/// A panel, and what it shows.
#[derive(Component, Debug)]
pub struct Panel {
    about: About,
    lines: Vec<Line>,
}

/// What only a window shows.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    /// Whether there is a window.
    pub is_window: bool,
    /// Whether the keys are told.
    pub shows_keys: bool,
    /// Whether the panels are hidden.
    pub is_bare: bool,
}

/// What panels tell of.
#[derive(SystemParam)]
pub struct Told<'w> {
    reel: Res<'w, Reel>,
    moment: Res<'w, Moment>,
    stage: Res<'w, Stage>,
    clock: Res<'w, Clock>,
    chosen: Res<'w, Chosen>,
    trouble: Res<'w, Trouble>,
    extras: Res<'w, Extras>,
    look: Res<'w, Look>,
}

impl Told<'_> {
    fn lines(&self, about: About) -> Vec<Line> {
        let (header, look) = (self.reel.header(), &*self.look);
        match about {
            About::Title => titles::title(header, look),
            About::Clock => titles::clock(header, &self.clock, self.extras.is_window),
            About::Counts => counts::counts(&self.moment, header, self.reel.timeline(), look),
            About::Foot => titles::foot(header, self.reel.is_whole(), self.trouble.0.as_deref(), look),
            About::Story => {
                let incident = self.chosen.incident.and_then(|n| self.reel.timeline().incidents.get(n));
                incident.map(|incident| story::story(incident, look)).unwrap_or_default()
            }
            About::Agent => self.agent().unwrap_or_default(),
            About::Help if self.extras.shows_keys => {
                let keys = window::help(look.language).into_iter().map(|(key, does)| Line::Pair(key, does));
                std::iter::once(Line::Part(look.text("keys").to_owned())).chain(keys).collect()
            }
            About::Help => Vec::new(),
        }
    }

    fn agent(&self) -> Option<Vec<Line>> {
        let agent = self.moment.agent(self.chosen.agent?)?;
        let kind = self.stage.kinds.get(agent.kind as usize)?;
        let name = self.reel.name(agent.id).unwrap_or("?");
        Some(story::agent(agent, name, kind, self.chosen.is_followed, &self.look))
    }
}

/// Builds all panels, empty, and the bar of time.
pub fn build(
    reel: Res<'_, Reel>,
    look: Res<'_, Look>,
    fonts: Res<'_, Fonts>,
    extras: Res<'_, Extras>,
    roots: Query<'_, '_, Entity, With<Root>>,
    cameras: Query<'_, '_, Entity, With<bevy::camera::Camera3d>>,
    mut commands: Commands<'_, '_>,
) {
    for root in &roots {
        commands.entity(root).despawn();
    }
    let whole = Node {
        width: percent(100),
        height: percent(100),
        position_type: PositionType::Absolute,
        ..Node::default()
    };
    let mut root = commands.spawn((Root, whole));
    if let Ok(camera) = cameras.single() {
        root.insert(bevy::ui::UiTargetCamera(camera));
    }
    root.with_children(|root| {
        let column = |left: Val, right: Val, width: f32| Node {
            position_type: PositionType::Absolute,
            top: px(12),
            left,
            right,
            width: px(width),
            flex_direction: FlexDirection::Column,
            row_gap: px(8),
            ..Node::default()
        };
        root.spawn(column(px(12), Val::Auto, 340.0)).with_children(|left| {
            panel(left, About::Title, &look);
            panel(left, About::Story, &look);
        });
        root.spawn(column(Val::Auto, px(12), 236.0)).with_children(|right| {
            panel(right, About::Clock, &look);
            panel(right, About::Counts, &look);
            panel(right, About::Agent, &look);
        });
        root.spawn(column(px(364), Val::Auto, 270.0))
            .with_children(|middle| panel(middle, About::Help, &look));
        let below = Node {
            position_type: PositionType::Absolute,
            left: px(12),
            right: px(12),
            bottom: px(4),
            flex_direction: FlexDirection::Column,
            row_gap: px(8),
            ..Node::default()
        };
        root.spawn(below).with_children(|below| {
            if extras.is_window {
                window::buttons::add(below, &look, &fonts);
            }
            timeline::add(below, reel.timeline(), reel.span_s(), &look);
            let foot = Node { padding: UiRect::axes(px(6), px(2)), ..frame() };
            below.spawn((Panel { about: About::Foot, lines: Vec::new() }, foot, paper(&look)));
        });
    });
}

fn frame() -> Node {
    Node {
        display: Display::None,
        flex_direction: FlexDirection::Column,
        padding: UiRect::axes(px(10), px(8)),
        row_gap: px(3),
        border_radius: BorderRadius::all(px(6)),
        ..Node::default()
    }
}

fn paper(look: &Look) -> BackgroundColor {
    BackgroundColor(faint(look.themed("panel"), 0.9))
}

fn panel(column: &mut ChildSpawnerCommands<'_>, about: About, look: &Look) {
    column.spawn((Panel { about, lines: Vec::new() }, frame(), paper(look)));
}

/// Brings the panels up to date: those whose lines are others than before are written anew.
pub fn update(
    told: Told<'_>,
    fonts: Res<'_, Fonts>,
    mut panels: Query<'_, '_, (Entity, &mut Panel, &mut Node), Without<Hand>>,
    mut hands: Query<'_, '_, &mut Node, With<Hand>>,
    mut commands: Commands<'_, '_>,
) {
    for (entity, mut panel, mut node) in &mut panels {
        let lines = if told.extras.is_bare && panel.about != About::Foot {
            Vec::new()
        } else {
            told.lines(panel.about)
        };
        if lines == panel.lines {
            continue;
        }
        node.display = if lines.is_empty() { Display::None } else { Display::Flex };
        let writer = Writer { fonts: &fonts, look: &told.look };
        commands.entity(entity).despawn_children().with_children(|parent| {
            for line in &lines {
                writer.write(parent, line);
            }
        });
        panel.lines = lines;
    }
    for mut hand in &mut hands {
        hand.left = percent(timeline::share(told.clock.time_s, told.reel.span_s()));
    }
}

struct Writer<'a> {
    fonts: &'a Fonts,
    look: &'a Look,
}

impl Writer<'_> {
    fn write(&self, parent: &mut ChildSpawnerCommands<'_>, line: &Line) {
        let (ink, quiet) = (self.look.themed("ink"), self.look.themed("quiet"));
        let (regular, bold) = (&self.fonts.regular, &self.fonts.bold);
        match line {
            Line::Big(text) => self.text(parent, text, bold, 30.0, ink),
            Line::Heading(text) => self.text(parent, text, bold, 19.0, ink),
            Line::Part(text) => self.text(parent, text, bold, 13.0, ink),
            Line::Text(text) => self.text(parent, text, regular, 13.0, ink),
            Line::Quiet(text) => self.text(parent, text, regular, 11.5, quiet),
            Line::Item(text) => {
                let row = Node { column_gap: px(5), ..Node::default() };
                parent.spawn(row).with_children(|row| {
                    self.text(row, "·", bold, 12.5, ink);
                    self.text(row, text, regular, 12.5, ink);
                });
            }
            Line::Entry { colour, sign, words, figure } => {
                parent.spawn(row()).with_children(|row| {
                    self.swatch(row, *colour, sign);
                    self.text(row, words, regular, 13.0, ink);
                    push_right(row);
                    self.text(row, figure, bold, 13.0, ink);
                });
            }
            Line::Pair(words, value) => {
                parent.spawn(row()).with_children(|row| {
                    self.text(row, words, regular, 13.0, quiet);
                    push_right(row);
                    self.text(row, value, bold, 13.0, ink);
                });
            }
        }
    }

    fn text(
        &self,
        parent: &mut ChildSpawnerCommands<'_>,
        text: &str,
        font: &Handle<Font>,
        size: f32,
        ink: Srgba,
    ) {
        let font = TextFont { font: font.into(), font_size: FontSize::Px(size), ..TextFont::default() };
        parent.spawn((Text::new(text), font, TextColor(ink.into())));
    }

    fn swatch(&self, row: &mut ChildSpawnerCommands<'_>, colour: Srgba, sign: &str) {
        let square = Node {
            width: px(14),
            height: px(14),
            flex_shrink: 0.0,
            justify_content: JustifyContent::Center,
            align_items: AlignItems::Center,
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(3)),
            ..Node::default()
        };
        let edge = bevy::ui::BorderColor::all(Color::from(self.look.themed("quiet")));
        let is_bright = 0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue > 0.5;
        let ink = if is_bright { Srgba::BLACK } else { Srgba::WHITE };
        row.spawn((square, BackgroundColor(colour.into()), edge)).with_children(|square| {
            if !sign.is_empty() {
                self.text(square, sign, &self.fonts.bold, 11.0, ink);
            }
        });
    }
}

fn row() -> Node {
    Node { column_gap: px(7), align_items: AlignItems::Center, ..Node::default() }
}

fn push_right(row: &mut ChildSpawnerCommands<'_>) {
    row.spawn(Node { flex_grow: 1.0, ..Node::default() });
}
