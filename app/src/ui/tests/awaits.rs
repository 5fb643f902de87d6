//! What awaits somebody: who asks to join, what others shared, what waits for whom, and finding the way there.

use std::sync::Arc;

use deelbaar_schema::charter::CharterError;
use deelbaar_schema::gate::ActError;
use deelbaar_schema::id::SharedId;
use deelbaar_schema::role::Role as Duty;
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::store::Passphrase;
use egui::accesskit::Live;
use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::fixture::{change_item, leusden};
use super::locking::{CHOSEN, alderman_with_a_request, fill_in, locked};
use super::{ctrl, press, said, window};
use crate::engine::{Command, CommandError, Done, Event, EventKind, Stopped, View, Who};
use crate::ui::cx::Screen;
use crate::ui::screens::tests::fixture as region_fixture;
use crate::ui::window::Window;

const ASKS: &str = "Karim Bos vraagt om mee te doen";

fn who(name: &str, role: Duty) -> Who {
    Who { name: name.into(), role: Some(role) }
}

/// Somebody of this role, whom an applicant asks.
fn asked(role: Duty) -> View {
    let mut view = leusden();
    view.me.role = role;
    view.applicants = region_fixture::view(Duty::PolicyOfficer).applicants;
    assert_eq!(view.applicants.len(), 1);
    view
}

/// Whether a text that is read aloud by itself holds this.
fn read_aloud(harness: &Harness<'_, Window>, text: &str) -> bool {
    harness.query_all_by(|_| true).any(|node| {
        let node = node.accesskit_node();
        node.live() == Live::Polite && node.label().is_some_and(|label| label.contains(text))
    })
}

#[test]
fn who_asks_to_join_stands_first_on_the_overview_and_is_read_aloud() {
    // Also for whoever invited only an own second device.
    for role in [Duty::PolicyOfficer, Duty::Alderman] {
        let (mut harness, _) = window(asked(role), Screen::Overview);
        assert!(read_aloud(&harness, ASKS), "{}", said(&harness));
        press(&mut harness, Role::Button, ASKS, Key::Enter);
        assert_eq!(harness.state().screen(), Screen::Participants);
        // There it shows whole; it is not said twice.
        assert!(harness.query_by_role_and_label(Role::Button, "Bekijk wie het is").is_none());
    }
    let (harness, _) = window(leusden(), Screen::Overview);
    assert!(!said(&harness).contains("vraagt om mee te doen"));
}

#[test]
fn who_asks_to_join_is_told_on_every_other_screen_too() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    assert!(!read_aloud(&harness, ASKS));
    fake.publish(|view| view.applicants = asked(Duty::PolicyOfficer).applicants);
    harness.run_steps(3);
    assert!(read_aloud(&harness, ASKS), "{}", said(&harness));
    press(&mut harness, Role::Button, "Bekijk wie het is", Key::Enter);
    assert_eq!(harness.state().screen(), Screen::Participants);
    fake.publish(|view| view.applicants.clear());
    ctrl(&mut harness, Key::Num3);
    assert!(!read_aloud(&harness, ASKS));
}

/// The links of what needs attention, from the top.
fn links(harness: &Harness<'_, Window>) -> Vec<(String, egui::Rect)> {
    let heading = harness.get_by_role_and_label(Role::Heading, "Vraagt aandacht").rect();
    let links = harness.query_all_by_role(Role::Link);
    let mut all: Vec<_> = links
        .filter(|link| link.rect().top() > heading.top() && link.rect().left() >= heading.left())
        .map(|link| (link.accesskit_node().label().unwrap_or_default(), link.rect()))
        .collect();
    all.sort_by(|(_, one), (_, other)| one.top().total_cmp(&other.top()));
    all
}

#[test]
fn each_second_key_that_lies_here_is_told_of_once() {
    use deelbaar_sync::workspace::Root;
    let mut view = leusden();
    view.me.seconds = vec![Root::Municipality, Root::Region];
    let (mut harness, _) = window(view, Screen::Overview);
    harness.run_steps(2);
    let title = "Geef de tweede sleutel uit handen";
    harness.get_by_role_and_label(Role::Button, title);
    let listed: Vec<String> = links(&harness).into_iter().map(|(title, _)| title).collect();
    assert!(!listed.iter().any(|one| one == title), "{listed:?}");
    assert!(listed.iter().any(|one| one == "Geef de tweede sleutel van de regio uit handen"), "{listed:?}");
}

