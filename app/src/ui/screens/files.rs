//! A file beside an item, as every screen shows it: what it is, how far its content is here, and saving it.

use std::path::Path;

use deelbaar_schema::attachment::Attachment;
use deelbaar_schema::id::FileHash;
use deelbaar_sync::files::Presence;
use egui::{Id, Ui};

use crate::document::{own_folder, typed_path};
use crate::engine::{Command, View};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, TextField, focus_when_opened, paragraph, small, strong};
use crate::ui::theme::space;
use crate::{format, tr, words};

/// Where a file is going, while somebody types that.
#[derive(Default)]
pub struct Saving {
    file: Option<FileHash>,
    place: String,
}

/// How far the content of a file is here.
pub fn presence(view: &View, file: &Attachment) -> Presence {
    view.status.files.get(&file.hash).copied().unwrap_or(Presence::Away)
}

/// "1,4 MB · op dit apparaat".
fn standing(view: &View, file: &Attachment) -> String {
    tr!("files-line", size = format::size(file.size), state = words::presence(presence(view, file)))
}

impl Saving {
    /// Shows one file, with a way to save it, and perhaps to take it away. Returns whether it is to be taken away.
    pub fn row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, file: &Attachment, may_remove: bool) -> bool {
        let mut remove = false;
        ui.push_id((file.hash, &file.name), |ui| {
            strong(ui, &file.name);
            if !file.description.is_empty() {
                small(ui, &file.description);
            }
            small(ui, &standing(cx.view, file));
            let here = presence(cx.view, file) == Presence::Here;
            ui.horizontal_wrapped(|ui| {
                let (words, name) = (tr!("files-save"), tr!("files-save-name", name = file.name.as_str()));
                let save = Button::quiet(words).icon(Icon::Export).spoken(name).compact();
                if ui.add_enabled(here, save).clicked() {
                    self.file = Some(file.hash);
                    self.place = own_folder().join(&file.name).display().to_string();
                }
                if may_remove {
                    let (words, name) = (tr!("files-remove"), tr!("files-remove-name", name = file.name.as_str()));
                    remove = ui.add(Button::quiet(words).icon(Icon::Trash).spoken(name).compact()).clicked();
                }
            });
            if here && self.file == Some(file.hash) {
                self.place(ui, cx, file);
            }
            ui.add_space(space::XS);
        });
        remove
    }

    fn place(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, file: &Attachment) {
        let (label, hint) = (tr!("save-place"), tr!("save-place-hint"));
        let field = TextField::new(&label, &mut self.place).id(Id::unique(("file-place", file.hash))).hint(&hint);
        let field = field.show(ui);
        focus_when_opened(&field.response);
        small(ui, &tr!("save-goes-to", path = typed_path(&self.place).display().to_string()));
        ui.horizontal_wrapped(|ui| {
            let named = !self.place.trim().is_empty();
            let save = ui.add_enabled(named, Button::primary(tr!("files-save-here")).icon(Icon::Export));
            if named && (save.clicked() || field.submitted) {
                cx.send(Command::SaveFile { file: file.hash, path: typed_path(&self.place) });
                self.file = None;
            }
            if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                self.file = None;
            }
        });
    }
}

/// The files that would go, for whoever consents.
pub fn preview(ui: &mut Ui, files: &[Attachment]) {
    if files.is_empty() {
        return;
    }
    ui.add_space(space::S);
    strong(ui, &tr!("files-title"));
    small(ui, &tr!("consent-files-go"));
    for file in files {
        paragraph(ui, &tr!("files-one", name = file.name.as_str(), size = format::size(file.size)));
        if !file.description.is_empty() {
            small(ui, &file.description);
        }
    }
}

/// Names and sizes, in words: what goes along with a section.
pub fn in_words(files: &[Attachment]) -> String {
    let one = |file: &Attachment| tr!("files-one", name = file.name.as_str(), size = format::size(file.size));
    files.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The name that a dropped or typed file has.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
