//! One item of the plan: what it says, where it stands, who sees it, and what can be done with it. The same for sections,
//! activities, conversations and inventory entries; what differs comes from [`ItemKind::fields`].

mod actions;
pub mod add;
mod body;
pub mod browser;
mod buffer;
mod consent;
pub mod fields;
pub mod files;
mod jump;
mod revise;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use deelbaar_schema::field::Field;
use deelbaar_schema::gate::{DecisionState, Phase};
use deelbaar_schema::id::ItemId;
use egui::text::CCursorRange;
use egui::{Id, Ui};

use self::buffer::Buffer;
use self::consent::Draft;
use crate::engine::{Command, ItemView, View};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Card, Landmark, Level, NoticeKind, belongs_to, chip_row, heading, next_heading};
use crate::ui::kit::{Chip, Notice};
use crate::ui::theme::{size, space};
use crate::ui::{marks, screens::pane};
use crate::{format, tr, words};

/// The detail of one item, and everything typed in it that was not sent yet.
#[derive(Default)]
pub struct Editor {
    item: Option<ItemId>,
    title: Buffer,
    body: Buffer,
    /// When something was last typed in the body, in egui's seconds.
    typed_at: f64,
    lines: BTreeMap<Field, Buffer>,
    /// What could not be read from a field, in words.
    refused: BTreeMap<Field, String>,
    form: Form,
    /// The text is shown as it will look.
    preview: bool,
    comment: String,
    consent: Option<Draft>,
    revising: Option<revise::Draft>,
    files: files::Files,
    withdrawing: bool,
    /// What must be selected in which field.
    sought: Option<(Id, CCursorRange)>,
    /// Texts that could not be kept, of items that are not open any more.
    rescued: BTreeMap<ItemId, (String, String)>,
    /// The items of which a text was sent from this editor.
    wrote: BTreeSet<ItemId>,
}

/// Whether the fields show as a form instead of as details.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Closed,
    /// It shows in this frame for the first time, and takes the focus.
    Opening,
    Open,
}

impl Editor {
    /// Shows `view`, in a card that scrolls, with its actions below.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        self.open(cx.view, view, cx.commands);
        self.follow_body(ui.ctx(), &view.item, cx.commands);
        self.follow_fields(&view.item, cx.commands);
        self.select_sought(ui.ctx());
        ui.push_id(view.item.id, |ui| {
            Landmark::Complementary.show(ui, &tr!("item-detail", title = view.item.title.as_str()), |ui| {
                Card::new().show(ui, |ui| self.card(ui, cx, view));
            });
        });
        self.dialogs(ui, cx, view);
    }

    fn card(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        if ui.available_height() < size::MENU_MAX_HEIGHT {
            // Too low to keep the actions in view: they scroll along.
            pane::scroll(ui, "item", |ui| {
                let title = next_heading(ui);
                self.contents(ui, cx, view);
                belongs_to(ui, title);
                self.actions(ui, cx, view);
            });
            return;
        }
        let mut both = (self, cx);
        pane::with_footer(
            ui,
            "item",
            &mut both,
            |ui, (editor, cx)| pane::scroll(ui, "item", |ui| editor.contents(ui, cx, view)),
            |ui, (editor, cx)| editor.actions(ui, cx, view),
        );
        // Both parts have a place of their own; the card still goes around them.
        ui.expand_to_include_rect(ui.max_rect());
    }

    fn contents(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        chip_row(ui, |ui| {
            if let Some(decision) = &view.decision {
                ui.add(standing(decision, cx.view));
            }
            ui.add(&marks::visibility(view, cx.view));
            if let Some(asked) = marks::also_asked(view) {
                ui.add(&asked);
            }
        });
        heading(ui, Level::Two, &numbered(view));
        notices(ui, view);
        let editing = self.form != Form::Closed;
        if editing && view.can.edit {
            self.show_form(ui, cx, view);
        } else {
            fields::show_details(ui, &view.item);
        }
        if view.can.edit {
            let (words, icon) =
                if editing { (tr!("item-form-done"), Icon::Check) } else { (tr!("item-form-edit"), Icon::Pencil) };
            ui.add_space(space::XS);
            if ui.add(Button::quiet(words).icon(icon).compact().key("form")).clicked() {
                self.send_fields(&view.item, cx.commands);
                self.form = match (editing, self.refused.is_empty()) {
                    (false, _) => Form::Opening,
                    (true, true) => Form::Closed,
                    // What cannot be read stays in sight, with the reason below it.
                    (true, false) => Form::Open,
                };
            }
        }
        ui.add_space(space::S);
        self.body(ui, cx, view);
        self.files(ui, cx, view);
        self.story(ui, cx, view);
        if view.can.edit {
            self.tidy(ui, cx, view);
        }
    }

    /// Makes the buffers those of `view`; what was typed in another item is sent first.
    fn open(&mut self, all: &View, view: &ItemView, commands: &mut Vec<Command>) {
        if self.item == Some(view.item.id) {
            return;
        }
        self.flush(all, commands);
        let id = view.item.id;
        let body = match self.rescued.remove(&id) {
            Some((base, text)) => Buffer::rescued(base, text, &view.item.body),
            None => Buffer::new(&view.item.body),
        };
        let (rescued, wrote) = (std::mem::take(&mut self.rescued), std::mem::take(&mut self.wrote));
        *self = Self { item: Some(id), title: Buffer::new(&view.item.title), body, rescued, wrote, ..Self::default() };
    }

    /// Sends everything that was typed and not sent: before another item opens, another screen shows, or an act that is
    /// about the content.
    pub fn flush(&mut self, all: &View, commands: &mut Vec<Command>) {
        let Some(view) = self.item.and_then(|id| all.item(id)) else { return };
        if self.body.is_stuck() && self.body.is_dirty() {
            return;
        }
        self.send_body(&view.item, commands);
        self.send_fields(&view.item, commands);
    }

    /// Something was typed that is not on this device's disk yet.
    pub fn is_dirty(&self) -> bool {
        let lines = self.lines.values().any(Buffer::is_dirty);
        !self.rescued.is_empty() || self.body.is_dirty() || self.title.is_dirty() || lines
    }

    /// Something was typed that is not kept unless the person does something about it.
    pub fn is_stuck(&self) -> bool {
        let body = self.body.is_dirty() && self.body.is_stuck();
        let title = self.title.is_dirty() && self.title.text.trim().is_empty();
        body || title || !self.refused.is_empty() || !self.rescued.is_empty()
    }

    /// Hears what came of a command. What was not kept stays in the editor.
    pub fn settled(&mut self, command: &Command, kept: bool) {
        match command {
            Command::SetBody { item, base, .. } if self.item == Some(*item) => self.body.settled(base, kept),
            Command::SetBody { item, base, text } if !kept && self.wrote.contains(item) => {
                self.rescued.insert(*item, (base.clone(), text.clone()));
            }
            Command::SetTitle { item, .. } if self.item == Some(*item) => self.title.settled_short(kept),
            Command::SetField { item, field, .. } if self.item == Some(*item) => {
                if let Some(buffer) = self.lines.get_mut(field) {
                    buffer.settled_short(kept);
                }
            }
            _ => {}
        }
    }
}

