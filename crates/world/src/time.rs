//! A scenario's start on the calendar; no time-zone database, no clock.

use serde::{Deserialize, Serialize};

/// A date and time of day with its offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StartTime {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub unix_s: i64,
    /// Offset of local time from UTC (s), positive east.
    pub offset_s: i32,
}

/// Why a text is no date and time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The form is wrong.
    #[error("`{0}` is not a time of the form 2026-06-01T08:00:00+09:00")]
    Form(String),
    /// The form is right, but there is no such time.
    #[error("`{0}` names a day or hour that does not exist")]
    Range(String),
}

/// Days from 1970-01-01 to a day of the Gregorian calendar (Hinnant 2013, days_from_civil).
pub const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The year, month and day that lie so many days after 1970-01-01.
pub const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days - era * 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

impl StartTime {
    /// Reads `2026-06-01T08:00:00+09:00` (or `Z`).
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let form = || TimeError::Form(text.to_owned());
        let bytes = text.as_bytes();
        if bytes.len() < 20 || !text.is_ascii() {
            return Err(form());
        }
        let shape_holds = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if shape_holds.iter().any(|&(i, c)| bytes[i] != c) {
            return Err(form());
        }
        let number = |from: usize, to: usize| -> Result<i64, TimeError> {
            let digits = &text[from..to];
            if digits.bytes().all(|b| b.is_ascii_digit()) {
                digits.parse().map_err(|_| form())
            } else {
                Err(form())
            }
        };
        let offset_s = match &text[19..] {
            "Z" => 0,
            zone if zone.len() == 6 && zone.as_bytes()[3] == b':' => {
                let (hours, minutes) = (number(20, 22)?, number(23, 25)?);
                let sign = match zone.as_bytes()[0] {
                    b'+' => 1,
                    b'-' => -1,
                    _ => return Err(form()),
                };
                if hours > 14 || minutes > 59 {
                    return Err(TimeError::Range(text.to_owned()));
                }
                sign * (hours * 3600 + minutes * 60)
            }
            _ => return Err(form()),
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let days = days_from_civil(year, month, day);
        if !(1..=12).contains(&month)
            || civil_from_days(days) != (year, month, day)
            || hour > 23
            || minute > 59
            || second > 59
        {
            return Err(TimeError::Range(text.to_owned()));
        }
        let local_s = days * 86_400 + hour * 3600 + minute * 60 + second;
        Ok(Self { unix_s: local_s - offset_s, offset_s: offset_s as i32 })
    }

    /// Hour of the local day so many seconds after the start, from 0 to below 24.
    pub fn hour_of_day(self, after_s: f64) -> f64 {
        let seconds = ((self.unix_s + i64::from(self.offset_s)) as f64 + after_s).rem_euclid(86_400.0);
        seconds / 3600.0
    }

    /// The moment so many seconds later, whole seconds counted.
    pub fn after(self, after_s: f64) -> Self {
        Self { unix_s: self.unix_s + libm::floor(after_s) as i64, ..self }
    }

    /// The calendar date at the start, where the run takes place.
    pub fn local_date(self) -> (i64, i64, i64) {
        civil_from_days((self.unix_s + i64::from(self.offset_s)).div_euclid(86_400))
    }
}

impl core::fmt::Display for StartTime {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let local_s = self.unix_s + i64::from(self.offset_s);
        let (year, month, day) = self.local_date();
        let second = local_s.rem_euclid(86_400);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60
        )?;
        let offset_min = self.offset_s.abs() / 60;
        let sign = if self.offset_s < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", offset_min / 60, offset_min % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_it_was_read() {
        for text in ["2026-06-01T08:00:00+09:00", "2021-12-31T23:59:59-03:30", "2024-02-29T00:00:00+00:00"] {
            assert_eq!(StartTime::parse(text).map(|t| t.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn seconds_since_1970_match_a_known_instant() {
        // date -u -d 2021-06-01T08:00:00+09:00 +%s
        assert_eq!(StartTime::parse("2021-06-01T08:00:00+09:00").map(|t| t.unix_s), Ok(1_622_502_000));
    }

    #[test]
    fn a_later_moment_has_its_own_date() {
        let start = StartTime::parse("2021-12-31T23:59:00+09:00").unwrap();
        assert_eq!(start.after(61.9).to_string(), "2022-01-01T00:00:01+09:00");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["2026-02-29T08:00:00+09:00", "2026-13-01T08:00:00Z", "2026-01-01T24:00:00Z"] {
            assert_eq!(StartTime::parse(text), Err(TimeError::Range(text.to_owned())));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in
            ["", "2026-06-01", "2026-06-01T08:00:00", "2026-06-01 08:00:00+09:00", "2026-06-01T0x:00:00Z"]
        {
            assert_eq!(StartTime::parse(text), Err(TimeError::Form(text.to_owned())));
        }
    }
}
