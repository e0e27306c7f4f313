//! The real window on a screen that nobody sees: it opens, hears keys, keeps a picture, and closes.

use crate::crossing;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const DISPLAY: &str = ":97";
/// A program that stands in for a graphics card takes its time on a machine that is busy.
const PATIENCE: u32 = 600;

/// A program that is stopped when the test ends.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_installed(program: &str, argument: &str) -> bool {
    let asked = Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok()
}

fn xdotool(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("xdotool").env("DISPLAY", DISPLAY).args(arguments).output().expect("xdotool starts");
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// Asks again and again, for a minute.
fn wait_for<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    for _ in 0..PATIENCE {
        if let Some(found) = found() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{what} did not come in {} s", PATIENCE / 10);
}

/// Pictures in a folder that can be read whole.
fn pictures(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten().map(|entry| entry.path());
    entries
        .filter(|path| path.extension().is_some_and(|it| it == "png") && image::open(path).is_ok())
        .collect()
}

fn brightness(path: &Path) -> f64 {
    let picture = image::open(path).unwrap().to_luma8();
    picture.pixels().map(|pixel| f64::from(pixel.0[0])).sum::<f64>() / picture.pixels().len() as f64
}

#[test]
fn the_window_opens_hears_keys_keeps_pictures_and_closes() {
    let has_tools = is_installed("Xvfb", "-help") && is_installed("xdotool", "version");
    if !(crate::has_adapter() && crate::has("Xvfb with xdotool", has_tools)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("replay.mcap"), crossing::replay()).unwrap();
    let screen = [DISPLAY, "-screen", "0", "800x480x24", "-nolisten", "tcp"];
    let _screen = Stopped(Command::new("Xvfb").args(screen).stderr(Stdio::null()).spawn().unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_pilotzone-viewer"));
    command.current_dir(path).env("DISPLAY", DISPLAY).env_remove("WAYLAND_DISPLAY");
    std::thread::sleep(Duration::from_millis(500));
    let mut viewer = Stopped(command.args(["view", ".", "--incident", "0"]).spawn().unwrap());
    let window = wait_for("the window", || xdotool(&["search", "--name", "pilotzone: crossing"]));
    let window = window.lines().next().unwrap().to_owned();
    let press = |key: &str| {
        xdotool(&["windowfocus", &window]);
        xdotool(&["key", key]);
    };
    // Before anything is drawn a picture is black: it is asked for until it is not.
    let keep = |time: &str| {
        wait_for("a picture", || {
            press("s");
            std::thread::sleep(Duration::from_secs(1));
            pictures(path)
                .into_iter()
                .filter(|it| it.to_string_lossy().contains(time))
                .find(|it| brightness(it) > 5.0)
        })
    };
    // Five seconds before the incident.
    let bright = keep("3.0s");
    // A frame on, and dark: another file, and another picture.
    press("Right");
    press("t");
    let dark = keep("3.1s");
    assert!(brightness(&bright) > brightness(&dark) + 40.0);
    press("q");
    let ended = wait_for("its end", || viewer.0.try_wait().unwrap());
    assert!(ended.success(), "{ended}");
}
