//! Binding an endpoint, and the addresses of others.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::DeviceId;
use iroh::endpoint::{
    BindOpts, Builder, Connection, ConnectionError, IdleTimeout, PortmapperConfig, QuicTransportConfig, VarInt, presets,
};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayMode, RelayUrl, TransportAddr};

use crate::store::{Area, Store, StoreError};

/// A connection on which nothing is heard for this long is given up.
const IDLE: Duration = Duration::from_secs(30);
/// The code with which a connection is closed that is not let in.
pub(super) const REFUSED: u32 = 1;
/// The code with which a session is closed that others have replaced.
pub(super) const UNNEEDED: u32 = 2;

/// Whether the other side closed a connection because this device is not let in there.
pub(super) fn was_refused(connection: &Connection) -> bool {
    match connection.close_reason() {
        Some(ConnectionError::ApplicationClosed(closed)) => closed.error_code == VarInt::from_u32(REFUSED),
        _ => false,
    }
}

const KEEP_ALIVE: Duration = Duration::from_secs(8);

/// Bytes that one connection may bring before they are read: what a device that is let in can make this one hold. A session
/// is one stream, and so is each request for pieces of a file, so this bounds a stream too. A line carries this much in one
/// round trip: 10 MB a second over a delay of 200 ms, where QUIC's own default for a stream, 1.25 MB, carries 6. More would
/// only be held in memory: on a fast line whoever takes in is slower than whoever sends.
const WINDOW: u32 = 2 * 1024 * 1024;
/// The same before it is known who is there. Nobody who joins says more than a tenth of this, and a session has it
/// [raised](welcome) before so much has come: slow start takes five round trips to get there.
const STRANGERS_WINDOW: u32 = 256 * 1024;
/// Bytes that were sent and not acknowledged. Twice what a peer that keeps to [`WINDOW`] lets come, so that it never waits
/// for this; a peer that takes everything and acknowledges nothing makes this device hold no more.
const UNACKNOWLEDGED: u64 = 2 * WINDOW as u64;
/// Streams that the other may have open. A session is one, files are asked for one after the other; none is one-way.
const STREAMS: u32 = 4;

/// Where a node listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listen {
    /// On every network of this machine, at any port.
    Everywhere,
    /// On every network of this machine, at this port.
    EverywhereAt(u16),
    /// At one address.
    At(SocketAddr),
}

impl Listen {
    /// On this machine only: for tests and the demo.
    pub const LOOPBACK: Self = Self::At(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0));
}

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The address is taken or not this machine's.
    #[error("this address cannot be listened at")]
    Address,
    /// The network cannot be used.
    #[error("the network cannot be used")]
    Network,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const PORT: &str = "port";
const PORT_TRIES: usize = 20;
const PORT_PAUSE: Duration = Duration::from_millis(100);

/// Binds at the port of the last run when it is free, so that others find this device where they left it.
pub(super) async fn bind_again(
    store: &Store,
    key: &SecretKey,
    listen: Listen,
    adorn: impl Fn(Builder) -> Builder,
) -> Result<Endpoint, NodeError> {
    let free_choice =
        matches!(listen, Listen::Everywhere) || matches!(listen, Listen::At(address) if address.port() == 0);
    let kept = store.get(Area::Local, PORT)?;
    let port = kept.and_then(|bytes| Some(u16::from_le_bytes(bytes.try_into().ok()?))).filter(|_| free_choice);
    let again = match (port, listen) {
        (Some(port), Listen::At(address)) => Some(Listen::At(SocketAddr::new(address.ip(), port))),
        (Some(port), _) => Some(Listen::EverywhereAt(port)),
        (None, _) => None,
    };
    if let Some(again) = again {
        for _ in 0..PORT_TRIES {
            if let Ok(endpoint) = bind(key, again, &adorn).await {
                return Ok(endpoint);
            }
            // An earlier run may still be letting go of it.
            tokio::time::sleep(PORT_PAUSE).await;
        }
    }
    let endpoint = bind(key, listen, &adorn).await?;
    if let Some(address) = endpoint.bound_sockets().first() {
        let kept = store.write::<_, StoreError>(|tx| tx.put(Area::Local, PORT, &address.port().to_le_bytes()));
        if let Err(error) = kept {
            // On a full disk, for one. Others find this device by what it says to them.
            tracing::warn!("the port is not remembered: {error}");
        }
    }
    Ok(endpoint)
}

