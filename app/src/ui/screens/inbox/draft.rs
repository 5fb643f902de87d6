//! What the alderman chose and typed for one request, before it is an answer.

use deelbaar_schema::act::{External, Outcome};
use deelbaar_schema::field::Mask;
use deelbaar_schema::statement::Body;
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
    /// The number of another body's decision.
    pub(super) number: String,
    number_missing: bool,
    note_missing: bool,
    /// The field that takes the focus because it is wrong.
    focus: Option<Wrong>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Note,
    Number,
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
            Answer::Decide(outcome) => {
                let external = match entry.body {
                    Body::Alderman => None,
                    body if outcome == Outcome::Agreed => Some(self.external(body, today)?),
                    _ => None,
                };
                Command::Decide { request, outcome, external, note }
            }
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

    /// The decision of another body that was typed; `None` when something is missing, and then the screen says so.
    fn external(&mut self, body: Body, today: Date) -> Option<External> {
        let number = self.number.trim().to_owned();
        self.number_missing = number.is_empty();
        if self.number_missing {
            self.focus = Some(Wrong::Number);
            return None;
        }
        let wrong = match format::parse_date(&self.date) {
            Ok(date) if date <= today => return Some(External { body, number, date }),
            Ok(_) => tr!("inbox-external-future"),
            Err(invalid) => invalid.message(),
        };
        self.date_error = Some(wrong);
        self.focus = Some(Wrong::Date);
        None
    }

    /// The fields for the decision of another body.
    pub(super) fn external_fields(&mut self, ui: &mut Ui, body: Body) {
        let (label, hint) = (tr!("inbox-external-number", body = body.name()), tr!("inbox-external-hint"));
        let error = self.number_missing.then(|| tr!("inbox-external-missing"));
        let field = TextField::new(&label, &mut self.number).hint(&hint).error(error.as_deref());
        let response = field.show(ui).response;
        if response.changed() {
            self.number_missing = false;
        }
        if self.focus.take_if(|wrong| *wrong == Wrong::Number).is_some() {
            response.request_focus();
        }
        self.day_field(ui, &tr!("inbox-external-date"), &tr!("inbox-external-hint"));
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
        self.day_field(ui, &tr!("inbox-date-label"), &tr!("inbox-date-hint"));
    }

    fn day_field(&mut self, ui: &mut Ui, label: &str, hint: &str) {
        let pattern = tr!("date-pattern");
        let field = TextField::new(label, &mut self.date).hint(hint).placeholder(&pattern).required();
        let response = field.error(self.date_error.as_deref()).show(ui).response;
        if response.changed() {
            self.date_error = None;
        }
        if self.focus.take_if(|wrong| *wrong == Wrong::Date).is_some() {
            response.request_focus();
        }
    }
}
