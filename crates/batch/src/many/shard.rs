//! One part of a batch among several that run elsewhere.

use crate::BatchError;

/// The part `index` of `of`, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part.
    pub index: u64,
    /// Of how many.
    pub of: u64,
}

impl Shard {
    /// Reads `I/N`.
    pub fn parse(text: &str) -> Result<Self, BatchError> {
        let number = |part: &str| part.trim().parse::<u64>().ok().filter(|n| (1..=100_000).contains(n));
        let parts = text.split_once('/').and_then(|(i, n)| Some((number(i)?, number(n)?)));
        match parts {
            Some((index, of)) if index <= of => Ok(Self { index, of }),
            _ => Err(BatchError::Shard { text: text.to_owned() }),
        }
    }

    /// Its folder's name.
    pub fn folder(self) -> String {
        format!("shard-{}-of-{}", self.index, self.of)
    }

    /// The jobs that are its own: dealt out in turn, so that heavy scenarios spread over all.
    pub fn jobs(self, count: u64) -> Vec<u64> {
        (self.index - 1..count).step_by(self.of as usize).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_all_jobs_and_none_twice() {
        let mut all: Vec<u64> =
            (1..=3).flat_map(|i| Shard::parse(&format!("{i}/3")).unwrap().jobs(10)).collect();
        all.sort_unstable();
        assert_eq!(all, (0..10).collect::<Vec<_>>());
        assert_eq!(Shard::parse("2/3").unwrap().folder(), "shard-2-of-3");
    }

    #[test]
    fn what_is_no_shard_is_refused_with_the_form_that_is() {
        for text in ["", "1", "0/3", "4/3", "a/b", "1/0", "-1/2"] {
            let message = Shard::parse(text).unwrap_err().to_string();
            assert!(message.contains("write I/N"), "{message}");
        }
    }
}
