//! The permits of automated vehicles: which one covers a vehicle, and what of it is broken.

use crate::Now;
use pilotzone_map::geometry::point_in_polygon;
use pilotzone_map::{LaneOwner, LinkId, Map};
use pilotzone_scenario::rules::predicates::{Hours, PermitIs};
use pilotzone_scenario::rules::words::BreachWord;
use pilotzone_scenario::{Permit, Run, Zone};
use pilotzone_world::time::days_from_civil;
use pilotzone_world::{AgentKey, RoadUser};
use std::sync::Arc;

/// The permits that hold on the day of the law.
pub(crate) struct Permits {
    permits: Vec<Permit>,
    /// Days since the safety driver's training, by permit; none where there was none, or it lies ahead.
    trained_days: Vec<Option<i64>>,
    /// The type of each vehicle, by key.
    types: Vec<(AgentKey, u32)>,
    map: Arc<Map>,
}

/// What a vehicle carries.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Papers<'a> {
    permit: Option<&'a Permit>,
    trained_days: Option<i64>,
    /// Bits of [`BreachWord`].
    pub(crate) breach: u8,
}

impl Permits {
    pub(crate) fn new(run: &Run) -> Self {
        let day = &run.labels.law_date;
        let permits: Vec<Permit> = run.regime.permits.iter().filter(|p| p.on(day)).cloned().collect();
        let since = |date: &String| Some(days(day)? - days(date)?);
        let trained = |p: &Permit| p.trained_on.as_ref().and_then(since).filter(|days| *days >= 0);
        let mut types: Vec<(AgentKey, u32)> = run.trips.iter().map(|trip| (trip.key, trip.kind)).collect();
        types.sort_unstable();
        Self {
            trained_days: permits.iter().map(trained).collect(),
            permits,
            types,
            map: Arc::clone(&run.map),
        }
    }

    /// The permit that covers a vehicle.
    pub(crate) fn of(&self, key: AgentKey) -> Option<u16> {
        let at = self.types.binary_search_by_key(&key, |(known, _)| *known).ok()?;
        let kind = self.types[at].1;
        self.permits.iter().position(|permit| permit.types.contains(&kind)).map(|at| at as u16)
    }

    /// A vehicle's permit, with what of it is broken now.
    pub(crate) fn papers(
        &self,
        at: Option<u16>,
        now: &Now<'_>,
        zones: &[Zone],
        user: &RoadUser,
    ) -> Papers<'_> {
        let Some(at) = at.map(usize::from) else { return Papers::default() };
        let Some(permit) = self.permits.get(at) else { return Papers::default() };
        let weather = now.scene.weather;
        let zone = permit.area.and_then(|area| zones.get(area as usize));
        let broken = [
            (BreachWord::Area, zone.is_some_and(|zone| !point_in_polygon(user.at, &zone.polygon))),
            (BreachWord::Roads, !permit.roads.is_empty() && !self.is_on(&permit.roads, user)),
            (BreachWord::Speed, permit.max_speed_mps.is_some_and(|most| user.speed_mps > most)),
            (
                BreachWord::Time,
                !permit.hours.is_empty()
                    && !permit.hours.iter().any(|hours| Hours::within(*hours, now.second_of_day)),
            ),
            (
                BreachWord::Weather,
                permit.max_rain_mm_per_h.is_some_and(|most| weather.rain_mm_per_h > most)
                    || permit.min_visibility_m.is_some_and(|least| weather.visibility_m < least)
                    || (weather.night && !permit.night),
            ),
            (BreachWord::Crew, permit.crew_missing),
        ];
        let breach = broken.iter().filter(|(_, is)| *is).fold(0, |bits, (word, _)| bits | word.bit());
        Papers { permit: Some(permit), trained_days: self.trained_days[at], breach }
    }

    /// Whether it is on one of these links, or on a turn that leaves one.
    fn is_on(&self, links: &[LinkId], user: &RoadUser) -> bool {
        let owner = |lane: pilotzone_map::LaneId| self.map.lanes.get(lane.0 as usize).map(|lane| lane.owner);
        let link = match owner(user.lane) {
            Some(LaneOwner::Turn(turn)) => {
                match self.map.turns.get(turn.0 as usize).and_then(|turn| owner(turn.from)) {
                    Some(LaneOwner::Link(link)) => link,
                    _ => return false,
                }
            }
            Some(LaneOwner::Link(link)) => link,
            None => return false,
        };
        links.binary_search(&link).is_ok()
    }
}

impl Papers<'_> {
    /// Whether they are as a predicate asks.
    pub(crate) fn are(&self, asked: &PermitIs) -> bool {
        let permit = self.permit;
        let trained = |within: u32| self.trained_days.is_some_and(|days| days <= i64::from(within));
        asked.held.is_none_or(|held| held == permit.is_some())
            && asked.purpose.is_none_or(|purpose| permit.is_some_and(|p| p.purpose == purpose))
            && (asked.breach.is_empty() || asked.breach.iter().any(|word| self.breach & word.bit() != 0))
            && asked.requires.is_none_or(|need| permit.is_some_and(|p| p.requires.contains(&need)))
            && asked.training_older_days.is_none_or(|within| !trained(within))
    }
}

/// Days since 1970 of a date (YYYY-MM-DD) that was checked when it was read.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse().ok());
    Some(days_from_civil(parts.next()??, parts.next()??, parts.next()??))
}
