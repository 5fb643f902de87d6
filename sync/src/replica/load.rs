//! Building a replica from what is kept: the index, and the state as far as no cache holds it.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use deelbaar_schema::encoding;
use deelbaar_schema::id::SpaceId;
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::time::Date;

use super::late::Late;
use super::logs::Logs;
use super::{Core, OpenReplicaError, due};
use crate::clock::Clock;
use crate::store::{Area, DamagedRecord, Part, Snapshot, Store, StoreError};

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
        // One look for all: each thread waits for the others, so none may still have to ask the store for something.
        let (cached, purges, whole, late) = store.read(|snapshot| {
            let count = snapshot.count(space.as_bytes())?;
            let cached = if use_cache { restore(snapshot, space, &mut state, count)? } else { 0 };
            let (whole, late) = read_into(snapshot, space, cached, &mut state, &mut logs, today)?;
            Ok::<_, OpenReplicaError>((cached, due::purges_in(snapshot)?, whole, late))
        })?;
        let mut late = late;
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

/// Reads the heads on one thread and the bodies on another, and makes the state on this one. Whether its cache was of use, and
/// what may have come before what it needs.
fn read_into<S: SpaceState>(
    snapshot: &Snapshot<'_>,
    space: SpaceId,
    cached: u64,
    state: &mut S,
    logs: &mut Logs,
    today: Date,
) -> Result<(bool, Late), OpenReplicaError> {
    let (batches, waiting) = sync_channel(BATCHES_AHEAD);
    let (chunks, heads) = sync_channel(BATCHES_AHEAD);
    let (mut whole, mut late) = (true, Late::default());
    let read = std::thread::scope(|scope| {
        scope.spawn(move || read_heads(snapshot, space, &chunks));
        let reader = scope.spawn(|| {
            let mut batch = Batch { cached, known: S::cached, records: Vec::new(), batches };
            read_all(snapshot, space, logs, heads, &mut batch)?;
            batch.flush();
            Ok::<_, OpenReplicaError>(())
        });
        for batch in waiting {
            let results = state.apply(&batch, today);
            whole &= !results.iter().any(|result| matches!(result, Err(Refusal::Cache)));
            late.look(batch, results);
        }
        reader.join()
    });
    read.unwrap_or(Err(OpenReplicaError::State))?;
    Ok((whole, late))
}

/// So many records are given to the state together at the start.
const AT_ONCE: usize = 256;
/// So many times that may be read ahead of the state: all at once would be held twice.
const BATCHES_AHEAD: usize = 2;

/// Heads, or why there are no more.
type Heads = Result<Vec<Record>, OpenReplicaError>;

/// Reads the heads in order of arrival.
fn read_heads(snapshot: &Snapshot<'_>, space: SpaceId, chunks: &SyncSender<Heads>) {
    let mut chunk = Vec::with_capacity(AT_ONCE);
    let send = |chunk: &mut Vec<Record>| {
        // Nobody waits any more when a body could not be read: the whole loading ends with that.
        chunks.send(Ok(std::mem::take(chunk))).map_err(|_gone| OpenReplicaError::State)
    };
    let read = snapshot.heads(space.as_bytes(), .., |_, head| {
        chunk.push(Record::from_store(&head?, None)?);
        if chunk.len() < AT_ONCE { Ok(()) } else { send(&mut chunk) }
    });
    let _gone = chunks.send(read.map(|()| chunk)).is_err();
}

/// Joins heads and bodies in order of arrival.
fn read_all(
    snapshot: &Snapshot<'_>,
    space: SpaceId,
    logs: &mut Logs,
    heads: Receiver<Heads>,
    batch: &mut Batch,
) -> Result<(), OpenReplicaError> {
    let mut failed = None;
    let heads = heads.into_iter().map_while(|chunk| chunk.map_err(|error| failed = Some(error)).ok()).flatten();
    join(snapshot, space, logs, heads, batch)?;
    failed.map_or(Ok(()), Err)
}

