//! Access for one person: exactly that person, with all their devices, and nobody of nearly the same name.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Command, Done, Executor};
use deelbaar::person::About;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_tests::{Device, LEUSDEN};

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_held_about_the_person_of_that_device_goes_into_the_file() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::Adviser).await;
    officer.add(ItemKind::Section, "Van de beleidsadviseur", "");
    let item = adviser.add(ItemKind::Section, "Van de adviseur", "");
    officer.until("the section", |d| d.body(item).is_some()).await;
    let mut executor = Executor::new(officer.workspace.clone(), None);
    let device = adviser.workspace.device();
    let Done::Document(document) = executor.execute(Command::ReportPerson { about: About::Owner(device) }).unwrap()
    else {
        panic!("no document")
    };
    let data = document.forms.iter().find(|form| form.ending == "json").unwrap();
    let data: serde_json::Value = serde_json::from_slice(&data.bytes).unwrap();
    let all = |part: &str| data["held"][part].as_array().unwrap().clone();
    let (own, theirs) = (officer.workspace.device().to_string(), device.to_string());
    assert_eq!(all("enrolments").len(), 2, "municipality and region: {data}");
    for part in ["enrolments", "edits"] {
        assert!(all(part).iter().all(|line| line["device"] == theirs.as_str()), "{part}: {data}");
    }
    assert!(!all("edits").is_empty() && !data["held"].to_string().contains(&own), "{data}");
}
