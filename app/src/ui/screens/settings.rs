//! *Instellingen*: language, colours, zoom, motion, where the data is, and what this program is.

use std::path::Path;

use egui::Ui;

use self::access::Access;
use self::backup::Backup;
use self::forget::Forget;
use self::introduce::Introduce;
use self::lock::Lock;
use self::network::Network;
use self::recovery::Recovery;
use super::Surroundings;
use super::pane::page;
use crate::engine::Command;
use crate::i18n::Lang;
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{
    Button, Checkbox, Dropdown, Level, card, copy, details, heading, page_header, paragraph, radio_group, small,
};
use crate::ui::preferences::{Appearance, Preferences};
use crate::ui::theme::{size, space};

mod access;
mod backup;
mod forget;
mod introduce;
mod lock;
mod network;
mod recovery;

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    lock: Lock,
    backup: Backup,
    introduce: Introduce,
    network: Network,
    recovery: Recovery,
    access: Access,
    forget: Forget,
}

impl State {
    /// Hears what came of a command.
    pub fn settled(&mut self, command: &Command, kept: bool) {
        if kept && matches!(command, Command::RestoreKey { .. }) {
            self.recovery = Recovery::default();
        }
    }

    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, around: &mut Surroundings<'_>) {
        page(ui, "settings", |ui| {
            page_header(ui, &tr!("screen-settings"), &tr!("settings-subtitle"), |_| {});
            ui.vertical(|ui| {
                ui.set_max_width(ui.available_width().min(size::TEXT_MAX_WIDTH + 2.0 * space::L));
                card(ui, |ui| reading(ui, around.preferences));
                ui.add_space(space::M);
                if let Some(lock) = &mut around.lock {
                    **lock |= card(ui, |ui| self.lock.show(ui, cx, around.preferences)).inner;
                    ui.add_space(space::M);
                    card(ui, |ui| {
                        self.lock.recovery(ui, cx);
                        self.recovery.show(ui, cx);
                    });
                    ui.add_space(space::M);
                    card(ui, |ui| self.backup.show(ui, cx));
                    ui.add_space(space::M);
                    card(ui, |ui| self.introduce.show(ui, cx));
                    ui.add_space(space::M);
                    card(ui, |ui| self.network.show(ui, cx));
                    ui.add_space(space::M);
                }
                card(ui, |ui| self.access.show(ui, cx));
                ui.add_space(space::M);
                if cx.view.me.plan_left > 0 {
                    card(ui, |ui| self.forget.show(ui, cx));
                    ui.add_space(space::M);
                }
                card(ui, |ui| {
                    data(ui, cx, around.data_dir);
                    if let Some(leave) = &mut around.leave {
                        **leave |= ui.add(Button::secondary(tr!("choose-elsewhere")).icon(Icon::Buildings)).clicked();
                    }
                });
                ui.add_space(space::M);
                card(ui, about);
            });
        });
    }
}

fn reading(ui: &mut Ui, preferences: &mut Preferences) {
    heading(ui, Level::Two, &tr!("settings-reading"));
    let mut language = preferences.language();
    let languages = Lang::ALL.map(|lang| (lang, lang.endonym().to_owned()));
    if radio_group(ui, &tr!("settings-language"), &mut language, &languages) {
        preferences.set_language(language);
    }
    ui.add_space(space::S);
    let looks = Appearance::ALL.map(|look| (look, appearance_words(look)));
    radio_group(ui, &tr!("settings-appearance"), &mut preferences.appearance, &looks);
    ui.add_space(space::S);
    let mut zoom = preferences.zoom();
    let zooms = Preferences::ZOOMS.map(|percent| (percent, tr!("settings-percent", percent = percent)));
    if Dropdown::new(&tr!("settings-zoom"), &mut zoom, &zooms).show(ui) {
        preferences.set_zoom(zoom);
    }
    small(ui, &tr!("settings-zoom-hint"));
    ui.add_space(space::S);
    ui.add(Checkbox::new(&mut preferences.reduced_motion, &tr!("settings-motion")).note(&tr!("settings-motion-note")));
}

fn appearance_words(look: Appearance) -> String {
    match look {
        Appearance::System => tr!("settings-look-system"),
        Appearance::Light => tr!("settings-look-light"),
        Appearance::Dark => tr!("settings-look-dark"),
        Appearance::HighContrast => tr!("settings-look-contrast"),
    }
}

fn data(ui: &mut Ui, cx: &Cx<'_>, data_dir: Option<&Path>) {
    heading(ui, Level::Two, &tr!("settings-data"));
    let folder = data_dir.map_or_else(|| tr!("settings-no-folder"), |folder| folder.display().to_string());
    let (own, region) = cx.view.status.records;
    let records = tr!("settings-records", own = own, region = region);
    details(
        ui,
        &[
            (&tr!("settings-folder"), &folder),
            (&tr!("settings-kept"), &records),
            (&tr!("settings-device"), &cx.view.me.device.short()),
        ],
    );
    ui.add_space(space::S);
    if data_dir.is_some() && ui.add(Button::secondary(tr!("settings-copy")).icon(Icon::Copy)).clicked() {
        copy(ui.ctx(), folder);
    }
    small(ui, &tr!("settings-data-hint"));
}

fn about(ui: &mut Ui) {
    heading(ui, Level::Two, &tr!("settings-about"));
    paragraph(ui, &tr!("settings-about-text"));
    details(
        ui,
        &[
            (&tr!("settings-version"), env!("CARGO_PKG_VERSION")),
            (&tr!("settings-licence"), env!("CARGO_PKG_LICENSE")),
            (&tr!("settings-fonts"), "Atkinson Hyperlegible Next (OFL-1.1), Phosphor (MIT)"),
        ],
    );
}
