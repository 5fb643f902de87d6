//! From received to verified, many at once: the signatures of the records, and of the statements that publications carry.
//!
//! Checking signatures is most of the work of taking in what others share. Together they take half the time or less.

use crate::crypto::{Claim, all_hold};
use crate::encoding;
use crate::publication::Publication;
use crate::record::{Kind, Record, RecordError, Statements, WireRecord};
use crate::statement::SignedStatement;

/// [`WireRecord::verify`] of each, in the same order. `seed` is 32 random bytes that whoever sent the records cannot know.
pub fn verify_all(offered: Vec<WireRecord>, seed: &[u8; 32]) -> Vec<Result<Record, RecordError>> {
    let claimed: Vec<_> = offered.into_iter().map(|wire| wire.claim().map(Claimed::new)).collect();
    let claims = claimed.iter().flatten().flat_map(|claimed| std::iter::once(&claimed.own).chain(&claimed.carried));
    // Nobody honest sends one that does not hold: then each is looked at by itself.
    if all_hold(claims, seed) {
        return claimed.into_iter().map(|claimed| claimed.map(Claimed::with_statements)).collect();
    }
    claimed.into_iter().map(|claimed| claimed.and_then(Claimed::check)).collect()
}

/// A record, and what must hold for it.
struct Claimed {
    record: Record,
    own: Claim,
    /// Of the statements in its body.
    carried: Vec<Claim>,
}

impl Claimed {
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
