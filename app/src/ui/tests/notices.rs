//! What came of a command: said where nothing moves, for long enough, and to be read again.

use deelbaar_schema::role::Role as Duty;
use deelbaar_schema::time::Term;
use deelbaar_sync::net::{Invitation, InvitationId, Words};
use deelbaar_sync::workspace::Root;
use egui::accesskit::Live;
use egui::{Event, Key, Pos2, Rect, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use zeroize::Zeroizing;

use super::fixture::{Fake, at, day, leusden};
use super::{press, said, sized, window};
use crate::engine::{ApplicantView, Command, CommandError, Done, Invitee, Part, Refused, View};
use crate::recovery::Card;
use crate::ui::cx::Screen;
use crate::ui::window::Window;

const UNDO: &str = "Er is niets om ongedaan te maken.";

/// A step takes a twentieth of a second.
const STEPS_A_SECOND: usize = 20;

/// Lets time pass.
fn pass(harness: &mut Harness<'_, Window>, seconds: usize) {
    harness.run_steps(seconds * STEPS_A_SECOND);
}

/// Every button and heading of the page, with where it stands.
fn places(harness: &Harness<'_, Window>) -> Vec<(String, Rect)> {
    let mut all = Vec::new();
    for role in [Role::Button, Role::Heading, Role::Link] {
        for node in harness.query_all_by_role(role) {
            let name = node.accesskit_node().label().unwrap_or_default();
            if !["Sluiten", "Meldingen", "Ongedaan maken"].contains(&name.as_str()) {
                all.push((name, node.rect()));
            }
        }
    }
    all
}

/// Asks for an exchange, which always works and is said.
fn sync(harness: &mut Harness<'_, Window>) {
    press(harness, Role::Button, "Nu verbinden", Key::Enter);
}

fn told(harness: &Harness<'_, Window>) -> Option<Rect> {
    harness.query_by_label_contains("Deelbaar zoekt verbinding").map(|node| node.rect())
}

#[test]
fn a_notice_moves_nothing_and_covers_no_button() {
    for size in [(1280.0, 800.0), (853.0, 533.0), (640.0, 400.0)] {
        let (mut harness, fake) = sized(leusden(), Screen::Participants, size);
        harness.get_by_role_and_label(Role::Button, "Nu verbinden").focus();
        harness.run_steps(3);
        let before = places(&harness);
        assert!(before.len() > 5, "{size:?}: {before:?}");
        sync(&mut harness);
        let notice = told(&harness).unwrap();
        assert_eq!(places(&harness), before, "{size:?}");
        let window = harness.ctx.content_rect();
        assert!(window.contains_rect(notice), "{size:?}: {notice:?}");
        // Between the bars, with the margin of the page.
        let page = window.shrink2(egui::vec2(0.0, 18.0)).with_max_y(window.bottom() - 32.0 - 18.0);
        for (name, place) in before.iter().filter(|(_, place)| page.contains_rect(*place)) {
            assert!(!place.intersects(notice), "{size:?}: {name} {place:?} {notice:?}");
        }
        // An error stands in the same place, and moves nothing either.
        fake.0.borrow_mut().obliging = false;
        sync(&mut harness);
        fake.0.borrow().answers.last().unwrap().send(Err(CommandError::Stopped)).unwrap();
        harness.run_steps(3);
        assert!(harness.query_by_role(Role::Alert).is_some());
        assert_eq!(places(&harness), before, "{size:?}");
    }
}

/// Wherever one is on the page, and also where their card stands; from there one goes to it.
#[test]
fn who_comes_to_ask_moves_nothing() {
    for (screen, size) in [
        (Screen::Plan, (1280.0, 800.0)),
        (Screen::Activities, (853.0, 533.0)),
        (Screen::Participants, (1280.0, 800.0)),
        (Screen::Participants, (853.0, 533.0)),
    ] {
        for at_the_end in [false, true] {
            let (mut harness, fake) = sized(leusden(), screen, size);
            if at_the_end {
                harness.query_all_by_role(Role::Button).last().unwrap().focus();
                harness.run_steps(3);
            }
            let ask = |harness: &mut Harness<'_, Window>, name: &str, byte: u8| {
                let before = places(harness);
                fake.publish(|view| view.applicants.push(applicant(name, byte)));
                harness.run_steps(3);
                let after = places(harness);
                // In the menu it is counted: another name in the same place. Beyond the window a card may get a line more.
                let window = harness.ctx.content_rect();
                for (name, place) in before.iter().filter(|(_, place)| window.intersects(*place)) {
                    let word = name.split(',').next().unwrap_or_default();
                    let same = |(now, at): &(String, Rect)| at == place && now.starts_with(word);
                    assert!(after.iter().any(same), "{screen:?} {size:?}: {name} {place:?}");
                }
            };
            ask(&mut harness, "Karim Bos", 1);
            ask(&mut harness, "Noor Smit", 2);
            press(&mut harness, Role::Button, "Bekijk wie het is", Key::Enter);
            harness.run_steps(3);
            let window = harness.ctx.content_rect();
            let first = if screen == Screen::Participants { "Noor Smit wil meedoen" } else { "Karim Bos wil meedoen" };
            let heading = harness.query_all_by_label(first).find(egui_kittest::Node::is_focused);
            assert!(heading.is_some_and(|heading| window.contains_rect(heading.rect())), "{}", said(&harness));
            assert!(
                harness.query_by_role_and_label(Role::Button, "Bekijk wie het is").is_none(),
                "{screen:?} {size:?}: it is in view"
            );
        }
    }
}

