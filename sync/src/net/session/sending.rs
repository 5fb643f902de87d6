//! Streams what the peer lacks, and bodies that it asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use deelbaar_schema::id::DeviceId;

use super::channel::Channel;
use super::outbox::Outbox;
use super::outgoing::Outgoing;
use super::party::Party;
use super::{SessionError, blocking};
use crate::net::frame::Frame;

/// Sends what the peer lacks, again whenever there is something new, for as long as the peer takes part.
pub(super) async fn send_new(
    channel: Arc<Channel>,
    outbox: Outbox,
    device: DeviceId,
    party: Party,
) -> Result<(), SessionError> {
    let mut changed = channel.exchange.subscribe();
    let (mut from, mut bare) = (0, 0);
    let mut look_for_bodies = true;
    let mut proven = BTreeMap::new();
    loop {
        let (peer, said_so) = channel.peer();
        let Some(mut heights) = peer else {
            channel.woken().await;
            from = 0;
            continue;
        };
        changed.mark_unchanged();
        if !channel.exchange.gives(&device) {
            // It brings what says who it is, or else gets nothing.
            tokio::select! {
                result = changed.changed() => result.map_err(|_gone| SessionError::Closed)?,
                () = channel.woken() => from = 0,
            }
            continue;
        }
        let (working, before, tally) = (Arc::clone(&channel), heights.clone(), party.tally.clone());
        let (batch, heights, reached, below) = blocking(move || {
            let mut reached = from;
            let below = if from == 0 { working.exchange.bare_below(&heights) } else { bare };
            let batch = Outgoing::of(working.exchange.as_ref(), |exchange| {
                let batch = exchange.next_batch(&mut reached, &mut heights, below)?;
                tally.sent(batch.len());
                Ok(batch)
            })?;
            Ok((batch, heights, reached, below))
        })
        .await?;
        // Asked after reading: nothing goes that was written since the peer was let in no more.
        channel.require_given(&device)?;
        (from, bare) = (reached, below);
        if let Some(batch) = batch {
            channel.was_sent(&before, heights, said_so);
            outbox.send(batch).await?;
            continue;
        }
        for (author, fork) in channel.exchange.forks_for(&before) {
            // Again when a lower place came to be known meanwhile.
            if proven.insert(author, fork.clone()).as_ref() != Some(&fork) {
                outbox.send(Frame::Forked { space: channel.exchange.space(), fork }).await?;
            }
        }
        show_ends(&channel, &outbox, &device).await?;
        if std::mem::take(&mut look_for_bodies) {
            supply(&channel, &outbox, &device).await?;
        }
        tokio::select! {
            result = changed.changed() => result.map_err(|_gone| SessionError::Closed)?,
            // The peer said anew what it has: start over.
            () = channel.woken() => from = 0,
        }
        look_for_bodies = true;
    }
}

/// Sends the ends of the logs that are as long at the peer as here though something differs, one a frame: whoever has another
/// record at that place sees that the author wrote two logs.
async fn show_ends(channel: &Arc<Channel>, outbox: &Outbox, device: &DeviceId) -> Result<(), SessionError> {
    for end in channel.ends_to_show() {
        let working = Arc::clone(channel);
        let read = blocking(move || {
            Outgoing::of(working.exchange.as_ref(), |exchange| Ok(exchange.record(&end)?.into_iter().collect()))
        });
        let Some(frame) = read.await? else { continue };
        channel.require_given(device)?;
        outbox.send(frame).await?;
    }
    Ok(())
}

/// Sends bodies that the peer lacks and this side has, in batches; then, where the peer waits for that, that there are no more: an
/// empty batch. What is not here now goes when it arrives.
async fn supply(channel: &Arc<Channel>, outbox: &Outbox, device: &DeviceId) -> Result<(), SessionError> {
    let (wanted, unanswered) = channel.take_wanted();
    let (wanted, mut from) = (Arc::new(wanted), 0);
    while from < wanted.len() {
        let (working, all) = (Arc::clone(channel), Arc::clone(&wanted));
        let read = blocking(move || {
            let mut reached = from;
            let frame = Outgoing::of(working.exchange.as_ref(), |exchange| exchange.next_bodies(&mut reached, &all))?;
            Ok((frame, reached))
        });
        let (frame, reached) = read.await?;
        channel.require_given(device)?;
        channel.supplied(&wanted[from..reached]);
        if let Some(frame) = frame {
            outbox.send(frame).await?;
        }
        from = reached;
    }
    if unanswered {
        outbox.send(Outgoing::no_more(channel.exchange.space())?).await?;
    }
    Ok(())
}
