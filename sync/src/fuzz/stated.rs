//! What is signed: records and statements, spoiled and then signed again by whoever may, and taken into both states.

use std::hint::black_box;

use deelbaar_fuzz::{Target, target};
use deelbaar_schema::act::{Act, What};
use deelbaar_schema::crypto::{Domain, SecretKey};
use deelbaar_schema::encoding;
use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::id::{ContentHash, ItemId, SpaceId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::personal;
use deelbaar_schema::plan::{self, ItemKind, NewItem, PlanEdit};
use deelbaar_schema::publication::{Emptied, Publication, Purged};
use deelbaar_schema::record::{HEADER_LEN, Header, Kind, LogHead, Record, WireRecord};
use deelbaar_schema::region::RegionState;
use deelbaar_schema::shared::{SharedItem, files_in};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Countersignature, Revision, SignedStatement, Statement};
use deelbaar_schema::time::{Date, Timestamp};
use serde_bytes::Bytes;

use super::mended::mended;
use super::{Stage, records};
use crate::workspace::{Root, Workspace};

/// One statement of each kind, as `schema/tests/vectors.rs` has them: of space 2… and device 3….
const STATEMENTS: &str = include_str!("../../../schema/vectors/statements.txt");

/// Everybody who may sign, and both states as they are.
struct Court<'s> {
    officer: &'s Workspace,
    alderman: &'s Workspace,
    /// Each key of municipality and region with that of the second person.
    roots: [(SecretKey, SecretKey); 2],
    region: RegionState,
    own: MunicipalityState,
    now: Timestamp,
}

impl<'s> Court<'s> {
    fn of(stage: &'s Stage) -> Self {
        let (officer, alderman) = (&stage.pair.officer, &stage.pair.alderman);
        let root = |root| officer.root_key(root).unwrap();
        let of_region = (root(Root::Region), officer.second_key(Root::Region).unwrap());
        Self {
            officer,
            alderman,
            roots: [(root(Root::Municipality), stage.second.clone()), of_region],
            region: officer.region().look(RegionState::clone),
            own: officer.municipality().look(MunicipalityState::clone),
            now: officer.clock().now(),
        }
    }

    fn today(&self) -> Date {
        self.now.date()
    }

    fn record(&self, by: &SecretKey, space: SpaceId, kind: Kind, body: Vec<u8>) -> Option<Record> {
        Record::create(by, space, LogHead::EMPTY, self.now, kind, body).ok()
    }

    /// Whether the region takes such a record of an officer in; looks at all that follows from it.
    fn region_takes(&self, kind: Kind, body: Vec<u8>) -> bool {
        let record = self.record(&self.officer.key(), self.officer.region_space(), kind, body);
        record.is_some_and(|record| self.region_takes_record(record))
    }

    fn region_takes_record(&self, record: Record) -> bool {
        let mut state = self.region.clone();
        let taken = state.apply(&[record], self.today()).remove(0).is_ok();
        let (device, code, today) = (self.alderman.device(), self.officer.code(), self.today());
        for (key, version) in state.visible(today) {
            drop((state.history(key, today), state.files_of(key, version)));
        }
        drop((state.shared_files(today), state.sections_of(code, today)));
        drop([false, true].map(|took_over| state.to_confirm(&device, took_over)));
        drop((state.standing_statements(&device, code), state.may_confirm(&device, code)));
        state.withdrawn().for_each(drop);
        state.charter().members().for_each(drop);
        drop((state.charter().limited(), state.charter().relay()));
        taken
    }

    /// The same for the own municipality.
    fn own_takes(&self, by: &SecretKey, kind: Kind, body: Vec<u8>) -> bool {
        let Some(record) = self.record(by, self.officer.municipality().space(), kind, body) else { return false };
        let mut state = self.own.clone();
        let may = state.may_append(&record, self.today()).is_ok();
        let taken = state.apply(&[record], self.today()).remove(0).is_ok();
        let in_region = self.region.sections_of(self.officer.code(), self.today());
        for item in state.plan().items.values() {
            drop((state.decision(item), state.consents(item.id, &in_region), state.shown(item)));
            black_box(state.visibility(item, self.today()));
        }
        drop((state.files_in_use(&in_region, self.today()), state.sections()));
        may || taken
    }

