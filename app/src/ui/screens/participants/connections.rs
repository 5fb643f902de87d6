//! *Verbindingen*: per device what is known of it, and what happened on the network, for whoever helps.

use egui::Ui;

use super::{last_seen, received};
use crate::connections::{self, what, when, whose};
use crate::engine::{DeviceStatus, MunicipalityStatus, View};
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, Level, card, details, divider, heading, muted, strong};
use crate::ui::theme::space;
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
            if ui.add(Button::quiet(words).icon(Icon::Device).selected(self.open)).clicked() {
                self.open = !self.open;
            }
            if ui.add(Button::secondary(tr!("link-save")).icon(Icon::Export)).clicked() {
                cx.keep(connections::document(view, view.today));
            }
        });
        if self.open {
            ui.add_space(space::S);
            view.status.municipalities.iter().for_each(|municipality| devices(ui, municipality, view));
            lines(ui, view);
        }
    }
}

/// The devices of another municipality.
fn devices(ui: &mut Ui, municipality: &MunicipalityStatus, view: &View) {
    heading(ui, Level::Three, &municipality.name);
    card(ui, |ui| {
        for (index, device) in municipality.devices.iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            strong(ui, &name(device));
            let (has, seen) = (tr!("participants-up-to-date"), tr!("participants-seen"));
            let stands = received(device.up_to_date, device.waiting, view);
            details(ui, &[(&has, &stands), (&seen, &last_seen(device.connected, device.last_seen, view))]);
        }
    });
    ui.add_space(space::S);
}

fn name(device: &DeviceStatus) -> String {
    tr!("link-device", role = words::role(device.role), device = device.device.short())
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
