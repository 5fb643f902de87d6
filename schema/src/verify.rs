//! From received to verified, many at once: the signatures of the records, and of the statements that publications carry.
//!
//! Checking signatures is most of the work of taking in what others share. Together they take half the time or less.

use crate::crypto::{Claim, all_hold};
use crate::encoding;
use crate::id::{RecordId, Signature};
use crate::publication::Publication;
use crate::record::{Header, Kind, Record, RecordError, Statements, WireRecord};
use crate::statement::SignedStatement;

/// A record of which all was checked but signatures: its own, and those of the statements in its body.
pub struct Unproven {
    record: Record,
    own: Claim,
    carried: Vec<Claim>,
}

impl Unproven {
    /// From what came as it is.
    pub fn received(wire: WireRecord) -> Result<Self, RecordError> {
        wire.claim().map(Self::new)
    }

    /// From what came without what follows from the rest: of a body that is here, length and hash in `header` do not matter.
    /// Also the id that the record has or would have.
    pub fn derived(
        header: Header,
        signature: Signature,
        body: Option<Vec<u8>>,
    ) -> (RecordId, Result<Self, RecordError>) {
        let (id, record) = Record::derive(header, signature, body);
        (id, record.map(Self::new))
    }

    fn new((record, own): (Record, Claim)) -> Self {
        let carried = match (record.header().kind, record.body()) {
            // What cannot be read is refused when it is applied.
            (Kind::Publication, Some(body)) => {
                Publication::decode(body).map(|publication| publication.claims()).unwrap_or_default()
            }
            (Kind::Withdrawal, Some(body)) => {
                encoding::decode::<SignedStatement>(body).map(|signed| vec![signed.claim()]).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        Self { record, own, carried }
    }

    fn with_statements(self) -> Record {
        // Nothing was checked of a kind that is not looked into.
        let statements = if self.carried.is_empty() { Statements::Unchecked } else { Statements::Hold };
        self.record.with_statements(statements)
    }

    fn check(self) -> Result<Record, RecordError> {
        if !self.own.holds() {
            return Err(RecordError::Signature);
        }
        // A false statement has its own reason, which is given when the record is applied.
        Ok(if self.carried.iter().all(Claim::holds) { self.with_statements() } else { self.record })
    }
}

/// Checks the signatures of all that are records so far, in the same order. `seed` is 32 random bytes that whoever sent the
/// records cannot know.
pub fn verify_all(offered: Vec<Result<Unproven, RecordError>>, seed: &[u8; 32]) -> Vec<Result<Record, RecordError>> {
    let claims = offered.iter().flatten().flat_map(|unproven| std::iter::once(&unproven.own).chain(&unproven.carried));
    // Nobody honest sends one that does not hold: then each is looked at by itself.
    if all_hold(claims, seed) {
        return offered.into_iter().map(|unproven| unproven.map(Unproven::with_statements)).collect();
    }
    offered.into_iter().map(|unproven| unproven.and_then(Unproven::check)).collect()
}
