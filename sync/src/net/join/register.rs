//! The invitations of this device: the open ones, and for some days how the others ended.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use deelbaar_schema::encoding;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};

use super::code::{Code, Invitation, InvitationId};
use super::inviter::Asked;
use super::{Closed, JoinError};
use crate::net::crowd::Crowd;
use crate::poison::lock;
use crate::store::{Area, Store, StoreError};
use crate::workspace::{WorkspaceError, random};

/// How long a code is good: milliseconds.
const GOOD_FOR: i64 = 24 * 60 * 60 * 1000;
/// How long afterwards whoever comes with it is still told what became of it: milliseconds.
const REMEMBERED: i64 = 6 * 24 * 60 * 60 * 1000;
/// How far a clock may be set back without ending an invitation: milliseconds.
const CLOCKS_DIFFER: i64 = 24 * 60 * 60 * 1000;
/// Wrong codes after which nobody can try any more until there is a new invitation.
const MAX_WRONG: u32 = 20;
/// How often words are shown for one invitation: once, and a few times more for connections that break off.
pub(super) const MAX_TRIES: u32 = 5;
/// Invitations that are kept at most; the oldest go first.
const MAX_KEPT: usize = 256;

/// Conversations at one time with whoever has shown no code yet, or has not asked with it.
const STRANGERS: usize = 32;
/// How long stopping waits for conversations to end.
const LAST_WORDS: Duration = Duration::from_secs(2);

const NAME: &str = "invitations to join/2";

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    invitation: Invitation,
    until: Timestamp,
    /// How often the nonce of a request was shown.
    tries: u32,
    end: Option<Closed>,
}

impl Kept {
    fn end(&self, now: Timestamp) -> Option<Closed> {
        let tired = (self.tries >= MAX_TRIES).then_some(Closed::TriedTooOften);
        // One that is good for longer than any was made by a clock that was ahead.
        let from_the_future = self.until.0 > now.0.saturating_add(GOOD_FOR + CLOCKS_DIFFER);
        let expired = (now > self.until || from_the_future).then_some(Closed::Expired);
        self.end.or(expired).or(tired)
    }

    fn forgotten(&self, now: Timestamp) -> bool {
        now.0 > self.until.0.saturating_add(REMEMBERED)
            || self.until.0 > now.0.saturating_add(GOOD_FOR + CLOCKS_DIFFER + REMEMBERED)
    }
}

/// An invitation that somebody may still use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Its name.
    pub id: InvitationId,
    /// What it is for.
    pub invitation: Invitation,
    /// Until when it is good.
    pub until: Timestamp,
    /// How often somebody asked with it and left or got no answer.
    pub tries: u32,
}

/// The inviter's side: its invitations, and who looks after requests. Clones share it.
#[derive(Clone)]
pub struct Joining {
    store: Store,
    open: Arc<Mutex<Open>>,
    /// Tells that an invitation ended, or that this device stops.
    changed: watch::Sender<()>,
    /// Whoever did not say yet what only somebody with a code knows.
    pub(super) strangers: Arc<Crowd>,
    /// How many conversations go on.
    talks: watch::Sender<usize>,
}

#[derive(Default)]
struct Open {
    invitations: BTreeMap<InvitationId, Kept>,
    wrong: u32,
    /// Whoever took requests last comes last.
    doorkeepers: Vec<mpsc::Sender<Asked>>,
    stopping: bool,
}

impl Open {
    fn receive(&mut self, doorkeeper: mpsc::Sender<Asked>) {
        self.doorkeepers.retain(|other| !other.is_closed() && !other.same_channel(&doorkeeper));
        self.doorkeepers.push(doorkeeper);
    }
}

/// A conversation that goes on until this is dropped.
pub(super) struct Talk(watch::Sender<usize>);

impl Drop for Talk {
    fn drop(&mut self) {
        self.0.send_modify(|talks| *talks = talks.saturating_sub(1));
    }
}

