//! An open replay, and its moments.

use crate::ahead::Ahead;
use crate::error::ViewerError;
use crate::moment::Moment;
use bevy::prelude::Resource;
use pilotzone_replay::{Chunk, Drawing, Header, IncidentNote, Replay, ReplayError, Timeline, state};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// So many chunks are kept: the one that is shown, the one before it for trails, and the next.
const KEPT: usize = 3;
/// At so many moments the run is looked at to see where it is busy.
const SAMPLES: u32 = 6;
/// Who is no farther away than this (m) is near.
const NEAR_M: f64 = 70.0;
/// Who is no faster than this (m/s) stands.
const STANDS_MPS: f64 = 2.0;
/// Of more places than this every n-th is asked how many are near it.
const ASKED_MAX: usize = 400;

/// An open replay.
#[derive(Resource, Debug)]
pub struct Reel {
    path: PathBuf,
    replay: Replay<BufReader<File>>,
    timeline: Timeline,
    at_hand: Vec<(usize, Chunk)>,
    ahead: Option<Ahead>,
}

/// The replay of a run: its folder, or the file itself.
pub fn replay_file(run: &Path) -> PathBuf {
    if run.is_dir() { run.join("replay.mcap") } else { run.to_path_buf() }
}

impl Reel {
    /// Opens the replay of a run.
    pub fn open(run: &Path) -> Result<Self, ViewerError> {
        let path = replay_file(run);
        let failed = |error: ReplayError| ViewerError::Replay { path: path.clone(), error };
        let file = File::open(&path).map_err(|error| failed(error.into()))?;
        let mut replay = Replay::open(BufReader::new(file)).map_err(failed)?;
        let timeline = replay.timeline().map_err(failed)?;
        Ok(Self { path, replay, timeline, at_hand: Vec::new(), ahead: None })
    }

    /// From now on reads what comes next before it is needed, beside what is drawn.
    pub fn read_ahead(&mut self) {
        self.ahead = Some(Ahead::start(self.path.clone()));
    }

    /// What is known of the run.
    pub fn header(&self) -> &Header {
        self.replay.header()
    }

    /// The picture of its map.
    pub fn drawing(&self) -> &Drawing {
        self.replay.drawing()
    }

    /// Incidents and near misses.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// One incident.
    pub fn incident(&self, number: u32) -> Result<&IncidentNote, ViewerError> {
        let found = self.timeline.incidents.iter().find(|incident| incident.number == number);
        found.ok_or(ViewerError::NoIncident { number, count: self.timeline.incidents.len() })
    }

    /// Whether the run was recorded to its end.
    pub fn is_whole(&self) -> bool {
        self.replay.is_whole()
    }

    /// Begin and end of what can be shown (s of simulation).
    pub fn span_s(&self) -> (f64, f64) {
        self.replay.span_s()
    }

    /// The moment of a time (s); the nearest where there is none.
    pub fn moment(&mut self, time_s: f64) -> Result<Moment, ViewerError> {
        let (begin_s, end_s) = self.span_s();
        let time_s = time_s.clamp(begin_s, end_s.max(begin_s));
        let number = self.replay.chunk_at(time_s);
        self.fetch(number)?;
        let is_last =
            self.chunk(number).and_then(|chunk| chunk.frames.last()).is_some_and(|f| f.time_s <= time_s);
        if is_last && number + 1 < self.replay.chunks() {
            self.fetch(number + 1)?;
        }
        let after = self.chunk(number + 1).and_then(|next| next.frames.first());
        Ok(self.chunk(number).map_or_else(Moment::default, |chunk| Moment::of(chunk, after, time_s)))
    }

    /// The name of an agent that is in what was shown last.
    pub fn name(&self, id: u32) -> Option<&str> {
        let notes = self.at_hand.iter().rev().filter_map(|(_, chunk)| chunk.agents.get(&id));
        notes.map(|note| note.name.as_str()).next()
    }