/// At 150 %, a long error lies over the end of the page: one scrolls past it, and what was scrolled to stays when it goes.
#[test]
fn what_a_long_notice_lies_over_can_be_scrolled_clear_of_it() {
    let (mut harness, fake) = sized(leusden(), Screen::Participants, (853.0, 533.0));
    fake.0.borrow_mut().obliging = false;
    sync(&mut harness);
    let who = crate::engine::Who { name: "Anna Jansen".into(), role: Some(Duty::PolicyOfficer) };
    let (title, what, time) = ("Dialoogtafel ".repeat(15), crate::engine::EventKind::Started, at("2026-04-01"));
    let stopped = Box::new(crate::engine::Stopped { title, what, who, time, goes_on: false });
    fake.0.borrow().answers.last().unwrap().send(Err(CommandError::UndoStopped(stopped))).unwrap();
    harness.run_steps(3);
    harness.event(Event::PointerMoved(Pos2::new(426.0, 200.0)));
    harness.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -20_000.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run_steps(20);
    let notice = harness.get_by_role(Role::Alert).rect();
    let last = places(&harness).into_iter().max_by(|one, other| one.1.bottom().total_cmp(&other.1.bottom()));
    let page = |place: &Rect| place.left() < 800.0 && place.bottom() < 500.0;
    let on_the_page = places(&harness).into_iter().filter(|(_, place)| page(place) && place.top() > 48.0);
    for (name, place) in on_the_page {
        assert!(!place.intersects(notice), "{name} {place:?} {notice:?}");
    }
    let before = places(&harness);
    press(&mut harness, Role::Button, "Sluiten", Key::Enter);
    assert!(harness.query_by_role(Role::Alert).is_none());
    assert_eq!(places(&harness), before, "{last:?}");
}

#[test]
fn what_has_the_focus_is_not_covered() {
    let (mut harness, fake) = sized(leusden(), Screen::Participants, (853.0, 533.0));
    fake.0.borrow_mut().obliging = false;
    for _ in 0..3 {
        press(&mut harness, Role::Button, "Nu verbinden", Key::Enter);
    }
    // Three errors at once take more room than the margin.
    for (place, command) in
        [CommandError::Stopped, CommandError::NothingToUndo, CommandError::NoApplicant].into_iter().enumerate()
    {
        fake.0.borrow().answers[place].send(Err(command)).unwrap();
    }
    harness.run_steps(3);
    let mut met = 0;
    for _ in 0..60 {
        harness.key_press(Key::Tab);
        harness.run_steps(4);
        let alerts: Vec<Rect> = harness.query_all_by_role(Role::Alert).map(|node| node.rect()).collect();
        let focused = harness.query_all_by(|_| true).find(egui_kittest::Node::is_focused).map(|node| node.rect());
        let Some(focused) = focused.filter(|_| !alerts.is_empty()) else { continue };
        met += 1;
        assert!(alerts.iter().all(|alert| !alert.intersects(focused)), "{focused:?} {alerts:?}");
    }
    assert!(met > 20);
}

