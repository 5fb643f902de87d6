//! Sharing a newer version under a standing consent: what changes for its readers, exactly what they will see, and what looks
//! like data about people.

use deelbaar_schema::personal::Found;
use egui::{Context, Ui};

use super::consent::Outcome;
use crate::engine::{Command, ItemView, Revision};
use crate::tr;
use crate::ui::Tone;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Card, Dialog, focus_when_opened, paragraph, strong};
use crate::ui::screens::personal::{Confirmed, said_first};
use crate::ui::screens::section;
use crate::ui::theme::space;

/// The dialog, while it is open.
#[derive(Default)]
pub(super) struct Draft {
    confirmed: Confirmed,
}

impl Draft {
    /// Shows the dialog.
    pub(super) fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, view: &ItemView) -> Outcome {
        let Some(revision) = &view.revision else { return Outcome::Closed };
        let title = tr!("revise-title", title = view.item.title.as_str());
        let mut goes = None;
        let mut state = (self, &mut goes, cx);
        let contents = |ui: &mut Ui, (draft, goes, _): &mut (&mut Self, &mut Option<Found>, &mut Cx<'_>)| {
            **goes = draft.contents(ui, revision);
        };
        let dialog = Dialog::new("revise", &title).reading();
        let shown = dialog.show_with_footer(ctx, &mut state, contents, |ui, (draft, _, cx)| {
            let open = draft.confirmed.open(Some(&revision.next));
            let why_not = said_first(ui, open);
            draft.buttons(ui, cx, view, why_not);
        });
        match goes {
            Some(found) => Outcome::Goes(found),
            None if shown.close => Outcome::Closed,
            None => Outcome::Open,
        }
    }

    /// Returns to which finding somebody wants to go.
    fn contents(&mut self, ui: &mut Ui, revision: &Revision) -> Option<Found> {
        paragraph(ui, &tr!("revise-text"));
        ui.add_space(space::S);
        strong(ui, &tr!("inbox-changes"));
        section::show_changes(ui, &section::changes(&revision.now, &revision.next));
        ui.add_space(space::S);
        strong(ui, &tr!("inbox-preview-region"));
        Card::new().tone(Tone::Good).show(ui, |ui| section::preview(ui, &revision.next, &mut None));
        let goes = self.confirmed.show(ui, Some(&revision.next), None);
        if goes.is_some() {
            ui.close();
        }
        goes
    }

    fn buttons(&self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView, why_not: Option<String>) {
        ui.horizontal_wrapped(|ui| {
            let share = ui.add(Button::primary(tr!("revise-share")).icon(Icon::Share).unless(why_not));
            // Not a finding far below: one begins to read at the top.
            focus_when_opened(&share);
            if share.clicked() {
                cx.send(Command::Revise { item: view.item.id, confirmed: self.confirmed.texts() });
                ui.close();
            }
            if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                ui.close();
            }
        });
    }
}
