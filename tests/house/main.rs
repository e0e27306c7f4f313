//! The house as `cargo metadata` and the files show it: arrows, what a room never does, licences, the book.

mod book;
mod licences;
mod metadata;
mod rooms;
