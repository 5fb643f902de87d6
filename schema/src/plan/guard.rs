//! The guard: applies Automerge changes that came from other devices.
//!
//! Automerge trusts what it is given: a crafted change can panic, never end, take all memory, or be accepted and
//! leave a document that can be saved but not loaded. And a change that one replica accepts and another refuses
//! splits a municipality for ever. So every change passes, in this order:
//!
//! 1. its bytes, before the library sees them (`chunk`): size, type, length, and what its columns unpack to;
//! 2. rules on its place in the history: dependencies known; the next of its actor's chain, and linked to it;
//!    operation numbers follow from the dependencies; it names only objects, elements and values that its author
//!    could have seen. These depend on the change and its ancestors only, so that all replicas judge alike;
//! 3. a trial on a clone, inside `catch_unwind`: it must come back out as the same bytes;
//! 4. once per call: the saved document loads again and has the same heads ([`loads`]).
//!
//! Only then is the caller's document swapped. Nothing here reads a clock, a file or a random number.

mod chunk;
mod operations;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, Automerge, AutomergeError, Change, ChangeHash, LoadOptions, ReadDoc};

#[cfg(test)]
use operations::MAX_DEPTH;
use operations::{History, check_operations, knows_actor};

pub use chunk::{MAX_CHUNK, MAX_DEPS, MAX_OPS, MAX_TEXT, actor_of, inspect};

/// How many changes of one call may fail their trial before the rest is put off.
///
/// A failed trial costs a new clone with everything accepted so far applied to it. Without a limit, a thousand bad
/// changes, each from a fresh actor, would cost minutes.
pub const MAX_FAILED_TRIALS: usize = 8;

/// Latest time of a change, whether it counts seconds or milliseconds.
pub const MAX_TIME: i64 = 1 << 53;

/// Why a change was refused. No variant carries content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// More than [`MAX_CHUNK`] bytes.
    #[error("the change has {0} bytes, more than allowed")]
    TooLarge(usize),
    /// Another chunk type: 0 a document, 2 a compressed change, 3 a bundle.
    #[error("chunk type {0} is not a raw change")]
    NotAChange(u8),
    /// Bytes after the chunk.
    #[error("bytes follow the change")]
    TrailingBytes,
    /// Not a chunk, or columns that do not decode.
    #[error("the change does not decode")]
    Malformed,
    /// Small bytes that unpack to too much: more than [`MAX_OPS`] operations or predecessors, [`MAX_TEXT`] bytes of
    /// repeated keys, or [`MAX_DEPS`] dependencies; more operations than bytes, or more taken away than is there.
    #[error("the change unpacks to more than allowed")]
    TooComplex,
    /// The chunk's checksum is not that of its content.
    #[error("the checksum does not fit the content")]
    WrongChecksum,
    /// A change it builds on is not here. Not hostile: try again when that one has arrived.
    #[error("the change builds on {0}, which is not here")]
    MissingDependency(ChangeHash),
    /// Dependencies that are repeated or not in order; an honest writer sorts them.
    #[error("the dependencies are not in order")]
    DisorderedDependencies,
    /// Not the next number in its actor's chain, or a second change with that number.
    #[error("sequence number {0} is not the next of its actor")]
    WrongSeq(u64),
    /// The right number, but not linked to the actor's previous change.
    #[error("the change is not linked to its actor's previous change")]
    NotADescendant,
    /// Operation numbers must start right after the highest of the dependencies.
    #[error("operations start at {found} instead of {expected}")]
    WrongStartOp {
        /// 1 + the highest operation number of the dependencies.
        expected: u64,
        /// What the change says.
        found: u64,
    },
    /// A time before 1970 or beyond [`MAX_TIME`]. The library keeps differences of times: extremes make it panic, and
    /// not on this change but on the next honest one.
    #[error("the time is out of range")]
    UnusualTime,
    /// An author footer anywhere but in an actor's first change.
    #[error("only an actor's first change may name an author")]
    UnexpectedAuthor,
    /// It names something outside the history that it says it builds on: other replicas might lack it.
    #[error("the change refers to something outside its history")]
    OutsideHistory,
    /// It writes into something that is not an object, or with a key of the wrong kind.
    #[error("the change uses an object as something it is not")]
    WrongObject,
    /// An operation that no plan has: marks, tables, counters, unknown kinds of value, a deletion of nothing.
    #[error("the change holds an operation that plans do not have")]
    UnusualOperation,
    /// The library panicked. The copy it happened on is gone.
    #[error("the library failed on the change")]
    Panicked,
    /// The library refused it, or gave other bytes back.
    #[error("the change is not stored as it was sent")]
    NotFaithful,
    /// With it the saved document can no longer be loaded.
    #[error("the document could not be loaded again")]
    Unloadable,
    /// Not judged, because too much else failed in this call. Not hostile: try again without the culprits.
    #[error("the change was not tried")]
    NotTried,
}

