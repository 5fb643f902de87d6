//! Passphrase, locking and recovery words in the window.

use deelbaar_sync::store::{OpenError, Passphrase};
use deelbaar_sync::workspace::{Root, WorkspaceError};
use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::time::Duration;

use super::fixture::leusden;
use super::{ctrl, press, window};
use crate::engine::{Ask, Command, CommandError, InboxEntry, Secret, View, Who};
use crate::ui::cx::Screen;
use crate::ui::window::Window;

pub const CHOSEN: &str = "vier woorden van papier";

pub fn locked() -> View {
    let mut view = leusden();
    view.status.passphrase = true;
    view.status.roots = vec![Root::Municipality];
    view
}

pub fn fill_in(harness: &mut Harness<'_, Window>, label: &str, text: &str) {
    harness.get_by_role_and_label(Role::PasswordInput, label).focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::PasswordInput, label).type_text(text);
    harness.run_steps(2);
}

/// By keyboard: it may be below the visible part of the page.
fn click(harness: &mut Harness<'_, Window>, label: &str) {
    press(harness, Role::Button, label, Key::Enter);
}

#[test]
fn a_passphrase_is_set_when_it_is_long_enough_and_typed_twice() {
    let (mut harness, fake) = window(leusden(), Screen::Settings);
    fill_in(&mut harness, "Nieuw wachtwoord", "kort");
    click(&mut harness, "Wachtwoord instellen");
    assert!(fake.sent().is_empty(), "too short");
    fill_in(&mut harness, "Nieuw wachtwoord", " maar nu langer");
    click(&mut harness, "Wachtwoord instellen");
    assert!(fake.sent().is_empty(), "not the same twice");
    fill_in(&mut harness, "Nieuw wachtwoord nogmaals", "kort maar nu langer");
    click(&mut harness, "Wachtwoord instellen");
    let chosen = Some(Passphrase::new("kort maar nu langer"));
    assert_eq!(fake.sent(), [Command::SetPassphrase { current: None, chosen }]);
    assert!(!harness.state().locks());
}

#[test]
fn changing_and_removing_take_the_current_one() {
    let (mut harness, fake) = window(locked(), Screen::Settings);
    fill_in(&mut harness, "Huidig wachtwoord", "het oude wachtwoord");
    click(&mut harness, "Wachtwoord verwijderen");
    fill_in(&mut harness, "Huidig wachtwoord", "het oude wachtwoord");
    fill_in(&mut harness, "Nieuw wachtwoord", CHOSEN);
    fill_in(&mut harness, "Nieuw wachtwoord nogmaals", CHOSEN);
    click(&mut harness, "Wachtwoord wijzigen");
    let current = || Some(Passphrase::new("het oude wachtwoord"));
    let changed = Command::SetPassphrase { current: current(), chosen: Some(Passphrase::new(CHOSEN)) };
    assert_eq!(fake.sent(), [Command::SetPassphrase { current: current(), chosen: None }, changed]);
}

#[test]
fn ctrl_l_locks_or_goes_to_where_a_passphrase_is_set() {
    let (mut harness, _) = window(leusden(), Screen::Overview);
    ctrl(&mut harness, Key::L);
    assert!(!harness.state().locks());
    assert_eq!(harness.state().screen(), Screen::Settings);
    let (mut harness, _) = window(locked(), Screen::Overview);
    ctrl(&mut harness, Key::L);
    assert!(harness.state().locks());
    let (mut harness, _) = window(locked(), Screen::Settings);
    click(&mut harness, "Nu vergrendelen");
    assert!(harness.state().locks());
}

const MINUTE: Duration = Duration::from_mins(1);

#[test]
fn a_window_that_nobody_uses_locks() {
    let (mut harness, _) = window(locked(), Screen::Overview);
    harness.state_mut().sleep(14 * MINUTE);
    harness.step();
    assert!(!harness.state().locks(), "not before its time");
    harness.key_press(Key::ArrowDown);
    harness.step();
    harness.state_mut().sleep(14 * MINUTE);
    harness.step();
    assert!(!harness.state().locks(), "somebody pressed a key meanwhile");
    harness.state_mut().sleep(2 * MINUTE);
    harness.step();
    assert!(harness.state().locks());
    let (mut harness, _) = window(leusden(), Screen::Overview);
    harness.state_mut().sleep(10_000 * MINUTE);
    harness.step();
    assert!(!harness.state().locks(), "without a passphrase there is nothing to lock with");
}

