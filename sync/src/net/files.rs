//! The content of files, on connections of their own beside the sessions.
//!
//! Whoever lacks a file that a record names asks for the hashes of its pieces, and then for those it lacks, one request a
//! stream. Whoever is asked answers only what that device may have, and to everything else the same: not here. A piece
//! that is not what its hash says is not kept, and its sender is not listened to for a while.
//!
//! The code lies apart for each side: `ask` fetches, `answer` serves.

mod answer;
mod ask;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use deelbaar_schema::id::{ContentHash, DeviceId, FileHash, MunicipalityCode, SpaceId};
use iroh::Endpoint;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::relay::Relays;
use super::session::{Budgets, Party};
use crate::files::{FileKey, Side, Wanted};
use crate::poison::lock;
use crate::workspace::Workspace;

/// The protocol's name and version.
pub(super) const ALPN: &[u8] = b"deelbaar/files/1";
/// Most devices that are answered at one time: of the own municipality, of all others, and of one of those.
const COLLEAGUES: usize = 8;
const OF_OTHERS: usize = 8;
const OF_ONE: usize = 2;
/// How long nothing may travel before a conversation is given up.
const STALLED: Duration = Duration::from_secs(30);
/// Largest request, and largest list of hashes.
const MAX_ASK: usize = 2 * 1024;
const MAX_LIST: usize = 16 * 1024;
/// Most pieces in one request.
const MAX_PIECES: usize = 16;

/// What is asked on a stream, and on which side it will be kept: what is kept on the region's side is passed on to everybody.
#[derive(Debug, Serialize, Deserialize)]
enum Ask {
    /// The hashes of the pieces.
    List(Side, FileHash),
    /// Pieces, by number.
    Pieces(Side, FileHash, Vec<u32>),
}

/// The hashes of the pieces of a file; `None`: not here, or not for whoever asks.
type Listed = Option<(u64, Vec<ContentHash>)>;

/// What fetching and answering work with.
pub(super) struct FileExchange {
    workspace: Workspace,
    party: Party,
    budgets: Budgets,
    answered: Answered,
}

impl FileExchange {
    pub(super) fn new(workspace: &Workspace, party: Party) -> Self {
        let (budgets, answered) = (Budgets::new(party.for_files), Answered::default());
        Self { workspace: workspace.clone(), party, budgets, answered }
    }

    /// Whether a file is for a device: colleagues get what the municipality uses, to keep on its side; everybody in the region
    /// what a visible section names.
    fn is_for(&self, device: &DeviceId, side: Side, file: FileKey, wanted: Wanted) -> bool {
        let (own, region) = (self.workspace.municipality().space(), self.workspace.region_space());
        let stays = side == Side::Municipality && file.side == Side::Municipality;
        (stays && self.gives(own, device)) || (wanted.shared && self.gives(region, device))
    }

    /// Whether a device gets a space from this one: from no other are files asked either.
    fn gives(&self, space: SpaceId, device: &DeviceId) -> bool {
        self.party.admitted(device).iter().any(|exchange| exchange.space() == space && exchange.gives(device))
    }

    /// Where a device belongs. Two people of the region may have admitted another municipality under the own code: who comes from
    /// there is no colleague.
    fn home(&self, device: &DeviceId) -> Option<Home> {
        let own = self.workspace.code();
        if self.gives(self.workspace.municipality().space(), device) {
            return Some(Home::Own);
        }
        let today = self.party.clock.today();
        let home = self.workspace.region().charter().member_on(device, today)?.municipality;
        let known = || self.workspace.municipality().charter().member_of(own, device, today).is_some();
        let is_own = home == own && (self.workspace.is_own_in_region() || known());
        Some(if is_own { Home::Own } else { Home::Other(home) })
    }

    /// The copies of a content that are for a device, to keep on a side.
    fn for_device(&self, device: &DeviceId, side: Side, hash: &FileHash) -> Vec<FileKey> {
        let named = self.workspace.files().named(hash).into_iter();
        named.filter(|(file, wanted)| self.is_for(device, side, *file, *wanted)).map(|(file, _)| file).collect()
    }

    /// Ends once a content is not for a device, at once where it is not now; otherwise never.
    async fn taken_back(&self, device: &DeviceId, side: Side, hash: &FileHash) {
        let mut files = self.workspace.files().subscribe();
        let mut municipality = self.workspace.municipality().subscribe_charter();
        let mut region = self.workspace.region().subscribe_charter();
        while !self.for_device(device, side, hash).is_empty() {
            let changed = tokio::select! {
                changed = files.changed() => changed,
                changed = municipality.changed() => changed,
                changed = region.changed() => changed,
            };
            if changed.is_err() {
                return;
            }
        }
    }

