//! Ships what runs found to object storage, for the city's control centre and the regulator: anonymised for good, each
//! row exactly once, as Delta Lake tables that others read as they stand.
//!
//! Start at [`push`]: results, or the incidents that a run has put aside so far, are read, anonymised and laid into an
//! outbox, from which they are shipped.

pub mod anonymise;
mod clock;
mod delta;
mod error;
mod follow;
pub mod hierarchy;
mod outbox;
mod patience;
mod probe;
mod push;
mod results;
mod sheet;
mod ship;
mod spool;
mod status;
mod store;
pub mod tables;

pub use error::PushError;
pub use push::{Wishes, push};
pub use results::{Flow, Incident, Results, RunTotals, Source};
pub use status::Status;