/// A laptop that slept wakes by a key: its first frame has that key, and locks.
#[test]
fn what_wakes_a_laptop_does_not_keep_it_unlocked() {
    let (mut harness, _) = window(locked(), Screen::Overview);
    harness.state_mut().sleep(180 * MINUTE);
    harness.key_press(Key::ArrowDown);
    harness.event(egui::Event::WindowFocused(true));
    harness.step();
    assert!(harness.state().locks());
}

/// Of a minimised window only `logic` is called, and it sees the events of the last frame that showed.
#[test]
fn a_window_that_is_not_shown_locks() {
    let fake = super::fixture::Fake::on(locked());
    let ctx = egui::Context::default();
    let mut hidden = Window::new(&ctx, Box::new(fake), crate::ui::preferences::Preferences::default());
    let shown = egui::RawInput { events: vec![egui::Event::WindowFocused(false)], ..Default::default() };
    ctx.run_ui(shown, |_ui| {}).drop_without_applying_deltas();
    let mut frame = eframe::Frame::_new_kittest();
    let mut logic = |hidden: &mut Window| {
        drop(ctx.run_logic(&egui::RawInput::default(), |ctx| eframe::App::logic(hidden, ctx, &mut frame)));
    };
    logic(&mut hidden);
    hidden.sleep(14 * MINUTE);
    logic(&mut hidden);
    assert!(!hidden.locks(), "not before its time");
    hidden.sleep(2 * MINUTE);
    logic(&mut hidden);
    assert!(hidden.locks());
}

#[test]
fn recovery_words_are_asked_with_the_passphrase_on_a_device_that_holds_a_key() {
    let (mut harness, fake) = window(locked(), Screen::Settings);
    fill_in(&mut harness, "Wachtwoord om de woorden te tonen", CHOSEN);
    click(&mut harness, "Herstelwoorden tonen");
    assert_eq!(fake.sent(), [Command::ShowRecovery { current: Some(Passphrase::new(CHOSEN)) }]);
    let (harness, _) = window(leusden(), Screen::Settings);
    assert!(harness.query_by_role_and_label(Role::Button, "Herstelwoorden tonen").is_none());
}

// --- signing -------------------------------------------------------------------------------------------------------

/// A window in which withdrawing was refused because the passphrase is needed again.
fn refused_signature() -> (Harness<'static, Window>, super::fixture::Fake) {
    let mut view = locked();
    super::fixture::change_item(&mut view, 1, |item| item.can.withdraw = true);
    let (mut harness, fake) = window(view, Screen::Activities);
    fake.0.borrow_mut().obliging = false;
    press(&mut harness, Role::Button, "Delen intrekken", Key::Enter);
    press(&mut harness, Role::Button, "Intrekken", Key::Enter);
    fake.0.borrow().answers[0].send(Err(CommandError::PassphraseNeeded)).unwrap();
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::Dialog, "Ondertekenen met uw wachtwoord");
    (harness, fake)
}

#[test]
fn what_waits_for_the_passphrase_is_sent_again_unchanged() {
    let (mut harness, fake) = refused_signature();
    assert!(harness.get_by_role_and_label(Role::PasswordInput, "Wachtwoord").is_focused());
    let give = |harness: &mut Harness<'static, Window>, text: &str| {
        harness.get_by_role_and_label(Role::PasswordInput, "Wachtwoord").type_text(text);
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
    };
    give(&mut harness, "verkeerd");
    let withdraw = fake.sent()[0].clone();
    assert_eq!(fake.sent()[1], Command::ConfirmPassphrase { given: Passphrase::new("verkeerd") });
    let wrong = OpenError::WrongPassphrase { wait: std::time::Duration::ZERO };
    fake.0.borrow().answers[1].send(Err(WorkspaceError::from(wrong).into())).unwrap();
    harness.run_steps(4);
    harness.get_by_label_contains("Dat wachtwoord klopt niet.");
    assert!(harness.get_by_role_and_label(Role::PasswordInput, "Wachtwoord").is_focused(), "one can type at once");
    give(&mut harness, CHOSEN);
    fake.0.borrow().answers[2].send(Ok(crate::engine::Done::Done)).unwrap();
    harness.run_steps(4);
    assert!(harness.query_by_role(Role::Dialog).is_none());
    assert_eq!(fake.sent()[3], withdraw);
}

