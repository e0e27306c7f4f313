//! `pilotzone`: words in, words out. What people read goes to stderr, what programs read to stdout.

mod beside;
mod commands;
mod drive;
mod interrupt;
mod language;
mod many;
mod outcome;
mod printer;
mod saved;
mod shipping;

use clap::{Parser, Subcommand};
use language::Lang;
use outcome::{Failure, Outcome};
use printer::Printer;
use std::process::ExitCode;
use std::time::Instant;

/// Runs autonomous cars and drones through a pilot city under its special-case law, the same to the last bit every
/// time.
#[derive(Parser)]
#[command(
    name = "pilotzone",
    version,
    after_help = "Example:\n  pilotzone run scenarios/sejong/naseong-mixed.toml"
)]
struct Cli {
    /// Language of what regulators read [default: that of the locale]
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(commands::run::Run),
    Validate(commands::validate::Validate),
    Import(commands::import::Import),
    #[command(subcommand)]
    Map(commands::map::Map),
    Diff(commands::diff::Diff),
    Explain(commands::explain::Explain),
    Compare(commands::compare::Compare),
    Batch(commands::batch::Batch),
    Check(commands::check::Check),
    Push(commands::push::Push),
    View(commands::view::View),
    Render(commands::view::Render),
    Schema(commands::schema::Schema),
    Serve(commands::serve::Serve),
}

fn main() -> ExitCode {
    // The only clock: it tells what a run cost, and nothing that is simulated.
    #[expect(clippy::disallowed_methods, reason = "the program's own time, printed and never simulated")]
    let started = Instant::now();
    printer::plain_reports();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help asked for is an answer; anything else is bad usage. Printing it may meet a closed pipe.
            let _ = error.print();
            return code(if error.use_stderr() { Outcome::BadInput } else { Outcome::Good });
        }
    };
    let mut printer = Printer::new(cli.lang.unwrap_or_else(language::of_locale).into());
    let done = match &cli.command {
        Command::Run(args) => commands::run::run(args, &mut printer, started),
        Command::Validate(args) => commands::validate::validate(args, &mut printer),
        Command::Import(args) => commands::import::import(args, &mut printer),
        Command::Map(args) => commands::map::map(args, &mut printer),
        Command::Diff(args) => commands::diff::diff(args, &mut printer),
        Command::Batch(args) => commands::batch::batch(args, &mut printer),
        Command::Explain(args) => commands::explain::explain(args, &mut printer),
        Command::Check(args) => commands::check::check(args, &mut printer),
        Command::Compare(args) => commands::compare::compare(args, &mut printer),
        Command::Push(args) => commands::push::push(args, &mut printer),
        Command::View(args) => commands::view::view(args, &mut printer),
        Command::Render(args) => commands::view::render(args, &mut printer),
        Command::Schema(args) => commands::schema::schema(args, &mut printer),
        Command::Serve(args) => commands::serve::serve(args, &mut printer),
    };
    code(match done {
        Ok(outcome) => outcome,
        Err(Failure::BadInput(report)) => {
            printer.report(&report);
            Outcome::BadInput
        }
        Err(Failure::Machine(report)) => {
            printer.report(&report);
            Outcome::MachineFailed
        }
        // Who reads our output has seen enough; `| head` is no fault.
        Err(Failure::ClosedPipe) => Outcome::Good,
    })
}

/// The only place that knows exit codes.
fn code(outcome: Outcome) -> ExitCode {
    ExitCode::from(match outcome {
        Outcome::Good => 0,
        Outcome::CheckFailed => 1,
        Outcome::BadInput => 2,
        Outcome::MachineFailed => 3,
        Outcome::Interrupted => 130,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_has_an_example_in_its_help() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example:\n  pilotzone "), "{} has no example", command.get_name());
            command.get_subcommands().filter(|c| c.get_name() != "help").for_each(check);
        }
        Cli::command().debug_assert();
        check(&Cli::command());
    }
}
