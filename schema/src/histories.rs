//! Generated histories: whatever people and thieves state, in whatever order it arrives, every replica derives the same, and
//! the rules hold for what counts.
//!
//! A history is a list of [`Step`]s that proptest makes and shrinks. Most of them make sense and some do not: a key that is
//! nobody's, an alderman without the second person, an answer to nothing. [`History::of`] makes the records, as the devices
//! would sign them; [`settle`] offers them to a replica as its peers would.

mod consents;
mod editing;
mod keys;
mod municipality;
mod region;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::act::{Act, External, Outcome, Track, What};
use crate::charter::{Charter, Founded, Pair};
use crate::encoding;
use crate::fixture::*;
use crate::id::{ContentHash, DeviceId, PersonId, RecordId, RootKey, SpaceId};
use crate::plan::ItemKind;
use crate::record::{Kind, LogHead, Record};
use crate::role::{Action, Role};
use crate::space::SpaceState;
use crate::statement::{
    Admission, Body, Competence, Countersignature, Dismissal, Enrolment, EnrolmentEnd, Mandate, MandateEnd, Renewal,
    Revocation, SignedStatement, Statement,
};
use crate::time::{Date, Term};

/// The municipality's key, two that may take its place, and one that is nobody's.
const KEYS: [u8; 4] = [LEUSDEN_ROOT, 50, 51, 52];
/// The same of its second person.
const SECONDS: [u8; 4] = [SECOND + LEUSDEN_ROOT, 150, 151, 152];
/// The same of the region.
const REGION_KEYS: [u8; 4] = [REGION, 53, 54, 55];
const REGION_SECONDS: [u8; 4] = [SECOND + REGION, 153, 154, 155];
/// Devices that come and go.
const DEVICES: [u8; 4] = [60, 61, 62, 63];
/// Takes part all along, and carries what root keys state.
const CLERK: u8 = READER;
/// Days of which something is said.
const DAYS: u8 = 12;

#[derive(Debug, Clone)]
enum Step {
    Enrol {
        device: usize,
        person: u8,
        role: usize,
        from: u8,
        days: Option<u8>,
        key: usize,
        agreed: Option<usize>,
    },
    End {
        of: usize,
        last: u8,
        key: usize,
    },
    /// `keeps`: which of the statements that were signed before.
    Revoke {
        device: usize,
        below: u8,
        key: usize,
        keeps: u32,
    },
    Renew {
        whose: Whose,
        old: Place,
        new: Place,
        drops: u32,
        agreed: Option<usize>,
    },
    Mandate {
        by: usize,
        person: u8,
        asks: u8,
        from: u8,
        days: u8,
    },
    EndMandate {
        of: usize,
        by: usize,
        last: u8,
    },
    Competence {
        by: usize,
        college: bool,
        from: u8,
    },
    Admit {
        keys: Place,
        by: usize,
        agreed: Option<usize>,
    },
    Dismiss {
        last: u8,
        by: usize,
    },
    /// `knows`: which of the acts before it, besides the one that it answers.
    Submit {
        by: usize,
        day: u8,
        knows: u32,
    },
    Decide {
        by: usize,
        of: usize,
        day: u8,
        under: Option<usize>,
        outcome: usize,
        college: bool,
        knows: u32,
    },
    Start {
        by: usize,
        of: usize,
        day: u8,
        knows: u32,
    },
    Request {
        by: usize,
        day: u8,
        knows: u32,
    },
    Give {
        by: usize,
        of: usize,
        day: u8,
        version: u8,
        knows: u32,
    },
    Decline {
        by: usize,
        of: usize,
        day: u8,
    },
    Recall {
        by: usize,
        of: usize,
        day: u8,
    },
    Confirm {
        by: usize,
        of: usize,
        day: u8,
    },
    TakeBack {
        by: usize,
        day: u8,
        version: u8,
        knows: u32,
    },
    Edit {
        by: usize,
        day: u8,
        learns: bool,
        removes: bool,
    },
    Publish {
        by: usize,
        day: u8,
        version: u8,
    },
    Revise {
        by: usize,
        of: usize,
        day: u8,
        version: u8,
    },
    Withdraw {
        by: usize,
        day: u8,
        version: u8,
    },
}

/// Whose keys are renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Region,
    Municipality,
}

/// Which key and which second key.
type Place = (usize, usize);

