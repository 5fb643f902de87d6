//! Disks that fill up, or take no writes, at any moment: an error that says so, nothing lost, and no restart afterwards.

use super::super::medium::watched::{Disk, Fault};
use super::*;

/// A large transaction, which makes the file grow.
fn grow(store: &Store) -> Result<(), StoreError> {
    store.write(|tx| {
        for arrival in 20_u64..80 {
            let mut large = vec![0; 30_000];
            blake3::Hasher::new().update(&arrival.to_be_bytes()).finalize_xof().fill(&mut large);
            tx.append(&SPACE, &head(arrival), Some(&large))?;
        }
        Ok(())
    })
}

#[track_caller]
fn as_before(store: &Store, what: &str) {
    assert_eq!(all_heads(store, &SPACE), (0..20).map(|at| (at, head(at))).collect::<Vec<_>>(), "{what}");
    assert_eq!(all_bodies(store, &SPACE), (0..20).map(|at| (at, body(at))).collect::<Vec<_>>(), "{what}");
    assert_eq!(store.get(Area::Local, "device key").unwrap().as_deref(), Some(&b"secret"[..]), "{what}");
}

fn on_a_disk() -> (TempDir, Disk, Store) {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::under(dir.path());
    let store = Store::create(dir.path()).unwrap();
    fill(&store, 20);
    (dir, disk, store)
}

#[test]
fn a_disk_that_fills_up_at_any_byte_loses_nothing_and_work_goes_on_with_room() {
    let mut room = 0;
    loop {
        let (dir, disk, store) = on_a_disk();
        disk.fail(Some(Fault::Full(room)));
        let written = grow(&store);
        let what = format!("with room for {room} bytes");
        if written.is_ok() {
            assert!(room > 1_000_000, "{what}");
            break;
        }
        assert!(matches!(written, Err(StoreError::Disk(DiskError::Full))), "{what}: {written:?}");
        // As long as it is full every write says so, or that it waits for the disk.
        let again = grow(&store);
        assert!(matches!(again, Err(StoreError::Disk(DiskError::Full))), "{what}: {again:?}");
        disk.fail(None);
        as_before(&store, &what);
        grow(&store).unwrap();
        store.rekey().unwrap();
        drop(store);
        assert_eq!(Store::open(dir.path()).unwrap().count(&SPACE).unwrap(), 80, "{what}");
        room = room * 3 + 1000;
    }
}

#[test]
fn a_rekey_on_a_full_disk_leaves_the_store_as_it_was() {
    for room in [0, 10_000, 20_000] {
        let (dir, disk, store) = on_a_disk();
        disk.fail(Some(Fault::Full(room)));
        let rekeyed = store.rekey();
        assert!(matches!(rekeyed, Err(StoreError::Disk(DiskError::Full))), "{room}: {rekeyed:?}");
        as_before(&store, "while it is full");
        disk.fail(None);
        store.rekey().unwrap();
        as_before(&store, "afterwards");
        drop(store);
        as_before(&Store::open(dir.path()).unwrap(), "after a restart");
    }
}

#[test]
fn a_disk_that_takes_no_writes_says_so_and_nothing_is_lost() {
    for fault in [Fault::ReadOnly, Fault::Denied] {
        let (dir, disk, store) = on_a_disk();
        disk.fail(Some(fault));
        for _ in 0..2 {
            let written = grow(&store);
            let told = match &written {
                Err(StoreError::Disk(DiskError::ReadOnly)) => fault == Fault::ReadOnly,
                Err(StoreError::Disk(DiskError::Denied)) => fault == Fault::Denied,
                _ => false,
            };
            assert!(told, "{fault:?}: {written:?}");
        }
        assert!(store.rekey().is_err());
        disk.fail(None);
        as_before(&store, "afterwards");
        grow(&store).unwrap();
        store.rekey().unwrap();
        drop(store);
        assert_eq!(Store::open(dir.path()).unwrap().count(&SPACE).unwrap(), 80, "{fault:?}");
    }
}
