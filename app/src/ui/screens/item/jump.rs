//! From something that was found in what would be shared to the field where it is written.

use deelbaar_schema::field::Field;
use deelbaar_schema::personal::{self, Found};
use egui::text::{CCursor, CCursorRange};
use egui::{Context, TextEdit};

use super::fields::{field_id, in_form};
use super::{Editor, Form};
use crate::engine::ItemView;
use crate::ui::kit::focus_after_closing;

impl Editor {
    /// Opens the field, and gives it the focus once the dialog is gone. What was found is then [selected](Self::select_sought).
    pub(super) fn jump(&mut self, ctx: &Context, view: &ItemView, found: &Found) {
        if found.field == personal::FILES
            && let Some(button) = self.files.button_of(&view.item, &found.finding.text)
        {
            return focus_after_closing(ctx, button);
        }
        let (name, text) = match Field::from_name(&found.field) {
            Some(Field::Body) => {
                self.preview = false;
                (Field::Body.name(), self.body.text.as_str())
            }
            Some(field) if in_form(view).chain(Field::PUBLIC).any(|other| other == field) => {
                self.form = Form::Open;
                (field.name(), view.item.line(field))
            }
            _ => {
                self.form = Form::Open;
                ("title", self.title.text.as_str())
            }
        };
        let id = field_id(&view.item, name);
        let (at, part) = (&found.finding.range, found.finding.text.as_str());
        let place = if text.get(at.clone()) == Some(part) { Some(at.start) } else { text.find(part) };
        self.sought = place.and_then(|place| text.get(..place)).map(|before| {
            let (start, length) = (before.chars().count(), part.chars().count());
            (id, CCursorRange::two(CCursor::new(start), CCursor::new(start + length)))
        });
        focus_after_closing(ctx, id);
    }

    /// Selects what was sought as soon as its field has the focus: without it a field drops what is selected.
    pub(super) fn select_sought(&mut self, ctx: &Context) {
        let Some((id, wanted)) = self.sought.filter(|(id, _)| ctx.memory(|memory| memory.has_focus(*id))) else {
            return;
        };
        let Some(mut state) = TextEdit::load_state(ctx, id) else { return };
        let selected = |range: CCursorRange| range.as_sorted_char_range();
        if state.cursor.char_range().map(selected) == Some(selected(wanted)) {
            self.sought = None;
            return;
        }
        state.cursor.set_char_range(Some(wanted));
        state.store(ctx, id);
        ctx.request_repaint();
    }
}
