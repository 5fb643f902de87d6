//! Regions of the window that assistive technology can jump between, and live messages.

use egui::accesskit::Live;
use egui::{InnerResponse, Response, Role, Sense, Ui, UiBuilder, Vec2};

use super::paint::{describe, job, label};
use crate::ui::theme::{Theme, Type};

/// A region of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Landmark {
    /// The bar with the product, search and the person.
    Banner,
    /// The navigation on the left.
    Navigation,
    /// The page itself; one per window.
    Main,
    /// The detail beside a list.
    Complementary,
    /// The status bar.
    Status,
    /// A form that belongs together.
    Form,
    /// Any other named region.
    Region,
}

impl Landmark {
    fn role(self) -> Role {
        match self {
            Self::Banner => Role::Banner,
            Self::Navigation => Role::Navigation,
            Self::Main => Role::Main,
            Self::Complementary => Role::Complementary,
            Self::Status => Role::Status,
            Self::Form => Role::Form,
            Self::Region => Role::Region,
        }
    }

    /// Shows `contents` as this region, with a name for those who do not see it.
    pub fn show<R>(self, ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
        let builder = UiBuilder::new().id_salt(name).accessibility_role(self.role()).accessibility_label(name);
        ui.scope_builder(builder, contents)
    }
}

/// Words to read aloud to somebody else: large, and announced with what they are for.
pub fn words_to_read(ui: &mut Ui, name: &str, words: &[&str]) -> Response {
    let ink = Theme::of(ui.ctx()).palette().ink;
    let width = ui.available_width();
    let response = label(ui, job(&words.join("  ·  "), Type::Figure, ink, width));
    // Commas make a screen reader pause between the words.
    let spoken = format!("{name}: {}", words.join(", "));
    describe(ui, response.id, |node| {
        node.set_role(Role::Status);
        node.set_live(Live::Polite);
        node.set_label(spoken);
        node.clear_value();
    });
    response
}

/// What stands on the screen already, said aloud when the user is idle.
pub fn said_aloud(ui: &mut Ui, text: &str) {
    let (_, response) = ui.allocate_exact_size(Vec2::ZERO, Sense::hover());
    describe(ui, response.id, |node| {
        node.set_role(Role::Status);
        node.set_live(Live::Polite);
        node.set_label(text);
    });
}

/// Changes of a text that shows already are read aloud when the user is idle, in these words.
pub fn read_aloud(ui: &Ui, shown: &Response, spoken: &str) {
    describe(ui, shown.id, |node| {
        node.set_role(Role::Status);
        node.set_live(Live::Polite);
        node.set_label(spoken);
        node.clear_value();
    });
}

/// A line of text whose changes are read aloud when the user is idle; for the status bar and for
/// "3 activities found".
pub fn live_status(ui: &mut Ui, text: &str) -> Response {
    let muted = Theme::of(ui.ctx()).palette().muted;
    let width = ui.available_width();
    let response = label(ui, job(text, Type::Small, muted, width));
    read_aloud(ui, &response, text);
    response
}
