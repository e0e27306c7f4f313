//! The table of trips: one row for each vehicle that was due, however far it came.

use crate::events::{class, classes, reason, tidy_s};
use crate::history::{End, Finished};
use crate::table::{Cell, Kind, words};
use pilotzone_engine::Engine;
use pilotzone_ground::state::Life;
use pilotzone_scenario::{Run, Trip};

const STATUS: [&str; 5] = ["arrived", "running", "removed", "waiting", "unroutable"];
const ARRIVED: u32 = 0;
const RUNNING: u32 = 1;
const REMOVED: u32 = 2;
const WAITING: u32 = 3;
const UNROUTABLE: u32 = 4;

/// A row of [`fields`].
pub(crate) type Row<'a> = [Cell<'a>; 15];

/// Columns of the table of trips.
pub(crate) fn fields(run: &Run) -> Vec<(&'static str, Kind)> {
    let links = words(run.map.links.iter().map(|link| link.id.as_str()));
    vec![
        ("name", Kind::Text),
        ("class", Kind::Word(classes())),
        ("type", Kind::Word(words(run.types.iter().map(|kind| kind.name.as_str())))),
        ("from_link", Kind::Word(links.clone())),
        ("to_link", Kind::Word(links)),
        ("due_s", Kind::Number),
        ("depart_s", Kind::Number),
        ("delay_s", Kind::Number),
        ("arrival_s", Kind::Number),
        ("duration_s", Kind::Number),
        ("distance_m", Kind::Number),
        ("waiting_s", Kind::Number),
        ("time_loss_s", Kind::Number),
        ("status", Kind::Word(words(STATUS))),
        ("reason", Kind::Text),
    ]
}

/// What is known of a trip in every state; the cells behind it stay to be filled.
fn start<'a>(run: &Run, trip: &'a Trip) -> Row<'a> {
    let mut row = [Cell::Empty; 15];
    let kind = run.types.get(trip.kind as usize);
    let link = |link: Option<&pilotzone_map::LinkId>| link.map_or(Cell::Empty, |link| Cell::Word(link.0));
    row[0] = Cell::Text(&trip.name);
    row[1] = kind.map_or(Cell::Empty, |kind| class(kind.class));
    row[2] = Cell::Word(trip.kind);
    row[3] = link(trip.route.first());
    row[4] = link(trip.route.last());
    row[5] = Cell::Number(tidy_s(trip.depart_s));
    row
}

/// A trip that is over.
pub(crate) fn finished<'a>(engine: &'a Engine, finished: &Finished) -> Option<Row<'a>> {
    let run = engine.run();
    let trip = run.trips.get(finished.trip as usize)?;
    let agent = engine.ground().state().agents.get(finished.trip as usize)?;
    let mut row = start(run, trip);
    row[6] = Cell::Number(tidy_s(agent.entered_s));
    row[7] = Cell::Number(agent.delay_s);
    match finished.end {
        End::Arrived { duration_s, distance_m, waiting_s, time_loss_s } => {
            row[8] = Cell::Number(tidy_s(finished.end_s));
            row[9] = Cell::Number(duration_s);
            row[10] = Cell::Number(distance_m);
            row[11] = Cell::Number(waiting_s);
            row[12] = Cell::Number(time_loss_s);
            row[13] = Cell::Word(ARRIVED);
        }
        End::Removed(why) => {
            row[9] = Cell::Number(tidy_s(finished.end_s - agent.entered_s));
            row[10] = Cell::Number(agent.distance_m);
            row[11] = Cell::Number(agent.waiting_s);
            row[13] = Cell::Word(REMOVED);
            row[14] = Cell::Text(reason(why));
        }
    }
    Some(row)
}

/// The trips that are not over when the run is: on the road, waiting outside, or without a way to drive. Trips that
/// were not due yet are none of this run's.
pub(crate) fn unfinished(engine: &Engine) -> impl Iterator<Item = Row<'_>> {
    let (run, state) = (engine.run(), engine.ground().state());
    let now_s = engine.time_s();
    let mut on_lane_m = vec![0.0; state.agents.len()];
    for car in &state.cars {
        if let Some(m) = on_lane_m.get_mut(car.id as usize) {
            *m = car.pos_m;
        }
    }
    let trips = run.trips.iter().zip(&state.agents).enumerate();
    let unfinished = trips.filter_map(move |(id, (trip, agent))| {
        let mut row = start(run, trip);
        if agent.life == Life::Running {
            row[6] = Cell::Number(tidy_s(agent.entered_s));
            row[7] = Cell::Number(agent.delay_s);
            row[9] = Cell::Number(tidy_s(now_s - agent.entered_s));
            row[10] =
                Cell::Number(agent.distance_m + on_lane_m.get(id).copied().unwrap_or(0.0) - agent.entry_m);
            row[11] = Cell::Number(agent.waiting_s);
            row[13] = Cell::Word(RUNNING);
        } else if agent.life == Life::Waiting {
            row[7] = Cell::Number(tidy_s(now_s - trip.depart_s));
            row[13] = Cell::Word(WAITING);
            row[14] = Cell::Text(if trip.triggered {
                "waits for somebody who never comes"
            } else {
                "no gap to enter"
            });
        } else {
            return None;
        }
        Some(row)
    });
    unfinished.chain(run.unroutable.iter().map(|trip| {
        let mut row = [Cell::Empty; 15];
        row[0] = Cell::Text(&trip.name);
        row[13] = Cell::Word(UNROUTABLE);
        row[14] = Cell::Text(&trip.reason);
        row
    }))
}
