//! Why nothing can be shown.

use pilotzone_replay::ReplayError;
use std::path::PathBuf;

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewerError {
    /// The replay cannot be played.
    #[error("{}: {error}", path.display())]
    Replay {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: ReplayError,
    },
    /// Another kind of picture was asked for.
    #[error("{}: its name says neither .png nor .mp4; name a file that ends so", path.display())]
    Ending {
        /// The file that was to be written.
        path: PathBuf,
    },
    /// There is no such incident.
    #[error("{}", no_incident(*number, *count))]
    NoIncident {
        /// The number asked for.
        number: u32,
        /// How many there are.
        count: usize,
    },
    /// A size that no picture has.
    #[error("the size `{text}` is none: write width x height in pixels, both from 16 to 8192, as 1280x720")]
    Size {
        /// What was written.
        text: String,
    },
    /// No graphics, not even in software.
    #[error(
        "no graphics adapter was found, and no software one either. On Debian and Ubuntu \
         `apt-get install mesa-vulkan-drivers` brings one that needs no graphics card; on Fedora \
         `dnf install mesa-vulkan-drivers`"
    )]
    NoAdapter,
    /// No display to open a window on.
    #[error(
        "there is no display to open a window on: neither WAYLAND_DISPLAY nor DISPLAY is set. \
         `pilotzone render` draws without one, and `pilotzone serve` shows runs in a browser"
    )]
    NoDisplay,
    /// The picture did not come.
    #[error("the graphics driver gave no picture: {0}")]
    NoPicture(String),
    /// A file cannot be written.
    #[error("{}: cannot be written: {error}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// ffmpeg did not make a film.
    #[error("ffmpeg made no film of the pictures: {0}")]
    Ffmpeg(String),
}

fn no_incident(number: u32, count: usize) -> String {
    match count {
        0 => format!("there is no incident {number}: the run has none"),
        _ => format!("there is no incident {number}: the run has those from 0 to {}", count - 1),
    }
}

impl ViewerError {
    /// Whether the machine failed, rather than what was asked for.
    pub fn is_machine(&self) -> bool {
        match self {
            Self::NoAdapter | Self::NoPicture(_) | Self::Ffmpeg(_) => true,
            Self::Write { error, .. } => {
                use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
                !matches!(error.kind(), NotFound | IsADirectory | NotADirectory)
            }
            Self::Replay { .. }
            | Self::Ending { .. }
            | Self::NoIncident { .. }
            | Self::Size { .. }
            | Self::NoDisplay => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_incident_is_told_with_those_that_there_are() {
        let told = |count| ViewerError::NoIncident { number: 7, count }.to_string();
        assert_eq!(told(0), "there is no incident 7: the run has none");
        assert_eq!(told(3), "there is no incident 7: the run has those from 0 to 2");
    }

    #[test]
    fn a_full_disk_is_the_machines_fault_and_a_missing_folder_is_not() {
        let write =
            |kind: std::io::ErrorKind| ViewerError::Write { path: "a.png".into(), error: kind.into() };
        assert!(write(std::io::ErrorKind::StorageFull).is_machine());
        assert!(!write(std::io::ErrorKind::NotFound).is_machine());
        assert!(ViewerError::NoAdapter.is_machine() && !ViewerError::NoDisplay.is_machine());
    }
}
