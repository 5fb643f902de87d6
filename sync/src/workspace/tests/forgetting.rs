//! Taking the plan off a device of which the role gets nothing of it any more.

use std::fs;

use super::*;
use crate::replica::AppendError;
use crate::store::Area;

const TITLE: &str = "Een plan dat niemand mag weten";

/// An adviser who wrote something, and was made a keeper since.
fn keeper(pair: &Pair) -> Workspace {
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
    becomes(&workspace, all, Role::Keeper);
    workspace
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
    let (before, region) = (key(), workspace.region.fingerprint());

    let records = workspace.plan_left();
    assert_eq!(workspace.forget_plan().unwrap(), records);
    assert!(!holds(&workspace, TITLE));
    assert_eq!((workspace.plan_left(), workspace.municipality.count()), (0, 0));
    assert_eq!(fs::read_dir(workspace.store.folder().join("files")).unwrap().count(), 0);
    assert_ne!(key(), before, "what is in freed pages opens with no key that is left");
    assert_eq!(workspace.region.fingerprint(), region, "the region's part stays");
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
    assert_eq!(workspace.municipality.fingerprint(), pair.officer.municipality.fingerprint());
    assert!(pair.officer.forked().is_empty());
}

#[test]
fn a_device_that_reads_the_plan_keeps_it() {
    let pair = Pair::new(|_| ());
    let before = pair.officer.municipality.fingerprint();
    assert!(matches!(pair.officer.forget_plan(), Err(WorkspaceError::ReadsPlan)));
    assert_eq!((pair.officer.municipality.fingerprint(), pair.officer.plan_left()), (before, 0));
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
    assert_eq!(lead.municipality.fingerprint(), pair.officer.municipality.fingerprint());
}
