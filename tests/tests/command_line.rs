//! The program as a script uses it: real processes, each with its own folder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::path::Path;

use deelbaar_tests::binary::{Folder, Listening, said_code};
use serde_json::Value;

fn id_of(item: &Value) -> &str {
    item["id"].as_str().unwrap()
}

/// Both devices have what the other has.
#[track_caller]
fn exchange(listens: &Folder, dials: &Folder) {
    let listening: Listening = listens.listen();
    dials.sync_with(&listening);
    listening.stop();
}

#[test]
fn wrong_use_is_told_apart_from_failure() {
    let empty = Folder::default();
    let init = |code: &str, role: &str| {
        let args = ["init", "--region", "R", "--municipality", code, "--person", "Bo", "--role", role];
        empty.fails(2, &args)
    };
    assert!(init("Leusden", "policy-officer").contains("Leusden"));
    assert!(init("GM0327", "burgemeester").contains("alderman"), "the roles that there are");
    init("GM0327", "alderman");
    empty.fails(2, &["init", "--region", "R", "--municipality", "GM0327"]);
    empty.fails(2, &["init", "--region", "R", "--municipality", "GM0327", "--person", " "]);
    empty.fails(2, &["no-such-command"]);
    empty.fails(2, &["join", "DEELBAAR-NOTACODE", "--person", "Bo"]);
    empty.fails(2, &["join", "--person", "Bo"]);
    assert!(!empty.data().exists(), "wrong use leaves nothing behind");
    empty.fails(1, &["sections"]);
    empty.fails(1, &["status", "--json"]);
    assert!(empty.fails(1, &[]).contains("demo --headless"));

    let folder = Folder::leusden();
    let before = folder.json(&["status"])["records"].clone();
    folder.fails(1, &["init", "--region", "R", "--municipality", "GM0327", "--person", "Bo"]);
    assert!(folder.fails(1, &[]).contains("demo --headless"));
    let section = folder.json(&["section", "add", "Taal"]);
    assert!(folder.fails(2, &["consent", "request", id_of(&section), "--without", "kleur"]).contains("kleur"));
    folder.fails(2, &["consent", "request", id_of(&section), "--without", "tags"]);
    folder.fails(2, &["consent", "request", id_of(&section), "--audience", "iedereen"]);
    folder.fails(2, &["invite", "--role", "baas"]);
    folder.fails(2, &["invite", "--role", "alderman", "--municipality", "GM0342"]);
    folder.fails(2, &["invite", "--role", "alderman", "--until", "32-13-2026"]);
    folder.fails(2, &["activity", "add", "Avond", "--from", "31-02-2026"]);
    folder.fails(2, &["activity", "add", "Avond", "--costs", "veel"]);
    folder.fails(2, &["activity", "add", "Avond", "--hours", "lang"]);
    folder.fails(2, &["sync", "--peer", "127.0.0.1:1"]);
    folder.fails(2, &["decide", "ab", "--agree", "--refuse"]);
    folder.fails(1, &["section", "show", "zzzz"]);
    folder.fails(1, &["section", "edit", "ffffffffffffffffffffffffffffffff", "--title", "x"]);
    folder.fails(1, &["consent", "withdraw", id_of(&section)]);
    folder.fails(1, &["consent", "give", id_of(&section)]);
    folder.fails(1, &["section", "add", " "]);
    folder.fails(1, &["import", "/no/such/file"]);
    let after = folder.json(&["status"])["records"].clone();
    let own = |records: &Value| records["municipality"].as_u64().unwrap();
    assert_eq!(own(&after), own(&before) + 1, "only the section was recorded");
    assert_eq!(folder.json(&["activities"]), Value::Array(Vec::new()));
}

