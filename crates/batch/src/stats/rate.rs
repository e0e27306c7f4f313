//! How often something happens per unit of exposure, and what that says about a limit.

use super::exact::{Interval, garwood};
use super::special::gamma_quantile;
use serde::Serialize;

/// One-sided confidence of bounds that are held against limits.
const BOUND: f64 = 0.95;
/// More exposure than so many times what there is is not looked at.
const MOST_TIMES: f64 = 1e9;

/// A rate with what the figures allow to be said of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// How often it happened.
    pub events: u64,
    /// In how much exposure.
    pub exposure: f64,
    /// Events per unit of exposure; none without exposure.
    pub rate: Option<f64>,
    /// The exact Poisson interval at 95 % (Garwood 1936), of events that come one by one.
    pub ci95: Option<Interval>,
    /// How much more the runs spread than such events do; none where too little is known.
    pub dispersion: Option<f64>,
    /// The bound below which the rate lies at 95 % confidence, pile-ups taken into account.
    pub upper_95: Option<f64>,
    /// The bound above which it lies at 95 % confidence, pile-ups taken into account.
    pub lower_95: Option<f64>,
}

/// What the figures say about a limit to a rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum LimitVerdict {
    /// The rate lies above the limit.
    Passed,
    /// The rate is shown to lie below it.
    ShownSafe,
    /// Neither is shown.
    NotYetShown {
        /// How much more exposure would show it, if all goes on as it did; none where it never would.
        more: Option<f64>,
    },
}

/// The scale by which events are fewer independent ones: at least 1, since less spread than chance is chance.
fn scale(dispersion: Option<f64>) -> f64 {
    dispersion.filter(|d| d.is_finite()).map_or(1.0, |d| d.max(1.0))
}

/// The bound below which a rate lies: of `events` that count as `events / scale` independent ones.
fn upper(events: f64, exposure: f64, scale: f64) -> f64 {
    gamma_quantile(BOUND, events / scale + 1.0) * scale / exposure
}

impl Rate {
    /// Of so many events in so much exposure. Where runs spread more than chance, events come in pile-ups, and the
    /// bounds are those of fewer independent events, of which each brings several: quasi-Poisson (McCullagh and Nelder
    /// 1989, section 6.2.3).
    pub fn of(events: u64, exposure: f64, dispersion: Option<f64>) -> Self {
        if exposure <= 0.0 {
            return Self {
                events,
                exposure: 0.0,
                rate: None,
                ci95: None,
                dispersion,
                upper_95: None,
                lower_95: None,
            };
        }
        let (k, scale) = (events as f64, scale(dispersion));
        let lower = if events == 0 { 0.0 } else { gamma_quantile(1.0 - BOUND, k / scale) * scale / exposure };
        Self {
            events,
            exposure,
            rate: Some(k / exposure),
            ci95: Some(garwood(k, exposure, super::CONFIDENCE)),
            dispersion,
            upper_95: Some(upper(k, exposure, scale)),
            lower_95: Some(lower),
        }
    }

    /// Holds the rate against a limit.
    pub fn against(&self, limit: f64) -> LimitVerdict {
        match (self.lower_95, self.upper_95) {
            (Some(lower), _) if lower > limit => LimitVerdict::Passed,
            (_, Some(upper)) if upper <= limit => LimitVerdict::ShownSafe,
            _ => LimitVerdict::NotYetShown { more: self.more(limit) },
        }
    }

