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
    let before = officer.municipality().fingerprint();
    for fault in [Fault::Full(0), Fault::Full(5000), Fault::ReadOnly] {
        disk.fail(Some(fault));
        let refused = adds(officer, "Past niet");
        let told = match fault {
            Fault::ReadOnly => matches!(refused, Err(AppendError::Store(StoreError::Disk(DiskError::ReadOnly)))),
            Fault::Full(_) => matches!(refused, Err(AppendError::Store(StoreError::Disk(DiskError::Full)))),
        };
        assert!(told, "{fault:?}: {refused:?}");
        // Neither does what others send.
        let batch = pair.alderman.municipality().next_batch(&mut 0, &mut officer.municipality().heights()).unwrap();
        assert!(!batch.is_empty() && officer.municipality().accept(batch).is_err(), "{fault:?}");
        disk.fail(None);
        assert_eq!(officer.municipality().fingerprint(), before, "{fault:?}");
        assert_eq!(sections(officer), 1, "{fault:?}");
    }
    adds(officer, "Past weer").unwrap();
    pair.exchange();
    same_and_sound(officer, &pair.alderman, "afterwards");
    assert_eq!(sections(&pair.alderman), 2);
    assert_eq!(titles(officer), ["Taal"]);
}