    /// Fetches whatever is lacking, for as long as the node runs.
    /// `network` is how devices are reached at the moment, if at all; `blame` is told of whoever sent something wrong.
    pub(super) async fn fetch_all(
        self: Arc<Self>,
        network: impl Fn() -> Option<(Endpoint, Relays)> + Send,
        blame: impl Fn(DeviceId, &str) + Send,
    ) {
        ask::fetch_all(self, network, blame).await;
    }

    /// Answers one device until it leaves, or begins anew. Only few at one time. Returns what it did when it went too far.
    pub(super) async fn serve(&self, connection: &iroh::endpoint::Connection) -> Option<String> {
        let device = DeviceId::from_bytes(*connection.remote_id().as_bytes());
        let turn = self.answered.begin(device, self.home(&device)?)?;
        tokio::select! {
            went_too_far = answer::serve(self, connection, device) => went_too_far.map(|error| error.to_string()),
            () = turn.place.leave.notified() => None,
        }
    }
}

/// Who is being answered.
#[derive(Default)]
struct Answered(Mutex<BTreeMap<DeviceId, Arc<Place>>>);

/// Where a device belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    /// A colleague's.
    Own,
    /// What the region admitted under this code, and is not the own municipality.
    Other(MunicipalityCode),
}

/// The place of one device.
struct Place {
    home: Home,
    /// A newer conversation with the same device takes it.
    leave: Notify,
}

/// Holds a [place](Place) until it is dropped.
struct Turn<'a> {
    answered: &'a Answered,
    device: DeviceId,
    place: Arc<Place>,
}

impl Answered {
    /// A place for a device, when there is one: colleagues have places of their own, and no other municipality takes all
    /// that are left. An earlier conversation with the same device ends: that device may know already that it broke.
    fn begin(&self, device: DeviceId, home: Home) -> Option<Turn<'_>> {
        let mut all = self.lock();
        if let Some(earlier) = all.remove(&device) {
            earlier.leave.notify_one();
        }
        let of_home = all.values().filter(|other| other.home == home).count();
        let of_others = all.values().filter(|other| other.home != Home::Own).count();
        let room = if home == Home::Own { of_home < COLLEAGUES } else { of_home < OF_ONE && of_others < OF_OTHERS };
        if !room {
            return None;
        }
        let place = Arc::new(Place { home, leave: Notify::new() });
        all.insert(device, Arc::clone(&place));
        Some(Turn { answered: self, device, place })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Arc<Place>>> {
        lock(&self.0)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut all = self.answered.lock();
        if all.get(&self.device).is_some_and(|place| Arc::ptr_eq(place, &self.place)) {
            all.remove(&self.device);
        }
    }
}

/// What the search for bytes that break a decoder reaches of the messages about files.
#[cfg(test)]
pub(crate) mod fuzzed {
    use deelbaar_schema::attachment::ChunkList;
    use deelbaar_schema::encoding;

    use super::{Ask, ContentHash, FileHash, Listed, MAX_LIST, Side};

    pub(crate) fn file_messages() -> Vec<Vec<u8>> {
        let (hash, piece) = (FileHash::from_bytes([1; 32]), ContentHash::of(b"x"));
        let listed: Listed = Some((1_000_000, vec![piece; 4]));
        vec![
            encoding::encode(&Ask::List(Side::Region, hash)).unwrap(),
            encoding::encode(&Ask::Pieces(Side::Municipality, hash, vec![0, 1, 2])).unwrap(),
            encoding::encode(&listed).unwrap(),
            encoding::encode(&Some(serde_bytes::Bytes::new(&[7; 400]))).unwrap(),
        ]
    }

    pub(crate) fn file_message(bytes: &[u8]) -> bool {
        let ask = encoding::decode::<Ask>(bytes).is_ok();
        let piece = encoding::decode::<Option<serde_bytes::ByteBuf>>(bytes).is_ok();
        let listed = encoding::decode::<Listed>(bytes);
        let valid = ask || piece || listed.is_ok();
        if let Ok(Some((size, chunks))) = listed {
            assert!(chunks.len() * size_of::<ContentHash>() <= MAX_LIST.max(bytes.len()), "more than was sent");
            drop(ChunkList::checked(size, chunks.clone(), &FileHash::from_bytes([1; 32])));
            // As somebody says it who shared exactly this.
            if chunks.len() == ChunkList::count_for(size)
                && let Ok(list) = ChunkList::of_content(size, chunks)
            {
                let lengths = (0..list.chunks().len()).map(|at| list.length(at) as u64);
                assert_eq!(lengths.sum::<u64>(), size);
            }
        }
        valid
    }
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::charter::{Founded, Pair as Keys};
    use deelbaar_schema::crypto::SecretKey;
    use deelbaar_schema::encoding;
    use deelbaar_schema::id::PersonId;
    use deelbaar_schema::record::{Kind, LogHead, Record};
    use deelbaar_schema::role::Role;
    use deelbaar_schema::statement::{Admission, Countersignature, SignedStatement, Statement};
    use deelbaar_schema::time::Term;