    /// Signs a statement with every key that there is, and states it in both spaces.
    fn stated(&self, statement: &Statement) -> bool {
        let devices = [self.officer.key(), self.alderman.key()];
        let mut holds = false;
        for key in devices.iter().chain(self.roots.iter().flat_map(|(key, second)| [key, second])) {
            let Ok(signed) = SignedStatement::sign(statement, key) else { return false };
            if matches!(statement, Statement::Withdrawal(_)) {
                holds |= self.region_takes(Kind::Withdrawal, encoding::encode(&signed).unwrap());
                continue;
            }
            let mut all = vec![signed];
            all.extend(self.agreed(&all[0], key));
            let body = encoding::encode(&all).unwrap();
            holds |= self.own_takes(&devices[0], Kind::Charter, body.clone());
            holds |= self.region_takes(Kind::Charter, body);
        }
        holds
    }

    /// The second person's word to what a root key signed.
    fn agreed(&self, signed: &SignedStatement, by: &SecretKey) -> Option<SignedStatement> {
        let at = self.roots.iter().position(|(key, _)| key.root() == by.root())?;
        let identity = self.officer.identity();
        let founding = [&identity.municipality, &identity.region][at];
        let agreed = Countersignature { space: founding.space().ok()?, of: founding.of, statement: signed.hash() };
        SignedStatement::sign(&Statement::Countersignature(agreed), &self.roots[at].1).ok()
    }

    /// A publication of these parts, in which every hash fits and every signature holds.
    fn published(&self, publication: &Publication<'_>) -> Option<Vec<u8>> {
        let Statement::Consent(mut consent) = publication.consent.read_kept().ok()? else { return None };
        let snapshot = ContentHash::of(publication.snapshot());
        if publication.revision.is_none() {
            consent.snapshot = snapshot;
        }
        let consent = SignedStatement::sign(&Statement::Consent(consent), &self.alderman.key()).ok()?;
        let revision = match publication.revision.as_ref().map(SignedStatement::read_kept) {
            None => None,
            Some(Ok(Statement::Revision(mut revision))) => {
                (revision.consent, revision.snapshot) = (consent.hash(), snapshot);
                Some(SignedStatement::sign(&Statement::Revision(revision), &self.officer.key()).ok()?)
            }
            Some(_) => return None,
        };
        encoding::encode(&(consent, revision, Bytes::new(publication.snapshot()))).ok()
    }

    /// Signs again what is signed in an act.
    fn signed_again(&self, what: &mut What) {
        let again = |signed: &mut SignedStatement, key: &SecretKey| {
            let read = signed.read_kept().ok();
            if let Some(anew) = read.and_then(|statement| SignedStatement::sign(&statement, key).ok()) {
                *signed = anew;
            }
        };
        match what {
            What::GiveConsent { consent, ending, .. } => {
                again(consent, &self.alderman.key());
                if let Some(ending) = ending {
                    again(ending, &self.alderman.key());
                }
            }
            What::Withdraw { withdrawal } => again(withdrawal, &self.alderman.key()),
            What::Revise { revision, .. } => again(revision, &self.officer.key()),
            _ => {}
        }
    }

    /// Signs a header of an officer's anew, with a body of the length that it says or a little, and offers the record.
    fn heard(&self, bytes: &[u8]) -> bool {
        drop(WireRecord { head: bytes.to_vec(), body: Some(Vec::new()) }.verify());
        let Ok(mut header) = bytes.get(..HEADER_LEN).ok_or(()).and_then(|head| Header::decode(head).map_err(drop))
        else {
            return false;
        };
        let key = self.officer.key();
        let body = vec![1; header.body_len.min(600) as usize];
        header.author = key.device();
        (header.body_len, header.body_hash) = (u32::try_from(body.len()).unwrap(), ContentHash::of(&body));
        let encoded = header.encode();
        let head = [&encoded[..], key.sign(Domain::Record, &encoded).as_bytes()].concat();
        let Ok(record) = (WireRecord { head, body: Some(body) }).verify() else { return false };
        self.region_takes_record(record);
        true
    }
}

