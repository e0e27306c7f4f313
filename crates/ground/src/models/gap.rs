//! Gap acceptance at a priority junction: what theory says of drivers who wait for a gap in a random stream.
//!
//! HCM 2010 equation 19-32 (Harders), and Siegloch 1973. Range: a major stream with exponential gaps and full
//! priority, critical gap and follow-up time above 0 s. Signals upstream bunch a stream and make both wrong.

/// Share of the gaps of a major stream (vehicles an hour) that are at least a critical gap (s) long.
pub fn accepted_share(flow_per_h: f64, critical_gap_s: f64) -> f64 {
    libm::exp(-flow_per_h / 3600.0 * critical_gap_s)
}

/// Vehicles an hour that can enter through a major stream (vehicles an hour): HCM 2010, equation 19-32.
pub fn capacity_per_h(flow_per_h: f64, critical_gap_s: f64, follow_up_s: f64) -> f64 {
    let entering = -libm::expm1(-flow_per_h / 3600.0 * follow_up_s);
    if entering == 0.0 {
        // Nobody has to be let pass: one vehicle after the other.
        return 3600.0 / follow_up_s;
    }
    flow_per_h * accepted_share(flow_per_h, critical_gap_s) / entering
}

/// Vehicles an hour that can enter through a major stream (vehicles an hour): Siegloch 1973.
pub fn siegloch_capacity_per_h(flow_per_h: f64, critical_gap_s: f64, follow_up_s: f64) -> f64 {
    3600.0 / follow_up_s * accepted_share(flow_per_h, critical_gap_s - 0.5 * follow_up_s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::vectors::vectors;

    #[test]
    fn share_and_capacities_are_those_of_the_handbook() {
        for case in vectors("gap_acceptance") {
            let number = |key| case.given.number(key);
            let flow_per_h = number("conflicting_flow_per_h");
            let (critical_s, follow_up_s) = (number("critical_gap_s"), number("follow_up_s"));
            case.holds("p_gap_accepted", accepted_share(flow_per_h, critical_s));
            case.holds("capacity_per_h", capacity_per_h(flow_per_h, critical_s, follow_up_s));
            let siegloch = siegloch_capacity_per_h(flow_per_h, critical_s, follow_up_s);
            case.holds("capacity_siegloch_per_h", siegloch);
        }
    }
}
