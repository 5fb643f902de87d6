//! The program as a script uses it: real processes, each with its own folder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use deelbaar_tests::binary::{Folder, Listening, said_code};
use serde_json::Value;

fn leusden() -> Folder {
    let folder = Folder::default();
    let made = folder.json(&["init", "--region", "Testregio", "--municipality", "GM0327", "--person", "Bo"]);
    assert_eq!(made["municipality"], "GM0327");
    folder
}

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

    let folder = leusden();
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
    let folder = leusden();
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

    let plan = folder.file("plan.md", "# Aanpak\n\nInleiding.\n\n## Doelen\n\nTekst.\n\n## Vervolg\n\nMeer.\n");
    assert_eq!(folder.json(&["import", &plan])["imported"], 3);
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
fn a_second_device_is_of_the_same_person() {
    let folder = leusden();
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
    let folder = leusden();
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
    let shown = folder.json(&["second-key", "--region"]);
    let region_words = folder.file("region", shown["words"].as_str().unwrap());
    folder.fails(1, &["recovery", "renew", "--region", "--second-key", &region_words]);
    folder.json(&["second-key", "--region", "--handed-over"]);
    folder.fails(1, &["recovery", "renew", "--region", "--second-key", words.to_str().unwrap()]);
    soest.fails(1, &["recovery", "renew", "--region", "--second-key", &region_words]);
    folder.fails(1, &["recovery", "renew", "--region", "--lost", "GM0327", "--second-key", &region_words]);
    folder.fails(2, &["recovery", "renew", "--second", "--lost", "Kim", "--second-key", words.to_str().unwrap()]);
    let renewed = folder.json(&["recovery", "renew", "--region", "--second-key", &region_words]);
    assert_eq!((&renewed["renewed"], &renewed["second"]), (&"region".into(), &false.into()));
    folder.json(&["recovery", "renew", "--second", "--second-key", words.to_str().unwrap()]);
    let fresh = folder.json(&["second-key"])["words"].clone();
    folder.json(&["second-key", "--handed-over"]);
    folder.fails(1, &["recovery", "renew", "--second-key", words.to_str().unwrap()]);
    let fresh = folder.file("fresh", fresh.as_str().unwrap());
    folder.json(&["recovery", "renew", "--second-key", &fresh]);

    soest.fails(1, &["dismiss", "GM0327", "--last-day", "2030-01-01"]);
    folder.fails(1, &["dismiss", "GM0342", "--last-day", "2020-01-01"]);
    folder.fails(1, &["dismiss", "GM0308", "--last-day", "2030-01-01"]);
    folder.fails(1, &["dismiss", "GM0327", "--last-day", "2030-01-01"]);
    assert_eq!(folder.json(&["dismiss", "GM0342", "--last-day", "2030-01-01"])["last_day"], "2030-01-01");
}

#[test]
fn nothing_starts_without_a_decision() {
    let folder = leusden();
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
    alderman.json(&["decide", id, "--agree", "--note", "Houd het klein."]);
    exchange(&folder, &alderman);
    assert_eq!(folder.json(&["activity", "show", id])["may_start"], true);
    folder.json(&["activity", "start", id]);
    assert_eq!(folder.json(&["activity", "show", id])["phase"], "running");
    folder.json(&["activity", "edit", id, "--outcome", "Goed."]);
    assert_eq!(folder.json(&["activity", "show", id])["fields"]["outcome"], "Goed.");
}

