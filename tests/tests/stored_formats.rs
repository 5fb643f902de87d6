//! Workspaces as every version wrote them, kept in `tests/fixtures`: today's program opens them, finds every record of them
//! good, and exchanges them with devices of today. One of a format that is still to come is refused and left as it is.
//!
//! `workspace-1` was made by [`make_workspace_1`]; it is never made again, since a later version would write another format.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::fs;
use std::path::{Path, PathBuf};

use deelbaar_schema::act::{Outcome, What};
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::binary::Folder;
use deelbaar_tests::{Device, LEUSDEN, SOEST};
use redb::{Database, TableDefinition};
use tempfile::TempDir;
use tokio::sync::Mutex;

/// What Leusden's officer has in `workspace-1`.
const SECTIONS: [&str; 3] = ["Taal voor iedereen", "Blijft thuis", "Ingetrokken"];
const ACTIVITY: &str = "Taalcafé";
const WITHDRAWN: &str = "Deze tekst is ingetrokken.";
const SHARED: [&str; 2] = ["Taal voor iedereen", "Wat Soest deelt"];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

fn store_in(dir: &Path) -> PathBuf {
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|end| end == "redb")).unwrap()
}

/// A municipality with a plan, an activity that was decided on, consents, one of them withdrawn, and another municipality that
/// shares something: `cargo test -p deelbaar-tests --test stored_formats -- --ignored` writes it where `DEELBAAR_FIXTURE` says.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "makes a fixture, once for every format"]
async fn make_workspace_1() {
    let into: PathBuf = std::env::var_os("DEELBAAR_FIXTURE").expect("a folder to write to").into();
    let mut leusden = Device::found(LEUSDEN).await;
    let alderman = leusden.colleague(Role::Alderman).await;
    let soest = leusden.municipality(SOEST).await;
    let soest_alderman = soest.colleague(Role::Alderman).await;
    soest_alderman.meet(&leusden);

    let items = SECTIONS.map(|title| leusden.add(ItemKind::Section, title, "Een tekst van Leusden."));
    leusden.edit(&[PlanEdit::SetBody {
        item: items[2],
        base: "Een tekst van Leusden.".into(),
        text: WITHDRAWN.into(),
    }]);
    let activity = leusden.add(ItemKind::Activity, ACTIVITY, "Elke dinsdag.");
    leusden.request(items[0], Mask::without([Field::Contact]));
    leusden.request(items[2], Mask::none());
    let submission = leusden.submit(activity);
    alderman
        .until("two requests and a submission", |d| {
            d.workspace.municipality().count() == leusden.workspace.municipality().count()
        })
        .await;
    alderman.consent(items[0]);
    alderman.consent(items[2]);
    let decision = alderman.decide(activity, submission, Outcome::Agreed);
    leusden.until("two sections are shared", |d| d.region_titles().len() == 2).await;
    leusden
        .until("the decision", |d| d.workspace.municipality().count() == alderman.workspace.municipality().count())
        .await;
    let content = leusden.workspace.municipality().look(|state| state.item(activity).unwrap().substance().unwrap());
    leusden.workspace.act(activity, What::Start { decision, content }).unwrap();
    alderman.withdraw(items[2]);

    let theirs = soest.add(ItemKind::Section, SHARED[1], "Een tekst van Soest.");
    soest.request(theirs, Mask::none());
    soest_alderman
        .until("a request", |d| d.workspace.municipality().count() == soest.workspace.municipality().count())
        .await;
    soest_alderman.consent(theirs);
    leusden.until("what is shared and not taken back", |d| shared(d) == SHARED).await;
    leusden.go_offline().await;
    leusden.workspace.save_caches().unwrap();
    assert!(leusden.workspace.store().compact().unwrap());
    let Device { dir, workspace, .. } = leusden;
    drop(workspace);
    copy(&dir.path().join("workspace"), &into);
    fs::remove_file(into.join("lock")).unwrap();
}

/// What is shared, by title.
fn shared(device: &Device) -> Vec<String> {
    let mut titles = device.region_titles();
    titles.sort_unstable();
    titles
}

