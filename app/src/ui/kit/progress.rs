//! Progress of long work, and meters of money and hours.

use egui::{Color32, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::button::Button;
use super::paint::{PILL, caption, describe, job};
use crate::tr;
use crate::ui::theme::{Palette, Theme, Type, size, space};

/// Long work that shows how far it is and can be cancelled.
#[must_use = "call `show`"]
pub struct ProgressRow<'a> {
    what: &'a str,
    fraction: f32,
    cancellable: bool,
}

impl<'a> ProgressRow<'a> {
    /// What is being done, and how much of it is done, from 0 to 1.
    pub fn new(what: &'a str, fraction: f32) -> Self {
        Self { what, fraction: fraction.clamp(0.0, 1.0), cancellable: false }
    }

    /// With a button to cancel.
    pub fn cancellable(mut self) -> Self {
        self.cancellable = true;
        self
    }

    /// Shows the row. Returns whether the user cancelled.
    pub fn show(self, ui: &mut Ui) -> bool {
        let percent = percent(self.fraction);
        let mut cancelled = false;
        ui.horizontal(|ui| {
            let cancel = tr!("kit-cancel");
            let room = if self.cancellable { size::FIELD_MIN_WIDTH } else { 0.0 };
            let width = (ui.available_width() - room).max(size::FIELD_MIN_WIDTH);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = space::XS;
                let label = tr!("kit-progress", what = self.what, percent = percent);
                let muted = Theme::of(ui.ctx()).palette().muted;
                caption(ui, job(&label, Type::Small, muted, width), Sense::hover());
                bar(ui, Role::ProgressIndicator, self.what, self.fraction, &label);
            });
            if self.cancellable {
                let button = Button::secondary(cancel.as_str()).compact();
                cancelled = ui.add(button).clicked();
            }
        });
        cancelled
    }
}

/// A bar for an amount against its limit. `spoken` says the same in words, and the words also
/// stand beside the bar on the screen.
pub fn meter(ui: &mut Ui, name: &str, value: f32, limit: f32, spoken: &str) -> Response {
    let fraction = if limit > 0.0 { value / limit } else { 0.0 };
    bar(ui, Role::Meter, name, fraction, spoken)
}

#[expect(clippy::cast_possible_truncation, reason = "the fraction is clamped to 0..=1")]
fn percent(fraction: f32) -> i32 {
    (fraction * 100.0).round() as i32
}

fn bar(ui: &mut Ui, role: Role, name: &str, fraction: f32, spoken: &str) -> Response {
    let wanted = vec2(ui.available_width(), size::BAR);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, ui.is_enabled(), name));
    describe(ui, response.id, |node| {
        node.set_value(spoken);
        node.set_numeric_value(f64::from(percent(fraction)));
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(f64::from(percent(1.0)));
    });
    let p = Theme::of(ui.ctx()).palette();
    paint_bar(ui, rect, fraction, p);
    response
}

fn paint_bar(ui: &Ui, rect: Rect, fraction: f32, p: &Palette) {
    let (track, outline) =
        if p.outlined { (p.surface, Stroke::new(size::STROKE, p.line)) } else { (p.line, Stroke::NONE) };
    let fill: Color32 = if fraction > 1.0 { p.danger.ink } else { p.primary };
    ui.painter().rect(rect, PILL, track, outline, StrokeKind::Inside);
    let mut done = rect;
    done.set_width(rect.width() * fraction.clamp(0.0, 1.0));
    if done.width() > 0.0 {
        ui.painter().rect_filled(done, PILL, fill);
    }
}
