//! Plain text in the styles of the theme.

use egui::{Color32, Response, Ui};

use super::button::Button;
use super::marked::paragraph_marked;
use super::paint::{job, label};
use crate::ui::theme::{Theme, Tone, Type, size};

fn show(ui: &mut Ui, text: &str, style: Type, color: Color32) -> Response {
    let width = ui.available_width();
    label(ui, job(text, style, color, width))
}

/// Running text.
pub fn body(ui: &mut Ui, text: &str) -> Response {
    let ink = Theme::of(ui.ctx()).palette().ink;
    show(ui, text, Type::Body, ink)
}

/// Running text at most about 75 characters wide.
pub fn paragraph(ui: &mut Ui, text: &str) -> Response {
    let ink = Theme::of(ui.ctx()).palette().ink;
    let width = ui.available_width().min(size::TEXT_MAX_WIDTH);
    label(ui, job(text, Type::Body, ink, width))
}

/// Emphasised text.
pub fn strong(ui: &mut Ui, text: &str) -> Response {
    let ink = Theme::of(ui.ctx()).palette().ink;
    show(ui, text, Type::Strong, ink)
}

/// A sentence in which a part stands out.
pub fn passage(ui: &mut Ui, before: &str, part: &str, after: &str) -> Response {
    let mark = before.len()..before.len() + part.len();
    paragraph_marked(ui, &format!("{before}{part}{after}"), &[mark])
}

/// Less important running text.
pub fn muted(ui: &mut Ui, text: &str) -> Response {
    let muted = Theme::of(ui.ctx()).palette().muted;
    show(ui, text, Type::Body, muted)
}

/// Captions and hints.
pub fn small(ui: &mut Ui, text: &str) -> Response {
    let muted = Theme::of(ui.ctx()).palette().muted;
    show(ui, text, Type::Small, muted)
}

/// A large number, such as a total.
pub fn figure(ui: &mut Ui, text: &str) -> Response {
    let ink = Theme::of(ui.ctx()).palette().ink;
    show(ui, text, Type::Figure, ink)
}

/// Text in the colour of a meaning. The words must carry the meaning too.
pub fn tone_text(ui: &mut Ui, text: &str, style: Type, tone: Tone) -> Response {
    let ink = Theme::of(ui.ctx()).palette().tone(tone).ink;
    show(ui, text, style, ink)
}

/// Words that act like a link within the app.
pub fn link_button(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::link(text))
}
