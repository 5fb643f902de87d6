//! A small region of devices that know each other, made once and laid out again for every case.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use deelbaar_schema::charter::Pair;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::{MunicipalityCode, PersonId};
use deelbaar_schema::record::Record;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::{Admission, SignedStatement};
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{
    Identity, NewRegion, Person, Root, Workspace, found_municipality, public_enrolment, random_key,
};
use deelbaar_tests::memory::{Kept, Machine, folder};
use deelbaar_tests::{BAARN, LEUSDEN, SOEST, term};
use tempfile::TempDir;

use crate::deeds::{Deed, Doing};

/// Devices that there are at most.
pub const MOST: usize = 6;
/// The one that was let in and has not heard anything yet.
pub const FRESH: usize = 3;
/// When everybody begins: 2026-06-01, noon.
const BEGIN: i64 = 1_780_315_200_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// One device of a case.
pub struct Device {
    pub machine: Machine,
    path: PathBuf,
    time: Arc<AtomicI64>,
    /// The second person's keys, where this device began it: of its municipality, and of the region.
    pub seconds: Seconds,
    /// Devices that this one let in, to be removed again.
    pub let_in: Vec<SecretKey>,
    /// Municipalities that this one admitted, to be dismissed again.
    pub admitted: Vec<MunicipalityCode>,
}

type Seconds = [Option<SecretKey>; 2];

/// The devices of a case.
pub struct Region {
    pub devices: Vec<Device>,
    count: AtomicU64,
    seed: u64,
    _dir: TempDir,
}

/// What every case begins with.
struct Template(Vec<Begun>);

/// One device at the beginning.
struct Begun {
    kept: Kept,
    seconds: Seconds,
    let_in: Vec<SecretKey>,
    admitted: Vec<MunicipalityCode>,
}

fn person(name: &str, role: Role) -> Person {
    let id = PersonId::from_bytes(*blake3::hash(name.as_bytes()).as_bytes().first_chunk().unwrap());
    Person { id, name: name.into(), role, term: term() }
}

/// Hands over whatever one has and the other may have, without a session.
fn give(from: &Workspace, to: &Workspace) {
    let region = from.region().records().unwrap().iter().map(Record::to_wire).collect();
    assert!(to.region().accept(region).unwrap().refused.is_empty());
    if from.code() == to.code() {
        let own = from.municipality().records().unwrap().iter().map(Record::to_wire).collect();
        assert!(to.municipality().accept(own).unwrap().refused.is_empty());
    }
    to.settle().unwrap();
}

