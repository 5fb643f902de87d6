//! Taking the plan off a device of which the role gets nothing of it any more.

use std::fs;

use deelbaar_schema::id::DeviceId;

use super::*;
use crate::replica::AppendError;
use crate::store::Area;
use crate::store::watched::{Disk, Fault};
use crate::workspace::pending::Pending;

const TITLE: &str = "Een plan dat niemand mag weten";

/// An adviser who wrote something, and was made a keeper since.
fn keeper(pair: &Pair) -> Workspace {
    let workspace = adviser(pair);
    becomes(&workspace, &pair.officer, Role::Keeper);
    workspace
}

fn adviser(pair: &Pair) -> Workspace {
    let place = pair.dir.path().join("keeper");
    let kim = person(4, "Kim de Wit", Role::Adviser, &pair.hands.clock());
    let device = random_key().unwrap();
    let (own, all) = (pair.officer.identity(), &pair.officer);
    let identity = Identity::new(&device, (own.municipality.clone(), None), (own.region.clone(), None), kim.clone());
    all.enrol(device.device(), &kim, None).unwrap();
    let workspace = Workspace::create(&place, &identity, pair.hands.clock()).unwrap();
    exchange(&workspace, all);
    workspace.municipality.edit_plan(&workspace.key(), &[section(7)]).unwrap();
    fs::write(pair.dir.path().join("plan.txt"), TITLE).unwrap();
    workspace.add_file(&pair.dir.path().join("plan.txt"), "").unwrap();
    exchange(&workspace, all);
    workspace
}

/// Signed here, in the municipality's name, and not stated in either space yet: the disk was full.
fn pending(workspace: &Workspace, municipality: SignedStatement, region: Option<SignedStatement>) {
    let region = region.into_iter().map(|statement| vec![statement]).collect();
    let pending = Pending { municipality: vec![vec![municipality]], region, key: None };
    Identity::change(&workspace.store, |identity| {
        identity.pending = Some(Box::new(pending));
        Ok(())
    })
    .unwrap();
}

fn is_pending(workspace: &Workspace) -> bool {
    Identity::load(&workspace.store).unwrap().pending.is_some()
}

/// The enrolment of somebody new as a reader, by whoever holds this key.
fn enrolment(pair: &Pair, device: DeviceId, key: &SecretKey) -> SignedStatement {
    let reader = person(9, TITLE, Role::Reader, &pair.hands.clock());
    let region = pair.officer.region_space();
    SignedStatement::sign(&public_enrolment(region, pair.officer.code, device, &reader), key).unwrap()
}

fn section(id: u8) -> PlanEdit {
    PlanEdit::Add(NewItem::titled(ItemId::from_bytes([id; 16]), ItemKind::Section, TITLE))
}

/// The role changes; the region tells.
fn becomes(workspace: &Workspace, officer: &Workspace, role: Role) {
    let term = Term::since(officer.clock.today());
    officer.change_role(workspace.device(), role, term, None).unwrap();
    give(&officer.region, &workspace.region);
    assert_eq!(workspace.person().role, role);
}

