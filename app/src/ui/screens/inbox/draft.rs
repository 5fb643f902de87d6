//! What the alderman chose and typed for one request, before it is an answer.

use deelbaar_schema::field::Mask;
use deelbaar_schema::time::Date;
use egui::Ui;

use super::answer::Answer;
use crate::engine::{Ask, Command, InboxEntry, View};
use crate::format;
use crate::tr;
use crate::ui::kit::TextField;

/// When sharing begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum When {
    /// As soon as it is signed.
    #[default]
    Now,
    /// Not before a day.
    Later,
}

/// The answer in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// A remark for colleagues.
    pub(super) note: String,
    /// What stays at home.
    pub(super) without: Mask,
    /// When sharing begins.
    pub(super) when: When,
    /// The day, as typed.
    pub(super) date: String,
    /// What is wrong with the day, said once an answer was tried.
    pub(super) date_error: Option<String>,
    note_missing: bool,
    /// The field that takes the focus because it is wrong.
    focus: Option<Wrong>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Note,
    Date,
}

impl Draft {
    /// Nothing chosen yet: what the request leaves out stays home, the rest goes.
    pub(super) fn new(entry: &InboxEntry) -> Self {
        let without = match &entry.ask {
            Ask::Consent { without, .. } => without.clone(),
            Ask::Decision { .. } => Mask::none(),
        };
        Self { without, ..Self::default() }
    }

    /// The command for an answer; `None` when something must be filled in first, and then the screen says what.
    pub(super) fn command(&mut self, entry: &InboxEntry, answer: Answer, today: Date) -> Option<Command> {
        let note = self.note.trim().to_owned();
        self.note_missing = answer.needs_note() && note.is_empty();
        self.date_error = None;
        if self.note_missing {
            self.focus = Some(Wrong::Note);
            return None;
        }
        let request = entry.request;
        Some(match answer {
            Answer::Decide(outcome) => Command::Decide { request, outcome, note },
            Answer::Decline { returned } => Command::DeclineConsent { request, returned, note },
            Answer::Consent => {
                let embargo = match self.when {
                    When::Now => None,
                    When::Later => Some(self.embargo(today)?),
                };
                Command::GiveConsent { request, without: self.without.clone(), embargo, note }
            }
        })
    }

    /// The day that was typed; `None` when it is no day after today, and then the screen says so.
    fn embargo(&mut self, today: Date) -> Option<Date> {
        let wrong = match format::parse_date(&self.date) {
            Ok(date) if date > today => return Some(date),
            Ok(_) => tr!("inbox-date-past"),
            Err(invalid) => invalid.message(),
        };
        self.date_error = Some(wrong);
        self.focus = Some(Wrong::Date);
        None
    }

    /// The field for the remark.
    pub(super) fn note_field(&mut self, ui: &mut Ui, view: &View) {
        let label = tr!("inbox-note-label");
        let hint = tr!("inbox-note-hint", municipality = view.me.municipality_name.as_str());
        let error = self.note_missing.then(|| tr!("inbox-note-missing"));
        let field = TextField::new(&label, &mut self.note).hint(&hint).error(error.as_deref()).multiline(2);
        let response = field.show(ui).response;
        if response.changed() {
            self.note_missing = false;
        }
        if self.focus.take_if(|wrong| *wrong == Wrong::Note).is_some() {
            response.request_focus();
        }
    }

    /// The field for the day from which is shared.
    pub(super) fn date_field(&mut self, ui: &mut Ui) {
        let (label, hint, pattern) = (tr!("inbox-date-label"), tr!("inbox-date-hint"), tr!("date-pattern"));
        let field = TextField::new(&label, &mut self.date).hint(&hint).placeholder(&pattern).required();
        let response = field.error(self.date_error.as_deref()).show(ui).response;
        if response.changed() {
            self.date_error = None;
        }
        if self.focus.take_if(|wrong| *wrong == Wrong::Date).is_some() {
            response.request_focus();
        }
    }
}