#[test]
fn nothing_on_the_overview_moves_when_somebody_asks_or_shares() {
    let (mut harness, fake) = window(leusden(), Screen::Overview);
    harness.run_steps(2);
    let before = links(&harness);
    assert!(before.len() > 1, "{}", said(&harness));
    let news = with_news().0;
    fake.publish(|view| {
        view.applicants = asked(Duty::PolicyOfficer).applicants;
        (view.region, view.unseen) = (news.region, news.unseen);
    });
    harness.run_steps(3);
    let after = links(&harness);
    assert!(after.starts_with(&before), "{before:?} {after:?}");
    assert!(after[before.len()..].iter().any(|(title, _)| title.contains(ASKS)), "{after:?}");
    harness.get_by_role_and_label(Role::Heading, "Nieuw uit de regio");
    // Opened anew, the most urgent stands first.
    ctrl(&mut harness, Key::Num3);
    ctrl(&mut harness, Key::Num1);
    let first = harness.query_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label());
    assert!(first.into_iter().any(|title| title.contains(ASKS)), "{}", said(&harness));
    assert!(!links(&harness).iter().any(|(title, _)| title.contains(ASKS)), "said once: {:?}", links(&harness));
}

#[test]
fn a_message_about_who_asks_can_be_closed_and_comes_back_for_the_next() {
    let (mut harness, fake) = window(asked(Duty::PolicyOfficer), Screen::Plan);
    press(&mut harness, Role::Button, "Sluiten", Key::Enter);
    assert!(!read_aloud(&harness, ASKS));
    fake.publish(|view| {
        let mut next = view.applicants[0].clone();
        (next.device, next.name) = (deelbaar_schema::id::DeviceId::from_bytes([0xac; 32]), "Kim Smit".into());
        view.applicants.push(next);
    });
    harness.run_steps(3);
    assert!(read_aloud(&harness, "2 apparaten vragen om mee te doen"), "{}", said(&harness));
}

/// When the message stood above the page there was no room for two columns below the title, and then nothing showed at all.
#[test]
fn a_message_at_the_door_hides_nothing_of_what_is_consented_to() {
    let view = region_fixture::view(Duty::Alderman);
    assert!(!view.applicants.is_empty());
    for size in [(1280.0, 800.0), (1280.0, 720.0), (1024.0, 700.0)] {
        let (mut harness, _) = super::sized(view.clone(), Screen::Inbox, size);
        harness.get_by_label_contains("Toestemming om te delen, Training begrijpelijke taal").focus();
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
        assert!(read_aloud(&harness, ASKS), "the message is there");
        harness.get_by_role_and_label(Role::Heading, "Wat er verandert");
        assert!(said(&harness).contains("Dit ziet de regio"), "{size:?}: {}", said(&harness));
    }
}

/// What the region shares, of which the last two came since somebody looked.
fn with_news() -> (View, Vec<SharedId>) {
    let mut view = leusden();
    view.region = region_fixture::view(Duty::PolicyOfficer).region;
    let others = view.region.sections.iter().filter(|section| section.municipality != view.me.municipality);
    let new: Vec<SharedId> = others.take(2).map(|section| section.section).collect();
    assert_eq!(new.len(), 2);
    view.unseen.clone_from(&new);
    (view, new)
}