/// Everything that is kept, opened: records, settings and caches.
fn holds(workspace: &Workspace, text: &str) -> bool {
    let mut all = workspace.store.all_named();
    for record in workspace.municipality.records().unwrap().iter().chain(&workspace.region.records().unwrap()) {
        all.extend(record.body().map(<[u8]>::to_vec));
    }
    all.iter().any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[test]
fn the_plan_goes_off_a_device_that_gets_it_no_more_and_no_old_key_gives_it_back() {
    let pair = Pair::new(|_| ());
    let workspace = keeper(&pair);
    workspace.save_caches().unwrap();
    assert!(holds(&workspace, TITLE) && workspace.plan_left() > 0);
    assert_eq!(fs::read_dir(workspace.store.folder().join("files")).unwrap().count(), 1);
    let key = || fs::read(workspace.store.folder().join("key")).unwrap();
    let (before, region) = (key(), workspace.region.digest());

    let records = workspace.plan_left();
    assert_eq!(workspace.forget_plan().unwrap(), records);
    assert!(!holds(&workspace, TITLE));
    assert_eq!((workspace.plan_left(), workspace.municipality.count()), (0, 0));
    assert_eq!(fs::read_dir(workspace.store.folder().join("files")).unwrap().count(), 0);
    assert_ne!(key(), before, "what is in freed pages opens with no key that is left");
    assert_eq!(workspace.region.digest(), region, "the region's part stays");
    assert_eq!(workspace.person().role, Role::Keeper);
    assert!(workspace.store.get(Area::Local, "rekey due").unwrap().is_none());
    // It stays so, also at the next start, and a second time changes nothing.
    workspace.settle().unwrap();
    let place = workspace.store.folder().to_owned();
    drop(workspace);
    let workspace = Workspace::open(&place, pair.hands.clock()).unwrap();
    assert!(!holds(&workspace, TITLE));
    assert_eq!(workspace.forget_plan().unwrap(), 0);
}

#[test]
fn whoever_reads_again_gets_it_all_and_writes_only_after_the_own_log_came_back() {
    let pair = Pair::new(|_| ());
    let workspace = keeper(&pair);
    workspace.forget_plan().unwrap();
    becomes(&workspace, &pair.officer, Role::PolicyOfficer);
    assert!(workspace.reads_plan());
    // Its own enrolment and its log are with others: a record now would take a place twice.
    let behind = |error: &AppendError| matches!(error, AppendError::Behind);
    let edited = workspace.municipality.edit_plan(&workspace.key(), &[section(8)]);
    assert!(edited.as_ref().is_err_and(behind), "{edited:?}");
    workspace.settle().unwrap();
    assert_eq!(workspace.municipality.count(), 0);
    assert!(workspace.municipality.is_behind(&workspace.device()));

    give(&pair.officer.municipality, &workspace.municipality);
    assert!(holds(&workspace, TITLE));
    workspace.municipality.edit_plan(&workspace.key(), &[section(8)]).unwrap();
    exchange(&workspace, &pair.officer);
    assert_eq!(workspace.municipality.digest(), pair.officer.municipality.digest());
    assert!(pair.officer.forked().is_empty());
}

#[test]
fn a_device_that_reads_the_plan_keeps_it() {
    let pair = Pair::new(|_| ());
    let before = pair.officer.municipality.digest();
    assert!(matches!(pair.officer.forget_plan(), Err(WorkspaceError::ReadsPlan)));
    assert_eq!((pair.officer.municipality.digest(), pair.officer.plan_left()), (before, 0));
}

/// The officer who holds the municipality's key enrols itself where its enrolment is missing: not here, where it is with others.
#[test]
fn an_officer_with_the_key_who_became_a_lead_writes_no_second_log() {
    let pair = Pair::new(|_| ());
    let (_, words) =
        pair.officer.recovery_words(None).unwrap().into_iter().find(|(root, _)| *root == Root::Municipality).unwrap();
    let place = pair.dir.path().join("lead");
    let noor = person(5, "Noor", Role::PolicyOfficer, &pair.hands.clock());
    let (device, own) = (random_key().unwrap(), pair.officer.identity());
    let identity = Identity::new(&device, (own.municipality.clone(), None), (own.region.clone(), None), noor.clone());
    pair.officer.enrol(device.device(), &noor, None).unwrap();
    let lead = Workspace::create(&place, &identity, pair.hands.clock()).unwrap();
    exchange(&lead, &pair.officer);
    lead.restore_key(&words).unwrap();
    lead.municipality.edit_plan(&lead.key(), &[section(7)]).unwrap();
    exchange(&lead, &pair.officer);
    becomes(&lead, &pair.officer, Role::RegionalLead);
    lead.forget_plan().unwrap();
    lead.settle().unwrap();
    assert_eq!(lead.municipality.count(), 0, "nothing is written where the place is taken");
    becomes(&lead, &pair.officer, Role::Adviser);
    lead.settle().unwrap();
    exchange(&lead, &pair.officer);
    assert!(pair.officer.forked().is_empty() && lead.forked().is_empty());
    assert_eq!(lead.municipality.digest(), pair.officer.municipality.digest());
}

/// A statement for both spaces of which neither took a record yet. The region gets its part before the plan goes; while the disk
/// refuses that, nothing is removed.
#[test]
fn what_waits_for_the_disk_is_stated_in_the_region_before_the_plan_goes() {
    let pair = Pair::new(|_| ());
    let disk = Disk::under(&pair.dir.path().join("keeper"));
    let workspace = keeper(&pair);
    let device = random_key().unwrap().device();
    let key = pair.officer.identity.root_key(Root::Municipality).unwrap();
    let at_home = {
        let reader = person(9, TITLE, Role::Reader, &pair.hands.clock());
        let statement = public_enrolment(pair.officer.municipality.space(), pair.officer.code, device, &reader);
        SignedStatement::sign(&statement, &key).unwrap()
    };
    pending(&workspace, at_home, Some(enrolment(&pair, device, &key)));
    let (records, region) = (workspace.plan_left(), workspace.region.count());
    disk.fail(Some(Fault::Full(0)));
    let refused = workspace.forget_plan().unwrap_err();
    assert!(refused.disk().is_some(), "{refused}");
    disk.fail(None);
    assert_eq!((workspace.plan_left(), workspace.region.count()), (records, region));
    assert!(is_pending(&workspace));

    // The one that was written here last is counted too.
    assert_eq!(workspace.forget_plan().unwrap(), records + 1);
    assert!(workspace.region.charter().knows(&device).is_ok() && !is_pending(&workspace));
    assert!(!holds(&workspace, TITLE));
    workspace.settle().unwrap();
    assert_eq!(workspace.municipality.count(), 0);
}

/// The key that signed was replaced meanwhile: it can never stand. It does not stay for ever either, in the way of all that is due.
#[test]
fn what_the_rules_refuse_by_now_goes_with_the_plan_and_the_rest_goes_on() {
    let pair = Pair::new(|_| ());
    let workspace = keeper(&pair);
    let device = random_key().unwrap().device();
    pending(&workspace, enrolment(&pair, device, &random_key().unwrap()), None);
    workspace.settle().unwrap_err();
    assert!(holds(&workspace, TITLE));
    assert!(workspace.forget_plan().unwrap() > 0);
    assert!(!holds(&workspace, TITLE) && !is_pending(&workspace));
    workspace.settle().unwrap();
    assert!(workspace.region.charter().knows(&device).is_err());
}

/// The region's space has not come yet: only the plan says that the role changed.
#[test]
fn a_role_that_only_the_plan_knew_stays_when_the_plan_goes() {
    let pair = Pair::new(|_| ());
    let kim = person(4, "Kim de Wit", Role::Adviser, &pair.hands.clock());
    let (device, own) = (random_key().unwrap(), pair.officer.identity());
    let founded = (own.municipality.clone(), own.region.clone());
    let identity = Identity::new(&device, (founded.0, None), (founded.1, None), kim.clone());
    pair.officer.enrol(device.device(), &kim, None).unwrap();
    let place = pair.dir.path().join("kim");
    let workspace = Workspace::create(&place, &identity, pair.hands.clock()).unwrap();
    give(&pair.officer.municipality, &workspace.municipality);
    assert!(workspace.reads_plan());
    let term = Term::since(pair.hands.clock().today());
    pair.officer.change_role(device.device(), Role::Keeper, term, None).unwrap();
    give(&pair.officer.municipality, &workspace.municipality);
    assert_eq!((workspace.person().role, workspace.region.count()), (Role::Keeper, 0));

    assert!(workspace.forget_plan().unwrap() > 0);
    let still = |workspace: &Workspace| {
        let person = workspace.person();
        assert_eq!((person.role, person.term, workspace.reads_plan()), (Role::Keeper, term, false));
        assert!(!workspace.shares_plan_with(&pair.officer.device()));
    };
    still(&workspace);
    drop(workspace);
    let workspace = Workspace::open(&place, pair.hands.clock()).unwrap();
    still(&workspace);
    // The region says it too, and what it says later holds.
    give(&pair.officer.region, &workspace.region);
    still(&workspace);
    becomes(&workspace, &pair.officer, Role::Reader);
    assert!(workspace.reads_plan());
}
