//! A role that changes, a key that is renewed, a municipality that leaves: each by keyboard and by name.

use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_sync::workspace::Renew;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Bench, alderman, bench, fixture, press, sized, tab_to};
use crate::engine::{Command, Invitee};
use crate::ui::screens::participants;

type Participants<'a> = Harness<'a, Bench<participants::State>>;

fn officer<'a>() -> Participants<'a> {
    bench(fixture::view(Role::PolicyOfficer), participants::State::show)
}

/// Types into the field that has focus.
fn write(harness: &mut Participants<'_>, label: &str, text: &str) {
    tab_to(harness, label);
    let field = harness.query_all_by_label(label).find(egui_kittest::Node::is_focused).unwrap();
    field.type_text(text);
    harness.run();
}

fn chooses_first(harness: &mut Participants<'_>, label: &str) {
    tab_to(harness, label);
    press(harness, Key::Enter);
    press(harness, Key::Home);
    press(harness, Key::Enter);
}

fn chooses_last(harness: &mut Participants<'_>, label: &str) {
    tab_to(harness, label);
    press(harness, Key::Enter);
    press(harness, Key::End);
    press(harness, Key::Enter);
}

#[test]
fn whoever_knows_the_date_says_that_it_is_right_after_a_question() {
    let mut view = fixture::view(Role::PolicyOfficer);
    view.status.clock_ahead = Some(12);
    let day = view.today;
    let mut harness: Harness<'_, Bench<participants::State>> = bench(view, participants::State::show);
    tab_to(&mut harness, "De datum klopt…");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    assert!(harness.get_by_label("Annuleren").is_focused(), "the safe answer has the focus");
    tab_to(&mut harness, &format!("Ja, het is vandaag {}", crate::format::date_long(day)));
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::ConfirmDate { day }]);
}

#[test]
fn the_list_says_in_which_role_and_until_when() {
    let (view, size) = (fixture::view(Role::PolicyOfficer), egui::vec2(1010.0, 2000.0));
    let harness: Participants<'_> = sized(size, view, participants::State::show);
    harness.get_by_label_contains("Anna Jansen (Beleidsadviseur), Stand: Toegelaten t/m 31 dec 2026");
}

#[test]
fn a_colleague_is_invited_from_a_day_until_a_day() {
    let mut harness = officer();
    chooses_first(&mut harness, "Rol");
    write(&mut harness, "Vanaf", "1-1-2027");
    write(&mut harness, "Tot en met", "1-12-2026");
    tab_to(&mut harness, "Code maken voor een collega");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "it would end before it begins");
    let wrong = |node: &egui_kittest::Node<'_>| node.accesskit_node().data().invalid().is_some();
    assert!(harness.query_all_by_label("Tot en met").any(|node| wrong(&node)));

    let mut harness = officer();
    chooses_first(&mut harness, "Rol");
    write(&mut harness, "Vanaf", "1-1-2027");
    write(&mut harness, "Tot en met", "31-12-2027");
    // In the last field of the form; the button would do the same.
    press(&mut harness, Key::Enter);
    let term = Term { from: "2027-01-01".parse().unwrap(), until: Some("2027-12-31".parse().unwrap()) };
    let expected = Command::Invite(Invitee::Colleague { role: Role::PolicyOfficer, term });
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn a_role_is_changed_by_keyboard_and_an_aldermans_with_the_second_key() {
    let mut harness = officer();
    chooses_last(&mut harness, "Wiens rol of termijn");
    tab_to(&mut harness, "Rol of termijn wijzigen…");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Rol");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    write(&mut harness, "De 24 woorden van de tweede sleutel", super::WHOLE);
    tab_to(&mut harness, "Ondertekenen");
    press(&mut harness, Key::Enter);
    let device = harness.state().view.status.colleagues[0].device;
    let term = Term { from: "2026-11-22".parse().unwrap(), until: Some("2026-12-31".parse().unwrap()) };
    let expected = Command::ChangeRole { device, role: Role::Alderman, term, second: super::WHOLE.into() };
    assert_eq!(harness.state().commands, vec![expected]);
    assert!(harness.query_by_label("Ondertekenen").is_none(), "the dialog is closed");
}

