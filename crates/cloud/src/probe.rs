//! Trusts no store unseen: whether it really lets one of several writers win, before anything is committed by it.

use crate::store::Store;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Writers that race for a key.
const WRITERS: usize = 8;
/// Keys that they race for.
const ROUNDS: usize = 4;

/// Why two writers at once are not safe there; none where they are.
pub(crate) async fn probe(store: &Store) -> Result<Option<String>, object_store::Error> {
    let name = Uuid::new_v4().simple().to_string();
    let put = |key: String| {
        let store = store.clone();
        async move { store.put(&["_probe", &key], b"pilotzone".to_vec(), true).await }
    };
    if !put(name.clone()).await? {
        // The answer to a first attempt may have been lost: asked again with another name.
        return Err(unclear("a key is taken which nobody has written"));
    }
    if put(name.clone()).await? {
        return Ok(Some("the store lets a second writer create what is there already".to_owned()));
    }
    for round in 0..ROUNDS {
        let mut race = JoinSet::new();
        for _ in 0..WRITERS {
            race.spawn(put(format!("{name}-{round}")));
        }
        let mut won = 0;
        while let Some(done) = race.join_next().await {
            won += usize::from(done.unwrap_or(Ok(false))?);
        }
        if won == 0 {
            return Err(unclear("nobody was told to have won a key"));
        }
        if won > 1 {
            return Ok(Some(format!("of {WRITERS} writers of one key {won} were told that they won")));
        }
    }
    Ok(None)
}

/// What a network that loses answers explains as well as the store does.
fn unclear(what: &'static str) -> object_store::Error {
    object_store::Error::Generic { store: "probe", source: what.into() }
}
