//! Whether a condition holds for one road user, and how far it goes.

use crate::View;
use pilotzone_map::{Aspect, TurnDirection};
use pilotzone_scenario::rules::aloft::{AboveWord, AloftIs, HeightFrom};
use pilotzone_scenario::rules::predicates::{
    BrakedHard, Hours, LeftAccident, PassedCrosswalk, PassedLight, SpeedOver, SpeedOverWeather, WeatherIs,
};
use pilotzone_scenario::rules::words::DangerWord;
use pilotzone_scenario::rules::{Condition, Predicate};
use pilotzone_world::scene::{NOBODY, seen};
use pilotzone_world::{
    Activity, AgentClass, AtCrosswalk, Control, Event, IncidentKind, RoadUser, Uav, Weather,
};

/// Metres a second in a kilometre an hour.
pub(crate) const KMH: f64 = 1.0 / 3.6;

/// Whether a condition holds. Where the act `goes_on`, thresholds are those of release, so that noise round a
/// limit does not make many acts of one.
pub(crate) fn holds(condition: &Condition, view: &View<'_>, goes_on: bool) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| holds(part, view, goes_on)),
        Condition::Any(parts) => parts.iter().any(|part| holds(part, view, goes_on)),
        Condition::Not(part) => !holds(part, view, goes_on),
        Condition::Is(predicate) => is(predicate, view, goes_on),
    }
}

fn is(predicate: &Predicate, view: &View<'_>, goes_on: bool) -> bool {
    let user = view.user;
    let released = |by: f64| if goes_on { by } else { 0.0 };
    match predicate {
        Predicate::Activity(words) => words.iter().any(|&word| Activity::from(word) == view.activity),
        Predicate::Class(words) => words.iter().any(|&word| AgentClass::from(word) == user.class),
        Predicate::Control(words) => words.iter().any(|&word| Control::from(word) == user.control),
        Predicate::Seen(bits) => user.is(*bits),
        Predicate::Hours(hours) => hours.iter().any(|hours| Hours::within(*hours, view.now.second_of_day)),
        Predicate::Weather(asked) => weather(asked, view.now.scene.weather),
        Predicate::Stopped(asked) => user.speed_mps < asked.below_kmh * KMH,
        Predicate::SpeedOver(asked) => {
            over_kmh(asked, user) > asked.tolerance_kmh - released(asked.release_kmh)
        }
        Predicate::SpeedOverWeather(asked) => over_in_weather_kmh(asked, view)
            .is_some_and(|over| over > asked.tolerance_kmh - released(asked.release_kmh)),
        Predicate::HeadwayBelow(asked) => {
            user.speed_mps > asked.above_kmh * KMH
                && headway_s(user).is_some_and(|s| s < asked.headway_s + released(asked.release_s))
        }
        Predicate::BrakedHard(asked) => braked_hard(asked, view, released(asked.release_mps2)),
        Predicate::RequestUnanswered(asked) => user.request_s > asked.longer_than_s,
        Predicate::LeftAccident(asked) => left_accident(asked, view),
        Predicate::Permit(asked) => view.papers.are(asked),
        Predicate::PassedLight(asked) => passed_light(asked, view),
        Predicate::PassedCrosswalk(asked) => passed_crosswalk(asked, view),
        Predicate::ChangedLaneClose(asked) => {
            matches!(view.event, Some(Event::ChangedLane { .. }))
                && behind_s(view).is_some_and(|s| s < asked.headway_s)
        }
        Predicate::Aloft(asked) => view.uav.is_some_and(|uav| aloft(asked, uav, view.now.sun_down)),
        Predicate::Endangers(words) => {
            words.iter().any(|word| view.event.is_some_and(|e| endangers(*word, e)))
        }
    }
}

