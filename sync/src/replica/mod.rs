//! A replica: the records of one space on this device, the state that follows from them, and nothing else.
//!
//! A replica is typed over the state of its space. The region's replica holds a
//! [`RegionState`](deelbaar_schema::region::RegionState) and the region's records; there is no way from it to a
//! municipality's.

mod due;
mod error;
mod flaw;
mod forget;
mod fork;
#[cfg(test)]
pub(crate) mod fuzzed;
mod glance;
mod keep;
mod late;
mod load;
mod logs;
mod offered;
mod reaching;
mod serve;

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use deelbaar_schema::charter::Charter;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, RecordId, SpaceId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::PlanEdit;
use deelbaar_schema::record::{Kind, Record, RecordError, WireRecord};
use deelbaar_schema::space::{Refusal, SpaceState, Taken};
use deelbaar_schema::time::Timestamp;
use deelbaar_schema::verify::Unproven;
use tokio::sync::watch;

pub(crate) use due::{is_rekey_due, mark_rekey_due, purges_in, rekey_if_due, rekey_now};
pub use error::{AppendError, OpenReplicaError};
pub use flaw::{Flaw, Why};
pub(crate) use forget::written_name;
pub use fork::Fork;
use keep::Change;
use load::cache_name;
use logs::Logs;
pub use offered::{Accepted, Checked};
pub use reaching::Unreached;

use crate::clock::Clock;
use crate::poison::lock;
use crate::store::{Area, Store, StoreError};

/// The records of one space on this device. Clones share it.
pub struct Replica<S> {
    shared: Arc<Shared<S>>,
}

impl<S> Clone for Replica<S> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

struct Shared<S> {
    store: Store,
    space: SpaceId,
    clock: Clock,
    fresh: Box<dyn Fn() -> Option<S> + Send + Sync>,
    /// Taken before [`logs`](Self::logs) where both are.
    core: Mutex<Core<S>>,
    /// What the store holds. Beside the state: whoever asks how far the logs go, or who takes part, does not wait while records
    /// are judged or written, which can take seconds.
    logs: Mutex<Logs>,
    charter: watch::Sender<Arc<Charter>>,
    changed: watch::Sender<u64>,
    /// How often bodies were removed. Told while the index, which shows it, is held.
    erased: watch::Sender<u64>,
}

struct Core<S> {
    state: S,
    /// Arrivals covered by the cache in the store.
    cached: u64,
    /// How often something was purged in the store when that cache was seen there: each time every cache goes.
    purges: u64,
    /// It holds what could not be written: it must be built again before anything is added to it.
    ahead: bool,
    /// How often peers showed a lower place of a log that forked.
    lowered: BTreeMap<DeviceId, u32>,
}

/// How far a peer's logs go: the number of its next record, per author.
pub type Heights = BTreeMap<DeviceId, u64>;

/// Digest of a part of a space: 8 bytes, keyed by the two whole digests so that nobody can prepare for it.
pub type BucketDigest = [u8; 8];

/// A batch ends with the record that makes it so many bytes. With twice as many a large join takes a tenth less time, and four
/// megabytes more.
const BATCH_BYTES: usize = 256 * 1024;

impl<S: SpaceState> Replica<S> {
    /// Opens the replica of `space` in `store`. `fresh` makes the state before any record.
    ///
    /// What this device verified before is not verified again; [`Replica::verify`] does that on request.
    pub fn open(
        store: Store,
        space: SpaceId,
        clock: Clock,
        fresh: impl Fn() -> Option<S> + Send + Sync + 'static,
    ) -> Result<Self, OpenReplicaError> {
        let fresh = Box::new(fresh);
        let (core, logs) = Core::load(&store, space, &clock, fresh.as_ref(), true).map_err(|error| match error {
            // Which one it is, for whoever has to do something about it.
            OpenReplicaError::Store(StoreError::Damaged(_)) | OpenReplicaError::Record(_) => {
                flaw::first(&store, &space).ok().flatten().map_or(error, OpenReplicaError::Damaged)
            }
            other => other,
        })?;
        let changed = watch::channel(logs.len()).0;
        let charter = watch::channel(core.state.shared_charter()).0;
        let (core, logs, erased) = (Mutex::new(core), Mutex::new(logs), watch::channel(0).0);
        let shared = Shared { store, space, clock, fresh, core, logs, charter, changed, erased };
        Ok(Self { shared: Arc::new(shared) })
    }

