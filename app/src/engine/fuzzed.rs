//! What the search for bytes that break a decoder reaches of what the engine keeps in the store.

use std::collections::BTreeSet;

use deelbaar_schema::encoding;
use deelbaar_schema::id::{ItemId, MunicipalityCode, SharedId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::time::Timestamp;
use deelbaar_sync::store::{Area, Store, StoreError};

use super::news;
use super::undo::{Direction, Step, Undo, Way, grounds};
use super::view::RegionView;

fn put(store: &Store, name: &str, bytes: &[u8]) {
    store.write::<_, StoreError>(|tx| tx.put(Area::Local, name, bytes)).unwrap();
}

/// Steps that can be taken back, and one that can be done again.
pub(crate) fn undo(store: &Store, state: &MunicipalityState) -> Vec<u8> {
    let id = ItemId::from_bytes([7; 16]);
    let item = NewItem { body: "Een tekst.".into(), ..NewItem::titled(id, ItemKind::Section, "Taal") };
    let title = PlanEdit::SetTitle { item: id, title: "Lezen".into() };
    let mut undo = Undo::default();
    for edits in [vec![PlanEdit::Add(item)], vec![title], vec![PlanEdit::Remove(id)]] {
        let grounds = grounds(&edits, state);
        let mut way = Way::new(Step::Imported("Taal".into(), 2));
        way.first((edits, grounds));
        undo.did(way, store).unwrap();
    }
    undo.took(Direction::Undo, Way::new(Step::Added("Lezen".into())), store).unwrap();
    store.get(Area::Local, "undo").unwrap().unwrap()
}

/// Takes such steps up, and takes them.
pub(crate) fn undoes(store: &Store, state: &MunicipalityState, bytes: &[u8]) -> bool {
    put(store, "undo", bytes);
    let mut undo = Undo::load(store);
    let mut steps = 0;
    for direction in [Direction::Undo, Direction::Redo] {
        drop(undo.all_grounds(direction));
        undo.pass_over(direction, state, store).unwrap();
        while let Some(way) = undo.next(direction) {
            steps += 1;
            drop((way.glance(), way.barred(0..way.edits.len(), state)));
            drop(state.clone().edit(&way.edits, Timestamp(1_780_000_000_000), 0));
            undo.forget(direction, store).unwrap();
        }
    }
    steps > 0
}

/// What was looked at of the region.
pub(crate) fn seen() -> Vec<u8> {
    let version = |number: u8| (code(), SharedId::from_bytes([number; 16]), u32::from(number));
    encoding::encode(&BTreeSet::from([1, 2, 3].map(version))).unwrap()
}

fn code() -> MunicipalityCode {
    "GM0342".parse().unwrap()
}

pub(crate) fn sees(store: &Store, bytes: &[u8]) -> bool {
    put(store, "seen", bytes);
    assert_eq!(news::unseen(store, &RegionView::default(), code()), []);
    news::looked(store, &RegionView::default(), code()).unwrap();
    encoding::decode::<BTreeSet<(MunicipalityCode, SharedId, u32)>>(bytes).is_ok_and(|seen| !seen.is_empty())
}
