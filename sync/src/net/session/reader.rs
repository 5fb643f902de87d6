//! Reads what the peer sends. What takes long is handed on, and nothing here waits for the peer to read.

use std::collections::BTreeMap;
use std::sync::Arc;

use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, SpaceId};
use tokio::io::AsyncRead;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::budget::{Cost, PassedOn};
use super::channel::{BUCKETS, Channel};
use super::outbox::{Outbox, Parts};
use super::party::Party;
use super::taking::Verified;
use super::{SessionError, blocking};
use crate::net::frame::{self, Frame, FrameError, MAX_FRAME, MAX_WANTS};
use crate::net::packed::{self, Unpacked};
use crate::net::traffic::Counter;

async fn read_bytes(stream: &mut (impl AsyncRead + Unpin), traffic: &Counter) -> Result<Vec<u8>, FrameError> {
    let bytes = frame::read_bytes(stream, MAX_FRAME).await?;
    traffic.received(frame::PREFIX + bytes.len());
    Ok(bytes)
}

pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin), traffic: &Counter) -> Result<Frame, FrameError> {
    Ok(encoding::decode(&read_bytes(stream, traffic).await?)?)
}

pub(super) struct Reader {
    pub(super) channels: BTreeMap<SpaceId, Arc<Channel>>,
    /// The keys of the bucket digests of the spaces that the peer greeted with.
    pub(super) keys: BTreeMap<SpaceId, [u8; 32]>,
    pub(super) outbox: Outbox,
    pub(super) verified: mpsc::Sender<Verified>,
    pub(super) device: DeviceId,
    pub(super) party: Party,
}

impl Reader {
    pub(super) async fn read_all(self, mut stream: impl AsyncRead + Unpin) -> Result<(), SessionError> {
        loop {
            let bytes = read_bytes(&mut stream, &self.party.traffic).await?;
            self.party.budgets.charge(&self.device, Cost::Frame(frame::PREFIX + bytes.len()))?;
            let frame = encoding::decode(&bytes).map_err(FrameError::from)?;
            if !matches!(frame, Frame::Records { .. }) {
                self.party.budgets.charge(&self.device, Cost::Words(bytes.len()))?;
            }
            drop(bytes);
            let now = self.party.clock.now();
            self.party.peers.change(self.device, |peer| peer.last_seen = Some(now));
            self.handle(frame).await?;
        }
    }

    async fn handle(&self, frame: Frame) -> Result<(), SessionError> {
        match frame {
            Frame::Hello(_) => return Err(SessionError::Protocol("a second greeting")),
            Frame::Buckets { space, digests } => {
                let channel = self.channel(&space)?;
                if digests.len() != BUCKETS {
                    return Err(SessionError::Protocol("not the number of buckets"));
                }
                let differing = channel.differing(&self.keys[&space], &digests);
                channel.tell_heights(Parts::Some(differing), &self.outbox);
            }
            Frame::Heights { space, buckets, heights, wants } => {
                let channel = self.channel(&space)?;
                if wants.len() > MAX_WANTS {
                    return Err(SessionError::Protocol("too many bodies asked for"));
                }
                if buckets.as_ref().is_some_and(|some| some.len() > BUCKETS) {
                    return Err(SessionError::Protocol("not the number of buckets"));
                }
                channel.heard(&Parts::named(buckets), heights, wants, &self.outbox);
                self.outbox.say_kept(space);
            }
            Frame::Records { space, packed } => {
                let channel = Arc::clone(self.channel(&space)?);
                let (working, budgets, device) = (Arc::clone(&channel), self.party.budgets.clone(), self.device);
                let checked = blocking(move || {
                    let began = Instant::now();
                    let unpacked = packed::unpack(space, &packed).map_err(FrameError::from)?;
                    let passed_on = PassedOn::of(&device, &unpacked.written);
                    let Unpacked { records, bytes, .. } = unpacked;
                    // Before it is checked: that takes most of the time.
                    let (count, frame) = (records.len(), packed.len());
                    budgets.charge(&device, Cost::Records { count, bytes, frame, passed_on })?;
                    let no_more = records.is_empty();
                    let checked = working.exchange.verify(records)?;
                    budgets.charge(&device, Cost::Work(began.elapsed(), passed_on))?;
                    Ok((checked, no_more, passed_on))
                });
                let (checked, no_more, passed_on) = checked.await?;
                let verified = Verified { channel, checked, no_more, passed_on };
                self.verified.send(verified).await.map_err(|_gone| SessionError::Gone)?;
            }
            Frame::Kept { space, digest } => {
                let channel = self.channel(&space)?;
                channel.confirmed(&self.party, self.device, digest);
                // Both have the same: whoever brought it last has not said so yet.
                if channel.owes_word_of(digest) {
                    self.outbox.say_kept(space);
                }
            }
            Frame::Forked { space, fork } => {
                let channel = Arc::clone(self.channel(&space)?);
                if fork.proves(&space).is_none() {
                    return Err(SessionError::Protocol("a proof that proves nothing"));
                }
                let forked = blocking(move || Ok(channel.exchange.learn_fork(&fork)?)).await?;
                if forked == Some(self.device) {
                    return Err(SessionError::Hostile("it writes two logs with one key".into()));
                }
                self.outbox.say_kept(space);
            }
        }
        Ok(())
    }

    /// The channel of a space that both greeted with and that the peer may still see.
    fn channel(&self, space: &SpaceId) -> Result<&Arc<Channel>, SessionError> {
        let channel = self.channels.get(space).ok_or(SessionError::Protocol("an unknown space"))?;
        if !self.keys.contains_key(space) {
            return Err(SessionError::Protocol("a space that was not greeted"));
        }
        channel.require_admitted(&self.device)?;
        Ok(channel)
    }
}
