//! One space within a session: what each side knows of the other.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use deelbaar_schema::id::{ContentHash, DeviceId, RecordId};
use tokio::sync::{Notify, watch};

use super::SessionError;
use super::outbox::{Outbox, Parts};
use super::party::Party;
use crate::net::exchange::Exchange;
use crate::net::frame::{Frame, Greeting, MAX_WANTS};
use crate::poison::lock;
use crate::replica::{BucketDigest, Heights};

/// A space is compared in so many parts: by the first byte of the author.
pub(super) const BUCKETS: usize = 256;
/// Up to so many logs their heights are as short as the digests of the parts.
const FEW_LOGS: usize = 64;
/// Bodies that a peer still lacks, of which so many are remembered in case they arrive here.
const MAX_WANTED: usize = 16 * MAX_WANTS;

/// One space within a session.
pub(super) struct Channel {
    pub(super) exchange: Arc<dyn Exchange>,
    /// What this side greeted with.
    pub(super) greeting: Greeting,
    /// What the peer has, as far as is known; `None` until it said so.
    peer: Mutex<Option<Heights>>,
    /// How often the peer said so: what was begun before is not carried on.
    said_so: AtomicU64,
    /// How far the logs went when this side said a digest of them: what the peer means by "the same".
    told: Mutex<Heights>,
    /// Whether this side said how far its logs go.
    said_heights: AtomicBool,
    /// The digest that this side last said to keep.
    said: Mutex<ContentHash>,
    /// What the peer greeted with, where that differed from what this side did.
    differed: Mutex<Option<ContentHash>>,
    /// The parts of which each log is as long there as here, though they differ: of those the ends are shown, once.
    ends_due: Mutex<Option<Parts>>,
    /// What the peer lacks.
    wanted: Mutex<Wanted>,
    /// What this side asked for.
    asked: Mutex<Asked>,
    /// Whether this side asks also for what is said to be nowhere any more.
    doubts: AtomicBool,
    /// What could not be taken in, and the changes since.
    refused: Mutex<Option<watch::Receiver<u64>>>,
    /// Wakes the sender.
    wake: Notify,
    /// Wakes whoever asks again.
    again: Notify,
}

/// Bodies that the peer asked for.
#[derive(Default)]
struct Wanted {
    ids: BTreeSet<RecordId>,
    /// Whether it waits to hear that there are no more.
    unanswered: bool,
}

/// Bodies that the peer was asked for.
struct Asked {
    ids: BTreeSet<RecordId>,
    /// Whether it has not said yet that there are no more of them: until then it is asked for no others.
    open: bool,
}

impl Channel {
    /// A channel with a peer that was `asked` for some bodies lately.
    pub(super) fn new(exchange: Arc<dyn Exchange>, asked: BTreeSet<RecordId>) -> Self {
        let told = Mutex::new(exchange.heights());
        let wants = !exchange.wants_beyond(&asked, 1, false).is_empty();
        let greeting = Greeting { space: Greeting::name(&exchange.space()), digest: exchange.digest(), wants };
        Self {
            exchange,
            peer: Mutex::default(),
            said_so: AtomicU64::new(0),
            told,
            said_heights: AtomicBool::new(false),
            said: Mutex::new(greeting.digest),
            greeting,
            differed: Mutex::default(),
            ends_due: Mutex::default(),
            wanted: Mutex::default(),
            asked: Mutex::new(Asked { ids: asked, open: false }),
            doubts: AtomicBool::new(false),
            refused: Mutex::default(),
            wake: Notify::new(),
            again: Notify::new(),
        }
    }

    /// A device that was removed, or whose term ended or role changed, while connected gets and brings nothing more.
    pub(super) fn require_admitted(&self, device: &DeviceId) -> Result<(), SessionError> {
        if self.exchange.admits(device) { Ok(()) } else { Err(SessionError::Closed) }
    }

    /// The same, for what is sent to it.
    pub(super) fn require_given(&self, device: &DeviceId) -> Result<(), SessionError> {
        if self.exchange.gives(device) { Ok(()) } else { Err(SessionError::Closed) }
    }

    /// Answers a digest that differs: with the digests of the parts, or, where that is shorter, the heights.
    pub(super) fn tell_difference(&self, key: &[u8; 32], outbox: &Outbox) {
        if lock(&self.told).len() <= FEW_LOGS || self.greeting.wants {
            return self.tell_heights(Parts::All, outbox);
        }
        *lock(&self.told) = self.exchange.heights();
        outbox.say_buckets(self.exchange.space(), self.exchange.buckets(key));
    }