pub(super) fn targets(stage: &Stage) -> Vec<Target<'_>> {
    let court = std::rc::Rc::new(Court::of(stage));
    let with = || std::rc::Rc::clone(&court);
    let heads: Vec<Vec<u8>> = stage.records.iter().map(Record::head).collect();
    let bodies = |kind| stage.bodies(kind);
    let snapshots = bodies(Kind::Publication);
    let snapshots = snapshots.iter().map(|body| Publication::decode(body).unwrap().snapshot().to_vec()).collect();
    let (region, own, any) = (with(), with(), with());
    let mut all = vec![
        target("head", heads, move |bytes| any.heard(bytes)),
        statement(stage, with()),
        target("charter", bodies(Kind::Charter), move |bytes| {
            let read = encoding::decode::<Vec<SignedStatement>>(bytes).is_ok();
            region.region_takes(Kind::Charter, bytes.to_vec());
            own.own_takes(&own.officer.key(), Kind::Charter, bytes.to_vec());
            read
        }),
        acts(stage, with()),
        publications(stage, with()),
        snapshot(stage, snapshots, with()),
        change(stage, with()),
    ];
    let (purged, emptied) = (with(), with());
    all.push(target("purged", confirmations(stage), move |bytes| {
        purged.region_takes(Kind::Purged, bytes.to_vec()) && Purged::decode(bytes).is_ok()
    }));
    let mut several = bodies(Kind::Emptied);
    several.push(encoding::encode(&many_emptied(&court)).unwrap());
    all.push(target("emptied", several, move |bytes| {
        emptied.region_takes(Kind::Emptied, bytes.to_vec()) && encoding::decode::<Emptied>(bytes).is_ok()
    }));
    all
}

/// Places of two authors.
fn many_emptied(court: &Court<'_>) -> Emptied {
    let (region, municipality) = (court.officer.region_space(), court.officer.code());
    let places = [court.officer.device(), court.alderman.device()].into_iter().zip(3..).cycle().take(12).collect();
    Emptied { region, municipality, places }
}

/// Of one withdrawal, and of several.
fn confirmations(stage: &Stage) -> Vec<Vec<u8>> {
    let mut all = stage.bodies(Kind::Purged);
    let one = Purged::decode(&all[0]).unwrap().remove(0);
    let other = Purged { withdrawal: ContentHash::of(b"another"), ..one.clone() };
    all.push(Purged::encode(&one, &[other.clone(), other]).unwrap());
    all
}

/// All kinds of statements: what was stated, and one of each about this region.
fn statement<'s>(stage: &'s Stage, court: std::rc::Rc<Court<'s>>) -> Target<'s> {
    let charters = stage.bodies(Kind::Charter);
    let mut seeds: Vec<SignedStatement> =
        charters.iter().flat_map(|body| encoding::decode::<Vec<SignedStatement>>(body).unwrap()).collect();
    let device = court.alderman.device();
    for space in [court.officer.region_space(), court.officer.municipality().space()] {
        for line in STATEMENTS.lines() {
            let payload = data_encoding::HEXLOWER.decode(line.split(' ').nth(1).unwrap().as_bytes()).unwrap();
            let payload = put_for(&payload, &[2; 32], space.as_bytes());
            let payload = put_for(&payload, &[3; 32], device.as_bytes());
            let statement = encoding::decode::<Statement>(&payload).unwrap();
            seeds.push(SignedStatement::sign(&statement, &court.roots[0].0).unwrap());
        }
    }
    let seeds = seeds.iter().map(|signed| encoding::encode(signed).unwrap()).collect();
    target("statement", seeds, move |bytes| {
        let Ok(signed) = encoding::decode::<SignedStatement>(bytes) else { return false };
        drop(signed.verify());
        let Ok(statement) = signed.read_kept() else { return false };
        court.stated(&statement);
        true
    })
}

/// Puts one id in the place of another.
fn put_for(bytes: &[u8], id: &[u8; 32], other: &[u8; 32]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for at in 0..bytes.len().saturating_sub(31) {
        if changed[at..at + 32] == *id {
            changed[at..at + 32].copy_from_slice(other);
        }
    }
    changed
}

fn acts<'s>(stage: &'s Stage, court: std::rc::Rc<Court<'s>>) -> Target<'s> {
    target("act", stage.bodies(Kind::Act), move |bytes| {
        let Ok(mut act) = encoding::decode::<Act>(bytes) else { return false };
        court.signed_again(&mut act.what);
        let body = encoding::encode(&act).unwrap();
        for by in [court.officer.key(), court.alderman.key()] {
            court.own_takes(&by, Kind::Act, body.clone());
        }
        true
    })
}

