//! A locked workspace on the disk, from the first screen to locking it again.

use deelbaar_schema::plan::ItemKind;
use deelbaar_sync::store::{Kdf, OpenError};
use egui::{Key, Modifiers, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::engine::{Command, Executor};

const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };
const WORDS: &str = "vier woorden van papier";

fn locked() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let person = Person {
        id: PersonId::from_bytes([1; 16]),
        name: "Anna Jansen".into(),
        role: Role::PolicyOfficer,
        term: Term::since(Clock::system().today()),
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

fn type_into(harness: &mut Harness<'_, Desktop>, role: Node, label: &str, text: &str) {
    harness.get_by_role_and_label(role, label).focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(role, label).type_text(text);
    harness.run_steps(2);
}

fn enter(harness: &mut Harness<'_, Desktop>, label: &str) {
    harness.get_by_role_and_label(Node::Button, label).focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
}

/// Fills in the form of the welcome screen, and waits until that is done.
fn restore(harness: &mut Harness<'_, Desktop>, file: &std::path::Path, passphrase: &str) {
    harness.get_by_role_and_label(Node::TextInput, "Bestand van de reservekopie").focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(1);
    type_into(harness, Node::TextInput, "Bestand van de reservekopie", file.to_str().unwrap());
    type_into(harness, Node::PasswordInput, "Wachtwoord van de reservekopie", passphrase);
    enter(harness, "Terugzetten");
    until(harness, |harness| !matches!(harness.state().stage, Stage::Busy(_)));
    harness.run_steps(3);
}

fn alert(harness: &Harness<'_, Desktop>) -> String {
    use egui_kittest::kittest::NodeT as _;
    harness.get_by_role(Node::Alert).accesskit_node().label().unwrap_or_default()
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
        Desktop::new(&cc.egui_ctx, runtime, Listen::LOOPBACK, folder, Opening::Workspace, Preferences::default())
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

/// Nobody can look it up: a code gives a place of its own, and what was there stays locked.
#[test]
fn whoever_forgot_the_passphrase_begins_with_a_code_in_another_place() {
    let dir = locked();
    let data = dir.path().join("data");
    let mut harness = desktop(&data);
    enter(&mut harness, "Meedoen met een code, op een nieuwe plek");
    assert!(matches!(harness.state().stage, Stage::Welcome));
    assert_eq!(harness.state().folder.0, dir.path().join("data-2"));
    harness.get_by_role_and_label(Node::Button, "Vraag om mee te doen");
    assert!(Workspace::is_locked(&data).unwrap());
}

#[test]
fn a_device_without_a_free_place_says_so_and_what_to_do() {
    let dir = locked();
    let data = dir.path().join("data");
    for number in 2..=Folder::MOST {
        let place = dir.path().join(format!("data-{number}"));
        std::fs::create_dir(&place).unwrap();
        for entry in std::fs::read_dir(&data).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, place.join(path.file_name().unwrap())).unwrap();
        }
    }
    let mut harness = desktop(&data);
    harness.run_steps(3);
    let why = "Op dit apparaat zijn alle 20 plekken voor gemeenten in gebruik.";
    assert!(harness.query_all_by_label_contains(why).next().is_some(), "where one chooses");
    enter(&mut harness, "Nog een gemeente: meedoen met een code");
    assert!(matches!(harness.state().stage, Stage::Choosing));
    let last = harness.state().base.used().pop().unwrap();
    let ctx = harness.ctx.clone();
    harness.state_mut().enter(&ctx, last);
    harness.run_steps(3);
    enter(&mut harness, "Meedoen met een code, op een nieuwe plek");
    assert!(matches!(harness.state().stage, Stage::Locked));
    assert!(alert(&harness).contains(why) && alert(&harness).contains("uw beheerder"), "{}", alert(&harness));
}