    fn logs(&self) -> MutexGuard<'_, Logs> {
        lock(&self.shared.logs)
    }

    /// What was loaded takes the place of what was here.
    fn replace(&self, core: &mut Core<S>, (loaded, logs): (Core<S>, Logs)) {
        *core = loaded;
        self.tell_charter(core);
        #[cfg(test)]
        glance::between();
        let mut held = self.logs();
        *held = logs;
        self.shared.erased.send_modify(|times| *times += 1);
    }

    /// Before the index shows what it came with: whoever reads there whatever a record came with knows of every removal in it.
    fn tell_charter(&self, core: &Core<S>) {
        self.shared.charter.send_replace(core.state.shared_charter());
    }

    fn core(&self) -> MutexGuard<'_, Core<S>> {
        // A panic in a state is caught where foreign data enters; what is left behind is still whole.
        let mut core = lock(&self.shared.core);
        if core.ahead {
            self.return_to_stored(&mut core).ok();
        }
        core
    }

    /// The same, for whoever adds to it: never to something that the store does not hold.
    fn core_as_stored(&self) -> Result<MutexGuard<'_, Core<S>>, StoreError> {
        let mut core = self.core();
        if core.ahead {
            self.return_to_stored(&mut core)?;
        }
        Ok(core)
    }

    /// Takes the state back to what the store holds.
    fn return_to_stored(&self, core: &mut Core<S>) -> Result<(), StoreError> {
        core.ahead = true;
        let shared = &self.shared;
        let loaded =
            Core::load(&shared.store, self.space(), &shared.clock, shared.fresh.as_ref(), true).map_err(|error| {
                match error {
                    OpenReplicaError::Store(error) => error,
                    _ => StoreError::DamagedStore,
                }
            })?;
        self.replace(core, loaded);
        Ok(())
    }

    /// The space.
    pub fn space(&self) -> SpaceId {
        self.shared.space
    }

    /// Looks at the state. Keep it short: nothing else can happen in this space meanwhile.
    pub fn look<T>(&self, look: impl FnOnce(&S) -> T) -> T {
        look(&self.core().state)
    }

    /// Appends this device's next record, after the state has judged it like anybody else's.
    pub fn append(&self, key: &SecretKey, kind: Kind, body: Vec<u8>) -> Result<RecordId, AppendError> {
        let mut core = self.core_as_stored()?;
        let record = self.next_record(key, self.shared.clock.now(), kind, body)?;
        core.state.may_append(&record, record.header().time.date())?;
        let taken = self.judge(&mut core, std::slice::from_ref(&record)).pop().unwrap_or(Err(Refusal::Kind))?;
        let id = record.id();
        self.keep(core, &[(record, taken)])?;
        Ok(id)
    }

    fn next_record(&self, key: &SecretKey, now: Timestamp, kind: Kind, body: Vec<u8>) -> Result<Record, AppendError> {
        let logs = self.logs();
        let log = logs.head(&key.device());
        if log.next_seq < logs.written() {
            return Err(AppendError::Behind);
        }
        drop(logs);
        Ok(Record::create(key, self.space(), log, now, kind, body).map_err(Refusal::from)?)
    }

    /// Lets the state judge records; when its cache turns out to be damaged, builds it again and asks once more.
    fn judge(&self, core: &mut Core<S>, records: &[Record]) -> Vec<Result<Taken, Refusal>> {
        let today = self.shared.clock.today();
        let results = core.state.apply(records, today);
        if !results.iter().any(|result| matches!(result, Err(Refusal::Cache))) {
            return results;
        }
        tracing::warn!(space = %self.space().short(), "damaged cache: building it again from the records");
        match Core::load(&self.shared.store, self.space(), &self.shared.clock, self.shared.fresh.as_ref(), false) {
            Ok((rebuilt, _)) => {
                *core = rebuilt;
                core.state.apply(records, today)
            }
            Err(_) => results,
        }
    }

    /// Writes judged records in one transaction. When that fails the state is taken back to what the store holds.
    fn keep(&self, mut core: MutexGuard<'_, Core<S>>, judged: &[(Record, Taken)]) -> Result<usize, StoreError> {
        let space = self.space();
        // Nobody else writes here while the core is held.
        let change = Change::of(judged, &self.logs());
        let written = self.shared.store.write(|tx| change.write(tx, &space));
        let placed = match written {
            Ok(placed) => placed,
            Err(error) => {
                // A disk that fails may not let it be read either: then before the next use.
                if self.return_to_stored(&mut core).is_err() {
                    tracing::warn!(space = %space.short(), "what could not be written is taken back later");
                }
                return Err(error);
            }
        };
        if judged.iter().any(|(record, _)| record.header().kind == Kind::Charter) {
            self.tell_charter(&core);
        }
        #[cfg(test)]
        glance::between();
        let mut logs = self.logs();
        change.note(&mut logs, &placed, |author, seq| core.state.is_emptied(author, seq));
        if !change.purged.is_empty() {
            self.shared.erased.send_modify(|times| *times += 1);
        }
        let count = logs.len();
        drop(logs);
        drop(core);
        // All of it stands: others hear of it before the store moves, and also when the disk has no room for that.
        self.shared.changed.send_replace(count);
        if change.erases
            && let Err(error) = rekey_if_due(&self.shared.store)
        {
            tracing::error!(space = %space.short(), "a deletion is not finished: {error}");
        }
        Ok(change.purged.len())
    }

    /// Takes in records from a peer. Each is verified; what is refused changes nothing.
    pub fn accept(&self, offered: Vec<WireRecord>) -> Result<Accepted, StoreError> {
        self.take_in(Checked::of(offered.into_iter().map(Unproven::received).collect())?)
    }

    /// Takes in what was checked; what is refused changes nothing.
    pub fn take_in(&self, checked: Checked) -> Result<Accepted, StoreError> {
        let mut accepted = Accepted::default();
        // Nobody knows who wrote what does not verify.
        let nobody = DeviceId::from_bytes([0; 32]);
        accepted.refused.extend(checked.refused.into_iter().map(|refusal| (nobody, 0, refusal)));
        let mut core = self.core_as_stored()?;
        let mut judged = Vec::with_capacity(checked.records.len());
        let mut stopped: BTreeSet<DeviceId> = BTreeSet::new();
        let mut ahead = Ahead::default();
        let mut forks = Vec::new();
        let mut rest = checked.records.into_iter().peekable();
        while rest.peek().is_some() {
            let mut fit = Vec::new();
            for record in next_run(&mut rest) {
                let header = record.header();
                let place = if stopped.contains(&header.author) {
                    Err(Refusal::AfterRefused)
                } else {
                    self.place(&self.logs(), &mut ahead, &record)
                };
                if matches!(place, Err(Refusal::Forked)) {
                    forks.extend(self.fork_shown_by(&record)?);
                }
                match place {
                    Ok(Place::Known) => {}
                    Ok(Place::New) => fit.push(record),
                    Err(refusal) => {
                        stopped.insert(header.author);
                        accepted.refused.push((header.author, header.seq, refusal));
                    }
                }
            }
            if !fit.is_empty() {
                let began = Instant::now();
                let results = self.judge(&mut core, &fit);
                accepted.judged_for += began.elapsed();
                for (record, result) in fit.into_iter().zip(results) {
                    match result {
                        Ok(taken) => judged.push((record, taken)),
                        Err(refusal) => {
                            stopped.insert(record.header().author);
                            accepted.refused.push((record.header().author, record.header().seq, refusal));
                        }
                    }
                }
            }
        }
        for fork in forks {
            accepted.forked.extend(self.keep_fork(&core, &fork)?);
        }
        let authors: BTreeSet<DeviceId> = judged.iter().map(|(record, _)| record.header().author).collect();
        let forked: Vec<DeviceId> =
            authors.into_iter().filter(|author| self.logs().forks().place(author).is_some()).collect();
        accepted.taken = judged.len();
        if !judged.is_empty() {
            accepted.purged = self.keep(core, &judged)?;
        }
        for author in forked {
            self.look_at_fork(&self.core(), &author)?;
        }
        Ok(accepted)
    }

    /// Whether a record continues its log, after what this batch has already brought.
    fn place(&self, logs: &Logs, ahead: &mut Ahead, record: &Record) -> Result<Place, Refusal> {
        let header = record.header();
        if header.space != self.space() {
            return Err(RecordError::Space.into());
        }
        let known = logs.record_at(&header.author, header.seq) == Some(record.id());
        if logs.is_past_fork(&header.author, header.seq) && !known {
            return Err(Refusal::Forked);
        }
        let head = ahead.heads.get(&header.author).copied().unwrap_or_else(|| logs.head(&header.author));
        if header.seq < head.next_seq {
            return match logs.record_at(&header.author, header.seq).or_else(|| ahead.records.get(&record.id()).copied())
            {
                Some(known) if known == record.id() => {
                    // Whatever is said of it: who has the text gives it.
                    let lacked = record.body().is_some() && logs.takes_body_of(&known);
                    Ok(if lacked { Place::New } else { Place::Known })
                }
                // Two records at one place: the author's log forked. The first one that came stays.
                _ => Err(Refusal::Forked),
            };
        }
        if header.seq == head.next_seq && header.prev != head.last {
            // It follows another record than the one that is here.
            return Err(Refusal::Forked);
        }
        ahead.heads.insert(header.author, head.advance(record)?);
        ahead.records.insert(record.id(), record.id());
        Ok(Place::New)
    }

    /// Every record as it is kept, in order of arrival.
    pub fn records(&self) -> Result<Vec<Record>, StoreError> {
        (0..self.count()).filter_map(|arrival| self.kept(arrival).transpose()).collect()
    }

    /// The records of one kind as they are kept, in order of arrival; the others are not read.
    pub fn records_of(&self, kind: Kind) -> Result<Vec<Record>, StoreError> {
        let arrivals: Vec<u64> = {
            let logs = self.logs();
            logs.headers().filter(|(_, found)| *found == kind).map(|(arrival, _)| arrival).collect()
        };
        arrivals.into_iter().filter_map(|arrival| self.kept(arrival).transpose()).collect()
    }

    /// A record as it is kept; nothing where its head is no head.
    fn kept(&self, arrival: u64) -> Result<Option<Record>, StoreError> {
        let wire = self.wire(arrival)?;
        Ok(Record::from_store(&wire.head, wire.body).ok())
    }

    /// Checks every signature, body hash and chain again, and every rule, from the first record on. Returns how many
    /// records hold, and the first that does not.
    pub fn verify(&self) -> Result<(usize, Option<Flaw>), StoreError> {
        let Some(mut state) = (self.shared.fresh)() else { return Ok((0, None)) };
        let mut heads = BTreeMap::new();
        let today = self.shared.clock.today();
        let count = self.count();
        let apply = |state: &mut S, record: &Record| {
            state.apply(std::slice::from_ref(record), today).pop().unwrap_or(Err(Refusal::Kind))
        };
        // What came after its head is judged again after everything else.
        let (mut good, mut late) = (0, Vec::new());
        for arrival in 0..count {
            let known = self.logs().id_of(arrival);
            let record = match flaw::read(&self.shared.store, &self.space(), arrival)? {
                Ok(record) => record,
                // What cannot be read any more was read when this replica opened.
                Err(flaw) => return Ok((good, Some(Flaw { record: flaw.record.or(known), ..flaw }))),
            };
            let author = record.header().author;
            let head = *heads.entry(author).or_insert(deelbaar_schema::record::LogHead::EMPTY);
            let checked = match record.to_wire().verify().and_then(|it| Ok((head.advance(&it)?, it))) {
                Ok((head, checked)) => {
                    heads.insert(author, head);
                    checked
                }
                Err(altered) => return Ok((good, Some(Flaw::of(&record, arrival, altered.into())))),
            };
            match apply(&mut state, &checked) {
                Ok(_) => good += 1,
                Err(_) if late::may_be_late(&checked) => late.push((checked, arrival)),
                Err(refusal) => return Ok((good, Some(Flaw::of(&checked, arrival, refusal)))),
            }
        }
        for (record, arrival) in late {
            match apply(&mut state, &record) {
                Ok(_) => good += 1,
                Err(refusal) => return Ok((good, Some(Flaw::of(&record, arrival, refusal)))),
            }
        }
        Ok((good, None))
    }

    /// Keeps beside the records what makes the next start fast. Cheap when nothing changed.
    pub fn save_cache(&self) -> Result<(), StoreError> {
        let mut core = self.core();
        let count = self.count();
        let purges = due::purges(&self.shared.store)?;
        if (core.cached, core.purges) == (count, purges) {
            return Ok(());
        }
        if let Some(cache) = core.state.cache() {
            let kept = encoding::encode(&(count, cache)).unwrap_or_default();
            self.shared.store.write(|tx| tx.put(Area::Cache, &cache_name(&self.space()), &kept))?;
        }
        (core.cached, core.purges) = (count, purges);
        Ok(())
    }
}