fn opened(name: &str) -> (TempDir, Workspace) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("workspace");
    copy(&fixture(name), &path);
    let workspace = Workspace::open(&path, Clock::system()).unwrap();
    (dir, workspace)
}

/// One test at a time: a process that is being started holds for a moment what is open and locked in this one.
static TURN: Mutex<()> = Mutex::const_new(());

#[test]
fn the_program_opens_workspace_1_and_finds_every_record_good() {
    let _turn = TURN.blocking_lock();
    let folder = Folder::default();
    copy(&fixture("workspace-1"), &folder.data());
    let mut titles = folder.titles();
    titles.sort_unstable();
    let mut expected = SECTIONS.map(str::to_owned);
    expected.sort_unstable();
    assert_eq!(titles, expected);
    let audit = folder.json(&["audit", "--verify"]);
    for space in ["municipality", "region"] {
        let verified = &audit["verified"][space];
        assert!(verified["first_bad"].is_null() && verified["hold"].as_u64().unwrap() > 5, "{space}: {verified}");
    }
    let acts = audit["acts"].to_string();
    for kind in ["Put to the alderman", "Agreed by", "Started", "Consent given", "Sharing withdrawn"] {
        assert!(acts.contains(kind), "{kind} is not in {acts}");
    }
    assert!(folder.json(&["region", "sections"]).to_string().contains(SHARED[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn workspace_1_is_exchanged_with_devices_of_today() {
    let _turn = TURN.lock().await;
    let (dir, workspace) = opened("workspace-1");
    let device = Box::pin(Device::started(dir, workspace)).await;
    assert_eq!(shared(&device), SHARED);
    let today = device.colleague(Role::PolicyOfficer).await;
    let written = today.add(ItemKind::Section, "Van vandaag", "Een tekst van vandaag.");
    device.until("what was written today", |d| d.body(written).is_some()).await;
    let same = |one: &Device, other: &Device| {
        one.workspace.municipality().digest() == other.workspace.municipality().digest()
            && one.workspace.region().digest() == other.workspace.region().digest()
    };
    today.until("the same as the older workspace", |d| same(d, &device)).await;
    assert_eq!(shared(&today), SHARED);
    for device in [&device, &today] {
        let verified = device.workspace.verify().unwrap();
        assert!(verified.iter().all(|(_, good, flaw)| flaw.is_none() && *good > 5), "{verified:?}");
    }
    // What was taken back before stays so.
    let bodies = today.workspace.region().records().unwrap();
    let lies_in = |bytes: &[u8]| bytes.windows(WITHDRAWN.len()).any(|window| window == WITHDRAWN.as_bytes());
    assert!(!bodies.iter().filter_map(|record| record.body()).any(lies_in));
}

#[test]
fn a_workspace_of_a_newer_format_is_refused_and_loses_nothing() {
    const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
    let _turn = TURN.blocking_lock();
    let store_of = |dir: &Path, version: u8| {
        let database = Database::open(store_in(dir)).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(META).unwrap().insert("format", [version].as_slice()).unwrap();
        transaction.commit().unwrap();
    };
    let key_of = |dir: &Path, version: u8| {
        let mut key = fs::read(dir.join("key")).unwrap();
        key[8] = version;
        fs::write(dir.join("key"), key).unwrap();
    };
    let of_store: &dyn Fn(&Path, u8) = &store_of;
    for (mark, newer) in [(of_store, 2), (&key_of, 7)] {
        let folder = Folder::default();
        copy(&fixture("workspace-1"), &folder.data());
        mark(&folder.data(), newer);
        for args in [&["sections"][..], &["audit", "--verify"], &["status"]] {
            let said = folder.fails(1, args);
            assert!(said.contains("newer Deelbaar. Nothing was changed") && said.contains("Update Deelbaar"), "{said}");
        }
        mark(&folder.data(), 1);
        assert_eq!(folder.titles().len(), SECTIONS.len());
        assert!(folder.json(&["audit", "--verify"])["verified"]["municipality"]["first_bad"].is_null());
    }
}
