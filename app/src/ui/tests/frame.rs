//! The frame: landmarks, navigation, status, palette and help.

use deelbaar_schema::act::Outcome;
use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::role::Role as Duty;
use deelbaar_schema::time::{Term, Timestamp};
use deelbaar_sync::workspace::Root;
use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::fixture::{Fake, at, author, brand_new, change_item, day, leusden};
use super::{ctrl, press, said, says, sized, window};
use crate::engine::{Command, Event, EventKind, Step, Through, View, Who};
use crate::ui::cx::Screen;
use crate::ui::preferences::Preferences;
use crate::ui::window::Window;

#[test]
fn the_window_has_landmarks_with_names() {
    let (harness, _) = window(leusden(), Screen::Overview);
    harness.get_by_role_and_label(Role::Banner, "Deelbaar");
    harness.get_by_role_and_label(Role::Navigation, "Hoofdmenu");
    harness.get_by_role_and_label(Role::Main, "Overzicht");
    harness.get_by_role_and_label(Role::Status, "Stand van zaken");
    harness.get_by_role_and_label(Role::Heading, "Overzicht");
}

#[test]
fn every_screen_opens_by_keyboard_and_has_a_heading() {
    let (mut harness, _) = window(leusden(), Screen::Overview);
    for name in [
        "Inventarisatie",
        "Maatwerkplan",
        "Activiteiten",
        "Gesprekken",
        "Te besluiten",
        "Toestemmingen",
        "Regio-overzicht",
        "Gedeelde onderdelen",
        "Deelnemers",
        "Instellingen",
        "Overzicht",
    ] {
        press(&mut harness, Role::Link, name, Key::Enter);
        harness.get_by_role_and_label(Role::Main, name);
        harness.get_by_role_and_label(Role::Heading, name);
    }
}

#[test]
fn ctrl_and_a_number_opens_a_screen() {
    let (mut harness, _) = window(leusden(), Screen::Overview);
    ctrl(&mut harness, Key::Num3);
    assert_eq!(harness.state().screen(), Screen::Plan);
    ctrl(&mut harness, Key::Num1);
    assert_eq!(harness.state().screen(), Screen::Overview);
}

fn as_role(duty: Duty) -> View {
    let mut view = leusden();
    view.me.role = duty;
    view
}

#[test]
fn a_role_sees_only_what_it_can_use() {
    let (harness, _) = window(as_role(Duty::Reader), Screen::Inbox);
    assert!(harness.query_by_role_and_label(Role::Link, "Te besluiten").is_none());
    assert_eq!(harness.state().screen(), Screen::Overview, "the first that is for a reader");
    let (harness, _) = window(as_role(Duty::Keeper), Screen::Region);
    assert!(harness.query_by_role_and_label(Role::Link, "Maatwerkplan").is_none());
    assert_eq!(harness.state().screen(), Screen::Participants);
    harness.get_by_role_and_label(Role::Link, "Deelnemers");
    let (harness, _) = window(as_role(Duty::RegionalLead), Screen::Overview);
    assert_eq!(harness.state().screen(), Screen::Region);
}

/// Whatever the way in: the navigation, a number, or the palette.
#[test]
fn no_way_leads_a_role_to_a_screen_that_is_not_for_it() {
    for duty in Duty::ALL {
        let (mut harness, _) = window(as_role(duty), Screen::Settings);
        let screens = crate::ui::shell::screens_for(duty);
        let links = harness.query_all_by_role(Role::Link);
        let names: Vec<String> = links.filter_map(|node| node.accesskit_node().label()).collect();
        for screen in &screens {
            let name = crate::ui::shell::screen_name(*screen);
            assert!(names.iter().any(|link| link.starts_with(&name)), "{duty:?}: {name}");
        }
        assert_eq!(names.len(), screens.len(), "{duty:?}: {names:?}");
        for (key, screen) in [Key::Num1, Key::Num2, Key::Num3, Key::Num4].into_iter().zip(&screens) {
            ctrl(&mut harness, key);
            assert_eq!(harness.state().screen(), *screen, "{duty:?}");
        }
        ctrl(&mut harness, Key::K);
        harness.get_by_role(Role::SearchInput).type_text("dialoogavond");
        harness.run_steps(3);
        let items = harness.query_all_by_role(Role::ListBoxOption);
        let found =
            items.filter_map(|node| node.accesskit_node().label()).any(|name| name.contains("Dialoogavond met"));
        assert_eq!(found, screens.contains(&Screen::Activities), "{duty:?}");
    }
}

#[test]
fn a_role_that_changes_leaves_the_screens_of_the_old_one() {
    let (mut harness, fake) = window(as_role(Duty::Alderman), Screen::Inbox);
    assert_eq!(harness.state().screen(), Screen::Inbox);
    fake.publish(|view| view.me.role = Duty::Adviser);
    harness.run_steps(3);
    assert_eq!(harness.state().screen(), Screen::Overview);
}

