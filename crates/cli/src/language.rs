//! Korean or English.

use clap::ValueEnum;
use pilotzone_record::Language;

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Korean.
    Ko,
    /// English.
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Ko => Self::Ko,
            Lang::En => Self::En,
        }
    }
}

/// The language of the locale: Korean where it is, else English.
pub fn of_locale() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    of(set)
}

/// The first variable that says something decides, as in the C library.
fn of(variables: impl IntoIterator<Item = String>) -> Lang {
    let decides = variables.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    if decides.to_lowercase().starts_with("ko") { Lang::Ko } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_says_something_decides() {
        let of = |list: &[&str]| of(list.iter().map(|&text| text.to_owned()));
        assert_eq!(of(&["", "ko_KR.UTF-8", "en_US.UTF-8"]), Lang::Ko);
        assert_eq!(of(&["C", "ko_KR.UTF-8"]), Lang::En);
        assert_eq!(of(&[]), Lang::En);
    }
}
