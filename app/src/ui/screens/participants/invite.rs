//! Inviting a municipality or a colleague. The window shows the one-time code that comes of it.

use std::str::FromStr as _;

use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::time::Term;
use egui::Ui;

use super::term::TermFields;
use crate::engine::{Command, Invitee, View};
use crate::municipalities::REGION_AMERSFOORT;
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, Dropdown, Level, TextField, body, card, heading, paragraph, small};
use crate::ui::theme::{size, space};
use crate::{tr, words};

/// What was chosen and typed.
pub(super) struct Invite {
    municipality: Option<MunicipalityCode>,
    /// One that is not in the list.
    other: bool,
    code: String,
    code_error: Option<String>,
    /// One that begins anew.
    anew: Option<MunicipalityCode>,
    role: Role,
    term: TermFields,
    /// Whose second device, by a device that they have.
    device_of: Option<DeviceId>,
}

impl Default for Invite {
    fn default() -> Self {
        Self {
            municipality: None,
            other: false,
            code: String::new(),
            code_error: None,
            anew: None,
            role: Role::PolicyOfficer,
            term: TermFields::default(),
            device_of: None,
        }
    }
}

impl Invite {
    /// Shows what this person may invite.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Two, &tr!("participants-invite"));
        paragraph(ui, &tr!("participants-invite-text"));
        ui.add_space(space::S);
        let name = cx.view.me.municipality_name.as_str();
        if cx.view.manages() {
            card(ui, |ui| self.colleague(ui, cx));
            ui.add_space(space::S);
            card(ui, |ui| self.device(ui, cx));
            ui.add_space(space::S);
        } else if cx.view.me.holds_municipality_key && cx.view.me.role.may(Action::ReadPlan) {
            card(ui, |ui| officer(ui, cx));
            ui.add_space(space::S);
        } else {
            small(ui, &tr!("participants-no-colleagues", name = name));
        }
        if cx.view.me.may_invite_municipalities {
            card(ui, |ui| self.municipality(ui, cx));
            self.anew(ui, cx);
        } else {
            small(ui, &tr!("participants-no-municipalities"));
        }
        open_invitations(ui, cx);
    }

    fn colleague(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Three, &tr!("participants-colleague"));
        role_field(ui, &mut self.role, cx.view);
        self.term.show(ui);
        ui.add_space(space::S);
        if ui.add(Button::secondary(tr!("participants-make-code")).icon(Icon::Key)).clicked()
            && let Some(term) = self.term.read(cx.view.today)
        {
            cx.send(Command::Invite(Invitee::Colleague { role: self.role, term }));
        }
    }

    fn device(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Three, &tr!("participants-second-device"));
        paragraph(ui, &tr!("participants-second-device-text"));
        let options = people(cx.view);
        let mut of = self.device_of.filter(|id| options.iter().any(|(o, _)| o == id)).unwrap_or(cx.view.me.device);
        Dropdown::new(&tr!("participants-second-device-of"), &mut of, &options).show(ui);
        self.device_of = Some(of);
        ui.add_space(space::S);
        let label = tr!("participants-make-code-device");
        if ui.add(Button::secondary(label).icon(Icon::Key)).clicked() {
            cx.send(Command::Invite(Invitee::Device { of }));
        }
    }

    fn municipality(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Three, &tr!("participants-new-municipality"));
        let mut options = candidates(cx.view);
        options.push((None, tr!("participants-other")));
        // The first that is not there yet, until somebody chooses.
        let first = options.first().and_then(|(code, _)| *code);
        let known = self.municipality.filter(|code| options.iter().any(|(one, _)| *one == Some(*code)));
        let mut chosen = if self.other { None } else { known.or(first) };
        if Dropdown::new(&tr!("participants-which"), &mut chosen, &options).show(ui) {
            (self.municipality, self.other) = (chosen, chosen.is_none());
        }
        if chosen.is_none() {
            let (label, hint) = (tr!("participants-code"), tr!("participants-code-hint"));
            let field = TextField::new(&label, &mut self.code).hint(&hint).placeholder("GM0000");
            let field = field.error(self.code_error.as_deref()).width(size::DETAIL);
            if field.show(ui).response.changed() {
                self.code_error = None;
            }
        }
        ui.add_space(space::S);
        let spoken = tr!("participants-make-code-municipality");
        if ui.add(Button::secondary(spoken).icon(Icon::Key)).clicked() {
            let typed = MunicipalityCode::from_str(self.code.trim());
            match chosen.map_or(typed, Ok) {
                Ok(code) => cx.send(Command::Invite(Invitee::Municipality { code })),
                Err(_unreadable) => self.code_error = Some(tr!("participants-code-error")),
            }
        }
    }

    /// For a municipality that lost the words of its second key, or its own: nothing where nobody else takes part.
    fn anew(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let others = cx.view.region.municipalities.iter();
        let others = others.filter(|one| one.takes_part && one.code != cx.view.me.municipality);
        let options: Vec<_> = others.map(|one| (one.code, one.name.clone())).collect();
        let Some((first, _)) = options.first() else { return };
        ui.add_space(space::S);
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("participants-anew"));
            paragraph(ui, &tr!("participants-anew-text"));
            let mut code = self.anew.filter(|code| options.iter().any(|(one, _)| one == code)).unwrap_or(*first);
            Dropdown::new(&tr!("participants-anew-which"), &mut code, &options).show(ui);
            self.anew = Some(code);
            ui.add_space(space::S);
            if ui.add(Button::secondary(tr!("participants-make-code-anew")).icon(Icon::Key)).clicked() {
                cx.send(Command::Invite(Invitee::Anew { code }));
            }
        });
    }
}

