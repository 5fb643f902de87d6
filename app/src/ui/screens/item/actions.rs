//! What can be done with an item now, and why not when it cannot.

use deelbaar_schema::gate::{DecisionState, Phase, Visibility};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Action;
use egui::Ui;

use super::Editor;
use super::consent::{Draft, Outcome};
use super::revise;
use crate::engine::{Command, Event, EventKind, ItemView, View};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Answer, Button, Question, divider, paragraph, small};
use crate::ui::theme::space;
use crate::{format, tr, words};

impl Editor {
    /// The buttons, with the one next step first, and a sentence about what comes next.
    pub(super) fn actions(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        divider(ui);
        if let Some(sentence) = next_step(view, cx.view) {
            small(ui, &sentence);
        }
        let item = view.item.id;
        ui.horizontal_wrapped(|ui| {
            let can = view.can;
            if can.submit && Button::primary(tr!("item-submit")).icon(Icon::Send).acts(ui) {
                self.act(cx, Command::Submit { item });
            }
            if can.start && Button::primary(tr!("item-start")).icon(Icon::Play).acts(ui) {
                self.act(cx, Command::Start { item });
            }
            // It waits for the decision: there to be found, with what it waits for.
            if let Some(why_not) = starts_later(view, cx.view) {
                ui.add(Button::secondary(tr!("item-start")).icon(Icon::Play).unless(Some(why_not)));
            }
            if can.finish && Button::primary(tr!("item-finish")).icon(Icon::Check).acts(ui) {
                self.act(cx, Command::Finish { item });
            }
            let first = !(can.submit || can.start || can.finish);
            let revise = if first { Button::primary } else { Button::secondary };
            if can.revise && ui.add(revise(tr!("item-revise")).icon(Icon::Share)).clicked() {
                self.flush(cx.view, cx.commands);
                self.revising = Some(revise::Draft::default());
            }
            let ask = Button::secondary(tr!("item-ask-consent")).icon(Icon::Share);
            if can.request_consent && ui.add(ask.unless(asked_already(view, cx.view))).clicked() {
                self.flush(cx.view, cx.commands);
                self.consent.get_or_insert_with(|| Draft::new(view)).open = true;
            }
            if can.recall_consent && Button::secondary(tr!("item-recall-consent")).icon(Icon::Return).acts(ui) {
                self.act(cx, Command::RecallConsent { item });
            }
            if can.recall && Button::secondary(tr!("item-recall")).icon(Icon::Return).acts(ui) {
                self.act(cx, Command::Recall { item });
            }
            if can.withdraw && ui.add(Button::danger(tr!("item-withdraw")).icon(Icon::Prohibit)).clicked() {
                self.withdrawing = true;
            }
        });
    }

    /// Order and removal: minor, and both can be undone.
    pub(super) fn tidy(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        let item = view.item.id;
        ui.add_space(space::M);
        ui.horizontal_wrapped(|ui| {
            if view.item.kind == ItemKind::Section {
                if ui.add(Button::quiet(tr!("item-up")).icon(Icon::ArrowUp)).clicked() {
                    cx.send(Command::Shift { item, up: true });
                }
                if ui.add(Button::quiet(tr!("item-down")).icon(Icon::ArrowDown)).clicked() {
                    cx.send(Command::Shift { item, up: false });
                }
            }
            let remove = Button::quiet(tr!("item-remove")).icon(Icon::Trash).unless(stays(view));
            if ui.add(remove).clicked() {
                self.act(cx, Command::Remove { item });
            }
        });
    }

    /// Sends an act, after everything that was typed: it is about the content.
    fn act(&mut self, cx: &mut Cx<'_>, command: Command) {
        self.flush(cx.view, cx.commands);
        cx.send(command);
    }

    pub(super) fn dialogs(&mut self, ui: &Ui, cx: &mut Cx<'_>, view: &ItemView) {
        if let Some(draft) = self.consent.as_mut().filter(|draft| draft.open) {
            match draft.show(ui.ctx(), cx, view) {
                Outcome::Open => {}
                Outcome::Closed => self.consent = None,
                Outcome::Goes(found) => {
                    // What was chosen so far is there again when one comes back.
                    draft.open = false;
                    self.jump(ui.ctx(), view, &found);
                }
            }
        }
        if let Some(draft) = &mut self.revising {
            match draft.show(ui.ctx(), cx, view) {
                Outcome::Open => {}
                Outcome::Closed => self.revising = None,
                Outcome::Goes(found) => {
                    self.revising = None;
                    self.jump(ui.ctx(), view, &found);
                }
            }
        }
        if self.withdrawing && confirm_withdrawal(ui, cx, view) {
            self.withdrawing = false;
        }
    }
}

