//! What is chosen, and what is shown.

use bevy::prelude::Resource;

/// What can be shown or hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Buildings.
    Buildings,
    /// Zones.
    Zones,
    /// Traffic lights.
    Signals,
    /// What is painted on roads.
    Marks,
    /// Where agents came from.
    Trails,
}

impl Layer {
    /// All of them, in the order of their keys.
    pub const ALL: [Self; 5] = [Self::Buildings, Self::Zones, Self::Signals, Self::Marks, Self::Trails];

    /// Its name in the file of words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Buildings => "buildings",
            Self::Zones => "zones",
            Self::Signals => "signals",
            Self::Marks => "marks",
            Self::Trails => "trails",
        }
    }
}

/// Which layers are hidden.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Layers {
    hidden: [bool; Layer::ALL.len()],
}

impl Layers {
    /// Whether a layer is shown.
    pub fn shows(&self, layer: Layer) -> bool {
        !self.hidden[layer as usize]
    }

    /// Shows what was hidden, and hides what was shown.
    pub fn toggle(&mut self, layer: Layer) {
        let hidden = &mut self.hidden[layer as usize];
        *hidden = !*hidden;
    }
}

/// Who and what is looked at.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Chosen {
    /// An agent.
    pub agent: Option<u32>,
    /// Whether the eye goes with it.
    pub is_followed: bool,
    /// Place of an incident in the timeline.
    pub incident: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_shown_until_it_is_hidden_and_hidden_until_it_is_shown() {
        let mut layers = Layers::default();
        assert!(Layer::ALL.into_iter().all(|layer| layers.shows(layer)));
        layers.toggle(Layer::Zones);
        assert!(!layers.shows(Layer::Zones) && layers.shows(Layer::Signals));
        layers.toggle(Layer::Zones);
        assert_eq!(layers, Layers::default());
    }
}
