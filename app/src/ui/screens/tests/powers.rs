//! Who decides: mandates, deciding bodies, and removing a device, each by keyboard and by name.

use std::collections::BTreeSet;

use deelbaar_schema::act::{External, Outcome};
use deelbaar_schema::id::ContentHash;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Body;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Bench, alderman, bench, fixture, press, says, tab_to};
use crate::engine::{Command, MandateView, View, Who};
use crate::ui::screens::{inbox, participants};

fn people<'a>(view: View) -> Harness<'a, Bench<participants::State>> {
    bench(view, participants::State::show)
}

#[test]
fn an_alderman_gives_a_mandate_by_keyboard() {
    let mut harness = people(alderman());
    tab_to(&mut harness, "Activiteiten");
    press(&mut harness, Key::Space);
    tab_to(&mut harness, "Tot en met");
    let field = harness.query_all_by_label("Tot en met").find(egui_kittest::Node::is_focused).unwrap();
    field.type_text("31-12-2026");
    harness.run();
    tab_to(&mut harness, "Mandaat ondertekenen");
    press(&mut harness, Key::Enter);
    let officers = harness.state().view.powers.officers.clone();
    assert!(says(
        &harness,
        "Het mandaat geldt voor wat wordt voorgelegd door: Noor Smit, op de apparaten die nu meedoen. Niet voor wie of wat later wordt toegelaten."
    ));
    let (device, asks) = (officers[0].device, officers.iter().map(|officer| officer.device).collect());
    let until = "2026-12-31".parse().unwrap();
    let expected = Command::GiveMandate { device, kinds: BTreeSet::from([ItemKind::Activity]), asks, until };
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn a_mandate_needs_a_kind_and_a_day() {
    let mut harness = people(alderman());
    tab_to(&mut harness, "Mandaat ondertekenen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    let wrong = |node: &egui_kittest::Node<'_>| node.accesskit_node().data().invalid().is_some();
    assert!(harness.query_all_by_label("Tot en met").any(|node| wrong(&node)));
}

#[test]
fn which_body_decides_and_the_end_of_a_mandate_are_signed_after_a_question() {
    let mut view = alderman();
    let who = |name: &str| Who { name: name.into(), role: Some(Role::PolicyOfficer) };
    let mandate = ContentHash::from_bytes([1; 32]);
    view.powers.mandates = vec![MandateView {
        mandate,
        to: who("Anna Jansen"),
        by: who("Marjan de Wit"),
        kinds: [ItemKind::Activity].into(),
        asks: Vec::new(),
        from: fixture::day("2026-01-01"),
        until: Some(fixture::day("2027-12-31")),
    }];
    let mut harness = people(view);
    let choose = |harness: &mut Harness<'_, Bench<participants::State>>| {
        tab_to(harness, "Over activiteiten besluit");
        press(harness, Key::Enter);
        press(harness, Key::End);
        press(harness, Key::Enter);
        harness.get_by_role(Node::AlertDialog);
        assert!(harness.get_by_label("Annuleren").is_focused());
    };
    choose(&mut harness);
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty() && harness.query_by_role(Node::AlertDialog).is_none());
    choose(&mut harness);
    tab_to(&mut harness, "Ondertekenen");
    press(&mut harness, Key::Enter);
    let body = Command::SetCompetence { kind: ItemKind::Activity, body: Body::Council };
    assert_eq!(harness.state().commands, vec![body]);

    tab_to(&mut harness, "Mandaat van Anna Jansen (Beleidsadviseur) beëindigen");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands.len(), 1, "the safe answer has the focus");
    tab_to(&mut harness, "Mandaat van Anna Jansen (Beleidsadviseur) beëindigen");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Ondertekenen");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands[1], Command::EndMandate { mandate });
}

#[test]
fn an_officer_sees_who_decides_and_cannot_change_it() {
    let harness = people(fixture::view(Role::PolicyOfficer));
    harness.get_by_role_and_label(Node::Heading, "Wie besluit");
    assert!(harness.query_by_label("Mandaat ondertekenen").is_none());
}

#[test]
fn a_decision_of_the_college_asks_its_number_and_day() {
    let mut view = alderman();
    std::sync::Arc::make_mut(&mut view.inbox)[0].body = Body::College;
    let mut harness: Harness<'_, Bench<inbox::State>> = bench(view, inbox::State::show);
    tab_to(&mut harness, "Akkoord");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    assert!(harness.get_by_label("Nummer van het collegebesluit").is_focused());
    // Only agreeing takes them: neither is marked as always needed.
    for name in ["Nummer van het collegebesluit", "Datum van dat besluit"] {
        assert!(!harness.get_by_label(name).accesskit_node().is_required(), "{name}");
    }
    harness.get_by_label("Nummer van het collegebesluit").type_text("2026-14");
    harness.run();
    tab_to(&mut harness, "Datum van dat besluit");
    harness.get_by_label("Datum van dat besluit").type_text("3-11-2026");
    harness.run();
    tab_to(&mut harness, "Akkoord");
    press(&mut harness, Key::Enter);
    let external = External { body: Body::College, number: "2026-14".into(), date: "2026-11-03".parse().unwrap() };
    let expected = Command::Decide {
        request: fixture::request(1),
        outcome: Outcome::Agreed,
        external: Some(external),
        note: String::new(),
    };
    assert_eq!(harness.state().commands, vec![expected]);
}

