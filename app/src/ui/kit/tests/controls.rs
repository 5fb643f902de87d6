//! Buttons, fields, choices and lists that drop down.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::ui::icon::Icon;
use crate::ui::kit::*;
use crate::ui::theme::{Tone, size};

#[test]
fn buttons_are_found_by_name_and_pressed_with_enter_and_space() {
    let mut harness = harness_with(0, |ui, presses| {
        if ui.add(Button::primary("Opslaan").icon(Icon::Check)).clicked() {
            *presses += 1;
        }
    });
    harness.get_by_role_and_label(Role::Button, "Opslaan").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    harness.get_by_label("Opslaan").click();
    harness.run();
    assert_eq!(*harness.state(), 3);
}

/// What a refusal uncovers may be the words of a key.
/// Presses and lets go there.
fn click<S>(harness: &mut Harness<'_, S>, pos: egui::Pos2) {
    for pressed in [true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::NONE);
        harness.event(egui::Event::PointerButton { pos, button, pressed, modifiers });
    }
    harness.run_steps(2);
}

#[test]
fn the_second_half_of_a_double_click_presses_no_other_button() {
    let mut harness = Harness::builder().with_size(egui::vec2(800.0, 600.0)).with_step_dt(0.04).build_ui_state(
        |ui, done: &mut Vec<&'static str>| {
            Theme::default().apply(ui.ctx());
            let next = if done.is_empty() { "Weigeren" } else { "Woorden tonen" };
            ui.push_id(next, |ui| {
                if ui.add(Button::primary(next)).clicked() {
                    done.push(next);
                }
            });
        },
        Vec::new(),
    );
    harness.run_steps(2);
    let pos = harness.get_by_label("Weigeren").rect().center();
    harness.event(egui::Event::PointerMoved(pos));
    harness.step();
    click(&mut harness, pos);
    click(&mut harness, pos);
    assert_eq!(*harness.state(), ["Weigeren"]);
    harness.run_steps(20);
    click(&mut harness, pos);
    assert_eq!(*harness.state(), ["Weigeren", "Woorden tonen"], "a click of its own");
}

#[test]
fn the_second_half_of_a_double_click_does_nothing_to_what_came_in_its_place() {
    let next = |done: &[&'static str]| if done.is_empty() { "Starten" } else { "Afronden" };
    let mut harness = Harness::builder().with_size(egui::vec2(800.0, 600.0)).with_step_dt(0.04).build_ui_state(
        |ui, done: &mut Vec<&'static str>| {
            Theme::default().apply(ui.ctx());
            let next = next(done);
            if Button::primary(next).acts(ui) {
                done.push(next);
            }
        },
        Vec::new(),
    );
    harness.run_steps(2);
    let pos = harness.get_by_label("Starten").rect().center();
    harness.event(egui::Event::PointerMoved(pos));
    harness.step();
    click(&mut harness, pos);
    click(&mut harness, pos);
    assert_eq!(*harness.state(), ["Starten"]);
    harness.run_steps(20);
    click(&mut harness, pos);
    assert_eq!(*harness.state(), ["Starten", "Afronden"]);
}

#[test]
fn tab_visits_controls_in_reading_order() {
    let mut harness = harness(|ui| {
        ui.horizontal(|ui| {
            ui.add(Button::secondary("Een"));
            ui.add(Button::secondary("Twee"));
        });
        ui.add(Button::danger("Drie"));
    });
    for name in ["Een", "Twee", "Drie"] {
        harness.key_press(Key::Tab);
        harness.run();
        assert!(harness.get_by_label(name).is_focused(), "{name}");
    }
}

#[test]
fn every_target_is_at_least_24_points() {
    let mut checked = true;
    let mut choice = 0;
    let mut words = String::from("a");
    let mut harness = harness(move |ui| {
        ui.add(Button::link("x"));
        ui.add(Button::quiet("x").compact());
        ui.add(Checkbox::new(&mut checked, "x"));
        radio_group(ui, "Groep", &mut choice, &[(0, "x".into()), (1, "y".into())]);
        Dropdown::new("Lijst", &mut choice, &[(0, "x".into())]).show(ui);
        SearchField::new("Zoeken", &mut words).show(ui);
        ui.add(NavItem::new("x", true));
        view_switch(ui, "Weergave", &mut choice, &[(0, None, "x".into())]);
    });
    harness.run();
    let targets: Vec<_> = harness
        .root()
        .children_recursive()
        .filter(|node| egui::accessibility::is_input(node.accesskit_node().role()))
        .map(|node| (node.accesskit_node().role(), node.rect()))
        .collect();
    assert!(targets.len() >= 9, "{targets:?}");
    for (role, rect) in targets {
        let smallest = rect.width().min(rect.height());
        assert!(smallest >= size::TARGET_MIN, "{role:?} is {smallest}");
    }
}

