//! The card *Netwerk* of the settings: the region's own relay, and the proxy to it.

use deelbaar_sync::net::RelayState;
use deelbaar_sync::workspace::Root;
use egui::{Id, Ui};
use zeroize::Zeroizing;

use crate::engine::{Command, NetworkView, Secret};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Level, TextField, details, heading, paragraph, small};
use crate::ui::theme::space;
use crate::{format, tr};

/// What was typed.
#[derive(Default)]
pub(super) struct Network {
    url: String,
    token: Zeroizing<String>,
    proxy: Zeroizing<String>,
    tried: bool,
}

impl Network {
    /// Shows the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Two, &tr!("network-title"));
        paragraph(ui, &tr!("network-text"));
        let network = cx.view.status.network.clone();
        stands(ui, &network);
        if cx.view.status.roots.contains(&Root::Region) {
            self.name(ui, cx, &network);
        } else {
            small(ui, &tr!("relay-by-lead"));
        }
        ui.add_space(space::M);
        self.through(ui, cx, &network);
    }

    /// For whoever holds the region's key.
    fn name(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, network: &NetworkView) {
        ui.add_space(space::S);
        let missing = (self.tried && self.url.trim().is_empty()).then(|| tr!("relay-missing"));
        let (label, hint) = (tr!("relay-address"), tr!("relay-address-hint"));
        let field = TextField::new(&label, &mut self.url).id(Id::unique("relay-url")).hint(&hint);
        field.error(missing.as_deref()).show(ui);
        let (label, hint) = (tr!("relay-token"), tr!("relay-token-hint"));
        TextField::new(&label, &mut *self.token).id(Id::unique("relay-token")).password().hint(&hint).show(ui);
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            if Button::secondary(tr!("relay-set")).icon(Icon::Check).submits(ui) {
                let urls: Vec<String> = self.url.split_whitespace().map(str::to_owned).collect();
                self.tried = urls.is_empty();
                if !self.tried {
                    let token = std::mem::take(&mut *self.token).trim().to_owned();
                    let token = (!token.is_empty()).then(|| Secret(Zeroizing::new(token)));
                    cx.send(Command::NameRelay { urls, token });
                }
            }
            if !network.relays.is_empty() && ui.add(Button::secondary(tr!("relay-remove"))).clicked() {
                cx.send(Command::NameRelay { urls: Vec::new(), token: None });
            }
        });
    }

    fn through(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, network: &NetworkView) {
        heading(ui, Level::Three, &tr!("proxy-title"));
        match &network.proxy {
            Some(proxy) => paragraph(ui, &tr!("relay-through", proxy = proxy.as_str())),
            None => paragraph(ui, &tr!("proxy-text")),
        };
        let (label, hint) = (tr!("proxy-address"), tr!("proxy-address-hint"));
        TextField::new(&label, &mut *self.proxy).id(Id::unique("proxy-url")).hint(&hint).show(ui);
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let typed = self.proxy.trim().to_owned();
            let empty = typed.is_empty().then(|| tr!("proxy-first"));
            if Button::secondary(tr!("proxy-set")).icon(Icon::Check).unless(empty).submits(ui) {
                cx.send(Command::SetProxy { url: Some(Secret(Zeroizing::new(typed))) });
                *self.proxy = String::new();
            }
            if network.proxy.is_some() && ui.add(Button::secondary(tr!("proxy-remove"))).clicked() {
                cx.send(Command::SetProxy { url: None });
            }
        });
    }
}

/// Which relay there is, and how it stands with it.
fn stands(ui: &mut Ui, network: &NetworkView) {
    let Some(since) = network.since else {
        paragraph(ui, &tr!("relay-none"));
        return;
    };
    for relay in &network.relays {
        details(ui, &[(&tr!("relay-label"), &format!("{} ({})", relay.url, state(relay)))]);
    }
    let mut said = tr!("relay-since", day = format::date_long(since));
    if network.token {
        said = format!("{said} {}", tr!("relay-token-set"));
    }
    small(ui, &said);
}

fn state(relay: &RelayState) -> String {
    match relay {
        RelayState { connected: true, .. } => tr!("relay-connected"),
        RelayState { refused: true, .. } => tr!("relay-refused"),
        RelayState { .. } => tr!("relay-unused"),
    }
}
