//! Changing somebody's role or term.

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::role::Role;
use egui::Ui;

use super::invite::people;
use super::term::TermFields;
use crate::engine::{Command, View};
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, Dialog, Dropdown, Level, TextField, card, heading, paragraph, small};
use crate::ui::theme::space;
use crate::{tr, words};

/// Whose role, and the dialog while it is open.
#[derive(Default)]
pub(super) struct Change {
    chosen: Option<DeviceId>,
    open: Option<Form>,
}

struct Form {
    device: DeviceId,
    whose: String,
    role: Role,
    term: TermFields,
    second: String,
}

impl Change {
    /// Shows the card, for whoever holds the municipality's key.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if !cx.view.me.may_invite_colleagues {
            return;
        }
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("change-title"));
            paragraph(ui, &tr!("change-text"));
            ui.add_space(space::S);
            let options = people(cx.view);
            let own = cx.view.me.device;
            let mut chosen = self.chosen.filter(|id| options.iter().any(|(o, _)| o == id)).unwrap_or(own);
            Dropdown::new(&tr!("change-whose"), &mut chosen, &options).show(ui);
            self.chosen = Some(chosen);
            ui.add_space(space::S);
            if ui.add(Button::secondary(tr!("change-open"))).clicked() {
                let whose = options.into_iter().find(|(id, _)| *id == chosen).map(|(_, label)| label);
                self.open = Some(Form::of(cx.view, chosen, whose.unwrap_or_default()));
            }
        });
        self.dialog(ui, cx);
    }

    fn dialog(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(form) = &mut self.open else { return };
        let title = tr!("change-dialog", who = form.whose.as_str());
        let shown = Dialog::new("change", &title).show(ui.ctx(), |ui| form.show(ui, cx));
        if shown.close {
            self.open = None;
        }
    }
}

impl Form {
    fn of(view: &View, device: DeviceId, whose: String) -> Self {
        let colleague = view.status.colleagues.iter().find(|colleague| colleague.device == device);
        let (role, term) =
            colleague.map_or((view.me.role, view.me.term), |one| (one.who.role.unwrap_or(Role::Reader), one.term));
        Self { device, whose, role, term: TermFields::of(term, view.today), second: String::new() }
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        paragraph(ui, &tr!("change-consequence"));
        ui.add_space(space::S);
        let roles: Vec<(Role, String)> = Role::ALL.into_iter().map(|role| (role, words::role(role))).collect();
        Dropdown::new(&tr!("participants-role"), &mut self.role, &roles).show(ui);
        small(ui, &tr!("participants-role-text", role = self.role.name()));
        self.term.show(ui);
        if self.role == Role::Alderman {
            ui.add_space(space::S);
            let (label, hint) = (tr!("second-words"), tr!("second-words-hint"));
            TextField::new(&label, &mut self.second).hint(&hint).multiline(3).show(ui);
        }
        ui.add_space(space::M);
        ui.horizontal_wrapped(|ui| {
            if ui.add(Button::primary(tr!("change-sign")).icon(Icon::Sign)).clicked()
                && let Some(term) = self.term.read(cx.view.today)
            {
                let second = std::mem::take(&mut self.second);
                cx.send(Command::ChangeRole { device: self.device, role: self.role, term, second });
                ui.close();
            }
            if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                ui.close();
            }
        });
    }
}