impl Replica<MunicipalityState> {
    /// Edits the plan: one user action, one record. Returns the edits that undo it.
    pub fn edit_plan(&self, key: &SecretKey, edits: &[PlanEdit]) -> Result<Vec<PlanEdit>, AppendError> {
        self.edit_plan_if(key, edits, |_| Ok(()), |_, _| ()).map(|(inverse, ())| inverse)
    }

    /// The same, unless `may` says against the state of that very moment; `then` looks at the one that comes of it. Nothing
    /// is taken in between.
    pub fn edit_plan_if<T, E: From<AppendError>>(
        &self,
        key: &SecretKey,
        edits: &[PlanEdit],
        may: impl FnOnce(&MunicipalityState) -> Result<(), E>,
        then: impl FnOnce(&[PlanEdit], &MunicipalityState) -> T,
    ) -> Result<(Vec<PlanEdit>, T), E> {
        let mut core = self.core_as_stored().map_err(AppendError::from)?;
        may(&core.state)?;
        let logs = self.logs();
        let seq = logs.head(&key.device()).next_seq;
        if seq < logs.written() {
            return Err(AppendError::Behind.into());
        }
        drop(logs);
        let now = self.shared.clock.now();
        let edited = core.state.edit(edits, now, seq).map_err(AppendError::from)?;
        let seen = then(&edited.inverse, &core.state);
        if let Some(change) = edited.change {
            let record = self.next_record(key, now, Kind::PlanChange, change)?;
            self.keep(core, &[(record, Taken::KEEP)]).map_err(AppendError::from)?;
        }
        Ok((edited.inverse, seen))
    }
}

enum Place {
    Known,
    New,
}

/// What a batch brings beyond what is kept.
#[derive(Default)]
struct Ahead {
    heads: BTreeMap<DeviceId, deelbaar_schema::record::LogHead>,
    records: BTreeMap<RecordId, RecordId>,
}

/// Plan changes in a row are judged together; anything else one by one, so that a refused record stops its author's
/// later ones before they are judged.
fn next_run(rest: &mut Peekable<std::vec::IntoIter<Record>>) -> Vec<Record> {
    let is_change = |record: &Record| record.header().kind == Kind::PlanChange;
    let mut run: Vec<Record> = rest.next().into_iter().collect();
    if run.iter().all(is_change) {
        run.extend(std::iter::from_fn(|| rest.next_if(is_change)));
    }
    run
}
