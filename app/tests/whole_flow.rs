//! The whole app: the real window on a real engine, whose node really meets another municipality's. By keyboard only.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

mod seated;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use deelbaar::demo;
use deelbaar::engine::{Command, Done, Engine, View};
use deelbaar::ui::window::Window;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use egui::accesskit::Role as Node;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use seated::window;

const PATIENCE: Duration = Duration::from_mins(1);
const TITLE: &str = "Meelezen door inwoners";
const TEXT: &str = "Vijf inwoners lezen onze brieven voordat ze uitgaan.";

fn press(harness: &mut Harness<'_, Window>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

/// Presses Tab until the thing with this role and name has the focus.
fn tab_to(harness: &mut Harness<'_, Window>, role: Node, name: &str) {
    for _ in 0..80 {
        let there = harness.query_by_role_and_label(role, name).is_some_and(|node| node.is_focused());
        if there {
            return;
        }
        press(harness, Modifiers::NONE, Key::Tab);
    }
    panic!("Tab never reached {name}");
}

fn until(engine: &Engine, what: &str, holds: impl Fn(&View) -> bool) {
    let began = Instant::now();
    while !holds(&engine.view()) {
        assert!(began.elapsed() < PATIENCE, "never saw {what}");
        std::thread::yield_now();
    }
}

fn shown(view: &View) -> bool {
    view.region.sections.iter().any(|section| section.item.title == TITLE)
}

#[test]
fn an_alderman_consents_by_keyboard_and_the_region_sees_exactly_that() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let dir = tempfile::TempDir::new().unwrap();
    let mut nodes = runtime.block_on(demo::start_some(dir.path(), 2, |_, _| {})).unwrap();
    let code = nodes.devices[0].code;
    let other = nodes.devices.iter().find(|device| device.code != code).unwrap().engine.clone();
    let officer = nodes.device(code, Role::PolicyOfficer).unwrap().engine.clone();
    let alderman = nodes.device(code, Role::Alderman).unwrap().engine.clone();

    // The alderman's device meets the other municipality through the officer's, and says so.
    until(&alderman, "the way to the region", |view| {
        let through = view.status.through.as_ref();
        through.is_some_and(|one| one.connected && one.same.is_some() && one.who.role == Some(Role::PolicyOfficer))
    });
    until(&officer, "the other municipality", |view| {
        view.status.municipalities.iter().all(|one| one.up_to_date.is_some())
    });
    assert_eq!(officer.view().status.through, None);

    let add = Command::Add { kind: ItemKind::Section, title: TITLE.into(), parent: None };
    let Done::Added(item) = officer.execute(add).unwrap() else { panic!("nothing was added") };
    officer.execute(Command::SetBody { item, base: String::new(), text: TEXT.into() }).unwrap();
    let request = Command::RequestConsent {
        item,
        without: Mask::none(),
        files: BTreeSet::new(),
        sharing: Sharing::REGION,
        confirmed: Vec::new(),
        note: String::new(),
    };
    officer.execute(request).unwrap();
    until(&alderman, "the request", |view| view.inbox.iter().any(|entry| entry.item == item));
    // The newest request is the last of the list.
    let waiting = alderman.view().inbox.len();

    let mut harness = window(&alderman);
    harness.run_steps(4);
    press(&mut harness, Modifiers::COMMAND, Key::Num6);
    assert!(harness.query_by_role_and_label(Node::Heading, "Te besluiten").is_some());
    for _ in 0..80 {
        if harness.query_all_by_role(Node::ListBoxOption).any(|card| card.is_focused()) {
            break;
        }
        press(&mut harness, Modifiers::NONE, Key::Tab);
    }
    for _ in 1..waiting {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_all_by_role_and_label(Node::Heading, TITLE).count() > 0, "the request shows");
    tab_to(&mut harness, Node::Button, "Toestemming geven en ondertekenen");
    assert!(!shown(&other.view()), "nothing is shared before the signature");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    // The device has no passphrase: it is asked for first, and may be put off once.
    assert!(harness.query_by_role_and_label(Node::Dialog, "Stel eerst een wachtwoord in").is_some());
    tab_to(&mut harness, Node::Button, "Nu niet, alleen deze keer");
    assert!(!shown(&other.view()), "nothing is shared while it asks");
    press(&mut harness, Modifiers::NONE, Key::Enter);

    until(&other, "the section at the other municipality", shown);
    let view = other.view();
    let section = view.region.sections.iter().find(|section| section.item.title == TITLE).unwrap();
    assert_eq!(section.item.body.as_deref(), Some(TEXT));
    assert_eq!((section.version, section.municipality), (1, code));
    runtime.block_on(nodes.stop());
}
