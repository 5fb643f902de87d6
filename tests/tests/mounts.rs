//! Real file systems that fill up and that take no writes, each in a mount namespace of its own: a small one in memory.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use deelbaar_schema::id::{ItemId, PersonId};
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::record::Record;
use deelbaar_schema::role::Role;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::files::{FileError, Presence};
use deelbaar_sync::net::{Listen, Node};
use deelbaar_sync::replica::AppendError;
use deelbaar_sync::store::{DiskError, StoreError};
use deelbaar_sync::workspace::{Identity, NewRegion, Person, Workspace, random, random_key};
use deelbaar_tests::attached::content;
use deelbaar_tests::binary::{Listening, asked, binary, free_port, metric};
use deelbaar_tests::country::{Chance, Writing};
use deelbaar_tests::damage::{In, spoil, store_file};
use deelbaar_tests::forge::taken;
use deelbaar_tests::{LEUSDEN, term};
use tempfile::TempDir;

/// Where a part works, and which one.
const PLACE: &str = "DEELBAAR_TEST_PLACE";
const PART: &str = "DEELBAAR_TEST_PART";
/// A colleague that was refused tries again within a minute, and so does whoever has to do with the disk.
const PATIENCE: Duration = Duration::from_mins(3);

fn ran(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn mount(args: &[&str], place: &Path) -> bool {
    ran(Command::new("mount").args(args).arg(place))
}

/// Plays a part in a mount namespace of its own, with a file system of a few megabytes at its place. Not where this machine
/// lets nobody make one: then it says so.
fn play(part: &str) {
    let place = TempDir::new().unwrap();
    let within = |program: &Path| {
        let mut command = Command::new("unshare");
        command.arg("-m").arg(program);
        command
    };
    let mut trial = within(Path::new("mount"));
    if !ran(trial.args(["-t", "tmpfs", "tmpfs"]).arg(place.path())) {
        println!("not run: this machine makes no mount namespaces (root and `unshare` are needed)");
        return;
    }
    let mut playing = within(&std::env::current_exe().unwrap());
    playing.args(["--exact", "plays_a_part_with_mounts_of_its_own", "--ignored", "--nocapture"]);
    let output = playing.env(PLACE, place.path()).env(PART, part).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("played"), "{said}");
}

/// Not a test: what the tests start with mounts of its own.
#[test]
#[ignore = "the other tests start it"]
fn plays_a_part_with_mounts_of_its_own() {
    let (Some(place), Ok(part)) = (std::env::var_os(PLACE), std::env::var(PART)) else { return };
    let place = PathBuf::from(place);
    assert!(mount(&["-t", "tmpfs", "-o", "size=12m", "tmpfs"], &place));
    match part.as_str() {
        "fills" => fills(&place),
        "read-only" => read_only(&place),
        "node" => node_goes_on(&place),
        "repair" => repairs(&place),
        other => panic!("no part {other}"),
    }
    println!("played");
}

#[test]
fn a_file_system_that_fills_up_loses_nothing_and_goes_on_with_room() {
    play("fills");
}

#[test]
fn a_file_system_that_takes_no_writes_says_so_and_nothing_is_lost() {
    play("read-only");
}

#[test]
fn a_node_on_a_disk_that_fills_up_stays_says_so_and_goes_on_with_room() {
    play("node");
}

#[test]
fn a_repair_on_a_full_disk_changes_nothing_and_works_with_room() {
    play("repair");
}

fn founded(place: &Path) -> Workspace {
    let id = PersonId::from_bytes(*random::<16>().unwrap());
    let person = Person { id, name: "Bo".into(), role: Role::PolicyOfficer, term: term() };
    let (region, municipality_name) = ("Testregio".into(), "Leusden".into());
    let new = NewRegion { region, municipality: LEUSDEN, municipality_name, person };
    Workspace::found(&place.join("workspace"), new, Clock::system()).unwrap()
}

/// Keeps a text as a section of its own.
fn write(workspace: &Workspace, text: &str) -> Result<(), AppendError> {
    let item = ItemId::from_bytes(*random::<16>().unwrap());
    let new = NewItem { body: text.into(), ..NewItem::titled(item, ItemKind::Section, "Taal") };
    workspace.municipality().edit_plan(&workspace.key(), &[PlanEdit::Add(new)]).map(drop)
}

