//! What Undo does not reach: what was signed, and what somebody else wrote. In the real window, on real devices.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

mod seated;

use std::time::{Duration, Instant};

use deelbaar::demo::{self, Nodes};
use deelbaar::engine::{Command, CommandError, Done, Engine, EventKind, Executor, LogKind, Step, View};
use deelbaar::ui::window::Window;
use deelbaar_schema::act::Outcome;
use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::gate::Phase;
use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_tests::{Device, LEUSDEN};
use egui::accesskit::Role as Node;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use seated::window;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const PATIENCE: Duration = Duration::from_mins(1);
const TITLE: &str = "Dialoogtafel in de wijk";

fn until(engine: &Engine, what: &str, holds: impl Fn(&View) -> bool) {
    let began = Instant::now();
    while !holds(&engine.view()) {
        assert!(began.elapsed() < PATIENCE, "never saw {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A municipality of two people, on a network of their own.
struct Town {
    runtime: Runtime,
    nodes: Nodes,
    officer: Engine,
    alderman: Engine,
    _dir: TempDir,
}

impl Town {
    fn new() -> Self {
        let (runtime, dir) = (Runtime::new().unwrap(), TempDir::new().unwrap());
        let nodes = runtime.block_on(demo::start_some(dir.path(), 1, |_, _| {})).unwrap();
        let code = nodes.devices[0].code;
        let engine = |role| nodes.device(code, role).unwrap().engine.clone();
        let (officer, alderman) = (engine(Role::PolicyOfficer), engine(Role::Alderman));
        // Nothing that the example did before is there to go back to.
        let goes_on = |undone: Result<Done, CommandError>| match undone {
            Err(CommandError::UndoStopped(stopped)) => stopped.goes_on,
            undone => undone.is_ok(),
        };
        while goes_on(officer.execute(Command::Undo)) {}
        Self { runtime, nodes, officer, alderman, _dir: dir }
    }

    fn add(&self, kind: ItemKind) -> ItemId {
        let add = Command::Add { kind, title: TITLE.into(), parent: None };
        let Done::Added(item) = self.officer.execute(add).unwrap() else { panic!("nothing was added") };
        until(&self.alderman, "the item", |view| view.item(item).is_some());
        item
    }

    /// An activity that was decided on, begun and ended.
    fn carried_out(&self) -> ItemId {
        let item = self.add(ItemKind::Activity);
        self.officer.execute(Command::Submit { item }).unwrap();
        let request = |view: &View| view.inbox.iter().find(|entry| entry.item == item).map(|entry| entry.request);
        until(&self.alderman, "the request", |view| request(view).is_some());
        let request = request(&self.alderman.view()).unwrap();
        let (outcome, external, note) = (Outcome::Agreed, None, String::new());
        self.alderman.execute(Command::Decide { request, outcome, external, note }).unwrap();
        until(&self.officer, "the decision", |view| phase(view, item) == Phase::Agreed);
        self.officer.execute(Command::Start { item }).unwrap();
        self.officer.execute(Command::Finish { item }).unwrap();
        item
    }

    fn stop(mut self) {
        self.runtime.block_on(self.nodes.stop());
    }
}

fn phase(view: &View, item: ItemId) -> Phase {
    view.item(item).unwrap().decision.as_ref().unwrap().phase
}

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), None)
}

fn title(view: &View, item: ItemId) -> String {
    view.item(item).unwrap().item.title.clone()
}

fn press(harness: &mut Harness<'_, Window>, modifiers: Modifiers, key: Key, mut seen: impl FnMut(&str) -> bool) {
    harness.key_press_modifiers(modifiers, key);
    let began = Instant::now();
    loop {
        harness.run_steps(2);
        let said = |node: egui_kittest::Node<'_>| node.accesskit_node().label().is_some_and(|label| seen(&label));
        if harness.get_all(egui_kittest::kittest::By::new()).any(said) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "the window never said it");
    }
}

