//! What the search for bytes that break a decoder reaches of the network.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, SpaceId};
use deelbaar_schema::relay::{RegionRelay, Token};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::{Term, Timestamp};
use iroh::RelayUrl;
use zeroize::Zeroizing;

pub(crate) use super::files::fuzzed::{file_message, file_messages};
use super::frame::{Frame, Greeting};
pub(crate) use super::join::fuzzed::{code, code_content, code_contents, code_text, join, join_messages};
use super::join::{Invitation, Joining};
use super::journal::{Ending, Happening, Journal};
pub(crate) use super::packed::fuzzed::{batch, packed, unpacked};
use super::peers::Peers;
use super::relay::{reached_directly, relays, way};
use super::session::{Budgets, Cost, Limits, PassedOn};
use crate::replica::Fork;
use crate::store::{Area, Store, StoreError};

const DEVICE: DeviceId = DeviceId::from_bytes([3; 32]);
const OTHER: DeviceId = DeviceId::from_bytes([4; 32]);
const NOW: Timestamp = Timestamp(1_780_000_000_000);

pub(crate) fn frames(space: SpaceId, fork: Fork) -> Vec<Vec<u8>> {
    let digest = ContentHash::of(b"x");
    let frames = [
        Frame::Hello(vec![Greeting { space: Greeting::name(&space), digest, wants: true }]),
        Frame::Buckets { space, digests: vec![[1; 8]; 256] },
        Frame::Heights {
            space,
            buckets: Some(vec![1, 2]),
            heights: vec![(DEVICE, 7)],
            wants: vec![RecordId::from_bytes([4; 32])],
        },
        Frame::Records { space, packed: vec![1; 40] },
        Frame::Kept { space, digest },
        Frame::Forked { space, fork },
    ];
    frames.iter().map(|frame| encoding::encode(frame).unwrap()).collect()
}

pub(crate) fn frame(bytes: &[u8]) -> bool {
    let frame = encoding::decode::<Frame>(bytes);
    if let Ok(Frame::Forked { space, fork }) = &frame {
        fork.proves(space);
    }
    frame.is_ok()
}

/// What the network remembers: a name in the store, and such a value.
pub(crate) fn stored(store: &Store) -> Vec<(&'static str, Vec<u8>)> {
    let peers = Peers::load(store.clone(), NOW).unwrap();
    for device in [DEVICE, OTHER] {
        peers.add_addresses(device, addresses());
        peers.change(device, |peer| {
            peer.last_seen = Some(NOW);
            peer.keeps(SpaceId::from_bytes([1; 32]), ContentHash::of(b"x"), NOW, (ContentHash::of(b"x"), 9));
        });
    }
    peers.save().unwrap();
    let journal = Journal::load(store.clone()).unwrap();
    happen(&journal);
    journal.save().unwrap();
    let budgets = Budgets::load(Limits::USUAL, store, NOW).unwrap();
    budgets.charge(&DEVICE, Cost::Frame(100 * 1024 * 1024)).unwrap();
    budgets.save(store, NOW).unwrap();
    full_day(store);
    let joining = Joining::load(store.clone(), NOW).unwrap();
    let (invitation, _) = invitations();
    for invitation in [invitation, Invitation::Municipality { code: "GM0342".parse().unwrap(), name: "Soest".into() }] {
        joining.invite(invitation, (DEVICE, addresses()), NOW, tokio::sync::mpsc::channel(1).0).unwrap();
    }
    let names = ["peers", "network journal", "much of a day", "invitations to join/2"];
    names.map(|name| (name, store.get(Area::Local, name).unwrap().unwrap())).to_vec()
}

/// As budgets are written down: when the day ends, how many bytes came, and how many of these others wrote.
type Days = BTreeMap<DeviceId, (Timestamp, u64, u64)>;

