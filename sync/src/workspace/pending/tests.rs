use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use deelbaar_schema::id::{DeviceId, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::store::Store;
use crate::workspace::charter::public_enrolment;
use crate::workspace::{NewRegion, Person, Renew, random_key};

/// A clock on which the process dies: it is looked at for every record.
#[derive(Clone)]
struct Fuse(Arc<AtomicI64>);

impl Fuse {
    /// Dies at the `left`th look from now.
    fn burn(&self, left: i64) {
        self.0.store(left, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let left = Arc::clone(&self.0);
        Clock::from_fn(move || {
            assert_ne!(left.fetch_sub(1, Ordering::SeqCst), 1, "the plug is pulled");
            Clock::system().now()
        })
    }
}

struct Bench {
    dir: TempDir,
    second: SecretKey,
    colleague: DeviceId,
}

fn person(number: u8) -> Person {
    Person {
        id: PersonId::from_bytes([number; 16]),
        name: "Bo".into(),
        role: Role::PolicyOfficer,
        term: Term::since("2020-01-01".parse().unwrap()),
    }
}

impl Bench {
    /// A municipality with a colleague, and the second key handed over.
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let new = NewRegion {
            region: "Regio".into(),
            municipality: "GM0327".parse().unwrap(),
            municipality_name: "Leusden".into(),
            person: person(1),
        };
        let workspace = Workspace::found(&dir.path().join("data"), new, Clock::system()).unwrap();
        let second = workspace.second_key(Root::Municipality).unwrap();
        workspace.forget_second(Root::Municipality).unwrap();
        let colleague = random_key().unwrap().device();
        workspace.enrol(colleague, &person(2), None).unwrap();
        Self { dir, second, colleague }
    }

    fn copy(&self) -> TempDir {
        let copy = TempDir::new().unwrap();
        for entry in std::fs::read_dir(self.dir.path().join("data")).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        copy
    }

    /// Does something again and again, each time dying a little later, until it does not die. After the next start
    /// `outcome` is the same in both spaces, or the same as if nothing had been done. Returns how often it died.
    fn dies_everywhere<T: PartialEq + std::fmt::Debug>(
        &self,
        act: impl Fn(&Workspace) -> Result<(), WorkspaceError>,
        outcome: impl Fn(&Workspace) -> (T, T),
    ) -> usize {
        let open = |path: &Path, fuse: &Fuse| Workspace::open(path, fuse.clock()).unwrap();
        let before = outcome(&open(self.copy().path(), &Fuse(Arc::default())));
        let mut finished = 0;
        for left in 1.. {
            let (copy, fuse) = (self.copy(), Fuse(Arc::default()));
            let workspace = open(copy.path(), &fuse);
            fuse.burn(left);
            let survived = catch_unwind(AssertUnwindSafe(|| act(&workspace).unwrap())).is_ok();
            fuse.burn(0);
            drop(workspace);
            let after = outcome(&open(copy.path(), &fuse));
            assert_eq!(after.0, after.1, "one space says something else after {left}");
            if survived {
                assert_ne!(after, before, "nothing was done");
                return finished;
            }
            finished += usize::from(after != before);
        }
        unreachable!("the numbers end")
    }
}

#[test]
fn a_removal_that_is_cut_short_is_finished_at_the_next_start() {
    let bench = Bench::new();
    let removed = |workspace: &Workspace| {
        let device = &bench.colleague;
        let own = workspace.municipality().look(|state| state.charter().counts(device, u64::MAX).is_err());
        (own, workspace.region().look(|region| region.charter().counts(device, u64::MAX).is_err()))
    };
    let finished = bench.dies_everywhere(|workspace| workspace.remove(bench.colleague), removed);
    assert!(finished > 0, "it never died between the two spaces");
}

#[test]
fn whoever_is_let_in_is_let_in_everywhere() {
    let bench = Bench::new();
    let device = random_key().unwrap().device();
    let known = |workspace: &Workspace| {
        let own = workspace.municipality().look(|state| state.charter().knows(&device).is_ok());
        (own, workspace.region().look(|region| region.charter().knows(&device).is_ok()))
    };
    assert!(bench.dies_everywhere(|workspace| workspace.enrol(device, &person(3), None), known) > 0);
}

#[test]
fn a_role_changes_on_every_device_in_both_spaces() {
    let bench = Bench::new();
    let term = Term::since("2020-01-01".parse().unwrap());
    let change = |workspace: &Workspace| workspace.change_role(bench.colleague, Role::Reader, term, None);
    let reads = |workspace: &Workspace| {
        let reads = |charter: &Charter| charter.members().any(|member| member.enrolment.role == Role::Reader);
        (workspace.municipality().look(|m| reads(m.charter())), workspace.region().look(|r| reads(r.charter())))
    };
    assert!(bench.dies_everywhere(change, reads) > 0);
}

/// There is no moment at which this device has neither key, nor one at which the second person's is nowhere.
#[test]
fn a_renewal_that_is_cut_short_leaves_the_old_key_or_the_new_one() {
    let bench = Bench::new();
    for what in [Renew::Municipality { lost: Some(bench.colleague) }, Renew::Second(Root::Municipality)] {
        let keys = |workspace: &Workspace| {
            let of = workspace.founded(Root::Municipality);
            let pair = workspace.pair(Root::Municipality);
            assert_eq!(workspace.root_key(Root::Municipality).map(|key| key.root()), Some(pair.key));
            let waits = workspace.second_key(Root::Municipality).map(|key| key.root());
            assert_eq!(waits.unwrap_or(bench.second.root()), pair.second);
            let region = workspace.region().look(|region| region.charter().current_keys(of).next().unwrap());
            (pair, region)
        };
        assert!(bench.dies_everywhere(|workspace| workspace.renew(what, &bench.second), keys) > 0, "{what:?}");
    }
}

/// A command beside it hands over the region's second key: the old copy of what this device keeps must not bring it back.
#[test]
fn what_changes_meanwhile_stays_changed() {
    let bench = Bench::new();
    let store = Arc::new(OnceLock::<Store>::new());
    let meanwhile = Arc::clone(&store);
    let clock = Clock::from_fn(move || {
        if let Some(store) = meanwhile.get() {
            Identity::change(store, |identity| Ok(identity.forget_second(Root::Region))).unwrap();
        }
        Clock::system().now()
    });
    let workspace = Workspace::open(&bench.dir.path().join("data"), clock).unwrap();
    assert!(workspace.holds_second(Root::Region).unwrap());
    assert!(store.set(workspace.store.clone()).is_ok());
    workspace.remove(bench.colleague).unwrap();
    assert!(!workspace.holds_second(Root::Region).unwrap());
}

/// Begun while the disk took no more, and something else is stated before that was finished: both stand.
#[test]
fn what_was_begun_before_is_finished_first() {
    let bench = Bench::new();
    let workspace = Workspace::open(&bench.dir.path().join("data"), Clock::system()).unwrap();
    let (device, region) = (random_key().unwrap().device(), workspace.region_space());
    let key = workspace.root_key(Root::Municipality).unwrap();
    let signed = SignedStatement::sign(&public_enrolment(region, workspace.code, device, &person(3)), &key).unwrap();
    let pending = Pending { municipality: Vec::new(), region: vec![vec![signed]], key: None };
    Identity::change(&workspace.store, |identity| {
        identity.pending = Some(Box::new(pending));
        Ok(())
    })
    .unwrap();
    workspace.remove(bench.colleague).unwrap();
    let knows = |device: &DeviceId| workspace.region().look(|region| region.charter().counts(device, u64::MAX).is_ok());
    assert_eq!((knows(&device), knows(&bench.colleague)), (true, false));
}
