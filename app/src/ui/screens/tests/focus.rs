//! Where the focus goes when the button that was pressed is gone, and when a form is not taken.

use std::sync::Arc;

use deelbaar_schema::gate::Visibility;
use deelbaar_schema::id::{ContentHash, DeviceId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};

use super::{Bench, alderman, bench, fixture, press, tab_to};
use crate::engine::{ConsentView, MandateView, Who};
use crate::ui::screens::{consents, participants};

/// The name of what has the focus.
fn focused<S>(harness: &Harness<'_, S>) -> String {
    let node = harness.query_all(By::new()).find(egui_kittest::Node::is_focused);
    node.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
}

/// Presses a button.
fn enter<S>(harness: &mut Harness<'_, S>, name: &str) {
    tab_to(harness, name);
    press(harness, Key::Enter);
}

#[test]
fn after_an_answer_the_focus_is_on_who_asks_next_and_then_on_what_follows() {
    for answer in ["Ja, toelaten", "Nee, weigeren"] {
        let mut view = fixture::view(Role::PolicyOfficer);
        let mut other = view.applicants[0].clone();
        (other.device, other.name) = (DeviceId::from_bytes([1; 32]), "Noor".into());
        view.applicants.push(other);
        let mut harness: Harness<'_, Bench<participants::State>> = bench(view, participants::State::show);
        enter(&mut harness, &format!("{answer}: Karim Bos"));
        harness.state_mut().view.applicants.remove(0);
        harness.run();
        assert_eq!(focused(&harness), "Noor wil meedoen");
        // A key that repeats answers nobody.
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().commands.len(), 1);
        enter(&mut harness, &format!("{answer}: Noor"));
        harness.state_mut().view.applicants.clear();
        harness.run();
        assert_eq!(focused(&harness), "Gemeenten in Regio Amersfoort");
    }
}

#[test]
fn after_an_invitation_is_taken_back_the_next_one_is_not_ready_to_be() {
    let mut view = fixture::view(Role::PolicyOfficer);
    let mut other = view.invitations[0].clone();
    other.id = deelbaar_sync::net::InvitationId::from_bytes([0xce; 32]);
    view.invitations.push(other);
    let mut harness: Harness<'_, Bench<participants::State>> = bench(view, participants::State::show);
    let name = harness.query_all_by_label_contains("Intrekken: ").next().unwrap().accesskit_node().label().unwrap();
    enter(&mut harness, &name);
    // With the last one its heading goes too: what follows.
    for left in ["Openstaande uitnodigingen", "Rol of termijn wijzigen"] {
        harness.state_mut().view.invitations.remove(0);
        harness.run();
        assert_eq!(focused(&harness), left);
    }
    assert_eq!(harness.state().commands.len(), 1);
}

#[test]
fn after_sharing_is_taken_back_or_confirmed_the_focus_is_on_what_it_was() {
    let mut harness: Harness<'_, Bench<consents::State>> = bench(alderman(), consents::State::show);
    enter(&mut harness, "Delen intrekken…");
    enter(&mut harness, "Intrekken");
    assert_eq!(focused(&harness), "Training begrijpelijke taal", "never on the button that withdraws");
    let items = Arc::make_mut(&mut harness.state_mut().view.items);
    (items[0].visibility, items[0].can.withdraw) = (Visibility::Withdrawn, false);
    harness.run();
    assert_eq!(focused(&harness), "Training begrijpelijke taal");

    let mut view = alderman();
    let item = &mut Arc::make_mut(&mut view.items)[0];
    item.can.confirm = true;
    let by = Who { name: "Piet".into(), role: Some(Role::Alderman) };
    let date = fixture::day("2026-10-02");
    item.consent = Some(ConsentView { by, stood_for: false, date, note: String::new(), confirmed: None });
    let mut harness: Harness<'_, Bench<consents::State>> = bench(view, consents::State::show);
    enter(&mut harness, "Bevestigen en ondertekenen");
    Arc::make_mut(&mut harness.state_mut().view.items)[0].can.confirm = false;
    harness.run();
    assert_eq!(focused(&harness), "Training begrijpelijke taal");
}

#[test]
fn after_a_mandate_ends_the_next_one_is_not_ready_to() {
    let mut view = alderman();
    let mandate = |number: u8| MandateView {
        mandate: ContentHash::from_bytes([number; 32]),
        to: Who { name: "Anna Jansen".into(), role: Some(Role::PolicyOfficer) },
        by: Who { name: "Marjan de Wit".into(), role: Some(Role::Alderman) },
        kinds: [ItemKind::Activity].into(),
        asks: Vec::new(),
        from: fixture::day("2026-01-01"),
        until: Some(fixture::day("2027-12-31")),
    };
    view.powers.mandates = vec![mandate(1), mandate(2)];
    let mut harness: Harness<'_, Bench<participants::State>> = bench(view, participants::State::show);
    enter(&mut harness, "Mandaat van Anna Jansen (Beleidsadviseur) beëindigen");
    enter(&mut harness, "Ondertekenen");
    assert_eq!(focused(&harness), "Mandaten");
    harness.state_mut().view.powers.mandates[0].until = Some(fixture::day("2026-11-22"));
    harness.run();
    press(&mut harness, Key::Enter);
    assert!(harness.query_by_label("Annuleren").is_none(), "nothing more is asked");
    assert_eq!((focused(&harness).as_str(), harness.state().commands.len()), ("Mandaten", 1));
}

#[test]
fn a_form_that_is_not_taken_has_the_focus_where_something_is_wrong() {
    let mut harness: Harness<'_, Bench<participants::State>> =
        bench(fixture::view(Role::PolicyOfficer), participants::State::show);
    for (button, field) in [
        ("Code maken voor een collega", "Rol"),
        ("Code maken voor een tweede apparaat", "Van wie"),
        ("Code maken voor een gemeente", "Gemeente"),
    ] {
        // Also when it was wrong before.
        for _ in 0..2 {
            enter(&mut harness, button);
            assert_eq!(focused(&harness), field, "{button}");
        }
    }
    assert!(harness.state().commands.is_empty());
}

#[test]
fn enter_in_the_day_of_a_mandate_signs_it_or_says_what_is_wrong() {
    let mut harness: Harness<'_, Bench<participants::State>> = bench(alderman(), participants::State::show);
    let type_day = |harness: &mut Harness<'_, Bench<participants::State>>, text: &str| {
        tab_to(harness, "Tot en met");
        harness.query_all_by_label("Tot en met").find(egui_kittest::Node::is_focused).unwrap().type_text(text);
        harness.run();
        press(harness, Key::Enter);
    };
    type_day(&mut harness, "31-12-2026");
    assert_eq!(focused(&harness), "Tot en met", "no kind was chosen, and that is said");
    assert!(harness.state().commands.is_empty());
    tab_to(&mut harness, "Activiteiten");
    press(&mut harness, Key::Space);
    tab_to(&mut harness, "Tot en met");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands.len(), 1);
}