impl Template {
    /// What is shared, asked and let in already in a `rich` one; nothing in the other.
    fn get(rich: bool) -> &'static Self {
        static TEMPLATES: [OnceLock<Template>; 2] = [const { OnceLock::new() }; 2];
        TEMPLATES[usize::from(rich)].get_or_init(|| Self::build(rich))
    }

    fn build(rich: bool) -> Self {
        let dir = folder();
        let clock = Clock::from_fn(|| Timestamp(BEGIN));
        let create = |name: &str, identity: &Identity| {
            Workspace::create(&dir.path().join(name), identity, clock.clone()).unwrap()
        };
        let new = NewRegion {
            region: "Testregio".into(),
            municipality: LEUSDEN,
            municipality_name: "Leusden".into(),
            person: person("officer of Leusden", Role::PolicyOfficer),
        };
        let leusden = Workspace::found(&dir.path().join("0"), new, clock.clone()).unwrap();
        let region = leusden.identity().founding(Root::Region).clone();
        let begin = |name: &str, code: MunicipalityCode| {
            let founded = found_municipality(code, code.to_string()).unwrap();
            let key = random_key().unwrap();
            let who = person(&format!("officer of {code}"), Role::PolicyOfficer);
            let enrolment = public_enrolment(leusden.region_space(), code, key.device(), &who);
            let admission = Admission {
                region: leusden.region_space(),
                municipality: code,
                name: code.to_string(),
                keys: Pair { key: founded.key.root(), second: founded.second.root() },
                term: term(),
            };
            leusden.admit(admission, SignedStatement::sign(&enrolment, &founded.key).unwrap(), None).unwrap();
            let municipality = (founded.founding, Some(founded.key));
            let identity = Identity::new(&key, municipality, (region.clone(), None), who);
            create(name, &identity.with_second(Root::Municipality, &founded.second))
        };
        let join = |name: &str, officer: &Workspace, role: Role| {
            let key = random_key().unwrap();
            let who = person(&format!("{} of {}, {name}", role.name(), officer.code()), role);
            let second = officer.second_key(Root::Municipality).unwrap();
            officer.enrol(key.device(), &who, (role == Role::Alderman).then_some(&second)).unwrap();
            let municipality = officer.identity().founding(Root::Municipality).clone();
            let mut identity = Identity::new(&key, (municipality, None), (region.clone(), None), who);
            identity.sponsor = Some(officer.device());
            create(name, &identity)
        };
        let soest = begin("2", SOEST);
        give(&leusden, &soest);
        let all = vec![
            leusden.clone(),
            join("1", &leusden, Role::Alderman),
            soest.clone(),
            join("3", &leusden, Role::PolicyOfficer),
            join("4", &soest, Role::Alderman),
            begin("5", BAARN),
        ];
        let seconds: Vec<Seconds> =
            all.iter().map(|one| [Root::Municipality, Root::Region].map(|root| one.second_key(root).ok())).collect();
        // What the fresh device's enrolment is, the others hear in their cases; all else they know.
        for _ in 0..2 {
            for (from, one) in all.iter().enumerate() {
                let meets = |to: usize| to != from && to != FRESH && from != FRESH;
                all.iter().enumerate().filter(|(to, _)| meets(*to)).for_each(|(_, other)| give(one, other));
            }
        }
        let (let_in, admitted) = if rich { enrich(&all) } else { (vec![Vec::new(); MOST], Vec::new()) };
        // What is kept for a fast start: a thousand cases begin here.
        for workspace in &all {
            workspace.save_caches().unwrap();
        }
        drop((leusden, soest));
        drop(all);
        let laid = |(at, (seconds, let_in)): (usize, (Seconds, Vec<SecretKey>))| Begun {
            kept: Kept::read(&dir.path().join(at.to_string())),
            seconds,
            let_in,
            admitted: if at == 0 { admitted.clone() } else { Vec::new() },
        };
        Self(seconds.into_iter().zip(let_in).enumerate().map(laid).collect())
    }
}

/// Lets things happen before the cases begin. Returns who was let in by each, and what the first admitted.
fn enrich(all: &[Workspace]) -> (Vec<Vec<SecretKey>>, Vec<MunicipalityCode>) {
    // Something is shared under a consent that newer versions have too; for something else consent is asked, and something
    // is put to the alderman.
    for (officer, alderman) in [(&all[0], &all[1]), (&all[2], &all[4])] {
        let officer_does = |deeds: &[Deed]| deeds.iter().for_each(|deed| drop(must(officer, deed)));
        officer_does(&[Deed::Add { activity: false, length: 900 }, Deed::Ask(0, None, true)]);
        give(officer, alderman);
        drop(must(alderman, &Deed::Consent(0)));
        give(alderman, officer);
        officer_does(&[Deed::Add { activity: false, length: 300 }, Deed::Add { activity: true, length: 300 }]);
        officer_does(&[0, 1, 2].map(|which| Deed::Ask(which, None, false)));
        let submitted = (0..3).filter(|which| can(officer, &Deed::Submit(*which)).is_some()).count();
        assert!(submitted > 0, "nothing is put to the alderman");
    }
    // Somebody was let in everywhere, and a municipality admitted, to be taken out again.
    let guests = |at: usize| if [0, 2, 5].contains(&at) { must(&all[at], &Deed::Enrol(0)).let_in } else { Vec::new() };
    let let_in = (0..MOST).map(guests).collect();
    let admitted = must(&all[0], &Deed::Admit).admitted;
    let knows = |at: &usize| *at != FRESH;
    for from in (0..MOST).filter(knows) {
        (0..MOST).filter(knows).for_each(|to| give(&all[from], &all[to]));
    }
    (let_in, admitted)
}

