//! The crew: what they do beside watching, and when they answer.

use super::{Mind, NEVER};
use pilotzone_scenario::automation::{Crew, CrewKind};
use pilotzone_world::lognormal::Lognormal;
use pilotzone_world::{Activity, AgentKey, Control, Leave, Stream};

const EPISODE: Stream = Stream::named("crew_episode");
const TAKEOVER: Stream = Stream::named("takeover");

/// Mean time to take over during an activity (s).
pub fn takeover_mean_s(crew: &Crew, activity: Activity) -> f64 {
    let added_s = match activity {
        Activity::None | Activity::HandsFree => 0.0,
        Activity::HandheldPhone => crew.handheld_phone_s,
        Activity::Video => crew.video_s,
        Activity::Display => crew.display_s,
    };
    crew.takeover_mean_s + added_s
}

/// Time from the k-th request to the answer (s); infinite where nobody answers.
///
/// The quantile belongs to the request, whatever is done at the time: two laws that differ in it differ in nothing else.
/// Zhang et al. 2019: the spread grows with the mean, so their ratio is kept.
pub fn answers_after_s(crew: &Crew, seed: u64, key: AgentKey, request: u64, activity: Activity) -> f64 {
    let mut draws = TAKEOVER.draws(seed, key, request);
    let (quantile, absent) = (draws.unit(), draws.unit());
    if crew.kind == CrewKind::Nobody || absent < crew.absent_share {
        return f64::INFINITY;
    }
    let mean_s = takeover_mean_s(crew, activity);
    let spread_s = (mean_s * crew.takeover_spread).max(1e-6);
    Lognormal::of_moments(mean_s, spread_s).quantile(quantile) + crew.delay_s
}

impl Mind {
    /// What the crew does in this step: per episode one quantile decides, against the share of what the law leaves.
    pub(super) fn crew_does(
        &mut self,
        crew: &Crew,
        (seed, key): (u64, AgentKey),
        (step, dt_s): (u64, f64),
        leave: Leave,
    ) -> Activity {
        if step >= self.episode_until {
            self.episodes += 1;
            let mut draws = EPISODE.draws(seed, key, self.episodes);
            let steps = draws.exponential(crew.episode_mean_s) / dt_s;
            self.episode_until = step.saturating_add((steps as u64).max(1));
        }
        // While he is asked, or drives after having been asked, he has put it away.
        let drives_until = self.since.saturating_add((crew.drives_for_s / dt_s) as u64);
        let took_over = self.control == Control::Manual && self.requests > 0 && step < drives_until;
        if self.requested != NEVER || took_over {
            return Activity::None;
        }
        let mut draws = EPISODE.draws(seed, key, self.episodes);
        let (_, quantile, task) = (draws.unit(), draws.unit(), draws.unit());
        let task = crew.tasks.pick(task);
        let share = if leave.allows(task) { crew.share_allowed } else { crew.share_forbidden };
        if quantile < share { task } else { Activity::None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_scenario::automation::TaskShares;

    fn crew() -> Crew {
        Crew {
            source: String::new(),
            kind: CrewKind::SafetyDriver,
            takeover_mean_s: 2.7,
            takeover_spread: 0.555,
            handheld_phone_s: 1.3,
            video_s: 0.3,
            display_s: 0.3,
            delay_s: 0.0,
            absent_share: 0.0,
            episode_mean_s: 60.0,
            share_forbidden: 0.3,
            share_allowed: 0.7,
            tasks: TaskShares { handheld_phone: 1.0, video: 1.0, display: 1.0 },
            drives_as: String::new(),
            drives_for_s: 10.0,
        }
    }

    #[test]
    fn takeover_times_have_the_mean_and_spread_of_their_source() {
        for (activity, mean_s) in [(Activity::None, 2.7), (Activity::HandheldPhone, 4.0)] {
            let n = 40_000;
            let times: Vec<f64> =
                (0..n).map(|k| answers_after_s(&crew(), 1, AgentKey(9), k, activity)).collect();
            let mean = times.iter().sum::<f64>() / n as f64;
            let variance = times.iter().map(|t| (t - mean) * (t - mean)).sum::<f64>() / n as f64;
            println!("{}: mean {mean:.3} s, spread {:.3}", activity.name(), variance.sqrt() / mean);
            assert!((mean / mean_s - 1.0).abs() < 0.012, "{mean}");
            assert!((variance.sqrt() / mean / 0.555 - 1.0).abs() < 0.03, "{}", variance.sqrt() / mean);
        }
    }

    #[test]
    fn another_activity_shifts_every_answer_by_the_same_ratio() {
        for request in 0..200 {
            let none = answers_after_s(&crew(), 5, AgentKey(3), request, Activity::None);
            let phone = answers_after_s(&crew(), 5, AgentKey(3), request, Activity::HandheldPhone);
            assert!((phone / none - 4.0 / 2.7).abs() < 1e-9, "{phone} {none}");
        }
    }

    #[test]
    fn who_has_taken_over_has_put_it_away_for_as_long_as_he_drives() {
        let all = Activity::ALL.into_iter().fold(Leave::default(), Leave::with);
        let crew = Crew { share_allowed: 1.0, ..crew() };
        let mut mind = Mind::outside(pilotzone_scenario::vehicle::MindOf::Nobody, 0);
        (mind.control, mind.requests, mind.since) = (Control::Manual, 1, 50);
        let mut does = |step| mind.crew_does(&crew, (1, AgentKey(4)), (step, 0.1), all);
        assert_eq!((does(50), does(149)), (Activity::None, Activity::None));
        assert_ne!(does(150), Activity::None, "after 10 s he drives as he always does");
    }

    #[test]
    fn whoever_may_does_at_least_what_he_does_when_he_may_not() {
        let all = Activity::ALL.into_iter().fold(Leave::default(), Leave::with);
        let (mut free, mut bound) = (0, 0);
        for key in 0..2_000 {
            let mut mind = Mind::outside(pilotzone_scenario::vehicle::MindOf::Nobody, 0);
            let may = mind.clone().crew_does(&crew(), (1, AgentKey(key)), (0, 0.1), all);
            let may_not = mind.crew_does(&crew(), (1, AgentKey(key)), (0, 0.1), Leave::default());
            assert!(may_not == Activity::None || may == may_not);
            free += u32::from(may != Activity::None);
            bound += u32::from(may_not != Activity::None);
        }
        assert!((1_300..1_500).contains(&free) && (520..680).contains(&bound), "{free} {bound}");
    }
}
