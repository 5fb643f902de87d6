//! Backup and restore: as a new device, without a fork, and without what was withdrawn meanwhile.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::path::PathBuf;
use std::time::Duration;

use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{ContentHash, ItemId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::file::WriteError;
use deelbaar_sync::net::{Asked, Grant, Invitation, Listen, Verdict, ask};
use deelbaar_sync::store::{Kdf, OpenError, Passphrase};
use deelbaar_sync::workspace::{
    BackupError, IntroductionFor, Restored, Root, Schedule, WordsError, Workspace, WorkspaceError, random_key,
};
use deelbaar_tests::join_wire::{self, Answer, Offer, Parts, Reply};
use deelbaar_tests::wire::{Frame, Greeting, Received, Wire};
use deelbaar_tests::{Device, LEUSDEN, SOEST, term};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// The least work that Argon2id can do.
const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };

fn words() -> Passphrase {
    Passphrase::new("reservekopie van leusden")
}

/// A backup of a device, in a folder of its own.
fn back_up(device: &Device) -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("leusden.deelbaar");
    device.workspace.backup(&file, &words(), QUICK).unwrap();
    (dir, file)
}

fn restore(file: &std::path::Path) -> (TempDir, PathBuf, Restored) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("workspace");
    let restored = Workspace::restore(file, &path, &words(), &Clock::system()).unwrap();
    (dir, path, restored)
}

/// Adds an activity and asks consent to share it.
fn asks(device: &Device, title: &str, text: &str) -> ItemId {
    let item = device.add(ItemKind::Activity, title, text);
    device.request(item, Mask::none());
    item
}

