//! Reading a document into sections: by the path of a file, or by dropping it on the window.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use egui::Context;

use crate::console::whole;
use crate::document::typed_path;
use crate::engine::Command;
use crate::import::MAX_BYTES;
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Dialog, TextField, paragraph};
use crate::ui::theme::space;

/// The dialog, while it is open.
#[derive(Default)]
pub(super) struct Importing {
    path: String,
    error: Option<String>,
}

impl Importing {
    /// Shows the dialog. Returns whether it is done.
    pub(super) fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        Dialog::new("import", &tr!("plan-import-title"))
            .show(ctx, |ui| {
                paragraph(ui, &tr!("plan-import-text"));
                ui.add_space(space::S);
                let label = tr!("plan-import-path");
                let hint = tr!("plan-import-path-hint");
                let field = TextField::new(&label, &mut self.path)
                    .hint(&hint)
                    .placeholder("/home/anna/plan.txt")
                    .error(self.error.as_deref())
                    .show(ui);
                if field.response.changed() {
                    self.error = None;
                }
                ui.add_space(space::M);
                ui.horizontal_wrapped(|ui| {
                    if Button::primary(tr!("plan-import-go")).icon(Icon::Import).submits(ui) && self.send(cx) {
                        ui.close();
                    }
                    if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                        ui.close();
                    }
                });
            })
            .close
    }

    /// Reads the file and hands it over. `false` when it cannot be read: then the field says why.
    fn send(&mut self, cx: &mut Cx<'_>) -> bool {
        match read(&typed_path(self.path.trim().trim_matches('"'))) {
            Ok(command) => {
                cx.send(command);
                true
            }
            Err(sentence) => {
                self.error = Some(sentence);
                false
            }
        }
    }
}

/// A file as a command. Of larger files than the reader takes not everything is read.
fn read(path: &Path) -> Result<Command, String> {
    let bytes = File::open(path).and_then(|file| whole(file, MAX_BYTES)).map_err(|error| match error.kind() {
        ErrorKind::FileTooLarge => tr!("plan-import-large", limit = MAX_BYTES / (1024 * 1024)),
        _ => tr!("plan-import-no-file"),
    })?;
    let bytes = bytes.to_vec();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Command::Import { name, bytes })
}

/// What came of files that were dropped on the window.
pub(super) enum Dropped {
    /// There were none.
    Nothing,
    /// All are on their way.
    Sent,
    /// One cannot be read; the dialog says which and why.
    Refused(Importing),
}

/// Reads the files that were dropped on the window in this frame.
pub(super) fn take_dropped(ctx: &Context, cx: &mut Cx<'_>) -> Dropped {
    let files = ctx.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
    let mut outcome = Dropped::Nothing;
    for file in &files {
        let path = file.path();
        match read(path) {
            Ok(command) => {
                cx.send(command);
                outcome = Dropped::Sent;
            }
            Err(sentence) => {
                return Dropped::Refused(Importing { path: path.display().to_string(), error: Some(sentence) });
            }
        }
    }
    outcome
}