impl Joining {
    /// Takes up the invitations of earlier runs.
    pub fn load(store: Store, now: Timestamp) -> Result<Self, StoreError> {
        let kept = store.get(Area::Local, NAME)?.and_then(|bytes| encoding::decode(&bytes).ok());
        let mut invitations: BTreeMap<InvitationId, Kept> = kept.unwrap_or_default();
        invitations.retain(|_, kept| !kept.forgotten(now));
        let open = Open { invitations, ..Open::default() };
        let (changed, talks) = (watch::Sender::new(()), watch::Sender::new(0));
        Ok(Self { store, open: Arc::new(Mutex::new(open)), changed, strangers: Crowd::of(STRANGERS), talks })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        lock(&self.open)
    }

    /// Changes one thing, on the disk first: what could not be written did not happen.
    fn change<T>(&self, change: impl FnOnce(&mut BTreeMap<InvitationId, Kept>) -> T) -> Result<T, WorkspaceError> {
        let mut open = self.lock();
        let mut invitations = open.invitations.clone();
        let result = change(&mut invitations);
        let bytes = encoding::encode(&invitations)?;
        self.store.write(|tx| tx.put(Area::Local, NAME, &bytes))?;
        open.invitations = invitations;
        drop(open);
        self.changed.send_replace(());
        Ok(result)
    }

    /// Where requests go from now on, and until it is closed: then to whoever took them before.
    pub(in super::super) fn receive(&self, doorkeeper: mpsc::Sender<Asked>) {
        self.lock().receive(doorkeeper);
    }

    /// Whoever takes requests now.
    pub(super) fn doorkeeper(&self) -> Option<mpsc::Sender<Asked>> {
        let mut open = self.lock();
        open.doorkeepers.retain(|doorkeeper| !doorkeeper.is_closed());
        open.doorkeepers.last().cloned()
    }

    /// Whether a stranger may say a secret: when there is an invitation to ask about, or was a few days ago.
    pub(in super::super) fn listens(&self, now: Timestamp) -> bool {
        let open = self.lock();
        open.wrong < MAX_WRONG && open.invitations.values().any(|kept| !kept.forgotten(now))
    }

    /// Opens an invitation and returns its code. Requests come to `doorkeeper`.
    pub(in super::super) fn invite(
        &self,
        invitation: Invitation,
        inviter: (DeviceId, Vec<SocketAddr>),
        now: Timestamp,
        doorkeeper: mpsc::Sender<Asked>,
    ) -> Result<Code, WorkspaceError> {
        let code = Code::new(inviter.0, inviter.1, *random::<16>()?);
        let until = Timestamp(now.0.saturating_add(GOOD_FOR));
        self.change(|kept| {
            kept.retain(|_, kept| !kept.forgotten(now));
            while kept.len() >= MAX_KEPT {
                let Some(oldest) = kept.iter().min_by_key(|(_, kept)| kept.until).map(|(id, _)| *id) else { break };
                kept.remove(&oldest);
            }
            kept.insert(code.invitation(), Kept { invitation, until, tries: 0, end: None })
        })?;
        let mut open = self.lock();
        open.receive(doorkeeper);
        open.wrong = 0;
        Ok(code)
    }

    /// The invitations that somebody may still use, the one that ends first before the others.
    pub fn open(&self, now: Timestamp) -> Vec<OpenInvitation> {
        let open = self.lock();
        let usable = open.invitations.iter().filter(|(_, kept)| kept.end(now).is_none());
        let mut found: Vec<OpenInvitation> = usable
            .map(|(id, kept)| OpenInvitation {
                id: *id,
                invitation: kept.invitation.clone(),
                until: kept.until,
                tries: kept.tries,
            })
            .collect();
        found.sort_by_key(|invitation| (invitation.until, invitation.id));
        found
    }

    /// Takes an invitation back, also from whoever asks with it right now. `false` when it had ended already.
    pub fn cancel(&self, id: &InvitationId, now: Timestamp) -> Result<bool, WorkspaceError> {
        self.change(|kept| match kept.get_mut(id).filter(|kept| kept.end.is_none() && now <= kept.until) {
            Some(kept) => {
                kept.end = Some(Closed::Cancelled);
                true
            }
            None => false,
        })
    }