async fn asked(alderman: &Device, item: ItemId) {
    let open = |d: &Device| {
        d.workspace.municipality().look(|state| !state.acts().consent_state(state.bench(), item).open.is_empty())
    };
    alderman.until("the request", open).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_disk_comes_back_as_a_new_device_without_a_fork_or_a_loss() {
    let mut officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let adviser = officer.colleague(Role::Adviser).await;
    adviser.meet(&alderman);
    soest.meet(&alderman);
    let stays = asks(&officer, "Blijft", "Dit blijft gedeeld.");
    let goes = asks(&officer, "Gaat", "Dit wordt ingetrokken.");
    for item in [stays, goes] {
        asked(&alderman, item).await;
        alderman.consent(item);
    }
    officer.until("both shared", |d| d.region_titles().len() == 2).await;
    let (_kept, file) = back_up(&officer);

    // After the backup: more work that a colleague gets, a withdrawal, and the disk is lost.
    let later = officer.add(ItemKind::Section, "Later", "Na de reservekopie.");
    alderman.until("the later section", |d| d.body(later).is_some()).await;
    alderman.withdraw(goes);
    soest.until("the withdrawal", |d| d.region_titles() == ["Blijft"]).await;
    let old = officer.workspace.device();
    officer.go_offline().await;
    drop(officer);

    let (dir, path, restored) = restore(&file);
    assert!(restored.enrolled);
    assert_eq!(restored.roots, Root::ALL);
    let workspace = Workspace::open(&path, Clock::system()).unwrap();
    assert_ne!(workspace.device(), old, "a new device");
    let own_log = workspace.municipality().heights()[&old];
    let back = Device::started(dir, workspace).await;
    assert!(back.region_titles().contains(&"Gaat".to_owned()), "as it was at the time of the backup");
    assert!(back.workspace.region().records().unwrap().iter().any(|r| has(r.body(), "Dit wordt ingetrokken.")));

    // Nobody knows the new device until somebody takes its introduction in.
    let introduction = back.workspace.introduction(IntroductionFor::Colleagues).unwrap();
    assert_eq!(alderman.workspace.take_introduction(&introduction).unwrap(), 2);
    assert_eq!(alderman.workspace.take_introduction(&introduction).unwrap(), 0, "a second time brings nothing");
    back.meet(&alderman);
    back.meet(&soest);
    back.until("what a peer had", |d| d.body(later).as_deref() == Some("Na de reservekopie.")).await;
    back.until("the withdrawal", |d| d.region_titles() == ["Blijft"]).await;
    let purged =
        |d: &Device| !d.workspace.region().records().unwrap().iter().any(|r| has(r.body(), "Dit wordt ingetrokken."));
    back.until("the purge", purged).await;

    // Work goes on in both directions, also in the region.
    let mine = back.add(ItemKind::Section, "Na het herstel", "Weer aan het werk.");
    alderman.until("work after the restore", |d| d.body(mine).is_some()).await;
    let theirs = adviser.add(ItemKind::Section, "Van de adviseur", "Welkom terug.");
    back.until("work of others", |d| d.body(theirs).is_some()).await;
    let new = back.workspace.device();
    let today = back.workspace.clock().today();
    soest
        .until("the new device", |d| d.workspace.region().look(|r| r.charter().member_on(&new, today).is_some()))
        .await;
    let everywhere = [&back, &alderman, &adviser, &soest];
    for device in everywhere {
        device
            .until("the same records everywhere", |d| d.workspace.region().digest() == back.workspace.region().digest())
            .await;
        assert_eq!(device.workspace.region().verify().unwrap().1, None);
        assert_eq!(device.workspace.municipality().verify().unwrap().1, None);
        assert!(device.node().peers().all().values().all(|peer| peer.misbehaved.is_none()));
    }
    assert!(back.workspace.municipality().heights()[&old] > own_log, "what the old device wrote later came back too");
}

/// A withdrawal reaches the backups that a device makes by itself: the next one is due at once, and the older ones go.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_replaces_the_backups_on_schedule_of_everybody_who_has_them() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let alderman = officer.colleague(Role::Alderman).await;
    soest.meet(&alderman);
    let goes = asks(&officer, "Gaat", "Dit wordt ingetrokken.");
    asked(&alderman, goes).await;
    alderman.consent(goes);
    soest.until("it is shared", |d| d.region_titles() == ["Gaat"]).await;
    let dir = TempDir::new().unwrap();
    let schedule = Schedule { folder: dir.path().to_owned(), every_days: 30, keep: 5 };
    soest.workspace.schedule_backups(Some(schedule), Some((&words(), QUICK))).unwrap();
    let first = soest.workspace.make_due_backup().unwrap().unwrap();
    assert!(!soest.workspace.backup_status().unwrap().due);
    // One that is not due yet by the calendar, in the same folder.
    let (other, held) = (dir.path().join("vakantie.jpg"), restored_texts(&first));
    std::fs::write(&other, "van de gebruiker").unwrap();
    assert!(held, "the first one holds what was shared");

    alderman.withdraw(goes);
    soest.until("the withdrawal", |d| d.region_titles().is_empty()).await;
    soest.until("the backup is due", |d| d.workspace.backup_status().unwrap().due).await;
    assert!(soest.workspace.backup_status().unwrap().outdated);
    // File names hold the second in which they were made.
    let second = loop {
        let moment = soest.workspace.clock().now().utc().format("%H%M%S").to_string();
        if !first.to_str().unwrap().contains(&moment) {
            break soest.workspace.make_due_backup().unwrap().unwrap();
        }
        tokio::task::yield_now().await;
    };
    assert!(!first.exists() && second.exists() && other.exists());
    assert!(!restored_texts(&second), "nothing of it is left in the next one");
    let status = soest.workspace.backup_status().unwrap();
    assert!(!status.due && !status.outdated);
    assert_eq!(soest.workspace.make_due_backup().unwrap(), None);
}

/// Whether a backup holds the text that is withdrawn in these tests.
fn restored_texts(file: &std::path::Path) -> bool {
    let (_dir, path, _) = restore(file);
    let workspace = Workspace::open(&path, Clock::system()).unwrap();
    workspace.region().records().unwrap().iter().any(|r| has(r.body(), "Dit wordt ingetrokken."))
}

