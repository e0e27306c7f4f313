//! The map as a drawing.
