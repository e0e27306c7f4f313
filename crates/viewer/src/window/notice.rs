//! Something that is told for a while.

use crate::scene::Trouble;
use bevy::prelude::{Res, ResMut, Resource, Time};

/// It is told so long (s).
const SHOWN_S: f64 = 6.0;

/// Something that is told for a while, at the foot of the window.
#[derive(Resource, Debug, Default)]
pub struct Notice {
    text: Option<String>,
    age_s: f64,
}

impl Notice {
    /// Tells something.
    pub fn tell(&mut self, text: String) {
        *self = Self { text: Some(text), age_s: 0.0 };
    }
}

/// Shows what is told, until it was shown long enough.
pub fn fade(time: Res<'_, Time>, mut notice: ResMut<'_, Notice>, mut trouble: ResMut<'_, Trouble>) {
    if notice.text.is_none() {
        return;
    }
    notice.age_s += time.delta_secs_f64();
    if notice.age_s > SHOWN_S {
        // Trouble that came meanwhile stays.
        if trouble.0 == notice.text {
            trouble.0 = None;
        }
        notice.text = None;
    } else if trouble.0.is_none() {
        trouble.0.clone_from(&notice.text);
    }
}