/// Only the end is stated then: nobody becomes anything.
#[test]
fn an_aldermans_term_gets_shorter_without_the_words_and_not_longer() {
    let mut view = fixture::view(Role::PolicyOfficer);
    let held = Term { from: "2026-01-01".parse().unwrap(), until: Some("2027-12-31".parse().unwrap()) };
    let colleague = view.status.colleagues.iter_mut().find(|one| !one.revoked).unwrap();
    (colleague.who.role, colleague.term) = (Some(Role::Alderman), held);
    let device = colleague.device;
    let signed = |until: &str| {
        let mut harness: Participants<'_> = bench(view.clone(), participants::State::show);
        chooses_last(&mut harness, "Wiens rol of termijn");
        tab_to(&mut harness, "Rol of termijn wijzigen…");
        press(&mut harness, Key::Enter);
        tab_to(&mut harness, "Tot en met");
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.run();
        write(&mut harness, "Tot en met", until);
        tab_to(&mut harness, "Ondertekenen");
        press(&mut harness, Key::Enter);
        harness.state().commands.clone()
    };
    let term = Term { from: "2026-11-22".parse().unwrap(), until: Some("2026-12-31".parse().unwrap()) };
    let expected = Command::ChangeRole { device, role: Role::Alderman, term, second: String::new() };
    assert_eq!(signed("31-12-2026"), vec![expected]);
    assert_eq!(signed("1-1-2028"), vec![]);
}

#[test]
fn whoever_holds_the_key_outside_their_term_reads_where_somebody_is_let_in() {
    let mut view = fixture::view(Role::PolicyOfficer);
    view.me.term.until = Some("2026-11-01".parse().unwrap());
    let harness: Participants<'_> = sized(egui::vec2(1010.0, 2000.0), view, participants::State::show);
    let said = harness.query_all_by_value("Uw eigen rol geldt vandaag niet").next().is_some()
        || harness.query_all_by_label_contains("Uw eigen rol geldt vandaag niet").next().is_some();
    assert!(said && harness.query_by_label("Code maken voor een beleidsadviseur").is_none());
}

#[test]
fn the_key_is_renewed_by_keyboard_after_a_question_and_a_device_goes_along() {
    let mut harness = officer();
    tab_to(&mut harness, "Sleutel vernieuwen…");
    press(&mut harness, Key::Enter);
    assert!(harness.get_by_label("Niet vernieuwen").is_focused(), "the safe answer");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    tab_to(&mut harness, "Sleutel vernieuwen…");
    press(&mut harness, Key::Enter);
    chooses_last(&mut harness, "Ook een apparaat verwijderen?");
    write(&mut harness, "De 24 woorden van de tweede sleutel", super::WHOLE);
    tab_to(&mut harness, "Sleutel vernieuwen");
    press(&mut harness, Key::Enter);
    let lost = Some(harness.state().view.status.colleagues[0].device);
    assert_eq!(
        harness.state().commands,
        vec![Command::Renew { what: Renew::Municipality { lost }, second: super::WHOLE.into() }]
    );
}

