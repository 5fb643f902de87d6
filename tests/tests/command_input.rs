//! Wrong input on the command line: every time a clear sentence and an exit code, never the words of the system, and nothing
//! changed.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::process::Command;

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_tests::binary::{Folder, Ran, binary};
use deelbaar_tests::{Device, LEUSDEN};

/// Runs a command that must fail, with a hint; it never says what only a programmer understands.
#[track_caller]
fn fails(folder: &Folder, code: i32, args: &[&str]) -> String {
    let said = folder.fails(code, args);
    for words in
        ["os error", "panicked", "No such file", "Permission denied", "utf-8", "UTF-8 sequence", "Is a directory"]
    {
        assert!(!said.contains(words), "{args:?} says {words}: {said}");
    }
    said
}

fn records(folder: &Folder) -> serde_json::Value {
    folder.json(&["status"])["records"].clone()
}

/// What stands where a file with text is asked.
struct Files {
    folder: String,
    missing: String,
    binary: String,
    long: String,
}

impl Files {
    fn beside(folder: &Folder) -> Self {
        let dir = folder.data().parent().unwrap().to_str().unwrap().to_owned();
        std::fs::write(format!("{dir}/binary"), [0xff, 0xfe, 0xff]).unwrap();
        Self {
            missing: format!("{dir}/missing"),
            binary: format!("{dir}/binary"),
            long: format!("{dir}/{}", "x".repeat(5000)),
            folder: dir,
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_reason() {
    let folder = Folder::leusden();
    let section = folder.json(&["section", "add", "Taal"]);
    let id = section["id"].as_str().unwrap();
    let files = Files::beside(&folder);
    let before = records(&folder);
    let asks: [&[&str]; 9] = [
        &["section", "add", "x", "--body"],
        &["section", "edit", id, "--body"],
        &["activity", "add", "x", "--body"],
        &["second-key", "--handed-over", "--written"],
        &["recovery", "restore"],
        &["recovery", "renew", "--second-key"],
        &["relay", "set", "https://relay.example", "--token"],
        &["relay", "proxy", "--file"],
        &["invite", "--role", "alderman", "--wait", "--approve", "--second-key"],
    ];
    let reasons = [
        (&files.missing, "does not exist"),
        (&files.folder, "a folder"),
        (&files.binary, "not text"),
        (&files.long, "too long"),
    ];
    for ask in asks {
        for (path, reason) in reasons {
            let said = fails(&folder, 1, &[ask, &[path.as_str()]].concat());
            assert!(said.contains(reason) && said.contains("Nothing was changed"), "{ask:?}: {said}");
        }
    }
    for ask in [&["import"][..], &["introduce", "take"]] {
        for (path, reason) in [(&files.missing, "does not exist"), (&files.folder, "a folder")] {
            assert!(fails(&folder, 1, &[ask, &[path.as_str()]].concat()).contains(reason));
        }
    }
    assert_eq!(records(&folder), before);
}

#[test]
fn a_file_that_cannot_be_written_is_not_written() {
    let folder = Folder::leusden();
    let files = Files::beside(&folder);
    let there = folder.file("there", "mine");
    let nowhere = format!("{}/nowhere/file", files.folder);
    let said = fails(&folder, 1, &["introduce", "write", &there]);
    assert!(said.contains("There is a file with that name already"), "{said}");
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "mine");
    fails(&folder, 1, &["introduce", "write", &nowhere]);
    fails(&folder, 1, &["introduce", "write", &files.folder]);
    fails(&folder, 1, &["introduce", "write", &files.long]);
    let demo: Ran = folder.command(&["demo", "--headless", "--keep", &there]).output().unwrap().into();
    assert_eq!(demo.code, Some(1), "{demo:?}");
    assert!(demo.err.contains("there is a file already") && !demo.err.contains("os error"), "{demo:?}");
}

#[test]
fn a_data_folder_that_cannot_be_one_says_so() {
    let folder = Folder::default();
    let file = folder.file("file", "mine");
    let files = Files::beside(&folder);
    let init = ["init", "--region", "R", "--municipality", "GM0327", "--person", "Bo"];
    for place in [file.as_str(), &format!("{file}/below"), &files.long, "/proc/nothing"] {
        for args in [&init[..], &["sections"], &["node"]] {
            let mut run = Command::new(binary());
            let ran: Ran = run.args(["--data", place, "--lang", "en"]).args(args).output().unwrap().into();
            assert_eq!(ran.code, Some(1), "{place} {args:?}: {ran:?}");
            assert!(ran.err.contains("What you can do:") && !ran.err.contains("os error"), "{place} {args:?}: {ran:?}");
            assert!(!ran.err.contains("last change"), "nothing was being changed: {ran:?}");
        }
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

/// Only where the test does not run as root, whom nothing is forbidden.
#[cfg(unix)]
#[test]
fn a_data_folder_that_is_closed_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::leusden();
    let open = |mode| std::fs::set_permissions(folder.data(), std::fs::Permissions::from_mode(mode)).unwrap();
    open(0o000);
    let forbidden = std::fs::read_dir(folder.data()).is_err();
    let ran = forbidden.then(|| folder.run(&["sections"]));
    open(0o700);
    if let Some(ran) = ran {
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains("You may not read or write in the folder with the data"), "{ran:?}");
    }
    folder.json(&["sections"]);
}

#[test]
fn what_makes_no_sense_changes_nothing() {
    let folder = Folder::leusden();
    let section = folder.json(&["section", "add", "Taal"]);
    let id = section["id"].as_str().unwrap();
    let before = records(&folder);
    let usage: [(&[&str], &str); 10] = [
        (&["activity", "add", "A", "--theme", "fietsen"], "toegankelijkheid-gebouwen"),
        (&["activity", "add", "A", "--costs", "-5"], "less than"),
        (&["activity", "add", "A", "--costs", "veel"], "euros"),
        (&["activity", "add", "A", "--hours", "99999999999"], "whole hours"),
        (&["activity", "add", "A", "--hours=-3"], "whole hours"),
        (&["activity", "add", "A", "--from", "2026-05-02", "--until", "2026-05-01"], "before the first"),
        (&["activity", "add", "A", "--from", "31-02-2026"], "does not exist"),
        (&["activity", "add", "A", "--from", "volgende week"], "09-04-2026"),
        (&["consent", "request", id, "--until", "2020-01-01"], "today or later"),
        (&["consent", "request", id, "--embargo", "2020-01-01"], "in the future"),
    ];
    for (args, says) in usage {
        let said = fails(&folder, 2, args);
        assert!(said.to_lowercase().contains(says), "{args:?}: {said}");
    }
    let refused: [(&[&str], &str); 9] = [
        (&["section", "show", ""], "No id was given"),
        (&["section", "show", "zz"], "Nothing was changed"),
        (&["invitations", "--cancel", "zz"], "deelbaar invitations"),
        (&["decide", id, "--agree"], "No request about this is open"),
        (&["consent", "give", id], "No request about this is open"),
        (&["consent", "revise", id], "Nothing of this is shared"),
        (&["consent", "confirm", id], "Nothing of this is shared"),
        (&["invite", "--role", "reader", "--from", "2027-02-01", "--until", "2027-01-01"], "ends before it begins"),
        (&["restore", "/"], "a plan in this folder already"),
    ];
    let pass = folder.file("pass", "vier losse woorden samen");
    for (args, says) in refused {
        let ran: Ran = folder.command(args).env("DEELBAAR_BACKUP_PASSPHRASE_FILE", &pass).output().unwrap().into();
        assert_eq!(ran.code, Some(1), "{args:?}: {ran:?}");
        assert!(ran.err.contains(says), "{args:?}: {ran:?}");
    }
    assert_eq!(records(&folder), before);
    assert_eq!(folder.json(&["invitations"]), serde_json::json!([]));

    // An activity that has a first day already does not end before it.
    let activity = folder.json(&["activity", "add", "A", "--from", "2026/05/02", "--until", "3 mei 2026"]);
    let activity = activity["id"].as_str().unwrap();
    fails(&folder, 2, &["activity", "edit", activity, "--until", "2026-05-01"]);
    folder.json(&["activity", "edit", activity, "--from", "", "--until", "2026-05-01"]);
    // What is done again is not called taken back.
    folder.json(&["undo"]);
    assert!(folder.json(&["redo"])["redone"].is_string());
}

#[cfg(unix)]
#[test]
fn a_folder_is_no_backup() {
    let folder = Folder::default();
    let pass = folder.file("pass", "vier losse woorden samen");
    let ran: Ran =
        folder.command(&["restore", "/tmp"]).env("DEELBAAR_BACKUP_PASSPHRASE_FILE", pass).output().unwrap().into();
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("There is no file there"), "{ran:?}");
}

/// Some files never end.
#[cfg(target_os = "linux")]
#[test]
fn a_file_without_an_end_is_too_large() {
    let folder = Folder::leusden();
    for ask in [&["import"][..], &["recovery", "restore"], &["introduce", "take"], &["section", "add", "x", "--body"]] {
        let said = fails(&folder, 1, &[ask, &["/dev/zero"]].concat());
        assert!(said.contains("too large"), "{ask:?}: {said}");
    }
    let mut set = folder.command(&["passphrase", "set"]);
    let ran: Ran = set.env("DEELBAAR_NEW_PASSPHRASE_FILE", "/dev/zero").output().unwrap().into();
    assert!(ran.code == Some(1) && ran.err.contains("too large"), "{ran:?}");
    let mut restore = folder.command(&["restore", "/dev/zero"]);
    let pass = folder.file("pass", "vier losse woorden samen");
    let ran: Ran = restore.env("DEELBAAR_BACKUP_PASSPHRASE_FILE", pass).output().unwrap().into();
    assert_eq!(ran.code, Some(1), "{ran:?}");
}

/// `--data d` stands in the folder where one is, which has no name there.
#[test]
fn a_backup_is_put_back_in_a_folder_without_a_path() {
    let folder = Folder::leusden();
    folder.json(&["section", "add", "Taal"]);
    let pass = folder.file("pass", "vier losse woorden samen");
    let backup = folder.data().with_file_name("backup").to_str().unwrap().to_owned();
    let made = folder.command(&["backup", &backup]).env("DEELBAAR_BACKUP_PASSPHRASE_FILE", &pass).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let mut restore = Command::new(binary());
    restore.args(["--data", "again", "restore", &backup]).env("DEELBAAR_BACKUP_PASSPHRASE_FILE", &pass);
    let ran: Ran = restore.current_dir(folder.data().parent().unwrap()).output().unwrap().into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// What is too long is refused where it is entered, and cut where an import brings it, with all of it in the text.
#[test]
fn titles_and_names_have_an_end() {
    let folder = Folder::default();
    let (title, name) = ("t".repeat(201), "n".repeat(121));
    let init = ["init", "--municipality", "GM0327"];
    for (region, person) in [(name.as_str(), "Bo"), ("R", name.as_str())] {
        let said = fails(&folder, 2, &[&init[..], &["--region", region, "--person", person]].concat());
        assert!(said.contains("at most 120 characters"), "{said}");
    }
    let folder = Folder::leusden();
    let section = folder.json(&["section", "add", &title[..200]]);
    let id = section["id"].as_str().unwrap();
    let before = records(&folder);
    for ask in
        [&["section", "add", &title][..], &["activity", "add", &title], &["section", "edit", id, "--title", &title]]
    {
        let said = fails(&folder, 1, ask);
        assert!(said.contains("at most 200 characters") && said.contains("Nothing was changed"), "{said}");
    }
    assert_eq!(records(&folder), before);
    let plan = folder.file("plan.md", &format!("# Kort\n\nEerst.\n\n# {title}\n\nDaarna.\n"));
    let imported = folder.json(&["import", &plan]);
    let short = format!("{}…", &title[..199]);
    assert_eq!((imported["imported"].as_u64(), imported["shortened"][0].as_str()), (Some(2), Some(short.as_str())));
    let listed = folder.json(&["sections"]);
    let cut = listed.as_array().unwrap().iter().find(|one| one["title"] == short.as_str()).unwrap();
    let shown = folder.json(&["section", "show", cut["id"].as_str().unwrap()]);
    assert_eq!(shown["body"], format!("{title}\n\nDaarna."));
}

/// A colleague's device may record more than fits here: it is taken in as it is, and shown cut.
#[tokio::test(flavor = "multi_thread")]
async fn a_longer_title_of_a_colleague_is_kept_and_shown_cut() {
    let officer = Device::found(LEUSDEN).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let title = "t".repeat(3000);
    let item = colleague.add(ItemKind::Section, &title, "Tekst.");
    officer.until("the long title", |d| d.body(item).is_some()).await;
    drop(colleague);
    let folder = Folder::of(officer).await;
    assert_eq!(folder.json(&["sections"])[0]["title"], title);
    let listed = folder.run(&["sections"]).out;
    assert!(listed.contains(&format!("{}…", &title[..199])) && !listed.contains(&title[..201]), "{listed}");
    // It can be made shorter.
    folder.json(&["section", "edit", &item.to_string(), "--title", "Kort"]);
    assert_eq!(folder.json(&["sections"])[0]["title"], "Kort");
}

/// Without another choice the program speaks Dutch, also about words that it cannot read.
#[test]
fn what_is_wrong_with_a_command_is_said_in_dutch() {
    let folder = Folder::leusden();
    let run = |args: &[&str]| -> Ran {
        let mut run = Command::new(binary());
        run.arg("--data").arg(folder.data()).args(args).output().unwrap().into()
    };
    for (args, said) in [
        (&["sections", "--alles"][..], "Deze opdracht kent “--alles” niet."),
        (&["sectoins"], "Er is geen opdracht “sectoins”. Bedoelt u “sections”?"),
        (&["decide"], "Er ontbreekt: <--agree|--hold|--send-back|--refuse>, <ID>."),
        (&["decide", "x", "--agree", "--hold"], "“--agree” kan niet samen met --hold."),
        (&["decide", "x", "--agree", "--note"], "Achter “--note <NOTE>” hoort een waarde."),
        (&["audit", "--kind", "alles"], "“alles” kan niet bij --kind <KIND>. Kies uit: decisions,"),
        (&["backup", "--schedule", "x", "--every", "weekly"], "“weekly” kan niet bij --every <DAYS>."),
        (&["undo", "twee"], "Deze opdracht kent “twee” niet."),
    ] {
        let ran = run(args);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(said), "{args:?}: {ran:?}");
        assert!(ran.err.contains("Er is niets veranderd.") && !ran.err.contains("error:"), "{ran:?}");
    }
    assert!(run(&["--lang", "en", "sections", "--alles"]).err.contains("unexpected argument '--alles' found"));
    assert!(run(&["sections", "--alles", "--lang=en"]).err.contains("unexpected argument"));
    let help = run(&["decide", "--help"]);
    assert!(help.code == Some(0) && help.out.contains("Usage: deelbaar decide"), "{help:?}");
}
