//! What is written over the picture: what is run, when it is, who is there, what happened.

mod counts;
mod fonts;
mod line;
mod panel;
mod story;
mod timeline;
mod titles;

pub use fonts::{Fonts, load_fonts};
pub use line::Line;
pub use panel::{Extras, Panel, Root, build, update};
pub use timeline::{Bar, Hand};
