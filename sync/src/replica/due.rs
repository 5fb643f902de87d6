//! That a fresh key is due: something was removed that must not be read again.
//!
//! The mark is set in the transaction that removes. It has a value of its own each time, and goes only as long as it has the
//! value that it had before the store moved: what was removed meanwhile keeps its mark.

use crate::store::seal::random;
use crate::store::{Area, Snapshot, Store, StoreError, Transaction};

const REKEY_DUE: &str = "rekey due";
/// How often something was purged: what was copied before the last time may hold it still.
const PURGES: &str = "purges";

/// Something was removed in this transaction that must not be read again: a fresh key is due.
pub(crate) fn mark_rekey_due(tx: &mut Transaction<'_>) -> Result<(), StoreError> {
    let mut mark = [0; 16];
    random(&mut mark)?;
    tx.put(Area::Local, REKEY_DUE, &mark)
}

/// Bodies, or a whole space, were removed in this transaction: backups on a schedule and caches may hold them still, and a fresh
/// key is due.
pub(super) fn note_purge(tx: &mut Transaction<'_>) -> Result<(), StoreError> {
    let purges = read(tx.get(Area::Local, PURGES)?).saturating_add(1);
    tx.put(Area::Local, PURGES, &purges.to_be_bytes())?;
    tx.clear_caches()?;
    mark_rekey_due(tx)
}

/// How often something was purged in this store.
pub(super) fn purges(store: &Store) -> Result<u64, StoreError> {
    Ok(read(store.get(Area::Local, PURGES)?))
}

/// The same, at the moment of the snapshot.
pub(crate) fn purges_in(snapshot: &Snapshot<'_>) -> Result<u64, StoreError> {
    Ok(read(snapshot.get(Area::Local, PURGES)?))
}

fn read(value: Option<Vec<u8>>) -> u64 {
    value.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes)
}

/// Whether a fresh key is due.
pub(crate) fn is_rekey_due(store: &Store) -> Result<bool, StoreError> {
    Ok(mark(store)?.is_some())
}

/// Rewrites the store under a fresh key when something was purged since the last time.
pub(crate) fn rekey_if_due(store: &Store) -> Result<(), StoreError> {
    // Whoever waited finds that it was done.
    let _turn = store.moving();
    match mark(store)? {
        Some(mark) => rekey_for(store, Some(&mark), || Ok(())),
        None => Ok(()),
    }
}

/// Rewrites the store under a fresh key; then none is due, unless something was removed meanwhile.
pub(crate) fn rekey_now(store: &Store) -> Result<(), StoreError> {
    let _turn = store.moving();
    rekey_for(store, mark(store)?.as_deref(), || Ok(()))
}

fn mark(store: &Store) -> Result<Option<Vec<u8>>, StoreError> {
    store.get(Area::Local, REKEY_DUE)
}

/// `moved` runs when the store has moved and the mark is still there.
fn rekey_for(
    store: &Store,
    mark: Option<&[u8]>,
    moved: impl FnOnce() -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    store.rekey()?;
    moved()?;
    store.write(|tx| match tx.get(Area::Local, REKEY_DUE)? {
        found if found.as_deref() == mark => tx.delete(Area::Local, REKEY_DUE),
        _ => Ok(()),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tempfile::TempDir;

    use super::*;
    use crate::store::watched::{Disk, Luck, Replay};

    const SPACE: [u8; 32] = [7; 32];

    fn remove(store: &Store, arrival: u64) -> Result<(), StoreError> {
        store.write(|tx| {
            tx.remove_body(&SPACE, arrival)?;
            mark_rekey_due(tx)
        })
    }

    /// How often the store in `dir` moved, and once more for its creation.
    fn generation(dir: &Path) -> u64 {
        u64::from_be_bytes(std::fs::read(dir.join("key")).unwrap()[9..17].try_into().unwrap())
    }

    /// Two bodies; the second is removed while the store has just moved for the first.
    fn work(dir: &Path) -> Store {
        let store = Store::create(dir).unwrap();
        for arrival in 0..2 {
            store.write(|tx| tx.append(&SPACE, &[1], Some(&[arrival; 900]))).unwrap();
        }
        remove(&store, 0).unwrap();
        let due = mark(&store).unwrap();
        rekey_for(&store, due.as_deref(), || remove(&store, 1)).unwrap();
        store
    }

    #[test]
    fn what_is_removed_while_the_store_moves_gets_a_fresh_key_too() {
        let dir = TempDir::new().unwrap();
        let store = work(dir.path());
        assert_eq!(generation(dir.path()), 2);
        rekey_if_due(&store).unwrap();
        assert_eq!(generation(dir.path()), 3, "for the second");
        rekey_if_due(&store).unwrap();
        assert_eq!(generation(dir.path()), 3, "none is due any more");
    }

    #[test]
    fn after_a_crash_at_any_write_the_key_is_fresher_than_what_was_removed() {
        let dir = TempDir::new().unwrap();
        let disk = Disk::under(dir.path());
        let store = work(dir.path());
        rekey_if_due(&store).unwrap();
        let events = disk.events();
        let (mut replay, mut looked) = (Replay::of(&events), [0, 0]);
        while replay.advance().is_some() {
            let left = TempDir::new().unwrap();
            replay.leaves(left.path(), [Luck::All, Luck::Torn, Luck::Some(replay.count as u64)][replay.count % 3]);
            let Ok(store) = Store::open(left.path()) else { continue };
            rekey_if_due(&store).unwrap();
            for (arrival, sealed) in [(0, 1), (1, 2)] {
                let is_gone = store.count(&SPACE).unwrap() == 2 && store.body(&SPACE, arrival).unwrap().is_none();
                assert!(!is_gone || generation(left.path()) > sealed, "event {}: body {arrival}", replay.count);
                looked[usize::try_from(arrival).unwrap()] += usize::from(is_gone);
            }
        }
        assert!(looked.iter().all(|images| *images > 20), "so few images: {looked:?}");
    }
}
