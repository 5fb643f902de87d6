//! A one-time code: for whom it is, until when, and what must be so for it to work.

use deelbaar_schema::text::{MAX_TITLE, cut};
use deelbaar_sync::net::{Invitation, OpenInvitation};
use egui::{Context, Ui};

use crate::engine::View;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Dialog, TextField, details, focus_when_opened, live_status, paragraph};
use crate::ui::theme::space;
use crate::{format, tr, words};

/// A code that is to be passed on.
pub(super) struct Code {
    text: String,
    open: OpenInvitation,
    copied: bool,
}

impl Code {
    /// Of this invitation.
    pub(super) fn new(code: String, open: OpenInvitation) -> Self {
        Self { text: code, open, copied: false }
    }

    /// Shows the dialog; returns whether it is over.
    pub(super) fn show(&mut self, ctx: &Context, view: &View) -> bool {
        let title = tr!("code-title");
        let mut state = (self.whom(view), self.said(view), self);
        Dialog::new("code", &title).reading().show_with_footer(ctx, &mut state, contents, footer).close
    }

    /// What is new: who asks with it, or else that it was copied.
    fn said(&self, view: &View) -> String {
        match view.applicants.iter().find(|applicant| applicant.id == self.open.id) {
            Some(applicant) => tr!("code-used", name = applicant.name.as_str()),
            None if self.copied => tr!("code-copied"),
            None => String::new(),
        }
    }

    /// "Wethouder, van 1 jan 2027 tot en met 31 dec 2027".
    fn whom(&self, view: &View) -> String {
        let whom = words::invitation(&self.open.invitation, view);
        let term = match &self.open.invitation {
            Invitation::Colleague { term, .. } => Some(words::term(*term)),
            Invitation::Municipality { .. } | Invitation::Device(_) => None,
        };
        let whom = [Some(whom), term].into_iter().flatten().collect::<Vec<_>>().join(", ");
        cut(&whom, MAX_TITLE).into_owned()
    }
}

fn contents(ui: &mut Ui, (whom, _, code): &mut (String, String, &mut Code)) {
    paragraph(ui, &tr!("code-text"));
    ui.add_space(space::S);
    let until = format::local(code.open.until.0).map(format::date_time).unwrap_or_default();
    let until = tr!("code-until-day", until = until);
    details(ui, &[(&tr!("code-whom"), whom), (&tr!("code-until"), &until)]);
    ui.add_space(space::S);
    paragraph(ui, &tr!("code-stay"));
    ui.add_space(space::S);
    let mut text = code.text.clone();
    TextField::new(&tr!("code-label"), &mut text).multiline(3).show(ui);
}

fn footer(ui: &mut Ui, (_, said, code): &mut (String, String, &mut Code)) {
    ui.horizontal_wrapped(|ui| {
        let copy = ui.add(Button::primary(tr!("code-copy")).icon(Icon::Copy));
        focus_when_opened(&copy);
        if copy.clicked() {
            ui.ctx().copy_text(code.text.clone());
            code.copied = true;
        }
        if ui.add(Button::secondary(tr!("kit-close"))).clicked() {
            ui.close();
        }
    });
    // Its room is always there, so that nothing moves.
    live_status(ui, said);
}