#[test]
fn a_wrong_word_of_the_second_key_is_named_while_one_types_and_nothing_is_signed() {
    let mut harness = officer();
    let said = |harness: &Participants<'_>, part: &str| harness.query_all_by_label_contains(part).next().is_some();
    tab_to(&mut harness, "Sleutel vernieuwen…");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Sleutel vernieuwen");
    press(&mut harness, Key::Enter);
    assert!(said(&harness, "Typ de 24 woorden die op het papier staan."));
    assert!(harness.query_all_by_label("De 24 woorden van de tweede sleutel").any(|node| node.is_focused()));
    write(&mut harness, "De 24 woorden van de tweede sleutel", "abandon abandom art ");
    assert!(said(&harness, "Woord 2, ‘abandom’, staat niet op de lijst."));
    tab_to(&mut harness, "Sleutel vernieuwen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    harness.get_by_role(Node::AlertDialog);
}

#[test]
fn no_municipality_is_invited_that_was_not_chosen_and_another_takes_its_code() {
    let mut view = fixture::view(Role::PolicyOfficer);
    let (own, removed) = (view.me.municipality, fixture::code(307));
    let region = std::sync::Arc::make_mut(&mut view.region);
    region.municipalities.retain(|one| one.code == own || one.code == removed);
    // Amersfoort was removed, for good: the first of the list is the next one.
    let amersfoort = region.municipalities.iter_mut().find(|one| one.code == removed).unwrap();
    (amersfoort.takes_part, amersfoort.last_day) = (false, Some(fixture::day("2026-10-31")));
    let mut harness: Participants<'_> = bench(view, participants::State::show);
    tab_to(&mut harness, "Code maken voor een gemeente");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "none was chosen");
    chooses_first(&mut harness, "Gemeente");
    tab_to(&mut harness, "Code maken voor een gemeente");
    press(&mut harness, Key::Enter);
    let code = "GM0308".parse().unwrap();
    assert_eq!(harness.state().commands, vec![Command::Invite(Invitee::Municipality { code, name: None })]);
    chooses_last(&mut harness, "Gemeente");
    tab_to(&mut harness, "Code maken voor een gemeente");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands.len(), 1, "its code is missing");
    write(&mut harness, "Code van de gemeente", "GM0363");
    tab_to(&mut harness, "Code maken voor een gemeente");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands.len(), 1, "so is its name");
    write(&mut harness, "Naam van de gemeente", "Amsterdam");
    tab_to(&mut harness, "Code maken voor een gemeente");
    press(&mut harness, Key::Enter);
    let (code, name) = ("GM0363".parse().unwrap(), Some("Amsterdam".into()));
    assert_eq!(harness.state().commands[1], Command::Invite(Invitee::Municipality { code, name }));
}

#[test]
fn a_municipality_that_lost_its_keys_is_invited_anew_by_keyboard() {
    let mut view = fixture::view(Role::PolicyOfficer);
    let (own, code) = (view.me.municipality, fixture::code(342));
    let region = std::sync::Arc::make_mut(&mut view.region);
    region.municipalities.retain(|one| one.code == own || one.code == code);
    let mut harness: Participants<'_> = bench(view.clone(), participants::State::show);
    harness.get_by_role_and_label(Node::Heading, "Een gemeente die haar sleutels kwijt is");
    chooses_first(&mut harness, "Gemeente die opnieuw begint");
    tab_to(&mut harness, "Code maken om opnieuw te beginnen");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::Invite(Invitee::Anew { code })]);
    // Nobody else takes part: nobody begins anew.
    std::sync::Arc::make_mut(&mut view.region).municipalities.retain(|one| one.code == own);
    let harness: Participants<'_> = bench(view, participants::State::show);
    assert!(harness.query_by_label("Code maken om opnieuw te beginnen").is_none());
}

#[test]
fn who_invites_an_adviser_reads_what_they_get() {
    let mut harness = officer();
    let said = |harness: &Participants<'_>| {
        let has = |text: Option<String>| {
            text.is_some_and(|text| text.contains("als Adviseur krijgt het hele plan van Leusden"))
        };
        harness.query_all_by(|node| has(node.value())).next().is_some()
    };
    assert!(!said(&harness));
    tab_to(&mut harness, "Rol");
    for key in [Key::Enter, Key::Home, Key::ArrowDown, Key::ArrowDown, Key::Enter] {
        press(&mut harness, key);
    }
    assert!(said(&harness));
    // The same when the adviser asks to be let in.
    let mut view = fixture::view(Role::PolicyOfficer);
    let term = Term::since("2026-01-01".parse().unwrap());
    view.applicants[0].invitation = deelbaar_sync::net::Invitation::Colleague { role: Role::Adviser, term };
    assert!(said(&bench(view, participants::State::show)));
}