#[test]
fn a_backup_is_put_back_on_the_first_screen_and_what_is_wrong_with_one_is_said() {
    let dir = locked();
    let file = dir.path().join("leusden.deelbaar");
    let old = {
        let workspace =
            Workspace::open_with(&dir.path().join("data"), Some(&Passphrase::new(WORDS)), Clock::system()).unwrap();
        let add = Command::Add { kind: ItemKind::Section, title: "Plan".into(), parent: None };
        Executor::new(workspace.clone(), None).execute(add).unwrap();
        workspace.backup(&file, &Passphrase::new("reservekopie van leusden"), QUICK).unwrap();
        workspace.device()
    };
    let whole = std::fs::read(&file).unwrap();
    let (short, foreign) = (dir.path().join("kort"), dir.path().join("vakantie.jpg"));
    std::fs::write(&short, &whole[..whole.len() / 2]).unwrap();
    std::fs::write(&foreign, "een foto").unwrap();
    let data = dir.path().join("nieuw");
    let mut harness = desktop(&data);
    enter(&mut harness, "Terugzetten");
    assert!(matches!(harness.state().stage, Stage::Welcome), "nothing was filled in");
    for (path, passphrase, said) in [
        (&dir.path().join("nergens"), WORDS, "Daar staat geen bestand."),
        (&foreign, WORDS, "Dit is geen reservekopie van Deelbaar."),
        (&short, WORDS, "Deze reservekopie is beschadigd of niet compleet."),
        (&file, WORDS, "Dat is niet het wachtwoord van deze reservekopie."),
    ] {
        restore(&mut harness, path, passphrase);
        assert!(matches!(harness.state().stage, Stage::Welcome));
        assert!(alert(&harness).contains(said), "{said}: {}", alert(&harness));
        assert!(!data.exists());
        // Where it can be mended, beside what is said of it.
        let field = if said.contains("niet het wachtwoord") {
            harness.get_by_role_and_label(Node::PasswordInput, "Wachtwoord van de reservekopie")
        } else {
            harness.get_by_role_and_label(Node::TextInput, "Bestand van de reservekopie")
        };
        assert!(field.is_focused(), "{said}");
        assert!(harness.ctx.content_rect().contains_rect(harness.get_by_role(Node::Alert).rect()), "{said}");
    }
    restore(&mut harness, &file, "reservekopie van leusden");
    assert!(matches!(harness.state().stage, Stage::Open(_)));
    harness.get_by_role_and_label(Node::Heading, "Overzicht");
    // What to do next is said, and leads to where it is done.
    harness.get_all_by_label("Een teruggezet apparaat laten kennen").next().unwrap().focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    enter(&mut harness, "Bestand voor een collega…");
    until(&mut harness, |harness| {
        harness.query_by_role_and_label(Node::Dialog, "Bewaren als bestand: Teruggezet apparaat").is_some()
    });
    let introduction = dir.path().join("teruggezet");
    harness.get_by_role_and_label(Node::TextInput, "Waar, en onder welke naam").focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(1);
    type_into(&mut harness, Node::TextInput, "Waar, en onder welke naam", introduction.to_str().unwrap());
    enter(&mut harness, "Bewaren");
    until(&mut harness, |harness| harness.query_by_role(Node::Dialog).is_none());
    assert!(introduction.exists());
    // A colleague takes it in, in their window.
    harness.state_mut().running.engines.drain(..).for_each(|engine| engine.stop());
    drop(harness);
    let mut colleague = desktop(&dir.path().join("data"));
    try_with(&mut colleague, WORDS);
    until(&mut colleague, |harness| matches!(harness.state().stage, Stage::Open(_)));
    colleague.run_steps(3);
    colleague.key_press_modifiers(Modifiers::COMMAND, Key::K);
    colleague.run_steps(3);
    colleague.get_by_role(Node::SearchInput).type_text("Instellingen");
    colleague.run_steps(2);
    colleague.key_press(Key::Enter);
    colleague.run_steps(3);
    type_into(&mut colleague, Node::TextInput, "Bestand van het teruggezette apparaat", introduction.to_str().unwrap());
    colleague.key_press(Key::Enter);
    until(&mut colleague, |harness| {
        let Stage::Open(_) = &harness.state().stage else { return false };
        let engine = &harness.state().running.engines[0];
        let known = engine.view().status.colleagues.iter().any(|one| one.device != old);
        known && harness.query_all_by_role(Node::Status).next().is_some()
    });
    colleague.state_mut().running.engines.drain(..).for_each(|engine| engine.stop());
}

