//! Two devices of one municipality, an officer's and an alderman's, that exchange without a network.

mod again;
mod clock;
mod crash;
mod damaged;
mod disk;
mod erasure;
mod files;
mod forgetting;
mod late;
mod reading;
mod repairing;
mod room;
mod sharing;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use deelbaar_schema::act::What;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{ContentHash, ItemId, PersonId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Admission, Consent, SignedStatement, Statement, Withdrawal};
use deelbaar_schema::time::{Term, Timestamp};
use tempfile::TempDir;

use super::*;
use crate::replica::Replica;

/// The summer of 2026.
pub(crate) const START: i64 = 1_780_000_000_000;
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

/// A clock that the test sets.
#[derive(Clone)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Hands {
    pub(crate) fn at(time: i64) -> Self {
        Self(Arc::new(AtomicI64::new(time)))
    }

    pub(crate) fn set(&self, time: i64) {
        self.0.store(time, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let hands = Arc::clone(&self.0);
        Clock::from_fn(move || Timestamp(hands.load(Ordering::SeqCst)))
    }
}

/// An officer who founded the region, and an alderman.
pub(crate) struct Pair {
    pub(crate) dir: TempDir,
    pub(crate) hands: Hands,
    pub(crate) officer: Workspace,
    pub(crate) alderman: Workspace,
}

fn person(id: u8, name: &str, role: Role, clock: &Clock) -> Person {
    Person { id: PersonId::from_bytes([id; 16]), name: name.into(), role, term: Term::since(clock.today()) }
}

impl Pair {
    /// Makes both in folders of their own, `officer` and `alderman`, and lets them exchange. `before` sees each before it is used.
    pub(crate) fn new(before: impl FnMut(&Path)) -> Self {
        Self::with_second(before).0
    }

    /// The same, and the key of the second person.
    pub(crate) fn with_second(mut before: impl FnMut(&Path)) -> (Self, SecretKey) {
        let (dir, hands) = (TempDir::new().unwrap(), Hands::at(START));
        let clock = hands.clock();
        let new = NewRegion {
            region: "Regio".into(),
            municipality: "GM0327".parse().unwrap(),
            municipality_name: "Leusden".into(),
            person: person(1, "Anna Jansen", Role::PolicyOfficer, &clock),
        };
        let place = dir.path().join("officer");
        before(&place);
        let officer = Workspace::found(&place, new, clock.clone()).unwrap();
        let second = officer.second_key(Root::Municipality).unwrap();
        officer.forget_second(Root::Municipality).unwrap();
        let place = dir.path().join("alderman");
        before(&place);
        let alderman = let_in(&officer, person(2, "Bo Bakker", Role::Alderman, &clock), &second, &place);
        let pair = Self { dir, hands, officer, alderman };
        pair.exchange();
        (pair, second)
    }

    /// Each gives the other what it lacks, in both spaces.
    pub(crate) fn exchange(&self) {
        exchange(&self.officer, &self.alderman);
    }

    /// Adds a section and asks consent to share it.
    pub(crate) fn asks(&self, title: &str, text: &str) -> ItemId {
        let item = add(&self.officer, title, text);
        request(&self.officer, item);
        item
    }
}

/// A colleague's device in this folder. It knows nothing yet.
pub(crate) fn let_in(officer: &Workspace, person: Person, second: &SecretKey, place: &Path) -> Workspace {
    let key = random_key().unwrap();
    let founded = officer.identity();
    let (own, region) = (founded.municipality.clone(), founded.region.clone());
    officer.enrol(key.device(), &person, Some(second)).unwrap();
    let identity = Identity::new(&key, (own, None), (region, None), person);
    Workspace::create(place, &identity, officer.clock().clone()).unwrap()
}

/// Each gives the other what it lacks, in both spaces, until nothing is due any more.
pub(crate) fn exchange(one: &Workspace, other: &Workspace) {
    for _ in 0..4 {
        give(one.municipality(), other.municipality());
        give(one.region(), other.region());
        give(other.municipality(), one.municipality());
        give(other.region(), one.region());
        one.settle().unwrap();
        other.settle().unwrap();
    }
}

/// A municipality of its own in the region, in this folder.
pub(crate) fn neighbour(pair: &Pair, place: &Path) -> Workspace {
    let clock = pair.hands.clock();
    let code: MunicipalityCode = "GM0342".parse().unwrap();
    let founded = found_municipality(code, "Soest".into()).unwrap();
    let person = person(3, "Sam Smit", Role::PolicyOfficer, &clock);
    let device = random_key().unwrap();
    let region = pair.officer.region_space();
    let enrolment = public_enrolment(region, code, device.device(), &person);
    let admission = Admission {
        region,
        municipality: code,
        name: "Soest".into(),
        keys: founded.founding.keys,
        term: Term::since(clock.today()),
    };
    pair.officer.admit(admission, SignedStatement::sign(&enrolment, &founded.key).unwrap(), None).unwrap();
    let founding = (pair.officer.identity().region.clone(), None);
    let identity = Identity::new(&device, (founded.founding, Some(founded.key)), founding, person);
    Workspace::create(place, &identity, clock).unwrap()
}

