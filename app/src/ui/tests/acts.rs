//! Adding, asking, submitting, removing: by keyboard, and exactly what was meant.

use deelbaar_schema::disclosure::{Choice, Disclosure, Sharing};
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::id::{MunicipalityCode, SharedId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::shared::SharedItem;
use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::fixture::{change_item, id, leusden};
use super::{press, said, says, window};
use crate::engine::{Command, Done, Revision, Step};
use crate::ui::cx::Screen;
use crate::ui::window::Window;
use egui_kittest::Harness;

/// The evening is the second row of the table.
fn select_evening(harness: &mut egui_kittest::Harness<'_, crate::ui::window::Window>) {
    harness.get_by_label_contains("Activiteit: Dialoogavond").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
}

#[test]
fn consent_is_asked_by_keyboard_for_exactly_the_chosen_fields() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    select_evening(&mut harness);
    press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
    harness.get_by_role_and_label(Role::Dialog, "Toestemming vragen: Dialoogavond met ervaringsdeskundigen");
    harness.get_by_role_and_label(Role::CheckBox, "Kosten (blijft in Leusden)");
    press(&mut harness, Role::CheckBox, "Kosten (blijft in Leusden)", Key::Space);
    press(&mut harness, Role::CheckBox, "Partners", Key::Space);
    press(&mut harness, Role::Button, "Toestemming vragen aan wethouder", Key::Enter);
    assert_eq!(
        fake.sent(),
        [Command::RequestConsent {
            item: id(2),
            without: Mask::without([Field::Partners, Field::Hours, Field::Contact].into_iter().chain(Field::PUBLIC)),
            files: std::collections::BTreeSet::new(),
            sharing: Sharing::REGION,
            confirmed: Vec::new(),
            note: String::new(),
        }]
    );
    assert!(harness.query_by_role(Role::Dialog).is_none());
    harness.get_by_label_contains("Er is nog niets gedeeld.");
}

