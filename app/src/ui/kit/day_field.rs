//! A day as people type it: dd-mm-jjjj, with what is wrong said below it.

use deelbaar_schema::time::Date;
use egui::Ui;

use super::form::first_wrong;
use super::text_field::TextField;
use crate::ui::theme::size;
use crate::{format, tr};

/// What was typed in a field for a day.
#[derive(Debug, Clone, Default)]
pub struct DayField {
    text: String,
    error: Option<String>,
    focus: bool,
}

impl DayField {
    /// A field with this day in it.
    #[must_use]
    pub fn of(day: Option<Date>) -> Self {
        Self { text: day.map(format::date_input).unwrap_or_default(), ..Self::default() }
    }

    /// Nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The day that stands there now, whether or not it fits.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        format::parse_date(&self.text).ok()
    }

    /// Shows a field that may stay empty. Returns whether something was typed.
    pub fn show(&mut self, ui: &mut Ui, label: &str, hint: &str) -> bool {
        self.field(ui, label, hint, false)
    }

    /// Shows a field that must be filled in. Returns whether something was typed.
    pub fn show_required(&mut self, ui: &mut Ui, label: &str, hint: &str) -> bool {
        self.field(ui, label, hint, true)
    }

    fn field(&mut self, ui: &mut Ui, label: &str, hint: &str, required: bool) -> bool {
        let pattern = tr!("date-pattern");
        let mut field = TextField::new(label, &mut self.text).hint(hint).placeholder(&pattern).width(size::DETAIL);
        if required {
            field = field.required();
        }
        let response = field.error(self.error.as_deref()).show(ui).response;
        if response.changed() {
            self.error = None;
        }
        if std::mem::take(&mut self.focus) {
            first_wrong(ui, &response);
        }
        response.changed()
    }

    /// The day, when it is one and fits. Otherwise the field says what is wrong and takes the focus.
    pub fn require(&mut self, fits: impl FnOnce(Date) -> bool, otherwise: &str) -> Option<Date> {
        let wrong = match format::parse_date(&self.text) {
            Ok(day) if fits(day) => return Some(day),
            Ok(_) => otherwise.to_owned(),
            Err(invalid) => invalid.message(),
        };
        self.refuse(wrong);
        None
    }

    /// The same for a field that may stay empty: nothing is `Some(None)`.
    pub fn read(&mut self, fits: impl FnOnce(Date) -> bool, otherwise: &str) -> Option<Option<Date>> {
        if self.is_empty() { Some(None) } else { self.require(fits, otherwise).map(Some) }
    }

    /// Says why this day is not taken.
    pub fn refuse(&mut self, why: String) {
        (self.error, self.focus) = (Some(why), true);
    }
}
