//! Arrows on lanes, as `turn:lanes` has them.

use super::notes::Notes;

/// What the arrows on one lane point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    pub(crate) reverse: bool,
    pub(crate) left: bool,
    pub(crate) slight_left: bool,
    pub(crate) through: bool,
    pub(crate) slight_right: bool,
    pub(crate) right: bool,
}

impl Marks {
    /// Whether there is no arrow at all.
    pub(crate) fn is_blank(self) -> bool {
        self == Self::default()
    }

    /// Whether an arrow points to the left in any way.
    pub(crate) fn any_left(self) -> bool {
        self.left || self.slight_left
    }

    /// Whether an arrow points to the right in any way.
    pub(crate) fn any_right(self) -> bool {
        self.right || self.slight_right
    }
}

/// The arrows of all lanes, from left to right as the driver sees them.
pub(crate) fn parse(text: &str, way: i64, line: u32, notes: &mut Notes) -> Vec<Marks> {
    text.split('|').map(|lane| parse_lane(lane, way, line, notes)).collect()
}

fn parse_lane(text: &str, way: i64, line: u32, notes: &mut Notes) -> Marks {
    let mut marks = Marks::default();
    for arrow in text.split(';').map(str::trim) {
        match arrow {
            "" | "none" => {}
            "reverse" => marks.reverse = true,
            "left" | "sharp_left" => marks.left = true,
            "slight_left" => marks.slight_left = true,
            // A lane that merges goes on until it does.
            "through" | "straight" | "merge_to_left" | "merge_to_right" => marks.through = true,
            "slight_right" => marks.slight_right = true,
            "right" | "sharp_right" => marks.right = true,
            other => {
                let other = crate::xml::shortened(other);
                notes.warn(line, format!("way {way}: unknown arrow \"{other}\" in turn:lanes is not read"));
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_arrows_are_read_lane_by_lane() {
        let mut notes = Notes::new("t.osm");
        let lanes = parse("reverse;left|through||through;slight_right", 1, 1, &mut notes);
        assert!(lanes[0].reverse && lanes[0].left && !lanes[0].through);
        assert!(lanes[1].through && lanes[2].is_blank());
        assert!(lanes[3].any_right() && !lanes[3].right);
        assert!(notes.into_parts().0.is_empty());
    }
}
