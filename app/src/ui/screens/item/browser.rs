//! What every screen with a list and a detail shares: what is selected, the detail's editor, and adding an item.

use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::ItemKind;
use egui::{Rect, Ui};

use super::Editor;
use super::add::Adding;
use crate::engine::{Command, ItemView, View};
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::Button;
use crate::ui::screens::pane::inside;

/// The state of a list and its detail.
#[derive(Default)]
pub struct Browser {
    selected: Option<ItemId>,
    /// With little room: the detail shows instead of the list.
    pub reading: bool,
    editor: Editor,
    adding: Option<Adding>,
    /// Added here, and not in a view yet.
    awaited: Option<ItemId>,
}

impl Browser {
    /// What is selected.
    pub fn selected(&self) -> Option<ItemId> {
        self.selected
    }

    /// Selects an item, by a click or after a jump from elsewhere.
    pub fn select(&mut self, item: ItemId) {
        self.selected = Some(item);
        self.reading = true;
    }

    /// Selects an item as soon as a view has it.
    pub fn await_item(&mut self, item: ItemId) {
        self.awaited = Some(item);
    }

    /// Keeps one of `items` selected: the same, or the first when it is gone.
    pub fn keep_selected(&mut self, items: &[&ItemView]) {
        if let Some(item) = self.awaited.filter(|id| items.iter().any(|view| view.item.id == *id)) {
            self.awaited = None;
            self.select(item);
        }
        if !items.iter().any(|view| Some(view.item.id) == self.selected) {
            self.selected = items.first().map(|view| view.item.id);
            self.reading = false;
        }
    }

    /// The place of the selected item among `items`.
    pub fn place(&self, items: &[&ItemView]) -> Option<usize> {
        items.iter().position(|view| Some(view.item.id) == self.selected)
    }

    /// Begins to add an item.
    pub fn add(&mut self, adding: Adding) {
        self.adding = Some(adding);
    }

    /// Begins to add an item with nothing but its kind.
    pub fn add_kind(&mut self, kind: ItemKind) {
        self.add(Adding::new(kind));
    }

    /// Shows the selected item in `rect`; `alone` with a way back to the list.
    pub fn detail(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, alone: bool) {
        let view = cx.view;
        let Some(item) = self.selected.and_then(|id| view.item(id)) else { return };
        inside(ui, "detail", rect, |ui| {
            if alone && ui.add(Button::quiet(tr!("item-back")).icon(Icon::ArrowLeft)).clicked() {
                self.reading = false;
                self.editor.flush(view, cx.commands);
            }
            self.editor.show(ui, cx, item);
        });
    }

    /// Shows the dialog that adds an item, while it is open.
    pub fn dialogs(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if let Some(adding) = &mut self.adding
            && adding.show(ui.ctx(), cx)
        {
            self.adding = None;
        }
    }

    /// Sends what was typed and not sent.
    pub fn flush(&mut self, view: &View, commands: &mut Vec<Command>) {
        self.editor.flush(view, commands);
    }

    /// Something was typed that is not kept yet.
    pub fn is_dirty(&self) -> bool {
        self.editor.is_dirty()
    }

    /// Something was typed that is not kept unless the person does something about it.
    pub fn is_stuck(&self) -> bool {
        self.editor.is_stuck()
    }

    /// Hears what came of a command.
    pub fn settled(&mut self, command: &Command, kept: bool) {
        self.editor.settled(command, kept);
    }
}
