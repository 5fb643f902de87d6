//! A locked workspace on the disk, from the first screen to locking it again.

use deelbaar_sync::store::{Kdf, OpenError};
use egui::{Key, Modifiers, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::host::runtime;

const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };
const WORDS: &str = "vier woorden van papier";

fn locked() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let person = Person {
        id: PersonId::from_bytes([1; 16]),
        name: "Anna Jansen".into(),
        role: Role::PolicyOfficer,
        term: Term::since(Clock::system().term_start()),
    };
    let new = NewRegion {
        region: "Regio".into(),
        municipality: "GM0327".parse().unwrap(),
        municipality_name: "Leusden".into(),
        person,
    };
    let workspace = Workspace::found(&dir.path().join("data"), new, Clock::system()).unwrap();
    workspace.set_passphrase(None, Some(&Passphrase::new(WORDS)), QUICK).unwrap();
    dir
}

fn until(harness: &mut Harness<'_, Desktop>, holds: impl Fn(&Harness<'_, Desktop>) -> bool) {
    for _ in 0..400 {
        harness.step();
        if holds(harness) {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("it never came");
}

fn try_with(harness: &mut Harness<'_, Desktop>, text: &str) {
    harness.run_steps(2);
    harness.get_by_role_and_label(Node::PasswordInput, "Wachtwoord").type_text(text);
    harness.run_steps(2);
    harness.get_by_role_and_label(Node::Button, "Ontgrendelen").click();
    harness.run_steps(2);
}

#[test]
fn a_workspace_opens_with_its_passphrase_and_closes_when_it_is_locked() {
    let dir = locked();
    let data = dir.path().join("data");
    let folder = Folder(data.clone());
    let mut harness = Harness::builder().with_size(egui::vec2(1280.0, 800.0)).build_eframe(move |cc| {
        let runtime = Arc::new(runtime().unwrap());
        Desktop::new(&cc.egui_ctx, runtime, folder, Opening::Workspace, Preferences::default())
    });
    harness.run_steps(4);
    harness.get_by_role_and_label(Node::Heading, "Deelbaar is vergrendeld");
    try_with(&mut harness, "iets heel anders");
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Locked));
    harness.run_steps(2);
    harness.get_by_role(Node::Alert);
    try_with(&mut harness, WORDS);
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Open(_)));
    harness.run_steps(3);
    harness.get_by_role_and_label(Node::Heading, "Overzicht");
    assert!(matches!(Store::open(&data), Err(OpenError::InUse)));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::L);
    harness.run_steps(3);
    harness.get_by_role_and_label(Node::Heading, "Deelbaar is vergrendeld");
    assert!(harness.query_by_role_and_label(Node::Heading, "Overzicht").is_none());
    // Nobody holds the workspace any more: the lock is free, and it still takes the passphrase.
    until(&mut harness, |_| !matches!(Store::open(&data), Err(OpenError::InUse)));
    assert!(matches!(Store::open(&data), Err(OpenError::PassphraseNeeded)));
    try_with(&mut harness, WORDS);
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Open(_)));
}