#[test]
fn what_others_shared_since_shows_until_somebody_looked() {
    let (view, new) = with_news();
    let names: Vec<String> = new
        .iter()
        .map(|id| view.region.sections.iter().find(|s| s.section == *id).unwrap().municipality_name.clone())
        .collect();
    let (mut harness, fake) = window(view, Screen::Overview);
    harness.get_by_role_and_label(Role::Heading, "Nieuw uit de regio");
    assert!(read_aloud(&harness, "werden 2 onderdelen of nieuwere versies gedeeld"), "{}", said(&harness));
    assert!(names.iter().all(|name| read_aloud(&harness, name)));
    assert!(fake.sent().is_empty(), "it was not looked at yet");
    press(&mut harness, Role::Button, "Bekijk wat er nieuw is", Key::Enter);
    assert_eq!(harness.state().screen(), Screen::Shared);
    assert_eq!(fake.sent(), [Command::LookedAtRegion], "once");
    fake.publish(|view| view.unseen.clear());
    harness.run_steps(3);
    // What was new is marked while one is there.
    assert!(said(&harness).contains(&format!("{} · nieuw", names[0])), "{}", said(&harness));
    ctrl(&mut harness, Key::Num1);
    assert!(harness.query_by_role_and_label(Role::Heading, "Nieuw uit de regio").is_none());
    assert_eq!(fake.sent().len(), 1);
}

#[test]
fn a_navigation_item_that_is_chosen_again_goes_to_the_top_of_its_page() {
    let (mut harness, _) = window(leusden(), Screen::Settings);
    let top =
        |harness: &Harness<'_, Window>| harness.get_by_role_and_label(Role::Heading, "Lezen en bedienen").rect().top();
    let begins = top(&harness);
    let about = harness.get_by_role_and_label(Role::Heading, "Over Deelbaar");
    about.scroll_to_me();
    harness.run_steps(20);
    assert!(top(&harness) < begins - 100.0, "it was scrolled down");
    harness.get_by_role_and_label(Role::Link, "Instellingen").click();
    harness.run_steps(5);
    assert!((top(&harness) - begins).abs() < 1.0, "{} instead of {begins}", top(&harness));
}

#[test]
fn the_palette_leads_to_inviting_and_tab_goes_on_from_there() {
    let (mut harness, _) = window(leusden(), Screen::Overview);
    ctrl(&mut harness, Key::K);
    harness.get_by_role(Role::SearchInput).type_text("collega uitnodigen");
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(20);
    assert_eq!(harness.state().screen(), Screen::Participants);
    let heading = harness.get_by_role_and_label(Role::Heading, "Een collega uitnodigen");
    assert!(heading.is_focused(), "{}", said(&harness));
    assert!(heading.rect().top() < 400.0, "it is in view: {:?}", heading.rect());
    harness.key_press(Key::Tab);
    harness.run_steps(3);
    assert!(harness.get_by_role_and_label(Role::ComboBox, "Rol").is_focused(), "what is below the heading");
}

#[test]
fn undo_that_stops_says_why() {
    let mut view = leusden();
    let (title, time) = ("Dialoogavond".into(), Timestamp(1_775_000_000_000));
    let who = who("Anna", Duty::PolicyOfficer);
    let stopped = Stopped { title, what: EventKind::Finished, who, time, goes_on: false };
    view.undo_stopped = Some(stopped.clone());
    let (mut harness, fake) = window(view.clone(), Screen::Plan);
    let button = harness.get_by_role_and_label(Role::Button, "Ongedaan maken");
    let why = button.accesskit_node().data().description().unwrap_or_default().to_owned();
    assert!(button.accesskit_node().is_disabled() && why.contains("op “Dialoogavond” is daarna vastgelegd"), "{why}");
    press(&mut harness, Role::Button, "Ongedaan maken", Key::Enter);
    assert!(fake.sent().is_empty());
    // The key asks, and hears why not.
    ctrl(&mut harness, Key::Z);
    assert_eq!(fake.sent(), [Command::Undo]);
    // Where there is something behind it, whoever has no keyboard gets there too.
    view.undo_stopped = Some(Stopped { goes_on: true, ..stopped.clone() });
    let (mut harness, fake) = window(view, Screen::Plan);
    press(&mut harness, Role::Button, "Ongedaan maken", Key::Enter);
    assert_eq!(fake.sent(), [Command::Undo]);
}

