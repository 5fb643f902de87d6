//! The screen of a locked workspace: nothing of it was read yet, so nothing of it shows.

use std::time::Duration;

use deelbaar_sync::store::Passphrase;
use egui::{Id, TextEdit, Ui};
use zeroize::Zeroizing;

use crate::ui::Icon;
use crate::ui::kit::{
    Button, Card, Checkbox, Landmark, Level, Notice, NoticeKind, TextField, heading_colored, live_status, paragraph,
    scroll_page, small,
};
use crate::ui::theme::{Theme, size, space};
use crate::{format, tr};

/// What the screen remembers.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is something the screen remembers by itself")]
pub struct Unlock {
    typed: Zeroizing<String>,
    visible: bool,
    /// The workspace is being opened.
    pub busy: bool,
    error: Option<String>,
    /// Set with an error: how long the next try has to wait.
    wait: Option<Duration>,
    /// When it may be tried again, in seconds of egui's clock.
    until: Option<f64>,
    /// It may be tried again: to be said once.
    again: bool,
    /// The field had the focus once.
    begun: bool,
    /// Somebody who forgot the passphrase goes on with a code, in another place.
    pub begins_anew: bool,
}

impl Unlock {
    /// The passphrase was not right, or was not tried; `wait` is how long the next try has to wait.
    pub fn refused(&mut self, error: String, wait: Duration) {
        self.busy = false;
        self.error = Some(error);
        self.again = false;
        self.wait = (!wait.is_zero()).then_some(wait);
        self.until = None;
        self.begun = false;
    }

    /// Shows the screen; returns what was typed, when it should be tried.
    pub fn show(&mut self, ui: &mut Ui) -> Option<Passphrase> {
        let waits = self.waits(ui);
        Landmark::Main
            .show(ui, &tr!("unlock-title"), |ui| {
                scroll_page(ui, "unlock", |ui| {
                    ui.set_max_width(ui.available_width().min(size::TEXT_MAX_WIDTH));
                    self.contents(ui, waits)
                })
            })
            .inner
    }

    /// Counts down. How many seconds are left, when the person has to wait.
    fn waits(&mut self, ui: &Ui) -> Option<u64> {
        let now = ui.input(|input| input.time);
        if let Some(wait) = self.wait.take() {
            self.until = Some(now + wait.as_secs_f64());
        }
        let left = self.until? - now;
        if left <= 0.0 {
            self.until = None;
            self.again = true;
            return None;
        }
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left.min(1.0)));
        Some(Duration::from_secs_f64(left).as_secs() + 1)
    }

    fn contents(&mut self, ui: &mut Ui, waits: Option<u64>) -> Option<Passphrase> {
        ui.add_space(space::XL);
        let primary = Theme::of(ui.ctx()).palette().primary;
        heading_colored(ui, Level::One, &tr!("unlock-title"), primary);
        paragraph(ui, &tr!("unlock-text"));
        ui.add_space(space::S);
        if let Some(error) = &self.error {
            Notice::new(NoticeKind::Error, error).show(ui);
            ui.add_space(space::S);
        }
        let status = match waits {
            _ if self.busy => tr!("unlock-busy"),
            None if self.again => tr!("unlock-again"),
            _ => String::new(),
        };
        live_status(ui, &status);
        let tried = Card::new().show(ui, |ui| self.form(ui, waits)).inner;
        ui.add_space(space::M);
        small(ui, &tr!("unlock-forgotten"));
        let unless = self.busy.then(|| tr!("unlock-busy"));
        self.begins_anew |= ui.add(Button::secondary(tr!("unlock-anew")).icon(Icon::Plus).unless(unless)).clicked();
        tried
    }

    fn form(&mut self, ui: &mut Ui, waits: Option<u64>) -> Option<Passphrase> {
        let id = Id::unique("unlock-passphrase");
        let label = tr!("unlock-label");
        let mut field = TextField::new(&label, &mut *self.typed).id(id);
        if !self.visible {
            field = field.password();
        }
        let shown = field.show(ui);
        if !std::mem::replace(&mut self.begun, true) {
            shown.response.request_focus();
        }
        ui.add(Checkbox::new(&mut self.visible, &tr!("unlock-visible")));
        ui.add_space(space::S);
        let why_not = match (self.busy, waits) {
            (true, _) => Some(tr!("unlock-busy")),
            (_, Some(_)) => Some(tr!("unlock-waits")),
            _ => None,
        };
        let may = why_not.is_none();
        let pressed = ui.add(Button::primary(tr!("unlock-button")).icon(Icon::Key).unless(why_not)).clicked();
        if let Some(seconds) = waits {
            // Not a live region: a number that is spoken every second helps nobody. The error above says it once.
            small(ui, &tr!("unlock-wait", wait = format::waiting(Duration::from_secs(seconds))));
        }
        if !may || !(pressed || shown.submitted) || self.typed.is_empty() {
            return None;
        }
        // Nothing of what was typed stays in the field's own memory of edits.
        TextEdit::store_state(ui.ctx(), id, egui::text_edit::TextEditState::default());
        let typed = std::mem::take(&mut *self.typed);
        (self.busy, self.error, self.again) = (true, None, false);
        Some(Passphrase::new(typed))
    }
}
