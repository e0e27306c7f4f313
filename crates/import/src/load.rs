//! A scenario's path to all that it names, read and checked.
