//! Taking a space off this device, of which its role gets nothing any more.

use deelbaar_schema::id::{DeviceId, SpaceId};
use deelbaar_schema::space::SpaceState;

use super::load::cache_name;
use super::{Core, OpenReplicaError, Replica, due, logs, rekey_now};
use crate::store::{Area, Store, StoreError};

/// The name under which is remembered how far the own log went.
pub(crate) fn written_name(space: &SpaceId) -> String {
    format!("written in {space}")
}

/// How far the own log of `space` went when it was taken off this device.
pub(super) fn written(store: &Store, space: &SpaceId) -> Result<u64, StoreError> {
    let kept = store.get(Area::Local, &written_name(space))?;
    Ok(kept.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes))
}

impl<S: SpaceState> Replica<S> {
    /// Removes every record of the space, and what follows from them, and rewrites the store under a fresh key, so that
    /// nothing of it can be read back. When that is cut short it is finished at the next opening. Remembered is only how far
    /// the log of `own` went: this device writes in it again once all of that has come back; and who wrote two logs, with the
    /// proof, which holds no content.
    ///
    /// Returns how many records there were.
    pub fn forget(&self, own: &DeviceId) -> Result<u64, StoreError> {
        let mut core = self.core_as_stored()?;
        let (shared, space) = (&self.shared, self.space());
        let (count, written) = {
            let logs = self.logs();
            (logs.len(), logs.head(own).next_seq.max(logs.written()))
        };
        shared.store.write::<_, StoreError>(|tx| {
            tx.remove_space(space.as_bytes())?;
            tx.delete(Area::Local, &logs::withdrawn_name(&space))?;
            tx.delete(Area::Cache, &cache_name(&space))?;
            tx.put(Area::Local, &written_name(&space), &written.to_be_bytes())?;
            due::note_purge(tx)
        })?;
        let loaded = Core::load(&shared.store, space, &shared.clock, shared.fresh.as_ref(), false);
        let loaded = loaded.map_err(|error| match error {
            OpenReplicaError::Store(error) => error,
            _ => StoreError::DamagedStore,
        })?;
        self.replace(&mut core, loaded);
        drop(core);
        shared.changed.send_replace(0);
        rekey_now(&shared.store)?;
        Ok(count)
    }

    /// Whether this device must not write here yet: its own log has not come back as far as it went.
    pub fn is_behind(&self, own: &DeviceId) -> bool {
        let logs = self.logs();
        logs.head(own).next_seq < logs.written()
    }
}
