//! The first and last day of a role, as fields.

use deelbaar_schema::time::{Date, Term};
use egui::Ui;

use crate::tr;
use crate::ui::kit::DayField;
use crate::ui::theme::space;

/// What was typed.
#[derive(Default)]
pub(super) struct TermFields {
    from: DayField,
    until: DayField,
}

impl TermFields {
    /// The fields as they are for a term that there is.
    pub(super) fn of(term: Term, today: Date) -> Self {
        Self { from: DayField::of(Some(term.from.max(today))), until: DayField::of(term.until) }
    }

    /// Shows both fields.
    pub(super) fn show(&mut self, ui: &mut Ui) {
        self.from.show(ui, &tr!("participants-from"), &tr!("participants-from-hint"));
        ui.add_space(space::S);
        self.until.show(ui, &tr!("participants-until"), &tr!("participants-until-hint"));
    }

    /// The term that was filled in; otherwise the fields say what is wrong.
    pub(super) fn read(&mut self, today: Date) -> Option<Term> {
        let until = self.until.read(|_| true, "");
        let from = self.from.read(|day| day >= today, &tr!("participants-until-past"));
        let (from, until) = (from?.unwrap_or(today), until?);
        if until.is_some_and(|until| until < from) {
            self.until.refuse(tr!("participants-until-before"));
            return None;
        }
        Some(Term { from, until })
    }
}
