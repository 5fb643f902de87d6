//! Passphrase, recovery words, backup and restore through the program itself.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::io::Write as _;
use std::process::Stdio;

use deelbaar_tests::binary::{Folder, Ran};

const INIT: [&str; 7] = ["init", "--region", "Regio", "--municipality", "GM0327", "--person", "Anna"];

/// Runs a command with files in the environment.
fn run(folder: &Folder, files: &[(&str, &str)], args: &[&str]) -> Ran {
    let mut command = folder.command(args);
    for (variable, file) in files {
        command.env(variable, file);
    }
    command.output().unwrap().into()
}

#[track_caller]
fn works(folder: &Folder, files: &[(&str, &str)], args: &[&str]) -> String {
    let ran = run(folder, files, args);
    assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
    ran.out
}

#[track_caller]
fn fails(folder: &Folder, files: &[(&str, &str)], args: &[&str], with: &str) {
    let ran = run(folder, files, args);
    assert!(ran.code.is_some_and(|code| code > 0), "{args:?}: {ran:?}");
    assert!(ran.err.contains(with), "{args:?}: {ran:?}");
}

#[test]
fn a_passphrase_locks_every_command() {
    let folder = Folder::default();
    folder.json(&INIT);
    let first = folder.file("first", "four words on paper\n");
    let second = folder.file("second", "four other words on paper\r\nand a second line");
    let short = folder.file("short", "short");
    let (open, new) = ("DEELBAAR_PASSPHRASE_FILE", "DEELBAAR_NEW_PASSPHRASE_FILE");
    fails(&folder, &[], &["passphrase", "set"], new);
    fails(&folder, &[(new, &short)], &["passphrase", "set"], "at least 12");
    fails(&folder, &[(new, &first)], &["passphrase", "change"], "no passphrase yet");
    works(&folder, &[(new, &first)], &["passphrase", "set"]);
    for args in [&["status"][..], &["section", "add", "Plan"], &["audit", "--verify"], &["sync", "--once"], &["dump"]] {
        fails(&folder, &[], args, open);
    }
    fails(&folder, &[(open, &second)], &["status"], "not the passphrase");
    works(&folder, &[(open, &first)], &["section", "add", "Plan"]);
    works(&folder, &[(open, &first), (new, &second)], &["passphrase", "change"]);
    fails(&folder, &[(open, &first)], &["status"], "not the passphrase");
    assert!(works(&folder, &[(open, &second)], &["sections"]).contains("Plan"));
    works(&folder, &[(open, &second)], &["passphrase", "remove"]);
    assert_eq!(folder.titles(), ["Plan"]);
    fails(&folder, &[(open, "/there/is/no/such/file")], &["backup", "x"], "DEELBAAR_BACKUP_PASSPHRASE_FILE");
}

#[test]
fn a_backup_is_restored_in_another_folder() {
    let (folder, other) = (Folder::default(), Folder::default());
    folder.json(&INIT);
    folder.json(&["section", "add", "Plan"]);
    let words = folder.file("words", "words of the backup");
    let file = folder.file("here", "").replace("here", "backup");
    let env = [("DEELBAAR_BACKUP_PASSPHRASE_FILE", words.as_str())];
    works(&folder, &env, &["backup", &file]);
    fails(&folder, &env, &["backup", &file], "already");
    fails(&folder, &env, &["restore", &file], "plan in this folder already");
    let wrong = folder.file("wrong", "other words");
    fails(&other, &[("DEELBAAR_BACKUP_PASSPHRASE_FILE", &wrong)], &["restore", &file], "not the passphrase");
    fails(&other, &env, &["restore", &words], "not a backup");
    assert!(!other.data().exists());
    assert!(works(&other, &env, &["restore", &file]).contains("new device"));
    assert_eq!(other.titles(), ["Plan"]);
    assert_ne!(other.json(&["status"])["device"], folder.json(&["status"])["device"]);
    // The old device comes to know the new one.
    let introduction = folder.file("there", "").replace("there", "introduction");
    works(&other, &[], &["introduce", "write", &introduction]);
    assert!(works(&folder, &[], &["introduce", "take", &introduction]).contains("known now"));
    assert!(works(&folder, &[], &["introduce", "take", &introduction]).contains("known already"));
    fails(&folder, &[], &["introduce", "take", &words], "does not hold");
}

#[test]
fn a_schedule_is_set_kept_to_told_and_ended() {
    let (folder, other) = (Folder::default(), Folder::default());
    folder.json(&INIT);
    folder.json(&["section", "add", "Plan"]);
    let words = folder.file("words", "words of the backup");
    let env = [("DEELBAAR_BACKUP_PASSPHRASE_FILE", words.as_str())];
    let copies = folder.data().with_file_name("copies");
    let dir = copies.to_str().unwrap();
    let files = || std::fs::read_dir(&copies).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    assert!(folder.json(&["backup", "--status"])["schedule"].is_null());
    fails(&folder, &env, &["backup", "--schedule", dir], "no such folder");
    std::fs::create_dir(&copies).unwrap();
    fails(&folder, &[], &["backup", "--schedule", dir], "DEELBAAR_BACKUP_PASSPHRASE_FILE");
    fails(&folder, &env, &["backup", "--schedule", dir, "--every", "0"], "1 to 366 days");
    fails(&folder, &env, &["backup", "--every", "3"], "required");
    works(&folder, &env, &["backup", "--schedule", dir, "--every", "3", "--keep", "2"]);
    let [made] = &files()[..] else { panic!("the first is made at once: {:?}", files()) };
    works(&folder, &[], &["backup", "--due"]);
    assert_eq!(files().len(), 1, "none is due");
    let status = folder.json(&["backup", "--status"]);
    assert_eq!((status["schedule"]["every_days"].as_u64(), status["due"].as_bool()), (Some(3), Some(false)));
    assert!(works(&folder, &[], &["backup", "--status"]).contains("every 3 days"));
    works(&other, &env, &["restore", made.to_str().unwrap()]);
    assert_eq!(other.titles(), ["Plan"]);
    // Another number keeps the passphrase.
    works(&folder, &[], &["backup", "--schedule", dir, "--every", "1"]);
    works(&folder, &[], &["backup", "--unschedule"]);
    assert!(folder.json(&["backup", "--status"])["schedule"].is_null());
    std::fs::remove_dir_all(&copies).unwrap();
}

#[test]
fn recovery_words_are_printed_and_read_back() {
    let folder = Folder::default();
    folder.json(&INIT);
    let card = works(&folder, &[], &["recovery", "show"]);
    assert!(card.contains("24 "), "{card}");
    let shown = folder.json(&["recovery", "show"]);
    let words = shown[0]["words"].as_str().unwrap();
    assert_eq!(words.split(' ').count(), 24);
    let restore = |text: &str| {
        let mut child = folder.command(&["recovery", "restore"]).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        Ran::from(child.wait_with_output().unwrap())
    };
    assert_eq!(restore(words).code, Some(0));
    let mut swapped: Vec<&str> = words.split(' ').collect();
    let first = swapped[0];
    let at = (1..24).find(|at| swapped[*at] != first).unwrap();
    swapped.swap(0, at);
    let ran = restore(&swapped.join(" "));
    assert!(ran.code == Some(1) && ran.err.contains("each other"), "{ran:?}");
    let ran = restore("one two three");
    assert!(ran.code == Some(1) && ran.err.contains("These are 3 words; there must be 24."), "{ran:?}");
}
