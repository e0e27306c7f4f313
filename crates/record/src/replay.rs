//! Fills `replay.mcap` while the run goes.

mod header;
mod rows;

use crate::accounts::account;
use crate::error::RecordError;
use crate::events::tidy_s;
use pilotzone_engine::Engine;
use pilotzone_replay::{Drawing, EventNote, IncidentNote, ReplayError, Row, Writer};
use pilotzone_safety::{IncidentRecord, story};
use pilotzone_world::{AirEvent, Event, Language, RoadUser, Stamped, Uav};
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

/// The replay of a run that goes.
pub(crate) struct Replay {
    path: PathBuf,
    writer: Writer<BufWriter<File>>,
    frame_steps: u64,
    users: Vec<RoadUser>,
    uavs: Vec<Uav>,
    rows: Vec<Row>,
}

impl Replay {
    /// Begins with the run as it stands before its next step.
    pub fn begin(path: PathBuf, engine: &Engine) -> Result<Self, RecordError> {
        let run = engine.run();
        let file = File::create(&path).map_err(|error| RecordError::disk(&path, "written", error))?;
        let (header, drawing) = (header::of(run, engine.time_s()), Drawing::of(&run.map));
        let writer =
            Writer::begin(BufWriter::new(file), &header, &drawing).map_err(|error| failed(&path, error))?;
        let frame_steps = (run.settings.frame_s / run.settings.dt_s).round().max(1.0) as u64;
        let mut replay =
            Self { path, writer, frame_steps, users: Vec::new(), uavs: Vec::new(), rows: Vec::new() };
        replay.frame(engine)?;
        Ok(replay)
    }

    /// To be called after every step.
    pub fn observe(&mut self, engine: &Engine) -> Result<(), RecordError> {
        self.note_events(engine)?;
        if engine.steps().is_multiple_of(self.frame_steps) { self.frame(engine) } else { Ok(()) }
    }

    /// Takes down the events of the last step, or those of the end.
    pub fn note_events(&mut self, engine: &Engine) -> Result<(), RecordError> {
        for stamped in engine.events().iter().filter(|stamped| is_shown(&stamped.event)) {
            let note = event(engine, stamped);
            self.writer.event(&note).map_err(|error| failed(&self.path, error))?;
            let Event::Incident { number, .. } = stamped.event else { continue };
            let records = engine.safety().map_or(&[][..], |safety| &safety.state.records);
            if let Some(record) = records.iter().find(|record| record.number == number) {
                let note = incident(engine, record);
                self.writer.incident(note).map_err(|error| failed(&self.path, error))?;
            }
        }
        Ok(())
    }

    fn frame(&mut self, engine: &Engine) -> Result<(), RecordError> {
        engine.look(&mut self.users);
        rows::fill(&mut self.rows, &self.users, engine);
        if let Some(air) = engine.air() {
            air.look(&mut self.uavs);
            self.rows.extend(self.uavs.iter().map(rows::uav));
        }
        let phases = engine.ground().signals().phases();
        let run = engine.run();
        let written =
            self.writer.frame(engine.time_s(), &mut self.rows, phases, &|id| header::agent(run, id));
        written.map_err(|error| failed(&self.path, error))
    }

    /// Agents times frames so far.
    pub fn agent_frames(&self) -> u64 {
        self.writer.agent_frames()
    }

    /// Ends the file.
    pub fn finish(self) -> Result<(), RecordError> {
        self.writer.finish().map_err(|error| failed(&self.path, error))
    }
}

fn failed(path: &std::path::Path, error: ReplayError) -> RecordError {
    match error {
        ReplayError::Disk(error) => RecordError::disk(path, "written", error),
        other => RecordError::table(path, other),
    }
}

/// Whether an event is worth showing to who looks on: what is seen in the frames themselves is not told again.
fn is_shown(event: &Event) -> bool {
    match event {
        Event::Departed { .. }
        | Event::Arrived { .. }
        | Event::EnteredJunction { .. }
        | Event::PassedCrosswalk { .. }
        | Event::ChangedLane { .. }
        | Event::StopBegan { .. }
        | Event::StopEnded { .. }
        | Event::SignalChanged { .. } => false,
        Event::Removed { .. }
        | Event::Collided { .. }
        | Event::ModeChanged { .. }
        | Event::TakeoverRequested { .. }
        | Event::TakenOver { .. }
        | Event::TakeoverMissed { .. }
        | Event::MinimalRiskStopped { .. }
        | Event::OddLeft { .. }
        | Event::FaultBegan { .. }
        | Event::FaultEnded { .. }
        | Event::EmergencyBraked { .. }
        | Event::ActivityBegan { .. }
        | Event::ActivityEnded { .. }
        | Event::Lapsed { .. }
        | Event::EmergencyHeldUp { .. }
        | Event::Judged { .. }
        | Event::LeaveEnded { .. }
        | Event::Danger { .. }
        | Event::Incident { .. }
        | Event::NearMiss { .. }
        | Event::WaitsForRoute { .. }
        | Event::Gridlocked { .. } => true,
        Event::Air(event) => is_shown_aloft(event),
    }
}

