//! Building a replica from what is kept: the index, and the state as far as no cache holds it.

use deelbaar_schema::encoding;
use deelbaar_schema::id::SpaceId;
use deelbaar_schema::record::Record;
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::time::Date;

use super::logs::Logs;
use super::{Core, OpenReplicaError};
use crate::clock::Clock;
use crate::store::{Area, Store, StoreError};

impl<S: SpaceState> Core<S> {
    pub(super) fn load(
        store: &Store,
        space: SpaceId,
        clock: &Clock,
        fresh: &(dyn Fn() -> Option<S> + Send + Sync),
        use_cache: bool,
    ) -> Result<Self, OpenReplicaError> {
        let mut state = fresh().ok_or(OpenReplicaError::State)?;
        let today = clock.today();
        let (mut logs, heads) = Logs::load(store, space)?;
        let cached = if use_cache { restore(store, space, &mut state, heads.len() as u64)? } else { 0 };
        let mut replay = Replay { state: &mut state, today, cached, pending: Vec::with_capacity(AT_ONCE), whole: true };
        let mut rest = (0..).zip(heads).peekable();
        store.bodies(space.as_bytes(), .., |with_body, body| {
            while let Some((arrival, head)) = rest.next_if(|(arrival, _)| *arrival <= with_body) {
                let here = arrival == with_body;
                logs.push(arrival, &head, here);
                if here {
                    // A damaged body, too: what is there is not missing.
                    replay.add(arrival, head.with_kept_body(body?));
                    break;
                }
                replay.add(arrival, head);
            }
            Ok::<_, OpenReplicaError>(())
        })?;
        for (arrival, head) in rest {
            logs.push(arrival, &head, false);
            replay.add(arrival, head);
        }
        replay.flush();
        if !replay.whole {
            return if use_cache {
                Self::load(store, space, clock, fresh, false)
            } else {
                Err(OpenReplicaError::State)
            };
        }
        Ok(Self { state, logs, cached })
    }
}

/// So many records are given to the state together at the start.
const AT_ONCE: usize = 256;

/// Gives a state the records that it does not know yet, some at a time: all at once would be held twice.
struct Replay<'s, S> {
    state: &'s mut S,
    today: Date,
    /// Arrivals that a cache covers.
    cached: u64,
    pending: Vec<Record>,
    /// Whether the cache turned out to be sound.
    whole: bool,
}

impl<S: SpaceState> Replay<'_, S> {
    fn add(&mut self, arrival: u64, record: Record) {
        if S::cached(record.header().kind) && arrival < self.cached {
            return;
        }
        self.pending.push(record);
        if self.pending.len() >= AT_ONCE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let results = self.state.apply(&self.pending, self.today);
        self.whole &= !results.iter().any(|result| matches!(result, Err(Refusal::Cache)));
        self.pending.clear();
    }
}

fn restore<S: SpaceState>(store: &Store, space: SpaceId, state: &mut S, count: u64) -> Result<u64, StoreError> {
    let Some(kept) = store.get(Area::Cache, &cache_name(&space))? else { return Ok(0) };
    let Ok((covers, cache)) = encoding::decode::<(u64, Vec<u8>)>(&kept) else { return Ok(0) };
    Ok(if covers <= count && state.restore(&cache) { covers } else { 0 })
}

/// The name of the cache of a space's state.
pub(super) fn cache_name(space: &SpaceId) -> String {
    format!("state of {space}")
}
