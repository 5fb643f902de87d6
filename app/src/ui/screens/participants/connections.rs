//! *Verbindingen*: per device what is known of it, and what happened on the network, for whoever helps.

use egui::Ui;

use super::{Line, last_seen, received, show_lines};
use crate::connections::{self, what, when, whose};
use crate::engine::{DeviceStatus, MunicipalityStatus, View};
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, Level, card, divider, heading, muted, strong};
use crate::ui::theme::space;
use crate::ui::{Icon, Tone};
use crate::{tr, words};

/// So many lines show; the file has them all.
const SHOWN: usize = 20;

/// What the part remembers between frames.
#[derive(Default)]
pub(super) struct Connections {
    open: bool,
}

impl Connections {
    /// Shows the part; closed until somebody asks for it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        heading(ui, Level::Two, &tr!("link-title"));
        muted(ui, &tr!("link-text"));
        ui.horizontal_wrapped(|ui| {
            let words = if self.open { tr!("link-less") } else { tr!("link-more") };
            if ui.add(Button::quiet(words).icon(Icon::Device).selected(self.open).key("more")).clicked() {
                self.open = !self.open;
            }
            if ui.add(Button::secondary(tr!("link-save")).icon(Icon::Export)).clicked() {
                cx.keep(connections::document(view, view.today));
            }
        });
        if self.open {
            ui.add_space(space::S);
            let others = view.status.municipalities.iter();
            let rows = others.flat_map(|one| one.devices.iter().map(move |device| row(one, device, view)));
            show_lines(ui, "connections", &tr!("link-device"), &rows.collect::<Vec<_>>());
            ui.add_space(space::S);
            lines(ui, view);
        }
    }
}

/// One device of another municipality. The region knows no names of persons but aldermen's, so it goes by role and id.
fn row(municipality: &MunicipalityStatus, device: &DeviceStatus, view: &View) -> Line {
    let (name, role) = (municipality.name.as_str(), words::role(device.role));
    let part = if device.connected {
        (Tone::Good, Icon::Check, tr!("participants-connected"))
    } else {
        (Tone::Neutral, Icon::Clock, tr!("link-off"))
    };
    Line {
        name: tr!("link-whose", municipality = name, role = role, device = device.device.short()),
        part,
        up_to_date: received(device.up_to_date, device.waiting, view),
        seen: last_seen(device.connected, device.last_seen, view),
    }
}

fn lines(ui: &mut Ui, view: &View) {
    heading(ui, Level::Three, &tr!("link-lines"));
    if view.status.connections.is_empty() {
        muted(ui, &tr!("link-none"));
        return;
    }
    card(ui, |ui| {
        for (index, one) in view.status.connections.iter().take(SHOWN).enumerate() {
            if index > 0 {
                divider(ui);
            }
            strong(ui, &format!("{} · {}", when(one), whose(one)));
            muted(ui, &what(&one.line.what));
        }
    });
    if view.status.connections.len() > SHOWN {
        muted(ui, &tr!("link-rest", shown = SHOWN, count = view.status.connections.len()));
    }
}
