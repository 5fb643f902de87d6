//! Naming the region's own relay, and the proxy through which this device reaches it.

use deelbaar_schema::relay::{RegionRelay, RelayError, Token};
use deelbaar_schema::statement::{SignedStatement, Statement};

use zeroize::Zeroizing;

use super::{Root, Workspace, WorkspaceError};
use crate::store::{Area, Store, StoreError};

const PROXY: &str = "proxy";

/// The HTTP proxy that was set on the device of this store.
pub(crate) fn proxy(store: &Store) -> Result<Option<Zeroizing<String>>, StoreError> {
    let kept = store.get(Area::Local, PROXY)?;
    Ok(kept.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|url| !url.is_empty()).map(Zeroizing::new))
}

impl Workspace {
    /// The relay that the region named last, if any: with no addresses when it named none since.
    pub fn relay(&self) -> Option<RegionRelay> {
        self.region.charter().relay().cloned()
    }

    /// Names the region's relays from now on, or none. Needs the region's key.
    pub fn name_relay(&self, urls: Vec<String>, token: Option<Token>) -> Result<(), WorkspaceError> {
        let key = self.root_key(Root::Region).ok_or(WorkspaceError::NoKey)?;
        if urls.iter().any(|url| url.parse::<iroh::RelayUrl>().is_err()) {
            return Err(RelayError::Address.into());
        }
        let version = self.relay().map_or(0, |relay| relay.version).saturating_add(1);
        let (region, date) = (self.region.space(), self.clock.today());
        let relay = RegionRelay { region, version, urls, token, date };
        relay.check()?;
        self.state(&self.region, &[SignedStatement::sign(&Statement::Relay(relay), &key)?])
    }

    /// The HTTP proxy that was set on this device; the environment's counts when there is none.
    pub fn proxy(&self) -> Result<Option<Zeroizing<String>>, WorkspaceError> {
        Ok(proxy(&self.store)?)
    }

    /// Reaches relays through this HTTP proxy from now on; `None`: through the environment's, if any. A name and a word may
    /// stand in it: it is kept sealed, and on this device only.
    pub fn set_proxy(&self, url: Option<&str>) -> Result<(), WorkspaceError> {
        let url = url.unwrap_or_default();
        let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        if !url.is_empty() && (host.is_none_or(str::is_empty) || url.parse::<iroh::RelayUrl>().is_err()) {
            return Err(WorkspaceError::Proxy);
        }
        Ok(self.store.write(|tx| tx.put(Area::Local, PROXY, url.as_bytes()))?)
    }
}
