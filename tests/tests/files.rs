//! Files beside items, between real nodes: at home only, by consent only, resumed, checked, and gone after a withdrawal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::fs;
use std::time::Duration;

use deelbaar_schema::attachment::{Attachment, CHUNK};
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::FileHash;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::files::Presence;
use deelbaar_sync::store::{OpenError, Store};
use deelbaar_sync::workspace::random_key;
use deelbaar_tests::attached::{content, lies_readable, list_of};
use deelbaar_tests::file_wire::{Ask, Holder, Manner, Side, SlowAsker, ask};
use deelbaar_tests::{Device, LEUSDEN, SOEST};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_reaches_colleagues_and_another_municipality_does_not_even_learn_that_it_is_there() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let mut soest = officer.municipality(SOEST).await;
    let content = content("begroting", 2 * CHUNK + 77);
    let item = officer.add(ItemKind::Section, "Taal", "");
    let hash = officer.attach(item, "begroting.pdf", &content);
    alderman.until("the file", |d| d.presence(hash) == Presence::Here).await;
    assert_eq!(alderman.saved(hash), content);

    soest.go_offline().await;
    let key = soest.workspace.key();
    let unknown = FileHash::from_bytes([7; 32]);
    let nothing =
        ask(&key, &officer, &Ask::List(Side::Municipality, unknown)).await.expect("a device of the region is answered");
    assert_eq!(ask(&key, &officer, &Ask::List(Side::Municipality, hash)).await.unwrap(), nothing);
    let nothing = ask(&key, &officer, &Ask::Pieces(Side::Municipality, unknown, vec![0, 1])).await.unwrap();
    assert_eq!(ask(&key, &officer, &Ask::Pieces(Side::Municipality, hash, vec![0, 1])).await.unwrap(), nothing);
    // A colleague gets it; whoever is not enrolled is not answered at all.
    let mut colleague = officer.colleague(Role::Reader).await;
    colleague.go_offline().await;
    let pieces =
        ask(&colleague.workspace.key(), &officer, &Ask::Pieces(Side::Municipality, hash, vec![2])).await.unwrap();
    assert!(pieces[0].ends_with(&content[2 * CHUNK..]));
    // But not to keep where it would be passed on to the region.
    let key = colleague.workspace.key();
    let nothing = ask(&key, &officer, &Ask::List(Side::Region, unknown)).await.unwrap();
    assert_eq!(ask(&key, &officer, &Ask::List(Side::Region, hash)).await.unwrap(), nothing);
    let nothing = ask(&key, &officer, &Ask::Pieces(Side::Region, unknown, vec![2])).await.unwrap();
    assert_eq!(ask(&key, &officer, &Ask::Pieces(Side::Region, hash, vec![2])).await.unwrap(), nothing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_not_answered() {
    let officer = Device::found(LEUSDEN).await;
    let item = officer.add(ItemKind::Section, "Taal", "");
    let hash = officer.attach(item, "begroting.pdf", b"inhoud");
    let stranger = random_key().unwrap();
    assert_eq!(ask(&stranger, &officer, &Ask::List(Side::Municipality, hash)).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_only_by_consent_and_gone_everywhere_after_the_withdrawal() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let soest = officer.municipality(SOEST).await;
    let shared = content("route", CHUNK + 9);
    let private = content("deelnemers", 900);
    let goes = officer.add(ItemKind::Section, "Wandelen", "");
    let stays = officer.add(ItemKind::Section, "Intern", "");
    let route = officer.attach(goes, "route.pdf", &shared);
    let secret = officer.attach(stays, "deelnemers.xlsx", &private);
    officer.request(goes, Mask::none());
    alderman.until("the file and the request", |d| d.presence(route) == Presence::Here && d.has_request(goes)).await;
    assert_eq!(soest.presence(route), Presence::Away, "a request shares nothing");
    alderman.consent(goes);
    soest.until("the shared file", |d| d.presence(route) == Presence::Here).await;
    assert_eq!(soest.saved(route), shared);
    assert_eq!(soest.presence(secret), Presence::Away);
    assert!(!lies_readable(soest.dir.path(), &shared[100..132]), "sealed on the disk");
    let (kept, key) = (soest.sealed(), fs::read(soest.dir.path().join("workspace/key")).unwrap());
    assert_eq!(kept.len(), 1);

    alderman.withdraw(goes);
    soest.until("the withdrawal", |d| d.region_titles().is_empty()).await;
    soest.until("the file gone", |d| d.presence(route) == Presence::Away).await;
    officer.until("all confirmed", |d| d.confirmations() >= 3).await;
    assert!(soest.sealed().is_empty());
    assert_eq!(officer.presence(route), Presence::Here, "the own municipality keeps its own");

    // Somebody undeletes what the disk still had, and has the old key: nothing opens.
    let mut soest = soest;
    soest.go_offline().await;
    let Device { dir, workspace, .. } = soest;
    drop(workspace);
    let folder = dir.path().join("workspace");
    for (path, bytes) in kept {
        fs::write(path, bytes).unwrap();
    }
    let new_key = fs::read(folder.join("key")).unwrap();
    assert_ne!(new_key, key, "a fresh key");
    fs::write(folder.join("key"), key).unwrap();
    let opened = loop {
        match Store::open(&folder) {
            // The node's last task may hold the store for a moment.
            Err(OpenError::InUse) => tokio::time::sleep(Duration::from_millis(20)).await,
            other => break other,
        }
    };
    assert!(opened.is_err(), "the old key opens nothing");
    assert!(!lies_readable(dir.path(), &shared[100..132]));
}

/// Neither what waits to be written nor the rest of what was begun leaves after a file was taken back, or its reader removed.
#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_is_taken_back_while_a_slow_device_reads_it_does_not_go() {
    const WINDOW: u32 = 16 * 1024;
    for removed in [false, true] {
        let officer = Device::found(LEUSDEN).await;
        let alderman = officer.colleague(Role::Alderman).await;
        let (mut asker, side) = if removed {
            (officer.colleague(Role::Reader).await, Side::Municipality)
        } else {
            (officer.municipality(SOEST).await, Side::Region)
        };
        let shared = content("route", 3 * CHUNK);
        let item = officer.add(ItemKind::Section, "Wandelen", "");
        let route = officer.attach(item, "route.pdf", &shared);
        officer.request(item, Mask::none());
        alderman.until("the request", |d| d.has_request(item)).await;
        alderman.consent(item);
        asker.until("the shared file", |d| d.presence(route) == Presence::Here).await;
        asker.go_offline().await;
        let pieces = Ask::Pieces(side, route, vec![0, 1, 2]);
        let (key, device) = (asker.workspace.key(), asker.workspace.device());
        // Whoever reads slowly and of whom nothing is taken back gets it all.
        let mut patient = SlowAsker::ask(&key, &officer, WINDOW, &pieces).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let (came, whole) = patient.read_on().await;
        assert!(whole && came.len() > shared.len());
        patient.leave().await;

        let mut slow = SlowAsker::ask(&key, &officer, WINDOW, &pieces).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        if removed {
            officer.workspace.remove(device).unwrap();
        } else {
            alderman.withdraw(item);
            officer.until("the deletion confirmed", |d| d.confirmations() >= 2).await;
        }
        let (came, whole) = slow.read_on().await;
        assert!(!whole && came.len() <= WINDOW as usize, "{removed}: {} bytes", came.len());
        slow.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_is_taken_up_where_it_was_from_another_device() {
    let officer = Device::found(LEUSDEN).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let mut other = officer.colleague(Role::Reader).await;
    let key = other.workspace.key();
    let device = other.workspace.device();
    let known = |d: &Device| d.workspace.municipality().look(|m| m.charter().knows(&device).is_ok());
    colleague.until("the enrolment of the other", known).await;
    other.go_offline().await;
    let content = content("groot", 8 * CHUNK);
    let item = officer.add(ItemKind::Section, "Taal", "");
    let hash = officer.name_file(item, Attachment::new("groot.pdf", &list_of(&content), "").unwrap());
    let holder = Holder::meet(&key, &colleague, content.clone(), Manner::Breaks(5)).await;
    colleague.until("a part", |d| d.presence(hash) == Presence::Partly(5, 8)).await;
    holder.leave().await;
    let before = officer.node().traffic().sent;
    officer.keep_file(&content);
    colleague.until("the rest", |d| d.presence(hash) == Presence::Here).await;
    assert_eq!(colleague.saved(hash), content);
    let sent = officer.node().traffic().sent - before;
    assert!(sent < 4 * CHUNK as u64, "{sent} bytes for what was lacking");
}
