//! Subcommands beside a node that has the workspace: the same output and exit codes as without one.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use deelbaar_tests::binary::{Folder, Ran};

/// Runs a command from the folder that the data is in, with this on standard input.
fn from_there(folder: &Folder, args: &[&str], input: &str) -> Ran {
    let mut command = folder.command(args);
    let mut child = command.current_dir(folder.data().parent().unwrap()).stdin(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn commands_beside_a_node_answer_as_without_it() {
    let folder = Folder::leusden();
    let section = folder.json(&["section", "add", "Taal"])["id"].as_str().unwrap().to_owned();
    folder.file("plan.md", "# Aanpak\n\nInleiding.\n\n## Doelen\n\nTekst.\n");
    folder.file("wrong.docx", "PK\u{3}\u{4}");
    let asked: &[&[&str]] = &[
        &["sections"],
        &["sections", "--json"],
        &["section", "show", &section],
        &["section", "show", "zzzz"],
        &["section", "edit", &section, "--title", "Taal en lezen", "--json"],
        &["section", "edit", &section, "--body", "-"],
        &["section", "add", " "],
        &["import", "plan.md"],
        &["import", "wrong.docx"],
        &["import", "no such file"],
        &["undo"],
        &["activities", "--json"],
        &["inbox"],
        &["members"],
        &["invitations", "--json"],
        &["audit", "--verify"],
        &["audit", "--csv"],
        &["decide", "ab", "--agree"],
        &["consent", "request", &section, "--without", "kleur"],
        &["recovery", "show"],
        &["handover"],
        &["person", "Bo"],
        &["backup", "--status"],
        &["init", "--region", "R", "--municipality", "GM0327", "--person", "Bo"],
        &["no-such-command"],
    ];
    // Each command twice, on the same data: alone, and beside a node.
    let alone = Folder::default();
    for file in ["plan.md", "wrong.docx"] {
        alone.file(file, &fs::read_to_string(folder.data().with_file_name(file)).unwrap());
    }
    fs::create_dir(alone.data()).unwrap();
    for file in fs::read_dir(folder.data()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), alone.data().join(file.file_name())).unwrap();
    }
    let node = folder.listen();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder.data().join("control")), mode(&folder.data())), (0o600, 0o700));
    let answers = |ran: Ran| (ran.code, ran.out, ran.err);
    for args in asked {
        let beside = answers(from_there(&folder, args, "Voor iedereen.\n"));
        assert_eq!(beside, answers(from_there(&alone, args, "Voor iedereen.\n")), "{args:?}");
    }
    node.stop();
    assert!(!folder.data().join("control").exists());
    folder.json(&["audit", "--verify"]);
}

#[test]
fn files_are_of_the_folder_that_the_command_was_given_in() {
    let folder = Folder::leusden();
    let node = folder.listen();
    let password = folder.file("password", "paard batterij nietje\n");
    let mut backup = folder.command(&["backup", "kopie.deelbaar"]);
    backup.current_dir(folder.data().parent().unwrap()).env("DEELBAAR_BACKUP_PASSPHRASE_FILE", &password);
    let ran: Ran = backup.output().unwrap().into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(folder.data().with_file_name("kopie.deelbaar").exists());

    // Much output and much input.
    let chapter = "Een regel met \u{e9}\u{e9}n woord.\n".repeat(2_000);
    let chapters: Vec<String> = (0..20).map(|n| format!("# Hoofdstuk {n}\n\n{chapter}\n")).collect();
    folder.file("lang.md", &chapters.concat());
    let ran = from_there(&folder, &["import", "lang.md"], "");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let dump = folder.run(&["dump"]);
    assert!(dump.code == Some(0) && dump.out.len() > 900_000, "{} {}", dump.out.len(), dump.err);
    assert!(serde_json::from_str::<serde_json::Value>(&dump.out).is_ok());
    node.stop();
}

#[test]
fn a_locked_workspace_stays_locked_beside_a_node() {
    let folder = Folder::leusden();
    let (right, wrong) =
        (folder.file("right", "paard batterij nietje\n"), folder.file("wrong", "iets anders dan dat\n"));
    let with = |variable: &str, file: &str, args: &[&str]| -> Ran {
        folder.command(args).env(variable, file).output().unwrap().into()
    };
    let node = folder.listen();
    // Set while the node runs.
    assert_eq!(with("DEELBAAR_NEW_PASSPHRASE_FILE", &right, &["passphrase", "set"]).code, Some(0));
    assert!(folder.fails(2, &["sections"]).contains("DEELBAAR_PASSPHRASE_FILE"));
    assert_eq!(with("DEELBAAR_PASSPHRASE_FILE", &wrong, &["sections"]).code, Some(1));
    let shown = with("DEELBAAR_PASSPHRASE_FILE", &wrong, &["recovery", "show"]);
    assert!(shown.code == Some(1) && shown.out.is_empty(), "{shown:?}");
    let shown = with("DEELBAAR_PASSPHRASE_FILE", &right, &["recovery", "show", "--json"]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    node.stop();
    assert_eq!(with("DEELBAAR_PASSPHRASE_FILE", &right, &["sections"]).code, Some(0));
}

#[test]
fn others_are_let_in_and_exchange_goes_on_beside_a_node() {
    let folder = Folder::leusden();
    let node = folder.listen();
    let colleague = folder.let_in(&["--role", "policy-officer"], "Kim");
    colleague.json(&["section", "add", "Van Kim"]);
    colleague.sync_with(&node);
    assert_eq!(folder.titles(), ["Van Kim"]);
    // The other way: beside the node of the colleague.
    let other = colleague.listen();
    folder.json(&["section", "add", "Van Bo"]);
    let ran = folder.run(&["sync", "--once", "--peer", &other.address]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(colleague.titles().iter().any(|title| title == "Van Bo"));
    // A second one cannot have the workspace.
    assert!(folder.fails(1, &["node"]).contains("open with this data already"));
    other.stop();
    node.stop();
}

#[test]
fn what_a_killed_node_left_behind_is_no_obstacle() {
    let folder = Folder::leusden();
    let mut node = folder.listen();
    node.child.kill().unwrap();
    node.child.wait().unwrap();
    assert!(folder.data().join("control").exists());
    folder.json(&["section", "add", "Taal"]);
    let again = folder.listen();
    assert_eq!(folder.titles(), ["Taal"]);
    again.stop();
}
