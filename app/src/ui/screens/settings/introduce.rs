//! The card of the settings with which others come to know a device that was restored.

use deelbaar_sync::workspace::IntroductionFor;
use egui::{Id, Ui};

use crate::document::typed_path;
use crate::engine::Command;
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Level, Notice, NoticeKind, TextField, heading, paragraph, small};
use crate::ui::theme::space;

/// What was typed.
#[derive(Default)]
pub(super) struct Introduce {
    file: String,
    tried: bool,
}

impl Introduce {
    /// On a restored device: how it becomes known. On any other: taking the file of a restored one in.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Two, &tr!("introduce-title"));
        if cx.view.status.unknown {
            make(ui, cx);
        }
        self.take(ui, cx);
    }

    fn take(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        paragraph(ui, &tr!("introduce-take-text"));
        let missing = (self.tried && self.file.trim().is_empty()).then(|| tr!("introduce-file-missing"));
        let (label, hint) = (tr!("introduce-file"), tr!("save-place-hint"));
        let field = TextField::new(&label, &mut self.file).id(Id::unique("introduce-file")).hint(&hint);
        field.error(missing.as_deref()).show(ui);
        ui.add_space(space::S);
        if Button::secondary(tr!("introduce-take")).icon(Icon::Device).submits(ui) {
            self.tried = self.file.trim().is_empty();
            if !self.tried {
                cx.send(Command::TakeIntroduction { path: typed_path(&self.file) });
                self.file.clear();
            }
        }
    }
}

fn make(ui: &mut Ui, cx: &mut Cx<'_>) {
    Notice::new(NoticeKind::Warning, &tr!("introduce-unknown")).show(ui);
    ui.add_space(space::S);
    paragraph(ui, &tr!("introduce-text"));
    ui.horizontal_wrapped(|ui| {
        let audiences = [
            (IntroductionFor::Colleagues, tr!("introduce-colleague")),
            (IntroductionFor::Region, tr!("introduce-municipality")),
        ];
        for (audience, words) in audiences {
            if ui.add(Button::secondary(words).icon(Icon::Export)).clicked() {
                cx.send(Command::Introduce { audience });
            }
        }
    });
    small(ui, &tr!("introduce-then"));
    ui.add_space(space::M);
}
