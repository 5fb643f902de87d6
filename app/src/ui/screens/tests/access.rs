//! Access for somebody without a device: in the settings, by name and by keyboard.

use deelbaar_schema::role::Role;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Bench, fixture, press, sized, tab_to};
use crate::engine::{Command, View};
use crate::person::About;
use crate::ui::preferences::Preferences;
use crate::ui::screens::{Surroundings, settings};

fn open<'a>(view: View) -> Harness<'a, Bench<settings::State>> {
    sized(egui::vec2(1010.0, 4000.0), view, |state: &mut settings::State, ui, cx| {
        let mut preferences = Preferences::default();
        let mut around = Surroundings { preferences: &mut preferences, data_dir: None, leave: None, lock: None };
        state.show(ui, cx, &mut around);
    })
}

#[test]
fn what_lies_here_from_an_earlier_role_goes_by_keyboard_after_a_question() {
    let mut view = fixture::empty_view(Role::Keeper);
    assert!(open(view.clone()).query_by_label("Verwijder het plan van dit apparaat…").is_none(), "nothing lies here");
    view.me.plan_left = 12;
    let mut harness = open(view);
    harness.get_by_role_and_label(Node::Heading, "Het plan van Leusden op dit apparaat");
    let says = |harness: &Harness<'_, Bench<settings::State>>, part: &str| {
        let has = |text: Option<String>| text.is_some_and(|text| text.contains(part));
        harness.query_all_by(|node| has(node.value())).next().is_some()
    };
    assert!(says(&harness, "Van een eerdere rol staan hier nog 12 vastleggingen van dat plan."));
    for (answer, sent) in [("Laten staan", 0), ("Voorgoed verwijderen", 1)] {
        tab_to(&mut harness, "Verwijder het plan van dit apparaat…");
        press(&mut harness, Key::Enter);
        harness.get_by_role_and_label(Node::AlertDialog, "Het plan van Leusden van dit apparaat verwijderen?");
        assert!(harness.get_by_label("Laten staan").is_focused(), "the safe answer");
        assert!(says(&harness, "Wat u hier schreef en nog geen collega bereikte, gaat verloren."));
        tab_to(&mut harness, answer);
        press(&mut harness, Key::Enter);
        assert!(harness.query_by_role(Node::AlertDialog).is_none());
        assert_eq!(harness.state().commands, vec![Command::ForgetPlan; sent]);
    }
}

#[test]
fn what_is_held_about_somebody_without_a_device_is_asked_for_by_name() {
    let view = fixture::view(Role::PolicyOfficer);
    let mut harness = open(view);
    harness.get_by_role_and_label(Node::Heading, "Inzage in persoonsgegevens");
    tab_to(&mut harness, "Bestand maken…");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "there is no name yet");
    let field = harness.get_by_role_and_label(Node::TextInput, "Naam van de persoon");
    assert!(field.is_focused() && field.accesskit_node().data().invalid().is_some());
    field.type_text(" Fatima Yilmaz ");
    harness.run();
    press(&mut harness, Key::Enter);
    let about = About::Named("Fatima Yilmaz".into());
    assert_eq!(harness.state().commands, [Command::ReportPerson { about }]);
}