#[test]
fn a_plan_is_written_imported_and_undone() {
    let folder = Folder::leusden();
    let text = folder.file("tekst.md", "Voor *iedereen*.\n");
    let section = folder.json(&["section", "add", "Taal", "--body", &text]);
    let id = id_of(&section);
    let shown = folder.json(&["section", "show", &id[..6]]);
    assert_eq!((shown["title"].as_str(), shown["body"].as_str()), (Some("Taal"), Some("Voor *iedereen*.\n")));
    assert_eq!(shown["visibility"]["to"], "municipality");
    let text = folder.file("tekst.md", "Voor nieuwkomers.");
    folder.json(&["section", "edit", id, "--title", "Taal en lezen", "--body", &text]);
    let shown = folder.json(&["section", "show", id]);
    assert_eq!((shown["title"].as_str(), shown["body"].as_str()), (Some("Taal en lezen"), Some("Voor nieuwkomers.")));
    assert_eq!(folder.titles(), ["Taal en lezen"]);

    let plan = folder.file(
        "plan.md",
        "# Aanpak\n\nActiviteit. Status: loopt. Besluit: akkoord.\n\n## Doelen\n\nTekst.\n\n## Vervolg\n\nMeer.\n",
    );
    assert_eq!(folder.json(&["import", &plan])["imported"], 3);
    // Whatever a document says, it brings sections: nothing that is decided on, and nothing that is being carried out.
    assert_eq!(folder.json(&["activities"]), Value::Array(Vec::new()));
    let titles = folder.titles();
    assert!(["Aanpak", "Doelen", "Vervolg", "Taal en lezen"].iter().all(|t| titles.iter().any(|title| title == t)));
    folder.json(&["undo"]);
    assert_eq!(folder.titles(), ["Taal en lezen"]);
    folder.json(&["redo"]);
    assert_eq!(folder.titles().len(), 4);

    let audit = folder.json(&["audit", "--verify"]);
    let held = &audit["verified"]["municipality"];
    assert!(held["hold"].as_u64().unwrap() >= 5 && held["first_bad"].is_null(), "{audit}");
    let dump = folder.json(&["dump"]);
    let records = dump["municipality"]["records"].as_array().unwrap();
    assert_eq!(records.len() as u64, held["hold"].as_u64().unwrap());
    assert!(records.iter().all(|record| record["signature"].is_string()));
}

#[test]
fn undo_goes_no_further_back_than_an_act() {
    let folder = Folder::leusden();
    let activity = folder.json(&["activity", "add", "Taalcafé"]);
    let id = id_of(&activity);
    folder.json(&["activity", "submit", id]);
    let said = folder.fails(1, &["undo"]);
    assert!(said.contains("was recorded on “Taalcafé” since") && said.contains("Nothing was changed."), "{said}");
    assert_eq!(folder.json(&["activity", "show", id])["title"], "Taalcafé");
    // Removing it is another thing, once nothing is asked any more, and comes back; the log goes on naming it.
    assert!(folder.fails(1, &["remove", id]).contains("A decision or consent is asked for this"));
    folder.json(&["activity", "recall", id]);
    folder.json(&["remove", id]);
    let acts = folder.json(&["audit"]);
    let act = acts["acts"].as_array().unwrap().iter().find(|act| act["on"] == "Taalcafé").unwrap();
    assert_eq!(act["removed"], true);
    folder.json(&["undo"]);
    assert_eq!(folder.json(&["activity", "show", id])["title"], "Taalcafé");
}

#[test]
fn a_second_device_is_of_the_same_person() {
    let folder = Folder::leusden();
    let tablet = folder.let_in(&["--own-device"], "Iemand");
    assert_eq!(tablet.json(&["status"])["role"], "policy-officer");
    let adviser = folder.let_in(&["--role", "adviser"], "Kim");
    let phone = folder.let_in(&["--device-of", "kim"], "Kim");
    assert_eq!(phone.json(&["status"])["role"], adviser.json(&["status"])["role"]);
    // Several devices of one person name that person.
    folder.let_in(&["--device-of", "Kim"], "Kim");
    folder.fails(2, &["invite", "--device-of", "Noor"]);
    folder.fails(2, &["invite", "--device-of", "Kim", "--own-device"]);
    folder.fails(2, &["invite", "--own-device", "--until", "2030-01-01"]);
    adviser.fails(1, &["invite", "--own-device"]);
}

