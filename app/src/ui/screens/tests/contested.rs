//! A municipality that was admitted twice: what is the matter, and settling it, by keyboard and by name.

use std::sync::Arc;

use deelbaar_schema::id::ContentHash;
use deelbaar_schema::role::Role;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{Bench, bench, fixture, press, says, tab_to};
use crate::engine::{AdmissionView, Command, CompetingView, View};
use crate::ui::screens::participants::State;

/// Somebody admitted `municipality` again.
fn contested(municipality: u16, name: &str, holds: bool) -> View {
    let mut view = fixture::view(Role::PolicyOfficer);
    let code = fixture::code(municipality);
    let admission = |number: u8, key: &str, holds| AdmissionView {
        admission: ContentHash::from_bytes([number; 32]),
        name: name.into(),
        from: fixture::day("2026-01-01"),
        key: key.into(),
        own: number == 1 && code == view.me.municipality,
        holds,
    };
    let admissions = vec![admission(1, "aa11bb22", holds), admission(2, "cc33dd44", false)];
    let competing = CompetingView { municipality: code, name: name.into(), admissions };
    Arc::make_mut(&mut view.region).competing = vec![competing];
    view
}

fn participants<'a>(view: View) -> Harness<'a, Bench<State>> {
    bench(view, State::show)
}

#[test]
fn the_card_says_what_is_the_matter_and_the_second_person_settles_it_by_keyboard() {
    let mut harness = participants(contested(342, "Soest", false));
    harness.get_by_role_and_label(Node::Heading, "Meer dan één toelating van Soest");
    assert!(harness.query_all_by_value("Sleutelcode aa11bb22").next().is_some());
    tab_to(&mut harness, "Die met sleutelcode aa11bb22 is de echte…");
    press(&mut harness, Key::Enter);
    harness.get_by_role_and_label(Node::AlertDialog, "Telt de toelating van Soest met sleutelcode aa11bb22?");
    assert!(harness.get_by_label("Niet kiezen").is_focused(), "the safe answer");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());

    tab_to(&mut harness, "Die met sleutelcode aa11bb22 is de echte…");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Deze telt");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "without the words nothing is signed");
    let words = "De 24 woorden van de tweede sleutel van de regio";
    tab_to(&mut harness, words);
    let field = harness.query_all_by_label(words).find(egui_kittest::Node::is_focused).unwrap();
    field.type_text(super::WHOLE);
    harness.run();
    tab_to(&mut harness, "Deze telt");
    press(&mut harness, Key::Enter);
    let expected =
        Command::AgreeToAdmission { admission: ContentHash::from_bytes([1; 32]), second: super::WHOLE.into() };
    assert_eq!(harness.state().commands, vec![expected]);
    assert!(harness.query_by_role(Node::AlertDialog).is_none());
}

#[test]
fn once_settled_the_card_is_calm_and_offers_the_other_one_only() {
    let harness = participants(contested(342, "Soest", true));
    assert!(says(&harness, "Telt mee") || harness.query_all_by_label("Telt mee").next().is_some());
    assert!(harness.query_by_label("Die met sleutelcode aa11bb22 is de echte…").is_none());
    harness.get_by_label("Die met sleutelcode cc33dd44 is de echte…");
}

#[test]
fn the_own_municipality_reads_its_code_aloud_and_settles_nothing_itself() {
    let harness = participants(contested(327, "Leusden", false));
    assert!(says(&harness, "Zo kent dit apparaat uw gemeente."));
    assert!(harness.query_by_label("Die met sleutelcode aa11bb22 is de echte…").is_none());
}