fn has(body: Option<&[u8]>, text: &str) -> bool {
    body.is_some_and(|body| body.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_municipality_key_a_colleague_lets_the_restored_device_in_again() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::Adviser).await;
    let item = officer.add(ItemKind::Section, "Plan", "De tekst van het plan.");
    adviser.until("the plan", |d| d.body(item).is_some()).await;
    let (_kept, file) = back_up(&adviser);
    drop(adviser);

    let (dir, path, restored) = restore(&file);
    assert!(!restored.enrolled && restored.roots.is_empty());
    {
        let workspace = Workspace::open(&path, Clock::system()).unwrap();
        assert!(!workspace.is_enrolled());
        assert!(workspace.municipality().look(|state| state.item(item).is_some()), "one can read it");
        assert!(!workspace.municipality().heights().contains_key(&workspace.device()), "it wrote nothing");
        assert!(matches!(workspace.introduction(IntroductionFor::Region), Err(WorkspaceError::NotEnrolled)));
    }
    assert!(Workspace::waits_to_be_let_in(&path, None, Clock::system()).unwrap());

    let grant = let_in(&officer).await;
    let workspace = Workspace::let_in_again(&path, &grant.identity, None, Clock::system()).unwrap();
    let back = Device::started(dir, workspace).await;
    back.meet(&officer);
    back.until("its enrolment", |d| d.workspace.is_enrolled()).await;
    let mine = back.add(ItemKind::Section, "Weer terug", "Ik schrijf weer mee.");
    officer.until("work after the restore", |d| d.body(mine).is_some()).await;
}

/// Somebody read the code that was mailed, knows how the municipality and the region were founded, and sends on a code for a device
/// of their own. It approves at once: nobody compared words. The restored device comes with the whole plan on its disk.
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_device_gives_nothing_to_whoever_replaced_the_code() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::Adviser).await;
    let item = officer.add(ItemKind::Section, "Plan", "De tekst van het plan.");
    adviser.until("the plan", |d| d.body(item).is_some()).await;
    let (_kept, file) = back_up(&adviser);
    let person = adviser.workspace.person();
    drop(adviser);
    let (dir, path, _) = restore(&file);

    // What the thief knows, perhaps of an old device.
    let key = random_key().unwrap();
    let (endpoint, identity) = (join_wire::endpoint(&key).await, officer.workspace.identity());
    let (region, home) = (identity.region.clone(), identity.municipality.clone());
    let (plan, shared) = (home.space().unwrap(), region.space().unwrap());
    let offer = Offer::Device(person.role);
    let granted = (region, home, (person.id, person.name, person.role, person.term));
    let addresses = join_wire::addresses(&endpoint);
    let code = Parts { inviter: key.device(), addresses, secret: [7; 16] }.code();
    let thief = async {
        let mut talk = join_wire::accept(&endpoint).await;
        let _secret: [u8; 16] = talk.read().await;
        talk.send(&Reply::Offer(Box::new(offer), *blake3::hash(&[1; 16]).as_bytes())).await;
        let _application = talk.next().await;
        talk.send(&Answer::Nonce([1; 16])).await;
        talk.send(&Answer::Granted(Some(Box::new(granted)))).await;
        drop(talk.connection.closed().await);
    };
    let (granted, ()) = tokio::join!(ask(&code, "De adviseur", None, Listen::LOOPBACK, |_| {}), thief);
    let workspace = Workspace::let_in_again(&path, &granted.unwrap().identity, None, Clock::system()).unwrap();
    let mut restored = Device::started(dir, workspace).await;
    assert!(restored.holds("De tekst van het plan."));

    let mut wire = Wire::dial(&key, &restored).await;
    let nothing = ContentHash::of(b"nothing at all");
    wire.send(&Frame::Hello([plan, shared].map(|space| Greeting::new(space, nothing, false)).to_vec())).await;
    for space in [plan, shared] {
        wire.send(&Frame::Heights { space, buckets: None, heights: Vec::new(), wants: Vec::new() }).await;
    }
    let told = |space| move |received: &Received| received.frames.iter().any(|frame| frame.is_of(&space));
    wire.until("what it has of the plan", told(plan)).await;
    wire.until("what it has of the region", told(shared)).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let received = wire.received();
    assert_eq!(received.records(), 0, "not one record, of either space");
    assert!(!received.bytes.windows(9).any(|bytes| bytes == b"het plan."));
    wire.close().await;

    // With a code of the officer, and words that were compared, it is let in all the same.
    restored.go_offline().await;
    let Device { dir, workspace, .. } = restored;
    drop(workspace);
    let grant = let_in(&officer).await;
    let workspace = Workspace::let_in_again(&path, &grant.identity, None, Clock::system()).unwrap();
    let back = Device::started(dir, workspace).await;
    back.meet(&officer);
    back.until("its enrolment", |d| d.workspace.has_arrived()).await;
}

