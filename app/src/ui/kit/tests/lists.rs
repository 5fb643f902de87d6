//! The list of cards, the navigation, and landmarks.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::ui::kit::*;

fn inbox(index: usize) -> ItemCard {
    ItemCard {
        kicker: "Toestemming om te delen".into(),
        title: format!("Verzoek {index}"),
        note: "met de regio".into(),
        mark: Some(VisibilityMark::AwaitingConsent),
    }
}

fn name(index: usize) -> String {
    inbox(index).spoken()
}

fn list<'a>() -> Harness<'a, Option<usize>> {
    harness_with(None, |ui, chosen| {
        ui.add(Button::secondary("Ervoor"));
        let response = ItemList::new("inbox", "Verzoeken").selected(*chosen).show(ui, 3, inbox);
        if response.chosen.is_some() {
            *chosen = response.chosen;
        }
        ui.add(Button::secondary("Erna"));
    })
}

#[test]
fn a_card_reads_as_one_sentence() {
    assert_eq!(name(1), "Toestemming om te delen, Verzoek 1, met de regio, Zichtbaar voor: Wacht op toestemming");
    let mut harness = list();
    harness.run();
    harness.get_by_role_and_label(Role::ListBox, "Verzoeken");
    assert_eq!(harness.get_all_by_role(Role::ListBoxOption).count(), 3);
    harness.get_by_role_and_label(Role::ListBoxOption, &name(1));
}

#[test]
fn the_list_is_one_tab_stop_and_arrows_move_inside() {
    let mut harness = list();
    let press = |harness: &mut Harness<'_, Option<usize>>, key| {
        harness.key_press(key);
        harness.run();
    };
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Tab);
    assert!(harness.get_by_label(&name(0)).is_focused());
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    assert!(harness.get_by_label(&name(2)).is_focused());
    press(&mut harness, Key::Enter);
    assert_eq!(*harness.state(), Some(2));
    press(&mut harness, Key::Tab);
    assert!(harness.get_by_label("Erna").is_focused());
    harness.key_press_modifiers(egui::Modifiers::SHIFT, Key::Tab);
    harness.run();
    assert!(harness.get_by_label(&name(2)).is_focused());
}

#[test]
fn assistive_technology_can_focus_and_choose_any_card() {
    let mut harness = list();
    harness.get_by_label(&name(2)).focus();
    harness.run();
    assert!(harness.get_by_label(&name(2)).is_focused());
    harness.get_by_label(&name(1)).click_accesskit();
    harness.run();
    assert_eq!(*harness.state(), Some(1));
    let wanted = name(1);
    let node = harness.get_by_label(&wanted);
    assert_eq!(node.accesskit_node().is_selected(), Some(true));
    assert_eq!(node.accesskit_node().data().position_in_set(), Some(2));
}

#[test]
fn navigation_says_where_you_are_and_what_waits() {
    let mut harness = harness(|ui| {
        Landmark::Navigation.show(ui, "Hoofdmenu", |ui| {
            nav_group(ui, "Wethouder", |ui| {
                ui.add(NavItem::new("Te besluiten", true).count(3));
                ui.add(NavItem::new("Toestemmingen", false));
            });
        });
    });
    harness.run();
    harness.get_by_role_and_label(Role::Navigation, "Hoofdmenu");
    harness.get_by_role_and_label(Role::Group, "Wethouder");
    let item = harness.get_by_role_and_label(Role::Link, "Te besluiten, 3 open");
    assert_eq!(item.accesskit_node().is_selected(), Some(true));
    harness.get_by_role_and_label(Role::Link, "Toestemmingen");
}

#[test]
fn focus_far_down_a_page_scrolls_into_view() {
    let mut harness = harness(|ui| {
        scroll_page(ui, "page", |ui| {
            for index in 0..60 {
                ui.add(Button::secondary(format!("Knop {index}")));
            }
        });
    });
    harness.get_by_label("Knop 0").focus();
    harness.run();
    for _ in 0..40 {
        harness.key_press(Key::Tab);
        harness.run();
    }
    let button = harness.get_by_label("Knop 40");
    assert!(button.is_focused());
    let rect = button.rect();
    assert!(rect.top() > 0.0 && rect.bottom() < 600.0, "{rect:?}");
}

#[test]
fn keys_that_arrive_faster_than_frames_are_not_lost() {
    let mut harness = list();
    harness.get_by_label(&name(0)).focus();
    harness.step();
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::ArrowDown);
    harness.step();
    harness.key_press(Key::ArrowUp);
    harness.step();
    harness.run();
    assert!(harness.get_by_label(&name(1)).is_focused());
}
