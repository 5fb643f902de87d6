//! Inviting a municipality or a colleague. The window shows the one-time code that comes of it.

use std::str::FromStr as _;

use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::text::MAX_NAME;
use deelbaar_schema::time::Term;
use deelbaar_sync::workspace::Root;
use egui::Ui;

use super::term::TermFields;
use crate::engine::{Command, Invitee, View};
use crate::municipalities::REGION_AMERSFOORT;
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, Dropdown, Level, TextField, body, card, heading, paragraph, small};
use crate::ui::theme::{size, space};
use crate::{tr, words};

/// What was chosen and typed. Nothing is chosen beforehand: a wrong guess would enrol somebody as what they are not.
#[derive(Default)]
pub(super) struct Invite {
    municipality: Which,
    code: String,
    code_error: Option<String>,
    /// What one is called that is typed.
    name: String,
    /// One that begins anew.
    anew: Option<MunicipalityCode>,
    role: Option<Role>,
    term: TermFields,
    /// Whose second device, by a device that they have.
    device_of: Option<DeviceId>,
    /// The form that was sent without a choice.
    open: Option<Part>,
}

/// Which municipality is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Which {
    /// Nothing was chosen yet.
    #[default]
    Open,
    /// One of the list.
    Listed(MunicipalityCode),
    /// One that is typed.
    Other,
}

/// The forms of this screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Colleague,
    Device,
    Municipality,
    Anew,
}

impl Invite {
    /// Shows what this person may invite.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Two, &tr!("participants-invite"));
        if cx.view.manages() || cx.view.me.may_invite_municipalities {
            paragraph(ui, &tr!("participants-invite-text"));
            ui.add_space(space::S);
        }
        let name = cx.view.me.municipality_name.as_str();
        if cx.view.manages() {
            card(ui, |ui| self.colleague(ui, cx));
            ui.add_space(space::S);
            card(ui, |ui| self.device(ui, cx));
            ui.add_space(space::S);
        } else if cx.view.me.holds_municipality_key && !cx.view.me.term.contains(cx.view.today) {
            let (what, hint) = (tr!("explain-own-term-over"), tr!("explain-own-term-over-hint"));
            card(ui, |ui| paragraph(ui, &format!("{what} {hint}")));
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

    /// What is missing in a form that was sent.
    fn missing(&self, part: Part, words: String) -> Option<String> {
        (self.open == Some(part)).then_some(words)
    }

    fn colleague(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Three, &tr!("participants-colleague"));
        let missing = self.missing(Part::Colleague, tr!("participants-role-missing")).filter(|_| self.role.is_none());
        role_field(ui, &mut self.role, missing.as_deref(), cx.view);
        self.term.show(ui);
        ui.add_space(space::S);
        let takes_second = self.role == Some(Role::Alderman);
        let why = waits_for_second(cx.view, takes_second, Root::Municipality);
        if make_code(ui, tr!("participants-make-code"), why.as_deref()) {
            self.open = Some(Part::Colleague);
            let term = self.term.read(cx.view.today);
            if let (Some(role), Some(term)) = (self.role, term) {
                cx.send(Command::Invite(Invitee::Colleague { role, term }));
                self.open = None;
            }
        }
    }

    fn device(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Three, &tr!("participants-second-device"));
        paragraph(ui, &tr!("participants-second-device-text"));
        let options: Vec<_> = people(cx.view).into_iter().map(|(id, name)| (Some(id), name)).collect();
        let missing = self.missing(Part::Device, tr!("participants-whose-missing"));
        let words = [tr!("participants-second-device-of"), tr!("participants-whose-choose")];
        let of = choice(ui, &mut self.device_of, &options, &words, missing);
        let takes_second = of.is_some_and(|device| role_of(cx.view, device) == Some(Role::Alderman));
        let why = waits_for_second(cx.view, takes_second, Root::Municipality);
        if make_code(ui, tr!("participants-make-code-device"), why.as_deref()) {
            self.open = of.is_none().then_some(Part::Device);
            if let Some(of) = of {
                cx.send(Command::Invite(Invitee::Device { of }));
            }
        }
    }

    fn municipality(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Three, &tr!("participants-new-municipality"));
        let mut options = candidates(cx.view);
        options.push((Which::Other, tr!("participants-other")));
        // One that takes part meanwhile is not in the list any more.
        if options.iter().all(|(one, _)| *one != self.municipality) {
            self.municipality = Which::Open;
        }
        let open = self.municipality == Which::Open;
        let missing = self.missing(Part::Municipality, tr!("participants-which-missing")).filter(|_| open);
        let (label, placeholder) = (tr!("participants-which"), tr!("participants-which-choose"));
        let list = Dropdown::new(&label, &mut self.municipality, &options).placeholder(&placeholder).required();
        list.error(missing.as_deref()).show(ui);
        if self.municipality == Which::Other {
            let (label, hint) = (tr!("participants-code"), tr!("participants-code-hint"));
            let field = TextField::new(&label, &mut self.code).hint(&hint).placeholder("GM0000").required();
            let field = field.error(self.code_error.as_deref()).width(size::DETAIL);
            if field.show(ui).response.changed() {
                self.code_error = None;
            }
            let label = tr!("participants-name");
            let unnamed = self.name.trim().is_empty();
            let missing = self.missing(Part::Municipality, tr!("participants-name-missing")).filter(|_| unnamed);
            let field = TextField::new(&label, &mut self.name).required().most(MAX_NAME);
            field.error(missing.as_deref()).width(size::DETAIL).show(ui);
        }
        ui.add_space(space::S);
        if make_code(ui, tr!("participants-make-code-municipality"), None) {
            self.open = Some(Part::Municipality);
            let (code, name) = match self.municipality {
                Which::Open => return,
                Which::Listed(code) => (Some(code), None),
                Which::Other => (MunicipalityCode::from_str(self.code.trim()).ok(), Some(self.name.trim().to_owned())),
            };
            match code {
                Some(code) if name.as_ref().is_none_or(|name| !name.is_empty()) => {
                    cx.send(Command::Invite(Invitee::Municipality { code, name }));
                    (self.open, self.name) = (None, String::new());
                }
                Some(_) => {}
                None => self.code_error = Some(tr!("participants-code-error")),
            }
        }
    }

    /// For a municipality that lost the words of its second key, or its own: nothing where nobody else takes part.
    fn anew(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let others = cx.view.region.municipalities.iter();
        let others = others.filter(|one| one.takes_part && one.code != cx.view.me.municipality);
        let options: Vec<_> = others.map(|one| (Some(one.code), one.name.clone())).collect();
        if options.is_empty() {
            return;
        }
        ui.add_space(space::S);
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("participants-anew"));
            paragraph(ui, &tr!("participants-anew-text"));
            let missing = self.missing(Part::Anew, tr!("participants-which-missing"));
            let words = [tr!("participants-anew-which"), tr!("participants-which-choose")];
            let code = choice(ui, &mut self.anew, &options, &words, missing);
            let why = waits_for_second(cx.view, true, Root::Region);
            if make_code(ui, tr!("participants-make-code-anew"), why.as_deref()) {
                self.open = code.is_none().then_some(Part::Anew);
                if let Some(code) = code {
                    cx.send(Command::Invite(Invitee::Anew { code }));
                }
            }
        });
    }
}

