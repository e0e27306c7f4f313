//! The local server and the page that it serves: runs and replays in a browser.
//!
//! Start at [`Server`]. It listens on this machine alone unless told otherwise, reads one folder, writes nothing, and
//! asks no other host for anything; nor does the page, which the browser is told to hold to.

mod answer;
mod page;
mod range;
mod runs;
mod server;

pub use runs::{RunEntry, runs};
pub use server::{Server, ServerError};
