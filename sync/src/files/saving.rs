//! Where the content of a file is being written to, so that what a kill leaves there, a part of it that anybody can read, goes
//! when the workspace is opened again.

use std::path::Path;

use crate::file::clear_unfinished;
use crate::store::{Area, Store, StoreError};

/// Then the path.
const NAME: &str = "file written to ";

/// One that is being written. Forgotten when this goes.
pub(super) struct Saving<'a> {
    store: &'a Store,
    name: Option<String>,
}

impl<'a> Saving<'a> {
    /// Begins. Where the disk does not take a note of it, it goes on without.
    pub(super) fn begin(store: &'a Store, path: &Path) -> Self {
        let full = std::path::absolute(path).ok();
        let name = full.as_deref().and_then(Path::to_str).map(|path| format!("{NAME}{path}"));
        let noted = name.filter(|name| {
            let noted = store.write::<_, StoreError>(|tx| tx.put(Area::Local, name, &[]));
            noted.inspect_err(|error| tracing::warn!("where a file is saved is not noted: {error}")).is_ok()
        });
        Self { store, name: noted }
    }
}

impl Drop for Saving<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name
            && let Err(error) = self.store.write::<_, StoreError>(|tx| tx.delete(Area::Local, name))
        {
            tracing::warn!("where a file was saved stays noted: {error}");
        }
    }
}

/// Removes what a kill left behind. What cannot be removed now, on a stick that is not there, is tried again next time.
pub(super) fn clear(store: &Store) -> Result<(), StoreError> {
    for (name, _) in store.read(|snapshot| snapshot.settings(NAME))? {
        let Some(path) = name.strip_prefix(NAME) else { continue };
        let cleared = Path::new(path).parent().is_some_and(Path::is_dir) && clear_unfinished(Path::new(path)).is_ok();
        if cleared && let Err(error) = store.write::<_, StoreError>(|tx| tx.delete(Area::Local, &name)) {
            // A full disk: the next time.
            tracing::warn!("that a file was left unfinished stays noted: {error}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_kill_leaves_of_a_saved_file_goes_at_the_next_opening() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(&dir.path().join("data")).unwrap();
        let (path, left) = (dir.path().join("route.pdf"), dir.path().join(".route.pdf.deelbaar-new"));
        let gone = dir.path().join("stick").join("route.pdf");
        for path in [&path, &gone] {
            // Killed: nobody forgets it.
            std::mem::forget(Saving::begin(&store, path));
        }
        std::fs::write(&left, b"the beginning of it").unwrap();
        std::fs::write(dir.path().join(".other.pdf.deelbaar-new"), b"of somebody else").unwrap();
        clear(&store).unwrap();
        assert!(!left.exists() && dir.path().join(".other.pdf.deelbaar-new").exists());
        let noted = || store.read(|snapshot| snapshot.settings(NAME)).unwrap().len();
        assert_eq!(noted(), 1, "the stick is not there");
        std::fs::create_dir(gone.parent().unwrap()).unwrap();
        clear(&store).unwrap();
        assert_eq!(noted(), 0);
        drop(Saving::begin(&store, &path));
        assert_eq!(noted(), 0, "finished");
    }
}