fn is_shown_aloft(event: &AirEvent) -> bool {
    !matches!(event, AirEvent::TookOff { .. } | AirEvent::Landed { .. } | AirEvent::JobDone { .. })
}

fn event(engine: &Engine, stamped: &Stamped) -> EventNote {
    let settings = engine.run().settings;
    let other = match stamped.event {
        Event::Collided { other, .. }
        | Event::EmergencyHeldUp { other, .. }
        | Event::LeaveEnded { other, .. }
        | Event::Danger { other }
        | Event::Incident { other, .. }
        | Event::NearMiss { other, .. } => engine.agent_id(other),
        _ => None,
    };
    EventNote {
        time_s: tidy_s(settings.begin_s + (stamped.step + 1) as f64 * settings.dt_s),
        agent: engine.agent_id(stamped.agent),
        name: engine.agent_name(stamped.agent).unwrap_or_default().to_owned(),
        other,
        event: serde_json::to_value(stamped.event).unwrap_or_default(),
    }
}

fn incident(engine: &Engine, record: &IncidentRecord) -> IncidentNote {
    let account = account(engine, record);
    IncidentNote {
        number: record.number,
        kind: record.kind.name().to_owned(),
        time_s: tidy_s(record.time_s),
        at: record.at.map(|at| [at.x, at.y]),
        z_m: 0.0,
        parties: record.parties.iter().filter_map(|party| engine.agent_id(party.key)).collect(),
        story_ko: story(&account, Language::Ko),
        story_en: story(&account, Language::En),
        record: serde_json::to_value(&account.record).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{crossing_run, record};
    use pilotzone_replay::state;

    #[test]
    fn a_replay_shows_everybody_where_the_engine_had_them() {
        let run = crossing_run(30.0);
        let dir = tempfile::tempdir().unwrap();
        record(&run, dir.path());
        let file = File::open(dir.path().join("replay.mcap")).unwrap();
        let mut replay = pilotzone_replay::Replay::open(file).unwrap();
        assert_eq!((replay.is_whole(), replay.span_s()), (true, (0.0, 30.0)));
        assert_eq!(replay.header().kinds[0].name, "car");
        let mut engine = Engine::new(run, 1).unwrap();
        let (mut users, mut seen, mut braking) = (Vec::new(), 0, 0);
        while engine.time_s() < 29.95 {
            engine.step();
            if !engine.steps().is_multiple_of(5) {
                continue;
            }
            engine.look(&mut users);
            let (chunk, frame) = replay.at(engine.time_s()).unwrap().unwrap();
            assert_eq!(frame.rows.len(), users.len());
            for user in &users {
                let row = frame.row(user.id).unwrap();
                let place = row.place();
                assert!((place.x_m - user.at.x).abs() < 0.006 && (place.y_m - user.at.y).abs() < 0.006);
                assert_eq!(chunk.agents[&user.id].name, engine.agent_name(user.key).unwrap());
                seen += 1;
                braking += usize::from(row.is(state::BRAKING));
            }
        }
        assert!(seen > 100 && braking > 0, "{seen} {braking}");
    }

    #[test]
    fn the_summary_counts_agents_times_frames() {
        let dir = tempfile::tempdir().unwrap();
        record(&crossing_run(20.0), dir.path());
        let file = File::open(dir.path().join("replay.mcap")).unwrap();
        let mut replay = pilotzone_replay::Replay::open(file).unwrap();
        let chunks: Vec<_> = (0..replay.chunks()).map(|number| replay.chunk(number).unwrap()).collect();
        let rows: usize = chunks.iter().flat_map(|chunk| &chunk.frames).map(|frame| frame.rows.len()).sum();
        let text = std::fs::read_to_string(dir.path().join("summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(summary["agent_frames"], rows);
        assert!(rows > 100);
    }
}
