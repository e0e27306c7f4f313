//! Many runs: the same seeds under two laws, a set of scenarios against its baselines, and what may be concluded.

pub mod stats;
