//! The first signature of an alderman, or in an alderman's name, on a device without a passphrase: one is set first. It can be put off once.

use deelbaar_sync::store::Passphrase;
use egui::{Context, Id, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::engine::{Command, CommandError, Done, View};
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Dialog, TextField, focus_when_opened, paragraph, small};
use crate::ui::screens::inbox;
use crate::ui::theme::space;

const FIELDS: [&str; 2] = ["first-chosen", "first-again"];

/// What waits for a passphrase to be set, and the dialog that asks for it.
#[derive(Default)]
pub(super) struct First {
    waiting: Vec<Command>,
    /// Sent as soon as the passphrase is set.
    after: Vec<Command>,
    /// What to say of them once they are carried out.
    said: Vec<(Command, String)>,
    /// What was said of those that are.
    done: Vec<String>,
    chosen: Zeroizing<String>,
    again: Zeroizing<String>,
    tried: bool,
}

/// What the person chose.
pub(super) enum Answer {
    /// This sets the passphrase; what waited follows.
    Set(Command),
    /// Not now: what waited is signed as it is.
    PutOff(Vec<Command>),
    /// The dialog was closed: what waited is not signed.
    GaveUp(Vec<Command>),
}

impl First {
    /// Keeps what must wait; returns the rest. `must`: whoever signs this here needs a passphrase first.
    pub(super) fn hold(
        &mut self,
        commands: Vec<Command>,
        must: impl Fn(&Command) -> bool,
        view: &View,
    ) -> Vec<Command> {
        let (wait, go): (Vec<_>, Vec<_>) = commands.into_iter().partition(must);
        // Once it is carried out its title does not stand in the view any more.
        self.said.extend(wait.iter().filter_map(|command| Some((command.clone(), inbox::answered(command, view)?))));
        self.waiting.extend(wait);
        go
    }

    /// Hears what came of setting the passphrase; returns what can be sent now.
    pub(super) fn settled(&mut self, command: &Command, result: &Result<Done, CommandError>) -> Vec<Command> {
        if !matches!(command, Command::SetPassphrase { .. }) {
            return Vec::new();
        }
        let after = std::mem::take(&mut self.after);
        if result.is_ok() {
            return after;
        }
        self.said.clear();
        Vec::new()
    }

    /// What to say of a command that waited here and was carried out, if it was one.
    pub(super) fn carried_out(&mut self, command: &Command) -> Option<String> {
        let place = self.said.iter().position(|(waited, _)| waited == command)?;
        self.done.push(self.said.swap_remove(place).1);
        let all = self.done.join(" ");
        // Of several not only the last.
        let several = (self.done.len() > 1).then(|| tr!("first-done-several", count = self.done.len()));
        if self.said.is_empty() {
            self.done.clear();
        }
        Some(several.map_or_else(|| all.clone(), |several| format!("{several} {all}")))
    }

    /// Shows the dialog while something waits. `put_off`: it was put off before, so not again.
    pub(super) fn show(&mut self, ctx: &Context, put_off: bool) -> Option<Answer> {
        if self.waiting.is_empty() {
            return None;
        }
        let shown = Dialog::new("first-signature", &tr!("first-title")).show(ctx, |ui| self.contents(ui, put_off));
        if shown.close && shown.inner.is_none() {
            return Some(Answer::GaveUp(std::mem::take(self).waiting));
        }
        shown.inner
    }

    fn contents(&mut self, ui: &mut Ui, put_off: bool) -> Option<Answer> {
        paragraph(ui, &tr!("first-text"));
        ui.add_space(space::S);
        let short = self.tried && !Passphrase::new(self.chosen.as_str()).is_long_enough();
        let error = short.then(|| tr!("explain-short-passphrase", count = Passphrase::MIN_CHARACTERS));
        let label = tr!("lock-chosen");
        let hint = tr!("passphrase-least", count = Passphrase::MIN_CHARACTERS);
        let field = TextField::new(&label, &mut *self.chosen).id(Id::unique(FIELDS[0])).password().hint(&hint);
        let first = field.error(error.as_deref()).show(ui).response;
        focus_when_opened(&first);
        let error = (self.tried && self.chosen != self.again).then(|| tr!("cli-passphrases-differ"));
        let label = tr!("lock-again");
        let field = TextField::new(&label, &mut *self.again).id(Id::unique(FIELDS[1])).password();
        let second = field.error(error.as_deref()).show(ui);
        small(ui, &tr!("lock-hint"));
        if put_off {
            small(ui, &tr!("first-put-off-before"));
        }
        ui.add_space(space::M);
        let mut answer = None;
        ui.horizontal_wrapped(|ui| {
            let set = ui.add(Button::primary(tr!("first-set")).icon(Icon::Key)).clicked();
            if set || second.submitted {
                let short = !Passphrase::new(self.chosen.as_str()).is_long_enough();
                answer = self.set(ui);
                if answer.is_none() {
                    // Where something is wrong.
                    if short { first.request_focus() } else { second.response.request_focus() }
                }
            }
            if !put_off && ui.add(Button::secondary(tr!("first-later"))).clicked() {
                // No passphrase was set: there is nothing more to say than otherwise.
                self.said.clear();
                answer = Some(Answer::PutOff(std::mem::take(&mut self.waiting)));
            }
            if ui.add(Button::quiet(tr!("kit-cancel"))).clicked() {
                ui.close();
            }
        });
        answer
    }

    fn set(&mut self, ui: &Ui) -> Option<Answer> {
        let chosen = Passphrase::new(self.chosen.as_str());
        self.tried = !chosen.is_long_enough() || self.chosen != self.again;
        if self.tried {
            return None;
        }
        // Nothing of what was typed stays in the fields' own memory of edits.
        for field in FIELDS {
            TextEdit::store_state(ui.ctx(), Id::unique(field), egui::text_edit::TextEditState::default());
        }
        let (after, said) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.said));
        *self = Self { after, said, ..Self::default() };
        Some(Answer::Set(Command::SetPassphrase { current: None, chosen: Some(chosen) }))
    }
}
