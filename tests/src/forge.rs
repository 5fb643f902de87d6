//! Records as a dishonest device would make them.

use deelbaar_schema::crypto::{Domain, SecretKey};
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::record::{Header, Kind, LogHead, Record, WireRecord};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::replica::Replica;

/// Where the log of `author` stands in `replica`.
pub fn head_of<S: SpaceState>(replica: &Replica<S>, author: &DeviceId) -> LogHead {
    let records = replica.records().unwrap();
    let last = records.iter().rfind(|record| record.header().author == *author);
    last.map_or(LogHead::EMPTY, |record| LogHead { next_seq: record.header().seq + 1, last: record.id() })
}

/// The next record of `key`'s log in `replica`, as its device would sign it.
pub fn next<S: SpaceState>(replica: &Replica<S>, key: &SecretKey, kind: Kind, body: Vec<u8>) -> Record {
    let log = head_of(replica, &key.device());
    Record::create(key, replica.space(), log, now(), kind, body).unwrap()
}

/// The time, for whoever makes up a record.
pub fn now() -> Timestamp {
    deelbaar_sync::clock::Clock::system().now()
}

/// A record with whatever header, properly signed.
pub fn signed(key: &SecretKey, header: &Header, body: Vec<u8>) -> WireRecord {
    let encoded = header.encode();
    let head = [&encoded[..], key.sign(Domain::Record, &encoded).as_bytes()].concat();
    WireRecord { head, body: Some(body) }
}

/// Offers records that must be taken in.
#[track_caller]
pub fn taken<S: SpaceState>(replica: &Replica<S>, wires: Vec<WireRecord>) {
    let count = wires.len();
    let accepted = replica.accept(wires).unwrap();
    assert_eq!((accepted.taken, accepted.refused), (count, Vec::new()));
}
