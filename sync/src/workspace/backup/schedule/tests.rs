use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use deelbaar_schema::id::PersonId;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::file::Step;
use crate::workspace::{NewRegion, Person};

const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };
/// The summer of 2026.
const START: i64 = 1_780_000_000_000;

struct Bench {
    dir: TempDir,
    workspace: Workspace,
    now: Arc<AtomicI64>,
}

fn words() -> Passphrase {
    Passphrase::new("reservekopie van leusden")
}

impl Bench {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        std::fs::create_dir(dir.path().join("copies")).unwrap();
        let now = Arc::new(AtomicI64::new(START));
        let ticking = Arc::clone(&now);
        let clock = Clock::from_fn(move || Timestamp(ticking.load(Ordering::SeqCst)));
        let person = Person {
            id: PersonId::from_bytes([1; 16]),
            name: "Anna Jansen".into(),
            role: Role::PolicyOfficer,
            term: Term::since(clock.today()),
        };
        let new = NewRegion {
            region: "Regio".into(),
            municipality: "GM0327".parse().unwrap(),
            municipality_name: "Leusden".into(),
            person,
        };
        let workspace = Workspace::found(&dir.path().join("data"), new, clock).unwrap();
        Self { dir, workspace, now }
    }

    fn copies(&self) -> PathBuf {
        self.dir.path().join("copies")
    }

    fn schedule(&self, keep: u16) {
        let schedule = Schedule { folder: self.copies(), every_days: 7, keep };
        self.workspace.schedule_backups(Some(schedule), Some((&words(), QUICK))).unwrap();
    }

    fn pass(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::SeqCst);
    }

    fn status(&self) -> BackupStatus {
        self.workspace.backup_status().unwrap()
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.copies()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn one_is_made_at_once_then_when_it_is_time_and_the_newest_stay() {
    let bench = Bench::new();
    assert_eq!(bench.status(), BackupStatus::default());
    assert_eq!(bench.workspace.make_due_backup().unwrap(), None, "nobody asked for one");
    bench.schedule(2);
    assert!(bench.status().due);
    std::fs::write(bench.copies().join("vakantie.jpg"), "van de gebruiker").unwrap();
    std::fs::write(bench.copies().join("deelbaar-gm0327-0000-2020-01-01-000000.deelbaar"), "ander apparaat").unwrap();
    let first = bench.workspace.make_due_backup().unwrap().unwrap();
    let status = bench.status();
    assert!(!status.due && !status.overdue && status.made == Some(Timestamp(START)));
    assert_eq!(bench.workspace.make_due_backup().unwrap(), None, "not before its time");
    for week in 1..=3 {
        bench.pass(7 * DAY - 1);
        assert!(!bench.status().due, "week {week}");
        bench.pass(1);
        bench.workspace.make_due_backup().unwrap().unwrap();
    }
    assert!(!first.exists());
    assert_eq!(bench.files().len(), 4, "two of its own, and what is not its own: {:?}", bench.files());
    // Nobody was here for a while.
    bench.pass(8 * DAY);
    assert!(bench.status().overdue);
    bench.workspace.make_due_backup().unwrap().unwrap();
    assert!(!bench.status().overdue);
    bench.workspace.schedule_backups(None, None).unwrap();
    bench.pass(30 * DAY);
    assert!(!bench.status().due && bench.status().schedule.is_none() && bench.status().made.is_some());
}

#[test]
fn what_was_made_without_anybody_is_put_back_with_the_passphrase() {
    let bench = Bench::new();
    bench.schedule(3);
    let file = bench.workspace.make_due_backup().unwrap().unwrap();
    let target = bench.dir.path().join("restored");
    let wrong = Workspace::restore(&file, &target, &Passphrase::new("iets heel anders"), &Clock::system());
    assert!(matches!(wrong, Err(WorkspaceError::Backup(BackupError::WrongPassphrase))));
    let restored = Workspace::restore(&file, &target, &words(), &Clock::system()).unwrap();
    assert_eq!(restored.made, Timestamp(START));
    assert!(restored.enrolled);
    // The new device has no schedule of its own yet, and another name.
    let back = Workspace::open(&target, Clock::system()).unwrap();
    assert_eq!(back.backup_status().unwrap().schedule, None);
    assert_ne!(back.device().short(), bench.workspace.device().short());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn another_folder_or_number_keeps_the_passphrase_and_a_first_schedule_needs_one() {
    let bench = Bench::new();
    let schedule = Schedule { folder: bench.copies(), every_days: 1, keep: 1 };
    let without = bench.workspace.schedule_backups(Some(schedule.clone()), None);
    assert!(matches!(without, Err(WorkspaceError::ShortPassphrase)));
    bench.schedule(3);
    bench.workspace.schedule_backups(Some(schedule.clone()), None).unwrap();
    let file = bench.workspace.make_due_backup().unwrap().unwrap();
    assert!(Workspace::restore(&file, &bench.dir.path().join("restored"), &words(), &Clock::system()).is_ok());
    for (folder, every_days, keep) in [
        (bench.dir.path().join("nergens"), 1, 1),
        ("copies".into(), 1, 1),
        (bench.copies(), 0, 1),
        (bench.copies(), 1, 0),
    ] {
        let refused = bench.workspace.schedule_backups(Some(Schedule { folder, every_days, keep }), None);
        assert!(matches!(refused, Err(WorkspaceError::Backup(_))), "{refused:?}");
    }
    assert_eq!(bench.status().schedule, Some(schedule));
}

#[test]
fn a_failure_is_remembered_told_and_tried_again() {
    for (kind, trouble) in
        [(std::io::ErrorKind::StorageFull, Trouble::Full), (std::io::ErrorKind::PermissionDenied, Trouble::Denied)]
    {
        let bench = Bench::new();
        bench.schedule(2);
        let before = bench.workspace.make_due_backup().unwrap().unwrap();
        bench.pass(7 * DAY);
        let fails = |step| if step == Step::Write { Err(kind.into()) } else { Ok(()) };
        assert!(bench.workspace.make_due_backup_watched(&fails).is_err());
        let status = bench.status();
        assert_eq!(status.failed.map(|(_, why)| why), Some(trouble));
        assert!(status.overdue && !status.due, "not again at once");
        assert_eq!(bench.files().len(), 1);
        assert!(before.exists(), "the older one stays");
        bench.pass(AGAIN);
        assert!(bench.status().due);
        bench.workspace.make_due_backup().unwrap().unwrap();
        assert_eq!((bench.status().failed, bench.status().overdue), (None, false));
    }
}

#[test]
fn a_folder_that_went_away_is_told_as_that() {
    let bench = Bench::new();
    bench.schedule(2);
    std::fs::remove_dir(bench.copies()).unwrap();
    assert!(bench.workspace.make_due_backup().is_err());
    assert_eq!(bench.status().failed.map(|(_, why)| why), Some(Trouble::NoFolder));
    assert!(!bench.copies().exists(), "an absent disk is not replaced by a folder");
}

#[test]
fn a_kill_at_any_step_leaves_the_older_ones_and_is_cleared_away_by_the_next() {
    for step in [Step::Create, Step::Write, Step::Sync, Step::Name] {
        let bench = Bench::new();
        bench.schedule(2);
        let before = bench.workspace.make_due_backup().unwrap().unwrap();
        bench.pass(7 * DAY);
        let kill = |at| if at == step { panic!("killed") } else { Ok(()) };
        let killed = catch_unwind(AssertUnwindSafe(|| bench.workspace.make_due_backup_watched(&kill)));
        assert!(killed.is_err());
        assert!(before.exists());
        assert!(bench.status().due, "it was not made, so it still is");
        bench.pass(1000);
        let made = bench.workspace.make_due_backup().unwrap().unwrap();
        assert_eq!(bench.files().len(), 2, "{:?}", bench.files());
        assert!(made.exists() && before.exists());
    }
}

#[test]
fn a_clock_that_was_set_back_does_not_put_it_off_for_years() {
    let bench = Bench::new();
    bench.pass(3000 * DAY);
    bench.schedule(2);
    bench.workspace.make_due_backup().unwrap().unwrap();
    bench.pass(-3000 * DAY);
    assert!(bench.status().due);
    let made = bench.workspace.make_due_backup().unwrap().unwrap();
    assert!(made.exists(), "the one just made stays, whatever its name says");
    assert!(!bench.status().due);
}
