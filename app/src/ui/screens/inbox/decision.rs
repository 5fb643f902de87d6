//! A decision on an activity or conversation: exactly what was put forward, and four answers.

use deelbaar_schema::act::Outcome;
use deelbaar_schema::field::Field;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::statement::Body;
use egui::Ui;

use super::answer::Answer;
use super::draft::Draft;
use crate::engine::{InboxEntry, ItemView, View};
use crate::ui::kit::{
    Button, Level, Notice, NoticeKind, card, divider, figure, heading, muted, paragraph, reading_area, small,
};
use crate::ui::screens::{
    pane::{cramped, with_footer},
    section,
};
use crate::ui::theme::space;
use crate::ui::{Icon, marks};
use crate::{format, tr, words};

/// Shows a request for a decision; returns what was chosen.
pub(super) fn show(ui: &mut Ui, draft: &mut Draft, entry: &InboxEntry, changed: bool, view: &View) -> Option<Answer> {
    card(ui, |ui| {
        ui.set_min_height(ui.available_height());
        let Some(item) = view.item(entry.item) else {
            heading(ui, Level::Two, &entry.title);
            Notice::new(NoticeKind::Warning, &tr!("inbox-item-gone")).show(ui);
            return None;
        };
        if cramped(ui) {
            return reading_area(ui, entry.request, &tr!("inbox-content"), |ui| {
                contents(ui, draft, entry, item, changed, view);
                footer(ui, entry, changed, view)
            });
        }
        with_footer(
            ui,
            "decision",
            draft,
            |ui, draft| {
                reading_area(ui, entry.request, &tr!("inbox-content"), |ui| {
                    contents(ui, draft, entry, item, changed, view);
                });
            },
            |ui, _| footer(ui, entry, changed, view),
        )
    })
    .inner
}

fn contents(ui: &mut Ui, draft: &mut Draft, entry: &InboxEntry, item: &ItemView, changed: bool, view: &View) {
    heading(ui, Level::Two, &entry.title);
    let who = words::who(&entry.who);
    muted(ui, &tr!("inbox-asks-decision", who = who.as_str(), kind = entry.kind.name()));
    if changed {
        Notice::new(NoticeKind::Warning, &tr!("inbox-changed")).show(ui);
        ui.add_space(space::S);
    }
    ui.add(&marks::visibility(item, view));
    if !entry.note.is_empty() {
        small(ui, &tr!("inbox-remark-of", who = words::who(&entry.who)));
        paragraph(ui, &entry.note);
    }
    costs(ui, item);
    // The costs stand above, large.
    let rows: Vec<_> =
        section::substance(&item.item).into_iter().filter(|row| row.field != Some(Field::Costs)).collect();
    if rows.is_empty() && item.item.body.is_empty() {
        paragraph(ui, &tr!("inbox-only-title"));
    } else {
        heading(ui, Level::Three, &tr!("inbox-put-forward"));
        section::show_parts(ui, &rows, &item.item.body, Level::Three);
    }
    if !item.comments.is_empty() {
        ui.add_space(space::S);
        heading(ui, Level::Three, &tr!("inbox-comments"));
        for comment in &item.comments {
            paragraph(ui, &comment.comment.text);
            let date = format::date_short(comment.comment.time.date());
            small(ui, &tr!("inbox-comment-by", who = words::who(&comment.who), date = date));
        }
    }
    if entry.can_answer() && !changed {
        ui.add_space(space::M);
        small(ui, &what_agreeing_does(entry.kind));
        if let Some(giver) = &entry.mandate {
            Notice::new(NoticeKind::Info, &tr!("inbox-under-mandate", giver = words::who(giver))).show(ui);
        }
        if entry.body == Body::Alderman {
            draft.who_decided(ui);
        } else {
            Notice::new(NoticeKind::Info, &tr!("inbox-other-body", body = words::body(entry.body))).show(ui);
            draft.external_fields(ui, entry.body, &tr!("inbox-external-hint"), false);
        }
        draft.note_field(ui, view);
    }
}

fn costs(ui: &mut Ui, item: &ItemView) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        match item.item.costs() {
            Some(cents) => {
                figure(ui, &format::money(cents));
                small(ui, &tr!("inbox-costs"));
            }
            None => drop(small(ui, &tr!("inbox-no-costs"))),
        }
    });
    ui.add_space(space::S);
}

fn footer(ui: &mut Ui, entry: &InboxEntry, changed: bool, view: &View) -> Option<Answer> {
    divider(ui);
    if !entry.can_answer() {
        Notice::new(NoticeKind::Info, &super::read_only_words(entry, view)).show(ui);
        return None;
    }
    if changed {
        Notice::new(NoticeKind::Info, &tr!("inbox-changed-next")).show(ui);
        return None;
    }
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        let buttons = [
            (Button::primary(tr!("inbox-agree")).icon(Icon::Check), Outcome::Agreed),
            (Button::secondary(tr!("inbox-hold")).icon(Icon::Hourglass), Outcome::Held),
            (Button::secondary(tr!("inbox-send-back")).icon(Icon::Return), Outcome::SentBack),
            (Button::danger(tr!("inbox-refuse")).icon(Icon::Prohibit), Outcome::Refused),
        ];
        for (button, outcome) in buttons {
            if button.acts(ui) {
                chosen = Some(Answer::Decide(outcome));
            }
        }
    });
    chosen
}

fn what_agreeing_does(kind: ItemKind) -> String {
    match kind {
        ItemKind::Conversation => tr!("inbox-agree-conversation"),
        _ => tr!("inbox-agree-activity"),
    }
}