fn join(
    snapshot: &Snapshot<'_>,
    space: SpaceId,
    logs: &mut Logs,
    heads: impl Iterator<Item = Record>,
    batch: &mut Batch,
) -> Result<(), OpenReplicaError> {
    let mut rest = (0..).zip(heads).peekable();
    snapshot.bodies(space.as_bytes(), .., |with_body, body| {
        while let Some((arrival, head)) = rest.next_if(|(arrival, _)| *arrival <= with_body) {
            if arrival < with_body {
                batch.add_bare(logs, arrival, head)?;
                continue;
            }
            if let Ok(body) = body {
                logs.push(arrival, &head, true);
                batch.add(arrival, head.with_kept_body(body));
            } else {
                // Several may lie in that row, and only the first is told.
                logs.set_unreadable();
                batch.add_bare(logs, arrival, head)?;
            }
            break;
        }
        Ok::<_, OpenReplicaError>(())
    })?;
    for (arrival, head) in rest {
        batch.add_bare(logs, arrival, head)?;
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

    /// A head without its body. A publication may be one: its body was purged, or did not come, or does not open, and is asked for.
    /// Anything else lay in a row that does not open, and leaving it out could leave out a removal; unless the state does not need
    /// it, and then a check of everything finds it.
    fn add_bare(&mut self, logs: &mut Logs, arrival: u64, head: Record) -> Result<(), OpenReplicaError> {
        let header = head.header();
        let may_lack_body = header.kind.may_lack_body();
        if !may_lack_body && !self.is_covered(arrival, &head) {
            let damaged = DamagedRecord { space: *header.space.as_bytes(), arrival, part: Part::Body };
            return Err(StoreError::from(damaged).into());
        }
        logs.push(arrival, &head, !may_lack_body);
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

fn restore<S: SpaceState>(
    snapshot: &Snapshot<'_>,
    space: SpaceId,
    state: &mut S,
    count: u64,
) -> Result<u64, StoreError> {
    let Some(kept) = snapshot.get(Area::Cache, &cache_name(&space))? else { return Ok(0) };
    let Ok((covers, cache)) = encoding::decode::<(u64, Vec<u8>)>(&kept) else { return Ok(0) };
    Ok(if covers <= count && state.restore(&cache) { covers } else { 0 })
}

/// The name of the cache of a space's state.
pub(super) fn cache_name(space: &SpaceId) -> String {
    format!("state of {space}")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    use deelbaar_schema::crypto::SecretKey;
    use deelbaar_schema::record::LogHead;
    use deelbaar_schema::time::Timestamp;

    use super::{AT_ONCE, BATCHES_AHEAD, Kind, Record, StoreError};
    use crate::workspace::tests::{Pair, START};

    /// The threads of one load wait for each other, and a rekey for all of them.
    #[test]
    fn a_load_and_a_rekey_do_not_wait_for_each_other() {
        let pair = Pair::new(|_| ());
        let (region, key) = (pair.officer.region().clone(), SecretKey::from_seed(&[9; 32]));
        let (store, space) = (region.shared.store.clone(), region.space());
        store
            .write::<_, StoreError>(|tx| {
                let mut log = LogHead::EMPTY;
                // More than is read ahead, of a stranger: nothing comes of them.
                for _ in 0..2 * AT_ONCE * (BATCHES_AHEAD + 2) {
                    let record = Record::create(&key, space, log, Timestamp(START), Kind::Purged, vec![7; 40]).unwrap();
                    log = log.advance(&record).unwrap();
                    tx.append(space.as_bytes(), &record.head(), record.body())?;
                }
                Ok(())
            })
            .unwrap();
        let (ended, done) = (Arc::new(AtomicBool::new(false)), mpsc::channel());
        let (stop, told) = (Arc::clone(&ended), done.0.clone());
        std::thread::spawn(move || {
            while !stop.load(Ordering::Acquire) {
                store.rekey().unwrap();
            }
            told.send(()).ok();
        });
        std::thread::spawn(move || {
            for _ in 0..30 {
                region.return_to_stored(&mut region.core()).unwrap();
            }
            ended.store(true, Ordering::Release);
            done.0.send(()).ok();
        });
        for _ in 0..2 {
            done.1.recv_timeout(Duration::from_mins(10)).expect("they wait for each other");
        }
    }
}