/// As they were made, and a newer version under a standing consent.
fn publications<'s>(stage: &'s Stage, court: std::rc::Rc<Court<'s>>) -> Target<'s> {
    let mut seeds = stage.bodies(Kind::Publication);
    let first = seeds[0].clone();
    let first = Publication::decode(&first).unwrap();
    let Statement::Consent(mut consent) = first.consent.read_kept().unwrap() else { panic!("no consent") };
    consent.sharing.standing = true;
    let revision = Revision {
        region: consent.region,
        municipality: consent.municipality,
        section: consent.section,
        version: consent.version + 1,
        consent: ContentHash::of(b""),
        snapshot: ContentHash::of(b""),
        date: consent.date,
    };
    let consent = SignedStatement::sign(&Statement::Consent(consent), &court.alderman.key()).unwrap();
    let revision = SignedStatement::sign(&Statement::Revision(revision), &court.officer.key()).unwrap();
    seeds.push(encoding::encode(&(consent, Some(revision), Bytes::new(first.snapshot()))).unwrap());
    target("publication", seeds, move |bytes| {
        court.region_takes(Kind::Publication, bytes.to_vec());
        let Ok(publication) = Publication::decode(bytes) else { return false };
        court.published(&publication).is_some_and(|body| court.region_takes(Kind::Publication, body))
    })
}

/// The bytes that are shared, under a consent that names them.
fn snapshot<'s>(stage: &'s Stage, seeds: Vec<Vec<u8>>, court: std::rc::Rc<Court<'s>>) -> Target<'s> {
    let body = stage.bodies(Kind::Publication).remove(0);
    let consent = Publication::decode(&body).unwrap().consent;
    target("snapshot", seeds, move |bytes| {
        drop(files_in(bytes));
        let Ok(item) = SharedItem::parse(bytes) else { return false };
        drop(personal::find_in(&item));
        let body = encoding::encode(&(&consent, None::<SignedStatement>, Bytes::new(bytes))).unwrap();
        let body = court.published(&Publication::decode(&body).unwrap());
        black_box(body.map(|body| court.region_takes(Kind::Publication, body)));
        true
    })
}

/// Changes of the plan, with a checksum that fits: each where those before it were made.
fn change<'s>(of: &'s Stage, court: std::rc::Rc<Court<'s>>) -> Target<'s> {
    let (officer, own) = (&of.pair.officer, of.pair.officer.municipality());
    let known = records(own).len();
    let edit = |edits: &[PlanEdit]| own.edit_plan(&officer.key(), edits).unwrap();
    let item = ItemId::from_bytes([6; 16]);
    let new = NewItem { body: "Een begin.".into(), ..NewItem::titled(item, ItemKind::Activity, "Nieuw") };
    edit(&[PlanEdit::Add(new)]);
    edit(&[
        PlanEdit::SetTitle { item, title: "Nieuwer".into() },
        PlanEdit::SetField { item, field: Field::Costs, value: Some(Value::Cents(12_500)) },
        PlanEdit::SetBody {
            item,
            base: "Een begin.".into(),
            text: "Een goed begin is het halve werk, en wie goed begint, is op de helft.".into(),
        },
    ]);
    edit(&[PlanEdit::Remove(item)]);
    let later = records(own).split_off(known);
    let seeds = later.iter().map(|record| record.body().unwrap().to_vec()).collect();
    let mut states = vec![court.own.clone()];
    for record in later {
        let mut next = states[states.len() - 1].clone();
        next.apply(&[record], court.today()).remove(0).unwrap();
        states.push(next);
    }
    target("change", seeds, move |bytes| {
        let bytes = mended(bytes);
        let by = [court.officer.key(), court.alderman.key()].into_iter().find(|by| plan::is_from(&bytes, &by.device()));
        let space = court.officer.municipality().space();
        let Some(record) = by.and_then(|by| court.record(&by, space, Kind::PlanChange, bytes)) else { return false };
        states.iter().any(|before| {
            let mut state = before.clone();
            let taken = state.apply(std::slice::from_ref(&record), court.today()).remove(0).is_ok();
            if taken {
                let cache = state.cache().expect("what was let in can be saved");
                assert!(state.clone().restore(&cache), "and read again");
            }
            taken
        })
    })
}
