//! What picture is asked for.

use crate::error::ViewerError;
use std::str::FromStr;

/// A picture's size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self { width: 1280, height: 720 }
    }
}

impl Size {
    /// So many times as wide as high.
    pub fn aspect(self) -> f32 {
        self.width as f32 / self.height as f32
    }
}

impl FromStr for Size {
    type Err = ViewerError;

    fn from_str(text: &str) -> Result<Self, ViewerError> {
        let sides = text.split_once(['x', 'X', '×']);
        let side = |text: &str| text.trim().parse().ok().filter(|pixels| (16..=8192).contains(pixels));
        let found =
            sides.and_then(|(width, height)| Some(Self { width: side(width)?, height: side(height)? }));
        found.ok_or_else(|| ViewerError::Size { text: text.to_owned() })
    }
}

/// What is shown, and from when to when.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shot {
    /// The time (s of simulation); where none is given that of the incident, else the middle of the run.
    pub at_s: Option<f64>,
    /// The number of an incident to look at.
    pub incident: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_numbers_and_anything_else_is_told_with_an_example() {
        assert_eq!("1280x720".parse::<Size>().unwrap(), Size::default());
        for wrong in ["", "1280", "0x720", "1280x-1", "99999x720", "a x b", "1280x720x3"] {
            let told = wrong.parse::<Size>().unwrap_err().to_string();
            assert!(told.contains("1280x720"), "{told}");
        }
    }
}