    /// Counts a conversation.
    pub(super) fn talk(&self) -> Talk {
        self.talks.send_modify(|talks| *talks += 1);
        Talk(self.talks.clone())
    }

    /// Tells whoever waits that nobody answers any more, and gives every conversation a moment to say its last words.
    pub(in super::super) async fn stop(&self) {
        self.lock().stopping = true;
        self.changed.send_replace(());
        let mut talks = self.talks.subscribe();
        // Whoever does not listen is not waited for.
        drop(tokio::time::timeout(LAST_WORDS, talks.wait_for(|talks| *talks == 0)).await);
    }

    /// What an invitation is for, while it is open.
    pub(super) fn find(&self, id: &InvitationId, now: Timestamp) -> Result<Invitation, Closed> {
        let mut open = self.lock();
        let Some(kept) = open.invitations.get(id).filter(|kept| !kept.forgotten(now)) else {
            open.wrong = open.wrong.saturating_add(1);
            return Err(Closed::Unknown);
        };
        kept.end(now).map_or_else(|| Ok(kept.invitation.clone()), Err)
    }

    /// Counts one try of an open invitation. To be done before the words can be known.
    pub(super) fn count(&self, id: &InvitationId, now: Timestamp) -> Result<Result<(), Closed>, WorkspaceError> {
        self.change(|kept| {
            let kept = kept.get_mut(id).ok_or(Closed::Unknown)?;
            kept.end(now).map_or(Ok(()), Err)?;
            kept.tries += 1;
            Ok(())
        })
    }

    /// Ends an invitation, once: whoever comes second is told how it ended. Who asked in time may be let in a little later.
    pub(super) fn end(&self, id: &InvitationId, end: Closed) -> Result<(), JoinError> {
        let ended = self.change(|kept| {
            let kept = kept.get_mut(id).ok_or(Closed::Unknown)?;
            kept.end.map_or(Ok(()), Err)?;
            kept.end = Some(end);
            Ok(())
        })?;
        ended.map_err(JoinError::Closed)
    }

    /// How an invitation ended, and whether this device stops.
    fn end_of(&self, id: &InvitationId) -> (Option<Closed>, bool) {
        let open = self.lock();
        (open.invitations.get(id).map_or(Some(Closed::Unknown), |kept| kept.end), open.stopping)
    }