/// Asks before what was shared is taken back. Returns whether the question was answered.
fn confirm_withdrawal(ui: &Ui, cx: &mut Cx<'_>, view: &ItemView) -> bool {
    let title = tr!("item-withdraw-title", title = view.item.title.as_str());
    let question = Question::danger("withdraw", &title, tr!("item-withdraw-yes"), tr!("item-withdraw-no"));
    let text = tr!("item-withdraw-text");
    let answer = question.show(ui.ctx(), cx, |ui, _| drop(paragraph(ui, &text)), |_| true);
    if answer == Answer::Yes {
        cx.send(Command::Withdraw { item: view.item.id, version: None });
    }
    answer != Answer::Open
}

/// Why it cannot be removed: what is shared or asked would be forgotten here, and not elsewhere.
fn stays(view: &ItemView) -> Option<String> {
    let submitted = view.decision.as_ref().is_some_and(|decision| decision.phase == Phase::Submitted);
    match view.visibility {
        Visibility::Shared { .. } => Some(tr!("item-remove-shared")),
        _ => (view.asked || submitted).then(|| tr!("item-remove-asked")),
    }
}

/// Why it cannot be carried out yet, for whoever may: there is no decision on exactly this.
fn starts_later(view: &ItemView, all: &View) -> Option<String> {
    let decision = view.decision.as_ref().filter(|_| all.may(Action::CarryOut) && !view.can.start)?;
    let over = matches!(decision.phase, Phase::Running | Phase::Finished | Phase::Dropped);
    if over { None } else { stands(decision) }
}

/// How it stands with the decision, and what that means for what comes next.
fn stands(decision: &DecisionState) -> Option<String> {
    match decision.phase {
        Phase::Dropped => Some(tr!("item-why-dropped")),
        Phase::Submitted if decision.changed => Some(tr!("item-why-submitted-changed")),
        Phase::Submitted => Some(tr!("item-why-submitted")),
        Phase::Agreed | Phase::Running if decision.changed => Some(tr!("item-why-changed")),
        Phase::Agreed => Some(tr!("item-why-agreed")),
        Phase::Idea | Phase::Draft => Some(tr!("item-why-undecided")),
        Phase::Held => Some(tr!("item-why-held")),
        Phase::SentBack => Some(tr!("item-why-sent-back")),
        Phase::Refused => Some(tr!("item-why-refused")),
        Phase::Running | Phase::Finished => None,
    }
}

/// By whom and when it was asked to share exactly this, and who must answer now.
fn asked_already(view: &ItemView, all: &View) -> Option<String> {
    let waits = || tr!("item-asked-waits", who = words::alderman_of(all));
    let asked = || asked_by(view).map_or_else(|| tr!("item-why-asked"), |by| format!("{by} {}", waits()));
    view.asked_as_is.then(asked)
}

/// By whom and when the open request was made.
fn asked_by(view: &ItemView) -> Option<String> {
    let asked = |event: &&Event| event.counts && matches!(event.what, EventKind::ConsentRequested(_));
    let event = view.history.iter().rev().filter(|_| view.asked).find(asked)?;
    let when = format::local(event.time.0).map(format::date_time).unwrap_or_default();
    Some(tr!("item-asked-by", who = words::who(&event.who), when = when))
}

/// What comes next, or why something is not possible. Nothing for what needs no explanation.
fn next_step(view: &ItemView, all: &View) -> Option<String> {
    let mut sentences: Vec<String> = Vec::new();
    if let Some(decision) = &view.decision {
        let may_ask = all.may(Action::Ask);
        sentences.extend(stands(decision));
        if !may_ask && !matches!(decision.phase, Phase::Finished | Phase::Dropped | Phase::Submitted) {
            sentences.push(tr!("item-why-officer-only"));
        }
    }
    if view.asked {
        sentences.push(asked_already(view, all).unwrap_or_else(|| {
            // The text moved on: it may be asked again.
            asked_by(view).map_or_else(|| tr!("item-why-asked"), |by| format!("{by} {}", tr!("item-asked-earlier")))
        }));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}
