//! Limits of what is read, so that a damaged length does not make us allocate the machine away.

/// The longest record (bytes): some minutes of a city of 100,000 agents in one chunk.
pub(crate) const RECORD_MAX: u64 = 1 << 30;
/// The most bytes that one chunk may unpack to.
pub(crate) const UNPACKED_MAX: u64 = 2 << 30;
