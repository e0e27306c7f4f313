//! What is in a map, in figures.
