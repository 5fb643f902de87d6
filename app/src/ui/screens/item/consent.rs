//! Asking the alderman for consent to share: for whom, and which fields go.

use std::collections::BTreeSet;

use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::plan::Item;
use deelbaar_schema::statement::Audience;
use egui::Context;

use super::fields::shown;
use crate::engine::{Command, ItemView};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Checkbox, Dialog, TextField, paragraph, small, strong};
use crate::ui::theme::space;
use crate::{tr, words};

/// Money, hours and names stay at home unless somebody lets them go.
const AT_HOME: [Field; 3] = [Field::Costs, Field::Hours, Field::Contact];

/// What is asked, while the dialog is open.
pub(super) struct Draft {
    goes: BTreeSet<Field>,
    note: String,
}

impl Draft {
    pub(super) fn new(item: &Item) -> Self {
        let goes = choices(item).filter(|field| !AT_HOME.contains(field)).collect();
        Self { goes, note: String::new() }
    }

    /// Shows the dialog. Returns whether it is done.
    pub(super) fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, view: &ItemView) -> bool {
        let title = tr!("consent-ask-title", title = view.item.title.as_str());
        let home = tr!("consent-stays", municipality = cx.view.me.municipality_name.as_str());
        Dialog::new("ask-consent", &title)
            .show(ctx, |ui| {
                paragraph(ui, &tr!("consent-ask-text"));
                ui.add_space(space::S);
                strong(ui, &tr!("consent-for-whom"));
                paragraph(ui, &tr!("consent-region", region = cx.view.me.region_name.as_str()));
                ui.add_space(space::S);
                strong(ui, &tr!("consent-which"));
                small(ui, &tr!("consent-title-goes"));
                for field in choices(&view.item) {
                    let mut goes = self.goes.contains(&field);
                    let label = words::field(view.item.kind, field);
                    let note = if goes { "" } else { home.as_str() };
                    if ui.add(Checkbox::new(&mut goes, &label).note(note)).changed() {
                        if goes {
                            self.goes.insert(field)
                        } else {
                            self.goes.remove(&field)
                        };
                    }
                }
                ui.add_space(space::S);
                let hint = tr!("consent-note-hint");
                TextField::new(&tr!("consent-note"), &mut self.note).hint(&hint).multiline(2).show(ui);
                ui.add_space(space::M);
                ui.horizontal_wrapped(|ui| {
                    if ui.add(Button::primary(tr!("consent-ask")).icon(Icon::Send)).clicked() {
                        cx.send(self.command(view));
                        ui.close();
                    }
                    if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                        ui.close();
                    }
                });
            })
            .close
    }

    /// Also fields that are empty now are withheld when they usually stay at home.
    fn command(&self, view: &ItemView) -> Command {
        let item = &view.item;
        let withheld = item.kind.fields().iter().copied().filter(|field| {
            let choice = choices(item).any(|chosen| chosen == *field);
            field.shareable() && if choice { !self.goes.contains(field) } else { AT_HOME.contains(field) }
        });
        Command::RequestConsent {
            item: item.id,
            without: Mask::without(withheld),
            audience: Audience::Region,
            note: self.note.trim().to_owned(),
        }
    }
}

/// The fields that one can choose about: those that are filled in and may leave at all.
fn choices(item: &Item) -> impl Iterator<Item = Field> {
    item.kind.fields().iter().copied().filter(|field| {
        field.shareable()
            && if *field == Field::Body { !item.body.trim().is_empty() } else { !shown(item, *field).is_empty() }
    })
}