#[test]
fn a_confirmation_leaves_by_itself_but_not_while_somebody_is_at_it_and_an_error_stays() {
    let (mut harness, fake) = window(leusden(), Screen::Participants);
    sync(&mut harness);
    let node = harness.get_by_label_contains("Deelbaar zoekt verbinding");
    assert_eq!(node.accesskit_node().data().live(), Some(Live::Polite));
    let place = node.rect().center();
    pass(&mut harness, 7);
    assert!(told(&harness).is_some(), "a slow reader is not done");
    harness.event(Event::PointerMoved(place));
    pass(&mut harness, 40);
    assert!(told(&harness).is_some(), "somebody points at it");
    harness.event(Event::PointerMoved(Pos2::new(600.0, 300.0)));
    pass(&mut harness, 15);
    assert!(told(&harness).is_none());
    // It can be read again.
    press(&mut harness, Role::Button, "Meldingen", Key::Enter);
    harness.get_by_role_and_label(Role::Dialog, "Meldingen");
    assert!(said(&harness).contains("Deelbaar zoekt verbinding"));
    harness.key_press(Key::Escape);
    harness.run_steps(4);

    fake.0.borrow_mut().obliging = false;
    sync(&mut harness);
    fake.0.borrow().answers.last().unwrap().send(Err(CommandError::NothingToUndo)).unwrap();
    pass(&mut harness, 60);
    assert!(said(&harness).contains(UNDO), "an error stays until somebody closes it");
    press(&mut harness, Role::Button, "Sluiten", Key::Enter);
    assert!(!said(&harness).contains(UNDO));
}

#[test]
fn a_click_that_was_meant_for_what_stood_there_before_closes_nothing() {
    let (mut harness, _) = window(leusden(), Screen::Participants);
    sync(&mut harness);
    harness.get_by_role_and_label(Role::Button, "Sluiten").click();
    harness.run_steps(2);
    assert!(told(&harness).is_some());
    pass(&mut harness, 1);
    harness.get_by_role_and_label(Role::Button, "Sluiten").click();
    harness.run_steps(3);
    assert!(told(&harness).is_none());
}

#[test]
fn what_is_copied_on_a_page_is_said() {
    for (screen, button) in [
        (Screen::Settings, "Plaats kopiëren"),
        (Screen::Log, "Kopiëren als tabel"),
        (Screen::Handover, "Dossier kopiëren"),
    ] {
        let (mut harness, _) = window(leusden(), screen);
        press(&mut harness, Role::Button, button, Key::Enter);
        harness.get_by_label_contains("Gekopieerd. U kunt het nu ergens plakken.");
    }
}

fn applicant(name: &str, byte: u8) -> ApplicantView {
    let term = Term::since(day("2026-01-01"));
    ApplicantView {
        device: deelbaar_schema::id::DeviceId::from_bytes([byte; 32]),
        name: name.into(),
        invitation: Invitation::Colleague { role: Duty::Reader, term },
        id: InvitationId::from_bytes([1; 32]),
        words: Words::from_bytes([byte, 1, 2, 3]),
    }
}

/// Who was refused, what became of the other, and the next step.
#[test]
fn refusing_one_of_two_with_one_code_says_what_became_of_both_and_offers_another_code() {
    let mut view = leusden();
    view.applicants = vec![applicant("Karim Bos", 1), applicant("Noor Smit", 2)];
    let (mut harness, fake) = window(view, Screen::Participants);
    fake.0.borrow_mut().obliging = false;
    pass(&mut harness, 1);
    press(&mut harness, Role::Button, "Nee, weigeren: Karim Bos", Key::Enter);
    let again = Invitee::Colleague { role: Duty::Reader, term: Term::since(day("2026-01-01")) };
    let (name, others) = ("Karim Bos".to_owned(), vec!["Noor Smit".to_owned()]);
    fake.publish(|view| view.applicants.clear());
    fake.0.borrow().answers[0].send(Ok(Done::Answered { name, others, again: Some(again.clone()) })).unwrap();
    harness.run_steps(4);
    let text = said(&harness);
    assert!(
        text.contains("Karim Bos is geweigerd.") && text.contains("ook het verzoek van Noor Smit is beëindigd"),
        "{text}"
    );
    press(&mut harness, Role::Button, "Nieuwe code maken", Key::Enter);
    assert_eq!(fake.sent()[1], Command::Invite(again));
}

fn cards() -> Vec<Card> {
    [Root::Municipality, Root::Region]
        .map(|root| Card { root, name: "Leusden".into(), words: Zeroizing::new(vec!["zoological"; 24].join(" ")) })
        .into()
}

/// Where the last words stand.
fn last(harness: &Harness<'_, Window>) -> Vec<Rect> {
    let labels = harness.query_all_by_role(Role::Label);
    let last = labels.filter(|node| node.value().as_deref() == Some("24. zoological"));
    last.map(|node| node.rect()).collect()
}