    /// Waits until somebody ends the invitation, or until this device stops (`None`). That its day is over does not matter
    /// to whoever asked in time.
    pub(super) async fn ended(&self, id: &InvitationId) -> Option<Closed> {
        let mut changed = self.changed.subscribe();
        loop {
            let (end, stopping) = self.end_of(id);
            if end.is_some() || stopping {
                return end;
            }
            if changed.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::role::Role;
    use deelbaar_schema::time::Term;
    use tempfile::TempDir;

    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;
    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn later(hours: i64) -> Timestamp {
        Timestamp(NOW.0 + hours * HOUR)
    }

    fn joining() -> (TempDir, Joining) {
        let dir = TempDir::new().unwrap();
        let store = Store::create(&dir.path().join("store")).unwrap();
        (dir, Joining::load(store, NOW).unwrap())
    }

    fn invite(joining: &Joining, now: Timestamp) -> InvitationId {
        let invitation = Invitation::Colleague { role: Role::Reader, term: Term::since(NOW.date()) };
        let inviter = (DeviceId::from_bytes([1; 32]), Vec::new());
        let (doorkeeper, _) = mpsc::channel(1);
        joining.invite(invitation, inviter, now, doorkeeper).unwrap().invitation()
    }

    #[test]
    fn an_invitation_lasts_a_day_and_is_remembered_a_week() {
        let (_dir, joining) = joining();
        let id = invite(&joining, NOW);
        assert!(joining.find(&id, later(24)).is_ok());
        assert_eq!(joining.find(&id, later(25)), Err(Closed::Expired));
        assert!(joining.open(later(25)).is_empty());
        assert!(!joining.cancel(&id, later(25)).unwrap());
        assert!(joining.listens(later(7 * 24)));
        assert!(!joining.listens(later(7 * 24 + 1)));
        assert_eq!(joining.find(&id, later(7 * 24 + 1)), Err(Closed::Unknown));
    }

    #[test]
    fn an_invitation_of_a_clock_that_was_years_ahead_is_not_good_for_years() {
        let (_dir, joining) = joining();
        let id = invite(&joining, later(6 * 366 * 24));
        assert_eq!(joining.find(&id, NOW), Err(Closed::Unknown));
        assert!(joining.open(NOW).is_empty());
        let id = invite(&joining, later(2 * 24));
        assert_eq!(joining.find(&id, NOW), Err(Closed::Expired));
        assert!(!joining.listens(later(365 * 24)));
    }

    #[test]
    fn the_first_end_stays_also_after_a_restart() {
        let (_dir, joining) = joining();
        let ids = [Closed::Used, Closed::Declined, Closed::Cancelled].map(|end| (invite(&joining, NOW), end));
        for (id, end) in &ids {
            joining.end(id, *end).unwrap();
            assert!(matches!(joining.end(id, Closed::Used), Err(JoinError::Closed(first)) if first == *end));
            assert!(!joining.cancel(id, NOW).unwrap());
        }
        let again = Joining::load(joining.store.clone(), later(30)).unwrap();
        for (id, end) in &ids {
            assert_eq!(again.find(id, later(30)), Err(*end), "and not that it is too old");
        }
    }

    #[test]
    fn tries_are_counted_on_the_disk() {
        let (_dir, joining) = joining();
        let id = invite(&joining, NOW);
        for _ in 0..MAX_TRIES {
            let joining = Joining::load(joining.store.clone(), NOW).unwrap();
            assert_eq!(joining.count(&id, NOW).unwrap(), Ok(()));
        }
        let joining = Joining::load(joining.store.clone(), NOW).unwrap();
        assert_eq!(joining.count(&id, NOW).unwrap(), Err(Closed::TriedTooOften));
        assert_eq!(joining.find(&id, NOW), Err(Closed::TriedTooOften));
        // Whoever asked in the last try may still be let in.
        assert!(joining.end(&id, Closed::Used).is_ok());
    }

    #[test]
    fn guessing_ends_for_everybody_until_the_next_invitation() {
        let (_dir, joining) = joining();
        let id = invite(&joining, NOW);
        for guess in 0..MAX_WRONG {
            assert!(joining.listens(NOW), "{guess}");
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&guess.to_le_bytes());
            assert_eq!(joining.find(&InvitationId::from_bytes(bytes), NOW), Err(Closed::Unknown));
        }
        assert!(!joining.listens(NOW));
        assert!(joining.find(&id, NOW).is_ok(), "the code itself is still good");
        invite(&joining, NOW);
        assert!(joining.listens(NOW));
    }

    #[test]
    fn requests_go_to_who_took_them_last_and_then_back_to_who_took_them_before() {
        let (_dir, joining) = joining();
        let (window, mut at_the_window) = mpsc::channel(1);
        let (command, at_the_command) = mpsc::channel(1);
        joining.receive(window.clone());
        joining.receive(command.clone());
        assert!(joining.doorkeeper().unwrap().same_channel(&command));
        drop(at_the_command);
        assert!(joining.doorkeeper().unwrap().same_channel(&window));
        at_the_window.close();
        assert!(joining.doorkeeper().is_none());
    }

    #[test]
    fn the_register_stays_small() {
        let (_dir, joining) = joining();
        let first = invite(&joining, NOW);
        for _ in 0..MAX_KEPT {
            invite(&joining, later(1));
        }
        assert_eq!(joining.open(later(2)).len(), MAX_KEPT);
        assert_eq!(joining.find(&first, later(2)), Err(Closed::Unknown), "the oldest goes");
    }
}