/// Another device brought all that can be counted.
fn full_day(store: &Store) {
    let written = store.get(Area::Local, "much of a day").unwrap().unwrap();
    let mut days: Days = encoding::decode(&written).unwrap();
    days.insert(OTHER, (Timestamp(NOW.0 + 3_600_000), u64::MAX, u64::MAX));
    let bytes = encoding::encode(&days).unwrap();
    store.write::<_, StoreError>(|tx| tx.put(Area::Local, "much of a day", &bytes)).unwrap();
}

fn addresses() -> Vec<SocketAddr> {
    ["192.0.2.7:4450", "[2001:db8::1]:4450"].map(|address| address.parse().unwrap()).to_vec()
}

fn invitations() -> (Invitation, Term) {
    let term = Term::since("2026-01-01".parse().unwrap());
    (Invitation::Colleague { role: Role::Reader, term }, term)
}

fn happen(journal: &Journal) {
    for device in [DEVICE, OTHER] {
        let at = addresses().first().copied();
        let ended = Happening::Ended { received: 0, sent: 0, why: Ending::Rules, detail: "te veel".into() };
        let shunned = Happening::Shunned { detail: "te veel".into() };
        let connected = Happening::Connected { dialled: true, at };
        for what in [connected, ended, Happening::NotReached, Happening::Refused, shunned] {
            journal.note(NOW, device, what);
        }
    }
}

/// Whether the network makes something of such a value; goes on with it as with any other.
pub(crate) fn reads(store: &Store, name: &str, bytes: &[u8]) -> bool {
    store.write::<_, StoreError>(|tx| tx.put(Area::Local, name, bytes)).unwrap();
    match name {
        "peers" => {
            let peers = Peers::load(store.clone(), NOW).unwrap();
            for (device, peer) in peers.all() {
                let own = (ContentHash::of(b"y"), 5);
                drop((peer.all_addresses(), peer.waiting(&SpaceId::from_bytes([1; 32]), own)));
                peers.add_addresses(device, addresses());
            }
            peers.save().unwrap();
            !peers.all().is_empty()
        }
        "network journal" => {
            let journal = Journal::load(store.clone()).unwrap();
            let read = !journal.lines().is_empty();
            happen(&journal);
            journal.save().unwrap();
            read
        }
        "much of a day" => {
            let budgets = Budgets::load(Limits::USUAL, store, NOW).unwrap();
            let passed_on = PassedOn::of(&DEVICE, &[(DEVICE, 9_000), (OTHER, 7_000)]);
            let records = Cost::Records { count: 2, bytes: 16_000, frame: 9, passed_on };
            let work = Cost::Work(Duration::from_secs(1), passed_on);
            for device in [DEVICE, OTHER] {
                for cost in [Cost::Frame(1), records, work, Cost::Sent(1), Cost::Session] {
                    drop(budgets.charge(&device, cost));
                }
            }
            budgets.save(store, NOW).unwrap();
            encoding::decode::<Days>(bytes).is_ok_and(|days| !days.is_empty())
        }
        _ => {
            let joining = Joining::load(store.clone(), NOW).unwrap();
            let open = joining.open(NOW);
            for invitation in &open {
                drop(joining.cancel(&invitation.id, NOW));
            }
            drop((joining.listens(NOW), joining.open(Timestamp(i64::MAX)), joining.listens(Timestamp(i64::MIN))));
            !open.is_empty()
        }
    }
}

/// Addresses of relays, and of a proxy: one a line, then the word for them.
pub(crate) fn relay(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let (urls, token) = text.rsplit_once('\n').unwrap_or((&text, ""));
    let urls: Vec<String> = urls.split('\n').map(str::to_owned).collect();
    for url in &urls {
        if let Ok(url) = url.parse::<RelayUrl>() {
            reached_directly(url.host_str().unwrap_or_default(), token);
        }
    }
    let (region, date, proxy) = (SpaceId::from_bytes([1; 32]), "2026-11-29".parse().unwrap(), urls.first().cloned());
    let word = (!token.is_empty()).then(|| Token::new(token));
    let named = RegionRelay { region, version: 1, urls, token: word, date };
    let used = relays(Some(&named));
    drop(way(&used, proxy.map(Zeroizing::new)));
    named.check().is_ok() && !used.is_empty()
}
