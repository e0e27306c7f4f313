//! `pilotzone compare`

use crate::interrupt::Interrupt;
use crate::many::Bar;
use crate::outcome::{Done, Outcome};
use crate::printer::Printer;
use clap::Args;
use clap::builder::RangedU64ValueParser;
use pilotzone_batch::Watch;
use pilotzone_batch::compare::{Comparison, Plan, comparison_in_words, comparison_page, write_tables};
use pilotzone_record::RunFolder;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:\n  pilotzone compare scenarios/sejong/naseong-mixed.toml --laws ordinary,special \
    --seeds 1..40\n  pilotzone compare scenarios/sejong/naseong-mixed.toml --seeds 1..20 --json --laws \
    ordinary@2021-06-01,special@2021-06-01,ordinary@2026-06-01";

/// Run the same seeds under two or more rule sets and tell the mean differences, with intervals
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Compare {
    /// A scenario file (.toml)
    scenario: PathBuf,
    /// Rule sets with commas between; all are held against the first
    #[arg(long, value_name = "A,B[,...]")]
    laws: String,
    /// Seeds from A to B, both included
    #[arg(long, value_name = "A..B", allow_hyphen_values = true)]
    seeds: String,
    /// End each run after so many seconds from the start
    #[arg(long, value_name = "S")]
    until: Option<f64>,
    /// Runs beside each other; the result is the same with any number [default: all cores]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    jobs: Option<usize>,
    /// The folder for pages and tables; it must be new or empty [default: out/SCENARIO-compare-SEED]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the comparison as one JSON object
    #[arg(long)]
    json: bool,
}

pub fn compare(args: &Compare, printer: &mut Printer) -> Done {
    if let Some(out) = &args.out {
        RunFolder::check(out)?;
    }
    let plan = Plan::new(&args.scenario, &args.laws, &args.seeds, args.until)?;
    let folder = if let Some(out) = &args.out {
        RunFolder::create(out)?
    } else {
        let name = format!("{}-compare", plan.runs[0].labels.scenario);
        RunFolder::create_free(Path::new("out"), &name, plan.seeds[0])?
    };
    let (interrupt, bar) = (Interrupt::listen(), Bar::of(plan.count()));
    let watch = Watch { stop: &|| interrupt.asked(), done: &|| bar.one_more() };
    let rows = plan.run(args.jobs.unwrap_or(0), watch)?;
    bar.clear();
    write_tables(&folder, &plan, &rows)?;
    let place = folder.path().display();
    if rows.len() < plan.count() {
        let words = printer.pick("끝난 실행은 보존됨:", "the runs that were finished are kept:");
        printer.note(&format!("{}/{}: {words} {place}", rows.len(), plan.count()));
        return Ok(Outcome::Interrupted);
    }
    let comparison = plan.compare(&rows);
    folder.write("scenario.toml", &plan.runs[0].labels.resolved)?;
    folder.write("summary.md", &comparison_page(&plan, &comparison, &rows))?;
    let json = text_of(&comparison);
    folder.write("summary.json", &(json.clone() + "\n"))?;
    if args.json {
        printer.data(&json)?;
    } else {
        printer.note(&comparison_in_words(&comparison, printer.language));
        printer.note(&format!("{}: {place}", printer.pick("결과", "Results")));
    }
    Ok(Outcome::Good)
}

/// A comparison as text: plain numbers, texts and lists, nothing that JSON could refuse.
fn text_of(comparison: &Comparison) -> String {
    serde_json::to_string_pretty(&comparison.to_json()).unwrap_or_default()
}
