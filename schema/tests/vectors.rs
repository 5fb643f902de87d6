//! The written formats of statements and snapshots, held to `schema/vectors`. What they are made from stands in
//! `docs/protocol.md`. Bytes that others keep must never change meaning: a difference here is a new format version.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::BTreeSet;

use deelbaar_schema::attachment::{Attachment, CHUNK, ChunkList};
use deelbaar_schema::charter::{Founded, Pair};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::{Choice, Disclosure, Sharing};
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::id::{AttachmentId, ContentHash, DeviceId, ItemId, MunicipalityCode, PersonId, SharedId, SpaceId};
use deelbaar_schema::plan::{Item, ItemKind, NewItem, Plan, PlanEdit};
use deelbaar_schema::projection::project;
use deelbaar_schema::relay::{RegionRelay, Token};
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::{SharedItem, Snapshot};
use deelbaar_schema::statement::{
    Admission, Audience, Body, Competence, Consent, Countersignature, Dismissal, Enrolment, EnrolmentEnd, Mandate,
    MandateEnd, Renewal, Revision, Revocation, SignedStatement, Statement, Withdrawal,
};
use deelbaar_schema::time::{Date, Term, Timestamp};

const SPACE: SpaceId = SpaceId::from_bytes([2; 32]);
const SECTION: SharedId = SharedId::from_bytes([4; 16]);
const DEVICE: DeviceId = DeviceId::from_bytes([3; 32]);

fn key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn pair(key: u8, second: u8) -> Pair {
    let root = |seed| SecretKey::from_seed(&[seed; 32]).root();
    Pair { key: root(key), second: root(second) }
}

fn leusden() -> MunicipalityCode {
    MunicipalityCode::from_number(327).unwrap()
}