fn bodies(workspace: &Workspace) -> BTreeSet<String> {
    workspace.municipality().look(|state| state.plan().items.values().map(|item| item.body.clone()).collect())
}

#[track_caller]
fn is_sound(workspace: &Workspace, texts: &BTreeSet<String>) {
    assert!(bodies(workspace) == *texts, "{} texts of {}", bodies(workspace).len(), texts.len());
    for (root, _, flaw) in workspace.verify().unwrap() {
        assert!(flaw.is_none(), "{root:?}: {flaw:?}");
    }
}

/// Takes all room but so many bytes.
fn fill(path: &Path, but: u64) {
    let mut file = File::create(path).unwrap();
    while file.write_all(&[7; 4096]).is_ok() {}
    let full = file.metadata().unwrap().len();
    OpenOptions::new().write(true).open(path).unwrap().set_len(full.saturating_sub(but)).unwrap();
}

fn fills(place: &Path) {
    let workspace = founded(place);
    let (mut chance, mut kept) = (Chance::new("fills"), BTreeSet::new());
    let mut keep = |workspace: &Workspace| {
        let text = chance.text(Writing::Noise, 20_000);
        write(workspace, &text).map(|()| text)
    };
    kept.insert(keep(&workspace).unwrap());
    let filler = place.join("filler");
    fill(&filler, 300 * 1024);
    // Until it is full: each text is kept whole, or not at all.
    let refused = (0..200).find_map(|_| keep(&workspace).map(|text| kept.insert(text)).err());
    let refused = refused.expect("it never filled up");
    assert!(matches!(refused, AppendError::Store(StoreError::Disk(DiskError::Full))), "{refused}");
    is_sound(&workspace, &kept);
    let file = content("te groot", 2 * 1024 * 1024);
    let added = workspace.files().add(&mut file.as_slice(), workspace.clock().now());
    let FileError::Store(StoreError::Disk(DiskError::Full)) = added.unwrap_err() else { panic!("the file fits") };
    assert!(std::fs::read_dir(place.join("workspace/files")).unwrap().next().is_none(), "a part of it stays");
    is_sound(&workspace, &kept);

    // Room again: it goes on, without a restart.
    std::fs::remove_file(&filler).unwrap();
    kept.insert(keep(&workspace).unwrap());
    let (list, _) = workspace.files().add(&mut file.as_slice(), workspace.clock().now()).unwrap();
    assert_eq!(workspace.files().presence(&list.file_hash()), Presence::Here);
    is_sound(&workspace, &kept);
    drop(workspace);
    is_sound(&Workspace::open(&place.join("workspace"), Clock::system()).unwrap(), &kept);
}

