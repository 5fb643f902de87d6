//! What the alderman chose and typed for one request, before it is an answer.

use deelbaar_schema::act::{External, Outcome};
use deelbaar_schema::disclosure::{Choice, DisclosureError, FACE, Missing};
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::statement::{Audience, Body};
use deelbaar_schema::time::Date;
use egui::Ui;

use super::answer::Answer;
use crate::engine::{Ask, Command, InboxEntry, View};
use crate::ui::kit::{DayField, Dropdown, TextField, small};
use crate::ui::screens::files::Saving;
use crate::ui::screens::personal::Confirmed;
use crate::ui::screens::section;
use crate::ui::screens::terms::Terms;
use crate::{tr, words};

/// The answer in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// A remark for colleagues.
    pub(super) note: String,
    /// What was unticked: stays at home.
    pub(super) without: Mask,
    /// On which terms consent is given; `None` for a decision.
    pub(super) terms: Option<Terms>,
    /// What looks like data about people and may go all the same.
    pub(super) confirmed: Confirmed,
    /// The field of the preview that is brought into view.
    pub(super) sought: Option<String>,
    /// Saving a file that would go, to look at it first; and what that asks for.
    pub(super) saving: Saving,
    pub(super) save: Option<Command>,
    /// Seen, and ready to be signed together with others.
    pub(super) ready: Option<Command>,
    /// Who decided, where the alderman decides on such items and may have left it to another body.
    by: Option<Body>,
    /// The day of another body's decision.
    date: DayField,
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
}

impl Draft {
    /// Nothing chosen yet: what the request leaves out stays home, the rest goes.
    pub(super) fn new(entry: &InboxEntry) -> Self {
        match &entry.ask {
            Ask::Consent { without, sharing, .. } => {
                Self { without: without.clone(), terms: Some(Terms::new(sharing)), ..Self::default() }
            }
            Ask::Decision { .. } => Self::default(),
        }
    }

    /// The choice of how to make it public, for what everyone would see.
    pub(super) fn choice(&self) -> Option<Choice> {
        self.terms.as_ref().filter(|terms| terms.audience == Audience::Public).map(|terms| terms.choice)
    }

    /// What stays at home, the choice taken together with what was unticked.
    pub(super) fn stays(&self) -> Mask {
        let all = match self.choice() {
            Some(Choice::DecisionOnly) => {
                Field::ALL.into_iter().filter(|f| f.shareable() && !FACE.contains(f)).collect()
            }
            _ => Vec::new(),
        };
        Mask::without(self.without.fields().chain(all))
    }

    /// The command for an answer; `None` when something must be filled in first, and then the screen says what.
    pub(super) fn command(&mut self, entry: &InboxEntry, answer: Answer, today: Date) -> Option<Command> {
        let note = self.note.trim().to_owned();
        self.note_missing = answer.needs_note() && note.is_empty();
        if self.note_missing {
            self.focus = Some(Wrong::Note);
            return None;
        }
        let request = entry.request;
        Some(match answer {
            Answer::Decide(outcome) => {
                let external = match self.by.filter(|_| entry.body == Body::Alderman).unwrap_or(entry.body) {
                    Body::Alderman => None,
                    body if entry.body == Body::Alderman => Some(self.external(body, today)?),
                    // Agreeing takes the other body's decision; whatever else it decided can be recorded too. Without it the
                    // answer is the alderman's own: back to the colleague, or not to that body at all.
                    body if outcome == Outcome::Agreed || self.names_external() => Some(self.external(body, today)?),
                    _ => None,
                };
                Command::Decide { request, outcome, external, note }
            }
            Answer::Decline { returned } => Command::DeclineConsent { request, returned, note },
            Answer::Close => {
                let sharing = self.terms.as_mut()?.read(today)?;
                let article = sharing.disclosure.map(|disclosure| disclosure.article).filter(|a| !a.is_empty());
                let missing = || DisclosureError::Missing(vec![Missing::Article]);
                if !self.terms.as_mut()?.judge(article.as_ref().map(|_| ()).ok_or_else(missing)) {
                    return None;
                }
                let note = words::closed(&article.unwrap_or_default(), &note);
                Command::DeclineConsent { request, returned: false, note }
            }
            Answer::Consent | Answer::Ready => {
                let Ask::Consent { snapshot, .. } = &entry.ask else { return None };
                let sharing = self.terms.as_mut()?.read(today)?;
                let without = self.stays();
                let outcome =
                    section::narrowed(snapshot, &without).map_or(Ok(()), |item| sharing.check(&item, &without));
                if !self.terms.as_mut()?.judge(outcome) {
                    return None;
                }
                Command::GiveConsent { request, without, sharing, note }
            }
        })
    }

    fn names_external(&self) -> bool {
        !(self.number.trim().is_empty() && self.date.is_empty())
    }

    /// The decision of another body that was typed; `None` when something is missing, and then the screen says so.
    fn external(&mut self, body: Body, today: Date) -> Option<External> {
        let number = self.number.trim().to_owned();
        self.number_missing = number.is_empty();
        if self.number_missing {
            self.focus = Some(Wrong::Number);
            return None;
        }
        let date = self.date.require(|day| day <= today, &tr!("inbox-external-future"))?;
        Some(External { body, number, date })
    }

    /// Who decided on what the alderman decides on: what the college or the council did is recorded as theirs.
    pub(super) fn who_decided(&mut self, ui: &mut Ui) {
        let mut by = self.by.unwrap_or(Body::Alderman);
        let options = Body::ALL.map(|body| (body, words::body(body)));
        Dropdown::new(&tr!("inbox-who-decided"), &mut by, &options).show(ui);
        self.by = Some(by);
        if by != Body::Alderman {
            small(ui, &tr!("inbox-who-decided-text", body = words::body(by)));
            self.external_fields(ui, by, &tr!("inbox-external-needed"), true);
        }
    }

    /// The fields for the decision of another body. `always`: also where that body did not agree.
    pub(super) fn external_fields(&mut self, ui: &mut Ui, body: Body, hint: &str, always: bool) {
        let label = tr!("inbox-external-number", body = body.name());
        let error = self.number_missing.then(|| tr!("inbox-external-missing"));
        let field = TextField::new(&label, &mut self.number).hint(hint).error(error.as_deref());
        let response = if always { field.required() } else { field }.show(ui).response;
        if response.changed() {
            self.number_missing = false;
        }
        if self.focus.take_if(|wrong| *wrong == Wrong::Number).is_some() {
            response.request_focus();
        }
        let label = tr!("inbox-external-date");
        if always {
            self.date.show_required(ui, &label, hint)
        } else {
            self.date.show(ui, &label, hint)
        };
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
}