/// Binds an endpoint that talks to nobody by itself, `adorn`ed with what it accepts: no relay, no lookup service, no port
/// mapping.
pub(super) async fn bind(
    key: &SecretKey,
    listen: Listen,
    adorn: impl Fn(Builder) -> Builder,
) -> Result<Endpoint, NodeError> {
    let idle = IdleTimeout::try_from(IDLE).map_err(|_error| NodeError::Network)?;
    let transport = QuicTransportConfig::builder()
        .max_idle_timeout(Some(idle))
        .keep_alive_interval(KEEP_ALIVE)
        .max_concurrent_bidi_streams(VarInt::from_u32(STREAMS))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(WINDOW))
        .receive_window(VarInt::from_u32(STRANGERS_WINDOW))
        .send_window(UNACKNOWLEDGED)
        .datagram_receive_buffer_size(None)
        .build();
    let mut builder = Endpoint::builder(presets::Minimal)
        .secret_key(iroh::SecretKey::from_bytes(&key.seed()))
        .relay_mode(RelayMode::Disabled)
        .clear_address_lookup()
        .portmapper_config(PortmapperConfig::Disabled)
        .transport_config(transport);
    let chosen: Vec<SocketAddr> = match listen {
        Listen::Everywhere => Vec::new(),
        Listen::EverywhereAt(port) => {
            vec![(Ipv4Addr::UNSPECIFIED, port).into(), (Ipv6Addr::UNSPECIFIED, port).into()]
        }
        Listen::At(address) => vec![address],
    };
    if !chosen.is_empty() {
        builder = builder.clear_ip_transports();
        for address in chosen {
            // As when no port is chosen: a machine without IPv6 does without.
            let required = address.is_ipv4() || matches!(listen, Listen::At(_));
            let options = BindOpts::default().set_is_required(required);
            builder = builder.bind_addr_with_opts(address, options).map_err(|_error| NodeError::Address)?;
        }
    }
    adorn(builder).bind().await.map_err(|_error| match listen {
        Listen::At(_) | Listen::EverywhereAt(_) => NodeError::Address,
        Listen::Everywhere => NodeError::Network,
    })
}

/// Whoever is at the other end is known: it may bring as much as a device that is let in.
pub(super) fn welcome(connection: &Connection) {
    connection.set_receive_window(VarInt::from_u32(WINDOW));
}

/// Where a device can be dialled: directly, or through a relay.
pub(super) fn address<'a>(
    device: DeviceId,
    addresses: &[SocketAddr],
    relays: impl IntoIterator<Item = &'a RelayUrl>,
) -> Option<EndpointAddr> {
    let id = EndpointId::from_bytes(device.as_bytes()).ok()?;
    let direct = addresses.iter().copied().map(TransportAddr::Ip);
    let addrs = direct.chain(relays.into_iter().cloned().map(TransportAddr::Relay)).collect();
    Some(EndpointAddr { id, addrs })
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;

    use super::*;

    /// As on a machine where IPv6 is switched off: there the IPv6 half can never be bound.
    #[tokio::test(flavor = "multi_thread")]
    async fn the_port_of_the_last_run_is_kept_without_ipv6() {
        // Somebody else has that half, where there is any.
        let taken = UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).or_else(|_| UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)));
        let port = taken.as_ref().unwrap().local_addr().unwrap().port();
        let taken = taken.ok().filter(|socket| socket.local_addr().unwrap().is_ipv6());
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        store.write::<_, StoreError>(|tx| tx.put(Area::Local, PORT, &port.to_le_bytes())).unwrap();
        let key = SecretKey::from_seed(&[7; 32]);
        let endpoint = bind_again(&store, &key, Listen::Everywhere, |builder| builder).await.unwrap();
        assert_eq!(endpoint.bound_sockets(), [SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))], "{taken:?}");
        endpoint.close().await;
    }
}