#[test]
fn roles_change_keys_are_renewed_and_municipalities_leave() {
    let folder = Folder::leusden();
    let adviser = folder.let_in(&["--role", "adviser", "--until", "2030-12-31"], "Kim");
    let soest = folder.let_in(&["--municipality", "GM0342"], "Sam");
    let members = folder.json(&["members"]);
    let kim = members.as_array().unwrap().iter().find(|member| member["name"] == "Kim").unwrap().clone();
    assert_eq!((kim["role"].as_str(), kim["until"].as_str()), (Some("adviser"), Some("2030-12-31")));
    assert!(folder.run(&["members"]).out.contains("until 31 Dec 2030"), "{:?}", folder.run(&["members"]));

    let changed = folder.json(&["member", "change", "kim", "--role", "reader", "--from", "2029-01-01"]);
    assert_eq!(changed["role"], "reader");
    let all = folder.json(&["members"]);
    let kims: Vec<_> = all.as_array().unwrap().iter().filter(|member| member["name"] == "Kim").collect();
    assert!(kims.iter().any(|kim| kim["role"] == "adviser" && kim["until"] == "2028-12-31"), "{kims:?}");
    assert!(kims.iter().any(|kim| kim["role"] == "reader" && kim["until"].is_null()), "{kims:?}");
    folder.fails(1, &["member", "change", "Kim", "--role", "alderman"]);
    folder.fails(1, &["member", "change", "Kim", "--from", "2030-01-01", "--until", "2029-01-01"]);
    folder.fails(2, &["member", "change", "Kim", "--role", "baas"]);
    folder.fails(2, &["member", "change", "Noor", "--role", "reader"]);
    adviser.fails(1, &["member", "change", "Bo", "--role", "reader"]);

    let words = folder.second_key();
    let wrong = folder.file("wrong", "zoo zoo zoo");
    let before = folder.json(&["recovery", "show"])[0]["words"].clone();
    folder.fails(1, &["recovery", "renew", "--second-key", &wrong]);
    assert_eq!(folder.json(&["recovery", "show"])[0]["words"], before);
    let renewed = folder.json(&["recovery", "renew", "--lost", "Kim", "--second-key", words.to_str().unwrap()]);
    assert_eq!(renewed["removed"], kim["device"]);
    let after = folder.json(&["recovery", "show"])[0]["words"].clone();
    assert_ne!(after, before);
    let old = folder.file("old", before.as_str().unwrap());
    assert!(folder.fails(1, &["recovery", "restore", &old]).contains("replaced"));
    folder.let_in(&["--role", "reader"], "Noor");
    adviser.fails(1, &["recovery", "renew", "--second-key", words.to_str().unwrap()]);

    // The region's key, and then the second key, which goes to another person.
    // What it says to do next is about the same key.
    let next = folder.run(&["second-key", "--region"]).out;
    assert!(next.ends_with("deelbaar second-key --region --handed-over\n"), "{next}");
    let shown = folder.json(&["second-key", "--region"]);
    let region_words = folder.file("region", shown["words"].as_str().unwrap());
    folder.fails(1, &["recovery", "renew", "--region", "--second-key", &region_words]);
    // Wiped only once the words are read back from the paper: those that are asked, or all.
    let (written, words_shown) = (|text: &str| folder.file("written", text), shown["words"].as_str().unwrap());
    let asked: Vec<usize> = serde_json::from_value(shown["asked_back"].clone()).unwrap();
    let at = |place: &usize| words_shown.split(' ').nth(place - 1).unwrap();
    let paper = asked.iter().map(at).collect::<Vec<_>>();
    let wrong =
        [paper[..2].join(" "), format!("{} papier", paper[..2].join(" ")), format!("{} {}", paper.join(" "), paper[0])];
    for text in wrong.iter().map(String::as_str).chain(["", "zoo zoo zoo"]) {
        let said = folder.fails(1, &["second-key", "--region", "--handed-over", "--written", &written(text)]);
        assert!(said.contains("Nothing was wiped"), "{said}");
    }
    let nobody_types = folder.fails(1, &["second-key", "--region", "--handed-over"]);
    assert!(nobody_types.contains(&format!("numbers {}, {}, {}", asked[0], asked[1], asked[2])), "{nobody_types}");
    assert_eq!(folder.json(&["second-key", "--region"])["words"], shown["words"], "still here");
    folder.json(&["second-key", "--region", "--handed-over", "--written", &written(&paper.join(" ").to_uppercase())]);
    folder.fails(1, &["second-key", "--region"]);
    folder.fails(1, &["recovery", "renew", "--region", "--second-key", words.to_str().unwrap()]);
    soest.fails(1, &["recovery", "renew", "--region", "--second-key", &region_words]);
    folder.fails(1, &["recovery", "renew", "--region", "--lost", "GM0327", "--second-key", &region_words]);
    folder.fails(2, &["recovery", "renew", "--second", "--lost", "Kim", "--second-key", words.to_str().unwrap()]);
    let renewed = folder.json(&["recovery", "renew", "--region", "--second-key", &region_words]);
    assert_eq!((&renewed["renewed"], &renewed["second"]), (&"region".into(), &false.into()));
    folder.json(&["recovery", "renew", "--second", "--second-key", words.to_str().unwrap()]);
    let fresh = folder.json(&["second-key"])["words"].clone();
    let fresh = folder.file("fresh", fresh.as_str().unwrap());
    folder.json(&["second-key", "--handed-over", "--written", &fresh]);
    folder.fails(1, &["recovery", "renew", "--second-key", words.to_str().unwrap()]);
    folder.json(&["recovery", "renew", "--second-key", &fresh]);

    soest.fails(1, &["dismiss", "GM0327", "--last-day", "2030-01-01"]);
    folder.fails(1, &["dismiss", "GM0342", "--last-day", "2020-01-01"]);
    folder.fails(1, &["dismiss", "GM0308", "--last-day", "2030-01-01"]);
    folder.fails(1, &["dismiss", "GM0327", "--last-day", "2030-01-01"]);
    assert_eq!(folder.json(&["dismiss", "GM0342", "--last-day", "2030-01-01"])["last_day"], "2030-01-01");
}

