//! Shows a replay in 3-D: in a window, and without one as pictures and films.
//!
//! Start at [`scene`]: what is in the picture, whoever asks for it. [`Studio`] draws it off screen, [`window`] in a
//! window with a timeline. A replay is all that is read; colours and words are those of the page in the browser.

pub mod adapter;
pub mod agents;
mod ahead;
pub mod city;
mod error;
pub mod eye;
pub mod film;
pub mod geometry;
pub mod hud;
pub mod look;
pub mod moment;
mod reel;
pub mod scene;
mod shot;
pub mod space;
mod studio;
pub mod window;

pub use error::ViewerError;
pub use reel::{Reel, replay_file};
pub use shot::{Shot, Size};
pub use studio::Studio;
