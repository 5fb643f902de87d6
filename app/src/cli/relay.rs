//! The region's own relay, and the proxy to it.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::args::Relay;
use super::session::read_text;
use crate::console::Output;
use crate::engine::{Command, NetworkView, Secret};
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr};

/// `relay …`
pub fn relay(folder: &Folder, command: &Relay, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    match command {
        Relay::Set { url, token } => {
            let token = token.as_deref().map(read_text).transpose()?;
            let token = token.map(|token| Secret(Zeroizing::new(token.trim().to_owned())));
            executor.execute(Command::NameRelay { urls: url.clone(), token })?;
            out.say(&shown(&executor.view().status.network), || tr!("done-relay"));
        }
        Relay::Remove => {
            executor.execute(Command::NameRelay { urls: Vec::new(), token: None })?;
            out.say(&shown(&executor.view().status.network), || tr!("done-relay-removed"));
        }
        Relay::Show => {
            let network = &executor.view().status.network;
            out.say(&shown(network), || text(network));
        }
        Relay::Proxy { url, file } => {
            let read = file.as_deref().map(read_text).transpose()?;
            let url = read.map(|text| text.trim().to_owned()).or_else(|| url.clone());
            executor.execute(Command::SetProxy { url: url.map(|url| Secret(Zeroizing::new(url))) })?;
            out.say(&shown(&executor.view().status.network), || tr!("done-proxy"));
        }
    }
    Ok(())
}

fn shown(network: &NetworkView) -> Value {
    let urls: Vec<&str> = network.relays.iter().map(|relay| relay.url.as_str()).collect();
    json!({ "relays": urls, "token": network.token, "since": network.since, "proxy": network.proxy })
}

fn text(network: &NetworkView) -> String {
    let mut lines: Vec<String> = network.relays.iter().map(|relay| relay.url.clone()).collect();
    lines.push(match network.since {
        Some(day) => tr!("relay-since", day = format::date_long(day)),
        None => tr!("relay-none"),
    });
    if network.token {
        lines.push(tr!("relay-token-set"));
    }
    if let Some(proxy) = &network.proxy {
        lines.push(tr!("relay-through", proxy = proxy.as_str()));
    }
    lines.join("\n")
}
