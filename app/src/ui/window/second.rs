//! The words of a second key: shown to whoever will keep them, and then some of them read back from the paper. Only then they
//! are wiped from this device.

use deelbaar_sync::workspace::{ASKED_BACK, Root, asked_back};
use egui::{Context, Id, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::engine::{Command, Secret};
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Dialog, TextField, focus_when_opened, paragraph, small, word_list};
use crate::ui::theme::space;

/// The words, and how far the two people are.
pub(super) struct SecondWords {
    of: Root,
    words: Zeroizing<String>,
    /// Which are asked back.
    asked: Vec<usize>,
    step: Step,
    /// The step is new, or was tried in vain: the focus goes where one goes on.
    focus: bool,
}

enum Step {
    /// The words are on the screen.
    Shown,
    /// They are not, and what stands on the paper is typed.
    Asked { typed: [Zeroizing<String>; ASKED_BACK], tried: bool },
}

impl SecondWords {
    /// Begins with showing them.
    pub(super) fn new(of: Root, words: Zeroizing<String>) -> Self {
        let asked = asked_back(&words);
        Self { of, words, asked, step: Step::Shown, focus: false }
    }

    /// Shows the dialog; returns what follows from it, and whether it is over.
    pub(super) fn show(&mut self, ctx: &Context) -> (Option<Command>, bool) {
        match self.step {
            Step::Shown => (None, self.show_words(ctx)),
            Step::Asked { .. } => self.ask_back(ctx),
        }
    }

    fn show_words(&mut self, ctx: &Context) -> bool {
        let title = match self.of {
            Root::Municipality => tr!("second-dialog"),
            Root::Region => tr!("second-region-dialog"),
        };
        let mut written = false;
        let mut state = (&mut *self, &mut written);
        let contents = |ui: &mut Ui, (words, _): &mut (&mut Self, &mut bool)| {
            paragraph(ui, &tr!("second-dialog-text"));
            ui.add_space(space::S);
            small(ui, &tr!("words-are-english"));
            ui.add_space(space::S);
            word_list(ui, &tr!("second-dialog-words"), words.words.split(' '));
        };
        let footer = |ui: &mut Ui, (words, written): &mut (&mut Self, &mut bool)| {
            ui.horizontal_wrapped(|ui| {
                **written = ui.add(Button::primary(tr!("second-written"))).clicked();
                let later = ui.add(Button::secondary(tr!("second-later")));
                // In view below the words: one begins to read at the top.
                focus_when_opened(&later);
                if std::mem::take(&mut words.focus) {
                    later.request_focus();
                }
                if later.clicked() {
                    ui.close();
                }
            });
        };
        let shown = Dialog::new("second", &title).reading().show_with_footer(ctx, &mut state, contents, footer);
        if written {
            (self.step, self.focus) = (Step::Asked { typed: Default::default(), tried: false }, true);
        }
        shown.close
    }

    fn ask_back(&mut self, ctx: &Context) -> (Option<Command>, bool) {
        let (mut command, mut again) = (None, false);
        // The same dialog as before, so that the focus goes back to where that was opened.
        let shown = Dialog::new("second", &tr!("second-back-title")).show(ctx, |ui| {
            paragraph(ui, &tr!("second-back-text"));
            ui.add_space(space::S);
            self.fields(ui);
            ui.add_space(space::M);
            ui.horizontal_wrapped(|ui| {
                if Button::primary(tr!("second-handed-over")).icon(Icon::Check).submits(ui) {
                    command = self.hand_over();
                }
                again = ui.add(Button::secondary(tr!("second-again"))).clicked();
                if ui.add(Button::quiet(tr!("second-later"))).clicked() || command.is_some() {
                    ui.close();
                }
            });
        });
        if shown.close || again {
            // Nothing of what was typed stays in the fields' own memory of edits.
            for place in &self.asked {
                TextEdit::store_state(ctx, field(*place), egui::text_edit::TextEditState::default());
            }
        }
        if again {
            (self.step, self.focus) = (Step::Shown, true);
        }
        (command, shown.close)
    }

    fn fields(&mut self, ui: &mut Ui) {
        let Step::Asked { typed, tried } = &mut self.step else { return };
        for (place, typed) in self.asked.iter().zip(typed) {
            let wrong = *tried && !is_word(&self.words, *place, typed);
            let empty = typed.trim().is_empty();
            let say = || if empty { tr!("second-back-empty", place = *place) } else { tr!("second-back-wrong") };
            let error = wrong.then(say);
            let label = tr!("second-back-word", place = *place);
            let field = TextField::new(&label, &mut **typed).id(field(*place)).required().error(error.as_deref());
            let response = field.show(ui).response;
            // The first of all, and later the first that is wrong.
            if self.focus && (wrong || !*tried) {
                self.focus = false;
                response.request_focus();
            }
        }
    }

    /// What wipes the words, when those of the paper are the ones that were shown.
    fn hand_over(&mut self) -> Option<Command> {
        let Step::Asked { typed, tried } = &mut self.step else { return None };
        if !self.asked.iter().zip(typed.iter()).all(|(place, typed)| is_word(&self.words, *place, typed)) {
            (*tried, self.focus) = (true, true);
            return None;
        }
        let written = typed.iter().map(|typed| typed.trim()).collect::<Vec<_>>().join(" ");
        Some(Command::HandOverSecond { of: self.of, written: Secret(written.into()) })
    }
}

fn is_word(words: &str, place: usize, typed: &str) -> bool {
    words.split(' ').nth(place - 1).is_some_and(|word| word.eq_ignore_ascii_case(typed.trim()))
}

fn field(place: usize) -> Id {
    Id::unique(("second-back", place))
}