/// "2.4.6 Zo doen wij een schouw".
pub fn numbered(view: &ItemView) -> String {
    let number = view.item.line(Field::Number);
    if number.is_empty() { view.item.title.clone() } else { format!("{number} {}", view.item.title) }
}

/// "Ter besluitvorming · sinds 2 dagen" for what waits; otherwise only where it stands.
fn standing(decision: &DecisionState, all: &View) -> Chip<'static> {
    let (icon, tone) = marks::phase_look(decision.phase);
    let since = decision.since.and_then(|time| format::local(time.0)).zip(format::local(all.now.0));
    match since {
        Some((since, now)) if decision.phase == Phase::Submitted => {
            let phase = words::phase(decision.phase);
            let ago = format::relative(since, now);
            Chip::new(tone, tr!("item-standing-since", phase = phase, ago = ago)).icon(icon)
        }
        _ => marks::phase(decision),
    }
}

/// What somebody must know before they go on.
fn notices(ui: &mut Ui, view: &ItemView) {
    let mut said: Vec<(NoticeKind, String)> = Vec::new();
    if let Some(decision) = &view.decision {
        if decision.contradiction {
            said.push((NoticeKind::Error, tr!("item-contradiction")));
        }
        if decision.changed {
            said.push((NoticeKind::Warning, tr!("item-changed-since-decision")));
        }
        if !decision.note.is_empty() {
            said.push((NoticeKind::Info, tr!("item-alderman-says", note = decision.note.as_str())));
        }
    }
    if let Some(consent) = view.consent.as_ref().filter(|consent| !consent.note.is_empty()) {
        said.push((NoticeKind::Info, tr!("item-consent-says", note = consent.note.as_str())));
    }
    match &view.declined {
        Some((true, why)) => said.push((NoticeKind::Warning, tr!("item-consent-returned", note = why.as_str()))),
        Some((false, why)) => said.push((NoticeKind::Warning, tr!("item-consent-refused", note = why.as_str()))),
        None => {}
    }
    for (kind, text) in said {
        let _shown = Notice::new(kind, &text).show(ui);
    }
}