/// The backup of an adviser: without the municipality's key, a colleague lets the new device in, over the network.
#[test]
fn a_restored_device_without_the_key_is_let_in_again_with_a_code() {
    use deelbaar_sync::net::{Asked, Invitation, Verdict};
    let people = runtime().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("adviseur.deelbaar");
    let officer = people.block_on(deelbaar_tests::Device::found(deelbaar_tests::LEUSDEN));
    let item = officer.add(ItemKind::Section, "Plan", "De tekst van het plan.");
    people.block_on(async {
        let adviser = officer.colleague(Role::Adviser).await;
        adviser.until("the plan", |d| d.body(item).is_some()).await;
        adviser.workspace.backup(&file, &Passphrase::new("reservekopie van leusden"), QUICK).unwrap();
    });
    let data = dir.path().join("nieuw");
    let mut harness = desktop(&data);
    restore(&mut harness, &file, "reservekopie van leusden");
    harness.get_by_role_and_label(Node::Heading, "Teruggezet: laat u opnieuw toelaten");
    // One can read first; the next start asks again.
    enter(&mut harness, "Eerst alleen lezen");
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Open(_)));
    harness.state_mut().running.engines.drain(..).for_each(|engine| engine.stop());
    drop(harness);
    let mut harness = desktop(&data);
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Welcome));
    harness.run_steps(3);
    harness.get_by_role_and_label(Node::Heading, "Teruggezet: laat u opnieuw toelaten");

    let (doorkeeper, mut asked) = tokio::sync::mpsc::channel::<Asked>(1);
    let term = Term::since(Clock::system().today());
    let code = {
        let _inside = people.enter();
        officer.node().invite(Invitation::Colleague { role: Role::Adviser, term }, doorkeeper).unwrap()
    };
    people.spawn(async move {
        asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap();
    });
    type_into(&mut harness, Node::MultilineTextInput, "Code", &code.to_string());
    enter(&mut harness, "Vraag om mee te doen");
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Open(_)));
    until(&mut harness, |harness| {
        let view = harness.state().running.engines[0].view();
        view.items.iter().any(|item| item.can.edit)
    });
    harness.state_mut().running.engines.drain(..).for_each(|engine| engine.stop());
    drop(harness);
    let workspace = Workspace::open(&data, Clock::system()).unwrap();
    assert!(workspace.is_enrolled() && !workspace.waits_after_restore());
    people.block_on(async { drop(officer) });
}