/// A conversation is held to the same: what came of it is recorded only once it was decided on.
#[test]
fn no_conversation_is_recorded_without_a_decision() {
    let folder = Folder::leusden();
    let conversation = folder.json(&["activity", "add", "Gesprek", "--conversation"]);
    let id = id_of(&conversation);
    let refused = || {
        folder.fails(1, &["activity", "start", id]);
        folder.fails(1, &["activity", "finish", id]);
        let early = folder.fails(1, &["activity", "edit", id, "--outcome", "Goed."]);
        assert!(early.contains("running or finished"), "{early}");
        assert_eq!(folder.json(&["activity", "show", id])["fields"]["outcome"], Value::Null);
    };
    refused();
    folder.json(&["activity", "submit", id]);
    refused();
    assert_eq!(folder.json(&["activity", "show", id])["phase"], "submitted");
}

#[test]
fn nothing_starts_without_a_decision() {
    let folder = Folder::leusden();
    let activity = folder.json(&["activity", "add", "Avond", "--from", "09-04-2026", "--costs", "650,00"]);
    let id = id_of(&activity);
    assert_eq!(activity["fields"]["from"], "2026-04-09");
    assert_eq!(activity["fields"]["costs"], 65_000);
    folder.fails(1, &["activity", "start", id]);
    folder.fails(1, &["activity", "finish", id]);
    // What was never carried out has no outcome; and nothing else of the same command is written.
    let early = folder.fails(1, &["activity", "edit", id, "--place", "Huis", "--outcome", "Goed."]);
    assert!(early.contains("running or finished"), "{early}");
    folder.fails(1, &["activity", "add", "Tweede", "--lessons", "Veel."]);
    assert_eq!(folder.json(&["activity", "show", id])["fields"]["place"], Value::Null);
    assert_eq!(folder.json(&["activities"]).as_array().unwrap().len(), 1);
    folder.json(&["activity", "submit", id]);
    let audited = |filter: &[&str]| folder.json(&[&["audit"], filter].concat())["acts"].as_array().unwrap().len();
    // Beside the submission: Bo's device, in both spaces at once, and the municipality in the region.
    assert_eq!((audited(&[]), audited(&["--on", "avond"]), audited(&["--on", "ochtend"])), (3, 1, 0));
    assert_eq!((audited(&["--who", "BO"]), audited(&["--who", "nobody"])), (3, 0));
    assert_eq!((audited(&["--from", "2020-01-01"]), audited(&["--until", "2020-01-01"])), (3, 0));
    assert_eq!(
        (audited(&["--kind", "decisions"]), audited(&["--kind", "members"]), audited(&["--mandate"])),
        (1, 2, 0)
    );
    folder.fails(2, &["audit", "--kind", "everything"]);
    assert!(folder.run(&["audit", "--csv"]).out.contains("\"Policy officer\";\"Put to the alderman\""));
    folder.fails(2, &["audit", "--from", "morgen"]);
    folder.fails(2, &["audit", "--from", "2026-02-02", "--until", "2026-02-01"]);
    folder.fails(2, &["audit", "--csv", "--verify"]);
    folder.fails(1, &["activity", "start", id]);
    // Whoever asks does not decide, and an officer never does.
    folder.fails(1, &["decide", id, "--agree"]);
    let shown = folder.json(&["activity", "show", id]);
    assert_eq!((shown["phase"].as_str(), shown["may_start"].as_bool()), (Some("submitted"), Some(false)));

    let alderman = folder.let_in(&["--role", "alderman"], "Wil");
    exchange(&folder, &alderman);
    alderman.fails(1, &["activity", "start", id]);
    // Held and sent back: neither lets it start, and both can be put forward again.
    for (answer, phase) in [("--hold", "held"), ("--send-back", "sent-back")] {
        alderman.json(&["decide", id, answer, "--note", "Later."]);
        exchange(&folder, &alderman);
        assert_eq!(folder.json(&["activity", "show", id])["phase"], phase);
        folder.fails(1, &["activity", "start", id]);
        folder.json(&["activity", "submit", id]);
        exchange(&folder, &alderman);
    }
    alderman.json(&["decide", id, "--agree", "--note", "Houd het klein."]);
    exchange(&folder, &alderman);
    assert_eq!(folder.json(&["activity", "show", id])["may_start"], true);
    folder.json(&["activity", "start", id]);
    let shown = folder.json(&["activity", "show", id]);
    assert_eq!((shown["phase"].as_str(), shown["conditions"].as_str()), (Some("running"), Some("Houd het klein.")));
    // What the alderman wrote is told while it is carried out: on the activity, in the handover file and in the log.
    assert!(folder.run(&["activity", "show", id]).out.contains("The alderman writes: Houd het klein."));
    for told in [&["handover"][..], &["audit", "--csv"]] {
        assert!(folder.run(told).out.contains("Houd het klein."), "{told:?}");
    }
    folder.json(&["activity", "edit", id, "--outcome", "Goed."]);
    assert_eq!(folder.json(&["activity", "show", id])["fields"]["outcome"], "Goed.");
}

