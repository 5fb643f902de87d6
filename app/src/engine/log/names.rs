//! What kinds of acts are called in exports: names that no translation changes, and that stay.

use deelbaar_schema::act::Outcome;

use super::{CharterKind, LogKind};
use crate::engine::view::EventKind;

impl LogKind {
    /// The name in exports. It never changes, whatever the language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Item(kind) => of_item(kind),
            Self::Charter(kind) => of_charter(kind),
        }
    }
}

const fn of_item(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Submitted => "submitted",
        EventKind::Recalled => "recalled",
        EventKind::Decided(Outcome::Agreed) => "decided-agreed",
        EventKind::Decided(Outcome::Held) => "decided-held",
        EventKind::Decided(Outcome::SentBack) => "decided-sent-back",
        EventKind::Decided(Outcome::Refused) => "decided-refused",
        EventKind::Started => "started",
        EventKind::Finished => "finished",
        EventKind::ConsentRequested(_) => "consent-requested",
        EventKind::ConsentGiven(_) => "consent-given",
        EventKind::Revised(_) => "consent-revised",
        EventKind::ConsentConfirmed => "consent-confirmed",
        EventKind::ConsentRefused => "consent-refused",
        EventKind::ConsentReturned => "consent-returned",
        EventKind::ConsentRecalled => "consent-recalled",
        EventKind::Withdrawn => "withdrawn",
    }
}

const fn of_charter(kind: CharterKind) -> &'static str {
    match kind {
        CharterKind::Admitted => "municipality-admitted",
        CharterKind::Dismissed => "municipality-dismissed",
        CharterKind::Enrolled(_) => "enrolled",
        CharterKind::RoleEnded => "role-ended",
        CharterKind::KeyRenewed => "key-renewed",
        CharterKind::SecondRenewed => "second-key-renewed",
        CharterKind::RegionKeyRenewed => "region-key-renewed",
        CharterKind::RegionSecondRenewed => "region-second-key-renewed",
        CharterKind::Countersigned => "countersigned",
        CharterKind::Removed => "device-removed",
        CharterKind::MandateGiven => "mandate-given",
        CharterKind::MandateEnded => "mandate-ended",
        CharterKind::BodySet(..) => "body-set",
        CharterKind::RelaySet => "relay-set",
    }
}
