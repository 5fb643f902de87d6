//! A file beside an item, as every screen shows it: what it is, how far its content is here, and saving it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use deelbaar_schema::attachment::Attachment;
use deelbaar_schema::id::FileHash;
use deelbaar_schema::personal;
use deelbaar_sync::files::Presence;
use egui::{Id, Response, Ui};

use crate::document::{own_folder, typed_path};
use crate::engine::{Command, View};
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Notice, NoticeKind, TextField, paragraph, paragraph_marked, small, strong};
use crate::ui::theme::space;
use crate::{format, tr, words};

/// Where a file is going, while somebody types that.
#[derive(Debug, Default)]
pub struct Saving {
    file: Option<FileHash>,
    place: String,
    /// The field takes the focus: it was just opened.
    opened: bool,
    /// The button that opened it.
    from: Option<Id>,
    /// The last button of each file.
    buttons: BTreeMap<FileHash, Id>,
}

/// How far the content of a file is here.
pub fn presence(view: &View, file: &Attachment) -> Presence {
    view.status.files.get(&file.hash).copied().unwrap_or(Presence::Away)
}

/// "1,4 MB · op dit apparaat".
fn standing(view: &View, file: &Attachment) -> String {
    tr!("files-line", size = format::size(file.size), state = words::presence(presence(view, file)))
}

/// What somebody chose at a file.
pub enum Chosen {
    /// To save it.
    Save(Command),
    /// To take it away.
    Remove,
}

impl Saving {
    /// The button that takes a file away, or saves it when it may not be taken away.
    pub fn button_of(&self, file: &FileHash) -> Option<Id> {
        self.buttons.get(file).copied()
    }

    /// Shows one file, with a way to save it, and perhaps to take it away.
    pub fn row(&mut self, ui: &mut Ui, view: &View, file: &Attachment, may_remove: bool) -> Option<Chosen> {
        let mut chosen = None;
        ui.push_id((file.hash, &file.name), |ui| {
            marked(ui, &file.name, strong);
            if !file.description.is_empty() {
                marked(ui, &file.description, small);
            }
            let standing = standing(view, file);
            small(ui, &standing);
            let here = presence(view, file) == Presence::Here;
            let elsewhere = (!here).then_some(standing);
            ui.horizontal_wrapped(|ui| {
                let (words, name) = (tr!("files-save"), tr!("files-save-name", name = file.name.as_str()));
                let save = Button::quiet(words).icon(Icon::Export).spoken(name).compact();
                let save = ui.add(save.unless(elsewhere));
                self.buttons.insert(file.hash, save.id);
                if save.clicked() {
                    (self.file, self.opened, self.from) = (Some(file.hash), true, Some(save.id));
                    self.place = own_folder().join(&file.name).display().to_string();
                }
                if may_remove {
                    let (words, name) = (tr!("files-remove"), tr!("files-remove-name", name = file.name.as_str()));
                    let remove = ui.add(Button::quiet(words).icon(Icon::Trash).spoken(name).compact());
                    self.buttons.insert(file.hash, remove.id);
                    if remove.clicked() {
                        chosen = Some(Chosen::Remove);
                    }
                }
            });
            if here && self.file == Some(file.hash) {
                chosen = self.place(ui, file).map(Chosen::Save).or(chosen.take());
            }
            ui.add_space(space::XS);
        });
        chosen
    }

    fn place(&mut self, ui: &mut Ui, file: &Attachment) -> Option<Command> {
        let (label, hint) = (tr!("save-place"), tr!("save-place-hint"));
        let field = TextField::new(&label, &mut self.place).id(Id::unique(("file-place", file.hash))).hint(&hint);
        let field = field.show(ui);
        if std::mem::take(&mut self.opened) {
            field.response.request_focus();
        }
        let mut save_it = None;
        small(ui, &tr!("save-goes-to", path = typed_path(&self.place).display().to_string()));
        ui.horizontal_wrapped(|ui| {
            let unnamed = self.place.trim().is_empty().then(|| tr!("files-unnamed"));
            let named = unnamed.is_none();
            let save = ui.add(Button::primary(tr!("files-save-here")).icon(Icon::Export).unless(unnamed));
            if named && (save.clicked() || field.submitted) {
                save_it = Some(Command::SaveFile { file: file.hash, path: typed_path(&self.place) });
                self.close(ui);
            }
            if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                self.close(ui);
            }
        });
        save_it
    }

    /// Whoever works with a keyboard is back where they were.
    fn close(&mut self, ui: &Ui) {
        self.file = None;
        if let Some(button) = self.from.take() {
            ui.memory_mut(|memory| memory.request_focus(button));
        }
    }
}

/// The files that would go, for whoever asks or consents. `saving`: whoever consents can look at each first.
pub fn preview(ui: &mut Ui, view: &View, files: &[Attachment], saving: Option<&mut Saving>) -> Option<Command> {
    if files.is_empty() {
        return None;
    }
    ui.add_space(space::S);
    strong(ui, &tr!("files-title"));
    Notice::new(NoticeKind::Warning, &tr!("consent-files-go")).show(ui);
    let mut save = None;
    if let Some(saving) = saving {
        small(ui, &tr!("consent-files-look"));
        for file in files {
            if let Some(Chosen::Save(command)) = saving.row(ui, view, file, false) {
                save = Some(command);
            }
        }
    } else {
        for file in files {
            let text = tr!("files-one", name = file.name.as_str(), size = format::size(file.size));
            marked(ui, &text, paragraph);
            if !file.description.is_empty() {
                marked(ui, &file.description, small);
            }
        }
    }
    save
}

/// With a mark under what looks like data about people; `plain` where nothing does.
fn marked(ui: &mut Ui, text: &str, plain: impl FnOnce(&mut Ui, &str) -> Response) {
    let found: Vec<Range<usize>> = personal::find(text).into_iter().map(|finding| finding.range).collect();
    if found.is_empty() {
        plain(ui, text)
    } else {
        paragraph_marked(ui, text, &found)
    };
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
