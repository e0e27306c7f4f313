//! What holds in every step, and what holds between runs of the same scenario.

mod city;
mod repeats;
mod steps;
