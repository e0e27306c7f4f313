//! What holds in every step, and what holds between runs of the same scenario.

mod city;
mod people;
mod repeats;
mod rss;
mod siren;
mod steps;
mod things;
mod truths;