#[test]
fn a_municipality_is_removed_by_keyboard_after_a_question() {
    let mut harness = officer();
    tab_to(&mut harness, "Gemeente verwijderen…");
    press(&mut harness, Key::Enter);
    assert!(harness.query_by_label("Niet verwijderen").is_none(), "nobody is chosen beforehand");
    harness.key_press_modifiers(egui::Modifiers::SHIFT, Key::Tab);
    harness.run();
    for key in [Key::Enter, Key::Home, Key::Enter] {
        press(&mut harness, key);
    }
    tab_to(&mut harness, "Gemeente verwijderen…");
    press(&mut harness, Key::Enter);
    let says = |part: &str| {
        let all = harness.query_all_by(|node| node.value().is_some_and(|text| text.contains(part)));
        all.count() > 0
    };
    assert!(says("krijgt Amersfoort niets meer van de regio") && says("blijft te zien voor de andere gemeenten"));
    assert!(harness.get_by_label("Niet verwijderen").is_focused());
    tab_to(&mut harness, "Voorgoed verwijderen");
    press(&mut harness, Key::Enter);
    let expected =
        Command::Dismiss { municipality: "GM0307".parse().unwrap(), last_day: "2026-11-22".parse().unwrap() };
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn without_the_keys_none_of_it_is_offered() {
    let harness: Participants<'_> = bench(alderman(), participants::State::show);
    for button in ["Rol of termijn wijzigen…", "Sleutel vernieuwen…", "Gemeente verwijderen…"] {
        assert!(harness.query_by_label(button).is_none(), "{button}");
    }
    assert!(harness.query_by_role_and_label(Node::Heading, "Een tweede apparaat").is_none());
}

/// The key came to another role, from paper: the screen says why it lets in nobody, and what is left.
#[test]
fn the_key_in_another_role_lets_in_an_officer_with_the_second_person_and_nobody_else() {
    let mut view = fixture::view(Role::Alderman);
    view.me.holds_municipality_key = true;
    let mut harness: Participants<'_> = sized(egui::vec2(1010.0, 2400.0), view, participants::State::show);
    assert!(harness.query_by_label_contains("als wethouder laat u geen collega’s toe").is_some());
    assert!(harness.query_by_label_contains("Een apparaat verwijderen doet een beleidsadviseur").is_some());
    for refused in ["Code maken voor een collega", "Code maken voor een tweede apparaat", "Rol of termijn wijzigen…"]
    {
        assert!(harness.query_by_label(refused).is_none(), "{refused}");
    }
    tab_to(&mut harness, "Code maken voor een beleidsadviseur");
    press(&mut harness, Key::Enter);
    let term = Term::since("2026-11-22".parse().unwrap());
    let expected = Command::Invite(Invitee::Colleague { role: Role::PolicyOfficer, term });
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn without_the_key_the_screen_says_who_invites() {
    let view = fixture::view(Role::RegionalLead);
    let harness: Participants<'_> = sized(egui::vec2(1010.0, 2400.0), view, participants::State::show);
    assert!(harness.query_by_label_contains("Een collega uitnodigen doet een beleidsadviseur").is_some());
    assert!(harness.query_by_label_contains("Als projectleider ziet u wat gemeenten in de regio delen.").is_some());
    assert!(harness.query_by_label("Code maken voor een beleidsadviseur").is_none());
}

/// Refused beforehand, where it is seen, and not after the form was filled in.
#[test]
fn an_alderman_is_not_invited_before_the_second_key_is_in_other_hands() {
    let mut view = fixture::view(Role::PolicyOfficer);
    view.me.seconds = vec![deelbaar_sync::workspace::Root::Municipality];
    let mut harness: Participants<'_> = sized(egui::vec2(1010.0, 2400.0), view, participants::State::show);
    let disabled =
        |harness: &Participants<'_>| harness.get_by_label("Code maken voor een collega").accesskit_node().is_disabled();
    let why = "De tweede sleutel staat nog op dit apparaat.";
    assert!(!disabled(&harness));
    tab_to(&mut harness, "Rol");
    for key in [Key::Enter, Key::Home, Key::ArrowDown, Key::Enter] {
        press(&mut harness, key);
    }
    assert!(disabled(&harness) && harness.query_all_by_label_contains(why).next().is_some());
    tab_to(&mut harness, "Code maken voor een collega");
    press(&mut harness, Key::Enter);
    write(&mut harness, "Tot en met", "");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    harness.state_mut().view.me.seconds.clear();
    harness.run();
    assert!(!disabled(&harness));
}

/// The longest that it says fits in its column.
#[test]
fn how_much_somebody_lacks_is_not_cut_off() {
    let harness = officer();
    for lang in crate::i18n::Lang::ALL {
        let text = crate::i18n::with_language(lang, || crate::tr!("participants-waiting", count = 12_345));
        let font = crate::ui::theme::Type::Body.font();
        let width = harness.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, egui::Color32::BLACK).size().x);
        assert!(width <= crate::ui::theme::size::LIST - 2.0 * crate::ui::theme::space::S, "{lang:?}: {width}");
    }
}