#[test]
fn escape_signs_nothing() {
    let (mut harness, fake) = refused_signature();
    harness.key_press(Key::Escape);
    harness.run_steps(4);
    assert!(harness.query_by_role(Role::Dialog).is_none());
    assert_eq!(fake.sent().len(), 1);
}

#[test]
fn a_check_that_fails_names_the_record_its_space_and_the_reason() {
    use deelbaar_schema::id::RecordId;
    use deelbaar_sync::replica::{Flaw, Why};
    let (mut harness, fake) = window(leusden(), Screen::Log);
    fake.0.borrow_mut().obliging = false;
    click(&mut harness, "Alles controleren");
    let flaw = Flaw { record: Some(RecordId::from_bytes([0xab; 32])), place: 12, why: Why::Unreadable };
    let found = crate::engine::Done::Verified([(Root::Municipality, 11, None), (Root::Region, 0, Some(flaw))]);
    fake.0.borrow().answers[0].send(Ok(found)).unwrap();
    harness.run_steps(4);
    let alert = harness.get_by_role(Role::Alert).accesskit_node().label().unwrap_or_default();
    for part in ["de regio", "abababab", "nummer 12", "die kan niet worden gelezen"] {
        assert!(alert.contains(part), "{part} is not in {alert}");
    }
}

// --- the first signature of an alderman -----------------------------------------------------------------------------

/// An alderman without a passphrase who takes something back.
fn first_signature() -> (Harness<'static, Window>, super::fixture::Fake) {
    let mut view = leusden();
    view.me.role = deelbaar_schema::role::Role::Alderman;
    super::fixture::change_item(&mut view, 1, |item| item.can.withdraw = true);
    let (mut harness, fake) = window(view, Screen::Activities);
    withdraw(&mut harness);
    (harness, fake)
}

fn withdraw(harness: &mut Harness<'static, Window>) {
    press(harness, Role::Button, "Delen intrekken", Key::Enter);
    press(harness, Role::Button, "Intrekken", Key::Enter);
}

const FIRST: &str = "Stel eerst een wachtwoord in";

#[test]
fn an_alderman_sets_a_passphrase_before_the_first_signature() {
    let (mut harness, fake) = first_signature();
    harness.get_by_role_and_label(Role::Dialog, FIRST);
    assert!(fake.sent().is_empty(), "nothing is signed before");
    fill_in(&mut harness, "Nieuw wachtwoord", CHOSEN);
    click(&mut harness, "Instellen en ondertekenen");
    assert!(fake.sent().is_empty(), "typed once only");
    assert!(harness.get_by_role_and_label(Role::PasswordInput, "Nieuw wachtwoord nogmaals").is_focused());
    fill_in(&mut harness, "Nieuw wachtwoord nogmaals", CHOSEN);
    fake.0.borrow_mut().obliging = false;
    click(&mut harness, "Instellen en ondertekenen");
    let set = Command::SetPassphrase { current: None, chosen: Some(Passphrase::new(CHOSEN)) };
    assert_eq!(fake.sent(), [set], "what waits follows when it is set");
    fake.0.borrow().answers[0].send(Ok(crate::engine::Done::Done)).unwrap();
    harness.run_steps(4);
    assert!(matches!(fake.sent()[1], Command::Withdraw { .. }), "{:?}", fake.sent());
    assert!(harness.query_by_role(Role::Dialog).is_none());
}

