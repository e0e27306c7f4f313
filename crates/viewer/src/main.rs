//! `pilotzone-viewer`: shows a run in a window, or draws it into a file.

use clap::{Args, Parser, Subcommand};
use pilotzone_viewer::film::{self, Film};
use pilotzone_viewer::look::{Language, Look, Theme};
use pilotzone_viewer::scene::BEFORE_S;
use pilotzone_viewer::{Reel, Shot, Size, Studio, ViewerError, window};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Shows a run in 3-D: in a window, or without one as a picture or a film
#[derive(Parser)]
#[command(name = "pilotzone-viewer", version, after_help = "Example:\n  pilotzone view out/naseong-mixed-1")]
struct Cli {
    /// Language of all that is written on the picture
    #[arg(long, global = true, value_enum, default_value_t)]
    lang: Language,
    /// Bright or dark
    #[arg(long, global = true, value_enum, default_value_t)]
    theme: Theme,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    View(View),
    Render(Render),
}

/// Play a run in a window
#[derive(Args)]
struct View {
    /// Folder of one run, or its replay.mcap
    run: PathBuf,
    /// Time to begin at (s of simulation)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = finite)]
    at: Option<f64>,
    /// Begin five seconds before an incident
    #[arg(long, value_name = "K")]
    incident: Option<u32>,
}

/// Draw a run into a picture or a film, without a window
#[derive(Args)]
struct Render {
    /// Folder of one run, or its replay.mcap
    run: PathBuf,
    /// The file: .png for a picture, .mp4 for a film
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Time to show, or from which on (s of simulation)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = finite)]
    at: Option<f64>,
    /// Look at an incident
    #[arg(long, value_name = "K")]
    incident: Option<u32>,
    /// Width and height in pixels
    #[arg(long, value_name = "WxH", default_value = "1280x720")]
    size: String,
    /// Length of a film (s of simulation)
    #[arg(long, value_name = "S", default_value_t = 10.0, value_parser = seconds)]
    length: f64,
    /// Pictures a second of a film
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..=240))]
    fps: u32,
    /// How many times as fast as it was a film plays
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Show all of the pilot zone, or of the map, from above
    #[arg(long, conflicts_with = "incident")]
    whole: bool,
    /// Write nothing over the picture but what must stand under it
    #[arg(long)]
    bare: bool,
}

fn finite(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| "write a number".to_owned())
}

fn within(text: &str, low: f64, high: f64) -> Result<f64, String> {
    let value = finite(text)?;
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(format!("write a number from {low} to {high}"))
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    within(text, 0.0, 1e6)
}

fn speed(text: &str) -> Result<f64, String> {
    within(text, 0.01, 1000.0)
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help asked for is an answer; anything else is bad usage. Printing it may meet a closed pipe.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let look = Look::new(cli.lang, cli.theme);
    let done = match &cli.command {
        Command::View(args) => view(args, look),
        Command::Render(args) => render(args, look),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pilotzone-viewer: {error}");
            ExitCode::from(if error.is_machine() { 3 } else { 2 })
        }
    }
}

/// Draws one picture after the other.
fn draw_film(args: &Render, studio: &mut Studio, at_s: f64, size: Size) -> Result<(), ViewerError> {
    let (begin_s, end_s) = studio.reel().span_s();
    // Without a time an incident is shown from what led to it on, and a run from its beginning.
    let from_s = match (args.at, args.incident) {
        (Some(at_s), _) => at_s,
        (None, Some(_)) => at_s - BEFORE_S,
        (None, None) => begin_s,
    };
    let from_s = from_s.clamp(begin_s, end_s);
    let step_s = args.speed / f64::from(args.fps);
    let until_s = (from_s + args.length).min(end_s);
    let mut film = Film::start(&args.output, [size.width, size.height], args.fps)?;
    if film.is_files() {
        eprintln!("ffmpeg is not installed: the pictures go into a folder, one file each");
    }
    for n in 0..=((until_s - from_s) / step_s) as u64 {
        film.add(&studio.picture(from_s + n as f64 * step_s)?)?;
    }
    eprintln!("{}", film.finish()?.display());
    Ok(())
}

/// What a file's ending asks for.
enum Output {
    Picture,
    Film,
}

fn view(args: &View, look: Look) -> Result<(), ViewerError> {
    let shot = Shot { at_s: args.at, incident: args.incident };
    window::show(Reel::open(&args.run)?, look, shot)
}

fn render(args: &Render, look: Look) -> Result<(), ViewerError> {
    let size: Size = args.size.parse()?;
    let output = output(&args.output)?;
    let reel = Reel::open(&args.run)?;
    let shot = Shot { at_s: args.at, incident: args.incident };
    // What cannot be is told before anything is drawn.
    if let Some(number) = args.incident {
        reel.incident(number)?;
    }
    check_folder(&args.output)?;
    let mut studio = Studio::open(reel, look, size)?;
    let at_s = studio.aim(shot)?;
    if args.whole {
        studio.whole();
    }
    if args.bare {
        studio.bare();
    }
    match output {
        Output::Picture => film::save(&studio.picture(at_s)?, &args.output),
        Output::Film => draw_film(args, &mut studio, at_s, size),
    }
}

/// A file in a folder that is not there cannot be written.
fn check_folder(path: &Path) -> Result<(), ViewerError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.map(std::fs::metadata) {
        Some(Err(error)) => Err(ViewerError::Write { path: path.to_path_buf(), error }),
        Some(Ok(_)) | None => Ok(()),
    }
}

fn output(path: &Path) -> Result<Output, ViewerError> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "png" => Ok(Output::Picture),
        "mp4" => Ok(Output::Film),
        _ => Err(ViewerError::Ending { path: path.to_path_buf() }),
    }
}