#[test]
fn a_role_that_has_not_begun_or_has_ended_says_so_on_every_screen_and_changes_nothing() {
    let ended = Term { from: day("2022-01-01"), until: Some(day("2026-03-31")) };
    let begins = Term::since(day("2026-09-01"));
    let cases = [
        (
            ended,
            "Uw rol als beleidsadviseur eindigde op dinsdag 31 maart 2026. U kunt lezen wat op dit apparaat staat.",
        ),
        (
            begins,
            "Uw rol als beleidsadviseur begint op dinsdag 1 september 2026. Tot die dag kunt u hier niets wijzigen",
        ),
    ];
    for (term, sentence) in cases {
        let mut view = leusden();
        view.me.term = term;
        for screen in [Screen::Overview, Screen::Plan, Screen::Inventory, Screen::Activities, Screen::Region] {
            let (harness, _) = window(view.clone(), screen);
            assert!(said(&harness).contains(sentence), "{screen:?}");
            for button in ["Nieuw onderdeel", "Nieuwe activiteit", "Document inlezen"] {
                assert!(harness.query_by_role_and_label(Role::Button, button).is_none(), "{screen:?}: {button}");
            }
        }
    }
    let (harness, _) = window(leusden(), Screen::Overview);
    assert!(!said(&harness).contains("Uw rol als"), "it holds");
}

#[test]
fn the_status_says_what_is_known_and_no_more() {
    let (harness, fake) = window(leusden(), Screen::Overview);
    harness.get_by_label_contains("6 van 7 gemeenten bijgewerkt, laatst");
    assert!(says(&harness, "Nijkerk: laatst gezien 12 mrt"));
    assert!(says(&harness, "Alles staat op dit apparaat"));
    assert!(harness.query_all_by_label_contains("gesynchroniseerd").next().is_none());
    drop(harness);

    let (mut harness, fake_never) = window(leusden(), Screen::Overview);
    fake_never.publish(|view| {
        for one in &mut view.status.municipalities {
            (one.connected, one.last_seen, one.up_to_date) = (false, None, None);
        }
    });
    harness.run_steps(2);
    harness.get_by_label_contains("Regio: van 7 gemeenten nog niets gehoord");
    // Of one more is heard: of the others still nothing.
    fake_never.publish(|view| {
        let one = &mut view.status.municipalities[0];
        (one.last_seen, one.up_to_date) = (Some(at("2026-04-06")), Some(at("2026-04-06")));
    });
    harness.run_steps(2);
    harness.get_by_label_contains("1 van 7 gemeenten bijgewerkt, 6 onbekend, laatst 6 apr");
    assert!(fake.sent().is_empty());
}

/// A device that has never met another municipality knows nothing of them, and says through whom the region comes.
#[test]
fn the_status_says_through_whose_device_the_region_comes() {
    let (mut harness, fake) = window(leusden(), Screen::Participants);
    let who = Who { name: "Anna Jansen".into(), role: Some(Duty::PolicyOfficer) };
    let through = Through { who, connected: true, last_seen: at("2026-04-07"), same: Some(at("2026-04-07")) };
    fake.publish(|view| {
        for one in &mut view.status.municipalities {
            (one.connected, one.last_seen, one.up_to_date, one.waiting) = (false, None, None, None);
        }
        view.status.through = Some(through.clone());
    });
    harness.run_steps(2);
    harness.get_by_label_contains("Regio: gelijk met het apparaat van Anna Jansen (Beleidsadviseur), ");
    assert!(!said(&harness).contains("0 van 7") && !said(&harness).contains("nog niet gezien"));
    harness
        .get_by_label_contains("Gemeente: Soest, Stand: Doet mee, Heeft alles bevestigd: niet bekend op dit apparaat");
    assert!(said(&harness).contains("komt en gaat via het apparaat van Anna Jansen"));
    fake.publish(|view| view.status.through = Some(Through { same: None, ..through.clone() }));
    harness.run_steps(2);
    harness.get_by_label_contains("Regio: via het apparaat van Anna Jansen (Beleidsadviseur), nu verbonden");
    fake.publish(|view| view.status.through = Some(Through { same: None, connected: false, ..through }));
    harness.run_steps(2);
    harness.get_by_label_contains("via het apparaat van Anna Jansen (Beleidsadviseur), laatst gezien");
}

#[test]
fn what_cannot_wait_shows_before_anything_was_written() {
    let mut view = brand_new();
    view.me.seconds = vec![Root::Municipality];
    let (mut harness, _) = window(view, Screen::Overview);
    harness.get_by_role_and_label(Role::Heading, "Begin met uw plan");
    let link = crate::tr!("attention-second");
    press(&mut harness, Role::Link, &link, Key::Enter);
    assert_eq!(harness.state().screen(), Screen::Participants);
}

