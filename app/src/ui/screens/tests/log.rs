//! The log, by keyboard and by role and name.

use std::sync::Arc;

use deelbaar_schema::act::Outcome;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Field;
use deelbaar_schema::id::{ContentHash, RecordId};
use deelbaar_schema::role::Role;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{Bench, alderman, bench, fixture, press, says, tab_to};
use crate::engine::{CharterKind, Command, EventKind, Export, Facts, LogEntry, LogKind, Terms, View, Who};
use crate::person::About;
use crate::ui::cx::Goto;
use crate::ui::screens::log::State;

fn entry(day: &str, name: &str, what: LogKind, on: &str) -> LogEntry {
    LogEntry {
        time: fixture::at(day),
        who: Who { name: name.into(), role: Some(Role::PolicyOfficer) },
        by: fixture::author(name),
        what,
        on: on.into(),
        item: matches!(what, LogKind::Item(_)).then(|| fixture::id(1)),
        alike: false,
        removed: false,
        note: String::new(),
        mandate: None,
        external: None,
        counts: true,
        facts: Facts::default(),
    }
}

fn view() -> View {
    let agreed = LogKind::Item(EventKind::Decided(Outcome::Agreed));
    let mut removed = entry("2026-03-01", "Bo", LogKind::Charter(CharterKind::Removed), "Kim");
    removed.counts = false;
    let entries = vec![
        entry("2026-05-01", "Anna", agreed, "Training begrijpelijke taal"),
        entry("2026-04-01", "Bo", LogKind::Charter(CharterKind::Enrolled(Role::Adviser)), "Kim"),
        removed,
    ];
    let mut view = alderman();
    view.log = Arc::new(entries);
    view
}

#[test]
fn an_act_is_found_read_and_followed_to_its_item() {
    let mut harness: Harness<'_, Bench<State>> = bench(view(), State::show);
    assert!(says(&harness, "3 handelingen"));
    tab_to(&mut harness, "Zoek op wie, wat of waarop");
    harness.get_by_role(Node::SearchInput).type_text("bo verwijderd");
    harness.run();
    assert!(says(&harness, "1 handeling"));
    harness.get_by_role_and_label(Node::Heading, "Apparaat verwijderd");
    assert!(says(&harness, "Telt: Nee: van een verwijderd apparaat, met een vervangen sleutel, of niet toegestaan"));
    assert!(harness.query_by_label("Open het onderdeel").is_none());
    harness.state_mut().screen = State::default();
    harness.run();
    tab_to(&mut harness, "Open het onderdeel");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().goto, Some(Goto::Item(fixture::id(1))));
}

#[test]
fn everything_is_checked_on_request() {
    let mut harness: Harness<'_, Bench<State>> = bench(view(), State::show);
    tab_to(&mut harness, "Alles controleren");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::Verify]);
}

#[test]
fn what_is_shown_is_kept_as_a_table_and_as_data() {
    let mut harness: Harness<'_, Bench<State>> = bench(view(), State::show);
    tab_to(&mut harness, "Zoek op wie, wat of waarop");
    harness.get_by_role(Node::SearchInput).type_text("bo verwijderd");
    harness.run();
    tab_to(&mut harness, "Bewaren als bestand…");
    press(&mut harness, Key::Enter);
    let document = harness.state().keep.clone().unwrap();
    let texts: Vec<String> =
        document.forms.iter().map(|form| String::from_utf8(form.bytes.to_vec()).unwrap()).collect();
    let [table, data] = texts.as_slice() else { panic!("{texts:?}") };
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 2, "only what is shown: {table}");
    assert!(lines[0].starts_with("\u{feff}\"tijdstip\";\"wie\";\"rol\""), "{table}");
    assert!(lines[1].contains(";\"Beleidsadviseur\";\"Apparaat verwijderd\";\"Kim\""), "{table}");
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!((data[0]["role"].as_str(), data[0]["counts"].as_bool()), (Some("policy-officer"), Some(false)));
    assert_eq!(data.as_array().unwrap().len(), 1);
}

