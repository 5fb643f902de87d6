//! The first start.

use deelbaar_schema::text::MAX_NAME;
use egui::Role as Node;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::fixture;
use crate::ui::screens::welcome::{Setup, Welcome};
use crate::ui::theme::Theme;

fn welcome<'a>() -> Harness<'a, (Welcome, Option<Setup>)> {
    Harness::builder().with_size(egui::vec2(1280.0, 800.0)).build_ui_state(
        |ui, (screen, setup): &mut (Welcome, Option<Setup>)| {
            Theme::default().apply(ui.ctx());
            *setup = screen.show(ui).or_else(|| setup.take());
        },
        (Welcome::default(), None),
    )
}

#[test]
fn beginning_a_region() {
    let mut harness = welcome();
    harness.run();
    harness.get_by_role_and_label(Node::Heading, "Welkom bij Deelbaar");
    harness.get_by_label("Begin de regio").click();
    harness.run();
    assert_eq!(harness.state().1, None, "two fields are still empty");
    harness.get_by_label("Naam van de regio").focus();
    harness.run();
    harness.get_by_label("Naam van de regio").type_text("Regio Amersfoort");
    harness.run();
    let name = harness.get_all_by_label("Uw naam").next().unwrap();
    name.focus();
    harness.run();
    harness.get_all_by_label("Uw naam").next().unwrap().type_text("Anna Jansen");
    harness.run();
    // Nobody begins as a municipality that they did not choose, and the list says so.
    let own = |harness: &Harness<'_, (Welcome, Option<Setup>)>| {
        let own = harness.get_by_role_and_label(Node::ComboBox, "Uw gemeente");
        let node = own.accesskit_node();
        (node.value().unwrap_or_default(), node.data().description().map(str::to_owned).unwrap_or_default())
    };
    assert_eq!(own(&harness).0, "Kies een gemeente");
    harness.get_by_label("Begin de regio").click();
    harness.run();
    assert_eq!(harness.state().1, None, "no municipality was chosen");
    assert!(own(&harness).1.contains("Kies uw gemeente."), "{:?}", own(&harness));
    harness.get_by_role_and_label(Node::ComboBox, "Uw gemeente").click();
    harness.run();
    harness.get_by_role_and_label(Node::ListBoxOption, "Amersfoort").click();
    harness.run();
    assert_eq!(own(&harness), ("Amersfoort".into(), String::new()));
    harness.get_by_label("Begin de regio").click();
    harness.run();
    let expected = Setup::Found {
        region: "Regio Amersfoort".into(),
        municipality: fixture::code(307),
        municipality_name: "Amersfoort".into(),
        person: "Anna Jansen".into(),
    };
    assert_eq!(harness.state().1, Some(expected));
}

/// A name that is too long does not go in, and that is said while typing.
#[test]
fn a_name_has_an_end() {
    let mut harness = welcome();
    harness.run();
    harness.get_by_label("Naam van de regio").focus();
    harness.run();
    harness.get_by_label("Naam van de regio").type_text(&"é".repeat(MAX_NAME - 1));
    harness.run();
    assert!(harness.query_by_role(Node::Status).is_none_or(|node| !format!("{node:?}").contains("vol")));
    harness.get_by_label("Naam van de regio").type_text("ëfgh");
    harness.run();
    assert_eq!(harness.get_by_label("Naam van de regio").value(), Some(format!("{}ë", "é".repeat(MAX_NAME - 1))));
    harness.get_by_role_and_label(
        Node::Status,
        "Het veld is vol: hoogstens 120 tekens. Wat u nog typt of plakt, komt er niet bij.",
    );
}

#[test]
fn a_wrong_code_is_said_in_words() {
    let mut harness = welcome();
    harness.run();
    harness.get_by_label("Code").focus();
    harness.run();
    harness.get_by_label("Code").type_text("onzin");
    harness.run();
    harness.get_by_label("Vraag om mee te doen").click();
    harness.run();
    assert_eq!(harness.state().1, None);
    let code = harness.get_by_label("Code");
    let description = code.accesskit_node().data().description().map(str::to_owned);
    assert!(description.is_some_and(|text| text.contains("Deze code klopt niet")));
}

#[test]
fn the_example_is_one_press_away() {
    let mut harness = welcome();
    harness.run();
    harness.get_by_label("Bekijk het voorbeeld").click();
    harness.run();
    assert_eq!(harness.state().1, Some(Setup::Demo));
}

#[test]
fn while_it_works_there_is_nothing_else_to_choose_and_afterwards_what_was_typed_is_there() {
    let mut harness = welcome();
    harness.run();
    harness.get_by_label("Naam van de regio").focus();
    harness.run();
    harness.get_by_label("Naam van de regio").type_text("Regio Amersfoort");
    harness.run();
    harness.state_mut().0.busy = Some("Bezig met het inrichten van de regio…".into());
    harness.run();
    for name in ["Begin de regio", "Vraag om mee te doen", "Bekijk het voorbeeld", "Naam van de regio"] {
        assert!(harness.query_by_label(name).is_none(), "{name}");
    }
    harness.get_by_role_and_label(Node::Status, "Bezig met het inrichten van de regio…");
    harness.state_mut().0.busy = None;
    harness.run();
    assert_eq!(harness.get_by_label("Naam van de regio").value().as_deref(), Some("Regio Amersfoort"));
}

#[test]
fn enter_in_a_field_of_a_form_presses_its_button() {
    let mut harness = welcome();
    harness.run();
    harness.get_by_label("Naam van de regio").focus();
    harness.run();
    harness.get_by_label("Naam van de regio").type_text("Regio Amersfoort");
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(harness.state().1, None, "two fields are still empty, and that is said");
    let own = harness.get_by_role_and_label(Node::ComboBox, "Uw gemeente");
    let said = own.accesskit_node().data().description().map(str::to_owned);
    assert!(said.is_some_and(|said| said.contains("Kies uw gemeente.")));
    assert!(own.is_focused(), "one goes on where something is missing");
    own.click();
    harness.run();
    harness.get_by_role_and_label(Node::ListBoxOption, "Amersfoort").click();
    harness.run();
    harness.get_all_by_label("Uw naam").next().unwrap().focus();
    harness.run();
    harness.get_all_by_label("Uw naam").next().unwrap().type_text("Anna Jansen");
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert!(matches!(harness.state().1, Some(Setup::Found { .. })), "{:?}", harness.state().1);
}
