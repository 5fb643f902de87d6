//! Status chips: icon, words and colour together.

use std::borrow::Cow;

use egui::{Color32, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, Widget, WidgetInfo};
use egui::{TextWrapMode, pos2, vec2};

use super::paint::{galley, icon_in, text_at, wrap_width};
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Tone, Type, radius, size, space};

/// A small label that says the state of something.
#[derive(Clone, Debug)]
#[must_use = "add it with `ui.add(..)`"]
pub struct Chip<'a> {
    text: Cow<'a, str>,
    icon: Option<Icon>,
    tone: Tone,
    spoken: Option<Cow<'a, str>>,
    on_tone: bool,
}

impl<'a> Chip<'a> {
    /// A chip with words.
    pub fn new(tone: Tone, text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), icon: None, tone, spoken: None, on_tone: false }
    }

    /// An icon before the words.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A fuller text for assistive technology.
    pub fn spoken(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.spoken = Some(text.into());
        self
    }

    /// Drawn on the surface colour, for chips inside a coloured card.
    pub fn on_tone(mut self) -> Self {
        self.on_tone = true;
        self
    }

    /// What a screen reader says.
    #[must_use]
    pub fn spoken_text(&self) -> &str {
        self.spoken.as_deref().unwrap_or(&self.text)
    }
}

/// Chips beside each other, starting a new line when needed.
pub fn chip_row<R>(ui: &mut Ui, chips: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        // A wrapping row is at least as high as a control; chips are lower.
        ui.spacing_mut().interact_size.y = size::CHIP;
        ui.horizontal_wrapped(chips).inner
    })
    .inner
}

impl Widget for Chip<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let palette = Theme::of(ui.ctx()).palette();
        let colors = palette.tone(self.tone);
        let icon_room = if self.icon.is_some() { size::ICON_SMALL + space::XS } else { 0.0 };
        let extra = icon_room + 2.0 * space::S;
        let room = if ui.wrap_mode() == TextWrapMode::Extend { f32::INFINITY } else { wrap_width(ui) };
        let words = galley(ui, &self.text, Type::SmallStrong, Color32::PLACEHOLDER, room - extra);
        let wanted = vec2(words.size().x + extra, (words.size().y + size::STROKE_STRONG).max(size::CHIP));
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), self.spoken_text()));
        if ui.is_rect_visible(rect) {
            let fill = if self.on_tone { palette.surface } else { colors.fill };
            let edge = if palette.outlined { colors.edge } else { fill };
            ui.painter().rect(rect, radius::CHIP, fill, Stroke::new(size::STROKE, edge), StrokeKind::Inside);
            let left = rect.left() + space::S;
            if let Some(icon) = self.icon {
                let square = Rect::from_min_size(
                    pos2(left, rect.center().y - size::ICON_SMALL / 2.0),
                    Vec2::splat(size::ICON_SMALL),
                );
                icon_in(ui, icon, size::ICON_SMALL, colors.ink, square);
            }
            text_at(ui, words, left + icon_room, rect.center().y, colors.ink);
        }
        response
    }
}
