//! Putting a key back with recovery words.

use egui::{Id, Ui};

use crate::engine::{Command, Secret};
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Level, heading, paragraph};
use crate::ui::screens::key_words::KeyWords;
use crate::ui::theme::space;

const FIELD: &str = "recovery-words";

/// What was typed.
#[derive(Default)]
pub(super) struct Recovery {
    words: KeyWords,
}

impl Recovery {
    /// Shows the rest of the card about recovery words.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.add_space(space::M);
        heading(ui, Level::Three, &tr!("recovery-back"));
        paragraph(ui, &tr!("recovery-back-text"));
        self.words.show(ui, Id::unique(FIELD), &tr!("recovery-words"), &tr!("recovery-words-hint"));
        ui.add_space(space::S);
        if ui.add(Button::secondary(tr!("recovery-put-back")).icon(Icon::Key)).clicked() && self.words.are_whole() {
            cx.send(Command::RestoreKey { words: Secret(self.words.words(ui.ctx(), Id::unique(FIELD))) });
        }
    }
}
