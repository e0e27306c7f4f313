//! How long to go on without an answer, and how long to pause between attempts.

use crate::PushError;
use crate::clock::Clock;
use crate::store::Trouble;
use uuid::Uuid;

/// First pause after a failed attempt (s); each is twice the one before.
const FIRST_PAUSE_S: f64 = 0.2;
/// Longest pause (s).
const LONGEST_PAUSE_S: f64 = 10.0;

/// What is left of somebody's patience with a store.
pub(crate) struct Patience<'c, C> {
    clock: &'c C,
    wait_s: f64,
    /// Start of the first attempt since the last answer.
    silent_since_s: Option<f64>,
    failures: u32,
}

impl<'c, C: Clock> Patience<'c, C> {
    pub fn new(clock: &'c C, wait_s: f64) -> Self {
        Self { clock, wait_s, silent_since_s: None, failures: 0 }
    }

    /// Tries until it works, patience ends, or nothing would help.
    pub async fn retry<T>(
        &mut self,
        url: &str,
        mut attempt: impl AsyncFnMut() -> Result<T, Trouble>,
    ) -> Result<T, PushError> {
        let url = url.to_owned();
        loop {
            let began_s = self.clock.passed_s();
            match attempt().await {
                Ok(value) => {
                    self.silent_since_s = None;
                    self.failures = 0;
                    return Ok(value);
                }
                Err(Trouble::Refused(why)) => return Err(PushError::Refused { url, why }),
                Err(Trouble::Broken(why)) => return Err(PushError::Table { url, why }),
                Err(Trouble::Passing(last)) => {
                    let since_s = *self.silent_since_s.get_or_insert(began_s);
                    let waited_s = self.clock.passed_s() - since_s;
                    let Some(pause_s) = self.pause_s(waited_s, draw()) else {
                        // Whoever asks again has patience anew.
                        self.silent_since_s = None;
                        return Err(PushError::NoAnswer { url, waited_s, last });
                    };
                    self.clock.pause(pause_s).await;
                }
            }
        }
    }

    /// How long to pause where nothing answered for so long; none where patience is at its end. `draw` is from 0 up to 1:
    /// writers that failed together do not come again together.
    fn pause_s(&mut self, waited_s: f64, draw: f64) -> Option<f64> {
        let left_s = self.wait_s - waited_s;
        if left_s <= 0.0 {
            return None;
        }
        let full_s = (FIRST_PAUSE_S * f64::from(1_u32 << self.failures.min(20))).min(LONGEST_PAUSE_S);
        self.failures += 1;
        Some((full_s * (0.5 + 0.5 * draw)).min(left_s))
    }
}

/// A number from 0 up to 1 for jitter.
fn draw() -> f64 {
    (Uuid::new_v4().as_u128() >> 75) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Fake;

    /// Asks a network that is cut for so long, each attempt taking its time; what came of it, and the attempts.
    fn asked(wait_s: f64, cut_s: f64, attempt_s: f64) -> (Result<(), PushError>, u32, f64) {
        let clock = Fake::default();
        let mut attempts = 0;
        let done = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let mut patience = Patience::new(&clock, wait_s);
            let attempt = async || {
                attempts += 1;
                clock.pass(attempt_s);
                if clock.passed_s() < cut_s { Err(Trouble::Passing("cut".into())) } else { Ok(()) }
            };
            patience.retry("s3://a/b", attempt).await
        });
        (done, attempts, clock.passed_s())
    }

    #[test]
    fn without_an_answer_it_gives_up_when_it_was_told_to() {
        let (done, attempts, passed_s) = asked(120.0, f64::INFINITY, 0.01);
        assert!(matches!(done, Err(PushError::NoAnswer { .. })));
        assert!((120.0..121.0).contains(&passed_s) && (15..60).contains(&attempts), "{attempts} {passed_s}");
        let (_, _, slow_s) = asked(120.0, f64::INFINITY, 30.0);
        assert!((120.0..151.0).contains(&slow_s), "{slow_s}");
    }

    #[test]
    fn a_network_that_is_cut_for_an_hour_is_waited_for() {
        let (done, attempts, passed_s) = asked(4000.0, 3600.0, 5.0);
        assert!(
            done.is_ok() && (3600.0..3620.0).contains(&passed_s) && attempts < 400,
            "{attempts} {passed_s}"
        );
    }

    #[test]
    fn an_answer_begins_it_all_anew_and_pauses_grow_up_to_a_limit() {
        let clock = Fake::default();
        let mut patience = Patience::new(&clock, 1000.0);
        let pauses: Vec<f64> = (0..8).map(|_| patience.pause_s(0.0, 1.0).unwrap()).collect();
        assert_eq!(pauses, [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]);
        assert_eq!(patience.pause_s(0.0, 0.0), Some(5.0), "jitter takes up to half of it");
        assert_eq!(patience.pause_s(1000.0, 0.0), None);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(patience.retry("x", async || Ok(()))).unwrap();
        assert_eq!(patience.pause_s(0.0, 1.0), Some(FIRST_PAUSE_S));
    }

    #[test]
    fn what_no_waiting_helps_against_is_said_at_once() {
        let clock = Fake::default();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for trouble in [Trouble::Refused("403".into()), Trouble::Broken("schema".into())] {
            let mut patience = Patience::new(&clock, 1000.0);
            let attempt = async || Err::<(), _>(trouble.clone());
            assert!(runtime.block_on(patience.retry("x", attempt)).is_err());
        }
        assert_eq!(clock.passed_s(), 0.0);
    }
}
