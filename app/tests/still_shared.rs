//! What the region has and the municipality's plan or acts do not: it is listed, counted and taken back all the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Ask, Command, CommandError, EventKind, Executor, ItemView, LogKind, View};
use deelbaar::{handover, log, words};
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::{ActError, Visibility};
use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Asked, Invitation, Listen, Verdict, ask};
use deelbaar_sync::store::{Kdf, Passphrase};
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::binary::Folder;
use deelbaar_tests::{Device, LEUSDEN, SOEST, term};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::mpsc;

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), None)
}

fn view(device: &Device) -> View {
    on(device).view()
}

fn request(item: ItemId, sharing: Sharing) -> Command {
    let files = std::collections::BTreeSet::new();
    Command::RequestConsent { item, without: Mask::none(), files, sharing, confirmed: Vec::new(), note: String::new() }
}

/// Waits for the request and answers it.
async fn consent(alderman: &Device, item: ItemId) {
    let asked = || view(alderman).inbox.iter().find(|entry| entry.item == item).cloned();
    alderman.until("the request", |_| asked().is_some()).await;
    let entry = asked().unwrap();
    let Ask::Consent { sharing, without, .. } = entry.ask else { panic!("no request for consent") };
    let give = Command::GiveConsent { request: entry.request, without, sharing, note: String::new() };
    on(alderman).execute(give).unwrap();
}

async fn share(officer: &Device, alderman: &Device, title: &str, text: &str) -> ItemId {
    let item = officer.add(ItemKind::Section, title, text);
    on(officer).execute(request(item, Sharing::REGION)).unwrap();
    consent(alderman, item).await;
    officer.until("the consent", |d| is_shared(d, item, 1)).await;
    item
}

fn found(device: &Device, item: ItemId) -> Option<ItemView> {
    view(device).everything().find(|one| one.item.id == item).cloned()
}

fn is_shared(device: &Device, item: ItemId, number: u32) -> bool {
    let visibility = found(device, item).map(|item| item.visibility);
    matches!(visibility, Some(Visibility::Shared { version, .. }) if version == number)
}

/// What a reader finds of sharing in the log: what, by whom, on what.
fn logged(device: &Device, what: EventKind) -> Vec<(String, String)> {
    let view = view(device);
    let entries = view.log.iter().filter(|entry| entry.what == LogKind::Item(what) && entry.counts);
    entries.map(|entry| (entry.who.name.clone(), entry.on.clone())).collect()
}

