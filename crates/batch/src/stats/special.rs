//! Distribution functions and their quantiles.

/// Smallest number that a continued fraction's parts may be, so that none divides by nothing.
const TINY: f64 = 1e-300;
/// Terms after which a series or fraction has settled for every argument that counts of runs can bring.
const MOST_TERMS: u32 = 100_000;
/// Halvings after which an interval of doubles is empty.
const HALVINGS: u32 = 1_100;

/// Probability that a standard normal variable is below `z`.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * core::f64::consts::FRAC_1_SQRT_2)
}

/// The value below which a standard normal variable is with probability `p`, from 0 to 1.
pub(super) fn normal_quantile(p: f64) -> f64 {
    solve(-40.0, 40.0, |z| normal_cdf(z) < p)
}

/// The value below which Student's t with `df` degrees of freedom is with probability `p`, from 0.5 below 1.
///
/// By the beta distribution: t² = df (1 - x) / x where x = I⁻¹(2 (1 - p); df/2, 1/2). Abramowitz and Stegun 1964,
/// 26.5.27 and 26.7.1.
pub(super) fn student_quantile(p: f64, df: f64) -> f64 {
    let x = beta_quantile(2.0 * (1.0 - p), 0.5 * df, 0.5);
    libm::sqrt(df * (1.0 - x) / x)
}

/// The value below which a beta variable is with probability `p`.
pub(super) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    solve(0.0, 1.0, |x| beta_cdf(x, a, b) < p)
}

/// The value below which a gamma variable of that shape and scale 1 is with probability `p`.
pub(super) fn gamma_quantile(p: f64, shape: f64) -> f64 {
    // Far in the tail: the mean plus forty standard deviations and more.
    let most = shape + 40.0 * libm::sqrt(shape) + 800.0;
    solve(0.0, most, |x| gamma_cdf(x, shape) < p)
}

/// Halves an interval until nothing is between its ends; `below` tells whether the answer lies above.
fn solve(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Regularised incomplete beta function. Abramowitz and Stegun 1964, 26.5.8, evaluated by Lentz's method.
fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction settles fast below the mean; above it, the other tail does.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_cdf(1.0 - x, b, a);
    }
    let log_front =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    let (mut c, mut d) = (1.0, 1.0 / floor(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..MOST_TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = fraction;
        for part in [even, odd] {
            d = 1.0 / floor(1.0 + part * d);
            c = floor(1.0 + part / c);
            fraction *= c * d;
        }
        if (fraction - before).abs() <= 1e-16 * fraction.abs() {
            break;
        }
    }
    libm::exp(log_front) * fraction / a
}

/// Regularised lower incomplete gamma function. Abramowitz and Stegun 1964, 6.5.29 below the mean, 6.5.31 above it.
fn gamma_cdf(x: f64, shape: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
        for n in 1..MOST_TERMS {
            term *= x / (shape + f64::from(n));
            sum += term;
            if term <= 1e-17 * sum {
                break;
            }
        }
        return front * sum;
    }
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / floor(b));
    let mut fraction = d;
    for n in 1..MOST_TERMS {
        let n = f64::from(n);
        let part = -n * (n - shape);
        b += 2.0;
        d = 1.0 / floor(part * d + b);
        c = floor(b + part / c);
        let step = c * d;
        fraction *= step;
        if (step - 1.0).abs() <= 1e-16 {
            break;
        }
    }
    1.0 - front * fraction
}

fn floor(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_printed_tables() {
        let near = |found: f64, printed: f64, digits: f64| {
            assert!((found - printed).abs() < 0.5 * digits, "{found} is not {printed}");
        };
        near(normal_quantile(0.975), 1.959_963_985, 1e-9);
        near(student_quantile(0.975, 1.0), 12.706, 1e-3);
        near(student_quantile(0.975, 19.0), 2.093, 1e-3);
        near(student_quantile(0.975, 1e6), 1.960, 1e-3);
        // Chi-square with 2 degrees of freedom, 95 %: 5.991, twice this quantile.
        near(2.0 * gamma_quantile(0.95, 1.0), 5.991, 1e-3);
        near(beta_quantile(0.5, 3.0, 3.0), 0.5, 1e-12);
    }
}
