//! Reading a document into sections: by the path of a file, or by dropping it on the window.

use std::path::Path;

use egui::Context;

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
                    let go = ui.add(Button::primary(tr!("plan-import-go")).icon(Icon::Import)).clicked();
                    if (go || field.submitted) && self.send(cx) {
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
        let path = Path::new(self.path.trim().trim_matches('"'));
        match read(path) {
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

/// A file as a command. Larger files than the reader takes are not even opened.
fn read(path: &Path) -> Result<Command, String> {
    let cannot = |_error: std::io::Error| tr!("plan-import-no-file");
    let size = std::fs::metadata(path).map_err(cannot)?.len();
    if size > MAX_BYTES as u64 {
        return Err(tr!("plan-import-large", limit = MAX_BYTES / (1024 * 1024)));
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
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
