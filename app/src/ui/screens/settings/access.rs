//! The card *Inzage*: everything that this device holds about somebody who asks for it, also when they have no device here.

use egui::{Id, Ui};

use crate::engine::Command;
use crate::person::About;
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Level, TextField, heading, paragraph};
use crate::ui::theme::space;

/// What was typed.
#[derive(Default)]
pub(super) struct Access {
    name: String,
    tried: bool,
}

impl Access {
    /// Shows the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Two, &tr!("access-title"));
        paragraph(ui, &tr!("access-text"));
        let missing = (self.tried && self.name.trim().is_empty()).then(|| tr!("access-name-missing"));
        let (label, hint) = (tr!("access-name"), tr!("access-name-hint"));
        let field = TextField::new(&label, &mut self.name).id(Id::unique("access-name")).hint(&hint);
        field.error(missing.as_deref()).show(ui);
        ui.add_space(space::S);
        if !Button::secondary(tr!("access-gather")).icon(Icon::Export).submits(ui) {
            return;
        }
        let name = self.name.trim().to_owned();
        self.tried = name.is_empty();
        if !self.tried {
            cx.send(Command::ReportPerson { about: About::Named(name) });
        }
    }
}
