//! Notices: what happened, that nothing was lost, and what to do next.

use egui::accesskit::Live;
use egui::{Color32, Frame, Margin, Response, Role, Sense, Stroke, Ui, Vec2};

use super::button::Button;
use super::paint::{describe, icon_in, job, label};
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Tone, Type, radius, size, space};

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// Something to know.
    Info,
    /// It worked.
    Success,
    /// Needs attention; read aloud when the user is idle.
    Warning,
    /// It failed; read aloud at once.
    Error,
}

impl NoticeKind {
    fn tone(self) -> Tone {
        match self {
            Self::Info => Tone::Info,
            Self::Success => Tone::Good,
            Self::Warning => Tone::Warning,
            Self::Error => Tone::Danger,
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Success => Icon::CheckCircle,
            Self::Warning => Icon::Warning,
            Self::Error => Icon::Error,
        }
    }

    /// The text with its weight in words, as it is read aloud.
    #[must_use]
    pub fn spoken(self, text: &str) -> String {
        match self {
            Self::Info => tr!("kit-notice-info", text = text),
            Self::Success => tr!("kit-notice-success", text = text),
            Self::Warning => tr!("kit-notice-warning", text = text),
            Self::Error => tr!("kit-notice-error", text = text),
        }
    }
}

/// What the user did with a [`Notice`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoticeResponse {
    /// The action button was pressed.
    pub acted: bool,
    /// The close button was pressed.
    pub dismissed: bool,
}

/// A banner with an optional action.
#[must_use = "call `show`"]
pub struct Notice<'a> {
    kind: NoticeKind,
    text: &'a str,
    action: Option<&'a str>,
    dismissible: bool,
    slim: bool,
}

impl<'a> Notice<'a> {
    /// A banner with a text.
    pub fn new(kind: NoticeKind, text: &'a str) -> Self {
        Self { kind, text, action: None, dismissible: false, slim: false }
    }

    /// One button with the next step.
    pub fn action(mut self, words: &'a str) -> Self {
        self.action = Some(words);
        self
    }

    /// A button to close it.
    pub fn dismissible(mut self) -> Self {
        self.dismissible = true;
        self
    }

    /// Everything on one line where that fits, with a shadow: to lie over something.
    pub fn slim(mut self) -> Self {
        self.slim = true;
        self
    }

    /// Shows the banner as wide as its container.
    pub fn show(self, ui: &mut Ui) -> NoticeResponse {
        if self.slim {
            return self.show_slim(ui);
        }
        let p = Theme::of(ui.ctx()).palette();
        let colors = p.tone(self.kind.tone());
        Frame::new()
            .fill(colors.fill)
            .stroke(Stroke::new(size::STROKE, colors.edge))
            .corner_radius(radius::CONTROL)
            .inner_margin(Margin::from(space::M))
            .show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                ui.horizontal_top(|ui| {
                    inline_icon(ui, self.kind.icon(), colors.ink);
                    let close = if self.dismissible { size::FIELD_MIN_WIDTH } else { 0.0 };
                    let width = ui.available_width() - close;
                    let mut response = ui
                        .vertical(|ui| {
                            ui.set_width(width);
                            self.contents(ui)
                        })
                        .inner;
                    if self.dismissible {
                        let close = Button::quiet(tr!("kit-close")).icon(Icon::Close).compact();
                        response.dismissed = ui.add(close).clicked();
                    }
                    response
                })
                .inner
            })
            .inner
    }

    fn show_slim(self, ui: &mut Ui) -> NoticeResponse {
        let colors = Theme::of(ui.ctx()).palette().tone(self.kind.tone());
        let frame = Frame::new()
            .fill(colors.fill)
            .stroke(Stroke::new(size::STROKE, colors.edge))
            .corner_radius(radius::CONTROL)
            .shadow(ui.ctx().global_style().visuals.popup_shadow)
            .inner_margin(Margin::symmetric(SLIM_SIDES, SLIM_ENDS));
        let shown = frame.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_top(|ui| {
                // The first line stands at the height of the buttons.
                let lower = (size::CONTROL_COMPACT - Type::Body.line_height()) / 2.0;
                let (rect, _) = ui.allocate_exact_size(Vec2::new(size::ICON, size::CONTROL_COMPACT), Sense::hover());
                icon_in(ui, self.kind.icon(), size::ICON, colors.ink, rect);
                let mut action = self.action.map(|words| Button::secondary(words).compact());
                let mut close = self.dismissible.then(|| Button::quiet(tr!("kit-close")).icon(Icon::Close).compact());
                let gap = ui.spacing().item_spacing.x;
                let buttons: f32 = [&action, &close].into_iter().flatten().map(|button| button.width(ui) + gap).sum();
                // With little room the buttons stand below the words.
                let beside = ui.available_width() - buttons >= size::DETAIL;
                let width = if beside { ui.available_width() - buttons } else { ui.available_width() };
                let shown = ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add_space(lower);
                    self.words(ui, width);
                    ui.add_space(lower);
                    (!beside).then(|| ui.horizontal_wrapped(|ui| press(ui, action.take(), close.take())).inner)
                });
                shown.inner.unwrap_or_else(|| press(ui, action, close))
            })
        });
        shown.inner.inner
    }

    fn contents(&self, ui: &mut Ui) -> NoticeResponse {
        let width = ui.available_width().min(size::TEXT_MAX_WIDTH);
        self.words(ui, width);
        let mut response = NoticeResponse::default();
        if let Some(action) = self.action {
            response.acted = ui.add(Button::secondary(action).compact()).clicked();
        }
        response
    }

    fn words(&self, ui: &mut Ui, width: f32) {
        let ink = Theme::of(ui.ctx()).palette().ink;
        let shown = label(ui, job(self.text, Type::Body, ink, width));
        let spoken = self.kind.spoken(self.text);
        describe(ui, shown.id, |node| {
            let (role, live) = if self.kind == NoticeKind::Error {
                (Role::Alert, Live::Assertive)
            } else {
                (Role::Status, Live::Polite)
            };
            node.set_role(role);
            node.set_live(live);
            node.set_label(spoken);
            node.clear_value();
        });
    }
}

/// The buttons of a slim notice.
fn press(ui: &mut Ui, action: Option<Button<'_>>, close: Option<Button<'_>>) -> NoticeResponse {
    let mut pressed = |button: Option<Button<'_>>| button.is_some_and(|button| ui.add(button).clicked());
    NoticeResponse { acted: pressed(action), dismissed: pressed(close) }
}

/// Left and right within a slim notice.
const SLIM_SIDES: i8 = 12;
/// Above and below within a slim notice.
const SLIM_ENDS: i8 = 6;

/// An icon as high as a line of body text, before words that say the same.
pub(super) fn inline_icon(ui: &mut Ui, icon: Icon, color: Color32) -> Response {
    let wanted = Vec2::new(size::ICON, Type::Body.line_height());
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    icon_in(ui, icon, size::ICON, color, rect);
    response
}