#[test]
fn person_kind_period_and_mandate_narrow_it_down_together() {
    let mut seen = view();
    let mut log = (*seen.log).clone();
    log[0].mandate = Some(Who { name: "Marjan de Wit".into(), role: Some(Role::Alderman) });
    seen.log = Arc::new(log);
    let mut harness: Harness<'_, Bench<State>> = bench(seen, State::show);
    let choose = |harness: &mut Harness<'_, Bench<State>>, list: &str, down: usize| {
        tab_to(harness, list);
        press(harness, Key::Enter);
        (0..down).for_each(|_| press(harness, Key::ArrowDown));
        press(harness, Key::Enter);
    };
    tab_to(&mut harness, "Filters en inzage");
    press(&mut harness, Key::Enter);
    choose(&mut harness, "Wie", 2);
    assert!(says(&harness, "2 handelingen"));
    choose(&mut harness, "Wat", 4);
    assert!(says(&harness, "2 handelingen"));
    tab_to(&mut harness, "Vanaf");
    harness.get_by_label("Vanaf").type_text("15-03-2026");
    harness.run();
    assert!(says(&harness, "1 handeling"));
    harness.get_by_role_and_label(Node::Heading, "Toegelaten als Adviseur");
    harness.state_mut().screen = State::default();
    harness.run();
    tab_to(&mut harness, "Filters en inzage");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Alleen onder mandaat");
    press(&mut harness, Key::Space);
    assert!(says(&harness, "1 handeling"));
    harness.get_by_role_and_label(Node::Heading, "Akkoord van de wethouder");
}

#[test]
fn what_is_held_about_one_person_is_asked_for_exactly_that_person() {
    let seen = view();
    let colleague = seen.status.colleagues[0].device;
    let mut harness: Harness<'_, Bench<State>> = bench(seen, State::show);
    tab_to(&mut harness, "Filters en inzage");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Inzage over");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Inzage bewaren…");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::ReportPerson { about: About::Owner(colleague) }]);
}

/// Two people of one name: each is found by themselves, and the list says which is which.
#[test]
fn of_two_people_of_one_name_the_list_shows_one() {
    let mut seen = view();
    let mut log = (*seen.log).clone();
    log[1].who = Who { name: "Anna".into(), role: Some(Role::Alderman) };
    seen.log = Arc::new(log);
    let mut harness: Harness<'_, Bench<State>> = bench(seen, State::show);
    tab_to(&mut harness, "Filters en inzage");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Wie");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    assert!(says(&harness, "Anna (Beleidsadviseur)"));
    assert!(says(&harness, "1 handeling"));
    harness.get_by_role_and_label(Node::Heading, "Akkoord van de wethouder");
}

/// On which terms, on which of two items of one name, and in which record: what a check and a line of the system's log name.
#[test]
fn the_detail_of_an_act_has_its_terms_and_what_names_it() {
    let mut seen = view();
    let mut log = (*seen.log).clone();
    let sharing = Sharing { standing: true, until: Some("2026-12-31".parse().unwrap()), ..Sharing::REGION };
    log[0].what = LogKind::Item(EventKind::ConsentGiven(2));
    log[0].alike = true;
    log[0].facts = Facts {
        record: Some(RecordId::from_bytes([0xab; 32])),
        version: Some(2),
        content: Some(ContentHash::from_bytes([0xcd; 32])),
        terms: Terms { sharing: Some(sharing), without: vec![Field::Body], ..Terms::default() },
        ..Facts::default()
    };
    seen.log = Arc::new(log);
    let mut harness: Harness<'_, Bench<State>> = bench(seen, State::show);
    harness.run();
    let id = fixture::id(1).short();
    for row in [
        "Voorwaarden: Voor de regio. Doorlopend: ook latere versies. Te zien tot en met donderdag 31 december 2026. \
         Blijft thuis: Beschrijving.",
        &format!("Waarop: Training begrijpelijke taal ({id})"),
        &format!("Onderdeel: {id}, versie 2"),
        "Inhoud: cdcdcdcd",
        "Vastlegging: abababab",
    ] {
        assert!(says(&harness, row), "{row}");
    }
    tab_to(&mut harness, "Zoek op wie, wat of waarop");
    harness.get_by_role(Node::SearchInput).type_text("ABABABAB");
    harness.run();
    assert!(says(&harness, "1 handeling"));
}

#[test]
fn keeping_and_copying_say_that_the_log_was_taken_along() {
    for words in ["Bewaren als bestand…", "Kopiëren als tabel"] {
        let mut harness: Harness<'_, Bench<State>> = bench(view(), State::show);
        tab_to(&mut harness, words);
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().commands, [Command::Export(Export::Log)], "{words}");
    }
}
