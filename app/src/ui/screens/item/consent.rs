//! Asking the alderman for consent to share: for whom, and which fields go.

use std::collections::BTreeSet;

use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::id::SharedId;
use deelbaar_schema::personal;
use deelbaar_schema::plan::Item;
use deelbaar_schema::projection;
use deelbaar_schema::shared::SharedItem;
use deelbaar_schema::statement::Audience;
use egui::{Context, Ui};

use super::fields::shown;
use crate::engine::{Command, ItemView};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Checkbox, Dialog, Notice, NoticeKind, TextField, paragraph, small, strong};
use crate::ui::theme::space;
use crate::{tr, words};

/// Money, hours and names stay at home unless somebody lets them go.
const AT_HOME: [Field; 3] = [Field::Costs, Field::Hours, Field::Contact];

/// What is asked, while the dialog is open.
pub(super) struct Draft {
    goes: BTreeSet<Field>,
    /// What looks like data about a person and may go all the same.
    confirmed: BTreeSet<String>,
    note: String,
}

impl Draft {
    pub(super) fn new(item: &Item) -> Self {
        let goes = choices(item).filter(|field| !AT_HOME.contains(field)).collect();
        Self { goes, confirmed: BTreeSet::new(), note: String::new() }
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
                let open = self.personal(ui, cx, view);
                ui.add_space(space::M);
                if open > 0 {
                    small(ui, &tr!("consent-personal-first", count = open));
                }
                ui.horizontal_wrapped(|ui| {
                    if ui.add_enabled(open == 0, Button::primary(tr!("consent-ask")).icon(Icon::Send)).clicked() {
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

    /// Shows what looks like data about people in what would go, each to be confirmed; returns how many are not.
    fn personal(&mut self, ui: &mut Ui, cx: &Cx<'_>, view: &ItemView) -> usize {
        // Only the texts matter here, not under which id the region will know them.
        let section = SharedId::from_bytes([0; 16]);
        let snapshot = projection::project(&view.item, &self.without(&view.item), cx.view.me.municipality, section);
        let shared = snapshot.ok().and_then(|snapshot| SharedItem::parse(snapshot.bytes()).ok());
        let found = shared.map(|shared| personal::find_in(&shared)).unwrap_or_default();
        self.confirmed.retain(|text| found.iter().any(|found| found.finding.text == *text));
        if found.is_empty() {
            return 0;
        }
        ui.add_space(space::S);
        Notice::new(NoticeKind::Warning, &tr!("consent-personal", count = found.len())).show(ui);
        let mut seen = BTreeSet::new();
        for one in &found {
            let text = &one.finding.text;
            if !seen.insert(text) {
                continue;
            }
            let mut may = self.confirmed.contains(text);
            let label = tr!("consent-personal-may", what = words::found_one(one));
            if ui.add(Checkbox::new(&mut may, &label)).changed() {
                if may {
                    self.confirmed.insert(text.clone())
                } else {
                    self.confirmed.remove(text)
                };
            }
        }
        seen.iter().filter(|text| !self.confirmed.contains(**text)).count()
    }

    /// Also fields that are empty now are withheld when they usually stay at home.
    fn without(&self, item: &Item) -> Mask {
        let withheld = item.kind.fields().iter().copied().filter(|field| {
            let choice = choices(item).any(|chosen| chosen == *field);
            field.shareable() && if choice { !self.goes.contains(field) } else { AT_HOME.contains(field) }
        });
        Mask::without(withheld)
    }

    fn command(&self, view: &ItemView) -> Command {
        Command::RequestConsent {
            item: view.item.id,
            without: self.without(&view.item),
            audience: Audience::Region,
            confirmed: self.confirmed.iter().cloned().collect(),
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
