//! What the viewer promises, shown by a small run at a crossing.
//!
//! Pictures need a graphics adapter, which Mesa's software one is; the window needs Xvfb and xdotool. Where they are
//! missing these tests are left out, unless `PILOTZONE_REQUIRE_PICTURES` is set.

mod crossing;
mod likeness;
mod pictures;
mod program;
mod window;

/// Whether what a test needs is there; where it must be and is not, the test fails.
fn has(what: &str, is_there: bool) -> bool {
    let is_required = std::env::var_os("PILOTZONE_REQUIRE_PICTURES").is_some();
    assert!(is_there || !is_required, "{what} is missing");
    if !is_there {
        eprintln!("left out: there is no {what}");
    }
    is_there
}

/// Whether there is something to draw with.
fn has_adapter() -> bool {
    has("graphics adapter", pilotzone_viewer::adapter::find().is_ok())
}