/// Whether something is true of a drone.
fn aloft(asked: &AloftIs, uav: &Uav, sun_down: bool) -> bool {
    match asked {
        AloftIs::Bits(bits) => uav.is(*bits),
        AloftIs::InZone(bits) => uav.zones & bits != 0,
        AloftIs::Height(from) => height_m(from, uav) >= from.m,
        AloftIs::Heavier(than) => uav.user.mass_kg > than.kg,
        AloftIs::BeyondSight(from) => uav.pilot_m > from.m || !uav.is(pilotzone_world::air::aloft::SEEN),
        AloftIs::WallWithin(within) => uav.wall_m < within.m,
        AloftIs::PilotBelow(needed) => uav.pilot_class == 0 || uav.pilot_class > needed.class,
        AloftIs::SunDown(wanted) => sun_down == *wanted,
    }
}

fn height_m(from: &HeightFrom, uav: &Uav) -> f64 {
    match from.above {
        AboveWord::Surface => uav.above_m,
        AboveWord::Obstacles => uav.above_obstacles_m,
    }
}

/// The value of what is limited of a drone.
fn value_aloft(asked: &AloftIs, uav: &Uav) -> Option<f64> {
    match asked {
        AloftIs::Height(from) => Some(height_m(from, uav)),
        AloftIs::Heavier(_) => Some(uav.user.mass_kg),
        AloftIs::BeyondSight(_) => Some(uav.pilot_m),
        AloftIs::WallWithin(_) => Some(uav.wall_m),
        _ => None,
    }
}

/// The value that a rule limits, as far as it goes now: larger is worse, but for times.
pub(crate) fn value(condition: &Condition, view: &View<'_>) -> Option<f64> {
    let user = view.user;
    condition.predicates().into_iter().find_map(|predicate| match predicate {
        Predicate::SpeedOver(asked) => Some(over_kmh(asked, user)),
        Predicate::SpeedOverWeather(asked) => over_in_weather_kmh(asked, view),
        Predicate::PassedLight(_) | Predicate::PassedCrosswalk(_) | Predicate::LeftAccident(_) => {
            Some(user.speed_mps / KMH)
        }
        Predicate::HeadwayBelow(_) => headway_s(user),
        Predicate::ChangedLaneClose(_) => behind_s(view),
        Predicate::RequestUnanswered(_) => Some(user.request_s),
        Predicate::BrakedHard(_) => Some(-user.accel_mps2),
        Predicate::Aloft(asked) => value_aloft(asked, view.uav?),
        _ => None,
    })
}

/// Whether the smaller value is the worse one.
pub(crate) fn less_is_worse(condition: &Condition) -> bool {
    let first = condition.predicates().into_iter().find(|predicate| predicate.unit().is_some());
    let less = |predicate: &Predicate| {
        matches!(
            predicate,
            Predicate::HeadwayBelow(_)
                | Predicate::ChangedLaneClose(_)
                | Predicate::Aloft(AloftIs::WallWithin(_))
        )
    };
    first.is_some_and(less)
}

fn over_kmh(asked: &SpeedOver, user: &RoadUser) -> f64 {
    let limit_kmh = user.limit_mps / KMH;
    user.speed_mps / KMH - asked.limit_kmh.map_or(limit_kmh, |limit| limit.min(limit_kmh))
}

/// The share of the limit that the weather leaves; none where it lowers none.
pub(crate) fn left_of_limit(asked: &SpeedOverWeather, weather: &Weather) -> Option<f64> {
    let severe = weather.ice
        || weather.snow_mm >= asked.severe_snow_mm
        || weather.visibility_m <= asked.severe_visibility_m;
    let wet = weather.rain_mm_per_h >= asked.wet_rain_mm_per_h || weather.snow_mm > 0.0;
    let percent = if severe { asked.severe_percent } else { asked.wet_percent };
    (severe || wet).then_some(1.0 - percent / 100.0)
}

fn over_in_weather_kmh(asked: &SpeedOverWeather, view: &View<'_>) -> Option<f64> {
    let left = left_of_limit(asked, view.now.scene.weather)?;
    Some((view.user.speed_mps - left * view.user.limit_mps) / KMH)
}

fn weather(asked: &WeatherIs, weather: &Weather) -> bool {
    asked.rain_mm_per_h.is_some_and(|least| weather.rain_mm_per_h >= least)
        || asked.snow_mm.is_some_and(|least| weather.snow_mm >= least)
        || asked.visibility_m.is_some_and(|most| weather.visibility_m <= most)
        || (asked.ice && weather.ice)
        || (asked.night && weather.night)
}

