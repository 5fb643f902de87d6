//! A device that had a role that reads the plan, and has one that does not: it says what lies there still, in its own screen
//! and in the access report, and takes it away when somebody says so, through the window's commands and the command line.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Command, CommandError, Done, Executor};
use deelbaar::person::About;
use deelbaar::words;
use deelbaar_schema::plan::{Comment, ItemKind, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_sync::store::Area;
use deelbaar_sync::workspace::{WorkspaceError, random};
use deelbaar_tests::binary::Folder;
use deelbaar_tests::{Device, LEUSDEN, forge, term};

const DRAFT: &str = "Eekhoornbrug";

/// A lead who was an adviser before, wrote a section and a remark, and left something to undo.
async fn lead() -> (Device, Device) {
    let officer = Device::found(LEUSDEN).await;
    let lead = officer.colleague(Role::Adviser).await;
    let add = Command::Add { kind: ItemKind::Section, title: DRAFT.into(), parent: None };
    let Done::Added(item) = on(&lead).execute(add).unwrap() else { panic!("not added") };
    lead.edit(&[PlanEdit::AddComment(Comment {
        id: deelbaar_schema::id::ItemId::from_bytes(*random::<16>().unwrap()),
        item,
        author: lead.workspace.device(),
        time: forge::now(),
        text: "Zie ook de nota.".into(),
    })]);
    let same = |d: &Device| d.workspace.municipality().digest() == lead.workspace.municipality().digest();
    officer.until("what the adviser wrote", same).await;
    officer.workspace.change_role(lead.workspace.device(), Role::RegionalLead, term(), None).unwrap();
    lead.until("the new role", |d| !d.workspace.reads_plan()).await;
    (officer, lead)
}

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), None)
}

fn report(device: &Device) -> serde_json::Value {
    let about = About::Owner(device.workspace.device());
    let Done::Document(document) = on(device).execute(Command::ReportPerson { about }).unwrap() else {
        panic!("no document")
    };
    let data = document.forms.iter().find(|form| form.ending == "json").unwrap();
    serde_json::from_slice(&data.bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_role_left_is_told_and_goes_when_somebody_says_so() {
    let (officer, lead) = lead().await;
    let left = lead.workspace.municipality().count();
    let view = on(&lead).view();
    assert!(view.items.is_empty() && left > 0);
    assert_eq!(view.me.plan_left, left);
    let told = words::region_only(&view.me).unwrap();
    assert!(told.contains(&left.to_string()), "{told}");
    // The report has what lies here, whatever the role of today shows.
    let held = report(&lead);
    assert_eq!(held["plan_of_an_earlier_role"], left);
    assert_eq!(held["held"]["comments"][0]["text"], "Zie ook de nota.");
    assert_eq!(held["held"]["comments"][0]["on"], DRAFT);

    let refused = on(&officer).execute(Command::ForgetPlan);
    assert!(matches!(refused, Err(CommandError::Workspace(WorkspaceError::ReadsPlan))), "{refused:?}");
    let mut executor = on(&lead);
    let undo = || lead.workspace.store().get(Area::Local, "undo").unwrap();
    assert!(undo().is_some(), "what the adviser wrote could be taken back");
    executor.execute(Command::ForgetPlan).unwrap();
    let view = executor.view();
    assert!(undo().is_none(), "it holds text");
    assert_eq!((view.me.plan_left, lead.workspace.municipality().count()), (0, 0));
    assert!(!lead.holds(DRAFT));
    let told = words::region_only(&view.me).unwrap();
    assert!(told.ends_with("niets."), "{told}");
    let held = report(&lead);
    assert_eq!(held["plan_of_an_earlier_role"], 0);
    assert_eq!(held["held"]["comments"].as_array().unwrap().len(), 0);
    // The region knows roles and a pseudonym; the own name this device knows by itself.
    assert!(held["held"]["enrolments"].as_array().unwrap().iter().all(|one| one["space"] == "region"), "{held}");
    assert_eq!(held["asked_for"], lead.workspace.person().name.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_asks_first_and_what_comes_back_is_complete() {
    let (officer, mut lead) = lead().await;
    lead.go_offline().await;
    let lead = Folder::of(lead).await;
    let left = lead.json(&["person", "niemand"])["plan_of_an_earlier_role"].as_u64().unwrap();
    assert!(left > 0);
    assert!(lead.run(&["person", "niemand"]).out.contains("From an earlier role"));
    let before = lead.json(&["status"])["records"].clone();
    let asked = lead.fails(2, &["forget-plan"]);
    assert!(asked.contains("forget-plan --yes") && asked.contains("Nothing was changed yet"), "{asked}");
    assert_eq!(lead.json(&["status"])["records"], before);
    assert_eq!(lead.json(&["forget-plan", "--yes"])["removed"], left);
    assert_eq!(lead.json(&["status"])["records"]["municipality"], 0);
    assert!(!lead.json(&["dump"]).to_string().contains(DRAFT));
    assert_eq!(lead.json(&["forget-plan"])["removed"], 0);
    let officer = Folder::of(officer).await;
    let refused = officer.fails(1, &["forget-plan", "--yes"]);
    assert!(refused.contains("Nothing was removed"), "{refused}");

    // In a role that reads, everything comes back and the own log goes on where it was.
    officer.json(&["member", "change", "adviser GM0327", "--role", "adviser"]);
    let listening = officer.listen();
    lead.sync_with(&listening);
    listening.stop();
    assert_eq!(lead.titles(), [DRAFT]);
    lead.json(&["section", "add", "Daarna"]);
    let listening = officer.listen();
    lead.sync_with(&listening);
    listening.stop();
    assert!(officer.titles().contains(&"Daarna".to_owned()));
    let sound = officer.json(&["audit", "--verify"]);
    assert!(sound["verified"]["municipality"]["first_bad"].is_null(), "{sound}");
}
