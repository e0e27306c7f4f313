//! The compact file format of maps.
