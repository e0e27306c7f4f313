//! When the vehicles of a flow enter.

use crate::file::{ProfileFile, SpacingFile};
use pilotzone_world::{AgentKey, StartTime, Stream};

/// The distance in time to the vehicle before.
const GAP: Stream = Stream::named("demand.gap");

/// A flow's rate over time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate<'a> {
    /// Vehicles in an average hour.
    pub(crate) vehicles_per_h: f64,
    /// From when on (s of simulation).
    pub(crate) begin_s: f64,
    /// Until when (s of simulation).
    pub(crate) end_s: f64,
    /// Course over the day.
    pub(crate) profile: Option<&'a ProfileFile>,
    /// Start of the run on the calendar.
    pub(crate) start: StartTime,
}

impl Rate<'_> {
    /// Vehicles per second at a time, and the time at which that changes (s of simulation).
    fn at(&self, time_s: f64) -> (f64, f64) {
        let per_s = self.vehicles_per_h / 3600.0;
        let Some(profile) = self.profile else { return (per_s, f64::INFINITY) };
        let local_s = self.start.unix_s + i64::from(self.start.offset_s);
        let midnight_s = local_s.rem_euclid(86_400) as f64;
        let hours = (midnight_s + time_s).max(0.0) / 3600.0;
        // The next full hour; at a full hour rounding must not make a step of no length.
        let next_h = (hours + 1e-9).floor() + 1.0;
        let hour = (next_h as usize + 23) % 24;
        let total: f64 = profile.by_hour.iter().map(|share| share.0).sum();
        let share = profile.by_hour.get(hour).map_or(0.0, |share| share.0);
        (per_s * 24.0 * share / total, next_h * 3600.0 - midnight_s)
    }

    /// The most that can come (vehicles).
    pub(crate) fn at_most(&self) -> f64 {
        let steepest = if self.profile.is_some() { 24.0 } else { 1.0 };
        steepest * self.vehicles_per_h / 3600.0 * (self.end_s - self.begin_s).max(0.0)
    }

    /// All departures (s of simulation). A Poisson process is drawn gap by gap, each by the vehicle's own number,
    /// so that a longer run only adds vehicles at its end.
    pub(crate) fn departures(&self, spacing: SpacingFile, seed: u64, name: &str) -> Vec<f64> {
        let mut all = Vec::new();
        let mut time_s = self.begin_s;
        for n in 0.. {
            let due = match spacing {
                SpacingFile::Even => f64::from(u8::from(n > 0)),
                SpacingFile::Random => GAP.draws(seed, AgentKey::of_flow(name, n), 0).exponential(1.0),
            };
            let Some(next_s) = self.advance(time_s, due) else { break };
            time_s = next_s;
            all.push(time_s);
        }
        all
    }

    /// The time at which so many vehicles more are due; none past the end.
    fn advance(&self, mut time_s: f64, mut due: f64) -> Option<f64> {
        while time_s < self.end_s {
            let (per_s, until_s) = self.at(time_s);
            let reach_s = if per_s > 0.0 { due / per_s } else { f64::INFINITY };
            if time_s + reach_s <= until_s && (per_s > 0.0 || until_s.is_infinite()) {
                time_s += reach_s;
                return (time_s < self.end_s).then_some(time_s);
            }
            due -= per_s * (until_s - time_s);
            time_s = until_s;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::ShareFile;

    fn rate(profile: Option<&ProfileFile>) -> Rate<'_> {
        let start = StartTime::parse("2021-06-01T08:30:00+09:00").unwrap();
        Rate { vehicles_per_h: 60.0, begin_s: 0.0, end_s: 7200.0, profile, start }
    }

    #[test]
    fn an_even_flow_starts_at_its_begin_and_keeps_its_distance() {
        let all = rate(None).departures(SpacingFile::Even, 1, "f");
        assert_eq!(all.len(), 120);
        assert_eq!(&all[..3], &[0.0, 60.0, 120.0]);
    }

    #[test]
    fn a_random_flow_has_about_as_many_vehicles_and_a_longer_one_only_adds() {
        let all = rate(None).departures(SpacingFile::Random, 1, "f");
        // Poisson with mean 120: 4 sigma are 44.
        assert!((76..=164).contains(&all.len()), "{}", all.len());
        let longer = Rate { end_s: 9000.0, ..rate(None) }.departures(SpacingFile::Random, 1, "f");
        assert_eq!(longer[..all.len()], all);
        assert_ne!(rate(None).departures(SpacingFile::Random, 2, "f"), all);
    }

    #[test]
    fn a_profile_shifts_vehicles_into_its_hours() {
        // All traffic between 9 and 10 h: 24 times the average in that hour, none before and after.
        let by_hour = (0..24).map(|h| ShareFile(if h == 9 { 5.0 } else { 0.0 })).collect();
        let profile = ProfileFile { source: String::new(), by_hour };
        let all = rate(Some(&profile)).departures(SpacingFile::Random, 1, "f");
        assert!(all.iter().all(|t| (1800.0..5400.0).contains(t)));
        assert!((1288..=1592).contains(&all.len()), "{}", all.len());
    }
}
