//! Who decides on what: mandates, and the body that decides.

use std::collections::{BTreeMap, BTreeSet};

use deelbaar_schema::id::{ContentHash, DeviceId, PersonId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::statement::Body;
use deelbaar_schema::time::Date;
use egui::Ui;

use crate::engine::{Command, MandateView};
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{
    Answer, Button, Checkbox, DayField, Dropdown, Level, Notice, NoticeKind, Question, card, divider, heading, muted,
    paragraph, small, strong,
};
use crate::ui::theme::space;
use crate::{format, tr, words};

/// What was chosen and typed.
#[derive(Default)]
pub(super) struct Powers {
    officer: Option<DeviceId>,
    kinds: BTreeSet<ItemKind>,
    until: DayField,
    /// What is missing, said once it was tried.
    error: Option<String>,
    /// What is asked about before it is signed.
    asking: Option<Asking>,
}

/// What is asked about.
enum Asking {
    /// Which body decides on a kind of item.
    Body(ItemKind, Body),
    /// Ending a mandate, and of whom it is.
    End(ContentHash, String),
}

impl Powers {
    /// Shows who decides on what; an alderman can change it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (powers, today) = (&cx.view.powers, cx.view.today);
        heading(ui, Level::Two, &tr!("powers-title"));
        card(ui, |ui| {
            let mut chosen = None;
            for (kind, now, then) in &powers.bodies {
                if powers.may_set_bodies {
                    let mut body = *then;
                    let options: Vec<(Body, String)> = Body::ALL.into_iter().map(|b| (b, words::body(b))).collect();
                    Dropdown::new(&tr!("powers-body", kind = kind.name()), &mut body, &options).show(ui);
                    if body != *then {
                        chosen = Some((*kind, body));
                    }
                } else {
                    paragraph(ui, &tr!("powers-decides", kind = kind.name(), body = words::body(*now)));
                }
                if now != then {
                    small(ui, &tr!("powers-from-tomorrow", body = words::body(*then), now = words::body(*now)));
                }
            }
            for one in &powers.never_began {
                Notice::new(NoticeKind::Warning, &words::never_began(one)).show(ui);
            }
            if let Some((kind, body)) = chosen {
                self.asking = Some(Asking::Body(kind, body));
            }
            if powers.may_set_bodies {
                small(ui, &tr!("powers-body-text"));
            } else if powers.may_arrange {
                small(ui, &tr!("powers-last-day"));
            }
        });
        ui.add_space(space::S);
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("powers-mandates"));
            muted(ui, &tr!("powers-mandates-text"));
            if powers.mandates.is_empty() {
                paragraph(ui, &tr!("powers-none"));
            }
            let mut ended = None;
            for given in &powers.mandates {
                divider(ui);
                if ui.push_id(given.mandate, |ui| mandate(ui, given, today, powers.may_arrange)).inner {
                    ended = Some(Asking::End(given.mandate, words::who(&given.to)));
                }
            }
            if ended.is_some() {
                self.asking = ended;
            }
            if cx.view.powers.may_arrange {
                divider(ui);
                self.give(ui, cx);
            }
        });
        self.question(ui, cx);
    }

    /// Asks before it is signed: both take effect for everybody who asks a decision.
    fn question(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(asking) = &self.asking else { return };
        let (title, text) = match asking {
            Asking::Body(kind, body) => {
                (tr!("powers-ask-body", kind = kind.name(), body = words::body(*body)), tr!("powers-body-text"))
            }
            Asking::End(_, to) => (tr!("powers-ask-end", to = to.as_str()), tr!("powers-ask-end-text")),
        };
        let question = Question::danger("powers", &title, tr!("powers-ask-sign"), tr!("kit-cancel")).icon(Icon::Sign);
        let answer = question.show(ui.ctx(), cx, |ui, _| drop(paragraph(ui, &text)), |_| true);
        match (answer, asking) {
            (Answer::Yes, Asking::Body(kind, body)) => cx.send(Command::SetCompetence { kind: *kind, body: *body }),
            (Answer::Yes, Asking::End(mandate, _)) => cx.send(Command::EndMandate { mandate: *mandate }),
            _ => {}
        }
        if answer != Answer::Open {
            self.asking = None;
        }
    }

    fn give(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        let officers = &view.powers.officers;
        let options: Vec<(DeviceId, String)> =
            officers.iter().map(|officer| (officer.device, words::who(&officer.who))).collect();
        let Some((first, _)) = options.first() else {
            small(ui, &tr!("powers-no-officer"));
            return;
        };
        heading(ui, Level::Three, &tr!("powers-give"));
        let mut officer = self.officer.filter(|id| options.iter().any(|(o, _)| o == id)).unwrap_or(*first);
        Dropdown::new(&tr!("powers-to"), &mut officer, &options).show(ui);
        self.officer = Some(officer);
        for (kind, _, _) in &view.powers.bodies {
            let mut on = self.kinds.contains(kind);
            if ui.add(Checkbox::new(&mut on, &tr!("powers-kind", kind = kind.name()))).changed() {
                if on {
                    self.kinds.insert(*kind)
                } else {
                    self.kinds.remove(kind)
                };
                self.error = None;
            }
        }
        self.until.show_required(ui, &tr!("powers-until"), &tr!("powers-until-hint"));
        if let Some(error) = &self.error {
            Notice::new(NoticeKind::Error, error).show(ui);
        }
        ui.add_space(space::S);
        // What is signed is what stands here: somebody who is let in later is not covered.
        let asks: BTreeSet<DeviceId> = officers.iter().map(|officer| officer.device).collect();
        let of = |device| officers.iter().find(|one| one.device == device).map(|one| one.person);
        let others: BTreeMap<PersonId, String> = officers
            .iter()
            .filter(|one| Some(one.person) != of(officer))
            .map(|one| (one.person, one.who.name.clone()))
            .collect();
        if others.is_empty() {
            paragraph(ui, &tr!("powers-asks-nobody"));
        } else {
            paragraph(ui, &tr!("powers-asks", names = others.into_values().collect::<Vec<_>>().join(", ")));
        }
        ui.add_space(space::S);
        if Button::primary(tr!("powers-sign")).icon(Icon::Check).submits(ui) {
            self.error = self.kinds.is_empty().then(|| tr!("powers-no-kind"));
            let until = self.until.require(|day| day >= view.today, &tr!("participants-until-past"));
            if let (Some(until), None) = (until, &self.error) {
                let kinds = std::mem::take(&mut self.kinds);
                cx.send(Command::GiveMandate { device: officer, kinds, asks, until });
                self.until = DayField::default();
            }
        }
    }
}

/// One mandate; `true` when it was ended just now.
fn mandate(ui: &mut Ui, given: &MandateView, today: Date, may_end: bool) -> bool {
    let kinds: Vec<String> = given.kinds.iter().map(|kind| words::kinds(*kind)).collect();
    strong(ui, &tr!("powers-mandate", to = words::who(&given.to), kinds = kinds.join(", ")));
    let until = given.until.map(format::date_long).unwrap_or_default();
    small(
        ui,
        &tr!("powers-mandate-by", by = words::who(&given.by), from = format::date_long(given.from), until = until),
    );
    let asks: BTreeSet<&str> = given.asks.iter().map(|who| who.name.as_str()).collect();
    let names = asks.into_iter().collect::<Vec<_>>().join(", ");
    if names.is_empty() {
        small(ui, &tr!("powers-mandate-asks-nobody"));
    } else {
        small(ui, &tr!("powers-mandate-asks", names = names));
    }
    if !may_end || given.until.is_some_and(|until| until <= today) {
        return false;
    }
    let spoken = tr!("powers-end-of", to = words::who(&given.to));
    ui.add(Button::danger(tr!("powers-end")).icon(Icon::Prohibit).spoken(spoken)).clicked()
}
