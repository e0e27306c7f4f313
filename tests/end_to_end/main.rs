//! The program as a user calls it. One process, so that the program is built and the long runs are made once.

mod bad_input;
mod batch;
mod beside_sumo;
mod cases;
mod check;
mod compare;
mod conservation;
mod demonstration;
mod determinism;
mod explain;
mod maps;
mod pairs;
mod pushing;
mod replays;
mod run_folder;
mod shared;
