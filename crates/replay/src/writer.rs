//! Writes a replay while the run goes.

use crate::error::ReplayError;
use crate::frame::Encoder;
use crate::schema::{AGENTS, EVENTS, FRAMES, INCIDENTS, MAP, RUN, SIGNALS, TOPICS};
use crate::{AgentNote, Drawing, EventNote, FORMAT, Header, IncidentNote, Row, SignalsNote, Timeline};
use mcap::records::{MessageHeader, Metadata};
use mcap::{Attachment, Compression, WriteOptions};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{Seek, Write};

/// What the file calls itself.
pub(crate) const PROFILE: &str = "pilotzone-replay";
/// Name of the attachment with the timeline.
pub(crate) const TIMELINE: &str = "timeline";
/// How much of the simulation one chunk holds (s): what a seek reads, and what a killed run can lose.
const CHUNK_S: f64 = 10.0;

/// A replay that is being written.
pub struct Writer<W: Write + Seek> {
    mcap: mcap::Writer<W>,
    channels: BTreeMap<&'static str, u16>,
    sequence: u32,
    encoder: Encoder,
    /// Time from which a new chunk begins.
    chunk_ends_s: f64,
    phases: Vec<u32>,
    buffer: Vec<u8>,
    timeline: Timeline,
    agent_frames: u64,
    last_s: f64,
}

impl<W: Write + Seek> Writer<W> {
    /// Begins a file with what is known before the first step.
    pub fn begin(to: W, header: &Header, drawing: &Drawing) -> Result<Self, ReplayError> {
        let options = WriteOptions::new()
            .profile(PROFILE)
            .library(concat!("pilotzone ", env!("CARGO_PKG_VERSION")))
            .compression(Some(Compression::Zstd))
            // A fifth smaller than zstd's own default, at a time that does not show beside a step.
            .compression_level(6)
            // In this thread: the same bytes whatever the machine.
            .compression_threads(0)
            // Closed by time alone, in one piece: what is on disk is whole chunks.
            .chunk_size(None)
            .disable_seeking(true);
        let mut mcap = options.create(to).map_err(ReplayError::writing)?;
        let format = BTreeMap::from([("format".to_owned(), FORMAT.to_string())]);
        mcap.write_metadata(&Metadata { name: PROFILE.to_owned(), metadata: format })
            .map_err(ReplayError::writing)?;
        let mut channels = BTreeMap::new();
        for topic in &TOPICS {
            let schema = mcap
                .add_schema(topic.name, topic.schema_encoding, (topic.schema)().as_bytes())
                .map_err(ReplayError::writing)?;
            let id = mcap
                .add_channel(schema, topic.topic, topic.encoding, &BTreeMap::new())
                .map_err(ReplayError::writing)?;
            channels.insert(topic.topic, id);
        }
        let mut writer = Self {
            mcap,
            channels,
            sequence: 0,
            encoder: Encoder::default(),
            chunk_ends_s: f64::NEG_INFINITY,
            phases: Vec::new(),
            buffer: Vec::new(),
            timeline: Timeline::default(),
            agent_frames: 0,
            last_s: header.begin_s,
        };
        writer.json(RUN, header.begin_s, header)?;
        writer.json(MAP, header.begin_s, drawing)?;
        writer.flush()?;
        Ok(writer)
    }

    /// Adds a frame: everybody, in any order but each once, and the phases of all signals. Who is new is asked for.
    pub fn frame(
        &mut self,
        time_s: f64,
        rows: &mut [Row],
        phases: &[u32],
        note: &dyn Fn(u32) -> AgentNote,
    ) -> Result<(), ReplayError> {
        rows.sort_unstable_by_key(|row| row.id);
        let is_key = time_s >= self.chunk_ends_s;
        if is_key {
            self.flush()?;
            self.chunk_ends_s = time_s + CHUNK_S - 1e-6;
        }
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        self.encoder.encode(rows, is_key, &mut bytes);
        let come: Vec<AgentNote> = self.encoder.come().iter().map(|&id| note(id)).collect();
        if !come.is_empty() {
            self.json(AGENTS, time_s, &come)?;
        }
        self.signals(time_s, phases, is_key)?;
        self.put(FRAMES, time_s, &bytes)?;
        self.buffer = bytes;
        self.agent_frames += rows.iter().filter(|row| !row.is(crate::state::OBJECT)).count() as u64;
        self.last_s = time_s;
        Ok(())
    }

    fn signals(&mut self, time_s: f64, phases: &[u32], all: bool) -> Result<(), ReplayError> {
        let before = |at: usize| self.phases.get(at).copied();
        let numbered = phases.iter().enumerate();
        let changed = numbered.filter(|&(at, &phase)| all || before(at) != Some(phase));
        let note = SignalsNote { phases: changed.map(|(at, &phase)| [at as u32, phase]).collect() };
        if note.phases.is_empty() {
            return Ok(());
        }
        self.phases.clear();
        self.phases.extend_from_slice(phases);
        self.json(SIGNALS, time_s, &note)
    }

    /// Adds an event.
    pub fn event(&mut self, note: &EventNote) -> Result<(), ReplayError> {
        self.timeline.near_misses.extend(note.near_miss());
        self.json(EVENTS, note.time_s, note)
    }

    /// Adds an incident.
    pub fn incident(&mut self, note: IncidentNote) -> Result<(), ReplayError> {
        self.json(INCIDENTS, note.time_s, &note)?;
        self.timeline.incidents.push(note);
        Ok(())
    }

    /// Agents times frames so far; things that nobody drives are not counted.
    pub fn agent_frames(&self) -> u64 {
        self.agent_frames
    }

    /// Closes the chunk; all that came so far can be read from then on. The next frame is whole, as each chunk's first is.
    pub fn flush(&mut self) -> Result<(), ReplayError> {
        self.chunk_ends_s = f64::NEG_INFINITY;
        self.mcap.flush().map_err(ReplayError::writing)
    }

    /// Ends the file with its timeline and its index.
    pub fn finish(mut self) -> Result<(), ReplayError> {
        self.flush()?;
        let time_ns = nanoseconds(self.last_s);
        let data = serde_json::to_vec(&self.timeline).map_err(|e| ReplayError::Write(e.to_string()))?;
        let attachment = Attachment {
            log_time: time_ns,
            create_time: time_ns,
            name: TIMELINE.to_owned(),
            media_type: "application/json".to_owned(),
            data: data.into(),
        };
        self.mcap.attach(&attachment).map_err(ReplayError::writing)?;
        self.mcap.finish().map_err(ReplayError::writing)?;
        self.mcap.into_inner().flush()?;
        Ok(())
    }

    fn json(&mut self, topic: &str, time_s: f64, value: &impl Serialize) -> Result<(), ReplayError> {
        let bytes = serde_json::to_vec(value).map_err(|e| ReplayError::Write(e.to_string()))?;
        self.put(topic, time_s, &bytes)
    }

    fn put(&mut self, topic: &str, time_s: f64, bytes: &[u8]) -> Result<(), ReplayError> {
        // Every topic of the table was declared.
        let channel_id = self.channels.get(topic).copied().unwrap_or_default();
        let time_ns = nanoseconds(time_s);
        let header =
            MessageHeader { channel_id, sequence: self.sequence, log_time: time_ns, publish_time: time_ns };
        self.sequence = self.sequence.wrapping_add(1);
        self.mcap.write_to_known_channel(&header, bytes).map_err(ReplayError::writing)
    }
}

pub(crate) fn nanoseconds(time_s: f64) -> u64 {
    (time_s * 1e9).round() as u64
}