/// Each gives the other what it lacks of the region.
pub(crate) fn exchange_region(one: &Workspace, other: &Workspace) {
    for _ in 0..3 {
        give(one.region(), other.region());
        give(other.region(), one.region());
        one.settle().unwrap();
        other.settle().unwrap();
    }
}

pub(crate) fn give<S: SpaceState>(from: &Replica<S>, to: &Replica<S>) {
    let (mut at, mut heights) = (0, to.heights());
    loop {
        let batch = from.next_batch(&mut at, &mut heights, 0).unwrap();
        if batch.is_empty() {
            break;
        }
        let accepted = to.accept(batch).unwrap();
        assert!(accepted.refused.is_empty(), "{:?}", accepted.refused);
    }
    let bodies = from.supply(&to.wants()).unwrap();
    if !bodies.is_empty() {
        to.accept(bodies).unwrap();
    }
}

pub(crate) fn add(workspace: &Workspace, title: &str, text: &str) -> ItemId {
    let id = ItemId::from_bytes(*random::<16>().unwrap());
    let item = NewItem { body: text.into(), ..NewItem::titled(id, ItemKind::Section, title) };
    workspace.municipality().edit_plan(&workspace.key(), &[PlanEdit::Add(item)]).unwrap();
    id
}

pub(crate) fn request(workspace: &Workspace, item: ItemId) {
    request_on(workspace, item, Sharing::REGION);
}

/// The same on other terms.
pub(crate) fn request_on(workspace: &Workspace, item: ItemId, sharing: Sharing) {
    let without = Mask::none();
    let snapshot = workspace.municipality().look(|state: &MunicipalityState| {
        let (section, municipality) = (state.section_of(item), state.municipality());
        let item = state.item(item).unwrap();
        let files = item.files.values().map(|file| file.hash).collect();
        deelbaar_schema::projection::project(item, &without, &files, municipality, section).unwrap()
    });
    let (snapshot, note) = (snapshot.bytes().to_vec(), String::new());
    let what = What::RequestConsent { snapshot, without, sharing, confirmed: Vec::new(), note };
    workspace.act(item, what).unwrap();
}

/// Consents, as an alderman, to what is asked for an item.
pub(crate) fn consent(workspace: &Workspace, item: ItemId) {
    let (region, date) = (workspace.region_space(), workspace.clock().today());
    let (request, consent) = workspace.municipality().look(|state: &MunicipalityState| {
        let consents = state.acts().consent_state(state.bench(), item);
        let open = consents.open.last().unwrap();
        let consent = Consent {
            region,
            municipality: state.municipality(),
            section: state.section_of(item),
            version: consents.next_version(),
            sharing: open.sharing.clone(),
            snapshot: ContentHash::of(&open.snapshot),
            without: open.without.clone(),
            date,
        };
        (open.id, consent)
    });
    let consent = SignedStatement::sign(&Statement::Consent(consent), &workspace.key()).unwrap();
    workspace.act(item, What::GiveConsent { request, consent, ending: None, note: String::new() }).unwrap();
}

/// Takes back all that was shared of an item.
pub(crate) fn withdraw(workspace: &Workspace, item: ItemId) {
    let (region, date) = (workspace.region_space(), workspace.clock().today());
    let withdrawal = workspace.municipality().look(|state: &MunicipalityState| {
        let through = state.acts().consent_state(state.bench(), item).next_version() - 1;
        let (municipality, section) = (state.municipality(), state.section_of(item));
        Withdrawal { region, municipality, section, from: 1, through, date }
    });
    let withdrawal = SignedStatement::sign(&Statement::Withdrawal(withdrawal), &workspace.key()).unwrap();
    workspace.act(item, What::Withdraw { withdrawal }).unwrap();
}

/// The titles that the region shows.
pub(crate) fn titles(workspace: &Workspace) -> Vec<String> {
    let today = workspace.clock().today();
    workspace.region().look(|region| region.visible(today).map(|(_, shown)| shown.item.title.clone()).collect())
}

/// Every record of both spaces holds, and both devices have the same of what both may have.
#[track_caller]
pub(crate) fn same_and_sound(one: &Workspace, other: &Workspace, what: &str) {
    for (workspace, who) in [(one, "one"), (other, "other")] {
        for (root, _, flaw) in workspace.verify().unwrap() {
            assert!(flaw.is_none(), "{what}: {who}, {root:?}: {flaw:?}");
        }
        assert!(workspace.municipality().wants().is_empty() && workspace.region().wants().is_empty(), "{what}: {who}");
    }
    if one.municipality().space() == other.municipality().space() {
        assert_eq!(one.municipality().digest(), other.municipality().digest(), "{what}");
    }
    assert_eq!(one.region().digest(), other.region().digest(), "{what}");
}

/// Copies the files of a workspace.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
