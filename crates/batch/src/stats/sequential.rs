//! Intervals of a rate that hold however often one looks: for stopping when enough is known.

use super::exact::Interval;

/// A Poisson rate's confidence sequence: the true rate lies in all of its intervals at once with the confidence that was
/// asked for, so one may stop at whichever is narrow enough.
///
/// Robbins 1970, Annals of Mathematical Statistics 41, 1397: the mixture over a gamma distribution of rates, divided by
/// the likelihood of the true rate, is a martingale that starts at 1; by Ville's inequality it reaches 1/α with
/// probability α at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sequence {
    /// Shape of the gamma distribution.
    shape: f64,
    /// Its rate: the exposure at which the sequence is sharpest; fixed before anything is seen.
    exposure: f64,
    /// 1 - confidence.
    alpha: f64,
}

impl Sequence {
    /// Sharpest around that exposure, which must not depend on what happens.
    pub fn new(exposure: f64, confidence: f64) -> Self {
        Self { shape: 0.5, exposure, alpha: 1.0 - confidence }
    }

    /// The interval after so many events in so much exposure, both from the start.
    pub fn interval(&self, events: u64, exposure: f64) -> Interval {
        let k = events as f64;
        let best = k / exposure;
        let low = if events == 0 { 0.0 } else { self.edge(k, exposure, 0.0, best) };
        // Far above: the likelihood falls as fast as e to the -λE.
        let mut far = best + 1.0 / exposure;
        while self.log_martingale(far, k, exposure) < -libm::log(self.alpha) {
            far *= 2.0;
        }
        Interval(low, self.edge(k, exposure, far, best))
    }

    fn log_martingale(&self, rate: f64, k: f64, exposure: f64) -> f64 {
        let (a, b) = (self.shape, self.exposure);
        let mixture =
            a * libm::log(b) - libm::lgamma(a) + libm::lgamma(a + k) - (a + k) * libm::log(b + exposure);
        let likelihood = if k > 0.0 { k * libm::log(rate) } else { 0.0 } - rate * exposure;
        mixture - likelihood
    }

    /// Where the martingale crosses 1/α between a rate outside and one inside.
    fn edge(&self, k: f64, exposure: f64, mut outside: f64, mut inside: f64) -> f64 {
        for _ in 0..80 {
            let middle = 0.5 * (outside + inside);
            if self.log_martingale(middle, k, exposure) < -libm::log(self.alpha) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        outside
    }

    /// Whether the rate is known to within that share of itself, either way.
    pub fn is_enough(&self, events: u64, exposure: f64, share: f64) -> bool {
        let Interval(low, high) = self.interval(events, exposure);
        events > 0 && (high - low) * exposure <= 2.0 * share * events as f64
    }
}

#[cfg(test)]
mod tests {
    use super::super::exact::poisson_garwood;
    use super::*;

    /// Uniform numbers from a counter (Steele, Lea and Flood 2014, SplitMix64).
    struct Draws(u64);

    impl Draws {
        fn uniform(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
        }

        /// Events of a unit rate within that time, by the waits between them.
        fn events(&mut self, mut mean: f64) -> u64 {
            let mut n = 0;
            loop {
                mean += libm::log(1.0 - self.uniform());
                if mean < 0.0 {
                    return n;
                }
                n += 1;
            }
        }
    }

    /// Looks after every fifth run of at most 200, and stops where `stop` says so; the events and runs until then.
    fn stopped(draws: &mut Draws, rate: f64, stop: impl Fn(u64, f64) -> bool) -> (u64, f64) {
        let mut events = 0;
        for run in 1..=200 {
            events += draws.events(rate);
            if run % 5 == 0 && stop(events, f64::from(run)) {
                return (events, f64::from(run));
            }
        }
        (events, 200.0)
    }

    #[test]
    fn stopping_when_it_is_narrow_enough_keeps_the_promised_coverage() {
        let (rate, tries) = (0.8, 400);
        let sequence = Sequence::new(20.0, 0.95);
        let mut draws = Draws(1);
        let mut held = 0;
        for _ in 0..tries {
            let (events, exposure) = stopped(&mut draws, rate, |k, e| sequence.is_enough(k, e, 0.5));
            held += usize::from(!sequence.interval(events, exposure).excludes(rate));
        }
        assert!(held >= 380, "{held} of {tries}");
    }

    #[test]
    fn whoever_stops_at_the_first_surprise_fools_himself_with_the_plain_interval_alone() {
        let (rate, tries) = (0.8, 200);
        let sequence = Sequence::new(20.0, 0.95);
        let mut draws = Draws(2);
        let (mut plain, mut honest) = (0, 0);
        for _ in 0..tries {
            // Stops as soon as the plain interval rules the true rate out.
            let (k, e) = stopped(&mut draws, rate, |k, e| poisson_garwood(k, e, 0.95).excludes(rate));
            plain += usize::from(!poisson_garwood(k, e, 0.95).excludes(rate));
            let (k, e) = stopped(&mut draws, rate, |k, e| sequence.interval(k, e).excludes(rate));
            honest += usize::from(!sequence.interval(k, e).excludes(rate));
        }
        assert!(plain < tries * 90 / 100, "{plain} of {tries}");
        assert!(honest >= tries * 95 / 100, "{honest} of {tries}");
    }

    #[test]
    fn nothing_seen_leaves_a_bound_above_and_none_below() {
        let Interval(low, high) = Sequence::new(10.0, 0.95).interval(0, 30.0);
        assert_eq!(low, 0.0);
        assert!(
            (0.1..0.3).contains(&high),
            "{high}: more than the rule of three, for looking as often as one likes"
        );
    }
}
