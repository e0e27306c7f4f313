//! What figures of many runs allow to be said, with intervals. No random numbers: every interval is exact or an
//! enumeration, so that the same figures always give the same words.

mod bootstrap;
mod exact;
mod paired;
mod rate;
mod sequential;
mod special;
#[cfg(test)]
#[path = "../../../tests/vectors/reader.rs"]
mod vectors;

pub use bootstrap::{Bca, Bootstrap};
pub use exact::{Interval, clopper_pearson, poisson_garwood};
pub use paired::{PairedDifference, paired_difference};
pub use rate::{LimitVerdict, Rate};
pub use sequential::Sequence;

/// The share of intervals that hold the true value.
pub const CONFIDENCE: f64 = 0.95;
