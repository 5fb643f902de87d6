//! Files beside items, as the records of two devices name them: taken away, on a full disk, and left out of a backup.

use std::path::PathBuf;

use deelbaar_schema::attachment::{Attachment, CHUNK};
use deelbaar_schema::id::AttachmentId;

use super::*;
use crate::files::{FileError, GRACE, Presence};
use crate::store::watched::{Disk, Fault};
use crate::store::{DiskError, Kdf, OpenError, Passphrase, Store, StoreError};

/// In the middle of what is in a file.
const CANARY: &[u8] = b"het kenteken van de kanarie";

pub(super) fn write_down(dir: &Path, name: &str, length: usize) -> PathBuf {
    let mut bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
    bytes[length / 2..length / 2 + CANARY.len()].copy_from_slice(CANARY);
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Puts a file beside an item, as a person does.
pub(super) fn attach(workspace: &Workspace, item: ItemId, path: &Path) -> Attachment {
    let (attachment, _unswept) = workspace.add_file(path, "Wat erin staat").unwrap();
    let file = AttachmentId::from_bytes(*random::<16>().unwrap());
    let edit = PlanEdit::SetFile { item, file, attachment: Some(attachment.clone()) };
    workspace.municipality().edit_plan(&workspace.key(), &[edit]).unwrap();
    attachment
}

/// Fetches everything that is lacking, without a network. Returns how many pieces went.
fn fetch(from: &Workspace, to: &Workspace) -> Result<usize, FileError> {
    let mut went = 0;
    to.sweep_files().unwrap();
    for (file, _) in to.files().lacking() {
        to.files().begin(file.side, &from.files().list(&file).unwrap())?;
        for index in to.files().missing(&file)? {
            let piece = from.files().piece(&file, index)?.unwrap();
            to.files().put(&file, index, &piece)?;
            went += 1;
        }
    }
    Ok(went)
}

pub(super) fn sealed(dir: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(dir.join("files")).into_iter().flatten();
    found.map(|entry| entry.unwrap().path()).collect()
}

fn store_in(dir: &Path) -> PathBuf {
    let mut paths = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    paths.find(|path| path.extension().is_some_and(|end| end == "redb")).unwrap()
}

fn shows(dir: &Path) -> bool {
    std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        let holds = |path: &Path| std::fs::read(path).unwrap().windows(CANARY.len()).any(|found| found == CANARY);
        if path.is_dir() { shows(&path) } else { holds(&path) }
    })
}

#[test]
fn with_its_item_a_file_goes_everywhere_and_the_old_key_opens_nothing() {
    let pair = Pair::new(|_| ());
    let places = [pair.dir.path().join("officer"), pair.dir.path().join("alderman")];
    let item = add(&pair.officer, "Taal", "Tekst.");
    let outside = TempDir::new().unwrap();
    let file = attach(&pair.officer, item, &write_down(outside.path(), "begroting.pdf", 2 * CHUNK + 9));
    pair.exchange();
    assert_eq!(fetch(&pair.officer, &pair.alderman).unwrap(), 3);
    let before: Vec<TempDir> = places
        .iter()
        .map(|place| {
            assert!(sealed(place).len() == 1 && !shows(place), "sealed on the disk");
            let copy = TempDir::new().unwrap();
            copy_folder(place, copy.path());
            copy
        })
        .collect();

    pair.officer.municipality().edit_plan(&pair.officer.key(), &[PlanEdit::Remove(item)]).unwrap();
    pair.exchange();
    for device in [&pair.officer, &pair.alderman] {
        assert_eq!(device.files().presence(&file.hash), Presence::Here, "it can be undone for a while");
    }
    pair.hands.set(START + GRACE);
    for (device, (place, before)) in [&pair.officer, &pair.alderman].into_iter().zip(places.iter().zip(&before)) {
        device.settle().unwrap();
        assert_eq!((device.files().presence(&file.hash), sealed(place).len()), (Presence::Away, 0));
        // Whoever kept the old pieces and the old key, and has the store of now.
        let mixed = TempDir::new().unwrap();
        copy_folder(place, mixed.path());
        copy_folder(&before.path().join("files"), &mixed.path().join("files"));
        let opened = Store::open(mixed.path()).unwrap();
        assert_eq!(crate::files::Files::open(opened).unwrap().presence(&file.hash), Presence::Away);
        assert!(sealed(mixed.path()).is_empty(), "pieces without a key are cleared away");
        std::fs::copy(before.path().join("key"), mixed.path().join("key")).unwrap();
        std::fs::rename(store_in(mixed.path()), mixed.path().join(store_in(before.path()).file_name().unwrap()))
            .unwrap();
        assert!(matches!(Store::open(mixed.path()), Err(OpenError::WrongKey)));
    }
}

