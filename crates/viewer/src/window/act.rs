//! What can be asked for.

use crate::scene::Layer;

/// Something that a key, a button or the mouse asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Act {
    /// Goes on, or stops.
    Play,
    /// So many frames on, or back.
    Step(i32),
    /// The next speed above, or below.
    Faster(i32),
    /// The next incident, or the one before.
    Incident(i32),
    /// To a time (s).
    Seek(f64),
    /// To the beginning.
    Begin,
    /// To the end.
    End,
    /// Goes with who is chosen, or stops to.
    Follow,
    /// Looks at all from above.
    Bird,
    /// Shows or hides a layer.
    Layer(Layer),
    /// The other theme.
    Theme,
    /// The other language.
    Language,
    /// Shows or hides what the keys do.
    Help,
    /// Shows or hides the panels.
    Panels,
    /// Lets go of who and what is chosen.
    LetGo,
    /// Keeps the picture in a file.
    Screenshot,
    /// Chooses an agent.
    Choose(Option<u32>),
    /// Ends.
    Quit,
}

/// Speeds that one can choose.
pub const SPEEDS: [f64; 10] = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];

/// The speed so many places above or below another.
pub fn speed(now: f64, by: i32) -> f64 {
    let at = SPEEDS.iter().position(|speed| *speed >= now).unwrap_or(SPEEDS.len() - 1) as i32;
    SPEEDS[(at + by).clamp(0, SPEEDS.len() as i32 - 1) as usize]
}

/// The time of the frame so many frames on, however the clock stood between two.
pub fn frame_s(now_s: f64, by: i32, begin_s: f64, step_s: f64) -> f64 {
    let step_s = step_s.max(1e-3);
    (((now_s - begin_s) / step_s).round() + f64::from(by)) * step_s + begin_s
}

/// Place of the next incident after, or the last before, a time, or beside the one that is chosen.
pub fn incident(times_s: &[f64], chosen: Option<usize>, now_s: f64, by: i32) -> Option<usize> {
    let found = match (chosen, by > 0) {
        (Some(at), true) => at + 1,
        (Some(at), false) => at.checked_sub(1)?,
        (None, true) => times_s.iter().position(|time_s| *time_s > now_s + 1e-6)?,
        (None, false) => times_s.iter().rposition(|time_s| *time_s < now_s - 1e-6)?,
    };
    (found < times_s.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_go_from_a_tenth_to_a_hundred_times_and_no_farther() {
        assert_eq!((speed(1.0, 1), speed(1.0, -1)), (2.0, 0.5));
        assert_eq!((speed(100.0, 1), speed(0.1, -1)), (100.0, 0.1));
    }

    #[test]
    fn a_step_goes_from_frame_to_frame_however_the_clock_stood() {
        assert!((frame_s(10.13, 1, 0.0, 0.1) - 10.2).abs() < 1e-9);
        assert!((frame_s(10.13, -1, 0.0, 0.1) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn the_next_incident_is_beside_the_chosen_one_else_after_the_time() {
        let times = [10.0, 20.0, 30.0];
        assert_eq!(incident(&times, None, 12.0, 1), Some(1));
        assert_eq!(incident(&times, None, 12.0, -1), Some(0));
        assert_eq!(incident(&times, Some(1), 0.0, 1), Some(2));
        assert_eq!(incident(&times, Some(2), 0.0, 1), None);
        assert_eq!(incident(&times, Some(0), 0.0, -1), None);
        assert_eq!(incident(&[], None, 0.0, 1), None);
    }
}