impl ChangeRefusal {
    /// Whether an honest device can never have made this change. The caller stops accepting its author's log.
    ///
    /// The two others wait: [`ChangeRefusal::MissingDependency`] and [`ChangeRefusal::NotTried`].
    pub fn is_hostile(&self) -> bool {
        !matches!(self, Self::MissingDependency(_) | Self::NotTried)
    }
}

/// When the saved document is loaded as a test. It costs about 1 µs per operation in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    /// Within the call; a change that spoils the document is found and refused.
    Now,
    /// Not within the call, which makes a small batch cheap. The caller calls [`loads`] on a clone later, away from
    /// the user, and before it writes a snapshot; if that fails, it rebuilds from the records with [`Reload::Now`].
    Later,
}

/// Applies raw, uncompressed change chunks from other devices to `doc`, in order, and says of each what became of
/// it. Later chunks may build on earlier ones. A change that is already there is `Ok`.
///
/// Who may write as which actor is not known here: the caller compares [`actor_of`] with the record's signer first.
/// Otherwise one device could take the next number of another's actor, and the other would look hostile.
///
/// `doc` is only replaced, whole, once everything accepted has passed its trial.
pub fn apply(doc: &mut Automerge, chunks: &[&[u8]], reload: Reload) -> Vec<Result<ChangeHash, ChangeRefusal>> {
    match reload {
        Reload::Now => apply_tested(doc, chunks, loads),
        Reload::Later => apply_tested(doc, chunks, |_| true),
    }
}

fn apply_tested(
    doc: &mut Automerge,
    chunks: &[&[u8]],
    sound: fn(&Automerge) -> bool,
) -> Vec<Result<ChangeHash, ChangeRefusal>> {
    let mut spoilers = Vec::new();
    loop {
        let mut run = Run::new(doc, sound, spoilers.len());
        for (index, chunk) in chunks.iter().enumerate() {
            let verdict = if spoilers.contains(&index) { Err(ChangeRefusal::Unloadable) } else { run.take(chunk) };
            run.verdicts.push(verdict);
        }
        if run.accepted.is_empty() {
            return run.verdicts;
        }
        if sound(&run.work) {
            let Run { work, verdicts, .. } = run;
            *doc = work;
            return verdicts;
        }
        match run.first_spoiler() {
            Some(spoiler) if run.failed < MAX_FAILED_TRIALS => spoilers.push(spoiler),
            // Too many spoilers, or the caller's own document does not load: keep it as it was.
            _ => return run.verdicts.into_iter().map(|v| v.and(Err(ChangeRefusal::NotTried))).collect(),
        }
    }
}

/// Whether `doc`, saved, loads again with the same heads.
pub fn loads(doc: &Automerge) -> bool {
    let options = LoadOptions::new().text_encoding(doc.text_encoding());
    catch_unwind(AssertUnwindSafe(|| {
        // Compression is not what is tested, and takes four fifths of the time of saving.
        Automerge::load_with_options(&doc.save_nocompress(), options).is_ok_and(|l| l.get_heads() == doc.get_heads())
    }))
    .unwrap_or(false)
}

/// One pass over the chunks of a call.
struct Run<'a> {
    original: &'a Automerge,
    sound: fn(&Automerge) -> bool,
    /// A clone with everything accepted so far.
    work: Automerge,
    /// Index in the call, and the change.
    accepted: Vec<(usize, Change)>,
    verdicts: Vec<Result<ChangeHash, ChangeRefusal>>,
    failed: usize,
    /// The history of each accepted change, and how many were accepted up to and with it.
    histories: HashMap<ChangeHash, (usize, History)>,
}