fn device() -> impl Strategy<Value = usize> {
    0..DEVICES.len()
}

/// Mostly the first key.
fn root() -> impl Strategy<Value = usize> {
    prop_oneof![6 => Just(0), 2 => Just(1), 1 => Just(2), 1 => Just(3)]
}

/// Mostly the first second person.
fn agreed() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![8 => root().prop_map(Some), 1 => Just(None)]
}

fn enrol() -> impl Strategy<Value = Step> {
    let term = (0..DAYS, prop::option::of(0..DAYS));
    (device(), 0..3u8, 0..Role::ALL.len(), term, root(), agreed()).prop_map(
        |(device, person, role, (from, days), key, agreed)| Step::Enrol {
            device,
            person,
            role,
            from,
            days,
            key,
            agreed,
        },
    )
}

/// What root keys state.
fn stated() -> impl Strategy<Value = Step> {
    let which = 0..16usize;
    prop_oneof![
        3 => enrol(),
        1 => (which, 0..DAYS, root()).prop_map(|(of, last, key)| Step::End { of, last, key }),
        2 => (device(), 0..4u8, root(), prop_oneof![Just(0), any::<u32>()])
            .prop_map(|(device, below, key, keeps)| Step::Revoke { device, below, key, keeps }),
        1 => keys::renew(Whose::Municipality),
    ]
}

/// Somebody of each role who takes part from the start, so that something counts.
fn beginning() -> Vec<Step> {
    let roles = [Role::PolicyOfficer, Role::Alderman, Role::PolicyOfficer];
    let role = |wanted: Role| Role::ALL.iter().position(|role| *role == wanted).unwrap();
    let enrolled = roles.into_iter().enumerate().map(|(device, wanted)| Step::Enrol {
        device,
        person: u8::try_from(device).unwrap(),
        role: role(wanted),
        from: 0,
        days: None,
        key: 0,
        agreed: Some(0),
    });
    enrolled.collect()
}

/// Those of which the bit is set.
fn marked<T>(all: impl Iterator<Item = T>, bits: u32) -> impl Iterator<Item = T> {
    all.enumerate().filter(move |(at, _)| bits >> (at % 32) & 1 == 1).map(|(_, one)| one)
}

fn on(offset: u8) -> Date {
    day("2026-03-01") + chrono::Days::new(offset.into())
}

fn person(number: u8) -> PersonId {
    PersonId::from_bytes([0x70 + number; 16])
}

/// What was stated about the municipality's members, for the rules to be checked against without the charter.
#[derive(Debug, Clone)]
struct Enrolled {
    statement: ContentHash,
    signer: RootKey,
    agreed: Option<RootKey>,
    enrolment: Enrolment,
}

/// The records of a history.
#[derive(Debug)]
struct History {
    space: SpaceId,
    /// What each replica begins with and every renewal keeps.
    base: BTreeSet<ContentHash>,
    renewals: Vec<keys::Renewed>,
    records: Vec<Record>,
    heads: BTreeMap<u8, LogHead>,
    enrolled: Vec<Enrolled>,
    ends: Vec<(ContentHash, Date, ContentHash, RootKey)>,
    revoked: Vec<Gone>,
    /// What root keys signed or agreed to.
    said: Vec<(RootKey, ContentHash)>,
    dismissed: Vec<(ContentHash, Date)>,
    admitted: Vec<keys::Admitted>,
    mandates: Vec<ContentHash>,
    submitted: Vec<RecordId>,
    edits: Vec<editing::Edit>,
    published: Vec<SignedStatement>,
    decided: Vec<RecordId>,
    requested: Vec<RecordId>,
    given: Vec<RecordId>,
    /// Every act, by whether it is about deciding.
    acts: Vec<(Track, RecordId)>,
}

/// A removal as it was made.
#[derive(Debug, Clone)]
struct Gone {
    device: DeviceId,
    below: u64,
    keeps: BTreeSet<ContentHash>,
    statement: ContentHash,
    signer: RootKey,
}

