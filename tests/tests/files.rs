//! Files beside items, between real nodes: at home only, by consent only, resumed, checked, and gone after a withdrawal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use deelbaar_schema::attachment::{Attachment, CHUNK, ChunkList};
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{AttachmentId, ContentHash, FileHash, ItemId};
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::file::Existing;
use deelbaar_sync::files::Presence;
use deelbaar_sync::store::{OpenError, Store};
use deelbaar_sync::workspace::{random, random_key};
use deelbaar_tests::file_wire::{Ask, Holder, Manner, ask};
use deelbaar_tests::{Device, LEUSDEN, SOEST};

/// Bytes that do not repeat.
fn content(seed: &str, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(seed.as_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

fn list_of(content: &[u8]) -> ChunkList {
    ChunkList::of_content(content.len() as u64, content.chunks(CHUNK).map(ContentHash::of).collect()).unwrap()
}

/// Names a file in the plan, without its content being anywhere.
fn name_file(device: &Device, item: ItemId, name: &str, content: &[u8]) -> FileHash {
    let attachment = Attachment::new(name, &list_of(content), "").unwrap();
    let (hash, file) = (attachment.hash, AttachmentId::from_bytes(*random::<16>().unwrap()));
    device.edit(&[PlanEdit::SetFile { item, file, attachment: Some(attachment) }]);
    hash
}

/// Puts a file beside an item.
fn attach(device: &Device, item: ItemId, name: &str, content: &[u8]) -> FileHash {
    device.workspace.files().add(&mut Cursor::new(content), device.workspace.clock().now()).unwrap();
    name_file(device, item, name, content)
}

fn presence(device: &Device, hash: FileHash) -> Presence {
    device.workspace.files().presence(&hash)
}

fn saved(device: &Device, hash: FileHash) -> Vec<u8> {
    let path = device.dir.path().join("opgeslagen");
    device.workspace.files().save(&hash, &path, Existing::Replace).unwrap();
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(path).unwrap();
    bytes
}

/// The sealed files of a device, with what is in them.
fn sealed(device: &Device) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let folder = device.dir.path().join("workspace/files");
    let found = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    found.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn lies_readable(folder: &Path, needle: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            lies_readable(&path, needle)
        } else {
            fs::read(path).unwrap().windows(needle.len()).any(|found| found == needle)
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_reaches_colleagues_and_another_municipality_does_not_even_learn_that_it_is_there() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let mut soest = officer.municipality(SOEST).await;
    let content = content("begroting", 2 * CHUNK + 77);
    let item = officer.add(ItemKind::Section, "Taal", "");
    let hash = attach(&officer, item, "begroting.pdf", &content);
    alderman.until("the file", |d| presence(d, hash) == Presence::Here).await;
    assert_eq!(saved(&alderman, hash), content);

    soest.go_offline().await;
    let key = soest.workspace.key();
    let unknown = FileHash::from_bytes([7; 32]);
    let nothing = ask(&key, &officer, &Ask::List(unknown)).await.expect("a device of the region is answered");
    assert_eq!(ask(&key, &officer, &Ask::List(hash)).await.unwrap(), nothing);
    let nothing = ask(&key, &officer, &Ask::Pieces(unknown, vec![0, 1])).await.unwrap();
    assert_eq!(ask(&key, &officer, &Ask::Pieces(hash, vec![0, 1])).await.unwrap(), nothing);
    // A colleague gets it; whoever is not enrolled is not answered at all.
    let mut colleague = officer.colleague(Role::Reader).await;
    colleague.go_offline().await;
    let pieces = ask(&colleague.workspace.key(), &officer, &Ask::Pieces(hash, vec![2])).await.unwrap();
    assert!(pieces[0].ends_with(&content[2 * CHUNK..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_not_answered() {
    let officer = Device::found(LEUSDEN).await;
    let item = officer.add(ItemKind::Section, "Taal", "");
    let hash = attach(&officer, item, "begroting.pdf", b"inhoud");
    let stranger = random_key().unwrap();
    assert_eq!(ask(&stranger, &officer, &Ask::List(hash)).await, None);
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
    let route = attach(&officer, goes, "route.pdf", &shared);
    let secret = attach(&officer, stays, "deelnemers.xlsx", &private);
    officer.request(goes, Mask::none());
    alderman.until("the file and the request", |d| presence(d, route) == Presence::Here && has_request(d, goes)).await;
    assert_eq!(presence(&soest, route), Presence::Away, "a request shares nothing");
    alderman.consent(goes);
    soest.until("the shared file", |d| presence(d, route) == Presence::Here).await;
    assert_eq!(saved(&soest, route), shared);
    assert_eq!(presence(&soest, secret), Presence::Away);
    assert!(!lies_readable(soest.dir.path(), &shared[100..132]), "sealed on the disk");
    let (kept, key) = (sealed(&soest), fs::read(soest.dir.path().join("workspace/key")).unwrap());
    assert_eq!(kept.len(), 1);

    alderman.withdraw(goes);
    soest.until("the withdrawal", |d| d.region_titles().is_empty()).await;
    soest.until("the file gone", |d| presence(d, route) == Presence::Away).await;
    officer.until("all confirmed", |d| d.confirmations() >= 3).await;
    assert!(sealed(&soest).is_empty());
    assert_eq!(presence(&officer, route), Presence::Here, "the own municipality keeps its own");

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

fn has_request(device: &Device, item: ItemId) -> bool {
    device.workspace.municipality().look(|state| !state.acts().consent_state(state.bench(), item).open.is_empty())
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
    let hash = name_file(&officer, item, "groot.pdf", &content);
    let holder = Holder::meet(&key, &colleague, content.clone(), Manner::Breaks(5)).await;
    colleague.until("a part", |d| presence(d, hash) == Presence::Partly(5, 8)).await;
    holder.leave().await;
    let before = officer.node().traffic().sent;
    officer.workspace.files().add(&mut Cursor::new(&content), officer.workspace.clock().now()).unwrap();
    colleague.until("the rest", |d| presence(d, hash) == Presence::Here).await;
    assert_eq!(saved(&colleague, hash), content);
    let sent = officer.node().traffic().sent - before;
    assert!(sent < 4 * CHUNK as u64, "{sent} bytes for what was lacking");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_something_wrong_is_not_asked_again_and_nothing_of_it_is_kept() {
    for manner in [Manner::Lies, Manner::LiesAboutPieces] {
        let officer = Device::found(LEUSDEN).await;
        let colleague = officer.colleague(Role::PolicyOfficer).await;
        let mut liar = officer.colleague(Role::Reader).await;
        let (key, device) = (liar.workspace.key(), liar.workspace.device());
        let known = |d: &Device| d.workspace.municipality().look(|m| m.charter().knows(&device).is_ok());
        colleague.until("the enrolment of the liar", known).await;
        liar.go_offline().await;
        let content = content("waar", 2 * CHUNK + 1);
        let holder = Holder::meet(&key, &colleague, content.clone(), manner).await;
        let item = officer.add(ItemKind::Section, "Taal", "");
        let hash = name_file(&officer, item, "waar.pdf", &content);
        colleague.until("the liar asked", |_| holder.asked() > 0).await;
        officer.workspace.files().add(&mut Cursor::new(&content), officer.workspace.clock().now()).unwrap();
        colleague.until("the true file", |d| presence(d, hash) == Presence::Here).await;
        assert_eq!(saved(&colleague, hash), content);
        assert_eq!(holder.asked(), 1, "{manner:?}");
        holder.leave().await;
    }
}