#[test]
fn what_looks_like_a_personal_detail_must_be_confirmed_before_asking() {
    let mut view = leusden();
    change_item(&mut view, 2, |view| view.item.body = "Bel Jan: 06-12345678, of mail jan@leusden.nl.".into());
    let (mut harness, fake) = window(view, Screen::Activities);
    select_evening(&mut harness);
    press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
    press(&mut harness, Role::Button, "Toestemming vragen aan wethouder", Key::Enter);
    assert!(fake.sent().is_empty(), "asked with something unconfirmed");
    assert!(says(&harness, "Bevestig eerst de 2 gegevens hierboven, of haal ze uit de tekst."));
    // All are marked in what would be seen, and each in the sentence that it stands in; in words too.
    assert!(says(&harness, "Bel Jan: [gemarkeerd: 06-12345678], of mail [gemarkeerd: jan@leusden.nl]."));
    assert!(says(&harness, "Bel Jan: [gemarkeerd: 06-12345678], of mail jan@leusden.nl."));
    assert!(says(&harness, "Bel Jan: 06-12345678, of mail [gemarkeerd: jan@leusden.nl]."));
    for (text, kind) in [("06-12345678", "telefoonnummer"), ("jan@leusden.nl", "e-mailadres")] {
        assert!(fake.sent().is_empty());
        let name = format!("Dit mag gedeeld worden – Toelichting: {text} ({kind})");
        press(&mut harness, Role::CheckBox, &name, Key::Space);
    }
    press(&mut harness, Role::Button, "Toestemming vragen aan wethouder", Key::Enter);
    let sent = fake.sent();
    let [Command::RequestConsent { confirmed, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(confirmed, &["06-12345678", "jan@leusden.nl"]);
}

#[test]
fn after_an_act_the_focus_is_on_the_title_of_what_it_was_about() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    select_evening(&mut harness);
    press(&mut harness, Role::Button, "Terugnemen", Key::Enter);
    fake.publish(|view| change_item(view, 2, |item| (item.can.recall, item.can.submit) = (false, true)));
    harness.run_steps(4);
    let title = "Dialoogavond met ervaringsdeskundigen";
    assert!(harness.get_by_role_and_label(Role::Heading, title).is_focused());
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert_eq!(fake.sent().len(), 1, "a key that repeats does nothing more");
}

#[test]
fn from_a_finding_one_goes_to_its_field_and_back_with_what_was_chosen() {
    let mut view = leusden();
    change_item(&mut view, 2, |view| {
        view.item.body = "Bel Jan: 06-12345678.".into();
        view.item.details.insert(Field::Partners, Value::Line("jan@leusden.nl".into()));
    });
    let (mut harness, fake) = window(view, Screen::Activities);
    select_evening(&mut harness);
    press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
    press(&mut harness, Role::CheckBox, "Kosten (blijft in Leusden)", Key::Space);
    press(&mut harness, Role::Button, "Ga naar Toelichting: 06-12345678", Key::Enter);
    assert!(harness.query_by_role(Role::Dialog).is_none());
    let text = harness.get_by_role_and_label(Role::MultilineTextInput, "Toelichting");
    assert!(text.is_focused());
    // It is selected: what one types comes instead of it.
    text.type_text("via de balie");
    harness.run_steps(2);
    assert_eq!(
        harness.get_by_role_and_label(Role::MultilineTextInput, "Toelichting").value().unwrap(),
        "Bel Jan: via de balie."
    );
    press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
    harness.get_by_role_and_label(Role::CheckBox, "Kosten");
    press(&mut harness, Role::Button, "Ga naar Partners: jan@leusden.nl", Key::Enter);
    let partners = harness.get_by_role_and_label(Role::TextInput, "Partners");
    assert!(partners.is_focused());
    partners.type_text("Adviesraad");
    harness.run_steps(2);
    assert_eq!(harness.get_by_role_and_label(Role::TextInput, "Partners").value().unwrap(), "Adviesraad");
    assert!(fake.sent().iter().all(|command| !matches!(command, Command::RequestConsent { .. })));
}

#[test]
fn a_field_that_stays_at_home_needs_no_confirmation() {
    let mut view = leusden();
    change_item(&mut view, 2, |view| view.item.body = "Bel Jan: 06-12345678.".into());
    let (mut harness, fake) = window(view, Screen::Activities);
    select_evening(&mut harness);
    press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
    press(&mut harness, Role::CheckBox, "Toelichting", Key::Space);
    press(&mut harness, Role::Button, "Toestemming vragen aan wethouder", Key::Enter);
    assert_eq!(fake.sent().len(), 1);
}

#[test]
fn making_public_says_what_is_missing_and_sends_nothing() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    select_evening(&mut harness);
    press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
    press(&mut harness, Role::RadioButton, "Iedereen (openbaar)", Key::Space);
    press(&mut harness, Role::RadioButton, "Openbaar, behalve een deel", Key::Space);
    press(&mut harness, Role::Button, "Toestemming vragen aan wethouder", Key::Enter);
    assert!(fake.sent().is_empty());
    let missing = "de taal, de Nederlandse samenvatting, de Engelse samenvatting, het artikel";
    assert!(said(&harness).contains(missing), "{}", said(&harness));
    press(&mut harness, Role::RadioButton, "Niet openbaar", Key::Space);
    let article = harness.get_by_role_and_label(Role::TextInput, "Gelet op artikel");
    article.focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Gelet op artikel").type_text("5.1 lid 2 Woo");
    harness.run_steps(2);
    press(&mut harness, Role::Button, "Toestemming vragen aan wethouder", Key::Enter);
    let sent = fake.sent();
    let [Command::RequestConsent { sharing, without, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    let disclosure = Disclosure { choice: Choice::Nothing, article: "5.1 lid 2 Woo".into() };
    assert_eq!(sharing.disclosure, Some(disclosure));
    assert!(without.withholds(Field::Body) && without.withholds(Field::SummaryNl));
}

#[test]
fn a_newer_version_shows_what_changes_before_it_is_shared() {
    let mut view = leusden();
    change_item(&mut view, 1, |item| {
        item.can.revise = true;
        let shared = |body: &str| SharedItem {
            format: 1,
            section: SharedId::from_bytes([1; 16]),
            municipality: MunicipalityCode::from_number(327).unwrap(),
            kind: "activity".into(),
            title: item.item.title.clone(),
            body: Some(body.into()),
            details: deelbaar_schema::shared::Details::new(),
            files: Vec::new(),
        };
        // So much that the end is far out of view.
        let more = "\n\nNog een alinea.".repeat(40);
        let next = shared(&format!("In november, bel 06-12345678.{more}"));
        let now = shared(&format!("In oktober.{more}"));
        item.revision = Some(Box::new(Revision { now, next }));
    });
    let (mut harness, fake) = window(view, Screen::Activities);
    press(&mut harness, Role::Button, "Nieuwe versie delen…", Key::Enter);
    // One begins to read at the top, although something far below asks to be confirmed.
    assert!(harness.get_by_role_and_label(Role::Button, "Deze versie delen").is_focused());
    let title = "Nieuwe versie delen: Toegankelijkheidsschouw centrum";
    let title = harness.get_by_role_and_label(Role::Heading, title).rect();
    assert!(title.top() > 0.0 && title.bottom() < 400.0, "{title:?}");
    assert!(said(&harness).contains("[verwijderd: oktober"), "{}", said(&harness));
    // Exactly what goes, with what must be confirmed marked in it.
    assert!(says(&harness, "In november, bel [gemarkeerd: 06-12345678]."), "{}", said(&harness));
    harness.get_by_role_and_label(Role::Button, "Ga naar Toelichting: 06-12345678");
    let share = |harness: &Harness<'_, Window>| {
        harness.get_by_role_and_label(Role::Button, "Deze versie delen").accesskit_node().is_disabled()
    };
    assert!(share(&harness), "could share something unconfirmed");
    let name = "Dit mag gedeeld worden – Toelichting: 06-12345678 (telefoonnummer)";
    press(&mut harness, Role::CheckBox, name, Key::Space);
    press(&mut harness, Role::Button, "Deze versie delen", Key::Enter);
    assert_eq!(fake.sent(), [Command::Revise { item: id(1), confirmed: vec!["06-12345678".into()] }]);
}

#[test]
fn escape_asks_for_nothing() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_role(Role::Dialog).is_none());
    assert!(fake.sent().is_empty());
}