#[test]
fn a_device_without_passphrase_or_backup_is_told_so_after_the_work_itself() {
    let mut view = leusden();
    let told = |view: &View| {
        let mut harness = window(view.clone(), Screen::Overview).0;
        let said = said(&harness);
        let passphrase = said.contains("Stel een wachtwoord in");
        if passphrase {
            press(&mut harness, Role::Link, "Stel een wachtwoord in", Key::Enter);
            assert_eq!(harness.state().screen(), Screen::Settings);
            assert!(harness.get_by_role_and_label(Role::Heading, "Wachtwoord").is_focused());
        }
        (passphrase, said.contains("Maak een reservekopie"))
    };
    assert_eq!(told(&view), (true, false), "its municipality's key is elsewhere");
    view.status.roots = vec![Root::Municipality];
    assert_eq!(told(&view), (true, true));
    view.status.passphrase = true;
    assert_eq!(told(&view), (false, true));
    view.status.backup.made = Some(view.now);
    assert_eq!(told(&view), (false, false));
    let (harness, _) = demo();
    assert!(!said(&harness).contains("Stel een wachtwoord in"), "of the example nothing stays");
}

#[test]
fn a_successor_is_told_of_consents_that_nobody_in_office_stands_for() {
    let mut view = leusden();
    let told =
        |view: &View| said(&window(view.clone(), Screen::Overview).0).contains("1 toestemming van een voorganger");
    assert!(!told(&view));
    change_item(&mut view, 1, |item| item.can.confirm = true);
    assert!(told(&view));
    let (mut harness, _) = window(view, Screen::Overview);
    // First as the next step, too.
    harness.get_all_by_label("1 toestemming van een voorganger").next().unwrap().focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().screen(), Screen::Consents);
}

#[test]
fn an_answer_that_was_no_is_news_for_two_weeks() {
    let told = |what: EventKind, days: i64, counts: bool| {
        let mut view = leusden();
        let time = Timestamp(view.now.0 - days * 24 * 60 * 60 * 1000);
        let who = Who { name: "Bram de Wit".into(), role: Some(Duty::Alderman) };
        let by = author(&who.name);
        let event = Event { time, who, by, what, note: String::new(), mandate: None, external: None, counts };
        change_item(&mut view, 2, |item| item.history.push(event));
        said(&window(view, Screen::Overview).0)
    };
    let refused = EventKind::Decided(Outcome::Refused);
    for (what, words) in [
        (refused, "Afgewezen door de wethouder"),
        (EventKind::Decided(Outcome::Held), "Aangehouden door de wethouder"),
        (EventKind::ConsentRefused, "De wethouder wil dit niet delen"),
    ] {
        assert!(told(what, 0, true).contains(words), "{words}");
    }
    assert!(!told(refused, 15, true).contains("Afgewezen door de wethouder"), "it is no news any more");
    assert!(!told(refused, 0, false).contains("Afgewezen door de wethouder"), "it does not count");
}

/// Whatever the device of a colleague wrote.
#[test]
fn amounts_below_zero_make_no_room_in_the_budget() {
    let mut view = leusden();
    change_item(&mut view, 2, |item| {
        item.item.details.insert(Field::Costs, Value::Cents(i64::MIN));
        item.item.details.insert(Field::Hours, Value::Hours(i64::MIN));
    });
    let (harness, _) = window(view, Screen::Overview);
    assert!(said(&harness).contains("\n€\u{a0}1.500\n"), "{}", said(&harness));
    assert!(says(&harness, "84 van 400 uur gepland"), "{}", said(&harness));
}

#[test]
fn the_palette_finds_an_item_and_opens_it() {
    let (mut harness, _) = window(leusden(), Screen::Overview);
    ctrl(&mut harness, Key::K);
    let field = harness.get_by_role(Role::SearchInput);
    assert!(field.is_focused());
    field.type_text("dialo");
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().screen(), Screen::Activities);
    assert!(harness.query_by_role(Role::Dialog).is_none());
    harness.get_by_role_and_label(Role::Heading, "Dialoogavond met ervaringsdeskundigen");
}

#[test]
fn arrow_keys_choose_another_result() {
    let (mut harness, _) = window(leusden(), Screen::Overview);
    ctrl(&mut harness, Key::K);
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().screen(), Screen::Plan);
}

#[test]
fn f1_explains_the_shortcuts_and_escape_closes() {
    let (mut harness, _) = window(leusden(), Screen::Overview);
    harness.key_press(Key::F1);
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Dialog, "Hulp en sneltoetsen");
    assert!(says(&harness, "Ctrl 1: Overzicht"));
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_role(Role::Dialog).is_none());
}

