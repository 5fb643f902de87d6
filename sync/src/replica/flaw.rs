//! Records of this device that do not hold: which, and why.

use deelbaar_schema::id::{RecordId, SpaceId};
use deelbaar_schema::record::{Record, RecordError};
use deelbaar_schema::space::Refusal;

use crate::store::{Store, StoreError};

/// A record that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Its id; `None` when even that cannot be read.
    pub record: Option<RecordId>,
    /// Which one it is in order of arrival, from 1.
    pub place: u64,
    /// Why.
    pub why: Why,
}

/// Why a record does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Its row in the store cannot be opened, or is gone.
    #[error("its row in the store cannot be read")]
    Unreadable,
    /// Its bytes, signature or place in its log are not what they must be.
    #[error("{0}")]
    Altered(RecordError),
    /// The rules do not allow it.
    #[error("{0}")]
    Rules(Refusal),
}

impl From<Refusal> for Why {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Record(error) => Self::Altered(error),
            other => Self::Rules(other),
        }
    }
}

impl Flaw {
    /// What is wrong with the record at a place in order of arrival (from 0).
    pub(super) fn of(record: &Record, arrival: u64, refusal: Refusal) -> Self {
        Self { record: Some(record.id()), place: arrival + 1, why: refusal.into() }
    }
}

/// The record at a place in order of arrival (from 0), or what is wrong with it. Its signature is not checked.
pub(super) fn read(store: &Store, space: &SpaceId, arrival: u64) -> Result<Result<Record, Flaw>, StoreError> {
    let flaw = |record, why| Flaw { record, place: arrival + 1, why };
    let head = match store.head(space.as_bytes(), arrival) {
        Ok(Some(head)) => head,
        Ok(None) | Err(StoreError::Damaged(_)) => return Ok(Err(flaw(None, Why::Unreadable))),
        Err(error) => return Err(error),
    };
    let id = || Record::from_store(&head, None).ok().map(|record| record.id());
    let body = match store.body(space.as_bytes(), arrival) {
        Ok(body) => body,
        Err(StoreError::Damaged(_)) => return Ok(Err(flaw(id(), Why::Unreadable))),
        Err(error) => return Err(error),
    };
    Ok(Record::from_store(&head, body).map_err(|error| flaw(id(), Why::Altered(error))))
}

/// The first record of a space that cannot be read.
pub(super) fn first(store: &Store, space: &SpaceId) -> Result<Option<Flaw>, StoreError> {
    for arrival in 0..store.count(space.as_bytes())? {
        if let Err(flaw) = read(store, space, arrival)? {
            return Ok(Some(flaw));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use deelbaar_schema::id::{ItemId, PersonId};
    use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
    use deelbaar_schema::role::Role;
    use deelbaar_schema::time::Term;
    use redb::{Database, ReadableTable as _, TableDefinition};
    use tempfile::TempDir;

    use super::*;
    use crate::clock::Clock;
    use crate::workspace::{NewRegion, Person, Root, Workspace, WorkspaceError};

    const HEADS: &str = "heads";
    const BODIES: &str = "bodies";

    /// A workspace with an enrolment and three plan changes, closed.
    fn closed() -> TempDir {
        let dir = TempDir::new().unwrap();
        let clock = Clock::system();
        let term = Term::since(clock.today());
        let person = Person { id: PersonId::from_bytes([1; 16]), name: "Bo".into(), role: Role::PolicyOfficer, term };
        let (municipality, municipality_name) = ("GM0327".parse().unwrap(), "Leusden".into());
        let new = NewRegion { region: "Regio".into(), municipality, municipality_name, person };
        let workspace = Workspace::found(&dir.path().join("data"), new, clock).unwrap();
        for number in 1..=3 {
            let id = ItemId::from_bytes([number; 16]);
            let edit = PlanEdit::Add(NewItem::titled(id, ItemKind::Section, &format!("Deel {number}")));
            workspace.municipality().edit_plan(&workspace.key(), &[edit]).unwrap();
        }
        workspace.save_caches().unwrap();
        dir
    }

    fn open(dir: &TempDir) -> Result<Workspace, WorkspaceError> {
        Workspace::open(&dir.path().join("data"), Clock::system())
    }

    /// Alters a sealed row of the municipality's space: only there are so many records.
    fn alter(dir: &Path, table: &str, arrival: u64) {
        let database = Database::open(dir.join("data/store-1.redb")).unwrap();
        let transaction = database.begin_write().unwrap();
        {
            let definition: TableDefinition<&[u8; 24], &[u8]> = TableDefinition::new(table);
            let mut rows = transaction.open_table(definition).unwrap();
            let keys: Vec<[u8; 24]> = rows.iter().unwrap().map(|row| *row.unwrap().0.value()).collect();
            let of = |arrival: u64| {
                keys.iter().copied().filter(move |key| key[16..] == arrival.to_be_bytes()).collect::<Vec<_>>()
            };
            let municipality = of(3)[0];
            let key = of(arrival).into_iter().find(|key| key[..16] == municipality[..16]).unwrap();
            rows.insert(&key, [7; 80].as_slice()).unwrap();
        }
        transaction.commit().unwrap();
    }

    #[test]
    fn a_record_that_was_altered_is_named_with_its_space() {
        let dir = closed();
        let workspace = open(&dir).unwrap();
        let id = workspace.municipality().records().unwrap()[2].id();
        let space = workspace.municipality().space();
        workspace.store().write(|tx| tx.set_body(space.as_bytes(), 2, b"iets anders")).unwrap();
        let [(root, good, flaw), (_, _, none)] = workspace.verify().unwrap();
        let flaw = flaw.unwrap();
        assert_eq!((root, good, flaw.record, flaw.place), (Root::Municipality, 2, Some(id), 3));
        assert!(matches!(flaw.why, Why::Altered(_)), "{flaw:?}");
        assert_eq!(none, None);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named_by_what_was_read_before() {
        let dir = closed();
        let id = open(&dir).unwrap().municipality().records().unwrap()[2].id();
        // The plan is read from the cache, so this one opens.
        alter(dir.path(), BODIES, 2);
        let [(_, good, flaw), _] = open(&dir).unwrap().verify().unwrap();
        assert_eq!(good, 2);
        assert_eq!(flaw, Some(Flaw { record: Some(id), place: 3, why: Why::Unreadable }));
    }

    #[test]
    fn a_workspace_that_does_not_open_says_which_record_and_of_which_space() {
        let dir = closed();
        let id = open(&dir).unwrap().municipality().records().unwrap()[0].id();
        alter(dir.path(), BODIES, 0);
        let Err(WorkspaceError::Damaged { root, flaw }) = open(&dir) else { panic!("it opened") };
        assert_eq!((root, flaw.record, flaw.place), (Root::Municipality, Some(id), 1));
        alter(dir.path(), HEADS, 0);
        let Err(WorkspaceError::Damaged { root, flaw }) = open(&dir) else { panic!("it opened") };
        assert_eq!((root, flaw), (Root::Municipality, Flaw { record: None, place: 1, why: Why::Unreadable }));
    }
}