    pub(super) fn tell_heights(&self, parts: Parts, outbox: &Outbox) {
        self.said_heights.store(true, Ordering::SeqCst);
        outbox.say_heights(self.exchange.space(), parts);
    }

    /// Asks for bodies and says nothing of logs.
    pub(super) fn ask_for_bodies(&self, outbox: &Outbox) {
        outbox.ask_for_bodies(self.exchange.space());
    }

    /// How far this side is, in some parts or in all, and bodies that the peer was not asked for yet.
    pub(super) fn own_heights(&self, parts: Parts) -> Frame {
        let mut asked = lock(&self.asked);
        let most = if asked.open { 0 } else { MAX_WANTS };
        let wants = self.exchange.wants_beyond(&asked.ids, most, self.doubts.load(Ordering::SeqCst));
        asked.ids.extend(&wants);
        asked.open |= !wants.is_empty();
        drop(asked);
        let heights = self.exchange.heights().into_iter().filter(|(author, _)| parts.hold(author)).collect();
        let buckets = match parts {
            Parts::All => None,
            Parts::Some(some) => Some(some.into_iter().collect()),
        };
        Frame::Heights { space: self.exchange.space(), buckets, heights, wants }
    }

    /// What this side keeps now, as it is said to the peer.
    pub(super) fn own_digest(&self) -> Frame {
        let mut said = lock(&self.said);
        *said = self.exchange.digest();
        Frame::Kept { space: self.exchange.space(), digest: *said }
    }

    /// Whether the peer keeps the same, and this side has not said so yet.
    pub(super) fn owes_word_of(&self, digest: ContentHash) -> bool {
        *lock(&self.said) != digest && self.exchange.digest() == digest
    }

    /// Which parts differ from what the peer has.
    pub(super) fn differing(&self, key: &[u8; 32], theirs: &[BucketDigest]) -> BTreeSet<u8> {
        let own = self.exchange.buckets(key);
        (0..=u8::MAX).zip(own.iter().zip(theirs)).filter(|(_, (own, their))| own != their).map(|(at, _)| at).collect()
    }

    /// The peer said how far it is, or only which bodies it lacks.
    pub(super) fn heard(&self, parts: &Parts, heights: Vec<(DeviceId, u64)>, wants: Vec<RecordId>, outbox: &Outbox) {
        if !wants.is_empty() {
            let mut wanted = lock(&self.wanted);
            if wanted.ids.len() + wants.len() > MAX_WANTED {
                wanted.ids.clear();
            }
            wanted.ids.extend(wants);
            wanted.unanswered = true;
            drop(wanted);
            self.wake.notify_one();
        }
        if *parts == Parts::NONE && lock(&self.peer).is_some() {
            return;
        }
        if *parts != Parts::NONE && self.is_as_long(parts, &heights) {
            // Not when this side caught up since.
            let differs = lock(&self.differed).take().is_some_and(|theirs| theirs != self.exchange.digest());
            if differs {
                *lock(&self.ends_due) = Some(parts.clone());
            }
        }
        let mut all: Heights =
            lock(&self.told).iter().filter(|(author, _)| !parts.hold(author)).map(|(a, h)| (*a, *h)).collect();
        all.extend(heights);
        self.peer_has(all);
        if *parts != Parts::NONE && !self.said_heights.load(Ordering::SeqCst) {
            // The peer did not need the digests of the parts, and does not know how far this side is.
            self.tell_heights(parts.clone(), outbox);
        }
    }

    /// The peer greeted with another digest.
    pub(super) fn differs(&self, theirs: ContentHash) {
        *lock(&self.differed) = Some(theirs);
    }

    /// Whether each log of these parts is as long at the peer as here.
    fn is_as_long(&self, parts: &Parts, heights: &[(DeviceId, u64)]) -> bool {
        let own = self.exchange.heights();
        let own = own.iter().filter(|(author, _)| parts.hold(author)).map(|(author, height)| (*author, *height));
        own.collect::<BTreeSet<_>>() == heights.iter().copied().collect()
    }

    /// The last record of each log of which the peer may have another: they are as long there as here, and yet something differs.
    /// Somebody may have written two logs of one length. Asked once.
    pub(super) fn ends_to_show(&self) -> Vec<RecordId> {
        let due = lock(&self.ends_due).take();
        due.map(|parts| self.exchange.ends(&|author| parts.hold(author))).unwrap_or_default()
    }