#[test]
fn redo_that_cannot_says_so() {
    let mut view = leusden();
    let (title, time) = ("Dialoogavond".into(), Timestamp(1_775_000_000_000));
    let who = who("Anna", Duty::PolicyOfficer);
    let stopped = Stopped { title, what: EventKind::Submitted, who, time, goes_on: false };
    view.redo_stopped = Some(stopped.clone());
    let (mut harness, fake) = window(view, Screen::Plan);
    fake.0.borrow_mut().obliging = false;
    ctrl(&mut harness, Key::Y);
    assert_eq!(fake.sent(), [Command::Redo]);
    fake.0.borrow().answers[0].send(Err(CommandError::RedoStopped(Box::new(stopped)))).unwrap();
    harness.run_steps(4);
    assert!(said(&harness).contains("op “Dialoogavond” is daarna vastgelegd"), "{}", said(&harness));
}

// --- what waits for whom ---------------------------------------------------------------------------------------------

#[test]
fn what_waits_for_the_alderman_is_not_to_do_for_who_reads_along() {
    let mut view = alderman_with_a_request();
    let (harness, _) = window(view.clone(), Screen::Inbox);
    harness.get_by_role_and_label(Role::Link, "Te besluiten, 1 open");
    assert!(!said(&harness).contains("wacht op"));

    view.me.role = Duty::PolicyOfficer;
    let mut inbox = (*view.inbox).clone();
    inbox[0].barred = Some(ActError::Charter(CharterError::Role));
    view.inbox = Arc::new(inbox);
    let (harness, _) = window(view.clone(), Screen::Inbox);
    harness.get_by_role_and_label(Role::Link, "Te besluiten");
    assert!(said(&harness).contains("1 verzoek · wacht op de wethouder"), "{}", said(&harness));

    let mut colleague = region_fixture::view(Duty::PolicyOfficer).status.colleagues[0].clone();
    colleague.who = who("Bram de Wit", Duty::Alderman);
    colleague.revoked = false;
    colleague.term = deelbaar_schema::time::Term::since(super::fixture::day("2026-01-01"));
    view.status.colleagues = vec![colleague];
    let (harness, _) = window(view, Screen::Inbox);
    assert!(said(&harness).contains("1 verzoek · wacht op wethouder Bram de Wit"), "{}", said(&harness));
}

#[test]
fn a_heading_never_stands_above_nothing() {
    let mut view = alderman_with_a_request();
    let id = view.inbox[0].item;
    let (harness, _) = window(view.clone(), Screen::Inbox);
    harness.get_by_role_and_label(Role::Heading, "Wat is voorgelegd");
    let mut items = (*view.items).clone();
    let item = &mut items.iter_mut().find(|item| item.item.id == id).unwrap().item;
    item.body.clear();
    item.details.clear();
    view.items = Arc::new(items);
    let (harness, _) = window(view, Screen::Inbox);
    assert!(harness.query_by_role_and_label(Role::Heading, "Wat is voorgelegd").is_none());
    assert!(said(&harness).contains("Alleen de titel is voorgelegd"));
}

#[test]
fn what_was_asked_already_says_by_whom_and_when() {
    let mut view = leusden();
    let event = Event {
        time: Timestamp(1_775_000_000_000),
        who: who("Bo Smit", Duty::PolicyOfficer),
        by: super::fixture::author("Bo Smit"),
        what: EventKind::ConsentRequested(deelbaar_schema::statement::Audience::Region),
        note: String::new(),
        mandate: None,
        external: None,
        counts: true,
    };
    change_item(&mut view, 40, |item| {
        item.can.request_consent = true;
        item.history = vec![event];
    });
    let open = |view: View| {
        let (mut harness, fake) = window(view, Screen::Inventory);
        let rows = harness.get_all_by_role(Role::ListBoxOption);
        let name = |node: &egui_kittest::Node<'_>| node.accesskit_node().label().unwrap_or_default();
        rows.filter(|row| name(row).contains("Toegankelijkheid")).for_each(|row| row.focus());
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
        press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
        (harness, fake)
    };
    let (harness, _) = open(view.clone());
    assert!(harness.query_by_role(Role::Dialog).is_none(), "it was asked already");
    let button = harness.get_by_role_and_label(Role::Button, "Toestemming vragen");
    let why = button.accesskit_node().data().description().unwrap_or_default().to_owned();
    assert!(why.contains("gevraagd door Bo Smit (Beleidsadviseur) op 1 apr 2026"), "{why}");
    assert!(why.contains("Het wacht op de wethouder."), "{why}");
    // What was changed since can be asked anew.
    change_item(&mut view, 40, |item| item.asked_as_is = false);
    let (harness, _) = open(view);
    assert!(harness.query_by_role(Role::Dialog).is_some());
    assert!(said(&harness).contains("Daarna is het gewijzigd"), "{}", said(&harness));
}

