//! Whether a map holds together.