/// What cannot be used now is found by keyboard, says that and why, and no press does anything.
#[test]
fn what_cannot_be_used_now_stays_in_the_tab_order_and_says_why() {
    const WHY: &str = "Bevestig eerst het ene gegeven.";
    let mut harness = harness_with((0, false), |ui, (pressed, checked)| {
        *pressed += u32::from(ui.add(Button::primary("Delen").unless(Some(WHY))).clicked());
        *pressed += u32::from(ui.add(Checkbox::new(checked, "Kosten").unless(Some(WHY))).changed());
        ui.add(Button::secondary("Erna").unless(None::<&str>));
    });
    for name in ["Delen", "Kosten"] {
        harness.key_press(Key::Tab);
        harness.run();
        let node = harness.get_by_label(name);
        assert!(node.is_focused(), "{name}");
        assert!(node.accesskit_node().is_disabled(), "{name}");
        assert_eq!(node.accesskit_node().data().description(), Some(WHY), "{name}");
        assert!(harness.query_all_by_value(WHY).count() > 0, "{name}: it shows too");
        for key in [Key::Enter, Key::Space] {
            harness.key_press(key);
            harness.run();
        }
        harness.get_by_label(name).click();
        harness.run();
        harness.get_by_label(name).click_accesskit();
        harness.run();
    }
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Erna").is_focused());
    assert!(!harness.get_by_label("Erna").accesskit_node().is_disabled());
    assert_eq!(*harness.state(), (0, false), "something was pressed");
}

#[test]
fn a_text_field_carries_its_label_hint_and_error() {
    let mut text = String::new();
    let mut harness = harness(move |ui| {
        TextField::new("Datum", &mut text)
            .required()
            .hint("Dag, maand en jaar.")
            .error(Some("Schrijf dag-maand-jaar."))
            .show(ui);
    });
    harness.run();
    let field = harness.get_by_role_and_label(Role::TextInput, "Datum");
    let node = field.accesskit_node();
    assert!(node.is_required());
    assert!(node.data().invalid().is_some());
    assert_eq!(node.data().description(), Some("Klopt niet: Schrijf dag-maand-jaar."));
}

#[test]
fn typing_changes_the_text_and_enter_submits() {
    let mut harness = harness_with((String::new(), false), |ui, (text, submitted)| {
        *submitted |= TextField::new("Naam", text).show(ui).submitted;
    });
    harness.get_by_label("Naam").focus();
    harness.run();
    harness.get_by_label("Naam").type_text("Schouw");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*harness.state(), ("Schouw".to_owned(), true));
}

#[test]
fn a_field_is_exactly_as_high_as_a_button() {
    let mut text = String::from("x");
    let mut harness = harness(move |ui| {
        TextField::new("Naam", &mut text).show(ui);
    });
    harness.run();
    let height = harness.get_by_role(Role::TextInput).rect().height();
    assert!((height - size::CONTROL).abs() < 1.0, "{height}");
}

#[test]
fn search_is_named_and_can_be_cleared() {
    let mut harness = harness_with(String::from("taal"), |ui, text| {
        SearchField::new("Zoeken", text).show(ui);
    });
    harness.get_by_role_and_label(Role::SearchInput, "Zoeken");
    harness.get_by_label("Zoekveld leegmaken").click();
    harness.run();
    assert_eq!(harness.state(), "");
}

#[test]
fn a_checkbox_and_radio_buttons_say_their_state() {
    let mut harness = harness_with((false, 0), |ui, (checked, choice)| {
        ui.add(Checkbox::new(checked, "Kosten").note("blijft in Leusden"));
        radio_group(ui, "Vanaf wanneer?", choice, &[(0, "Meteen".into()), (1, "Later".into())]);
    });
    harness.get_by_label("Kosten (blijft in Leusden)").focus();
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    harness.get_by_role_and_label(Role::RadioGroup, "Vanaf wanneer?");
    harness.get_by_role_and_label(Role::RadioButton, "Later").click();
    harness.run();
    assert_eq!(*harness.state(), (true, 1));
    let toggled = |name: &str| harness.get_by_label(name).accesskit_node().toggled();
    assert_eq!(toggled("Later"), Some(egui::accesskit::Toggled::True));
    assert_eq!(toggled("Meteen"), Some(egui::accesskit::Toggled::False));
}

