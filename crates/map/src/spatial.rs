//! Which lane is nearest to a place.
