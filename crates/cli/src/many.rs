//! A bar over many runs: on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// Counts runs that are done.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar on a terminal, nothing in a pipe.
    pub fn of(runs: usize) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(Some(runs as u64), ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}  {per_sec}  (-{eta})") {
            bar.set_style(style);
        }
        Self(Some(bar))
    }

    /// So many were there before; they say nothing about how fast it goes.
    pub fn there_before(&self, runs: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(runs);
            bar.reset_eta();
        }
    }

    /// A run is done.
    pub fn one_more(&self) {
        if let Some(bar) = &self.0 {
            bar.inc(1);
        }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
