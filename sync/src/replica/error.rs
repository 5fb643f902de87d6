//! What can go wrong with a replica.

use deelbaar_schema::municipality::PlanError;
use deelbaar_schema::record::RecordError;
use deelbaar_schema::space::Refusal;

use super::Flaw;
use crate::store::StoreError;

/// Why a replica does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenReplicaError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record that was kept is not one.
    #[error("a record on this device cannot be read: {0}")]
    Record(#[from] RecordError),
    /// A record that was kept cannot be read.
    #[error("record {} on this device cannot be read: {}", .0.place, .0.why)]
    Damaged(Flaw),
    /// The state cannot be built.
    #[error("the state cannot be built from the records")]
    State,
}

/// Why this device's own record was not made. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The space was taken off this device, and not all that the device wrote before came back from others. Something written
    /// now would be a second record at a place that is taken.
    #[error("not all that this device wrote before has come back")]
    Behind,
    /// The rules.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}
