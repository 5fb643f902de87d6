//! Takes in what was verified, says what is kept, and asks again when that may help.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use deelbaar_schema::id::{DeviceId, SpaceId};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::budget::{Cost, PassedOn};
use super::channel::Channel;
use super::outbox::{Outbox, Parts};
use super::party::Party;
use super::{SessionError, blocking};
use crate::replica::{Accepted, Checked};

/// What follows from new records waits for a pause, but no longer than so many transactions.
const AT_MOST: u32 = 32;
/// After something was refused the peer is asked again at a change: at once, then after pauses that grow up to this.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// After so long without a refusal the peer is asked at once again.
const QUIET: Duration = Duration::from_hours(1);
/// How often this side looks whether another day began.
pub(super) const DAY_CHECK: Duration = Duration::from_mins(10);

/// Records of which form and signatures were checked.
pub(super) struct Verified {
    pub(super) channel: Arc<Channel>,
    pub(super) checked: Checked,
    /// Whether the peer said with it that it has no more of the bodies that it was asked for.
    pub(super) no_more: bool,
    /// What of it was written by others than the peer.
    pub(super) passed_on: PassedOn,
}

/// What the task that takes in works with.
#[derive(Clone)]
pub(super) struct Taking {
    pub(super) outbox: Outbox,
    pub(super) device: DeviceId,
    pub(super) party: Party,
}

impl Taking {
    /// Takes in what was verified, as much at once as waits, and says what is kept.
    pub(super) async fn take_all(self, mut verified: mpsc::Receiver<Verified>) -> Result<(), SessionError> {
        let mut touched: BTreeMap<SpaceId, Arc<Channel>> = BTreeMap::new();
        let mut since = 0;
        let mut next = verified.recv().await;
        while let Some(mut batch) = next {
            next = None;
            // One transaction for all of one space that waits.
            while let Ok(more) = verified.try_recv() {
                if Arc::ptr_eq(&batch.channel, &more.channel) {
                    batch.checked.append(more.checked);
                    batch.no_more |= more.no_more;
                    batch.passed_on.add(more.passed_on);
                } else {
                    next = Some(more);
                    break;
                }
            }
            let channel = Arc::clone(&batch.channel);
            self.take_in(batch).await?;
            touched.insert(channel.exchange.space(), channel);
            since += 1;
            if next.is_none() {
                next = verified.try_recv().ok();
            }
            if next.is_none() || since >= AT_MOST {
                since = 0;
                let party = self.party.clone();
                blocking(move || {
                    party.settle();
                    Ok(())
                })
                .await?;
                for space in std::mem::take(&mut touched).into_keys() {
                    self.outbox.say_kept(space);
                }
            }
            if next.is_none() {
                next = verified.recv().await;
            }
        }
        Err(SessionError::Gone)
    }

    /// What came of so many records that were `offered`: whether somebody is to blame, and what they cost.
    fn weigh(&self, accepted: &Accepted, offered: usize, passed_on: PassedOn) -> Result<(), SessionError> {
        if accepted.forked.contains(&self.device) {
            return Err(SessionError::Hostile("it writes two logs with one key".into()));
        }
        if let Some((author, seq, refusal)) = accepted.refused.iter().find(|(_, _, refusal)| refusal.is_hostile()) {
            tracing::warn!(author = %author.short(), seq, "refused a record: {refusal}");
            return Err(SessionError::Hostile(refusal.to_string()));
        }
        self.party.budgets.charge(&self.device, Cost::Useless(offered.saturating_sub(accepted.taken)))?;
        self.party.budgets.charge(&self.device, Cost::Work(accepted.judged_for, passed_on))
    }

    async fn take_in(&self, Verified { channel, checked, no_more, passed_on }: Verified) -> Result<(), SessionError> {
        channel.require_admitted(&self.device)?;
        let places: Vec<_> = checked.places().collect();
        // Said before it is taken in: whoever waits for what is new would send it back.
        for (author, seq) in &places {
            channel.peer_sent(*author, seq.saturating_add(1));
        }
        let since = channel.exchange.subscribe();
        let (working, judge) = (Arc::clone(&channel), self.clone());
        let offered = places.len();
        let accepted = blocking(move || {
            let accepted = working.exchange.take_in(checked)?;
            // Here, since the session may have ended meanwhile: hanging up in time spares nobody the blame and the costs.
            judge.weigh(&accepted, offered, passed_on).inspect_err(|error| judge.party.blame(judge.device, error))?;
            Ok(accepted)
        });
        let accepted = accepted.await?;
        self.party.tally.kept(accepted.taken);
        if let Some((author, seq, refusal)) = accepted.refused.first() {
            tracing::info!(author = %author.short(), seq, "not taken in yet: {refusal}");
            channel.refused(since);
        }
        if no_more {
            channel.answered();
            if channel.wants_more() {
                channel.ask_for_bodies(&self.outbox);
            } else {
                self.party.asked_in_vain(self.device, channel.exchange.as_ref());
            }
        }
        Ok(())
    }
}

/// Asks again in the course of a session. When something was refused and things changed since, it may hold now. A body that is
/// missing since may be here at the peer; and on another day what was held back may be due.
pub(super) async fn ask_again(
    channel: Arc<Channel>,
    outbox: Outbox,
    device: DeviceId,
    party: Party,
) -> Result<(), SessionError> {
    let mut changed = channel.exchange.subscribe();
    // Whoever sends what can never be taken in is asked less and less.
    let (mut pause, mut due) = (Duration::ZERO, None);
    let (mut day, mut last) = (party.clock.today(), Instant::now());
    loop {
        if party.doubts(device, channel.exchange.space()) {
            channel.doubt();
        }
        if channel.wants_more() {
            channel.ask_for_bodies(&outbox);
        }
        tokio::select! {
            refused = channel.changed_since_refused(), if due.is_none() => {
                refused?;
                if last.elapsed() > QUIET {
                    pause = Duration::ZERO;
                }
                due = Some(Instant::now() + pause);
            }
            () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                due = None;
                last = Instant::now();
                pause = (pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
                channel.tell_heights(Parts::All, &outbox);
            }
            result = changed.changed() => result.map_err(|_gone| SessionError::Closed)?,
            () = tokio::time::sleep(DAY_CHECK) => {
                let today = party.clock.today();
                if day != today {
                    channel.forget_asked();
                }
                day = today;
            }
        }
    }
}
