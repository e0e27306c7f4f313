//! Synthetic pilot cities.
