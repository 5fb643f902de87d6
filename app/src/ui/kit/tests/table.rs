//! The data table with many rows.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::ui::kit::*;

const ROWS: usize = 10_000;

#[derive(Default)]
struct State {
    chosen: Option<usize>,
    sort: Option<usize>,
}

fn table<'a>() -> Harness<'a, State> {
    harness_with(State::default(), |ui, state| {
        ui.add(Button::secondary("Ervoor"));
        let columns = vec![
            TableColumn::new("Activiteit", ColumnWidth::Fill(200.0)).sortable(),
            TableColumn::new("Kosten", ColumnWidth::Exact(100.0)),
            TableColumn::new("Zichtbaar voor", ColumnWidth::Auto(140.0)),
        ];
        let response = DataTable::new("rows", "Activiteiten", columns)
            .selected(state.chosen)
            .sorted(Some((0, Sort::Ascending)))
            .show(ui, ROWS, |index, cells| {
                cells.strong(&format!("Schouw {index}"));
                cells.number("€ 650");
                cells.mark(&VisibilityMark::Public);
            });
        state.chosen = response.chosen.or(state.chosen);
        state.sort = response.sort.or(state.sort);
    })
}

fn name(index: usize) -> String {
    format!("Activiteit: Schouw {index}, Kosten: € 650, Zichtbaar voor: Openbaar")
}

fn press(harness: &mut Harness<'_, State>, key: Key) {
    harness.key_press(key);
    harness.run();
}

#[test]
fn a_row_is_one_option_with_a_full_name() {
    let mut harness = table();
    harness.run();
    harness.get_by_role_and_label(Role::ListBox, "Activiteiten");
    let wanted = name(0);
    let row = harness.get_by_role_and_label(Role::ListBoxOption, &wanted);
    assert_eq!(row.accesskit_node().data().size_of_set(), Some(ROWS));
    assert!(row.rect().height() >= 24.0);
    let drawn = harness.get_all_by_role(Role::ListBoxOption).count();
    assert!(drawn < 40, "{drawn} rows were drawn");
}

#[test]
fn the_keyboard_reaches_every_row_and_chooses() {
    let mut harness = table();
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Tab);
    assert!(harness.get_by_label(&name(0)).is_focused());
    press(&mut harness, Key::ArrowDown);
    assert!(harness.get_by_label(&name(1)).is_focused());
    press(&mut harness, Key::End);
    assert!(harness.get_by_label(&name(ROWS - 1)).is_focused());
    let bottom = harness.get_by_label(&name(ROWS - 1)).rect().bottom();
    assert!(bottom <= 600.0, "the last row ends at {bottom}");
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Space);
    assert_eq!(harness.state().chosen, Some(ROWS - 2));
    press(&mut harness, Key::Home);
    assert!(harness.get_by_label(&name(0)).is_focused());
    press(&mut harness, Key::PageDown);
    press(&mut harness, Key::Enter);
    assert!(harness.state().chosen.is_some_and(|row| (5..20).contains(&row)));
}

#[test]
fn a_click_anywhere_in_a_row_chooses_it() {
    let mut harness = table();
    harness.get_by_label(&name(3)).click();
    harness.run();
    assert_eq!(harness.state().chosen, Some(3));
    let wanted = name(3);
    let row = harness.get_by_label(&wanted);
    assert!(row.is_focused());
    assert_eq!(row.accesskit_node().is_selected(), Some(true));
    let rect = row.rect();
    let mark = egui::pos2(rect.right() - 30.0, rect.center().y + rect.height());
    harness.hover_at(mark);
    for pressed in [true, false] {
        harness.event(egui::Event::PointerButton {
            pos: mark,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    harness.run();
    assert_eq!(harness.state().chosen, Some(4));
}

#[test]
fn a_column_title_sorts() {
    let mut harness = table();
    harness.get_by_role_and_label(Role::ColumnHeader, "Activiteit").click();
    harness.run();
    assert_eq!(harness.state().sort, Some(0));
}

#[test]
fn an_empty_table_does_not_fail() {
    let mut harness = harness(|ui| {
        let columns = vec![TableColumn::new("A", ColumnWidth::Fill(80.0))];
        DataTable::new("empty", "Leeg", columns).show(ui, 0, |_, cells| cells.empty());
    });
    harness.run();
    assert!(harness.query_by_role(Role::ListBoxOption).is_none());
}
