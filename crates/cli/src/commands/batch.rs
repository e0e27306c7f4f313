//! `pilotzone batch`

use crate::interrupt::Interrupt;
use crate::many::Bar;
use crate::outcome::{Done, Outcome};
use crate::printer::Printer;
use clap::Args;
use clap::builder::RangedU64ValueParser;
use pilotzone_batch::Watch;
use pilotzone_batch::many::{self, Plan, Results, Wishes, batch_in_words};
use std::path::PathBuf;

const EXAMPLE: &str = "Example:\n  pilotzone batch scenarios/sejong/naseong-mixed.toml --seeds 1..100 --out out/hundred\n  \
    pilotzone batch scenarios/sejong/naseong-mixed.toml --seeds 1..20 --laws ordinary,special --sweep \
    random.morning.av_share=0.1,0.3,0.5 --out out/shares --resume";

/// Run scenarios with many seeds, swept values and laws into one folder of results
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Batch {
    /// Scenario files (.toml) or SUMO configurations (.sumocfg)
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Seeds from A to B, both included
    #[arg(long, value_name = "A..B", allow_hyphen_values = true)]
    seeds: String,
    /// Set a key of the scenarios to one value after the other; repeat it for more keys, and all combinations are run
    #[arg(long, value_name = "KEY=V1,V2...")]
    sweep: Vec<String>,
    /// Rule sets with commas between [default: each scenario's own]
    #[arg(long, value_name = "SET,...")]
    laws: Option<String>,
    /// End each run after so many seconds from the start
    #[arg(long, value_name = "S")]
    until: Option<f64>,
    /// Runs beside each other; the result is the same with any number [default: all cores]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    jobs: Option<usize>,
    /// Make only the I-th of N parts, in a folder of its own below --out
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,
    /// Go on where the same batch stopped; what was finished is not run again
    #[arg(long)]
    resume: bool,
    /// Fail where a limit to a rate is not yet shown to be held
    #[arg(long)]
    require_shown: bool,
    /// The folder of the results; it must be new or empty, unless the batch goes on
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
}

pub fn batch(args: &Batch, printer: &mut Printer) -> Done {
    let plan = Plan::new(Wishes {
        scenarios: args.scenarios.clone(),
        seeds: args.seeds.clone(),
        sweeps: args.sweep.clone(),
        laws: args.laws.clone(),
        until_s: args.until,
        shard: args.shard.clone(),
    })?;
    let batch = many::Batch::open(&plan, &args.out, args.resume)?;
    let (interrupt, bar) = (Interrupt::listen(), Bar::of(plan.jobs.len()));
    bar.there_before(batch.skipped());
    let watch = Watch { stop: &|| interrupt.asked(), done: &|| bar.one_more() };
    // A run that breaks off is told in the table of runs; what the program would print of it helps nobody.
    std::panic::set_hook(Box::new(|_| ()));
    let made = batch.run(args.jobs.unwrap_or(0), watch);
    drop(std::panic::take_hook());
    bar.clear();
    let place = batch.folder().display().to_string();
    if !made? {
        let words = printer.pick(
            "중단됨; 끝난 실행은 보존되며 --resume으로 이어서 실행함:",
            "stopped; what was finished is kept, and --resume goes on:",
        );
        printer.note(&format!("{words} {place}"));
        return Ok(Outcome::Interrupted);
    }
    let results = batch.close()?;
    if args.json {
        let json = serde_json::to_string_pretty(&results.to_json(&plan)).unwrap_or_default();
        printer.data(&json)?;
    } else {
        printer.note(&batch_in_words(&plan, &results, printer.language));
        printer.note(&format!("{}: {place}", printer.pick("결과", "Results")));
    }
    Ok(outcome(&results, args.require_shown))
}

fn outcome(results: &Results, require_shown: bool) -> Outcome {
    let is_good = results.failed == 0 && results.passed == 0 && !results.verdicts.fail(require_shown);
    if is_good { Outcome::Good } else { Outcome::CheckFailed }
}
