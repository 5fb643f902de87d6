//! Instead of a workspace that is damaged: what is the matter, repairing it, and what came of that.

use egui::{Spinner, Ui};

use crate::tr;
use crate::ui::Icon;
use crate::ui::kit::{
    Button, Landmark, Level, Notice, NoticeKind, card, heading_colored, live_status, paragraph, scroll_page,
};
use crate::ui::theme::{Theme, size, space};

/// What the screen shows.
#[derive(Default)]
pub struct Damaged {
    /// What happened, or why the repair did not work.
    why: String,
    /// It is being repaired.
    pub busy: bool,
    /// What came of it, in sentences.
    done: Vec<String>,
}

/// What somebody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Repair it.
    Repair,
    /// It is repaired: open it.
    Open,
}

impl Damaged {
    /// It cannot be opened, or was not repaired, for this reason.
    pub fn because(why: String) -> Self {
        Self { why, ..Self::default() }
    }

    /// It was repaired: what was kept and what was lost.
    pub fn repaired(done: Vec<String>) -> Self {
        Self { done, ..Self::default() }
    }

    /// Shows the screen.
    pub fn show(&self, ui: &mut Ui) -> Option<Choice> {
        let title = if self.done.is_empty() { tr!("damaged-title") } else { tr!("repaired-title") };
        Landmark::Main
            .show(ui, &title, |ui| {
                scroll_page(ui, "damaged", |ui| {
                    ui.set_max_width(ui.available_width().min(size::TEXT_MAX_WIDTH));
                    ui.add_space(space::XL);
                    let primary = Theme::of(ui.ctx()).palette().primary;
                    heading_colored(ui, Level::One, &title, primary);
                    if self.done.is_empty() { self.offer(ui) } else { self.tell(ui) }
                })
            })
            .inner
    }

    fn offer(&self, ui: &mut Ui) -> Option<Choice> {
        Notice::new(NoticeKind::Error, &self.why).show(ui);
        ui.add_space(space::M);
        let busy = if self.busy { tr!("damaged-busy") } else { String::new() };
        card(ui, |ui| {
            for text in [tr!("damaged-does"), tr!("damaged-new-device"), tr!("damaged-room")] {
                paragraph(ui, &text);
                ui.add_space(space::S);
            }
            let unless = self.busy.then_some(busy.as_str());
            let pressed = ui.add(Button::primary(tr!("damaged-repair")).icon(Icon::Check).unless(unless)).clicked();
            live_status(ui, &busy);
            if self.busy {
                ui.add(Spinner::new());
            }
            pressed.then_some(Choice::Repair)
        })
        .inner
    }

    fn tell(&self, ui: &mut Ui) -> Option<Choice> {
        card(ui, |ui| {
            for sentence in &self.done {
                paragraph(ui, sentence);
                ui.add_space(space::S);
            }
            ui.add(Button::primary(tr!("repaired-open")).icon(Icon::ArrowRight)).clicked().then_some(Choice::Open)
        })
        .inner
    }
}
