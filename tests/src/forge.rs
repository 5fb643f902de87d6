//! Records as a dishonest device would make them.

use deelbaar_schema::charter::{Founded, Pair};
use deelbaar_schema::crypto::{Domain, SecretKey};
use deelbaar_schema::id::{DeviceId, MunicipalityCode, PersonId, SpaceId};
use deelbaar_schema::record::{Header, Kind, LogHead, Record, WireRecord};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Admission, Countersignature, Enrolment, SignedStatement, Statement};
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::{random, random_key};

use crate::term;

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

fn signed_by(key: &SecretKey, statement: &Statement) -> SignedStatement {
    SignedStatement::sign(statement, key).unwrap()
}

fn agreed(by: &SecretKey, space: SpaceId, of: impl Into<Founded>, statement: &SignedStatement) -> SignedStatement {
    let agreed = Countersignature { space, of: of.into(), statement: statement.hash() };
    signed_by(by, &Statement::Countersignature(agreed))
}

/// A made-up alderman's enrolment, signed with this key of the municipality, and agreed to with that one.
pub fn alderman(
    space: SpaceId,
    municipality: MunicipalityCode,
    puppet: &SecretKey,
    key: &SecretKey,
    second: Option<&SecretKey>,
) -> Vec<SignedStatement> {
    let enrolment = Statement::Enrolment(Enrolment {
        space,
        municipality,
        device: puppet.device(),
        person: PersonId::from_bytes(*random::<16>().unwrap()),
        name: Some("Wethouder".into()),
        role: Role::Alderman,
        term: term(),
    });
    let enrolment = signed_by(key, &enrolment);
    let agreed = second.map(|second| agreed(second, space, municipality, &enrolment));
    [enrolment].into_iter().chain(agreed).collect()
}

/// What whoever holds the region's key states of a municipality of their own under a code: its admission, agreed to where they
/// hold the second key too, and its alderman.
pub fn municipality(
    region: SpaceId,
    code: MunicipalityCode,
    (key, second): (&SecretKey, Option<&SecretKey>),
    puppet: &SecretKey,
) -> Vec<SignedStatement> {
    let (own, own_second) = (random_key().unwrap(), random_key().unwrap());
    let keys = Pair { key: own.root(), second: own_second.root() };
    let admission = Admission { region, municipality: code, name: format!("{code}"), keys, term: term() };
    let admission = signed_by(key, &Statement::Admission(admission));
    let agreed = second.map(|second| agreed(second, region, Founded::Region, &admission));
    let alderman = alderman(region, code, puppet, &own, Some(&own_second));
    [admission].into_iter().chain(agreed).chain(alderman).collect()
}