// --- what is said of an answer ---------------------------------------------------------------------------------------

#[test]
fn the_first_signature_says_what_was_decided_and_that_a_passphrase_was_set() {
    let (mut harness, fake) = window(alderman_with_a_request(), Screen::Inbox);
    fake.0.borrow_mut().obliging = false;
    press(&mut harness, Role::Button, "Akkoord", Key::Enter);
    assert!(said(&harness).contains("wacht op het wachtwoord"), "{}", said(&harness));
    assert!(!said(&harness).contains("wordt vastgelegd"), "{}", said(&harness));
    fill_in(&mut harness, "Nieuw wachtwoord", CHOSEN);
    fill_in(&mut harness, "Nieuw wachtwoord nogmaals", CHOSEN);
    press(&mut harness, Role::Button, "Instellen en ondertekenen", Key::Enter);
    fake.0.borrow().answers[0].send(Ok(Done::Done)).unwrap();
    harness.run_steps(4);
    assert!(said(&harness).contains("wordt vastgelegd"), "{}", said(&harness));
    // By now the request is gone from the view.
    fake.publish(|view| view.inbox = Arc::default());
    fake.0.borrow().answers[1].send(Ok(Done::Done)).unwrap();
    harness.run_steps(4);
    let told = said(&harness);
    let both = "Akkoord gegeven: “Waarom dit plan”. Het wachtwoord is ingesteld.";
    assert!(told.contains(both), "{told}");
}

#[test]
fn an_answer_waits_for_the_passphrase_and_says_so() {
    let mut view = alderman_with_a_request();
    view.status = locked().status;
    let (mut harness, fake) = window(view, Screen::Inbox);
    fake.0.borrow_mut().obliging = false;
    press(&mut harness, Role::Button, "Akkoord", Key::Enter);
    fake.0.borrow().answers[0].send(Err(CommandError::PassphraseNeeded)).unwrap();
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::Dialog, "Ondertekenen met uw wachtwoord");
    assert!(said(&harness).contains("wacht op het wachtwoord. Er is nog niets vastgelegd."), "{}", said(&harness));
    assert!(!said(&harness).contains("wordt vastgelegd"), "{}", said(&harness));
    harness.get_by_role_and_label(Role::PasswordInput, "Wachtwoord").type_text(CHOSEN);
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(fake.sent()[1], Command::ConfirmPassphrase { given: Passphrase::new(CHOSEN) });
    fake.0.borrow().answers[1].send(Ok(Done::Done)).unwrap();
    harness.run_steps(4);
    assert!(said(&harness).contains("wordt vastgelegd"), "{}", said(&harness));
}

// --- dates -----------------------------------------------------------------------------------------------------------

#[test]
fn a_day_that_the_calendar_does_not_have_is_told_as_such() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    press(&mut harness, Role::Button, "Gegevens bewerken", Key::Enter);
    let mut type_day = |text: &str| {
        harness.get_by_role_and_label(Role::TextInput, "Tot en met").focus();
        harness.run_steps(2);
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.run_steps(1);
        harness.get_by_role_and_label(Role::TextInput, "Tot en met").type_text(text);
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
        let field = harness.get_by_role_and_label(Role::TextInput, "Tot en met");
        field.accesskit_node().data().description().unwrap_or_default().to_owned()
    };
    let told = type_day("31-02-2027");
    assert!(told.contains("Deze datum bestaat niet.") && !told.contains("Schrijf de datum als"), "{told}");
    let told = type_day("31 februari");
    assert!(told.contains("Schrijf de datum als dag-maand-jaar") && !told.contains("bestaat niet"), "{told}");
    assert!(fake.sent().is_empty(), "{:?}", fake.sent());
}