#[test]
fn a_dropdown_works_with_the_keyboard_alone() {
    let mut harness = harness_with(0, |ui, value| {
        let options = [(0, "alle".to_owned()), (1, "Idee".into()), (2, "Besloten".into())];
        Dropdown::new("Status", value, &options).inline().show(ui);
    });
    harness.key_press(Key::Tab);
    harness.run();
    let button = harness.get_by_role_and_label(Role::ComboBox, "Status");
    assert!(button.is_focused());
    assert_eq!(button.value().as_deref(), Some("alle"));
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert!(harness.get_by_role_and_label(Role::ListBoxOption, "alle").is_focused());
    harness.key_press(Key::End);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*harness.state(), 2);
    assert!(harness.query_by_role(Role::ListBoxOption).is_none(), "still open");
    assert!(harness.get_by_role(Role::ComboBox).is_focused());
}

#[test]
fn escape_closes_a_dropdown_without_choosing() {
    let mut harness = harness_with(0, |ui, value| {
        Dropdown::new("Status", value, &[(0, "alle".into()), (1, "Idee".into())]).show(ui);
    });
    harness.get_by_role(Role::ComboBox).click();
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(*harness.state(), 0);
    assert!(harness.query_by_role(Role::ListBoxOption).is_none());
    assert!(harness.get_by_role(Role::ComboBox).is_focused());
}

#[test]
fn marks_and_chips_say_what_they_mean() {
    let mut harness = harness(|ui| {
        ui.add(&VisibilityMark::Private { municipality: "Leusden".into() });
        ui.add(&VisibilityMark::Region { version: 2 });
        ui.add(Chip::new(Tone::Good, "Besloten").icon(Icon::Check));
    });
    harness.run();
    harness.get_by_value("Zichtbaar voor: Alleen Leusden");
    harness.get_by_value("Zichtbaar voor: Regio · versie 2");
    harness.get_by_value("Besloten");
}

#[test]
fn a_notice_is_an_alert_only_when_it_is_an_error() {
    let mut harness = harness_with(NoticeResponse::default(), |ui, response| {
        Notice::new(NoticeKind::Info, "Nieuw.").show(ui);
        let error = Notice::new(NoticeKind::Error, "Niets verloren.").action("Opnieuw");
        let shown = error.show(ui);
        response.acted |= shown.acted;
    });
    harness.get_by_role_and_label(Role::Status, "Informatie: Nieuw.");
    harness.get_by_role_and_label(Role::Alert, "Fout: Niets verloren.");
    harness.get_by_label("Opnieuw").click();
    harness.run();
    assert!(harness.state().acted);
}

#[test]
fn progress_says_how_far_it_is_and_can_be_cancelled() {
    let mut harness = harness_with(false, |ui, cancelled| {
        *cancelled |= ProgressRow::new("Rapport maken", 0.42).cancellable().show(ui);
    });
    let bar = harness.get_by_role_and_label(Role::ProgressIndicator, "Rapport maken");
    assert_eq!(bar.accesskit_node().numeric_value(), Some(42.0));
    harness.get_by_label("Annuleren").click();
    harness.run();
    assert!(*harness.state());
}

#[test]
fn a_dropdown_opened_with_the_mouse_goes_on_with_the_keyboard() {
    let mut harness = harness_with(0, |ui, value| {
        Dropdown::new("Status", value, &[(0, "alle".into()), (1, "Idee".into())]).show(ui);
        ui.add(Button::secondary("Erna"));
    });
    harness.get_by_role(Role::ComboBox).click();
    harness.run();
    assert!(harness.get_by_role_and_label(Role::ListBoxOption, "alle").is_focused());
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*harness.state(), 1);
}

#[test]
fn tab_leaves_a_dropdown_and_closes_it() {
    let mut harness = harness_with(0, |ui, value| {
        Dropdown::new("Status", value, &[(0, "alle".into()), (1, "Idee".into())]).show(ui);
        ui.add(Button::secondary("Erna"));
    });
    harness.get_by_role(Role::ComboBox).click();
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.query_by_role(Role::ListBoxOption).is_none());
    assert_eq!(*harness.state(), 0);
}

#[test]
fn a_choice_with_the_mouse_closes_the_list() {
    let mut harness = harness_with(0, |ui, value| {
        Dropdown::new("Status", value, &[(0, "alle".into()), (1, "Idee".into())]).show(ui);
    });
    harness.get_by_role(Role::ComboBox).click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "Idee").click();
    harness.run();
    assert_eq!(*harness.state(), 1);
    assert!(harness.query_by_role(Role::ListBoxOption).is_none());
}