#[test]
fn a_section_is_shared_after_consent_and_gone_after_withdrawal() {
    let officer = Folder::leusden();
    let alderman = officer.let_in(&["--role", "alderman"], "Wil");
    let soest = officer.let_in(&["--municipality", "GM0342"], "Sam");
    let shared = |folder: &Folder| folder.json(&["region", "sections"]);
    let section = officer.json(&["section", "add", "Taal", "--body", &officer.file("t.md", "Thuis blijft dit.")]);
    let id = id_of(&section).to_owned();
    officer.json(&["section", "add", "Alleen van Leusden"]);
    officer.json(&["consent", "request", &id, "--without", "body", "--note", "graag"]);
    exchange(&officer, &soest);
    assert_eq!(shared(&soest), Value::Array(Vec::new()));
    // Whoever asked cannot give.
    officer.fails(1, &["consent", "give", &id]);

    exchange(&officer, &alderman);
    let inbox = alderman.json(&["inbox"]);
    assert_eq!(inbox[0]["title"], "Taal");
    assert!(!inbox[0]["snapshot"].to_string().contains("Thuis"));
    let request = inbox[0]["request"].as_str().unwrap();
    alderman.json(&["consent", "give", request, "--note", "Vraag me na de zomer."]);
    exchange(&officer, &alderman);
    exchange(&officer, &soest);
    // The condition is for colleagues.
    assert_eq!(officer.json(&["section", "show", &id])["consent_conditions"], "Vraag me na de zomer.");
    for told in [&["section", "show", &id][..], &["handover"], &["audit", "--csv"]] {
        assert!(officer.run(told).out.contains("Vraag me na de zomer."), "{told:?}");
    }
    assert!(!soest.json(&["dump"]).to_string().contains("Vraag me"));
    let seen = shared(&soest);
    assert_eq!(seen.as_array().unwrap().len(), 1);
    assert_eq!((seen[0]["item"]["title"].as_str(), seen[0]["municipality"].as_str()), (Some("Taal"), Some("GM0327")));
    let dump = soest.json(&["dump"]).to_string();
    assert!(!dump.contains("Thuis blijft dit") && !dump.contains("Alleen van Leusden") && !dump.contains(&id));
    assert_eq!(officer.json(&["section", "show", &id])["visibility"]["to"], "region");
    officer.fails(1, &["consent", "withdraw", &id]);

    // A version of its own is taken back alone; everything that is left with one word.
    officer.json(&["section", "edit", &id, "--title", "Taal, nieuw"]);
    officer.json(&["consent", "request", &id]);
    exchange(&officer, &alderman);
    alderman.json(&["consent", "give", &id]);
    exchange(&officer, &alderman);
    alderman.fails(1, &["consent", "withdraw", &id, "--version", "9"]);
    alderman.json(&["consent", "withdraw", &id, "--version", "2"]);
    exchange(&officer, &alderman);
    exchange(&officer, &soest);
    let seen = shared(&soest);
    assert_eq!((seen[0]["item"]["title"].as_str(), seen[0]["version"].as_u64()), (Some("Taal"), Some(1)));
    assert_eq!(alderman.json(&["consent", "withdraw", "--all"])["withdrawn"], true);
    exchange(&officer, &alderman);
    exchange(&officer, &soest);
    assert_eq!(shared(&soest), Value::Array(Vec::new()));
    assert!(!soest.json(&["dump"]).to_string().contains("Taal"));
    for folder in [&officer, &alderman, &soest] {
        let audit = folder.json(&["audit", "--verify"]);
        for space in ["municipality", "region"] {
            assert!(audit["verified"][space]["first_bad"].is_null(), "{audit}");
        }
    }
}

