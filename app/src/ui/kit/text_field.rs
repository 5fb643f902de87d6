//! Text fields with a label, a hint and an error.

use egui::accesskit::{Invalid, Live};
use egui::text::LayoutJob;
use egui::{Id, Margin, Response, Role, Sense, Stroke, StrokeKind, TextBuffer, TextEdit, Ui};

use super::form::{enter, take_if_tried};
use super::lost::stays_in;
use super::paint::{Ring, caption, describe, finish, job};
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::theme::{Palette, Theme, Type, radius, size, space};

/// What a [`TextField`] gives back.
pub struct FieldResponse {
    /// The editable area itself: `changed()`, `lost_focus()`, `has_focus()`.
    pub response: Response,
    /// The user pressed Enter in a field of one line.
    pub submitted: bool,
}

/// A field with a visible label above it. Hint and error are read along with the field.
#[must_use = "call `show`"]
pub struct TextField<'a> {
    label: &'a str,
    text: &'a mut dyn TextBuffer,
    hint: &'a str,
    placeholder: &'a str,
    error: Option<&'a str>,
    rows: usize,
    required: bool,
    password: bool,
    width: Option<f32>,
    id: Option<Id>,
    most: Option<usize>,
}

impl<'a> TextField<'a> {
    /// A field of one line.
    pub fn new(label: &'a str, text: &'a mut dyn TextBuffer) -> Self {
        Self {
            label,
            text,
            hint: "",
            placeholder: "",
            error: None,
            rows: 1,
            required: false,
            password: false,
            width: None,
            id: None,
            most: None,
        }
    }

    /// Help below the field, always visible.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// An example inside the empty field, such as "dd-mm-jjjj". Never the only explanation.
    pub fn placeholder(mut self, placeholder: &'a str) -> Self {
        self.placeholder = placeholder;
        self
    }

    /// What is wrong and what to do; `None` when all is well.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// At most so many characters: more is not taken, and that is said.
    pub fn most(mut self, most: usize) -> Self {
        self.most = Some(most);
        self
    }

    /// An editor of several lines.
    pub fn multiline(mut self, rows: usize) -> Self {
        self.rows = rows.max(2);
        self
    }

    /// Marks the field as required, in words.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Hides what is typed.
    pub fn password(mut self) -> Self {
        self.password = true;
        self
    }

    /// Narrower than its container.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// A stable id, when the label is not unique on the screen.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Shows label, field, and hint or error.
    pub fn show(self, ui: &mut Ui) -> FieldResponse {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            self.show_label(ui);
            let (label, hint, error) = (self.label, self.hint, self.error);
            let (required, rows) = (self.required, self.rows);
            // One character too many for a text that came from elsewhere; here no more than fit are taken.
            let (long, full) = self.room();
            let error = error.or(long.as_deref());
            let hint = full.as_deref().unwrap_or(hint);
            let response = self.show_editor(ui);
            describe(ui, response.id, |node| {
                node.set_label(label);
                if required {
                    node.set_required();
                }
                if let Some(error) = error {
                    node.set_invalid(Invalid::True);
                    node.set_description(tr!("kit-invalid", reason = error));
                } else if !hint.is_empty() {
                    node.set_description(hint);
                }
            });
            show_help(ui, hint, error, full.is_some());
            let entered = ui.input(|input| input.key_pressed(egui::Key::Enter));
            let submitted = rows == 1 && response.lost_focus() && entered;
            if submitted {
                stays_in(ui, response.id);
                enter(ui);
            }
            FieldResponse { response, submitted }
        })
        .inner
    }

    /// Why the text is too long, or that no more fits.
    fn room(&self) -> (Option<String>, Option<String>) {
        let Some(most) = self.most else { return (None, None) };
        let count = self.text.as_str().chars().count();
        let long = (count > most).then(|| tr!("kit-too-long", most = most, count = count));
        (long, (count == most).then(|| tr!("kit-full", most = most)))
    }

    fn show_label(&self, ui: &mut Ui) {
        let p = Theme::of(ui.ctx()).palette();
        let width = ui.available_width();
        let mut words = job(self.label, Type::Strong, p.ink, width);
        if self.required {
            append_required(&mut words, p);
        }
        // The field carries the label as its own name; this one is for the eyes and the mouse.
        if caption(ui, words, Sense::CLICK).clicked() {
            let id = self.editor_id(ui);
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }

    fn editor_id(&self, ui: &Ui) -> Id {
        self.id.unwrap_or_else(|| ui.make_persistent_id(("text-field", self.label)))
    }

    fn show_editor(self, ui: &mut Ui) -> Response {
        let width = self.width.unwrap_or(f32::INFINITY).min(ui.available_width());
        let id = self.editor_id(ui);
        let multiline = self.rows > 1;
        let edit = if multiline {
            TextEdit::multiline(self.text).desired_rows(self.rows)
        } else {
            TextEdit::singleline(self.text)
        };
        let vertical = if multiline { space::S } else { field_padding() };
        let response = ui.add(
            edit.id(id)
                .char_limit(self.most.unwrap_or(usize::MAX))
                .font(Type::Body.font())
                .hint_text(self.placeholder)
                .password(self.password)
                .desired_width(width)
                .margin(Margin::from(egui::vec2(size::FIELD_PADDING, vertical))),
        );
        if self.error.is_some() {
            mark_error(ui, &response);
            take_if_tried(ui, &response);
        }
        finish(ui, &response, radius::CONTROL, Ring::Outside);
        response
    }
}

/// The padding that makes a field of one line exactly as high as a button.
fn field_padding() -> f32 {
    (size::CONTROL - Type::Body.line_height()) / 2.0
}

/// "(verplicht)", after a label.
pub(super) fn append_required(words: &mut LayoutJob, p: &Palette) {
    let text = format!(" ({})", tr!("kit-required"));
    words.append(&text, 0.0, super::paint::format(Type::Small, p.muted));
}

pub(super) fn mark_error(ui: &Ui, response: &Response) {
    let danger = Theme::of(ui.ctx()).palette().danger.ink;
    ui.painter().rect_stroke(
        response.rect,
        radius::CONTROL,
        Stroke::new(size::STROKE_STRONG, danger),
        StrokeKind::Inside,
    );
}

/// Hint or error, below a field. A hint that is new is read aloud.
pub(super) fn show_help(ui: &mut Ui, hint: &str, error: Option<&str>, new: bool) {
    if let Some(error) = error {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let danger = Theme::of(ui.ctx()).palette().danger.ink;
            super::notice::inline_icon(ui, Icon::Error, danger);
            let words = job(error, Type::Small, danger, ui.available_width());
            caption(ui, words, Sense::hover());
        });
    } else if !hint.is_empty() {
        let muted = Theme::of(ui.ctx()).palette().muted;
        let words = job(hint, Type::Small, muted, ui.available_width());
        let shown = caption(ui, words, Sense::hover());
        if new {
            describe(ui, shown.id, |node| {
                node.set_role(Role::Status);
                node.set_live(Live::Polite);
                node.set_label(hint);
            });
        }
    }
}
