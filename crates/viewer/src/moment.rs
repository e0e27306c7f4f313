//! One moment of a replay, between two of its frames.

use bevy::prelude::Resource;
use pilotzone_replay::{Chunk, Frame, Place, Row};
use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};

/// An agent at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Its number.
    pub id: u32,
    /// Place of its kind in the header.
    pub kind: u32,
    /// Where it is.
    pub place: Place,
    /// Bits of [`pilotzone_replay::state`].
    pub state: u32,
}

impl Agent {
    /// Whether all of these bits are set.
    pub fn is(&self, bits: u32) -> bool {
        self.state & bits == bits
    }
}

/// Everybody at one moment.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Moment {
    /// When (s of simulation).
    pub time_s: f64,
    /// Everybody, by their numbers.
    pub agents: Vec<Agent>,
    /// Phase of each signal, by number.
    pub phases: BTreeMap<u32, u32>,
}

/// An agent that moves farther than this between two frames (m) was not driven there: nothing is drawn between.
const JUMP_M: f64 = 30.0;

impl Moment {
    /// The moment of a time (s): between the last frame before it and the next.
    pub fn of(chunk: &Chunk, after: Option<&Frame>, time_s: f64) -> Self {
        let Some(frame) = chunk.frame_at(time_s) else { return Self { time_s, ..Self::default() } };
        let next = chunk.frames.iter().find(|next| next.time_s > frame.time_s).or(after);
        let share = next.map_or(0.0, |next| {
            ((time_s - frame.time_s) / (next.time_s - frame.time_s).max(1e-9)).clamp(0.0, 1.0)
        });
        let mut names = chunk.agents.iter().peekable();
        let mut later = next.map_or(&[][..], |next| &next.rows).iter().peekable();
        let mut agents = Vec::with_capacity(frame.rows.len());
        for row in &frame.rows {
            // All three go up by number, so one pass finds all.
            while names.next_if(|(id, _)| **id < row.id).is_some() {}
            while later.next_if(|next| next.id < row.id).is_some() {}
            let kind = names.peek().filter(|(id, _)| **id == row.id).map(|(_, note)| note.kind);
            let Some(kind) = kind else { continue };
            let next = later.peek().filter(|next| next.id == row.id);
            let place = between(row, next.copied(), share);
            agents.push(Agent { id: row.id, kind, place, state: row.state });
        }
        Self { time_s, agents, phases: chunk.phases_at(time_s) }
    }

    /// One agent, if it is there.
    pub fn agent(&self, id: u32) -> Option<&Agent> {
        self.agents.binary_search_by_key(&id, |agent| agent.id).ok().map(|at| &self.agents[at])
    }
}

fn between(row: &Row, next: Option<&Row>, share: f64) -> Place {
    let here = row.place();
    let Some(there) = next.map(Row::place) else { return here };
    if libm::hypot(there.x_m - here.x_m, there.y_m - here.y_m) > JUMP_M {
        return here;
    }
    let mix = |a: f64, b: f64| a + (b - a) * share;
    let turn = |a: f64, b: f64| a + ((b - a + PI).rem_euclid(TAU) - PI) * share;
    Place {
        x_m: mix(here.x_m, there.x_m),
        y_m: mix(here.y_m, there.y_m),
        z_m: mix(here.z_m, there.z_m),
        heading_rad: turn(here.heading_rad, there.heading_rad),
        pitch_rad: turn(here.pitch_rad, there.pitch_rad),
        roll_rad: turn(here.roll_rad, there.roll_rad),
        speed_mps: mix(here.speed_mps, there.speed_mps),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_replay::AgentNote;

    fn row(id: u32, x_m: f64, heading_deg: f64) -> Row {
        let place = Place { x_m, heading_rad: heading_deg.to_radians(), ..Place::default() };
        Row::new(id, &place, 0)
    }

    fn chunk() -> Chunk {
        let note = |id: u32| (id, AgentNote { id, name: format!("a{id}"), kind: 0 });
        Chunk {
            agents: [note(1), note(2)].into(),
            frames: vec![
                Frame { time_s: 0.0, rows: vec![row(1, 0.0, 350.0), row(2, 0.0, 0.0), row(9, 0.0, 0.0)] },
                Frame { time_s: 1.0, rows: vec![row(1, 10.0, 10.0), row(2, 90.0, 0.0)] },
            ],
            ..Chunk::default()
        }
    }

    #[test]
    fn between_two_frames_agents_are_between_their_places_and_turn_the_short_way() {
        let moment = Moment::of(&chunk(), None, 0.5);
        let agent = moment.agent(1).unwrap();
        assert!((agent.place.x_m - 5.0).abs() < 1e-9);
        assert!((agent.place.heading_rad.to_degrees() - 360.0).abs() < 1e-6, "{}", agent.place.heading_rad);
    }

    #[test]
    fn who_jumps_stays_until_he_has_jumped_and_who_has_no_name_is_left_out() {
        let moment = Moment::of(&chunk(), None, 0.9);
        assert_eq!(moment.agent(2).unwrap().place.x_m, 0.0);
        assert!(moment.agent(9).is_none());
        assert_eq!(Moment::of(&Chunk::default(), None, 3.0).agents, []);
    }

    #[test]
    fn the_last_frame_of_a_chunk_goes_over_into_the_first_of_the_next() {
        let after = Frame { time_s: 2.0, rows: vec![row(1, 20.0, 10.0)] };
        let moment = Moment::of(&chunk(), Some(&after), 1.5);
        assert!((moment.agent(1).unwrap().place.x_m - 15.0).abs() < 1e-9);
    }
}