#[test]
fn an_activity_says_why_it_cannot_start() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    select_evening(&mut harness);
    assert!(says(&harness, "Wacht op de wethouder. De uitvoering kan beginnen na een akkoord."));
    let start = harness.get_by_role_and_label(Role::Button, "Uitvoering starten");
    assert!(start.accesskit_node().is_disabled());
    let why = start.accesskit_node().data().description().map(str::to_owned);
    assert_eq!(why.as_deref(), Some("Wacht op de wethouder. De uitvoering kan beginnen na een akkoord."));
    press(&mut harness, Role::Button, "Uitvoering starten", Key::Enter);
    assert!(harness.get_by_role_and_label(Role::Button, "Uitvoering starten").is_focused());
    assert!(fake.sent().is_empty(), "there is no decision");
    press(&mut harness, Role::Button, "Terugnemen", Key::Enter);
    assert_eq!(fake.sent(), [Command::Recall { item: id(2) }]);
}

#[test]
fn a_request_for_consent_is_taken_back_from_the_plan_and_from_the_consents() {
    let mut view = leusden();
    let shared = |item: &&crate::engine::ItemView| item.visibility != deelbaar_schema::gate::Visibility::Private;
    let first = view.items.iter().find(shared).unwrap().item.id;
    for number in [1, first.as_bytes()[0]] {
        change_item(&mut view, number, |item| (item.asked, item.can.recall_consent) = (true, true));
    }
    for (screen, item) in [(Screen::Activities, id(1)), (Screen::Consents, first)] {
        let (mut harness, fake) = window(view.clone(), screen);
        press(&mut harness, Role::Button, "Verzoek om toestemming terugnemen", Key::Enter);
        assert_eq!(fake.sent(), [Command::RecallConsent { item }], "{screen:?}");
        assert!(said(&harness).contains("Het verzoek om toestemming voor"), "{}", said(&harness));
    }
    let (harness, _) = window(leusden(), Screen::Activities);
    assert!(harness.query_by_role_and_label(Role::Button, "Verzoek om toestemming terugnemen").is_none());
}

#[test]
fn an_act_goes_after_what_was_typed() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Toelichting");
    field.focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::MultilineTextInput, "Toelichting").type_text("Zes mensen.");
    harness.step();
    press(&mut harness, Role::Button, "Uitvoering starten", Key::Enter);
    let body = Command::SetBody { item: id(1), base: String::new(), text: "Zes mensen.".into() };
    assert_eq!(fake.sent(), [body, Command::Start { item: id(1) }]);
}

#[test]
fn an_activity_is_added_by_keyboard_and_opens() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    fake.0.borrow_mut().obliging = false;
    press(&mut harness, Role::Button, "Nieuwe activiteit", Key::Enter);
    let title = harness.get_by_role_and_label(Role::TextInput, "Titel");
    assert!(title.is_focused());
    title.type_text("Voorleesmiddag");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let add = Command::Add { kind: ItemKind::Activity, title: "Voorleesmiddag".into(), parent: None };
    assert_eq!(fake.sent(), [add]);
    fake.0.borrow().answers[0].send(Ok(Done::Added(id(60)))).unwrap();
    fake.publish(|view| {
        let mut items = (*view.items).clone();
        let mut fresh = items.iter().find(|item| item.item.id == id(5)).unwrap().clone();
        fresh.item.id = id(60);
        fresh.item.title = "Voorleesmiddag".into();
        items.push(fresh);
        view.items = std::sync::Arc::new(items);
    });
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::Heading, "Voorleesmiddag");
}

