//! Everybody and everything that moves.

mod crowd;
mod lamps;
mod model;
mod shapes;
mod signs;
mod stock;
mod trails;
mod wardrobe;

pub use crowd::{Dress, place_all};
pub use lamps::lamps;
pub use shapes::{Shape, model};
pub use signs::{FLOATING, sign};
pub use stock::{Stock, apply};
pub use trails::{Trails, trail};
pub use wardrobe::{Suit, Wardrobe};