#[test]
fn whoever_decides_in_an_aldermans_name_sets_a_passphrase_first_too() {
    let decide = |mandate: Option<Who>| {
        let mut view = alderman_with_a_request();
        view.me.role = deelbaar_schema::role::Role::PolicyOfficer;
        std::sync::Arc::make_mut(&mut view.inbox)[0].mandate = mandate;
        let (mut harness, fake) = window(view, Screen::Inbox);
        press(&mut harness, Role::Button, "Akkoord", Key::Enter);
        (harness.query_by_role_and_label(Role::Dialog, FIRST).is_some(), fake.sent().len())
    };
    let giver = Who { name: "Marjan de Wit".into(), role: Some(deelbaar_schema::role::Role::Alderman) };
    assert_eq!(decide(Some(giver)), (true, 0));
    assert_eq!(decide(None), (false, 1), "not in an alderman's name");
}

#[test]
fn that_is_put_off_once_and_escape_signs_nothing() {
    let (mut harness, fake) = first_signature();
    harness.key_press(Key::Escape);
    harness.run_steps(4);
    assert!(harness.query_by_role(Role::Dialog).is_none());
    assert!(fake.sent().is_empty());
    withdraw(&mut harness);
    click(&mut harness, "Nu niet, alleen deze keer");
    assert_eq!(fake.sent().len(), 1);
    assert!(harness.state().preferences().signed_without_passphrase, "recorded in the settings");
    withdraw(&mut harness);
    harness.get_by_role_and_label(Role::Dialog, FIRST);
    assert!(harness.query_by_role_and_label(Role::Button, "Nu niet, alleen deze keer").is_none());
    assert_eq!(fake.sent().len(), 1);
}

/// However long it takes to think of a passphrase, nothing below the dialog moves, and the focus stays in it.
#[test]
fn thinking_of_a_passphrase_takes_no_answer_back() {
    let (mut harness, fake) = window(alderman_with_a_request(), Screen::Inbox);
    click(&mut harness, "Akkoord");
    harness.get_by_role_and_label(Role::Dialog, FIRST);
    harness.run_steps(200);
    assert!(harness.get_by_role_and_label(Role::PasswordInput, "Nieuw wachtwoord").is_focused());
    assert!(!super::said(&harness).contains("is niet vastgelegd"), "{}", super::said(&harness));
    harness.key_press(Key::Escape);
    // At once: nothing is being recorded any more.
    harness.run_steps(4);
    assert!(fake.sent().is_empty());
    assert!(super::said(&harness).contains("is niet vastgelegd"), "{}", super::said(&harness));
    assert!(!super::said(&harness).contains("wordt vastgelegd"), "{}", super::said(&harness));
    assert!(harness.get_all_by_role(Role::ListBoxOption).any(|row| row.is_focused()));
}

/// A passphrase that is asked again, and not given: the request is back at once. So it is after an answer that was refused.
#[test]
fn what_is_not_signed_is_not_said_to_be_recorded() {
    let given_up = |asked: bool| {
        let mut view = alderman_with_a_request();
        view.status.passphrase = true;
        let (mut harness, fake) = window(view, Screen::Inbox);
        fake.0.borrow_mut().obliging = false;
        click(&mut harness, "Akkoord");
        assert!(super::said(&harness).contains("wordt vastgelegd"), "{}", super::said(&harness));
        let answer = if asked { CommandError::PassphraseNeeded } else { CommandError::NotNow };
        fake.0.borrow().answers[0].send(Err(answer)).unwrap();
        harness.run_steps(4);
        if asked {
            harness.get_by_role_and_label(Role::Dialog, "Ondertekenen met uw wachtwoord");
            click(&mut harness, "Annuleren");
        }
        harness.run_steps(4);
        assert_eq!(fake.sent().len(), 1);
        super::said(&harness)
    };
    for said in [given_up(true), given_up(false)] {
        assert!(said.contains("is niet vastgelegd") && !said.contains("wordt vastgelegd"), "{said}");
    }
}

