//! `deelbaar repair`, with real processes, on stores of which a page went bad.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::path::Path;

use deelbaar_tests::binary::{Folder, Ran};
use deelbaar_tests::country::{Chance, Writing};
use deelbaar_tests::damage::{In, spoil, store_file};

const SECTIONS: usize = 6;

fn with(folder: &Folder, args: &[&str], secret: &str) -> Ran {
    folder.command(args).env("DEELBAAR_PASSPHRASE_FILE", secret).output().unwrap().into()
}

/// An officer with a plan.
fn with_a_plan() -> Folder {
    let folder = Folder::leusden();
    for number in 1..=SECTIONS {
        folder.json(&["section", "add", &format!("Deel {number}")]);
    }
    folder
}

fn names_in(data: &Path) -> Vec<String> {
    let found = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = found.collect();
    names.sort_unstable();
    names
}

fn device(folder: &Folder) -> String {
    folder.json(&["status"])["device"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_lost_is_counted_and_comes_back_from_a_colleague_to_a_new_device() {
    let folder = Folder::leusden();
    // Who takes part is said before what is lost.
    let colleague = folder.let_in(&["--role", "policy-officer"], "Kim");
    let mut chance = Chance::new("repair");
    for number in 1..=SECTIONS {
        // So long that it lies in a row of its own.
        let text = folder.file("text.txt", &chance.text(Writing::Noise, 20_000));
        folder.json(&["section", "add", &format!("Deel {number}"), "--body", &text]);
    }
    let listening = colleague.listen();
    folder.sync_with(&listening);
    listening.stop();
    assert_eq!(colleague.titles().len(), SECTIONS);
    let (before, damaged) = (device(&folder), store_file(&folder.data()));
    // In the middle of the plan: what its author wrote after it builds on it.
    spoil(&folder.data(), In::Body);
    let bytes = std::fs::read(&damaged).unwrap();
    for command in [&["sections"][..], &["status"], &["sync", "--once"]] {
        let said = folder.fails(1, command);
        assert!(said.contains("damaged") && said.contains("deelbaar repair"), "{said}");
    }
    assert_eq!(std::fs::read(&damaged).unwrap(), bytes, "nothing is changed in it");

    let ran = folder.run(&["repair", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(told["lost"].as_u64().unwrap() >= 1 && told["records"][0].as_u64().unwrap() >= 2, "{told}");
    assert_eq!((told["same_device"].as_bool(), told["enrolled"].as_bool()), (Some(false), Some(true)));
    assert!(names_in(&folder.data()).iter().any(|name| name == "damaged.key"));
    assert_eq!(std::fs::read(folder.data().join("damaged.redb")).unwrap(), bytes, "the damaged file is kept");
    assert!(folder.titles().len() < SECTIONS);
    assert_ne!(device(&folder), before, "a new device, so that nothing is written twice in one place");
    let sound = folder.json(&["audit", "--verify"]);
    assert!(sound["verified"].to_string().contains("\"first_bad\":null"), "{sound}");

    // The colleague comes to know it, and has everything.
    let introduction = folder.data().with_file_name("introduction");
    folder.json(&["introduce", "write", introduction.to_str().unwrap()]);
    colleague.json(&["introduce", "take", introduction.to_str().unwrap()]);
    let listening = colleague.listen();
    folder.sync_with(&listening);
    assert_eq!(folder.titles().len(), SECTIONS, "{:?}", folder.titles());
    folder.json(&["section", "add", "Verder"]);
    folder.sync_with(&listening);
    listening.stop();
    assert_eq!(colleague.titles().len(), SECTIONS + 1);
    assert!(folder.fails(1, &["repair"]).contains("nothing to repair"));
}

#[test]
fn where_only_what_can_be_made_again_is_damaged_it_is_the_same_device_and_nothing_is_lost() {
    let folder = with_a_plan();
    let before = device(&folder);
    spoil(&folder.data(), In::Cache);
    let said = folder.run(&["repair"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("Lost here: no records") && said.out.contains("damaged.redb"), "{said:?}");
    assert_eq!(device(&folder), before);
    assert_eq!(folder.titles().len(), SECTIONS);
    folder.json(&["section", "add", "Verder"]);
}

#[test]
fn a_workspace_with_a_passphrase_takes_it_and_keeps_it() {
    let folder = with_a_plan();
    let (secret, wrong) = (folder.file("secret", "vier woorden op papier"), folder.file("wrong", "iets heel anders"));
    let set = folder.command(&["passphrase", "set"]).env("DEELBAAR_NEW_PASSPHRASE_FILE", &secret).output().unwrap();
    assert!(set.status.success(), "{set:?}");
    spoil(&folder.data(), In::Head);
    let (path, key) = (store_file(&folder.data()), std::fs::read(folder.data().join("key")).unwrap());
    let bytes = std::fs::read(&path).unwrap();
    let ran = with(&folder, &["repair"], &wrong);
    assert!(ran.code == Some(1) && ran.err.contains("passphrase") && ran.out.is_empty(), "{ran:?}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert_eq!(std::fs::read(folder.data().join("key")).unwrap(), key);
    assert!(!names_in(folder.data().parent().unwrap()).iter().any(|name| name.contains("repairing")));

    let ran = with(&folder, &["repair"], &secret);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = with(&folder, &["sections"], &wrong);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let ran = with(&folder, &["sections", "--json"], &secret);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn what_is_sound_or_not_there_or_in_use_is_not_repaired() {
    let folder = with_a_plan();
    let before = names_in(&folder.data());
    assert!(folder.fails(1, &["repair"]).contains("nothing to repair"));
    assert_eq!(names_in(&folder.data()), before);
    let running = folder.listen();
    assert!(folder.fails(1, &["repair"]).contains("open with this data already"));
    running.stop();
    Folder::default().fails(1, &["repair"]);
}
