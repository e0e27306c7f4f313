//! One chunk, unpacked.

use crate::cut::Cut;
use crate::error::ReplayError;
use crate::frame::Decoder;
use crate::index::{Extent, at_byte};
use crate::schema::{AGENTS, EVENTS, FRAMES, INCIDENTS, SIGNALS};
use crate::sizes::UNPACKED_MAX;
use crate::{AgentNote, EventNote, Frame, IncidentNote, SignalsNote};
use mcap::records::op;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io::Read;

/// Some seconds of a replay, which need no other chunk.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chunk {
    /// Everybody who is in it, by number.
    pub agents: BTreeMap<u32, AgentNote>,
    /// Where everybody is, in the order of time.
    pub frames: Vec<Frame>,
    /// Phases of signals: from that time (s) on these hold; the first names all.
    pub signals: Vec<(f64, SignalsNote)>,
    /// What happened.
    pub events: Vec<EventNote>,
    /// Incidents.
    pub incidents: Vec<IncidentNote>,
}

impl Chunk {
    /// The last frame at or before a time (s), else the first.
    pub fn frame_at(&self, time_s: f64) -> Option<&Frame> {
        let after = self.frames.partition_point(|frame| frame.time_s <= time_s + 1e-6);
        self.frames.get(after.saturating_sub(1))
    }

    /// The phase of each signal at a time (s), by number.
    pub fn phases_at(&self, time_s: f64) -> BTreeMap<u32, u32> {
        let so_far = self.signals.iter().take_while(|(from_s, _)| *from_s <= time_s + 1e-6);
        so_far.flat_map(|(_, note)| note.phases.iter().map(|&[signal, phase]| (signal, phase))).collect()
    }

    pub(crate) fn of(messages: &[Message], extent: Extent) -> Result<Self, ReplayError> {
        let mut chunk = Self::default();
        let mut decoder = Decoder::default();
        for message in messages {
            let time_s = message.time_ns as f64 / 1e9;
            match message.topic.as_str() {
                AGENTS => {
                    let come: Vec<AgentNote> = message.json(extent)?;
                    chunk.agents.extend(come.into_iter().map(|note| (note.id, note)));
                }
                SIGNALS => chunk.signals.push((time_s, message.json(extent)?)),
                FRAMES => {
                    let rows = decoder.decode(&message.data).ok_or_else(|| {
                        ReplayError::damaged(at_byte(extent), format!("the frame of {time_s} s is none"))
                    })?;
                    chunk.frames.push(Frame { time_s, rows });
                }
                EVENTS => chunk.events.push(message.json(extent)?),
                INCIDENTS => chunk.incidents.push(message.json(extent)?),
                // A channel of a later version of this format: what it tells is beside the picture.
                _ => {}
            }
        }
        Ok(chunk)
    }
}

/// One message.
#[derive(Debug)]
pub(crate) struct Message {
    pub topic: String,
    pub time_ns: u64,
    pub data: Vec<u8>,
}

impl Message {
    pub fn json<T: DeserializeOwned>(&self, extent: Extent) -> Result<T, ReplayError> {
        serde_json::from_slice(&self.data)
            .map_err(|error| ReplayError::damaged(at_byte(extent), format!("{}: {error}", self.topic)))
    }
}

/// The messages of a chunk record's body. Channels that it declares are added to those known.
pub(crate) fn messages(
    kind: u8,
    body: &[u8],
    extent: Extent,
    topics: &mut BTreeMap<u16, String>,
) -> Result<Vec<Message>, ReplayError> {
    let damaged = |what: &str| ReplayError::damaged(at_byte(extent), what);
    if kind != op::CHUNK {
        return Err(damaged("there is no chunk"));
    }
    let plain = unpacked(&mut Cut(body)).ok_or_else(|| damaged("the chunk cannot be unpacked"))?;
    let mut messages = Vec::new();
    let mut rest = Cut(&plain);
    while !rest.0.is_empty() {
        record(&mut rest, topics, &mut messages).ok_or_else(|| damaged("the chunk ends in a record"))?;
    }
    Ok(messages)
}

/// The records in a chunk: see the MCAP specification, "Chunk". Their sum is checked.
fn unpacked(body: &mut Cut<'_>) -> Option<Vec<u8>> {
    let (_start_ns, _end_ns) = (body.u64()?, body.u64()?);
    let (bytes, sum, packing) = (body.u64()?, body.u32()?, body.text()?);
    let packed_bytes = body.u64()?;
    let packed = body.bytes(packed_bytes)?;
    if bytes > UNPACKED_MAX {
        return None;
    }
    let mut plain = Vec::new();
    match packing {
        "" => plain.extend_from_slice(packed),
        "zstd" => {
            // As a stream, so that memory grows with what really comes and not with what is promised.
            let decoder = zstd::stream::read::Decoder::with_buffer(packed).ok()?;
            decoder.take(bytes + 1).read_to_end(&mut plain).ok()?;
        }
        _ => return None,
    }
    let is_right = plain.len() as u64 == bytes && (sum == 0 || crc32fast::hash(&plain) == sum);
    is_right.then_some(plain)
}

/// Takes the next record.
fn record(rest: &mut Cut<'_>, topics: &mut BTreeMap<u16, String>, messages: &mut Vec<Message>) -> Option<()> {
    let (kind, length) = (rest.byte()?, rest.u64()?);
    let mut body = Cut(rest.bytes(length)?);
    match kind {
        op::CHANNEL => {
            let (id, _schema) = (body.u16()?, body.u16()?);
            topics.insert(id, body.text()?.to_owned());
        }
        op::MESSAGE => {
            let (channel, _sequence) = (body.u16()?, body.u32()?);
            let (time_ns, _published_ns) = (body.u64()?, body.u64()?);
            let topic = topics.get(&channel).cloned().unwrap_or_default();
            messages.push(Message { topic, time_ns, data: body.0.to_vec() });
        }
        _ => {}
    }
    Some(())
}

/// The bytes of an attachment record's body: see the MCAP specification, "Attachment".
pub(crate) fn attached(body: &[u8]) -> Option<&[u8]> {
    let mut body = Cut(body);
    let (_log_ns, _made_ns, _name, _media) = (body.u64()?, body.u64()?, body.text()?, body.text()?);
    let bytes = body.u64()?;
    body.bytes(bytes)
}
