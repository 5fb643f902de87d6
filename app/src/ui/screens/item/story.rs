//! What happened to an item, what colleagues say about it, and who confirmed that a copy was deleted.

use deelbaar_schema::gate::Phase;
use egui::Ui;

use super::Editor;
use super::fields::field_id;
use crate::engine::{Command, Event, ItemView, View};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, HistoryStep, Level, TextField, details, heading, history, paragraph, small};
use crate::ui::theme::space;
use crate::{format, tr, words};

impl Editor {
    pub(super) fn story(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        show_history(ui, view);
        show_purges(ui, cx.view, view);
        self.comments(ui, cx, view);
    }

    fn comments(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        if view.comments.is_empty() && !view.can.edit {
            return;
        }
        ui.add_space(space::M);
        heading(ui, Level::Three, &tr!("item-comments"));
        small(ui, &tr!("item-comments-private", municipality = cx.view.me.municipality_name.as_str()));
        for comment in &view.comments {
            let when = moment(comment.comment.time.0);
            small(ui, &tr!("item-comment-by", who = words::who(&comment.who), when = when));
            paragraph(ui, &comment.comment.text);
        }
        if !view.can.edit {
            return;
        }
        let label = tr!("item-comment-new");
        TextField::new(&label, &mut self.comment).id(field_id(&view.item, "comment")).multiline(2).show(ui);
        let text = self.comment.trim();
        let empty = text.is_empty().then(|| tr!("item-comment-first"));
        if ui.add(Button::secondary(tr!("item-comment-add")).icon(Icon::Chat).unless(empty)).clicked() {
            cx.send(Command::Comment { item: view.item.id, text: text.to_owned() });
            self.comment.clear();
        }
    }
}

fn moment(milliseconds: i64) -> String {
    format::local(milliseconds).map(format::date_time).unwrap_or_default()
}

fn event_words(event: &Event) -> String {
    let what = words::event(event.what);
    let who = words::by(event);
    if event.note.is_empty() {
        tr!("item-event", what = what, who = who)
    } else {
        tr!("item-event-note", what = what, who = who, note = event.note.as_str())
    }
}

fn show_history(ui: &mut Ui, view: &ItemView) {
    if view.history.is_empty() {
        return;
    }
    ui.add_space(space::M);
    heading(ui, Level::Three, &tr!("item-history"));
    let mut lines: Vec<(String, String)> = view
        .history
        .iter()
        .map(|event| {
            let day = format::local(event.time.0).map(|time| format::date_day_month(time.date()));
            (day.unwrap_or_default(), event_words(event))
        })
        .collect();
    let waits = match &view.decision {
        Some(decision) if decision.phase == Phase::Submitted => Some(tr!("item-waits-decision")),
        _ if view.asked => Some(tr!("item-waits-consent")),
        _ => None,
    };
    let is_waiting = waits.is_some();
    lines.extend(waits.map(|words| (tr!("item-now"), words)));
    let last = lines.len().saturating_sub(1);
    let steps: Vec<HistoryStep<'_>> = lines
        .iter()
        .enumerate()
        .map(|(index, (when, what))| HistoryStep { when, what, current: is_waiting && index == last })
        .collect();
    history(ui, &steps);
}

/// After a withdrawal: per municipality whether its devices confirmed that they deleted it.
fn show_purges(ui: &mut Ui, all: &View, view: &ItemView) {
    if view.purges.is_empty() {
        return;
    }
    ui.add_space(space::M);
    heading(ui, Level::Three, &tr!("item-purges"));
    let said = |confirmed| if confirmed { tr!("item-purge-confirmed") } else { tr!("item-purge-unknown") };
    let rows: Vec<_> = all.purges_of(view).into_iter().map(|(name, confirmed)| (name, said(confirmed))).collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    details(ui, &rows);
}
