//! The object store behind an address. Credentials come from the environment and its provider chain alone.

use crate::PushError;
use crate::error::without_secrets;
use deltalake::DeltaTableError;
use deltalake::kernel::transaction::TransactionError;
use deltalake::logstore::{LogStoreRef, StorageConfig, default_logstore};
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, PutMode, PutOptions, PutPayload, RetryConfig};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How long one request may take (s).
const REQUEST_S: u64 = 30;
/// How long a connection may take to come about (s).
const CONNECT_S: u64 = 5;

/// What stores answer, under whatever status, where the fault lies with the credentials or the clock.
const REFUSALS: [&str; 6] = [
    "ExpiredToken",
    "TokenRefreshRequired",
    "InvalidToken",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "RequestTimeTooSkewed",
];

/// A place for tables.
#[derive(Clone)]
pub(crate) struct Store {
    /// The whole store.
    root: Arc<dyn ObjectStore>,
    /// Where in it everything lies.
    base: Path,
    /// The same as an address, a slash at its end.
    url: Url,
}

/// An address without what must not be shown, or why it is none.
pub(crate) fn address(text: &str) -> Result<Url, PushError> {
    let wrong = |url: &str, why: String| PushError::Address { url: url.to_owned(), why };
    let mut url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            return Err(wrong(
                &without_secrets(text),
                format!("{error}; write file:///FOLDER or s3://BUCKET/PREFIX"),
            ));
        }
    };
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        let clean = format!("{}://...", url.scheme());
        return Err(wrong(
            &clean,
            "it carries credentials or a query; credentials come from the environment".into(),
        ));
    }
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    match url.scheme() {
        "file" | "s3" => Ok(url),
        "gs" if cfg!(feature = "gcs") => Ok(url),
        "az" if cfg!(feature = "azure") => Ok(url),
        "gs" | "az" => Err(wrong(
            text,
            "this pilotzone-push was built without it: build with --features gcs or --features azure".into(),
        )),
        other => Err(wrong(
            text,
            format!("`{other}` is not supported; file and s3 are, gs and az behind a feature"),
        )),
    }
}

impl Store {
    /// Opens the store behind an address.
    pub fn open(url: &Url) -> Result<Self, PushError> {
        let wrong = |why: String| PushError::Address { url: url.to_string(), why: without_secrets(&why) };
        let key = |text: &str| Path::from_url_path(text).map_err(|e| wrong(e.to_string()));
        let root: Arc<dyn ObjectStore> = match url.scheme() {
            "file" => {
                let dir =
                    url.to_file_path().map_err(|()| wrong("it names no folder of this machine".into()))?;
                std::fs::create_dir_all(&dir).map_err(|e| PushError::disk(&dir, "made", e))?;
                Arc::new(LocalFileSystem::new())
            }
            "s3" => Arc::new(s3(url).map_err(|e| wrong(e.to_string()))?),
            #[cfg(feature = "gcs")]
            "gs" => Arc::new(
                object_store::gcp::GoogleCloudStorageBuilder::from_env()
                    .with_url(url.as_str())
                    .with_retry(retries())
                    .build()
                    .map_err(|e| wrong(e.to_string()))?,
            ),
            #[cfg(feature = "azure")]
            "az" => Arc::new(
                object_store::azure::MicrosoftAzureBuilder::from_env()
                    .with_url(url.as_str())
                    .with_retry(retries())
                    .build()
                    .map_err(|e| wrong(e.to_string()))?,
            ),
            other => return Err(wrong(format!("`{other}` is not supported"))),
        };
        Ok(Self { root, base: key(url.path())?, url: url.clone() })
    }

    /// The log of a table.
    pub fn table(&self, name: &str) -> Result<LogStoreRef, PushError> {
        let wrong = |why: String| PushError::Address { url: self.url.to_string(), why };
        let location = self.url.join(&format!("{name}/")).map_err(|e| wrong(e.to_string()))?;
        let prefixed = PrefixStore::new(Arc::clone(&self.root), self.base.clone().join(name));
        Ok(default_logstore(Arc::new(prefixed), Arc::clone(&self.root), &location, &StorageConfig::default()))
    }

    fn key(&self, parts: &[&str]) -> Path {
        parts.iter().fold(self.base.clone(), |path, part| path.join(*part))
    }