fn day(day: u32) -> Date {
    Date::from_ymd_opt(2026, 11, day).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

fn snapshot() -> Snapshot {
    let mut plan = Plan::new(&DEVICE).unwrap();
    let item = ItemId::from_bytes([5; 16]);
    let mut new = NewItem::titled(item, ItemKind::Activity, "Taalwandeling \"in\" de wijk");
    new.body = "Voor iedereen.\nMet thee.".into();
    new.details.insert(Field::From, Value::Date(day(1)));
    new.details.insert(Field::Costs, Value::Cents(125_000));
    new.details.insert(Field::Contact, Value::Line("blijft thuis".into()));
    plan.edit(&[PlanEdit::Add(new)], Timestamp(1_700_000_000_000)).unwrap();
    project(&plan.model().items[&item], &mask(), &BTreeSet::new(), leusden(), SECTION).unwrap()
}

/// The same with two files, of which one goes.
fn snapshot_with_files() -> Snapshot {
    let mut item = Item::new(ItemId::from_bytes([5; 16]), ItemKind::Activity, "Taalwandeling \"in\" de wijk");
    let content: Vec<u8> = (0..=250).cycle().take(300_000).collect();
    let chunks = content.chunks(CHUNK).map(ContentHash::of).collect();
    let list = ChunkList::of_content(300_000, chunks).unwrap();
    let goes = Attachment::new("route.pdf", &list, "De route").unwrap();
    let other = ChunkList::of_content(8, vec![ContentHash::of(b"Deelbaar")]).unwrap();
    let stays = Attachment::new("deelnemers.xlsx", &other, "").unwrap();
    let chosen = BTreeSet::from([goes.hash]);
    item.files.insert(AttachmentId::from_bytes([8; 16]), goes);
    item.files.insert(AttachmentId::from_bytes([9; 16]), stays);
    project(&item, &mask(), &chosen, leusden(), SECTION).unwrap()
}

fn mask() -> Mask {
    Mask::without([Field::Contact])
}

#[expect(clippy::too_many_lines, reason = "a table: one entry for each statement")]
fn statements() -> [(&'static str, Statement); 15] {
    let term = Term { from: day(1), until: Some(day(30)) };
    let region = SPACE;
    let municipality = leusden();
    [
        (
            "admission",
            Statement::Admission(Admission {
                region,
                municipality,
                name: "Leusden".into(),
                keys: pair(1, 2),
                term: Term::since(day(1)),
            }),
        ),
        ("dismissal", Statement::Dismissal(Dismissal { region, municipality, last_day: day(24) })),
        (
            "enrolment",
            Statement::Enrolment(Enrolment {
                space: SPACE,
                municipality,
                device: DEVICE,
                person: PersonId::from_bytes([6; 16]),
                name: Some("Zoë".into()),
                role: Role::Alderman,
                term,
            }),
        ),
        (
            "revocation",
            Statement::Revocation(Revocation {
                space: SPACE,
                municipality,
                device: DEVICE,
                counts_below: 300,
                keeps: [ContentHash::from_bytes([9; 32])].into(),
            }),
        ),
        (
            "consent",
            Statement::Consent(Consent {
                region,
                municipality,
                section: SECTION,
                version: 2,
                sharing: Sharing {
                    audience: Audience::Public,
                    standing: false,
                    embargo: Some(day(25)),
                    until: None,
                    disclosure: Some(Disclosure { choice: Choice::Except, article: "5.1 lid 2 Woo".into() }),
                },
                snapshot: snapshot().hash(),
                without: mask(),
                date: day(24),
            }),
        ),
        (
            "withdrawal",
            Statement::Withdrawal(Withdrawal {
                region,
                municipality,
                section: SECTION,
                from: 1,
                through: 2,
                date: day(24),
            }),
        ),
        (
            "mandate",
            Statement::Mandate(Mandate {
                space: SPACE,
                municipality,
                person: PersonId::from_bytes([6; 16]),
                kinds: [ItemKind::Activity, ItemKind::Conversation].into(),
                asks: [DEVICE].into(),
                term,
            }),
        ),
        (
            "mandate-end",
            Statement::MandateEnd(MandateEnd {
                space: SPACE,
                municipality,
                mandate: ContentHash::from_bytes([9; 32]),
                last_day: day(24),
            }),
        ),
        (
            "competence",
            Statement::Competence(Competence {
                space: SPACE,
                municipality,
                kind: ItemKind::Activity,
                body: Body::College,
                from: day(25),
            }),
        ),
        (
            "countersignature",
            Statement::Countersignature(Countersignature {
                space: SPACE,
                of: municipality.into(),
                statement: ContentHash::from_bytes([9; 32]),
            }),
        ),
        (
            "revision",
            Statement::Revision(Revision {
                region,
                municipality,
                section: SECTION,
                version: 3,
                consent: ContentHash::from_bytes([9; 32]),
                snapshot: snapshot().hash(),
                date: day(24),
            }),
        ),
        (
            "renewal",
            Statement::Renewal(Renewal {
                space: SPACE,
                of: municipality.into(),
                old: pair(1, 2),
                new: pair(3, 2),
                keeps: [ContentHash::from_bytes([9; 32])].into(),
            }),
        ),
        (
            "enrolment-end",
            Statement::EnrolmentEnd(EnrolmentEnd {
                space: SPACE,
                municipality,
                enrolment: ContentHash::from_bytes([9; 32]),
                last_day: day(24),
            }),
        ),
        (
            "renewal-of-the-region",
            Statement::Renewal(Renewal {
                space: SPACE,
                of: Founded::Region,
                old: pair(1, 2),
                new: pair(1, 4),
                keeps: [].into(),
            }),
        ),
        (
            "relay",
            Statement::Relay(RegionRelay {
                region,
                version: 2,
                urls: vec!["https://relay.regio.example".into()],
                token: Some(Token::new("woord")),
                date: day(24),
            }),
        ),
    ]
}

/// One line per statement: name, payload, signature.
#[test]
fn statements_stay_as_they_are_written() {
    let mut kept = include_str!("../vectors/statements.txt").lines();
    for (name, statement) in statements() {
        let signed = SignedStatement::sign(&statement, &key()).unwrap();
        assert_eq!(signed.verify().unwrap().statement(), &statement, "{name}");
        assert_eq!(signed.read_kept().unwrap(), statement, "{name}");
        let line = format!("{name} {} {}", hex(signed.payload()), hex(signed.signature().as_bytes()));
        assert_eq!(kept.next(), Some(line.as_str()));
    }
    assert_eq!(kept.next(), None);
}

#[test]
fn a_snapshot_stays_as_it_is_written() {
    let snapshot = snapshot();
    assert_eq!(std::str::from_utf8(snapshot.bytes()).unwrap(), include_str!("../vectors/snapshot.json").trim_end());
    assert_eq!(snapshot.hash().to_string(), include_str!("../vectors/snapshot.hash").trim());
    assert_eq!(ContentHash::of(snapshot.bytes()), snapshot.hash());
    let read = SharedItem::parse(snapshot.bytes()).unwrap();
    assert_eq!((read.line(Field::Contact), read.number(Field::Costs)), ("", Some(125_000)));
}

#[test]
fn a_snapshot_with_a_file_stays_as_it_is_written() {
    let snapshot = snapshot_with_files();
    let kept = include_str!("../vectors/snapshot-files.json").trim_end();
    assert_eq!(std::str::from_utf8(snapshot.bytes()).unwrap(), kept);
    assert_eq!(snapshot.hash().to_string(), include_str!("../vectors/snapshot-files.hash").trim());
    let read = SharedItem::parse(snapshot.bytes()).unwrap();
    assert_eq!(read.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["route.pdf"]);
}
