//! What is run, and when it is.

use super::line::Line;
use crate::look::{Language, Look};
use crate::scene::Clock;
use pilotzone_replay::Header;

/// What is run: its name, its question, its law.
pub fn title(header: &Header, look: &Look) -> Vec<Line> {
    let question = look.language.pick(&header.question_ko, &header.question_en);
    let law = format!(
        "{} {} · {} · {} {}",
        look.text("law"),
        look.word("laws", &header.law),
        header.law_date,
        look.text("seed"),
        header.seed
    );
    let mut lines = vec![Line::Heading(header.scenario.clone())];
    lines.extend((!question.is_empty()).then(|| Line::Text(question.to_owned())));
    lines.push(Line::Quiet(law));
    lines
}

/// The time of day, and of the simulation.
pub fn clock(header: &Header, clock: &Clock, is_window: bool) -> Vec<Line> {
    let mut small = format!("{:.1} s", clock.time_s);
    if is_window {
        let sign = if clock.is_playing { "▶" } else { "‖" };
        small = format!("{small}   {sign} ×{}", clock.speed);
    }
    vec![Line::Big(time_of_day(&header.start, clock.time_s)), Line::Quiet(small)]
}

/// The time of day so many seconds after a start (`YYYY-MM-DDTHH:MM:SS+HH:MM`).
fn time_of_day(start: &str, time_s: f64) -> String {
    let part = |at: usize| start.get(at..at + 2).and_then(|text| text.parse::<f64>().ok());
    let start_s = match (part(11), part(14), part(17)) {
        (Some(hours), Some(minutes), Some(seconds)) => hours * 3600.0 + minutes * 60.0 + seconds,
        _ => 0.0,
    };
    // A tenth is rounded down with the frame that is shown; a thousandth is what a sum of tenths may lack.
    let second = ((start_s + time_s + 1e-3).floor().rem_euclid(86_400.0)) as u32;
    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// What must stand under every picture.
pub fn foot(header: &Header, is_whole: bool, trouble: Option<&str>, look: &Look) -> Vec<Line> {
    let mut notes: Vec<&str> = Vec::new();
    notes.extend(trouble);
    notes.extend((!is_whole).then(|| look.text("cut")));
    let of = |[ko, en]: &'_ [String; 2]| match look.language {
        Language::Ko => ko.clone(),
        Language::En => en.clone(),
    };
    let caveats: Vec<String> = header.caveats.iter().map(of).collect();
    notes.extend(caveats.iter().map(String::as_str));
    notes.push(look.text("legal"));
    vec![Line::Quiet(format!("{}  ·  {}", notes.join(" "), header.map.attribution.join(" · ")))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Theme;

    #[test]
    fn the_time_of_day_goes_on_from_the_start_and_past_midnight() {
        assert_eq!(time_of_day("2021-06-01T08:00:00+09:00", 100.0), "08:01:40");
        assert_eq!(time_of_day("2021-06-01T23:59:59+09:00", 2.0), "00:00:01");
        assert_eq!(time_of_day("one day", 61.5), "00:01:01");
        // Ten tenths, added up, lack a little of a second.
        assert_eq!(time_of_day("2021-06-01T00:00:00+09:00", 0.999_999_9), "00:00:01");
    }

    #[test]
    fn a_file_that_was_cut_off_says_so_under_every_picture() {
        let look = Look::new(Language::En, Theme::Light);
        let text = |is_whole| format!("{:?}", foot(&Header::default(), is_whole, None, &look));
        assert!(text(false).contains("cut off") && !text(true).contains("cut off"));
        assert!(text(true).contains("not legal advice"));
    }
}