    /// How much more exposure would bring the bound below the limit, if events go on at the rate so far.
    fn more(&self, limit: f64) -> Option<f64> {
        let rate = self.rate?;
        if rate >= limit {
            return None;
        }
        let scale = scale(self.dispersion);
        let is_shown = |exposure: f64| upper(rate * exposure, exposure, scale) <= limit;
        let (mut low, mut high) = (self.exposure, self.exposure * 2.0);
        while !is_shown(high) {
            if high > self.exposure * MOST_TIMES {
                return None;
            }
            (low, high) = (high, high * 2.0);
        }
        // A part in a thousand is more than anybody plans by.
        while high - low > 1e-4 * high {
            let middle = 0.5 * (low + high);
            if is_shown(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high - self.exposure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9 * expected.abs().max(1e-3), "{found} is not {expected}");
    }

    #[test]
    fn nothing_in_so_many_kilometres_is_the_rule_of_three() {
        let none = Rate::of(0, 1000.0, None);
        // -ln 0.05, from which the rule has its three.
        near(none.upper_95.unwrap() * 1000.0, 2.995_732_273_553_991);
        assert_eq!((none.rate, none.lower_95), (Some(0.0), Some(0.0)));
    }

    /// Events, dispersion, lower and upper bound in an exposure of 12.5, from scipy 1.17.1:
    /// `gamma.ppf(0.05, k / d) * d / 12.5` and `gamma.ppf(0.95, k / d + 1) * d / 12.5`.
    const BY_SCIPY: [(u64, f64, f64, f64); 8] = [
        (0, 1.0, 0.0, 0.239_658_581_884_319_16),
        (0, 2.5, 0.0, 0.599_146_454_710_798),
        (1, 1.0, 0.004_103_463_551_004_043, 0.379_509_161_471_246_14),
        (1, 2.5, 8.293_074_311_430_568e-5, 0.746_502_991_508_183_5),
        (5, 1.0, 0.157_611_965_444_761_82, 0.841_042_792_699_322_8),
        (5, 2.5, 0.071_072_302_139_732_38, 1.259_158_724_374_397_6),
        (40, 1.0, 2.415_659_135_547_578_7, 4.165_549_529_210_955),
        (40, 2.5, 2.007_191_346_454_829, 4.860_236_736_729_417),
    ];

    #[test]
    fn bounds_are_those_of_scipy() {
        for (events, dispersion, lower, upper) in BY_SCIPY {
            let rate = Rate::of(events, 12.5, Some(dispersion));
            near(rate.lower_95.unwrap(), lower);
            near(rate.upper_95.unwrap(), upper);
        }
    }

    #[test]
    fn pile_ups_make_bounds_wider_and_too_little_spread_makes_none_narrower() {
        let [plain, piled, even] = [None, Some(4.0), Some(0.2)].map(|d| Rate::of(8, 100.0, d));
        assert!(piled.upper_95 > plain.upper_95 && piled.lower_95 < plain.lower_95);
        assert_eq!(even.upper_95, plain.upper_95);
        assert_eq!(piled.ci95, plain.ci95, "the exact interval says what it always says");
    }

    #[test]
    fn a_limit_is_passed_shown_or_not_yet_shown() {
        assert_eq!(Rate::of(0, 1000.0, None).against(0.003), LimitVerdict::ShownSafe);
        assert_eq!(Rate::of(50, 1000.0, None).against(0.003), LimitVerdict::Passed);
        let LimitVerdict::NotYetShown { more: Some(more) } = Rate::of(0, 1000.0, None).against(0.001) else {
            panic!("1,000 km cannot show a rate below 0.001");
        };
        assert!((more - 1995.7).abs() < 1.0, "{more}");
        assert_eq!(
            Rate::of(2, 1000.0, None).against(0.002),
            LimitVerdict::NotYetShown { more: None },
            "at the limit itself nothing is ever shown"
        );
    }

    #[test]
    fn the_exposure_that_is_asked_for_shows_it_and_a_little_less_does_not() {
        let now = Rate::of(3, 500.0, Some(1.5));
        let LimitVerdict::NotYetShown { more: Some(more) } = now.against(0.01) else { panic!("{now:?}") };
        let bound = |exposure: f64| upper(0.006 * exposure, exposure, 1.5);
        assert!(bound(500.0 + more) <= 0.01 && bound(500.0 + more * 0.99) > 0.01);
    }

    #[test]
    fn without_exposure_nothing_is_said() {
        let rate = Rate::of(0, 0.0, None);
        assert_eq!((rate.rate, rate.upper_95), (None, None));
        assert_eq!(rate.against(1.0), LimitVerdict::NotYetShown { more: None });
    }
}
