//! What flight promises, with its figures.

mod bits;
mod common;
mod control;
mod failures;
mod falls;
mod power;
mod touching;
#[path = "../../../../tests/vectors/reader.rs"]
mod vectors;
