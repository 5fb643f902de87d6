//! The long text: an editor that is sent when one pauses or leaves, never per keystroke.

use deelbaar_schema::field::Field;
use deelbaar_schema::plan::{Item, ItemKind};
use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::{Context, Id, Ui};

use super::Editor;
use super::buffer::Followed;
use super::fields::{body_label, field_id};
use crate::engine::{Command, ItemView};
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Level, Notice, NoticeKind, TextField, heading, markdown, muted};

/// Typing pauses: time to keep the text.
const IDLE_SECONDS: f64 = 1.0;
/// From here on an editor slows down, and a section is too long to share: it is time to split it.
const LONG_TEXT: usize = 100 * 1024;

/// How many lines an empty editor shows.
fn rows(kind: ItemKind) -> usize {
    if kind == ItemKind::Section { 12 } else { 5 }
}

impl Editor {
    pub(super) fn body(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        let item = &view.item;
        if !view.can.edit {
            heading(ui, Level::Three, &body_label(item.kind));
            read_only(ui, &item.body);
            return;
        }
        if self.preview {
            heading(ui, Level::Three, &body_label(item.kind));
            read_only(ui, &self.body.text);
        } else {
            self.body_editor(ui, cx, item);
        }
        let words = if self.preview { tr!("item-edit-text") } else { tr!("item-preview") };
        let icon = if self.preview { Icon::Pencil } else { Icon::Eye };
        if ui.add(Button::quiet(words).icon(icon).compact().key("preview")).clicked() {
            self.send_body(item, cx.commands);
            self.preview = !self.preview;
        }
    }

    fn body_editor(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, item: &Item) {
        let id = field_id(item, Field::Body.name());
        let label = body_label(item.kind);
        let hint = tr!("item-markdown-hint");
        let response =
            TextField::new(&label, &mut self.body.text).id(id).hint(&hint).multiline(rows(item.kind)).show(ui).response;
        let now = ui.input(|input| input.time);
        if response.changed() {
            self.body.typed();
            self.typed_at = now;
        }
        if self.body.is_dirty() && !self.body.is_stuck() {
            let left = self.typed_at + IDLE_SECONDS - now;
            if response.lost_focus() || left <= 0.0 {
                self.send_body(item, cx.commands);
            } else {
                ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
            }
        }
        if self.body.is_stuck()
            && Notice::new(NoticeKind::Warning, &tr!("item-not-kept")).action(&tr!("item-keep-again")).show(ui).acted
        {
            self.send_body(item, cx.commands);
        }
        if self.body.text.len() > LONG_TEXT {
            let _shown = Notice::new(NoticeKind::Warning, &tr!("item-long-text")).show(ui);
        }
    }

    /// Sends what was typed, if anything.
    pub(super) fn send_body(&mut self, item: &Item, commands: &mut Vec<Command>) {
        if let Some((base, text)) = self.body.take() {
            self.wrote.insert(item.id);
            commands.push(Command::SetBody { item: item.id, base, text });
        }
    }

    /// Takes a colleague's text over, or sends what was typed first.
    pub(super) fn follow_body(&mut self, ctx: &Context, item: &Item, commands: &mut Vec<Command>) {
        let before = self.body.text.clone();
        match self.body.follow(&item.body) {
            Followed::Nothing => {}
            Followed::SendFirst => self.send_body(item, commands),
            Followed::TookOver => keep_cursor(ctx, field_id(item, Field::Body.name()), &before, &self.body.text),
        }
    }
}

fn read_only(ui: &mut Ui, text: &str) {
    if text.trim().is_empty() {
        muted(ui, &tr!("item-no-text"));
    } else {
        markdown(ui, text, Level::Three);
    }
}

/// After a colleague's edit the cursor stays before the same letter, and the editor's own undo, which would erase that
/// edit, is emptied.
fn keep_cursor(ctx: &Context, id: Id, before: &str, after: &str) {
    let Some(mut state) = egui::TextEdit::load_state(ctx, id) else { return };
    state.clear_undoer();
    if let Some(range) = state.cursor.char_range() {
        let shift = |cursor: CCursor| CCursor { index: CharIndex(moved(cursor.index.0, before, after)), ..cursor };
        state.cursor.set_char_range(Some(CCursorRange {
            primary: shift(range.primary),
            secondary: shift(range.secondary),
            ..range
        }));
    }
    state.store(ctx, id);
}

/// Where a cursor at character `index` of `before` belongs in `after`: what is the same at both ends stays with it.
fn moved(index: usize, before: &str, after: &str) -> usize {
    let same_start = before.chars().zip(after.chars()).take_while(|(old, new)| old == new).count();
    if index <= same_start {
        return index;
    }
    let (old, new) = (before.chars().count(), after.chars().count());
    let room = old.min(new) - same_start;
    let ends = before.chars().rev().zip(after.chars().rev());
    let same_end = ends.take(room).take_while(|(old, new)| old == new).count();
    if index >= old - same_end { new - (old - index) } else { index.min(new - same_end) }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn the_cursor_stays_before_the_same_letter() {
        assert_eq!(moved(4, "een twee", "nul een twee"), 8);
        assert_eq!(moved(3, "een twee", "een twee drie"), 3);
        assert_eq!(moved(8, "een twee", "een drie twee"), 13);
        assert_eq!(moved(6, "een twee drie", "een drie"), 4);
        assert_eq!(moved(2, "één", ""), 0);
        assert_eq!(moved(1, "aa", "aaa"), 1);
    }
}
