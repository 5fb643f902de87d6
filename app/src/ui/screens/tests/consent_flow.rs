//! Giving consent, by keyboard only, ends in exactly what the screen showed.

use std::sync::Arc;

use deelbaar_schema::attachment::{Attachment, ChunkList};
use deelbaar_schema::disclosure::{Choice, Disclosure, Sharing};
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::id::ContentHash;
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::SharedValue;
use deelbaar_schema::statement::Audience;
use deelbaar_sync::files::Presence;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Bench, alderman, bench, fixture, press, says, sized, tab_to};
use crate::engine::{Ask, Command};
use crate::ui::screens::inbox::State;

type Inbox<'a> = Harness<'a, Bench<State>>;

const TRAINING: &str = "Toestemming om te delen, Training begrijpelijke taal, met de regio · gewijzigd sinds versie 1";
const INVENTORY: &str = "Toestemming om te delen, Inventarisatie: toegankelijkheid, met de regio · nieuw";

fn inbox<'a>() -> Inbox<'a> {
    bench(alderman(), State::show)
}

/// Tab to the list, arrow down to the training, Enter.
fn choose_training(harness: &mut Inbox<'_>) {
    press(harness, Key::Tab);
    press(harness, Key::ArrowDown);
    assert!(harness.get_by_label(TRAINING).is_focused());
    press(harness, Key::Enter);
}