impl<'a> Run<'a> {
    fn new(original: &'a Automerge, sound: fn(&Automerge) -> bool, failed: usize) -> Self {
        let work = original.clone();
        Self { original, sound, work, accepted: Vec::new(), verdicts: Vec::new(), failed, histories: HashMap::new() }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<ChangeHash, ChangeRefusal> {
        chunk::inspect(bytes)?;
        let change = guarded(|| parse(bytes))??;
        let hash = change.hash();
        if self.work.get_change_meta_by_hash(&hash).is_some() {
            return Ok(hash);
        }
        let history = guarded(|| self.check(&change))??;
        if self.failed >= MAX_FAILED_TRIALS {
            return Err(ChangeRefusal::NotTried);
        }
        let trial = guarded(|| stores_faithfully(&mut self.work, &change)).flatten();
        if let Err(refusal) = trial {
            // Whatever state the copy is in, nobody looks at it again.
            self.failed += 1;
            self.work = self.replay(self.accepted.len())?;
            return Err(refusal);
        }
        self.accepted.push((self.verdicts.len(), change));
        self.histories.insert(hash, (self.accepted.len(), history));
        Ok(hash)
    }

    /// The rules, before anything is applied.
    fn check(&self, change: &Change) -> Result<History, ChangeRefusal> {
        self.check_place(change)?;
        let history = self.history(change);
        check_operations(&self.work, change, &history)?;
        Ok(history)
    }

    /// The rules about the change's place in the history.
    fn check_place(&self, change: &Change) -> Result<(), ChangeRefusal> {
        let mut highest_op = 0;
        let mut linked = false;
        for dep in change.deps() {
            let meta = self.work.get_change_meta_by_hash(dep).ok_or(ChangeRefusal::MissingDependency(*dep))?;
            highest_op = highest_op.max(meta.max_op);
            linked |= *meta.actor == *change.actor_id() && meta.seq.checked_add(1) == Some(change.seq());
        }
        if !change.deps().is_sorted_by(|a, b| a < b) {
            return Err(ChangeRefusal::DisorderedDependencies);
        }
        // Automerge always names the actor's previous change, even when another dependency implies it. So one link
        // is enough, and no walk through the history is needed. A second change with the same number passes here
        // and is refused when it is applied.
        let first = change.seq() == 1 && !knows_actor(&self.work, change.actor_id());
        if !linked && !first {
            let last = last_seq(&self.work, change.actor_id());
            return Err(if last.checked_add(1) == Some(change.seq()) {
                ChangeRefusal::NotADescendant
            } else {
                ChangeRefusal::WrongSeq(change.seq())
            });
        }
        let (expected, found) = (highest_op + 1, change.start_op().get());
        if expected != found {
            return Err(ChangeRefusal::WrongStartOp { expected, found });
        }
        if !(0..=MAX_TIME).contains(&change.timestamp()) {
            return Err(ChangeRefusal::UnusualTime);
        }
        if !first && change.author().is_some() {
            return Err(ChangeRefusal::UnexpectedAuthor);
        }
        Ok(())
    }

    fn history(&self, change: &Change) -> History {
        // Most changes follow on one of this call: their history is that one's, and what was accepted after it lies
        // outside. Without this, long chains written side by side cost the square of their length.
        let parent = if let [dep] = change.deps() { self.histories.get(dep) } else { None };
        let Some((accepted_then, history)) = parent else { return History::of(&self.work, change.deps()) };
        let mut history = history.clone();
        for (_, later) in self.accepted.iter().skip(*accepted_then) {
            history.exclude(later.actor_id().clone(), later.start_op().get());
        }
        history
    }

    /// The original with the first `count` accepted changes.
    fn replay(&self, count: usize) -> Result<Automerge, ChangeRefusal> {
        let mut work = self.original.clone();
        for (_, change) in self.accepted.iter().take(count) {
            guarded(|| work.apply_changes([change.clone()]))?.map_err(|_refused| ChangeRefusal::NotFaithful)?;
        }
        Ok(work)
    }

    /// Index in the call of the first change with which the document no longer loads.
    fn first_spoiler(&self) -> Option<usize> {
        let (mut good, mut bad) = (0, self.accepted.len());
        while bad - good > 1 {
            let middle = usize::midpoint(good, bad);
            let middle_loads = self.replay(middle).is_ok_and(|work| (self.sound)(&work));
            *(if middle_loads { &mut good } else { &mut bad }) = middle;
        }
        // When nothing was good, the original itself may be at fault.
        (good > 0 || (self.sound)(self.original)).then(|| self.accepted.get(bad - 1).map(|(index, _)| *index)).flatten()
    }
}

/// Runs library code on untrusted data. Callers throw away what the closure may have left half done.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, ChangeRefusal> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_panic| ChangeRefusal::Panicked)
}

fn parse(bytes: &[u8]) -> Result<Change, ChangeRefusal> {
    let change = Change::try_from(bytes).map_err(|_malformed| ChangeRefusal::Malformed)?;
    if chunk::checksum_fits(bytes, change.hash()) { Ok(change) } else { Err(ChangeRefusal::WrongChecksum) }
}

/// Applies the change and reads it back.
fn stores_faithfully(doc: &mut Automerge, change: &Change) -> Result<(), ChangeRefusal> {
    match doc.apply_changes([change.clone()]) {
        Ok(()) => {}
        Err(AutomergeError::DuplicateSeqNumber(seq, _)) => return Err(ChangeRefusal::WrongSeq(seq)),
        Err(_) => return Err(ChangeRefusal::NotFaithful),
    }
    let stored = doc.get_change_by_hash(&change.hash());
    let faithful = stored.is_some_and(|stored| stored.raw_bytes() == change.raw_bytes());
    faithful.then_some(()).ok_or(ChangeRefusal::NotFaithful)
}

/// The number of the actor's last change. Lists every change: only for naming the right refusal.
fn last_seq(doc: &Automerge, actor: &ActorId) -> u64 {
    let all = doc.get_changes_meta(&[]);
    all.iter().filter(|meta| *meta.actor == *actor).map(|meta| meta.seq).max().unwrap_or(0)
}
