//! Building a replica from what is kept: the index, and the state as far as no cache holds it.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use deelbaar_schema::encoding;
use deelbaar_schema::id::SpaceId;
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::space::{Refusal, SpaceState};

use super::late::Late;
use super::logs::Logs;
use super::{Core, OpenReplicaError, due};
use crate::clock::Clock;
use crate::store::{Area, DamagedRecord, Part, Store, StoreError};

impl<S: SpaceState> Core<S> {
    pub(super) fn load(
        store: &Store,
        space: SpaceId,
        clock: &Clock,
        fresh: &(dyn Fn() -> Option<S> + Send + Sync),
        use_cache: bool,
    ) -> Result<(Self, Logs), OpenReplicaError> {
        let mut state = fresh().ok_or(OpenReplicaError::State)?;
        let today = clock.today();
        let mut logs = Logs::load(store, space)?;
        let purges = due::purges(store)?;
        let cached = if use_cache { restore(store, space, &mut state, store.count(space.as_bytes())?)? } else { 0 };
        // Heads are read on one thread, bodies on another; the state is made on this one.
        let (batches, waiting) = sync_channel(BATCHES_AHEAD);
        let (chunks, heads) = sync_channel(BATCHES_AHEAD);
        let mut late = Late::default();
        let (read, whole) = std::thread::scope(|scope| {
            scope.spawn(move || read_heads(store, space, &chunks));
            let reader = scope.spawn(|| {
                let mut batch = Batch { cached, known: S::cached, records: Vec::new(), batches };
                read_all(store, space, &mut logs, heads, &mut batch)?;
                batch.flush();
                Ok::<_, OpenReplicaError>(())
            });
            let mut whole = true;
            for batch in waiting {
                let results = state.apply(&batch, today);
                whole &= !results.iter().any(|result| matches!(result, Err(Refusal::Cache)));
                late.look(batch, results);
            }
            (reader.join(), whole)
        });
        read.unwrap_or(Err(OpenReplicaError::State))?;
        if !whole {
            return if use_cache {
                Self::load(store, space, clock, fresh, false)
            } else {
                Err(OpenReplicaError::State)
            };
        }
        late.judge_again(&mut state, today);
        late.remove(store, &space, &mut logs)?;
        logs.give_up(|author, seq| state.is_emptied(author, seq));
        Ok((Self { state, cached, purges, ahead: false, lowered: BTreeMap::new() }, logs))
    }
}

/// So many records are given to the state together at the start.
const AT_ONCE: usize = 256;
/// So many times that may be read ahead of the state: all at once would be held twice.
const BATCHES_AHEAD: usize = 2;

/// Heads, or why there are no more.
type Heads = Result<Vec<Record>, OpenReplicaError>;

/// Reads the heads in order of arrival.
fn read_heads(store: &Store, space: SpaceId, chunks: &SyncSender<Heads>) {
    let mut chunk = Vec::with_capacity(AT_ONCE);
    let send = |chunk: &mut Vec<Record>| {
        // Nobody waits any more when a body could not be read: the whole loading ends with that.
        chunks.send(Ok(std::mem::take(chunk))).map_err(|_gone| OpenReplicaError::State)
    };
    let read = store.heads(space.as_bytes(), .., |_, head| {
        chunk.push(Record::from_store(&head?, None)?);
        if chunk.len() < AT_ONCE { Ok(()) } else { send(&mut chunk) }
    });
    let _gone = chunks.send(read.map(|()| chunk)).is_err();
}

/// Joins heads and bodies in order of arrival.
fn read_all(
    store: &Store,
    space: SpaceId,
    logs: &mut Logs,
    heads: Receiver<Heads>,
    batch: &mut Batch,
) -> Result<(), OpenReplicaError> {
    let mut failed = None;
    let heads = heads.into_iter().map_while(|chunk| chunk.map_err(|error| failed = Some(error)).ok()).flatten();
    join(store, space, logs, heads, batch)?;
    failed.map_or(Ok(()), Err)
}

fn join(
    store: &Store,
    space: SpaceId,
    logs: &mut Logs,
    heads: impl Iterator<Item = Record>,
    batch: &mut Batch,
) -> Result<(), OpenReplicaError> {
    let mut rest = (0..).zip(heads).peekable();
    store.bodies(space.as_bytes(), .., |with_body, body| {
        while let Some((arrival, head)) = rest.next_if(|(arrival, _)| *arrival <= with_body) {
            let here = arrival == with_body;
            logs.push(arrival, &head, here);
            if here {
                match body {
                    Ok(body) => batch.add(arrival, head.with_kept_body(body)),
                    // The state does not need it; a check of everything finds it.
                    Err(_) if batch.is_covered(arrival, &head) => {}
                    Err(error) => return Err(error.into()),
                }
                break;
            }
            batch.add_bare(arrival, head)?;
        }
        Ok::<_, OpenReplicaError>(())
    })?;
    for (arrival, head) in rest {
        logs.push(arrival, &head, false);
        batch.add_bare(arrival, head)?;
    }
    Ok(())
}

/// Records on their way to the state, without those that its cache covers.
struct Batch {
    /// Arrivals that a cache covers.
    cached: u64,
    /// Which kinds it covers.
    known: fn(Kind) -> bool,
    records: Vec<Record>,
    batches: SyncSender<Vec<Record>>,
}

impl Batch {
    fn is_covered(&self, arrival: u64, record: &Record) -> bool {
        (self.known)(record.header().kind) && arrival < self.cached
    }

    /// A head without its body. Only a publication may be one: anything else lay in a row that does not open, and leaving it
    /// out could leave out a removal.
    fn add_bare(&mut self, arrival: u64, head: Record) -> Result<(), OpenReplicaError> {
        let header = head.header();
        if !header.kind.may_lack_body() && !self.is_covered(arrival, &head) {
            let damaged = DamagedRecord { space: *header.space.as_bytes(), arrival, part: Part::Body };
            return Err(StoreError::from(damaged).into());
        }
        self.add(arrival, head);
        Ok(())
    }

    fn add(&mut self, arrival: u64, record: Record) {
        if self.is_covered(arrival, &record) {
            return;
        }
        self.records.push(record);
        if self.records.len() >= AT_ONCE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        // Nobody waits any more only when applying panicked, which ends the loading anyway.
        let _gone = self.batches.send(std::mem::take(&mut self.records)).is_err();
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