#[test]
fn a_successor_confirms_and_a_college_decision_is_recorded_under_a_mandate() {
    let officer = Folder::leusden();
    let alderman = officer.let_in(&["--role", "alderman"], "Wil");
    let colleague = officer.let_in(&["--role", "policy-officer"], "Noor");
    exchange(&officer, &alderman);
    let section = officer.json(&["section", "add", "Taal"]);
    let id = id_of(&section);
    officer.json(&["consent", "request", id]);
    exchange(&officer, &alderman);
    alderman.json(&["consent", "give", id]);
    alderman.json(&["mandate", "give", "Bo", "--kind", "activity", "--until", "2099-12-31"]);
    let listed = alderman.json(&["mandate", "list"]);
    assert!(listed["mandates"][0]["asks"].to_string().contains("Noor"), "{listed}");

    // A college refusal, with number and date, by the officer who has the mandate.
    let activity = colleague.json(&["activity", "add", "Avond"]);
    let activity = id_of(&activity);
    colleague.json(&["activity", "submit", activity]);
    exchange(&officer, &colleague);
    exchange(&officer, &alderman);
    let decide = ["decide", activity, "--refuse", "--note", "Geen geld.", "--body", "college", "--date", "2026-11-03"];
    officer.fails(2, &decide);
    officer.fails(1, &[&decide[..], &["--number", " "]].concat());
    officer.json(&[&decide[..], &["--number", "2026-15"]].concat());
    let shown = officer.json(&["activity", "show", activity]);
    assert_eq!(shown["phase"], "refused");
    assert!(officer.run(&["audit"]).out.contains("2026-15"), "{:?}", officer.run(&["audit"]));

    // A successor stands for what was shared.
    let successor = officer.let_in(&["--role", "alderman"], "Sam");
    exchange(&officer, &successor);
    officer.fails(1, &["consent", "confirm", id]);
    successor.json(&["consent", "confirm", id]);
    successor.fails(1, &["consent", "confirm", activity]);
}

