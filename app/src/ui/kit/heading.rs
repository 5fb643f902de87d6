//! Headings that assistive technology knows as headings.

use egui::{Color32, Id, Response, Role, Ui};

use super::arrival::heading_shows;
use super::paint::{describe, hide, job, label};
use crate::ui::theme::{Theme, Type};

/// The level of a heading. A page has one [`Level::One`]; levels are not skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Title of the page.
    One,
    /// Title of a detail, card or dialog.
    Two,
    /// Title of a part.
    Three,
}

impl Level {
    fn number(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    pub(super) fn style(self) -> Type {
        match self {
            Self::One => Type::Heading1,
            Self::Two => Type::Heading2,
            Self::Three => Type::Heading3,
        }
    }

    /// The heading of a number from 1; deeper levels look and read as the third.
    #[must_use]
    pub fn from_number(number: u8) -> Self {
        match number {
            0 | 1 => Self::One,
            2 => Self::Two,
            _ => Self::Three,
        }
    }
}

/// A heading that wraps in the available width.
pub fn heading(ui: &mut Ui, level: Level, text: &str) -> Response {
    let ink = Theme::of(ui.ctx()).palette().ink;
    heading_colored(ui, level, text, ink)
}

/// A heading in another colour, such as the name of the product.
pub fn heading_colored(ui: &mut Ui, level: Level, text: &str, color: Color32) -> Response {
    let width = ui.available_width();
    let response = label(ui, job(text, level.style(), color, width));
    is_heading(ui, &response, level, text);
    response
}

/// Makes a text that shows a heading, which can be gone to.
pub(super) fn is_heading(ui: &Ui, response: &Response, level: Level, text: &str) {
    match heading_shows(ui, response, level, text) {
        None => say_heading(ui, response.id, level, text),
        Some(focused) => {
            hide(ui, response.id);
            say_heading(ui, focused, level, text);
        }
    }
}

fn say_heading(ui: &Ui, id: Id, level: Level, text: &str) {
    describe(ui, id, |node| {
        node.set_role(Role::Heading);
        node.set_level(level.number());
        node.set_label(text);
        node.clear_value();
    });
}
