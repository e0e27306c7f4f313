//! Reads a replay.

use crate::chunk::{Chunk, Message, attached, messages};
use crate::error::ReplayError;
use crate::index::{self, Extent, Index, at_byte, head, parsed};
use crate::schema::{MAP, RUN};
use crate::writer::{PROFILE, nanoseconds};
use crate::{Drawing, EventNote, FORMAT, Frame, Header, Timeline};
use mcap::MAGIC;
use mcap::records::{Record, op};
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

/// An open replay. It holds the run's header, the map's picture and the index; frames stay on disk until asked for.
#[derive(Debug)]
pub struct Replay<R> {
    source: R,
    index: Index,
    topics: BTreeMap<u16, String>,
    header: Header,
    drawing: Drawing,
    /// The chunk that was asked for last.
    at_hand: Option<(usize, Chunk)>,
}

impl<R: Read + Seek> Replay<R> {
    /// Opens a file. One that was cut off is played up to its last whole chunk.
    pub fn open(mut source: R) -> Result<Self, ReplayError> {
        check_beginning(&mut source)?;
        let mut index = index::index(&mut source)?;
        if index.chunks.is_empty() {
            return Err(ReplayError::Empty);
        }
        // The first chunk tells what the run was; all after it show it.
        let first = index.chunks.remove(0).extent;
        let mut topics = BTreeMap::new();
        let (kind, body) = index::read(&mut source, first)?;
        let messages = messages(kind, &body, first, &mut topics)?;
        let of = |topic: &str| {
            let found = messages.iter().find(|message: &&Message| message.topic == topic);
            found.ok_or_else(|| ReplayError::damaged(at_byte(first), format!("`{topic}` is missing")))
        };
        let (header, drawing) = (of(RUN)?.json(first)?, of(MAP)?.json(first)?);
        Ok(Self { source, index, topics, header, drawing, at_hand: None })
    }

    /// What is known of the run.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The picture of its map.
    pub fn drawing(&self) -> &Drawing {
        &self.drawing
    }

    /// Whether the run was recorded to its end; otherwise the file was cut off.
    pub fn is_whole(&self) -> bool {
        self.index.is_whole
    }

    /// Begin and end of what can be shown (s of simulation).
    pub fn span_s(&self) -> (f64, f64) {
        let seconds = |ns: u64| ns as f64 / 1e9;
        let (first, last) = (self.index.chunks.first(), self.index.chunks.last());
        let begin_s = first.map_or(self.header.begin_s, |span| seconds(span.start_ns));
        (begin_s, last.map_or(begin_s, |span| seconds(span.end_ns)))
    }

    /// How many chunks there are.
    pub fn chunks(&self) -> usize {
        self.index.chunks.len()
    }

    /// The chunk that shows a time (s); the nearest where none does.
    pub fn chunk_at(&self, time_s: f64) -> usize {
        let at_ns = nanoseconds(time_s + 1e-6);
        let after = self.index.chunks.partition_point(|span| span.start_ns <= at_ns);
        after.saturating_sub(1)
    }

    /// One chunk, unpacked.
    pub fn chunk(&mut self, number: usize) -> Result<Chunk, ReplayError> {
        let Some(span) = self.index.chunks.get(number) else { return Ok(Chunk::default()) };
        let extent = span.extent;
        let (kind, body) = index::read(&mut self.source, extent)?;
        Chunk::of(&messages(kind, &body, extent, &mut self.topics)?, extent)
    }

    /// The last frame at or before a time (s), with its chunk; the first where that is later. None in a replay
    /// without frames.
    pub fn at(&mut self, time_s: f64) -> Result<Option<(&Chunk, &Frame)>, ReplayError> {
        let number = self.chunk_at(time_s);
        if self.at_hand.as_ref().is_none_or(|(at_hand, _)| *at_hand != number) {
            self.at_hand = Some((number, self.chunk(number)?));
        }
        let chunk = self.at_hand.as_ref().map(|(_, chunk)| chunk);
        Ok(chunk.and_then(|chunk| Some((chunk, chunk.frame_at(time_s)?))))
    }

    /// All incidents and near misses. Of a file that was cut off every chunk is read for it.
    pub fn timeline(&mut self) -> Result<Timeline, ReplayError> {
        if let Some(extent) = self.index.timeline {
            let (kind, body) = index::read(&mut self.source, extent)?;
            let data = if kind == op::ATTACHMENT { attached(&body) } else { None };
            let missing = || ReplayError::damaged(at_byte(extent), "the timeline is missing");
            return serde_json::from_slice(data.ok_or_else(missing)?)
                .map_err(|error| ReplayError::damaged(at_byte(extent), error));
        }
        let mut timeline = Timeline::default();
        for number in 0..self.chunks() {
            let chunk = self.chunk(number)?;
            timeline.incidents.extend(chunk.incidents);
            timeline.near_misses.extend(chunk.events.iter().filter_map(EventNote::near_miss));
        }
        Ok(timeline)
    }
}

/// Refuses what is no replay of ours, and what a later version wrote.
fn check_beginning<R: Read + Seek>(source: &mut R) -> Result<(), ReplayError> {
    let bytes = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(0))?;
    let mut magic = [0; 8];
    if bytes < 8 || source.read_exact(&mut magic).is_err() || magic != *MAGIC {
        return Err(ReplayError::NoMcap);
    }
    let mut at = MAGIC.len() as u64;
    let mut next = |wanted: u8| -> Result<Option<(Vec<u8>, Extent)>, ReplayError> {
        let Some((kind, extent)) = head(source, at, bytes)? else { return Ok(None) };
        at += extent.length;
        if kind != wanted {
            return Ok(None);
        }
        Ok(Some((index::read(source, extent)?.1, extent)))
    };
    let Some((body, extent)) = next(op::HEADER)? else { return Err(ReplayError::Empty) };
    let Record::Header(header) = parsed(op::HEADER, &body, extent)? else { return Err(ReplayError::NoMcap) };
    if header.profile != PROFILE {
        return Err(ReplayError::Foreign { profile: header.profile });
    }
    let Some((body, extent)) = next(op::METADATA)? else { return Err(ReplayError::Empty) };
    let Record::Metadata(format) = parsed(op::METADATA, &body, extent)? else {
        return Err(ReplayError::Empty);
    };
    let found = format.metadata.get("format").and_then(|text| text.parse().ok()).unwrap_or(u32::MAX);
    if found > FORMAT { Err(ReplayError::Newer { found }) } else { Ok(()) }
}