#[test]
fn personal_data_is_asked_for_given_and_shared_again_only_when_it_is_confirmed() {
    let officer = Folder::leusden();
    let alderman = officer.let_in(&["--role", "alderman"], "Wil");
    let text = officer.file("t.md", "Bel 033-4612112 of mail info@leusden.example.");
    let section = officer.json(&["section", "add", "Taal", "--body", &text]);
    let id = id_of(&section).to_owned();
    let said = officer.fails(1, &["consent", "request", &id]);
    assert!(said.contains("033-4612112") && said.contains("info@leusden.example"), "{said}");
    let said = officer.fails(1, &["consent", "request", &id, "--confirm", "033-4612112"]);
    assert!(!said.contains("033-4612112") && said.contains("info@leusden.example"), "{said}");
    let both = ["--confirm", "033-4612112", "--confirm", "info@leusden.example"];
    officer.json(&[&["consent", "request", &id, "--standing"], &both[..]].concat());
    assert_eq!(officer.json(&["inbox"])[0]["confirmed"][0], "033-4612112");

    // The alderman sees the same before signing, and goes on with the same words.
    exchange(&officer, &alderman);
    let said = alderman.fails(1, &["consent", "give", &id, "--confirm", "info@leusden.example"]);
    assert!(said.contains("033-4612112") && !said.contains("info@leusden.example"), "{said}");
    assert_eq!(alderman.json(&["inbox"]).as_array().unwrap().len(), 1, "nothing is signed");
    alderman.json(&[&["consent", "give", &id], &both[..]].concat());
    exchange(&officer, &alderman);

    let more = officer.file("t.md", "Bel 033-4612112 of 06-12345678.");
    officer.json(&["section", "edit", &id, "--body", &more]);
    let said = officer.fails(1, &["consent", "revise", &id, "--confirm", "033-4612112"]);
    assert!(said.contains("06-12345678") && !said.contains("033-4612112"), "{said}");
    officer.json(&["consent", "revise", &id, "--confirm", "033-4612112", "--confirm", "06-12345678"]);
}

/// `sync --once` ends when everyone who can be reached is up to date: of the plan too, when the region is quiet.
#[test]
fn syncing_once_brings_the_plan_of_the_own_municipality() {
    let officer = Folder::leusden();
    let colleague = officer.let_in(&["--role", "policy-officer"], "Kim");
    let mut expected = Vec::new();
    for round in 0..5 {
        let title = format!("Ronde {round}");
        officer.json(&["section", "add", &title]);
        expected.push(title);
        let text = "Een lange alinea. ".repeat(2000);
        officer.json(&["section", "add", &format!("Lang {round}"), "--body", &officer.file("lang.md", &text)]);
        expected.push(format!("Lang {round}"));
        exchange(&officer, &colleague);
        let mut titles = colleague.titles();
        titles.sort();
        expected.sort();
        assert_eq!(titles, expected, "round {round}");
    }
}

#[test]
fn status_tells_what_happened_on_the_network_when_asked() {
    let officer = Folder::leusden();
    assert!(officer.json(&["status"]).get("log").is_none());
    assert_eq!(officer.json(&["status", "--log"])["log"], serde_json::json!([]));
}

/// Joining in another role than one was invited for changes nothing, on either side, as wrong use says.
#[test]
fn a_code_for_another_role_is_not_used_up() {
    let officer = Folder::leusden();
    let before = officer.json(&["status"])["records"].clone();
    let invite = ["invite", "--wait", "--approve", "--listen", "127.0.0.1:0", "--json", "--role", "adviser"];
    let (mut inviting, code) = said_code(officer.command(&invite));
    let other = Folder::default();
    let role = ["--role", "reader", "--person", "Kim", "--listen", "127.0.0.1:0"];
    other.fails(2, &[&["join", &code][..], &role].concat());
    assert!(!other.data().exists());
    inviting.kill().unwrap();
    inviting.wait().unwrap();
    let after = officer.json(&["status"])["records"].clone();
    assert_eq!(after, before, "a device was enrolled that nobody has");
}

/// Without somebody to ask, nothing is invited; and a code that was taken back says so to whoever comes with it.
#[test]
fn an_invitation_is_listed_and_taken_back() {
    let officer = Folder::leusden();
    let listen = ["--listen", "127.0.0.1:0"];
    let said = officer.fails(2, &[&["invite", "--wait", "--role", "reader"], &listen[..]].concat());
    assert!(said.contains("--approve"), "{said}");
    officer.fails(2, &[&["invite", "--approve", "--role", "reader"], &listen[..]].concat());
    assert_eq!(officer.json(&["invitations"]), Value::Array(Vec::new()));

    let first = officer.json(&[&["invite", "--role", "reader"], &listen[..]].concat());
    officer.json(&[&["invite", "--municipality", "GM0342"], &listen[..]].concat());
    let open = officer.json(&["invitations"]);
    assert_eq!((open[0]["role"].as_str(), open[0]["tries"].as_u64()), (Some("reader"), Some(0)));
    assert_eq!(open[1]["municipality"], "GM0342");
    let id = open[0]["id"].as_str().unwrap();
    assert!(!first["code"].as_str().unwrap().contains(id), "the name of an invitation is not its code");
    officer.fails(1, &["invitations", "--cancel", "zz"]);
    assert_eq!(officer.json(&["invitations", "--cancel", &id[..8]])["cancelled"], id);
    officer.fails(1, &["invitations", "--cancel", id]);
    assert_eq!(officer.json(&["invitations"]).as_array().unwrap().len(), 1);

    let listening = officer.listen();
    let joiner = Folder::default();
    let code = first["code"].as_str().unwrap();
    let said = joiner.fails(1, &[&["join", code, "--person", "Kim"], &listen[..]].concat());
    assert!(said.contains("took the invitation back"), "{said}");
    assert!(!joiner.data().exists());
    listening.stop();
}

