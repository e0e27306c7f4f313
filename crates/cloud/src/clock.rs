//! Clocks, handed in: tests have one of their own, on which an hour is over at once.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What tells the time, and waits.
pub(crate) trait Clock {
    /// How long it has been going (s). Never jumps: patience is counted on it.
    fn passed_s(&self) -> f64;
    /// Now (s since 1970). Jumps, so it is told, and nothing that matters hangs on it.
    fn unix_s(&self) -> f64;
    /// Waits so long (s).
    async fn pause(&self, for_s: f64);
}

/// The machine's clocks.
pub(crate) struct Machine(Instant);

impl Machine {
    pub fn started() -> Self {
        #[expect(clippy::disallowed_methods, reason = "patience is counted on a clock that never jumps")]
        let now = Instant::now();
        Self(now)
    }
}

impl Clock for Machine {
    fn passed_s(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }

    fn unix_s(&self) -> f64 {
        now_unix_s()
    }

    async fn pause(&self, for_s: f64) {
        tokio::time::sleep(Duration::from_secs_f64(for_s)).await;
    }
}

/// Now (s since 1970).
pub(crate) fn now_unix_s() -> f64 {
    #[expect(clippy::disallowed_methods, reason = "when rows were visible is what is told")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// A clock that waits without waiting.
#[cfg(test)]
#[derive(Default)]
pub(crate) struct Fake(std::cell::Cell<f64>);

#[cfg(test)]
impl Fake {
    pub fn pass(&self, s: f64) {
        self.0.set(self.0.get() + s);
    }
}

#[cfg(test)]
impl Clock for Fake {
    fn passed_s(&self) -> f64 {
        self.0.get()
    }

    fn unix_s(&self) -> f64 {
        1e9 + self.0.get()
    }

    async fn pause(&self, for_s: f64) {
        self.pass(for_s);
    }
}
