//! Asking for the passphrase again before something is signed. What waits is sent again, unchanged, once it is given.

use deelbaar_sync::store::Passphrase;
use egui::{Context, Id, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::engine::{Command, CommandError, Done};
use crate::explain::explain;
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Checkbox, Dialog, Notice, NoticeKind, TextField, focus_when_opened, paragraph};
use crate::ui::theme::space;

/// What waits for the passphrase, and the dialog that asks for it.
#[derive(Default)]
pub(super) struct Signing {
    waiting: Vec<Command>,
    typed: Zeroizing<String>,
    visible: bool,
    busy: bool,
    error: Option<String>,
    /// The passphrase was wrong: the field takes the focus again.
    again: bool,
}

/// What follows from the dialog.
pub(super) enum Asks {
    /// Whether this is the passphrase.
    Confirm(Command),
    /// It was closed: what waited is not signed.
    GaveUp(Vec<Command>),
}

impl Signing {
    /// Takes an answer that is about signing. `None`: it is not. Otherwise the commands that can be sent now.
    pub(super) fn take(&mut self, command: &Command, result: &Result<Done, CommandError>) -> Option<Vec<Command>> {
        match (command, result) {
            (Command::ConfirmPassphrase { .. }, Ok(_)) => {
                let waiting = std::mem::take(&mut self.waiting);
                *self = Self::default();
                Some(waiting)
            }
            (Command::ConfirmPassphrase { .. }, Err(error)) => {
                (self.busy, self.error, self.again) = (false, Some(explain(error).to_string()), true);
                Some(Vec::new())
            }
            (_, Err(CommandError::PassphraseNeeded)) => {
                self.waiting.push(command.clone());
                Some(Vec::new())
            }
            _ => None,
        }
    }

    /// Shows the dialog while something waits; returns what follows.
    pub(super) fn show(&mut self, ctx: &Context) -> Option<Asks> {
        if self.waiting.is_empty() {
            return None;
        }
        let title = tr!("signing-title");
        let shown = Dialog::new("signing", &title).show(ctx, |ui| {
            paragraph(ui, &tr!("signing-text", count = self.waiting.len()));
            ui.add_space(space::S);
            if let Some(error) = &self.error {
                Notice::new(NoticeKind::Error, error).show(ui);
                ui.add_space(space::S);
            }
            self.form(ui)
        });
        if shown.close {
            return Some(Asks::GaveUp(std::mem::take(self).waiting));
        }
        shown.inner.map(Asks::Confirm)
    }

    fn form(&mut self, ui: &mut Ui) -> Option<Command> {
        let id = Id::unique("signing-passphrase");
        let label = tr!("unlock-label");
        let mut field = TextField::new(&label, &mut *self.typed).id(id);
        if !self.visible {
            field = field.password();
        }
        let field = field.show(ui);
        focus_when_opened(&field.response);
        if std::mem::take(&mut self.again) {
            field.response.request_focus();
        }
        ui.add(Checkbox::new(&mut self.visible, &tr!("unlock-visible")));
        ui.add_space(space::M);
        let mut pressed = false;
        ui.horizontal_wrapped(|ui| {
            let busy = self.busy.then(|| tr!("signing-busy"));
            pressed = ui.add(Button::primary(tr!("signing-go-on")).icon(Icon::Sign).unless(busy)).clicked();
            if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                ui.close();
            }
        });
        if self.busy || !(pressed || field.submitted) || self.typed.is_empty() {
            return None;
        }
        // Nothing of what was typed stays in the field's own memory of edits.
        TextEdit::store_state(ui.ctx(), id, egui::text_edit::TextEditState::default());
        (self.busy, self.error) = (true, None);
        let given = Passphrase::new(std::mem::take(&mut *self.typed));
        Some(Command::ConfirmPassphrase { given })
    }
}
