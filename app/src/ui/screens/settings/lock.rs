//! The cards *Wachtwoord* and *Herstelwoorden* of the settings.

use deelbaar_sync::store::Passphrase;
use egui::{Id, Ui};
use zeroize::Zeroizing;

use crate::engine::Command;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Dropdown, Level, TextField, heading, paragraph, small};
use crate::ui::preferences::Preferences;
use crate::ui::theme::space;
use crate::{tr, words};

/// What was typed. Forgotten as soon as it was sent.
#[derive(Default)]
pub(super) struct Lock {
    current: Zeroizing<String>,
    chosen: Zeroizing<String>,
    again: Zeroizing<String>,
    for_words: Zeroizing<String>,
    tried: bool,
}

impl Lock {
    /// The card about the passphrase. Returns whether to lock now.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, preferences: &mut Preferences) -> bool {
        heading(ui, Level::Two, &tr!("lock-title"));
        let set = cx.view.status.passphrase;
        paragraph(ui, &if set { tr!("lock-is-set") } else { tr!("lock-not-set") });
        let mut lock = false;
        if set {
            let mut minutes = preferences.lock_after();
            let choices = Preferences::LOCK_AFTER.map(|minutes| (minutes, after_words(minutes)));
            if Dropdown::new(&tr!("lock-after"), &mut minutes, &choices).show(ui) {
                preferences.set_lock_after(minutes);
            }
            ui.add_space(space::S);
            lock = ui.add(Button::secondary(tr!("lock-now")).icon(Icon::Lock).shortcut("Ctrl+L")).clicked();
            ui.add_space(space::M);
            secret(ui, "lock-current", &tr!("lock-current"), &mut self.current, ("", None));
        }
        let short = self.tried && !Passphrase::new(self.chosen.as_str()).is_long_enough();
        let error = short.then(|| tr!("explain-short-passphrase", count = Passphrase::MIN_CHARACTERS));
        let hint = tr!("passphrase-least", count = Passphrase::MIN_CHARACTERS);
        secret(ui, "lock-chosen", &tr!("lock-chosen"), &mut self.chosen, (&hint, error.as_deref()));
        let differs = self.tried && self.chosen != self.again;
        let error = differs.then(|| tr!("cli-passphrases-differ"));
        secret(ui, "lock-again", &tr!("lock-again"), &mut self.again, ("", error.as_deref()));
        small(ui, &tr!("lock-hint"));
        small(ui, &tr!("settings-sign-again"));
        ui.add_space(space::S);
        self.buttons(ui, cx, set);
        lock
    }

    fn buttons(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, set: bool) {
        ui.horizontal_wrapped(|ui| {
            let words = if set { tr!("lock-change") } else { tr!("lock-set") };
            if Button::primary(words).icon(Icon::Key).submits(ui) {
                let chosen = Passphrase::new(self.chosen.as_str());
                self.tried = !chosen.is_long_enough() || self.chosen != self.again;
                if !self.tried {
                    let current = set.then(|| Passphrase::new(self.current.as_str()));
                    cx.send(Command::SetPassphrase { current, chosen: Some(chosen) });
                    *self = Self::default();
                }
            }
            if set && ui.add(Button::secondary(tr!("lock-remove"))).clicked() {
                let current = Some(Passphrase::new(self.current.as_str()));
                cx.send(Command::SetPassphrase { current, chosen: None });
                *self = Self::default();
            }
        });
    }

    /// The beginning of the card about recovery words: which keys this device holds, and their words.
    pub(super) fn recovery(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Two, &tr!("recovery-title"));
        paragraph(ui, &words::keys_held(&cx.view.status.roots));
        if cx.view.status.roots.is_empty() {
            return;
        }
        paragraph(ui, &tr!("recovery-text"));
        let set = cx.view.status.passphrase;
        if set {
            secret(ui, "lock-for-words", &tr!("recovery-passphrase"), &mut self.for_words, ("", None));
            ui.add_space(space::S);
        }
        if Button::secondary(tr!("recovery-show")).icon(Icon::Eye).submits(ui) {
            let current = set.then(|| Passphrase::new(std::mem::take(&mut *self.for_words)));
            cx.send(Command::ShowRecovery { current });
        }
    }
}

fn secret(ui: &mut Ui, id: &str, label: &str, text: &mut String, (hint, error): (&str, Option<&str>)) {
    TextField::new(label, text).id(Id::unique(id)).password().hint(hint).error(error).show(ui);
    ui.add_space(space::XS);
}

fn after_words(minutes: u16) -> String {
    if minutes == 0 { tr!("lock-never") } else { tr!("lock-minutes", count = minutes) }
}