#[test]
fn undo_goes_no_further_back_than_what_was_signed() {
    let town = Town::new();
    let item = town.carried_out();
    until(&town.officer, "that it is over", |view| phase(view, item) == Phase::Finished);
    let view = town.officer.view();
    assert_eq!(view.undo, None);
    let stopped = view.undo_stopped.clone().unwrap();
    assert_eq!((stopped.title.as_str(), stopped.what), (TITLE, EventKind::Finished));

    let mut harness = window(&town.officer);
    harness.run_steps(4);
    // The button stays, and says why.
    let button = harness.get_by_role_and_label(Node::Button, "Ongedaan maken");
    assert!(button.accesskit_node().is_disabled(), "it looks as if it worked");
    let sentence = format!("op “{TITLE}” is daarna vastgelegd “Afgerond”");
    press(&mut harness, Modifiers::COMMAND, Key::Z, |said| said.contains(&sentence));
    assert_eq!(phase(&town.officer.view(), item), Phase::Finished);

    // What was changed since is newer: that is taken back, and nothing more.
    let value = Some(Value::Line("Adviesraad".into()));
    town.officer.execute(Command::SetField { item, field: Field::Partners, value }).unwrap();
    press(&mut harness, Modifiers::COMMAND, Key::Z, |said| said.contains("Ongedaan gemaakt: wijzigen van"));
    until(&town.officer, "the act again", |view| view.undo.is_none());
    assert_eq!(town.officer.view().item(item).unwrap().item.line(Field::Partners), "");
    assert!(matches!(town.officer.execute(Command::Undo), Err(CommandError::UndoStopped(_))));
    until(&town.alderman, "the activity as it ended", |view| phase(view, item) == Phase::Finished);
    town.stop();
}

#[test]
fn what_was_taken_back_is_not_done_again_past_an_act() {
    let town = Town::new();
    let item = town.add(ItemKind::Activity);
    town.officer.execute(Command::SetTitle { item, title: "Anders".into() }).unwrap();
    town.officer.execute(Command::Undo).unwrap();
    until(&town.officer, "the way forward", |view| view.redo == Some(Step::Changed("Anders".into())));
    town.officer.execute(Command::Submit { item }).unwrap();
    until(&town.officer, "that it is closed", |view| view.redo.is_none());
    assert!(town.officer.view().redo_stopped.as_ref().is_some_and(|stopped| !stopped.goes_on));
    for _ in 0..2 {
        assert!(matches!(town.officer.execute(Command::Redo), Err(CommandError::RedoStopped(_))));
    }
    assert_eq!(title(&town.officer.view(), item), TITLE);
    town.stop();
}