#[test]
fn removing_offers_a_way_back_while_it_is_the_last_step() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    press(&mut harness, Role::Button, "Verwijderen", Key::Enter);
    assert_eq!(fake.sent(), [Command::Remove { item: id(20) }]);
    harness.get_by_label_contains("“Waarom dit plan” is verwijderd.");
    assert!(harness.query_by_role_and_label(Role::Button, "Ongedaan maken").is_none());
    fake.publish(|view| view.undo = Some(Step::Removed("Waarom dit plan".into())));
    harness.run_steps(2);
    press(&mut harness, Role::Button, "Ongedaan maken", Key::Enter);
    assert_eq!(fake.sent()[1], Command::Undo);
}

#[test]
fn what_was_removed_has_its_name_also_when_it_is_gone_before_the_answer_comes() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    fake.0.borrow_mut().obliging = false;
    press(&mut harness, Role::Button, "Verwijderen", Key::Enter);
    fake.publish(|view| {
        view.items = std::sync::Arc::new(view.items.iter().filter(|item| item.item.id != id(20)).cloned().collect());
        view.undo = Some(Step::Removed("Waarom dit plan".into()));
    });
    fake.0.borrow_mut().answers.remove(0).send(Ok(Done::Done)).unwrap();
    harness.run_steps(3);
    harness.get_by_label_contains("“Waarom dit plan” is verwijderd.");
    harness.get_by_role_and_label(Role::Button, "Ongedaan maken");
}

#[test]
fn a_withdrawal_asks_first_and_the_safe_answer_has_the_focus() {
    let mut view = leusden();
    change_item(&mut view, 1, |item| item.can.withdraw = true);
    let (mut harness, fake) = window(view, Screen::Activities);
    press(&mut harness, Role::Button, "Delen intrekken", Key::Enter);
    harness.get_by_role(Role::AlertDialog);
    assert!(harness.get_by_role_and_label(Role::Button, "Blijven delen").is_focused());
    press(&mut harness, Role::Button, "Intrekken", Key::Enter);
    assert_eq!(fake.sent(), [Command::Withdraw { item: id(1), version: None }]);
}

#[test]
fn filters_leave_only_what_fits() {
    let (mut harness, _) = window(leusden(), Screen::Activities);
    harness.get_by_label_contains("7 activiteiten");
    press(&mut harness, Role::ComboBox, "Status", Key::Enter);
    harness.get_by_role_and_label(Role::ListBoxOption, "Ter besluitvorming").click();
    harness.run_steps(4);
    harness.get_by_label_contains("1 activiteit ");
    harness.get_by_role_and_label(Role::Heading, "Dialoogavond met ervaringsdeskundigen");
}

#[test]
fn a_jump_to_an_item_is_not_stopped_by_a_filter() {
    let (mut harness, _) = window(leusden(), Screen::Activities);
    press(&mut harness, Role::ComboBox, "Status", Key::Enter);
    harness.get_by_role_and_label(Role::ListBoxOption, "Ter besluitvorming").click();
    harness.run_steps(4);
    super::ctrl(&mut harness, Key::K);
    harness.get_by_role(Role::SearchInput).type_text("regenboogvlag");
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::Heading, "Regenboogvlag en bijeenkomst");
}

#[test]
fn a_document_is_imported_by_the_path_of_its_file() {
    let path = std::env::temp_dir().join(format!("deelbaar-import-{}.md", std::process::id()));
    std::fs::write(&path, "# Plan\n\nTekst.").unwrap();
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    fake.0.borrow_mut().obliging = false;
    press(&mut harness, Role::Button, "Document inlezen", Key::Enter);
    let field = harness.get_by_role_and_label(Role::TextInput, "Plaats van het bestand");
    assert!(field.is_focused());
    field.type_text("/nergens/plan.md");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert!(fake.sent().is_empty());
    harness.get_by_role(Role::Dialog);
    let field = harness.get_by_role_and_label(Role::TextInput, "Plaats van het bestand");
    field.focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    let field = harness.get_by_role_and_label(Role::TextInput, "Plaats van het bestand");
    field.type_text(path.to_str().unwrap());
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    std::fs::remove_file(&path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(fake.sent(), [Command::Import { name: name.clone(), bytes: b"# Plan\n\nTekst.".to_vec() }]);
    fake.0.borrow().answers[0].send(Ok(Done::Imported { sections: 1, shortened: Vec::new() })).unwrap();
    fake.publish(|view| view.undo = Some(Step::Imported(name.clone(), 1)));
    harness.run_steps(4);
    harness.get_by_label_contains("1 onderdeel ingelezen");
    harness.get_by_role_and_label(Role::Button, "Ongedaan maken");
}