/// No address could be had just then: when one can, the inviter is dialled at the address in the code.
#[test]
fn whoever_joins_while_there_is_no_network_meets_the_inviter_when_there_is_one() {
    use deelbaar_sync::net::{Asked, Invitation, Verdict, ask};
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder(dir.path().join("data"));
    runtime().unwrap().block_on(async {
        let officer = deelbaar_tests::Device::found(deelbaar_tests::LEUSDEN).await;
        let (doorkeeper, mut asked) = tokio::sync::mpsc::channel::<Asked>(1);
        let term = Term::since(Clock::system().today());
        let code = officer.node().invite(Invitation::Colleague { role: Role::Reader, term }, doorkeeper).unwrap();
        let approve = async { asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap() };
        let (granted, ()) = tokio::join!(ask(&code, "Kim", None, Listen::LOOPBACK, |_| {}), approve);
        let grant = granted.unwrap();
        let workspace = Workspace::create(&folder.0, &grant.identity, Clock::system()).unwrap();
        let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let listen = Listen::At(taken.local_addr().unwrap());
        let opened = open_joined(&folder, listen, workspace.clone(), &grant).await;
        let Ok(Outcome::Open(_, running)) = opened else { panic!("the window opens without network") };
        assert!(running.engines[0].view().status.listening.is_empty());
        // The engine tries again each minute; the test does not wait for that.
        let stopping = running.engines;
        tokio::task::spawn_blocking(move || stopping.iter().for_each(Engine::stop)).await.unwrap();
        drop(taken);
        let node = deelbaar_sync::net::Node::start(workspace.clone(), listen).await.unwrap();
        let began = Instant::now();
        while !workspace.has_arrived() {
            assert!(began.elapsed() < PATIENCE, "the inviter was not met: {:?}", node.peers().all());
            tokio::time::sleep(LOOK).await;
        }
        node.close().await;
    });
}

/// An adviser of two municipalities: each has a folder and a passphrase of its own, and shows only there.
#[test]
fn whoever_works_for_two_municipalities_chooses_and_sees_each_in_its_own_place_only() {
    let dir = locked();
    let data = dir.path().join("data");
    let add = |workspace: &Workspace, title: &str| {
        let add = Command::Add { kind: ItemKind::Section, title: title.into(), parent: None };
        Executor::new(workspace.clone(), None).execute(add).unwrap();
    };
    add(&Workspace::open_with(&data, Some(&Passphrase::new(WORDS)), Clock::system()).unwrap(), "Plan van Leusden");
    let term = Term::since(Clock::system().today());
    let person = Person { id: PersonId::from_bytes([2; 16]), name: "Anna".into(), role: Role::PolicyOfficer, term };
    let new = NewRegion {
        region: "Regio".into(),
        municipality: "GM0342".parse().unwrap(),
        municipality_name: "Soest".into(),
        person,
    };
    add(&Workspace::found(&dir.path().join("data-2"), new, Clock::system()).unwrap(), "Plan van Soest");

    let mut harness = desktop(&data);
    let titles = |harness: &Harness<'_, Desktop>| -> Vec<String> {
        let view = harness.state().running.engines[0].view();
        view.items.iter().map(|item| item.item.title.clone()).collect()
    };
    harness.get_by_role_and_label(Node::Heading, "Voor welke gemeente?");
    // Never opened before, so only the folder's name is known.
    enter(&mut harness, "data-2");
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Open(_)));
    assert_eq!(titles(&harness), ["Plan van Soest"]);
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    harness.get_by_role(Node::SearchInput).type_text("Andere gemeente");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Choosing));
    harness.run_steps(3);
    harness.get_by_role_and_label(Node::Button, "Soest");
    enter(&mut harness, "data");
    harness.get_by_role_and_label(Node::Heading, "Deelbaar is vergrendeld");
    try_with(&mut harness, WORDS);
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Open(_)));
    assert_eq!(titles(&harness), ["Plan van Leusden"]);
    // Both are known now: the top bar has a way to the other one.
    harness.run_steps(3);
    enter(&mut harness, "Andere gemeente");
    until(&mut harness, |harness| matches!(harness.state().stage, Stage::Choosing));
    harness.state_mut().running.engines.drain(..).for_each(|engine| engine.stop());
    drop(harness);

    // One more: joining goes to a folder of its own, and nothing there is touched before.
    let mut harness = desktop(&data);
    enter(&mut harness, "Nog een gemeente: meedoen met een code");
    harness.get_by_role_and_label(Node::Heading, "Welkom bij Deelbaar");
    assert_eq!(harness.state().folder.0, dir.path().join("data-3"));
    assert!(!dir.path().join("data-3").exists());
    enter(&mut harness, "Andere gemeente");
    harness.get_by_role_and_label(Node::Heading, "Voor welke gemeente?");
}
