//! One file for each command: open, call a library, print, say how it went.

pub mod batch;
pub mod check;
pub mod compare;
pub mod diff;
pub mod explain;
pub mod import;
pub mod map;
pub mod push;
pub mod run;
pub mod schema;
pub mod serve;
pub mod validate;
pub mod view;