#[test]
fn the_example_plan_is_read_as_sections() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/seeds");
    let found = std::fs::read_dir(&seeds).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let seed = found.filter(|path| path.extension().is_some_and(|e| e == "txt"));
    let seed = seed.filter(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("002"))).min();
    let Some(seed) = seed else {
        println!("skipped: no {}/002*.txt here", seeds.display());
        return;
    };
    let folder = Folder::leusden();
    let imported = folder.json(&["import", seed.to_str().unwrap()])["imported"].as_u64().unwrap();
    assert!(imported >= 100, "{imported} sections");
    assert_eq!(folder.titles().len() as u64, imported);
    folder.json(&["undo"]);
    assert!(folder.titles().is_empty());
}

#[test]
fn what_is_held_about_one_person_is_printed_and_nothing_of_others() {
    let folder = Folder::leusden();
    let (named, other) = (folder.file("a.md", "Anna de Wit helpt op dinsdag."), folder.file("b.md", "Geheim bedrag."));
    let section = folder.json(&["section", "add", "Taalcafé", "--body", &named]);
    folder.json(&["section", "add", "Begroting", "--body", &other]);
    let bo = folder.json(&["person", "bo"]);
    assert_eq!(bo["held"]["enrolments"].as_array().unwrap().len(), 2, "municipality and region: {bo}");
    assert_eq!(bo["held"]["edits"][0]["device"], folder.json(&["status"])["device"]);
    let anna = folder.json(&["person", "Anna de Wit"]);
    assert_eq!(anna["held"]["enrolments"].as_array().unwrap().len(), 0);
    assert_eq!(anna["held"]["mentions"].as_array().unwrap().len(), 1);
    assert_eq!(anna["held"]["mentions"][0]["on"], "Taalcafé");
    assert!(!anna.to_string().contains("dinsdag"), "where it stands, not the whole text: {anna}");
    assert!(!bo.to_string().contains("Geheim") && !anna.to_string().contains("Geheim"));
    assert!(folder.run(&["person", "niemand"]).out.contains("Named in: 0"));
    folder.fails(2, &["person", " "]);
    folder.fails(2, &["consent", "request", id_of(&section), "--audience", "public", "--disclosure", "soms"]);
    let missing = folder.fails(1, &["consent", "request", id_of(&section), "--audience", "public"]);
    assert!(missing.contains("the Dutch summary"), "{missing}");
    folder.fails(1, &["consent", "withdraw", "--all"]);
    folder.fails(2, &["consent", "withdraw"]);
    folder.fails(1, &["consent", "revise", id_of(&section)]);
    assert!(folder.run(&["handover"]).out.contains("# Handover file"));
    // Risks are for the handover file, and stay at home.
    folder.json(&["section", "edit", id_of(&section), "--risks", "De subsidie loopt af."]);
    assert!(folder.run(&["handover"]).out.contains("## Risks\n\n- **Taalcafé**: De subsidie loopt af."));
    let parts = folder.json(&["handover"]);
    let risks = parts.as_array().unwrap().iter().find(|part| part["part"] == "risks").unwrap();
    assert_eq!(risks["lines"][0]["detail"], "De subsidie loopt af.");
}

/// Nobody gives a device anything before the first day, so there is nothing to wait for.
#[test]
fn whoever_joins_before_the_first_day_is_told_when_it_begins() {
    let officer = Folder::leusden();
    let began = std::time::Instant::now();
    let joined = officer.let_in(&["--role", "adviser", "--from", "2099-03-01"], "Kim");
    assert!(began.elapsed() < std::time::Duration::from_secs(50), "{:?}", began.elapsed());
    let status = joined.json(&["status"]);
    assert_eq!(status["records"]["municipality"].as_u64(), Some(0), "{status}");
}