    pub(super) fn peer_has_what_was_told(&self) {
        let told = lock(&self.told).clone();
        self.peer_has(told);
    }

    /// The peer said what it keeps.
    pub(super) fn confirmed(&self, party: &Party, device: DeviceId, digest: ContentHash) {
        // Counted first: what comes in between is told as still to send.
        let count = self.exchange.count();
        let own = (self.exchange.digest(), count);
        let (space, now) = (self.exchange.space(), party.clock.now());
        party.peers.change(device, |peer| peer.keeps(space, digest, now, own));
    }

    fn peer_has(&self, heights: Heights) {
        let mut peer = lock(&self.peer);
        *peer = Some(heights);
        self.said_so.fetch_add(1, Ordering::SeqCst);
        drop(peer);
        self.wake.notify_one();
    }

    /// What the peer has, and how often it said so.
    pub(super) fn peer(&self) -> (Option<Heights>, u64) {
        let peer = lock(&self.peer);
        (peer.clone(), self.said_so.load(Ordering::SeqCst))
    }

    /// What was sent, the peer has; unless it said meanwhile how far it really is.
    pub(super) fn was_sent(&self, before: &Heights, after: Heights, said_so: u64) {
        let mut peer = lock(&self.peer);
        if self.said_so.load(Ordering::SeqCst) != said_so {
            return;
        }
        let Some(known) = peer.as_mut() else { return };
        for (author, next) in after.into_iter().filter(|(author, next)| before.get(author) != Some(next)) {
            let height = known.entry(author).or_default();
            *height = (*height).max(next);
        }
    }

    /// What the peer sent, it has.
    pub(super) fn peer_sent(&self, author: DeviceId, next_seq: u64) {
        if let Some(heights) = lock(&self.peer).as_mut() {
            let known = heights.entry(author).or_default();
            *known = (*known).max(next_seq);
        }
    }

    /// Waits until the peer says something that the sender has to know.
    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// The bodies that the peer lacks and that are here, and whether it waits for an answer.
    pub(super) fn take_wanted(&self) -> (Vec<RecordId>, bool) {
        let mut wanted = lock(&self.wanted);
        (self.exchange.here_of(&wanted.ids), std::mem::take(&mut wanted.unanswered))
    }

    /// Bodies go to the peer.
    pub(super) fn supplied(&self, ids: &[RecordId]) {
        let mut wanted = lock(&self.wanted);
        for id in ids {
            wanted.ids.remove(id);
        }
    }

    /// Whether bodies are missing that the peer was not asked for, and it answered what it was asked before.
    pub(super) fn wants_more(&self) -> bool {
        let asked = lock(&self.asked);
        let doubts = self.doubts.load(Ordering::SeqCst);
        !asked.open && !self.exchange.wants_beyond(&asked.ids, 1, doubts).is_empty()
    }

    /// Asks, after the rest, also for what is said to be nowhere any more.
    pub(super) fn doubt(&self) {
        self.doubts.store(true, Ordering::SeqCst);
    }

    /// The peer has no more of what it was asked for.
    pub(super) fn answered(&self) {
        lock(&self.asked).open = false;
    }

    /// Asks anew for every body that is missing.
    pub(super) fn forget_asked(&self) {
        let mut asked = lock(&self.asked);
        asked.ids.clear();
        asked.open = false;
    }

    /// Something was refused that may come right after a change that `since` sees.
    pub(super) fn refused(&self, since: watch::Receiver<u64>) {
        lock(&self.refused).get_or_insert(since);
        self.again.notify_one();
    }

    /// Waits until something changed since something was refused.
    pub(super) async fn changed_since_refused(&self) -> Result<(), SessionError> {
        loop {
            let refused = lock(&self.refused).clone();
            match refused {
                Some(mut since) => {
                    since.changed().await.map_err(|_gone| SessionError::Closed)?;
                    *lock(&self.refused) = None;
                    return Ok(());
                }
                None => self.again.notified().await,
            }
        }
    }
}

/// The key of the bucket digests: both digests, whichever side one is on.
pub(super) fn bucket_key(one: ContentHash, other: ContentHash) -> [u8; 32] {
    let (low, high) = (one.min(other), one.max(other));
    blake3::derive_key("deelbaar 2026 bucket digests", &[*low.as_bytes(), *high.as_bytes()].concat())
}