/// Who or what it is about, out of a list in which nobody was chosen beforehand; a choice that left the list is none. `missing`
/// says that there is none.
pub(super) fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    chosen: &mut Option<T>,
    options: &[(Option<T>, String)],
    [label, placeholder]: &[String; 2],
    missing: Option<String>,
) -> Option<T> {
    *chosen = chosen.filter(|one| options.iter().any(|(other, _)| *other == Some(*one)));
    let missing = missing.filter(|_| chosen.is_none());
    Dropdown::new(label, chosen, options).placeholder(placeholder).required().error(missing.as_deref()).show(ui);
    ui.add_space(space::S);
    *chosen
}

/// The button of a form that makes a code; with why it cannot be made yet.
fn make_code(ui: &mut Ui, words: String, why_not: Option<&str>) -> bool {
    let pressed = Button::secondary(words).icon(Icon::Key).unless(why_not).submits(ui);
    if let Some(why_not) = why_not {
        small(ui, why_not);
    }
    pressed
}

/// Why nobody can be invited yet for whom the second person must agree: that person does not have the key.
fn waits_for_second(view: &View, takes_second: bool, root: Root) -> Option<String> {
    let here = takes_second && view.me.seconds.contains(&root);
    here.then(|| format!("{} {}", tr!("explain-second-here"), tr!("explain-second-here-hint")))
}

/// The role of whoever has this device.
fn role_of(view: &View, device: DeviceId) -> Option<Role> {
    if device == view.me.device {
        return Some(view.me.role);
    }
    view.status.colleagues.iter().find(|one| one.device == device)?.who.role
}

/// What is left to whoever holds the key in another role: together with the second person, a policy officer.
fn officer(ui: &mut Ui, cx: &mut Cx<'_>) {
    heading(ui, Level::Three, &tr!("participants-officer"));
    paragraph(ui, &tr!("participants-officer-text", role = words::role(cx.view.me.role).to_lowercase()));
    ui.add_space(space::S);
    let why = waits_for_second(cx.view, true, Root::Municipality);
    if make_code(ui, tr!("participants-make-code-officer"), why.as_deref()) {
        let term = Term::since(cx.view.today);
        cx.send(Command::Invite(Invitee::Colleague { role: Role::PolicyOfficer, term }));
    }
}

/// Which role somebody gets, and what that means.
pub(super) fn role_field(ui: &mut Ui, role: &mut Option<Role>, error: Option<&str>, view: &View) {
    let roles: Vec<_> = Role::ALL.into_iter().map(|role| (Some(role), words::role(role))).collect();
    let (label, placeholder) = (tr!("participants-role"), tr!("participants-role-choose"));
    Dropdown::new(&label, role, &roles).placeholder(&placeholder).required().error(error).show(ui);
    let Some(role) = *role else { return };
    small(ui, &tr!("participants-role-text", role = role.name()));
    if let Some(words) = gets(role, view) {
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

/// The municipalities of the region that do not take part yet. One that was removed does not come back.
fn candidates(view: &View) -> Vec<(Which, String)> {
    let takes_part = |code| {
        let mut known = view.region.municipalities.iter();
        known.any(|one| one.code == code && (one.takes_part || one.last_day.is_some()))
    };
    REGION_AMERSFOORT
        .into_iter()
        .filter_map(|(number, name)| Some((MunicipalityCode::from_number(number)?, name.to_owned())))
        .filter(|(code, _)| !takes_part(*code))
        .map(|(code, name)| (Which::Listed(code), name))
        .collect()
}
