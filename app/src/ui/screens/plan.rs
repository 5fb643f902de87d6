//! *Maatwerkplan*: the sections as an outline, with the text of one of them beside it.

mod import;

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Action;
use egui::Ui;

use self::import::{Dropped, Importing};
use super::item::add::{Adding, words_for};
use super::item::browser::Browser;
use super::item::files::waits_for_files;
use super::item::numbered;
use super::pane::{inside, panes};
use crate::engine::ItemView;
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{
    Button, Card, ColumnWidth, DataTable, Level, Room, TableColumn, empty_state, heading, live_status,
};
use crate::ui::marks;
use crate::ui::theme::{size, space};

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    /// The outline and its detail.
    pub browser: Browser,
    importing: Option<Importing>,
}

impl State {
    /// Opens the dialog that reads a document.
    pub fn import(&mut self) {
        self.importing = Some(Importing::default());
    }

    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        let items: Vec<&ItemView> = view.of_kind(&[ItemKind::Section]).collect();
        let may_edit = view.may(Action::EditPlan);
        if may_edit && !waits_for_files(ui.ctx()) {
            match import::take_dropped(ui.ctx(), cx) {
                Dropped::Nothing => {}
                Dropped::Sent => self.importing = None,
                Dropped::Refused(dialog) => self.importing = Some(dialog),
            }
        }
        if items.is_empty() {
            self.empty(ui, may_edit);
        } else {
            self.browser.keep_selected(&items);
            let wide = Room::of(ui) == Room::Wide;
            let panes = panes(ui, if wide { size::OUTLINE } else { size::LIST }, self.browser.reading);
            if let Some(rect) = panes.list {
                inside(ui, "list", rect, |ui| self.outline(ui, cx, &items, may_edit));
            }
            if let Some(rect) = panes.detail {
                self.browser.detail(ui, cx, rect, panes.alone());
            }
        }
        self.browser.dialogs(ui, cx);
        if let Some(importing) = &mut self.importing
            && importing.show(ui.ctx(), cx)
        {
            self.importing = None;
        }
    }

    fn empty(&mut self, ui: &mut Ui, may_edit: bool) {
        heading(ui, Level::One, &tr!("screen-plan"));
        let button = may_edit.then(|| Button::primary(tr!("plan-import")).icon(Icon::Import));
        let pressed = empty_state(ui, Icon::File, &tr!("plan-empty"), &tr!("plan-empty-text"), button);
        if pressed.is_some_and(|response| response.clicked()) {
            self.import();
        }
        if may_edit {
            // Under the name that it has later too: the manual says it.
            let words = words_for(ItemKind::Section);
            let write = ui.vertical_centered(|ui| ui.add(Button::secondary(words).icon(Icon::Plus)));
            if write.inner.clicked() {
                self.browser.add_kind(ItemKind::Section);
            }
        }
    }

    fn outline(&mut self, ui: &mut Ui, cx: &Cx<'_>, items: &[&ItemView], may_edit: bool) {
        heading(ui, Level::One, &tr!("screen-plan"));
        live_status(ui, &tr!("plan-count", count = items.len()));
        if may_edit {
            ui.add_space(space::S);
            ui.horizontal_wrapped(|ui| {
                if ui.add(Button::primary(words_for(ItemKind::Section)).icon(Icon::Plus)).clicked() {
                    let selected = self.browser.selected().and_then(|id| cx.view.item(id));
                    let parent = selected.map(|view| (view.item.id, view.item.title.clone()));
                    self.browser.add(Adding::new(ItemKind::Section).or_below(parent));
                }
                if ui.add(Button::secondary(tr!("plan-import")).icon(Icon::Import)).clicked() {
                    self.import();
                }
            });
        }
        ui.add_space(space::S);
        Card::new().flush().show(ui, |ui| self.table(ui, cx, items));
    }

    fn table(&mut self, ui: &mut Ui, cx: &Cx<'_>, items: &[&ItemView]) {
        let with_mark = ui.available_width() > size::LIST + size::FIELD_MIN_WIDTH;
        let mut columns = vec![TableColumn::new(tr!("plan-column-section"), ColumnWidth::Fill(size::FIELD_MIN_WIDTH))];
        if with_mark {
            columns.push(TableColumn::new(tr!("plan-column-mark"), ColumnWidth::Auto(size::FIELD_MIN_WIDTH)));
        }
        let place = self.browser.place(items);
        let name = tr!("plan-outline");
        let response = DataTable::new("outline", &name, columns).selected(place).two_lines().show(
            ui,
            items.len(),
            |index, cells| {
                let view = items[index];
                let (title, mark) = (numbered(view), marks::visibility(view, cx.view));
                if !with_mark {
                    return cells.titled_mark(view.depth, &title, &mark, &tr!("plan-column-mark"));
                }
                if view.depth == 0 {
                    cells.strong(&title);
                } else {
                    cells.indented(view.depth, &title);
                }
                cells.mark(&mark);
            },
        );
        if let Some(index) = response.chosen {
            self.browser.select(items[index].item.id);
        }
    }
}
