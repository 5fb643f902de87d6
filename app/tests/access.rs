//! Access for one person: exactly that person, with all their devices, and nobody of nearly the same name.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Command, Done, EventKind, Executor};
use deelbaar::person::About;
use deelbaar::{tr, words};
use deelbaar_schema::act::Outcome;
use deelbaar_schema::field::Mask;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Audience;
use deelbaar_tests::{Device, LEUSDEN};

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), None)
}

fn report(device: &Device, about: About) -> serde_json::Value {
    serde_json::from_str(&form(device, about, "json")).unwrap()
}

fn form(device: &Device, about: About, ending: &str) -> String {
    let Done::Document(document) = on(device).execute(Command::ReportPerson { about }).unwrap() else {
        panic!("no document")
    };
    let form = document.forms.iter().find(|form| form.ending == ending).unwrap();
    String::from_utf8(form.bytes.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_held_about_the_person_of_that_device_goes_into_the_file() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::Adviser).await;
    officer.add(ItemKind::Section, "Van de beleidsadviseur", "");
    let item = adviser.add(ItemKind::Section, "Van de adviseur", "");
    officer.until("the section", |d| d.body(item).is_some()).await;
    let device = adviser.workspace.device();
    let data = report(&officer, About::Owner(device));
    let all = |part: &str| data["held"][part].as_array().unwrap().clone();
    let (own, theirs) = (officer.workspace.device().to_string(), device.to_string());
    assert_eq!(all("enrolments").len(), 2, "municipality and region: {data}");
    assert_eq!(all("members").len(), 2, "let in, and countersigned: {data}");
    for part in ["enrolments", "edits", "network"] {
        assert!(all(part).iter().all(|line| line["device"] == theirs.as_str()), "{part}: {data}");
    }
    assert!(!all("edits").is_empty() && !data["held"].to_string().contains(&own), "{data}");
    // A role without a last day has none.
    let text = form(&officer, About::Owner(device), "txt");
    assert!(text.contains("vanaf woensdag 1 januari 2020;") && !text.contains("tot ;"), "{text}");
}

/// A name in each place where somebody can write one, written by others.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_found_wherever_others_wrote_it() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let activity = officer.add(ItemKind::Activity, "Schouw", "Tekst.");
    let section = officer.add(ItemKind::Section, "Taal", "Vraag het Kwakkel.");
    on(&officer).execute(Command::Comment { item: activity, text: "Kwakkel twijfelt.".into() }).unwrap();
    on(&officer).execute(Command::Submit { item: activity }).unwrap();
    officer.request(section, Mask::none());
    let waits = |d: &Device| on(d).view().inbox.len() == 2;
    alderman.until("both questions", waits).await;
    let asked = on(&alderman).view().inbox.clone();
    let request = asked.iter().find(|entry| entry.item == activity).unwrap().request;
    let (outcome, external) = (Outcome::Held, None);
    let decide = Command::Decide { request, outcome, external, note: "Eerst kwakkel bellen.".into() };
    on(&alderman).execute(decide).unwrap();
    alderman.consent(section);
    let shown = |d: &Device| on(d).view().region.sections.len() == 1 && on(d).view().inbox.is_empty();
    officer.until("the answers", shown).await;
    // What is in the text today is not all: the text that was asked about and shared stays.
    let edit = Command::SetBody { item: section, base: "Vraag het Kwakkel.".into(), text: "Vraag het na.".into() };
    on(&officer).execute(edit).unwrap();

    let data = report(&officer, About::Named("Kwakkel".into()));
    let mentions = data["held"]["mentions"].as_array().unwrap();
    let mut found: Vec<(&str, &str)> =
        mentions.iter().map(|m| (m["on"].as_str().unwrap(), m["field"].as_str().unwrap())).collect();
    found.sort_unstable();
    let asked = words::event(EventKind::ConsentRequested(Audience::Region));
    let held = words::event(EventKind::Decided(Outcome::Held));
    let (shared, comment) = (tr!("person-shared", version = 1), tr!("person-comment"));
    let mut all = vec![("Schouw", held.as_str()), ("Schouw", &comment), ("Taal", &asked), ("Taal", &shared)];
    all.sort_unstable();
    assert_eq!(found, all, "{data}");
}