/// The alderman decides on such items, and brought this one to the college all the same.
#[test]
fn what_the_college_decided_is_recorded_where_the_alderman_decides_too() {
    let mut harness: Harness<'_, Bench<inbox::State>> = bench(alderman(), inbox::State::show);
    assert!(harness.query_by_label("Nummer van het collegebesluit").is_none());
    tab_to(&mut harness, "Wie heeft besloten?");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Akkoord");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    assert!(harness.get_by_label("Nummer van het collegebesluit").is_focused());
    harness.get_by_label("Nummer van het collegebesluit").type_text("2026-14");
    harness.run();
    tab_to(&mut harness, "Datum van dat besluit");
    harness.get_by_label("Datum van dat besluit").type_text("3-11-2026");
    harness.run();
    tab_to(&mut harness, "Akkoord");
    press(&mut harness, Key::Enter);
    let external = External { body: Body::College, number: "2026-14".into(), date: "2026-11-03".parse().unwrap() };
    let (request, note) = (fixture::request(1), String::new());
    let expected = Command::Decide { request, outcome: Outcome::Agreed, external: Some(external), note };
    assert_eq!(harness.state().commands, vec![expected]);
}

/// A change would take effect tomorrow, when somebody else is alderman.
#[test]
fn on_the_last_day_the_body_that_decides_is_read_and_not_chosen() {
    let mut view = alderman();
    view.powers.may_set_bodies = false;
    let harness = people(view);
    assert!(harness.query_by_label("Over activiteiten besluit").is_none());
    assert!(says(
        &harness,
        "Een wijziging gaat pas morgen in, en dan bent u geen wethouder meer. Uw opvolger kan dit instellen."
    ));
    harness.get_by_label("Mandaat ondertekenen");
}

#[test]
fn what_the_college_refuses_is_recorded_with_its_number_and_day() {
    let mut view = alderman();
    std::sync::Arc::make_mut(&mut view.inbox)[0].body = Body::College;
    let mut harness: Harness<'_, Bench<inbox::State>> = bench(view, inbox::State::show);
    tab_to(&mut harness, "Nummer van het collegebesluit");
    harness.get_by_label("Nummer van het collegebesluit").type_text("2026-15");
    harness.run();
    let write_reason = |harness: &mut Harness<'_, Bench<inbox::State>>| {
        tab_to(harness, "Voorwaarde of opmerking");
        harness.get_by_label("Voorwaarde of opmerking").type_text("Geen geld.");
        harness.run();
    };
    write_reason(&mut harness);
    tab_to(&mut harness, "Afwijzen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "a number without a day");
    assert!(harness.get_by_label("Datum van dat besluit").is_focused());
    harness.get_by_label("Datum van dat besluit").type_text("3-11-2026");
    harness.run();
    tab_to(&mut harness, "Afwijzen");
    press(&mut harness, Key::Enter);
    let external = External { body: Body::College, number: "2026-15".into(), date: "2026-11-03".parse().unwrap() };
    let decided = |outcome, external| Command::Decide {
        request: fixture::request(1),
        outcome,
        external,
        note: "Geen geld.".into(),
    };
    assert_eq!(harness.state().commands, vec![decided(Outcome::Refused, Some(external))]);

    // The alderman sends it back without the college: nothing of it is asked.
    let mut view = alderman();
    std::sync::Arc::make_mut(&mut view.inbox)[0].body = Body::College;
    let mut harness: Harness<'_, Bench<inbox::State>> = bench(view, inbox::State::show);
    write_reason(&mut harness);
    tab_to(&mut harness, "Terugsturen");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![decided(Outcome::SentBack, None)]);
}

#[test]
fn a_device_is_removed_by_keyboard_after_a_question_and_the_next_is_not_ready_to_be() {
    let mut view = fixture::view(Role::PolicyOfficer);
    let other = deelbaar::engine::ColleagueStatus {
        device: deelbaar_schema::id::DeviceId::from_bytes([11; 32]),
        ..view.status.colleagues[0].clone()
    };
    view.status.colleagues.push(other);
    let mut harness = people(view);
    tab_to(&mut harness, "Apparaat verwijderen…");
    press(&mut harness, Key::Enter);
    assert!(harness.query_by_label("Niet verwijderen").is_none(), "nothing is chosen beforehand");
    tab_to(&mut harness, "Apparaat");
    for key in [Key::Enter, Key::Home, Key::Enter] {
        press(&mut harness, key);
    }
    tab_to(&mut harness, "Apparaat verwijderen…");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "not before the question is answered");
    // Focus is on the safe answer.
    assert!(harness.get_by_label("Niet verwijderen").is_focused());
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    tab_to(&mut harness, "Apparaat verwijderen…");
    press(&mut harness, Key::Enter);
    harness.get_by_label("Niet verwijderen");
    tab_to(&mut harness, "Voorgoed verwijderen");
    press(&mut harness, Key::Enter);
    let device = harness.state().view.status.colleagues[0].device;
    assert_eq!(harness.state().commands, vec![Command::RemoveDevice { device }]);
    let title = "Een apparaat kwijt, gestolen of niet meer nodig?";
    assert!(harness.query_all_by_label(title).any(|node| node.is_focused()), "never on the button that removes");
    harness.state_mut().view.status.colleagues[0].revoked = true;
    harness.run();
    for _ in 0..3 {
        press(&mut harness, Key::Enter);
    }
    tab_to(&mut harness, "Apparaat verwijderen…");
    press(&mut harness, Key::Enter);
    assert!(harness.query_by_label("Voorgoed verwijderen").is_none(), "the next is not ready to be removed");
}
