//! Putting a key back with recovery words: what is wrong is said while one types.

use deelbaar_sync::workspace::{Typing, WORDS, typing};
use egui::{Id, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::engine::{Command, Secret};
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Level, TextField, heading, live_status, paragraph};
use crate::ui::theme::space;

const FIELD: &str = "recovery-words";

/// What was typed.
#[derive(Default)]
pub(super) struct Recovery {
    typed: Zeroizing<String>,
    tried: bool,
}

impl Recovery {
    /// Shows the rest of the card about recovery words.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.add_space(space::M);
        heading(ui, Level::Three, &tr!("recovery-back"));
        paragraph(ui, &tr!("recovery-back-text"));
        let state = typing(&self.typed);
        let wrong = mistake(&state).or_else(|| (self.tried && state != Typing::Whole).then(|| progress(&state)));
        let (label, hint) = (tr!("recovery-words"), tr!("recovery-words-hint"));
        let field = TextField::new(&label, &mut *self.typed).id(Id::unique(FIELD)).hint(&hint).multiline(4);
        if field.error(wrong.as_deref()).show(ui).response.changed() {
            self.tried = false;
        }
        // Said while one types; not every word, or nobody could listen to it.
        live_status(ui, &wrong.unwrap_or_else(|| progress(&state)));
        ui.add_space(space::S);
        if ui.add(Button::secondary(tr!("recovery-put-back")).icon(Icon::Key)).clicked() {
            self.tried = true;
            if state == Typing::Whole {
                // Nothing of what was typed stays in the field's own memory of edits.
                TextEdit::store_state(ui.ctx(), Id::unique(FIELD), egui::text_edit::TextEditState::default());
                cx.send(Command::RestoreKey { words: Secret(self.typed.clone()) });
            }
        }
    }
}

/// What cannot become right by typing on.
fn mistake(state: &Typing) -> Option<String> {
    match state {
        Typing::Unknown { place, word } => Some(tr!("explain-words-unknown", place = *place, word = word.as_str())),
        Typing::Unsound => Some(tr!("explain-words-checksum")),
        Typing::TooMany => Some(tr!("recovery-too-many")),
        Typing::Going { .. } | Typing::Whole => None,
    }
}

fn progress(state: &Typing) -> String {
    match state {
        Typing::Going { found: 0 } | Typing::Unknown { .. } | Typing::Unsound | Typing::TooMany => String::new(),
        Typing::Going { found } => tr!("recovery-so-far", count = *found, all = WORDS),
        Typing::Whole => tr!("recovery-whole"),
    }
}
