//! The loop over the steps of a run.

use crate::interrupt::Interrupt;
use crate::outcome::Failure;
use crate::saved;
use crate::shipping::Shipping;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pilotzone_engine::{Engine, Progress};
use pilotzone_record::{Historian, Recorder};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Steps between two looks at the progress bar, which has a clock of its own.
const TICK_STEPS: u64 = 64;

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The run is over.
    Over(Progress),
    /// Somebody pressed Ctrl-C.
    Interrupted,
}

/// A snapshot that is still to be taken.
pub struct Planned {
    /// When (s from the run's start).
    pub at_s: f64,
    /// Where to.
    pub file: PathBuf,
    /// What it must tell of the steps before.
    pub historian: Historian,
}

/// Who is shown each step.
pub struct Watchers {
    /// Puts incidents aside, before all others.
    pub shipping: Option<Shipping>,
    /// Writes the run down.
    pub recorder: Option<Recorder>,
    /// A snapshot that is still to be taken.
    pub planned: Option<Planned>,
}

/// Drives a run to its end and shows each step to who watches. A snapshot that is left then was not taken.
pub fn drive(engine: &mut Engine, watchers: &mut Watchers, interrupt: &Interrupt) -> Result<Ended, Failure> {
    let Watchers { shipping, recorder, planned } = watchers;
    let bar = progress_bar(engine);
    take_if_due(engine, planned)?;
    let ended = loop {
        if interrupt.asked() {
            break Ended::Interrupted;
        }
        let progress = engine.step();
        if let Some(shipping) = shipping {
            shipping.observe(engine);
        }
        if let Some(recorder) = recorder {
            recorder.observe(engine)?;
        }
        if let Some(planned) = planned {
            planned.historian.observe(engine);
        }
        take_if_due(engine, planned)?;
        if let Some(bar) = &bar
            && engine.steps().is_multiple_of(TICK_STEPS)
        {
            show(bar, engine);
        }
        if progress != Progress::Running {
            engine.finish();
            if let Some(shipping) = shipping {
                shipping.observe(engine);
            }
            if let Some(recorder) = recorder {
                recorder.note_events(engine)?;
            }
            break Ended::Over(progress);
        }
    };
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(ended)
}

fn take_if_due(engine: &Engine, planned: &mut Option<Planned>) -> Result<(), Failure> {
    let settings = &engine.run().settings;
    // Times are sums: a hundredth of a step short of it is there.
    let now_s = engine.time_s() - settings.begin_s + settings.dt_s * 0.01;
    if let Some(due) = planned.take_if(|planned| now_s >= planned.at_s) {
        saved::write(&due.file, engine, due.historian.history())?;
    }
    Ok(())
}

/// A bar on a terminal, nothing in a pipe.
fn progress_bar(engine: &Engine) -> Option<ProgressBar> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let settings = &engine.run().settings;
    let target = ProgressDrawTarget::stderr_with_hz(5);
    let (bar, template) = match settings.end_s {
        Some(end_s) => {
            let whole_s = (end_s - settings.begin_s).max(0.0) as u64;
            (ProgressBar::with_draw_target(Some(whole_s), target), "{bar:30} {pos}/{len} s  {msg}  (-{eta})")
        }
        None => (ProgressBar::with_draw_target(None, target), "{spinner} {pos} s  {msg}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    Some(bar)
}

fn show(bar: &ProgressBar, engine: &Engine) {
    let state = engine.ground().state();
    let arrived: u64 = state.tally.arrived.iter().sum();
    bar.set_message(format!("{} on the road, {arrived} arrived", state.cars.len()));
    bar.set_position((engine.time_s() - engine.run().settings.begin_s).max(0.0) as u64);
}