/// Everything that the preview says, in one text.
fn said(harness: &Inbox<'_>) -> String {
    let nodes = harness.query_all_by(|_| true);
    let texts = nodes.flat_map(|node| {
        let node = node.accesskit_node();
        [node.label(), node.value()].into_iter().flatten().collect::<Vec<_>>()
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn consent_by_keyboard_carries_the_mask_and_the_embargo() {
    let mut harness = inbox();
    choose_training(&mut harness);
    tab_to(&mut harness, "Kosten");
    press(&mut harness, Key::Space);
    tab_to(&mut harness, "Vanaf een datum");
    press(&mut harness, Key::Space);
    tab_to(&mut harness, "Datum");
    harness.get_by_role_and_label(Node::TextInput, "Datum").type_text("01-02-2027");
    harness.run();
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    let expected = Command::GiveConsent {
        request: fixture::request(2),
        without: Mask::without([Field::Contact, Field::Costs]),
        sharing: Sharing { embargo: Some(fixture::day("2027-02-01")), ..Sharing::REGION },
        note: String::new(),
    };
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn a_second_enter_does_not_sign_the_next_request() {
    let mut harness = inbox();
    choose_training(&mut harness);
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    assert!(harness.get_by_label(INVENTORY).is_focused(), "focus goes to the next request in the list");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands.len(), 1);
    assert!(harness.get_all_by_role_and_label(Node::Heading, "Inventarisatie: toegankelijkheid").count() > 0);
}

#[test]
fn what_became_of_the_answer_is_said_aloud() {
    let mut harness = inbox();
    choose_training(&mut harness);
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    harness.get_by_label_contains("wordt vastgelegd");
    let inbox = Arc::make_mut(&mut harness.state_mut().view.inbox);
    inbox.retain(|entry| entry.request != fixture::request(2));
    harness.run();
    let status = harness.get_by_label_contains("Toestemming gegeven en ondertekend");
    assert_eq!(status.accesskit_node().live(), egui::accesskit::Live::Polite);
    assert_eq!(harness.get_all_by_role(Node::ListBoxOption).count(), 2);
}

#[test]
fn the_preview_never_shows_what_stays_home() {
    let mut harness = inbox();
    choose_training(&mut harness);
    assert!(says(&harness, "Kosten: €\u{a0}900,00"));
    tab_to(&mut harness, "Kosten");
    press(&mut harness, Key::Space);
    assert!(!said(&harness).contains("900"), "{}", said(&harness));
    harness.get_by_label("Kosten (blijft in Leusden)");
    press(&mut harness, Key::Space);
    assert!(says(&harness, "Kosten: €\u{a0}900,00"));
}

#[test]
fn what_the_request_left_out_cannot_go() {
    let mut harness = inbox();
    choose_training(&mut harness);
    let contact = harness.get_by_role_and_label(Node::CheckBox, "Contactpersoon (blijft in Leusden)");
    assert!(contact.accesskit_node().is_disabled());
    tab_to(&mut harness, "Contactpersoon (blijft in Leusden)");
    press(&mut harness, Key::Space);
    let contact = harness.get_by_role_and_label(Node::CheckBox, "Contactpersoon (blijft in Leusden)");
    let why = contact.accesskit_node().data().description().map(str::to_owned);
    assert!(why.is_some_and(|why| why.starts_with("Dit zit niet in het verzoek.")));
}

#[test]
fn the_screen_says_who_will_see_it_and_what_withdrawal_can_do() {
    let mut harness = inbox();
    choose_training(&mut harness);
    let all = said(&harness);
    assert!(
        all.contains(
            "Zichtbaar voor Amersfoort, Baarn, Bunschoten, Eemnes, Nijkerk, Soest, Woudenberg. Niet openbaar."
        )
    );
    assert!(all.contains("Wie al een kopie bewaarde, houdt die."));
    assert!(all.contains("Gemeente Leusden · Activiteit · versie 2"));
    harness.get_by_role_and_label(Node::Heading, "Wat er verandert");
    assert!(all.contains("[verwijderd: oktober]"), "{all}");
}

#[test]
fn sending_back_needs_a_remark() {
    let mut harness = inbox();
    choose_training(&mut harness);
    tab_to(&mut harness, "Terug met opmerking");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    let remark = harness.get_by_role_and_label(Node::MultilineTextInput, "Voorwaarde of opmerking");
    assert!(remark.is_focused(), "the field that is wrong has the focus");
    remark.type_text("Graag zonder kosten.");
    harness.run();
    tab_to(&mut harness, "Terug met opmerking");
    press(&mut harness, Key::Enter);
    let expected =
        Command::DeclineConsent { request: fixture::request(2), returned: true, note: "Graag zonder kosten.".into() };
    assert_eq!(harness.state().commands, vec![expected]);
}

#[test]
fn a_day_in_the_past_is_not_signed() {
    let mut harness = inbox();
    choose_training(&mut harness);
    tab_to(&mut harness, "Vanaf een datum");
    press(&mut harness, Key::Space);
    tab_to(&mut harness, "Datum");
    harness.get_by_role_and_label(Node::TextInput, "Datum").type_text("01-02-2020");
    harness.run();
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    assert!(harness.get_by_role_and_label(Node::TextInput, "Datum").is_focused());
}

#[test]
fn a_policy_officer_reads_along() {
    let mut harness: Inbox<'_> = bench(fixture::view(Role::PolicyOfficer), State::show);
    choose_training(&mut harness);
    assert!(harness.query_by_label("Toestemming geven en ondertekenen").is_none());
    assert!(harness.query_by_role(Node::MultilineTextInput).is_none());
    assert!(said(&harness).contains("Alleen de wethouder van Leusden"));
    for checkbox in harness.get_all_by_role(Node::CheckBox) {
        assert!(checkbox.accesskit_node().is_disabled());
    }
}

#[test]
fn with_little_room_one_thing_at_a_time() {
    let mut harness: Inbox<'_> = sized(egui::vec2(420.0, 700.0), alderman(), State::show);
    harness.get_by_role_and_label(Node::Heading, "Te besluiten");
    choose_training(&mut harness);
    assert!(harness.query_by_role_and_label(Node::Heading, "Te besluiten").is_none());
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    harness.get_by_label("Terug naar de lijst").click();
    harness.run();
    assert!(harness.get_by_label(TRAINING).is_focused());
}

#[test]
fn nothing_waits() {
    let harness: Inbox<'_> = bench(fixture::empty_view(Role::Alderman), State::show);
    harness.get_by_role_and_label(Node::Heading, "Er wacht niets op een antwoord");
}

// --- data about people ---------------------------------------------------------------------------------------------

/// The training, with a telephone number in its text and an address among its partners that the officer let go.
fn with_people<'a>(role: Role) -> Inbox<'a> {
    let mut view = fixture::view(role);
    let entry = &mut Arc::make_mut(&mut view.inbox)[1];
    let Ask::Consent { snapshot, confirmed, .. } = &mut entry.ask else { panic!("no request") };
    snapshot.body = Some("# Weg\n\nBel **Jan** op 06-12345678.".into());
    snapshot.details.insert(Field::Partners.name().into(), SharedValue::Text("jan@leusden.nl".into()));
    *confirmed = vec!["06-12345678".into(), "jan@leusden.nl".into()];
    bench(view, State::show)
}

#[test]
fn data_about_people_is_marked_in_the_preview_and_confirmed_before_signing() {
    let mut harness = with_people(Role::Alderman);
    choose_training(&mut harness);
    assert!(said(&harness).contains("Bel Jan op [gemarkeerd: 06-12345678]."), "{}", said(&harness));
    assert!(says(&harness, "Partners: [gemarkeerd: jan@leusden.nl]"));
    assert!(said(&harness).contains("bevestigde dat dit gedeeld mag worden: 06-12345678, jan@leusden.nl"));
    let signs = |harness: &Inbox<'_>| {
        let ready = |name| harness.get_by_role_and_label(Node::Button, name).accesskit_node().is_disabled();
        (!ready("Toestemming geven en ondertekenen"), !ready("Klaarzetten"))
    };
    assert_eq!(signs(&harness), (false, false));
    assert!(said(&harness).contains("Bevestig eerst de 2 gegevens die gemarkeerd zijn"));
    // The button is there to be found, says why, and signs nothing.
    for name in ["Toestemming geven en ondertekenen", "Klaarzetten"] {
        tab_to(&mut harness, name);
        let button = harness.get_by_role_and_label(Node::Button, name);
        let why = button.accesskit_node().data().description().map(str::to_owned);
        assert_eq!(why.as_deref(), Some("Bevestig eerst de 2 gegevens die gemarkeerd zijn, of houd hun veld thuis."));
        press(&mut harness, Key::Enter);
        assert!(harness.state().commands.is_empty(), "{name}");
    }
    // One is confirmed, the other stays at home.
    tab_to(&mut harness, "Dit mag gedeeld worden – Toelichting: 06-12345678 (telefoonnummer)");
    press(&mut harness, Key::Space);
    assert_eq!(signs(&harness), (false, false));
    tab_to(&mut harness, "Partners");
    press(&mut harness, Key::Space);
    assert_eq!(signs(&harness), (true, true));
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    let sent = &harness.state().commands;
    let [Command::GiveConsent { without, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    assert!(without.withholds(Field::Partners) && !without.withholds(Field::Body));
}

#[test]
fn refusing_takes_no_confirmation_and_whoever_reads_along_has_nothing_to_confirm() {
    let mut harness = with_people(Role::Alderman);
    choose_training(&mut harness);
    tab_to(&mut harness, "Niet delen");
    assert!(!harness.get_by_role_and_label(Node::Button, "Niet delen").accesskit_node().is_disabled());
    let mut harness = with_people(Role::PolicyOfficer);
    choose_training(&mut harness);
    assert!(said(&harness).contains("Bel Jan op [gemarkeerd: 06-12345678]."));
    for checkbox in harness.get_all_by_role(Node::CheckBox) {
        assert!(checkbox.accesskit_node().is_disabled());
    }
}

#[test]
fn from_a_finding_the_preview_goes_to_its_field() {
    let mut harness = with_people(Role::Alderman);
    {
        let entry = &mut Arc::make_mut(&mut harness.state_mut().view.inbox)[1];
        let Ask::Consent { snapshot, .. } = &mut entry.ask else { panic!("no request") };
        snapshot.body = Some(format!("Bel 06-12345678.\n\n{}", "Een alinea.\n\n".repeat(80)));
    }
    harness.run();
    choose_training(&mut harness);
    let clipped = |harness: &Inbox<'_>| harness.get_by_value("Partners: [gemarkeerd: jan@leusden.nl]").rect().top();
    assert!(clipped(&harness) > 700.0, "it is below the window");
    tab_to(&mut harness, "Ga naar Partners: jan@leusden.nl");
    press(&mut harness, Key::Enter);
    assert!(clipped(&harness) < 700.0, "{}", clipped(&harness));
}

// --- the terms -----------------------------------------------------------------------------------------------------

#[test]
fn the_alderman_may_give_more_or_less_than_was_asked() {
    let mut harness = inbox();
    choose_training(&mut harness);
    tab_to(&mut harness, "Ook latere versies (doorlopende toestemming)");
    press(&mut harness, Key::Space);
    assert!(said(&harness).contains("zonder dat de wethouder elke versie ziet"));
    tab_to(&mut harness, "Het delen eindigt op een dag");
    press(&mut harness, Key::Space);
    // Nothing filled in: said at the field, and nothing goes.
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    let last_day = harness.get_by_role_and_label(Node::TextInput, "Laatste dag");
    assert!(last_day.is_focused());
    last_day.type_text("31-12-2027");
    harness.run();
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    let expected = Command::GiveConsent {
        request: fixture::request(2),
        without: Mask::without([Field::Contact]),
        sharing: Sharing { standing: true, until: Some(fixture::day("2027-12-31")), ..Sharing::REGION },
        note: String::new(),
    };
    assert_eq!(harness.state().commands, vec![expected]);
}

/// The training, asked to be made public with everything that takes.
fn asked_for_everyone(choice: Choice) -> Inbox<'static> {
    let mut view = alderman();
    let entry = &mut Arc::make_mut(&mut view.inbox)[1];
    let Ask::Consent { sharing, without, snapshot, .. } = &mut entry.ask else { panic!("no request") };
    let article = if choice.holds_back() { "5.1 lid 2 Woo" } else { "" };
    let disclosure = Some(Disclosure { choice, article: article.into() });
    *sharing = Sharing { audience: Audience::Public, disclosure, ..Sharing::REGION };
    *without = Mask::none();
    for field in [Field::Language, Field::SummaryNl, Field::SummaryEn] {
        snapshot.details.insert(field.name().into(), SharedValue::Text("nl".into()));
    }
    bench(view, State::show)
}

const PUBLIC_TRAINING: &str =
    "Toestemming om te delen, Training begrijpelijke taal, openbaar · gewijzigd sinds versie 1";

fn choose_public_training(harness: &mut Inbox<'_>) {
    press(harness, Key::Tab);
    press(harness, Key::ArrowDown);
    assert!(harness.get_by_label(PUBLIC_TRAINING).is_focused());
    press(harness, Key::Enter);
}

#[test]
fn holding_something_back_from_the_public_takes_another_choice_and_an_article() {
    let mut harness = asked_for_everyone(Choice::Everything);
    choose_public_training(&mut harness);
    assert!(said(&harness).contains("Openbaar: iedereen mag dit lezen"));
    tab_to(&mut harness, "Kosten");
    press(&mut harness, Key::Space);
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    assert!(said(&harness).contains("Kies dan “Openbaar, behalve een deel”."));
    tab_to(&mut harness, "Openbaar, behalve een deel");
    press(&mut harness, Key::Space);
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty());
    assert!(said(&harness).contains("Noem het artikel op grond waarvan dit niet openbaar is."));
    tab_to(&mut harness, "Gelet op artikel");
    harness.get_by_role_and_label(Node::TextInput, "Gelet op artikel").type_text("5.1 lid 2 Woo");
    harness.run();
    tab_to(&mut harness, "Toestemming geven en ondertekenen");
    press(&mut harness, Key::Enter);
    let [Command::GiveConsent { sharing, without, .. }] = harness.state().commands.as_slice() else {
        panic!("{:?}", harness.state().commands)
    };
    assert_eq!(*without, Mask::without([Field::Costs]));
    let disclosure = Disclosure { choice: Choice::Except, article: "5.1 lid 2 Woo".into() };
    assert_eq!(sharing.disclosure, Some(disclosure));
}

#[test]
fn that_something_is_not_public_is_recorded_with_its_article() {
    let mut harness = asked_for_everyone(Choice::Nothing);
    choose_public_training(&mut harness);
    assert!(harness.query_by_label("Toestemming geven en ondertekenen").is_none());
    tab_to(&mut harness, "Vaststellen: niet openbaar");
    press(&mut harness, Key::Enter);
    let note = "Niet openbaar, gelet op artikel 5.1 lid 2 Woo.".into();
    let expected = Command::DeclineConsent { request: fixture::request(2), returned: false, note };
    assert_eq!(harness.state().commands, vec![expected]);
}

// --- several in one sitting ----------------------------------------------------------------------------------------

#[test]
fn several_are_seen_one_by_one_and_signed_together() {
    let mut harness = inbox();
    choose_training(&mut harness);
    tab_to(&mut harness, "Klaarzetten");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "nothing is signed yet");
    assert!(harness.get_by_label(INVENTORY).is_focused(), "on to the next");
    harness.get_by_label("Toestemming om te delen, Training begrijpelijke taal, gezien en klaargezet");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Klaarzetten");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "2 toestemmingen ondertekenen");
    press(&mut harness, Key::Enter);
    let requests: Vec<_> = harness
        .state()
        .commands
        .iter()
        .map(|command| match command {
            Command::GiveConsent { request, .. } => *request,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(requests, [fixture::request(2), fixture::request(3)]);
    // They are recorded one after the other; how many and which is said.
    for (left, told) in [
        (1, "Toestemming gegeven en ondertekend: “Training begrijpelijke taal”."),
        (0, "2 toestemmingen gegeven en ondertekend: “Training begrijpelijke taal”, “Inventarisatie: toegankelijkheid”."),
    ] {
        let inbox = Arc::make_mut(&mut harness.state_mut().view.inbox);
        inbox.retain(|entry| entry.request == fixture::request(1) || left == 1 && entry.request == fixture::request(3));
        harness.run();
        assert!(said(&harness).contains(told), "{told}: {}", said(&harness));
    }
}

#[test]
fn what_is_ready_can_be_taken_back_and_changed() {
    let mut harness = inbox();
    choose_training(&mut harness);
    tab_to(&mut harness, "Klaarzetten");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Enter);
    assert!(harness.get_by_role_and_label(Node::CheckBox, "Kosten").accesskit_node().is_disabled());
    tab_to(&mut harness, "Niet meer klaarzetten");
    press(&mut harness, Key::Enter);
    assert!(harness.query_by_label("1 toestemming ondertekenen").is_none());
    assert!(!harness.get_by_role_and_label(Node::CheckBox, "Kosten").accesskit_node().is_disabled());
    assert!(harness.state().commands.is_empty());
}

// --- files ---------------------------------------------------------------------------------------------------------

#[test]
fn whoever_consents_can_look_at_each_file_first() {
    let mut view = fixture::view(Role::Alderman);
    let list = ChunkList::of_content(5, vec![ContentHash::of(b"route")]).unwrap();
    let file = Attachment::new("route.pdf", &list, "Bel 06-12345678").unwrap();
    view.status.files.insert(file.hash, Presence::Here);
    let entry = &mut Arc::make_mut(&mut view.inbox)[1];
    let Ask::Consent { snapshot, .. } = &mut entry.ask else { panic!("no request") };
    snapshot.files.push(file.clone());
    let mut harness: Inbox<'_> = bench(view, State::show);
    choose_training(&mut harness);
    assert!(said(&harness).contains("Hun inhoud is niet gecontroleerd op persoonsgegevens"), "{}", said(&harness));
    assert!(said(&harness).contains("Bel [gemarkeerd: 06-12345678]"));
    assert!(said(&harness).contains("Bevestig eerst"), "what stands in a description is confirmed too");
    tab_to(&mut harness, "route.pdf opslaan als…");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Opslaan");
    press(&mut harness, Key::Enter);
    let sent = &harness.state().commands;
    let [Command::SaveFile { file: saved, path }] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((*saved, path.ends_with("route.pdf")), (file.hash, true));
}
