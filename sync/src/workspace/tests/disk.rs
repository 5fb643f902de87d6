//! A workspace on a disk that is full for a while: nothing shows as kept that is not, and work goes on without a restart.

use super::*;
use crate::store::watched::{Disk, Fault};
use crate::store::{DiskError, StoreError};

fn sections(workspace: &Workspace) -> usize {
    workspace.municipality().look(|state| state.plan().items.len())
}

fn adds(workspace: &Workspace, title: &str) -> Result<(), AppendError> {
    let item = NewItem::titled(ItemId::from_bytes(*random::<16>().unwrap()), ItemKind::Section, title);
    workspace.municipality().edit_plan(&workspace.key(), &[PlanEdit::Add(item)]).map(drop)
}

#[test]
fn what_does_not_fit_on_the_disk_is_not_kept_anywhere_and_later_work_is_sound() {
    let mut disks = Vec::new();
    let pair = Pair::new(|dir| disks.push(Disk::under(dir)));
    let (officer, disk) = (&pair.officer, &disks[0]);
    let item = pair.asks("Taal", "Tekst.");
    pair.exchange();
    consent(&pair.alderman, item);
    let before = officer.municipality().digest();
    for fault in [Fault::Full(0), Fault::Full(5000), Fault::ReadOnly, Fault::Denied] {
        disk.fail(Some(fault));
        let refused = adds(officer, "Past niet");
        let told = match fault {
            Fault::ReadOnly => matches!(refused, Err(AppendError::Store(StoreError::Disk(DiskError::ReadOnly)))),
            Fault::Denied => matches!(refused, Err(AppendError::Store(StoreError::Disk(DiskError::Denied)))),
            Fault::Full(_) => matches!(refused, Err(AppendError::Store(StoreError::Disk(DiskError::Full)))),
        };
        assert!(told, "{fault:?}: {refused:?}");
        // Neither does what others send.
        let batch = pair.alderman.municipality().next_batch(&mut 0, &mut officer.municipality().heights(), 0).unwrap();
        assert!(!batch.is_empty() && officer.municipality().accept(batch).is_err(), "{fault:?}");
        disk.fail(None);
        assert_eq!(officer.municipality().digest(), before, "{fault:?}");
        assert_eq!(sections(officer), 1, "{fault:?}");
    }
    adds(officer, "Past weer").unwrap();
    pair.exchange();
    same_and_sound(officer, &pair.alderman, "afterwards");
    assert_eq!(sections(&pair.alderman), 2);
    assert_eq!(titles(officer), ["Taal"]);
}

/// The withdrawal fits on the disk, and the fresh key that it asks for does not: nobody is told that it failed, everybody else
/// hears of it, nothing says that it is deleted, and the device opens and goes on.
#[test]
fn a_purge_on_a_full_disk_counts_is_passed_on_and_is_finished_later() {
    let mut disks = Vec::new();
    let pair = Pair::new(|dir| disks.push(Disk::under(dir)));
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    let item = pair.asks("Taal", "Tekst.");
    pair.exchange();
    consent(&pair.alderman, item);
    pair.exchange();
    exchange_region(&pair.officer, &soest);
    withdraw(&pair.alderman, item);
    give(pair.alderman.municipality(), pair.officer.municipality());
    let (officer, disk) = (&pair.officer, &disks[0]);
    let mut told = officer.region().subscribe();
    // As little as the records take.
    let taken = (0..).map(|parts| parts * 4096).find_map(|room| {
        disk.fail(Some(Fault::Full(room)));
        let mut heights = officer.region().heights();
        let batch = pair.alderman.region().next_batch(&mut 0, &mut heights, 0).unwrap();
        officer.region().accept(batch).ok()
    });
    assert_eq!(taken.unwrap().purged, 1);
    assert!(told.has_changed().unwrap(), "whoever is connected is told");
    told.mark_unchanged();
    assert!(officer.is_deletion_unfinished());
    assert_eq!(titles(officer), [""; 0]);
    let due = officer.settle().unwrap_err();
    assert!(matches!(due.disk(), Some(DiskError::Full)), "{due}");
    assert_eq!(officer.disk_refuses().as_deref(), Some("the disk is full"));
    let confirmed =
        |workspace: &Workspace| workspace.region().records_of(deelbaar_schema::record::Kind::Purged).unwrap();
    assert!(!confirmed(officer).iter().any(|record| record.header().author == officer.device()), "too early");
    // It travels on from here.
    give(officer.region(), soest.region());
    assert_eq!(titles(&soest), [""; 0]);

    // Closed and opened on the full disk.
    let Pair { dir, hands, officer, alderman } = pair;
    drop(officer);
    disk.fail(Some(Fault::Full(16 * 1024)));
    let officer = Workspace::open(&dir.path().join("officer"), hands.clock()).unwrap();
    assert!(officer.is_deletion_unfinished() && officer.disk_refuses().is_some());
    disk.fail(None);
    officer.settle().unwrap();
    assert!(!officer.is_deletion_unfinished() && officer.disk_refuses().is_none());
    exchange(&officer, &alderman);
    assert!(confirmed(&alderman).iter().any(|record| record.header().author == officer.device()));
    same_and_sound(&officer, &alderman, "afterwards");
}

/// Whoever acts is not told that it failed when it stands, and does not sign twice.
#[test]
fn an_act_stands_also_when_the_disk_keeps_back_what_follows_from_it() {
    let mut disks = Vec::new();
    let pair = Pair::new(|dir| disks.push(Disk::under(dir)));
    let item = pair.asks("Taal", "Tekst.");
    pair.exchange();
    consent(&pair.alderman, item);
    let (alderman, disk) = (&pair.alderman, &disks[1]);
    let signed = (0..).map(|parts| parts * 4096).find_map(|room| {
        disk.fail(Some(Fault::Full(room)));
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| withdraw(alderman, item)));
        caught.ok()
    });
    assert!(signed.is_some());
    assert_eq!(alderman.disk_refuses().as_deref(), Some("the disk is full"));
    disk.fail(None);
    alderman.settle().unwrap();
    assert_eq!(titles(alderman), [""; 0]);
    let acts = alderman
        .municipality()
        .look(|state| state.acts().all().filter(|kept| matches!(kept.act.what, What::Withdraw { .. })).count());
    assert_eq!(acts, 1);
}
