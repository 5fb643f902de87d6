//! Cards: a surface with a line around it.

use egui::{Frame, InnerResponse, Margin, Stroke, Ui};

use super::form::form;
use crate::ui::theme::{Theme, Tone, radius, size, space};

/// A surface that groups things.
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "call `show`"]
pub struct Card {
    tone: Option<Tone>,
    flush: bool,
}

impl Card {
    /// A plain card.
    pub fn new() -> Self {
        Self::default()
    }

    /// A card in the colour of a meaning, such as "this is what the region sees".
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// Without inner margin, for tables.
    pub fn flush(mut self) -> Self {
        self.flush = true;
        self
    }

    /// Shows the card as wide as its container.
    pub fn show<R>(self, ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
        let p = Theme::of(ui.ctx()).palette();
        let (fill, line) = match self.tone {
            Some(tone) => (p.tone(tone).fill, p.tone(tone).edge),
            None => (p.surface, p.line),
        };
        let margin = if self.flush { space::XS } else { space::L };
        Frame::new()
            .fill(fill)
            .stroke(Stroke::new(size::STROKE, line))
            .corner_radius(radius::CARD)
            .inner_margin(Margin::from(margin))
            .show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                form(ui, contents)
            })
    }
}

/// A plain card with its contents below each other.
pub fn card<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    Card::new().show(ui, contents)
}
