//! A space: an append-only set of logs, and the state that follows from them.
//!
//! [`SpaceState`] is what `sync` keeps and exchanges without knowing what it means. There are two: a municipality's private
//! space ([`crate::municipality`]) and the region's ([`crate::region`]). They share no data; a consent is the only bridge.

use std::sync::Arc;

use crate::charter::{Charter, CharterError, Tried};
use crate::encoding::EncodingError;
use crate::gate::ActError;
use crate::id::DeviceId;
use crate::plan::guard::ChangeRefusal;
use crate::publication::ConsentError;
use crate::record::{Kind, Record, RecordError};
use crate::statement::{SignedStatement, StatementError};
use crate::time::Date;

/// The state that follows from the records of a space.
pub trait SpaceState: Send + 'static {
    /// Who may do what here.
    fn charter(&self) -> &Charter;

    /// The same, to be kept as it is now, without a copy of it.
    fn shared_charter(&self) -> Arc<Charter>;

    /// Takes records in, in order; one result each. A refused record changes nothing.
    ///
    /// The caller has checked that each record continues its log. `today` decides on embargoes. What is taken in does
    /// not depend on what was removed: see [`Charter`].
    fn apply(&mut self, records: &[Record], today: Date) -> Vec<Result<Taken, Refusal>>;

    /// Whether this device's next record would count today, everything known taken together. Nobody else is asked this:
    /// what others wrote before they knew better is taken in, and does not count.
    fn may_append(&self, record: &Record, today: Date) -> Result<(), Refusal> {
        require_member(self.charter(), record, today)
    }

    /// What can be kept beside the records to start faster, for [`SpaceState::restore`]. `None`: nothing worth it.
    fn cache(&mut self) -> Option<Vec<u8>> {
        None
    }

    /// Takes a cache up again, before any record is applied. `false`: not usable, nothing changed.
    fn restore(&mut self, _cache: &[u8]) -> bool {
        false
    }

    /// Whether somebody whose word counts today says of a record, by author and number, that it is without its body for ever:
    /// asking for that now and then is enough.
    fn is_emptied(&self, _author: &DeviceId, _seq: u64) -> bool {
        false
    }

    /// Whether records of this kind need not be applied again when a cache that covers them was restored.
    fn cached(_kind: Kind) -> bool {
        false
    }
}

/// What taking a record in asks of whoever keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whether to keep the body of this record.
    pub body: BodyFate,
    /// Records of which the body must be deleted now.
    pub purge: Vec<crate::id::RecordId>,
}

impl Taken {
    /// Keep it; nothing else to do.
    pub const KEEP: Self = Self { body: BodyFate::Keep, purge: Vec::new() };
}

/// Whether the body of a record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFate {
    /// Keep and pass on.
    Keep,
    /// Withdrawn: never keep it, never take it back.
    Withdrawn,
    /// Not before a later day: keep the head, ask for the body again.
    Embargoed,
}

/// Why a record is not taken in. Each rule has its own reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Form, signature, body or place in the log.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The author, or what they state about membership.
    #[error(transparent)]
    Charter(#[from] CharterError),
    /// A signed statement does not verify.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The body cannot be read.
    #[error("the body cannot be read: {0}")]
    Body(#[from] EncodingError),
    /// A consent or a publication does not hold.
    #[error(transparent)]
    Consent(#[from] ConsentError),
    /// A governance act is not possible.
    #[error(transparent)]
    Act(#[from] ActError),
    /// An Automerge change is not sound.
    #[error(transparent)]
    Change(#[from] ChangeRefusal),
    /// An Automerge actor of another device.
    #[error("the change pretends to come from another device")]
    OtherActor,
    /// An earlier record of the same author was refused just now.
    #[error("an earlier record of the same author was refused")]
    AfterRefused,
    /// The author signed two records for one place: nothing after it is taken in, whoever brings it.
    #[error("the author's log forked")]
    Forked,
    /// What is kept beside the records is damaged: build it again from the records.
    #[error("the cache is damaged")]
    Cache,
    /// A kind of record that does not belong in this space.
    #[error("records of this kind do not belong in this space")]
    Kind,
    /// A record of a kind that this build does not know, longer than such may be in the region: no withdrawal would reach it.
    #[error("a record of an unknown kind may not be so long; a newer version may know it")]
    UnknownTooLong,
}

impl Refusal {
    /// Whether only a dishonest or broken author can have caused it. The others may come right later.
    pub fn is_hostile(&self) -> bool {
        match self {
            // It may come right later: the author may be enrolled by a statement that has not arrived yet, and an act may
            // answer one that has not; and a newer build reads what this one does not know.
            Self::Record(RecordError::Seq { .. } | RecordError::Version(_))
            | Self::AfterRefused
            | Self::Forked
            | Self::Cache
            | Self::UnknownTooLong
            | Self::Charter(_)
            | Self::Act(ActError::Charter(_) | ActError::Unknown)
            | Self::Body(EncodingError::Version(_))
            | Self::Consent(ConsentError::Signer(_) | ConsentError::Publisher(_)) => false,
            Self::Change(change) => change.is_hostile(),
            _ => true,
        }
    }
}

/// Whether the author of a record takes part today. Statements about membership need no member: a root key signed them.
pub(crate) fn require_member(charter: &Charter, record: &Record, today: Date) -> Result<(), Refusal> {
    let header = record.header();
    if header.kind == Kind::Charter {
        return Ok(());
    }
    charter.counts(&header.author, header.seq)?;
    charter.member_on(&header.author, today).map(|_| ()).ok_or(Refusal::Charter(CharterError::OutsideTerm(today)))
}

/// Most statements in one charter record.
pub const MAX_STATEMENTS: usize = 16;

/// Takes a charter record in: one or more statements that have effect together, or none has. Shared by both spaces.
///
/// All must have effect at once, and the author must then be enrolled: whoever sends, sends in an order in which they do.
pub(crate) fn apply_charter(charter: &mut Tried, record: &Record) -> Result<(), Refusal> {
    let body = record.body().ok_or(RecordError::BodyMissing)?;
    let statements: Vec<SignedStatement> = crate::encoding::decode(body)?;
    if statements.is_empty() || statements.len() > MAX_STATEMENTS {
        return Err(Refusal::Kind);
    }
    let verified =
        statements.iter().map(|signed| signed.verify_unless(record.statements())).collect::<Result<Vec<_>, _>>()?;
    charter.change(|next| {
        for statement in &verified {
            next.add(statement)?;
        }
        if !verified.iter().all(|statement| next.has_effect(statement)) {
            return Err(CharterError::WrongKey.into());
        }
        Ok(next.knows(&record.header().author)?)
    })
}
