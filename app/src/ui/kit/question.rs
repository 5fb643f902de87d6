//! A question over the page that takes a yes or a no, with what must be known or filled in for it.

use std::borrow::Cow;

use egui::{Context, Ui};

use super::button::Button;
use super::dialog::{Dialog, focus_after_closing, focus_when_opened};
use super::form::tried;
use super::lost::above_dialog;
use crate::tr;
use crate::ui::icon::Icon;

/// What came of a [`Question`] in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It stays open.
    Open,
    /// No, or Escape.
    No,
    /// Yes, and what was filled in is sound.
    Yes,
}

/// A question with two answers. The title is its name for assistive technology; Escape is a no; the answers stay in view
/// below contents that scroll.
#[must_use = "call `show`"]
pub struct Question<'a> {
    salt: &'a str,
    title: &'a str,
    yes: Cow<'a, str>,
    no: Cow<'a, str>,
    icon: Icon,
    danger: bool,
}

impl<'a> Question<'a> {
    /// Something that cannot be taken back. The safe answer comes first and has the focus. After a yes the focus is on the heading
    /// above what was pressed, after a no where it was.
    pub fn danger(salt: &'a str, title: &'a str, yes: impl Into<Cow<'a, str>>, no: impl Into<Cow<'a, str>>) -> Self {
        Self { salt, title, yes: yes.into(), no: no.into(), icon: Icon::Prohibit, danger: true }
    }

    /// Something to fill in. The first field has the focus.
    pub fn form(salt: &'a str, title: &'a str, yes: impl Into<Cow<'a, str>>) -> Self {
        Self { salt, title, yes: yes.into(), no: tr!("kit-cancel").into(), icon: Icon::Sign, danger: false }
    }

    /// Another icon on the answer that does it.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }

    /// Shows the question. `sound` is asked on a yes: where it is not, the question stays, and its fields say what is wrong.
    pub fn show<S>(
        self,
        ctx: &Context,
        state: &mut S,
        contents: impl FnOnce(&mut Ui, &mut S),
        sound: impl FnOnce(&mut S) -> bool,
    ) -> Answer {
        let mut dialog = Dialog::new(self.salt, self.title);
        if self.danger {
            dialog = dialog.alert();
        }
        let shown = dialog.show_with_footer(ctx, state, contents, |ui, state| {
            let mut yes = false;
            ui.horizontal_wrapped(|ui| {
                if self.danger {
                    self.no_button(ui);
                }
                let pressed = self.yes_button(ui);
                yes = pressed && sound(state);
                if pressed && !yes {
                    tried(ui);
                }
                if !self.danger {
                    self.no_button(ui);
                }
            });
            if yes {
                ui.close();
            }
            yes
        });
        // What was pressed on the page may ask about the next one by now: the focus goes to the heading above it.
        if shown.inner
            && self.danger
            && let Some(heading) = above_dialog(ctx)
        {
            focus_after_closing(ctx, heading);
        }
        match (shown.inner, shown.close) {
            (true, _) => Answer::Yes,
            (false, true) => Answer::No,
            (false, false) => Answer::Open,
        }
    }

    fn yes_button(&self, ui: &mut Ui) -> bool {
        if self.danger {
            // Never by Enter in a field alone.
            return ui.add(Button::danger(&*self.yes).icon(self.icon)).clicked();
        }
        Button::primary(&*self.yes).icon(self.icon).submits(ui)
    }

    fn no_button(&self, ui: &mut Ui) {
        let no = ui.add(Button::secondary(&*self.no));
        if self.danger {
            focus_when_opened(&no);
        }
        if no.clicked() {
            ui.close();
        }
    }
}
