//! The commands about the way to the others: the region's relay, and the proxy to it.

use deelbaar_schema::relay::Token;
use deelbaar_sync::net::{Node, RelayState};

use super::command::{Done, Secret};
use super::error::CommandError;
use super::executor::Executor;
use super::view::NetworkView;

impl Executor {
    pub(super) fn name_relay(&self, urls: Vec<String>, token: Option<Secret>) -> Result<Done, CommandError> {
        self.workspace.name_relay(urls, token.map(|token| Token::new(token.0.as_str())))?;
        Ok(Done::Done)
    }

    pub(super) fn set_proxy(&self, url: Option<&Secret>) -> Result<Done, CommandError> {
        self.workspace.set_proxy(url.map(|url| url.0.as_str()))?;
        if let Some(node) = self.node() {
            node.proxy_changed();
        }
        Ok(Done::Done)
    }

    /// The ways to the others.
    pub(super) fn network(&self) -> NetworkView {
        let named = self.workspace.relay().filter(|relay| !relay.urls.is_empty());
        let running = self.node().map(Node::relays);
        let asleep = |url: &String| RelayState { url: url.clone(), connected: false, refused: false };
        NetworkView {
            relays: running.unwrap_or_else(|| named.iter().flat_map(|relay| &relay.urls).map(asleep).collect()),
            token: named.as_ref().is_some_and(|relay| relay.token.is_some()),
            since: named.map(|relay| relay.date),
            proxy: self.workspace.proxy().ok().flatten().map(|url| without_login(&url)),
        }
    }
}

/// An address without the name and the word in it.
fn without_login(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    format!("{scheme}://{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host))
}

#[cfg(test)]
mod tests {
    use super::without_login;

    #[test]
    fn a_proxy_is_shown_without_its_login() {
        assert_eq!(without_login("http://proxy.gemeente.nl:8080"), "http://proxy.gemeente.nl:8080");
        assert_eq!(without_login("https://bo:p@ss@proxy:8080"), "https://proxy:8080");
    }
}