fn waits_for(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A node as a service runs it, to which a colleague sends more than its disk takes.
fn node_goes_on(place: &Path) {
    let (officer, elsewhere) = (founded(place), TempDir::new().unwrap());
    let id = PersonId::from_bytes(*random::<16>().unwrap());
    let person = Person { id, name: "Kim".into(), role: Role::PolicyOfficer, term: term() };
    let (device, own) = (random_key().unwrap(), officer.identity());
    let identity = Identity::new(&device, (own.municipality.clone(), None), (own.region.clone(), None), person.clone());
    officer.enrol(device.device(), &person, None).unwrap();
    let colleague = Workspace::create(&elsewhere.path().join("workspace"), &identity, Clock::system()).unwrap();
    let wires = |records: Vec<Record>| records.iter().map(Record::to_wire).collect();
    taken(colleague.municipality(), wires(officer.municipality().records().unwrap()));
    taken(colleague.region(), wires(officer.region().records().unwrap()));
    drop(officer);

    let port = free_port();
    let mut node = Command::new(binary());
    node.arg("--data").arg(place.join("workspace")).args(["--lang", "en", "node", "--listen", "127.0.0.1:0"]);
    node.args(["--health", &format!("127.0.0.1:{port}")]).env("HOME", elsewhere.path()).stderr(Stdio::piped());
    let mut running = Listening::start(node);
    let says = |path: &str, text: &str| asked(port, path).is_some_and(|answer| answer.contains(text));
    waits_for("it is well", || says("/health", "200 OK"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (device, at) = running.reached_at();
    let own = runtime.block_on(Node::start(colleague.clone(), Listen::LOOPBACK)).unwrap();
    own.connect(device, [at]);
    let kept = || metric(port, "deelbaar_municipality_records ").unwrap_or(0);
    let mut chance = Chance::new("node");
    write(&colleague, &chance.text(Writing::Noise, 20_000)).unwrap();
    waits_for("the first text", || kept() == colleague.municipality().count());

    let filler = place.join("filler");
    fill(&filler, 200 * 1024);
    let count = kept();
    for _ in 0..40 {
        write(&colleague, &chance.text(Writing::Noise, 20_000)).unwrap();
    }
    waits_for("it says that the disk is full", || says("/health", "503") && says("/health", "the disk is full"));
    assert!(says("/metrics", "deelbaar_disk_refuses 1") && running.child.try_wait().unwrap().is_none(), "it stays");
    assert!(kept() >= count && kept() < colleague.municipality().count());
    let peers = own.peers().all();
    assert!(peers[&device].misbehaved.is_none(), "a full disk is nobody's misbehaviour");

    std::fs::remove_file(&filler).unwrap();
    waits_for("everything", || kept() == colleague.municipality().count());
    waits_for("it is well again", || says("/health", "200 OK") && says("/metrics", "deelbaar_disk_refuses 0"));
    runtime.block_on(own.close());
    running.stop();
    let officer = Workspace::open(&place.join("workspace"), Clock::system()).unwrap();
    assert!(officer.municipality().digest() == colleague.municipality().digest());
    is_sound(&officer, &bodies(&colleague));
}

/// What the program says of the workspace at a place.
fn says(place: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.arg("--data").arg(place.join("workspace")).args(["--lang", "en"]).args(args);
    command.env("HOME", place).stdin(Stdio::null()).output().unwrap()
}

fn repairs(place: &Path) {
    let workspace = founded(place);
    let mut chance = Chance::new("repair");
    for _ in 0..12 {
        write(&workspace, &chance.text(Writing::Noise, 20_000)).unwrap();
    }
    let all = bodies(&workspace);
    workspace.save_caches().unwrap();
    drop(workspace);
    let data = place.join("workspace");
    spoil(&data, In::Cache);
    let (path, filler) = (store_file(&data), place.join("filler"));
    let bytes = std::fs::read(&path).unwrap();
    fill(&filler, 100 * 1024);
    let refused = says(place, &["repair"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("full") && said.contains("What you can do"), "{said}");
    assert!(std::fs::read(&path).unwrap() == bytes, "the damaged file was changed");
    assert!(!place.join("workspace.repairing").exists() && !data.join("damaged.redb").exists());

    std::fs::remove_file(&filler).unwrap();
    let repaired = says(place, &["repair"]);
    assert!(repaired.status.success(), "{repaired:?}");
    is_sound(&Workspace::open(&data, Clock::system()).unwrap(), &all);
}

fn read_only(place: &Path) {
    let workspace = founded(place);
    write(&workspace, "Bewaard.").unwrap();
    // As long as it is open the system does not let anybody take writes away.
    assert!(!mount(&["-o", "remount,ro"], place), "it was taken away beneath an open store");
    drop(workspace);
    assert!(mount(&["-o", "remount,ro"], place));
    let refused = Workspace::open(&place.join("workspace"), Clock::system()).map(drop).unwrap_err();
    assert!(refused.to_string().contains("read-only"), "{refused}");
    assert!(mount(&["-o", "remount,rw"], place));
    let workspace = Workspace::open(&place.join("workspace"), Clock::system()).unwrap();
    is_sound(&workspace, &BTreeSet::from(["Bewaard.".into()]));
    write(&workspace, "Verder.").unwrap();
    is_sound(&workspace, &BTreeSet::from(["Bewaard.".into(), "Verder.".into()]));
}