/// What is left to whoever holds the key in another role: together with the second person, a policy officer.
fn officer(ui: &mut Ui, cx: &mut Cx<'_>) {
    heading(ui, Level::Three, &tr!("participants-officer"));
    paragraph(ui, &tr!("participants-officer-text", role = words::role(cx.view.me.role).to_lowercase()));
    ui.add_space(space::S);
    if ui.add(Button::secondary(tr!("participants-make-code-officer")).icon(Icon::Key)).clicked() {
        let term = Term::since(cx.view.today);
        cx.send(Command::Invite(Invitee::Colleague { role: Role::PolicyOfficer, term }));
    }
}

/// Which role somebody gets, and what that means.
pub(super) fn role_field(ui: &mut Ui, role: &mut Role, view: &View) {
    let roles: Vec<(Role, String)> = Role::ALL.into_iter().map(|role| (role, words::role(role))).collect();
    Dropdown::new(&tr!("participants-role"), role, &roles).show(ui);
    small(ui, &tr!("participants-role-text", role = role.name()));
    if let Some(words) = gets(*role, view) {
        paragraph(ui, &words);
    }
}

/// What somebody gets who does not decide or work on the plan for the municipality itself.
pub(super) fn gets(role: Role, view: &View) -> Option<String> {
    let municipality = view.me.municipality_name.as_str();
    match role {
        Role::PolicyOfficer | Role::Alderman => None,
        role if role.may(Action::ReadPlan) => {
            Some(tr!("participants-gets", role = words::role(role), municipality = municipality))
        }
        role => Some(tr!("participants-gets-nothing", role = words::role(role), municipality = municipality)),
    }
}

/// Everybody who takes part, oneself first, by one of their devices.
pub(super) fn people(view: &View) -> Vec<(DeviceId, String)> {
    let own = words::who(&view.me.who());
    let mut known = vec![view.me.person];
    let mut people = vec![(view.me.device, own)];
    for colleague in view.status.colleagues.iter().filter(|colleague| !colleague.revoked) {
        if !known.contains(&colleague.person) {
            known.push(colleague.person);
            people.push((colleague.device, words::who(&colleague.who)));
        }
    }
    people
}

/// What was sent out and not used yet, and taking it back.
fn open_invitations(ui: &mut Ui, cx: &mut Cx<'_>) {
    let view = cx.view;
    if view.invitations.is_empty() {
        return;
    }
    ui.add_space(space::S);
    card(ui, |ui| {
        heading(ui, Level::Three, &tr!("participants-open"));
        for open in &view.invitations {
            ui.push_id(open.id, |ui| {
                ui.horizontal_wrapped(|ui| {
                    let line = words::open_invitation(open, view);
                    body(ui, &line);
                    let cancel = tr!("participants-cancel");
                    let spoken = format!("{cancel}: {line}");
                    if ui.add(Button::danger(cancel).compact().spoken(spoken)).clicked() {
                        cx.send(Command::CancelInvitation { invitation: open.id });
                    }
                });
            });
        }
    });
}

/// The municipalities of the region that do not take part yet.
fn candidates(view: &View) -> Vec<(Option<MunicipalityCode>, String)> {
    let takes_part = |code| view.region.municipalities.iter().any(|m| m.takes_part && m.code == code);
    REGION_AMERSFOORT
        .into_iter()
        .filter_map(|(number, name)| Some((MunicipalityCode::from_number(number)?, name.to_owned())))
        .filter(|(code, _)| !takes_part(*code))
        .map(|(code, name)| (Some(code), name))
        .collect()
}