/// Named by a consent only: it was taken from the item since, or its item was removed.
#[test]
fn what_only_a_consent_named_goes_with_the_withdrawal_and_not_later() {
    let pair = Pair::new(|_| ());
    let (goes, stays) = (pair.asks("Gaat terug", "Tekst."), add(&pair.officer, "Blijft", "Tekst."));
    let outside = TempDir::new().unwrap();
    let taken = attach(&pair.officer, goes, &write_down(outside.path(), "taak.pdf", CHUNK + 9));
    let beside = attach(&pair.officer, stays, &write_down(outside.path(), "naast.pdf", CHUNK + 10));
    request(&pair.officer, goes);
    pair.exchange();
    consent(&pair.alderman, goes);
    pair.exchange();
    fetch(&pair.officer, &pair.alderman).unwrap();
    pair.officer.municipality().edit_plan(&pair.officer.key(), &[PlanEdit::Remove(goes)]).unwrap();
    pair.exchange();
    let (place, before) = (pair.dir.path().join("alderman"), TempDir::new().unwrap());
    copy_folder(&place, before.path());
    for device in [&pair.officer, &pair.alderman] {
        device.settle().unwrap();
        assert_eq!(device.files().presence(&taken.hash), Presence::Here, "the consent holds");
    }

    withdraw(&pair.alderman, goes);
    // The officer's device hears of it in the region first: from there it says that everything is gone.
    exchange_region(&pair.alderman, &pair.officer);
    for device in [&pair.officer, &pair.alderman] {
        device.settle().unwrap();
        let confirmed = device
            .region()
            .look(|region| region.withdrawn().any(|section| section.confirmed.contains(&device.device())));
        assert!(confirmed, "it says that everything is gone");
        assert_eq!(device.files().presence(&taken.hash), Presence::Away);
        assert_eq!(device.files().presence(&beside.hash), Presence::Here);
    }
    assert_ne!(std::fs::read(before.path().join("key")).unwrap(), std::fs::read(place.join("key")).unwrap());
    pair.exchange();
    for device in [&pair.officer, &pair.alderman] {
        // What is taken from the plan afterwards can be undone for a while, also where something was shared of its item.
        assert_eq!(device.files().presence(&taken.hash), Presence::Away);
    }
}

/// The sweep after a withdrawal comes just when somebody adds the same content again: before its record it does not run, and after
/// that the content is named.
#[test]
fn what_is_added_again_while_it_is_purged_stays() {
    let pair = Pair::new(|_| ());
    let (goes, stays) = (pair.asks("Gaat terug", "Tekst."), add(&pair.officer, "Blijft", "Tekst."));
    let outside = TempDir::new().unwrap();
    let path = write_down(outside.path(), "taak.pdf", CHUNK + 9);
    let taken = attach(&pair.officer, goes, &path);
    request(&pair.officer, goes);
    pair.exchange();
    consent(&pair.alderman, goes);
    pair.exchange();
    pair.officer.municipality().edit_plan(&pair.officer.key(), &[PlanEdit::Remove(goes)]).unwrap();
    pair.exchange();
    withdraw(&pair.alderman, goes);
    // The officer's device heard of it, and has not done yet what follows from it.
    give(pair.alderman.region(), pair.officer.region());
    let officer = &pair.officer;
    assert_eq!(officer.files().presence(&taken.hash), Presence::Here);

    std::thread::scope(|scope| {
        let (attachment, unswept) = officer.add_file(&path, "").unwrap();
        assert_eq!(attachment.hash, taken.hash);
        let sweep = scope.spawn(|| officer.settle().unwrap());
        assert!(officer.files().is_turn_taken(), "it waits");
        let file = AttachmentId::from_bytes(*random::<16>().unwrap());
        let edit = PlanEdit::SetFile { item: stays, file, attachment: Some(attachment) };
        officer.municipality().edit_plan(&officer.key(), &[edit]).unwrap();
        drop(unswept);
        sweep.join().unwrap();
    });
    assert_eq!(officer.files().presence(&taken.hash), Presence::Here);
    pair.exchange();
    let out = outside.path().join("terug.pdf");
    officer.files().save(&taken.hash, &out, crate::file::Existing::Keep).unwrap();
    assert_eq!(std::fs::read(out).unwrap(), std::fs::read(path).unwrap());
    fetch(officer, &pair.alderman).unwrap();
    assert_eq!(pair.alderman.files().presence(&taken.hash), Presence::Here, "fetched anew where it went");
}

