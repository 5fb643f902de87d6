//! Keeping something as a file: where, in which form, and never over another one unasked.
//!
//! The place is a text that one can change: it works the same with a keyboard and a screen reader everywhere.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use deelbaar_sync::file::{Existing, WriteError};
use egui::{Context, Id, Ui};

use crate::document::{Document, typed_path};
use crate::explain::explain_write;
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::kit::{
    Button, Dialog, Notice, NoticeKind, TextField, focus_when_opened, live_status, radio_group, small,
};
use crate::ui::theme::space;

/// The dialog, while something is being kept.
#[derive(Default)]
pub(super) struct Saving(Option<Open>);

struct Open {
    document: Document,
    form: usize,
    /// As it was typed.
    place: String,
    error: Option<String>,
    /// The path at which another file stands: where it may be asked for.
    taken: Option<PathBuf>,
    writing: Option<Writing>,
}

struct Writing {
    path: PathBuf,
    answer: Receiver<Result<(), WriteError>>,
}

impl Saving {
    /// Begins to ask where `document` goes.
    pub(super) fn begin(&mut self, document: Document) {
        let place = document.suggested(0).display().to_string();
        self.0 = Some(Open { document, form: 0, place, error: None, taken: None, writing: None });
    }

    /// Shows the dialog; returns where the file went when that is done.
    pub(super) fn show(&mut self, ctx: &Context) -> Option<PathBuf> {
        let open = self.0.as_mut()?;
        if let Some(path) = open.settle() {
            self.0 = None;
            return Some(path);
        }
        let title = tr!("save-title", what = open.document.title.as_str());
        let shown = Dialog::new("save", &title).show(ctx, |ui| open.contents(ui));
        if shown.close {
            self.0 = None;
        }
        None
    }
}

impl Open {
    /// Takes the answer of the disk. The path when the file is there.
    fn settle(&mut self) -> Option<PathBuf> {
        let result = match self.writing.as_ref()?.answer.try_recv() {
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Err(WriteError::NoName),
            Ok(result) => result,
        };
        let path = self.writing.take()?.path;
        match result {
            Ok(()) => return Some(path),
            Err(WriteError::Exists) => self.taken = Some(path),
            Err(error) => self.error = Some(explain_write(&error).to_string()),
        }
        None
    }

    fn contents(&mut self, ui: &mut Ui) {
        if self.document.secret {
            Notice::new(NoticeKind::Warning, &tr!("save-secret")).show(ui);
            ui.add_space(space::S);
        }
        self.forms(ui);
        self.place(ui);
        if self.taken.is_some() {
            ui.add_space(space::S);
            Notice::new(NoticeKind::Warning, &tr!("save-exists")).show(ui);
        }
        live_status(ui, &if self.writing.is_some() { tr!("save-busy") } else { String::new() });
        ui.add_space(space::M);
        ui.horizontal_wrapped(|ui| self.buttons(ui));
    }

    fn forms(&mut self, ui: &mut Ui) {
        if self.document.forms.len() < 2 {
            return;
        }
        let forms: Vec<(usize, String)> =
            self.document.forms.iter().map(|form| form.name.clone()).enumerate().collect();
        let before = self.document.suggested(self.form);
        if radio_group(ui, &tr!("save-form"), &mut self.form, &forms) {
            // A place that somebody typed stays, but for its ending.
            let ending = self.document.forms.get(self.form).map_or("", |form| form.ending);
            if before.extension() == Path::new(self.place.trim()).extension() {
                self.place = Path::new(self.place.trim()).with_extension(ending).display().to_string();
            }
            (self.error, self.taken) = (None, None);
        }
        ui.add_space(space::S);
    }

    fn place(&mut self, ui: &mut Ui) {
        let (label, hint) = (tr!("save-place"), tr!("save-place-hint"));
        let field = TextField::new(&label, &mut self.place).id(Id::unique("save-place")).hint(&hint).required();
        let field = field.error(self.error.as_deref()).show(ui);
        focus_when_opened(&field.response);
        if field.response.changed() {
            (self.error, self.taken) = (None, None);
        }
        // The field may be too narrow for a long path; here it shows whole.
        small(ui, &tr!("save-goes-to", path = typed_path(&self.place).display().to_string()));
        if field.submitted {
            self.write(ui.ctx(), Existing::Keep);
        }
    }

    fn buttons(&mut self, ui: &mut Ui) {
        let busy = self.writing.is_some().then(|| tr!("save-busy"));
        if self.taken.is_some() {
            if ui.add(Button::danger(tr!("save-replace")).unless(busy)).clicked() {
                self.write(ui.ctx(), Existing::Replace);
            }
        } else {
            let words = if self.document.secret { tr!("save-secret-button") } else { tr!("save-button") };
            if ui.add(Button::primary(words).icon(Icon::Export).unless(busy)).clicked() {
                self.write(ui.ctx(), Existing::Keep);
            }
        }
        if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
            ui.close();
        }
    }

    /// Writes on a thread of its own: a disk across the network may take its time.
    fn write(&mut self, ctx: &Context, existing: Existing) {
        if self.writing.is_some() {
            return;
        }
        (self.error, self.taken) = (None, None);
        if self.place.trim().is_empty() {
            self.error = Some(tr!("save-place-missing"));
            return;
        }
        let (send, answer) = channel();
        let path = typed_path(&self.place);
        self.writing = Some(Writing { path: path.clone(), answer });
        let (document, form, ctx) = (self.document.clone(), self.form, ctx.clone());
        std::thread::spawn(move || {
            // Whoever closed the dialog needs no answer.
            send.send(document.write(form, &path, existing)).ok();
            ctx.request_repaint();
        });
    }
}
