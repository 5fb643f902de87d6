//! What travels on the stream of a request to join. Laid down in `docs/protocol.md`.

use deelbaar_schema::charter::{Founding, Pair};
use deelbaar_schema::id::MunicipalityCode;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_schema::time::Date;
use serde::{Deserialize, Serialize};

use super::Closed;
use crate::workspace::Person;

/// Random bytes of one side, of which the words are made.
pub(super) type Nonce = [u8; 16];

/// What the inviter answers to a secret.
#[derive(Serialize, Deserialize)]
pub(super) enum Reply {
    /// The invitation is not open.
    Closed(Closed),
    /// It is, but nobody at the inviter's device looks.
    NobodyThere,
    /// What it is for, and the [commitment](commitment) to the inviter's nonce.
    Offer(Box<Offer>, [u8; 32]),
}

/// What an invitation is for.
#[derive(Serialize, Deserialize)]
pub(super) enum Offer {
    Municipality {
        region: Founding,
        code: MunicipalityCode,
        name: String,
        today: Date,
    },
    /// Whoever has the code hears no more than what it is for: the rest comes with the grant.
    Colleague {
        role: Role,
    },
    Device {
        role: Role,
    },
}

/// What somebody gets who was let in as a colleague: whose device it is, and the two spaces.
#[derive(Serialize, Deserialize)]
pub(super) struct Granted {
    pub(super) region: Founding,
    pub(super) municipality: Founding,
    pub(super) person: Person,
}

/// The keys of a new municipality space, and its own enrolment of its first device.
#[derive(Serialize, Deserialize)]
pub(super) struct FirstDevice {
    pub(super) keys: Pair,
    pub(super) enrolment: SignedStatement,
}

/// What the joiner asks. The words depend on these bytes.
#[derive(Serialize, Deserialize)]
pub(super) struct Application {
    pub(super) name: String,
    /// Unknown to anybody until the inviter has committed to its own.
    pub(super) nonce: Nonce,
    /// For a municipality.
    pub(super) founded: Option<FirstDevice>,
}

/// What the inviter says after an application: first its nonce, then how it ended; or only the latter.
#[derive(Serialize, Deserialize)]
pub(super) enum Answer {
    /// What it had committed to. Both sides show the words from now on.
    Nonce(Nonce),
    /// Enrolled; a new municipality has the rest already.
    Granted(Option<Box<Granted>>),
    /// Somebody refused.
    Declined,
    /// Nobody answered in time.
    NobodyAnswered,
    /// Somebody approved, but the enrolment could not be written.
    NotEnrolled,
    /// The invitation ended meanwhile.
    Closed(Closed),
}

/// Binds the inviter to a nonce that the joiner does not know yet.
pub(super) fn commitment(nonce: &Nonce) -> [u8; 32] {
    *blake3::hash(nonce).as_bytes()
}
