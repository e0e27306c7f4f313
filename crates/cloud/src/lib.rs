//! Ships what runs found to object storage, for the city's control centre and the regulator: anonymised for good, each
//! row exactly once, as Delta Lake tables that others read as they stand.
//!
//! Start at [`push`]: results are read, anonymised and laid into an outbox, from which they are shipped.

pub mod anonymise;
mod delta;
mod error;
pub mod hierarchy;
mod outbox;
mod probe;
mod push;
mod results;
mod sheet;
mod status;
mod store;
mod tables;

pub use error::PushError;
pub use push::{Wishes, push};
pub use results::{Flow, Incident, Results, RunTotals, Source};
pub use status::Status;