/// At 100 % everything is in view; at 150 % one scrolls, and the buttons stay.
#[test]
fn recovery_words_fit_in_the_window_and_say_that_they_are_english() {
    for (size, whole) in [((1280.0, 800.0), true), ((853.0, 533.0), false)] {
        let mut view = leusden();
        view.status.roots = vec![Root::Municipality, Root::Region];
        let (mut harness, fake) = sized(view, Screen::Settings, size);
        fake.0.borrow_mut().obliging = false;
        press(&mut harness, Role::Button, "Herstelwoorden tonen", Key::Enter);
        fake.0.borrow().answers[0].send(Ok(Done::Recovery(cards()))).unwrap();
        harness.run_steps(5);
        harness.get_by_role_and_label(Role::Dialog, "Herstelwoorden");
        let window = harness.ctx.content_rect();
        for button in ["Ik heb ze opgeschreven", "Bewaren om af te drukken…"] {
            let button = harness.get_by_role_and_label(Role::Button, button).rect();
            assert!(window.contains_rect(button), "{size:?}: {button:?}");
            if whole {
                for last in last(&harness) {
                    assert!(last.bottom() < button.top(), "{last:?} {button:?}");
                }
            }
        }
        assert_eq!(last(&harness).len(), 2, "of each key");
        // By keyboard one comes to the last of them.
        let above = harness.get_by_role_and_label(Role::Button, "Ik heb ze opgeschreven").rect().top();
        harness.key_press(Key::End);
        harness.run_steps(3);
        assert!(last(&harness).iter().all(|last| last.bottom() < above), "{size:?}");
        assert!(said(&harness).contains("Het zijn met opzet Engelse woorden"));
    }
}

#[test]
fn how_long_a_passphrase_must_be_is_said_beforehand() {
    let (harness, _) = window(leusden(), Screen::Settings);
    let field = harness.get_by_role_and_label(Role::PasswordInput, "Nieuw wachtwoord");
    let hint = field.accesskit_node().data().description().map(str::to_owned);
    assert_eq!(hint.as_deref(), Some("Minstens 12 tekens."));
    let field = harness.get_by_role_and_label(Role::PasswordInput, "Wachtwoord van de reservekopie");
    let hint = field.accesskit_node().data().description().map(str::to_owned);
    assert!(hint.is_some_and(|hint| hint.starts_with("Minstens 12 tekens.")));
}

#[test]
fn a_municipality_that_is_not_admitted_any_more_hears_it_on_every_screen() {
    let on = |change: &dyn Fn(&mut View), screen| {
        let mut view = leusden();
        change(&mut view);
        let (harness, _): (_, Fake) = window(view, screen);
        said(&harness)
    };
    for screen in [Screen::Overview, Screen::Plan, Screen::Participants, Screen::Region] {
        let kept = "Uw eigen plan blijft op dit apparaat";
        let ended = on(&|view| view.me.part = Part::Ended(day("2026-03-31")), screen);
        assert!(ended.contains("Leusden is niet meer toegelaten tot Regio Amersfoort sinds dinsdag 31 maart 2026"));
        assert!(ended.contains(kept));
        let elsewhere = on(&|view| view.me.part = Part::Elsewhere(day("2026-04-01")), screen);
        assert!(elsewhere.contains("doet sinds woensdag 1 april 2026 opnieuw mee") && elsewhere.contains(kept));
        let by = |by_colleagues| Some(Refused { since: at("2026-04-06"), by_colleagues });
        let refused = on(&|view| view.status.refused = by(false), screen);
        assert!(refused.contains("laten dit apparaat niet meer toe") && refused.contains(kept));
        let refused = on(&|view| view.status.refused = by(true), screen);
        assert!(refused.contains("Apparaten van collega’s laten dit apparaat niet meer toe"), "{refused}");
        let replaced = on(&|view| view.status.awaits_enrolment = true, screen);
        assert!(replaced.contains("dan had iemand anders de code vervangen"), "{replaced}");
        let unknown = on(
            &|view| {
                view.status.refused = by(true);
                view.status.unknown = true;
            },
            screen,
        );
        assert!(!unknown.contains("laten dit apparaat niet meer toe"), "it was restored: {unknown}");
        let over = on(
            &|view| {
                view.status.refused = by(false);
                view.me.term.until = Some(day("2026-03-31"));
            },
            screen,
        );
        assert!(over.contains("eindigde op") && !over.contains("laten dit apparaat niet meer toe"), "{over}");
        let until = on(&|view| view.me.part = Part::Until(day("2026-04-30")), screen);
        assert!(until.contains("mee tot en met donderdag 30 april 2026"));
        let none = on(&|_| {}, screen);
        assert!(!none.contains(kept) && !none.contains("mee tot en met"));
    }
}
