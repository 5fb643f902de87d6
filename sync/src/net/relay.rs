//! The region's own relay: a way between devices that cannot reach each other directly. Without one that the region named,
//! no server is asked for anything.
//!
//! A relay passes on encrypted datagrams between device keys. It is reached by HTTPS, through the proxy that the environment
//! names, and its certificate is checked with those of the operating system: on networks that inspect TLS no other would do.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use deelbaar_schema::relay::{RegionRelay, Token};
use iroh::address_lookup::{AddrFilter, AddressLookup, EndpointData, EndpointInfo, Error, Item};
use iroh::endpoint::{Builder, RelayStatus};
use iroh::tls::CaTlsConfig;
use iroh::{Endpoint, EndpointId, RelayConfig, RelayMap, RelayMode, RelayUrl, Watcher as _};
use tokio_stream::{Stream, StreamExt};
use zeroize::Zeroizing;

/// The relays that are used, by address.
pub(super) type Relays = BTreeMap<RelayUrl, Arc<RelayConfig>>;

/// What a region named, as far as it can be used.
pub(super) fn relays(named: Option<&RegionRelay>) -> Relays {
    let urls = named.into_iter().flat_map(|named| &named.urls).filter_map(|url| url.parse::<RelayUrl>().ok());
    let token = named.and_then(|named| named.token.as_ref()).map(Token::reveal);
    urls.map(|url| {
        let mut config = RelayConfig::from(url.clone());
        if url.scheme() != "https" {
            // Only a relay with a certificate says by QUIC what address it sees.
            config.quic = None;
        }
        config.auth_token = token.map(str::to_owned);
        (url, Arc::new(config))
    })
    .collect()
}

/// The HTTP proxy on the way to relays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// None.
    Direct,
    /// The one that was set on this device.
    Set(Zeroizing<String>),
    /// The one that the environment names.
    Environment,
}

/// Which proxy leads to these relays: the one that was set, or else that of the environment, unless it says in `NO_PROXY` that
/// none does. Nothing on this machine is reached through a proxy.
pub(super) fn way(relays: &Relays, set: Option<Zeroizing<String>>) -> Way {
    let without = ["NO_PROXY", "no_proxy"].into_iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    let direct = |url: &RelayUrl| url.host_str().is_some_and(|host| reached_directly(host, &without));
    let named =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"].iter().any(|name| std::env::var_os(name).is_some());
    match set {
        Some(url) => Way::Set(url),
        None if !named || relays.keys().all(direct) => Way::Direct,
        None => Way::Environment,
    }
}

pub(super) fn reached_directly(host: &str, without: &str) -> bool {
    let local = host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let named = |entry: &str| {
        let entry = entry.trim().trim_start_matches('.');
        let under = host.strip_suffix(entry).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        entry == "*" || (!entry.is_empty() && under)
    };
    local || without.split(',').any(named)
}

/// An endpoint that uses these relays, and takes others in while it runs.
pub(super) fn through(builder: Builder, relays: &Relays, way: &Way) -> Builder {
    let map = RelayMap::empty();
    for (url, config) in relays {
        map.insert(url.clone(), Arc::clone(config));
    }
    // An empty map asks nobody: no server is dialled, and nothing is measured.
    let builder = builder.relay_mode(RelayMode::Custom(map)).addr_filter(AddrFilter::ip_only());
    let builder = builder.ca_tls_config(certificates());
    match way {
        Way::Direct => builder,
        Way::Environment => builder.proxy_from_env(),
        Way::Set(url) => match url.parse() {
            Ok(url) => builder.proxy_url(url),
            Err(_) => builder,
        },
    }
}

/// How it stands with one relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayState {
    /// Its address.
    pub url: String,
    /// Connected now. Of several relays one is used.
    pub connected: bool,
    /// It does not let this device through.
    pub refused: bool,
}

/// How it stands with each.
pub(super) fn states(endpoint: Option<&Endpoint>, relays: &Relays) -> Vec<RelayState> {
    let used = endpoint.map(|endpoint| endpoint.home_relay_status().get()).unwrap_or_default();
    let state = |url: &RelayUrl| {
        let status = used.iter().find(|status| status.url() == url);
        RelayState {
            url: url.to_string(),
            connected: status.is_some_and(RelayStatus::is_connected),
            refused: status.is_some_and(|status| status.auth_denied_reason().is_some()),
        }
    };
    relays.keys().map(state).collect()
}

/// The certificates of the operating system; where it has none, those that browsers come with.
fn certificates() -> CaTlsConfig {
    CaTlsConfig::custom_server_cert_verifier(Arc::new(|provider| {
        CaTlsConfig::system().server_cert_verifier(Arc::clone(&provider)).or_else(|error| {
            tracing::info!("no certificates of the operating system: {error}");
            CaTlsConfig::embedded().server_cert_verifier(provider)
        })
    }))
}

/// What is heard of addresses, without relays: which of those is used only the region says, not somebody on the local network.
#[derive(Debug)]
pub(super) struct WithoutRelays<T>(pub(super) T);

impl<T: AddressLookup> AddressLookup for WithoutRelays<T> {
    fn publish(&self, data: &EndpointData) {
        self.0.publish(data);
    }

    fn resolve(
        &self,
        endpoint: EndpointId,
    ) -> Option<std::pin::Pin<Box<dyn Stream<Item = Result<Item, Error>> + Send>>> {
        let found = self.0.resolve(endpoint)?;
        Some(Box::pin(found.map(|item| item.map(|item| without_relays(&item)))))
    }
}

fn without_relays(item: &Item) -> Item {
    let info = item.endpoint_info();
    let direct = info.data.apply_filter(&AddrFilter::ip_only()).into_owned();
    Item::new(EndpointInfo::from_parts(info.endpoint_id, direct), item.provenance(), item.last_updated())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(urls: &[&str], token: Option<&str>) -> Relays {
        let urls = urls.iter().map(|url| (*url).to_owned()).collect();
        let region = deelbaar_schema::id::SpaceId::from_bytes([1; 32]);
        let (date, token) = ("2026-11-29".parse().unwrap(), token.map(Token::new));
        relays(Some(&RegionRelay { region, version: 1, urls, token, date }))
    }

    #[test]
    fn without_a_relay_of_the_region_there_is_none() {
        assert!(relays(None).is_empty());
        assert!(named(&[], None).is_empty());
        let relays = named(&["https://relay.regio.nl", "http://10.0.0.1:3340"], Some("woord"));
        let all: Vec<_> = relays.values().map(|relay| (relay.quic.is_some(), relay.auth_token.as_deref())).collect();
        assert_eq!(all, [(false, Some("woord")), (true, Some("woord"))]);
    }

    #[test]
    fn a_proxy_is_gone_through_unless_the_environment_says_otherwise() {
        for direct in ["localhost", "127.0.0.1", "[::1]", "relay.regio.nl", "regio.nl"] {
            assert!(reached_directly(direct, "elders.nl, .regio.nl"), "{direct}");
        }
        for through in ["relay.nl", "nietregio.nl", "10.0.0.1"] {
            assert!(!reached_directly(through, "elders.nl,regio.nl,"), "{through}");
        }
        assert!(reached_directly("relay.nl", "*"));
        let set = Zeroizing::new("http://proxy:8080".to_owned());
        assert_eq!(way(&named(&["http://127.0.0.1:1"], None), Some(set.clone())), Way::Set(set));
        assert_eq!(way(&named(&["http://127.0.0.1:1"], None), None), Way::Direct);
        assert_eq!(way(&Relays::new(), None), Way::Direct);
    }
}