/// At 150 and 200 % as well.
#[test]
fn what_closes_a_long_dialog_stays_in_view() {
    for size in [(1280.0, 800.0), (853.0, 533.0), (640.0, 400.0)] {
        let (mut harness, _) = sized(leusden(), Screen::Overview, size);
        harness.key_press(Key::F1);
        harness.run_steps(4);
        let close = harness.get_by_role_and_label(Role::Button, "Sluiten");
        assert!(close.is_focused() && close.rect().bottom() < size.1, "{size:?}: {:?}", close.rect());
        let title = harness.get_by_role_and_label(Role::Heading, "Hulp en sneltoetsen").rect();
        assert!(title.top() > 0.0, "{size:?}: {title:?}");
    }
}

#[test]
fn escape_closes_the_menu_of_a_narrow_window() {
    let (mut harness, _) = sized(leusden(), Screen::Overview, (853.0, 533.0));
    press(&mut harness, Role::Button, "Menu", Key::Enter);
    harness.get_by_role(Role::Navigation);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_role(Role::Navigation).is_none());
    harness.get_by_role_and_label(Role::Heading, "Overzicht");
}

#[test]
fn undo_is_for_the_plan_unless_one_is_typing() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    ctrl(&mut harness, Key::Z);
    assert!(fake.sent().is_empty(), "there is nothing to undo");
    fake.publish(|view| {
        view.undo = Some(Step::Changed("Plan".into()));
        view.redo = Some(Step::Changed("Plan".into()));
    });
    harness.get_by_role_and_label(Role::MultilineTextInput, "Beschrijving").focus();
    harness.run_steps(2);
    ctrl(&mut harness, Key::Z);
    assert!(fake.sent().is_empty(), "the editor has its own undo");
    press(&mut harness, Role::Link, "Activiteiten", Key::Enter);
    ctrl(&mut harness, Key::Z);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.run_steps(2);
    assert_eq!(fake.sent(), [Command::Undo, Command::Redo]);
}

#[test]
fn a_brand_new_municipality_hears_the_first_step() {
    let (mut harness, _) = window(brand_new(), Screen::Overview);
    harness.get_by_role_and_label(Role::Heading, "Begin met uw plan");
    press(&mut harness, Role::Button, "Document inlezen", Key::Enter);
    assert_eq!(harness.state().screen(), Screen::Plan);
    harness.get_by_role_and_label(Role::Dialog, "Document inlezen");
}

#[test]
fn too_much_money_warns_by_how_much() {
    let (mut harness, fake) = window(leusden(), Screen::Overview);
    assert!(says(&harness, "€\u{a0}2.150"));
    fake.publish(|view| {
        super::fixture::change_item(view, 2, |item| {
            item.item
                .details
                .insert(deelbaar_schema::field::Field::Costs, deelbaar_schema::field::Value::Cents(200_000));
        });
    });
    harness.run_steps(3);
    harness.get_by_role_and_label(
        Role::Status,
        "Let op: €\u{a0}500 meer gepland dan er is. Stel iets uit of vraag meer geld aan.",
    );
}

fn demo() -> (Harness<'static, Window>, Fake) {
    let fake = Fake::on(leusden()).with_seats();
    let source = Box::new(fake.clone());
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1280.0, 800.0))
        .build_eframe(move |cc| Window::new(&cc.egui_ctx, source, Preferences::default()));
    harness.run_steps(3);
    (harness, fake)
}

#[test]
fn in_the_demo_one_looks_through_other_eyes() {
    let (mut harness, fake) = demo();
    press(&mut harness, Role::ComboBox, "Kijk mee als", Key::Enter);
    harness.get_by_role_and_label(Role::ListBoxOption, "Leusden · Wethouder").click();
    harness.run_steps(4);
    assert_eq!(fake.0.borrow().seat, 1);
    press(&mut harness, Role::Link, "Maatwerkplan", Key::Enter);
    assert!(harness.query_by_role_and_label(Role::Button, "Nieuw onderdeel").is_none(), "an alderman does not edit");
}

#[test]
fn every_control_speaks_through_the_translations() {
    crate::i18n::with_pseudo_locale(|| {
        for screen in [Screen::Inventory, Screen::Plan, Screen::Activities, Screen::Conversations, Screen::Settings] {
            let (harness, _) = window(leusden(), screen);
            for role in [Role::Button, Role::Link, Role::ComboBox, Role::CheckBox, Role::MultilineTextInput] {
                for control in harness.query_all_by_role(role) {
                    let name = control.accesskit_node().label().unwrap_or_default();
                    assert!(name.starts_with('['), "{screen:?}: {role:?} {name:?}");
                }
            }
        }
    });
}
