//! Why results were not shipped.

use std::path::{Path, PathBuf};

/// Why results were not shipped. What was prepared is kept.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// Nothing to ship.
    #[error(
        "{}: there are no results here: no folder in it has an incidents.parquet and a summary.json; name the folder \
         of a batch or of a run that is complete",
        dir.display()
    )]
    NoResults {
        /// The folder.
        dir: PathBuf,
    },
    /// No run that ships to the address while it goes.
    #[error(
        "{}: no run here puts incidents aside for {url}; `pilotzone run --push` begins one, and without --follow the \
         results of a complete run are shipped",
        dir.display()
    )]
    NoSpool {
        /// The folder.
        dir: PathBuf,
        /// The address.
        url: String,
    },
    /// Results that another push of this address has shipped, or will.
    #[error(
        "{}: these results are shipped to this address on their own, or with another folder; shipped with this one they \
         would be there twice. Name folders that were not shipped",
        path.display()
    )]
    Shipped {
        /// The folder.
        path: PathBuf,
    },
    /// An address that cannot be.
    #[error("`{url}` is no address that results can go to: {why}")]
    Address {
        /// The address, without what must not be shown.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// A file of the results cannot be read.
    #[error("{}: cannot be read: {why}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Results that changed since they were prepared.
    #[error(
        "{}: these results changed since they were prepared for this address; what is published cannot be taken back. \
         Ship the new results from a folder of their own",
        path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Somebody else is shipping.
    #[error("{}: another push of this folder to this address is running; wait for it", path.display())]
    Locked {
        /// The lock.
        path: PathBuf,
    },
    /// Our own disk.
    #[error("{}: cannot be {what}: {cause}; what was prepared before is kept", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// What the system said.
        cause: std::io::Error,
    },
    /// No answer.
    #[error(
        "{url}: no answer for {waited_s:.0} s ({last}); everything is kept, and the same command goes on where this one \
         stopped"
    )]
    NoAnswer {
        /// The address.
        url: String,
        /// For how long.
        waited_s: f64,
        /// What was last seen.
        last: String,
    },
    /// The store refuses.
    #[error(
        "{url}: the store refuses: {why}. Check the credentials in the environment, and that they may put and list under \
         this address; everything is kept"
    )]
    Refused {
        /// The address.
        url: String,
        /// What it said.
        why: String,
    },
    /// The store cannot keep two writers apart.
    #[error(
        "{url}: {why}. Two writers at once could overwrite each other here. Where no other program writes to this address, \
         say so with --single-writer"
    )]
    Unsafe {
        /// The address.
        url: String,
        /// What the probe saw.
        why: String,
    },
    /// A table that is there and not ours, or a writer that failed.
    #[error("{url}: the table cannot be written: {why}; everything is kept")]
    Table {
        /// The table.
        url: String,
        /// What was said.
        why: String,
    },
}

impl PushError {
    pub(crate) fn disk(path: &Path, what: &'static str, cause: std::io::Error) -> Self {
        Self::Disk { path: path.to_owned(), what, cause }
    }

    pub(crate) fn read(path: &Path, why: impl ToString) -> Self {
        Self::Read { path: path.to_owned(), why: why.to_string() }
    }

    /// Whether the input or the usage was bad, rather than a machine having failed.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::NoResults { .. }
                | Self::NoSpool { .. }
                | Self::Shipped { .. }
                | Self::Address { .. }
                | Self::Changed { .. }
        )
    }
}

/// A text of others without anything that the environment keeps as a secret.
pub(crate) fn without_secrets(text: &str) -> String {
    let is_secret = |name: &str| {
        let name = name.to_ascii_uppercase();
        ["SECRET", "TOKEN", "PASSWORD", "ACCESS_KEY", "ACCOUNT_KEY", "SAS"]
            .iter()
            .any(|word| name.contains(word))
    };
    let mut clean = text.to_owned();
    for (name, value) in std::env::vars() {
        if is_secret(&name) && value.len() >= 4 {
            clean = clean.replace(&value, "***");
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_says_what_to_do() {
        let url = || "s3://a/b".to_owned();
        let errors = [
            (PushError::NoResults { dir: "a".into() }, "name the folder of a batch"),
            (PushError::NoSpool { dir: "a".into(), url: url() }, "run --push"),
            (PushError::Shipped { path: "a".into() }, "Name folders that were not shipped"),
            (PushError::Changed { path: "a".into() }, "from a folder of their own"),
            (PushError::Locked { path: "a".into() }, "wait for it"),
            (
                PushError::NoAnswer { url: url(), waited_s: 120.4, last: "refused".into() },
                "the same command goes on",
            ),
            (PushError::Refused { url: url(), why: "403".into() }, "Check the credentials"),
            (PushError::Unsafe { url: url(), why: "two won".into() }, "--single-writer"),
            (PushError::Table { url: url(), why: "x".into() }, "everything is kept"),
            (PushError::disk(Path::new("a"), "written", std::io::Error::other("full")), "is kept"),
        ];
        for (error, remedy) in errors {
            assert!(error.to_string().contains(remedy), "{error}");
        }
        assert!(PushError::NoResults { dir: "a".into() }.is_usage());
        assert!(!PushError::Locked { path: "a".into() }.is_usage());
        let read = PushError::read(Path::new("a"), "torn");
        assert_eq!(read.to_string(), "a: cannot be read: torn");
        let address = PushError::Address { url: "x".into(), why: "y".into() };
        assert_eq!(address.to_string(), "`x` is no address that results can go to: y");
    }
}
