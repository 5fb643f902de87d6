//! *Inventarisatie*: per theme, what is going on and the next step.

use deelbaar_schema::field::Field;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Action;
use egui::Ui;

use super::item::add::words_for;
use super::item::browser::Browser;
use super::pane::{inside, panes, scroll};
use crate::engine::ItemView;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, ItemCard, ItemList, Level, empty_state, heading, muted, page_header};
use crate::ui::marks;
use crate::ui::theme::{size, space};
use crate::{tr, words};

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    /// The list and its detail.
    pub browser: Browser,
}

impl State {
    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        let items: Vec<&ItemView> = view.of_kind(&[ItemKind::Inventory]).collect();
        let may_edit = view.may(Action::EditPlan);
        if items.is_empty() {
            page_header(ui, &words::kinds(ItemKind::Inventory), "", |_| {});
            let button = may_edit.then(|| Button::primary(words_for(ItemKind::Inventory)).icon(Icon::Plus));
            let pressed = empty_state(ui, Icon::Search, &tr!("inventory-empty"), &tr!("inventory-empty-text"), button);
            if pressed.is_some_and(|response| response.clicked()) {
                self.browser.add_kind(ItemKind::Inventory);
            }
        } else {
            self.browser.keep_selected(&items);
            let panes = panes(ui, size::LIST, self.browser.reading);
            if let Some(rect) = panes.list {
                inside(ui, "list", rect, |ui| self.list(ui, cx, &items, may_edit));
            }
            if let Some(rect) = panes.detail {
                self.browser.detail(ui, cx, rect, panes.alone());
            }
        }
        self.browser.dialogs(ui, cx);
    }

    fn list(&mut self, ui: &mut Ui, cx: &Cx<'_>, items: &[&ItemView], may_edit: bool) {
        heading(ui, Level::One, &words::kinds(ItemKind::Inventory));
        muted(ui, &tr!("inventory-subtitle"));
        ui.add_space(space::S);
        if may_edit && ui.add(Button::primary(words_for(ItemKind::Inventory)).icon(Icon::Plus)).clicked() {
            self.browser.add_kind(ItemKind::Inventory);
        }
        ui.add_space(space::S);
        let name = words::kinds(ItemKind::Inventory);
        let place = self.browser.place(items);
        let list = ItemList::new("inventory", &name).selected(place);
        let response = scroll(ui, "inventory", |ui| {
            list.show(ui, items.len(), |index| {
                let item = &items[index].item;
                let theme = item.line(Field::Theme);
                ItemCard {
                    kicker: if theme.is_empty() { tr!("word-no-theme") } else { words::theme(theme) },
                    title: item.title.clone(),
                    note: item.line(Field::NextStep).to_owned(),
                    mark: Some(marks::visibility(items[index], cx.view)),
                }
            })
        });
        if let Some(index) = response.chosen {
            self.browser.select(items[index].item.id);
        }
    }
}
