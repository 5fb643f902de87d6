//! Reading what is shared, and who takes part.

use deelbaar_schema::id::SharedId;
use deelbaar_schema::role::Role;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Bench, alderman, bench, fixture, press, says, sized, tab_to};
use crate::engine::{Command, Invitee};
use crate::ui::screens::{participants, shared};

#[test]
fn a_section_says_who_consented_and_when() {
    let harness: Harness<'_, Bench<shared::State>> = bench(alderman(), shared::State::show);
    harness.get_by_role_and_label(Node::Heading, "Lokale coalitie");
    let consent = "Toestemming: B. van Dijk, wethouder van Baarn, op zaterdag 21 november 2026.";
    assert!(says(&harness, consent));
}

#[test]
fn two_versions_are_compared_word_by_word() {
    let mut harness: Harness<'_, Bench<shared::State>> = bench(alderman(), shared::State::show);
    tab_to(&mut harness, "Vergelijk deze versie met");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    assert!(
        harness.query_all_by(|node| node.value().is_some_and(|text| text.contains("[verwijderd: oktober]"))).count()
            > 0
    );
}

#[test]
fn searching_finds_and_says_how_many() {
    let mut harness: Harness<'_, Bench<shared::State>> = bench(alderman(), shared::State::show);
    tab_to(&mut harness, "Zoeken in gedeelde onderdelen");
    harness.get_by_role(Node::SearchInput).type_text("lokale coalitie");
    harness.run();
    harness.get_by_role_and_label(Node::Status, "1 onderdeel");
}

#[test]
fn something_withdrawn_is_named_without_its_content() {
    let mut harness: Harness<'_, Bench<shared::State>> = bench(alderman(), shared::State::show);
    harness.state_mut().screen.select(SharedId::from_bytes([200; 16]));
    harness.run();
    harness.get_by_role_and_label(Node::Heading, "Ingetrokken onderdeel");
    assert!(says(&harness, "Nijkerk: 0 van 1 apparaat"));
}

#[test]
fn a_long_text_scrolls_by_keyboard() {
    let size = egui::vec2(1010.0, 260.0);
    let mut harness: Harness<'_, Bench<shared::State>> = sized(size, alderman(), shared::State::show);
    tab_to(&mut harness, "Lokale coalitie");
    let top = |harness: &Harness<'_, Bench<shared::State>>| {
        harness.get_by_role_and_label(Node::Heading, "Lokale coalitie").rect().top()
    };
    let before = top(&harness);
    press(&mut harness, Key::PageDown);
    assert!(top(&harness) < before);
    press(&mut harness, Key::Home);
    assert!((top(&harness) - before).abs() < 1.0);
}

#[test]
fn a_municipality_reads_as_one_sentence() {
    let view = fixture::view(Role::PolicyOfficer);
    let harness: Harness<'_, Bench<participants::State>> = bench(view, participants::State::show);
    harness.get_by_label_contains(
        "Gemeente: Nijkerk, Stand: Doet mee, Heeft alles bevestigd: mist hoogstens 3 wijzigingen",
    );
}

#[test]
fn a_code_for_a_colleague() {
    let view = fixture::view(Role::PolicyOfficer);
    let mut harness: Harness<'_, Bench<participants::State>> = bench(view, participants::State::show);
    // Nobody is enrolled in a role that was not chosen.
    tab_to(&mut harness, "Code maken voor een collega");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    let says = |node: &egui_kittest::Node<'_>| node.accesskit_node().data().description().map(str::to_owned);
    let said = harness.query_all_by_label("Rol").find_map(|node| says(&node)).unwrap_or_default();
    assert!(said.contains("Kies eerst in welke rol."), "{said}");
    tab_to(&mut harness, "Rol");
    for key in [Key::Enter, Key::Home, Key::Enter] {
        press(&mut harness, key);
    }
    tab_to(&mut harness, "Code maken voor een collega");
    press(&mut harness, Key::Enter);
    let commands = &harness.state().commands;
    assert!(matches!(commands.as_slice(), [Command::Invite(Invitee::Colleague { role: Role::PolicyOfficer, .. })]));
}
