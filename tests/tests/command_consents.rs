//! Asking, taking back and giving consent on other terms by the command line, and what it says beside its answer.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_tests::binary::Folder;
use serde_json::Value;

fn exchange(one: &Folder, other: &Folder) {
    let listening = one.listen();
    other.sync_with(&listening);
    listening.stop();
}

fn added(folder: &Folder, title: &str) -> String {
    folder.json(&["section", "add", title])["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_request_is_taken_back_and_what_was_asked_can_be_given_on_other_terms() {
    let officer = Folder::leusden();
    let alderman = officer.let_in(&["--role", "alderman"], "Wil");
    let item = added(&officer, "Taal");
    assert!(officer.fails(1, &["consent", "recall", &item]).contains("Nothing was changed"));
    assert!(officer.fails(1, &["consent", "recall", "zz"]).contains("Nothing was changed"));
    officer.json(&["consent", "request", &item, "--embargo", "2098-12-30", "--until", "2099-12-31"]);
    assert!(officer.json(&["consent", "recall", &item])["record"].is_string());
    exchange(&officer, &alderman);
    assert_eq!(alderman.json(&["inbox"]), Value::Array(Vec::new()), "it was taken back");

    officer.json(&["consent", "request", &item, "--embargo", "2098-12-30", "--until", "2099-12-31"]);
    exchange(&officer, &alderman);
    let asked = alderman.run(&["consent", "show", &item]);
    assert!(asked.code == Some(0) && asked.out.contains("Taal"), "{asked:?}");
    assert!(asked.out.contains("2099") && asked.out.contains("2098"), "the terms: {asked:?}");
    assert_eq!(alderman.json(&["consent", "show", &item])["snapshot"]["title"], "Taal");
    alderman.fails(1, &["consent", "show", "zz"]);
    alderman.fails(2, &["consent", "give", &item, "--no-embargo", "--embargo", "2098-12-29"]);
    alderman.fails(2, &["consent", "give", &item, "--no-until", "--until", "2099-12-29"]);
    alderman.json(&["consent", "give", &item, "--no-embargo", "--no-until"]);
    let shown = alderman.json(&["section", "show", &item])["visibility"].clone();
    assert_eq!(shown["to"], "region", "{shown}");
    assert!(shown["embargo"].is_null() && shown["until"].is_null(), "{shown}");
    let listed = alderman.json(&["consent", "list"]);
    assert_eq!(
        (&listed[0]["removed"], &listed[0]["held"]),
        (&Value::from(false), &Value::Array(Vec::new())),
        "{listed}"
    );
}

#[test]
fn what_else_is_taken_back_or_waits_is_said_beside_the_answer() {
    let officer = Folder::leusden();
    let alderman = officer.let_in(&["--role", "alderman"], "Wil");
    let item = added(&officer, "Taal");
    officer.json(&["consent", "request", &item, "--standing"]);
    exchange(&officer, &alderman);
    alderman.json(&["consent", "give", &item]);
    exchange(&officer, &alderman);
    officer.json(&["section", "edit", &item, "--title", "Taal, nieuw"]);
    officer.json(&["consent", "revise", &item]);
    exchange(&officer, &alderman);
    let ran = alderman.run(&["consent", "withdraw", &item, "--version", "1"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("version 2") && !ran.out.contains("version 2"), "{ran:?}");

    // Two consents that wait for a day, the later one first and then the earlier one.
    let item = added(&officer, "Opening");
    for (title, day, says) in [
        ("Opening", "2098-12-30", None),
        ("Opening, nieuw", "2099-12-30", Some("It shows first")),
        ("Opening, eerder", "2097-12-30", Some("will never show")),
    ] {
        officer.json(&["section", "edit", &item, "--title", title]);
        officer.json(&["consent", "request", &item, "--embargo", day]);
        exchange(&officer, &alderman);
        let ran = alderman.run(&["consent", "give", &item]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.err.starts_with("Not visible before"), "the terms that were signed: {ran:?}");
        assert!(says.map_or(ran.err.lines().count() == 1, |says| ran.err.contains(says)), "{title}: {ran:?}");
        exchange(&officer, &alderman);
    }
}

/// "Niet openbaar" is no consent: it is recorded as that, with its article, as the window does.
#[test]
fn what_is_not_made_public_is_recorded_with_its_article() {
    let officer = Folder::leusden();
    let alderman = officer.let_in(&["--role", "alderman"], "Wil");
    let ask = |title: &str| {
        let item = added(&officer, title);
        let terms = ["--audience", "public", "--disclosure", "nothing", "--article", "5.1 lid 2 Woo"];
        officer.json(&[&["consent", "request", &item][..], &terms].concat());
        exchange(&officer, &alderman);
        item
    };
    let note = |item: &str| {
        let shown = alderman.json(&["section", "show", item]);
        shown["history"].as_array().unwrap().last().unwrap()["note"].as_str().unwrap().to_owned()
    };
    let item = ask("Taal");
    let said = alderman.fails(2, &["consent", "give", &item]);
    assert!(said.contains("deelbaar consent refuse") && said.contains("Nothing was signed"), "{said}");
    assert_eq!(alderman.json(&["inbox"]).as_array().unwrap().len(), 1);
    let refused = alderman.run(&["consent", "refuse", &item]);
    assert!(refused.code == Some(0) && refused.err.contains("5.1 lid 2 Woo"), "{refused:?}");
    assert_eq!(note(&item), "Not public, on account of article 5.1 lid 2 Woo.");
    let acts = alderman.json(&["audit", "--kind", "consents"]);
    let act = acts["acts"].as_array().unwrap().iter().find(|act| act["kind"] == "consent-refused").unwrap();
    assert_eq!(
        (act["terms"]["disclosure"].as_str(), act["terms"]["article"].as_str()),
        (Some("nothing"), Some("5.1 lid 2 Woo"))
    );

    let item = ask("Geld");
    alderman.json(&["consent", "refuse", &item, "--note", "Zie de nota."]);
    assert_eq!(note(&item), "Not public, on account of article 5.1 lid 2 Woo. Zie de nota.");
    // Sent back nothing is settled: that takes a remark, and has no more than that.
    let item = ask("Werk");
    alderman.fails(1, &["consent", "refuse", &item, "--return"]);
    alderman.json(&["consent", "refuse", &item, "--return", "--note", "Waarom niet?"]);
    assert_eq!(note(&item), "Waarom niet?");
    // And the alderman may choose otherwise.
    let item = ask("Wonen");
    let said = alderman.fails(1, &["consent", "give", &item, "--disclosure", "everything"]);
    assert!(!said.contains("consent refuse"), "{said}");
}

#[test]
fn commands_without_a_subject_say_what_is_wrong() {
    let folder = Folder::leusden();
    let before = folder.json(&["status"])["records"].clone();
    for (code, args) in [
        (2, &["repair", "data"][..]),
        (2, &["repair", "--yes"]),
        (2, &["confirm-date"]),
        (2, &["confirm-date", "morgen"]),
        (2, &["confirm-date", "2020-01-01"]),
        (2, &["invite", "--municipality", "GM0999"]),
        (2, &["invite", "--municipality", "GM0999", "--name", " "]),
    ] {
        let said = folder.fails(code, args);
        assert!(!said.contains("os error") && !said.contains("panicked"), "{args:?}: {said}");
    }
    assert_eq!(folder.json(&["status"])["records"], before);
}
