//! Colours and words, shared with the page in the browser.

use bevy::color::{Color, LinearRgba, Srgba};
use bevy::ecs::resource::Resource;
use pilotzone_replay::LOOK;
use serde_json::Value;

/// A language of all that is written on the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Language {
    /// Korean.
    #[default]
    Ko,
    /// English.
    En,
}

impl Language {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Ko => Self::En,
            Self::En => Self::Ko,
        }
    }

    /// One of two texts.
    pub fn pick<'a>(self, ko: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }
}

/// Bright or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Theme {
    /// Dark on bright.
    #[default]
    Light,
    /// Bright on dark.
    Dark,
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }
}

/// The shared file of colours and words, as it is asked for in one language and theme.
#[derive(Resource, Debug, Clone)]
pub struct Look {
    file: Value,
    /// The language of words.
    pub language: Language,
    /// The theme of colours.
    pub theme: Theme,
}

/// What nobody gave a colour.
const UNKNOWN: Srgba = Srgba::new(0.53, 0.53, 0.53, 1.0);

impl Look {
    /// The look of a language and a theme.
    pub fn new(language: Language, theme: Theme) -> Self {
        // The file is built into the program, and a test of the replay reads it.
        Self { file: serde_json::from_str(LOOK).unwrap_or_default(), language, theme }
    }

    /// The word for a key of a table; the key itself where a later version wrote one that we lack.
    pub fn word<'a>(&'a self, table: &str, key: &'a str) -> &'a str {
        self.file[table][key][self.language.name()].as_str().unwrap_or(key)
    }

    /// A word of the controls.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.word("words", key)
    }

    /// The sign that stands for a state.
    pub fn sign(&self, state: &str) -> &str {
        self.file["states"][state]["sign"].as_str().unwrap_or("")
    }

    /// The colour of a key of a table.
    pub fn colour(&self, table: &str, key: &str) -> Srgba {
        colour(&self.file[table][key]["colour"])
    }

    /// A colour of the theme.
    pub fn themed(&self, name: &str) -> Srgba {
        colour(&self.file["themes"][self.theme.name()][name])
    }

    /// The colour of a light that shows a letter.
    pub fn light(&self, letter: char) -> Srgba {
        colour(&self.file["signals"][letter.to_string()])
    }
}

fn colour(value: &Value) -> Srgba {
    value.as_str().and_then(|hex| Srgba::hex(hex).ok()).unwrap_or(UNKNOWN)
}

/// A colour as light.
pub fn linear(colour: Srgba) -> LinearRgba {
    LinearRgba::from(colour)
}

/// A colour that one looks through.
pub fn faint(colour: Srgba, alpha: f32) -> Color {
    Color::Srgba(Srgba { alpha, ..colour })
}

/// A colour between two.
pub fn between(a: Srgba, b: Srgba, share: f32) -> Srgba {
    let mix = |a: f32, b: f32| a + (b - a) * share;
    Srgba::new(mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue), 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_in_both_languages_and_an_unknown_key_is_its_own_word() {
        let look = |language| Look::new(language, Theme::Light);
        assert_eq!(look(Language::Ko).word("classes", "uav"), "드론");
        assert_eq!(look(Language::En).word("classes", "uav"), "drone");
        assert_eq!(look(Language::En).word("classes", "submarine"), "submarine");
    }

    #[test]
    fn colours_are_those_of_the_file() {
        let look = Look::new(Language::Ko, Theme::Dark);
        assert_eq!(look.colour("classes", "av").to_hex(), "#009E73");
        assert_ne!(look.themed("sky"), Look::new(Language::Ko, Theme::Light).themed("sky"));
        assert_eq!(look.light('?'), UNKNOWN);
    }
}
