//! The first and last day of a role, as fields.

use deelbaar_schema::time::{Date, Term};
use egui::Ui;

use crate::ui::kit::TextField;
use crate::ui::theme::{size, space};
use crate::{format, tr};

/// What was typed.
#[derive(Default)]
pub(super) struct TermFields {
    from: String,
    until: String,
    from_error: Option<String>,
    until_error: Option<String>,
}

impl TermFields {
    /// The fields as they are for a term that there is.
    pub(super) fn of(term: Term, today: Date) -> Self {
        let until = term.until.map(format::date_input).unwrap_or_default();
        Self { from: format::date_input(term.from.max(today)), until, ..Self::default() }
    }

    /// Shows both fields.
    pub(super) fn show(&mut self, ui: &mut Ui) {
        let (label, hint, pattern) = (tr!("participants-from"), tr!("participants-from-hint"), tr!("date-pattern"));
        let field = TextField::new(&label, &mut self.from).hint(&hint).placeholder(&pattern);
        if field.error(self.from_error.as_deref()).width(size::DETAIL).show(ui).response.changed() {
            self.from_error = None;
        }
        ui.add_space(space::S);
        let (label, hint) = (tr!("participants-until"), tr!("participants-until-hint"));
        let field = TextField::new(&label, &mut self.until).hint(&hint).placeholder(&pattern);
        if field.error(self.until_error.as_deref()).width(size::DETAIL).show(ui).response.changed() {
            self.until_error = None;
        }
    }

    /// The term that was filled in; otherwise the fields say what is wrong.
    pub(super) fn read(&mut self, today: Date) -> Option<Term> {
        let from = read_day(&self.from, today, &tr!("participants-until-past"));
        let first = from.as_ref().ok().copied().flatten().unwrap_or(today);
        let until = read_day(&self.until, first, &tr!("participants-until-before"));
        match (from, until) {
            (Ok(_), Ok(until)) => return Some(Term { from: first, until }),
            (from, until) => (self.from_error, self.until_error) = (from.err(), until.err()),
        }
        None
    }
}

/// A day from `first` on; nothing when nothing was typed.
pub(super) fn read_day(text: &str, first: Date, too_early: &str) -> Result<Option<Date>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match format::parse_date(text) {
        Ok(date) if date >= first => Ok(Some(date)),
        Ok(_) => Err(too_early.to_owned()),
        Err(invalid) => Err(invalid.message()),
    }
}