#[test]
fn a_section_is_shared_after_consent_and_gone_after_withdrawal() {
    let officer = leusden();
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
    alderman.json(&["consent", "give", inbox[0]["request"].as_str().unwrap()]);
    exchange(&officer, &alderman);
    exchange(&officer, &soest);
    let seen = shared(&soest);
    assert_eq!(seen.as_array().unwrap().len(), 1);
    assert_eq!((seen[0]["item"]["title"].as_str(), seen[0]["municipality"].as_str()), (Some("Taal"), Some("GM0327")));
    let dump = soest.json(&["dump"]).to_string();
    assert!(!dump.contains("Thuis blijft dit") && !dump.contains("Alleen van Leusden") && !dump.contains(&id));
    assert_eq!(officer.json(&["section", "show", &id])["visibility"]["to"], "region");
    officer.fails(1, &["consent", "withdraw", &id]);

    alderman.json(&["consent", "withdraw", &id]);
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
    let officer = leusden();
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
    let officer = leusden();
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
    let officer = leusden();
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
fn a_second_process_on_the_same_folder_is_told_so() {
    let folder = leusden();
    let listening = folder.listen();
    for command in [&["sections"][..], &["status"], &["section", "add", "Taal"], &["sync", "--once"]] {
        let error = folder.fails(1, command);
        assert!(error.contains("is open with this data already"), "{error}");
    }
    listening.stop();
    assert!(folder.titles().is_empty());
}

#[test]
fn status_tells_what_happened_on_the_network_when_asked() {
    let officer = leusden();
    assert!(officer.json(&["status"]).get("log").is_none());
    assert_eq!(officer.json(&["status", "--log"])["log"], serde_json::json!([]));
}

/// Joining in another role than one was invited for changes nothing, on either side, as wrong use says.
#[test]
fn a_code_for_another_role_is_not_used_up() {
    let officer = leusden();
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
    let officer = leusden();
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
    let folder = leusden();
    let imported = folder.json(&["import", seed.to_str().unwrap()])["imported"].as_u64().unwrap();
    assert!(imported >= 100, "{imported} sections");
    assert_eq!(folder.titles().len() as u64, imported);
    folder.json(&["undo"]);
    assert!(folder.titles().is_empty());
}

#[test]
fn what_is_held_about_one_person_is_printed_and_nothing_of_others() {
    let folder = leusden();
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
}

#[test]
fn what_is_done_is_logged_where_the_administrator_wants_it() {
    let folder = leusden();
    let log = folder.file("audit.log", "");
    let run = |args: &[&str]| folder.command(args).env("DEELBAAR_AUDIT_LOG", &log).output().unwrap();
    let added = folder.json(&["activity", "add", "CANARY-title"]);
    let id = id_of(&added).to_owned();
    assert!(run(&["activity", "submit", &id]).status.success());
    assert!(!run(&["decide", &id, "--agree"]).status.success());
    let kept = std::fs::read_to_string(&log).unwrap();
    assert!(!kept.contains("CANARY"), "{kept}");
    let said =
        |action: &str| kept.lines().any(|line| line.contains(action) && line.contains("origin=\"command line\""));
    assert!(said("action=\"submit\""), "{kept}");
    let nowhere = folder.command(&["sections"]).env("DEELBAAR_AUDIT_LOG", folder.data()).output().unwrap();
    assert!(nowhere.status.success() && String::from_utf8_lossy(&nowhere.stderr).contains("DEELBAAR_AUDIT_LOG"));
}

/// Puts something else in the place of a sealed row: of the body, or the head, of the last record that has one.
fn spoil(folder: &Folder, table: &str) {
    use redb::ReadableTable as _;
    let database = redb::Database::open(folder.data().join("store-1.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let definition: redb::TableDefinition<&[u8; 24], &[u8]> = redb::TableDefinition::new(table);
        let mut rows = transaction.open_table(definition).unwrap();
        // Only the municipality's space has that many records.
        let keys = rows.iter().unwrap().map(|row| *row.unwrap().0.value());
        let key: [u8; 24] = keys.max_by_key(|key| key[16..].to_vec()).unwrap();
        rows.insert(&key, [7; 80].as_slice()).unwrap();
    }
    transaction.commit().unwrap();
}

#[test]
fn the_check_names_the_record_its_space_and_the_reason() {
    let folder = leusden();
    folder.json(&["section", "add", "Een"]);
    folder.json(&["section", "add", "Twee"]);
    let dumped = folder.json(&["dump"]);
    let last = dumped["municipality"]["records"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    spoil(&folder, "bodies");
    let ran = folder.run(&["audit", "--verify"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("the data of the municipality") && ran.err.contains("cannot be read"), "{ran:?}");
    assert!(ran.err.contains(&last[..8]), "{last}: {ran:?}");
    // A head that is gone as well: even the id cannot be told, only which one it is.
    spoil(&folder, "heads");
    let ran = folder.run(&["audit", "--verify"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("the data of the municipality") && ran.err.contains("without a readable id"), "{ran:?}");
}

/// The lines of a log, each as action, result, origin and whether a device did it.
fn noted(log: &str) -> Vec<(String, String, String)> {
    let lines = log.lines().filter(|line| line.contains("deelbaar::audit"));
    lines
        .map(|line| {
            let value = |key: &str| {
                let rest = line.split_once(&format!("{key}=\"")).unwrap_or_else(|| panic!("no {key}: {line}")).1;
                rest.split_once('"').unwrap().0.to_owned()
            };
            let (_, _) = (value("object"), value("actor"));
            (value("action"), value("result"), value("origin"))
        })
        .collect()
}

#[test]
fn security_events_leave_a_line_of_one_form_and_no_secret() {
    let folder = Folder::default();
    let log = folder.file("audit.log", "");
    let secret = folder.file("secret", "CANARY four words on paper");
    let wrong = folder.file("wrong", "CANARY other words on paper");
    let run = |files: &[(&str, &str)], args: &[&str]| {
        let mut command = folder.command(args);
        command.env("DEELBAAR_AUDIT_LOG", &log).envs(files.iter().copied());
        command.output().unwrap().status.success()
    };
    let (open, new) = ("DEELBAAR_PASSPHRASE_FILE", "DEELBAAR_NEW_PASSPHRASE_FILE");
    let backup = ("DEELBAAR_BACKUP_PASSPHRASE_FILE", secret.as_str());
    let file = folder.data().with_file_name("CANARY.deelbaar");
    let file = file.to_str().unwrap();
    assert!(run(&[], &["init", "--region", "CANARY", "--municipality", "GM0327", "--person", "CANARY"]));
    assert!(run(&[(new, &secret)], &["passphrase", "set"]));
    assert!(!run(&[(open, &wrong)], &["status"]));
    assert!(run(&[(open, &secret)], &["recovery", "show"]));
    assert!(run(&[(open, &secret), backup], &["backup", file]));
    assert!(!run(&[(open, &secret), backup], &["restore", file]));
    assert!(run(&[(open, &secret)], &["passphrase", "remove"]));
    let kept = std::fs::read_to_string(&log).unwrap();
    assert!(!kept.contains("CANARY"), "{kept}");
    let expected = [
        ("init", "done"),
        ("set passphrase", "done"),
        ("unlock", "refused"),
        ("unlock", "done"),
        ("show recovery words", "done"),
        ("unlock", "done"),
        ("backup", "done"),
        ("restore", "refused"),
        ("unlock", "done"),
        ("remove passphrase", "done"),
    ];
    let expected = expected.map(|(action, result)| (action.to_owned(), result.to_owned(), "command line".to_owned()));
    assert_eq!(noted(&kept), expected);
}

/// What `GET path` gives: the status line and the body.
fn ask(address: &str, path: &str) -> (String, String) {
    say(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
}

fn say(address: &str, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[test]
fn a_monitor_on_this_machine_may_ask_how_a_node_is_and_hears_no_name() {
    let folder = leusden();
    folder.json(&["section", "add", "Kanariegeel"]);
    assert!(folder.fails(2, &["node", "--health", "0.0.0.0:0"]).contains("0.0.0.0:0"));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(folder.fails(2, &["node", "--listen", "127.0.0.1:0", "--health", &address]).contains(&address));
    drop(taken);
    let child = folder.command(&["node", "--listen", "127.0.0.1:0", "--health", &address]).spawn().unwrap();
    // Ends it also when something below fails.
    let mut node = Listening { child, address: String::new() };
    let mut said = String::new();
    BufReader::new(node.child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains('@'), "{said}");
    assert_eq!(ask(&address, "/health"), ("HTTP/1.1 200 OK".to_owned(), "ok\n".to_owned()));
    let (status, metrics) = ask(&address, "/metrics");
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert!(metrics.contains("\ndeelbaar_municipality_records 2\n"), "{metrics}");
    assert!(metrics.contains("\n# TYPE deelbaar_sent_bytes_total counter\ndeelbaar_sent_bytes_total 0\n"), "{metrics}");
    for private in ["Kanariegeel", "Testregio", "GM0327", "127.0.0.1"] {
        assert!(!metrics.contains(private), "{private} in {metrics}");
    }
    assert_eq!(ask(&address, "/../etc/passwd").0, "HTTP/1.1 404 Not Found");
    // As iroh-relay asks: whom the charter names, nobody else.
    let own = said.split('@').next().unwrap().rsplit(|c: char| !c.is_ascii_hexdigit()).next().unwrap().to_owned();
    let stranger = "0".repeat(64);
    let lets = |device: &str| {
        let header = format!("X-Iroh-Endpoint-Id: {device}\r\nContent-Length: 0\r\n");
        say(&address, &format!("POST /relay HTTP/1.1\r\nHost: localhost\r\n{header}\r\n"))
    };
    assert_eq!(lets(&own), ("HTTP/1.1 200 OK".to_owned(), "true".to_owned()));
    assert_eq!(lets(&stranger), ("HTTP/1.1 403 Forbidden".to_owned(), "false".to_owned()));
    assert_eq!(lets("niemand").0, "HTTP/1.1 400 Bad Request");
}
