//! A font with Hangul: Pretendard (SIL Open Font License 1.1; its text stands beside the files).

use bevy::prelude::{Assets, Commands, Handle, ResMut, Resource};
use bevy::text::Font;

const REGULAR: &[u8] = include_bytes!("../../assets/Pretendard-Regular.otf");
const BOLD: &[u8] = include_bytes!("../../assets/Pretendard-Bold.otf");

/// The fonts of all that is written.
#[derive(Resource, Debug, Clone)]
pub struct Fonts {
    /// Of text.
    pub regular: Handle<Font>,
    /// Of headings and figures.
    pub bold: Handle<Font>,
}

/// Loads the fonts that are built in.
pub fn load_fonts(mut fonts: ResMut<'_, Assets<Font>>, mut commands: Commands<'_, '_>) {
    let regular = fonts.add(Font::from_bytes(REGULAR.to_vec()));
    let bold = fonts.add(Font::from_bytes(BOLD.to_vec()));
    commands.insert_resource(Fonts { regular, bold });
}
