//! Where the chunks of a file are: from its index, or found by a walk where it was cut off before one was written.

use crate::cut::little_endian;
use crate::error::ReplayError;
use crate::sizes::RECORD_MAX;
use crate::writer::TIMELINE;
use mcap::MAGIC;
use mcap::records::{Record, op};
use mcap::sans_io::summary_reader::{SummaryReadEvent, SummaryReader, SummaryReaderOptions};
use std::io::{Read, Seek, SeekFrom};

/// Kind and length of a record before its body.
const HEAD: u64 = 1 + 8;

/// Where one record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Offset of its kind.
    pub offset: u64,
    /// Length, kind and length word included.
    pub length: u64,
}

/// A chunk and the time that it spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub extent: Extent,
    pub start_ns: u64,
    pub end_ns: u64,
}

/// What a file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    /// Chunks in the order of the file.
    pub chunks: Vec<Span>,
    /// The attachment with the timeline.
    pub timeline: Option<Extent>,
    /// Whether the file was finished.
    pub is_whole: bool,
}

/// The index of a file: its own, or one made by a walk over what is there.
pub(crate) fn index<R: Read + Seek>(source: &mut R) -> Result<Index, ReplayError> {
    let bytes = source.seek(SeekFrom::End(0))?;
    match written(source, bytes) {
        Ok(Some(index)) => Ok(index),
        Err(mcap::McapError::Io(error)) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            Err(error.into())
        }
        // Cut short or damaged at its end: what is there still plays.
        Ok(None) | Err(_) => walk(source, bytes),
    }
}

fn written<R: Read + Seek>(source: &mut R, bytes: u64) -> mcap::McapResult<Option<Index>> {
    let options = SummaryReaderOptions::default()
        .with_file_size(bytes)
        .with_record_length_limit(usize::try_from(RECORD_MAX).unwrap_or(usize::MAX));
    let mut reader = SummaryReader::new_with_options(options);
    while let Some(event) = reader.next_event() {
        match event? {
            SummaryReadEvent::ReadRequest(need) => {
                let read = source.read(reader.insert(need))?;
                reader.notify_read(read);
            }
            SummaryReadEvent::SeekRequest(to) => reader.notify_seeked(source.seek(to)?),
        }
    }
    let Some(summary) = reader.finish() else { return Ok(None) };
    let span = |chunk: &mcap::records::ChunkIndex| Span {
        extent: Extent { offset: chunk.chunk_start_offset, length: chunk.chunk_length },
        start_ns: chunk.message_start_time,
        end_ns: chunk.message_end_time,
    };
    let mut chunks: Vec<Span> = summary.chunk_indexes.iter().map(span).collect();
    chunks.sort_unstable_by_key(|span| span.extent.offset);
    let timeline = summary.attachment_indexes.iter().find(|attachment| attachment.name == TIMELINE);
    let timeline = timeline.map(|found| Extent { offset: found.offset, length: found.length });
    Ok(Some(Index { chunks, timeline, is_whole: true }))
}

/// Goes from record to record as far as they are whole.
fn walk<R: Read + Seek>(source: &mut R, bytes: u64) -> Result<Index, ReplayError> {
    let mut chunks = Vec::new();
    let mut at = MAGIC.len() as u64;
    while let Some((kind, extent)) = head(source, at, bytes)? {
        // A chunk begins with the times of its first and last message.
        if kind == op::CHUNK && extent.length >= HEAD + 16 {
            let mut times = [0; 16];
            source.seek(SeekFrom::Start(at + HEAD))?;
            source.read_exact(&mut times)?;
            let (start, end) = times.split_at(8);
            chunks.push(Span { extent, start_ns: little_endian(start), end_ns: little_endian(end) });
        }
        at += extent.length;
    }
    Ok(Index { chunks, timeline: None, is_whole: false })
}

/// Kind and extent of the record at an offset, if all of it is there.
pub(crate) fn head<R: Read + Seek>(
    source: &mut R,
    at: u64,
    bytes: u64,
) -> Result<Option<(u8, Extent)>, ReplayError> {
    if at + HEAD > bytes {
        return Ok(None);
    }
    let mut head = [0; HEAD as usize];
    source.seek(SeekFrom::Start(at))?;
    source.read_exact(&mut head)?;
    let length = little_endian(&head[1..]).saturating_add(HEAD);
    let is_there = head[0] != 0 && at.saturating_add(length) <= bytes;
    Ok(is_there.then_some((head[0], Extent { offset: at, length })))
}

/// Kind and body of a record.
pub(crate) fn read<R: Read + Seek>(source: &mut R, extent: Extent) -> Result<(u8, Vec<u8>), ReplayError> {
    if !(HEAD..=RECORD_MAX).contains(&extent.length) {
        return Err(ReplayError::damaged(at_byte(extent), "a record of that length cannot be"));
    }
    source.seek(SeekFrom::Start(extent.offset))?;
    let mut body = Vec::new();
    let read = source.take(extent.length).read_to_end(&mut body)? as u64;
    if read < extent.length {
        return Err(ReplayError::damaged(at_byte(extent), "it ends early"));
    }
    let length = little_endian(&body[1..HEAD as usize]);
    if length.checked_add(HEAD) != Some(extent.length) {
        return Err(ReplayError::damaged(at_byte(extent), "its index is wrong"));
    }
    let kind = body[0];
    body.drain(..HEAD as usize);
    Ok((kind, body))
}

/// A record, parsed.
pub(crate) fn parsed(kind: u8, body: &[u8], extent: Extent) -> Result<Record<'_>, ReplayError> {
    mcap::parse_record(kind, body).map_err(|error| ReplayError::damaged(at_byte(extent), error))
}

pub(crate) fn at_byte(extent: Extent) -> String {
    format!("at byte {}", extent.offset)
}
