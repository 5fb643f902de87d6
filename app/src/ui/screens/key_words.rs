//! The 24 words of a key, typed from paper: which word is wrong is said while one types.

use deelbaar_sync::workspace::{Typing, WORDS, typing};
use egui::{Context, Id, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::tr;
use crate::ui::kit::{TextField, live_status, said_aloud};

/// What was typed.
#[derive(Default)]
pub(super) struct KeyWords {
    typed: Zeroizing<String>,
    /// It was tried: also what is only missing is wrong now.
    tried: bool,
    focus: bool,
}

impl KeyWords {
    /// Shows the field. `id` tells fields of the app apart.
    pub(super) fn show(&mut self, ui: &mut Ui, id: Id, label: &str, hint: &str) {
        self.field(ui, id, label, hint, true);
    }

    fn field(&mut self, ui: &mut Ui, id: Id, label: &str, hint: &str, required: bool) {
        let state = typing(&self.typed);
        let tried = || (self.tried && state != Typing::Whole).then(|| missing(&self.typed));
        let wrong = mistake(&state).or_else(tried);
        let field = TextField::new(label, &mut *self.typed).id(id).hint(hint).multiline(3);
        let field = if required { field.required() } else { field };
        let response = field.error(wrong.as_deref()).show(ui).response;
        if response.changed() {
            self.tried = false;
        }
        if std::mem::take(&mut self.focus) {
            response.request_focus();
        }
        // Said while one types; not every word, or nobody could listen to it.
        match wrong {
            Some(wrong) => said_aloud(ui, &wrong),
            None => drop(live_status(ui, &progress(&state))),
        }
    }

    /// The words of the second key.
    pub(super) fn show_second(&mut self, ui: &mut Ui, id: Id) {
        self.show(ui, id, &tr!("second-words"), &tr!("second-words-hint"));
    }

    /// The words of the second key, where they are not always needed.
    pub(super) fn show_second_if_needed(&mut self, ui: &mut Ui, id: Id) {
        self.field(ui, id, &tr!("second-words"), &tr!("second-words-hint"), false);
    }

    /// The words of the region's second key.
    pub(super) fn show_region_second(&mut self, ui: &mut Ui, id: Id) {
        self.show(ui, id, &tr!("contested-words"), &tr!("second-words-hint"));
    }

    /// Whether they are words of a key. Otherwise the field says what is wrong and takes the focus.
    pub(super) fn are_whole(&mut self) -> bool {
        let whole = typing(&self.typed) == Typing::Whole;
        (self.tried, self.focus) = (!whole, !whole);
        whole
    }

    /// The words. They stay, as the answer may be that they are of another key; but not in the field's own memory of edits.
    pub(super) fn words(&self, ctx: &Context, id: Id) -> Zeroizing<String> {
        TextEdit::store_state(ctx, id, egui::text_edit::TextEditState::default());
        self.typed.clone()
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

/// What is not there yet, of words that somebody says are all: the last one is no longer being typed.
fn missing(typed: &str) -> String {
    let state = typing(&Zeroizing::new(format!("{typed} ")));
    let none = state == Typing::Going { found: 0 };
    mistake(&state).unwrap_or_else(|| if none { tr!("recovery-none-yet", all = WORDS) } else { progress(&state) })
}

fn progress(state: &Typing) -> String {
    match state {
        Typing::Going { found: 0 } | Typing::Unknown { .. } | Typing::Unsound | Typing::TooMany => String::new(),
        Typing::Going { found } => tr!("recovery-so-far", count = *found, all = WORDS),
        Typing::Whole => tr!("recovery-whole"),
    }
}
