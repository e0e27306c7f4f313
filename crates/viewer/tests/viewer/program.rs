//! The program as it is called.

use crate::crossing;
use std::path::Path;
use std::process::{Command, Output};

fn call(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pilotzone-viewer"));
    command
        .current_dir(folder)
        .env("NODEVICE_SELECT", "1")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command.args(arguments).output().expect("the program starts")
}

/// Exit code and what it said.
fn told(arguments: &[&str], folder: &Path) -> (i32, String) {
    let output = call(arguments, folder);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!text.contains("panicked"), "{text}");
    (output.status.code().unwrap_or(-1), text)
}

#[test]
fn what_is_no_replay_or_is_asked_for_wrongly_is_told_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let whole = crossing::replay();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    put("replay.mcap", &whole);
    put("foreign.mcap", b"not a replay");
    put("empty.mcap", b"");
    put("headless.mcap", &whole[..200]);
    let format = whole.windows(6).position(|window| window == b"format").unwrap();
    let mut later = whole.clone();
    // After the name comes the length of the value, and the value.
    later[format + 10] = b'9';
    put("later.mcap", &later);
    let cases = [
        (vec!["render", "foreign.mcap", "-o", "a.png"], "no replay"),
        (vec!["render", "empty.mcap", "-o", "a.png"], "no replay"),
        (vec!["render", "headless.mcap", "-o", "a.png"], "cut off"),
        (vec!["render", "later.mcap", "-o", "a.png"], "newer pilotzone"),
        (vec!["render", "nowhere", "-o", "a.png"], "nowhere"),
        (vec!["render", ".", "-o", "a.gif"], ".png"),
        (vec!["render", ".", "-o", "a.png", "--size", "0x9"], "1280x720"),
        (vec!["render", ".", "-o", "a.png", "--at", "NaN"], "number"),
        (vec!["render", ".", "-o", "a.mp4", "--speed", "0"], "0.01"),
        (vec!["view", "."], "display"),
        (vec!["view", "foreign.mcap"], "no replay"),
    ];
    for (arguments, says) in cases {
        let (code, text) = told(&arguments, folder.path());
        assert_eq!(code, 2, "{arguments:?}: {text}");
        assert!(text.contains(says), "{arguments:?}: {text}");
    }
}

#[test]
fn a_cut_file_is_drawn_up_to_the_cut_and_a_missing_incident_or_folder_is_told() {
    if !crate::has_adapter() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let whole = crossing::replay();
    std::fs::write(folder.path().join("cut.mcap"), &whole[..whole.len() * 2 / 3]).unwrap();
    let small = ["--size", "160x96"];
    let draw = |more: &[&str]| told(&[&["render", "cut.mcap"], more, &small].concat(), folder.path());
    let (code, text) = draw(&["-o", "cut.png", "--at", "11"]);
    assert_eq!(code, 0, "{text}");
    let picture = image::open(folder.path().join("cut.png")).unwrap();
    assert_eq!((picture.width(), picture.height()), (160, 96));
    let (code, text) = draw(&["-o", "no.png", "--incident", "7"]);
    assert!(code == 2 && text.contains("no incident 7"), "{text}");
    let (code, text) = draw(&["-o", "nowhere/no.png"]);
    assert!(code == 2 && text.contains("nowhere/no.png"), "{text}");
}

#[test]
fn without_ffmpeg_a_film_is_a_folder_of_pictures_and_says_so() {
    if !crate::has_adapter() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("replay.mcap"), crossing::replay()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pilotzone-viewer"));
    command.current_dir(folder.path()).env("PATH", "").env("NODEVICE_SELECT", "1");
    command.args(["render", ".", "-o", "film.mp4", "--length", "0.2", "--fps", "10", "--size", "160x96"]);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("ffmpeg is not installed"), "{text}");
    let files = std::fs::read_dir(folder.path().join("film.frames")).unwrap().count();
    assert_eq!(files, 3);
}