impl History {
    fn of(charter: &Charter, steps: &[Step]) -> Self {
        let mut history = Self {
            space: charter.space(),
            base: keys::first(charter),
            renewals: Vec::new(),
            records: Vec::new(),
            heads: BTreeMap::new(),
            enrolled: Vec::new(),
            ends: Vec::new(),
            revoked: Vec::new(),
            said: Vec::new(),
            dismissed: Vec::new(),
            admitted: Vec::new(),
            mandates: Vec::new(),
            submitted: Vec::new(),
            edits: Vec::new(),
            published: Vec::new(),
            decided: Vec::new(),
            requested: Vec::new(),
            given: Vec::new(),
            acts: Vec::new(),
        };
        for step in beginning().iter().chain(steps) {
            history.make(step);
        }
        history
    }

    fn append(&mut self, device: u8, kind: Kind, body: Vec<u8>, day: Date) -> RecordId {
        let head = self.heads.entry(device).or_insert(LogHead::EMPTY);
        let time = at(&day.to_string());
        let record = Record::create(&key(device), self.space, *head, time, kind, body).unwrap();
        *head = head.advance(&record).unwrap();
        let id = record.id();
        self.records.push(record);
        id
    }

    /// What a root key states, carried by the clerk: each in a log of its own, so that none waits for another.
    fn state(&mut self, statement: &Statement, by: u8, agreed: Option<(Founded, u8)>) -> ContentHash {
        let signed = SignedStatement::sign(statement, &key(by)).unwrap();
        let hash = signed.hash();
        self.said.push((key(by).root(), hash));
        let mut all = vec![signed];
        if let Some((of, second)) = agreed {
            let agreed = Countersignature { space: self.space, of, statement: hash };
            all.push(SignedStatement::sign(&Statement::Countersignature(agreed), &key(second)).unwrap());
            self.said.push((key(second).root(), hash));
        }
        self.heads.remove(&CLERK);
        self.append(CLERK, Kind::Charter, encoding::encode(&all).unwrap(), on(0));
        hash
    }

    fn root_key(&mut self, index: usize, statement: &Statement, agreed: Option<usize>) -> (ContentHash, RootKey) {
        let agreed = agreed.map(|second| (LEUSDEN.into(), SECONDS[second]));
        (self.state(statement, KEYS[index], agreed), key(KEYS[index]).root())
    }

    /// An act that follows what it answers, and of the others those that its author says to know.
    fn append_act(&mut self, by: usize, what: What, day: u8, knows: u32) -> RecordId {
        let track = what.track();
        let earlier = self.acts.iter().filter(|(of, _)| *of == track).map(|(_, id)| *id);
        let after: BTreeSet<RecordId> = marked(earlier, knows).chain(what.answers()).collect();
        let act = Act { item: ACTIVITY, after: after.into_iter().collect(), what };
        let id = self.append(DEVICES[by], Kind::Act, encoding::encode(&act).unwrap(), on(day));
        self.acts.push((track, id));
        id
    }

    fn make(&mut self, step: &Step) {
        let (space, municipality) = (self.space, LEUSDEN);
        match *step {
            Step::Enrol { device, person: whose, role, from, days, key: by, agreed } => {
                let role = Role::ALL[role];
                let enrolment = Enrolment {
                    space,
                    municipality,
                    device: key(DEVICES[device]).device(),
                    person: person(whose),
                    name: None,
                    role,
                    term: Term { from: on(from), until: days.map(|days| on(from.saturating_add(days))) },
                };
                let agreed = agreed.filter(|_| role == Role::Alderman);
                let (statement, signer) = self.root_key(by, &Statement::Enrolment(enrolment.clone()), agreed);
                let agreed = agreed.map(|second| key(SECONDS[second]).root());
                self.enrolled.push(Enrolled { statement, signer, agreed, enrolment });
            }
            Step::End { of, last, key: by } => {
                let enrolment = self.enrolled[of % self.enrolled.len()].statement;
                let end = EnrolmentEnd { space, municipality, enrolment, last_day: on(last) };
                let (hash, signer) = self.root_key(by, &Statement::EnrolmentEnd(end), None);
                self.ends.push((enrolment, on(last), hash, signer));
            }
            Step::Revoke { device, below, key: by, keeps } => {
                let device = key(DEVICES[device]).device();
                let counts_below = below.into();
                let earlier = self.mandates.iter().copied().chain(self.published.iter().map(SignedStatement::hash));
                let keeps: BTreeSet<_> = marked(earlier, keeps).collect();
                let revocation = Revocation { space, municipality, device, counts_below, keeps: keeps.clone() };
                let (statement, signer) = self.root_key(by, &Statement::Revocation(revocation), None);
                self.revoked.push(Gone { device, below: counts_below, keeps, statement, signer });
            }
            Step::Renew { .. } | Step::Admit { .. } | Step::Dismiss { .. } => self.key_step(step),
            Step::Mandate { .. } | Step::EndMandate { .. } | Step::Competence { .. } => self.arrange(step),
            Step::Submit { .. } | Step::Decide { .. } | Step::Start { .. } => self.act(step),
            Step::Request { .. }
            | Step::Give { .. }
            | Step::Decline { .. }
            | Step::Recall { .. }
            | Step::Confirm { .. }
            | Step::TakeBack { .. } => self.consent_step(step),
            Step::Edit { .. } => self.edit(step),
            Step::Revise { by, of, day, version } => {
                self.revise(DEVICES[by], of, on(day), u32::from(version) + 2);
            }
            Step::Publish { by, day, version } => self.publish(DEVICES[by], on(day), u32::from(version) + 1),
            Step::Withdraw { by, day, version } => self.withdraw(DEVICES[by], on(day), u32::from(version) + 1),
        }
    }
}

