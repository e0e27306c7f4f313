//! Pictures one after the other: a film where ffmpeg is installed, numbered files where not.

use crate::error::ViewerError;
use image::RgbaImage;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where the pictures of a film go.
#[derive(Debug)]
pub enum Film {
    /// Into ffmpeg.
    Encoder {
        /// The running program.
        child: Child,
        /// The file that it writes.
        file: PathBuf,
    },
    /// Into numbered files in a folder, since there is no ffmpeg.
    Files {
        /// The folder.
        folder: PathBuf,
        /// How many were written.
        count: u32,
    },
}

impl Film {
    /// A film of a size in a file. Where there is no ffmpeg the pictures go into a folder beside it, named as it is.
    pub fn start(file: &Path, [width, height]: [u32; 2], pictures_per_s: u32) -> Result<Self, ViewerError> {
        let size = format!("{width}x{height}");
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", &size]);
        command.args(["-r", &pictures_per_s.to_string(), "-i", "-"]);
        // Players want even sides and this way of storing colours.
        command.args(["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        command.args(["-crf", "20", "-movflags", "+faststart", "-f", "mp4"]).arg(file);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        match command.spawn() {
            Ok(child) => Ok(Self::Encoder { child, file: file.to_path_buf() }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let folder = file.with_extension("frames");
                let failed = |error| ViewerError::Write { path: folder.clone(), error };
                std::fs::create_dir_all(&folder).map_err(failed)?;
                Ok(Self::Files { folder, count: 0 })
            }
            Err(error) => Err(ViewerError::Ffmpeg(error.to_string())),
        }
    }

    /// Adds a picture.
    pub fn add(&mut self, picture: &RgbaImage) -> Result<(), ViewerError> {
        match self {
            Self::Encoder { child, .. } => {
                let written = child.stdin.as_mut().map_or(Ok(()), |pipe| pipe.write_all(picture.as_raw()));
                // Why it ended is in what it said.
                if written.is_err() { Err(said(child)) } else { Ok(()) }
            }
            Self::Files { folder, count } => {
                let path = folder.join(format!("{count:05}.png"));
                *count += 1;
                save(picture, &path)
            }
        }
    }

    /// Ends the film, and says where it is.
    pub fn finish(self) -> Result<PathBuf, ViewerError> {
        match self {
            Self::Files { folder, .. } => Ok(folder),
            Self::Encoder { mut child, file } => {
                drop(child.stdin.take());
                let ended = child.wait().map_err(|error| ViewerError::Ffmpeg(error.to_string()))?;
                if ended.success() { Ok(file) } else { Err(said(&mut child)) }
            }
        }
    }

    /// Whether there was no ffmpeg.
    pub fn is_files(&self) -> bool {
        matches!(self, Self::Files { .. })
    }
}

/// What ffmpeg said before it gave up.
fn said(child: &mut Child) -> ViewerError {
    use std::io::Read;
    drop(child.stdin.take());
    let mut text = String::new();
    if let Some(pipe) = child.stderr.as_mut() {
        // What cannot be read is not told; that it failed is.
        let _ = pipe.read_to_string(&mut text);
    }
    let _ = child.wait();
    let last = text.trim().lines().last().unwrap_or("it ended early");
    ViewerError::Ffmpeg(last.to_owned())
}

/// Writes a picture.
pub fn save(picture: &RgbaImage, path: &Path) -> Result<(), ViewerError> {
    picture.save_with_format(path, image::ImageFormat::Png).map_err(|error| match error {
        image::ImageError::IoError(error) => ViewerError::Write { path: path.to_path_buf(), error },
        other => ViewerError::Write { path: path.to_path_buf(), error: std::io::Error::other(other) },
    })
}
