//! `pilotzone check`

use crate::interrupt::Interrupt;
use crate::many::Bar;
use crate::outcome::{Done, Failure, Outcome};
use crate::printer::Printer;
use clap::Args;
use clap::builder::RangedU64ValueParser;
use pilotzone_batch::Watch;
use pilotzone_batch::check::{Checked, Manner, Plan, junit};
use std::path::PathBuf;

/// Run scenarios again and hold them against the baselines beside them
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone check scenarios/regression --junit check.xml\n  \
    pilotzone check scenarios/regression/tiny.toml --bless\n  \
    pilotzone check scenarios/regression --tolerance 2")]
pub struct Check {
    /// Scenario files, or folders that are searched for them
    #[arg(required = true, value_name = "DIR_OR_SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Write the baselines instead: what the runs give now is right
    #[arg(long)]
    bless: bool,
    /// Write a report for build servers, too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// After an intended change of a model: hold the figures alone, within so many percent of the baseline's
    #[arg(long, value_name = "PERCENT", conflicts_with = "bless")]
    tolerance: Option<f64>,
    /// Fail where a limit to a rate is not yet shown to be held
    #[arg(long)]
    require_shown: bool,
    /// Runs beside each other; the result is the same with any number [default: all cores]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    jobs: Option<usize>,
}

pub fn check(args: &Check, printer: &mut Printer) -> Done {
    if let Some(percent) = args.tolerance.filter(|percent| !(0.0..=1000.0).contains(percent)) {
        let what = format!("`--tolerance` is {percent}; expected percent from 0 to 1000");
        return Err(Failure::bad_input(what, "write 2 for figures that may differ by 2 %"));
    }
    let manner =
        Manner { bless: args.bless, tolerance_percent: args.tolerance, require_shown: args.require_shown };
    let jobs = args.jobs.unwrap_or(0);
    let plan = match Plan::new(&args.scenarios, manner, jobs) {
        Ok(plan) => plan,
        Err(errors) => return refused(errors.into_iter().map(Failure::from).collect(), printer),
    };
    let (interrupt, bar) = (Interrupt::listen(), Bar::of(plan.count()));
    let watch = Watch { stop: &|| interrupt.asked(), done: &|| bar.one_more() };
    let checked = plan.run(manner, jobs, watch)?;
    bar.clear();
    tell(&checked, printer);
    if let Some(file) = &args.junit {
        std::fs::write(file, junit(&checked)).map_err(|error| Failure::writing(file, &error))?;
    }
    let good = checked.iter().filter(|one| one.holds()).count();
    printer.note(&format!("{good}/{} {}", plan.count(), printer.pick("이상 없음", "hold")));
    Ok(if checked.len() < plan.count() {
        Outcome::Interrupted
    } else if good == checked.len() {
        Outcome::Good
    } else {
        Outcome::CheckFailed
    })
}

/// Shows every scenario that does not load; the last one goes to whoever shows the last word.
fn refused(mut failures: Vec<Failure>, printer: &Printer) -> Done {
    let last = failures.pop();
    for failure in failures {
        if let Failure::BadInput(report) | Failure::Machine(report) = failure {
            printer.report(&report);
        }
    }
    last.map_or(Ok(Outcome::BadInput), Err)
}

fn tell(checked: &[Checked], printer: &Printer) {
    for one in checked {
        let name = one.scenario.display();
        if one.is_blessed {
            printer.note(&format!("{name}: {}", printer.pick("기준값을 기록함", "its baseline is written")));
        }
        if !one.holds() {
            printer.note(&format!("{name}: {}", printer.pick("기준과 다름", "does not hold")));
            for failure in &one.failures {
                printer.note(&format!("  {failure}"));
            }
        }
    }
}