pub fn alderman_with_a_request() -> View {
    let mut view = leusden();
    view.me.role = deelbaar_schema::role::Role::Alderman;
    let item = view.items[0].item.clone();
    let who = Who { name: "Anna Jansen".into(), role: Some(deelbaar_schema::role::Role::PolicyOfficer) };
    view.inbox = std::sync::Arc::new(vec![InboxEntry {
        request: deelbaar_schema::id::RecordId::from_bytes([7; 32]),
        item: item.id,
        kind: item.kind,
        title: item.title,
        who,
        time: deelbaar_schema::time::Timestamp(1_775_000_000_000),
        note: String::new(),
        ask: Ask::Decision { changed: false },
        barred: None,
        mandate: None,
        body: deelbaar_schema::statement::Body::Alderman,
    }]);
    view
}

// --- recovery words -------------------------------------------------------------------------------------------------

/// The words of 32 bytes of zeros (a vector of BIP-39).
fn words() -> String {
    format!("{}art", "abandon ".repeat(23))
}

fn type_words(harness: &mut Harness<'_, Window>, text: &str) {
    harness.get_by_role_and_label(Role::MultilineTextInput, "De 24 woorden").focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.run_steps(1);
    harness.get_by_role_and_label(Role::MultilineTextInput, "De 24 woorden").type_text(text);
    harness.run_steps(2);
}

#[test]
fn a_wrong_word_is_pointed_out_while_one_types_and_nothing_is_sent() {
    let (mut harness, fake) = window(leusden(), Screen::Settings);
    assert!(super::said(&harness).contains("Dit apparaat heeft geen sleutel van de gemeente of de regio."));
    let said =
        |harness: &Harness<'_, Window>, text: &str| harness.query_by_role_and_label(Role::Status, text).is_some();
    type_words(&mut harness, "abandon aban");
    assert!(said(&harness, "2 van de 24 woorden."), "{}", super::said(&harness));
    type_words(&mut harness, "abandon fiets abandon");
    assert!(super::said(&harness).contains("Woord 2"), "{}", super::said(&harness));
    click(&mut harness, "Sleutel terugzetten");
    type_words(&mut harness, &"abandon ".repeat(24));
    assert!(super::said(&harness).contains("De woorden horen niet bij elkaar"), "{}", super::said(&harness));
    click(&mut harness, "Sleutel terugzetten");
    // Half a word at the end is still being typed, until somebody says that it is all.
    type_words(&mut harness, &format!("{}ar", "abandon ".repeat(23)));
    assert!(said(&harness, "24 van de 24 woorden."), "{}", super::said(&harness));
    click(&mut harness, "Sleutel terugzetten");
    assert!(super::said(&harness).contains("Woord 24, ‘ar’, staat niet op de lijst."), "{}", super::said(&harness));
    assert!(fake.sent().is_empty());
}

#[test]
fn sound_words_are_sent_and_stay_until_they_were_right() {
    let (mut harness, fake) = window(leusden(), Screen::Settings);
    fake.0.borrow_mut().obliging = false;
    type_words(&mut harness, &words());
    click(&mut harness, "Sleutel terugzetten");
    let restore = Command::RestoreKey { words: Secret(words().into()) };
    assert_eq!(fake.sent(), [restore]);
    assert!(!format!("{:?}", fake.sent()).contains("abandon"), "never in a log");
    let other = WorkspaceError::from(deelbaar_sync::workspace::WordsError::OtherKey);
    fake.0.borrow().answers[0].send(Err(CommandError::from(other))).unwrap();
    harness.run_steps(4);
    let typed = |harness: &Harness<'_, Window>| {
        harness.get_by_role_and_label(Role::MultilineTextInput, "De 24 woorden").value().unwrap_or_default()
    };
    assert_eq!(typed(&harness), words(), "one can look again what is wrong");
    click(&mut harness, "Sleutel terugzetten");
    fake.publish(|view| view.status.roots = vec![Root::Municipality]);
    fake.0.borrow().answers[1].send(Ok(crate::engine::Done::KeyRestored(Root::Municipality))).unwrap();
    harness.run_steps(4);
    assert_eq!(typed(&harness), "");
    assert!(super::said(&harness).contains("Dit apparaat heeft de sleutel van de gemeente weer."));
    assert!(super::said(&harness).contains("Dit apparaat heeft de sleutel van de gemeente."));
}
