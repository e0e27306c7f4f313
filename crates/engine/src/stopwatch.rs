//! What each room costs, by a clock from outside: the engine itself has none.

/// Reads the CPU time that the process has spent so far (s).
pub type CpuClock = fn() -> f64;

/// Only each so-manyth step is timed, and counts for all: reading the clock costs as much as moving a few cars.
const EVERY: u64 = 8;

/// Adds up the time between laps, by room. Without a clock it does nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stopwatch {
    clock: Option<CpuClock>,
    runs: bool,
    last_s: f64,
    spent_s: [f64; Stopwatch::ROOMS.len()],
}

impl Stopwatch {
    /// The rooms that have laps of their own.
    pub const ROOMS: [&'static str; 4] = ["ground", "safety", "law", "air"];
    pub const GROUND: usize = 0;
    pub const SAFETY: usize = 1;
    pub const LAW: usize = 2;
    pub const AIR: usize = 3;

    /// From now on laps are taken by this clock.
    pub fn use_clock(&mut self, clock: CpuClock) {
        self.clock = Some(clock);
    }

    /// At the start of a step: what went before is nobody's.
    pub fn start(&mut self, step: u64) {
        self.runs = step.is_multiple_of(EVERY);
        if let Some(clock) = self.clock.filter(|_| self.runs) {
            self.last_s = clock();
        }
    }

    /// The time since the last lap, or since the start, was this room's.
    pub fn lap(&mut self, room: usize) {
        if let Some(clock) = self.clock.filter(|_| self.runs) {
            let now_s = clock();
            self.spent_s[room] += (now_s - self.last_s) * EVERY as f64;
            self.last_s = now_s;
        }
    }

    /// The rooms with their time so far (s); empty without a clock.
    pub fn spent(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let shown = if self.clock.is_some() { Self::ROOMS.len() } else { 0 };
        Self::ROOMS.into_iter().zip(self.spent_s).take(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    static NOW_S: AtomicU64 = AtomicU64::new(0);

    fn ticking() -> f64 {
        NOW_S.fetch_add(1, Ordering::Relaxed) as f64
    }

    #[test]
    fn each_room_gets_the_time_of_its_laps_and_without_a_clock_there_is_none() {
        let mut watch = Stopwatch::default();
        watch.start(0);
        watch.lap(Stopwatch::LAW);
        assert_eq!(watch.spent().count(), 0);
        watch.use_clock(ticking);
        for step in 0..2 * EVERY {
            watch.start(step);
            watch.lap(Stopwatch::GROUND);
            watch.lap(Stopwatch::LAW);
        }
        let spent: Vec<_> = watch.spent().collect();
        assert_eq!(spent, [("ground", 16.0), ("safety", 0.0), ("law", 16.0), ("air", 0.0)]);
    }
}
