//! The endpoint of a node, which can be bound anew while the node runs: after the machine slept, when nobody is heard any
//! more, or when the region's relay changed.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use deelbaar_schema::crypto::SecretKey;
use iroh::Endpoint;
use iroh::endpoint::Builder;
use tokio::sync::watch;

use super::endpoint::{self, Listen, NodeError};
use super::relay::{self, Relays};
use crate::poison::lock;
use crate::store::Store;
use crate::workspace::proxy;

/// How long an endpoint that is replaced may take to say goodbye. QUIC gives up whoever does not answer after some three
/// seconds; until then the port is taken, and others look for this device at that port.
const GOODBYE: Duration = Duration::from_secs(10);

/// An endpoint, and what it takes to bind it again.
pub(super) struct Bound {
    store: Store,
    key: SecretKey,
    listen: Listen,
    adorn: Box<dyn Fn(Builder) -> Builder + Send + Sync>,
    /// No endpoint while another is bound: whoever holds the one before keeps its port.
    current: Mutex<(Option<Endpoint>, Relays)>,
    renewed: watch::Sender<u64>,
    /// Since when there is none.
    gone: Mutex<Option<Instant>>,
    /// Datagram bytes of the endpoints before this one.
    earlier: Mutex<(u64, u64)>,
    /// One renewal at a time.
    renewing: tokio::sync::Mutex<()>,
}

impl Bound {
    /// Binds, with what `adorn` adds.
    pub(super) async fn start(
        store: Store,
        key: SecretKey,
        (listen, relays): (Listen, Relays),
        adorn: impl Fn(Builder) -> Builder + Send + Sync + 'static,
    ) -> Result<Self, NodeError> {
        let way = relay::way(&relays, proxy(&store)?);
        let through = |builder: Builder| adorn(relay::through(builder, &relays, &way));
        let endpoint = Box::pin(endpoint::bind_again(&store, &key, listen, through)).await?;
        Ok(Self {
            store,
            key,
            listen,
            adorn: Box::new(adorn),
            current: Mutex::new((Some(endpoint), relays)),
            renewed: watch::channel(0).0,
            gone: Mutex::default(),
            earlier: Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
        })
    }

    /// The endpoint of now; none while another is bound. It is not kept for longer than it is used.
    pub(super) fn endpoint(&self) -> Option<Endpoint> {
        lock(&self.current).0.clone()
    }

    /// How long there is none, when binding another failed or takes its time.
    pub(super) fn gone_for(&self) -> Option<Duration> {
        lock(&self.gone).map(|since| since.elapsed())
    }

    /// The relays of now.
    pub(super) fn relays(&self) -> Relays {
        lock(&self.current).1.clone()
    }

    pub(super) fn listen(&self) -> Listen {
        self.listen
    }

    /// Tells when the endpoint goes, and when there is another.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.renewed.subscribe()
    }

    /// Uses these relays from now on. More relays are taken in as it runs; one that goes takes its connection with it.
    pub(super) async fn use_relays(&self, relays: Relays) -> Result<(), NodeError> {
        let before = self.relays();
        let (was, is) = (relay::way(&before, proxy(&self.store)?), relay::way(&relays, proxy(&self.store)?));
        if was != is || before.iter().any(|(url, config)| relays.get(url) != Some(config)) {
            return self.renew(Some(relays)).await;
        }
        if let Some(endpoint) = self.endpoint() {
            for (url, config) in relays.iter().filter(|(url, _)| !before.contains_key(*url)) {
                endpoint.insert_relay(url.clone(), config.clone()).await;
            }
        }
        lock(&self.current).1 = relays;
        Ok(())
    }

    /// Closes the endpoint and binds another: every connection ends, and is made anew.
    pub(super) async fn renew(&self, relays: Option<Relays>) -> Result<(), NodeError> {
        let _one = self.renewing.lock().await;
        let relays = relays.unwrap_or_else(|| self.relays());
        // Should binding fail: the next one is with these.
        let before = {
            let mut current = lock(&self.current);
            current.1.clone_from(&relays);
            current.0.take()
        };
        if let Some(before) = before {
            *lock(&self.gone) = Some(Instant::now());
            self.renewed.send_modify(|count| *count += 1);
            self.let_go(before).await;
        }
        let way = relay::way(&relays, proxy(&self.store)?);
        let through = |builder: Builder| (self.adorn)(relay::through(builder, &relays, &way));
        let endpoint = Box::pin(endpoint::bind_again(&self.store, &self.key, self.listen, through)).await?;
        *lock(&self.current) = (Some(endpoint), relays);
        *lock(&self.gone) = None;
        self.renewed.send_modify(|count| *count += 1);
        Ok(())
    }

    /// Closes an endpoint that is replaced; what travelled through it is remembered.
    async fn let_go(&self, endpoint: Endpoint) {
        let (sent, received) = datagrams(&endpoint);
        {
            let mut earlier = lock(&self.earlier);
            *earlier = (earlier.0 + sent, earlier.1 + received);
        }
        // In a task of its own: an endpoint that is left half closed keeps its port.
        let closing = tokio::spawn(async move { endpoint.close().await });
        drop(tokio::time::timeout(GOODBYE, closing).await);
    }

    /// Bytes of datagrams that were sent and came in, with what QUIC adds.
    pub(super) fn datagrams(&self) -> (u64, u64) {
        let earlier = *lock(&self.earlier);
        let (sent, received) = self.endpoint().as_ref().map(datagrams).unwrap_or_default();
        (earlier.0 + sent, earlier.1 + received)
    }
}

fn datagrams(endpoint: &Endpoint) -> (u64, u64) {
    let socket = &endpoint.metrics().socket;
    (
        socket.send_ipv4.get() + socket.send_ipv6.get() + socket.send_relay.get(),
        socket.recv_data_ipv4.get() + socket.recv_data_ipv6.get() + socket.recv_data_relay.get(),
    )
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// A laptop on a network that is not there any more.
    #[tokio::test(flavor = "multi_thread")]
    async fn it_is_known_how_long_there_is_no_endpoint() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        let lost = Arc::new(AtomicBool::new(false));
        let fails = Arc::clone(&lost);
        let adorn = move |builder: Builder| {
            // An address of documentation, of no machine.
            let elsewhere = SocketAddr::from((Ipv4Addr::new(203, 0, 113, 7), 4450));
            let fails = fails.load(Ordering::SeqCst);
            if fails { builder.clear_ip_transports().bind_addr(elsewhere).unwrap() } else { builder }
        };
        let key = SecretKey::from_seed(&[7; 32]);
        let bound = Bound::start(store, key, (Listen::LOOPBACK, Relays::default()), adorn).await.unwrap();
        assert!(bound.gone_for().is_none());
        lost.store(true, Ordering::SeqCst);
        bound.renew(None).await.unwrap_err();
        let gone = bound.gone_for().unwrap();
        assert!(bound.endpoint().is_none() && gone >= Duration::from_secs(1), "it was tried for two seconds: {gone:?}");
        bound.renew(None).await.unwrap_err();
        assert!(bound.gone_for().unwrap() > gone, "since it was let go");
        lost.store(false, Ordering::SeqCst);
        bound.renew(None).await.unwrap();
        assert!(bound.endpoint().is_some() && bound.gone_for().is_none());
    }
}
