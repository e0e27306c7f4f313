//! The program as a user calls it. One process, so that the program is built and the long runs are made once.

mod bad_input;
mod beside_sumo;
mod cases;
mod check;
mod compare;
mod conservation;
mod determinism;
mod maps;
mod replays;
mod run_folder;
mod shared;