/// Time in which it covers the gap to the one ahead at its own speed (s).
fn headway_s(user: &RoadUser) -> Option<f64> {
    (user.ahead != NOBODY && user.speed_mps > 0.0).then(|| user.gap_m.max(0.0) / user.speed_mps)
}

/// Nobody in the quarter circle ahead, out to where the speed leads in the time, and no line that must not be passed: no
/// reason to brake. Its point is the rear bumper, so that who steps out beside the front is in it.
fn braked_hard(asked: &BrakedHard, view: &View<'_>, release_mps2: f64) -> bool {
    let user = view.user;
    let has_reason = user.seen & (seen::WRECK | seen::BEFORE_LINE) != 0;
    if -user.accel_mps2 <= asked.decel_mps2 - release_mps2 || has_reason {
        return false;
    }
    // The speed before the last second of braking: who has nearly stopped had the same reason.
    let reach_m = (user.speed_mps - user.accel_mps2) * asked.clear_ahead_s;
    let (east, north) = (libm::cos(user.heading_rad), libm::sin(user.heading_rad));
    !view.now.scene.users.iter().any(|other| {
        let (x, y) = (other.at.x - user.at.x, other.at.y - user.at.y);
        let (along, across) = (x * east + y * north + user.length_m, y * east - x * north);
        other.id != user.id && along > 0.0 && across.abs() <= along && x * x + y * y <= reach_m * reach_m
    })
}

fn left_accident(asked: &LeftAccident, view: &View<'_>) -> bool {
    let Some(at_s) = view.accident_s else { return false };
    let since_s = view.now.scene.time_s - at_s;
    since_s > asked.halt_within_s
        && since_s <= asked.stay_s
        && view.user.speed_mps > asked.above_kmh * KMH
        && !view.user.is(seen::WRECK)
}

fn passed_light(asked: &PassedLight, view: &View<'_>) -> bool {
    let Some(Event::EnteredJunction { light: Some(light), direction, stopped, .. }) = view.event else {
        return false;
    };
    asked.aspects.iter().any(|&word| Aspect::from(word) == *light)
        && (asked.directions.is_empty()
            || asked.directions.iter().any(|&word| TurnDirection::from(word) == *direction))
        && !(asked.unless_stopped && *stopped)
}

fn passed_crosswalk(asked: &PassedCrosswalk, view: &View<'_>) -> bool {
    let Some(Event::PassedCrosswalk { person, signalised, school_zone, stopped, .. }) = view.event else {
        return false;
    };
    (asked.person.is_empty() || asked.person.iter().any(|&word| AtCrosswalk::from(word) == *person))
        && asked.signalised.is_none_or(|asked| asked == *signalised)
        && asked.school_zone.is_none_or(|asked| asked == *school_zone)
        && !(asked.unless_stopped && *stopped)
}

/// Time in which the one behind on the same lane covers the gap to this one at its speed (s).
fn behind_s(view: &View<'_>) -> Option<f64> {
    let behind = view.now.scene.users.get(view.row + 1)?;
    if behind.lane != view.user.lane || behind.speed_mps <= 0.0 {
        return None;
    }
    let gap_m = view.user.pos_m - view.user.length_m - behind.pos_m;
    Some(gap_m.max(0.0) / behind.speed_mps)
}

/// Whether an event is such a danger; its agent is the responsible one.
pub(crate) fn endangers(word: DangerWord, event: &Event) -> bool {
    match (word, event) {
        (DangerWord::Collision, Event::Incident { kind, .. }) => matches!(
            kind,
            IncidentKind::CollisionVehicleVehicle
                | IncidentKind::CollisionVehiclePerson
                | IncidentKind::CollisionVehicleObject
        ),
        (DangerWord::NearMiss, Event::NearMiss { .. })
        | (DangerWord::UnsafeDistance, Event::Danger { .. }) => true,
        _ => false,
    }
}