/// Older work on other items, behind what was signed, in the real window.
#[test]
fn after_undo_said_why_it_stops_it_goes_on_with_older_work_on_other_items() {
    let town = Town::new();
    let add = |title: &str, kind| {
        let add = Command::Add { kind, title: title.into(), parent: None };
        let Done::Added(item) = town.officer.execute(add).unwrap() else { panic!("nothing was added") };
        item
    };
    let other = add("Taal in de brief", ItemKind::Section);
    let own = add(TITLE, ItemKind::Activity);
    town.officer.execute(Command::SetTitle { item: own, title: "Dialoogtafel".into() }).unwrap();
    town.officer.execute(Command::SetTitle { item: other, title: "Taal aan de balie".into() }).unwrap();
    town.officer.execute(Command::SetTitle { item: own, title: TITLE.into() }).unwrap();
    town.officer.execute(Command::Submit { item: own }).unwrap();
    until(&town.officer, "the act", |view| view.undo_stopped.as_ref().is_some_and(|stopped| stopped.goes_on));

    let mut harness = window(&town.officer);
    harness.run_steps(4);
    let undo = |harness: &mut _, words: &str| press(harness, Modifiers::COMMAND, Key::Z, |said| said.contains(words));
    let stopped = format!("op “{TITLE}” is daarna vastgelegd “Voorgelegd");
    undo(&mut harness, &stopped);
    assert_eq!(title(&town.officer.view(), own), TITLE);
    undo(&mut harness, "Ongedaan gemaakt: wijzigen van “Taal aan de balie”");
    until(&town.officer, "the older title", |view| title(view, other) == "Taal in de brief");
    // What lies behind that on the signed item is said too; then comes the section itself.
    let stops = |result| matches!(&result, Err(CommandError::UndoStopped(stopped)) if stopped.goes_on);
    assert!(stops(town.officer.execute(Command::Undo)));
    town.officer.execute(Command::Undo).unwrap();
    until(&town.officer, "that it went", |view| view.item(other).is_none());
    let end = town.officer.execute(Command::Undo);
    let over = match &end {
        Err(CommandError::UndoStopped(stopped)) => !stopped.goes_on,
        end => matches!(end, Err(CommandError::NothingToUndo)),
    };
    assert!(over, "{end:?}");
    assert_eq!(title(&town.officer.view(), own), TITLE, "and nothing of what was signed");
    // Forwards it is the same.
    town.officer.execute(Command::Redo).unwrap();
    until(&town.officer, "the section again", |view| view.item(other).is_some());
    town.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_takes_nothing_back_that_somebody_else_wrote() {
    let device = Device::found(LEUSDEN).await;
    let colleague = device.colleague(Role::PolicyOfficer).await;
    let (mut own, mut other) = (on(&device), on(&colleague));
    let kind = ItemKind::Section;
    let added = |own: &mut Executor| {
        let Done::Added(item) = own.execute(Command::Add { kind, title: TITLE.into(), parent: None }).unwrap() else {
            panic!("nothing was added")
        };
        item
    };
    let has_title = |device: &Device, item: ItemId, expected: &str| {
        device.workspace.municipality().look(|state| state.item(item).is_some_and(|item| item.title == expected))
    };

    // Neither the title, nor the section with that title in it; each step is passed over once, with a sentence.
    let item = added(&mut own);
    own.execute(Command::SetTitle { item, title: "Mijn titel".into() }).unwrap();
    colleague.until("the title", |it| has_title(it, item, "Mijn titel")).await;
    other.execute(Command::SetTitle { item, title: "Andere titel".into() }).unwrap();
    device.until("the other title", |it| has_title(it, item, "Andere titel")).await;
    for _ in 0..2 {
        let refused = own.execute(Command::Undo);
        assert!(matches!(&refused, Err(CommandError::ChangedSince(title)) if title == "Andere titel"), "{refused:?}");
    }
    assert!(has_title(&device, item, "Andere titel"));
    assert_eq!(own.view().undo, None);

    // A remark of somebody else keeps the section that it is on.
    let item = added(&mut own);
    colleague.until("the section", |it| has_title(it, item, TITLE)).await;
    other.execute(Command::Comment { item, text: "Graag met bedragen.".into() }).unwrap();
    let remarked = |it: &Device| it.workspace.municipality().look(|state| !state.plan().comments_on(item).is_empty());
    device.until("the remark", remarked).await;
    assert!(matches!(own.execute(Command::Undo), Err(CommandError::ChangedSince(_))));
    assert!(has_title(&device, item, TITLE));

    // In a text each keeps their own words.
    let item = added(&mut own);
    own.execute(Command::SetBody { item, base: String::new(), text: "Eerste zin.".into() }).unwrap();
    colleague.until("the text", |it| it.body(item).as_deref() == Some("Eerste zin.")).await;
    let both = "Eerste zin.\nTweede zin.";
    other.execute(Command::SetBody { item, base: "Eerste zin.".into(), text: both.into() }).unwrap();
    device.until("both", |it| it.body(item).as_deref() == Some(both)).await;
    own.execute(Command::Undo).unwrap();
    let left = device.body(item).unwrap();
    assert!(left.contains("Tweede zin.") && !left.contains("Eerste"), "{left}");
}

#[test]
fn a_removed_item_comes_back_whatever_was_signed_and_the_log_keeps_its_title() {
    let town = Town::new();
    let item = town.carried_out();
    town.officer.execute(Command::Remove { item }).unwrap();
    for engine in [&town.officer, &town.alderman] {
        until(engine, "that it went", |view| view.item(item).is_none());
        let view = engine.view();
        let entry = view.log.iter().find(|entry| entry.item == Some(item)).unwrap();
        assert_eq!((entry.on.as_str(), entry.removed, entry.what), (TITLE, true, LogKind::Item(EventKind::Finished)));
        assert_eq!(deelbaar::words::log_on(entry), format!("{TITLE} (verwijderd)"));
    }
    // Bringing it back takes nothing from anybody.
    town.officer.execute(Command::Undo).unwrap();
    until(&town.alderman, "that it came back", |view| view.item(item).is_some());
    assert_eq!(phase(&town.alderman.view(), item), Phase::Finished);
    let view = town.alderman.view();
    assert!(view.log.iter().filter(|entry| entry.item == Some(item)).all(|entry| !entry.removed));
    town.stop();
}
