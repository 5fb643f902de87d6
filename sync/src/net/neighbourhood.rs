//! Devices on the same local network find each other by mDNS, without a server and without internet: also after an address
//! changed, and when nobody ever told them one.
//!
//! What is announced on the local network: the device's key and its addresses; no name, no municipality. Whoever answers is
//! let in or not as anybody else. A node that listens on this machine only takes no part.

use std::net::SocketAddr;
use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use iroh::Endpoint;
use iroh_mdns_address_lookup::{DiscoveryEvent, MdnsAddressLookup};
use tokio_stream::StreamExt;

use super::endpoint::Listen;
use super::relay::WithoutRelays;

/// Names the service on the network.
const SERVICE: &str = "deelbaar";
/// How often a device asks who is there. Longer is quieter; a new device is seen within about this time.
const CADENCE: Duration = Duration::from_secs(2);

/// What is heard on the local network.
pub(super) struct Neighbourhood(MdnsAddressLookup);

impl Neighbourhood {
    /// Listens and, when `announced`, tells that this device is there. `None` where that is not wanted or not possible: an
    /// ordinary thing on a closed network, and no reason not to start.
    pub(super) fn join(endpoint: &Endpoint, listen: Listen, announced: bool) -> Option<Self> {
        if matches!(listen, Listen::At(_)) {
            return None;
        }
        let builder =
            MdnsAddressLookup::builder().service_name(SERVICE).discovery_cadence(CADENCE).advertise(announced);
        let mdns = builder.build(endpoint.id()).inspect_err(|error| {
            tracing::info!("devices on the local network are not looked for: {error}");
        });
        let mdns = mdns.ok()?;
        endpoint.address_lookup().ok()?.add(WithoutRelays(mdns.clone()));
        Some(Self(mdns))
    }

    /// Tells of every device that is heard, for as long as the endpoint lives.
    pub(super) async fn listen(self, heard: impl Fn(DeviceId, Vec<SocketAddr>)) {
        let mut events = self.0.subscribe().await;
        while let Some(event) = events.next().await {
            if let DiscoveryEvent::Discovered { endpoint_info, .. } = event {
                let device = DeviceId::from_bytes(*endpoint_info.endpoint_id.as_bytes());
                heard(device, endpoint_info.ip_addrs().copied().collect());
            }
        }
    }
}
