//! What commands are about that is nothing by itself: who is invited, what goes out, and what was typed as a key.

use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use zeroize::Zeroizing;

/// Something typed that is a key. Erased when dropped, and never in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Zeroizing<String>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// What goes out of Deelbaar in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// The log, or what was looked for in it.
    Log,
    /// The handover file.
    Handover,
    /// Everything that this device holds, decoded.
    Everything,
}

/// Who is invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invitee {
    /// A municipality.
    Municipality {
        /// Its code.
        code: MunicipalityCode,
        /// What it is called; `None` for one that Deelbaar knows by its code.
        name: Option<String>,
    },
    /// A municipality that takes part, to begin anew with other keys, because it lost its own. Whoever is let in so needs the
    /// region's second person too.
    Anew {
        /// Its code.
        code: MunicipalityCode,
    },
    /// A colleague.
    Colleague {
        /// In which role.
        role: Role,
        /// From when until when.
        term: Term,
    },
    /// Another device of somebody who takes part already, or of oneself.
    Device {
        /// A device that they have.
        of: DeviceId,
    },
}