/// Offers records until nothing more is taken in, as connected replicas do: each log in order.
fn settle<S: SpaceState>(state: &mut S, records: &[&Record]) {
    let mut taken: BTreeSet<RecordId> = BTreeSet::new();
    loop {
        let before = taken.len();
        for record in records {
            let header = record.header();
            let follows = header.seq == 0 || taken.contains(&header.prev);
            if follows && !taken.contains(&record.id()) && take(state, record).is_ok() {
                taken.insert(record.id());
            }
        }
        if taken.len() == before {
            return;
        }
    }
}

/// The order in which a second replica hears of it: some twice, and a part before the rest.
fn arrivals() -> impl Strategy<Value = (Vec<prop::sample::Index>, usize)> {
    (prop::collection::vec(any::<prop::sample::Index>(), 40), 0..40usize)
}

fn shuffled<'a>(records: &'a [Record], picks: &[prop::sample::Index]) -> Vec<&'a Record> {
    let mut order: Vec<&Record> = picks.iter().map(|pick| pick.get(records)).collect();
    order.extend(records.iter().rev());
    order
}

/// Settles twice: once in the order in which it happened, and once as a replica that heard a part first, and some twice.
fn both<S: SpaceState + Clone>(
    begin: &S,
    history: &History,
    (picks, cut): &(Vec<prop::sample::Index>, usize),
) -> (S, S) {
    let (mut one, mut other) = (begin.clone(), begin.clone());
    settle(&mut one, &history.records.iter().collect::<Vec<_>>());
    let order = shuffled(&history.records, picks);
    settle(&mut other, &order[..(*cut).min(order.len())]);
    settle_rest(&mut other, &order);
    (one, other)
}

/// What a replica that has a part hears when it meets the others.
fn settle_rest<S: SpaceState>(state: &mut S, order: &[&Record]) {
    settle(state, order);
}

/// Whether something that a root key signed counts, once everything is known.
fn counts(charter: &Charter, statement: &ContentHash, signer: RootKey) -> bool {
    charter.stated_by(signer, LEUSDEN).contains(statement)
}

/// Whether the history itself, without the charter's bookkeeping, gives `device` a role for `action` on `day`.
fn could(history: &History, charter: &Charter, device: &DeviceId, action: Action, day: Date) -> bool {
    history.enrolled.iter().any(|known| {
        let e = &known.enrolment;
        let ended = history
            .ends
            .iter()
            .any(|(of, last, hash, signer)| *of == known.statement && *last < day && counts(charter, hash, *signer));
        e.device == *device
            && e.role.may(action)
            && e.term.contains(day)
            && counts(charter, &known.statement, known.signer)
            && (e.role != Role::Alderman || known.agreed.is_some_and(|by| counts(charter, &known.statement, by)))
            && !ended
    })
}

/// Whether a removal that counts reaches the record of `device` with number `seq`.
fn is_past_removal(history: &History, charter: &Charter, device: &DeviceId, seq: u64) -> bool {
    let reaches =
        |gone: &Gone| gone.device == *device && gone.below <= seq && counts(charter, &gone.statement, gone.signer);
    history.revoked.iter().any(reaches)
}
