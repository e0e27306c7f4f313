//! Rigid-body impacts, and rays against what stands in the way.
