//! How it stands with the other devices and with this one.

use std::collections::BTreeMap;

use deelbaar_schema::id::{DeviceId, FileHash, MunicipalityCode, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::{Date, Term, Timestamp};
use deelbaar_sync::files::Presence;

use super::Who;

/// Who has what, and since when.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusView {
    /// Per other municipality, by name.
    pub municipalities: Vec<MunicipalityStatus>,
    /// The own municipality's other devices.
    pub colleagues: Vec<ColleagueStatus>,
    /// Others that let this device in before refuse it, while none lets it in; as far as was seen in this run.
    pub refused: Option<Refused>,
    /// By which of them this device takes part in the region, while it never met a device of another municipality.
    pub through: Option<Through>,
    /// Where this node listens; empty when it does not.
    pub listening: Vec<std::net::SocketAddr>,
    /// Devices that are no longer listened to, and why.
    pub shunned: Vec<(DeviceId, String)>,
    /// What happened on the network, newest first.
    pub connections: Vec<Connection>,
    /// Devices that wrote two logs with one key: nothing new of them is taken in any more.
    pub forked: Vec<DeviceId>,
    /// Something was deleted of which the disk still holds what a fresh key will make unreadable.
    pub deletion_unfinished: bool,
    /// By how many days this device's clock is ahead of everything that others recorded, while something waits for it: it may be wrong.
    pub clock_ahead: Option<i64>,
    /// Records kept here: own municipality, region.
    pub records: (u64, u64),
    /// Opening this device's data takes a passphrase.
    pub passphrase: bool,
    /// The keys of its municipality or its region that this device holds.
    pub roots: Vec<deelbaar_sync::workspace::Root>,
    /// How it stands with backups.
    pub backup: deelbaar_sync::workspace::BackupStatus,
    /// A backup is being made now.
    pub backing_up: bool,
    /// This device was restored, and no other one is known to know it.
    pub unknown: bool,
    /// It was restored and let in with a code, and its enrolment did not come: whoever let it in may be nobody of the municipality.
    pub awaits_enrolment: bool,
    /// How far the content of files is here. What is not among them is away.
    pub files: BTreeMap<FileHash, Presence>,
    /// The ways to the others.
    pub network: NetworkView,
}

/// Others refuse this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Since when.
    pub since: Timestamp,
    /// Only colleagues do: no device of another municipality is known to.
    pub by_colleagues: bool,
}

/// The ways to the other devices, apart from their own addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkView {
    /// The region's own relays.
    pub relays: Vec<deelbaar_sync::net::RelayState>,
    /// They ask for a token.
    pub token: bool,
    /// Since when they are named.
    pub since: Option<Date>,
    /// The HTTP proxy that was set here, without a login.
    pub proxy: Option<String>,
}

/// Something that happened with another device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// When and what, with which device.
    pub line: deelbaar_sync::net::Line,
    /// The municipality that the device takes part for, and in which role. `None` for a stranger.
    pub whose: Option<(String, Role)>,
}

/// What is known of another municipality's devices together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MunicipalityStatus {
    /// Its code.
    pub code: MunicipalityCode,
    /// Its name.
    pub name: String,
    /// A device of it is connected now.
    pub connected: bool,
    /// When a device of it was last heard.
    pub last_seen: Option<Timestamp>,
    /// It said to have everything that this device has, at this moment.
    pub up_to_date: Option<Timestamp>,
    /// At most so many records wait for the device of it that lacks least; `None` when that is not known.
    pub waiting: Option<u64>,
    /// Its devices.
    pub devices: Vec<DeviceStatus>,
}

/// What is known of one device of another municipality. The region knows no names of others than aldermen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceStatus {
    /// The device.
    pub device: DeviceId,
    /// In which role it takes part.
    pub role: Role,
    /// Connected now.
    pub connected: bool,
    /// When it was last heard.
    pub last_seen: Option<Timestamp>,
    /// It said to have everything that this device has, at this moment.
    pub up_to_date: Option<Timestamp>,
    /// At most so many records wait for it; `None` when that is not known.
    pub waiting: Option<u64>,
}

/// A colleague's device that stands between this one and the other municipalities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    /// Whose.
    pub who: Who,
    /// Connected now.
    pub connected: bool,
    /// When it was last heard.
    pub last_seen: Timestamp,
    /// It said to keep exactly what this device keeps of the region, at this moment.
    pub same: Option<Timestamp>,
}

/// What is known of a colleague's device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColleagueStatus {
    /// The device.
    pub device: DeviceId,
    /// Whose.
    pub who: Who,
    /// Tells apart people of the same name; the same for every device of one person.
    pub person: PersonId,
    /// Connected now.
    pub connected: bool,
    /// When it was last heard.
    pub last_seen: Option<Timestamp>,
    /// It said to have everything of the municipality that this device has, at this moment; of the region, when its role
    /// does not read the plan.
    pub up_to_date: Option<Timestamp>,
    /// At most so many of those records wait for it; `None` when that is not known.
    pub waiting: Option<u64>,
    /// From when until when its role is held.
    pub term: Term,
    /// Removed.
    pub revoked: bool,
}

/// Somebody who asks to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicantView {
    /// The device.
    pub device: DeviceId,
    /// Name, as they gave it.
    pub name: String,
    /// What for: a municipality's name, or a role.
    pub invitation: deelbaar_sync::net::Invitation,
    /// Which invitation that was.
    pub id: deelbaar_sync::net::InvitationId,
    /// What the applicant must read aloud before being let in.
    pub words: deelbaar_sync::net::Words,
}