    /// Where an agent was in so many seconds before a time, oldest first: east, north and up (m).
    pub fn trail(&mut self, id: u32, time_s: f64, length_s: f64) -> Result<Vec<[f64; 3]>, ViewerError> {
        let (first, last) = (self.replay.chunk_at(time_s - length_s), self.replay.chunk_at(time_s));
        let mut places = Vec::new();
        for number in first..=last {
            self.fetch(number)?;
            let frames = self.chunk(number).map_or(&[][..], |chunk| &chunk.frames);
            let span = frames.iter().filter(|f| f.time_s >= time_s - length_s && f.time_s <= time_s);
            places.extend(span.filter_map(|frame| frame.row(id)).map(|row| {
                let place = row.place();
                [place.x_m, place.y_m, place.z_m]
            }));
        }
        Ok(places)
    }

    /// The busiest place of the run: where most are near, in the course of it. None where nobody ever is.
    pub fn busiest(&mut self) -> Result<Option<[f64; 3]>, ViewerError> {
        let (begin_s, end_s) = self.span_s();
        let mut agents = Vec::new();
        for n in 0..SAMPLES {
            let share = f64::from(n) / f64::from(SAMPLES - 1);
            agents.extend(self.moment(begin_s + (end_s - begin_s) * share)?.agents);
        }
        let places = |in_air: bool| -> Vec<[f64; 3]> {
            let those = agents.iter().filter(|agent| agent.is(state::AIR) == in_air);
            those
                .flat_map(|agent| {
                    let place = &agent.place;
                    // Who stands waits for others: he counts more than who passes by.
                    let count = if place.speed_mps < STANDS_MPS { 3 } else { 1 };
                    std::iter::repeat_n([place.x_m, place.y_m, place.z_m], count)
                })
                .collect()
        };
        // Where people are is looked at first; where there are none, drones are.
        Ok(densest(&places(false)).or_else(|| densest(&places(true))))
    }

    fn chunk(&self, number: usize) -> Option<&Chunk> {
        self.at_hand.iter().find(|(kept, _)| *kept == number).map(|(_, chunk)| chunk)
    }

    fn fetch(&mut self, number: usize) -> Result<(), ViewerError> {
        let come = self.ahead.as_mut().and_then(|ahead| ahead.take(number));
        if let Some((number, chunk)) = come {
            self.keep(number, chunk);
        }
        if self.chunk(number).is_none() {
            let chunk = self.replay.chunk(number);
            let chunk = chunk.map_err(|error| ViewerError::Replay { path: self.path.clone(), error })?;
            self.keep(number, chunk);
        }
        let next = number + 1;
        let is_missing = next < self.replay.chunks() && self.chunk(next).is_none();
        if let Some(ahead) = self.ahead.as_mut().filter(|_| is_missing) {
            ahead.ask(next);
        }
        Ok(())
    }

    fn keep(&mut self, number: usize, chunk: Chunk) {
        if self.chunk(number).is_none() {
            if self.at_hand.len() >= KEPT {
                self.at_hand.remove(0);
            }
            self.at_hand.push((number, chunk));
        }
    }
}

/// The middle of those who are near the place near which most are.
fn densest(places: &[[f64; 3]]) -> Option<[f64; 3]> {
    let near = |at: &[f64; 3]| {
        let at = *at;
        places.iter().filter(move |to| libm::hypot(to[0] - at[0], to[1] - at[1]) < NEAR_M)
    };
    let stride = places.len().div_ceil(ASKED_MAX).max(1);
    // Of places with equally many the first: `max_by_key` would take the last, and a longer run another.
    let asked = places.iter().step_by(stride).rev();
    let best = asked.max_by_key(|at| near(at).count())?;
    let count = near(best).count() as f64;
    let middle = |axis: usize| near(best).map(|to| to[axis]).sum::<f64>() / count;
    Some([middle(0), middle(1), middle(2)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_place_is_where_most_are_and_not_their_middle() {
        let mut places: Vec<[f64; 3]> = (0..30).map(|n| [1000.0 + f64::from(n), 500.0, 0.0]).collect();
        places.extend((0..20).map(|n| [f64::from(n) * 200.0, -900.0, 0.0]));
        let found = densest(&places).unwrap();
        assert!((found[0] - 1014.5).abs() < 1e-9 && (found[1] - 500.0).abs() < 1e-9, "{found:?}");
        assert_eq!(densest(&[]), None);
    }
}
