//! Changing somebody's role or term.

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::{Date, Term};
use egui::{Id, Ui};

use super::invite::{people, role_field};
use super::term::TermFields;
use crate::engine::{Command, View};
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::kit::{Answer, Button, Dropdown, Level, Question, card, heading, paragraph};
use crate::ui::screens::key_words::KeyWords;
use crate::ui::theme::space;

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
    second: KeyWords,
    /// The term of an alderman, as it is.
    held: Option<Term>,
}

impl Change {
    /// Shows the card, where colleagues are managed.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if !cx.view.manages() {
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
        let (view, mut term) = (cx.view, None);
        let mut state = (form, &mut term);
        let contents = |ui: &mut Ui, (form, _): &mut (&mut Form, &mut Option<Term>)| form.contents(ui, view);
        let question = Question::form("change", &title, tr!("change-sign"));
        let answer = question.show(ui.ctx(), &mut state, contents, |(form, term)| {
            **term = form.term.read(view.today);
            term.is_some_and(|term| !form.takes_second(term, view.today) || form.second.are_whole())
        });
        if let (Answer::Yes, Some(form), Some(term)) = (answer, &mut self.open, term) {
            let words = form.second.words(ui.ctx(), second_field());
            let second = if form.takes_second(term, cx.view.today) { words.to_string() } else { String::new() };
            cx.send(Command::ChangeRole { device: form.device, role: form.role, term, second });
        }
        if answer != Answer::Open {
            self.open = None;
        }
    }
}

impl Form {
    fn of(view: &View, device: DeviceId, whose: String) -> Self {
        let colleague = view.status.colleagues.iter().find(|colleague| colleague.device == device);
        let (role, term) =
            colleague.map_or((view.me.role, view.me.term), |one| (one.who.role.unwrap_or(Role::Reader), one.term));
        let held = (role == Role::Alderman).then_some(term);
        Self { device, whose, role, term: TermFields::of(term, view.today), second: KeyWords::default(), held }
    }

    /// Whether this gives an alderman something: what only gets shorter takes no second person.
    fn takes_second(&self, term: Term, today: Date) -> bool {
        self.role == Role::Alderman && !self.held.is_some_and(|held| held.covers(&term, today))
    }

    fn contents(&mut self, ui: &mut Ui, view: &View) {
        paragraph(ui, &tr!("change-consequence"));
        ui.add_space(space::S);
        let mut role = Some(self.role);
        role_field(ui, &mut role, None, view);
        self.role = role.unwrap_or(self.role);
        self.term.show(ui);
        if self.role == Role::Alderman {
            ui.add_space(space::S);
            if self.held.is_some() {
                paragraph(ui, &tr!("change-shorter"));
                self.second.show_second_if_needed(ui, second_field());
            } else {
                self.second.show_second(ui, second_field());
            }
        }
    }
}

fn second_field() -> Id {
    Id::unique("change-second")
}