/// Somebody asks with a code of an officer, who approves.
async fn let_in(officer: &Device) -> Grant {
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    let invitation = Invitation::Colleague { role: Role::Adviser, term: term() };
    let code = officer.node().invite(invitation, doorkeeper).unwrap();
    let approve = async { asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap() };
    let (granted, ()) = tokio::join!(ask(&code, "De adviseur", None, Listen::LOOPBACK, |_| {}), approve);
    granted.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_foreign_or_locked_backup_is_told_and_changes_nothing() {
    let officer = Device::found(LEUSDEN).await;
    officer.add(ItemKind::Section, "Plan", "De tekst van het plan.");
    let (kept, file) = back_up(&officer);
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(8).any(|part| part == b"De tekst"), "nothing lies readable in it");
    let target = kept.path().join("workspace");
    let tried = kept.path().join("tried");
    let try_with = |bytes: &[u8], passphrase: &Passphrase| {
        std::fs::write(&tried, bytes).unwrap();
        let error = Workspace::restore(&tried, &target, passphrase, &Clock::system()).unwrap_err();
        let mut names: Vec<_> = std::fs::read_dir(kept.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["leusden.deelbaar", "tried"], "{error}");
        let WorkspaceError::Backup(error) = error else { panic!("{error}") };
        error
    };
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        let error = try_with(&flipped, &words());
        let expected = match at {
            0..8 => matches!(error, BackupError::Foreign),
            8 => matches!(error, BackupError::Newer { .. }),
            _ => matches!(error, BackupError::Damaged),
        };
        assert!(expected, "byte {at}: {error}");
        // Somebody who repairs the check still cannot change anything.
        if at >= 37 && at % 16 == 0 && at + 16 < bytes.len() {
            let end = bytes.len() - 16;
            let check = *blake3::hash(&flipped[..end]).as_bytes();
            flipped[end..].copy_from_slice(&check[..16]);
            assert!(matches!(try_with(&flipped, &words()), BackupError::WrongPassphrase), "byte {at}");
        }
    }
    for length in (0..bytes.len()).step_by(13) {
        let error = try_with(&bytes[..length], &words());
        assert!(matches!(error, BackupError::Foreign | BackupError::Damaged), "{length}: {error}");
    }
    assert!(matches!(try_with(b"een heel ander bestand", &words()), BackupError::Foreign));
    assert!(matches!(try_with(&bytes, &Passphrase::new("iets anders")), BackupError::WrongPassphrase));
    std::fs::remove_file(&tried).unwrap();

    // Neither over a workspace nor among other files.
    let own = officer.dir.path().join("workspace");
    let over = Workspace::restore(&file, &own, &words(), &Clock::system());
    assert!(matches!(over, Err(WorkspaceError::Open(OpenError::AlreadyExists))));
    let among = Workspace::restore(&file, kept.path(), &words(), &Clock::system());
    assert!(matches!(among, Err(WorkspaceError::Backup(BackupError::NotEmpty))));
    let again = officer.workspace.backup(&file, &words(), QUICK);
    assert!(matches!(again, Err(WorkspaceError::Backup(BackupError::File(WriteError::Exists)))));
    let short = officer.workspace.backup(&target, &Passphrase::new("kort"), QUICK);
    assert!(matches!(short, Err(WorkspaceError::ShortPassphrase)));
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_workspace_comes_back_locked() {
    let officer = Device::found(LEUSDEN).await;
    officer.workspace.set_passphrase(None, Some(&Passphrase::new("van dit apparaat alleen")), QUICK).unwrap();
    let (_kept, file) = back_up(&officer);
    let (_dir, path, restored) = restore(&file);
    assert!(restored.locked);
    assert!(matches!(Workspace::open(&path, Clock::system()), Err(WorkspaceError::Open(OpenError::PassphraseNeeded))));
    assert!(Workspace::open_with(&path, Some(&words()), Clock::system()).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_introduction_is_checked_like_what_a_peer_sends() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let (_kept, file) = back_up(&officer);
    let (_dir, path, _) = restore(&file);
    let back = Workspace::open(&path, Clock::system()).unwrap();
    let for_region = back.introduction(IntroductionFor::Region).unwrap();
    let for_colleagues = back.introduction(IntroductionFor::Colleagues).unwrap();
    let named = |bytes: &[u8]| bytes.windows(16).any(|part| part == b"Beleidsadviseur ");
    assert!(named(&for_colleagues) && !named(&for_region), "the region gets no name of an officer");
    let before = soest.workspace.region().heights();
    for at in 0..for_region.len() {
        let mut flipped = for_region.clone();
        flipped[at] ^= 1;
        if let Ok(taken) = soest.workspace.take_introduction(&flipped) {
            assert_eq!(taken, 0, "byte {at}");
        }
        assert!(soest.workspace.take_introduction(&for_region[..at]).is_err(), "{at}");
    }
    assert_eq!(soest.workspace.region().heights(), before);
    assert_eq!(soest.workspace.take_introduction(&for_region).unwrap(), 1);
    assert_eq!(soest.workspace.municipality().heights().get(&back.device()), None);
    let stranger = Device::found(LEUSDEN).await;
    assert!(matches!(stranger.workspace.take_introduction(&for_region), Err(WorkspaceError::NoIntroduction)));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_on_paper_give_a_device_the_key_back() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::PolicyOfficer).await;
    let all = officer.workspace.recovery_words(None).unwrap();
    assert_eq!(all.iter().map(|(root, _)| *root).collect::<Vec<_>>(), Root::ALL);
    assert!(adviser.workspace.recovery_words(None).unwrap().is_empty());
    let path = adviser.dir.path().join("workspace");
    let (root, text) = &all[0];
    let mut wrong: Vec<&str> = text.split(' ').collect();
    wrong.swap(3, 9);
    assert!(adviser.workspace.restore_key(&wrong.join(" ")).is_err());
    let other = Device::found(SOEST).await;
    let foreign = other.workspace.recovery_words(None).unwrap();
    let other_key = adviser.workspace.restore_key(&foreign[0].1);
    assert!(matches!(other_key, Err(WorkspaceError::Words(WordsError::OtherKey))), "{other_key:?}");
    assert!(adviser.workspace.roots().is_empty());
    assert_eq!(adviser.workspace.restore_key(text).unwrap(), *root);
    // It holds at once, also for the node, which lets in a colleague with it; and after the next start.
    assert_eq!(adviser.workspace.roots(), [Root::Municipality]);
    let reader = adviser.colleague(Role::Reader).await;
    officer.until("who was let in with it", |d| knows(d, &reader)).await;
    let Device { dir: _dir, workspace, node, .. } = adviser;
    node.unwrap().close().await;
    drop(workspace);
    let again = loop {
        match Workspace::open(&path, Clock::system()) {
            Err(WorkspaceError::Open(OpenError::InUse)) => tokio::task::yield_now().await,
            opened => break opened.unwrap(),
        }
    };
    assert_eq!(again.roots(), [Root::Municipality]);
}

fn knows(device: &Device, other: &Device) -> bool {
    let today = device.workspace.clock().today();
    device.workspace.municipality().look(|s| s.charter().member_on(&other.workspace.device(), today).is_some())
}
