//! The region's own relay: a server that passes on what two devices cannot send each other directly. It sees encrypted bytes.
//!
//! Named by the region's key, in the region space: only enrolled devices read it. A new statement replaces the one before it.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::id::SpaceId;
use crate::time::Date;

/// Most relays that a region names: more than one only so that one may fail.
pub const MAX_RELAYS: usize = 4;
/// The longest address of a relay, and the longest word that it asks for.
const MAX_LENGTH: usize = 256;

/// Through which relays the devices of a region reach each other; none when `urls` is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionRelay {
    /// The region.
    pub region: SpaceId,
    /// Which of these statements it is, from 1: the highest holds.
    pub version: u32,
    /// Their addresses, `https://…`; `http://…` for a relay on a private network, named by its number.
    pub urls: Vec<String>,
    /// What the relay asks to hear before it passes anything on.
    pub token: Option<Token>,
    /// The day on which it was stated: for the screens.
    pub date: Date,
}

/// A word that gives access to a relay. Every enrolled device knows it; it is shown nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token(String);

impl Token {
    /// A word as it was given.
    pub fn new(word: impl Into<String>) -> Self {
        Self(word.into())
    }

    /// The word, for the relay alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Why a relay cannot be named so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// More than [`MAX_RELAYS`].
    #[error("a region names at most {MAX_RELAYS} relays")]
    TooMany,
    /// Not an address on the web, or one that shows on the way who asks.
    #[error(
        "a relay's address begins with https:// and has no spaces (http:// only for a number on a private network)"
    )]
    Address,
    /// The word is empty, too long, or holds what a header cannot.
    #[error("the relay's token is not one")]
    Token,
    /// A token would travel where anybody can read it.
    #[error("a relay with a token is reached by https only")]
    OpenToken,
}

impl RegionRelay {
    /// Whether it can be used as it stands. Whether the addresses lead anywhere only the network tells.
    pub fn check(&self) -> Result<(), RelayError> {
        if self.urls.len() > MAX_RELAYS {
            return Err(RelayError::TooMany);
        }
        let readable = |text: &str| text.len() <= MAX_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !self.urls.iter().all(|url| readable(url) && leads_somewhere(url)) {
            return Err(RelayError::Address);
        }
        let Some(token) = &self.token else { return Ok(()) };
        if token.0.is_empty() || !readable(&token.0) {
            return Err(RelayError::Token);
        }
        if self.urls.iter().any(|url| url.starts_with("http://")) {
            return Err(RelayError::OpenToken);
        }
        Ok(())
    }
}

/// Whether an address names a host that may be reached so. Without TLS device keys show to whoever is on the way, so that is
/// for a private network, where the host is named by its number.
fn leads_somewhere(url: &str) -> bool {
    if let Some(host) = url.strip_prefix("https://") {
        return !host.is_empty();
    }
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let ip = authority.parse::<SocketAddr>().map(|address| address.ip());
    match ip.or_else(|_no_port| authority.trim_matches(['[', ']']).parse()) {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(urls: &[&str], token: Option<&str>) -> Result<(), RelayError> {
        let urls = urls.iter().map(|url| (*url).to_owned()).collect();
        let (region, date) = (SpaceId::from_bytes([1; 32]), "2026-11-29".parse().unwrap());
        RegionRelay { region, version: 1, urls, token: token.map(Token::new), date }.check()
    }

    #[test]
    fn a_relay_has_an_address_and_its_token_never_travels_in_the_open() {
        assert_eq!(relay(&[], None), Ok(()));
        assert_eq!(relay(&["https://relay.regio.nl", "http://10.0.0.1:3340"], None), Ok(()));
        assert_eq!(relay(&["https://relay.regio.nl"], Some("woord")), Ok(()));
        assert_eq!(relay(&["https://a"; 5], None), Err(RelayError::TooMany));
        for wrong in ["", "relay.regio.nl", "https://", "ftp://a", "https://a b", "https://a\n", "https://é"] {
            assert_eq!(relay(&[wrong], None), Err(RelayError::Address), "{wrong}");
        }
        for near in ["http://127.0.0.1:1", "http://192.168.1.1/", "http://[::1]:3340", "http://[fd00::1]"] {
            assert_eq!(relay(&[near], None), Ok(()), "{near}");
        }
        for far in
            ["http://relay.regio.nl", "http://8.8.8.8:80", "http://10.0.0.1@8.8.8.8", "http://10.0.0.1.nl", "http://"]
        {
            assert_eq!(relay(&[far], None), Err(RelayError::Address), "{far}");
        }
        assert_eq!(relay(&[&format!("https://{}", "a".repeat(256))], None), Err(RelayError::Address));
        assert_eq!(relay(&["https://a"], Some("")), Err(RelayError::Token));
        assert_eq!(relay(&["https://a"], Some("een woord")), Err(RelayError::Token));
        assert_eq!(relay(&["http://10.0.0.1"], Some("woord")), Err(RelayError::OpenToken));
    }

    #[test]
    fn a_token_shows_nowhere() {
        assert!(!format!("{:?}", Token::new("geheim")).contains("geheim"));
    }
}
