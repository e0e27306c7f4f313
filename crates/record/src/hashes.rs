//! `hashes.bin`: 8 bytes a step and room, little end first, rooms in the order of [`Engine::ROOMS`].

use crate::error::DiffError;
use pilotzone_engine::Engine;
use std::path::Path;

/// The hash of each room.
pub(crate) type Rooms = [u64; Engine::ROOMS.len()];

const WORD: usize = 8;
const ROW: usize = WORD * Engine::ROOMS.len();

/// Adds a step.
pub(crate) fn append(bytes: &mut Vec<u8>, rooms: &Rooms) {
    for room in rooms {
        bytes.extend(room.to_le_bytes());
    }
}

/// The hashes of all steps of a run.
#[derive(Debug)]
pub(crate) struct Hashes(Vec<u8>);

impl Hashes {
    /// Reads a run's file. A row that a kill cut off does not count.
    pub fn read(dir: &Path) -> Result<Self, DiffError> {
        let path = dir.join("hashes.bin");
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Self(bytes)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(DiffError::NoRun {
                dir: dir.to_owned(),
                lacks: "hashes.bin",
                remedy: "name the folder of a run that was made without --no-record",
            }),
            Err(e) => Err(DiffError::Read { path, cause: e.to_string() }),
        }
    }

    /// How many steps there are.
    pub fn steps(&self) -> u64 {
        (self.0.len() / ROW) as u64
    }

    /// The hashes after a step, the first being 0.
    pub fn at(&self, step: u64) -> Option<Rooms> {
        let row = self.0.chunks_exact(ROW).nth(usize::try_from(step).ok()?)?;
        let mut rooms = Rooms::default();
        for (room, word) in rooms.iter_mut().zip(row.as_chunks::<WORD>().0) {
            *room = u64::from_le_bytes(*word);
        }
        Some(rooms)
    }

    /// The first step whose hashes differ, among those that both have.
    pub fn first_difference(&self, other: &Self) -> Option<u64> {
        let pairs = self.0.chunks_exact(ROW).zip(other.0.chunks_exact(ROW));
        pairs.enumerate().find(|(_, (a, b))| a != b).map(|(step, _)| step as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(rows: &[Rooms]) -> Hashes {
        let mut bytes = Vec::new();
        for row in rows {
            append(&mut bytes, row);
        }
        Hashes(bytes)
    }

    #[test]
    fn the_first_step_that_differs_is_found() {
        let (a, b) = (
            hashes(&[[1, 2, 0, 0, 0], [3, 4, 0, 0, 0], [5, 6, 0, 0, 0]]),
            hashes(&[[1, 2, 0, 0, 0], [3, 9, 0, 0, 0]]),
        );
        assert_eq!(a.first_difference(&b), Some(1));
        assert_eq!(b.at(1), Some([3, 9, 0, 0, 0]));
        assert_eq!((a.steps(), b.steps(), b.at(2)), (3, 2, None));
        assert_eq!(a.first_difference(&hashes(&[[1, 2, 0, 0, 0]])), None);
    }

    #[test]
    fn a_row_that_was_cut_off_does_not_count() {
        let mut cut = hashes(&[[1, 2, 0, 0, 0], [3, 4, 0, 0, 0]]);
        cut.0.truncate(ROW + 3);
        assert_eq!((cut.steps(), cut.at(1)), (1, None));
        assert_eq!(cut.first_difference(&hashes(&[[1, 2, 0, 0, 0], [7, 7, 0, 0, 0]])), None);
    }
}
