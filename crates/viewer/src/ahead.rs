//! Reads chunks before they are needed, beside what is drawn.

use pilotzone_replay::{Chunk, Replay};
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

/// A reader in a thread of its own, with a view of the file of its own.
#[derive(Debug)]
pub struct Ahead {
    asks: Sender<usize>,
    /// Behind a lock only so that it may be looked at from any thread; one alone does.
    answers: Mutex<Receiver<(usize, Option<Chunk>)>>,
    asked: Option<usize>,
}

impl Ahead {
    /// Starts it for a file that was opened before.
    pub fn start(path: PathBuf) -> Self {
        let (asks, asked) = channel::<usize>();
        let (tells, answers) = channel();
        std::thread::spawn(move || {
            let opened = File::open(&path).ok().and_then(|file| Replay::open(BufReader::new(file)).ok());
            let Some(mut replay) = opened else { return };
            for number in asked {
                // What cannot be read is read again, and told, where it is needed.
                if tells.send((number, replay.chunk(number).ok())).is_err() {
                    return;
                }
            }
        });
        Self { asks, answers: Mutex::new(answers), asked: None }
    }

    /// Asks for a chunk, if none is under way.
    pub fn ask(&mut self, number: usize) {
        if self.asked.is_none() && self.asks.send(number).is_ok() {
            self.asked = Some(number);
        }
    }

    /// A chunk that was asked for and is there; of the one that is `needed` now its coming is waited for.
    pub fn take(&mut self, needed: usize) -> Option<(usize, Chunk)> {
        let number = self.asked?;
        let answers = self.answers.lock().ok()?;
        let answer = if number == needed { answers.recv().ok() } else { answers.try_recv().ok() };
        if let Some((number, chunk)) = answer {
            self.asked = None;
            return Some((number, chunk?));
        }
        if number == needed {
            self.asked = None;
        }
        None
    }
}