#[test]
fn what_was_once_withdrawn_can_be_taken_away_and_put_back_like_anything_else() {
    let pair = Pair::new(|_| ());
    let item = pair.asks("Gaat terug", "Tekst.");
    let outside = TempDir::new().unwrap();
    let file = attach(&pair.officer, item, &write_down(outside.path(), "blijft.pdf", CHUNK + 9));
    request(&pair.officer, item);
    pair.exchange();
    consent(&pair.alderman, item);
    pair.exchange();
    withdraw(&pair.alderman, item);
    pair.exchange();
    pair.officer.settle().unwrap();
    assert_eq!(pair.officer.files().presence(&file.hash), Presence::Here, "the plan names it still");
    let undo = pair.officer.municipality().edit_plan(&pair.officer.key(), &[PlanEdit::Remove(item)]).unwrap();
    pair.officer.settle().unwrap();
    assert_eq!(pair.officer.files().presence(&file.hash), Presence::Here, "it can be undone");
    pair.officer.municipality().edit_plan(&pair.officer.key(), &undo).unwrap();
    pair.hands.set(START + GRACE);
    pair.officer.settle().unwrap();
    assert_eq!(pair.officer.files().presence(&file.hash), Presence::Here);
}

#[test]
fn on_a_full_disk_no_part_of_a_file_is_kept_and_later_it_goes_on_where_it_was() {
    let mut disks = Vec::new();
    let pair = Pair::new(|dir| disks.push(Disk::under(dir)));
    let item = add(&pair.officer, "Taal", "Tekst.");
    let outside = TempDir::new().unwrap();
    let path = write_down(outside.path(), "begroting.pdf", 3 * CHUNK);
    for (fault, said) in [
        (Fault::Full(0), DiskError::Full),
        (Fault::Full(2 * CHUNK as u64 + 100), DiskError::Full),
        (Fault::ReadOnly, DiskError::ReadOnly),
        (Fault::Denied, DiskError::Denied),
    ] {
        disks[0].fail(Some(fault));
        let refused = pair.officer.add_file(&path, "");
        let FileError::Store(StoreError::Disk(told)) = refused.unwrap_err() else { panic!("{fault:?}") };
        assert_eq!(told.to_string(), said.to_string());
        disks[0].fail(None);
        assert!(sealed(&pair.dir.path().join("officer")).is_empty(), "{fault:?} left something");
    }
    let file = attach(&pair.officer, item, &path);
    pair.exchange();
    disks[1].fail(Some(Fault::Full(CHUNK as u64 + 40_000)));
    assert!(matches!(fetch(&pair.officer, &pair.alderman), Err(FileError::Store(StoreError::Disk(DiskError::Full)))));
    disks[1].fail(None);
    assert!(fetch(&pair.officer, &pair.alderman).unwrap() >= 2);
    assert_eq!(pair.alderman.files().presence(&file.hash), Presence::Here);
    let out = outside.path().join("terug.pdf");
    pair.alderman.files().save(&file.hash, &out, crate::file::Existing::Keep).unwrap();
    assert_eq!(std::fs::read(out).unwrap(), std::fs::read(path).unwrap());
}

#[test]
fn a_backup_leaves_the_content_of_files_out_and_a_colleague_gives_it_back() {
    let pair = Pair::new(|_| ());
    let item = add(&pair.officer, "Taal", "Tekst.");
    let outside = TempDir::new().unwrap();
    let path = write_down(outside.path(), "begroting.pdf", 40 * CHUNK);
    let file = attach(&pair.officer, item, &path);
    pair.exchange();
    fetch(&pair.officer, &pair.alderman).unwrap();
    let (copy, words) = (pair.dir.path().join("copy"), Passphrase::new("reservekopie van leusden"));
    pair.officer.backup(&copy, &words, Kdf { memory: 8, passes: 1, lanes: 1 }).unwrap();
    assert!(std::fs::metadata(&copy).unwrap().len() < CHUNK as u64, "without the content");
    let place = pair.dir.path().join("back");
    Workspace::restore(&copy, &place, &words, &pair.hands.clock()).unwrap();
    let back = Workspace::open(&place, pair.hands.clock()).unwrap();
    assert_eq!(back.files().presence(&file.hash), Presence::Away);
    let names = |state: &MunicipalityState| state.item(item).unwrap().files.values().cloned().collect::<Vec<_>>();
    assert_eq!(back.municipality().look(names), std::slice::from_ref(&file), "the plan names it still");
    assert_eq!(fetch(&pair.alderman, &back).unwrap(), 40);
    assert_eq!(back.files().presence(&file.hash), Presence::Here);
}
