//! `pilotzone view` and `pilotzone render`, which start the program `pilotzone-viewer` beside this one.

use crate::beside;
use crate::outcome::{Done, Failure};
use crate::printer::Printer;
use clap::{Args, ValueEnum};
use pilotzone_record::Language;
use std::path::PathBuf;
use std::process::Command;

const EXAMPLE_OF_VIEW: &str = "Example:\n  pilotzone view out/naseong-mixed-1\n  \
    pilotzone view out/naseong-mixed-1 --incident 0";
const EXAMPLE_OF_RENDER: &str = "Example:\n  pilotzone render out/naseong-mixed-1 -o picture.png --at 100\n  \
    pilotzone render out/naseong-mixed-1 -o crash.png --incident 0 --lang en\n  \
    pilotzone render out/naseong-mixed-1 -o crash.mp4 --incident 0 --size 1920x1080";

/// The program that draws.
const PROGRAM: &str = "pilotzone-viewer";
/// What to do where it is missing.
const REMEDY: &str = "build it with `cargo build --release -p pilotzone-viewer`; `pilotzone serve` shows runs in a \
    browser without it";

/// Bright or dark.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Theme {
    /// Dark on bright.
    Light,
    /// Bright on dark.
    Dark,
}

/// What both commands ask for.
#[derive(Args)]
struct Shown {
    /// Folder of one run, or its replay.mcap
    run: PathBuf,
    /// Time to show, or from which on (s of simulation)
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    at: Option<f64>,
    /// Number of an incident to look at
    #[arg(long, value_name = "K")]
    incident: Option<u32>,
    /// Colours
    #[arg(long, value_enum, default_value = "light")]
    theme: Theme,
}

impl Shown {
    /// The viewer with what is shown.
    fn command(&self, name: &str, printer: &Printer) -> Result<Command, Failure> {
        let mut command = beside::command(PROGRAM, REMEDY)?;
        command.arg(name).arg(&self.run);
        if let Some(at_s) = self.at {
            command.arg(format!("--at={at_s}"));
        }
        if let Some(number) = self.incident {
            command.arg(format!("--incident={number}"));
        }
        let theme = match self.theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let language = if printer.language == Language::Ko { "ko" } else { "en" };
        command.args(["--theme", theme, "--lang", language]);
        Ok(command)
    }
}

/// Play a run in a window, in 3-D
#[derive(Args)]
#[command(after_help = EXAMPLE_OF_VIEW)]
pub struct View {
    #[command(flatten)]
    shown: Shown,
}

pub fn view(args: &View, printer: &mut Printer) -> Done {
    beside::start(args.shown.command("view", printer)?)
}

/// Draw a run into a picture or a film, without a window
#[derive(Args)]
#[command(after_help = EXAMPLE_OF_RENDER)]
pub struct Render {
    #[command(flatten)]
    shown: Shown,
    /// The file: .png for a picture, .mp4 for a film
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Width and height in pixels
    #[arg(long, value_name = "WxH", default_value = "1280x720")]
    size: String,
    /// Show all of the pilot zone, or of the map, from above
    #[arg(long, conflicts_with = "incident")]
    whole: bool,
    /// Write nothing over the picture but what must stand under it
    #[arg(long)]
    bare: bool,
    /// Length of a film (s of simulation) [default: 10]
    #[arg(long, value_name = "S")]
    length: Option<f64>,
    /// Pictures a second of a film [default: 25]
    #[arg(long, value_name = "N")]
    fps: Option<u32>,
    /// How many times as fast as it was a film plays [default: 1]
    #[arg(long, value_name = "X")]
    speed: Option<f64>,
}

pub fn render(args: &Render, printer: &mut Printer) -> Done {
    let mut command = args.shown.command("render", printer)?;
    command.arg("--output").arg(&args.output).arg(format!("--size={}", args.size));
    for (flag, is_set) in [("--whole", args.whole), ("--bare", args.bare)] {
        if is_set {
            command.arg(flag);
        }
    }
    let numbers = [
        ("length", args.length.map(|it| it.to_string())),
        ("fps", args.fps.map(|it| it.to_string())),
        ("speed", args.speed.map(|it| it.to_string())),
    ];
    for (name, value) in numbers {
        if let Some(value) = value {
            command.arg(format!("--{name}={value}"));
        }
    }
    // Nothing is shown on a screen: a layer of Mesa that asks which would speak of one that is not there.
    command.env("NODEVICE_SELECT", "1");
    beside::start(command)
}
