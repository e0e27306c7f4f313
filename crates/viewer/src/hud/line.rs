//! One line of a panel.

use bevy::color::Srgba;

/// One line of a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// The largest: the time of day.
    Big(String),
    /// What a panel is about.
    Heading(String),
    /// What a part of it is about.
    Part(String),
    /// Text.
    Text(String),
    /// Text that one need not read.
    Quiet(String),
    /// One of several.
    Item(String),
    /// A colour with its words and a figure.
    Entry {
        /// The colour.
        colour: Srgba,
        /// What stands in it.
        sign: String,
        /// What it means.
        words: String,
        /// How many; may be empty.
        figure: String,
    },
    /// Something and its value.
    Pair(String, String),
}

impl Line {
    /// A colour with its words and how many there are.
    pub fn count(colour: Srgba, words: &str, count: usize) -> Self {
        Self::Entry { colour, sign: String::new(), words: words.to_owned(), figure: count.to_string() }
    }
}
