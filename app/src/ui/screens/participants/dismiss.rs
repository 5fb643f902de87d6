//! Ending the part that a municipality takes in the region.

use deelbaar_schema::id::MunicipalityCode;
use egui::Ui;

use super::term::read_day;
use crate::engine::Command;
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, Dialog, Dropdown, Level, TextField, card, focus_when_opened, heading, paragraph};
use crate::ui::theme::{size, space};
use crate::{format, tr};

/// What was chosen and typed.
#[derive(Default)]
pub(super) struct Dismiss {
    chosen: Option<MunicipalityCode>,
    asking: bool,
    last_day: String,
    error: Option<String>,
}

impl Dismiss {
    /// Shows the card, for whoever holds the region's key.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        let others = view.region.municipalities.iter().filter(|m| m.takes_part && m.code != view.me.municipality);
        let options: Vec<(MunicipalityCode, String)> = others.map(|m| (m.code, m.name.clone())).collect();
        let Some((first, _)) = options.first().filter(|_| view.me.may_invite_municipalities) else { return };
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("dismiss-title"));
            paragraph(ui, &tr!("dismiss-text"));
            ui.add_space(space::S);
            let mut chosen = self.chosen.filter(|code| options.iter().any(|(o, _)| o == code)).unwrap_or(*first);
            Dropdown::new(&tr!("dismiss-which"), &mut chosen, &options).show(ui);
            self.chosen = Some(chosen);
            ui.add_space(space::S);
            if ui.add(Button::danger(tr!("dismiss-open")).icon(Icon::Prohibit)).clicked() {
                self.asking = true;
                self.last_day = format::date_input(view.today);
            }
            if self.asking {
                let name = options.iter().find(|(code, _)| *code == chosen).map(|(_, name)| name.as_str());
                self.ask(ui, cx, chosen, name.unwrap_or_default());
            }
        });
    }

    fn ask(&mut self, ui: &Ui, cx: &mut Cx<'_>, code: MunicipalityCode, name: &str) {
        let question = tr!("dismiss-question", name = name);
        let shown = Dialog::new("dismiss", &question).alert().show(ui.ctx(), |ui| {
            paragraph(ui, &tr!("dismiss-does", name = name));
            ui.add_space(space::S);
            paragraph(ui, &tr!("dismiss-does-not", name = name));
            ui.add_space(space::S);
            let (label, hint, pattern) = (tr!("dismiss-last-day"), tr!("dismiss-last-day-hint"), tr!("date-pattern"));
            let field = TextField::new(&label, &mut self.last_day).hint(&hint).placeholder(&pattern).required();
            if field.error(self.error.as_deref()).width(size::DETAIL).show(ui).response.changed() {
                self.error = None;
            }
            ui.add_space(space::M);
            ui.horizontal_wrapped(|ui| {
                let keep = ui.add(Button::secondary(tr!("lost-keep")));
                focus_when_opened(&keep);
                if keep.clicked() {
                    ui.close();
                }
                if ui.add(Button::danger(tr!("lost-confirm")).icon(Icon::Prohibit)).clicked() {
                    let yesterday = cx.view.today.pred_opt().unwrap_or(cx.view.today);
                    match read_day(&self.last_day, yesterday, &tr!("dismiss-last-day-past")) {
                        Ok(Some(last_day)) => {
                            cx.send(Command::Dismiss { municipality: code, last_day });
                            ui.close();
                        }
                        Ok(None) => self.error = Some(tr!("dismiss-last-day-past")),
                        Err(words) => self.error = Some(words),
                    }
                }
            });
        });
        self.asking = !shown.close;
    }
}