/// Somebody does something before the cases begin, if it can be done: who did, and whom that let in.
fn can(workspace: &Workspace, deed: &Deed) -> Option<Device> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let (time, path) = (Arc::default(), PathBuf::new());
    let (seconds, let_in, admitted) = Default::default();
    let machine = Machine::of(workspace.clone());
    let mut device = Device { machine, path, time, seconds, let_in, admitted };
    let mut fresh = [0xb0; 16];
    fresh[..8].copy_from_slice(&COUNT.fetch_add(1, Ordering::SeqCst).to_be_bytes());
    Doing { device: &mut device, fresh }.perform(deed).ok().map(|()| device)
}

fn must(workspace: &Workspace, deed: &Deed) -> Device {
    can(workspace, deed).unwrap_or_else(|| panic!("{deed:?}"))
}

impl Region {
    /// So many devices, with their clocks so many days off; with something between them already, or nothing.
    pub fn lay_out(devices: usize, skews: &[i64], seed: u64, rich: bool) -> Self {
        let dir = folder();
        let lay_out = |(at, begun): (usize, &Begun)| {
            let path = dir.path().join(at.to_string());
            begun.kept.write(&path);
            let time = Arc::new(AtomicI64::new(BEGIN + skews[at] * DAY));
            let machine = open(&path, &time);
            let (let_in, admitted) = (begun.let_in.clone(), begun.admitted.clone());
            Device { machine, path, time, seconds: begun.seconds.clone(), let_in, admitted }
        };
        let devices = Template::get(rich).0.iter().take(devices).enumerate().map(lay_out).collect();
        Self { devices, count: AtomicU64::new(0), seed, _dir: dir }
    }

    pub fn device(&self, at: usize) -> &Device {
        &self.devices[at % self.devices.len()]
    }

    pub fn are_colleagues(&self, one: usize, other: usize) -> bool {
        self.device(one).machine.workspace.code() == self.device(other).machine.workspace.code()
    }

    /// Closes a device and opens it again from its folder.
    pub fn restart(&mut self, at: usize) {
        let at = at % self.devices.len();
        let Device { machine, path, time, seconds, let_in, admitted } = self.devices.remove(at);
        // The store is locked until nobody has it any more.
        drop(machine);
        let machine = open(&path, &time);
        self.devices.insert(at, Device { machine, path, time, seconds, let_in, admitted });
    }

    /// From now on everybody's clock says the same: a day on which nothing is held back any more.
    pub fn same_time(&self) {
        for device in &self.devices {
            device.time.store(BEGIN + 60 * DAY, Ordering::SeqCst);
        }
    }

    /// Does whatever follows from the records. Whether there was anything.
    pub fn settle(&self) -> bool {
        let counts = |workspace: &Workspace| (workspace.region().count(), workspace.municipality().count());
        let mut due = false;
        for device in &self.devices {
            let before = counts(&device.machine.workspace);
            device.machine.workspace.settle().unwrap();
            due |= counts(&device.machine.workspace) != before;
        }
        due
    }

    /// Lets somebody do something. What they may not do, or cannot do now, they do not.
    pub fn perform(&mut self, at: usize, deed: &Deed) {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let mut fresh = [0; 16];
        fresh
            .copy_from_slice(&blake3::hash(&[self.seed.to_le_bytes(), number.to_le_bytes()].concat()).as_bytes()[..16]);
        let count = self.devices.len();
        let device = &mut self.devices[at % count];
        if let Deed::Clock(days) = deed {
            device.time.fetch_add(days * DAY, Ordering::SeqCst);
            return;
        }
        device.time.fetch_add(1000, Ordering::SeqCst);
        if (Doing { device, fresh }).perform(deed).is_ok() {
            let name = format!("{deed:?}").split([' ', '(']).next().unwrap_or_default().to_owned();
            *DONE.lock().unwrap().entry(name).or_default() += 1;
        }
    }
}

/// What was done in all cases so far, and how often: what nobody may do, or can do then, is not.
pub static DONE: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

fn open(path: &std::path::Path, time: &Arc<AtomicI64>) -> Machine {
    let time = Arc::clone(time);
    let clock = Clock::from_fn(move || Timestamp(time.load(Ordering::SeqCst)));
    Machine::of(Workspace::open(path, clock).unwrap())
}