    /// Puts an object; whether it is new. With `only_new`, one that is there stays.
    pub async fn put(
        &self,
        parts: &[&str],
        bytes: Vec<u8>,
        only_new: bool,
    ) -> Result<bool, object_store::Error> {
        let mode = if only_new { PutMode::Create } else { PutMode::Overwrite };
        let options = PutOptions { mode, ..PutOptions::default() };
        match self.root.put_opts(&self.key(parts), PutPayload::from(bytes), options).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// The address.
    pub fn shown(&self) -> String {
        self.url.to_string()
    }
}

fn s3(url: &Url) -> object_store::Result<object_store::aws::AmazonS3> {
    let client = ClientOptions::new()
        .with_timeout(Duration::from_secs(REQUEST_S))
        .with_connect_timeout(Duration::from_secs(CONNECT_S));
    // Options of the client in the environment, such as plain HTTP on a test bench, are laid over these.
    AmazonS3Builder::new()
        .with_client_options(client)
        .with_url(url.as_str())
        .with_environment()
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_retry(retries())
        .build()
}

/// The environment's settings laid over a builder.
trait WithEnvironment {
    fn with_environment(self) -> Self;
}

impl WithEnvironment for AmazonS3Builder {
    fn with_environment(self) -> Self {
        std::env::vars().filter(|(name, _)| name.starts_with("AWS_")).fold(self, |builder, (name, value)| {
            match name.to_ascii_lowercase().parse() {
                Ok(key) => builder.with_config(key, value),
                Err(_) => builder,
            }
        })
    }
}

/// Few and short: patience is ours, so that it can be asked for and told.
fn retries() -> RetryConfig {
    RetryConfig { max_retries: 1, retry_timeout: Duration::from_secs(REQUEST_S), ..RetryConfig::default() }
}

/// What an error means for whoever waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It may be over the next time.
    Passing(String),
    /// The store refuses; asking again changes nothing.
    Refused(String),
    /// Something else is wrong.
    Broken(String),
}

/// What an error means, by the store's error at its root.
pub(crate) fn trouble(error: &(dyn std::error::Error + 'static)) -> Trouble {
    let text = without_secrets(&error.to_string());
    let mut cause = Some(error);
    while let Some(this) = cause {
        // Another writer was faster, or this one was and did not hear of it: who looks again knows.
        if let Some(DeltaTableError::Transaction { source }) = this.downcast_ref::<DeltaTableError>()
            && matches!(source, TransactionError::CommitConflict(_) | TransactionError::MaxCommitAttempts(_))
        {
            return Trouble::Passing(text);
        }
        if let Some(store) = this.downcast_ref::<object_store::Error>() {
            if REFUSALS.iter().any(|word| text.contains(word)) {
                return Trouble::Refused(text);
            }
            return match store {
                object_store::Error::PermissionDenied { .. }
                | object_store::Error::Unauthenticated { .. }
                | object_store::Error::NotFound { .. } => Trouble::Refused(text),
                object_store::Error::NotSupported { .. }
                | object_store::Error::NotImplemented { .. }
                | object_store::Error::InvalidPath { .. } => Trouble::Broken(text),
                _ => Trouble::Passing(text),
            };
        }
        cause = this.source();
    }
    of_text(text)
}

/// The same where the Delta library kept the store's error in its text alone.
fn of_text(text: String) -> Trouble {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if !has(&["object store", "Generic S3 error", "Reqwest"]) {
        return Trouble::Broken(text);
    }
    if has(&REFUSALS) || has(&["lacked the necessary privileges", "lacked valid authentication"]) {
        return Trouble::Refused(text);
    }
    Trouble::Passing(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_credentials_is_refused_and_never_shown() {
        for text in ["s3://key:hidden@bucket/x", "s3://bucket/x?secret=hidden"] {
            let message = address(text).unwrap_err().to_string();
            assert!(!message.contains("hidden") && message.contains("environment"), "{message}");
        }
    }

    #[test]
    fn an_address_of_a_kind_that_is_not_there_names_those_that_are() {
        for text in ["ftp://a/b", "out/results", "gs://a/b"] {
            let message = address(text).unwrap_err().to_string();
            assert!(message.contains("file") || message.contains("--features gcs"), "{message}");
        }
        assert_eq!(address("file:///tmp/a").unwrap().as_str(), "file:///tmp/a/");
    }

    #[test]
    fn what_a_store_says_is_told_apart_by_what_helps() {
        let path = || "a".to_owned();
        let cause = || Box::new(std::io::Error::other("x"));
        let denied = object_store::Error::PermissionDenied { path: path(), source: cause() };
        assert!(matches!(trouble(&denied), Trouble::Refused(_)));
        let cut = object_store::Error::Generic { store: "S3", source: cause() };
        assert!(matches!(trouble(&cut), Trouble::Passing(_)));
        assert!(matches!(trouble(&std::io::Error::other("schema")), Trouble::Broken(_)));
        let wrapped = |what: &str| format!("Kernel error: Error interacting with object store: {what}");
        let told = |what: &str| trouble(&std::io::Error::other(wrapped(what)));
        assert!(matches!(told("Generic S3 error: error sending request"), Trouble::Passing(_)));
        for refusal in ["403 <Code>ExpiredToken</Code>", "The operation lacked the necessary privileges"] {
            assert!(matches!(told(refusal), Trouble::Refused(_)), "{refusal}");
        }
    }
}