    use super::*;
    use crate::workspace::tests::Pair;
    use crate::workspace::{Person, Root, public_enrolment, random_key};

    /// Another Leusden, admitted by whoever holds both keys of the region; its device is in no charter of the true one.
    #[test]
    fn devices_of_another_municipality_under_the_own_code_are_no_colleagues() {
        let pair = Pair::new(|_| ());
        let officer = &pair.officer;
        let exchange = FileExchange::new(officer, Party::of(officer).unwrap());
        let term = Term::since(pair.hands.clock().today());
        let person = |role| Person { id: PersonId::from_bytes([7; 16]), name: "Bo".into(), role, term };
        let keeper = random_key().unwrap().device();
        officer.enrol(keeper, &person(Role::Keeper), None).unwrap();
        let homes = |devices: &[DeviceId]| devices.iter().map(|device| exchange.home(device)).collect::<Vec<_>>();
        let own = [pair.alderman.device(), keeper];
        assert_eq!(homes(&own), [Some(Home::Own); 2]);

        let (root, second, puppet) = (random_key().unwrap(), random_key().unwrap(), random_key().unwrap());
        let (region, code) = (officer.region_space(), officer.code());
        let by = |key: &SecretKey, statement| SignedStatement::sign(&statement, key).unwrap();
        let keys = Keys { key: root.root(), second: second.root() };
        let admission = Admission { region, municipality: code, name: "Leusden".into(), keys, term };
        let admission = by(&officer.root_key(Root::Region).unwrap(), Statement::Admission(admission));
        let agreed = Countersignature { space: region, of: Founded::Region, statement: admission.hash() };
        let agreed = by(&officer.second_key(Root::Region).unwrap(), Statement::Countersignature(agreed));
        let enrolment = by(&root, public_enrolment(region, code, puppet.device(), &person(Role::Reader)));
        let charter = encoding::encode(&vec![admission, agreed, enrolment]).unwrap();
        let now = officer.clock().now();
        let record = Record::create(&puppet, region, LogHead::EMPTY, now, Kind::Charter, charter).unwrap();
        assert_eq!(officer.region().accept(vec![record.to_wire()]).unwrap().taken, 1);
        assert_eq!(exchange.home(&puppet.device()), Some(Home::Other(code)));
        // The region takes only those for Leusden now, so the keeper gets nothing; who reads the plan stays a colleague.
        assert_eq!(homes(&own), [Some(Home::Own), None]);
    }

    #[test]
    fn nobody_takes_the_places_of_others() {
        let town = |number: u16| MunicipalityCode::from_number(number).unwrap();
        let (soest, baarn) = (Home::Other(town(342)), Home::Other(town(308)));
        let device = |n: u8| DeviceId::from_bytes([n; 32]);
        let answered = Answered::default();
        let begin = |n: u8, home| answered.begin(device(n), home);
        let soests: Vec<_> = (0..9).filter_map(|n| begin(n, soest)).collect();
        assert_eq!(soests.len(), OF_ONE);
        let again = begin(0, soest).expect("a device that begins anew keeps its place");
        assert!(begin(8, soest).is_none());
        let baarns: Vec<_> = (10..19).filter_map(|n| begin(n, baarn)).collect();
        assert_eq!(baarns.len(), OF_ONE);
        let others: Vec<_> = (20..60).filter_map(|n| begin(n, Home::Other(town(n.into())))).collect();
        assert_eq!(others.len(), OF_OTHERS - 2 * OF_ONE);
        let colleagues: Vec<_> = (70..99).filter_map(|n| begin(n, Home::Own)).collect();
        assert_eq!(colleagues.len(), COLLEAGUES);
        drop(soests);
        assert!(begin(8, soest).is_some(), "of the two only the newer conversation of one is left");
        drop(again);
        assert!(begin(0, soest).is_some());
    }
}
