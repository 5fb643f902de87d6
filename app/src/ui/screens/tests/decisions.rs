//! Deciding on an activity.

use std::sync::Arc;

use deelbaar_schema::act::Outcome;
use deelbaar_schema::charter::{CharterError, MandateError};
use deelbaar_schema::gate::ActError;
use deelbaar_schema::plan::ItemKind;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{Bench, alderman, bench, fixture, press, says, tab_to};
use crate::engine::{Ask, Command};
use crate::ui::screens::inbox::State;

fn inbox<'a>() -> Harness<'a, Bench<State>> {
    bench(alderman(), State::show)
}

#[test]
fn agreeing_by_keyboard() {
    let mut harness = inbox();
    harness.get_by_role_and_label(Node::Heading, "Dialoogavond met ervaringsdeskundigen");
    tab_to(&mut harness, "Akkoord");
    press(&mut harness, Key::Enter);
    let expected =
        Command::Decide { request: fixture::request(1), outcome: Outcome::Agreed, external: None, note: String::new() };
    assert_eq!(harness.state().commands, vec![expected]);
}

/// Each of the four buttons gives its own answer, and *Aanhouden* needs no remark.
#[test]
fn every_answer_by_keyboard() {
    for (button, outcome, note) in [
        ("Akkoord", Outcome::Agreed, ""),
        ("Aanhouden", Outcome::Held, ""),
        ("Terugsturen", Outcome::SentBack, "Te duur."),
        ("Afwijzen", Outcome::Refused, "Te duur."),
    ] {
        let mut harness = inbox();
        tab_to(&mut harness, "Voorwaarde of opmerking");
        harness.get_by_label("Voorwaarde of opmerking").type_text(note);
        harness.run();
        tab_to(&mut harness, button);
        press(&mut harness, Key::Enter);
        let expected = Command::Decide { request: fixture::request(1), outcome, external: None, note: note.into() };
        assert_eq!(harness.state().commands, vec![expected], "{button}");
    }
}

#[test]
fn the_remark_goes_with_the_decision() {
    let mut harness = inbox();
    tab_to(&mut harness, "Voorwaarde of opmerking");
    harness.get_by_label("Voorwaarde of opmerking").type_text("Te duur.");
    harness.run();
    tab_to(&mut harness, "Afwijzen");
    press(&mut harness, Key::Enter);
    let expected = Command::Decide {
        request: fixture::request(1),
        outcome: Outcome::Refused,
        external: None,
        note: "Te duur.".into(),
    };
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn refusing_needs_a_remark() {
    let mut harness = inbox();
    tab_to(&mut harness, "Afwijzen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    assert!(harness.get_by_label("Voorwaarde of opmerking").is_focused());
}

#[test]
fn exactly_the_content_that_was_put_forward() {
    let harness = inbox();
    for value in ["€\u{a0}650,00", "Plaats: Huis van Leusden", "Uren: 12 uur", "Thema: Toegankelijkheid gebouwen"] {
        assert!(says(&harness, value), "{value}");
    }
    assert!(!says(&harness, "Labels: geheim-label"), "labels are no part of a decision");
}

#[test]
fn changed_content_cannot_be_decided_on() {
    let mut harness = inbox();
    for entry in Arc::make_mut(&mut harness.state_mut().view.inbox) {
        if let Ask::Decision { changed } = &mut entry.ask {
            *changed = true;
        }
    }
    harness.run();
    assert!(harness.query_by_label("Akkoord").is_none());
    harness.get_by_label_contains("De inhoud is gewijzigd nadat dit is voorgelegd");
    harness.get_by_label_contains("gewijzigd na het voorleggen");
}

/// Whoever reads along hears why: what the mandate lacks, or that they asked themselves.
#[test]
fn whoever_may_not_decide_hears_why() {
    let over = MandateError::Over("2026-11-28".parse().unwrap());
    for (barred, sentence) in [
        (
            over.into(),
            "Uw mandaat gold tot en met zaterdag 28 november 2026. Vraag de wethouder te besluiten of een nieuw",
        ),
        (MandateError::Kind(ItemKind::Activity).into(), "Uw mandaat geldt niet voor activiteiten. Vraag de wethouder"),
        (MandateError::None.into(), "of wie daarvoor een mandaat heeft, kan hierover besluiten"),
        (ActError::OwnRequest, "U hebt dit zelf gevraagd. Wie vraagt, kan niet zelf antwoorden. De wethouder beslist"),
        (CharterError::Role.into(), "Alleen de wethouder van Leusden kan hier antwoord op geven"),
    ] {
        let mut harness = inbox();
        for entry in Arc::make_mut(&mut harness.state_mut().view.inbox) {
            entry.barred = Some(barred.clone());
        }
        harness.run();
        assert!(harness.query_by_label("Akkoord").is_none());
        harness.get_by_label_contains(sentence);
    }
}

#[test]
fn an_answer_that_is_not_recorded_comes_back() {
    let mut harness = inbox();
    tab_to(&mut harness, "Akkoord");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.get_all_by_role(Node::ListBoxOption).count(), 2);
    harness.run_steps(30);
    harness.run();
    assert_eq!(harness.get_all_by_role(Node::ListBoxOption).count(), 3);
    harness.get_by_label_contains("is niet vastgelegd");
    // It was only slow: what is said follows.
    Arc::make_mut(&mut harness.state_mut().view.inbox).retain(|entry| entry.request != fixture::request(1));
    harness.run();
    assert!(harness.query_by_label_contains("is niet vastgelegd").is_none());
    harness.get_by_label_contains("Akkoord gegeven");
}
