//! Normal and lognormal distributions, to the last digits and the same on every machine.

use core::f64::consts::FRAC_1_SQRT_2;

/// Share of a standard normal below `x`, by the complementary error function of `libm`.
pub fn normal_share_below(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Value below which a standard normal lies with probability `p`: Wichura 1988, Applied Statistics 37, 477-484,
/// algorithm AS 241, PPND16 (relative error about 1e-16). At 0 and 1 it is infinite; outside NaN.
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_TOP, r) / polynomial(&CENTRE_BOTTOM, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    let r = (-libm::log(tail)).sqrt();
    let size = if r <= 5.0 {
        polynomial(&MIDDLE_TOP, r - 1.6) / polynomial(&MIDDLE_BOTTOM, r - 1.6)
    } else {
        polynomial(&FAR_TOP, r - 5.0) / polynomial(&FAR_BOTTOM, r - 5.0)
    };
    size.copysign(q)
}

fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

const CENTRE_TOP: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
const MIDDLE_TOP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const MIDDLE_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    0.599_832_206_555_887_9,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// A lognormal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lognormal {
    /// Mean of the logarithm: the logarithm of the median, not of the mean.
    pub mu: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl Lognormal {
    /// That of a mean and a standard deviation above 0, by the method of moments.
    pub fn of_moments(mean: f64, deviation: f64) -> Self {
        let ratio = deviation / mean;
        let variance = libm::log1p(ratio * ratio);
        Self { mu: libm::log(mean) - 0.5 * variance, sigma: variance.sqrt() }
    }

    /// The value below which it lies with probability `p`.
    pub fn quantile(&self, p: f64) -> f64 {
        libm::exp(self.mu + self.sigma * normal_quantile(p))
    }

    /// The most likely value.
    pub fn mode(&self) -> f64 {
        libm::exp(self.mu - self.sigma * self.sigma)
    }

    /// Share above a value over 0.
    pub fn share_above(&self, value: f64) -> f64 {
        normal_share_below((self.mu - libm::log(value)) / self.sigma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;

    #[test]
    fn take_over_times_are_those_of_the_method_of_moments() {
        for case in vectors("takeover_lognormal") {
            let law = Lognormal::of_moments(case.number("mean_s"), case.number("sd_s"));
            case.holds("mu", law.mu);
            case.holds("sigma", law.sigma);
            case.holds("mode_s", law.mode());
            for (key, p) in [
                ("q05_s", 0.05),
                ("q50_s", 0.5),
                ("q85_s", 0.85),
                ("q95_s", 0.95),
                ("q99_s", 0.99),
                ("median_s", 0.5),
            ] {
                case.holds(key, law.quantile(p));
            }
            case.holds("p_over_5s", law.share_above(5.0));
            case.holds("p_over_10s", law.share_above(10.0));
        }
    }

    #[test]
    fn quantiles_of_the_normal_are_those_of_the_tables() {
        // Abramowitz and Stegun 1964, table 26.5 and its neighbours.
        for (p, x) in [
            (0.975, 1.959_963_984_540_054),
            (0.95, 1.644_853_626_951_472_7),
            (0.9, 1.281_551_565_544_600_4),
            (0.99, 2.326_347_874_040_841),
            (0.999, 3.090_232_306_167_813_5),
            (1e-6, -4.753_424_308_822_899),
        ] {
            assert!((normal_quantile(p) - x).abs() < 1e-13 * x.abs(), "{p}: {}", normal_quantile(p));
        }
        assert_eq!([normal_quantile(0.0), normal_quantile(1.0)], [f64::NEG_INFINITY, f64::INFINITY]);
    }

    #[test]
    fn quantile_and_share_undo_each_other_in_all_three_branches() {
        for p in [1e-300, 1e-40, 1e-12, 1e-11, 1e-5, 0.01, 0.074, 0.076, 0.3, 0.5, 0.8, 0.93] {
            let back = normal_share_below(normal_quantile(p));
            assert!((back - p).abs() <= 2e-13 * p, "{p} comes back as {back}");
        }
    }
}
