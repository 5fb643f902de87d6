//! What was told since the window opened, to read again: a notice that somebody missed.

use std::collections::VecDeque;

use deelbaar_schema::time::Timestamp;
use egui::{Context, Ui};

use crate::ui::kit::{Button, Dialog, NoticeKind, body, focus_when_opened, small};
use crate::ui::theme::space;
use crate::{format, tr};

/// So many are kept; the oldest go first.
const MOST: usize = 50;

/// When, how serious, and what.
type Line = (Timestamp, NoticeKind, String);

/// The notices of this window.
#[derive(Default)]
pub(super) struct Told {
    /// Those that were not shown yet.
    fresh: Vec<(NoticeKind, String)>,
    /// The newest first.
    all: VecDeque<Line>,
    /// The list is open.
    pub(super) open: bool,
}

impl Told {
    /// Remembers one.
    pub(super) fn add(&mut self, kind: NoticeKind, text: &str) {
        self.fresh.push((kind, text.to_owned()));
    }

    /// Notes when the new ones came.
    pub(super) fn note(&mut self, now: Timestamp) {
        for (kind, text) in self.fresh.drain(..) {
            self.all.push_front((now, kind, text));
        }
        self.all.truncate(MOST);
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Shows the list, while it is open.
    pub(super) fn show(&mut self, ctx: &Context) {
        if !self.open {
            return;
        }
        let contents = |ui: &mut Ui, all: &mut VecDeque<Line>| {
            for (time, kind, text) in all.iter() {
                small(ui, &format::local(time.0).map(format::date_time).unwrap_or_default());
                body(ui, &kind.spoken(text));
                ui.add_space(space::S);
            }
        };
        let footer = |ui: &mut Ui, _: &mut VecDeque<Line>| {
            let close = ui.add(Button::secondary(tr!("kit-close")));
            focus_when_opened(&close);
            if close.clicked() {
                ui.close();
            }
        };
        let title = tr!("shell-messages");
        let shown = Dialog::new("messages", &title).reading().show_with_footer(ctx, &mut self.all, contents, footer);
        self.open = !shown.close;
    }
}
