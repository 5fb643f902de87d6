//! The dialog that adds an item: a title is enough to begin.

use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::text::MAX_TITLE;
use egui::Context;

use crate::engine::Command;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Checkbox, Dialog, TextField};
use crate::ui::theme::space;
use crate::{tr, words};

/// An item that is being added.
pub struct Adding {
    kind: ItemKind,
    title: String,
    /// The section that it may become part of: its id and its title.
    parent: Option<(ItemId, String)>,
    below: bool,
}

impl Adding {
    /// Starts with an empty title.
    pub fn new(kind: ItemKind) -> Self {
        Self { kind, title: String::new(), parent: None, below: false }
    }

    /// Offers to make it part of a section.
    pub fn or_below(mut self, parent: Option<(ItemId, String)>) -> Self {
        self.parent = parent;
        self
    }

    /// Shows the dialog. Returns whether it is done.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        let title = words_for(self.kind);
        Dialog::new("add-item", &title)
            .show(ctx, |ui| {
                let label = words::title();
                let hint = tr!("add-hint", municipality = cx.view.me.municipality_name.as_str());
                let field = TextField::new(&label, &mut self.title).required().most(MAX_TITLE).hint(&hint).show(ui);
                if let Some((_, parent)) = &self.parent {
                    let words = tr!("add-below", title = parent.as_str());
                    ui.add(Checkbox::new(&mut self.below, &words));
                }
                ui.add_space(space::M);
                let name = self.title.trim();
                let ready = !name.is_empty();
                ui.horizontal_wrapped(|ui| {
                    let untitled = (!ready).then(|| tr!("add-title-first"));
                    let add = ui.add(Button::primary(tr!("add-add")).icon(Icon::Plus).unless(untitled));
                    if ready && (add.clicked() || field.submitted) {
                        let parent = self.parent.as_ref().filter(|_| self.below).map(|(id, _)| *id);
                        cx.send(Command::Add { kind: self.kind, title: name.to_owned(), parent });
                        ui.close();
                    }
                    if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                        ui.close();
                    }
                });
            })
            .close
    }
}

/// "Nieuwe activiteit".
pub fn words_for(kind: ItemKind) -> String {
    tr!("add-new", kind = kind.name())
}