async fn gone(soest: &Device, text: &str) {
    soest.until("that it is gone", |d| !d.holds(text)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shared_or_asked_is_not_removed_before_it_is_taken_back() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let adviser = officer.colleague(Role::Adviser).await;
    let shared = share(&officer, &alderman, "Schouw", "Wat de regio leest.").await;
    let asked = officer.add(ItemKind::Section, "Gevraagd", "Nog niet.");
    on(&officer).execute(request(asked, Sharing::REGION)).unwrap();
    let submitted = officer.add(ItemKind::Activity, "Voorgelegd", "Nog niet.");
    on(&officer).execute(Command::Submit { item: submitted }).unwrap();
    for device in [&alderman, &adviser] {
        device.until("all of it", |d| is_shared(d, shared, 1) && d.body(submitted).is_some()).await;
        device.until("the requests", |d| view(d).item(asked).is_some_and(|item| item.asked)).await;
    }
    for device in [&officer, &adviser] {
        let refused = on(device).execute(Command::Remove { item: shared });
        assert!(matches!(refused, Err(CommandError::StillShared)), "{refused:?}");
        for item in [asked, submitted] {
            let refused = on(device).execute(Command::Remove { item });
            assert!(matches!(refused, Err(CommandError::StillAsked)), "{refused:?}");
        }
        assert_eq!(view(device).items.len(), 3);
    }
    // Once all that is over, it can go.
    on(&officer).execute(Command::Recall { item: submitted }).unwrap();
    on(&alderman).execute(Command::Withdraw { item: shared, version: None }).unwrap();
    officer.until("the withdrawal", |d| found(d, shared).unwrap().visibility == Visibility::Withdrawn).await;
    for item in [shared, submitted] {
        on(&officer).execute(Command::Remove { item }).unwrap();
    }
    // What it was taken back of is still to be found, for who confirmed it.
    assert_eq!(found(&officer, shared).unwrap().item.title, "Schouw");
    assert_eq!(view(&officer).removed.len(), 1);
    // On the command line too.
    let folder = Folder::of(officer).await;
    assert!(folder.fails(1, &["remove", &asked.to_string()]).contains("A decision or consent is asked for this"));
    folder.json(&["consent", "recall", &asked.to_string()]);
    folder.fails(1, &["consent", "recall", &asked.to_string()]);
    let log = folder.run(&["audit"]).out;
    assert!(log.contains("Request for consent taken back · Gevraagd"), "{log}");
    let officer = reopened(folder).await;
    officer.meet(&alderman);
    // It waits for the alderman no more, who cannot answer it either.
    let request = view(&alderman).inbox.iter().find(|entry| entry.item == asked).unwrap().request;
    alderman.until("that it was taken back", |d| view(d).inbox.is_empty()).await;
    let (without, sharing, note) = (Mask::none(), Sharing::REGION, String::new());
    let refused = on(&alderman).execute(Command::GiveConsent { request, without, sharing, note });
    assert!(matches!(refused, Err(CommandError::NoRequest)), "{refused:?}");
    on(&officer).execute(Command::Remove { item: asked }).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_removed_offline_stays_listed_and_is_taken_back_by_window_and_command_line() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let soest = officer.municipality(SOEST).await;
    soest.meet(&alderman);
    let first = share(&officer, &alderman, "Schouw", "Wat iedereen leest.").await;
    let second = share(&officer, &alderman, "Taalcafé", "Elke week een uur.").await;
    soest.until("both", |d| d.region_titles().len() == 2).await;

    // A device that had not heard of the consent: no command is in the way of its edit.
    officer.edit(&[PlanEdit::Remove(first), PlanEdit::Remove(second)]);
    alderman.until("the removal", |d| view(d).items.is_empty()).await;
    for device in [&officer, &alderman] {
        let view = view(device);
        let titles: Vec<_> = view.removed.iter().map(|item| item.item.title.as_str()).collect();
        assert_eq!(titles, ["Schouw", "Taalcafé"]);
        assert!(view.removed.iter().all(|item| matches!(item.visibility, Visibility::Shared { changed: false, .. })));
        assert!(view.removed.iter().all(|item| item.can.withdraw == (view.me.role == Role::Alderman)));
        let parts = handover::parts(&view);
        for name in ["shared", "attention"] {
            let part = parts.iter().find(|part| part.name == name).unwrap();
            assert_eq!(part.lines.iter().filter(|line| line.text == "Schouw").count(), 1, "{part:?}");
        }
    }
    // As the window does.
    on(&alderman).execute(Command::Withdraw { item: first, version: None }).unwrap();
    gone(&soest, "Wat iedereen leest.").await;
    assert_eq!(soest.region_titles(), ["Taalcafé"]);
    assert_eq!(found(&alderman, first).unwrap().visibility, Visibility::Withdrawn);

    // As a script does; and everything at once finds nothing more then.
    let folder = Folder::of(alderman).await;
    let listed = folder.json(&["consent", "list"]);
    let of_second = listed.as_array().unwrap().iter().find(|item| item["title"] == "Taalcafé").unwrap();
    assert_eq!((of_second["id"].as_str(), of_second["removed"].as_bool()), (Some(&*second.to_string()), Some(true)));
    let ran = folder.run(&["consent", "withdraw", &second.to_string()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(folder.fails(1, &["consent", "withdraw", "--all"]).contains("shared"));
    let alderman = reopened(folder).await;
    alderman.meet(&soest);
    gone(&soest, "Elke week een uur.").await;
}

/// A device that goes on with the data of a folder.
async fn reopened(folder: Folder) -> Device {
    let (dir, data) = (TempDir::new().unwrap(), folder.data());
    let path = dir.path().join("workspace");
    std::fs::rename(data, &path).unwrap();
    Device::started(dir, Workspace::open(&path, Clock::system()).unwrap()).await
}

/// Leusden consents while only Soest hears it; then the alderman's disk is lost.
async fn only_soest_has_it(officer: &mut Device, mut alderman: Device, soest: &Device, title: &str) -> ItemId {
    let item = officer.add(ItemKind::Section, title, "De tekst waarvoor toestemming was.");
    on(officer).execute(request(item, Sharing::REGION)).unwrap();
    let asked = |d: &Device| view(d).inbox.iter().any(|entry| entry.item == item);
    alderman.until("the request", asked).await;
    officer.go_offline().await;
    consent(&alderman, item).await;
    soest.until("the section", |d| d.region_titles() == [title]).await;
    alderman.go_offline().await;
    item
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_alderman_sees_and_takes_back_what_only_another_municipality_still_has() {
    let mut officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let soest = officer.municipality(SOEST).await;
    soest.meet(&alderman);
    let kept = TempDir::new().unwrap();
    let (file, words) = (kept.path().join("backup"), Passphrase::new("woorden van de wethouder"));
    alderman.workspace.backup(&file, &words, Kdf { memory: 8, passes: 1, lanes: 1 }).unwrap();
    let name = alderman.workspace.person().name;
    let item = only_soest_has_it(&mut officer, alderman, &soest, "Schouw").await;

    officer.come_back().await;
    officer.meet(&soest);
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("workspace");
    Workspace::restore(&file, &path, &words, &Clock::system()).unwrap();
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    let invitation = Invitation::Colleague { role: Role::Alderman, term: term() };
    let code = officer.node().invite(invitation, doorkeeper).unwrap();
    let second = officer.second.clone().map(Box::new);
    let approve = async { asked.recv().await.unwrap().answer.send(Verdict::Admit(second)).unwrap() };
    let (granted, ()) = tokio::join!(ask(&code, "De wethouder", None, Listen::LOOPBACK, |_| {}), approve);
    let workspace = Workspace::let_in_again(&path, &granted.unwrap().identity, None, Clock::system()).unwrap();
    let back = Device::started(dir, workspace).await;
    back.meet(&officer);
    back.meet(&soest);

    for device in [&officer, &back] {
        device.until("what the region has", |d| is_shared(d, item, 1)).await;
        let shown = found(device, item).unwrap();
        assert!(matches!(shown.visibility, Visibility::Shared { changed: false, .. }));
        assert_eq!(shown.consent.unwrap().by.name, name);
        assert_eq!(logged(device, EventKind::ConsentGiven(1)), [(name.clone(), "Schouw".to_owned())]);
        let refused = on(device).execute(Command::Remove { item });
        assert!(refused.is_err(), "{refused:?}");
    }
    // A new consent does not get the number of the old one, of which another text stands in the region.
    let base = officer.body(item).unwrap();
    on(&officer).execute(Command::SetBody { item, base, text: "De nieuwe tekst.".into() }).unwrap();
    officer
        .until("that it moved on", |d| {
            matches!(found(d, item).unwrap().visibility, Visibility::Shared { changed: true, .. })
        })
        .await;
    on(&officer).execute(request(item, Sharing::REGION)).unwrap();
    let newest = |d: &Device| {
        let entry = view(d).inbox.iter().filter(|entry| entry.item == item).max_by_key(|entry| entry.time).cloned()?;
        Some((entry.request, entry.ask))
    };
    back.until("the new request", |d| {
        let text = |ask: &Ask| matches!(ask, Ask::Consent { snapshot, .. } if snapshot.body.as_deref() == Some("De nieuwe tekst."));
        newest(d).is_some_and(|(_, ask)| text(&ask))
    }).await;
    let (request, ask) = newest(&back).unwrap();
    let Ask::Consent { sharing, without, version, previous, .. } = ask else { panic!("no request for consent") };
    assert_eq!((version, previous.unwrap().body.as_deref()), (2, Some("De tekst waarvoor toestemming was.")));
    on(&back).execute(Command::GiveConsent { request, without, sharing, note: String::new() }).unwrap();
    let text = |d: &Device| {
        let today = d.workspace.clock().today();
        d.workspace.region().look(|region| {
            region
                .visible(today)
                .map(|(_, shown)| (shown.version, shown.item.body.clone().unwrap()))
                .collect::<Vec<_>>()
        })
    };
    soest.until("the new text", |d| text(d) == [(2, "De nieuwe tekst.".to_owned())]).await;

    // Taking back reaches both, also the one of which there is no act.
    on(&back).execute(Command::Withdraw { item, version: None }).unwrap();
    gone(&soest, "De tekst waarvoor toestemming was.").await;
    gone(&soest, "De nieuwe tekst.").await;
    assert_eq!(found(&back, item).unwrap().visibility, Visibility::Withdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_record_at_home_names_is_taken_back_in_the_region() {
    let mut officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let soest = officer.municipality(SOEST).await;
    soest.meet(&alderman);
    // The item and the request were made on a device that is lost as well.
    let backup = Device { second: officer.second.clone(), ..officer.copied() };
    let item = only_soest_has_it(&mut officer, alderman, &soest, "Verdwenen").await;
    drop(officer);
    let mut officer = backup;
    officer.workspace.municipality().look(|state| assert!(state.item(item).is_none()));
    officer.come_back().await;
    officer.meet(&soest);
    officer.until("what the region has", |d| !view(d).removed.is_empty()).await;
    let shown = view(&officer).removed[0].clone();
    assert_eq!((shown.item.title.as_str(), shown.can.withdraw), ("Verdwenen", false));
    // Only an alderman takes it back.
    let refused = on(&officer).execute(Command::Withdraw { item: shown.item.id, version: None });
    assert!(matches!(refused, Err(CommandError::Act(ActError::Charter(_)))), "{refused:?}");

    // No act is possible on what nobody can name: the region hears of it all the same.
    let successor = officer.colleague(Role::Alderman).await;
    successor.meet(&soest);
    successor.until("what the region has", |d| !view(d).removed.is_empty()).await;
    let id = view(&successor).removed[0].item.id;
    assert_ne!(id, item, "what the item was called nobody knows");
    let folder = Folder::of(successor).await;
    let ran = folder.run(&["consent", "withdraw", &id.to_string()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let successor = reopened(folder).await;
    successor.meet(&soest);
    gone(&soest, "De tekst waarvoor toestemming was.").await;
    // Nobody knows any more what it was called: it shows as such, with which municipality deleted it.
    let called = format!("Onderdeel zonder titel ({})", id.short());
    successor.until("who deleted it", |d| view(d).removed.iter().any(|item| item.purges == [(SOEST, true)])).await;
    let seen = view(&successor);
    let [gone] = seen.removed.as_slice() else { panic!("{:?}", seen.removed) };
    assert_eq!((gone.item.id, gone.visibility, gone.can.withdraw), (id, Visibility::Withdrawn, false));
    assert_eq!(words::title_of(&gone.item), called);
    let entry = seen.log.iter().find(|entry| entry.what == LogKind::Item(EventKind::Withdrawn)).unwrap();
    assert_eq!((&entry.who.name, words::log_on(entry)), (&successor.workspace.person().name, called.clone()));
    assert_eq!(log::json(&[entry])[0]["on"], called.as_str());
    // Also what only the region has names its record there, and what was taken back.
    let named = log::json(&[entry])[0].clone();
    let records = successor.workspace.region().records_of(Kind::Withdrawal).unwrap();
    let [record] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!((&named["record"], &named["space"]), (&json!(record.id()), &json!("region")));
    assert_eq!((&named["terms"], &named["item"]), (&json!({ "taken_back": [1, 1] }), &json!(id)));
    let folder = Folder::of(successor).await;
    let listed = folder.run(&["consent", "list"]);
    assert!(listed.out.contains(&format!("Item without a title ({})", id.short())), "{listed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_that_the_region_had_when_its_alderman_was_removed_shows_at_home_and_is_taken_back() {
    let mut officer = Device::found(LEUSDEN).await;
    let mut alderman = officer.colleague(Role::Alderman).await;
    let soest = officer.municipality(SOEST).await;
    soest.meet(&alderman);
    let lost = alderman.workspace.device();
    let item = officer.add(ItemKind::Section, "Schouw", "De tekst waarvoor toestemming was.");
    on(&officer).execute(request(item, Sharing::REGION)).unwrap();
    alderman.until("the request", |d| view(d).inbox.iter().any(|entry| entry.item == item)).await;
    officer.go_offline().await;
    consent(&alderman, item).await;
    soest.until("the section", |d| d.region_titles() == ["Schouw"]).await;
    alderman.go_offline().await;
    let acts: Vec<_> = alderman.workspace.municipality().records().unwrap();
    let acts = acts.iter().filter(|record| record.header().author == lost);
    let acts: Vec<_> = acts.map(Record::to_wire).collect();
    drop(alderman);
    officer.come_back().await;
    officer.meet(&soest);
    officer.until("what the region has", |d| d.region_titles() == ["Schouw"]).await;

    // The region was ahead: it keeps the consent, and at home its act comes too late to count.
    officer.workspace.remove(lost).unwrap();
    officer.workspace.municipality().accept(acts).unwrap();
    officer.workspace.settle().unwrap();
    let here = |d: &Device| {
        let today = d.workspace.clock().today();
        d.workspace.municipality().look(|state| state.visibility(state.item(item).unwrap(), today))
    };
    assert_eq!(here(&officer), Visibility::Private, "as the acts alone have it");
    assert!(is_shared(&officer, item, 1));
    assert_eq!(officer.region_titles(), ["Schouw"]);

    let successor = officer.colleague(Role::Alderman).await;
    successor.meet(&soest);
    successor.until("what the region has", |d| is_shared(d, item, 1)).await;
    let confirmed = on(&successor).execute(Command::ConfirmConsent { item });
    assert!(matches!(confirmed, Err(CommandError::ConsentElsewhere)), "{confirmed:?}");
    assert!(!found(&successor, item).unwrap().can.confirm);
    on(&successor).execute(Command::WithdrawAll).unwrap();
    gone(&soest, "De tekst waarvoor toestemming was.").await;
    officer.until("the withdrawal", |d| found(d, item).unwrap().visibility == Visibility::Withdrawn).await;
    assert!(soest.workspace.region().look(|region| region.charter().is_removed(&lost, LEUSDEN)));
}

/// It deletes everywhere, so it is in the log, whether or not the act behind it comes home.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_removed_device_takes_back_is_in_the_log() {
    let officer = Device::found(LEUSDEN).await;
    let mut stolen = officer.colleague(Role::Alderman).await;
    let (thief, name) = (stolen.workspace.device(), stolen.workspace.person().name);
    let item = share(&officer, &stolen, "Schouw", "Wat de regio leest.").await;
    officer.until("the publication", |d| d.region_titles() == ["Schouw"]).await;
    stolen.go_offline().await;
    officer.workspace.remove(thief).unwrap();
    stolen.withdraw(item);
    assert!(logged(&officer, EventKind::Withdrawn).is_empty());

    let theirs = |records: Vec<Record>| -> Vec<_> {
        records.iter().filter(|record| record.header().author == thief).map(Record::to_wire).collect()
    };
    officer.workspace.region().accept(theirs(stolen.workspace.region().records().unwrap())).unwrap();
    assert!(officer.region_titles().is_empty());
    let expected = [(name, "Schouw".to_owned())];
    assert_eq!(logged(&officer, EventKind::Withdrawn), expected);
    assert_eq!(found(&officer, item).unwrap().visibility, Visibility::Withdrawn);
    // The act comes home and counts for nothing there; what the region did is said once all the same.
    officer.workspace.municipality().accept(theirs(stolen.workspace.municipality().records().unwrap())).unwrap();
    assert_eq!(logged(&officer, EventKind::Withdrawn), expected);
    let all = view(&officer).log.iter().filter(|entry| entry.what == LogKind::Item(EventKind::Withdrawn)).count();
    assert_eq!(all, 2, "and the act shows as one that does not count");
    // One who takes back in office is in the log once, by the act.
    let successor = officer.colleague(Role::Alderman).await;
    let second = share(&officer, &successor, "Taalcafé", "Elke week een uur.").await;
    on(&successor).execute(Command::Withdraw { item: second, version: None }).unwrap();
    officer.until("the withdrawal", |d| found(d, second).unwrap().visibility == Visibility::Withdrawn).await;
    officer.until("that it is out of the region", |d| d.region_titles().is_empty()).await;
    assert_eq!(logged(&officer, EventKind::Withdrawn).iter().filter(|(_, on)| on == "Taalcafé").count(), 1);
}

/// The officer had not heard of the consent when the lost device was removed: it counts nowhere, and everybody keeps the text.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_is_shown_and_everybody_keeps_is_listed_and_taken_back() {
    let text = "De tekst waarvoor toestemming was.";
    let mut officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let soest = officer.municipality(SOEST).await;
    soest.meet(&alderman);
    let lost = alderman.workspace.device();
    let item = only_soest_has_it(&mut officer, alderman, &soest, "Schouw").await;
    officer.workspace.remove(lost).unwrap();
    officer.come_back().await;
    officer.meet(&soest);
    soest.until("the removal", |d| d.region_titles().is_empty()).await;
    assert!(soest.holds(text), "no more than hidden");
    let listed = |d: &Device| found(d, item).is_some_and(|item| item.held.len() == 1);
    officer.until("what lies there", listed).await;
    let shown = found(&officer, item).unwrap();
    assert_eq!((shown.visibility, shown.can.withdraw), (Visibility::Private, false));
    assert!(shown.is_in_region());
    let successor = officer.colleague(Role::Alderman).await;
    successor.meet(&soest);
    successor.until("what lies there", listed).await;
    assert!(found(&successor, item).unwrap().can.withdraw);
    on(&successor).execute(Command::WithdrawAll).unwrap();
    gone(&soest, text).await;
    assert!(found(&successor, item).unwrap().held.is_empty());
    let twice = on(&successor).execute(Command::WithdrawAll);
    assert!(matches!(twice, Err(CommandError::Act(ActError::NothingShared))), "{twice:?}");
}
