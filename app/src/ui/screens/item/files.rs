//! The files beside an item: a list, and a form to add one by its path or by dropping it on the window.

use std::collections::BTreeSet;

use deelbaar_schema::attachment::{Attachment, MAX_FILE, MAX_FILES};
use deelbaar_schema::id::FileHash;
use deelbaar_schema::plan::Item;
use egui::{Context, Id, Ui};

use super::Editor;
use super::fields::field_id;
use crate::document::typed_path;
use crate::engine::{Command, ItemView};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Checkbox, Level, TextField, heading, small, strong};
use crate::ui::screens::files::{Chosen, Saving};
use crate::ui::theme::space;
use crate::{format, tr};

/// What the part about files remembers between frames.
#[derive(Default)]
pub(super) struct Files {
    saving: Saving,
    /// The form, while it is open.
    adding: Option<Adding>,
    /// The form was just closed: its button takes the focus.
    closed: bool,
}

#[derive(Default)]
struct Adding {
    path: String,
    description: String,
    /// The first field has had the focus.
    begun: bool,
    /// How many files there were when this was sent. What was typed stays until one comes: adding may fail.
    sent: Option<usize>,
}

/// Whether a form waits for files, so that what is dropped on the window goes there.
pub fn waits_for_files(ctx: &Context) -> bool {
    let shown: Option<u64> = ctx.data(|data| data.get_temp(Id::unique("waits for files")));
    // The form says so in each pass in which it shows: in the last one, or already in this one.
    shown.is_some_and(|pass| pass + 1 >= ctx.cumulative_pass_nr())
}

impl Files {
    /// Where somebody does something about the file of which the name or description holds `text`.
    pub(super) fn button_of(&self, item: &Item, text: &str) -> Option<Id> {
        let holds = |file: &&Attachment| file.name.contains(text) || file.description.contains(text);
        self.saving.button_of(&item.files.values().find(holds)?.hash)
    }
}

impl Editor {
    pub(super) fn files(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        let item = &view.item;
        if item.files.is_empty() && !view.can.edit {
            return;
        }
        ui.add_space(space::M);
        heading(ui, Level::Three, &tr!("files-title"));
        if item.files.is_empty() {
            small(ui, &tr!("files-none"));
        }
        for (id, file) in &item.files {
            match self.files.saving.row(ui, cx.view, file, view.can.edit) {
                Some(Chosen::Save(command)) => cx.send(command),
                Some(Chosen::Remove) => cx.send(Command::RemoveFile { item: item.id, file: *id }),
                None => {}
            }
        }
        if view.can.edit {
            self.add_file(ui, cx, item);
        }
    }

    fn add_file(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, item: &Item) {
        if item.files.len() >= MAX_FILES {
            self.files.adding = None;
            small(ui, &tr!("files-full", count = MAX_FILES));
            return;
        }
        let Some(adding) = &mut self.files.adding else {
            let add = ui.add(Button::quiet(tr!("files-add")).icon(Icon::Attachment).compact());
            if std::mem::take(&mut self.files.closed) {
                add.request_focus();
            }
            if add.clicked() {
                self.files.adding = Some(Adding::default());
            }
            return;
        };
        if adding.sent.is_some_and(|before| item.files.len() > before) {
            *adding = Adding::default();
        }
        let pass = ui.ctx().cumulative_pass_nr();
        ui.ctx().data_mut(|data| data.insert_temp(Id::unique("waits for files"), pass));
        let dropped = ui.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
        for file in dropped {
            let description = std::mem::take(&mut adding.description);
            cx.send(Command::AddFile { item: item.id, path: file.path().to_owned(), description });
        }
        let (label, hint) = (tr!("files-path"), tr!("files-path-hint", limit = MAX_FILE / 1024 / 1024));
        let path = TextField::new(&label, &mut adding.path).id(field_id(item, "file-path")).hint(&hint).show(ui);
        if !std::mem::replace(&mut adding.begun, true) {
            path.response.request_focus();
        }
        let field = path.response.clone();
        let (label, hint) = (tr!("files-description"), tr!("files-description-hint"));
        TextField::new(&label, &mut adding.description).id(field_id(item, "file-description")).hint(&hint).show(ui);
        let mut close = false;
        ui.horizontal_wrapped(|ui| {
            let unnamed = adding.path.trim().is_empty().then(|| tr!("files-unnamed"));
            let named = unnamed.is_none();
            let add = ui.add(Button::secondary(tr!("files-add-now")).icon(Icon::Attachment).unless(unnamed));
            if named && (add.clicked() || path.submitted) {
                let (path, description) = (typed_path(&adding.path), adding.description.trim().to_owned());
                cx.send(Command::AddFile { item: item.id, path, description });
                adding.sent = Some(item.files.len());
                // Enter takes the focus from a field; what does not work is mended there.
                field.request_focus();
            }
            close = ui.add(Button::quiet(tr!("files-add-done"))).clicked();
        });
        if close {
            (self.files.adding, self.files.closed) = (None, true);
        }
    }
}

/// Which files go along with a request for consent: none by itself.
pub(super) fn choose(ui: &mut Ui, item: &Item, home: &str, chosen: &mut BTreeSet<FileHash>) {
    if item.files.is_empty() {
        return;
    }
    ui.add_space(space::S);
    strong(ui, &tr!("consent-files"));
    small(ui, &tr!("consent-files-hint"));
    for file in item.files.values() {
        let mut goes = chosen.contains(&file.hash);
        let label = tr!("files-one", name = file.name.as_str(), size = format::size(file.size));
        let note = if goes { "" } else { home };
        if ui.add(Checkbox::new(&mut goes, &label).note(note)).changed() {
            if goes {
                chosen.insert(file.hash)
            } else {
                chosen.remove(&file.hash)
            };
        }
    }
}
