//! What the search for bytes that break a decoder reaches of what a replica begins with.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;

use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, RecordId};
use deelbaar_schema::space::SpaceState;

use super::logs::{Logs, withdrawn_name};
use super::{Core, Fork, Heights, Replica, due, forget, load};
use crate::store::{Area, StoreError};

impl<S: SpaceState> Replica<S> {
    /// Its cache as the store keeps it.
    pub(crate) fn kept_cache(&self) -> Vec<u8> {
        let mut core = self.core();
        let cache = core.state.cache().unwrap();
        let covers = self.logs().len();
        encoding::encode(&(covers, cache)).unwrap()
    }

    /// Begins anew with these bytes in the place of the cache. Whether they were of use; they never keep a replica from
    /// beginning.
    pub(crate) fn begins_with_cache(&self, bytes: &[u8]) -> bool {
        self.put(Area::Cache, &load::cache_name(&self.space()), bytes);
        let (mut core, _) = self.begun();
        drop(core.state.cache());
        core.cached > 0
    }

    /// The same with what is remembered of withdrawn records and forks.
    pub(crate) fn begins_with(&self, what: Remembered, bytes: &[u8]) -> bool {
        let name = what.name(self);
        self.put(Area::Local, &name, bytes);
        let (_, mut logs) = self.begun();
        let used = match what {
            Remembered::Withdrawn => encoding::decode::<BTreeSet<RecordId>>(bytes).is_ok_and(|ids| !ids.is_empty()),
            Remembered::Forks => logs.forks().all().count() > 0,
            Remembered::Written => logs.written() > 0,
            Remembered::Purges => due::purges(&self.shared.store).unwrap() > 0,
        };
        look(&mut logs);
        if matches!(what, Remembered::Purges) {
            self.shared.store.write(due::note_purge).unwrap();
        }
        self.shared.store.write::<_, StoreError>(|tx| tx.delete(Area::Local, &name)).unwrap();
        used
    }

    fn put(&self, area: Area, name: &str, bytes: &[u8]) {
        self.shared.store.write(|tx| tx.put(area, name, bytes)).unwrap();
    }

    fn begun(&self) -> (Core<S>, Logs) {
        let shared = &self.shared;
        Core::load(&shared.store, self.space(), &shared.clock, shared.fresh.as_ref(), true).unwrap()
    }
}

/// What stands in the store about a space.
#[derive(Clone, Copy)]
pub(crate) enum Remembered {
    /// Which records were withdrawn.
    Withdrawn,
    /// Who wrote two logs.
    Forks,
    /// How far the own log went.
    Written,
    /// How often something was purged.
    Purges,
}

impl Remembered {
    fn name<S: SpaceState>(self, replica: &Replica<S>) -> String {
        match self {
            Self::Withdrawn => withdrawn_name(&replica.space()),
            Self::Forks => format!("forks in {}", replica.space()),
            Self::Written => forget::written_name(&replica.space()),
            Self::Purges => "purges".to_owned(),
        }
    }
}

/// Ids of withdrawn records.
pub(crate) fn withdrawn(ids: &[RecordId]) -> Vec<u8> {
    encoding::encode(&ids.iter().collect::<BTreeSet<_>>()).unwrap()
}

/// Forks, as they are written down.
pub(crate) fn forks(all: &[(DeviceId, u64, Fork)]) -> Vec<u8> {
    let all: BTreeMap<_, _> = all.iter().map(|(author, place, fork)| (author, (place, fork))).collect();
    encoding::encode(&all).unwrap()
}

/// Everything that is asked of an index.
fn look(logs: &mut Logs) {
    drop((logs.digest(), logs.buckets(&[1; 32]), logs.heights(), logs.wanted_heights()));
    drop((logs.forks_for(&Heights::new()), logs.bare_below(&Heights::new())));
    drop(logs.due(&mut 0, &Heights::new()));
    logs.give_up(|_, _| true);
    for (author, _, _) in logs.places().collect::<Vec<_>>() {
        black_box((logs.head(&author), logs.is_past_fork(&author, u64::MAX)));
    }
}
