//! Ships what an outbox holds, and goes on for as long as it takes.

use crate::clock::Clock;
use crate::outbox::{Done, Outbox};
use crate::patience::Patience;
use crate::probe::probe;
use crate::push::Wishes;
use crate::store::{Store, trouble};
use crate::{PushError, delta, sheet};
use std::collections::BTreeSet;
use url::Url;

/// Takes things from one outbox to one store.
pub(crate) struct Shipper<'w, C> {
    pub wishes: &'w Wishes,
    pub url: Url,
    pub clock: &'w C,
    pub outbox: Outbox,
    /// Opened and looked at when there is something to ship.
    store: Option<Store>,
}

impl<'w, C: Clock> Shipper<'w, C> {
    pub fn new(wishes: &'w Wishes, url: Url, clock: &'w C, outbox: Outbox) -> Self {
        Self { wishes, url, clock, outbox, store: None }
    }

    /// Ships all that waits: the sheet of an upload first, then its pieces in their order.
    pub async fn ship(&mut self) -> Result<(), PushError> {
        let pending = self.outbox.pending();
        if pending.is_empty() {
            return self.outbox.clear();
        }
        let shown = self.url.to_string();
        let mut patience = Patience::new(self.clock, self.wishes.wait_s);
        let store = self.checked(&mut patience).await?;
        let uploads: BTreeSet<usize> = pending.iter().map(|(at, _)| *at).collect();
        for at in uploads {
            let plan = &self.outbox.plans[at];
            for (name, text) in sheet::texts(plan) {
                let name = name.replace("SHEET", &format!("{}-{at:05}", plan.app));
                let put = async || {
                    let put = store.put(&["about", &name], text.clone().into_bytes(), false).await;
                    put.map_err(|error| trouble(&error))
                };
                patience.retry(&shown, put).await?;
            }
        }
        for (at, piece) in pending {
            patience.retry(&shown, async || delta::ship(&store, &self.outbox, at, &piece).await).await?;
            self.outbox.arrived(Done { piece: piece.number, visible_unix_s: self.clock.unix_s() })?;
        }
        self.outbox.clear()
    }

    /// The store, held once against what several writers need of it.
    async fn checked(&mut self, patience: &mut Patience<'_, C>) -> Result<Store, PushError> {
        if let Some(store) = &self.store {
            return Ok(store.clone());
        }
        let store = Store::open(&self.url)?;
        if !self.wishes.single_writer {
            let url = store.shown();
            let look = async || probe(&store).await.map_err(|error| trouble(&error));
            if let Some(why) = patience.retry(&url, look).await? {
                return Err(PushError::Unsafe { url, why });
            }
        }
        Ok(self.store.insert(store).clone())
    }
}
